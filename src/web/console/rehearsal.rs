//! A day lived ahead on the simulator: asked for, watched, read.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Redirect},
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use passerelle_app::{AskedRehearsal, ask_rehearsal, days_to_rehearse, organisation_zone};
use passerelle_domain::{
    code::Code,
    day_rehearsal::{DayFailure, DayRehearsal, DayResult, DayWish, Lack, MOST_AWAY_PERCENT, MOST_KEPT, Stage},
};
use passerelle_store::{day_rehearsals, staff};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw, draw_with},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// Seeds are chosen by people: a few figures are enough.
const MOST_SEED: u64 = 999_999;

#[derive(Template)]
#[template(path = "console/rehearsal.html")]
struct ListPage {
    frame: Frame,
    form_token: String,
    form: DayForm,
    first: NaiveDate,
    last: NaiveDate,
    away_help: String,
    problems: Vec<(&'static str, String)>,
    /// One is asked or lived: its address.
    live: Option<String>,
    kept: Vec<KeptLine>,
}

struct KeptLine {
    address: String,
    code: String,
    asked: String,
    wish: String,
    stage: String,
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct DayForm {
    #[serde(default)]
    on: String,
    #[serde(default)]
    seed: String,
    #[serde(default)]
    away: String,
    #[serde(default)]
    outage: String,
}

impl ListPage {
    fn problem(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|(of, _)| *of == field).map(|(_, says)| says.as_str())
    }
}

/// `GET /rehearsal`.
pub(crate) async fn list(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let (first, last) = days_to_rehearse(state.app(), visitor.owner()).await?;
    let tomorrow = first.succ_opt().filter(|next| *next <= last).unwrap_or(first);
    let form = DayForm { on: tomorrow.to_string(), seed: "1".to_owned(), away: "0".to_owned(), outage: String::new() };
    draw(&list_page(&state, &visitor, form, Vec::new()).await?)
}

async fn list_page(
    state: &WebState,
    visitor: &Visitor,
    form: DayForm,
    problems: Vec<(&'static str, String)>,
) -> Result<ListPage, Refusal> {
    let app = state.app();
    let now = app.clock.now();
    let w = visitor.words();
    let zone = organisation_zone(app, visitor.owner()).await?;
    let (first, last) = days_to_rehearse(app, visitor.owner()).await?;
    let all = day_rehearsals::of_organisation(&mut app.db.read().await?, visitor.owner()).await?;
    let line = |rehearsal: &DayRehearsal| KeptLine {
        address: format!("/rehearsal/{}", rehearsal.code),
        code: rehearsal.code.to_string(),
        asked: w.stamp(rehearsal.asked_at, now, zone),
        wish: wish_in_words(&w, &rehearsal.wish),
        stage: stage_in_words(&w, &rehearsal.stage_at(now)),
    };
    Ok(ListPage {
        frame: visitor.frame(w.say("rehearsal-title")),
        form_token: visitor.form_token.clone(),
        live: all.iter().find(|one| one.is_live_at(now)).map(|one| format!("/rehearsal/{}", one.code)),
        kept: all.iter().take(MOST_KEPT).map(line).collect(),
        away_help: w.count("rehearsal-away-help", MOST_AWAY_PERCENT),
        problems,
        form,
        first,
        last,
    })
}

fn wish_in_words(w: &Words, wish: &DayWish) -> String {
    let mut parts = vec![w.day(wish.on), w.fill("rehearsal-seed-is", [("seed", wish.seed.to_string())])];
    if wish.away_percent > 0 {
        parts.push(w.count("rehearsal-away-is", wish.away_percent));
    }
    if wish.has_outage {
        parts.push(w.say("rehearsal-outage-is"));
    }
    parts.join(", ")
}

fn stage_in_words(w: &Words, stage: &Stage) -> String {
    match stage {
        Stage::Asked => w.say("rehearsal-waits"),
        Stage::Running { percent, .. } => w.count("rehearsal-runs", *percent),
        Stage::Done { result, .. } => w.count("rehearsal-done", result.escalations.len()),
        Stage::Failed { why } => failure_in_words(w, *why),
    }
}

fn failure_in_words(w: &Words, why: DayFailure) -> String {
    w.say(match why {
        DayFailure::Interrupted => "rehearsal-interrupted",
        DayFailure::TooLong => "rehearsal-too-long",
        DayFailure::Trouble => "rehearsal-trouble",
    })
}

/// `POST /rehearsal`.
pub(crate) async fn ask(State(state): State<WebState>, visitor: Visitor, Signed(form): Signed<DayForm>) -> Shown {
    let w = visitor.words();
    let (on, seed) = (form.on.trim().parse::<NaiveDate>().ok(), form.seed.trim().parse::<u64>().ok());
    let away = form.away.trim().parse::<u8>().ok().filter(|away| *away <= MOST_AWAY_PERCENT);
    let seed = seed.filter(|seed| *seed <= MOST_SEED);
    let mut problems = Vec::new();
    if on.is_none() {
        problems.push(("on", w.say("rehearsal-bad-day")));
    }
    if seed.is_none() {
        problems.push(("seed", w.say("rehearsal-bad-seed")));
    }
    if away.is_none() {
        problems.push(("away", w.count("rehearsal-bad-away", MOST_AWAY_PERCENT)));
    }
    if let (Some(on), Some(seed), Some(away_percent)) = (on, seed, away) {
        let wish = DayWish { on, seed, away_percent, has_outage: !form.outage.is_empty() };
        match ask_rehearsal(state.app(), visitor.owner(), &wish, visitor.member()).await? {
            AskedRehearsal::Asked(code) => {
                return Ok(Redirect::to(&format!("/rehearsal/{code}")).into_response());
            }
            AskedRehearsal::OneAtATime(_) => problems.push(("on", w.say("rehearsal-one-at-a-time"))),
            AskedRehearsal::WrongDay(first, last) => {
                problems.push(("on", w.fill("rehearsal-wrong-day", [("first", w.day(first)), ("last", w.day(last))])));
            }
            AskedRehearsal::TooManyAway => problems.push(("away", w.count("rehearsal-bad-away", MOST_AWAY_PERCENT))),
            AskedRehearsal::NothingToLive => problems.push(("on", w.say("rehearsal-nothing"))),
        }
    }
    draw_with(StatusCode::UNPROCESSABLE_ENTITY, &list_page(&state, &visitor, form, problems).await?)
}

#[derive(Template)]
#[template(path = "console/rehearsal_day.html")]
struct DayPage {
    frame: Frame,
    wish: String,
    progress: Option<Progress>,
    failure: Option<String>,
    day: Option<Day>,
}

/// The part that changes by itself.
#[derive(Template)]
#[template(path = "console/rehearsal_progress.html")]
struct Progress {
    w: Words,
    address: String,
    says: String,
    percent: u8,
}

struct Day {
    facts: Vec<(String, String)>,
    uncovered: Vec<(String, String)>,
    escalations: Vec<EscalationRow>,
    gaps: Vec<(String, String, String)>,
    without_timer: Option<String>,
}

struct EscalationRow {
    code: String,
    kind: String,
    level: String,
    level_number: u8,
    opened: String,
    pages: Vec<String>,
    taken: String,
}

async fn rehearsal_of(state: &WebState, visitor: &Visitor, code: &str) -> Result<DayRehearsal, Refusal> {
    let code = Code::parse(code).ok_or(Refusal::NotFound)?;
    let found = day_rehearsals::by_code(&mut state.app().db.read().await?, visitor.owner(), &code).await?;
    found.ok_or(Refusal::NotFound)
}

fn progress_of(w: Words, rehearsal: &DayRehearsal, now: DateTime<Utc>) -> Option<Progress> {
    let stage = rehearsal.stage_at(now);
    let percent = match stage {
        Stage::Asked => 0,
        Stage::Running { percent, .. } => percent,
        Stage::Done { .. } | Stage::Failed { .. } => return None,
    };
    Some(Progress { w, address: format!("/rehearsal/{}", rehearsal.code), says: stage_in_words(&w, &stage), percent })
}

/// `GET /rehearsal/{code}`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    let rehearsal = rehearsal_of(&state, &visitor, &code).await?;
    let app = state.app();
    let now = app.clock.now();
    let w = visitor.words();
    let zone = organisation_zone(app, visitor.owner()).await?;
    let names: BTreeMap<Uuid, String> =
        staff::of_organisation(&mut app.db.read().await?, &app.secrets, visitor.owner())
            .await?
            .into_iter()
            .map(|member| (member.id.0, member.first_name))
            .collect();
    let (failure, day) = match rehearsal.stage_at(now) {
        Stage::Done { result, .. } => (None, Some(day_view(&w, &result, &names, &rehearsal.wish, zone))),
        Stage::Failed { why } => (Some(failure_in_words(&w, why)), None),
        Stage::Asked | Stage::Running { .. } => (None, None),
    };
    draw(&DayPage {
        frame: visitor.frame(w.fill("rehearsal-day-title", [("code", rehearsal.code.as_str())])),
        wish: wish_in_words(&w, &rehearsal.wish),
        progress: progress_of(w, &rehearsal, now),
        failure,
        day,
    })
}

/// `GET /rehearsal/{code}/progress`: how far it is, for a page that is open; once it is over the whole page comes anew.
pub(crate) async fn progress(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    let rehearsal = rehearsal_of(&state, &visitor, &code).await?;
    match progress_of(visitor.words(), &rehearsal, state.app().clock.now()) {
        Some(progress) => draw(&progress),
        None => {
            let mut answer = StatusCode::OK.into_response();
            answer.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
            Ok(answer)
        }
    }
}

fn day_view(w: &Words, result: &DayResult, names: &BTreeMap<Uuid, String>, wish: &DayWish, zone: Tz) -> Day {
    let name = |member: &Uuid| names.get(member).cloned().unwrap_or_else(|| w.say("rehearsal-somebody"));
    // Whatever is not of the day says which day it is.
    let at = |at: DateTime<Utc>| {
        let local = at.with_timezone(&zone);
        let hour = w.hour(at, zone);
        if local.date_naive() == wish.on { hour } else { format!("{} {hour}", w.day(local.date_naive())) }
    };
    let fact = |key: &str, number: usize| (w.say(key), number.to_string());
    let escalations = result.escalations.iter().map(|case| EscalationRow {
        code: case.code.to_string(),
        kind: w.case_kind(case.kind),
        level: w.case_level(case.level),
        level_number: case.level.number(),
        opened: at(case.opened_at),
        pages: case.pages.iter().map(|(member, paged_at)| format!("{} {}", at(*paged_at), name(member))).collect(),
        taken: match &case.taken {
            Some((member, taken_at)) => format!("{} {}", at(*taken_at), name(member)),
            None => w.say("rehearsal-not-taken"),
        },
    });
    let gaps = result.gaps.iter().map(|gap| {
        let lack = w.say(match gap.lack {
            Lack::NobodyListening => "rehearsal-nobody-listening",
            Lack::TooFewListening => "rehearsal-too-few",
            Lack::NobodyOnCall => "rehearsal-nobody-on-call",
        });
        (gap.line.clone(), format!("{}–{}", w.hour(gap.from, zone), w.hour(gap.to, zone)), lack)
    });
    Day {
        facts: vec![
            fact("rehearsal-planned", result.planned),
            fact("rehearsal-reached", result.reached),
            fact("rehearsal-missed", result.missed),
            fact("rehearsal-by-substitute", result.by_substitute),
            fact("rehearsal-cancelled", result.cancelled),
            fact("rehearsal-unfinished", result.unfinished),
            fact("rehearsal-volunteers-away", result.volunteers_away),
            fact("rehearsal-rang", result.rang),
            fact("rehearsal-answered", result.answered),
            fact("rehearsal-promised", result.promised),
            fact("rehearsal-messages", result.messages),
        ],
        uncovered: result.uncovered.iter().map(|(code, starts_at)| (code.to_string(), at(*starts_at))).collect(),
        escalations: escalations.collect(),
        gaps: gaps.collect(),
        without_timer: (result.without_timer > 0).then(|| w.count("rehearsal-without-timer", result.without_timer)),
    }
}
