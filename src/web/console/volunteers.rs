//! Volunteers, for coordinators: who is there, how much they take on, whom they follow.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Datelike, Days, NaiveTime, Utc};
use passerelle_domain::{
    ids::{PersonId, VolunteerId},
    local_time,
    people::{Volunteer, VolunteerStatus},
};
use passerelle_store::{absences, call_series, scheduled_calls, volunteers};
use serde::Deserialize;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw},
    guard::{Shown, Visitor},
    named::Tone,
};
use crate::WebState;

/// The longest words somebody looks for.
const MOST_SOUGHT_CHARS: usize = 60;
/// A page shows at most so many: a search finds the others.
const MOST_SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "console/volunteers.html")]
struct Page {
    frame: Frame,
    form_token: String,
    sought: String,
    status: String,
    statuses: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    found: String,
}

struct Row {
    address: String,
    name: String,
    status: String,
    tone: &'static str,
    week: String,
    people: String,
    flags: Vec<(String, &'static str)>,
}

/// What is looked for. In the body of a form: a name has no place in an address.
#[derive(Deserialize, Default)]
pub(crate) struct Sought {
    #[serde(default)]
    words: String,
    #[serde(default)]
    status: String,
}

/// `GET /volunteers`: everybody who is there.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    show(&state, &visitor, Sought::default()).await
}

/// `POST /volunteers`: those who are looked for.
pub(crate) async fn search(State(state): State<WebState>, visitor: Visitor, Signed(sought): Signed<Sought>) -> Shown {
    show(&state, &visitor, sought).await
}

async fn show(state: &WebState, visitor: &Visitor, sought: Sought) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let now = app.clock.now();
    let words: String = sought.words.chars().take(MOST_SOUGHT_CHARS).collect();
    let mut read = app.db.read().await?;
    let mut all = volunteers::of_organisation(&mut read, &app.secrets, visitor.owner()).await?;
    all.retain(|volunteer| is_sought(volunteer, &words, &sought.status));
    all.sort_by_key(|volunteer| {
        (volunteer.first_name.to_lowercase(), volunteer.last_name.to_lowercase(), volunteer.id)
    });
    let mut people: BTreeMap<VolunteerId, BTreeSet<PersonId>> = BTreeMap::new();
    for series in call_series::of_organisation(&mut read, visitor.owner()).await? {
        if let Some(volunteer) = series.volunteer_id {
            people.entry(volunteer).or_default().insert(series.person_id);
        }
    }
    let around = (now - chrono::TimeDelta::days(8), now + chrono::TimeDelta::days(8));
    let load = scheduled_calls::load(&mut read, visitor.owner(), around.0, around.1).await?;
    let mut starts: BTreeMap<VolunteerId, Vec<DateTime<Utc>>> = BTreeMap::new();
    for (volunteer, at) in load {
        starts.entry(volunteer).or_default().push(at);
    }
    let yesterday = now.date_naive() - Days::new(1);
    let away = absences::of_organisation(&mut read, visitor.owner(), yesterday).await?;
    let row = |volunteer: &Volunteer| {
        let today = local_time::local_date(now, volunteer.territory.zone);
        let is_away = away.iter().any(|absence| absence.volunteer_id == volunteer.id && absence.covers(today));
        let calls = starts.get(&volunteer.id).map_or(0, |starts| this_week(starts, volunteer, now));
        row_of(w, volunteer, now, (calls, people.get(&volunteer.id).map_or(0, BTreeSet::len)), is_away)
    };
    let page = Page {
        frame: visitor.frame(w.say("volunteers-title")),
        form_token: visitor.form_token.clone(),
        found: w.count("volunteers-found", all.len()),
        rows: all.iter().take(MOST_SHOWN).map(row).collect(),
        sought: words,
        statuses: VolunteerStatus::ALL.into_iter().map(|one| (one.as_str(), status_in_words(w, one))).collect(),
        status: sought.status,
    };
    draw(&page)
}

/// Without a status, those who have left are not looked at.
fn is_sought(volunteer: &Volunteer, words: &str, status: &str) -> bool {
    let is_of_status = if status.is_empty() { volunteer.is_here() } else { volunteer.status.as_str() == status };
    let name = format!("{} {}", volunteer.first_name, volunteer.last_name).to_lowercase();
    is_of_status && words.to_lowercase().split_whitespace().all(|word| name.contains(word))
}

/// Calls of the week, Monday to Sunday, on the volunteer's own calendar.
fn this_week(starts: &[DateTime<Utc>], volunteer: &Volunteer, now: DateTime<Utc>) -> usize {
    let zone = volunteer.territory.zone;
    let today = local_time::local_date(now, zone);
    let monday = today - Days::new(u64::from(today.weekday().num_days_from_monday()));
    let (from, to) = (
        local_time::instant_of(monday, NaiveTime::MIN, zone),
        local_time::instant_of(monday + Days::new(7), NaiveTime::MIN, zone),
    );
    starts.iter().filter(|at| from <= **at && **at < to).count()
}

/// The words of a status.
pub(crate) fn status_in_words(w: Words, status: VolunteerStatus) -> String {
    w.say(&format!("volunteer-status-{}", status.as_str()))
}

/// How a status looks.
pub(crate) fn status_tone(status: VolunteerStatus) -> Tone {
    match status {
        VolunteerStatus::Active => Tone::Good,
        VolunteerStatus::Probation => Tone::Live,
        VolunteerStatus::Paused => Tone::Watch,
        VolunteerStatus::Applicant
        | VolunteerStatus::Interviewed
        | VolunteerStatus::ReferencesChecked
        | VolunteerStatus::CharterSigned
        | VolunteerStatus::Trained
        | VolunteerStatus::Ended => Tone::Calm,
    }
}

fn row_of(w: Words, volunteer: &Volunteer, now: DateTime<Utc>, (calls, people): (usize, usize), is_away: bool) -> Row {
    let today = local_time::local_date(now, volunteer.territory.zone);
    let mut flags = Vec::new();
    if is_away {
        flags.push((w.say("volunteer-away-today"), Tone::Watch.as_str()));
    }
    if volunteer.needs_supervision(today) {
        flags.push((w.say("volunteer-needs-supervision"), Tone::Alert.as_str()));
    }
    if volunteer.sms_stopped {
        flags.push((w.say("volunteer-sms-stopped"), Tone::Calm.as_str()));
    }
    let of = |used: usize, most: Option<u32>| match most {
        Some(most) => w.fill("volunteer-used-of", [("used", used.to_string()), ("most", most.to_string())]),
        None => used.to_string(),
    };
    Row {
        address: format!("/volunteers/{}", volunteer.id),
        name: format!("{} {}", volunteer.first_name, volunteer.last_name),
        status: status_in_words(w, volunteer.status),
        tone: status_tone(volunteer.status).as_str(),
        week: of(calls, Some(volunteer.max_calls_per_week)),
        people: of(people, volunteer.max_people),
        flags,
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_status_then_it_has_words() {
        for w in [Words(Language::French), Words(Language::English)] {
            for status in VolunteerStatus::ALL {
                assert!(w.has(&format!("volunteer-status-{}", status.as_str())), "{status:?}");
            }
        }
    }
}
