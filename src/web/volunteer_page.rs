//! A volunteer's own page, behind a link instead of a password: made for a telephone, without a menu, in big buttons.
//!
//! It stands outside the console and has a guard of its own: the token of the address opens one volunteer's page. A form proves
//! that it was made for that link. A `GET` changes nothing, because mail scanners open links too.

mod absences;
mod answers;
mod feed;
mod home;
mod hours;
mod link;
mod time_zone_block;

use axum::{
    Router,
    middleware::from_fn,
    routing::{get, post},
};

use crate::{WebState, console::harden};

/// Every address below `/v/{token}`.
pub(crate) fn routes() -> Router<WebState> {
    Router::new()
        .route("/v/{token}", get(home::page))
        .route("/v/{token}/calls/{code}/answer", post(answers::answer))
        .route("/v/{token}/calls/{code}/outcome", post(answers::outcome))
        .route("/v/{token}/calls/{code}/ring", post(answers::ring))
        .route("/v/{token}/calls/{code}/notes", post(answers::note))
        .route("/v/{token}/call-me", post(answers::call_me))
        .route("/v/{token}/absences", get(absences::page).post(absences::note))
        .route("/v/{token}/absences/{absence}/end", post(absences::take_back))
        .route("/v/{token}/hours", get(hours::page))
        .route("/v/{token}/calendar.ics", get(feed::calendar))
        .layer(from_fn(harden))
}
