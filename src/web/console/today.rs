//! Today: what needs a human now, in the order in which to look at it.

use std::{convert::Infallible, time::Duration};

use askama::Template;
use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use chrono::{DateTime, Utc};
use futures::{Stream, stream};
use passerelle_app::{
    LineNow, NextAction, Pressing, TalkNow, Today, TodayCall, TodayCase, is_signed_in, look_at_today, pressing,
};
use passerelle_domain::{
    case::{CaseOutcome, CaseState},
    scheduled_call::State as CallState,
};

use passerelle_store::first_steps::FirstSteps;

use super::{
    Right, Words,
    day_line::{DayLine, draw_day},
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor, token_of},
    named::{Tone, call_tone},
};
use crate::WebState;

/// While calls go on, the page is drawn again at most this often.
const DRAWN_EVERY: Duration = Duration::from_secs(1);
/// Without news it is drawn again this often: hours go by, and a call becomes pressing without anybody doing anything.
const DRAWN_AGAIN: Duration = Duration::from_secs(30);

#[derive(Template)]
#[template(path = "console/today.html")]
struct Page {
    frame: Frame,
    day: Day,
}

/// The part that changes by itself.
#[derive(Template)]
#[template(path = "console/today_live.html")]
struct Day {
    w: Words,
    form_token: String,
    heading: String,
    down: Vec<String>,
    /// What is left to begin, and what is done; empty once all is.
    steps: Vec<(String, bool)>,
    cases: Vec<CaseCard>,
    to_cover: Vec<CallRow>,
    promises: Vec<PromiseRow>,
    lines: Vec<LineRow>,
    live: Vec<TalkRow>,
    day_line: Option<DayLine>,
    calls: Vec<CallRow>,
    outcomes: Vec<(&'static str, String)>,
}

struct CaseCard {
    code: String,
    title: String,
    level: String,
    level_number: u8,
    person: String,
    person_address: Option<String>,
    fragility: String,
    /// Since when, attempts, last contact, whom to ask: one fact a sentence.
    facts: Vec<String>,
    next: Option<String>,
    holder: Option<String>,
    is_mine: bool,
    may_take: bool,
    may_call: bool,
    may_act: bool,
}

struct CallRow {
    code: String,
    hour: String,
    person: String,
    volunteer: String,
    state: String,
    tone: &'static str,
}

struct PromiseRow {
    due: String,
    is_late: bool,
    what: String,
    code: String,
}

struct LineRow {
    name: String,
    state: String,
    on_duty: Vec<String>,
}

struct TalkRow {
    since: String,
    what: String,
    who: String,
    state: String,
}

/// `GET /today`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let today = look_at_today(state.app(), visitor.owner()).await?;
    let frame = visitor.frame(visitor.words().say("today-title"));
    draw(&Page { frame, day: day(&visitor, &today) })
}

/// `GET /today/events`: the part that changes, again each time something did. It ends with the session.
pub(crate) async fn events(State(state): State<WebState>, visitor: Visitor, headers: HeaderMap) -> Shown {
    let token = token_of(&state, &headers).ok_or(Refusal::Forbidden)?;
    Ok(Sse::new(changes(state, visitor, token)).keep_alive(KeepAlive::default()).into_response())
}

fn changes(state: WebState, visitor: Visitor, token: String) -> impl Stream<Item = Result<Event, Infallible>> {
    let signals = state.app().db.wake().watch_timers();
    stream::unfold((state, visitor, token, signals), |(state, visitor, token, mut signals)| async move {
        // The rhythm is the reader's: the machine's time, even in a rehearsal.
        let _ = tokio::time::timeout(DRAWN_AGAIN, signals.changed()).await;
        tokio::time::sleep(DRAWN_EVERY).await;
        // Whoever has signed out, or has left, hears nothing more.
        if !is_signed_in(state.app(), &token).await.unwrap_or_default() {
            return None;
        }
        let drawn = match look_at_today(state.app(), visitor.owner()).await {
            Ok(today) => day(&visitor, &today).render().ok(),
            Err(error) => {
                tracing::error!(trouble = %error, "the day could not be looked at");
                None
            }
        };
        let event = drawn.map_or_else(|| Event::default().comment("not drawn"), |html| Event::default().data(html));
        Some((Ok(event), (state, visitor, token, signals)))
    })
}

fn day(visitor: &Visitor, today: &Today) -> Day {
    let w = visitor.words();
    let local = today.now.with_timezone(&today.zone);
    let hour = w.hour(today.now, today.zone);
    let mut to_cover: Vec<CallRow> = Vec::new();
    for row in &today.to_cover {
        let mut shown = call_row(w, row, today);
        let (key, tone) = match pressing(row.call.starts_at, today.now) {
            Pressing::Now => ("today-cover-now", Tone::Alert),
            Pressing::Soon => ("today-cover-soon", Tone::Watch),
            Pressing::Later => ("today-cover-later", Tone::Calm),
        };
        shown.hour = w.stamp(row.call.starts_at, today.now, today.zone);
        (shown.state, shown.tone) = (w.say(key), tone.as_str());
        to_cover.push(shown);
    }
    let tone_of = |row: &TodayCall| (row.call.starts_at, call_tone(row.call.state, row.call.outcome));
    let toned: Vec<_> = today.calls.iter().map(tone_of).collect();
    Day {
        w,
        form_token: visitor.form_token.clone(),
        heading: w.fill("today-heading", [("day", w.long_day(local.date_naive())), ("hour", hour)]),
        down: today
            .down
            .iter()
            .map(|(provider, since)| w.provider_down(*provider, w.hour(*since, today.zone)))
            .collect(),
        steps: steps(w, today.first_steps),
        cases: today.cases.iter().map(|row| case_card(visitor, row, today)).collect(),
        to_cover,
        promises: promises(w, today),
        lines: today.lines.iter().map(|line| line_row(w, line)).collect(),
        live: today.live.iter().map(|talk| talk_row(w, talk, today)).collect(),
        day_line: draw_day(&toned, today.now, today.zone),
        calls: today.calls.iter().map(|row| call_row(w, row, today)).collect(),
        outcomes: CaseOutcome::ALL.into_iter().map(|outcome| (outcome.as_str(), w.case_outcome(outcome))).collect(),
    }
}

