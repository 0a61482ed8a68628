//! Somebody listened to a message and answered it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::CaseOutcome,
    code::Code,
    ids::{OrganisationId, VoicemailId},
    people::Member,
    voicemail::{Event, VoicemailAnswer, VoicemailState},
};
use passerelle_store::{Tx, cases, transact, voicemails};
use serde_json::json;

use crate::{
    App,
    advance_voicemail::apply_to_voicemail,
    close_case::close_in,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// Marks a message as handled by `by`, with what was done; false when no message of this organisation has the code.
/// Twice is once. The sound is erased here in the same transaction, and deleted at the carrier afterwards.
///
/// # Errors
/// Trouble of the database.
pub async fn handle_voicemail(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    by: Member,
    answer: Option<VoicemailAnswer>,
) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(voicemail) = voicemails::by_code(tx, &app.secrets, owner, code).await? else { return Ok(false) };
        handle_in(app, tx, voicemail.id, by, answer, now).await?;
        if let Some(case) = voicemail.case_id
            && let Some(case) = cases::by_id(tx, case).await?
        {
            close_in(app, tx, &case, CaseOutcome::Handled, by).await?;
        }
        Ok::<bool, AppError>(true)
    })
    .await
}

/// Marks a message as handled within a transaction.
pub(crate) async fn handle_in(
    app: &App,
    tx: &mut Tx,
    id: VoicemailId,
    by: Member,
    answer: Option<VoicemailAnswer>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(voicemail) = voicemails::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    if voicemail.state == VoicemailState::Handled {
        return Ok(());
    }
    apply_to_voicemail(app, tx, id, Event::Handled { by, answer }, None, now).await?;
    let actor = format!("member:{}", by.uuid());
    let trace = Trace {
        organisation_id: voicemail.organisation_id,
        actor: &actor,
        verb: "handled",
        noun: "voicemail",
        noun_id: id.0,
        detail: json!({ "code": voicemail.code, "answer": answer }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
