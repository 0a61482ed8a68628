//! Two programmes of an association may call the same person: she is not rung twice in one hour.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::CallKind,
    local_time,
    message::About,
    people::Member,
    scheduled_call::{ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, lines, people, scheduled_calls};

use crate::{
    App,
    error::{AppError, Outcome},
    send_text::{arguments, day_and_hour, reader, send_sms},
};

/// After a conversation the next call waits for this.
const APART: TimeDelta = TimeDelta::hours(1);
/// While her telephone rings or she talks, it is looked at again after this.
const LOOKED_AT_EVERY: TimeDelta = TimeDelta::minutes(15);
/// Calls this far apart know nothing of each other.
const NEAR: TimeDelta = TimeDelta::hours(36);

/// Until when a call that is about to ring waits for another one of the same person; `None` when it need not. It never
/// waits into the hours at which she wants no call.
pub(crate) async fn waits_until(
    tx: &mut Tx,
    call: &ScheduledCall,
    now: DateTime<Utc>,
) -> Outcome<Option<DateTime<Utc>>> {
    let is_about_to_ring = matches!(call.state, State::Confirmed | State::WaitingRetry)
        && now >= call.starts_at
        && call.kind != CallKind::Visit;
    if !is_about_to_ring {
        return Ok(None);
    }
    let mut until: Option<DateTime<Utc>> = None;
    for other in scheduled_calls::of_person(tx, call.person_id, now - NEAR, now + APART).await? {
        if other.id == call.id {
            continue;
        }
        // Of two that are due at the same instant, the one made first goes first.
        let goes_first = other.state == State::Confirmed && other.starts_at == call.starts_at && other.id < call.id;
        let wanted = match (other.state, other.talked_at) {
            (State::Attempting, _) => Some(now + LOOKED_AT_EVERY),
            (_, Some(talked_at)) => Some(talked_at + APART),
            (_, None) if goes_first => Some(now + LOOKED_AT_EVERY),
            (_, None) => None,
        };
        until = until.max(wanted.filter(|wanted| *wanted > now));
    }
    let is_her_hour =
        |at: &DateTime<Utc>| local_time::next_within(*at, call.calls_from, call.calls_to, call.zone) == *at;
    Ok(until.filter(is_her_hour))
}

/// Whoever was told that the telephone is about to ring hears when it does instead.
pub(crate) async fn tell_delay(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(volunteer) = call.volunteer.filter(|_| until - now > LOOKED_AT_EVERY && !call.team_took_over) else {
        return Ok(());
    };
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { return Ok(()) };
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let person = people::by_id(tx, &app.secrets, call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let (_, hour) = day_and_hour(until, reader.zone.unwrap_or(call.zone), reader.language);
    let said = arguments([("v", reader.first_name.clone()), ("p", person.first_name), ("h", hour)]);
    send_sms(app, tx, &line, &reader, SmsTemplate::VolDelayed, said, About::ScheduledCall(call.id), now).await?;
    Ok(())
}
