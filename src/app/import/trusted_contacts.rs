//! `trusted_contacts.csv`: whom to ask when somebody cannot be reached.

use std::collections::HashSet;

use passerelle_domain::{
    ids::TrustedContactId,
    people::{Person, TrustedContact},
    phone_number::PhoneNumber,
};
use passerelle_store::{Tx, people, trusted_contacts};

use crate::advance_case_check::look_again_at_checks;

use super::{
    cells,
    known::Known,
    numbers,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};

/// Nobody has more contacts than this.
const MOST_CONTACTS: u32 = 50;

pub(super) const COLUMNS: [Column; 7] = [
    needed("person"),
    needed("name"),
    needed("phone"),
    optional("relation"),
    optional("same_town"),
    optional("do_not_contact"),
    optional("position"),
];

/// A contact as the file tells it.
pub(super) struct Draft {
    pub(super) person: String,
    pub(super) position: Option<u32>,
    name: String,
    phone: String,
    relation: Option<String>,
    same_town: Option<bool>,
    do_not_contact: Option<bool>,
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let position = |cell: &str| cells::number(1, MOST_CONTACTS)(cell).map(Some);
    Ok(Draft {
        person: row.needed("person", cells::key)?,
        position: row.given("position", None, position)?.flatten(),
        name: row.needed("name", cells::text)?,
        phone: row.needed("phone", cells::text)?,
        relation: row.given("relation", String::new(), cells::text)?,
        same_town: row.given("same_town", false, cells::yes_or_no)?,
        do_not_contact: row.given("do_not_contact", false, cells::yes_or_no)?,
    })
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let secrets = known.given.secrets;
    let person = people::by_key(tx, secrets, known.owner, &draft.person).await?;
    let person = person.ok_or_else(|| Refusal::of("person", "nobody has that key"))?;
    let contacts = trusted_contacts::of_person(tx, secrets, person.id).await?;

    let contact = contact_of(known, draft, &person, &contacts)?;
    let before = contacts.iter().find(|before| before.id == contact.id);
    if before.is_some_and(|before| before.do_not_contact && !contact.do_not_contact) {
        let reason = "somebody never to be contacted is kept here: give another position";
        return Err(Refusal::of("position", reason).into());
    }
    let written = Written::compare(before, &contact, contact.id.0);
    if written.is_change() {
        trusted_contacts::save(tx, secrets, &contact).await?;
        look_again_at_checks(tx, person.id, known.given.now).await?;
    }
    Ok(written)
}

fn contact_of(
    known: &Known<'_>,
    draft: &Draft,
    person: &Person,
    contacts: &[TrustedContact],
) -> Result<TrustedContact, Refusal> {
    let phone = known.phone("phone", &draft.phone, numbers::region_of(&person.territory))?;
    let position = match draft.position {
        Some(position) => position,
        None => position_for(known, draft, &phone, contacts)?,
    };
    let before = contacts.iter().find(|before| before.position == position);
    // Somebody she fears does not become a contact because an older list says so.
    let was_ruled_out = contacts.iter().any(|other| other.do_not_contact && other.phone.as_ref() == Some(&phone));
    let kept_relation = || before.map_or_else(String::new, |before| before.relation.clone());
    let kept_same_town = || before.is_some_and(|before| before.same_town);
    Ok(TrustedContact {
        id: before.map_or_else(|| TrustedContactId(known.new_id()), |before| before.id),
        organisation_id: known.owner,
        person_id: person.id,
        name: draft.name.clone(),
        relation: draft.relation.clone().unwrap_or_else(kept_relation),
        same_town: draft.same_town.unwrap_or_else(kept_same_town),
        do_not_contact: draft.do_not_contact.unwrap_or_default() || was_ruled_out,
        position,
        phone: Some(phone),
    })
}

/// The position of a row that gives none: the one its number has already, so that importing twice
/// adds nobody; else the next that neither the person's contacts nor the file have taken.
fn position_for(
    known: &Known<'_>,
    draft: &Draft,
    phone: &PhoneNumber,
    contacts: &[TrustedContact],
) -> Result<u32, Refusal> {
    let none = HashSet::new();
    let in_file = known.in_file.positions.get(&draft.person).unwrap_or(&none);
    let same = contacts.iter().find(|known| known.phone.as_ref() == Some(phone) && !in_file.contains(&known.position));
    if let Some(same) = same {
        return Ok(same.position);
    }
    let is_taken =
        |position: &u32| in_file.contains(position) || contacts.iter().any(|known| known.position == *position);
    let next = (1..=MOST_CONTACTS).find(|position| !is_taken(position));
    next.ok_or_else(|| Refusal::of("position", "she has no free position left"))
}
