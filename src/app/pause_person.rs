//! A person goes away for a while, comes back sooner or later, and nobody forgets her meanwhile.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    ids::{OrganisationId, PersonId},
    local_time,
    matter::MatterKind,
    pause::{self, Pause, PauseReason},
    people::{Member, Person},
};
use passerelle_store::{Tx, cases, people, transact};
use serde_json::{Value, json};

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    open_case::{Subject, open_case},
    review_calls::{review_calls, wake_series},
    schedule::set_timer,
};

/// A pause is no longer than this: somebody who does not come back is no pause.
pub const LONGEST_PAUSE_DAYS: i64 = 366;

/// What became of the wish to pause somebody, or to bring them back.
#[derive(Debug, Clone, PartialEq)]
pub enum PausedPerson {
    /// Her pauses as they are now.
    Noted(Vec<Pause>),
    /// The last day is before the first one, is past, or is too far: nothing changed.
    WrongDates,
    /// Nobody of the organisation has this id.
    Unknown,
}

/// Notes a pause. It replaces those that it touches, so it is also how a pause is made shorter or longer. Her calls within
/// it are called off and the volunteers told; those called off by a pause that is now shorter come back. Again changes
/// nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn pause_person(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    new: &Pause,
    by: Member,
) -> Outcome<PausedPerson> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(mut person) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(PausedPerson::Unknown);
        };
        let today = local_time::local_date(now, person.territory.zone);
        let days = (new.to_on - new.from_on).num_days();
        if !(0..LONGEST_PAUSE_DAYS).contains(&days) || new.to_on < today {
            return Ok(PausedPerson::WrongDates);
        }
        let before = person.pauses.clone();
        pause::note(&mut person.pauses, new.clone());
        if person.pauses != before {
            let detail = json!({ "reason": new.reason, "from": new.from_on, "to": new.to_on });
            keep(app, tx, &person, "paused", by, detail, now).await?;
            if new.reason == PauseReason::LineFault {
                see_to_her_otherwise(app, tx, &person, now).await?;
            }
        }
        Ok::<_, AppError>(PausedPerson::Noted(person.pauses))
    })
    .await
}

/// She is back from the local date `on`: the pause of that day ends the day before. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn resume_person(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    on: Option<NaiveDate>,
    by: Member,
) -> Outcome<PausedPerson> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(mut person) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(PausedPerson::Unknown);
        };
        let today = local_time::local_date(now, person.territory.zone);
        let on = on.unwrap_or(today);
        if on < today {
            return Ok(PausedPerson::WrongDates);
        }
        if pause::come_back(&mut person.pauses, on) {
            keep(app, tx, &person, "resumed", by, json!({ "on": on }), now).await?;
        }
        Ok::<_, AppError>(PausedPerson::Noted(person.pauses))
    })
    .await
}

/// Her telephone is out of order, so nobody hears her: a human sees to her by another way. One case is enough.
async fn see_to_her_otherwise(app: &App, tx: &mut Tx, person: &Person, now: DateTime<Utc>) -> Outcome<()> {
    let open = cases::open_of_person(tx, person.id).await?;
    if open.iter().any(|case| matches!(case.kind, CaseKind::NumberOutOfService | CaseKind::LineEngaged)) {
        return Ok(());
    }
    let subject = Subject {
        organisation_id: person.organisation_id,
        line_id: person.line_id,
        person_id: Some(person.id),
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: person.last_talked_at.unwrap_or(now),
    };
    open_case(app, tx, CaseKind::NumberOutOfService, CaseLevel::Worry, subject, now).await?;
    Ok(())
}

async fn keep(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    verb: &str,
    by: Member,
    detail: Value,
    now: DateTime<Utc>,
) -> Outcome<()> {
    people::save(tx, &app.secrets, person).await?;
    set_timer(tx, MatterKind::Person, person.id.0, person.due_at(), now).await?;
    let actor = format!("member:{}", by.uuid());
    let (noun, noun_id) = ("person", person.id.0);
    let trace = Trace { organisation_id: person.organisation_id, actor: &actor, verb, noun, noun_id, detail };
    leave_trace(app, tx, trace, now).await?;
    review_calls(app, tx, person, now).await?;
    wake_series(tx, person.id, now).await
}
