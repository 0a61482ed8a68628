//! Messages left on lines. Where the carrier keeps the sound is sealed.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, VoicemailId},
    voicemail::Voicemail,
};
use sqlx::types::Json;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{Secrets, StoreError, Tx, sealed};

statements! {
    SAVE = "
        INSERT INTO voicemails
            (id, organisation_id, line_id, code, recording_sid, state, is_live, due_at, record, sealed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET state = excluded.state, is_live = excluded.is_live, due_at = excluded.due_at,
            record = excluded.record, sealed = excluded.sealed";
    BY_ID = "SELECT record, sealed FROM voicemails WHERE id = $1";
    BY_RECORDING = "SELECT record, sealed FROM voicemails WHERE recording_sid = $1";
    BY_CODE = "
        SELECT record, sealed FROM voicemails WHERE organisation_id = $1 AND code = $2 ORDER BY due_at DESC, id LIMIT 1";
    UNHANDLED = "
        SELECT record, sealed FROM voicemails WHERE organisation_id = $1 AND state <> 'handled'
        ORDER BY due_at, id LIMIT 1000";
    SINCE = "
        SELECT record, sealed FROM voicemails WHERE organisation_id = $1 AND due_at >= $2 ORDER BY due_at, id LIMIT 10000";
}

const FIELD: &str = "voicemails.recording";

type Row = (Json<Voicemail>, String);

fn read(secrets: &Secrets, (Json(mut voicemail), url): Row) -> Result<Voicemail, StoreError> {
    voicemail.recording_url = sealed::open::<Option<String>>(secrets, FIELD, &url)?;
    Ok(voicemail)
}

/// Writes a message, new or changed.
///
/// # Errors
/// `Conflict` on `recording` when another message has the same recording.
pub async fn save(tx: &mut Tx, secrets: &Secrets, voicemail: &Voicemail) -> Result<(), StoreError> {
    let url = sealed::seal(secrets, FIELD, &voicemail.recording_url)?;
    execute!(
        tx,
        SAVE,
        voicemail.id.0,
        voicemail.organisation_id.0,
        voicemail.line_id.0,
        voicemail.code.as_str(),
        &voicemail.recording_sid,
        voicemail.state.as_str(),
        voicemail.timer().is_some(),
        voicemail.due_at,
        Json(voicemail),
        url,
    )?;
    Ok(())
}

/// The message with this id.
pub async fn by_id(db: &mut impl Access, secrets: &Secrets, id: VoicemailId) -> Result<Option<Voicemail>, StoreError> {
    fetch_optional!(db, Row, BY_ID, id.0)?.map(|row| read(secrets, row)).transpose()
}

/// The message of this recording.
pub async fn by_recording(
    db: &mut impl Access,
    secrets: &Secrets,
    recording_sid: &str,
) -> Result<Option<Voicemail>, StoreError> {
    fetch_optional!(db, Row, BY_RECORDING, recording_sid)?.map(|row| read(secrets, row)).transpose()
}

/// The latest message named by this code.
pub async fn by_code(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    code: &Code,
) -> Result<Option<Voicemail>, StoreError> {
    fetch_optional!(db, Row, BY_CODE, owner.0, code.as_str())?.map(|row| read(secrets, row)).transpose()
}

/// The messages nobody has answered yet, the first due first, at most 1000.
pub async fn unhandled(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
) -> Result<Vec<Voicemail>, StoreError> {
    fetch_all!(db, Row, UNHANDLED, owner.0)?.into_iter().map(|row| read(secrets, row)).collect()
}

/// The messages due since an instant, answered or not, the first due first, at most 10,000.
pub async fn since(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<Voicemail>, StoreError> {
    fetch_all!(db, Row, SINCE, owner.0, since)?.into_iter().map(|row| read(secrets, row)).collect()
}
