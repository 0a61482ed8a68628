//! The Friday bulletin of a residence: counts and initiatives, and nothing about anybody; and the neighbours who take tasks.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use passerelle_domain::{
    code::Code,
    contact_round::{ContactStatus, Residence, UnfitInitiative, check_initiative, week_of},
    follow_up::{FollowUp, FollowUpState},
    ids::OrganisationId,
    local_time,
    people::Member,
};
use passerelle_store::{Access, follow_ups, notes, residences, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    run_round::{begin_week, keep_trace},
};

const INITIATIVE: &str = "contact_round";

/// The week of a residence, as everybody who lives there may read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulletin {
    /// Name of the residence.
    pub residence: String,
    /// Its Monday.
    pub week: NaiveDate,
    /// Residents by status.
    pub by_status: BTreeMap<ContactStatus, u32>,
    /// Residents without a status.
    pub without_status: u32,
    /// Needs told.
    pub needs: u32,
    /// Of those, taken by a neighbour.
    pub taken: u32,
    /// Of those, done.
    pub done: u32,
    /// What residents do.
    pub initiatives: Vec<String>,
}

/// The bulletin of the week that holds `day`; `None` when there is no such residence, or no such week.
///
/// # Errors
/// Trouble of the database.
pub async fn write_bulletin(
    app: &App,
    owner: OrganisationId,
    key: &str,
    day: Option<NaiveDate>,
) -> Outcome<Option<Bulletin>> {
    let mut read = app.db.read().await?;
    let Some(residence) = residences::by_key(&mut read, owner, key).await? else { return Ok(None) };
    let day = day.unwrap_or_else(|| local_time::local_date(app.clock.now(), residence.zone));
    let week = week_of(day);
    let Some(round) = residences::round_of_week(&mut read, residence.id, week).await? else { return Ok(None) };
    let (mut by_status, mut without_status) = (BTreeMap::new(), 0);
    for entry in residences::entries(&mut read, round.id).await? {
        match entry.status {
            Some(status) => *by_status.entry(status).or_default() += 1,
            None => without_status += 1,
        }
    }
    let tasks = tasks_of_week(&mut read, &residence, week).await?;
    let count =
        |is: fn(&FollowUp) -> bool| u32::try_from(tasks.iter().filter(|task| is(task)).count()).unwrap_or(u32::MAX);
    let about = notes::Subject { organisation_id: owner, noun: INITIATIVE, id: round.id.0 };
    let initiatives = notes::of(&mut read, &app.secrets, about).await?;
    Ok(Some(Bulletin {
        residence: residence.name,
        week,
        by_status,
        without_status,
        needs: count(|_| true),
        taken: count(|task| task.taken_by.is_some()),
        done: count(|task| task.state == FollowUpState::Done),
        initiatives: initiatives.into_iter().map(|note| note.text).collect(),
    }))
}

async fn tasks_of_week(db: &mut impl Access, residence: &Residence, week: NaiveDate) -> Outcome<Vec<FollowUp>> {
    let begin = local_time::instant_of(week, NaiveTime::MIN, residence.zone);
    let end = local_time::instant_of(week + Days::new(7), NaiveTime::MIN, residence.zone);
    let all = follow_ups::since(db, residence.organisation_id, begin).await?;
    Ok(all.into_iter().filter(|task| task.residence_id == Some(residence.id) && task.asked_at < end).collect())
}

/// What became of an initiative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldInitiative {
    /// It stands in this week's bulletin.
    Noted,
    /// It cannot.
    Unfit(UnfitInitiative),
    /// There is no such residence.
    Unknown,
}

/// Puts an initiative into this week's bulletin, unless it names a resident or tells how to reach somebody. Again changes
/// nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn tell_initiative(
    app: &App,
    owner: OrganisationId,
    key: &str,
    text: &str,
    by: Member,
) -> Outcome<ToldInitiative> {
    let now = app.clock.now();
    let text = text.trim();
    transact!(app.db, |tx| {
        let Some(residence) = residences::by_key(tx, owner, key).await? else { return Ok(ToldInitiative::Unknown) };
        let residents = residences::residents(tx, &app.secrets, residence.id).await?;
        if let Err(unfit) = check_initiative(text, |text| residents.iter().any(|one| one.tenant.is_named_in(text))) {
            return Ok(ToldInitiative::Unfit(unfit));
        }
        let week = week_of(local_time::local_date(now, residence.zone));
        let round = begin_week(app, tx, &residence, week, now).await?;
        let about = notes::Subject { organisation_id: owner, noun: INITIATIVE, id: round.id.0 };
        let told = notes::of(tx, &app.secrets, about).await?;
        if told.iter().all(|note| note.text != text) {
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, text, now).await?;
            keep_trace(app, tx, &residence, "told_initiative", by, now).await?;
        }
        Ok::<_, AppError>(ToldInitiative::Noted)
    })
    .await
}

/// What became of a task that a neighbour wants to take.
#[derive(Debug, Clone, PartialEq)]
pub enum TakenTask {
    /// It is theirs. Whoever looks after the residence still hears of it when it is late.
    Taken(Box<FollowUp>),
    /// Another neighbour was first, or it is done.
    TooLate,
    /// There is no such residence, task or neighbour.
    Unknown,
}

/// A resident takes a task of their residence: the first one has it. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn take_task(
    app: &App,
    owner: OrganisationId,
    key: &str,
    code: &Code,
    neighbour: &str,
    by: Member,
) -> Outcome<TakenTask> {
    let now: DateTime<Utc> = app.clock.now();
    transact!(app.db, |tx| {
        let Some(residence) = residences::by_key(tx, owner, key).await? else { return Ok(TakenTask::Unknown) };
        let residents = residences::residents(tx, &app.secrets, residence.id).await?;
        let taker = residents.into_iter().find(|one| one.reference == neighbour);
        let task = follow_ups::by_code(tx, owner, code).await?;
        let task = task.filter(|task| task.residence_id == Some(residence.id));
        let (Some(taker), Some(mut task)) = (taker, task) else { return Ok(TakenTask::Unknown) };
        if task.taken_by == Some(taker.id) {
            return Ok(TakenTask::Taken(Box::new(task)));
        }
        if task.taken_by.is_some() || task.state != FollowUpState::Open {
            return Ok(TakenTask::TooLate);
        }
        task.taken_by = Some(taker.id);
        follow_ups::update(tx, &task).await?;
        keep_trace(app, tx, &residence, "gave_task", by, now).await?;
        Ok::<_, AppError>(TakenTask::Taken(Box::new(task)))
    })
    .await
}

/// What is left to do in a residence, oldest first. `None` when there is no such residence.
///
/// # Errors
/// Trouble of the database.
pub async fn residence_tasks(app: &App, owner: OrganisationId, key: &str) -> Outcome<Option<Vec<FollowUp>>> {
    let mut read = app.db.read().await?;
    let Some(residence) = residences::by_key(&mut read, owner, key).await? else { return Ok(None) };
    let live = follow_ups::live(&mut read, owner).await?;
    Ok(Some(live.into_iter().filter(|task| task.residence_id == Some(residence.id)).collect()))
}
