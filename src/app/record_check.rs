//! Somebody asks after a person of the watch lists: who is next, and how she is. One conversation is for all her lists.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    campaign::HELD_FOR,
    case::{CaseKind, CaseLevel},
    consent::{Purpose, may},
    ids::{OrganisationId, PersonId},
    local_time,
    people::{Member, Person},
    series_refusal::is_her_hour,
    watch_list::{CheckResult, NEXT_TRY},
};
use passerelle_store::{Tx, people, transact, watch_lists};
use serde_json::json;

use crate::{
    App,
    change_consent::about,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    open_case::open_case,
};

/// A date is today somewhere on earth from fourteen hours before it is in UTC.
const EARLIEST_ZONE: TimeDelta = TimeDelta::hours(14);

/// The next person to ask after, kept for `by` for a while; `None` when nobody is left who may be called at this hour. Who has
/// not said yes to calls, or is away, is not called. The audit says who was given whom.
///
/// # Errors
/// Trouble of the database.
pub async fn next_check(app: &App, owner: OrganisationId, by: Member) -> Outcome<Option<(Person, DateTime<Utc>)>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let held = watch_lists::held_by(tx, owner, by, now).await?;
        let found = match held {
            Some(person) => people::by_id(tx, &app.secrets, person).await?,
            None => first_to_call(app, tx, owner, now).await?,
        };
        let Some(person) = found else { return Ok(None) };
        let until = now + HELD_FOR;
        watch_lists::hold(tx, person.id, by, until).await?;
        keep_trace(app, tx, &person, "viewed", None, by, now).await?;
        Ok::<_, AppError>(Some((person, until)))
    })
    .await
}

async fn first_to_call(app: &App, tx: &mut Tx, owner: OrganisationId, now: DateTime<Utc>) -> Outcome<Option<Person>> {
    let last_day = (now + EARLIEST_ZONE).date_naive();
    let mut skipped = 0;
    loop {
        let some = watch_lists::due(tx, owner, last_day, now, skipped).await?;
        if some.is_empty() {
            return Ok(None);
        }
        skipped += i64::try_from(some.len()).unwrap_or(i64::MAX);
        for id in some {
            let person = people::by_id(tx, &app.secrets, id).await?.ok_or(AppError::dangling("watch list"))?;
            let zone = person.territory.zone;
            let today = local_time::local_date(now, zone);
            let is_due = watch_lists::of_person(tx, id).await?.iter().any(|one| one.is_watched && one.due_on <= today);
            let is_hour = is_her_hour(&person, local_time::local_time(now, zone));
            if is_due && is_hour && may(&person, Purpose::VolunteerCall, now).is_ok() {
                return Ok(Some(person));
            }
        }
    }
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedCheck {
    /// It is noted: for so many lists it was due or soon due.
    Noted(usize),
    /// Somebody else has her on the telephone.
    HeldByAnother,
    /// She is on no list.
    Unknown,
}

/// Notes how a person of the watch lists is, told by `by`. It counts for every list on which she is due, or will be within
/// three days; whoever did not answer is tried again, and a worry is a case.
///
/// # Errors
/// Trouble of the database.
pub async fn record_check(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    result: CheckResult,
    by: Member,
) -> Outcome<RecordedCheck> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(mut person) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(RecordedCheck::Unknown);
        };
        let on_lists: Vec<_> =
            watch_lists::of_person(tx, person.id).await?.into_iter().filter(|one| one.is_watched).collect();
        if on_lists.is_empty() {
            return Ok(RecordedCheck::Unknown);
        }
        if watch_lists::holder(tx, person.id, now).await?.is_some_and(|holder| holder != by.uuid()) {
            return Ok(RecordedCheck::HeldByAnother);
        }
        watch_lists::let_go(tx, person.id).await?;
        let today = local_time::local_date(now, person.territory.zone);
        let mut counted = 0;
        for mut one in on_lists {
            if result == CheckResult::NotReached {
                one.not_before = Some(now + NEXT_TRY);
                watch_lists::watch(tx, &one).await?;
                continue;
            }
            let list = watch_lists::by_id(tx, one.list_id).await?.ok_or(AppError::dangling("watched person"))?;
            if let Some(due_on) = one.talked(today, list.every_days) {
                watch_lists::watch(tx, &one).await?;
                watch_lists::keep_check(tx, app.chance.new_id(now), &one, due_on, result, by, now).await?;
                counted += 1;
            }
        }
        if result != CheckResult::NotReached {
            person.last_talked_at = Some(now);
            people::save(tx, &app.secrets, &person).await?;
        }
        if result == CheckResult::Worry {
            open_case(app, tx, CaseKind::Worry, CaseLevel::Worry, about(&person, now), now).await?;
        }
        keep_trace(app, tx, &person, "asked_after", Some(result), by, now).await?;
        metrics::counter!("passerelle_watch_checks_total", "result" => result.as_str()).increment(1);
        Ok::<_, AppError>(RecordedCheck::Noted(counted))
    })
    .await
}

async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    verb: &str,
    result: Option<CheckResult>,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: person.organisation_id,
        actor: &format!("member:{}", by.uuid()),
        verb,
        noun: "person",
        noun_id: person.id.0,
        detail: json!({ "for": "watch_list", "result": result }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
