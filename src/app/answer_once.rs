//! A request of the API that came with a key is carried out once; the same one again gets the same answer for a day.
//!
//! # Source
//! draft-ietf-httpapi-idempotency-key-header.

use passerelle_domain::retention;
use passerelle_store::{
    api_answers::{self, KeptAnswer, KeyedRequest, KnownRequest},
    transact,
};

use crate::{
    App,
    error::{AppError, Outcome},
};

/// Looks up what is known of a request. A new one is noted: whoever asked carries it out, then calls [`keep_answer`] or
/// [`give_up_request`].
///
/// # Errors
/// Trouble of the database; the request is then not to be carried out.
pub async fn begin_request(app: &App, request: &KeyedRequest) -> Outcome<KnownRequest> {
    let limit = request.asked_at - retention::ANSWERS;
    transact!(app.db, |tx| { Ok::<_, AppError>(api_answers::begin(tx, &app.secrets, request, limit).await?) }).await
}

/// Keeps what was answered. Again changes nothing.
///
/// # Errors
/// Trouble of the database: the key then answers "under way" until its day is over, and nothing happens twice.
pub async fn keep_answer(app: &App, request: &KeyedRequest, answer: &KeptAnswer) -> Outcome<()> {
    transact!(app.db, |tx| { Ok::<_, AppError>(api_answers::keep(tx, &app.secrets, request, answer).await?) }).await
}

/// The request came to nothing: it may be sent again with the same key.
///
/// # Errors
/// As for [`keep_answer`].
pub async fn give_up_request(app: &App, request: &KeyedRequest) -> Outcome<()> {
    transact!(app.db, |tx| { Ok::<_, AppError>(api_answers::give_up(tx, &app.secrets, request).await?) }).await
}
