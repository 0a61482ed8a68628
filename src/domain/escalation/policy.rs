//! An association's own policy: what it is for, and its chains.

use serde::{Deserialize, Serialize};

use super::{Chain, FrozenPolicy};
use crate::{
    case::{CaseKind, CaseLevel},
    line::Line,
};

/// A policy of an association. The same form in TOML, in JSON and in the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationPolicy {
    /// Its name, unique in the association.
    pub name: String,
    /// For these kinds of cases only; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<CaseKind>,
    /// For the cases of these lines only, by reference; empty: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<String>,
    /// One a level; a level that is left out keeps its standard chain.
    pub levels: Vec<Chain>,
}

impl EscalationPolicy {
    /// Reads a policy written as TOML.
    ///
    /// # Errors
    /// Where and why it cannot be read, in the reader's words.
    pub fn from_toml(text: &str) -> Result<EscalationPolicy, toml::de::Error> {
        toml::from_str(text)
    }

    /// The policy as TOML; read again it is the same.
    ///
    /// # Errors
    /// When it cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        toml::to_string(self)
    }

    /// What holds when an association has written no policy.
    pub fn standard() -> EscalationPolicy {
        let levels = [CaseLevel::Note, CaseLevel::Worry, CaseLevel::Serious, CaseLevel::Immediate];
        let chain = |level| Chain::standard(level, CaseKind::MissedContact);
        EscalationPolicy {
            name: "standard".into(),
            kinds: Vec::new(),
            lines: Vec::new(),
            levels: levels.map(chain).to_vec(),
        }
    }

    /// The chain it has for a level.
    pub fn chain(&self, level: CaseLevel) -> Option<&Chain> {
        self.levels.iter().find(|chain| chain.level == level)
    }

    fn is_for(&self, kind: CaseKind, line: &str) -> bool {
        let is_kind = self.kinds.is_empty() || self.kinds.contains(&kind);
        is_kind && (self.lines.is_empty() || self.lines.iter().any(|key| key == line))
    }

    /// Kind and line are nearer than the kind, the kind than the line, the line than nothing.
    fn nearness(&self) -> (bool, bool) {
        (!self.kinds.is_empty(), !self.lines.is_empty())
    }

    /// Whether some case would be as near to this one as to the other.
    pub(super) fn is_as_near_as(&self, other: &EscalationPolicy) -> bool {
        let meets = |one: bool, other: bool| one == other;
        let kinds = self.kinds.is_empty() || self.kinds.iter().any(|kind| other.kinds.contains(kind));
        let lines = self.lines.is_empty() || self.lines.iter().any(|line| other.lines.contains(line));
        let levels = self.levels.iter().any(|chain| other.chain(chain.level).is_some());
        let (mine, theirs) = (self.nearness(), other.nearness());
        meets(mine.0, theirs.0) && meets(mine.1, theirs.1) && kinds && lines && levels
    }

    /// What a case that opens now follows: the nearest policy that has a chain for its level, or the standard chain.
    pub fn freeze(policies: &[EscalationPolicy], kind: CaseKind, level: CaseLevel, line: &Line) -> FrozenPolicy {
        let fitting = policies.iter().filter(|policy| policy.is_for(kind, &line.key));
        let with_chain = fitting.filter_map(|policy| Some((policy, policy.chain(level)?)));
        let nearest = with_chain.max_by_key(|(policy, _)| policy.nearness());
        let (name, chain) = match nearest {
            Some((policy, chain)) => (Some(policy.name.clone()), chain.clone()),
            None => (None, Chain::standard(level, kind)),
        };
        FrozenPolicy { name, chain, zone: line.hours.zone }
    }
}
