//! The waiting list: who waits for somebody to call her, since when, and why nobody fits.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    consent::Scope,
    ids::{OrganisationId, PersonId},
    local_time,
    matches::Match,
    matching::NotProposed,
    people::{Member, Person},
    waiting_list::{days_waited, has_courtesy_calls, median, waits_since, why_not_waiting},
};
use passerelle_store::{Access, call_series, consent_changes, people, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    matching_pool::Pool,
    propose_match::ranked,
};

/// Longest list. An association whose list is longer needs volunteers, not a longer page.
const MOST_WAITING: usize = 1000;

/// Somebody who waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// She.
    pub person: Person,
    /// Since which local date.
    pub since: NaiveDate,
    /// Whole days.
    pub days: i64,
    /// Somebody of the team calls her meanwhile.
    pub has_courtesy_calls: bool,
    /// She is away today.
    pub is_away: bool,
    /// Both are being asked about each other.
    pub asked: Option<Match>,
    /// How many volunteers could be proposed.
    pub fitting: usize,
    /// How many could not, by the reason.
    pub why_not: BTreeMap<NotProposed, usize>,
}

/// Everybody who waits.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingList {
    /// The longest wait first.
    pub waiting: Vec<Waiting>,
    /// The middle of the days waited.
    pub median_days: Option<i64>,
    /// The most days waited.
    pub longest_days: Option<i64>,
}

/// The waiting list of an organisation, for `by`: at most a thousand people. The audit keeps who looked.
///
/// # Errors
/// Trouble of the database.
pub async fn list_waiting(app: &App, owner: OrganisationId, by: Member) -> Outcome<WaitingList> {
    let now = app.clock.now();
    // Everybody is looked at outside the transaction: writers do not wait for it.
    let mut read = app.db.read().await?;
    let mut waiting = all_waiting(app, &mut read, owner, now).await?;
    drop(read);
    waiting.sort_by(|one, other| (one.since, &one.person.key).cmp(&(other.since, &other.person.key)));
    let days: Vec<i64> = waiting.iter().map(|waiting| waiting.days).collect();
    let actor = format!("member:{}", by.uuid());
    transact!(app.db, |tx| {
        let (noun, detail) = ("people", json!({ "waiting": days.len() }));
        let trace =
            Trace { organisation_id: owner, actor: &actor, verb: "waiting_viewed", noun, noun_id: owner.0, detail };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(())
    })
    .await?;
    let longest_days = days.iter().copied().max();
    Ok(WaitingList { waiting, median_days: median(days), longest_days })
}

async fn all_waiting(
    app: &App,
    db: &mut impl Access,
    owner: OrganisationId,
    now: DateTime<Utc>,
) -> Outcome<Vec<Waiting>> {
    let pool = Pool::load(db, &app.secrets, owner, now).await?;
    let agreed = agreed_at(db, owner).await?;
    let mut waiting = Vec::new();
    let mut after = String::new();
    loop {
        let page = people::of_organisation(db, &app.secrets, owner, &after).await?;
        let Some(last) = page.last() else { return Ok(waiting) };
        after.clone_from(&last.key);
        for person in page {
            if why_not_waiting(&person, pool.series_of(person.id), pool.matches_of(person.id)).is_some() {
                continue;
            }
            waiting.push(entry(db, &pool, person, &agreed, now).await?);
            if waiting.len() == MOST_WAITING {
                return Ok(waiting);
            }
        }
    }
}

/// When each of them last began to agree: the last yes.
async fn agreed_at(db: &mut impl Access, owner: OrganisationId) -> Outcome<BTreeMap<PersonId, DateTime<Utc>>> {
    Ok(consent_changes::accepted(db, owner, &Scope::Calls).await?.into_iter().collect())
}

async fn entry(
    db: &mut impl Access,
    pool: &Pool,
    person: Person,
    agreed: &BTreeMap<PersonId, DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Outcome<Waiting> {
    let ranking = ranked(db, pool, &person, None, now).await?;
    let mut why_not = BTreeMap::new();
    for (_, why) in &ranking.others {
        *why_not.entry(*why).or_default() += 1;
    }
    // Somebody known before the proof was kept agreed when her file was made.
    let agreed_at = agreed.get(&person.id).copied().unwrap_or_else(|| made_at(person.id, now));
    let series = call_series::of_person(db, person.id).await?;
    let zone = person.territory.zone;
    let since = local_time::local_date(waits_since(agreed_at, &series, pool.matches_of(person.id)), zone);
    Ok(Waiting {
        since,
        days: days_waited(since, local_time::local_date(now, zone)),
        has_courtesy_calls: has_courtesy_calls(&series),
        is_away: person.pause_at(now).is_some(),
        asked: pool.matches_of(person.id).iter().find(|paired| paired.state.is_live()).cloned(),
        fitting: ranking.proposals.len(),
        why_not,
        person,
    })
}

/// Identifiers tell the instant of their making.
fn made_at(id: PersonId, now: DateTime<Utc>) -> DateTime<Utc> {
    let (seconds, _) = id.0.get_timestamp().map_or((0, 0), |made| made.to_unix());
    let made = i64::try_from(seconds).ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    made.filter(|at| *at <= now && *at > DateTime::UNIX_EPOCH).unwrap_or(now)
}
