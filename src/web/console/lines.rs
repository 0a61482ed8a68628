//! Lines and their rosters: a week at a time, with what is lacking.

mod hours;
mod shift_form;
mod typed;

pub(crate) use hours::{change_hours, hours_page};
pub(crate) use shift_form::{Problems, add, change, end, new_page, shift_page};

use askama::Template;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use passerelle_app::{RosterDay, RosterMember, ShiftOn, list_gaps, look_at_roster};
use passerelle_domain::{
    day_range::Span,
    line::Line,
    local_time,
    roster::{Duty, Gap, RosterGaps, Shift},
};
use passerelle_store::lines;
use serde::Deserialize;

use super::{
    Words,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// Days of a week.
const WEEK_DAYS: u64 = 7;
/// Other weeks are a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i32> = 2020..=2120;

#[derive(Template)]
#[template(path = "console/lines.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<LineLine>,
}

struct LineLine {
    address: String,
    name: String,
    number: String,
    state: String,
    is_open: bool,
    gaps: Vec<String>,
}

/// `GET /lines`.
pub(crate) async fn list(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let app = state.app();
    let now = app.clock.now();
    let w = visitor.words();
    let all = lines::of_organisation(&mut app.db.read().await?, visitor.owner()).await?;
    let mut shown = Vec::new();
    for line in all {
        let gaps = list_gaps(&app.db, &app.secrets, &line, now).await?;
        let is_open = line.hours.is_open(now);
        shown.push(LineLine {
            address: format!("/lines/{}", line.key),
            state: w.say(if is_open { "line-open" } else { "line-closed" }),
            gaps: gap_lines(&w, &gaps, &line, now),
            number: line.number.as_str().to_owned(),
            name: line.name,
            is_open,
        });
    }
    draw(&ListPage { frame: visitor.frame(w.say("lines-title")), lines: shown })
}

/// What is lacking in some weeks, a line each.
fn gap_lines(w: &Words, gaps: &RosterGaps, line: &Line, now: DateTime<Utc>) -> Vec<String> {
    let kinds = [
        ("line-nobody-listening", &gaps.nobody_listening),
        ("line-too-few", &gaps.too_few_listening),
        ("line-nobody-on-call", &gaps.nobody_on_call),
    ];
    let sentence = |(key, gaps): (&str, &Vec<Gap>)| {
        let first = gaps.first()?;
        let hours = RosterGaps::length(gaps).num_minutes().max(0);
        let length = format!("{} h {:02}", hours / 60, hours % 60);
        Some(w.fill(key, [("length", length), ("first", w.moment(first.from, now, line.hours.zone))]))
    };
    kinds.into_iter().filter_map(sentence).collect()
}

#[derive(Template)]
#[template(path = "console/line.html")]
struct WeekPage {
    frame: Frame,
    key: String,
    number: String,
    wanted: String,
    week: String,
    previous: NaiveDate,
    next: NaiveDate,
    days: Vec<DayView>,
    shifts: Vec<ShiftLine>,
    hours: Vec<(String, String)>,
}

struct DayView {
    day: String,
    is_today: bool,
    openings: Vec<String>,
    listening: Vec<ShiftView>,
    on_call: Vec<ShiftView>,
    gaps: Vec<(String, bool)>,
}

struct ShiftView {
    address: String,
    hours: String,
    who: String,
    warning: Option<String>,
}

struct ShiftLine {
    address: String,
    who: String,
    duty: String,
    when: String,
    dates: String,
}

#[derive(Deserialize)]
pub(crate) struct Week {
    #[serde(default)]
    week: String,
}

fn monday_of(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.weekday().num_days_from_monday()))
}

/// The line of an address.
async fn line_of(state: &WebState, visitor: &Visitor, key: &str) -> Result<Line, Refusal> {
    let found = lines::by_key(&mut state.app().db.read().await?, visitor.owner(), key).await?;
    found.ok_or(Refusal::NotFound)
}

