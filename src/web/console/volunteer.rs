//! One volunteer: when they may be rung, how much they take on, whom they follow, their absences, hours, steps of their life, and
//! the link to their own page.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use chrono::NaiveDate;
use passerelle_app::{
    ChangedCapacity, CountedYear, LivedStep, NotedAbsence, SentLink, WantedCapacity, cancel_absence, capacity_seen,
    change_capacity, count_own_hours, exclude_volunteer, lift_exclusion, live_volunteer, note_absence,
    revoke_volunteer_links, send_volunteer_link,
};
use passerelle_domain::{
    exclusion::ExclusionReason,
    ids::{AbsenceId, PersonId, VolunteerId},
    local_time,
    people::Volunteer,
    volunteer_life::{LifeStep, MadeStep, live},
};
use passerelle_store::{absences, call_series, exclusions, people, volunteers};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Right, Words,
    form::Signed,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
    volunteers::{status_in_words, status_tone},
};
use crate::WebState;

/// The longest text of a field that is shown again.
const MOST_TYPED_CHARS: usize = 300;

#[derive(Template)]
#[template(path = "console/volunteer.html")]
struct Page {
    frame: Frame,
    form_token: String,
    address: String,
    status: String,
    tone: &'static str,
    is_here: bool,
    flags: Vec<String>,
    facts: Vec<(String, String)>,
    typed: Typed,
    seen: String,
    wrong: Vec<&'static str>,
    /// As it is saved now, when somebody changed it meanwhile.
    meanwhile: Option<Vec<(String, String)>>,
    followed: Vec<(String, String)>,
    may_read_files: bool,
    away: Vec<(String, Uuid)>,
    absence_problem: Option<String>,
    days: Days,
    today: NaiveDate,
    apart: Vec<(String, String, Uuid)>,
    apart_problem: Option<String>,
    apart_typed: String,
    apart_reasons: Vec<(&'static str, String)>,
    lived: Vec<(String, String)>,
    next_steps: Vec<(&'static str, String)>,
    step_problem: Option<String>,
    hours: String,
}

/// What was typed about caps and hours.
#[derive(Deserialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    availability: String,
    #[serde(default)]
    max_calls_per_day: String,
    #[serde(default)]
    max_calls_per_week: String,
    #[serde(default)]
    max_people: String,
    #[serde(default)]
    seen: String,
}

#[derive(Deserialize, Default)]
pub(crate) struct Days {
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    to_on: String,
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// What is to be told beside a form that needs a correction.
#[derive(Default)]
struct Trouble {
    typed: Option<Typed>,
    wrong: Vec<&'static str>,
    meanwhile: Option<Box<Volunteer>>,
    absence_problem: Option<&'static str>,
    days: Days,
    step_problem: Option<&'static str>,
    apart_problem: Option<&'static str>,
    apart_typed: String,
}

impl Page {
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.contains(&field)
    }
}

async fn found(state: &WebState, visitor: &Visitor, id: Uuid) -> Result<Volunteer, Refusal> {
    let app = state.app();
    let found = volunteers::by_id(&mut app.db.read().await?, &app.secrets, VolunteerId(id)).await?;
    found.filter(|found| found.organisation_id == visitor.owner()).ok_or(Refusal::NotFound)
}

/// The id of an address; anything else names nobody.
fn id_of(text: &str) -> Result<Uuid, Refusal> {
    Uuid::parse_str(text).map_err(|_| Refusal::NotFound)
}

fn back(id: Uuid, told: &str) -> Shown {
    Ok(Redirect::to(&format!("/volunteers/{id}?told={told}")).into_response())
}

/// `GET /volunteers/{id}`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    show(&state, &visitor, id_of(&id)?, StatusCode::OK, Trouble::default()).await
}

