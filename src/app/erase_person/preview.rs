//! What an erasure takes away, told before it is done.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    erasure::confirmation,
    ids::{OrganisationId, PersonId},
    people::Member,
};
use passerelle_store::{
    call_series, cases, consent_changes, erasures, messages, notes, people, scheduled_calls, transact,
    trusted_contacts, watch_lists,
};
use serde::Serialize;

use super::{ErasureObstacle, obstacles_of};
use crate::{
    App,
    error::{AppError, Outcome},
    read_person::keep_reading,
};

/// Further ahead nothing is promised.
const AHEAD: TimeDelta = TimeDelta::days(366);

/// What goes, what stays, and why it cannot be done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasurePreview {
    /// What is typed to confirm.
    pub reference: String,
    /// Her numbers.
    pub numbers: usize,
    /// Whom she named to be asked.
    pub contacts: usize,
    /// Notes about her and her cases.
    pub notes: usize,
    /// Series of calls that end.
    pub series: usize,
    /// Calls that will not take place.
    pub calls_to_come: usize,
    /// Texts written to her.
    pub texts: usize,
    /// Lists of partners she is on.
    pub lists: usize,
    /// What she said about each use, kept as nobody's.
    pub consents: usize,
    /// Past calls, kept as nobody's: figures are counted from them.
    pub past_calls: usize,
    /// Past cases, kept as nobody's, without a word that was written.
    pub past_cases: usize,
    /// Why not now.
    #[serde(skip)]
    pub obstacles: Vec<ErasureObstacle>,
}

/// What erasing a person would take away, for `by`. `None` when nobody of the organisation has this id. The reading is kept.
///
/// # Errors
/// Trouble of the database.
pub async fn preview_erasure(
    app: &App,
    owner: OrganisationId,
    id: PersonId,
    by: Member,
) -> Outcome<Option<ErasurePreview>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, id).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else { return Ok(None) };
        keep_reading(app, tx, owner, "person", id.0, by, now).await?;
        let about = |noun, id| notes::Subject { organisation_id: owner, noun, id };
        let mut written = notes::of(tx, &app.secrets, about("person", id.0)).await?.len();
        let all_cases = cases::of_person_since(tx, id, DateTime::<Utc>::UNIX_EPOCH).await?;
        for case in &all_cases {
            written += notes::of(tx, &app.secrets, about("case", case.id.0)).await?.len();
        }
        let mut texts = 0;
        for phone in &person.phones {
            let epoch = DateTime::<Utc>::UNIX_EPOCH;
            texts += messages::to_destination(tx, &app.secrets, owner, phone.as_str(), epoch).await?.len();
        }
        let calls = scheduled_calls::of_person(tx, id, now, now + AHEAD).await?;
        let series = call_series::of_person(tx, id).await?;
        Ok::<_, AppError>(Some(ErasurePreview {
            reference: confirmation(&person),
            numbers: person.phones.len(),
            contacts: trusted_contacts::of_person(tx, &app.secrets, id).await?.len(),
            notes: written,
            series: series.iter().filter(|series| series.is_active).count(),
            calls_to_come: calls.iter().filter(|call| call.state.is_live()).count(),
            texts,
            lists: watch_lists::of_person(tx, id).await?.len(),
            consents: consent_changes::of_person(tx, id).await?.len(),
            past_calls: erasures::scheduled_calls(tx, id).await?.len().saturating_sub(calls.len()),
            past_cases: all_cases.len(),
            obstacles: obstacles_of(app, tx, &person).await?,
        }))
    })
    .await
}
