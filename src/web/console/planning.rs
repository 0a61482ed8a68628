//! The plan of the coming weeks: what it gives and why it leaves a call, before and after it is applied; what if somebody
//! were away; who waits for somebody to call her.

use std::collections::{HashMap, hash_map::Entry};

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_app::{WhatIf, list_waiting, organisation_zone, plan_week, what_if};
use passerelle_domain::{
    ids::{PersonId, VolunteerId},
    local_time,
    people::Volunteer,
    scheduled_call::ScheduledCall,
    week_plan::{LeftBecause, PlanRun},
    weekly_hours::WeeklyHours,
};
use passerelle_store::{people, volunteers, week_plans};
use serde::Deserialize;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw, draw_with},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// More calls a week than this is a slip of the keyboard.
const MOST_CALLS: u32 = 200;
/// Calls shown on one page; the others are counted.
const MOST_SHOWN: usize = 500;

#[derive(Template)]
#[template(path = "console/planning.html")]
struct PlanningPage {
    frame: Frame,
    last: Vec<String>,
    try_out: TryOut,
    volunteers: Vec<(String, String)>,
    problem: Option<String>,
    waiting_heading: String,
    waiting_summary: Option<String>,
    waiting: Vec<WaitingView>,
}

struct WaitingView {
    address: String,
    name: String,
    since: String,
    days: String,
    standing: String,
}

/// What is tried, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct TryOut {
    #[serde(default)]
    volunteer: String,
    #[serde(default)]
    what: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    calls: String,
    #[serde(default)]
    hours: String,
}

/// `GET /planning`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    draw(&made(&state, &visitor, TryOut::default(), None).await?)
}

async fn made(
    state: &WebState,
    visitor: &Visitor,
    try_out: TryOut,
    problem: Option<String>,
) -> Result<PlanningPage, Refusal> {
    let app = state.app();
    let w = visitor.words();
    let now = app.clock.now();
    let zone = organisation_zone(app, visitor.owner()).await?;
    let mut read = app.db.read().await?;
    let plan = week_plans::of_organisation(&mut read, visitor.owner()).await?;
    let volunteers = callers(volunteers::of_organisation(&mut read, &app.secrets, visitor.owner()).await?);
    drop(read);
    let list = list_waiting(app, visitor.owner(), visitor.member()).await?;
    let summary = list.median_days.zip(list.longest_days).map(|(median, longest)| {
        w.fill("planning-waiting-summary", [("median", median.to_string()), ("longest", longest.to_string())])
    });
    let waiting = list.waiting.iter().map(|waiting| WaitingView {
        address: format!("/planning/waiting/{}", waiting.person.id),
        name: waiting.person.first_name.clone(),
        since: w.full_day(waiting.since),
        days: w.count("planning-days", waiting.days),
        standing: match &waiting.asked {
            Some(_) => w.say("planning-asked"),
            None if waiting.is_away => w.say("planning-away"),
            None => w.count("planning-fitting", waiting.fitting),
        },
    });
    let last = plan.and_then(|plan| plan.last).map(|run| in_words(&w, &run, now, zone)).unwrap_or_default();
    Ok(PlanningPage {
        frame: visitor.frame(w.say("planning-title")),
        last,
        try_out,
        volunteers,
        problem,
        waiting_heading: w.count("planning-waiting", list.waiting.len()),
        waiting_summary: summary,
        waiting: waiting.collect(),
    })
}

/// Id and first name of those who call, by first name.
fn callers(all: Vec<Volunteer>) -> Vec<(String, String)> {
    let mut names: Vec<(String, String)> = all
        .into_iter()
        .filter(Volunteer::is_here)
        .map(|volunteer| (volunteer.id.to_string(), format!("{} ({})", volunteer.first_name, volunteer.key)))
        .collect();
    names.sort_by(|one, other| one.1.cmp(&other.1));
    names
}

fn in_words(w: &Words, run: &PlanRun, now: DateTime<Utc>, zone: chrono_tz::Tz) -> Vec<String> {
    let day = |at: DateTime<Utc>| w.full_day(local_time::local_date(at, zone));
    // The end is the first instant after the weeks.
    let last_day = day(run.until - TimeDelta::seconds(1));
    vec![
        w.fill("planning-made", [("at", w.moment(run.at, now, zone)), ("from", day(run.from)), ("until", last_day)]),
        w.count("planning-open", run.open),
        w.count("planning-kept", run.kept),
        w.count("planning-given", run.given),
        w.count("planning-left", run.left),
    ]
}

