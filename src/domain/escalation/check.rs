//! Whether a policy can work: told when it is saved, not found out on a night.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Chain, EscalationPolicy, PageChannel, PageStep, PolicyProblem, Whom};
use crate::case::CaseLevel;

/// Longest name.
const MOST_NAME_CHARS: usize = 64;
/// Steps nobody could follow beyond.
const MOST_STEPS: usize = 12;
/// Beyond so many rounds everyone should have been told.
const MOST_ROUNDS: u32 = 5;
/// More repetitions are no reminder any more.
const MOST_REPEATS: u32 = 10;
/// Nobody reads and answers faster.
const LEAST_WAIT_S: i64 = 30;
/// A page that waits longer than three days is forgotten.
const MOST_WAIT_S: i64 = 3 * 24 * 3_600;
/// An acknowledgement that holds longer than a fortnight is a case nobody looks at.
const MOST_HOLDS_MIN: i64 = 14 * 24 * 60;

/// What is known of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFacts {
    /// Its reference.
    pub key: String,
    /// How many members take its on-call duty, now or later.
    pub roster: usize,
    /// When the first gap in which nobody is on call begins, in the coming weeks.
    pub gap_from: Option<DateTime<Utc>>,
}

/// What is known of a staff member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFacts {
    /// They have left.
    pub has_left: bool,
    /// Channels by which they can be reached, and which they do not refuse.
    pub channels: Vec<PageChannel>,
}

/// What a policy is checked against.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyFacts {
    /// The lines of the association.
    pub lines: Vec<LineFacts>,
    /// Its staff, by reference.
    pub staff: BTreeMap<String, StaffFacts>,
    /// Its other policies.
    pub others: Vec<EscalationPolicy>,
}

impl EscalationPolicy {
    /// Everything that is wrong with it, all at once; empty when it may be saved.
    pub fn check(&self, facts: &PolicyFacts) -> Vec<PolicyProblem> {
        let mut problems = Vec::new();
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        if self.name.is_empty() || self.name.len() > MOST_NAME_CHARS || !self.name.chars().all(is_sign) {
            problems.push(PolicyProblem::Name);
        }
        if self.levels.is_empty() {
            problems.push(PolicyProblem::NoLevels);
        }
        let mut seen = HashSet::new();
        for chain in self.levels.iter().filter(|chain| !seen.insert(chain.level)) {
            problems.push(PolicyProblem::LevelTwice(chain.level.number()));
        }
        let is_line = |key: &&String| !facts.lines.iter().any(|line| line.key == **key);
        problems.extend(self.lines.iter().filter(is_line).cloned().map(PolicyProblem::UnknownLine));
        let others = facts.others.iter().filter(|other| other.name != self.name && self.is_as_near_as(other));
        problems.extend(others.map(|other| PolicyProblem::SameCases(other.name.clone())));

        let lines: Vec<&LineFacts> =
            facts.lines.iter().filter(|line| self.lines.is_empty() || self.lines.contains(&line.key)).collect();
        for chain in &self.levels {
            chain.check(&lines, facts, &mut problems);
        }
        self.check_speeds(&lines, &mut problems);
        problems
    }

    /// What is more serious must not wait longer.
    fn check_speeds(&self, lines: &[&LineFacts], problems: &mut Vec<PolicyProblem>) {
        let roster = lines.iter().map(|line| line.roster).max().unwrap_or_default();
        let mut levels: Vec<&Chain> = self.levels.iter().collect();
        levels.sort_by_key(|chain| chain.level);
        for two in levels.windows(2) {
            let (lower, higher) = (two[0], two[1]);
            let slower =
                |what| PolicyProblem::Slower { level: higher.level.number(), lower: lower.level.number(), what };
            if higher.second_person_s() > lower.second_person_s() {
                problems.push(slower("page somebody else"));
            }
            if higher.until_everyone_s(roster) > lower.until_everyone_s(roster) {
                problems.push(slower("page everyone"));
            }
            if higher.acknowledgement_holds_min > lower.acknowledgement_holds_min {
                problems.push(slower("ask again after an acknowledgement"));
            }
        }
    }
}

