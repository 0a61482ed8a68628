//! Somebody listened to a message and answered it.

use passerelle_domain::{
    case::CaseOutcome, code::Code, ids::OrganisationId, matter::MatterKind, people::Member, voicemail::VoicemailState,
};
use passerelle_store::{cases, transact, voicemails};
use serde_json::json;

use crate::{
    App,
    close_case::close_in,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::set_timer,
};

/// Marks a message as handled by `by`; false when no message of this organisation has the code.
/// Twice is once. Where the sound is kept is forgotten.
///
/// # Errors
/// Trouble of the database.
pub async fn handle_voicemail(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut voicemail) = voicemails::by_code(tx, &app.secrets, owner, code).await? else { return Ok(false) };
        if voicemail.state == VoicemailState::Handled {
            return Ok(true);
        }
        voicemail.state = VoicemailState::Handled;
        voicemail.recording_url = None;
        voicemails::save(tx, &app.secrets, &voicemail).await?;
        set_timer(tx, MatterKind::Voicemail, voicemail.id.0, None, now).await?;
        if let Some(case) = voicemail.case_id
            && let Some(case) = cases::by_id(tx, case).await?
        {
            close_in(app, tx, &case, CaseOutcome::Handled, by).await?;
        }
        let actor = format!("member:{}", by.uuid());
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "handled",
            noun: "voicemail",
            noun_id: voicemail.id.0,
            detail: json!({ "code": code }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<bool, AppError>(true)
    })
    .await
}
