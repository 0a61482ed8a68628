//! Notes whether the carrier and the mail server work. When one is down, what waits for it is kept; when it is back, what was
//! kept leaves, the most urgent first.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    circuit::{Change, Circuit, Provider},
    matter::MatterKind,
    message::Message,
};
use passerelle_store::{Tx, circuits, messages};

use crate::{
    App,
    error::Outcome,
    reach_otherwise::{is_page, reach_otherwise},
    schedule::{set_message_timer, set_timer},
    tell_outage::tell_outage,
};

/// What was kept leaves one after the other: everything at once could bring the provider down again.
const FREED_EVERY: TimeDelta = TimeDelta::milliseconds(200);

/// Writes a circuit and its timer.
pub(crate) async fn save_circuit(tx: &mut Tx, circuit: &Circuit, now: DateTime<Utc>) -> Outcome<()> {
    circuits::save(tx, circuit).await?;
    set_timer(tx, MatterKind::Circuit, circuit.provider.circuit_id(), circuit.timer_at(), now).await?;
    Ok(())
}

/// Notes what an answer says of a provider; `None` says nothing. Nothing is written while all is well.
pub(crate) async fn note_answer(
    app: &App,
    tx: &mut Tx,
    provider: Provider,
    works: Option<bool>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(works) = works else { return Ok(()) };
    let before = circuits::of(tx, provider).await?;
    let mut circuit = before;
    let change = if works { circuit.worked() } else { circuit.failed(now) };
    if circuit == before {
        return Ok(());
    }
    save_circuit(tx, &circuit, now).await?;
    match change {
        Change::Nothing => Ok(()),
        Change::Opened => {
            let since = circuit.failing_since.unwrap_or(now);
            tracing::error!(provider = provider.as_str(), "a provider is down; messages are kept until it is back");
            tell_outage(app, tx, provider, true, since, now).await
        }
        Change::Closed(since) => {
            let down_s = (now - since).num_seconds();
            tracing::warn!(provider = provider.as_str(), down_s, "a provider is back; what was kept leaves now");
            free_all(app, tx, provider, now).await?;
            tell_outage(app, tx, provider, false, since, now).await
        }
    }
}

/// Keeps a message until its provider is back. A page is tried in another way meanwhile, once.
pub(crate) async fn keep_back(
    app: &App,
    tx: &mut Tx,
    mut message: Message,
    provider: Provider,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_new = !message.was_held;
    message.was_held = true;
    message.held_for = Some(provider);
    messages::update(tx, &message).await?;
    set_message_timer(tx, &message, message.timer_at(now), now).await?;
    if is_new && is_page(&message) {
        reach_otherwise(app, tx, &message, now).await?;
    }
    Ok(())
}

/// The most urgent of what is kept, if anything is.
pub(crate) async fn most_urgent(app: &App, tx: &mut Tx, provider: Provider) -> Outcome<Option<Message>> {
    let held = messages::held_for(tx, &app.secrets, provider).await?;
    Ok(held.into_iter().min_by_key(in_order))
}

fn in_order(message: &Message) -> (passerelle_domain::message::Urgency, DateTime<Utc>, uuid::Uuid) {
    (message.urgency, message.made_at, message.id.0)
}

/// Lets one message leave at an instant.
pub(crate) async fn free(tx: &mut Tx, mut message: Message, at: DateTime<Utc>, now: DateTime<Utc>) -> Outcome<()> {
    message.held_for = None;
    messages::update(tx, &message).await?;
    set_message_timer(tx, &message, Some(at), now).await?;
    Ok(())
}

async fn free_all(app: &App, tx: &mut Tx, provider: Provider, now: DateTime<Utc>) -> Outcome<()> {
    let mut held = messages::held_for(tx, &app.secrets, provider).await?;
    held.sort_by_key(in_order);
    let mut at = now;
    for message in held {
        free(tx, message, at, now).await?;
        at += FREED_EVERY;
    }
    Ok(())
}
