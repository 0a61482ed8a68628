//! What callers would hear otherwise, before it is so: publishing the draft, giving it up, going back to an edition.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{
    EditionChange, Published, PublishedDraft, RolledBack, ScriptShelf, end_draft, look_at_draft, look_at_edition,
    look_at_scripts, organisation_zone, publish_draft, roll_back_scripts,
};
use serde::Deserialize;

use super::{author, edit::Choice, labels};
use crate::{
    WebState,
    console::{
        Words,
        form::Signed,
        frame::{Frame, draw, draw_with},
        guard::{Refusal, Shown, Visitor},
    },
};

/// Differences shown; more than anybody reads at once.
const MOST_SHOWN: usize = 300;

/// What callers would hear otherwise.
struct ChangeView {
    sentences: Vec<SentenceChange>,
    /// Sentences that are not shown.
    more: Option<String>,
    flows: Vec<String>,
    apart: Vec<String>,
    problems: Vec<String>,
}

struct SentenceChange {
    text: String,
    place: String,
    language: String,
    before: String,
    after: String,
    recording: bool,
}

impl ChangeView {
    fn of(w: &Words, change: &EditionChange) -> ChangeView {
        let nothing = || w.say("script-heard-nothing");
        let view = |found: &passerelle_domain::voice_script::Difference| SentenceChange {
            text: found.text.clone(),
            place: if found.line.is_empty() { w.say("script-every-line") } else { found.line.clone() },
            language: found.language.clone(),
            before: found.before.clone().unwrap_or_else(nothing),
            after: found.after.clone().unwrap_or_else(nothing),
            recording: found.is_recorded_otherwise,
        };
        let more = change.differences.len().saturating_sub(MOST_SHOWN);
        let apart = change.apart.iter().map(|(name, number)| {
            w.fill("script-apart-back", [("name", labels::script_title(w, name)), ("number", number.to_string())])
        });
        let problems = change.problems.iter().map(|problem| labels::problem_with_place(w, problem));
        ChangeView {
            sentences: change.differences.iter().take(MOST_SHOWN).map(view).collect(),
            more: (more > 0).then(|| w.count("script-more-changes", more)),
            flows: change.flows.iter().map(|name| labels::script_title(w, name)).collect(),
            problems: problems.chain(change.other_problems.iter().cloned()).collect(),
            apart: apart.collect(),
        }
    }

    fn is_nothing(&self) -> bool {
        self.sentences.is_empty() && self.flows.is_empty() && self.apart.is_empty()
    }
}

#[derive(Template)]
#[template(path = "console/script_publication.html")]
struct DraftPage {
    frame: Frame,
    form_token: String,
    seen: String,
    change: ChangeView,
    has_changed_meanwhile: bool,
}

async fn draft_page(state: &WebState, visitor: &Visitor, has_changed_meanwhile: bool) -> Result<DraftPage, Refusal> {
    let change = look_at_draft(state.app(), visitor.owner()).await?;
    let w = visitor.words();
    Ok(DraftPage {
        frame: visitor.frame(w.say("script-publication-title")),
        form_token: visitor.form_token.clone(),
        change: ChangeView::of(&w, &change),
        seen: change.seen,
        has_changed_meanwhile,
    })
}

/// `GET /scripts/publication`.
pub(crate) async fn confirm(State(state): State<WebState>, visitor: Visitor) -> Shown {
    draw(&draft_page(&state, &visitor, false).await?)
}

#[derive(Deserialize)]
pub(crate) struct Seen {
    #[serde(default)]
    seen: String,
}

