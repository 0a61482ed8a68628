//! A message nobody listened to in time becomes a case.

use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    ids::VoicemailId,
    matter::MatterKind,
    voicemail::VoicemailState,
};
use passerelle_store::{transact, voicemails};

use crate::{
    App,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    schedule::{is_due, set_timer},
};

/// Advances a message whose timer is due.
pub(crate) async fn advance_voicemail(app: &App, id: VoicemailId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Voicemail, id.0, now).await? {
            return Ok(());
        }
        if let Some(mut voicemail) = voicemails::by_id(tx, &app.secrets, id).await?
            && voicemail.state == VoicemailState::Waiting
        {
            let subject = Subject {
                organisation_id: voicemail.organisation_id,
                line_id: voicemail.line_id,
                person_id: None,
                scheduled_call_id: None,
                callback_id: None,
                voicemail_id: Some(voicemail.id),
                attempts: 0,
                silent_since: voicemail.left_at,
            };
            let case = open_case(app, tx, CaseKind::LateVoicemail, CaseLevel::Worry, subject, now).await?;
            voicemail.state = VoicemailState::Escalated;
            voicemail.case_id = Some(case);
            voicemails::save(tx, &app.secrets, &voicemail).await?;
        }
        set_timer(tx, MatterKind::Voicemail, id.0, None, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