async fn show(state: &WebState, visitor: &Visitor, id: Uuid, status: StatusCode, trouble: Trouble) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let volunteer = found(state, visitor, id).await?;
    let now = app.clock.now();
    let today = local_time::local_date(now, volunteer.territory.zone);
    let counted = count_own_hours(app, &volunteer, CountedYear::current(&volunteer, now)).await?;
    let mut read = app.db.read().await?;
    let mut followed = Vec::new();
    for series in call_series::of_volunteer(&mut read, volunteer.id).await? {
        let address = format!("/people/{}", series.person_id);
        if followed.iter().all(|(other, _)| *other != address) {
            let person = people::by_id(&mut read, &app.secrets, series.person_id).await?;
            let name = person.map(|person| format!("{} {}", person.first_name, person.last_name));
            followed.push((address, name.unwrap_or_default()));
        }
    }
    let mut known = absences::of_volunteer(&mut read, volunteer.id, today).await?;
    known.retain(|absence| absence.is_open(today));
    let mut apart = Vec::new();
    for exclusion in exclusions::of_volunteer(&mut read, volunteer.id).await? {
        let person = people::by_id(&mut read, &app.secrets, exclusion.person_id).await?;
        let name = person.map(|person| format!("{} {}", person.first_name, person.last_name)).unwrap_or_default();
        apart.push((name, reason_in_words(w, exclusion.reason), exclusion.person_id.0));
    }
    drop(read);
    let saved = typed_of(&volunteer);
    // After reading both versions, what is sent once more is sent knowingly.
    let seen = capacity_seen(app, &volunteer);
    let mut flags = Vec::new();
    if volunteer.needs_supervision(today) {
        flags.push(w.say("volunteer-needs-supervision"));
    }
    if volunteer.sms_stopped {
        flags.push(w.say("volunteer-sms-stopped"));
    }
    if known.iter().any(|absence| absence.covers(today)) {
        flags.push(w.say("volunteer-away-today"));
    }
    let page = Page {
        frame: visitor.frame(format!("{} {}", volunteer.first_name, volunteer.last_name)),
        form_token: visitor.form_token.clone(),
        address: format!("/volunteers/{id}"),
        status: status_in_words(w, volunteer.status),
        tone: status_tone(volunteer.status).as_str(),
        is_here: volunteer.is_here(),
        flags,
        facts: facts(w, &volunteer),
        meanwhile: trouble.meanwhile.as_deref().map(|now| capacity_in_words(w, now)),
        typed: trouble.typed.unwrap_or(saved),
        seen,
        wrong: trouble.wrong,
        followed,
        may_read_files: visitor.may(Right::ReadFiles),
        away: known
            .iter()
            .map(|absence| {
                let days = w.fill("own-away", [("from", w.day(absence.from_on)), ("to", w.day(absence.to_on))]);
                (days, absence.id.0)
            })
            .collect(),
        absence_problem: trouble.absence_problem.map(|key| w.say(key)),
        days: trouble.days,
        today,
        apart,
        apart_problem: trouble.apart_problem.map(|key| w.say(key)),
        apart_typed: trouble.apart_typed.clone(),
        apart_reasons: ExclusionReason::ALL.map(|reason| (reason.as_str(), reason_in_words(w, reason))).to_vec(),
        lived: volunteer.life.steps.iter().rev().map(|made| (step_in_words(w, made.step), w.day(made.on))).collect(),
        next_steps: next_steps(w, &volunteer, visitor, today),
        step_problem: trouble.step_problem.map(|key| w.say(key)),
        hours: w.fill(
            "volunteer-hours",
            [
                ("year", counted.year.to_string()),
                ("calls", w.count("own-hours-calls", counted.calls())),
                ("hours", (counted.minutes() / 60).to_string()),
                ("minutes", format!("{:02}", counted.minutes() % 60)),
            ],
        ),
    };
    draw_with(status, &page)
}

fn typed_of(volunteer: &Volunteer) -> Typed {
    Typed {
        availability: String::from(volunteer.availability.clone()),
        max_calls_per_day: volunteer.max_calls_per_day.to_string(),
        max_calls_per_week: volunteer.max_calls_per_week.to_string(),
        max_people: volunteer.max_people.map(|most| most.to_string()).unwrap_or_default(),
        seen: String::new(),
    }
}

fn capacity_in_words(w: Words, volunteer: &Volunteer) -> Vec<(String, String)> {
    let now = typed_of(volunteer);
    vec![
        (w.say("volunteer-availability"), now.availability),
        (w.say("volunteer-max-day"), now.max_calls_per_day),
        (w.say("volunteer-max-week"), now.max_calls_per_week),
        (w.say("volunteer-max-people"), now.max_people),
    ]
}

fn facts(w: Words, volunteer: &Volunteer) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    let phone = volunteer.phone.as_ref().map(|phone| phone.as_str().to_owned());
    facts.extend(phone.map(|phone| (w.say("volunteer-phone"), phone)));
    facts.extend(volunteer.email.clone().map(|email| (w.say("volunteer-email"), email)));
    facts.push((w.say("volunteer-territory"), volunteer.territory.name.clone()));
    let signed = volunteer.charter_signed_on.map(|on| w.day(on));
    facts.extend(signed.map(|on| (w.say("volunteer-charter"), on)));
    facts.extend(volunteer.trained_on.map(|on| (w.say("volunteer-trained"), w.day(on))));
    facts
}

