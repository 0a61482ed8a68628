//! The form of a file: to begin one, or to correct it. Two people who correct it at once see both versions, and lose nothing.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{WrittenPerson, add_person, edit_person, see_person};
use passerelle_domain::{
    line::Line,
    person_draft::{HEARING_ADVICES, MOST_KEY_CHARS, MOST_TEXT_CHARS, PersonDraft, Problems},
};
use passerelle_store::lines;
use serde::Deserialize;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
    person_page::read_id,
};
use crate::WebState;

#[derive(Template)]
#[template(path = "console/person_edit.html")]
struct Page {
    frame: Frame,
    form_token: String,
    action: String,
    back: String,
    is_new: bool,
    seen: String,
    draft: PersonDraft,
    rows: Vec<Field>,
    lists: Vec<List>,
    problems: Vec<(&'static str, String)>,
    /// What somebody else has written meanwhile: field, theirs, ours.
    differences: Vec<(String, String, String)>,
}

/// A field that is typed.
struct Field {
    name: &'static str,
    label: String,
    kind: &'static str,
    value: String,
    most: usize,
    is_needed: bool,
    problem: String,
}

/// A field that is chosen.
struct List {
    name: &'static str,
    label: String,
    choices: Vec<(String, String, bool)>,
    problem: String,
}

/// What a form sends.
#[derive(Deserialize)]
pub(crate) struct Filled {
    #[serde(default)]
    seen: String,
    #[serde(flatten)]
    draft: PersonDraft,
}

/// What a page of the form shows beside its fields.
#[derive(Default)]
struct Around {
    problems: Problems,
    theirs: Option<PersonDraft>,
    seen: String,
}

/// `GET /people/new`.
pub(crate) async fn new_page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let draft = PersonDraft {
        calls_from: "09:00".into(),
        calls_to: "20:00".into(),
        language: "fr".into(),
        fragility: "green".into(),
        ..PersonDraft::default()
    };
    form(&state, &visitor, "", draft, Around::default()).await
}

/// `POST /people/new`: she has agreed to nothing yet, and nobody calls her.
pub(crate) async fn add(State(state): State<WebState>, visitor: Visitor, Signed(filled): Signed<Filled>) -> Shown {
    match add_person(state.app(), visitor.owner(), &filled.draft, visitor.member()).await? {
        WrittenPerson::Written(person) => {
            Ok(Redirect::to(&format!("/people/{}?told=person-added", person.id)).into_response())
        }
        WrittenPerson::Wrong(problems) => {
            form(&state, &visitor, "", filled.draft, Around { problems, ..Around::default() }).await
        }
        WrittenPerson::Changed(_) | WrittenPerson::Unknown => Err(Refusal::NotFound),
    }
}

/// `GET /people/{id}/edit`.
pub(crate) async fn edit_page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let person = read_id(&id)?;
    // The page shows her whole file: the reading is kept like any other.
    let file = passerelle_app::read_person(state.app(), visitor.owner(), person, visitor.member()).await?;
    file.ok_or(Refusal::NotFound)?;
    let known = see_person(state.app(), visitor.owner(), person).await?.ok_or(Refusal::NotFound)?;
    form(&state, &visitor, &person.to_string(), known.draft, Around { seen: known.seen, ..Around::default() }).await
}

/// `POST /people/{id}/edit`: 409 with both versions when somebody else has changed it meanwhile.
pub(crate) async fn edit(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(filled): Signed<Filled>,
) -> Shown {
    let person = read_id(&id)?;
    let Filled { seen, draft } = filled;
    let id = person.to_string();
    match edit_person(state.app(), visitor.owner(), person, &draft, &seen, visitor.member()).await? {
        WrittenPerson::Written(_) => Ok(Redirect::to(&format!("/people/{id}?told=person-edited")).into_response()),
        WrittenPerson::Wrong(problems) => {
            form(&state, &visitor, &id, draft, Around { problems, seen, theirs: None }).await
        }
        WrittenPerson::Changed(theirs) => {
            // Sent again, it replaces what is shown now.
            let known = see_person(state.app(), visitor.owner(), person).await?.ok_or(Refusal::NotFound)?;
            let around = Around { theirs: Some(*theirs), seen: known.seen, problems: Problems::new() };
            form(&state, &visitor, &id, draft, around).await
        }
        WrittenPerson::Unknown => Err(Refusal::NotFound),
    }
}

