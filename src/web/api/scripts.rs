//! Voice scripts over the API: what is heard, what is written for the next edition, published, taken back, and tried on paper.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{
    DraftPlace, MOST_ANSWERS, PreviewWish, Published, PublishedDraft, RolledBack, SavedDraft, ScriptSentence,
    TypedSentence, look_at_draft, look_at_script, look_at_scripts, preview_script, publish_draft, roll_back_scripts,
    save_script_draft,
};
use passerelle_domain::api_scope::ApiScope;
use passerelle_domain::voice_script::{Hearer, Level, LineAct, SentenceProblem, What};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath, ApiQuery},
    operations::Operations,
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::ScriptsRead, routes!(list))
        .with(ApiScope::ScriptsWrite, routes!(publish))
        .with(ApiScope::ScriptsWrite, routes!(roll_back))
        .with(ApiScope::ScriptsRead, routes!(show))
        .with(ApiScope::ScriptsWrite, routes!(save))
        .with(ApiScope::ScriptsRead, routes!(preview))
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such script, line or language.")
}

fn refused(detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "With this, somebody could be left alone.").with_detail(detail)
}

fn changed_meanwhile() -> Problem {
    Problem::new(StatusCode::CONFLICT, "Somebody changed this meanwhile. Nothing was written over.")
}

/// The scripts and publications of an association.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShelfView {
    scripts: Vec<ShelvedView>,
    publications: Vec<PublicationView>,
    drafted_sentences: usize,
    /// Send it to publish exactly what was seen.
    draft_seen: String,
    /// Why the draft cannot be published; empty when it can.
    draft_problems: Vec<String>,
}

#[derive(Serialize, ToSchema)]
struct ShelvedView {
    name: String,
    /// The edition that is heard; 0 is the program's own texts.
    edition: i64,
    is_apart: bool,
    lines: Vec<String>,
    drafted_sentences: usize,
}

#[derive(Serialize, ToSchema)]
struct PublicationView {
    number: i64,
    by: Option<String>,
    published_at: DateTime<Utc>,
    heard_in: Vec<String>,
}

/// The scripts and publications of the association, and what is drafted.
#[utoipa::path(get, path = "/scripts", responses((status = 200, body = ShelfView)))]
async fn list(State(state): State<WebState>, ApiCaller(staff): ApiCaller) -> Result<Json<ShelfView>, Problem> {
    deciding(&staff)?;
    let owner = staff.organisation_id;
    let shelf = look_at_scripts(state.app(), owner).await.map_err(|error| Problem::trouble(&error))?;
    let draft = look_at_draft(state.app(), owner).await.map_err(|error| Problem::trouble(&error))?;
    let scripts = shelf.scripts.into_iter().map(|script| ShelvedView {
        name: script.name,
        edition: script.number,
        is_apart: script.is_apart,
        lines: script.lines,
        drafted_sentences: script.drafted,
    });
    let publications = shelf.publications.into_iter().map(|known| PublicationView {
        number: known.number,
        by: known.by,
        published_at: known.published_at,
        heard_in: known.heard_in,
    });
    Ok(Json(ShelfView {
        scripts: scripts.collect(),
        publications: publications.collect(),
        drafted_sentences: shelf.drafted,
        draft_seen: draft.seen,
        draft_problems: draft.problems.iter().map(ToString::to_string).chain(draft.other_problems).collect(),
    }))
}

/// For which line (none: every line) and in which language.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Place {
    #[serde(default)]
    line: String,
    #[serde(default = "french")]
    language: String,
}

fn french() -> String {
    "fr".to_owned()
}

/// A script, as the API shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScriptView {
    name: String,
    edition: i64,
    steps: Vec<StepView>,
    sentences: Vec<SentenceView>,
    problems: Vec<String>,
    /// Facts that a preview may be given, with their values; the usual one first.
    situations: BTreeMap<String, Vec<String>>,
}

#[derive(Serialize, ToSchema)]
struct StepView {
    name: String,
    kind: &'static str,
    texts: Vec<String>,
    #[schema(value_type = Vec<Vec<String>>)]
    ways: Vec<(String, String)>,
}

#[derive(Serialize, ToSchema)]
struct SentenceView {
    text: String,
    words: String,
    heard: Option<String>,
    from: &'static str,
    is_drafted: bool,
    is_recorded: bool,
    lasts_s: Option<u32>,
    problems: Vec<String>,
    /// Send it back with new words.
    seen: String,
}

