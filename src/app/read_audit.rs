//! Who read or changed people's files, and which readings nothing explains.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    file_reading::Tie,
    ids::{OrganisationId, PersonId},
    people::Member,
};
use passerelle_store::{cases, event_log, event_log::LogEntry, people, transact};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    look_at_case::{FirstNames, first_names, member_of_actor},
};

/// Lines looked at; a longer period is to be asked in parts.
const MOST_LINES: u32 = 20_000;
/// Lines told at once.
pub const AUDIT_LINES: usize = 500;
/// What happened so long before may explain a reading.
const EXPLAINED_BY: TimeDelta = TimeDelta::days(31);
/// A case stays open for longer only when somebody forgot it.
const CASES_LOOKED_BACK: TimeDelta = TimeDelta::days(200);

/// Which lines of the audit somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditWish {
    /// From this instant.
    pub from: DateTime<Utc>,
    /// Until before this one.
    pub to: DateTime<Utc>,
    /// Of this member only.
    pub reader: Option<Uuid>,
    /// Only readings that nothing explains.
    pub is_unexplained: bool,
}

/// A line of the audit about somebody's file.
#[derive(Debug, Clone)]
pub struct AuditLine {
    /// Identity of the line.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` for the service itself.
    pub reader: Option<Uuid>,
    /// What was done: `viewed`, `edited`…
    pub verb: String,
    /// The case it was for, when it says so.
    pub case: String,
    /// Whose file.
    pub person: PersonId,
    /// Her reference; empty when her file was erased.
    pub key: String,
    /// A reading that no case, no work and no call of hers explains.
    pub is_unexplained: bool,
}

/// What the audit says.
#[derive(Debug, Clone)]
pub struct Audit {
    /// Latest first, at most [`AUDIT_LINES`].
    pub lines: Vec<AuditLine>,
    /// How many lines the wish would have.
    pub all: usize,
    /// Readings that nothing explains, by reader, the most first.
    pub unexplained: Vec<(Uuid, usize)>,
    /// Everybody who read or changed a file in the period.
    pub readers: BTreeSet<Uuid>,
    /// First names of those.
    pub names: FirstNames,
}

/// Reads the audit of people's files. That it was read is a line of the audit too.
///
/// # Errors
/// Trouble of the database.
pub async fn read_audit(app: &App, owner: OrganisationId, wish: AuditWish, by: Member) -> Outcome<Audit> {
    let mut read = app.db.read().await?;
    let entries = event_log::of_files(&mut read, owner, (wish.from, wish.to), MOST_LINES).await?;
    let mut ties: BTreeMap<(Uuid, Uuid), Vec<Tie>> = BTreeMap::new();
    let around = (wish.from - EXPLAINED_BY, wish.to + EXPLAINED_BY);
    for (actor, person, at) in event_log::work_about_people(&mut read, owner, around).await? {
        if let Some(reader) = member_of_actor(&actor) {
            ties.entry((reader, person)).or_default().push(Tie::of_work(reader, PersonId(person), at));
        }
    }
    for case in cases::since(&mut read, owner, wish.from - CASES_LOOKED_BACK).await? {
        for tie in Tie::of_case(&case) {
            ties.entry(tie.between()).or_default().push(tie);
        }
    }
    let mut lines: Vec<AuditLine> = entries.iter().map(|entry| line_of(entry, &ties)).collect();
    let readers: BTreeSet<Uuid> = lines.iter().filter_map(|line| line.reader).collect();
    let mut counts: BTreeMap<Uuid, usize> = BTreeMap::new();
    for reader in lines.iter().filter(|line| line.is_unexplained).filter_map(|line| line.reader) {
        *counts.entry(reader).or_default() += 1;
    }
    let mut unexplained: Vec<_> = counts.into_iter().collect();
    unexplained.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    lines.retain(|line| wish.reader.is_none_or(|reader| line.reader == Some(reader)));
    lines.retain(|line| !wish.is_unexplained || line.is_unexplained);
    let all = lines.len();
    lines.truncate(AUDIT_LINES);
    let mut keys: BTreeMap<PersonId, String> = BTreeMap::new();
    for person in lines.iter().map(|line| line.person).collect::<BTreeSet<_>>() {
        let known = people::by_id(&mut read, &app.secrets, person).await?;
        keys.insert(person, known.map(|person| person.key).unwrap_or_default());
    }
    for line in &mut lines {
        line.key = keys.get(&line.person).cloned().unwrap_or_default();
    }
    let ids: Vec<Uuid> = readers.iter().copied().collect();
    let names = first_names(app, &mut read, owner, &ids).await?;
    drop(read);
    keep_reading_of_audit(app, owner, wish, by).await?;
    Ok(Audit { lines, all, unexplained, readers, names })
}

fn line_of(entry: &LogEntry, ties: &BTreeMap<(Uuid, Uuid), Vec<Tie>>) -> AuditLine {
    let (reader, person) = (member_of_actor(&entry.actor), PersonId(entry.noun_id));
    let is_explained = |reader: Uuid| {
        let known = ties.get(&(reader, person.0)).map(Vec::as_slice).unwrap_or_default();
        known.iter().any(|tie| tie.explains(reader, person, entry.at))
    };
    AuditLine {
        id: entry.id,
        at: entry.at,
        reader,
        verb: entry.verb.clone(),
        case: entry.detail.0["case"].as_str().unwrap_or_default().to_owned(),
        person,
        key: String::new(),
        is_unexplained: entry.verb == "viewed" && reader.is_some_and(|reader| !is_explained(reader)),
    }
}

async fn keep_reading_of_audit(app: &App, owner: OrganisationId, wish: AuditWish, by: Member) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let actor = actor_of(by);
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "audit_viewed",
            noun: "organisation",
            noun_id: owner.0,
            detail: json!({ "from": wish.from, "to": wish.to, "reader": wish.reader }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(())
    })
    .await
}