impl Chain {
    fn check(&self, lines: &[&LineFacts], facts: &PolicyFacts, problems: &mut Vec<PolicyProblem>) {
        let level = self.level.number();
        if !(1..=MOST_STEPS).contains(&self.steps.len()) {
            problems.push(PolicyProblem::Steps { level, most: MOST_STEPS });
        }
        if !(1..=MOST_ROUNDS).contains(&self.rounds) {
            problems.push(PolicyProblem::Rounds { level, most: MOST_ROUNDS });
        }
        if !(1..=MOST_HOLDS_MIN).contains(&self.acknowledgement_holds_min) {
            problems.push(PolicyProblem::Holds { level, most: MOST_HOLDS_MIN });
        }
        for (place, step) in self.steps.iter().enumerate() {
            step.check(level, place + 1, facts, problems);
        }
        problems.extend(wait(level, "everyone, every_s".into(), self.everyone.every_s));
        if self.everyone.by.is_empty() {
            problems.push(PolicyProblem::NoChannel { level, what: "everyone".into() });
        }
        let longest_s = self.steps.iter().map(|step| step.wait_s).max().unwrap_or_default();
        if self.acknowledgement_holds_min * 60 < longest_s {
            problems.push(PolicyProblem::ExpiresTooSoon { level });
        }
        if self.paging_hours.is_some() && self.level >= CaseLevel::Serious {
            problems.push(PolicyProblem::LeftWaiting { level });
        }
        self.check_reach(lines, problems);
        self.check_rosters(lines, problems);
    }

    /// The steps after those that page the whole roster leave nobody to page.
    fn check_reach(&self, lines: &[&LineFacts], problems: &mut Vec<PolicyProblem>) {
        // A step that some line reaches is reached.
        let roster = lines.iter().map(|line| line.roster).max().unwrap_or_default();
        let mut asked = 0;
        for (place, step) in self.steps.iter().enumerate() {
            let finds_nobody = asked >= roster && roster > 0;
            match step.whom {
                Whom::Next | Whom::Each if finds_nobody => {
                    problems.push(PolicyProblem::NeverReached { level: self.level.number(), step: place + 1 });
                }
                Whom::Next => asked += 1,
                Whom::Each | Whom::Everyone => asked = usize::MAX,
                Whom::OnCall | Whom::Staff(_) => {}
            }
        }
    }

    fn check_rosters(&self, lines: &[&LineFacts], problems: &mut Vec<PolicyProblem>) {
        let level = self.level.number();
        let is_on_call_only = self.steps.iter().all(|step| step.whom == Whom::OnCall);
        let pages_roster = self.steps.iter().any(|step| !matches!(step.whom, Whom::Staff(_)));
        for line in lines {
            let key = line.key.clone();
            match line.gap_from {
                _ if line.roster == 0 && pages_roster => problems.push(PolicyProblem::NobodyEver { level, line: key }),
                Some(from) if is_on_call_only => problems.push(PolicyProblem::NobodyOnCall { level, line: key, from }),
                Some(_) | None => {}
            }
        }
    }
}

impl PageStep {
    fn check(&self, level: u8, step: usize, facts: &PolicyFacts, problems: &mut Vec<PolicyProblem>) {
        problems.extend(wait(level, format!("step {step}, wait_s"), self.wait_s));
        if self.repeats > MOST_REPEATS {
            problems.push(PolicyProblem::Repeats { level, step, most: MOST_REPEATS });
        }
        if self.by.is_empty() || self.again_by.as_ref().is_some_and(Vec::is_empty) {
            problems.push(PolicyProblem::NoChannel { level, what: format!("step {step}") });
        }
        let Whom::Staff(key) = &self.whom else { return };
        match facts.staff.get(key) {
            None => problems.push(PolicyProblem::NamesNobody { level, step, key: key.clone() }),
            Some(staff) if staff.has_left => {
                problems.push(PolicyProblem::HasLeft { level, step, key: key.clone() });
            }
            Some(staff) if !self.by.is_empty() && !self.by.iter().any(|channel| staff.channels.contains(channel)) => {
                problems.push(PolicyProblem::NotReachable { level, step, key: key.clone() });
            }
            Some(_) => {}
        }
    }
}

fn wait(level: u8, what: String, wait_s: i64) -> Option<PolicyProblem> {
    let is_right = (LEAST_WAIT_S..=MOST_WAIT_S).contains(&wait_s);
    (!is_right).then_some(PolicyProblem::Wait { level, what, least: LEAST_WAIT_S, most: MOST_WAIT_S })
}

#[cfg(test)]
mod tests;
