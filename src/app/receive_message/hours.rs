//! 15h30, RETARD 10: a volunteer proposes another hour, or comes late.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use passerelle_domain::{
    ids::VolunteerId,
    line::Line,
    local_time,
    matter::MatterKind,
    offer::OfferState,
    people::{Member, Volunteer},
    scheduled_call::{Event, ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, scheduled_calls, volunteers};

use super::{
    ReceivedText, not_understood,
    offers::{Asked, asked_lately, has_room, mark, named_among},
};
use crate::{
    App, advance_scheduled_call::apply_to_scheduled_call, ask_volunteers::tell_volunteer, error::Outcome,
    schedule::set_timer, volunteer_standing::no_room,
};

/// An hour is about a call that begins within this.
const ABOUT_WITHIN: TimeDelta = TimeDelta::days(2);
/// A call whose hour has come a moment ago can still be late.
const JUST_BEGUN: TimeDelta = TimeDelta::minutes(30);

/// "15h30": the call that may move to this hour moves there, and is promised. What does not suit the person stays where it was,
/// and the volunteer is told.
pub(super) async fn another_hour(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    hour: NaiveTime,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let Some(volunteer) = volunteers::by_id(tx, &app.secrets, *id).await? else { continue };
        let asked = asked_lately(tx, &[*member], now).await?;
        let named = named_among(&asked, &text.body);
        let mut about = calls_of(tx, *id, &asked, now).await?;
        about.retain(|call| named.is_empty() || named.contains(&call.code));
        let zone = volunteer.territory.zone;
        let proposed =
            |call: &ScheduledCall| local_time::instant_of(local_time::local_date(call.starts_at, zone), hour, zone);
        // Of several calls, the hour itself tells which one is meant.
        let fitting = about.iter().find(|call| call.can_move_to(proposed(call), now).is_ok());
        if let Some(call) = fitting.or(about.first()) {
            return move_call(app, tx, line, &volunteer, call, proposed(call), &asked, now).await;
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}

/// The calls an hour may be about: asked and not answered, or promised; the next one first.
async fn calls_of(
    tx: &mut Tx,
    volunteer: VolunteerId,
    asked: &[Asked],
    now: DateTime<Utc>,
) -> Outcome<Vec<ScheduledCall>> {
    let mut calls = scheduled_calls::of_volunteer(tx, volunteer, now - JUST_BEGUN, now + ABOUT_WITHIN).await?;
    let open = asked.iter().filter(|asked| asked.offer.state == OfferState::Open);
    calls.extend(open.map(|asked| asked.call.clone()));
    calls.retain(|call| matches!(call.state, State::Offered | State::SeekingSubstitute | State::Confirmed));
    calls.sort_by_key(|call| (call.starts_at, call.id));
    calls.dedup_by_key(|call| call.id);
    Ok(calls)
}

/// The same from the volunteer's own page, where the call is named.
pub(crate) async fn propose_hour(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    volunteer: &Volunteer,
    call: &ScheduledCall,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let asked = asked_lately(tx, &[Member::Volunteer(volunteer.id)], now).await?;
    move_call(app, tx, line, volunteer, call, at, &asked, now).await
}

#[expect(clippy::too_many_arguments, reason = "who, which call, when to, asked how, when")]
async fn move_call(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    volunteer: &Volunteer,
    call: &ScheduledCall,
    at: DateTime<Utc>,
    asked: &[Asked],
    now: DateTime<Utc>,
) -> Outcome<()> {
    let suits = call.can_move_to(at, now).is_ok() && no_room(tx, volunteer, call, at).await?.is_none();
    if !suits {
        return tell_volunteer(app, tx, call, line, volunteer.id, SmsTemplate::VolHourRefused, now).await;
    }
    let question = asked.iter().find(|asked| asked.call.id == call.id && asked.offer.can_be_answered());
    if let Some(question) = question {
        if !has_room(app, tx, line, question, now).await? {
            return Ok(());
        }
        mark(tx, &question.offer, OfferState::Accepted, now).await?;
    }
    apply_to_scheduled_call(app, tx, call.id, Event::Moved { volunteer: volunteer.id, at }, now).await
}

/// RETARD n: the next call is promised, so many minutes later.
pub(super) async fn late(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    minutes: u32,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let delay = TimeDelta::minutes(i64::from(minutes));
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let Some(volunteer) = volunteers::by_id(tx, &app.secrets, *id).await? else { continue };
        let asked = asked_lately(tx, &[*member], now).await?;
        let coming = scheduled_calls::of_volunteer(tx, *id, now - JUST_BEGUN, now + TimeDelta::hours(24)).await?;
        let waits = |call: &&ScheduledCall| {
            let is_before = matches!(call.state, State::Offered | State::SeekingSubstitute | State::Confirmed);
            is_before || call.state == State::WaitingRetry
        };
        let Some(call) = coming.iter().find(waits) else { continue };
        if call.state == State::WaitingRetry {
            // They were rung and did not hear it: rung again when they say, before the person has been.
            set_timer(tx, MatterKind::ScheduledCall, call.id.0, Some(now + delay), now).await?;
            return tell_volunteer(app, tx, call, line, *id, SmsTemplate::VolConfirmed, now).await;
        }
        let at = call.starts_at.max(now) + delay;
        return move_call(app, tx, line, &volunteer, call, at, &asked, now).await;
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}
