//! The audit: who saw or changed what. Append only; nothing here updates or deletes a line.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::OrganisationId;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    APPEND = "
        INSERT INTO event_log (id, organisation_id, at, actor, verb, noun, noun_id, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    OF_NOUN = "
        SELECT id, organisation_id, at, actor, verb, noun, noun_id, detail FROM event_log
        WHERE noun = $1 AND noun_id = $2 ORDER BY at, id LIMIT $3";
    LATEST_OF_NOUN = "
        SELECT id, organisation_id, at, actor, verb, noun, noun_id, detail FROM event_log
        WHERE noun = $1 AND noun_id = $2 ORDER BY at DESC, id DESC LIMIT $3";
    OF_FILES = "
        SELECT id, organisation_id, at, actor, verb, noun, noun_id, detail FROM event_log
        WHERE organisation_id = $1 AND at >= $2 AND at < $3 AND noun = 'person' ORDER BY at DESC, id DESC LIMIT $4";
    WORK = "
        SELECT actor, noun_id, at FROM event_log
        WHERE organisation_id = $1 AND at >= $2 AND at < $3 AND noun = 'person'
          AND verb <> 'viewed' AND verb <> 'viewed_for_case'
        UNION ALL
        SELECT log.actor, cases.person_id, log.at FROM event_log log JOIN cases ON cases.id = log.noun_id
        WHERE log.organisation_id = $1 AND log.at >= $2 AND log.at < $3 AND log.noun = 'case'
          AND cases.person_id IS NOT NULL
        UNION ALL
        SELECT log.actor, call_series.person_id, log.at FROM event_log log
        JOIN call_series ON call_series.id = log.noun_id
        WHERE log.organisation_id = $1 AND log.at >= $2 AND log.at < $3 AND log.noun = 'series'
        UNION ALL
        SELECT log.actor, scheduled_calls.person_id, log.at FROM event_log log
        JOIN scheduled_calls ON scheduled_calls.id = log.noun_id
        WHERE log.organisation_id = $1 AND log.at >= $2 AND log.at < $3 AND log.noun = 'scheduled_call'";
}

/// One line of the audit.
#[derive(Clone, PartialEq, FromRow)]
pub struct LogEntry {
    /// A UUIDv7 given by the writer; writing the same line twice is refused.
    pub id: Uuid,
    /// Whose audit it belongs to; `None` for the service's own.
    pub organisation_id: Option<Uuid>,
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// Who: `staff:<id>`, `volunteer:<id>`, `system`. Never a name.
    pub actor: String,
    /// What was done: `viewed`, `acknowledged`, `erased`…
    pub verb: String,
    /// The noun it was done to.
    pub noun: String,
    /// Which one.
    pub noun_id: Uuid,
    /// Facts worth keeping: ids, codes, old and new states. Never a number or a text.
    pub detail: Json<Value>,
}

impl LogEntry {
    /// A line; `detail` holds ids, codes and states only.
    #[expect(clippy::too_many_arguments, reason = "the columns of one row")]
    pub fn new(
        id: Uuid,
        organisation_id: Option<Uuid>,
        at: DateTime<Utc>,
        actor: &str,
        verb: &str,
        noun: &str,
        noun_id: Uuid,
        detail: Value,
    ) -> LogEntry {
        LogEntry {
            id,
            organisation_id,
            at,
            actor: actor.to_owned(),
            verb: verb.to_owned(),
            noun: noun.to_owned(),
            noun_id,
            detail: Json(detail),
        }
    }
}

impl std::fmt::Debug for LogEntry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LogEntry {{ {} {} {} {} }}", self.actor, self.verb, self.noun, self.noun_id)
    }
}

/// Adds a line.
///
/// # Errors
/// `Conflict` when the same id was written before.
pub async fn append(tx: &mut Tx, entry: &LogEntry) -> Result<(), StoreError> {
    execute!(
        tx,
        APPEND,
        entry.id,
        entry.organisation_id,
        entry.at,
        &entry.actor,
        &entry.verb,
        &entry.noun,
        entry.noun_id,
        &entry.detail,
    )
    .map(|_| ())
}

/// The lines about one thing, oldest first, at most `limit`.
pub async fn of_noun(db: &mut impl Access, noun: &str, noun_id: Uuid, limit: u32) -> Result<Vec<LogEntry>, StoreError> {
    fetch_all!(db, LogEntry, OF_NOUN, noun, noun_id, i64::from(limit))
}

/// The lines about one thing, latest first, at most `limit`.
pub async fn latest_of_noun(
    db: &mut impl Access,
    noun: &str,
    noun_id: Uuid,
    limit: u32,
) -> Result<Vec<LogEntry>, StoreError> {
    fetch_all!(db, LogEntry, LATEST_OF_NOUN, noun, noun_id, i64::from(limit))
}

/// Who read or changed people's files from `from` until before `to`, latest first, at most `limit` lines.
pub async fn of_files(
    db: &mut impl Access,
    owner: OrganisationId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<LogEntry>, StoreError> {
    fetch_all!(db, LogEntry, OF_FILES, owner.0, from, to, i64::from(limit))
}

/// Who did something about whom, other than reading: to her file, her cases, her series, her calls.
pub async fn work_about_people(
    db: &mut impl Access,
    owner: OrganisationId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<(String, Uuid, DateTime<Utc>)>, StoreError> {
    fetch_all!(db, (String, Uuid, DateTime<Utc>), WORK, owner.0, from, to)
}

#[cfg(test)]
mod tests;
