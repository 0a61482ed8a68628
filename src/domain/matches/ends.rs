//! How a match ends, and why: closed lists, no free text about anybody.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::people::Member;

/// Why one of the two said no, as far as they told. It is kept for whoever proposes the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum NoReason {
    /// They did not say; nobody has to.
    #[default]
    NotGiven,
    /// The day or the hour does not suit.
    Hour,
    /// It would be too much for now.
    TooMuch,
    /// They have little to say to each other.
    FewInCommon,
    /// They did not understand each other well: hearing, voice, accent.
    Voice,
    /// She would like somebody else, or nobody.
    SomebodyElse,
}

impl NoReason {
    /// Every reason.
    pub const ALL: [NoReason; 6] = [
        NoReason::NotGiven,
        NoReason::Hour,
        NoReason::TooMuch,
        NoReason::FewInCommon,
        NoReason::Voice,
        NoReason::SomebodyElse,
    ];

    /// The word of the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            NoReason::NotGiven => "not_given",
            NoReason::Hour => "hour",
            NoReason::TooMuch => "too_much",
            NoReason::FewInCommon => "few_in_common",
            NoReason::Voice => "voice",
            NoReason::SomebodyElse => "somebody_else",
        }
    }

    /// The reason of this word.
    pub fn parse(text: &str) -> Option<NoReason> {
        NoReason::ALL.into_iter().find(|reason| reason.as_str() == text.trim())
    }
}

/// Why a match is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBecause {
    /// The volunteer said no.
    VolunteerSaidNo,
    /// She said no.
    PersonSaidNo,
    /// A coordinator ended it.
    Coordinator,
    /// She no longer agrees to be called.
    NoConsent,
    /// The volunteer calls nobody any more, or for now.
    VolunteerLeft,
    /// They are never put together.
    KeptApart,
    /// Their series ended, or was given to somebody else.
    SeriesEnded,
    /// When both had said yes, the volunteer had no room any more, or the hour was not hers.
    NoRoom,
}

impl EndedBecause {
    /// The word of the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            EndedBecause::VolunteerSaidNo => "volunteer_said_no",
            EndedBecause::PersonSaidNo => "person_said_no",
            EndedBecause::Coordinator => "coordinator",
            EndedBecause::NoConsent => "no_consent",
            EndedBecause::VolunteerLeft => "volunteer_left",
            EndedBecause::KeptApart => "kept_apart",
            EndedBecause::SeriesEnded => "series_ended",
            EndedBecause::NoRoom => "no_room",
        }
    }
}

/// How a match ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchEnd {
    /// Why.
    pub because: EndedBecause,
    /// What was told of a no.
    #[serde(default)]
    pub no_reason: NoReason,
    /// Who decided or noted it, when somebody did.
    pub by: Option<Member>,
    /// When.
    pub at: DateTime<Utc>,
}
