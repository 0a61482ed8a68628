//! Two who are never put together, and what is undone when they were.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    exclusion::{Exclusion, ExclusionReason},
    ids::{ExclusionId, OrganisationId, PersonId, VolunteerId},
    people::{Member, Person, Volunteer},
};
use passerelle_store::{Tx, call_series, exclusions, people, transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    replan_volunteer::replan_volunteer,
    review_matches::review_matches_of_volunteer,
};

/// Puts a volunteer and a person never together again. Their series has nobody, and their coming
/// calls are to be covered, in the same transaction. False when one of them is unknown.
///
/// # Errors
/// Trouble of the database.
pub async fn exclude_volunteer(
    app: &App,
    owner: OrganisationId,
    (volunteer, person): (VolunteerId, PersonId),
    reason: ExclusionReason,
    by: Member,
) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((volunteer, person)) = pair(app, tx, owner, volunteer, person).await? else { return Ok(false) };
        exclude_in(app, tx, &volunteer, &person, reason, Some(by), now).await?;
        Ok::<_, AppError>(true)
    })
    .await
}

/// Lets a volunteer and a person be put together again. False when they were not kept apart.
///
/// # Errors
/// Trouble of the database.
pub async fn lift_exclusion(
    app: &App,
    owner: OrganisationId,
    (volunteer, person): (VolunteerId, PersonId),
    by: Member,
) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((volunteer, person)) = pair(app, tx, owner, volunteer, person).await? else { return Ok(false) };
        let was_there = exclusions::delete(tx, person.id, volunteer.id).await?;
        if was_there {
            trace(app, tx, &volunteer, &person, "put_together", by, now).await?;
        }
        Ok::<_, AppError>(was_there)
    })
    .await
}

async fn pair(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    volunteer: VolunteerId,
    person: PersonId,
) -> Outcome<Option<(Volunteer, Person)>> {
    let volunteer = volunteers::by_id(tx, &app.secrets, volunteer).await?;
    let person = people::by_id(tx, &app.secrets, person).await?;
    let volunteer = volunteer.filter(|volunteer| volunteer.organisation_id == owner);
    Ok(volunteer.zip(person.filter(|person| person.organisation_id == owner)))
}

async fn exclude_in(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    person: &Person,
    reason: ExclusionReason,
    by: Option<Member>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let exclusion = Exclusion {
        id: ExclusionId(app.chance.new_id(now)),
        organisation_id: volunteer.organisation_id,
        volunteer_id: volunteer.id,
        person_id: person.id,
        reason,
        by,
        made_at: now,
    };
    exclusions::save(tx, &exclusion).await?;
    if let Some(by) = by {
        trace(app, tx, volunteer, person, "kept_apart", by, now).await?;
    }
    part(app, tx, volunteer, person, now).await
}

/// The series of two who are kept apart has nobody; their coming calls are to be covered.
async fn part(app: &App, tx: &mut Tx, volunteer: &Volunteer, person: &Person, now: DateTime<Utc>) -> Outcome<()> {
    for mut series in call_series::of_person(tx, person.id).await? {
        if series.volunteer_id == Some(volunteer.id) {
            series.volunteer_id = None;
            series.without_since = Some(now);
            call_series::save(tx, &series).await?;
        }
    }
    replan_volunteer(app, tx, volunteer.id, now).await?;
    review_matches_of_volunteer(app, tx, volunteer.id, now).await
}

/// Applies what a list says: an import writes records only.
pub(crate) async fn settle_exclusions(app: &App, owner: OrganisationId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        for exclusion in exclusions::of_organisation(tx, owner).await? {
            let series = call_series::of_volunteer(tx, exclusion.volunteer_id).await?;
            if series.iter().all(|series| series.person_id != exclusion.person_id) {
                continue;
            }
            let volunteer = volunteers::by_id(tx, &app.secrets, exclusion.volunteer_id).await?;
            let person = people::by_id(tx, &app.secrets, exclusion.person_id).await?;
            if let Some((volunteer, person)) = volunteer.zip(person) {
                part(app, tx, &volunteer, &person, now).await?;
            }
        }
        Ok::<_, AppError>(())
    })
    .await
}

async fn trace(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    person: &Person,
    verb: &str,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: volunteer.organisation_id,
        actor: &by.uuid().to_string(),
        verb,
        noun: "volunteer",
        noun_id: volunteer.id.0,
        detail: json!({ "person": person.id }),
    };
    Ok(leave_trace(app, tx, trace, now).await?)
}
