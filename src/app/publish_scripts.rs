//! Keeps the texts that the program ships, so that a conversation survives an update of the program.

use passerelle_store::{transact, voice_scripts};

use crate::{
    App,
    error::{AppError, Outcome},
    script_book::SHIPPED,
};

/// Keeps the program's own scripts and words. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn publish_scripts(app: &App) -> Outcome<()> {
    let now = app.clock.now();
    let (version, source) = app.scripts.shipped_source();
    transact!(app.db, |tx| {
        voice_scripts::keep(tx, SHIPPED, version, &source, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
