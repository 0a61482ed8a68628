//! The file of somebody whom a partner's list names: it begins without any consent.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    campaign::{CALLS_FROM, CALLS_TO},
    consent::Consents,
    home::Home,
    ids::{OrganisationId, PersonId},
    line::Line,
    people::{Fragility, Person},
    tenant::Tenant,
    wishes::Wishes,
};
use passerelle_store::{Tx, people};

use crate::{App, error::Outcome};

/// Somebody the association does not know yet.
pub(crate) fn new_person(
    app: &App,
    partner: &str,
    line: Line,
    tenant: Tenant,
    fragility: Fragility,
    now: DateTime<Utc>,
) -> Person {
    let id = PersonId(app.chance.new_id(now));
    let first_name = if tenant.first_name.is_empty() { tenant.last_name.clone() } else { tenant.first_name };
    Person {
        district: String::new(),
        wishes: Wishes::default(),
        id,
        organisation_id: line.organisation_id,
        // Two partners may use one reference: her own id is nobody else's.
        key: format!("{partner}-{id}"),
        title: tenant.title,
        first_name,
        last_name: tenant.last_name,
        line_id: line.id,
        territory: line.territory,
        language: line.language,
        hearing_advice: String::new(),
        fragility,
        consents: Consents::default(),
        calls_from: CALLS_FROM,
        calls_to: CALLS_TO,
        last_talked_at: None,
        pauses: Vec::new(),
        home: Home::default(),
        phone_hours: Vec::new(),
        phones: vec![tenant.phone],
    }
}

/// Whom the association knows by this number and family name: a couple shares the number.
pub(crate) async fn known_person(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    tenant: &Tenant,
) -> Outcome<Option<Person>> {
    let known = people::by_number(tx, &app.secrets, owner, &tenant.phone).await?;
    let name = tenant.last_name.to_lowercase();
    let first = tenant.first_name.to_lowercase();
    let mut named: Vec<Person> = known.into_iter().filter(|person| person.last_name.to_lowercase() == name).collect();
    // A married couple has one number and one name.
    if named.len() > 1 || !first.is_empty() {
        named.retain(|person| first.is_empty() || person.first_name.to_lowercase() == first);
    }
    Ok(named.into_iter().next())
}