fn step_in_words(w: Words, step: LifeStep) -> String {
    w.say(&format!("life-step-{}", step.as_str()))
}

fn reason_in_words(w: Words, reason: ExclusionReason) -> String {
    w.say(&format!("apart-{}", reason.as_str()))
}

/// The steps whose turn it is today.
fn next_steps(w: Words, volunteer: &Volunteer, visitor: &Visitor, today: NaiveDate) -> Vec<(&'static str, String)> {
    let by = visitor.member();
    let is_possible = |step: &LifeStep| {
        let made = MadeStep { step: *step, on: today, by };
        live(volunteer, made, today).is_ok_and(|after| after != *volunteer)
    };
    let steps = LifeStep::ALL.into_iter().filter(is_possible);
    steps.map(|step| (step.as_str(), step_in_words(w, step))).collect()
}

/// `POST /volunteers/{id}/capacity`: hours and caps. What somebody else changed meanwhile is shown beside what was typed.
pub(crate) async fn change(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(typed): Signed<Typed>,
) -> Shown {
    let id = id_of(&id)?;
    let wanted = WantedCapacity {
        availability: typed.availability.clone(),
        max_calls_per_day: typed.max_calls_per_day.clone(),
        max_calls_per_week: typed.max_calls_per_week.clone(),
        max_people: typed.max_people.clone(),
    };
    let changed =
        change_capacity(state.app(), visitor.owner(), VolunteerId(id), &wanted, &typed.seen, visitor.member()).await?;
    let (status, trouble) = match changed {
        ChangedCapacity::Changed => return back(id, "volunteer-changed"),
        ChangedCapacity::Unknown => return Err(Refusal::NotFound),
        ChangedCapacity::Refused(wrong) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Trouble { typed: Some(shortened(typed)), wrong, ..Trouble::default() })
        }
        ChangedCapacity::Differs(now) => (
            StatusCode::CONFLICT,
            Trouble { typed: Some(shortened(typed)), meanwhile: Some(now), ..Trouble::default() },
        ),
    };
    show(&state, &visitor, id, status, trouble).await
}

fn shortened(typed: Typed) -> Typed {
    let short = |text: String| text.chars().take(MOST_TYPED_CHARS).collect();
    Typed {
        availability: short(typed.availability),
        max_calls_per_day: short(typed.max_calls_per_day),
        max_calls_per_week: short(typed.max_calls_per_week),
        max_people: short(typed.max_people),
        seen: String::new(),
    }
}

/// `POST /volunteers/{id}/link`: a fresh link to their own page, by SMS or email.
pub(crate) async fn send_link(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let id = id_of(&id)?;
    match send_volunteer_link(state.app(), visitor.owner(), VolunteerId(id), visitor.member()).await? {
        SentLink::Texted => back(id, "volunteer-link-texted"),
        SentLink::Emailed => back(id, "volunteer-link-emailed"),
        SentLink::Unreachable => back(id, "volunteer-link-unreachable"),
        SentLink::Unknown => Err(Refusal::NotFound),
    }
}

/// `POST /volunteers/{id}/link/end`: every link opens nothing any more.
pub(crate) async fn revoke(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let id = id_of(&id)?;
    if !revoke_volunteer_links(state.app(), visitor.owner(), VolunteerId(id), visitor.member()).await? {
        return Err(Refusal::NotFound);
    }
    back(id, "volunteer-link-revoked")
}

fn day_of(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"].into_iter().find_map(|form| NaiveDate::parse_from_str(text.trim(), form).ok())
}

/// `POST /volunteers/{id}/absences`: days away, told on the telephone.
pub(crate) async fn note_away(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(days): Signed<Days>,
) -> Shown {
    let id = id_of(&id)?;
    let from = day_of(&days.from_on);
    let to = if days.to_on.trim().is_empty() { from } else { day_of(&days.to_on) };
    let problem = match (from, to) {
        (Some(from), Some(to)) => {
            let by = visitor.member();
            match note_absence(state.app(), visitor.owner(), VolunteerId(id), (from, to), by).await? {
                NotedAbsence::Noted(_) => return back(id, "volunteer-absence"),
                NotedAbsence::Unknown => return Err(Refusal::NotFound),
                NotedAbsence::NotADate => "own-absence-not-possible",
            }
        }
        _ => "own-absence-no-date",
    };
    let short = |text: String| text.chars().take(20).collect();
    let days = Days { from_on: short(days.from_on), to_on: short(days.to_on) };
    let trouble = Trouble { absence_problem: Some(problem), days, ..Trouble::default() };
    show(&state, &visitor, id, StatusCode::UNPROCESSABLE_ENTITY, trouble).await
}

