//! Texts to the outer circle. What they say is sealed.

use passerelle_domain::{
    ids::NewsId,
    news::{News, Words},
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    INSERT = "INSERT INTO news (id, organisation_id, is_live, record, sealed) VALUES ($1, $2, $3, $4, $5)";
    UPDATE = "UPDATE news SET is_live = $2, record = $3 WHERE id = $1";
    BY_ID = "SELECT record, sealed FROM news WHERE id = $1";
}

const FIELD: &str = "news.words";

/// Writes new news.
pub async fn insert(tx: &mut Tx, secrets: &Secrets, news: &News) -> Result<(), StoreError> {
    let words = sealed::seal(secrets, FIELD, &news.words.0)?;
    execute!(tx, INSERT, news.id.0, news.organisation_id.0, !news.is_over, Json(news), words)?;
    Ok(())
}

/// Writes how far they went.
pub async fn update(tx: &mut Tx, news: &News) -> Result<(), StoreError> {
    execute!(tx, UPDATE, news.id.0, !news.is_over, Json(news))?;
    Ok(())
}

/// The news with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: NewsId) -> Result<Option<News>, StoreError> {
    let row = fetch_optional!(db, (Json<News>, String), BY_ID, id.0)?;
    row.map(|(Json(mut news), words)| {
        news.words = Words(sealed::open(secrets, FIELD, &words)?);
        Ok(news)
    })
    .transpose()
}
