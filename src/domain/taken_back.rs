//! Why a dated call will not take place although its series once said so.

use serde::{Deserialize, Serialize};

/// What its series said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenBack {
    /// The rule, the hour or the zone changed.
    SeriesChanged,
    /// No call on that date.
    Skipped,
    /// It takes place at another hour or on another day.
    Moved,
    /// The series is over.
    SeriesEnded,
    /// Her number is somebody else's: nobody is rung until it is corrected.
    WrongNumber,
}

impl TakenBack {
    /// Whether the volunteer is told of this one call. What has words of its own is told by whoever changed the series.
    pub fn is_told_for_each_call(self) -> bool {
        match self {
            TakenBack::Skipped | TakenBack::WrongNumber | TakenBack::SeriesChanged => true,
            TakenBack::Moved | TakenBack::SeriesEnded => false,
        }
    }

    /// The name shown by the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            TakenBack::SeriesChanged => "series_changed",
            TakenBack::Skipped => "skipped",
            TakenBack::Moved => "moved",
            TakenBack::SeriesEnded => "series_ended",
            TakenBack::WrongNumber => "wrong_number",
        }
    }
}
