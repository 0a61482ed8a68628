//! The steps of one level, in order, and what comes when they have run out.

use chrono::{NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::PageChannel;
use crate::case::{CaseKind, CaseLevel};

const MINUTE_S: i64 = 60;
/// Before the name of somebody of the staff.
const STAFF: &str = "staff:";

/// Who is paged at a step.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Whom {
    /// Everybody on call at that instant, together.
    OnCall,
    /// One more: the next of the roster who was not paged in this round.
    Next,
    /// Everybody of the roster who was not paged in this round, one after the other.
    Each,
    /// Everybody of the roster, and everybody the policy names, together.
    Everyone,
    /// The staff member of this reference.
    Staff(String),
}

impl From<Whom> for String {
    fn from(whom: Whom) -> String {
        match whom {
            Whom::OnCall => "on_call".into(),
            Whom::Next => "next".into(),
            Whom::Each => "each".into(),
            Whom::Everyone => "everyone".into(),
            Whom::Staff(key) => format!("{STAFF}{key}"),
        }
    }
}

impl TryFrom<String> for Whom {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Whom, Self::Error> {
        match text.trim() {
            "on_call" => Ok(Whom::OnCall),
            "next" => Ok(Whom::Next),
            "each" => Ok(Whom::Each),
            "everyone" => Ok(Whom::Everyone),
            other => match other.strip_prefix(STAFF) {
                Some(key) if !key.trim().is_empty() => Ok(Whom::Staff(key.trim().to_owned())),
                Some(_) | None => Err("whom must be on_call, next, each, everyone, or staff: and a reference"),
            },
        }
    }
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageStep {
    /// Who is paged.
    pub whom: Whom,
    /// By what.
    pub by: Vec<PageChannel>,
    /// By what when the page is repeated; nothing said: as the first time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again_by: Option<Vec<PageChannel>>,
    /// Seconds each page waits for somebody to take the case.
    pub wait_s: i64,
    /// How often the page is repeated before the next step.
    #[serde(default)]
    pub repeats: u32,
}

impl PageStep {
    /// By what the page, or its repetition, goes.
    pub fn channels(&self, is_again: bool) -> &[PageChannel] {
        match &self.again_by {
            Some(channels) if is_again => channels,
            Some(_) | None => &self.by,
        }
    }

    /// How long one page waits.
    pub fn wait(&self) -> TimeDelta {
        TimeDelta::seconds(self.wait_s)
    }

    /// Seconds from its first page to the next step, for one member.
    pub fn lasts_s(&self) -> i64 {
        self.wait_s * (i64::from(self.repeats) + 1)
    }
}

/// When every round has run out: everyone, again and again, until somebody takes the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastResort {
    /// By what.
    pub by: Vec<PageChannel>,
    /// Seconds between two pages.
    pub every_s: i64,
}

/// Local hours within which pages go; outside they are held, never dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PagingHours {
    /// From this local time.
    pub from: NaiveTime,
    /// Before this local time.
    pub to: NaiveTime,
}

impl From<PagingHours> for String {
    fn from(hours: PagingHours) -> String {
        format!("{}-{}", hours.from.format("%H:%M"), hours.to.format("%H:%M"))
    }
}

impl TryFrom<String> for PagingHours {
    type Error = &'static str;

    fn try_from(text: String) -> Result<PagingHours, Self::Error> {
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        let both = text.split_once('-').and_then(|(from, to)| time(from).zip(time(to)));
        match both {
            Some((from, to)) if from < to => Ok(PagingHours { from, to }),
            Some(_) | None => Err("paging_hours are not understood: write for example 08:00-20:00"),
        }
    }
}

/// What is done about the cases of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chain {
    /// Of which level, 0 to 3.
    #[serde(with = "crate::case::level_number")]
    pub level: CaseLevel,
    /// How often the steps are gone through before everyone is paged.
    #[serde(default = "one_round")]
    pub rounds: u32,
    /// Minutes an acknowledgement holds before the case is paged again.
    pub acknowledgement_holds_min: i64,
    /// Outside these local hours pages are held; without them somebody is paged at any hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paging_hours: Option<PagingHours>,
    /// When every round has run out.
    pub everyone: LastResort,
    /// In order.
    pub steps: Vec<PageStep>,
}

fn one_round() -> u32 {
    1
}

impl Chain {
    /// What holds when an association says nothing: each of the roster, those on call first, with a reminder half-way;
    /// then everyone. A telephone rings at once for what is immediate and for a hand raised in a call, with the
    /// reminder for what is serious, and never for the rest.
    pub fn standard(level: CaseLevel, kind: CaseKind) -> Chain {
        use PageChannel::{Email, Sms, Voice};
        let daytime = || {
            let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
            Some(PagingHours { from: hour(8), to: hour(20) })
        };
        let (within_min, acknowledgement_holds_min, paging_hours) = match level {
            CaseLevel::Note => (24 * 60, 72 * 60, daytime()),
            CaseLevel::Worry => (4 * 60, 24 * 60, daytime()),
            CaseLevel::Serious => (30, 2 * 60, None),
            CaseLevel::Immediate => (5, 30, None),
        };
        let (written, rung) = (vec![Sms, Email], vec![Sms, Email, Voice]);
        let (by, again_by) = match level {
            CaseLevel::Note | CaseLevel::Worry => (written.clone(), written),
            CaseLevel::Serious if kind != CaseKind::HandRaised => (written, rung),
            CaseLevel::Serious | CaseLevel::Immediate => (rung.clone(), rung),
        };
        // A reminder comes half-way: two halves make the delay of one coordinator.
        let half_s = within_min * MINUTE_S / 2;
        let everyone = LastResort { by: again_by.clone(), every_s: half_s };
        let step = PageStep { whom: Whom::Each, by, again_by: Some(again_by), wait_s: half_s, repeats: 1 };
        Chain { level, rounds: 1, acknowledgement_holds_min, paging_hours, everyone, steps: vec![step] }
    }

    /// The same chain, in which nobody waits longer than so many minutes before the next one is asked.
    #[must_use]
    pub fn within(mut self, minutes: i64) -> Chain {
        let most_s = minutes * MINUTE_S;
        for step in &mut self.steps {
            step.wait_s = step.wait_s.min(most_s / (i64::from(step.repeats) + 1));
        }
        self.everyone.every_s = self.everyone.every_s.min(most_s / 2);
        self
    }

    /// How long an acknowledgement holds.
    pub fn acknowledgement_holds(&self) -> TimeDelta {
        TimeDelta::minutes(self.acknowledgement_holds_min)
    }

    /// Seconds from the first page to the one that reaches somebody else.
    pub fn second_person_s(&self) -> i64 {
        self.steps.first().map_or(self.everyone.every_s, PageStep::lasts_s)
    }

    /// Seconds until everyone is paged when nobody does anything and `roster` members take the on-call duty.
    pub fn until_everyone_s(&self, roster: usize) -> i64 {
        let each = i64::try_from(roster).unwrap_or(i64::MAX).max(1);
        let of = |step: &PageStep| step.lasts_s() * if step.whom == Whom::Each { each } else { 1 };
        self.steps.iter().map(of).sum::<i64>() * i64::from(self.rounds)
    }

    /// References of the staff members it names, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for step in &self.steps {
            if let Whom::Staff(key) = &step.whom
                && !names.contains(&key.as_str())
            {
                names.push(key.as_str());
            }
        }
        names
    }
}
