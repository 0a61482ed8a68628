//! Lists of people, volunteers and series: sent, looked at, written, undone.

mod reasons;
mod sent;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Redirect},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{SentLists, confirm_import, leave_import, organisation_zone, send_lists, undo_import};
use passerelle_domain::{
    code::Code,
    file_import::{Confirmed, DroppedBecause, Fates, FileImport, ImportStage, ListNoun, MOST_KEPT, UNDO_WITHIN},
};
use passerelle_store::{file_imports, file_imports::ImportRow};
use serde::Deserialize;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw, draw_with},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;
use reasons::{Reason, reason_in_words};
pub(crate) use sent::{MOST_SENT_BYTES, SentFiles};

/// Rows named on a page; the others are counted.
const MOST_ROWS_TOLD: i64 = 200;

#[derive(Template)]
#[template(path = "console/imports.html")]
struct ListPage {
    frame: Frame,
    form_token: String,
    problems: Vec<Problem>,
    nouns: Vec<(&'static str, String)>,
    kept: Vec<KeptLine>,
}

/// Why nothing of what was sent is taken.
struct Problem {
    noun: &'static str,
    list: String,
    reason: Reason,
}

struct KeptLine {
    address: String,
    code: String,
    sent: String,
    lists: String,
    stage: String,
}

impl ListPage {
    fn problem(&self, noun: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.noun == noun)
    }
}

/// `GET /imports`.
pub(crate) async fn list(State(state): State<WebState>, visitor: Visitor) -> Shown {
    draw(&list_page(&state, &visitor, Vec::new()).await?)
}

async fn list_page(state: &WebState, visitor: &Visitor, problems: Vec<Problem>) -> Result<ListPage, Refusal> {
    let app = state.app();
    let now = app.clock.now();
    let w = visitor.words();
    let zone = organisation_zone(app, visitor.owner()).await?;
    let all = file_imports::of_organisation(&mut app.db.read().await?, visitor.owner()).await?;
    let line = |import: &FileImport| KeptLine {
        address: address(import),
        code: import.code.to_string(),
        sent: w.stamp(import.sent_at, now, zone),
        lists: lists_in_words(w, import),
        stage: stage_in_words(w, import),
    };
    Ok(ListPage {
        frame: visitor.frame(w.say("imports-title")),
        form_token: visitor.form_token.clone(),
        nouns: ListNoun::ALL.iter().map(|noun| (noun.as_str(), list_in_words(w, *noun))).collect(),
        kept: all.iter().take(MOST_KEPT).map(line).collect(),
        problems,
    })
}

fn address(import: &FileImport) -> String {
    format!("/imports/{}", import.code)
}

fn list_in_words(w: Words, noun: ListNoun) -> String {
    w.say(&format!("imports-list-{}", noun.as_str()))
}

fn lists_in_words(w: Words, import: &FileImport) -> String {
    let list = |list: &passerelle_domain::file_import::SentList| {
        w.count(&format!("imports-rows-{}", list.noun.as_str()), list.rows)
    };
    import.lists.iter().map(list).collect::<Vec<_>>().join(", ")
}

fn stage_in_words(w: Words, import: &FileImport) -> String {
    w.say(match import.stage {
        ImportStage::Looking => "imports-looking",
        ImportStage::Looked { .. } => "imports-looked",
        ImportStage::Writing { .. } => "imports-writing",
        ImportStage::Written { .. } | ImportStage::Settled { .. } => "imports-written",
        ImportStage::Undoing { .. } => "imports-undoing",
        ImportStage::Undone { .. } => "imports-undone",
        ImportStage::Dropped { why: DroppedBecause::ByHand } => "imports-dropped-by-hand",
        ImportStage::Dropped { why: DroppedBecause::TooOld } => "imports-dropped-too-old",
        ImportStage::Dropped { why: DroppedBecause::Erasure } => "imports-dropped-erasure",
    })
}

/// `POST /imports`.
pub(crate) async fn send(State(state): State<WebState>, visitor: Visitor, sent: SentFiles) -> Shown {
    let w = visitor.words();
    let (status, problems) = match sent {
        SentFiles::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, vec![whole(w, "imports-too-large")]),
        SentFiles::Read(files) => match send_lists(state.app(), visitor.owner(), &files, visitor.member()).await? {
            SentLists::Taken(code) => return Ok(Redirect::to(&format!("/imports/{code}")).into_response()),
            SentLists::Nothing => (StatusCode::UNPROCESSABLE_ENTITY, vec![whole(w, "imports-nothing")]),
            SentLists::TooMany => (StatusCode::CONFLICT, vec![whole(w, "imports-too-many")]),
            SentLists::Refused(lists) => (StatusCode::UNPROCESSABLE_ENTITY, refused(w, &lists)),
        },
    };
    draw_with(status, &list_page(&state, &visitor, problems).await?)
}

