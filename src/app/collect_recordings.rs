//! Messages that no webhook told us about: the carrier is asked for the recordings of the last day.
//!
//! A carrier announces a recording once or twice. What was left while no process answered would be a voice nobody
//! hears, and a sound that stays at the carrier for ever.

use chrono::TimeDelta;
use passerelle_store::{legs, voicemails};

use crate::{App, error::Outcome, record_recording};

/// How far back the carrier is asked.
const LOOK_BACK: TimeDelta = TimeDelta::hours(24);
/// Pages of the carrier's list read: far more messages than an association receives in a day.
const PAGES: u32 = 20;

/// Keeps every recording of the last day that is not known yet and was made on a leg of ours, oldest first. Returns how
/// many messages were found that way.
///
/// # Errors
/// Trouble of the database, or a carrier that cannot be asked: asked again later, nothing is lost.
pub async fn collect_recordings(app: &App) -> Outcome<usize> {
    let since = app.clock.now() - LOOK_BACK;
    let mut recordings = app.carrier.find_recordings(since, PAGES).await?;
    // The carrier lists the newest first.
    recordings.reverse();
    let mut collected = 0;
    for recording in recordings {
        let call = {
            let mut read = app.db.read().await?;
            let is_known = voicemails::by_recording(&mut read, &app.secrets, &recording.sid).await?.is_some();
            let leg = legs::by_sid(&mut read, &app.secrets, &recording.call_sid).await?;
            leg.filter(|_| !is_known).map(|leg| leg.call_id)
        };
        // What was recorded on no leg of ours is another application's.
        let Some(call) = call else { continue };
        record_recording(app, call, &recording.sid, recording.media_url.as_deref(), recording.duration_s).await?;
        collected += 1;
    }
    Ok(collected)
}
