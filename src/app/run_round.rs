//! A residence, who lives there, and its weekly rounds: who is called next, and what was told.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    campaign::{CALLS_FROM, CALLS_TO, HELD_FOR},
    code::Code,
    contact_round::{ContactResult, ContactRound, ContactStatus, Residence, RoundEntry, week_of},
    follow_up::Triage,
    ids::{ContactRoundId, OrganisationId, ResidenceId, ResidentId},
    local_time,
    matter::MatterKind,
    people::{Member, StaffRole},
};
use passerelle_store::{Tx, lines, residences, residences::Resident, staff, transact};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App, ImportReport, ImportedList, ImportedRow, RowFate,
    advance_follow_up::need_told,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    import::{Reading, read_tenants, region_of, text_of},
    schedule::set_timer,
};

/// A residence as somebody wants it. `None` keeps what is known.
#[derive(Debug, Clone, Default)]
pub struct WantedResidence {
    /// The association's reference.
    pub key: String,
    /// Its name; needed at first.
    pub name: Option<String>,
    /// Reference of the line; needed at first.
    pub line: Option<String>,
    /// Reference of who looks after it; needed at first.
    pub facilitator: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedResidence {
    /// It is as wanted.
    Saved(Residence),
    /// It is not, and why; nothing was changed.
    Refused(&'static str),
}

/// Makes or changes a residence, and begins this week's round. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_residence(
    app: &App,
    owner: OrganisationId,
    wanted: &WantedResidence,
    by: Member,
) -> Outcome<SavedResidence> {
    use SavedResidence::Refused;
    let now = app.clock.now();
    let is_key = !wanted.key.is_empty() && wanted.key.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign));
    if !is_key {
        return Ok(Refused("A reference has letters, digits, - or _."));
    }
    transact!(app.db, |tx| {
        let before = residences::by_key(tx, owner, &wanted.key).await?;
        let line = match (&wanted.line, &before) {
            (Some(key), _) => lines::of_organisation(tx, owner).await?.into_iter().find(|line| line.key == *key),
            (None, Some(before)) => lines::by_id(tx, before.line_id).await?,
            (None, None) => None,
        };
        let Some(line) = line else { return Ok(Refused("Which line? None has that reference.")) };
        let facilitator = match (&wanted.facilitator, &before) {
            (Some(key), _) => staff::by_key(tx, &app.secrets, owner, key).await?,
            (None, Some(before)) => staff::by_id(tx, &app.secrets, before.facilitator).await?,
            (None, None) => None,
        };
        let Some(facilitator) = facilitator.filter(|staff| staff.role != StaffRole::Partner) else {
            return Ok(Refused("Who looks after it? No staff member has that reference."));
        };
        let Some(name) = wanted.name.clone().or(before.as_ref().map(|before| before.name.clone())) else {
            return Ok(Refused("Its name is missing."));
        };
        let residence = Residence {
            id: before.as_ref().map_or_else(|| ResidenceId(app.chance.new_id(now)), |before| before.id),
            organisation_id: owner,
            key: wanted.key.clone(),
            name,
            line_id: line.id,
            zone: line.territory.zone,
            facilitator: facilitator.id,
        };
        if before.as_ref() != Some(&residence) {
            residences::save(tx, &residence).await?;
            keep_trace(app, tx, &residence, "saved", by, now).await?;
        }
        begin_week(app, tx, &residence, week_of(local_time::local_date(now, residence.zone)), now).await?;
        Ok::<_, AppError>(SavedResidence::Saved(residence))
    })
    .await
}

/// Begins a week of a residence with everybody who lives there, unless it has begun.
pub(crate) async fn begin_week(
    app: &App,
    tx: &mut Tx,
    residence: &Residence,
    week: NaiveDate,
    now: DateTime<Utc>,
) -> Outcome<ContactRound> {
    if let Some(round) = residences::round_of_week(tx, residence.id, week).await? {
        return Ok(round);
    }
    let round = ContactRound {
        id: ContactRoundId(app.chance.new_id(now)),
        residence_id: residence.id,
        week,
        zone: residence.zone,
        is_live: true,
        case_id: None,
    };
    residences::add_round(tx, &round).await?;
    set_timer(tx, MatterKind::ContactRound, round.id.0, round.next_look(now), now).await?;
    for resident in residences::residents(tx, &app.secrets, residence.id).await? {
        residences::add_entry(tx, &new_entry(&round, &resident, now)).await?;
    }
    Ok(round)
}