async fn form(state: &WebState, visitor: &Visitor, id: &str, draft: PersonDraft, around: Around) -> Shown {
    let lines = {
        let mut read = state.app().db.read().await?;
        lines::of_organisation(&mut read, visitor.owner()).await?
    };
    let w = visitor.words();
    let status = match (&around.theirs, around.problems.is_empty()) {
        (Some(_), _) => StatusCode::CONFLICT,
        (None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (None, true) => StatusCode::OK,
    };
    let is_new = id.is_empty();
    let title = w.say(if is_new { "person-new-title" } else { "person-edit-title" });
    let (action, back) = match is_new {
        true => ("/people/new".to_owned(), "/people".to_owned()),
        false => (format!("/people/{id}/edit"), format!("/people/{id}")),
    };
    let problems: Vec<(&'static str, String)> = around
        .problems
        .iter()
        .map(|(field, problem)| (*field, w.say(&format!("problem-{}", problem.as_str()))))
        .collect();
    let page = Page {
        frame: visitor.frame(title),
        form_token: visitor.form_token.clone(),
        rows: fields(w, &draft, &problems, is_new),
        lists: lists(w, &draft, &lines, &problems),
        differences: around.theirs.map(|theirs| differences(w, &theirs, &draft)).unwrap_or_default(),
        problems: problems.into_iter().map(|(field, words)| (field, format!("{} : {words}", w.field(field)))).collect(),
        action,
        back,
        is_new,
        seen: around.seen,
        draft,
    };
    draw_with(status, &page)
}

fn problem_of(problems: &[(&'static str, String)], field: &str) -> String {
    problems.iter().find(|(name, _)| *name == field).map(|(_, words)| words.clone()).unwrap_or_default()
}

fn fields(w: Words, draft: &PersonDraft, problems: &[(&'static str, String)], is_new: bool) -> Vec<Field> {
    let all = [
        ("title", "text", &draft.title),
        ("first_name", "text", &draft.first_name),
        ("last_name", "text", &draft.last_name),
        ("key", "text", &draft.key),
        ("phone", "tel", &draft.phone),
        ("phone_hours", "text", &draft.phone_hours),
        ("phone2", "tel", &draft.phone2),
        ("phone2_hours", "text", &draft.phone2_hours),
        ("phone3", "tel", &draft.phone3),
        ("phone3_hours", "text", &draft.phone3_hours),
        ("calls_from", "time", &draft.calls_from),
        ("calls_to", "time", &draft.calls_to),
        ("address", "text", &draft.address),
        ("access", "text", &draft.access),
        ("district", "text", &draft.district),
    ];
    // A reference is given once: lists of the association find her by it.
    let shown = all.into_iter().filter(|(name, ..)| is_new || *name != "key");
    let field = |(name, kind, value): (&'static str, &'static str, &String)| Field {
        name,
        label: w.field(name),
        kind,
        value: value.clone(),
        most: if name == "key" { MOST_KEY_CHARS } else { MOST_TEXT_CHARS },
        is_needed: matches!(name, "first_name" | "phone" | "calls_from" | "calls_to"),
        problem: problem_of(problems, name),
    };
    shown.map(field).collect()
}

fn lists(w: Words, draft: &PersonDraft, lines: &[Line], problems: &[(&'static str, String)]) -> Vec<List> {
    let list = |name: &'static str, chosen: &str, choices: Vec<(String, String)>| List {
        name,
        label: w.field(name),
        choices: choices.into_iter().map(|(value, words)| (value.clone(), words, value == chosen.trim())).collect(),
        problem: problem_of(problems, name),
    };
    let languages = ["fr", "en"].map(|tag| (tag.to_owned(), w.say(&format!("language-{tag}"))));
    let classes = ["green", "orange", "red"].map(|class| (class.to_owned(), w.say(&format!("fragility-{class}"))));
    let mut advices = vec![(String::new(), w.say("hearing-none"))];
    advices.extend(HEARING_ADVICES.map(|advice| (advice.to_owned(), w.hearing(advice))));
    let of_lines = lines.iter().map(|line| (line.key.clone(), line.name.clone())).collect();
    let mut territories = vec![(String::new(), w.say("territory-of-line"))];
    for line in lines {
        let named = (line.territory.name.clone(), line.territory.name.clone());
        if !territories.contains(&named) {
            territories.push(named);
        }
    }
    if !territories.iter().any(|(name, _)| *name == draft.territory)
        && !problems.iter().any(|(name, _)| *name == "territory")
    {
        territories.push((draft.territory.clone(), draft.territory.clone()));
    }
    vec![
        list("fragility", &draft.fragility, classes.to_vec()),
        list("hearing_advice", &draft.hearing_advice, advices),
        list("language", &draft.language, languages.to_vec()),
        list("line", &draft.line, of_lines),
        list("territory", &draft.territory, territories),
    ]
}

/// Field by field, where the two versions differ: its name, theirs, ours.
fn differences(w: Words, theirs: &PersonDraft, ours: &PersonDraft) -> Vec<(String, String, String)> {
    let all = [
        ("title", &theirs.title, &ours.title),
        ("first_name", &theirs.first_name, &ours.first_name),
        ("last_name", &theirs.last_name, &ours.last_name),
        ("phone", &theirs.phone, &ours.phone),
        ("phone_hours", &theirs.phone_hours, &ours.phone_hours),
        ("phone2", &theirs.phone2, &ours.phone2),
        ("phone2_hours", &theirs.phone2_hours, &ours.phone2_hours),
        ("phone3", &theirs.phone3, &ours.phone3),
        ("phone3_hours", &theirs.phone3_hours, &ours.phone3_hours),
        ("calls_from", &theirs.calls_from, &ours.calls_from),
        ("calls_to", &theirs.calls_to, &ours.calls_to),
        ("address", &theirs.address, &ours.address),
        ("access", &theirs.access, &ours.access),
        ("district", &theirs.district, &ours.district),
        ("fragility", &theirs.fragility, &ours.fragility),
        ("hearing_advice", &theirs.hearing_advice, &ours.hearing_advice),
        ("language", &theirs.language, &ours.language),
        ("line", &theirs.line, &ours.line),
        ("territory", &theirs.territory, &ours.territory),
    ];
    let differing = all.into_iter().filter(|(_, theirs, ours)| theirs != ours);
    differing.map(|(name, theirs, ours)| (w.field(name), theirs.clone(), ours.clone())).collect()
}
