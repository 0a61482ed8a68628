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
}
