//! The form of a shift: added, changed, ended; by hand and without any drag.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use chrono::{Datelike, NaiveDate, Weekday};
use passerelle_app::{
    RosterMember, SavedShift, SeenShift, ShiftRefusal, WantedShift, end_shift, look_at_roster, save_shift, seen_shift,
};
use passerelle_domain::{
    ids::ShiftId,
    local_time,
    roster::{Duty, Shift},
    weekly_hours::WeeklyHours,
};
use passerelle_store::shifts;
use serde::Deserialize;
use uuid::Uuid;

use super::{super::Words, line_of, monday_of, typed};
use crate::{
    WebState,
    console::{
        form::Signed,
        frame::{Frame, draw, draw_with},
        guard::{Refusal, Shown, Visitor},
    },
};

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct ShiftForm {
    #[serde(default)]
    pub(super) who: String,
    #[serde(default)]
    pub(super) duty: String,
    /// Only on this date: then neither days nor dates are read.
    #[serde(default)]
    pub(super) on: String,
    /// Names of days, as in [`typed::DAYS`].
    #[serde(default)]
    pub(super) days: Vec<String>,
    #[serde(default)]
    pub(super) from: String,
    #[serde(default)]
    pub(super) to: String,
    #[serde(default)]
    pub(super) order: String,
    #[serde(default)]
    pub(super) starts_on: String,
    #[serde(default)]
    pub(super) ends_on: String,
    #[serde(default)]
    pub(super) exceptions: String,
    /// What stands for the shift as it was shown.
    #[serde(default)]
    pub(super) seen: String,
}

#[derive(Template)]
#[template(path = "console/shift.html")]
struct ShiftPage {
    frame: Frame,
    line: String,
    key: String,
    /// Where the form goes.
    action: String,
    form: ShiftForm,
    problems: Problems,
    members: Vec<(String, String)>,
    /// Name, words and whether it is chosen, of each day.
    days: Vec<(&'static str, String, bool)>,
    /// What it is now, when somebody changed it meanwhile.
    now: Option<Vec<(String, String)>>,
    /// Address of the form that ends it; none of a new one.
    end: Option<String>,
    today: NaiveDate,
    form_token: String,
}

/// What is wrong, by field.
pub(crate) struct Problems(Vec<(&'static str, String)>);

impl Problems {
    pub(crate) fn none() -> Problems {
        Problems(Vec::new())
    }

    pub(crate) fn add(&mut self, field: &'static str, says: String) {
        self.0.push((field, says));
    }

    pub(crate) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(of, _)| *of == field).map(|(_, says)| says.as_str())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn all(&self) -> &[(&'static str, String)] {
        &self.0
    }
}

/// A shift as the form shows it.
pub(super) fn shown(shift: &Shift, who: &RosterMember) -> ShiftForm {
    let monday = NaiveDate::default();
    let week = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
    let utc = chrono_tz::Tz::UTC;
    let mut span = None;
    let mut days = Vec::new();
    for (name, weekday) in typed::DAYS.into_iter().zip(week) {
        if let Some(first) = shift.hours.spans_as(weekday, monday, utc).first() {
            days.push(name.to_owned());
            span = span.or(Some(*first));
        }
    }
    let time = |at: chrono::DateTime<chrono::Utc>| at.format("%H:%M").to_string();
    let date = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    ShiftForm {
        who: who.key.clone(),
        duty: duty_name(shift.duty).to_owned(),
        on: if shift.starts_on.is_some() && shift.starts_on == shift.ends_on {
            date(shift.starts_on)
        } else {
            String::new()
        },
        days,
        from: span.map(|(from, _)| time(from)).unwrap_or_default(),
        to: span.map(|(_, to)| time(to)).unwrap_or_default(),
        order: shift.order.to_string(),
        starts_on: date(shift.starts_on),
        ends_on: date(shift.ends_on),
        exceptions: String::from(shift.exceptions.clone()).replace("; ", "\n"),
        seen: String::new(),
    }
}

fn duty_name(duty: Duty) -> &'static str {
    match duty {
        Duty::Listening => "listening",
        Duty::OnCall => "on_call",
    }
}

/// What the form wishes, or what is wrong in it.
fn read(w: &Words, form: &ShiftForm) -> Result<WantedShift, Problems> {
    let mut problems = Problems::none();
    let mut date = |field: &'static str, text: &str| {
        let read = typed::date(text);
        if read.is_none() && !text.trim().is_empty() {
            problems.add(field, w.say("shift-bad-date"));
        }
        read
    };
    let (on, starts_on, ends_on) =
        (date("on", &form.on), date("starts_on", &form.starts_on), date("ends_on", &form.ends_on));
    let (starts_on, ends_on) = if on.is_some() { (on, on) } else { (starts_on, ends_on) };
    let days = match on {
        Some(on) => typed::DAYS[on.weekday().num_days_from_monday() as usize].to_owned(),
        None => {
            form.days.iter().filter(|day| typed::DAYS.contains(&day.as_str())).cloned().collect::<Vec<_>>().join(",")
        }
    };
    if days.is_empty() && form.on.trim().is_empty() {
        problems.add("days", w.say("shift-no-day"));
    }
    let (from, to) = (typed::time(&form.from), typed::time(&form.to));
    if from.is_none() {
        problems.add("from", w.say("shift-bad-hour"));
    }
    if to.is_none() {
        problems.add("to", w.say("shift-bad-hour"));
    }
    let hours = WeeklyHours::parse(&format!("{days} {}-{}", from.unwrap_or_default(), to.unwrap_or_default()));
    let order = if form.order.trim().is_empty() { Ok(1) } else { form.order.trim().parse::<u32>() };
    if order.is_err() {
        problems.add("order", w.say("shift-bad-order"));
    }
    let exceptions = typed::exceptions(&form.exceptions);
    if let Err(line) = &exceptions {
        problems.add("exceptions", w.count("shift-bad-exception", *line));
    }
    let duty = Duty::parse(&form.duty);
    if duty.is_none() {
        problems.add("duty", w.say("shift-no-duty"));
    }
    if form.who.trim().is_empty() {
        problems.add("who", w.say("shift-nobody"));
    }
    match (duty, hours, order, exceptions) {
        (Some(duty), Ok(hours), Ok(order), Ok(exceptions)) if problems.is_empty() => {
            Ok(WantedShift { who: form.who.clone(), duty, hours, order, starts_on, ends_on, exceptions })
        }
        _ => {
            if problems.is_empty() {
                problems.add("from", w.say("shift-bad-hour"));
            }
            Err(problems)
        }
    }
}

/// The field and the sentence of a refusal.
fn told(w: &Words, why: ShiftRefusal) -> (&'static str, String) {
    match why {
        ShiftRefusal::NobodyKnown => ("who", w.say("shift-nobody")),
        ShiftRefusal::NoHours => ("days", w.say("shift-no-day")),
        ShiftRefusal::Backwards => ("ends_on", w.say("shift-backwards")),
        ShiftRefusal::ExceptionOutside => ("exceptions", w.say("shift-exception-outside")),
        ShiftRefusal::WrongOrder => ("order", w.say("shift-bad-order")),
        ShiftRefusal::Overlaps(day) => ("from", w.fill("shift-overlaps", [("day", w.full_day(day))])),
        ShiftRefusal::SaidTwice => ("from", w.say("shift-twice")),
    }
}

/// What a page of the form is made of.
struct Made<'p> {
    key: &'p str,
    id: Option<ShiftId>,
    form: ShiftForm,
    problems: Problems,
    now: Option<&'p Shift>,
}

