//! When a volunteer may be rung, and how much they take on, as a coordinator notes it.

use passerelle_domain::{
    ids::{OrganisationId, VolunteerId},
    people::{Member, Volunteer},
    weekly_hours::WeeklyHours,
};
use passerelle_store::{transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// Longest text of hours.
const MOST_HOURS_CHARS: usize = 300;
/// Nobody calls more often; as in imports.
const MOST_CALLS_PER_DAY: u32 = 20;
const MOST_CALLS_PER_WEEK: u32 = 60;
const MOST_PEOPLE: u32 = 60;

/// What is typed.
#[derive(Debug, Clone, Default)]
pub struct WantedCapacity {
    /// `mon-fri 09:00-12:00; sat 09:00-12:00`.
    pub availability: String,
    /// A number.
    pub max_calls_per_day: String,
    /// A number.
    pub max_calls_per_week: String,
    /// A number, or empty: as many as a coordinator decides.
    pub max_people: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum ChangedCapacity {
    /// It is as wanted.
    Changed,
    /// Somebody changed it meanwhile: as it is now. Nothing was written.
    Differs(Box<Volunteer>),
    /// The names of the fields that cannot be taken.
    Refused(Vec<&'static str>),
    /// No volunteer of this organisation has the id.
    Unknown,
}

/// A keyed hash of what a form showed: if it is another one when the form comes back, somebody else has changed it.
pub fn capacity_seen(app: &App, volunteer: &Volunteer) -> String {
    let (day, week, people) = (volunteer.max_calls_per_day, volunteer.max_calls_per_week, volunteer.max_people);
    let text = format!("{}|{day}|{week}|{people:?}", String::from(volunteer.availability.clone()));
    app.secrets.blind_index("volunteers.capacity", &text)
}

/// Changes when a volunteer may be rung and how much they take on; `seen` is what the form showed. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn change_capacity(
    app: &App,
    owner: OrganisationId,
    id: VolunteerId,
    wanted: &WantedCapacity,
    seen: &str,
    by: Member,
) -> Outcome<ChangedCapacity> {
    let now = app.clock.now();
    let capacity = match read(wanted) {
        Ok(capacity) => capacity,
        Err(fields) => return Ok(ChangedCapacity::Refused(fields)),
    };
    transact!(app.db, |tx| {
        let found = volunteers::by_id(tx, &app.secrets, id).await?;
        let Some(before) = found.filter(|found| found.organisation_id == owner) else {
            return Ok(ChangedCapacity::Unknown);
        };
        let (availability, max_calls_per_day, max_calls_per_week, max_people) = capacity.clone();
        let after = Volunteer { availability, max_calls_per_day, max_calls_per_week, max_people, ..before.clone() };
        if after == before {
            return Ok(ChangedCapacity::Changed);
        }
        if capacity_seen(app, &before) != seen {
            return Ok(ChangedCapacity::Differs(Box::new(before)));
        }
        volunteers::save(tx, &app.secrets, &after).await?;
        let actor = actor_of(by);
        let detail = json!({ "a_day": max_calls_per_day, "a_week": max_calls_per_week, "people": max_people });
        let (verb, noun, noun_id) = ("capacity_changed", "volunteer", id.0);
        leave_trace(app, tx, Trace { organisation_id: owner, actor: &actor, verb, noun, noun_id, detail }, now).await?;
        Ok::<_, AppError>(ChangedCapacity::Changed)
    })
    .await
}

type Capacity = (WeeklyHours, u32, u32, Option<u32>);

fn read(wanted: &WantedCapacity) -> Result<Capacity, Vec<&'static str>> {
    let mut wrong = Vec::new();
    let text = wanted.availability.trim();
    let availability = WeeklyHours::parse(text).ok().filter(|_| text.chars().count() <= MOST_HOURS_CHARS);
    let number = |text: &str, most: u32| text.trim().parse::<u32>().ok().filter(|number| (1..=most).contains(number));
    let day = number(&wanted.max_calls_per_day, MOST_CALLS_PER_DAY);
    let week = number(&wanted.max_calls_per_week, MOST_CALLS_PER_WEEK);
    let is_open = wanted.max_people.trim().is_empty();
    let people = number(&wanted.max_people, MOST_PEOPLE);
    wrong.extend(availability.is_none().then_some("availability"));
    wrong.extend(day.is_none().then_some("max_calls_per_day"));
    wrong.extend(week.is_none().then_some("max_calls_per_week"));
    wrong.extend((people.is_none() && !is_open).then_some("max_people"));
    match (availability, day, week) {
        (Some(availability), Some(day), Some(week)) if wrong.is_empty() => Ok((availability, day, week, people)),
        _ => Err(wrong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(availability: &str, day: &str, week: &str, people: &str) -> WantedCapacity {
        WantedCapacity {
            availability: availability.into(),
            max_calls_per_day: day.into(),
            max_calls_per_week: week.into(),
            max_people: people.into(),
        }
    }

    #[test]
    fn fields_that_cannot_be_taken_then_each_is_named() {
        assert!(read(&wanted("mon-fri 09:00-12:00", "2", "6", "")).is_ok());
        let all = ["availability", "max_calls_per_day", "max_calls_per_week", "max_people"];
        for bad in [("demain", "0", "999", "x"), ("<b>", "", "-1", "🌷"), ("mon", "1.5", "six", "61")] {
            assert_eq!(read(&wanted(bad.0, bad.1, bad.2, bad.3)).unwrap_err(), all, "{bad:?}");
        }
    }
}