fn sentence_view(sentence: ScriptSentence) -> SentenceView {
    SentenceView {
        words: sentence.words().to_owned(),
        from: match sentence.level() {
            Level::Shipped => "program",
            Level::Everybody => "association",
            Level::Line => "line",
        },
        heard: sentence.heard.map(|heard| heard.words),
        is_drafted: sentence.drafted.is_some(),
        is_recorded: sentence.is_recorded,
        lasts_s: sentence.lasts_s,
        problems: sentence.problems.iter().map(ToString::to_string).collect(),
        seen: sentence.seen,
        text: sentence.text,
    }
}

/// A script for one line and in one language: its steps, its sentences, and what a preview may be given.
#[utoipa::path(
    get, path = "/scripts/{name}", params(("name" = String, Path), Place),
    responses((status = 200, body = ScriptView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(name): ApiPath<String>,
    ApiQuery(place): ApiQuery<Place>,
) -> Result<Json<ScriptView>, Problem> {
    deciding(&staff)?;
    let file = look_at_script(state.app(), staff.organisation_id, &name, &place.line, &place.language).await;
    let file = file.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let step = |step: passerelle_domain::voice_script::OutlineStep| StepView {
        name: step.name,
        kind: step.kind,
        texts: step.texts,
        ways: step.ways,
    };
    Ok(Json(ScriptView {
        name,
        edition: file.number,
        steps: file.steps.into_iter().map(step).collect(),
        sentences: file.sentences.into_iter().map(sentence_view).collect(),
        problems: file.problems.iter().map(ToString::to_string).collect(),
        situations: file.situations.into_iter().map(|one| (one.fact, one.values)).collect(),
    }))
}

/// Sentences to keep for the next edition.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Draft {
    #[serde(default)]
    line: String,
    #[serde(default = "french")]
    language: String,
    sentences: Vec<DraftSentence>,
}

#[derive(Deserialize, ToSchema)]
struct DraftSentence {
    text: String,
    words: String,
    #[serde(default)]
    seen: Option<String>,
}

fn told(text: &str, problem: SentenceProblem) -> String {
    match problem {
        SentenceProblem::TooLong(characters) => format!("{text}: {characters} characters are too many."),
        SentenceProblem::Unreadable => format!("{text}: the braces make no sense."),
        SentenceProblem::Empty => format!("{text}: it cannot be empty."),
    }
}

/// Sentences for the next edition; nobody hears them yet. 409 with what is there now when somebody changed one of them
/// meanwhile.
#[utoipa::path(
    put, path = "/scripts/{name}/draft", params(("name" = String, Path)), request_body = Draft,
    responses((status = 200, body = Object))
)]
async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(name): ApiPath<String>,
    ApiJson(draft): ApiJson<Draft>,
) -> Result<Json<Value>, Problem> {
    let by = deciding(&staff)?;
    let typed: Vec<TypedSentence> = draft
        .sentences
        .into_iter()
        .map(|sentence| TypedSentence { text: sentence.text, words: sentence.words, seen: sentence.seen })
        .collect();
    let place = DraftPlace { script: &name, line: &draft.line, language: &draft.language };
    let saved = save_script_draft(state.app(), staff.organisation_id, place, &typed, by).await;
    match saved.map_err(|error| Problem::trouble(&error))? {
        SavedDraft::Saved(changed) => Ok(Json(json!({ "changed": changed }))),
        SavedDraft::Refused(why) => {
            let lines: Vec<String> = why.into_iter().map(|(text, problem)| told(&text, problem)).collect();
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Some sentences cannot be kept.")
                .with_detail(lines.join("\n")))
        }
        SavedDraft::ChangedMeanwhile(now) => {
            let lines: Vec<String> = now.into_iter().map(|(text, words)| format!("{text}: {words}")).collect();
            Err(changed_meanwhile().with_detail(lines.join("\n")))
        }
        SavedDraft::UnknownText(text) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "The script has no such text.").with_detail(text))
        }
        SavedDraft::Unknown => Err(not_found()),
    }
}

#[derive(Deserialize, Default, ToSchema)]
pub(crate) struct Publication {
    #[serde(default)]
    seen: Option<String>,
}

