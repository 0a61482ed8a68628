//! A conversation ends, or what it was for is decided: everybody concerned is told once.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose, InboundEnd},
    callback, case,
    leg::{Leg, LegEnd, LegRole},
    people::{Member, VolunteerStatus},
    scheduled_call::{AttemptResult, Event},
    voice_script::{Awaiting, Input, step},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{
    Tx, attempts, callbacks, calls, cases, legs, lines, people, reservations, scheduled_calls, volunteers,
};

use crate::{
    App,
    advance_callback::apply_to_callback,
    advance_case::apply_to_case,
    advance_case_check::call_off_checks,
    advance_follow_up::ask_triage,
    advance_scheduled_call::{apply_to_scheduled_call, ask_outcome_of},
    call_about_case::end_call_about_case,
    check_person::{end_check, talked_after_check},
    converse::{carry_out, load_ringing},
    empty_room::empty_room,
    error::{AppError, Outcome},
    give_notice::talked_after_notice,
    make_promise::make_promise,
    page_coordinators::tell_person_called_back,
    pause_duty::leave_in_peace,
    ring_coordinator::end_page,
    take_unscreened::take_unscreened,
};

/// Tells the attempt or the promise how the conversation went: once, whoever says it first.
pub(crate) async fn end_purpose(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    result: AttemptResult,
    caller_stays: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if call.is_settled {
        return Ok(());
    }
    call.is_settled = true;
    call.result = Some(result);
    match call.purpose {
        // A notice is told by what she answers, and by the end of her leg; a case goes on by its timer.
        CallPurpose::Inbound
        | CallPurpose::Notice { .. }
        | CallPurpose::Page { .. }
        | CallPurpose::AskContact { .. } => {}
        CallPurpose::Convivial { scheduled_call, attempt } | CallPurpose::Check { scheduled_call, attempt } => {
            if attempts::end(tx, attempt, result_name(result), now).await? {
                let event = Event::AttemptEnded { result, caller_stays };
                apply_to_scheduled_call(app, tx, scheduled_call, event, now).await?;
            }
            if result == AttemptResult::Talked {
                remember_talk(app, tx, call, now).await?;
                count_probation_call(app, tx, call).await?;
            }
        }
        CallPurpose::Case { case } => end_call_about_case(app, tx, call, case, result, now).await?,
        CallPurpose::Callback { callback } => {
            let event = match result {
                AttemptResult::Talked => callback::Event::Talked,
                AttemptResult::CallerAbsent
                | AttemptResult::CallerPostponed
                | AttemptResult::CallerDeclined
                | AttemptResult::Technical => callback::Event::ListenerAbsent,
                AttemptResult::NoAnswer
                | AttemptResult::Busy
                | AttemptResult::Machine
                | AttemptResult::SomeoneElse
                | AttemptResult::Unheard
                | AttemptResult::OutOfService => callback::Event::NotReached,
            };
            apply_to_callback(app, tx, callback, event, now).await?;
        }
    }
    Ok(())
}

pub(crate) fn result_name(result: AttemptResult) -> &'static str {
    match result {
        AttemptResult::Talked => "talked",
        AttemptResult::NoAnswer => "no_answer",
        AttemptResult::Busy => "busy",
        AttemptResult::Machine => "machine",
        AttemptResult::SomeoneElse => "someone_else",
        AttemptResult::Unheard => "unheard",
        AttemptResult::OutOfService => "out_of_service",
        AttemptResult::CallerAbsent => "caller_absent",
        AttemptResult::CallerPostponed => "caller_postponed",
        AttemptResult::CallerDeclined => "caller_declined",
        AttemptResult::Technical => "technical",
    }
}

/// Results of which nobody's telephone rang but the caller's.
pub(crate) const RANG_NOBODY: [&str; 4] = ["caller_absent", "caller_postponed", "caller_declined", "technical"];

/// "You last spoke a week ago" is said before the next call.
pub(crate) async fn remember_talk(app: &App, tx: &mut Tx, call: &Call, now: DateTime<Utc>) -> Outcome<()> {
    let Some(person) = call.person_id else { return Ok(()) };
    if let Some(mut person) = people::by_id(tx, &app.secrets, person).await? {
        person.last_talked_at = Some(now);
        people::save(tx, &app.secrets, &person).await?;
    }
    Ok(())
}

