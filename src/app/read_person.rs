//! Somebody reads the file of a person, or the list of them: the audit says who.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, PersonId},
    people::{Member, Person, TrustedContact},
};
use passerelle_store::{Tx, consent_changes, people, transact, trusted_contacts};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// What is known of a person.
pub struct PersonFile {
    /// She.
    pub person: Person,
    /// Whom to ask when she cannot be reached, in her order.
    pub contacts: Vec<TrustedContact>,
    /// What she said about each use of the service, oldest first.
    pub consent_changes: Vec<consent_changes::ConsentChangeRow>,
}

/// The file of a person, for `by`; `None` when nobody of the organisation has this id. The reading is kept before the file
/// is given.
///
/// # Errors
/// Trouble of the database.
pub async fn read_person(app: &App, owner: OrganisationId, id: PersonId, by: Member) -> Outcome<Option<PersonFile>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, id).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else { return Ok(None) };
        keep_reading(app, tx, owner, "person", person.id.0, by, now).await?;
        let contacts = trusted_contacts::of_person(tx, &app.secrets, person.id).await?;
        let consent_changes = consent_changes::of_person(tx, person.id).await?;
        Ok::<_, AppError>(Some(PersonFile { person, contacts, consent_changes }))
    })
    .await
}

/// The people of an organisation, for `by`: at most 1000, after the person `after`, in the order of their references.
/// `None` when nobody of the organisation has the id `after`.
///
/// # Errors
/// Trouble of the database.
pub async fn list_people(
    app: &App,
    owner: OrganisationId,
    after: Option<PersonId>,
    by: Member,
) -> Outcome<Option<Vec<Person>>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let after = match after {
            None => String::new(),
            Some(id) => {
                let found = people::by_id(tx, &app.secrets, id).await?;
                let Some(person) = found.filter(|person| person.organisation_id == owner) else { return Ok(None) };
                person.key
            }
        };
        keep_reading(app, tx, owner, "people", owner.0, by, now).await?;
        Ok::<_, AppError>(Some(people::of_organisation(tx, &app.secrets, owner, &after).await?))
    })
    .await
}

/// Somebody reads of a person what a case needs: the audit says for which one.
pub(crate) async fn keep_reading_for(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    case: &Code,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let actor = actor_of(by);
    let trace = Trace {
        organisation_id: person.organisation_id,
        actor: &actor,
        verb: "viewed_for_case",
        noun: "person",
        noun_id: person.id.0,
        detail: json!({ "case": case }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}

/// Somebody reads a file, or a list of them.
pub(crate) async fn keep_reading(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    noun: &str,
    noun_id: Uuid,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let actor = actor_of(by);
    let trace = Trace { organisation_id: owner, actor: &actor, verb: "viewed", noun, noun_id, detail: json!({}) };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