async fn made(state: &WebState, visitor: &Visitor, made: Made<'_>) -> Result<ShiftPage, Refusal> {
    let Made { key, id, form, problems, now } = made;
    let app = state.app();
    let line = line_of(state, visitor, key).await?;
    let today = local_time::local_date(app.clock.now(), line.hours.zone);
    let roster = look_at_roster(app, visitor.owner(), key, monday_of(today)).await?.ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let now =
        now.and_then(|shift| roster.members.iter().find(|who| who.member == shift.member).map(|who| (shift, who)));
    let now = now.map(|(shift, who)| {
        let shown = shown(shift, who);
        let days: Vec<String> = shown.days.iter().map(|day| w.say(&format!("weekday-short-{day}"))).collect();
        vec![
            (w.say("shift-who"), who.first_name.clone()),
            (w.say("shift-duty"), super::duty_in_words(&w, shift.duty)),
            (w.say("shift-days"), days.join(", ")),
            (w.say("shift-hours"), format!("{}–{}", shown.from, shown.to)),
            (w.say("shift-order"), shown.order),
            (w.say("shift-starts"), shown.starts_on),
            (w.say("shift-ends"), shown.ends_on),
            (w.say("shift-exceptions"), shown.exceptions),
        ]
    });
    let base = format!("/lines/{key}/shifts");
    let title = w.say(if id.is_some() { "shift-change-title" } else { "shift-new-title" });
    let day = |(place, name): (usize, &'static str)| {
        (name, w.say(&format!("weekday-{place}")), form.days.iter().any(|day| day == name))
    };
    let days = typed::DAYS.into_iter().enumerate().map(day).collect();
    Ok(ShiftPage {
        frame: visitor.frame(title),
        line: line.name,
        key: key.to_owned(),
        action: id.map_or_else(|| base.clone(), |id| format!("{base}/{id}")),
        end: id.map(|id| format!("{base}/{id}/end")),
        members: roster.members.into_iter().map(|who| (who.key, who.first_name)).collect(),
        form_token: visitor.form_token.clone(),
        form,
        problems,
        days,
        now,
        today,
    })
}

/// `GET /lines/{key}/new-shift`.
pub(crate) async fn new_page(State(state): State<WebState>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let form = ShiftForm { duty: "listening".to_owned(), order: "1".to_owned(), ..ShiftForm::default() };
    let page = Made { key: &key, id: None, form, problems: Problems::none(), now: None };
    draw(&made(&state, &visitor, page).await?)
}

fn id_of(text: &str) -> Result<ShiftId, Refusal> {
    Uuid::parse_str(text).map(ShiftId).map_err(|_| Refusal::NotFound)
}