/// The draft becomes an edition, and the next calls begin with it.
#[utoipa::path(post, path = "/scripts/publish", request_body = Publication, responses((status = 200, body = Object)))]
async fn publish(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(wanted): ApiJson<Publication>,
) -> Result<Json<Value>, Problem> {
    let by = deciding(&staff)?;
    let published = publish_draft(state.app(), staff.organisation_id, wanted.seen.as_deref(), by).await;
    match published.map_err(|error| Problem::trouble(&error))? {
        PublishedDraft::Published(Published::Number(number)) => Ok(Json(json!({ "edition": number, "is_new": true }))),
        PublishedDraft::Published(Published::Unchanged(number)) => {
            Ok(Json(json!({ "edition": number, "is_new": false })))
        }
        PublishedDraft::Published(Published::Refused(problems)) => Err(refused(problems.join("\n"))),
        PublishedDraft::NothingNew => Err(Problem::new(StatusCode::CONFLICT, "Nothing is written anew.")),
        PublishedDraft::ChangedMeanwhile => Err(changed_meanwhile()),
    }
}

#[derive(Deserialize, ToSchema)]
pub(crate) struct GoingBack {
    /// One script; every script without.
    #[serde(default)]
    script: Option<String>,
    /// The edition; the one before without.
    #[serde(default)]
    to: Option<i64>,
}

/// The next calls begin with an earlier edition.
#[utoipa::path(post, path = "/scripts/roll-back", request_body = GoingBack, responses((status = 200, body = Object)))]
async fn roll_back(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(wanted): ApiJson<GoingBack>,
) -> Result<Json<Value>, Problem> {
    let by = deciding(&staff)?;
    let owner = staff.organisation_id;
    let rolled = roll_back_scripts(state.app(), owner, Some(by), wanted.script.as_deref(), wanted.to).await;
    match rolled.map_err(|error| Problem::trouble(&error))? {
        RolledBack::Done { from, to } => Ok(Json(json!({ "from": from, "to": to }))),
        RolledBack::Unchanged(number) => Ok(Json(json!({ "from": number, "to": number }))),
        RolledBack::NothingBefore => {
            Err(Problem::new(StatusCode::CONFLICT, "Nothing lies before the program's texts."))
        }
        RolledBack::NoSuchNumber | RolledBack::NoSuchScript => Err(not_found()),
        RolledBack::Refused(problems) => Err(refused(problems.join("\n"))),
    }
}

/// A conversation to be played.
#[derive(Deserialize, ToSchema)]
pub(crate) struct PreviewBody {
    #[serde(default)]
    line: String,
    #[serde(default = "french")]
    language: String,
    /// What callers hear now, rather than the draft.
    #[serde(default)]
    heard: bool,
    #[serde(default)]
    situation: BTreeMap<String, String>,
    #[serde(default)]
    answers: Vec<String>,
}

/// A conversation on paper, as far as its answers lead. Nothing is rung or kept.
#[utoipa::path(
    post, path = "/scripts/{name}/preview", params(("name" = String, Path)), request_body = PreviewBody,
    responses((status = 200, body = Object))
)]
async fn preview(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(name): ApiPath<String>,
    ApiJson(body): ApiJson<PreviewBody>,
) -> Result<Json<Value>, Problem> {
    deciding(&staff)?;
    if body.answers.len() > MOST_ANSWERS {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "No call has so many answers."));
    }
    let PreviewBody { line, language, heard, situation, answers } = body;
    let wish = PreviewWish { line, language, is_draft: !heard, situation, answers };
    let played = preview_script(state.app(), staff.organisation_id, &name, &wish).await;
    let played = played.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    let moments: Vec<Value> = played
        .moments
        .iter()
        .map(|moment| {
            let mut told = told_moment(&moment.what);
            told["at_s"] = moment.at_s.into();
            told
        })
        .collect();
    Ok(Json(json!({
        "moments": moments,
        "waits_for": played.waits_for,
        "has_ended": played.has_ended,
        "is_misunderstood": played.is_misunderstood,
    })))
}

fn told_moment(what: &What) -> Value {
    match what {
        What::Typed(typed) => json!({ "answer": typed }),
        What::Noted(effect) => json!({ "noted": effect }),
        What::Says { to, text, sentence, lasts_s } => {
            let to = match to {
                Hearer::Caller => "caller",
                Hearer::Listener => "listener",
                Hearer::Other => "other",
            };
            json!({ "says": sentence, "to": to, "text": text, "lasts_s": lasts_s })
        }
        What::Does(act) => json!({ "does": match act {
            LineAct::LooksAtCode => "looks_at_code",
            LineAct::LooksForListener => "looks_for_listener",
            LineAct::RingsListener => "rings_listener",
            LineAct::Holds(_) => "holds",
            LineAct::Records => "records",
            LineAct::RingsOther => "rings_other",
            LineAct::HangsUp => "hangs_up",
        } }),
    }
}
