//! The carrier's pace: which texts leave first when many wait.

use serde::{Deserialize, Serialize};

use super::{Message, MessageState, Urgency};

/// Where a text stands with the carrier's pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PacePlace {
    /// It waits for its place.
    Waits,
    /// It has its place: it leaves now.
    MayLeave,
}

/// The lanes in which texts wait for the carrier's pace. A lane leaves when those before it are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// Pages of level 2 or 3, raised hands among them, and that the service itself is in trouble.
    Serious,
    /// Other pages, questions about somebody who is missed, codes, and answers to what somebody just wrote.
    Prompt,
    /// Everything else.
    Ordinary,
}

impl Lane {
    /// The number kept in the database: the smallest leaves first.
    pub fn number(self) -> i64 {
        match self {
            Lane::Serious => 0,
            Lane::Prompt => 1,
            Lane::Ordinary => 2,
        }
    }

    /// The name in the metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Lane::Serious => "serious",
            Lane::Prompt => "prompt",
            Lane::Ordinary => "ordinary",
        }
    }
}

impl Message {
    /// The lane in which it waits when it has to.
    pub fn lane(&self) -> Lane {
        match self.urgency {
            Urgency::Serious => Lane::Serious,
            Urgency::Page => Lane::Prompt,
            Urgency::Ordinary if self.is_unlimited => Lane::Prompt,
            Urgency::Ordinary => Lane::Ordinary,
        }
    }

    /// The lane in which it waits for the carrier's pace now, if it does.
    pub fn waits_in(&self) -> Option<Lane> {
        let waits =
            self.state == MessageState::Pending && self.held_for.is_none() && self.pace == Some(PacePlace::Waits);
        waits.then(|| self.lane())
    }

    /// It waits for its place at the carrier's pace.
    pub fn wait_for_pace(&mut self) {
        self.pace = Some(PacePlace::Waits);
        self.was_paced = true;
    }
}
