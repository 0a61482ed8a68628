//! The coming calls of a person are held against what she agreed to and her pauses: called off, or brought back.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    consent::{Purpose, Refused, may},
    ids::{PersonId, VolunteerId},
    line::Line,
    matter::MatterKind,
    message::About,
    offer::OfferState,
    pause::Pause,
    people::{Member, Person},
    scheduled_call::{CancelReason, Event, ScheduledCall, State},
    spoken,
};
use passerelle_notify::{Arguments, SmsTemplate};
use passerelle_store::{Tx, call_series, lines, offers, people, scheduled_calls};

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    error::{AppError, Outcome},
    review_matches::review_matches_of_person,
    ring_volunteer::ring_instead_of,
    schedule::set_timer,
    send_text::{Reader, arguments, day_and_hour, reader, send_sms},
};

/// Calls that began so long ago may still be tried again.
const BEGAN_WITHIN: TimeDelta = TimeDelta::days(3);
/// No call is made further ahead than this.
const AHEAD: TimeDelta = TimeDelta::days(60);

/// Calls off what may not be done any more and brings back what may be done again. A conversation that has begun is left
/// alone: its second telephone asks for itself. Each volunteer concerned is told once.
pub(crate) async fn review_calls(app: &App, tx: &mut Tx, person: &Person, now: DateTime<Utc>) -> Outcome<()> {
    let mut called_off: BTreeMap<VolunteerId, (Refused, ScheduledCall)> = BTreeMap::new();
    let mut brought_back: BTreeMap<VolunteerId, ScheduledCall> = BTreeMap::new();
    for call in scheduled_calls::of_person(tx, person.id, now - BEGAN_WITHIN, now + AHEAD).await? {
        match may(person, Purpose::of_call(call.kind), call.starts_at.max(now)) {
            Err(refused) if is_ahead(&call) => {
                for volunteer in call_off(app, tx, &call, &refused, now).await? {
                    called_off.entry(volunteer).or_insert_with(|| (refused.clone(), call.clone()));
                }
            }
            Ok(()) if call.cancelled_for.is_some() && call.starts_at > now => {
                if bring_back(app, tx, &call, now).await?
                    && let Some(volunteer) = call.usual_volunteer
                {
                    brought_back.entry(volunteer).or_insert(call);
                }
            }
            Ok(()) | Err(_) => {}
        }
    }
    let line = lines::by_id(tx, person.line_id).await?.ok_or(AppError::dangling("person"))?;
    for (volunteer, (refused, call)) in called_off {
        tell_called_off(app, tx, person, &line, volunteer, (&refused, &call), now).await?;
    }
    for (volunteer, call) in brought_back {
        tell_back(app, tx, person, &line, volunteer, &call, now).await?;
    }
    review_matches_of_person(app, tx, person.id, now).await
}

/// Whether it can be called off without cutting anybody short.
fn is_ahead(call: &ScheduledCall) -> bool {
    call.state.is_live() && !matches!(call.state, State::Attempting | State::AwaitingOutcome)
}

/// Why a call whose hour comes nearer may not be made; it is then called off, and its volunteer told.
pub(crate) async fn call_off_unless_allowed(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    if !is_ahead(call) {
        return Ok(false);
    }
    let person = people::by_id(tx, &app.secrets, call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let Err(refused) = may(&person, Purpose::of_call(call.kind), call.starts_at.max(now)) else { return Ok(false) };
    let line = lines::by_id(tx, person.line_id).await?.ok_or(AppError::dangling("person"))?;
    for volunteer in call_off(app, tx, call, &refused, now).await? {
        tell_called_off(app, tx, &person, &line, volunteer, (&refused, call), now).await?;
    }
    Ok(true)
}

/// Calls a call off, and answers who counted on making it.
async fn call_off(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    refused: &Refused,
    now: DateTime<Utc>,
) -> Outcome<Vec<VolunteerId>> {
    let asked = offers::of_call(tx, call.id).await?.into_iter().filter(|offer| offer.state == OfferState::Open);
    let mut concerned: Vec<VolunteerId> = asked.map(|offer| offer.volunteer_id).collect();
    concerned.extend(call.volunteer.or(call.usual_volunteer));
    apply_to_scheduled_call(app, tx, call.id, Event::CalledOff(CancelReason::from(refused)), now).await?;
    Ok(concerned)
}

async fn bring_back(app: &App, tx: &mut Tx, call: &ScheduledCall, now: DateTime<Utc>) -> Outcome<bool> {
    if !call_series::by_id(tx, call.series_id).await?.is_some_and(|series| series.is_active) {
        return Ok(false);
    }
    offers::forget_closed(tx, call.id).await?;
    apply_to_scheduled_call(app, tx, call.id, Event::Revived, now).await?;
    set_timer(tx, MatterKind::ScheduledCall, call.id.0, Some(call.asks_at(now)), now).await?;
    Ok(true)
}

/// Her series make the calls of the coming weeks now, rather than in the night.
pub(crate) async fn wake_series(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Outcome<()> {
    for series in call_series::of_person(tx, person).await?.into_iter().filter(|series| series.is_active) {
        set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
    }
    Ok(())
}

/// Tells a volunteer that `call`, and those after it, are not to be made, and why as far as it is theirs to know.
async fn tell_called_off(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    line: &Line,
    volunteer: VolunteerId,
    (refused, call): (&Refused, &ScheduledCall),
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { return Ok(()) };
    let mut arguments = arguments([("v", reader.first_name.clone()), ("p", person.first_name.clone())]);
    let template = match (refused, coming_pause(person, now)) {
        (Refused::Paused(_), Some(pause)) => {
            let tag = reader.language.tag();
            arguments.insert("d1".to_owned(), spoken::short_day(tag, pause.from_on));
            arguments.insert("d2".to_owned(), spoken::short_day(tag, pause.to_on));
            SmsTemplate::VolPersonPaused
        }
        (Refused::Paused(_) | Refused::NoConsent(_) | Refused::DoNotContact, _) => SmsTemplate::VolPersonStopped,
    };
    tell(app, tx, line, &reader, (volunteer, call), template, arguments, now).await
}

/// By SMS; a volunteer who reads none is rung by a human.
#[expect(clippy::too_many_arguments, reason = "who is told what, about which call and when")]
async fn tell(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    reader: &Reader,
    (volunteer, call): (VolunteerId, &ScheduledCall),
    template: SmsTemplate,
    arguments: Arguments,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_written = send_sms(app, tx, line, reader, template, arguments, About::ScheduledCall(call.id), now).await?;
    if !is_written && reader.never_texts {
        ring_instead_of(app, tx, call, volunteer, template.key(), now).await?;
    }
    Ok(())
}

/// The pause she is in, or the next one.
fn coming_pause(person: &Person, now: DateTime<Utc>) -> Option<&Pause> {
    person.pauses.iter().find(|pause| pause.ends_at(person.territory.zone) > now)
}

async fn tell_back(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    line: &Line,
    volunteer: VolunteerId,
    call: &ScheduledCall,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { return Ok(()) };
    let (day, hour) = day_and_hour(call.starts_at, reader.zone.unwrap_or(call.zone), reader.language);
    let arguments =
        arguments([("v", reader.first_name.clone()), ("p", person.first_name.clone()), ("j", day), ("h", hour)]);
    tell(app, tx, line, &reader, (volunteer, call), SmsTemplate::VolPersonBack, arguments, now).await
}
