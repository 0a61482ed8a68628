//! A step in a volunteer's life, and what it does to their calls.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    ids::{OrganisationId, VolunteerId},
    local_time,
    message::About,
    people::{Member, Volunteer},
    volunteer_life::{LifeRefusal, LifeStep, MadeStep, live},
    wishes::HelperCircle,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, call_series, households, lines, shifts, transact, volunteer_pages, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    remove_staff::page_on_cases,
    replan_volunteer::{release_people, replan_volunteer},
    send_text::{arguments, reader, send_sms},
};

/// What became of a step.
#[derive(Debug, Clone, PartialEq)]
pub enum LivedStep {
    /// Made, or made before.
    Made(Box<Volunteer>),
    /// Not made: nothing changed.
    Refused(LifeRefusal),
    /// No volunteer of this organisation has the id.
    Unknown,
}

/// Makes a step in a volunteer's life, in the name of `by`; without a day, today. Whoever ends has no person, no shift and no
/// open question any more, and their coming calls are to be covered, all in the same transaction.
///
/// # Errors
/// Trouble of the database.
pub async fn live_volunteer(
    app: &App,
    owner: OrganisationId,
    id: VolunteerId,
    step: LifeStep,
    on: Option<NaiveDate>,
    by: Member,
) -> Outcome<LivedStep> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let known = volunteers::by_id(tx, &app.secrets, id).await?;
        let Some(before) = known.filter(|known| known.organisation_id == owner) else {
            return Ok(LivedStep::Unknown);
        };
        let today = local_time::local_date(now, before.territory.zone);
        let made = MadeStep { step, on: on.unwrap_or(today), by };
        let after = match live(&before, made, today) {
            Ok(after) => after,
            Err(why) => return Ok(LivedStep::Refused(why)),
        };
        if after == before {
            return Ok(LivedStep::Made(Box::new(after)));
        }
        volunteers::save(tx, &app.secrets, &after).await?;
        follow(app, tx, &after, step, now).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: &by.uuid().to_string(),
            verb: step.as_str(),
            noun: "volunteer",
            noun_id: after.id.0,
            detail: json!({ "on": made.on }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(LivedStep::Made(Box::new(after)))
    })
    .await
}

async fn follow(app: &App, tx: &mut Tx, volunteer: &Volunteer, step: LifeStep, now: DateTime<Utc>) -> Outcome<()> {
    match step {
        LifeStep::Ended => {
            shifts::delete_of_member(tx, volunteer.organisation_id, Member::Volunteer(volunteer.id)).await?;
            households::forget_volunteer(tx, volunteer.id, now).await?;
            volunteer_pages::revoke(tx, volunteer.id).await?;
            release_people(app, tx, volunteer, now).await?;
            page_on_cases(app, tx, volunteer.organisation_id, now).await?;
            thank(app, tx, volunteer, now).await
        }
        LifeStep::Paused | LifeStep::Resumed => replan_volunteer(app, tx, volunteer.id, now).await,
        LifeStep::Interviewed
        | LifeStep::ReferencesChecked
        | LifeStep::CharterSigned
        | LifeStep::Trained
        | LifeStep::ProbationBegun
        | LifeStep::DoubleListened
        | LifeStep::Confirmed
        | LifeStep::Supervised
        | LifeStep::Returned => Ok(()),
    }
}

async fn thank(app: &App, tx: &mut Tx, volunteer: &Volunteer, now: DateTime<Utc>) -> Outcome<()> {
    let line = lines::by_id(tx, volunteer.line_id).await?.ok_or(AppError::dangling("volunteer"))?;
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer.id)).await? else { return Ok(()) };
    let arguments = arguments([("v", reader.first_name.clone())]);
    send_sms(app, tx, &line, &reader, SmsTemplate::VolThanks, arguments, About::Nothing, now).await?;
    Ok(())
}

/// Applies what lists say of volunteers who are there no more, or for the moment: an import writes records only.
///
/// # Errors
/// Trouble of the database.
pub(crate) async fn settle_imported(app: &App, owner: OrganisationId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        for volunteer in volunteers::of_organisation(tx, &app.secrets, owner).await? {
            let has_people = volunteer.circle != HelperCircle::Active
                && !call_series::of_volunteer(tx, volunteer.id).await?.is_empty();
            if has_people {
                release_people(app, tx, &volunteer, now).await?;
            }
            if !volunteer.is_here() {
                shifts::delete_of_member(tx, owner, Member::Volunteer(volunteer.id)).await?;
                households::forget_volunteer(tx, volunteer.id, now).await?;
                release_people(app, tx, &volunteer, now).await?;
            }
        }
        Ok::<_, AppError>(())
    })
    .await
}
