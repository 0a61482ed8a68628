//! One voice script: its steps, and its sentences to be written anew.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{
    DraftPlace, LANGUAGES, SavedDraft, ScriptFile, ScriptSentence, TypedSentence, look_at_script, look_at_scripts,
    organisation_zone, save_script_draft,
};
use passerelle_domain::voice_script::{OutlineStep, draw_svg_in};
use serde::Deserialize;

use super::{heard, labels};
use crate::{
    WebState,
    console::{
        Words,
        form::Signed,
        frame::{Frame, draw, draw_with},
        guard::{Refusal, Shown, Visitor},
    },
};

/// Fields of a sentence are called `words.` and `seen.` with its name.
const WORDS: &str = "words.";
const SEEN: &str = "seen.";
/// A text area shows at most so many lines at once.
const MOST_ROWS: usize = 8;
/// Characters of a line of a text area, about.
const ROW_CHARS: usize = 70;

#[derive(Template)]
#[template(path = "console/script.html")]
struct Page {
    frame: Frame,
    address: String,
    form_token: String,
    heard: String,
    apart: Option<String>,
    language: String,
    line: String,
    languages: Vec<Choice>,
    lines: Vec<Choice>,
    /// The query of this page, for its neighbours.
    query: String,
    problems: Vec<String>,
    /// What keeps the form from being saved: (id of the field, what is wrong).
    to_correct: Vec<(String, String)>,
    /// Sentences that somebody else changed meanwhile, with their words now.
    meanwhile: Option<Vec<(String, String)>>,
    said: Vec<SentenceView>,
    understood: Vec<SentenceView>,
    has_draft: bool,
    picture: String,
    steps: Vec<StepView>,
}

/// An option of a list.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) is_chosen: bool,
}

struct SentenceView {
    id: String,
    steps: String,
    words: String,
    seen: String,
    rows: usize,
    about: String,
    draft: Option<String>,
    heard: Option<String>,
    problems: Vec<String>,
    remarks: Vec<String>,
}

struct StepView {
    name: String,
    kind: String,
    says: Vec<String>,
    ways: Vec<(String, String)>,
}

#[derive(Deserialize, Default)]
pub(crate) struct Where {
    #[serde(default)]
    pub(super) lang: String,
    #[serde(default)]
    pub(super) line: String,
}

/// What was typed and what became of it.
#[derive(Default)]
struct Typed {
    words: BTreeMap<String, String>,
    refused: Vec<(String, String)>,
    meanwhile: Option<Vec<(String, String)>>,
}

/// The language of an address, or that of whoever looks.
pub(super) fn language_of(visitor: &Visitor, asked: &str) -> String {
    let asked = if asked.is_empty() { visitor.words().tag() } else { asked };
    LANGUAGES.into_iter().find(|known| *known == asked).unwrap_or(LANGUAGES[0]).to_owned()
}

/// `GET /scripts/{name}`.
pub(crate) async fn page(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(name): Path<String>,
    Query(asked): Query<Where>,
) -> Shown {
    let language = language_of(&visitor, &asked.lang);
    draw(&made(&state, &visitor, &name, &asked.line, &language, Typed::default()).await?)
}

/// `POST /scripts/{name}/draft`.
pub(crate) async fn save(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(name): Path<String>,
    Signed(fields): Signed<Vec<(String, String)>>,
) -> Shown {
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let (line, language) =
        (field("line").unwrap_or_default(), language_of(&visitor, field("lang").unwrap_or_default()));
    let typed: Vec<TypedSentence> = fields
        .iter()
        .filter_map(|(field_name, words)| {
            let text = field_name.strip_prefix(WORDS)?;
            let seen = field(&format!("{SEEN}{text}")).map(str::to_owned);
            Some(TypedSentence { text: text.to_owned(), words: words.clone(), seen })
        })
        .collect();
    let place = DraftPlace { script: &name, line, language: &language };
    let w = visitor.words();
    let saved = save_script_draft(state.app(), visitor.owner(), place, &typed, visitor.member()).await?;
    let words: BTreeMap<String, String> = typed.into_iter().map(|typed| (typed.text, typed.words)).collect();
    let (status, typed) = match saved {
        SavedDraft::Saved(changed) => {
            let told = if changed == 0 { "script-nothing-changed" } else { "script-draft-saved" };
            let query = query_of(&language, line);
            return Ok(Redirect::to(&format!("/scripts/{name}?{query}&told={told}")).into_response());
        }
        SavedDraft::Refused(refused) => {
            let refused = refused.into_iter().map(|(text, why)| (text, labels::sentence_problem(&w, why))).collect();
            (StatusCode::UNPROCESSABLE_ENTITY, Typed { words, refused, meanwhile: None })
        }
        SavedDraft::ChangedMeanwhile(now) => {
            (StatusCode::CONFLICT, Typed { words, refused: Vec::new(), meanwhile: Some(now) })
        }
        SavedDraft::UnknownText(_) => return Err(Refusal::UnreadableForm),
        SavedDraft::Unknown => return Err(Refusal::NotFound),
    };
    draw_with(status, &made(&state, &visitor, &name, line, &language, typed).await?)
}

/// `lang=fr&line=paris`.
pub(super) fn query_of(language: &str, line: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("lang", language).append_pair("line", line).finish()
}

