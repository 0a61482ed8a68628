//! Erasure of a person: by what she is found again in texts, what is left of her file, and what somebody types to confirm.
//!
//! Nothing here knows where texts are kept.
//!
//! # Source
//! Domain notes 3.3 and 3.4.

use std::collections::BTreeSet;

use crate::{
    consent::Consents,
    home::Home,
    name_search::folded,
    people::{Fragility, Person, TrustedContact},
    phone_number::PhoneNumber,
    tenant::Tenant,
    wishes::Wishes,
};

/// Of a number, so many last digits are the same however it is written.
const TELLING_DIGITS: usize = 9;
/// Words of names shorter than this, such as "de" or "le", are everybody's words.
const LEAST_CHARS: usize = 3;
/// Of an id, so many last signs are typed when the association has no reference of its own.
const TYPED_CHARS: usize = 6;

/// What a person is found by in a text, and whoever is near her.
pub struct Traced {
    first_names: BTreeSet<String>,
    last_names: BTreeSet<String>,
    numbers: Vec<String>,
    title_and_names: (String, String),
    phones: Vec<PhoneNumber>,
}

fn words(text: &str) -> impl Iterator<Item = String> {
    folded(text).split_whitespace().map(str::to_owned).collect::<Vec<_>>().into_iter()
}

/// The words of a name that tell it; of a short name, all.
fn telling(name: &str) -> BTreeSet<String> {
    let long: BTreeSet<String> = words(name).filter(|word| word.chars().count() >= LEAST_CHARS).collect();
    if long.is_empty() { words(name).collect() } else { long }
}

impl Traced {
    /// What is looked for.
    pub fn new(person: &Person, contacts: &[TrustedContact]) -> Traced {
        let near = contacts.iter().filter_map(|contact| contact.phone.as_ref());
        let numbers = person.phones.iter().chain(near).map(|phone| last_digits(phone.as_str())).collect();
        Traced {
            first_names: telling(&person.first_name),
            last_names: telling(&person.last_name),
            numbers,
            title_and_names: (folded(&person.first_name), folded(&person.last_name)),
            phones: person.phones.clone(),
        }
    }

    /// Whether a text names her by her family name, or holds one of the numbers, in whatever way it is written.
    pub fn is_certainly_in(&self, text: &str) -> bool {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        self.numbers.iter().any(|number| !number.is_empty() && digits.contains(number))
            || words(text).any(|word| self.last_names.contains(&word))
    }

    /// Whether a text may be about her: the first name is enough.
    pub fn may_be_in(&self, text: &str) -> bool {
        self.is_certainly_in(text) || words(text).any(|word| self.first_names.contains(&word))
    }

    /// Whether somebody of a partner's list is she: the same number, and no other name.
    pub fn is_tenant(&self, tenant: &Tenant) -> bool {
        let (first, last) = (folded(&tenant.first_name), folded(&tenant.last_name));
        let is_same = |theirs: &str, hers: &str| theirs.trim().is_empty() || theirs.trim() == hers.trim();
        self.phones.contains(&tenant.phone)
            && is_same(&first, &self.title_and_names.0)
            && is_same(&last, &self.title_and_names.1)
    }
}

fn last_digits(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.get(digits.len().saturating_sub(TELLING_DIGITS)..).unwrap_or_default().iter().collect()
}

/// What is left of a file: what figures are counted from, and nobody.
pub fn left_of(person: &Person) -> Person {
    let Consents { calls, visits, partners, .. } = person.consents.clone();
    Person {
        key: person.id.to_string(),
        title: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        hearing_advice: String::new(),
        fragility: Fragility::Green,
        // Which partners' figures she counts in, and whether she agreed: nothing awaits an answer.
        consents: Consents { calls, visits, partners, ..Consents::default() },
        last_talked_at: None,
        pauses: Vec::new(),
        phone_hours: Vec::new(),
        district: String::new(),
        wishes: Wishes::default(),
        home: Home::default(),
        phones: Vec::new(),
        ..person.clone()
    }
}

/// What somebody types to confirm: the association's own reference, or the end of the id when there is none.
pub fn confirmation(person: &Person) -> String {
    let id = person.id.to_string();
    if person.key != id {
        return person.key.clone();
    }
    id.get(id.len().saturating_sub(TYPED_CHARS)..).unwrap_or_default().to_owned()
}