/// `GET /lines/{key}`: a week of its roster.
pub(crate) async fn page(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Query(asked): Query<Week>,
) -> Shown {
    let line = line_of(&state, &visitor, &key).await?;
    let now = state.app().clock.now();
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    // A date that is none shows this week.
    let day = asked.week.parse::<NaiveDate>().ok().filter(|day| YEARS.contains(&day.year())).unwrap_or(today);
    let monday = monday_of(day);
    let roster = look_at_roster(state.app(), visitor.owner(), &key, monday).await?.ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let hours = monday.iter_days().take(WEEK_DAYS as usize).map(|day| {
        let spans = roster.line.hours.weekly.spans_as(day.weekday(), day, zone);
        let spans: Vec<String> = spans.into_iter().map(|span| span_in_words(&w, span, zone)).collect();
        let hours = if spans.is_empty() { w.say("line-closed") } else { spans.join(", ") };
        (w.say(&format!("weekday-{}", day.weekday().num_days_from_monday())), hours)
    });
    let hours = hours.collect();
    let days = roster.days.iter().map(|day| day_view(&w, &key, day, zone, today)).collect();
    let shifts = roster.shifts.iter().map(|(shift, who)| shift_line(&w, &key, shift, who)).collect();
    draw(&WeekPage {
        frame: visitor.frame(roster.line.name.clone()),
        number: roster.line.number.as_str().to_owned(),
        wanted: w.count("line-wanted", roster.line.listeners_wanted),
        week: w.fill("line-week", [("day", w.full_day(monday))]),
        previous: monday - Days::new(WEEK_DAYS),
        next: monday + Days::new(WEEK_DAYS),
        key,
        days,
        shifts,
        hours,
    })
}

fn span_in_words(w: &Words, (from, to): Span, zone: Tz) -> String {
    format!("{}–{}", w.hour(from, zone), w.hour(to, zone))
}

fn day_view(w: &Words, key: &str, day: &RosterDay, zone: Tz, today: NaiveDate) -> DayView {
    let view = |shift: &ShiftOn| ShiftView {
        address: format!("/lines/{key}/shifts/{}", shift.shift.id),
        hours: span_in_words(w, shift.span, zone),
        who: shift.who.first_name.clone(),
        warning: match (shift.is_doubled, shift.who.is_rung || shift.shift.duty == Duty::OnCall) {
            (true, _) => Some(w.say("shift-doubled")),
            (false, false) => Some(w.say("shift-not-rung")),
            (false, true) => None,
        },
    };
    let of = |duty: Duty| day.shifts.iter().filter(move |shift| shift.shift.duty == duty).map(view).collect();
    let kinds = [
        ("gap-nobody-listening", &day.gaps.nobody_listening, true),
        ("gap-too-few", &day.gaps.too_few_listening, false),
        ("gap-nobody-on-call", &day.gaps.nobody_on_call, true),
    ];
    let gaps = kinds.into_iter().flat_map(|(key, gaps, is_alert)| {
        gaps.iter().map(move |gap| (w.fill(key, [("hours", span_in_words(w, (gap.from, gap.to), zone))]), is_alert))
    });
    DayView {
        day: w.day(day.on),
        is_today: day.on == today,
        openings: day.openings.iter().map(|span| span_in_words(w, *span, zone)).collect(),
        listening: of(Duty::Listening),
        on_call: of(Duty::OnCall),
        gaps: gaps.collect(),
    }
}

fn duty_in_words(w: &Words, duty: Duty) -> String {
    w.say(match duty {
        Duty::Listening => "duty-listening",
        Duty::OnCall => "duty-on-call",
    })
}

fn shift_line(w: &Words, key: &str, shift: &Shift, who: &RosterMember) -> ShiftLine {
    let shown = shift_form::shown(shift, who);
    let days: Vec<String> = shown.days.iter().map(|day| w.say(&format!("weekday-short-{day}"))).collect();
    let dates = match (shift.starts_on, shift.ends_on) {
        (Some(first), Some(last)) if first == last => w.fill("shift-on", [("day", w.full_day(first))]),
        (Some(first), Some(last)) => {
            w.fill("shift-between", [("first", w.full_day(first)), ("last", w.full_day(last))])
        }
        (Some(first), None) => w.fill("shift-since", [("day", w.full_day(first))]),
        (None, Some(last)) => w.fill("shift-until", [("day", w.full_day(last))]),
        (None, None) => w.say("shift-always"),
    };
    ShiftLine {
        address: format!("/lines/{key}/shifts/{}", shift.id),
        who: who.first_name.clone(),
        duty: duty_in_words(w, shift.duty),
        when: format!("{} {}–{}", days.join(", "), shown.from, shown.to),
        dates,
    }
}
