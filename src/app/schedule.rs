//! The one timer of each matter, and the job when it is due at once.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    matter::MatterKind,
    message::{Lane, Message},
};
use passerelle_store::{JobPayload, StoreError, Tx, timers};
use uuid::Uuid;

use crate::sweep_timers::{MESSAGES_QUEUE, URGENT_QUEUE, queue_of};

/// How long a claimed timer waits for its job before it is claimed again: longer than any request
/// to the carrier, short enough that a killed process costs a minute.
pub(crate) const LEASE: TimeDelta = TimeDelta::seconds(60);

/// Sets, moves or clears the timer of a matter. Due at `now` or before, its job is pushed in the
/// same transaction: what is decided is carried out, or was never decided.
pub(crate) async fn set_timer(
    tx: &mut Tx,
    kind: MatterKind,
    id: Uuid,
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    set_timer_on(tx, queue_of(kind), kind, id, due_at, now).await
}

/// The same for a message: what is urgent has a queue of its own, so that no ordinary one, however many there are, is before
/// it.
pub(crate) async fn set_message_timer(
    tx: &mut Tx,
    message: &Message,
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let queue = match message.lane() {
        Lane::Serious | Lane::Prompt => URGENT_QUEUE,
        Lane::Ordinary => MESSAGES_QUEUE,
    };
    set_timer_on(tx, queue, MatterKind::Message, message.id.0, due_at, now).await
}

async fn set_timer_on(
    tx: &mut Tx,
    queue: &'static str,
    kind: MatterKind,
    id: Uuid,
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match due_at {
        None => timers::clear(tx, kind.as_str(), id).await,
        Some(due_at) if due_at <= now => {
            timers::set_leased(tx, kind.as_str(), id, due_at, now + LEASE).await?;
            tx.push_job(queue, &JobPayload::new(kind.as_str(), id)).await
        }
        Some(due_at) => timers::set(tx, kind.as_str(), id, due_at).await,
    }
}

/// When the matter's timer is due, if it has one.
pub(crate) async fn timer_of(tx: &mut Tx, kind: MatterKind, id: Uuid) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(timers::of_matter(tx, kind.as_str(), id).await?.map(|timer| timer.due_at))
}

/// Whether the matter's timer is due: a job that runs twice, or late, finds that it is not.
pub(crate) async fn is_due(tx: &mut Tx, kind: MatterKind, id: Uuid, now: DateTime<Utc>) -> Result<bool, StoreError> {
    Ok(timer_of(tx, kind, id).await?.is_some_and(|due_at| due_at <= now))
}
