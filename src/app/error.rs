//! Why a use case could not be carried out. A business refusal is not among them: it is an answer.

use passerelle_store::StoreError;
use passerelle_telephony::CarrierError;

/// Trouble of the machinery.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database did not keep, or could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record points at another one that is not there.
    #[error("a {noun} refers to something that is not there")]
    Dangling {
        /// What was looked for.
        noun: &'static str,
    },
    /// The carrier could not be asked.
    #[error(transparent)]
    Carrier(#[from] CarrierError),
    /// The coming weeks could not be planned: a fault of the program.
    #[error("the coming weeks could not be planned")]
    Planning,
    /// A text could not be written.
    #[error("a text could not be written: {0}")]
    Text(String),
}

impl AppError {
    /// The record of this noun should exist and does not.
    pub(crate) fn dangling(noun: &'static str) -> AppError {
        AppError::Dangling { noun }
    }
}

/// The answer of a use case.
pub(crate) type Outcome<T> = Result<T, AppError>;
