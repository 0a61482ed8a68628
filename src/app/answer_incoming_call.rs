//! Somebody rings the line.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    caller,
    consent::{Purpose, may},
    ids::{CallId, LegId},
    leg::{Leg, LegRole, LegState},
    line::Line,
    matter::MatterKind,
    people::{Member, Person},
    phone_number::CallerId,
    scheduled_call::{ScheduledCall, State},
    voice_script::{Input, begin},
};
use passerelle_store::{Tx, callers, calls, legs, lines, people, scheduled_calls, transact};

use crate::{
    App,
    call_in::{call_in, next_call_of},
    call_settings::PARTNER_SCRIPT,
    check_code::caller_members,
    converse::converse,
    error::{AppError, Outcome},
    facts,
    partner_slots::offer_slots,
    pause_duty::is_listener,
    play_fallback::apology,
    schedule::set_timer,
    script_book::Chosen,
};

/// A person who rings back is connected to whatever of hers is still open since this long ago.
const RINGS_BACK_WITHIN: TimeDelta = TimeDelta::hours(72);

/// What the carrier says of an incoming call.
#[derive(Clone)]
pub struct IncomingCall {
    /// The carrier's identifier.
    pub carrier_sid: String,
    /// Who rings, as far as the carrier knows.
    pub from: CallerId,
    /// The number rung (E.164).
    pub to: String,
}

/// Answers an incoming call with its first document (TwiML). The same call announced again gets
/// the same answer.
///
/// # Errors
/// Trouble of the database: nothing was kept, and the caller is to be apologised to.
pub async fn answer_incoming_call(app: &App, incoming: &IncomingCall) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if let Some(known) = calls::by_sid(tx, &app.secrets, &incoming.carrier_sid).await? {
            let before = calls::step(tx, &app.secrets, known.id, 0).await?;
            return Ok(before.unwrap_or_else(|| apology(app, "fr", None)));
        }
        let Some(line) = lines::by_number(tx, &incoming.to).await? else {
            tracing::warn!("a call came in on a number that belongs to no line");
            return Ok(apology(app, "fr", None));
        };
        if let Some(answer) = call_in(app, tx, &line, incoming, now).await? {
            return Ok(answer);
        }
        let person = recognise(app, tx, &line, &incoming.from).await?;
        let open_call = match &person {
            Some(person) => open_call_of(tx, person, now).await?,
            None => None,
        };
        let chosen = app.scripts.latest(tx, &line, &line.script).await?;
        let mut call = new_call(app, &line, chosen, incoming, person.as_ref(), open_call.as_ref(), now);
        note_caller(app, tx, &mut call, &line, now).await?;
        if call.script == PARTNER_SCRIPT {
            offer_slots(tx, &mut call, &line, now).await?;
        }
        let document = converse(app, tx, &mut call, &line, Input::Start, None, now).await?;
        let answer = document.render();
        calls::insert(tx, &app.secrets, &Call { step: 1, ..call.clone() }, Some(&incoming.carrier_sid)).await?;
        calls::keep_step(tx, &app.secrets, call.id, 0, &answer).await?;
        let leg = inbound_leg(&call, incoming, now);
        legs::insert(tx, &app.secrets, &leg).await?;
        set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
        Ok::<String, AppError>(answer)
    })
    .await
}

/// Remembers under a pseudonym who rings, and tells the script what it means: a listener, or somebody in a pause.
async fn note_caller(app: &App, tx: &mut Tx, call: &mut Call, line: &Line, now: DateTime<Utc>) -> Outcome<()> {
    let Some(number) = call.number.clone() else { return Ok(()) };
    let members = caller_members(app, tx, call).await?;
    let mut listens = false;
    for member in &members {
        listens |= is_listener(tx, line, *member).await?;
    }
    if listens && line.script != PARTNER_SCRIPT {
        facts::tell_listener(&mut call.session.facts);
        return Ok(());
    }
    let volunteer = members.iter().find(|member| matches!(member, Member::Volunteer(_)));
    if let (Some(volunteer), false) = (volunteer, line.script == PARTNER_SCRIPT) {
        // Without a call to come they are a caller like everybody.
        if let Some(next) = next_call_of(app, tx, *volunteer, now).await? {
            facts::tell_volunteer(&mut call.session.facts, next, now);
            return Ok(());
        }
    }
    let pseudonym = app.secrets.pseudonym(&caller::period_of(now), number.as_str());
    let forget_before = now - TimeDelta::days(caller::PERIOD_DAYS);
    callers::mark(tx, call.id, call.organisation_id, &pseudonym, now, forget_before).await?;
    let is_expected = call.settles.is_some();
    if let Some(until) = callers::paused_until(tx, call.organisation_id, &pseudonym, now).await?
        && !is_expected
    {
        facts::tell_pause(&mut call.session.facts, until, line, now);
    }
    Ok(())
}

