//! A person is erased: first what goes, what stays and why; then her reference, typed by whoever decides.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{ErasedPerson, ErasureObstacle, ErasurePreview, erase_person, preview_erasure};
use serde::Deserialize;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
    person_page::read_id,
};
use crate::WebState;

/// No reference is longer.
const MOST_REFERENCE_CHARS: usize = 200;

#[derive(Template)]
#[template(path = "console/person_erasure.html")]
struct Page {
    frame: Frame,
    form_token: String,
    /// Her own page.
    back: String,
    reference: String,
    goes: Vec<String>,
    stays: Vec<String>,
    /// Why not now: the words, and where it is seen to.
    obstacles: Vec<(String, Option<String>)>,
    typed: String,
    problem: Option<String>,
}

/// `GET /people/{id}/erasure`: what it takes away. Changes nothing.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    shown(&state, &visitor, &id, StatusCode::OK, String::new(), None).await
}

async fn shown(
    state: &WebState,
    visitor: &Visitor,
    id: &str,
    status: StatusCode,
    typed: String,
    problem: Option<String>,
) -> Shown {
    let preview = preview_erasure(state.app(), visitor.owner(), read_id(id)?, visitor.member()).await?;
    let preview = preview.ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let page = Page {
        frame: visitor.frame(w.say("erasure-title")),
        form_token: visitor.form_token.clone(),
        back: format!("/people/{id}"),
        goes: goes(w, &preview),
        stays: stays(w, &preview),
        obstacles: preview.obstacles.iter().map(|obstacle| told(w, obstacle)).collect(),
        reference: preview.reference,
        typed,
        problem,
    };
    draw_with(status, &page)
}

fn goes(w: Words, preview: &ErasurePreview) -> Vec<String> {
    let counted = [
        ("erasure-goes-numbers", preview.numbers),
        ("erasure-goes-contacts", preview.contacts),
        ("erasure-goes-notes", preview.notes),
        ("erasure-goes-series", preview.series),
        ("erasure-goes-calls", preview.calls_to_come),
        ("erasure-goes-texts", preview.texts),
        ("erasure-goes-lists", preview.lists),
    ];
    let counted = counted.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| w.count(key, n));
    [w.say("erasure-goes-name")].into_iter().chain(counted).chain([w.say("erasure-goes-elsewhere")]).collect()
}

fn stays(w: Words, preview: &ErasurePreview) -> Vec<String> {
    let counted = [
        ("erasure-stays-calls", preview.past_calls),
        ("erasure-stays-cases", preview.past_cases),
        ("erasure-stays-consents", preview.consents),
    ];
    let counted = counted.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| w.count(key, n));
    counted.chain(["erasure-stays-log", "erasure-stays-trace"].map(|key| w.say(key))).collect()
}

fn told(w: Words, obstacle: &ErasureObstacle) -> (String, Option<String>) {
    match obstacle {
        ErasureObstacle::OpenCase(code) => {
            (w.fill("erasure-open-case", [("code", code.as_str())]), Some(format!("/cases/{code}")))
        }
        ErasureObstacle::CallUnderWay => (w.say("erasure-call-under-way"), None),
        ErasureObstacle::PromisedCallback(code) => {
            (w.fill("erasure-promised-callback", [("code", code.as_str())]), Some("/today".to_owned()))
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Confirmed {
    #[serde(default)]
    reference: String,
}

/// `POST /people/{id}/erasure` with her reference: everything goes at once.
pub(crate) async fn erase(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(confirmed): Signed<Confirmed>,
) -> Shown {
    let typed: String = confirmed.reference.chars().take(MOST_REFERENCE_CHARS).collect();
    let erased = erase_person(state.app(), visitor.owner(), read_id(&id)?, &typed, visitor.member()).await?;
    let w = visitor.words();
    match erased {
        ErasedPerson::Erased => Ok(Redirect::to("/people?told=person-erased").into_response()),
        ErasedPerson::Unknown => Err(Refusal::NotFound),
        ErasedPerson::NotConfirmed => {
            let problem = w.say("erasure-not-confirmed");
            shown(&state, &visitor, &id, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(problem)).await
        }
        ErasedPerson::Refused(_) => {
            let problem = w.say("erasure-not-now");
            shown(&state, &visitor, &id, StatusCode::CONFLICT, typed, Some(problem)).await
        }
    }
}