/// `POST /scripts/publication`.
pub(crate) async fn publish(State(state): State<WebState>, visitor: Visitor, Signed(form): Signed<Seen>) -> Shown {
    let published = publish_draft(state.app(), visitor.owner(), Some(&form.seen), visitor.member()).await?;
    let told = match published {
        PublishedDraft::Published(Published::Number(_)) => "script-published",
        PublishedDraft::Published(Published::Unchanged(_)) | PublishedDraft::NothingNew => "script-nothing-new",
        PublishedDraft::Published(Published::Refused(_)) => {
            let page = draft_page(&state, &visitor, false).await?;
            return draw_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        PublishedDraft::ChangedMeanwhile => {
            return draw_with(StatusCode::CONFLICT, &draft_page(&state, &visitor, true).await?);
        }
    };
    Ok(Redirect::to(&format!("/scripts?told={told}")).into_response())
}

/// `POST /scripts/draft/end`.
pub(crate) async fn give_up(State(state): State<WebState>, visitor: Visitor, Signed(form): Signed<Seen>) -> Shown {
    match end_draft(state.app(), visitor.owner(), Some(&form.seen), visitor.member()).await? {
        Some(_) => Ok(Redirect::to("/scripts?told=script-draft-ended").into_response()),
        None => draw_with(StatusCode::CONFLICT, &draft_page(&state, &visitor, true).await?),
    }
}

#[derive(Template)]
#[template(path = "console/script_edition.html")]
struct EditionPage {
    frame: Frame,
    form_token: String,
    address: String,
    published: String,
    change: ChangeView,
    scripts: Vec<Choice>,
}

async fn edition_page(
    state: &WebState,
    visitor: &Visitor,
    number: &str,
    script: &str,
    refused: Vec<String>,
) -> Result<EditionPage, Refusal> {
    let number: i64 = number.parse().map_err(|_| Refusal::NotFound)?;
    let app = state.app();
    let (known, change) = look_at_edition(app, visitor.owner(), number).await?.ok_or(Refusal::NotFound)?;
    let shelf: ScriptShelf = look_at_scripts(app, visitor.owner()).await?;
    let zone = organisation_zone(app, visitor.owner()).await?;
    let w = visitor.words();
    let published = match &known {
        Some(known) => w.fill(
            "script-edition-by",
            [("at", w.moment(known.published_at, app.clock.now(), zone)), ("by", author(&w, known))],
        ),
        None => w.say("script-edition-shipped"),
    };
    let title = match number {
        0 => w.say("scripts-edition-shipped"),
        number => w.fill("scripts-edition", [("number", number.to_string())]),
    };
    let every = Choice { value: String::new(), label: w.say("script-every-script"), is_chosen: script.is_empty() };
    let one = |name: &String| Choice {
        value: name.clone(),
        label: labels::script_title(&w, name),
        is_chosen: name == script,
    };
    let names: Vec<String> = shelf.scripts.into_iter().map(|script| script.name).collect();
    let mut change = ChangeView::of(&w, &change);
    change.problems.extend(refused);
    change.problems.sort();
    change.problems.dedup();
    Ok(EditionPage {
        frame: visitor.frame(title),
        form_token: visitor.form_token.clone(),
        address: format!("/scripts/editions/{number}"),
        scripts: [every].into_iter().chain(names.iter().map(one)).collect(),
        published,
        change,
    })
}

/// `GET /scripts/editions/{number}`: an edition, and what going back to it would change.
pub(crate) async fn edition(State(state): State<WebState>, visitor: Visitor, Path(number): Path<String>) -> Shown {
    draw(&edition_page(&state, &visitor, &number, "", Vec::new()).await?)
}

#[derive(Deserialize)]
pub(crate) struct GoingBack {
    /// Name of a script; empty for every script.
    #[serde(default)]
    script: String,
}

/// `POST /scripts/editions/{number}`: goes back to it.
pub(crate) async fn roll_back(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(number): Path<String>,
    Signed(form): Signed<GoingBack>,
) -> Shown {
    let to: i64 = number.parse().map_err(|_| Refusal::NotFound)?;
    let script = Some(form.script.as_str()).filter(|script| !script.is_empty());
    let rolled = roll_back_scripts(state.app(), visitor.owner(), Some(visitor.member()), script, Some(to)).await?;
    let told = match rolled {
        RolledBack::Done { .. } => "script-rolled-back",
        RolledBack::Unchanged(_) | RolledBack::NothingBefore => "script-in-use-already",
        RolledBack::NoSuchNumber | RolledBack::NoSuchScript => return Err(Refusal::NotFound),
        RolledBack::Refused(why) => {
            let page = edition_page(&state, &visitor, &number, &form.script, why).await?;
            return draw_with(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    Ok(Redirect::to(&format!("/scripts?told={told}")).into_response())
}
