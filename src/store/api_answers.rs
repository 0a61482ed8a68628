//! Answers of the API kept under the key that came with a request: the same request again gets the same answer.
//!
//! The key and the request are kept as keyed hashes, the answer sealed. It goes after a day, and with whoever is erased.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::OrganisationId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::statements::{execute, fetch_one, scalar_one, statements};
use crate::{Secrets, StoreError, Tx, access::Access, sealed};

statements! {
    BEGIN = "
        INSERT INTO api_answers (holder_id, key_hash, organisation_id, request_hash, asked_at)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (holder_id, key_hash) DO NOTHING";
    OF_KEY = "SELECT request_hash, status, sealed FROM api_answers WHERE holder_id = $1 AND key_hash = $2";
    KEEP = "UPDATE api_answers SET status = $3, sealed = $4 WHERE holder_id = $1 AND key_hash = $2 AND status IS NULL";
    DROP_ONE = "DELETE FROM api_answers WHERE holder_id = $1 AND key_hash = $2 AND status IS NULL";
    ERASED_SINCE = "SELECT COUNT(*) FROM erasures WHERE organisation_id = $1 AND at >= $2";
    FORGET_TOLD = "DELETE FROM api_answers WHERE organisation_id = $1 AND status IS NOT NULL";
    FORGET_OLD = "DELETE FROM api_answers WHERE asked_at < $1";
    COUNT_OLD = "SELECT COUNT(*) FROM api_answers WHERE organisation_id = $1 AND asked_at < $2";
}

const KEY: &str = "api_answers.key";
const REQUEST: &str = "api_answers.request";
const FIELD: &str = "api_answers.answer";

/// What was answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// `Content-Type`; none without a body.
    pub content_type: Option<String>,
    /// The body.
    pub body: String,
}

/// A request that came with a key.
#[derive(Clone)]
pub struct KeyedRequest {
    /// Whose token came with it.
    pub holder_id: Uuid,
    /// Their organisation.
    pub organisation_id: OrganisationId,
    /// The key.
    pub key: String,
    /// What makes it the same request: method, address and body.
    pub fingerprint: String,
    /// When it came.
    pub asked_at: DateTime<Utc>,
}

/// What is known of a request that came with a key.
pub enum KnownRequest {
    /// Nothing: it is carried out now.
    New,
    /// The same one is carried out at this moment, or was cut off.
    UnderWay,
    /// The same one was answered.
    Answered(KeptAnswer),
    /// The key came with another request.
    Another,
}

/// Looks a request up, and notes that it is carried out from now on when it is new. Whatever was asked before `limit` is
/// forgotten first.
pub async fn begin(
    tx: &mut Tx,
    secrets: &Secrets,
    request: &KeyedRequest,
    limit: DateTime<Utc>,
) -> Result<KnownRequest, StoreError> {
    execute!(tx, FORGET_OLD, limit)?;
    let (holder, key) = (request.holder_id, key_hash(secrets, request));
    let print = secrets.blind_index(REQUEST, &request.fingerprint);
    let made = execute!(tx, BEGIN, holder, &key, request.organisation_id.0, &print, request.asked_at)?;
    if made == 1 {
        return Ok(KnownRequest::New);
    }
    let (known, status, answer) = fetch_one!(tx, (String, Option<i64>, Option<String>), OF_KEY, holder, &key)?;
    if known != print {
        return Ok(KnownRequest::Another);
    }
    let Some((status, answer)) = status.zip(answer) else { return Ok(KnownRequest::UnderWay) };
    let answer: KeptAnswer = sealed::open(secrets, FIELD, &answer)?;
    let status = u16::try_from(status).map_err(|_| StoreError::Unreadable("status of a kept answer".to_owned()))?;
    Ok(KnownRequest::Answered(KeptAnswer { status, ..answer }))
}

/// Keeps the answer of a request that was begun. Nothing is kept of what somebody was told while a person was erased: it may
/// name her.
pub async fn keep(
    tx: &mut Tx,
    secrets: &Secrets,
    request: &KeyedRequest,
    answer: &KeptAnswer,
) -> Result<(), StoreError> {
    let erased = scalar_one!(tx, i64, ERASED_SINCE, request.organisation_id.0, request.asked_at)?;
    if erased > 0 && !answer.body.is_empty() {
        return Ok(());
    }
    let sealed = sealed::seal(secrets, FIELD, answer)?;
    execute!(tx, KEEP, request.holder_id, key_hash(secrets, request), i64::from(answer.status), sealed)?;
    Ok(())
}

/// A request that was begun came to nothing: it may be sent again.
pub async fn give_up(tx: &mut Tx, secrets: &Secrets, request: &KeyedRequest) -> Result<(), StoreError> {
    execute!(tx, DROP_ONE, request.holder_id, key_hash(secrets, request))?;
    Ok(())
}

