//! Values kept encrypted beside a record: sealed as JSON with the keys of [`Secrets`].

use serde::{Serialize, de::DeserializeOwned};

use crate::{Secrets, StoreError};

/// Seals `value` for the column `field`.
pub(crate) fn seal<T: Serialize>(secrets: &Secrets, field: &str, value: &T) -> Result<String, StoreError> {
    let plain = serde_json::to_string(value).map_err(|_| StoreError::Unreadable(format!("{field} to seal")))?;
    secrets.seal(field, &plain)
}

/// Opens what [`seal`] gave for the same column.
pub(crate) fn open<T: DeserializeOwned>(secrets: &Secrets, field: &str, sealed: &str) -> Result<T, StoreError> {
    let plain = secrets.open(field, sealed)?;
    serde_json::from_str(&plain).map_err(|_| StoreError::Unreadable(format!("{field} once opened")))
}

/// The keyed hash under which a telephone number is found again, whatever the noun.
pub(crate) fn number_index(secrets: &Secrets, number: &str) -> String {
    secrets.blind_index("number", number)
}