fn whole(w: Words, key: &str) -> Problem {
    Problem { noun: ListNoun::ALL[0].as_str(), list: String::new(), reason: Reason::known(w.say(key)) }
}

fn refused(w: Words, lists: &[(ListNoun, String)]) -> Vec<Problem> {
    let problem = |(noun, reason): &(ListNoun, String)| Problem {
        noun: noun.as_str(),
        list: list_in_words(w, *noun),
        reason: reason_in_words(w, reason),
    };
    lists.iter().map(problem).collect()
}

#[derive(Template)]
#[template(path = "console/import.html")]
struct ImportPage {
    frame: Frame,
    form_token: String,
    address: String,
    sent: String,
    stage: String,
    /// What goes on by itself.
    progress: Option<Progress>,
    /// What would happen, or did: one line a list.
    counts: Vec<(String, Fates)>,
    is_still_to_come: bool,
    may_confirm: bool,
    may_leave: bool,
    undo_until: Option<String>,
    undone: Option<String>,
    /// Rows of a kind: heading, identity of the heading, rows, how many more there are.
    rows: Vec<Rows>,
}

/// The part that changes by itself.
#[derive(Template)]
#[template(path = "console/import_progress.html")]
struct Progress {
    w: Words,
    address: String,
    says: String,
    percent: u64,
}

struct Rows {
    id: &'static str,
    title: String,
    rows: Vec<ToldRow>,
    more: Option<String>,
}

struct ToldRow {
    place: String,
    link: Option<String>,
    reason: Option<Reason>,
}

async fn import_of(state: &WebState, visitor: &Visitor, code: &str) -> Result<FileImport, Refusal> {
    let code = Code::parse(code).ok_or(Refusal::NotFound)?;
    let found = file_imports::by_code(&mut state.app().db.read().await?, visitor.owner(), &code).await?;
    found.ok_or(Refusal::NotFound)
}

fn progress_of(w: Words, import: &FileImport) -> Option<Progress> {
    let percent = import.percent()?;
    let (done, of) = match import.stage {
        ImportStage::Undoing { of, done, .. } => (done, of),
        _ => (import.rows_done(), import.rows()),
    };
    let rows = w.fill("imports-so-far", [("done", done.to_string()), ("of", of.to_string())]);
    let says = format!("{} {rows}", stage_in_words(w, import));
    Some(Progress { w, address: address(import), says, percent })
}

/// `GET /imports/{code}`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    let import = import_of(&state, &visitor, &code).await?;
    draw(&import_page(&state, &visitor, &import).await?)
}

async fn import_page(state: &WebState, visitor: &Visitor, import: &FileImport) -> Result<ImportPage, Refusal> {
    let (app, w) = (state.app(), visitor.words());
    let now = app.clock.now();
    let zone = organisation_zone(app, visitor.owner()).await?;
    let is_still_to_come = matches!(import.stage, ImportStage::Looking | ImportStage::Looked { .. });
    let is_looked = matches!(import.stage, ImportStage::Looked { .. });
    Ok(ImportPage {
        frame: visitor.frame(w.fill("imports-one-title", [("code", import.code.as_str())])),
        form_token: visitor.form_token.clone(),
        address: address(import),
        sent: w
            .fill("imports-sent", [("at", w.stamp(import.sent_at, now, zone)), ("lists", lists_in_words(w, import))]),
        stage: stage_in_words(w, import),
        progress: progress_of(w, import),
        counts: import.lists.iter().map(|list| (list_in_words(w, list.noun), list.fates)).collect(),
        is_still_to_come,
        may_confirm: is_looked && import.fates().is_change(),
        may_leave: is_still_to_come,
        undo_until: undo_until(w, import, now, zone),
        undone: undone(state, w, import).await?,
        rows: rows_of(state, w, import).await?,
    })
}

fn undo_until(w: Words, import: &FileImport, now: DateTime<Utc>, zone: Tz) -> Option<String> {
    match import.stage {
        ImportStage::Written { at } if import.fates().is_change() => {
            Some(w.fill("imports-undo-until", [("at", w.stamp(at + UNDO_WITHIN, now, zone))]))
        }
        _ => None,
    }
}

