//! The form of a line's hours: days, public holidays, single dates, listeners wanted.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use chrono::{NaiveDate, Weekday};
use passerelle_app::{MOST_LISTENERS_WANTED, SavedHours, WantedHours, change_line_hours, seen_line};
use passerelle_domain::{calendar::HolidayPolicy, line::Line};
use serde::Deserialize;

use super::{super::Words, line_of, shift_form::Problems, typed};
use crate::{
    WebState,
    console::{
        form::Signed,
        frame::{Frame, draw, draw_with},
        guard::{Refusal, Shown, Visitor},
    },
};

const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
const POLICIES: [(&str, HolidayPolicy); 3] =
    [("open", HolidayPolicy::Open), ("closed", HolidayPolicy::Closed), ("reduced", HolidayPolicy::Reduced)];

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct HoursForm {
    #[serde(default)]
    mon: String,
    #[serde(default)]
    tue: String,
    #[serde(default)]
    wed: String,
    #[serde(default)]
    thu: String,
    #[serde(default)]
    fri: String,
    #[serde(default)]
    sat: String,
    #[serde(default)]
    sun: String,
    #[serde(default)]
    holidays: String,
    #[serde(default)]
    exceptions: String,
    #[serde(default)]
    wanted: String,
    #[serde(default)]
    seen: String,
}

impl HoursForm {
    fn days(&self) -> [String; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun].map(String::clone)
    }
}

#[derive(Template)]
#[template(path = "console/line_hours.html")]
struct HoursPage {
    frame: Frame,
    line: String,
    key: String,
    form: HoursForm,
    problems: Problems,
    /// Name, words and hours of each day.
    days: Vec<(&'static str, String, String)>,
    policies: Vec<(&'static str, String, bool)>,
    /// What it is now, when somebody changed it meanwhile.
    now: Option<Vec<(String, String)>>,
    form_token: String,
}

fn shown(line: &Line) -> HoursForm {
    let utc = chrono_tz::Tz::UTC;
    let time = |at: chrono::DateTime<chrono::Utc>| at.format("%H:%M").to_string();
    let of = |weekday: Weekday| {
        let spans = line.hours.weekly.spans_as(weekday, NaiveDate::default(), utc);
        spans.into_iter().map(|(from, to)| format!("{}-{}", time(from), time(to))).collect::<Vec<_>>().join(" ")
    };
    let [mon, tue, wed, thu, fri, sat, sun] = WEEK.map(of);
    let policy = POLICIES.iter().find(|(_, policy)| *policy == line.hours.holiday_policy);
    HoursForm {
        mon,
        tue,
        wed,
        thu,
        fri,
        sat,
        sun,
        holidays: policy.map(|(name, _)| (*name).to_owned()).unwrap_or_default(),
        exceptions: String::from(line.hours.exceptions.clone()).replace("; ", "\n"),
        wanted: line.listeners_wanted.to_string(),
        seen: String::new(),
    }
}

fn read(w: &Words, form: &HoursForm) -> Result<WantedHours, Problems> {
    let mut problems = Problems::none();
    let weekly = typed::week(&form.days());
    match &weekly {
        Err(place) => problems.add(typed::DAYS[(*place).min(6)], w.say("hours-bad-day")),
        Ok(weekly) if weekly.is_empty() => problems.add("mon", w.say("hours-never")),
        Ok(_) => {}
    }
    let exceptions = typed::exceptions(&form.exceptions);
    if let Err(line) = &exceptions {
        problems.add("exceptions", w.count("shift-bad-exception", *line));
    }
    let policy = POLICIES.iter().find(|(name, _)| *name == form.holidays).map(|(_, policy)| *policy);
    if policy.is_none() {
        problems.add("holidays", w.say("hours-no-policy"));
    }
    let wanted = form.wanted.trim().parse::<u32>().ok().filter(|wanted| (1..=MOST_LISTENERS_WANTED).contains(wanted));
    if wanted.is_none() {
        problems.add("wanted", w.count("hours-bad-wanted", MOST_LISTENERS_WANTED));
    }
    match (weekly, policy, exceptions, wanted) {
        (Ok(weekly), Some(holiday_policy), Ok(exceptions), Some(listeners_wanted)) if problems.is_empty() => {
            Ok(WantedHours { weekly, holiday_policy, exceptions, listeners_wanted })
        }
        _ => Err(problems),
    }
}

fn made(visitor: &Visitor, line: &Line, form: HoursForm, problems: Problems, now: Option<&Line>) -> HoursPage {
    let w = visitor.words();
    let days = typed::DAYS.into_iter().zip(form.days()).enumerate();
    let now = now.map(|line| {
        let shown = shown(line);
        let days =
            shown.days().into_iter().enumerate().map(|(place, hours)| (w.say(&format!("weekday-{place}")), hours));
        let others = [
            (w.say("hours-holidays"), w.say(&format!("holidays-{}", shown.holidays))),
            (w.say("hours-wanted"), shown.wanted.clone()),
            (w.say("hours-exceptions"), shown.exceptions.clone()),
        ];
        days.chain(others).collect()
    });
    HoursPage {
        frame: visitor.frame(w.say("hours-title")),
        line: line.name.clone(),
        key: line.key.clone(),
        days: days.map(|(place, (name, hours))| (name, w.say(&format!("weekday-{place}")), hours)).collect(),
        policies: POLICIES.map(|(name, _)| (name, w.say(&format!("holidays-{name}")), form.holidays == name)).into(),
        form_token: visitor.form_token.clone(),
        form,
        problems,
        now,
    }
}

/// `GET /lines/{key}/hours`.
pub(crate) async fn hours_page(State(state): State<WebState>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let line = line_of(&state, &visitor, &key).await?;
    let form = HoursForm { seen: seen_line(state.app(), &line), ..shown(&line) };
    draw(&made(&visitor, &line, form, Problems::none(), None))
}

/// `POST /lines/{key}/hours`.
pub(crate) async fn change_hours(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Signed(form): Signed<HoursForm>,
) -> Shown {
    let line = line_of(&state, &visitor, &key).await?;
    let w = visitor.words();
    let wanted = match read(&w, &form) {
        Ok(wanted) => wanted,
        Err(problems) => {
            return draw_with(StatusCode::UNPROCESSABLE_ENTITY, &made(&visitor, &line, form, problems, None));
        }
    };
    let (app, owner, by) = (state.app(), visitor.owner(), visitor.member());
    match change_line_hours(app, owner, &key, Some(&form.seen), &wanted, by).await? {
        SavedHours::Saved(_) => Ok(Redirect::to(&format!("/lines/{key}?told=hours-saved")).into_response()),
        SavedHours::ChangedMeanwhile(now) => {
            let form = HoursForm { seen: seen_line(app, &now), ..form };
            draw_with(StatusCode::CONFLICT, &made(&visitor, &now, form, Problems::none(), Some(&now)))
        }
        SavedHours::Refused | SavedHours::Unknown => Err(Refusal::NotFound),
    }
}
