//! Texts to people. What they say and where they go is sealed.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    circuit::Provider,
    ids::{MessageId, OrganisationId},
    message::{Content, Lane, Message},
    people::Member,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, scalar_one, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    INSERT = "
        INSERT INTO messages
            (id, organisation_id, channel, member_id, template, state, is_live, carrier_sid, made_at, record, sealed,
             destination)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    UPDATE = "
        UPDATE messages SET state = $2, is_live = $3, carrier_sid = $4, record = $5, held_for = $6, waiting_lane = $7
        WHERE id = $1";
    HELD = "
        SELECT record, sealed FROM messages WHERE held_for = $1 ORDER BY made_at, id LIMIT 5000";
    WAITING = "
        SELECT record, sealed FROM messages WHERE waiting_lane IS NOT NULL ORDER BY waiting_lane, made_at, id LIMIT $1";
    HELD_COUNT = "SELECT COUNT(*) FROM messages WHERE held_for = $1";
    TO_MEMBER_BETWEEN = "
        SELECT record, sealed FROM messages WHERE member_id = $1 AND made_at >= $2 AND made_at <= $3
        ORDER BY made_at, id LIMIT 100";
    TO_DESTINATION = "
        SELECT record, sealed FROM messages WHERE destination = $1 AND organisation_id = $2 AND made_at >= $3
        ORDER BY made_at DESC, id DESC LIMIT 500";
    BY_ID = "SELECT record, sealed FROM messages WHERE id = $1";
    SID_IS_KNOWN = "SELECT COUNT(*) FROM messages WHERE carrier_sid = $1";
    LATEST_TO = "
        SELECT record, sealed FROM messages WHERE member_id = $1 AND template = $2 AND made_at >= $3
        ORDER BY made_at DESC, id DESC LIMIT 1";
    COUNT = "
        SELECT COUNT(*) FROM messages WHERE organisation_id = $1 AND channel = $2 AND made_at >= $3
            AND state IN ('sent', 'delivered', 'unconfirmed')";
    SINCE = "
        SELECT record, sealed FROM messages WHERE organisation_id = $1 AND made_at >= $2 ORDER BY made_at, id LIMIT 20000";
}

pub(crate) const FIELD: &str = "messages.content";
/// The blind index of where a message goes.
const DESTINATION: &str = "messages.destination";

type Row = (Json<Message>, String);

pub(crate) fn read(secrets: &Secrets, (Json(mut message), content): Row) -> Result<Message, StoreError> {
    message.content = sealed::open::<Content>(secrets, FIELD, &content)?;
    Ok(message)
}

/// An address is the same in small and in large letters.
fn destination(secrets: &Secrets, to: &str) -> String {
    secrets.blind_index(DESTINATION, &to.to_lowercase())
}

/// Writes a new message.
pub async fn insert(tx: &mut Tx, secrets: &Secrets, message: &Message) -> Result<(), StoreError> {
    let content = sealed::seal(secrets, FIELD, &message.content)?;
    execute!(
        tx,
        INSERT,
        message.id.0,
        message.organisation_id.0,
        message.channel.as_str(),
        message.member.map(Member::uuid),
        &message.template,
        message.state.as_str(),
        message.state.is_live(),
        message.sid.as_deref(),
        message.made_at,
        Json(message),
        content,
        destination(secrets, &message.content.to),
    )?;
    Ok(())
}

/// Writes a changed message. What it says never changes.
///
/// # Errors
/// `Conflict` on `carrier_sid` when another message has it.
pub async fn update(tx: &mut Tx, message: &Message) -> Result<(), StoreError> {
    let (state, is_live) = (message.state.as_str(), message.state.is_live());
    let held_for = message.held_for.map(Provider::as_str);
    let lane = message.waits_in().map(Lane::number);
    execute!(tx, UPDATE, message.id.0, state, is_live, message.sid.as_deref(), Json(message), held_for, lane)?;
    Ok(())
}

/// What is kept until a provider is back, the oldest first, at most 5000.
pub async fn held_for(db: &mut impl Access, secrets: &Secrets, provider: Provider) -> Result<Vec<Message>, StoreError> {
    fetch_all!(db, Row, HELD, provider.as_str())?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The texts that wait for the carrier's pace, in the order in which they leave, at most `limit`.
pub async fn waiting_for_pace(
    db: &mut impl Access,
    secrets: &Secrets,
    limit: usize,
) -> Result<Vec<Message>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    fetch_all!(db, Row, WAITING, limit)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// How many messages are kept until a provider is back.
pub async fn held_count(db: &mut impl Access, provider: Provider) -> Result<i64, StoreError> {
    scalar_one!(db, i64, HELD_COUNT, provider.as_str())
}

/// What was written to a member from one instant to another, both included, oldest first, at most 100.
pub async fn to_member_between(
    db: &mut impl Access,
    secrets: &Secrets,
    member: Member,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Message>, StoreError> {
    fetch_all!(db, Row, TO_MEMBER_BETWEEN, member.uuid(), from, to)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// What an organisation wrote to a number (E.164) or an address since `since`, oldest first: the last 500.
pub async fn to_destination(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    to: &str,
    since: DateTime<Utc>,
) -> Result<Vec<Message>, StoreError> {
    let rows = fetch_all!(db, Row, TO_DESTINATION, destination(secrets, to), owner.0, since)?;
    rows.into_iter().rev().map(|row| read(secrets, row)).collect()
}

/// The message with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: MessageId) -> Result<Option<Message>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// Whether a message with this identifier of the carrier is known.
pub async fn sid_is_known(db: &mut impl Access, sid: &str) -> Result<bool, StoreError> {
    Ok(scalar_one!(db, i64, SID_IS_KNOWN, sid)? > 0)
}

/// The latest message of this template to a member since `since`.
pub async fn latest_to(
    db: &mut impl Access,
    secrets: &Secrets,
    member: Member,
    template: &str,
    since: DateTime<Utc>,
) -> Result<Option<Message>, StoreError> {
    fetch_optional!(db, Row, LATEST_TO, member.uuid(), template, since)?.map(|row| read(secrets, row)).transpose()
}

/// How many messages left by this channel since `since`.
pub async fn sent_count(
    db: &mut impl Access,
    owner: OrganisationId,
    channel: passerelle_domain::message::Channel,
    since: DateTime<Utc>,
) -> Result<i64, StoreError> {
    scalar_one!(db, i64, COUNT, owner.0, channel.as_str(), since)
}

/// The messages written since `since`, oldest first, at most 20000.
pub async fn since(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<Message>, StoreError> {
    fetch_all!(db, Row, SINCE, owner.0, since)?.into_iter().map(|row| read(secrets, row)).collect()
}