/// What undoing came to, in numbers.
async fn undone(state: &WebState, w: Words, import: &FileImport) -> Result<Option<String>, Refusal> {
    if !matches!(import.stage, ImportStage::Undone { .. }) {
        return Ok(None);
    }
    let mut read = state.app().db.read().await?;
    let mut numbers = Vec::new();
    for how in ["removed", "restored", "left"] {
        numbers.push((how, file_imports::count_undone(&mut read, import.id, how).await?.to_string()));
    }
    let [removed, restored, left]: [(&str, String); 3] = numbers.try_into().map_err(|_| Refusal::Trouble)?;
    Ok(Some(w.fill("imports-undone-numbers", [removed, restored, left])))
}

async fn rows_of(state: &WebState, w: Words, import: &FileImport) -> Result<Vec<Rows>, Refusal> {
    let app = state.app();
    let mut read = app.db.read().await?;
    let mut all = Vec::new();
    if matches!(import.stage, ImportStage::Undone { .. }) {
        let left = file_imports::left_rows(&mut read, &app.secrets, import.id, MOST_ROWS_TOLD).await?;
        let of = file_imports::count_undone(&mut read, import.id, "left").await?;
        all.push(told(w, "left", &left, of, true));
    }
    let is_written = matches!(import.stage, ImportStage::Written { .. } | ImportStage::Settled { .. });
    let fates = import.fates();
    for (fate, of) in [("refused", fates.refused), ("added", fates.added), ("changed", fates.changed)] {
        if fate == "refused" || is_written {
            let rows = file_imports::rows(&mut read, &app.secrets, import.id, fate, MOST_ROWS_TOLD).await?;
            all.push(told(w, fate, &rows, of, is_written));
        }
    }
    all.retain(|rows| !rows.rows.is_empty());
    Ok(all)
}

fn told(w: Words, kind: &'static str, rows: &[ImportRow], of: u64, has_links: bool) -> Rows {
    let line = |row: &ImportRow| ToldRow {
        place: w.fill("imports-line", [("list", list_in_words(w, row.noun)), ("line", row.line.to_string())]),
        link: row.noun_id.filter(|_| has_links).and_then(|id| match row.noun {
            ListNoun::Volunteers => Some(format!("/volunteers/{id}")),
            ListNoun::People => Some(format!("/people/{id}")),
            ListNoun::Series => None,
        }),
        reason: row.reason.as_deref().map(|reason| reason_in_words(w, reason)),
    };
    let more = of.saturating_sub(rows.len() as u64);
    Rows {
        id: kind,
        title: w.count(&format!("imports-{kind}-title"), of),
        rows: rows.iter().map(line).collect(),
        more: (more > 0).then(|| w.count("imports-more", more)),
    }
}

/// `GET /imports/{code}/progress`: how far it is, for a page that is open; once it is over the whole page comes anew.
pub(crate) async fn progress(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    let import = import_of(&state, &visitor, &code).await?;
    match progress_of(visitor.words(), &import) {
        Some(progress) => draw(&progress),
        None => {
            let mut answer = StatusCode::OK.into_response();
            answer.headers_mut().insert("hx-refresh", HeaderValue::from_static("true"));
            Ok(answer)
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /imports/{code}/confirmation`.
pub(crate) async fn confirm(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    let confirmed = confirm_import(state.app(), visitor.owner(), &code, visitor.member()).await?;
    decided(&state, &visitor, &code, confirmed.ok_or(Refusal::NotFound)?).await
}

/// `POST /imports/{code}/undoing`.
pub(crate) async fn undo(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    let undone = undo_import(state.app(), visitor.owner(), &code, visitor.member()).await?;
    decided(&state, &visitor, &code, undone.ok_or(Refusal::NotFound)?).await
}

async fn decided(state: &WebState, visitor: &Visitor, code: &Code, confirmed: Confirmed) -> Shown {
    let why = match confirmed {
        Confirmed::Begins | Confirmed::Already => {
            return Ok(Redirect::to(&format!("/imports/{code}")).into_response());
        }
        Confirmed::LooksAgain => "imports-looks-again",
        Confirmed::OneAtATime => "imports-one-at-a-time",
        Confirmed::Cannot => "imports-cannot",
    };
    let import = import_of(state, visitor, code.as_str()).await?;
    let mut page = import_page(state, visitor, &import).await?;
    page.frame.told = Some(visitor.words().say(why));
    draw_with(StatusCode::CONFLICT, &page)
}

/// `POST /imports/{code}/leaving`: nothing is written, and what was sent goes.
pub(crate) async fn leave(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    match leave_import(state.app(), visitor.owner(), &code, visitor.member()).await? {
        None => Err(Refusal::NotFound),
        Some(true) => Ok(Redirect::to("/imports?told=import-left").into_response()),
        Some(false) => decided(&state, &visitor, &code, Confirmed::Cannot).await,
    }
}
