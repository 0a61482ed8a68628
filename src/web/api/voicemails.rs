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
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiBytes, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::LinesRead, routes!(list))
        .with(ApiScope::LinesRead, routes!(listen))
        .with(ApiScope::LinesWrite, routes!(handle))
}

/// A message, as the API shows it. Instants are UTC.
#[derive(Serialize, ToSchema)]
pub(crate) struct VoicemailView {
    #[schema(value_type = String)]
    code: Code,
    #[schema(schema_with = schema::word::<VoicemailState>)]
    state: VoicemailState,
    #[schema(schema_with = schema::word::<SoundState>)]
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

/// Messages left on lines that nobody has answered yet, the first due first.
#[utoipa::path(get, path = "/voicemails", responses((status = 200, body = Vec<VoicemailView>)))]
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

/// The sound of a message; the audit says who listened. 409 while the carrier has it still, 410 once it is erased.
#[utoipa::path(
    get, path = "/voicemails/{code}/sound", params(("code" = String, Path)),
    responses(
        (status = 200, content((Vec<u8> = "audio/mpeg"), (Vec<u8> = "audio/wav"))), (status = 409), (status = 410)
    )
)]
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
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandlingRequest {
    #[serde(default)]
    #[schema(schema_with = schema::word_or_null::<VoicemailAnswer>)]
    answer: Option<VoicemailAnswer>,
}

/// Somebody listened to a message and answered it. The body may tell what was done: `{"answer": "called_back"}`.
#[utoipa::path(
    post, path = "/voicemails/{code}/handling", params(("code" = String, Path)), request_body = Option<HandlingRequest>,
    responses((status = 204))
)]
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
