//! `protocols.csv`: what happens when nobody answers.

use passerelle_domain::{
    case::CaseLevel,
    protocol::{ContactPolicy, MachineMessage, Protocol},
};
use passerelle_store::{Tx, protocols, protocols::Follower};

use super::{
    cells,
    known::Known,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};

pub(super) const COLUMNS: [Column; 11] = [
    needed("key"),
    needed("attempts"),
    optional("ring_s"),
    optional("machine_message"),
    optional("busy_retry_min"),
    optional("busy_retries"),
    optional("engaged_worry_min"),
    optional("level"),
    optional("acknowledge_within_min"),
    optional("ask_contact"),
    optional("default"),
];

/// A protocol as the file tells it; what a file is silent about is as in the weekly protocol.
pub(super) struct Draft {
    protocol: Protocol,
    is_default: Option<bool>,
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let usual = Protocol::weekly();
    let levels = [("worry", CaseLevel::Worry), ("serious", CaseLevel::Serious), ("immediate", CaseLevel::Immediate)];
    let minutes = |cell: &str| cell.parse::<i64>().map_err(|_| "must be a number".to_owned());
    let count = |cell: &str| cell.parse::<u32>().map_err(|_| "must be a number".to_owned());
    let attempts =
        row.needed("attempts", |cell| Protocol::read_attempts(cell).map_err(|error| reason(&error.to_string())))?;
    let protocol = Protocol {
        name: row.needed("key", cells::key)?.to_lowercase(),
        attempts,
        person_ring_s: row.given("ring_s", usual.person_ring_s, count)?.unwrap_or(usual.person_ring_s),
        machine_message: row
            .given("machine_message", MachineMessage::default(), cells::word(&MachineMessage::ALL))?
            .unwrap_or_default(),
        busy_retry_min: row.given("busy_retry_min", usual.busy_retry_min, minutes)?.unwrap_or(usual.busy_retry_min),
        busy_retries: row.given("busy_retries", usual.busy_retries, count)?.unwrap_or(usual.busy_retries),
        engaged_worry_min: row
            .given("engaged_worry_min", usual.engaged_worry_min, minutes)?
            .unwrap_or(usual.engaged_worry_min),
        level: row.given("level", usual.level, cells::word(&levels))?.unwrap_or(usual.level),
        acknowledge_within_min: row
            .given("acknowledge_within_min", None, |cell| minutes(cell).map(Some))?
            .unwrap_or_default(),
        ask_contact: row
            .given("ask_contact", usual.ask_contact, cells::word(&ContactPolicy::ALL))?
            .unwrap_or(usual.ask_contact),
    };
    protocol.check().map_err(|error| Refusal(error.to_string()))?;
    Ok(Draft { protocol, is_default: row.given("default", false, cells::yes_or_no)? })
}

/// The reason without the name of the column, which the refusal puts before it.
fn reason(told: &str) -> String {
    told.split_once(": ").map_or(told, |(_, reason)| reason).to_owned()
}

impl Draft {
    /// What two rows of one protocol share.
    pub(super) fn key(&self) -> &str {
        &self.protocol.name
    }
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let before = protocols::by_key(tx, known.owner, draft.key()).await?;
    let chosen = protocols::chosen(tx, known.owner, Follower::Organisation).await?;
    let was_default = chosen.as_deref() == Some(draft.key());
    let is_default = draft.is_default.unwrap_or(was_default);
    let written =
        Written::compare(before.as_ref(), &draft.protocol, known.owner.0).or_changed(is_default != was_default);
    if written.is_change() {
        protocols::save(tx, known.owner, &draft.protocol).await?;
    }
    if is_default != was_default {
        protocols::choose(tx, known.owner, Follower::Organisation, is_default.then_some(draft.key())).await?;
    }
    Ok(written)
}
