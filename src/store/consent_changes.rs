//! What people said about each use of the service: the proof. Append only; nothing here updates or deletes a line.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    consent::{ConsentState, Scope, Way},
    ids::{OrganisationId, PersonId},
    people::Member,
};
use sqlx::FromRow;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO consent_changes
            (id, organisation_id, person_id, at, scope, before, after, way, by_member, wording)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    OF_PERSON = "
        SELECT at, scope, before, after, way, by_member, wording FROM consent_changes
        WHERE person_id = $1 ORDER BY at, id LIMIT 1000";
    ACCEPTED = "
        SELECT person_id, at FROM consent_changes WHERE organisation_id = $1 AND scope = $2 AND after = 'accepted'
        ORDER BY at, id LIMIT 200000";
    BEFORE = "
        SELECT person_id, after FROM consent_changes WHERE organisation_id = $1 AND scope = $2 AND at < $3
        ORDER BY at, id LIMIT 1000000";
}

/// One change, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ConsentChangeRow {
    /// When (UTC).
    pub at: DateTime<Utc>,
    /// About which use.
    pub scope: String,
    /// What held before.
    pub before: String,
    /// What holds since.
    pub after: String,
    /// How it was said.
    pub way: String,
    /// Who noted it, when somebody did.
    pub by_member: Option<Uuid>,
    /// The version of the words with which she was asked.
    pub wording: String,
}

/// A change to keep.
#[derive(Debug, Clone, Copy)]
pub struct NewConsentChange<'a> {
    /// About which use.
    pub scope: &'a Scope,
    /// What held before.
    pub before: ConsentState,
    /// What holds since.
    pub after: ConsentState,
    /// How it was said.
    pub way: Way,
    /// Who noted it, when somebody did.
    pub by: Option<Member>,
    /// The version of the words with which she was asked.
    pub wording: &'a str,
}

/// Keeps a change.
pub async fn insert(
    tx: &mut Tx,
    id: Uuid,
    owner: OrganisationId,
    person: PersonId,
    change: NewConsentChange<'_>,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(
        tx,
        INSERT,
        id,
        owner.0,
        person.0,
        at,
        change.scope.to_string(),
        change.before.as_str(),
        change.after.as_str(),
        change.way.as_str(),
        change.by.map(Member::uuid),
        change.wording,
    )?;
    Ok(())
}

/// When people said yes to a use: (person, when), oldest first.
pub async fn accepted(
    db: &mut impl Access,
    owner: OrganisationId,
    scope: &Scope,
) -> Result<Vec<(PersonId, DateTime<Utc>)>, StoreError> {
    let rows = fetch_all!(db, (Uuid, DateTime<Utc>), ACCEPTED, owner.0, scope.to_string())?;
    Ok(rows.into_iter().map(|(person, at)| (PersonId(person), at)).collect())
}

/// What held of a use just before an instant, by person; nothing of those whose answer was not noted by then.
pub async fn agreed_before(
    db: &mut impl Access,
    owner: OrganisationId,
    scope: &Scope,
    at: DateTime<Utc>,
) -> Result<BTreeMap<PersonId, bool>, StoreError> {
    let rows = fetch_all!(db, (Uuid, String), BEFORE, owner.0, scope.to_string(), at)?;
    let is_given = |after: &str| after == ConsentState::Accepted.as_str();
    Ok(rows.into_iter().map(|(person, after)| (PersonId(person), is_given(&after))).collect())
}

/// Every change of a person, oldest first.
pub async fn of_person(db: &mut impl Access, person: PersonId) -> Result<Vec<ConsentChangeRow>, StoreError> {
    fetch_all!(db, ConsentChangeRow, OF_PERSON, person.0)
}