fn new_entry(round: &ContactRound, resident: &Resident, now: DateTime<Utc>) -> RoundEntry {
    let begins_at = local_time::instant_of(round.week, CALLS_FROM, round.zone).max(now);
    RoundEntry {
        round_id: round.id,
        resident_id: resident.id,
        status: (!resident.is_called).then_some(ContactStatus::AskedNotToBeCalled),
        attempts: 0,
        due_at: resident.is_called.then_some(begins_at),
    }
}

/// Takes a list of residents (the columns of a campaign's list; `reference` is the dwelling) into a residence and its week.
///
/// # Errors
/// Trouble of the database.
pub async fn import_residents(
    app: &App,
    owner: OrganisationId,
    key: &str,
    file: &[u8],
    by: Member,
) -> Outcome<ImportedList> {
    let now = app.clock.now();
    let (residence, line) = {
        let mut read = app.db.read().await?;
        let Some(residence) = residences::by_key(&mut read, owner, key).await? else {
            return Ok(ImportedList::Unknown);
        };
        let line = lines::by_id(&mut read, residence.line_id).await?.ok_or(AppError::dangling("residence"))?;
        (residence, line)
    };
    let today = local_time::local_date(now, residence.zone);
    let reading =
        Reading { region: region_of(&line.territory), is_simulated: app.is_simulated, today, least_age: None };
    let rows = match read_tenants(&text_of(file), &reading) {
        Ok(rows) => rows,
        Err(reason) => return Ok(ImportedList::Refused(reason)),
    };
    let mut fates = Vec::with_capacity(rows.len());
    let written = transact!(app.db, |tx| {
        let round = begin_week(app, tx, &residence, week_of(today), now).await?;
        let known = residences::residents(tx, &app.secrets, residence.id).await?;
        let (mut written, mut seen) = (Vec::with_capacity(rows.len()), HashSet::new());
        for (_, row) in &rows {
            let row = match row {
                Ok(row) if seen.insert(row.reference.as_str()) => row,
                Ok(_) => {
                    written.push(RowFate::Refused("reference: already used above in the same file".into()));
                    continue;
                }
                Err(reason) => {
                    written.push(RowFate::Refused(reason.clone()));
                    continue;
                }
            };
            let before = known.iter().find(|one| one.reference == row.reference);
            let resident = Resident {
                id: before.map_or_else(|| ResidentId(app.chance.new_id(now)), |before| before.id),
                residence_id: residence.id,
                reference: row.reference.clone(),
                is_called: before.is_none_or(|before| before.is_called),
                tenant: row.tenant.clone(),
            };
            written.push(match before {
                Some(before) if *before == resident => RowFate::Unchanged,
                Some(_) => RowFate::Merged,
                None => RowFate::Added,
            });
            if before != Some(&resident) {
                residences::save_resident(tx, &app.secrets, &resident).await?;
                residences::add_entry(tx, &new_entry(&round, &resident, now)).await?;
            }
        }
        keep_trace(app, tx, &residence, "imported", by, now).await?;
        Ok::<_, AppError>(written)
    })
    .await?;
    fates.extend(written);
    let rows = rows.iter().zip(fates);
    let rows = rows.map(|((line, _), fate)| ImportedRow { file: "list".to_owned(), line: *line, fate }).collect();
    Ok(ImportedList::Read(ImportReport { rows }))
}

/// Who is next in a residence's week.
#[derive(Debug, Clone, PartialEq)]
pub enum NextResident {
    /// This one, kept for the caller until then.
    Kept(Box<Resident>, DateTime<Utc>),
    /// Nobody now.
    NoneNow,
    /// There is no such residence.
    Unknown,
}

