//! One turn of a conversation: the interpreter decides, this carries out within the transaction.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose, InboundEnd},
    consent::{Purpose, may},
    follow_up::Need,
    ids::LegId,
    leg::{Leg, LegRole, LegState},
    line::Line,
    matter::MatterKind,
    people::Member,
    phone_number::PhoneNumber,
    scheduled_call::{AttemptResult, CallOutcome, CancelReason, Event, State},
    voice_script::{BridgeResult, CallOutcomeKey, Effect, Input, PageAnswer, Then, step},
};
use passerelle_store::{Tx, callbacks, legs, people, reservations, scheduled_calls};
use passerelle_telephony::twiml::{Document, Verb};

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    call_about_case::number_to_call,
    call_in::absent_today,
    call_settings::TALK_RESERVATION_S,
    check_code::{caller_members, check_code},
    check_person::take_check_answer,
    end_call::end_purpose,
    error::{AppError, Outcome},
    give_notice::take_notice_answer,
    make_promise::make_promise,
    partner_slots::book_slot,
    pause_duty::{pause_duty, resume_duty},
    record_recording::leave_voicemail,
    reserve_listener::{estimated_wait_s, reserve_listeners},
    ring_contact::{BeforeTurn, look_at_check, take_contact_answer},
    ring_coordinator::{look_at_case, take_page_answer},
    schedule::set_timer,
    speak::{self, Ringing},
};

/// The interpreter and the search for a listener answer each other at most this often in one turn.
const MOST_ROUNDS: usize = 8;

/// What a recording was, when the turn ends one.
#[derive(Clone)]
pub(crate) struct Recording {
    pub(crate) sid: String,
    pub(crate) url: Option<String>,
    pub(crate) seconds: u32,
}

/// Takes one turn and answers with the document to follow. `call` is changed, not yet written.
pub(crate) async fn converse(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    input: Input,
    recording: Option<&Recording>,
    now: DateTime<Utc>,
) -> Outcome<Document> {
    let script = app.scripts.version(tx, &call.script, &call.script_version).await?;
    call.has_pressed |= matches!(input, Input::Key(_));
    if let CallPurpose::Page { case } = call.purpose
        && !look_at_case(app, tx, call, case).await?
    {
        return Ok(Document::new().with(Verb::Hangup));
    }
    if let CallPurpose::AskContact { check } = call.purpose {
        match look_at_check(app, tx, call, check, now).await? {
            BeforeTurn::GoOn => {}
            BeforeTurn::Say(text) => return Ok(speak::only(app, call, text)),
            BeforeTurn::HangUp => return Ok(Document::new().with(Verb::Hangup)),
        }
    }
    let mut input = input;
    let mut spoken = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let mut turn = step(&script, call.session.clone(), input, now);
        give_ring_time(tx, call, &mut turn.then).await?;
        call.session = turn.session.clone();
        let wants_to_join = turn.effects.contains(&Effect::Page(PageAnswer::Join));
        for effect in std::mem::take(&mut turn.effects) {
            carry_out(app, tx, call, line, effect, recording, now).await?;
        }
        spoken.append(&mut turn.spoken);
        match &turn.then {
            Then::FindListener => {
                let reserved = reserve_listeners(app, tx, call, line, now).await?;
                input = if reserved.is_empty() {
                    let max_wait_s = script.limits.max_wait_s;
                    Input::NobodyFree { estimate_s: estimated_wait_s(tx, call, line, max_wait_s, now).await? }
                } else {
                    call.ringing.clear();
                    for (member, number) in reserved {
                        let leg = ring_listener(app, tx, call, member, number, now).await?;
                        call.ringing.push(leg.id);
                    }
                    Input::ListenerReserved
                };
            }
            Then::CheckCode { name, digits } => {
                input = Input::CodeChecked { is_right: check_code(app, tx, call, line, *name, digits, now).await? };
            }
            Then::Bridge { ring_timeout_s, .. } => {
                if let Some(text) = why_not_wanted(app, tx, call, now).await? {
                    return Ok(speak::only(app, call, text));
                }
                let leg = ring_callee(app, tx, call, *ring_timeout_s, now).await?;
                turn.spoken = spoken;
                return Ok(ringing_document(app, call, &turn, &[leg], line));
            }
            Then::RingListener { .. } => {
                let legs = load_ringing(app, tx, call).await?;
                turn.spoken = spoken;
                return Ok(ringing_document(app, call, &turn, &legs, line));
            }
            Then::Gather { .. }
            | Then::GatherNumber { .. }
            | Then::Hold { .. }
            | Then::Record { .. }
            | Then::Hangup => {
                let joins = turn.then == Then::Hangup && wants_to_join;
                turn.spoken = spoken;
                if joins {
                    return Ok(speak::then_redirect(app, call, &turn, app.urls.join(call.leg_id)));
                }
                return Ok(speak::document(app, call, &turn, &[]));
            }
        }
    }
    Err(AppError::Text("a voice script searches for a listener for ever".into()))
}

