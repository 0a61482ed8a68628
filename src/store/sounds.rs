//! The sounds of messages left on lines, sealed. They are apart from the messages, whose lists stay light.

use chrono::{DateTime, Utc};
use passerelle_domain::ids::{OrganisationId, VoicemailId};

use crate::access::Access;
use crate::statements::{execute, fetch_optional, scalar_one, statements};
use crate::{Secrets, StoreError, Tx};

statements! {
    KEEP = "
        INSERT INTO sounds (voicemail_id, organisation_id, kept_at, sealed) VALUES ($1, $2, $3, $4)
        ON CONFLICT (voicemail_id) DO NOTHING";
    OF_VOICEMAIL = "SELECT sealed FROM sounds WHERE voicemail_id = $1";
    ERASE = "DELETE FROM sounds WHERE voicemail_id = $1";
    COUNT = "SELECT COUNT(*) AS n FROM sounds WHERE voicemail_id = $1";
}

const FIELD: &str = "sounds.sealed";

/// A sound, sealed and ready to be kept: made before the transaction, for a sound is large.
#[derive(Clone)]
pub struct SealedSound(Vec<u8>);

impl SealedSound {
    /// Seals a sound.
    ///
    /// # Errors
    /// `Secret` when it is too long for the cipher.
    pub fn seal(secrets: &Secrets, sound: &[u8]) -> Result<SealedSound, StoreError> {
        secrets.seal_bytes(FIELD, sound).map(SealedSound)
    }
}

impl std::fmt::Debug for SealedSound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedSound({} bytes)", self.0.len())
    }
}

/// Keeps the sound of a message; a second one of the same message changes nothing.
pub async fn keep(
    tx: &mut Tx,
    owner: OrganisationId,
    voicemail: VoicemailId,
    sound: &SealedSound,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    execute!(tx, KEEP, voicemail.0, owner.0, now, &sound.0)?;
    Ok(())
}

/// The sound of a message, opened, if it is here.
///
/// # Errors
/// `Secret` when the key is not the one it was sealed with.
pub async fn of_voicemail(
    db: &mut impl Access,
    secrets: &Secrets,
    voicemail: VoicemailId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = fetch_optional!(db, (Vec<u8>,), OF_VOICEMAIL, voicemail.0)?;
    row.map(|(sealed,)| secrets.open_bytes(FIELD, &sealed)).transpose()
}

/// Whether the sound of a message is here.
pub async fn is_here(db: &mut impl Access, voicemail: VoicemailId) -> Result<bool, StoreError> {
    Ok(scalar_one!(db, i64, COUNT, voicemail.0)? > 0)
}

/// Erases the sound of a message; one that is not here stays so.
pub async fn erase(tx: &mut Tx, voicemail: VoicemailId) -> Result<(), StoreError> {
    execute!(tx, ERASE, voicemail.0)?;
    Ok(())
}
