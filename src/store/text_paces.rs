//! How far the texts have come at the carrier's pace: one row, shared by every process.

use passerelle_domain::text_pace::TextPace;
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    SAVE = "
        INSERT INTO text_paces (id, is_live, record) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET is_live = excluded.is_live, record = excluded.record";
    LOAD = "SELECT record FROM text_paces WHERE id = $1";
}

type Row = (Json<TextPace>,);

/// Writes how far the texts have come.
pub async fn save(tx: &mut Tx, pace: &TextPace) -> Result<(), StoreError> {
    execute!(tx, SAVE, TextPace::ID, pace.timer_at().is_some(), Json(pace))?;
    Ok(())
}

/// How far the texts have come; free when nothing was ever written.
pub async fn load(db: &mut impl Access) -> Result<TextPace, StoreError> {
    Ok(fetch_optional!(db, Row, LOAD, TextPace::ID)?.map(|row| row.0.0).unwrap_or_default())
}