/// Lines and languages to choose from.
pub(super) fn choices(w: &Words, file: &ScriptFile, line: &str, language: &str) -> (Vec<Choice>, Vec<Choice>) {
    let languages = LANGUAGES.into_iter().map(|tag| Choice {
        value: tag.to_owned(),
        label: labels::language_name(w, tag),
        is_chosen: tag == language,
    });
    let every = Choice { value: String::new(), label: w.say("script-every-line"), is_chosen: line.is_empty() };
    let lines = file.lines.iter().map(|known| Choice {
        value: known.key.clone(),
        label: known.name.clone(),
        is_chosen: known.key == line,
    });
    (languages.collect(), [every].into_iter().chain(lines).collect())
}

async fn made(
    state: &WebState,
    visitor: &Visitor,
    name: &str,
    line: &str,
    language: &str,
    typed: Typed,
) -> Result<Page, Refusal> {
    let app = state.app();
    let file = look_at_script(app, visitor.owner(), name, line, language).await?.ok_or(Refusal::NotFound)?;
    let shelf = look_at_scripts(app, visitor.owner()).await?;
    let zone = organisation_zone(app, visitor.owner()).await?;
    let now = app.clock.now();
    let w = visitor.words();
    let (languages, lines) = choices(&w, &file, line, language);
    let publication = shelf.publications.iter().find(|known| known.number == file.number);
    let view = |sentence: &ScriptSentence| {
        let draft = sentence.drafted.as_ref().map(|(by, at)| {
            let by = by.clone().unwrap_or_else(|| w.say("scripts-by-operator"));
            w.fill("script-drafted-by", [("by", by), ("at", w.moment(*at, now, zone))])
        });
        view(&w, &file, sentence, &typed, draft)
    };
    let of_kind = |understood: bool| -> Vec<SentenceView> {
        file.sentences.iter().filter(|sentence| sentence.is_understood == understood).map(view).collect()
    };
    let title = labels::script_title(&w, name);
    let picture_title = w.fill("script-picture-title", [("name", title.as_str())]);
    let picture = draw_svg_in(&file.script, w.tag(), &picture_title, &|label| labels::label(&w, label));
    Ok(Page {
        frame: visitor.frame(title),
        address: format!("/scripts/{name}"),
        form_token: visitor.form_token.clone(),
        heard: heard(&w, file.number, publication, now, zone),
        apart: file
            .apart_from
            .map(|other| w.fill("script-apart", [("number", file.number.to_string()), ("other", other.to_string())])),
        language: language.to_owned(),
        line: line.to_owned(),
        query: query_of(language, line),
        problems: file.problems.iter().map(|problem| labels::problem_with_place(&w, problem)).collect(),
        to_correct: typed
            .refused
            .iter()
            .map(|(text, why)| (format!("words-{text}"), format!("{text} : {why}")))
            .collect(),
        meanwhile: typed.meanwhile.clone(),
        said: of_kind(false),
        understood: of_kind(true),
        has_draft: shelf.drafted > 0,
        // The declaration of a document of its own has no place inside a page.
        picture: picture.split_once("?>").map_or(picture.clone(), |(_, svg)| svg.to_owned()),
        steps: steps(&w, &file),
        languages,
        lines,
    })
}

fn view(w: &Words, file: &ScriptFile, sentence: &ScriptSentence, typed: &Typed, draft: Option<String>) -> SentenceView {
    let text = &sentence.text;
    let words = typed.words.get(text).cloned().unwrap_or_else(|| sentence.words().to_owned());
    let steps = file.steps.iter().filter(|step| step.texts.contains(text) || step.understood.contains(text));
    let steps: Vec<&str> = steps.map(|step| step.name.as_str()).collect();
    let mut about = Vec::new();
    about.extend(sentence.lasts_s.map(|seconds| w.count("script-lasts", seconds)));
    about.push(labels::level(w, sentence.level()));
    if sentence.is_recorded {
        about.push(w.say("script-recorded"));
    }
    let refused = typed.refused.iter().filter(|(of, _)| of == text).map(|(_, why)| why.clone());
    let found = sentence.problems.iter().map(|problem| labels::problem(w, problem));
    let mut problems: Vec<String> = refused.chain(found).collect();
    problems.dedup();
    SentenceView {
        steps: w.fill("script-said-in", [("steps", steps.join(", "))]),
        rows: (words.chars().count() / ROW_CHARS + 1 + words.matches('\n').count()).clamp(2, MOST_ROWS),
        seen: sentence.seen.clone(),
        about: about.join(" · "),
        heard: sentence.is_changed().then(|| match &sentence.heard {
            Some(heard) => heard.words.clone(),
            None => w.say("script-heard-nothing"),
        }),
        remarks: sentence.remarks.iter().map(|remark| labels::remark(w, remark)).collect(),
        id: text.clone(),
        problems,
        draft,
        words,
    }
}

fn steps(w: &Words, file: &ScriptFile) -> Vec<StepView> {
    let words = |text: &String| {
        let sentence = file.sentences.iter().find(|sentence| sentence.text == *text);
        sentence.and_then(|sentence| sentence.example.clone()).unwrap_or_else(|| text.clone())
    };
    let view = |step: &OutlineStep| StepView {
        name: step.name.clone(),
        kind: labels::label(w, step.kind),
        says: step.texts.iter().map(words).collect(),
        ways: step.ways.iter().map(|(label, to)| (labels::label(w, label), to.clone())).collect(),
    };
    file.steps.iter().map(view).collect()
}

impl Page {
    /// What an emptied sentence falls back to.
    fn empty_help(&self) -> String {
        self.frame.w.say(if self.line.is_empty() { "script-empty-help" } else { "script-empty-help-line" })
    }
}
