//! A volunteer is away for some days, or not after all.

use chrono::{DateTime, Days, NaiveDate, Utc};
use passerelle_domain::{
    absence::{Absence, replaced_by},
    ids::{AbsenceId, OrganisationId, VolunteerId},
    local_time,
    people::{Member, Volunteer},
    reply::LONGEST_ABSENCE_DAYS,
};
use passerelle_store::{Tx, absences, transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    replan_volunteer::replan_volunteer,
};

/// What became of an absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotedAbsence {
    /// It holds, and the calls within it are covered, or wait, as each person prefers.
    Noted(Absence),
    /// The days are over, upside down, or more than half a year.
    NotADate,
    /// No volunteer of this organisation, or one who has left.
    Unknown,
}

/// Notes that a volunteer is away from `from_on` to `to_on`, both included. It takes the place of the absences it overlaps,
/// and of what was told a moment ago. The same days again change nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn note_absence(
    app: &App,
    owner: OrganisationId,
    volunteer: VolunteerId,
    (from_on, to_on): (NaiveDate, NaiveDate),
    by: Member,
) -> Outcome<NotedAbsence> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match volunteers::by_id(tx, &app.secrets, volunteer).await? {
            Some(volunteer) if volunteer.organisation_id == owner && volunteer.is_here() => {
                note_absence_of(app, tx, &volunteer, (from_on, to_on), by, now).await
            }
            Some(_) | None => Ok::<_, AppError>(NotedAbsence::Unknown),
        }
    })
    .await
}

/// Notes an absence within a transaction.
pub(crate) async fn note_absence_of(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    (from_on, to_on): (NaiveDate, NaiveDate),
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<NotedAbsence> {
    let today = local_time::local_date(now, volunteer.territory.zone);
    let days = (to_on - from_on).num_days();
    if to_on < today || !(0..LONGEST_ABSENCE_DAYS).contains(&days) {
        return Ok(NotedAbsence::NotADate);
    }
    let known = absences::of_volunteer(tx, volunteer.id, today).await?;
    let same = known.iter().find(|absence| (absence.from_on, absence.to_on) == (from_on, to_on));
    if let Some(same) = same.filter(|absence| !absence.is_cancelled) {
        return Ok(NotedAbsence::Noted(same.clone()));
    }
    let replaced = replaced_by(&known, from_on, to_on, today, now);
    for before in known.into_iter().filter(|absence| replaced.contains(&absence.id)) {
        absences::save(tx, &Absence { is_cancelled: true, ..before }).await?;
    }
    let absence = Absence {
        id: AbsenceId(app.chance.new_id(now)),
        organisation_id: volunteer.organisation_id,
        volunteer_id: volunteer.id,
        from_on,
        to_on,
        noted_at: now,
        is_cancelled: false,
    };
    absences::save(tx, &absence).await?;
    trace(app, tx, &absence, by, "noted", now).await?;
    replan_volunteer(app, tx, volunteer.id, now).await?;
    Ok(NotedAbsence::Noted(absence))
}

/// Takes an absence back, or ends it today when it has begun: the calls that nobody else has promised come back. False when
/// no open absence of this organisation has the id.
///
/// # Errors
/// Trouble of the database.
pub async fn cancel_absence(app: &App, owner: OrganisationId, id: AbsenceId, by: Member) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match absences::by_id(tx, id).await?.filter(|absence| absence.organisation_id == owner) {
            Some(absence) => cancel_absence_in(app, tx, absence, by, now).await,
            None => Ok::<_, AppError>(false),
        }
    })
    .await
}

/// Takes an absence back within a transaction. False when it was over already.
pub(crate) async fn cancel_absence_in(
    app: &App,
    tx: &mut Tx,
    mut absence: Absence,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(volunteer) = volunteers::by_id(tx, &app.secrets, absence.volunteer_id).await? else { return Ok(false) };
    let today = local_time::local_date(now, volunteer.territory.zone);
    if !absence.is_open(today) {
        return Ok(false);
    }
    if absence.from_on < today {
        absence.to_on = today - Days::new(1);
    } else {
        absence.is_cancelled = true;
    }
    absences::save(tx, &absence).await?;
    trace(app, tx, &absence, by, "taken_back", now).await?;
    replan_volunteer(app, tx, volunteer.id, now).await?;
    Ok(true)
}

async fn trace(app: &App, tx: &mut Tx, absence: &Absence, by: Member, verb: &str, now: DateTime<Utc>) -> Outcome<()> {
    let trace = Trace {
        organisation_id: absence.organisation_id,
        actor: &by.uuid().to_string(),
        verb,
        noun: "absence",
        noun_id: absence.id.0,
        detail: json!({ "from": absence.from_on, "to": absence.to_on }),
    };
    Ok(leave_trace(app, tx, trace, now).await?)
}
