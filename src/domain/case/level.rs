//! How serious a case is.

use serde::{Deserialize, Serialize};

/// How serious a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseLevel {
    /// 0: to be read.
    Note,
    /// 1: the same day.
    Worry,
    /// 2: within half an hour.
    Serious,
    /// 3: now.
    Immediate,
}

impl CaseLevel {
    /// The number told to coordinators.
    pub fn number(self) -> u8 {
        match self {
            CaseLevel::Note => 0,
            CaseLevel::Worry => 1,
            CaseLevel::Serious => 2,
            CaseLevel::Immediate => 3,
        }
    }

    /// The level of this number.
    pub fn from_number(number: u8) -> Option<CaseLevel> {
        match number {
            0 => Some(CaseLevel::Note),
            1 => Some(CaseLevel::Worry),
            2 => Some(CaseLevel::Serious),
            3 => Some(CaseLevel::Immediate),
            _ => None,
        }
    }
}

/// A level written as its number, as coordinators say it.
pub(crate) mod level_number {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use super::CaseLevel;

    pub(crate) fn serialize<S: Serializer>(level: &CaseLevel, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(level.number())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<CaseLevel, D::Error> {
        let number = u8::deserialize(deserializer)?;
        CaseLevel::from_number(number).ok_or_else(|| D::Error::custom("a level is a number from 0 to 3"))
    }
}
