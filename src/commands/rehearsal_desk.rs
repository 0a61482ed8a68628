//! Lives the days that somebody asked to rehearse, one after the other. Each is lived in a process of its own with nothing of
//! ours in its environment: its counters and its log stay there, it can be stopped, and nobody real can be reached from it.

use std::{
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use anyhow::Context;
use passerelle_app::{App, claim_rehearsal, end_rehearsal, tell_rehearsal};
use passerelle_domain::day_rehearsal::{DayFailure, DayRehearsal, DayResult};
use passerelle_rehearsal::day::copy;
use tokio::process::{Child, Command};
use tokio_util::sync::CancellationToken;

use super::{
    demo::Folder,
    rehearse::day::{BEGINS, PROGRESS, RESULT, database_url},
};

/// Somebody who asks waits this long at most before it begins.
const LOOKS_EVERY: Duration = Duration::from_secs(3);
/// How often it is told how far the day is.
const TELLS_EVERY: Duration = Duration::from_millis(500);
/// A day that takes longer is stopped: the machine has calls to make.
const LIVES_AT_MOST: Duration = Duration::from_secs(5 * 60);

/// Lives what is asked until told to stop.
pub(crate) async fn live_rehearsals(app: App, shutdown: CancellationToken) {
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(LOOKS_EVERY) => {}
        }
        match claim_rehearsal(&app).await {
            Ok(Some(rehearsal)) => live_one(&app, &rehearsal, &shutdown).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "whether a rehearsal is asked could not be read"),
        }
    }
}

async fn live_one(app: &App, rehearsal: &DayRehearsal, shutdown: &CancellationToken) {
    let lived = match try_to_live(app, rehearsal, shutdown).await {
        Ok(lived) => lived,
        Err(error) => {
            tracing::error!(rehearsal = %rehearsal.code, error = format!("{error:#}"), "a rehearsal failed");
            Err(DayFailure::Trouble)
        }
    };
    if let Err(error) = end_rehearsal(app, rehearsal, lived).await {
        tracing::error!(rehearsal = %rehearsal.code, %error, "the end of a rehearsal could not be kept");
    }
}

async fn try_to_live(
    app: &App,
    rehearsal: &DayRehearsal,
    shutdown: &CancellationToken,
) -> anyhow::Result<Result<DayResult, DayFailure>> {
    let folder = Folder::make(&format!("day-{}", rehearsal.id), rehearsal.wish.seed)?;
    for_our_eyes_only(&folder.0)?;
    let begins = copy(app, rehearsal.organisation_id, &rehearsal.wish, &database_url(&folder.0)).await?;
    std::fs::write(folder.0.join(BEGINS), serde_json::to_string(&begins)?)?;
    let child = Command::new(std::env::current_exe()?)
        .args(["rehearse", "day", "--folder"])
        .arg(&folder.0)
        .env_clear()
        .current_dir(&folder.0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .context("the process of a rehearsal could not be started")?;
    if let Some(why) = wait(app, rehearsal, child, &folder.0, shutdown).await? {
        return Ok(Err(why));
    }
    let result = std::fs::read_to_string(folder.0.join(RESULT)).context("the rehearsal left no result")?;
    Ok(Ok(serde_json::from_str(&result)?))
}

/// Waits for the end, and says why it was stopped before, if it was.
async fn wait(
    app: &App,
    rehearsal: &DayRehearsal,
    mut child: Child,
    folder: &Path,
    shutdown: &CancellationToken,
) -> anyhow::Result<Option<DayFailure>> {
    let begun = Instant::now();
    loop {
        if let Ok(ended) = tokio::time::timeout(TELLS_EVERY, child.wait()).await {
            ended?;
            return Ok(None);
        }
        let stopped = match (shutdown.is_cancelled(), begun.elapsed() > LIVES_AT_MOST) {
            (true, _) => Some(DayFailure::Interrupted),
            (false, true) => Some(DayFailure::TooLong),
            (false, false) => None,
        };
        if stopped.is_some() {
            child.kill().await?;
            return Ok(stopped);
        }
        let percent = std::fs::read_to_string(folder.join(PROGRESS)).ok().and_then(|text| text.trim().parse().ok());
        tell_rehearsal(app, rehearsal, percent.unwrap_or(0)).await?;
    }
}

#[cfg(unix)]
fn for_our_eyes_only(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn for_our_eyes_only(_: &Path) -> std::io::Result<()> {
    Ok(())
}
