//! `passerelle rehearse day`: lives one day on a copy of an association, for the page that asked for it. It is started by the
//! service in a process of its own, without any of its settings: no carrier, no mail server and no database can be reached
//! from here but the copy in the folder.

use std::path::Path;

use anyhow::Context;
use passerelle_rehearsal::day::{DayBegins, live};

use super::super::exit::Exit;

/// What the day begins with, in the folder.
pub(crate) const BEGINS: &str = "begins.json";
/// How much of it is over, in percent.
pub(crate) const PROGRESS: &str = "progress";
/// What would happen.
pub(crate) const RESULT: &str = "result.json";
const COPY: &str = "day.db";
const MAIL: &str = "mail";

/// The database of the copy in a folder.
pub(crate) fn database_url(folder: &Path) -> String {
    format!("sqlite://{}", folder.join(COPY).display())
}

/// Lives the day.
///
/// # Errors
/// The folder holds no copy, or a part cannot be started.
pub(super) async fn run(folder: &Path) -> anyhow::Result<Exit> {
    let begins = std::fs::read_to_string(folder.join(BEGINS)).context("the folder holds no day to live")?;
    let begins: DayBegins = serde_json::from_str(&begins)?;
    let told = async |percent: u8| {
        // Whoever waits hears of the next one.
        let _ = std::fs::write(folder.join(PROGRESS), percent.to_string());
    };
    let result = live(&begins, &database_url(folder), &folder.join(MAIL), told).await?;
    let unfinished = folder.join("result.part");
    std::fs::write(&unfinished, serde_json::to_string(&result)?)?;
    std::fs::rename(unfinished, folder.join(RESULT))?;
    Ok(Exit::Success)
}