/// Keeps the next resident of the week for `by`: those not reached come first. Again gives the same one until it is told.
///
/// # Errors
/// Trouble of the database.
pub async fn next_resident(app: &App, owner: OrganisationId, key: &str, by: Member) -> Outcome<NextResident> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(residence) = residences::by_key(tx, owner, key).await? else { return Ok(NextResident::Unknown) };
        if local_time::next_within(now, CALLS_FROM, CALLS_TO, residence.zone) > now {
            return Ok(NextResident::NoneNow);
        }
        let week = week_of(local_time::local_date(now, residence.zone));
        let round = begin_week(app, tx, &residence, week, now).await?;
        let held = residences::held_by(tx, round.id, by, now).await?;
        let id = match held {
            Some(id) => Some(id),
            None => residences::first_due(tx, round.id, now).await?,
        };
        let all = residences::residents(tx, &app.secrets, residence.id).await?;
        let Some(resident) = id.and_then(|id| all.into_iter().find(|one| one.id == id)) else {
            return Ok(NextResident::NoneNow);
        };
        let until = now + HELD_FOR;
        residences::hold(tx, round.id, resident.id, by, until).await?;
        keep_trace(app, tx, &residence, "viewed", by, now).await?;
        Ok::<_, AppError>(NextResident::Kept(Box::new(resident), until))
    })
    .await
}

/// What became of what was told.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordedResident {
    /// It is noted; the code names the task a need became.
    Noted(Option<ContactStatus>, Option<Code>),
    /// Somebody else has them on the telephone.
    HeldByAnother,
    /// There is no such resident.
    Unknown,
}

/// Notes how a resident was reached this week, told by `by`. What they need becomes a task of whoever looks after the
/// residence, with its date; a neighbour may take it.
///
/// # Errors
/// Trouble of the database.
pub async fn record_resident(
    app: &App,
    owner: OrganisationId,
    key: &str,
    resident: ResidentId,
    result: ContactResult,
    need: Option<Triage>,
    by: Member,
) -> Outcome<RecordedResident> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(residence) = residences::by_key(tx, owner, key).await? else { return Ok(RecordedResident::Unknown) };
        let all = residences::residents(tx, &app.secrets, residence.id).await?;
        let Some(mut resident) = all.into_iter().find(|one| one.id == resident) else {
            return Ok(RecordedResident::Unknown);
        };
        let week = week_of(local_time::local_date(now, residence.zone));
        let round = begin_week(app, tx, &residence, week, now).await?;
        if residences::holder(tx, round.id, resident.id, now).await?.is_some_and(|holder| holder != by.uuid()) {
            return Ok(RecordedResident::HeldByAnother);
        }
        let entries = residences::entries(tx, round.id).await?;
        let Some(mut entry) = entries.into_iter().find(|one| one.resident_id == resident.id) else {
            return Ok(RecordedResident::Unknown);
        };
        entry.tell(result, now, residence.zone);
        residences::update_entry(tx, &entry).await?;
        let is_called = match result {
            ContactResult::AskedNotToBeCalled => false,
            ContactResult::Reached => true,
            ContactResult::MessageLeft | ContactResult::NotReached => resident.is_called,
        };
        if resident.is_called != is_called {
            resident.is_called = is_called;
            residences::save_resident(tx, &app.secrets, &resident).await?;
        }
        let code = match need {
            Some(triage) => Some(need_told(app, tx, &residence, by, triage, now).await?),
            None => None,
        };
        let trace = Trace {
            organisation_id: owner,
            actor: &format!("member:{}", by.uuid()),
            verb: "told",
            noun: "resident",
            noun_id: resident.id.0,
            detail: json!({ "result": result, "need": need }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(RecordedResident::Noted(entry.status, code))
    })
    .await
}

pub(crate) async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    residence: &Residence,
    verb: &str,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let noun_id: Uuid = residence.id.0;
    let trace = Trace {
        organisation_id: residence.organisation_id,
        actor: &format!("member:{}", by.uuid()),
        verb,
        noun: "residence",
        noun_id,
        detail: json!({ "key": residence.key }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
