//! The page behind the link of an alert: what it is about, and one button to take it. No login, no name of anybody
//! accompanied. A `GET` changes nothing, because mail scanners open links too.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use passerelle_app::{AppError, LinkedCase, ShownCase, show_linked_case, take_linked_case};
use passerelle_domain::case::CaseState;

use crate::{
    WebState,
    console::{Words, wanted_words},
};

#[derive(Template)]
#[template(path = "case_link.html")]
struct Page {
    language: &'static str,
    title: String,
    facts: String,
    says: String,
    /// Words of the button; `None` when there is nothing to take.
    button: Option<String>,
}

/// `GET /take/{token}`: what the alert is about, and the button.
pub(crate) async fn page(State(state): State<WebState>, headers: HeaderMap, Path(token): Path<String>) -> Response {
    answer(show_linked_case(state.app(), &token).await, false, wanted_words(&headers))
}

/// `POST /take/{token}`: takes it. 409 when a colleague has it, or when it is closed.
pub(crate) async fn take(State(state): State<WebState>, headers: HeaderMap, Path(token): Path<String>) -> Response {
    answer(take_linked_case(state.app(), &token).await, true, wanted_words(&headers))
}

/// `wanted`: the words of whoever reads, as far as their browser says, where nothing else tells who it is.
fn answer(found: Result<LinkedCase, AppError>, takes: bool, wanted: Words) -> Response {
    match found {
        Ok(LinkedCase::Shown(shown)) => {
            let is_late = takes && !shown.is_readers;
            drawn(if is_late { StatusCode::CONFLICT } else { StatusCode::OK }, draw(&shown))
        }
        Ok(LinkedCase::Expired) => drawn(StatusCode::GONE, bare(wanted, "link-expired")),
        Ok(LinkedCase::Unknown) => drawn(StatusCode::NOT_FOUND, bare(wanted, "link-unknown")),
        Err(trouble) => {
            tracing::error!(%trouble, "the page of an alert failed");
            drawn(StatusCode::SERVICE_UNAVAILABLE, bare(wanted, "link-trouble"))
        }
    }
}

fn bare(words: Words, key: &str) -> Page {
    let title = "Passerelle".to_owned();
    Page { language: words.tag(), title, facts: String::new(), says: words.say(key), button: None }
}

fn draw(shown: &ShownCase) -> Page {
    let words = Words(shown.language);
    let (says, button) = match (shown.case.state, &shown.holder) {
        (CaseState::Closed, _) => (words.say("link-closed"), None),
        (CaseState::Acknowledged, Some(holder)) => (words.fill("link-taken-by", [("name", holder.as_str())]), None),
        (CaseState::Acknowledged, None) => (words.say("link-yours"), None),
        (CaseState::Paging, _) => (words.say("link-asks"), Some(words.say("link-take"))),
    };
    let facts = format!("{}, {}", shown.case.code, words.case_level(shown.case.level));
    Page { language: words.tag(), title: shown.subject.clone(), facts, says, button }
}

fn drawn(status: StatusCode, page: Page) -> Response {
    match page.render() {
        Ok(page) => {
            // The address lets somebody take an alert: it is neither kept nor told to another site.
            let headers = [
                (header::CACHE_CONTROL, "no-store"),
                (header::REFERRER_POLICY, "no-referrer"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"),
            ];
            (status, headers, Html(page)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the page of an alert could not be drawn");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
