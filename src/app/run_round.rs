//! The weekly round of a residence: who is called next, and what was told.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    campaign::{CALLS_FROM, CALLS_TO, HELD_FOR},
    code::Code,
    contact_round::{ContactResult, ContactRound, ContactStatus, Residence, RoundEntry, week_of},
    follow_up::Triage,
    ids::{ContactRoundId, OrganisationId, ResidentId},
    local_time,
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, residences, residences::Resident, transact};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    advance_follow_up::need_told,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::set_timer,
};

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

pub(crate) fn new_entry(round: &ContactRound, resident: &Resident, now: DateTime<Utc>) -> RoundEntry {
    let begins_at = local_time::instant_of(round.week, CALLS_FROM, round.zone).max(now);
    RoundEntry {
        round_id: round.id,
        resident_id: resident.id,
        status: (!resident.is_called).then_some(ContactStatus::AskedNotToBeCalled),
        attempts: 0,
        due_at: resident.is_called.then_some(begins_at),
    }
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
