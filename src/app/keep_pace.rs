//! Texts leave at the carrier's pace, the most urgent first; those that wait do so by a timer, not in a worker.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    matter::MatterKind,
    message::{Message, PacePlace},
    text_pace::TextPace,
};
use passerelle_store::{Tx, messages, text_paces, transact};
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::{is_due, set_message_timer, set_timer},
};

/// Texts given their place in one look: more than half a second's worth at any pace that can be set.
const MOST_AT_ONCE: usize = 100;

/// Whether a text leaves now. When not, it is kept with its timer until it has its place.
pub(crate) async fn keep_pace(app: &App, tx: &mut Tx, message: &mut Message, now: DateTime<Utc>) -> Outcome<bool> {
    let spacing = app.carrier.message_spacing();
    if spacing.is_zero() {
        return Ok(true);
    }
    let before = text_paces::load(tx).await?;
    let mut pace = before;
    let leaves = pace.lets_through(spacing, now);
    if pace != before {
        save(tx, &pace, now).await?;
    }
    if !leaves {
        message.wait_for_pace();
        messages::update(tx, message).await?;
        set_message_timer(tx, message, message.timer_at(now), now).await?;
        metrics::counter!("passerelle_texts_waiting_for_pace_total", "lane" => message.lane().as_str()).increment(1);
    }
    Ok(leaves)
}

/// Gives a place to the most urgent of the texts that wait, as many as the carrier takes now.
pub(crate) async fn advance_text_pace(app: &App, id: Uuid) -> Outcome<()> {
    let now = app.clock.now();
    let spacing = app.carrier.message_spacing();
    transact!(app.db, |tx| {
        if id != TextPace::ID {
            return Ok(set_timer(tx, MatterKind::TextPace, id, None, now).await?);
        }
        if !is_due(tx, MatterKind::TextPace, id, now).await? {
            return Ok(());
        }
        let mut pace = text_paces::load(tx).await?;
        let room = pace.room(spacing, now).min(MOST_AT_ONCE);
        let waiting = messages::waiting_for_pace(tx, &app.secrets, room + 1).await?;
        let more_wait = waiting.len() > room;
        let leave = waiting.len().min(room);
        for mut message in waiting.into_iter().take(room) {
            message.pace = Some(PacePlace::MayLeave);
            messages::update(tx, &message).await?;
            set_message_timer(tx, &message, Some(now), now).await?;
        }
        pace.left(leave, more_wait, spacing, now);
        save(tx, &pace, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

async fn save(tx: &mut Tx, pace: &TextPace, now: DateTime<Utc>) -> Outcome<()> {
    text_paces::save(tx, pace).await?;
    set_timer(tx, MatterKind::TextPace, TextPace::ID, pace.timer_at(), now).await?;
    Ok(())
}