fn ringing_document(
    app: &App,
    call: &Call,
    turn: &passerelle_domain::voice_script::Turn,
    legs: &[Leg],
    line: &Line,
) -> Document {
    let ringing: Vec<Ringing<'_>> =
        legs.iter().filter_map(|leg| Some(Ringing { leg, number: leg.number.clone()?, line })).collect();
    speak::document(app, call, turn, &ringing)
}

pub(crate) async fn load_ringing(app: &App, tx: &mut Tx, call: &Call) -> Outcome<Vec<Leg>> {
    let mut ringing = Vec::new();
    for id in &call.ringing {
        ringing.push(legs::by_id(tx, &app.secrets, *id).await?.ok_or(AppError::dangling("call"))?);
    }
    Ok(ringing)
}

async fn ring_listener(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    member: Member,
    number: PhoneNumber,
    now: DateTime<Utc>,
) -> Outcome<Leg> {
    call.tried.push(member);
    let mut leg = new_leg(app, call, LegRole::Listener, number, now);
    leg.member = Some(member);
    keep_dialled(app, tx, &leg, now).await?;
    Ok(leg)
}

/// A person's telephone rings as long as the protocol of her call says.
async fn give_ring_time(tx: &mut Tx, call: &Call, then: &mut Then) -> Outcome<()> {
    if let Then::Bridge { ring_timeout_s, .. } = then
        && let CallPurpose::Convivial { scheduled_call, .. } = call.purpose
        && let Some(scheduled_call) = scheduled_calls::by_id(tx, scheduled_call).await?
    {
        *ring_timeout_s = scheduled_call.protocol.person_ring_s;
    }
    Ok(())
}

/// Why the second telephone may not ring, as it is said on the first one. While that one was answered, she may have rung
/// by herself, died, gone to hospital, or taken her yes back: then nobody rings her.
async fn why_not_wanted(app: &App, tx: &mut Tx, call: &Call, now: DateTime<Utc>) -> Outcome<Option<&'static str>> {
    let is_wanted = match call.purpose {
        CallPurpose::Inbound
        | CallPurpose::Check { .. }
        | CallPurpose::Notice { .. }
        | CallPurpose::Page { .. }
        | CallPurpose::AskContact { .. } => true,
        CallPurpose::Convivial { scheduled_call, .. } => match scheduled_calls::by_id(tx, scheduled_call).await? {
            Some(scheduled_call) if scheduled_call.state == State::Attempting => {
                let person = people::by_id(tx, &app.secrets, scheduled_call.person_id).await?;
                let person = person.ok_or(AppError::dangling("scheduled call"))?;
                if let Err(refused) = may(&person, Purpose::of_call(scheduled_call.kind), now) {
                    let event = Event::CalledOff(CancelReason::from(&refused));
                    apply_to_scheduled_call(app, tx, scheduled_call.id, event, now).await?;
                    return Ok(Some("call_not_wished"));
                }
                true
            }
            Some(_) | None => false,
        },
        CallPurpose::Case { case } => number_to_call(app, tx, case, now).await?.is_some(),
        CallPurpose::Callback { callback } => {
            callbacks::by_id(tx, &app.secrets, callback).await?.is_some_and(|promise| promise.state.is_live())
        }
    };
    Ok((!is_wanted).then_some("no_longer_needed"))
}