#[derive(Template)]
#[template(path = "console/plan.html")]
struct PlanPage {
    frame: Frame,
    summary: Vec<String>,
    /// What is new, then what is left, then what stays.
    parts: Vec<Part>,
    form_token: Option<String>,
}

struct Part {
    id: &'static str,
    title: String,
    empty: String,
    calls: Vec<CallView>,
    more: Option<String>,
}

struct CallView {
    when: String,
    code: String,
    person: String,
    who: String,
    is_left: bool,
}

/// First names of the people and volunteers of some calls.
struct Names {
    people: HashMap<PersonId, String>,
    volunteers: HashMap<VolunteerId, String>,
}

async fn names<'c>(
    state: &WebState,
    visitor: &Visitor,
    calls: impl Iterator<Item = &'c ScheduledCall>,
) -> Result<Names, Refusal> {
    let app = state.app();
    let mut read = app.db.read().await?;
    let mut people = HashMap::new();
    for call in calls.take(MOST_SHOWN) {
        if let Entry::Vacant(unread) = people.entry(call.person_id) {
            let found = people::by_id(&mut read, &app.secrets, call.person_id).await?;
            unread.insert(found.map(|person| person.first_name).unwrap_or_default());
        }
    }
    let all = volunteers::of_organisation(&mut read, &app.secrets, visitor.owner()).await?;
    Ok(Names { people, volunteers: all.into_iter().map(|volunteer| (volunteer.id, volunteer.first_name)).collect() })
}

impl Names {
    fn who(&self, w: &Words, who: Result<VolunteerId, LeftBecause>, left_out: u32) -> String {
        match who {
            Ok(id) => self.volunteers.get(&id).cloned().unwrap_or_default(),
            Err(because) if left_out > 0 => {
                format!("{} {}", w.say(&format!("left-{}", because.as_str())), w.count("left-out", left_out))
            }
            Err(because) => w.say(&format!("left-{}", because.as_str())),
        }
    }

    fn view(&self, w: &Words, call: &ScheduledCall, who: String, is_left: bool) -> CallView {
        let on = local_time::local_date(call.starts_at, call.zone);
        CallView {
            when: w.fill("frame-moment", [("day", w.day(on)), ("hour", w.hour(call.starts_at, call.zone))]),
            code: call.code.to_string(),
            person: self.people.get(&call.person_id).cloned().unwrap_or_default(),
            who,
            is_left,
        }
    }
}

fn part(w: &Words, id: &'static str, mut calls: Vec<CallView>) -> Part {
    let more = calls.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0).map(|more| w.count("plan-more", more));
    let title = w.count(&format!("plan-{id}"), calls.len());
    calls.truncate(MOST_SHOWN);
    Part { id, title, empty: w.say(&format!("plan-{id}-none")), calls, more }
}

