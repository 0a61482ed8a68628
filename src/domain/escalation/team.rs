//! Who can be paged for a case at one instant.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::people::Member;

/// Who can be paged for a case at one instant. Only those who have not left are in its lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Team {
    /// On call now, in the order of the roster.
    pub on_call: Vec<Member>,
    /// Everybody who takes that duty, those on call now first.
    pub order: Vec<Member>,
    /// Until when each one on call stays so without a break.
    pub on_call_until: BTreeMap<Member, DateTime<Utc>>,
    /// Those whom the case's policy names, by reference.
    pub named: BTreeMap<String, Member>,
    /// Those the case knows and who have left.
    pub gone: BTreeSet<Member>,
}

impl Team {
    /// Everybody, each once.
    pub fn everyone(&self) -> Vec<Member> {
        let mut everyone = self.order.clone();
        for member in self.named.values() {
            if !everyone.contains(member) {
                everyone.push(*member);
            }
        }
        everyone
    }
}
