//! Recorded sentences, by their content: a file's name is the hash of its bytes. They are public.

use crate::access::Access;
use crate::statements::{execute, scalar_optional, statements};
use crate::{StoreError, Tx};

statements! {
    KEEP = "INSERT INTO voice_sounds (file, content) VALUES ($1, $2) ON CONFLICT (file) DO NOTHING";
    CONTENT = "SELECT content FROM voice_sounds WHERE file = $1";
}

/// Keeps a sound. The same again changes nothing.
pub async fn keep(tx: &mut Tx, file: &str, content: &[u8]) -> Result<(), StoreError> {
    execute!(tx, KEEP, file, content)?;
    Ok(())
}

/// The bytes of a sound.
pub async fn content(db: &mut impl Access, file: &str) -> Result<Option<Vec<u8>>, StoreError> {
    scalar_optional!(db, Vec<u8>, CONTENT, file)
}
