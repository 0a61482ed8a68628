//! Rings whoever makes the call. The person's telephone waits for their key 1.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::{AttemptId, CallId, LegId},
    leg::{LegRole, LegState},
    line::Line,
    matter::MatterKind,
    people::{Language, Member},
    phone_number::PhoneNumber,
    roster::Duty,
    scheduled_call::{Caller, ScheduledCall},
    voice_script::{Voice, begin},
};
use passerelle_store::{Tx, attempts, calls, legs, people, reservations};

use crate::{
    App,
    call_settings::{CALLER_RING_S, RESERVATION_MARGIN_S},
    check_person::start_check,
    converse::new_leg,
    error::{AppError, Outcome},
    facts::{Facts, keep_edition, of_attempt},
    reserve_listener::{phone_of, ready_members, take_with_telephone},
    schedule::set_timer,
    script_book::Chosen,
    send_text::reader,
};

/// The script of a convivial call.
const SCRIPT: &str = "convivial-call";

/// Begins an attempt. False when nobody can make it: nobody on duty, or the volunteer has left.
pub(crate) async fn start_attempt(
    app: &App,
    tx: &mut Tx,
    scheduled_call: &ScheduledCall,
    line: &Line,
    caller: Caller,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let call_id = CallId(app.chance.new_id(now));
    let until = now + TimeDelta::seconds(i64::from(CALLER_RING_S) + RESERVATION_MARGIN_S);
    let found = match caller {
        Caller::Volunteer(id) => {
            let member = Member::Volunteer(id);
            // Nobody else is to ring them meanwhile; whoever rang them first does not keep them from
            // a call that was promised.
            reservations::take(tx, member, call_id, until, now).await?;
            phone_of(app, tx, member).await?.map(|number| (member, number))
        }
        Caller::DutyTeam => duty_team_member(app, tx, line, call_id, until, now).await?,
        Caller::Robot => return start_check(app, tx, scheduled_call, line, now).await,
    };
    let Some((member, number)) = found else { return Ok(false) };
    let Some(reader) = reader(app, tx, member).await? else { return Ok(false) };
    let person =
        people::by_id(tx, &app.secrets, scheduled_call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let chosen = app.scripts.latest(tx, line, SCRIPT).await?;
    let advice = hearing_advice(&chosen.voice, reader.language, &person.hearing_advice);
    let facts = of_attempt(line, &person, &reader.first_name, reader.language.tag(), advice, scheduled_call, now);
    let attempt = AttemptId(app.chance.new_id(now));
    let purpose = CallPurpose::Convivial { scheduled_call: scheduled_call.id, attempt };
    let mut call = new_outbound_call(app, line, call_id, purpose, chosen, facts, now);
    call.person_id = Some(person.id);
    call.caller = Some(member);
    attempts::insert(tx, attempt, line.organisation_id, scheduled_call.id, call.id, now).await?;
    place_caller(app, tx, &call, member, number, now).await?;
    Ok(true)
}

/// Whoever is on call, reserved like a listener.
async fn duty_team_member(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    call: CallId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<Option<(Member, PhoneNumber)>> {
    for member in ready_members(tx, line, Duty::OnCall, now).await? {
        let Some(number) = phone_of(app, tx, member).await? else { continue };
        let telephone = (line.organisation_id, member, &number);
        if take_with_telephone(app, tx, telephone, call, until, now).await? {
            return Ok(Some((member, number)));
        }
    }
    Ok(None)
}

/// A sentence of the closed list; an empty advice is silence.
fn hearing_advice(voice: &Voice, language: Language, advice: &str) -> String {
    if advice.is_empty() {
        return String::new();
    }
    voice.words.render(language.tag(), &format!("advice_{advice}"), &Facts::new()).unwrap_or_default()
}

/// A conversation that begins with us ringing somebody.
pub(crate) fn new_outbound_call(
    app: &App,
    line: &Line,
    id: CallId,
    purpose: CallPurpose,
    chosen: Chosen,
    mut facts: Facts,
    now: DateTime<Utc>,
) -> Call {
    keep_edition(&mut facts, &chosen.edition);
    Call {
        id,
        organisation_id: line.organisation_id,
        line_id: line.id,
        purpose,
        leg_id: LegId(app.chance.new_id(now)),
        person_id: None,
        caller: None,
        script: chosen.script.name.clone(),
        session: begin(&chosen.script, facts, now),
        script_version: chosen.edition,
        step: 0,
        other_leg: None,
        ringing: Vec::new(),
        has_pressed: false,
        room: None,
        tried: Vec::new(),
        topic: None,
        callback_id: None,
        case_id: None,
        settles: None,
        result: None,
        is_settled: false,
        inbound_end: None,
        left_voicemail: false,
        began_at: now,
        ended_at: None,
        number: None,
    }
}

/// Keeps the conversation and the intent to ring its first telephone.
pub(crate) async fn place_caller(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    member: Member,
    number: PhoneNumber,
    now: DateTime<Utc>,
) -> Outcome<()> {
    calls::insert(tx, &app.secrets, call, None).await?;
    let mut leg = new_leg(app, call, LegRole::Caller, number, now);
    leg.id = call.leg_id;
    leg.member = Some(member);
    leg.state = LegState::Planned;
    legs::insert(tx, &app.secrets, &leg).await?;
    set_timer(tx, MatterKind::Leg, leg.id.0, Some(now), now).await?;
    Ok(())
}
