//! A digit: how a call went.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::CallKind,
    case::{CaseKind, CaseLevel, CaseOutcome, CaseState},
    code::Code,
    line::Line,
    message::About,
    people::Member,
    reply::Reply,
    scheduled_call::{CallOutcome, Event, ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases, messages, scheduled_calls};

use super::{OUTCOME_WITHIN, ReceivedText, not_understood};
use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    close_case::close_in,
    debrief_volunteer::offer_debrief,
    error::Outcome,
    open_case::{Subject, open_case},
    send_text::{arguments, reader, send_sms},
};

/// The texts a digit answers.
const ASKED_BY: [SmsTemplate; 4] = [
    SmsTemplate::VolOutcome,
    SmsTemplate::VolOutcomeReminder,
    SmsTemplate::VisitOutcome,
    SmsTemplate::VisitOutcomeReminder,
];

/// A digit after S09: about the call whose code is named, or the last one this member was asked of.
pub(super) async fn answer_outcome(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    digit: u8,
    text: &ReceivedText,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if ask_which(app, tx, line, writers, text, now).await? {
        return Ok(());
    }
    let Some((member, call)) = asked_call(app, tx, line, writers, text, now).await? else {
        return match writers.first() {
            Some(member) => not_understood(app, tx, line, *member, now).await,
            None => Ok(()),
        };
    };
    note_outcome(app, tx, &call, member, digit, now).await
}

/// Notes the digit of whoever made a call: 1 well, 2 no answer, 3 a worry, 4 urgent.
pub(crate) async fn note_outcome(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    member: Member,
    digit: u8,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if call.outcome == Some(CallOutcome::CalledBack) {
        return settle_called_back(app, tx, call, member, digit, now).await;
    }
    let event = match digit {
        1 => Event::OutcomeGiven(CallOutcome::Well),
        2 => Event::OutcomeWasNoAnswer,
        3 => Event::OutcomeGiven(CallOutcome::Worry),
        _ => Event::OutcomeGiven(CallOutcome::Urgent),
    };
    apply_to_scheduled_call(app, tx, call.id, event, now).await?;
    // Nobody had said how the visit went, and a case was opened: it is answered now.
    if call.kind == CallKind::Visit
        && call.state == State::Missed
        && digit == 1
        && let Some(case) = call.case_id
        && let Some(case) = cases::by_id(tx, case).await?
        && case.state != CaseState::Closed
    {
        close_in(app, tx, &case, CaseOutcome::FalseAlarm, member).await?;
    }
    Ok(())
}

/// With two calls that wait for a digit and no code, the volunteer is asked which one is meant. False when it is clear.
async fn ask_which(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let made = scheduled_calls::of_volunteer(tx, *id, now - OUTCOME_WITHIN, now).await?;
        let waits = |call: &ScheduledCall| call.state == State::AwaitingOutcome && call.outcome_asked > 0;
        let waiting: Vec<ScheduledCall> = made.into_iter().filter(waits).collect();
        let named = Reply::named_codes(&text.body);
        let is_named =
            waiting.iter().any(|call| named.iter().any(|code| Code::parse(code).as_ref() == Some(&call.code)));
        let ([first, second, ..], false) = (waiting.as_slice(), is_named) else { continue };
        let Some(reader) = reader(app, tx, *member).await? else { return Ok(false) };
        let codes = [("code", first.code.to_string()), ("code2", second.code.to_string())];
        let [first, second] = codes;
        let arguments = arguments([("v", reader.first_name.clone()), first, second]);
        send_sms(app, tx, line, &reader, SmsTemplate::VolWhichDigit, arguments, About::Nothing, now).await?;
        return Ok(true);
    }
    Ok(false)
}

/// The last call this member was asked the outcome of.
async fn asked_call(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    now: DateTime<Utc>,
) -> Outcome<Option<(Member, ScheduledCall)>> {
    let since = now - OUTCOME_WITHIN;
    for code in Reply::named_codes(&text.body).iter().filter_map(|code| Code::parse(code)) {
        let named = scheduled_calls::by_code(tx, line.organisation_id, &code, since, now).await?;
        if let (Some(call), Some(member)) = (named.into_iter().next(), writers.first()) {
            return Ok(Some((*member, call)));
        }
    }
    let mut latest: Option<(DateTime<Utc>, Member, ScheduledCall)> = None;
    for member in writers {
        for template in ASKED_BY {
            let asked = messages::latest_to(tx, &app.secrets, *member, template.key(), since).await?;
            let Some(message) = asked else { continue };
            let About::ScheduledCall(id) = message.about else { continue };
            let Some(call) = scheduled_calls::by_id(tx, id).await? else { continue };
            if latest.as_ref().is_none_or(|(at, _, _)| message.made_at > *at) {
                latest = Some((message.made_at, *member, call));
            }
        }
    }
    Ok(latest.map(|(_, member, call)| (member, call)))
}

/// She rang back, and whoever talked with her says how she is: well closes the case, anything else
/// opens a more serious one.
async fn settle_called_back(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    member: Member,
    digit: u8,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if let Some(case) = call.case_id
        && let Some(case) = cases::by_id(tx, case).await?
        && case.state != CaseState::Closed
        && digit == 1
    {
        close_in(app, tx, &case, CaseOutcome::WellDidNotHear, member).await?;
    }
    let (kind, level) = match digit {
        3 => (CaseKind::Worry, CaseLevel::Worry),
        4 => (CaseKind::Urgent, CaseLevel::Immediate),
        _ => return Ok(()),
    };
    let subject = Subject {
        organisation_id: call.organisation_id,
        line_id: call.line_id,
        person_id: Some(call.person_id),
        scheduled_call_id: Some(call.id),
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: call.attempts_made,
        silent_since: call.starts_at,
    };
    open_case(app, tx, kind, level, subject, now).await?;
    offer_debrief(app, tx, call, member, now).await
}
