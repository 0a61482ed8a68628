//! People: looked for by name or reference, fifty a page. What is looked for stays out of the address.

use askama::Template;
use axum::extract::{Query, State};
use passerelle_app::{FoundPeople, find_people};
use serde::Deserialize;

use super::{
    Right, Words,
    form::Signed,
    frame::{Frame, draw},
    guard::{Shown, Visitor},
};
use crate::WebState;

/// Longest search that is kept, in characters.
const MOST_SEARCH_CHARS: usize = 100;

#[derive(Template)]
#[template(path = "console/people.html")]
struct Page {
    frame: Frame,
    form_token: String,
    search: String,
    heading: String,
    may_add: bool,
    rows: Vec<Row>,
    page: usize,
    pages: usize,
    place: String,
}

struct Row {
    address: String,
    name: String,
    key: String,
    fragility: String,
    calls: String,
    is_away: bool,
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    page: Option<usize>,
}

/// `GET /people`: everybody, by family name.
pub(crate) async fn list(State(state): State<WebState>, visitor: Visitor, Query(asked): Query<Asked>) -> Shown {
    show(&state, &visitor, "", asked.page.unwrap_or(1)).await
}

#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    search: String,
    #[serde(default)]
    page: String,
}

/// `POST /people/search`: changes nothing; a name has no place in an address, which browsers and proxies keep.
pub(crate) async fn search(State(state): State<WebState>, visitor: Visitor, Signed(asked): Signed<Search>) -> Shown {
    let search: String = asked.search.trim().chars().take(MOST_SEARCH_CHARS).collect();
    show(&state, &visitor, &search, asked.page.parse().unwrap_or(1)).await
}

async fn show(state: &WebState, visitor: &Visitor, search: &str, page: usize) -> Shown {
    let found = find_people(state.app(), visitor.owner(), search, page, visitor.member()).await?;
    let now = state.app().clock.now();
    let w = visitor.words();
    draw(&Page {
        frame: visitor.frame(w.say("people-title")),
        form_token: visitor.form_token.clone(),
        heading: heading(w, &found),
        may_add: visitor.may(Right::ChangeFiles),
        rows: found
            .people
            .iter()
            .map(|person| Row {
                address: format!("/people/{}", person.id),
                name: format!("{} {}", person.last_name, person.first_name).trim().to_owned(),
                key: if person.key == person.id.to_string() { String::new() } else { person.key.clone() },
                fragility: w.fragility(person.fragility),
                calls: w.consent_state(person.consents.calls),
                is_away: person.pause_at(now).is_some(),
            })
            .collect(),
        page: found.page,
        pages: found.pages,
        place: w.fill("people-place", [("page", found.page.to_string()), ("pages", found.pages.to_string())]),
        search: search.to_owned(),
    })
}

fn heading(w: Words, found: &FoundPeople) -> String {
    w.count("people-count", found.total)
}
