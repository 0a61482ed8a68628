//! The page behind the link of an alert: what it is about, and one button to take it. No login, no name of anybody
//! accompanied. A `GET` changes nothing, because mail scanners open links too.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use passerelle_app::{AppError, LinkedCase, ShownCase, show_linked_case, take_linked_case};
use passerelle_domain::{case::CaseState, people::Language};

use crate::WebState;

#[derive(Template)]
#[template(path = "case_link.html")]
struct Page {
    language: &'static str,
    title: String,
    facts: String,
    says: String,
    /// Words of the button; `None` when there is nothing to take.
    button: Option<&'static str>,
}

/// The words of the page in one language.
struct Words {
    level: &'static str,
    asks: &'static str,
    button: &'static str,
    yours: &'static str,
    taken_by: &'static str,
    closed: &'static str,
    expired: &'static str,
    unknown: &'static str,
}

const FRENCH: Words = Words {
    level: "niveau",
    asks: "Personne ne l'a encore prise. Prenez-la si vous vous en occupez maintenant : les autres ne sont plus prévenus. Sinon, ne faites rien, elle passe à la personne suivante.",
    button: "Je prends cette alerte",
    yours: "Vous avez pris cette alerte. Les autres sont prévenus. Merci.",
    taken_by: "Cette alerte est déjà prise par",
    closed: "Cette alerte est close. Merci, il n'y a plus rien à faire.",
    expired: "Ce lien n'est plus valable. Répondez PRENDS et le code au SMS, ou demandez à votre équipe.",
    unknown: "Ce lien n'ouvre rien. Vérifiez qu'il est entier, ou répondez PRENDS et le code au SMS.",
};
const ENGLISH: Words = Words {
    level: "level",
    asks: "Nobody has taken it yet. Take it if you see to it now: the others are not alerted any more. Otherwise do nothing, it goes to the next person.",
    button: "I take this alert",
    yours: "You have taken this alert. The others have been told. Thank you.",
    taken_by: "This alert was already taken by",
    closed: "This alert is closed. Thank you, there is nothing more to do.",
    expired: "This link is no longer valid. Answer the SMS with TAKE and the code, or ask your team.",
    unknown: "This link opens nothing. Check that it is complete, or answer the SMS with TAKE and the code.",
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::French => &FRENCH,
        Language::English => &ENGLISH,
    }
}

/// `GET /take/{token}`: what the alert is about, and the button.
pub(crate) async fn page(State(state): State<WebState>, Path(token): Path<String>) -> Response {
    answer(show_linked_case(state.app(), &token).await, false)
}

/// `POST /take/{token}`: takes it. 409 when a colleague has it, or when it is closed.
pub(crate) async fn take(State(state): State<WebState>, Path(token): Path<String>) -> Response {
    answer(take_linked_case(state.app(), &token).await, true)
}

fn answer(found: Result<LinkedCase, AppError>, takes: bool) -> Response {
    match found {
        Ok(LinkedCase::Shown(shown)) => {
            let is_late = takes && !shown.is_readers;
            drawn(if is_late { StatusCode::CONFLICT } else { StatusCode::OK }, draw(&shown))
        }
        // Nobody knows who reads: the language of most.
        Ok(LinkedCase::Expired) => drawn(StatusCode::GONE, bare(FRENCH.expired)),
        Ok(LinkedCase::Unknown) => drawn(StatusCode::NOT_FOUND, bare(FRENCH.unknown)),
        Err(trouble) => {
            tracing::error!(%trouble, "the page of an alert failed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn bare(says: &str) -> Page {
    let title = "Passerelle".to_owned();
    Page { language: "fr", title, facts: String::new(), says: says.to_owned(), button: None }
}

fn draw(shown: &ShownCase) -> Page {
    let words = words(shown.language);
    let (says, button) = match (shown.case.state, &shown.holder) {
        (CaseState::Closed, _) => (words.closed.to_owned(), None),
        (CaseState::Acknowledged, Some(holder)) => (format!("{} {holder}.", words.taken_by), None),
        (CaseState::Acknowledged, None) => (words.yours.to_owned(), None),
        (CaseState::Paging, _) => (words.asks.to_owned(), Some(words.button)),
    };
    let facts = format!("{}, {} {}", shown.case.code, words.level, shown.case.level.number());
    Page { language: shown.language.tag(), title: shown.subject.clone(), facts, says, button }
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
