//! The robot rings a person and asks how she is: the one call that needs no human to be ready, shown with the verified
//! multipurpose number and never with the line's.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose, InboundEnd},
    case,
    consent::{Answer, Purpose, Scope, Way, may},
    ids::{AttemptId, ScheduledCallId},
    leg::{Leg, LegEnd, LegRole},
    line::Line,
    people::Member,
    scheduled_call::{AttemptResult, CallOutcome, Event, ScheduledCall},
    voice_script::{Awaiting, CheckAnswer},
};
use passerelle_store::{Tx, attempts, calls, legs, lines, people, reservations, scheduled_calls};

use crate::{
    App,
    advance_case::apply_to_case,
    advance_scheduled_call::apply_to_scheduled_call,
    change_consent::{ConsentChange, note_consent, tell_team},
    end_call::{end_purpose, hang_up_script, remember_talk, settle_ring},
    error::{AppError, Outcome},
    facts::of_check,
    give_notice::end_notice,
    make_promise::make_promise,
    ring_by_robot::{RobotCall, ring_by_robot},
    ring_contact::end_contact_call,
    take_unscreened::take_unscreened,
};

/// The script of a check call.
const SCRIPT: &str = "check-call";

/// Begins an attempt of the robot. False when it may not ring: the line has no verified multipurpose number, or she has no
/// telephone, or has taken her yes back.
pub(crate) async fn start_check(
    app: &App,
    tx: &mut Tx,
    scheduled_call: &ScheduledCall,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let person =
        people::by_id(tx, &app.secrets, scheduled_call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let number = person.phone_for(scheduled_call.attempts_made, now).cloned();
    let (Some(number), Some(_)) = (number, &line.check_number) else { return Ok(false) };
    if may(&person, Purpose::AutomaticCheck, now).is_err() {
        return Ok(false);
    }
    let attempt = AttemptId(app.chance.new_id(now));
    let wanted = RobotCall {
        purpose: CallPurpose::Check { scheduled_call: scheduled_call.id, attempt },
        script: SCRIPT,
        facts: of_check(line, &person, scheduled_call, now),
        role: LegRole::Checked,
        number,
        ring_s: scheduled_call.protocol.person_ring_s,
        person: Some(person.id),
        member: None,
    };
    let call = ring_by_robot(app, tx, line, wanted, now).await?;
    attempts::insert(tx, attempt, line.organisation_id, scheduled_call.id, call.id, now).await?;
    Ok(true)
}

/// What she answered, once said. What comes first decides how she is; stopping the calls is heard at any moment.
pub(crate) async fn take_check_answer(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    answer: CheckAnswer,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_machine = legs::by_id(tx, &app.secrets, call.leg_id).await?.is_some_and(|leg| leg.is_machine);
    match answer {
        // A greeting that holds the word is not her: a machine presses no key.
        CheckAnswer::Well if is_machine && !call.has_pressed => {
            end_purpose(app, tx, call, AttemptResult::Machine, false, now).await
        }
        CheckAnswer::Well => settle(app, tx, call, CallOutcome::Well, "well", now).await,
        CheckAnswer::Callback => {
            settle(app, tx, call, CallOutcome::CallbackAsked, "callback_asked", now).await?;
            promise(app, tx, call, line, false, now).await
        }
        CheckAnswer::Help => settle(app, tx, call, CallOutcome::HelpAsked, "help_asked", now).await,
        CheckAnswer::Stop => {
            settle(app, tx, call, CallOutcome::Stopped, "stopped", now).await?;
            stop_checks(app, tx, call, now).await
        }
        CheckAnswer::Unheard => {
            let result = if is_machine { AttemptResult::Machine } else { AttemptResult::Unheard };
            end_purpose(app, tx, call, result, false, now).await
        }
        CheckAnswer::SomeoneElse => end_purpose(app, tx, call, AttemptResult::SomeoneElse, false, now).await,
    }
}

/// The call has its outcome, once.
async fn settle(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    outcome: CallOutcome,
    name: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let CallPurpose::Check { scheduled_call, attempt } = call.purpose else { return Ok(()) };
    if call.is_settled {
        return Ok(());
    }
    call.is_settled = true;
    attempts::end(tx, attempt, name, now).await?;
    metrics::counter!("passerelle_check_answers_total", "answer" => name.to_owned()).increment(1);
    apply_to_scheduled_call(app, tx, scheduled_call, Event::OutcomeGiven(outcome), now).await
}

/// Somebody of the team calls her before the hour she was told, on the number that was rung.
async fn promise(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    is_unasked: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let number = call.number.clone();
    make_promise(app, tx, call, line, number, is_unasked, now).await
}

/// Key 9: no automatic call any more, and a human rings her about it.
pub(crate) async fn stop_checks(app: &App, tx: &mut Tx, call: &Call, now: DateTime<Utc>) -> Outcome<()> {
    let Some(person) = call.person_id else { return Ok(()) };
    let Some(mut person) = people::by_id(tx, &app.secrets, person).await? else { return Ok(()) };
    let no = ConsentChange {
        scope: Scope::AutomaticChecks,
        answer: Answer::No,
        way: Way::Key,
        by: None,
        wording: call.script_version.clone(),
    };
    let (before, after) = note_consent(app, tx, &mut person, &no, now).await?;
    if before != after {
        tell_team(app, tx, &person, now).await?;
    }
    Ok(())
}

/// Somebody on duty has talked with her: whoever it is has the case that her cry for help opened. Key 0 opened none: she
/// has talked, and how she is will be asked of whoever talked with her.
pub(crate) async fn talked_after_check(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    scheduled_call: ScheduledCallId,
    member: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    remember_talk(app, tx, call, now).await?;
    end_purpose(app, tx, call, AttemptResult::Talked, false, now).await?;
    let Some(scheduled_call) = scheduled_calls::by_id(tx, scheduled_call).await? else { return Ok(()) };
    if let Some(case) = scheduled_call.case_id {
        apply_to_case(app, tx, case, case::Event::Taken(member), now).await?;
    }
    Ok(())
}

/// Her telephone is put down. Whoever was being looked for calls her back unasked.
pub(crate) async fn end_check(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(()) };
    if !call.is_live() {
        return Ok(());
    }
    if let CallPurpose::Notice { notice } = call.purpose {
        return end_notice(app, tx, call, notice, leg, now).await;
    }
    if let CallPurpose::AskContact { .. } = call.purpose {
        return end_contact_call(app, tx, call, now).await;
    }
    call.ended_at = Some(now);
    if call.session.awaiting == Awaiting::RingEnd {
        take_unscreened(app, tx, &call, None, now).await?;
        settle_ring(app, tx, &mut call, now).await?;
    }
    let was_looked_for = call.session.ring_started_at.is_some();
    if was_looked_for && call.inbound_end != Some(InboundEnd::Answered) {
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
        settle(app, tx, &mut call, CallOutcome::CallbackAsked, "callback_asked", now).await?;
        promise(app, tx, &mut call, &line, true, now).await?;
    }
    hang_up_script(app, tx, &mut call, now).await?;
    end_purpose(app, tx, &mut call, result_of(leg), false, now).await?;
    call.number = None;
    reservations::release(tx, call.id, now).await?;
    calls::forget_steps(tx, call.id).await?;
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}