fn steps(w: Words, done: FirstSteps) -> Vec<(String, bool)> {
    if done.are_done() {
        return Vec::new();
    }
    vec![
        (w.say("first-line"), done.has_line),
        (w.say("first-shift"), done.has_shift),
        (w.say("first-volunteer"), done.has_volunteer),
        (w.say("first-person"), done.has_person),
        (w.say("first-series"), done.has_series),
    ]
}

fn case_card(visitor: &Visitor, row: &TodayCase, today: &Today) -> CaseCard {
    let (w, open, case) = (visitor.words(), &row.open, &row.open.case);
    let when = |at: DateTime<Utc>| w.moment(at, today.now, today.zone);
    let mut facts = vec![w.fill("today-case-since", [("when", when(case.opened_at))])];
    if case.attempts > 0 {
        facts.push(w.count("today-case-attempts", case.attempts));
    }
    if let Some(person) = &open.person {
        facts.push(match person.last_talked_at {
            Some(at) => w.fill("today-case-last-talk", [("when", when(at))]),
            None => w.say("today-case-never-talked"),
        });
        facts.push(w.say(if open.has_trusted_contact { "today-case-contact" } else { "today-case-no-contact" }));
    }
    let next = open.next_at.map(|at| {
        let key = match open.next_action {
            NextAction::Page => "today-case-next-page",
            NextAction::PageAgain => "today-case-next-page-again",
            NextAction::AskHolder => "today-case-next-ask",
        };
        w.fill(key, [("when", when(at))])
    });
    let is_mine = case.state == CaseState::Acknowledged && case.holder == Some(visitor.member());
    let may_act = visitor.may(Right::HandleCases);
    let person = open.person.as_ref();
    CaseCard {
        code: case.code.to_string(),
        title: w.case_kind(case.kind),
        level: w.case_level(case.level),
        level_number: case.level.number(),
        person: person.map(|person| format!("{} {}", person.first_name, person.last_name)).unwrap_or_default(),
        person_address: person.filter(|_| visitor.may(Right::ReadFiles)).map(|person| format!("/people/{}", person.id)),
        fragility: person.map(|person| w.fragility(person.fragility)).unwrap_or_default(),
        facts,
        next,
        holder: (!row.holder.is_empty() && !is_mine)
            .then(|| w.fill("today-case-holder", [("name", row.holder.as_str())])),
        is_mine,
        may_take: may_act && case.state == CaseState::Paging,
        may_call: may_act && (is_mine || case.state == CaseState::Paging) && case.names_somebody_to_call(),
        may_act,
    }
}

fn call_row(w: Words, row: &TodayCall, today: &Today) -> CallRow {
    let call = &row.call;
    CallRow {
        code: call.code.to_string(),
        hour: w.hour(call.starts_at, today.zone),
        person: row.person.clone(),
        volunteer: if row.volunteer.is_empty() && call.state != CallState::SeekingSubstitute {
            w.say("today-call-team")
        } else {
            row.volunteer.clone()
        },
        state: w.call_state(call.state, call.outcome),
        tone: call_tone(call.state, call.outcome).as_str(),
    }
}

/// Everything somebody was promised, the most pressing first.
fn promises(w: Words, today: &Today) -> Vec<PromiseRow> {
    let mut all: Vec<(DateTime<Utc>, String, String)> = Vec::new();
    for callback in &today.callbacks {
        all.push((callback.due_at, w.say("today-promise-callback"), callback.code.to_string()));
    }
    for voicemail in &today.voicemails {
        all.push((voicemail.due_at, w.say("today-promise-voicemail"), voicemail.code.to_string()));
    }
    for follow_up in &today.follow_ups {
        let Some(due_at) = follow_up.due_at else { continue };
        let need = follow_up.triage.map(|triage| w.need(triage.need)).unwrap_or_default();
        all.push((due_at, w.fill("today-promise-follow-up", [("need", need)]), follow_up.code.to_string()));
    }
    all.sort();
    all.into_iter()
        .map(|(due_at, what, code)| PromiseRow {
            due: w.stamp(due_at, today.now, today.zone),
            is_late: due_at < today.now,
            what,
            code,
        })
        .collect()
}

fn line_row(w: Words, line: &LineNow) -> LineRow {
    let mut state = w.say(if line.is_open { "today-line-open" } else { "today-line-closed" });
    if line.waiting > 0 {
        state = format!("{state}, {}", w.count("today-line-waiting", line.waiting));
    }
    let on_duty = line.on_duty.iter().map(|listener| {
        let key = match (listener.is_paused, listener.is_taken) {
            (true, _) => "today-listener-paused",
            (false, true) => "today-listener-taken",
            (false, false) => "today-listener-free",
        };
        w.fill(key, [("name", listener.name.as_str())])
    });
    LineRow { name: line.name.clone(), state, on_duty: on_duty.collect() }
}

fn talk_row(w: Words, talk: &TalkNow, today: &Today) -> TalkRow {
    TalkRow {
        since: w.hour(talk.since, today.zone),
        what: w.call_purpose(talk.purpose),
        who: talk.who.clone(),
        state: w.say(if talk.is_talking { "today-talk-talking" } else { "today-talk-ringing" }),
    }
}