/// `POST /volunteers/{id}/absences/{absence}/end`.
pub(crate) async fn end_away(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, absence)): Path<(String, String)>,
    _: Signed<Nothing>,
) -> Shown {
    let (id, absence) = (id_of(&id)?, id_of(&absence)?);
    let app = state.app();
    let known = absences::by_id(&mut app.db.read().await?, AbsenceId(absence)).await?;
    known.filter(|known| known.volunteer_id.0 == id).ok_or(Refusal::NotFound)?;
    if !cancel_absence(app, visitor.owner(), AbsenceId(absence), visitor.member()).await? {
        return Err(Refusal::NotFound);
    }
    back(id, "volunteer-back")
}

#[derive(Deserialize)]
pub(crate) struct Step {
    #[serde(default)]
    step: String,
    #[serde(default)]
    on: String,
}

/// `POST /volunteers/{id}/steps`: a step of their life.
pub(crate) async fn step(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(wanted): Signed<Step>,
) -> Shown {
    let id = id_of(&id)?;
    let again = |problem| Trouble { step_problem: Some(problem), ..Trouble::default() };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(step) = LifeStep::parse(&wanted.step) else {
        return show(&state, &visitor, id, status, again("volunteer-step-unknown")).await;
    };
    let on = match wanted.on.trim() {
        "" => None,
        text => match day_of(text) {
            Some(day) => Some(day),
            None => return show(&state, &visitor, id, status, again("volunteer-step-no-date")).await,
        },
    };
    match live_volunteer(state.app(), visitor.owner(), VolunteerId(id), step, on, visitor.member()).await? {
        LivedStep::Made(_) => back(id, "volunteer-step"),
        LivedStep::Refused(_) => show(&state, &visitor, id, status, again("volunteer-step-refused")).await,
        LivedStep::Unknown => Err(Refusal::NotFound),
    }
}

#[derive(Deserialize)]
pub(crate) struct Apart {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    reason: String,
}

/// `POST /volunteers/{id}/exclusions`: never put together with the person of this reference again.
pub(crate) async fn keep_apart(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(apart): Signed<Apart>,
) -> Shown {
    let id = id_of(&id)?;
    let (app, status) = (state.app(), StatusCode::UNPROCESSABLE_ENTITY);
    let apart_typed: String = apart.reference.chars().take(MOST_TYPED_CHARS).collect();
    let again =
        |problem| Trouble { apart_problem: Some(problem), apart_typed: apart_typed.clone(), ..Trouble::default() };
    let Some(reason) = ExclusionReason::parse(&apart.reason) else {
        return show(&state, &visitor, id, status, again("apart-choose")).await;
    };
    let key = apart_typed.trim();
    let person = people::by_key(&mut app.db.read().await?, &app.secrets, visitor.owner(), key).await?;
    let Some(person) = person else { return show(&state, &visitor, id, status, again("apart-unknown")).await };
    let pair = (VolunteerId(id), person.id);
    if !exclude_volunteer(app, visitor.owner(), pair, reason, visitor.member()).await? {
        return Err(Refusal::NotFound);
    }
    back(id, "kept-apart")
}

/// `POST /volunteers/{id}/exclusions/{person}/end`: they may meet again.
pub(crate) async fn end_apart(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, person)): Path<(String, String)>,
    _: Signed<Nothing>,
) -> Shown {
    let (id, person) = (id_of(&id)?, id_of(&person)?);
    let pair = (VolunteerId(id), PersonId(person));
    if !lift_exclusion(state.app(), visitor.owner(), pair, visitor.member()).await? {
        return Err(Refusal::NotFound);
    }
    back(id, "volunteer-apart-ended")
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_step_and_reason_then_it_has_words() {
        for w in [Words(Language::French), Words(Language::English)] {
            for step in LifeStep::ALL {
                assert!(w.has(&format!("life-step-{}", step.as_str())), "{step:?}");
            }
            for reason in ExclusionReason::ALL {
                assert!(w.has(&format!("apart-{}", reason.as_str())), "{reason:?}");
            }
            for field in ["availability", "max_calls_per_day", "max_calls_per_week", "max_people"] {
                assert!(w.has(&format!("volunteer-wrong-{field}")), "{field}");
            }
        }
    }
}