/// `GET /planning/proposal`: what a plan made now would give. Nothing is written.
pub(crate) async fn proposal(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let planned = plan_week(state.app(), visitor.owner(), None, true).await?;
    let names = names(&state, &visitor, planned.calls.iter().map(|planned| &planned.call)).await?;
    let w = visitor.words();
    let (mut new, mut left, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    for planned in &planned.calls {
        let who = names.who(&w, planned.who, planned.left_out);
        let view = names.view(&w, &planned.call, who, planned.who.is_err());
        match (planned.who.is_ok(), planned.is_kept) {
            (false, _) => left.push(view),
            (true, true) => kept.push(view),
            (true, false) => new.push(view),
        }
    }
    let summary = vec![
        w.count("planning-open", planned.run.open),
        w.count("planning-kept", planned.run.kept),
        w.count("planning-would-give", planned.run.given),
        w.count("planning-left", planned.run.left),
    ];
    draw(&PlanPage {
        frame: visitor.frame(w.say("plan-title")),
        summary,
        parts: vec![part(&w, "new", new), part(&w, "left", left), part(&w, "kept", kept)],
        form_token: Some(visitor.form_token.clone()),
    })
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /planning/proposal`: makes the plan and keeps it. Twice is once.
pub(crate) async fn apply(State(state): State<WebState>, visitor: Visitor, _: Signed<Nothing>) -> Shown {
    plan_week(state.app(), visitor.owner(), None, false).await?;
    Ok(Redirect::to("/planning?told=plan-applied").into_response())
}

/// What is wrong in a try-out, as the name of a sentence.
fn read(typed: &TryOut) -> Result<WhatIf, &'static str> {
    let volunteer = uuid::Uuid::parse_str(&typed.volunteer).map(VolunteerId).map_err(|_| "try-nobody")?;
    let date = |text: &str| match text.trim() {
        "" => Ok(None),
        text => text.parse::<chrono::NaiveDate>().map(Some).map_err(|_| "try-bad-date"),
    };
    match typed.what.as_str() {
        "absent" => {
            let days = date(&typed.from)?.zip(date(&typed.until)?).ok_or("try-needs-dates")?;
            if days.1 < days.0 {
                Err("try-backwards")
            } else {
                Ok(WhatIf::Absent { volunteer, from: days.0, until: days.1 })
            }
        }
        "without" => Ok(WhatIf::Without { volunteer, from: date(&typed.from)?, until: date(&typed.until)? }),
        "cap" => {
            let calls = typed.calls.trim().parse().ok().filter(|calls| *calls <= MOST_CALLS).ok_or("try-bad-cap")?;
            Ok(WhatIf::Cap { volunteer, calls })
        }
        "hours" => {
            let hours =
                WeeklyHours::parse(&typed.hours).ok().filter(|hours| !hours.is_empty()).ok_or("try-bad-hours")?;
            Ok(WhatIf::WithAvailability { volunteer, hours })
        }
        _ => Err("try-needs-what"),
    }
}

/// `GET /planning/what-if`: what would change. Nothing is written.
pub(crate) async fn try_out(State(state): State<WebState>, visitor: Visitor, Query(typed): Query<TryOut>) -> Shown {
    let w = visitor.words();
    let what = match read(&typed) {
        Ok(what) => what,
        Err(problem) => {
            let page = made(&state, &visitor, typed, Some(w.say(problem))).await?;
            return draw_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let seen = what_if(state.app(), visitor.owner(), what).await?.ok_or(Refusal::NotFound)?;
    let names = names(&state, &visitor, seen.changed.iter().map(|changed| &changed.call)).await?;
    let changed = seen.changed.iter().map(|changed| {
        let before = names.who(&w, changed.before, 0);
        let after = match changed.after {
            None => w.say("try-waits"),
            Some(who) => names.who(&w, who, changed.left_out),
        };
        let is_left = matches!(changed.after, Some(Err(_)));
        names.view(&w, &changed.call, w.fill("try-change", [("before", before), ("after", after)]), is_left)
    });
    let side =
        |key: &str, (made, left): (u32, u32)| w.fill(key, [("made", made.to_string()), ("left", left.to_string())]);
    draw(&PlanPage {
        frame: visitor.frame(w.say("try-title")),
        summary: vec![side("try-before", seen.before), side("try-after", seen.after)],
        parts: vec![part(&w, "changed", changed.collect())],
        form_token: None,
    })
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_reason_and_part_then_it_has_words() {
        let reasons = [
            LeftBecause::Nobody,
            LeftBecause::Language,
            LeftBecause::Team,
            LeftBecause::Excluded,
            LeftBecause::Distance,
            LeftBecause::Hours,
            LeftBecause::Away,
            LeftBecause::Supervision,
            LeftBecause::Cap,
            LeftBecause::Busy,
            LeftBecause::Refused,
        ];
        let problems = ["nobody", "bad-date", "needs-dates", "backwards", "bad-cap", "bad-hours", "needs-what"]
            .map(|end| format!("try-{end}"));
        let parts = ["new", "left", "kept", "changed"].map(|id| [format!("plan-{id}"), format!("plan-{id}-none")]);
        for w in [Words(Language::French), Words(Language::English)] {
            let reasons = reasons.iter().map(|reason| format!("left-{}", reason.as_str()));
            for key in reasons.chain(problems.clone()).chain(parts.clone().into_iter().flatten()) {
                assert!(w.has(&key), "{} lacks {key}", w.tag());
            }
        }
    }
}