/// `GET /lines/{key}/shifts/{id}`.
pub(crate) async fn shift_page(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
) -> Shown {
    let id = id_of(&id)?;
    let line = line_of(&state, &visitor, &key).await?;
    let app = state.app();
    let found = shifts::by_id(&mut app.db.read().await?, id).await?;
    let shift = found.filter(|shift| shift.line_id == line.id).ok_or(Refusal::NotFound)?;
    let today = local_time::local_date(app.clock.now(), line.hours.zone);
    let roster = look_at_roster(app, visitor.owner(), &key, monday_of(today)).await?.ok_or(Refusal::NotFound)?;
    let who = roster.members.iter().find(|who| who.member == shift.member).ok_or(Refusal::NotFound)?;
    let form = ShiftForm { seen: seen_shift(app, &shift), ..shown(&shift, who) };
    let page = Made { key: &key, id: Some(id), form, problems: Problems::none(), now: None };
    draw(&made(&state, &visitor, page).await?)
}

/// `POST /lines/{key}/shifts`.
pub(crate) async fn add(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Signed(form): Signed<ShiftForm>,
) -> Shown {
    save(&state, &visitor, &key, None, form).await
}

/// `POST /lines/{key}/shifts/{id}`.
pub(crate) async fn change(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    Signed(form): Signed<ShiftForm>,
) -> Shown {
    save(&state, &visitor, &key, Some(id_of(&id)?), form).await
}

async fn save(state: &WebState, visitor: &Visitor, key: &str, id: Option<ShiftId>, form: ShiftForm) -> Shown {
    let w = visitor.words();
    line_of(state, visitor, key).await?;
    let wanted = match read(&w, &form) {
        Ok(wanted) => wanted,
        Err(problems) => {
            let page = Made { key, id, form, problems, now: None };
            return draw_with(StatusCode::UNPROCESSABLE_ENTITY, &made(state, visitor, page).await?);
        }
    };
    let seen = form.seen.clone();
    let which = id.map(|id| SeenShift { id, seen: Some(&seen) });
    match save_shift(state.app(), visitor.owner(), key, which, &wanted, visitor.member()).await? {
        SavedShift::Saved(_) => back(key, "shift-saved"),
        SavedShift::Refused(why) => {
            let mut problems = Problems::none();
            let (field, says) = told(&w, why);
            problems.add(field, says);
            let page = Made { key, id, form, problems, now: None };
            draw_with(StatusCode::UNPROCESSABLE_ENTITY, &made(state, visitor, page).await?)
        }
        SavedShift::ChangedMeanwhile(now) => conflict(state, visitor, key, form, &now).await,
        SavedShift::Unknown => Err(Refusal::NotFound),
    }
}

/// Both versions on one page: what was typed stays in the form, and saving again is knowing.
async fn conflict(state: &WebState, visitor: &Visitor, key: &str, form: ShiftForm, now: &Shift) -> Shown {
    let form = ShiftForm { seen: seen_shift(state.app(), now), ..form };
    let page = Made { key, id: Some(now.id), form, problems: Problems::none(), now: Some(now) };
    draw_with(StatusCode::CONFLICT, &made(state, visitor, page).await?)
}

fn back(key: &str, told: &str) -> Shown {
    Ok(Redirect::to(&format!("/lines/{key}?told={told}")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Ending {
    #[serde(default)]
    last_on: String,
    #[serde(default)]
    seen: String,
}

/// `POST /lines/{key}/shifts/{id}/end`.
pub(crate) async fn end(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((key, id)): Path<(String, String)>,
    Signed(ending): Signed<Ending>,
) -> Shown {
    let id = id_of(&id)?;
    line_of(&state, &visitor, &key).await?;
    let app = state.app();
    let found = shifts::by_id(&mut app.db.read().await?, id).await?.ok_or(Refusal::NotFound)?;
    let Some(last_on) = typed::date(&ending.last_on) else {
        return Ok(Redirect::to(&format!("/lines/{key}/shifts/{id}?told=shift-end-needs-date")).into_response());
    };
    let which = SeenShift { id, seen: Some(&ending.seen) };
    match end_shift(app, visitor.owner(), &key, which, last_on, visitor.member()).await? {
        SavedShift::Saved(_) => back(&key, "shift-ended"),
        SavedShift::ChangedMeanwhile(now) => {
            let form = ShiftForm { ends_on: last_on.to_string(), ..shown_of(&state, &visitor, &key, &found).await? };
            conflict(&state, &visitor, &key, form, &now).await
        }
        SavedShift::Refused(_) | SavedShift::Unknown => Err(Refusal::NotFound),
    }
}

async fn shown_of(state: &WebState, visitor: &Visitor, key: &str, shift: &Shift) -> Result<ShiftForm, Refusal> {
    let day = state.app().clock.now().date_naive();
    let roster = look_at_roster(state.app(), visitor.owner(), key, monday_of(day)).await?.ok_or(Refusal::NotFound)?;
    let who = roster.members.iter().find(|who| who.member == shift.member).ok_or(Refusal::NotFound)?;
    Ok(shown(shift, who))
}
