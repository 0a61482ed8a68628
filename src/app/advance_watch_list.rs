//! Every morning a watch list is looked at: whoever was not asked after on her date is late, and a coordinator hears of it;
//! and what there is to report of it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel, CaseState},
    consent::{Purpose, may},
    ids::{OrganisationId, PersonId, WatchListId},
    local_time,
    matter::MatterKind,
    people::Person,
    watch_list::{WatchList, WatchStatus},
};
use passerelle_store::{Access, cases, people, transact, watch_lists};

use crate::{
    App,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    schedule::{is_due, set_timer},
};

/// A report tells what was done for dates so many days back.
const REPORTED: TimeDelta = TimeDelta::days(92);

/// Advances a watch list whose timer is due. One open case stands for everybody who is late on a list.
pub(crate) async fn advance_watch_list(app: &App, id: WatchListId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::WatchList, id.0, now).await? {
            return Ok(());
        }
        let Some(mut list) = watch_lists::by_id(tx, id).await? else {
            set_timer(tx, MatterKind::WatchList, id.0, None, now).await?;
            return Ok(());
        };
        let today = local_time::local_date(now, list.zone);
        let mut late = 0;
        for one in watch_lists::past(tx, id, today).await? {
            late += u32::from(may_be_called(app, tx, one.person_id, now).await?);
        }
        let is_told = match list.case_id {
            Some(case) => cases::by_id(tx, case).await?.is_some_and(|case| case.state != CaseState::Closed),
            None => false,
        };
        if late > 0 && !is_told {
            let subject = Subject {
                organisation_id: list.organisation_id,
                line_id: list.line_id,
                person_id: None,
                scheduled_call_id: None,
                callback_id: None,
                voicemail_id: None,
                call_id: None,
                attempts: late,
                silent_since: now,
            };
            let case = open_case(app, tx, CaseKind::LateChecks, CaseLevel::Worry, subject, now).await?;
            list.case_id = Some(case);
            watch_lists::save(tx, &list).await?;
        }
        set_timer(tx, MatterKind::WatchList, id.0, Some(list.next_look(now)), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

async fn may_be_called(app: &App, db: &mut impl Access, id: PersonId, now: DateTime<Utc>) -> Outcome<bool> {
    let person = people::by_id(db, &app.secrets, id).await?;
    Ok(person.is_some_and(|person| may(&person, Purpose::VolunteerCall, now).is_ok()))
}

/// One person of a list, as the report tells.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportedPerson {
    /// How the partner names her.
    pub reference: String,
    /// She.
    pub person_id: PersonId,
    /// Where she is.
    pub status: WatchStatus,
    /// Her next date.
    pub due_on: NaiveDate,
    /// The date of the last check, and its result.
    pub last: Option<(NaiveDate, String)>,
}

/// A list and everybody on it; `None` when there is none of that reference. For the association.
///
/// # Errors
/// Trouble of the database.
pub async fn report_watch_list(
    app: &App,
    owner: OrganisationId,
    key: &str,
) -> Outcome<Option<(WatchList, Vec<ReportedPerson>)>> {
    let mut read = app.db.read().await?;
    let Some(list) = watch_lists::by_key(&mut read, owner, key).await? else { return Ok(None) };
    let now = app.clock.now();
    let people = report(app, &mut read, &list, now, |person| may(person, Purpose::VolunteerCall, now).is_ok()).await?;
    Ok(Some((list, people)))
}

/// What a partner is told of its own list: by reference, a status, and nothing of the other lists she may be on. Who has not
/// agreed that this partner is told is not. `None` when the list is another partner's.
///
/// # Errors
/// Trouble of the database.
pub async fn report_watch_list_to_partner(
    app: &App,
    owner: OrganisationId,
    key: &str,
    partner: &str,
) -> Outcome<Option<Vec<(String, WatchStatus)>>> {
    let mut read = app.db.read().await?;
    let found = watch_lists::by_key(&mut read, owner, key).await?;
    let Some(list) = found.filter(|list| list.partner == partner) else { return Ok(None) };
    let now = app.clock.now();
    let mut told = Vec::new();
    for one in report(app, &mut read, &list, now, |person| may(person, Purpose::VolunteerCall, now).is_ok()).await? {
        let person = people::by_id(&mut read, &app.secrets, one.person_id).await?;
        let is_shared = person.is_some_and(|person| may(&person, Purpose::Share(partner), now).is_ok());
        told.push((one.reference, if is_shared { one.status } else { WatchStatus::NotShared }));
    }
    Ok(Some(told))
}

async fn report(
    app: &App,
    db: &mut impl Access,
    list: &WatchList,
    now: DateTime<Utc>,
    may_call: impl Fn(&Person) -> bool,
) -> Outcome<Vec<ReportedPerson>> {
    let today = local_time::local_date(now, list.zone);
    let checks = watch_lists::checks(db, list.id, today - REPORTED).await?;
    let mut people_told = Vec::new();
    for one in watch_lists::on_list(db, list.id).await?.into_iter().filter(|one| one.is_watched) {
        let person = people::by_id(db, &app.secrets, one.person_id).await?;
        let status = one.status(today, person.is_some_and(|person| may_call(&person)));
        let last = checks.iter().rev().find(|check| check.person_id == one.person_id);
        people_told.push(ReportedPerson {
            reference: one.reference,
            person_id: one.person_id,
            status,
            due_on: one.due_on,
            last: last.map(|check| (check.due_on, check.result.clone())),
        });
    }
    Ok(people_told)
}
