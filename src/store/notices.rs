//! People to be told that somebody else calls: one notice a call and substitute.

use passerelle_domain::{
    ids::{NoticeId, ScheduledCallId},
    notice::Notice,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO notices (id, scheduled_call_id, substitute_id, state, is_live, record)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (scheduled_call_id, substitute_id) DO NOTHING";
    UPDATE = "UPDATE notices SET state = $2, is_live = $3, record = $4 WHERE id = $1";
    BY_ID = "SELECT record FROM notices WHERE id = $1";
    OF_CALL = "SELECT record FROM notices WHERE scheduled_call_id = $1 ORDER BY id";
}

type Row = (Json<Notice>,);

/// Keeps a notice. False when she was told of this substitute before, or was tried to be.
pub async fn insert(tx: &mut Tx, notice: &Notice) -> Result<bool, StoreError> {
    let (call, substitute) = (notice.scheduled_call_id.0, notice.substitute.0);
    let (state, is_live) = (notice.state.as_str(), notice.state.is_live());
    Ok(execute!(tx, INSERT, notice.id.0, call, substitute, state, is_live, Json(notice))? == 1)
}

/// Writes a changed notice.
pub async fn update(tx: &mut Tx, notice: &Notice) -> Result<(), StoreError> {
    execute!(tx, UPDATE, notice.id.0, notice.state.as_str(), notice.state.is_live(), Json(notice))?;
    Ok(())
}

/// The notice with this id.
pub async fn by_id(db: &mut impl Access, id: NoticeId) -> Result<Option<Notice>, StoreError> {
    Ok(fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| row.0.0))
}

/// The notices about a call, the oldest first.
pub async fn of_call(db: &mut impl Access, call: ScheduledCallId) -> Result<Vec<Notice>, StoreError> {
    Ok(fetch_all!(db, Row, OF_CALL, call.0)?.into_iter().map(|row| row.0.0).collect())
}