/// The person, or whoever asked to be called back: dialled only because somebody pressed 1.
async fn ring_callee(app: &App, tx: &mut Tx, call: &mut Call, ring_s: u32, now: DateTime<Utc>) -> Outcome<Leg> {
    let number = match (call.purpose, call.person_id) {
        (CallPurpose::Callback { callback }, _) => {
            let promise = callbacks::by_id(tx, &app.secrets, callback).await?.ok_or(AppError::dangling("call"))?;
            promise.number
        }
        (CallPurpose::Case { case }, _) => number_to_call(app, tx, case, now).await?,
        (_, Some(person)) => {
            let person = people::by_id(tx, &app.secrets, person).await?.ok_or(AppError::dangling("call"))?;
            let attempts_made = match call.purpose {
                CallPurpose::Convivial { scheduled_call, .. } => scheduled_calls::by_id(tx, scheduled_call)
                    .await?
                    .map_or(0, |scheduled_call| scheduled_call.attempts_made),
                CallPurpose::Inbound
                | CallPurpose::Check { .. }
                | CallPurpose::Notice { .. }
                | CallPurpose::Page { .. }
                | CallPurpose::AskContact { .. }
                | CallPurpose::Case { .. }
                | CallPurpose::Callback { .. } => 0,
            };
            person.phone_for(attempts_made, now).cloned()
        }
        (_, None) => None,
    };
    let number = number.ok_or(AppError::dangling("call"))?;
    let mut leg = new_leg(app, call, LegRole::Callee, number, now);
    leg.ring_s = ring_s;
    leg.awaits_verdict = app.profile.supports_machine_detection;
    keep_dialled(app, tx, &leg, now).await?;
    call.other_leg = Some(leg.id);
    Ok(leg)
}

async fn keep_dialled(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    legs::insert(tx, &app.secrets, leg).await?;
    set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
    Ok(())
}

/// A leg the carrier dials on the order of our document.
pub(crate) fn new_leg(app: &App, call: &Call, role: LegRole, number: PhoneNumber, now: DateTime<Utc>) -> Leg {
    Leg {
        id: LegId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        call_id: call.id,
        line_id: call.line_id,
        role,
        member: None,
        sid: None,
        ring_s: crate::call_settings::CALLER_RING_S,
        state: LegState::Dialled,
        end: None,
        sequence: None,
        is_machine: false,
        awaits_verdict: false,
        is_human: false,
        accepted: false,
        owes_neutral_message: false,
        owed: None,
        stop: None,
        placing_since: None,
        place_tries: 0,
        look_ups: 0,
        made_at: now,
        answered_at: None,
        ended_at: None,
        number: Some(number),
    }
}

