//! `migrate`: the database's tables, and nothing else.

use std::io::{Write, stdout};

use passerelle_clock::Clock;

use super::{exit::Exit, service::open_store, settings::Settings};

/// Brings the tables up to date; again changes nothing.
///
/// # Errors
/// The database cannot be reached or changed.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let db = open_store(settings, Clock::system()).await?;
    db.close().await;
    writeln!(stdout(), "The database is up to date.")?;
    Ok(Exit::Success)
}
