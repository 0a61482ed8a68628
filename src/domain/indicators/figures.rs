//! The figures of a period, row by row, with what is told of each.

use serde::{Deserialize, Serialize};

use super::{
    Facts, Group, Indicator, Period, secrecy,
    selection::{Counted, Index},
};
use crate::small_cells::LEAST_TOLD;

/// What is told of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// The figure.
    Told,
    /// Fewer than five people stand behind it.
    UnderFive,
    /// It would give another one away.
    Withheld,
    /// There is nothing to count: a median of no case.
    Nothing,
}

/// A figure, and what is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Which.
    pub indicator: Indicator,
    /// What it comes to. Only for [`Figure::told`] and for counting longer periods: never shown as it is.
    pub value: u64,
    /// What is told.
    pub shown: Shown,
}

impl Figure {
    /// What may be read.
    pub fn told(&self) -> Option<u64> {
        (self.shown == Shown::Told).then_some(self.value)
    }
}

/// The figures of a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// Who they are about.
    pub group: Group,
    /// In the order of [`Indicator::ALL`].
    pub figures: Vec<Figure>,
}

impl GroupFigures {
    /// One of them.
    pub fn of(&self, indicator: Indicator) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.indicator == indicator)
    }
}

/// The figures of a period. `kept` are those of its months, and of its quarters, that were told before: what they hide must
/// not be found with the help of these.
pub fn count(period: Period, facts: &Facts, kept: &[(Period, Vec<GroupFigures>)]) -> Vec<GroupFigures> {
    let index = Index::of(facts);
    let mut groups: Vec<GroupFigures> = Vec::new();
    for group in index.groups() {
        let asked =
            Indicator::ALL.into_iter().filter(|indicator| !(group.is_of_partners() && indicator.is_of_volunteers()));
        let figures = asked.map(|indicator| figure(indicator, &index.count(indicator, &group))).collect();
        groups.push(GroupFigures { group, figures });
    }
    secrecy::hide(period, &mut groups, kept);
    groups
}

fn figure(indicator: Indicator, counted: &Counted) -> Figure {
    let shown = match counted.value {
        None => Shown::Nothing,
        Some(_) if counted.people < LEAST_TOLD => Shown::UnderFive,
        Some(_) => Shown::Told,
    };
    Figure { indicator, value: counted.value.unwrap_or_default(), shown }
}
