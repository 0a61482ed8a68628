//! Somebody who works for us raises a hand during a conversation.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    case::{CaseKind, CaseLevel, CaseState},
    ids::CaseId,
};
use passerelle_store::{Tx, cases};

use crate::{
    App,
    error::Outcome,
    open_case::{Subject, open_case},
};

/// Pages the coordinators at once, whatever the hour: the conversation goes on meanwhile. Raised again while nobody has
/// closed the case, it stays the same case. Answers with it.
pub(crate) async fn raise_hand(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    raised: Option<CaseId>,
    now: DateTime<Utc>,
) -> Outcome<CaseId> {
    if let Some(case) = raised
        && cases::by_id(tx, case).await?.is_some_and(|case| case.state != CaseState::Closed)
    {
        return Ok(case);
    }
    let (scheduled_call_id, callback_id) = match call.purpose {
        CallPurpose::Inbound => (call.settles, None),
        CallPurpose::Convivial { scheduled_call, .. } | CallPurpose::Check { scheduled_call, .. } => {
            (Some(scheduled_call), None)
        }
        CallPurpose::Notice { .. }
        | CallPurpose::Page { .. }
        | CallPurpose::AskContact { .. }
        | CallPurpose::Case { .. } => (None, None),
        CallPurpose::Callback { callback } => (None, Some(callback)),
    };
    let subject = Subject {
        organisation_id: call.organisation_id,
        line_id: call.line_id,
        person_id: call.person_id,
        scheduled_call_id,
        callback_id,
        voicemail_id: None,
        call_id: Some(call.id),
        attempts: 0,
        silent_since: now,
    };
    metrics::counter!("passerelle_hands_raised_total").increment(1);
    open_case(app, tx, CaseKind::HandRaised, CaseLevel::Serious, subject, now).await
}