/// How an attempt went in which she said nothing.
fn result_of(leg: &Leg) -> AttemptResult {
    match (leg.answered_at, leg.end) {
        (Some(_), _) if leg.is_machine => AttemptResult::Machine,
        (Some(_), _) => AttemptResult::Unheard,
        (None, Some(LegEnd::Busy)) => AttemptResult::Busy,
        // Without the carrier's identifier the request was never taken.
        (None, Some(LegEnd::Failed)) if leg.sid.is_some() => AttemptResult::OutOfService,
        (None, Some(LegEnd::Failed | LegEnd::Lost)) => AttemptResult::Technical,
        (None, Some(LegEnd::Completed | LegEnd::NoAnswer | LegEnd::Canceled) | None) => AttemptResult::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::{ids::CallId, leg::LegState};

    use super::*;

    #[test]
    fn telephone_of_every_end_then_never_well() {
        let now = DateTime::UNIX_EPOCH;
        for answered_at in [None, Some(now)] {
            for end in
                [LegEnd::Completed, LegEnd::Busy, LegEnd::NoAnswer, LegEnd::Failed, LegEnd::Canceled, LegEnd::Lost]
            {
                for is_machine in [false, true] {
                    let result = result_of(&leg(answered_at, end, is_machine));
                    let is_heard = matches!(result, AttemptResult::Machine | AttemptResult::Unheard);
                    assert_eq!(is_heard, answered_at.is_some(), "{end:?}");
                    assert_ne!(result, AttemptResult::Talked);
                }
            }
        }
    }

    fn leg(answered_at: Option<DateTime<Utc>>, end: LegEnd, is_machine: bool) -> Leg {
        let id = uuid::Uuid::nil();
        Leg {
            id: passerelle_domain::ids::LegId(id),
            organisation_id: passerelle_domain::ids::OrganisationId(id),
            call_id: CallId(id),
            line_id: passerelle_domain::ids::LineId(id),
            role: LegRole::Checked,
            member: None,
            sid: Some("CA1".into()),
            ring_s: 40,
            state: LegState::Ended,
            end: Some(end),
            sequence: None,
            is_machine,
            awaits_verdict: false,
            is_human: false,
            accepted: false,
            owes_neutral_message: false,
            owed: None,
            stop: None,
            placing_since: None,
            place_tries: 0,
            look_ups: 0,
            made_at: DateTime::UNIX_EPOCH,
            answered_at,
            ended_at: None,
            number: None,
        }
    }
}
