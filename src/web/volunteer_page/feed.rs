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
use icalendar::{
    Alarm, Calendar, CalendarComponent, CalendarDateTime, Component, Event, EventLike, EventStatus, Property,
};
use passerelle_app::{FeedCall, OwnFeed, open_volunteer_feed};
use passerelle_domain::{call_series::CallKind, people::Volunteer};

use super::time_zone_block::time_zone_block;
use crate::{WebState, console::Words};

/// The telephone reminds them so long before.
const REMINDS_BEFORE_MIN: i64 = 15;

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
    if let Ok(block) = time_zone_block(zone, first, last).parse::<CalendarComponent>() {
        calendar.push(block);
    }
    for one in &feed.calls {
        calendar.push(event(w, volunteer, one, feed));
    }
    calendar.to_string()
}

fn event(w: Words, volunteer: &Volunteer, one: &FeedCall, feed: &OwnFeed) -> Event {
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
    if one.is_cancelled {
        event.status(EventStatus::Cancelled);
    } else {
        event.status(EventStatus::Confirmed);
        event.alarm(Alarm::display(&title, -TimeDelta::minutes(REMINDS_BEFORE_MIN)));
    }
    event.done()
}