/// Two calls of a probation are enough to confirm somebody.
async fn count_probation_call(app: &App, tx: &mut Tx, call: &Call) -> Outcome<()> {
    let Some(Member::Volunteer(id)) = call.caller else { return Ok(()) };
    let known = volunteers::by_id(tx, &app.secrets, id).await?;
    if let Some(mut volunteer) = known.filter(|known| known.status == VolunteerStatus::Probation) {
        volunteer.life.probation_calls += 1;
        volunteers::save(tx, &app.secrets, &volunteer).await?;
    }
    Ok(())
}

/// The listeners' telephones are put down: whether one of them talked. Who did not take the call is left
/// in peace for a minute, so that the next search finds somebody else, and for longer the second time.
/// Who stopped ringing because another one picked up has missed nothing.
pub(crate) async fn settle_ring(app: &App, tx: &mut Tx, call: &mut Call, now: DateTime<Utc>) -> Outcome<bool> {
    let rung = load_ringing(app, tx, call).await?;
    call.ringing.clear();
    let taken_by = rung.iter().find(|leg| leg.accepted).and_then(|leg| leg.member);
    let somebody_picked_up = rung.iter().any(|leg| leg.answered_at.is_some());
    for leg in &rung {
        let Some(member) = leg.member else { continue };
        let rang_out = !somebody_picked_up;
        if taken_by != Some(member) && (leg.answered_at.is_some() || rang_out) {
            leave_in_peace(app, tx, call, member, now).await?;
        } else {
            reservations::release_member(tx, member, call.id, now).await?;
        }
    }
    if let Some(member) = taken_by {
        reservations::answered(tx, member).await?;
        answered_by(app, tx, call, member, now).await?;
    }
    Ok(taken_by.is_some())
}

/// Somebody of the team has talked with the caller: whatever she was waited for is settled.
async fn answered_by(app: &App, tx: &mut Tx, call: &mut Call, member: Member, now: DateTime<Utc>) -> Outcome<()> {
    call.inbound_end = Some(InboundEnd::Answered);
    call.caller = Some(member);
    if let CallPurpose::Check { scheduled_call, .. } = call.purpose {
        return talked_after_check(app, tx, call, scheduled_call, member, now).await;
    }
    if let CallPurpose::Notice { notice } = call.purpose {
        return talked_after_notice(app, tx, call, notice, now).await;
    }
    if call.is_settled {
        return Ok(());
    }
    call.is_settled = true;
    if let Some(number) = call.number.take() {
        // A promise to the same number is kept by this conversation.
        for promise in callbacks::live_by_number(tx, &app.secrets, call.organisation_id, &number).await? {
            apply_to_callback(app, tx, promise.id, callback::Event::Cancelled, now).await?;
        }
    }
    let Some(scheduled_call) = call.settles else { return ask_triage(app, tx, call, member, now).await };
    apply_to_scheduled_call(app, tx, scheduled_call, Event::PersonCalledBack, now).await?;
    remember_talk(app, tx, call, now).await?;
    let Some(scheduled_call) = scheduled_calls::by_id(tx, scheduled_call).await? else { return Ok(()) };
    if let Some(case) = scheduled_call.case_id
        && let Some(open) = cases::by_id(tx, case).await?
        && open.state != case::CaseState::Closed
    {
        // Answering is not being well: whoever talked with her has the case until saying how she is.
        apply_to_case(app, tx, case, case::Event::Taken(member), now).await?;
        tell_person_called_back(app, tx, &open, now).await?;
        call_off_checks(app, tx, open.id, now).await?;
    }
    ask_outcome_of(app, tx, &scheduled_call, member, SmsTemplate::VolOutcome, now).await
}

/// A telephone has been put down: what follows depends on whose it was.
pub(crate) async fn end_of_leg(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    match leg.role {
        // The document that rang them hears of it, or the end of its own leg does.
        LegRole::Listener | LegRole::Callee => {}
        LegRole::Inbound => end_inbound(app, tx, leg, now).await?,
        LegRole::Caller => end_outbound(app, tx, leg, now).await?,
        LegRole::Checked => end_check(app, tx, leg, now).await?,
        LegRole::Paged => end_page(app, tx, leg, now).await?,
    }
    empty_room(app, tx, leg, now).await
}

