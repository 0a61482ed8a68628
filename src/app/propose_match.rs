//! Who might call a person, and why; and why not the others. Nothing is decided here.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    matching::{Ranking, WeeklySlot, rank},
    people::{Member, Person},
    waiting_list::{NotWaiting, why_not_waiting},
};
use passerelle_store::{Access, people, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    matching_pool::{Pool, who_knows},
};

/// What became of the wish to see proposals.
#[derive(Debug, Clone, PartialEq)]
pub enum ProposedMatches {
    /// Everybody, once: proposed with reasons, or not with one.
    Ranked(Box<Person>, Ranking),
    /// She does not wait for anybody.
    NotWaiting(NotWaiting),
    /// Nobody of the organisation has this id.
    Unknown,
}

/// Ranks the volunteers for a person who waits, for `by`; with `chosen`, for that day and hour of hers only. The audit keeps
/// who looked.
///
/// # Errors
/// Trouble of the database.
pub async fn propose_match(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    chosen: Option<WeeklySlot>,
    by: Member,
) -> Outcome<ProposedMatches> {
    let now = app.clock.now();
    // Everybody is looked at outside the transaction: writers do not wait for it.
    let mut read = app.db.read().await?;
    let found = people::by_id(&mut read, &app.secrets, person).await?;
    let Some(person) = found.filter(|person| person.organisation_id == owner) else {
        return Ok(ProposedMatches::Unknown);
    };
    let pool = Pool::load(&mut read, &app.secrets, owner, now).await?;
    if let Some(why) = why_not_waiting(&person, pool.series_of(person.id), pool.matches_of(person.id)) {
        return Ok(ProposedMatches::NotWaiting(why));
    }
    let ranking = ranked(&mut read, &pool, &person, chosen, now).await?;
    drop(read);
    let actor = format!("member:{}", by.uuid());
    transact!(app.db, |tx| {
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "proposals_viewed",
            noun: "person",
            noun_id: person.id.0,
            detail: json!({ "proposed": ranking.proposals.len() }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(())
    })
    .await?;
    Ok(ProposedMatches::Ranked(Box::new(person), ranking))
}

/// Everybody, ranked for her.
pub(crate) async fn ranked(
    db: &mut impl Access,
    pool: &Pool,
    person: &Person,
    chosen: Option<WeeklySlot>,
    now: DateTime<Utc>,
) -> Outcome<Ranking> {
    let knows_her = who_knows(db, person.id, now).await?;
    Ok(rank(&pool.wanted(person, chosen), &pool.helpers(person, &knows_her)))
}
