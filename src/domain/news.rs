//! News for the outer circle: one text, to whoever wants to stay in touch and reads texts, some at a time.
//!
//! # Source
//! Domain notes 1.1, M10.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{LineId, NewsId, OrganisationId, VolunteerId},
    people::{Member, Volunteer},
    wishes::HelperCircle,
};

/// So many are written to in one transaction: while it lasts, webhooks wait.
pub const BATCH: usize = 100;
/// Longest words: with the name of the service and the way out they make one SMS.
pub const MOST_CHARS: usize = 110;

/// A text to a circle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct News {
    /// Identity of the record.
    pub id: NewsId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line that writes.
    pub line_id: LineId,
    /// Who wrote it.
    pub by: Member,
    /// When.
    pub at: DateTime<Utc>,
    /// Everybody up to this one has been written to.
    pub after: Option<VolunteerId>,
    /// How many were.
    pub sent: u32,
    /// Everybody has been.
    pub is_over: bool,
    /// What it says; sealed by the store.
    #[serde(skip)]
    pub words: Words,
}

/// What the news say.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Words(pub String);

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words(sealed)")
    }
}

/// Whether somebody receives the news: connected, still there, and STOP never sent.
pub fn receives(volunteer: &Volunteer) -> bool {
    volunteer.circle == HelperCircle::Connected
        && volunteer.is_here()
        && volunteer.phone.is_some()
        && volunteer.reads_texts()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::examples::volunteer;

    #[test]
    fn circles_and_stops_then_only_the_connected_who_read_texts() {
        let connected = Volunteer { circle: HelperCircle::Connected, ..volunteer() };
        assert!(receives(&connected));
        assert!(!receives(&volunteer()));
        assert!(!receives(&Volunteer { circle: HelperCircle::Neighbour, ..volunteer() }));
        assert!(!receives(&Volunteer { sms_stopped: true, ..connected.clone() }));
        assert!(!receives(&Volunteer { phone: None, ..connected }));
        assert_eq!(format!("{:?}", Words("secret".into())), "Words(sealed)");
    }
}