/// Whether what was typed confirms it: capitals and spaces around do not count.
pub fn is_confirmed(person: &Person, typed: &str) -> bool {
    let wanted = confirmation(person);
    !wanted.is_empty() && typed.trim().to_lowercase() == wanted.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;
    use uuid::Uuid;

    use super::*;
    use crate::{
        holidays::HolidayCalendar,
        ids::{LineId, OrganisationId, PersonId},
        people::Language,
        territory::Territory,
    };

    fn person(first_name: &str, last_name: &str) -> Person {
        Person {
            id: PersonId(Uuid::from_u128(0xabcdef)),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "P-12".into(),
            title: "Mme".into(),
            first_name: first_name.into(),
            last_name: last_name.into(),
            line_id: LineId(Uuid::nil()),
            territory: Territory {
                name: "FR-IDF".into(),
                zone: chrono_tz::Europe::Paris,
                holidays: HolidayCalendar::Metro,
            },
            language: Language::French,
            hearing_advice: "loud".into(),
            fragility: Fragility::Red,
            consents: Consents::default(),
            calls_from: NaiveTime::MIN,
            calls_to: NaiveTime::MIN,
            last_talked_at: None,
            pauses: Vec::new(),
            phone_hours: Vec::new(),
            district: "Aplemont".into(),
            wishes: Wishes::default(),
            home: Home::default(),
            phones: vec![PhoneNumber::from_e164("+33235000012").unwrap()],
        }
    }

    #[test]
    fn text_about_her_then_found_however_it_is_written() {
        let traced = Traced::new(&person("Anaïs", "de la Tour d'Auvergne"), &[]);
        for (text, is_certain, may_be) in [
            ("Mme TOUR, jeudi", true, true),
            ("appelez le 02 35 00 00 12", true, true),
            ("+33 2 35 00 00 12", true, true),
            ("Anais vous attend", false, true),
            ("de la part de tous", false, false),
            ("tourner la page", false, false),
            ("02 35 00 00 13", false, false),
            ("", false, false),
        ] {
            assert_eq!((traced.is_certainly_in(text), traced.may_be_in(text)), (is_certain, may_be), "{text}");
        }
        let short = Traced::new(&person("Li", "Ly"), &[]);
        assert!(short.is_certainly_in("Mme Ly") && !short.may_be_in("lys"));
        let nameless = Traced::new(&person("", ""), &[]);
        assert!(!nameless.may_be_in("n'importe qui"));
    }

    #[test]
    fn tenant_with_her_number_then_she_unless_another_name_is_given() {
        let traced = Traced::new(&person("Anaïs", "Le Goff"), &[]);
        let tenant = |first: &str, last: &str, phone: &str| Tenant {
            title: String::new(),
            first_name: first.into(),
            last_name: last.into(),
            phone: PhoneNumber::from_e164(phone).unwrap(),
        };
        assert!(traced.is_tenant(&tenant("ANAIS", "LE-GOFF", "+33235000012")));
        assert!(traced.is_tenant(&tenant("", "Le Goff", "+33235000012")));
        assert!(!traced.is_tenant(&tenant("Yves", "Le Goff", "+33235000012")), "her husband");
        assert!(!traced.is_tenant(&tenant("Anaïs", "Le Goff", "+33235000013")));
    }

    #[test]
    fn left_of_a_file_then_nobody() {
        let left = left_of(&person("Anaïs", "Le Goff"));
        let kept = serde_json::to_string(&left).unwrap().to_lowercase();
        for gone in ["ana", "goff", "p-12", "aplemont", "loud", "\"red\"", "mme"] {
            assert!(!kept.contains(gone), "{gone} in {kept}");
        }
        assert!(left.phones.is_empty() && left.due_at().is_none());
    }

    #[test]
    fn typed_reference_then_confirmed_whatever_its_capitals() {
        let mut she = person("Anaïs", "Le Goff");
        assert!(is_confirmed(&she, " p-12 ") && !is_confirmed(&she, "P-1") && !is_confirmed(&she, ""));
        she.key = she.id.to_string();
        assert!(is_confirmed(&she, "ABCDEF") && !is_confirmed(&she, "P-12"));
    }
}
