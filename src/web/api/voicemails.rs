//! Messages left on lines, over the API: read, listen, handle. What belongs to another organisation does not exist.

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use passerelle_app::{ListenedVoicemail, handle_voicemail, listen_to_voicemail, sound_type};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    people::Member,
    voicemail::{SoundState, Voicemail, VoicemailAnswer, VoicemailState},
};
use passerelle_store::voicemails;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiBytes, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.get("/voicemails", ApiScope::LinesRead, list).get("/voicemails/{code}/sound", ApiScope::LinesRead, listen).post(
        "/voicemails/{code}/handling",
        ApiScope::LinesWrite,
        handle,
    )
}

/// A message, as the API shows it. Instants are UTC.
#[derive(Serialize)]
pub(crate) struct VoicemailView {
    code: Code,
    state: VoicemailState,
    sound: SoundState,
    owner: Option<Uuid>,
    left_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    seconds: u32,
}

impl From<Voicemail> for VoicemailView {
    fn from(voicemail: Voicemail) -> VoicemailView {
        VoicemailView {
            code: voicemail.code,
            state: voicemail.state,
            sound: voicemail.sound,
            owner: voicemail.owner.map(Member::uuid),
            left_at: voicemail.left_at,
            due_at: voicemail.due_at,
            seconds: voicemail.seconds,
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such message.")
}

/// `GET /api/v1/voicemails`: the messages nobody has answered yet, the first due first.
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<VoicemailView>, Problem> {
    let waiting = async {
        let app = state.app();
        let mut read = app.db.read().await?;
        voicemails::unhandled(&mut read, &app.secrets, staff.organisation_id).await
    };
    let waiting = waiting.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(waiting.into_iter().map(VoicemailView::from), |voicemail| voicemail.code.to_string()))
}

/// `GET /api/v1/voicemails/{code}/sound`: the sound; the audit says who listened. 409 while the carrier has it still,
/// 410 once it is erased.
async fn listen(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Response, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let by = Member::Staff(staff.id);
    let listened = listen_to_voicemail(state.app(), staff.organisation_id, &code, by).await;
    match listened.map_err(|error| Problem::trouble(&error))? {
        ListenedVoicemail::Sound(sound) => {
            let headers = [(header::CONTENT_TYPE, sound_type(&sound)), (header::CACHE_CONTROL, "no-store")];
            Ok((headers, sound).into_response())
        }
        ListenedVoicemail::NotHere(SoundState::Leaving | SoundState::Gone) => {
            Err(Problem::new(StatusCode::GONE, "The sound of this message is erased."))
        }
        ListenedVoicemail::NotHere(
            SoundState::Awaited | SoundState::Unfetched | SoundState::Fetched | SoundState::Kept,
        ) => Err(Problem::new(StatusCode::CONFLICT, "The carrier has not given the sound of this message yet.")),
        ListenedVoicemail::Unknown => Err(not_found()),
    }
}

/// What was done about a message.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct HandlingRequest {
    #[serde(default)]
    answer: Option<VoicemailAnswer>,
}

/// `POST /api/v1/voicemails/{code}/handling`: somebody listened to a message and answered it. The body may tell what was
/// done: `{"answer": "called_back"}`.
async fn handle(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
    ApiBytes(body): ApiBytes,
) -> Result<StatusCode, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    let asked: HandlingRequest = match body.as_ref() {
        [] => HandlingRequest::default(),
        body => serde_json::from_slice(body).map_err(|_| {
            let known = VoicemailAnswer::ALL.map(VoicemailAnswer::as_str).join(", ");
            let detail = format!("The answer is one of {known}.");
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This cannot be read.").with_detail(detail)
        })?,
    };
    let by = Member::Staff(staff.id);
    match handle_voicemail(state.app(), staff.organisation_id, &code, by, asked.answer).await {
        Ok(true) => Ok(StatusCode::NO_CONTENT),
        Ok(false) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
