//! The calendar of a volunteer's calls, for the calendar of their telephone: first names, no number, no address.
//!
//! Its token opens nothing but this. A call keeps its identity when it moves; one that does not take place, or that somebody else
//! makes, is marked as cancelled instead of vanishing.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use icalendar::{Calendar, CalendarDateTime, Component, Event, EventLike, EventStatus, Property};
use passerelle_app::{FeedCall, OwnFeed, open_volunteer_feed};
use passerelle_domain::{call_series::CallKind, people::Volunteer};

use super::time_zone_block::time_zone_block;
use crate::{WebState, console::Words};

/// The telephone reminds them so long before.
const REMINDS_BEFORE_MIN: i64 = 15;
/// The last line of a calendar.
const LAST_LINE: &str = "END:VCALENDAR";

/// `GET /v/{token}/calendar.ics`.
pub(super) async fn calendar(State(state): State<WebState>, Path(token): Path<String>) -> Response {
    let found = async {
        let Some(volunteer) = open_volunteer_feed(state.app(), &token).await? else { return Ok(None) };
        let feed = OwnFeed::load(state.app(), &volunteer).await?;
        Ok::<_, passerelle_app::AppError>(Some(written(&volunteer, &feed)))
    };
    match found.await {
        Ok(Some(text)) => ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(trouble) => {
            tracing::error!(%trouble, "the calendar of a volunteer failed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn written(volunteer: &Volunteer, feed: &OwnFeed) -> String {
    let (w, zone) = (Words(volunteer.language()), volunteer.territory.zone);
    let mut calendar = Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", "-//Passerelle//Calls//FR"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.name(&w.say("own-feed-name"));
    let first = feed.calls.first().map_or(feed.now, |one| one.call.starts_at);
    let last = feed.calls.last().map_or(feed.now, |one| one.call.starts_at);
    let whole = calendar.to_string();
    // The crate gives inner components a stamp and an identity of their own, which neither a zone nor an alarm may have: those
    // two are written here.
    let head = whole.trim_end().trim_end_matches(LAST_LINE);
    let events = feed.calls.iter().map(|one| event(w, volunteer, one, feed));
    let events: String = events.collect();
    format!("{head}{}{events}{LAST_LINE}\r\n", time_zone_block(zone, first, last))
}

/// One event, with its alarm.
fn event(w: Words, volunteer: &Volunteer, one: &FeedCall, feed: &OwnFeed) -> String {
    let (call, zone) = (&one.call, volunteer.territory.zone);
    let local = |at: chrono::DateTime<chrono::Utc>| CalendarDateTime::WithTimezone {
        date_time: at.with_timezone(&zone).naive_local(),
        tzid: zone.name().to_owned(),
    };
    let is_visit = call.kind == CallKind::Visit;
    let title = w.fill(if is_visit { "own-visit-with" } else { "own-call-with" }, [("name", one.first_name.as_str())]);
    let hint = w.say(if is_visit { "own-feed-visit" } else { "own-feed-call" });
    let mut event = Event::with_uid(&format!("{}@passerelle", call.id));
    event
        .timestamp(feed.now)
        .starts(local(call.starts_at))
        .ends(local(call.starts_at + TimeDelta::minutes(i64::from(call.duration_min))))
        .summary(&title)
        .description(&format!("{} {hint}", call.code))
        .sequence(u32::from(call.cover.promised_at.is_some()) + 2 * u32::from(one.is_cancelled));
    event.status(if one.is_cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed });
    let text = event.try_into_string().unwrap_or_default();
    if one.is_cancelled {
        return text;
    }
    let inside = text.trim_end().trim_end_matches("END:VEVENT");
    format!("{inside}{}END:VEVENT\r\n", alarm(&title))
}

fn alarm(title: &str) -> String {
    let title = title.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace(['\r', '\n'], " ");
    format!(
        "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT{REMINDS_BEFORE_MIN}M\r\nDESCRIPTION:{title}\r\nEND:VALARM\r\n"
    )
}
