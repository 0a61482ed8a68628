//! Why a text did not arrive, and whether trying again can help.

use serde::{Deserialize, Serialize};

/// Why a message will never arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// The reader told the carrier to stop our texts.
    OptedOut,
    /// No such number, or no such mailbox.
    UnknownAddress,
    /// A telephone that cannot read.
    Landline,
    /// Refused for another reason: its content, its sender, a country.
    Refused,
    /// Tried as often as is sensible.
    GivenUp,
}

impl Failure {
    /// The name in the journal and the metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Failure::OptedOut => "opted_out",
            Failure::UnknownAddress => "unknown_address",
            Failure::Landline => "landline",
            Failure::Refused => "refused",
            Failure::GivenUp => "given_up",
        }
    }
}

/// What a carrier's code says about trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The telephone is off or out of reach: again, much later.
    HandsetOff,
    /// Trouble of the carrier's, or of our account: again soon. It says nothing about the reader.
    NotNow,
    /// Never again.
    Never(Failure),
}

/// Sorts a carrier's code, from an answer or from a receipt.
///
/// # Source
/// Telephony notes, sections 1.9 and 4.3.
pub fn verdict_of(code: Option<u32>) -> Verdict {
    match code {
        Some(21610) => Verdict::Never(Failure::OptedOut),
        Some(21211 | 21214 | 21217 | 30004 | 30005) => Verdict::Never(Failure::UnknownAddress),
        Some(21614 | 30006) => Verdict::Never(Failure::Landline),
        Some(30003 | 30008) => Verdict::HandsetOff,
        Some(10004 | 20003 | 20005 | 20429 | 20500 | 20503 | 22005 | 30001) => Verdict::NotNow,
        Some(_) | None => Verdict::Never(Failure::Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_then_what_they_say_about_trying_again() {
        use Failure::{Landline, OptedOut, Refused, UnknownAddress};
        let cases = [
            (Some(30003), Verdict::HandsetOff),
            (Some(30005), Verdict::Never(UnknownAddress)),
            (Some(30006), Verdict::Never(Landline)),
            (Some(21614), Verdict::Never(Landline)),
            (Some(21211), Verdict::Never(UnknownAddress)),
            (Some(21610), Verdict::Never(OptedOut)),
            // A wrong token is no reason to give up a page.
            (Some(20003), Verdict::NotNow),
            (Some(20429), Verdict::NotNow),
            (Some(30007), Verdict::Never(Refused)),
            (None, Verdict::Never(Refused)),
        ];
        for (code, verdict) in cases {
            assert_eq!(verdict_of(code), verdict, "{code:?}");
        }
    }
}
