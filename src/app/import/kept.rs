//! What stood before a row and what stands since: kept so that an import can be undone while nothing came after.

use passerelle_domain::{
    call_series::CallSeries,
    consent::Way,
    home::Home,
    ids::OrganisationId,
    matter::MatterKind,
    people::{Person, Volunteer},
    phone_number::PhoneNumber,
};
use passerelle_store::{
    Secrets, StoreError, Tx, call_series, consent_changes, people, protocols, protocols::Follower, removals, volunteers,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Given;
use crate::{AppError, error::Outcome, import::noun::Noun, review_calls::wake_series, schedule::set_timer};

/// A record whole: what is sealed apart in its table stands beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "noun", rename_all = "snake_case")]
pub(super) enum Kept {
    Volunteer { record: Box<Volunteer>, phone: Option<PhoneNumber>, email: Option<String> },
    Person { record: Box<Person>, phones: Vec<PhoneNumber>, home: Home, protocol: Option<String> },
    Series { record: Box<CallSeries> },
}

/// What a row changed.
#[derive(Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) before: Option<Kept>,
    pub(super) after: Kept,
}

/// What undoing a row came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undone {
    /// What was added is gone.
    Removed,
    /// What was changed is as before.
    Restored,
    /// Something came after: it stays.
    Left,
}

impl Undone {
    /// Its name in the database.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Undone::Removed => "removed",
            Undone::Restored => "restored",
            Undone::Left => "left",
        }
    }
}

impl Kept {
    /// The record of this key as it is now; `None` for nouns that are not imported from the console.
    pub(super) async fn load(
        tx: &mut Tx,
        secrets: &Secrets,
        owner: OrganisationId,
        noun: Noun,
        key: &str,
    ) -> Result<Option<Kept>, StoreError> {
        Ok(match noun {
            Noun::Volunteer => volunteers::by_key(tx, secrets, owner, key).await?.map(Kept::of_volunteer),
            Noun::Person => match people::by_key(tx, secrets, owner, key).await? {
                Some(person) => {
                    let protocol = protocols::chosen(tx, owner, Follower::Person(person.id)).await?;
                    Some(Kept::of_person(person, protocol))
                }
                None => None,
            },
            Noun::Series => {
                call_series::by_key(tx, owner, key).await?.map(|series| Kept::Series { record: Box::new(series) })
            }
            Noun::Line | Noun::Staff | Noun::TrustedContact | Noun::Exclusion | Noun::Shift | Noun::Protocol => None,
        })
    }

    fn of_volunteer(mut record: Volunteer) -> Kept {
        let (phone, email) = (record.phone.take(), record.email.take());
        Kept::Volunteer { record: Box::new(record), phone, email }
    }

    fn of_person(mut record: Person, protocol: Option<String>) -> Kept {
        let (phones, home) = (std::mem::take(&mut record.phones), std::mem::take(&mut record.home));
        Kept::Person { record: Box::new(record), phones, home, protocol }
    }

    fn place(&self) -> (Noun, &str) {
        match self {
            Kept::Volunteer { record, .. } => (Noun::Volunteer, &record.key),
            Kept::Person { record, .. } => (Noun::Person, &record.key),
            Kept::Series { record } => (Noun::Series, &record.key),
        }
    }

    /// The identity of the record.
    pub(super) fn id(&self) -> Uuid {
        match self {
            Kept::Volunteer { record, .. } => record.id.0,
            Kept::Person { record, .. } => record.id.0,
            Kept::Series { record } => record.id.0,
        }
    }

    /// The same, with what the service itself keeps up to date taken from `now`.
    fn brought_up_to(mut self, now: &Kept) -> Kept {
        match (&mut self, now) {
            (Kept::Volunteer { record, .. }, Kept::Volunteer { record: now, .. }) => {
                record.contacts = now.contacts.clone();
            }
            (Kept::Series { record }, Kept::Series { record: now }) => {
                record.materialised_to = now.materialised_to;
                record.needs_replanning = now.needs_replanning;
                record.is_ending_told = now.is_ending_told;
                record.without_since = now.without_since;
            }
            (Kept::Volunteer { .. } | Kept::Person { .. } | Kept::Series { .. }, _) => {}
        }
        self
    }
}

/// Undoes what a row changed, as [`Change`] was written, unless something came after. What a change set in motion (a call
/// taken back, a volunteer freed) is brought in line anew, not undone.
pub(crate) async fn undo_row(given: &Given<'_>, tx: &mut Tx, owner: OrganisationId, change: &str) -> Outcome<Undone> {
    let change: Change =
        serde_json::from_str(change).map_err(|_| AppError::Text("what stood before a row is unreadable".to_owned()))?;
    let (noun, key) = change.after.place();
    let Some(now) = Kept::load(tx, given.secrets, owner, noun, key).await? else { return Ok(Undone::Left) };
    if change.after.clone().brought_up_to(&now) != now {
        return Ok(Undone::Left);
    }
    match change.before {
        Some(before) => {
            restore(given, tx, owner, before.brought_up_to(&now), &now).await?;
            Ok(Undone::Restored)
        }
        None => Ok(if remove(tx, owner, &now).await? { Undone::Removed } else { Undone::Left }),
    }
}

async fn remove(tx: &mut Tx, owner: OrganisationId, added: &Kept) -> Result<bool, StoreError> {
    match added {
        Kept::Volunteer { record, .. } => removals::volunteer(tx, owner, record.id).await,
        Kept::Person { record, .. } => removals::person(tx, owner, record.id).await,
        Kept::Series { record } => removals::series(tx, record.id).await,
    }
}

async fn restore(given: &Given<'_>, tx: &mut Tx, owner: OrganisationId, before: Kept, now: &Kept) -> Outcome<()> {
    match before {
        Kept::Volunteer { record, phone, email } => {
            volunteers::save(tx, given.secrets, &Volunteer { phone, email, ..*record }).await?;
        }
        Kept::Person { record, phones, home, protocol } => {
            let person = Person { phones, home, ..*record };
            restore_person(given, tx, owner, &person, protocol.as_deref(), now).await?;
        }
        Kept::Series { record } => {
            let series = CallSeries { needs_replanning: record.is_active, ..*record };
            call_series::save(tx, &series).await?;
            set_timer(tx, MatterKind::Series, series.id.0, Some(given.now), given.now).await?;
        }
    }
    Ok(())
}

async fn restore_person(
    given: &Given<'_>,
    tx: &mut Tx,
    owner: OrganisationId,
    person: &Person,
    protocol: Option<&str>,
    now: &Kept,
) -> Outcome<()> {
    people::save(tx, given.secrets, person).await?;
    protocols::choose(tx, owner, Follower::Person(person.id), protocol).await?;
    if let Kept::Person { record: imported, .. } = now {
        for (scope, after) in person.consents.all() {
            let before = imported.consents.of(&scope);
            if before != after {
                let change = consent_changes::NewConsentChange {
                    scope: &scope,
                    before,
                    after,
                    way: Way::Import,
                    by: None,
                    wording: "",
                };
                let id = given.chance.new_id(given.now);
                consent_changes::insert(tx, id, owner, person.id, change, given.now).await?;
            }
        }
    }
    // Her coming calls are called off, or come back, at once.
    set_timer(tx, MatterKind::Person, person.id.0, Some(given.now), given.now).await?;
    wake_series(tx, person.id, given.now).await?;
    Ok(())
}
