//! What can go wrong, sorted by the only question that matters: was it done?

use std::time::Duration;

/// More of the carrier's own words than this helps nobody.
const MAX_MESSAGE_CHARS: usize = 200;
/// A run of digits this long in the carrier's words may be somebody's number.
const MIN_PRIVATE_DIGITS: usize = 6;

/// The client cannot be made from these settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// Not an `http` or `https` URL.
    #[error("the carrier's API address is not an HTTP URL")]
    BadApiUrl,
    /// A rate must be a positive number.
    #[error("a carrier rate must be a positive number")]
    BadRate,
    /// Usually: no root certificates are installed on this machine.
    #[error("no TLS client could be made; are root certificates installed?")]
    NoTls,
}

/// Why a request to the carrier did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarrierError {
    /// The carrier said no. It did nothing, and asking the same again would get the same answer.
    #[error("the carrier refused with status {status}, code {code:?}: {message}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// The carrier's own code.
        code: Option<u32>,
        /// The carrier's words, without anything that looks like a number of somebody.
        message: String,
    },
    /// The carrier asked for patience more often than we have it. It did nothing; try later.
    #[error("the carrier is asked too much")]
    Throttled {
        /// How long it asked us to wait, when it said so.
        retry_after: Option<Duration>,
    },
    /// No connection could be made, so the carrier certainly did nothing.
    #[error("the carrier cannot be reached")]
    Unreachable,
    /// The request left and no usable answer came back: it may have been done. Look it up, do not repeat it.
    #[error("the carrier's answer was lost ({0})")]
    Ambiguous(&'static str),
}

impl CarrierError {
    /// True when the carrier certainly did not do what was asked, so that asking again cannot do it twice.
    pub fn is_definitely_not_done(&self) -> bool {
        match self {
            CarrierError::Refused { .. } | CarrierError::Throttled { .. } | CarrierError::Unreachable => true,
            CarrierError::Ambiguous(_) => false,
        }
    }

    /// True when asking again later may succeed (after a look-up, when it may have been done).
    pub fn is_worth_retrying(&self) -> bool {
        match self {
            // Too many calls at once, too many requests, a full queue: the carrier's matter, and it passes.
            CarrierError::Refused { code, .. } => matches!(code, Some(10004 | 20429 | 22005)),
            CarrierError::Throttled { .. } | CarrierError::Unreachable | CarrierError::Ambiguous(_) => true,
        }
    }

    /// True when the thing asked about does not exist at the carrier.
    pub fn is_not_found(&self) -> bool {
        matches!(self, CarrierError::Refused { status: 404, .. })
    }

    /// True when the person has told the carrier to stop our messages.
    ///
    /// # Source
    /// Telephony notes, section 1.8: code 21610.
    pub fn is_opted_out(&self) -> bool {
        matches!(self, CarrierError::Refused { code: Some(21610), .. })
    }

    /// True when the number cannot receive messages (a landline, or no number at all).
    ///
    /// # Source
    /// Telephony notes, section 1.9: codes 21211, 21612, 21614, 30006.
    pub fn is_unreachable_by_message(&self) -> bool {
        matches!(self, CarrierError::Refused { code: Some(21211 | 21612 | 21614 | 30006), .. })
    }

    /// True when a call that should be changed is already over, which is often what was wanted.
    ///
    /// # Source
    /// Telephony notes, section 4.2: code 21220.
    pub fn is_call_already_over(&self) -> bool {
        matches!(self, CarrierError::Refused { code: Some(21220), .. })
    }
}

/// Shortens the carrier's words and hides every long run of digits: they are often the number that was called.
pub(super) fn without_personal_data(message: &str) -> String {
    let mut clean = String::new();
    let mut digits = String::new();
    for c in message.chars().take(MAX_MESSAGE_CHARS).chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() >= MIN_PRIVATE_DIGITS {
            clean.push('…');
        } else {
            clean.push_str(&digits);
        }
        digits.clear();
        if c != '\0' {
            clean.push(c);
        }
    }
    clean
}
