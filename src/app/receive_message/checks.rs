//! VU, ABSENT, URGENT: what somebody found who was asked how she is. CONTACT, GARDIEN: whoever holds a case has somebody asked.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::CaseState,
    case_check::{Asked, CaseCheck, CheckKind, CheckState, Event, Finding},
    code::Code,
    line::Line,
    people::Member,
    reply::{CaretakerAnswer, Reply},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, case_checks, cases};

use super::{ReceivedText, answer_about_code, open_case_of};
use crate::{
    App,
    advance_case_check::{apply_to_check, number_to_ask},
    check_case::{CheckedCase, WantedCheck, check_case_in},
    error::Outcome,
    tell_check::{tell_begun, tell_not_asked, thank},
};

/// An answer is about a check of the last days.
const ANSWERED_WITHIN: TimeDelta = TimeDelta::days(3);

/// What a reply means to somebody who was asked. Whoever was asked for news says yes or no; whoever went, what they saw.
fn finding_of(reply: &Reply) -> Option<(Option<&str>, Finding)> {
    match reply {
        Reply::Caretaker { code, answer } => {
            let finding = match answer {
                CaretakerAnswer::Seen => Finding::Seen,
                CaretakerAnswer::Absent => Finding::Absent,
                CaretakerAnswer::Urgent => Finding::Urgent,
            };
            Some((code.as_deref(), finding))
        }
        Reply::Yes => Some((None, Finding::Seen)),
        Reply::No => Some((None, Finding::Absent)),
        _ => None,
    }
}

/// Somebody who was asked about a person answers, a caretaker or a contact among them. False when nobody asked them.
/// "Oui" and "non" are answers only of somebody near her: whoever is of the association has other questions open.
pub(super) async fn answer_check(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    reply: &Reply,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some((code, finding)) = finding_of(reply) else { return Ok(false) };
    let Some(from) = text.from.number() else { return Ok(false) };
    let is_word = matches!(reply, Reply::Yes | Reply::No);
    if is_word && !writers.is_empty() {
        return Ok(false);
    }
    let code = code.map(Code::parse);
    for check in case_checks::since(tx, line.organisation_id, now - ANSWERED_WITHIN).await? {
        if matches!(check.state, CheckState::Answered | CheckState::CalledOff) || (is_word && !is_contacts(&check)) {
            continue;
        }
        let is_theirs = match check.asked {
            Asked::Member(member) => writers.contains(&member),
            Asked::Contact(_) => number_to_ask(app, tx, &check, now).await?.as_ref() == Some(from),
        };
        let Some(case) = cases::by_id(tx, check.case_id).await? else { continue };
        let is_meant = code.as_ref().is_none_or(|code| code.as_ref() == Some(&case.code));
        if is_theirs && is_meant && case.state != CaseState::Closed {
            apply_to_check(app, tx, check.id, Event::Answered(finding), now).await?;
            thank(app, tx, &check, &case, from, now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_contacts(check: &CaseCheck) -> bool {
    check.kind == CheckKind::TrustedContact
}

/// CONTACT A7K2, GARDIEN A7K2: whoever holds the case is told who is asked, or why nobody is.
pub(super) async fn ask_about(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    kind: CheckKind,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let not_theirs = SmsTemplate::CoordCheckHolder;
    let Some(case) = open_case_of(tx, line, code, |case| case.holder == Some(member)).await? else {
        return answer_about_code(app, tx, line, member, not_theirs, code, now).await;
    };
    let wanted = WantedCheck { kind, member: None, before: None };
    match check_case_in(app, tx, &case, wanted, member, now).await? {
        CheckedCase::Asked(_) => tell_begun(app, tx, line, &case, member, now).await,
        CheckedCase::NotAsked(why) => tell_not_asked(app, tx, line, &case, member, why, now).await,
        CheckedCase::NotForThisCase | CheckedCase::NotTheHolder | CheckedCase::Incomplete | CheckedCase::Unknown => {
            answer_about_code(app, tx, line, member, not_theirs, code, now).await
        }
    }
}