pub(crate) async fn carry_out(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    effect: Effect,
    recording: Option<&Recording>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    match effect {
        Effect::AskedPracticalHelp => {
            call.topic = Some(Need::Administrative);
            metrics::counter!("passerelle_inbound_choices_total", "choice" => "practical_help").increment(1);
        }
        Effect::AskedForPerson => {
            metrics::counter!("passerelle_inbound_choices_total", "choice" => "person").increment(1);
        }
        Effect::AskedUrgent => {
            metrics::counter!("passerelle_inbound_choices_total", "choice" => "urgent").increment(1);
        }
        Effect::PauseDuty => {
            let members = caller_members(app, tx, call).await?;
            pause_duty(app, tx, line, &members, now).await?;
        }
        Effect::ResumeDuty => {
            let members = caller_members(app, tx, call).await?;
            resume_duty(tx, &members, now).await?;
        }
        Effect::AbsentToday => {
            for member in caller_members(app, tx, call).await? {
                absent_today(app, tx, member, now).await?;
            }
        }
        // Only a partner line offers hours.
        Effect::SlotChosen(slot) => book_slot(app, tx, call, line, slot, now).await?,
        Effect::CallbackRequested { number } => {
            let typed = number.and_then(|digits| facts_number(&digits, line));
            let number = typed.or_else(|| call.number.clone());
            make_promise(app, tx, call, line, number, false, now).await?;
        }
        Effect::VoicemailLeft => {
            if let Some(recording) = recording {
                leave_voicemail(app, tx, call, line, recording, now).await?;
            }
            call.left_voicemail = true;
            call.inbound_end = call.inbound_end.or(Some(InboundEnd::Voicemail));
        }
        Effect::Checked(answer) => take_check_answer(app, tx, call, line, answer, now).await?,
        Effect::Notice(answer) => take_notice_answer(app, tx, call, line, answer, now).await?,
        Effect::Page(answer) => take_page_answer(app, tx, call, answer, now).await?,
        Effect::Contact(answer) => take_contact_answer(app, tx, call, answer, now).await?,
        Effect::CallerReady => mark_ready(app, tx, call, now).await?,
        Effect::CallerPostponed => end_purpose(app, tx, call, AttemptResult::CallerPostponed, false, now).await?,
        Effect::CallerDeclined => end_purpose(app, tx, call, AttemptResult::CallerDeclined, false, now).await?,
        Effect::RetryAgreed => {
            let result = call.result.unwrap_or(AttemptResult::NoAnswer);
            end_purpose(app, tx, call, result, true, now).await?;
        }
        Effect::TeamTakesOver if call.purpose == CallPurpose::Inbound => {
            let number = call.number.clone();
            make_promise(app, tx, call, line, number, true, now).await?;
        }
        Effect::TeamTakesOver => {
            let result = call.result.unwrap_or(AttemptResult::CallerAbsent);
            end_purpose(app, tx, call, result, false, now).await?;
        }
        Effect::Outcome(key) => {
            let outcome = match key {
                CallOutcomeKey::Well => CallOutcome::Well,
                CallOutcomeKey::Worry => CallOutcome::Worry,
                CallOutcomeKey::Urgent => CallOutcome::Urgent,
            };
            if let CallPurpose::Convivial { scheduled_call, .. } = call.purpose {
                apply_to_scheduled_call(app, tx, scheduled_call, Event::OutcomeGiven(outcome), now).await?;
            }
        }
    }
    Ok(())
}

/// Ten digits typed on a keypad are read with the territory of the line.
fn facts_number(digits: &str, line: &Line) -> Option<PhoneNumber> {
    PhoneNumber::parse(digits, crate::import::region_of(&line.territory)).ok()
}

/// Whoever makes the call is really there, and is rung by nobody else while they talk.
async fn mark_ready(app: &App, tx: &mut Tx, call: &Call, now: DateTime<Utc>) -> Outcome<()> {
    if let Some(mut leg) = legs::by_id(tx, &app.secrets, call.leg_id).await? {
        leg.accepted = true;
        legs::update(tx, &leg).await?;
    }
    if let Some(member) = call.caller {
        let until = now + TimeDelta::seconds(TALK_RESERVATION_S);
        reservations::extend(tx, member, call.id, until).await?;
    }
    Ok(())
}

/// How a bridge ended, told from what the carrier says and what is known of the leg.
pub(crate) fn bridge_result(leg: &Leg, dial_result: BridgeResult, now: DateTime<Utc>) -> BridgeResult {
    let is_machine = dial_result == BridgeResult::Talked && leg.talked_with_machine(now);
    if is_machine { BridgeResult::Machine } else { dial_result }
}

/// What a bridge's end means for the attempt.
pub(crate) fn attempt_result(result: BridgeResult) -> AttemptResult {
    match result {
        BridgeResult::Talked => AttemptResult::Talked,
        BridgeResult::NoAnswer => AttemptResult::NoAnswer,
        BridgeResult::Busy => AttemptResult::Busy,
        BridgeResult::Machine => AttemptResult::Machine,
        BridgeResult::SomeoneElse => AttemptResult::SomeoneElse,
        BridgeResult::Failed => AttemptResult::OutOfService,
    }
}
