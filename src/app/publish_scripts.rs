//! Keeps the versions of the scripts in use, so that a conversation survives an update.

use passerelle_store::{transact, voice_scripts};

use crate::{
    App,
    error::{AppError, Outcome},
};

/// Publishes every current script. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn publish_scripts(app: &App) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        for (name, version, source) in app.scripts.current() {
            voice_scripts::publish(tx, name, version, source, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}
