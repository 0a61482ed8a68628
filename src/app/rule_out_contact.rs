//! A contact must never be contacted: it may be whoever does her harm.

use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    people::Member,
};
use passerelle_store::{people, transact, trusted_contacts};
use serde_json::json;

use crate::{
    App,
    advance_case_check::look_again_at_checks,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
};

/// Rules out her contact at this position, under whatever name the number is kept, and ends in the same moment what is being
/// asked of that number: no text leaves any more, and a telephone that rings is put down. Nothing tells the contact. False
/// when she has no such contact. Again changes nothing; only a list of the association could add somebody anew.
///
/// # Errors
/// Trouble of the database.
pub async fn rule_out_contact(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    position: u32,
    by: Member,
) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else { return Ok(false) };
        let contacts = trusted_contacts::of_person(tx, &app.secrets, person.id).await?;
        let Some(mut contact) = contacts.into_iter().find(|contact| contact.position == position) else {
            return Ok(false);
        };
        if !contact.do_not_contact {
            contact.do_not_contact = true;
            trusted_contacts::save(tx, &app.secrets, &contact).await?;
            let actor = format!("member:{}", by.uuid());
            let detail = json!({ "position": position });
            let (verb, noun_id) = ("contact_ruled_out", person.id.0);
            let trace = Trace { organisation_id: owner, actor: &actor, verb, noun: "person", noun_id, detail };
            leave_trace(app, tx, trace, now).await?;
        }
        look_again_at_checks(tx, person.id, now).await?;
        Ok::<_, AppError>(true)
    })
    .await
}
