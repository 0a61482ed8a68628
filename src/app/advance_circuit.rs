//! Probes a carrier or a mail server that is down: a question first, then the most urgent message that waits.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    circuit::{CircuitState, Provider},
    matter::MatterKind,
};
use passerelle_store::{Tx, circuits, transact};
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    message_answers::carrier_answers,
    schedule::{is_due, set_timer},
    watch_provider::{free, most_urgent, note_answer, save_circuit},
};

/// Advances a circuit whose timer is due.
pub(crate) async fn advance_circuit(app: &App, id: Uuid) -> Outcome<()> {
    let now = app.clock.now();
    let probed = transact!(app.db, |tx| { begin(tx, id, now).await }).await?;
    let Some(provider) = probed else { return Ok(()) };
    let answers = match provider {
        // Costs nothing and rings nobody. A refusal is an answer: some keys may not read the account.
        Provider::Carrier => carrier_answers(&app.carrier.fetch_account().await) != Some(false),
        Provider::Mail => app.mailer.check().await.is_ok(),
    };
    let now = app.clock.now();
    transact!(app.db, |tx| { end(app, tx, provider, answers, now).await }).await
}

async fn begin(tx: &mut Tx, id: Uuid, now: DateTime<Utc>) -> Outcome<Option<Provider>> {
    if !is_due(tx, MatterKind::Circuit, id, now).await? {
        return Ok(None);
    }
    let Some(provider) = Provider::of_circuit(id) else {
        set_timer(tx, MatterKind::Circuit, id, None, now).await?;
        return Ok(None);
    };
    let mut circuit = circuits::of(tx, provider).await?;
    if circuit.state == CircuitState::Closed {
        save_circuit(tx, &circuit, now).await?;
        return Ok(None);
    }
    circuit.begin_probe(now);
    save_circuit(tx, &circuit, now).await?;
    Ok(Some(provider))
}

/// Without an answer it stays down. With one, a message shows whether it really works; with nothing to send, the answer does.
async fn end(app: &App, tx: &mut Tx, provider: Provider, answers: bool, now: DateTime<Utc>) -> Outcome<()> {
    let mut circuit = circuits::of(tx, provider).await?;
    if circuit.state != CircuitState::HalfOpen {
        return Ok(());
    }
    let waiting = if answers { most_urgent(app, tx, provider).await? } else { None };
    let Some(message) = waiting else {
        return note_answer(app, tx, provider, Some(answers), now).await;
    };
    circuit.probe_message = Some(message.id);
    save_circuit(tx, &circuit, now).await?;
    free(tx, message, now, now).await?;
    Ok::<(), AppError>(())
}
