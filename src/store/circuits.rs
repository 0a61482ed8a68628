//! Whether the carrier and the mail server can be reached: one row each, written when that changes.

use passerelle_domain::circuit::{Circuit, Provider};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO circuits (id, provider, is_live, record) VALUES ($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET is_live = excluded.is_live, record = excluded.record";
    OF_PROVIDER = "SELECT record FROM circuits WHERE id = $1";
}

type Row = (Json<Circuit>,);

/// Writes a circuit.
pub async fn save(tx: &mut Tx, circuit: &Circuit) -> Result<(), StoreError> {
    let (id, provider) = (circuit.provider.circuit_id(), circuit.provider.as_str());
    execute!(tx, SAVE, id, provider, circuit.timer_at().is_some(), Json(circuit))?;
    Ok(())
}

/// The circuit of a provider; closed when nothing was ever written.
pub async fn of(db: &mut impl Access, provider: Provider) -> Result<Circuit, StoreError> {
    let row = fetch_optional!(db, Row, OF_PROVIDER, provider.circuit_id())?;
    Ok(row.map_or_else(|| Circuit::new(provider), |row| row.0.0))
}