async fn end_outbound(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(()) };
    if !call.is_live() {
        return Ok(());
    }
    call.ended_at = Some(now);
    hang_up_script(app, tx, &mut call, now).await?;
    let result = match call.result {
        Some(result) => result,
        None => outbound_result(app, tx, &call, leg, now).await?,
    };
    end_purpose(app, tx, &mut call, result, false, now).await?;
    reservations::release(tx, call.id, now).await?;
    calls::forget_steps(tx, call.id).await?;
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}

/// How an attempt went whose end nobody announced: both hung up together, or the news got lost.
async fn outbound_result(app: &App, tx: &mut Tx, call: &Call, leg: &Leg, now: DateTime<Utc>) -> Outcome<AttemptResult> {
    let Some(other) = call.other_leg else {
        // Without the carrier's identifier the request was never taken. A call it took and could not
        // connect is the caller's telephone: somebody else makes the call.
        let never_placed = leg.sid.is_none() || leg.end == Some(LegEnd::Lost);
        let is_technical = never_placed && leg.answered_at.is_none();
        return Ok(if is_technical { AttemptResult::Technical } else { AttemptResult::CallerAbsent });
    };
    let Some(other) = legs::by_id(tx, &app.secrets, other).await? else { return Ok(AttemptResult::Technical) };
    let ended_at = other.ended_at.unwrap_or(now);
    Ok(match (other.answered_at, other.end) {
        (Some(_), _) if other.talked_with_machine(ended_at) => AttemptResult::Machine,
        (Some(_), _) => AttemptResult::Talked,
        (None, Some(LegEnd::Busy)) => AttemptResult::Busy,
        (None, Some(LegEnd::Failed)) => AttemptResult::OutOfService,
        (None, Some(LegEnd::Lost)) => AttemptResult::Technical,
        (None, Some(LegEnd::Completed | LegEnd::NoAnswer | LegEnd::Canceled) | None) => AttemptResult::NoAnswer,
    })
}

/// The script is told that the line was put down: what was asked so far still counts.
pub(crate) async fn hang_up_script(app: &App, tx: &mut Tx, call: &mut Call, now: DateTime<Utc>) -> Outcome<()> {
    if call.session.has_ended() || call.is_settled {
        return Ok(());
    }
    // While a bridge or a ring is on, its result is told by the legs, not by the script.
    if matches!(call.session.awaiting, Awaiting::BridgeEnd | Awaiting::RingEnd) {
        return Ok(());
    }
    let script = app.scripts.version(tx, &call.script, &call.script_version).await?;
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
    let turn = step(&script, call.session.clone(), Input::HungUp, now);
    call.session = turn.session;
    for effect in turn.effects {
        carry_out(app, tx, call, &line, effect, None, now).await?;
    }
    Ok(())
}

async fn end_inbound(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(()) };
    if !call.is_live() {
        return Ok(());
    }
    call.ended_at = Some(now);
    if call.session.awaiting == Awaiting::RingEnd {
        take_unscreened(app, tx, &call, None, now).await?;
        settle_ring(app, tx, &mut call, now).await?;
    }
    hang_up_script(app, tx, &mut call, now).await?;
    reservations::release(tx, call.id, now).await?;
    if call.inbound_end.is_none() {
        abandoned(app, tx, &mut call, now).await?;
    }
    // The listening line keeps no identity: a promise has its own copy of the number, and erases it.
    call.number = None;
    call.session.forget_typed_number();
    calls::forget_steps(tx, call.id).await?;
    calls::update(tx, &app.secrets, &call).await?;
    let end = match call.inbound_end {
        Some(InboundEnd::Answered) => "answered",
        Some(InboundEnd::Voicemail) => "voicemail",
        Some(InboundEnd::Callback) => "callback",
        Some(InboundEnd::Abandoned) | None => "abandoned",
    };
    metrics::counter!("passerelle_inbound_calls_total", "end" => end).increment(1);
    Ok(())
}

/// Whoever hung up while somebody was being looked for is called back unasked; whoever hung up
/// during the welcome has dialled a wrong number, or thought better of it.
async fn abandoned(app: &App, tx: &mut Tx, call: &mut Call, now: DateTime<Utc>) -> Outcome<()> {
    call.inbound_end = Some(InboundEnd::Abandoned);
    if call.session.ring_started_at.is_some() && call.number.is_some() {
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
        let number = call.number.clone();
        make_promise(app, tx, call, &line, number, true, now).await?;
    }
    Ok(())
}