/// A person is recognised only if she agreed. Two people who share a number are never told apart
/// by it: the one with something open is meant, and no name is said.
async fn recognise(app: &App, tx: &mut Tx, line: &Line, from: &CallerId) -> Outcome<Option<Person>> {
    let CallerId::Known(number) = from else { return Ok(None) };
    let known = people::by_number(tx, &app.secrets, line.organisation_id, number).await?;
    let now = app.clock.now();
    let mut agreed = known.into_iter().filter(|person| may(person, Purpose::Recognition, now).is_ok());
    let first = agreed.next();
    for other in agreed {
        if open_call_of(tx, &other, now).await?.is_some() {
            return Ok(Some(other));
        }
    }
    Ok(first)
}

/// Her call that is being tried, or was missed: ringing back is about that.
async fn open_call_of(tx: &mut Tx, person: &Person, now: DateTime<Utc>) -> Outcome<Option<ScheduledCall>> {
    let (from, to) = (now - RINGS_BACK_WITHIN, now + TimeDelta::minutes(1));
    let calls = scheduled_calls::of_person(tx, person.id, from, to).await?;
    let open = |call: &ScheduledCall| matches!(call.state, State::WaitingRetry | State::Attempting | State::Missed);
    Ok(calls.into_iter().rev().find(open))
}

fn new_call(
    app: &App,
    line: &Line,
    chosen: Chosen,
    incoming: &IncomingCall,
    person: Option<&Person>,
    open_call: Option<&ScheduledCall>,
    now: DateTime<Utc>,
) -> Call {
    let is_recognised = open_call.is_some();
    let number = incoming.from.number().cloned();
    let mut facts = facts::of_inbound(line, is_recognised, number.is_some(), now);
    facts::keep_edition(&mut facts, &chosen.edition);
    let session = begin(&chosen.script, facts, now);
    Call {
        id: CallId(app.chance.new_id(now)),
        organisation_id: line.organisation_id,
        line_id: line.id,
        purpose: CallPurpose::Inbound,
        leg_id: LegId(app.chance.new_id(now)),
        person_id: person.filter(|_| is_recognised).map(|person| person.id),
        caller: None,
        script: chosen.script.name.clone(),
        script_version: chosen.edition,
        session,
        step: 0,
        other_leg: None,
        ringing: Vec::new(),
        has_pressed: false,
        room: None,
        tried: Vec::new(),
        topic: None,
        callback_id: None,
        case_id: open_call.and_then(|call| call.case_id),
        settles: open_call.map(|call| call.id),
        result: None,
        is_settled: false,
        inbound_end: None,
        left_voicemail: false,
        began_at: now,
        ended_at: None,
        number,
    }
}

pub(crate) fn inbound_leg(call: &Call, incoming: &IncomingCall, now: DateTime<Utc>) -> Leg {
    Leg {
        id: call.leg_id,
        organisation_id: call.organisation_id,
        call_id: call.id,
        line_id: call.line_id,
        role: LegRole::Inbound,
        member: None,
        sid: Some(incoming.carrier_sid.clone()),
        ring_s: 0,
        state: LegState::InProgress,
        end: None,
        sequence: None,
        is_machine: false,
        awaits_verdict: false,
        is_human: false,
        accepted: true,
        owes_neutral_message: false,
        owed: None,
        stop: None,
        placing_since: None,
        place_tries: 0,
        look_ups: 0,
        made_at: now,
        answered_at: Some(now),
        ended_at: None,
        // The number is kept with the conversation only, for as long as a promise needs it.
        number: None,
    }
}