/// Forgets every answer of an organisation: one of them may name somebody who is erased.
pub async fn forget_told(tx: &mut Tx, owner: OrganisationId) -> Result<(), StoreError> {
    execute!(tx, FORGET_TOLD, owner.0)?;
    Ok(())
}

/// How many answers of an organisation are older than `limit`.
pub async fn count_old(db: &mut impl Access, owner: OrganisationId, limit: DateTime<Utc>) -> Result<u64, StoreError> {
    Ok(scalar_one!(db, i64, COUNT_OLD, owner.0, limit)?.unsigned_abs())
}

/// Forgets what was asked before `limit`.
pub async fn forget_old(tx: &mut Tx, limit: DateTime<Utc>) -> Result<(), StoreError> {
    execute!(tx, FORGET_OLD, limit)?;
    Ok(())
}

/// The key is the caller's own text, and may say anything.
fn key_hash(secrets: &Secrets, request: &KeyedRequest) -> String {
    secrets.blind_index(KEY, &request.key)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::{erasures, organisations, test_support::TestDb, transact};

    fn request(fingerprint: &str) -> KeyedRequest {
        KeyedRequest {
            holder_id: Uuid::from_u128(1),
            organisation_id: OrganisationId(Uuid::from_u128(2)),
            key: "8e03978e".to_owned(),
            fingerprint: fingerprint.to_owned(),
            asked_at: DateTime::UNIX_EPOCH,
        }
    }

    fn answer(body: &str) -> KeptAnswer {
        KeptAnswer { status: 201, content_type: Some("application/json".to_owned()), body: body.to_owned() }
    }

    async fn known(test: &TestDb, secrets: &Secrets, fingerprint: &str) -> &'static str {
        let asked = request(fingerprint);
        let limit = asked.asked_at - TimeDelta::hours(24);
        match transact!(test.db, |tx| { begin(tx, secrets, &asked, limit).await }).await.unwrap() {
            KnownRequest::New => "new",
            KnownRequest::UnderWay => "under way",
            KnownRequest::Another => "another",
            KnownRequest::Answered(kept) if kept == answer("{}") => "answered",
            KnownRequest::Answered(_) => "answered otherwise",
        }
    }

    #[tokio::test]
    async fn request_with_a_key_then_known_until_it_is_given_up_or_forgotten() {
        let secrets = Secrets::new("a key for tests, long enough to be one");
        for test in TestDb::both().await {
            let owner = request("").organisation_id;
            transact!(test.db, |tx| { organisations::find_or_make(tx, owner, "Les Voisins").await }).await.unwrap();
            assert_eq!(known(&test, &secrets, "one").await, "new");
            assert_eq!(known(&test, &secrets, "one").await, "under way");
            assert_eq!(known(&test, &secrets, "two").await, "another");
            transact!(test.db, |tx| { give_up(tx, &secrets, &request("one")).await }).await.unwrap();
            assert_eq!(known(&test, &secrets, "two").await, "new");
            transact!(test.db, |tx| { keep(tx, &secrets, &request("two"), &answer("{}")).await }).await.unwrap();
            transact!(test.db, |tx| { give_up(tx, &secrets, &request("two")).await }).await.unwrap();
            assert_eq!(known(&test, &secrets, "two").await, "answered");
            transact!(test.db, |tx| { forget_told(tx, owner).await }).await.unwrap();
            assert_eq!(known(&test, &secrets, "two").await, "new");
        }
    }

    #[tokio::test]
    async fn somebody_erased_meanwhile_then_only_an_answer_without_words_is_kept() {
        let secrets = Secrets::new("a key for tests, long enough to be one");
        for test in TestDb::both().await {
            let owner = request("").organisation_id;
            let erased = erasures::Erasure {
                person_id: passerelle_domain::ids::PersonId(Uuid::from_u128(3)),
                organisation_id: owner,
                reference_hash: String::new(),
                at: DateTime::UNIX_EPOCH,
                by: None,
            };
            transact!(test.db, |tx| {
                organisations::find_or_make(tx, owner, "Les Voisins").await?;
                erasures::keep(tx, &erased).await
            })
            .await
            .unwrap();
            assert_eq!(known(&test, &secrets, "one").await, "new");
            transact!(test.db, |tx| { keep(tx, &secrets, &request("one"), &answer("{}")).await }).await.unwrap();
            assert_eq!(known(&test, &secrets, "one").await, "under way");
            transact!(test.db, |tx| { keep(tx, &secrets, &request("one"), &answer("")).await }).await.unwrap();
            assert_eq!(known(&test, &secrets, "one").await, "answered otherwise");
        }
    }
}
