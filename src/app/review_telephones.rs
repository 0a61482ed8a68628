//! After a stop: the carrier is asked about every telephone believed to ring or talk.
//!
//! News of a telephone is told once and never repeated: what came while nobody listened is lost, and
//! without this a person cut off by the stop would wait for her next attempt as long as a long
//! conversation may last.

use passerelle_store::{timers, transact};

use crate::{
    App,
    error::{AppError, Outcome},
};

/// Makes every telephone that rings or talks due to be asked about. Returns how many. For whoever
/// begins to listen to the carrier; again, or with everything well, it costs one question each.
///
/// # Errors
/// Trouble of the database; their own timers still ask, later.
pub async fn review_telephones(app: &App) -> Outcome<u64> {
    let now = app.clock.now();
    transact!(app.db, |tx| { Ok::<u64, AppError>(timers::hurry_telephones(tx, now).await?) }).await
}
