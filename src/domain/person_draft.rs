//! What a coordinator types about a person, field by field, and what is wrong with it.
//!
//! Texts come in as they were typed; a draft without a problem becomes a [`Person`] with [`PersonDraft::write_over`]. What
//! she agreed to is no part of it: that is said, and proven, apart.

use std::collections::BTreeMap;

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use crate::{
    home::Home,
    line::Line,
    people::{Fragility, Language, Person},
    phone_number::{DialRegion, PhoneNumber, PhoneNumberProblem},
    territory::Territory,
};

/// Longest text of one line, in characters; imports have the same.
pub const MOST_TEXT_CHARS: usize = 200;
/// Longest reference, in characters; imports have the same.
pub const MOST_KEY_CHARS: usize = 64;
/// Most telephone numbers of a person.
pub const MOST_PHONES: usize = 3;
/// The closed list of what helps her to hear.
pub const HEARING_ADVICES: [&str; 3] = ["speak_louder", "speak_slowly", "let_it_ring"];

/// What was typed. Absent fields are empty.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonDraft {
    /// The association's own reference; empty: one is given.
    pub key: String,
    /// `Mme`, `M.` or empty.
    pub title: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// First number.
    pub phone: String,
    /// From when to when it is the one to ring: `09:00-12:00`, or empty.
    pub phone_hours: String,
    /// Second number, or empty.
    pub phone2: String,
    /// Its hours.
    pub phone2_hours: String,
    /// Third number, or empty.
    pub phone3: String,
    /// Its hours.
    pub phone3_hours: String,
    /// Never before this local time: `09:00`.
    pub calls_from: String,
    /// Never from this local time on: `20:00`.
    pub calls_to: String,
    /// One of [`HEARING_ADVICES`], or empty.
    pub hearing_advice: String,
    /// `fr` or `en`.
    pub language: String,
    /// `green`, `orange` or `red`.
    pub fragility: String,
    /// As on a letter.
    pub address: String,
    /// How to get in.
    pub access: String,
    /// Her part of town.
    pub district: String,
    /// Key of her line.
    pub line: String,
    /// Name of her territory; empty: that of the line.
    pub territory: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FieldProblem {
    /// It is needed.
    Missing,
    /// It is too long.
    TooLong,
    /// It holds signs that nobody can see or say.
    Unreadable,
    /// A reference has letters, digits, - and _ only.
    NotAKey,
    /// Somebody else has this reference.
    KeyTaken,
    /// Not a telephone number.
    NotANumber,
    /// An emergency or short number: never dialled.
    EmergencyOrShort,
    /// A number kept for rehearsals.
    ForRehearsals,
    /// Not an hour.
    NotAnHour,
    /// No hour of the day is left.
    NoHourLeft,
    /// Not one of the list.
    NotOfTheList,
}

impl FieldProblem {
    /// Its name, as words and the API know it.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldProblem::Missing => "missing",
            FieldProblem::TooLong => "too_long",
            FieldProblem::Unreadable => "unreadable",
            FieldProblem::NotAKey => "not_a_key",
            FieldProblem::KeyTaken => "key_taken",
            FieldProblem::NotANumber => "not_a_number",
            FieldProblem::EmergencyOrShort => "emergency_or_short",
            FieldProblem::ForRehearsals => "for_rehearsals",
            FieldProblem::NotAnHour => "not_an_hour",
            FieldProblem::NoHourLeft => "no_hour_left",
            FieldProblem::NotOfTheList => "not_of_the_list",
        }
    }
}

/// Problems by field.
pub type Problems = BTreeMap<&'static str, FieldProblem>;

/// What a draft is read against.
pub struct DraftContext<'a> {
    /// The lines of the organisation.
    pub lines: &'a [Line],
    /// How numbers without a country code are meant where a territory is.
    pub region_of: fn(&Territory) -> DialRegion,
    /// Whether a number may be kept; real telephones are never confused with those of rehearsals.
    pub may_be_kept: &'a dyn Fn(&PhoneNumber) -> bool,
}

impl PersonDraft {
    /// The draft that says what is known of a person.
    pub fn of(person: &Person, lines: &[Line]) -> PersonDraft {
        let line = lines.iter().find(|line| line.id == person.line_id);
        let phone = |place: usize| person.phones.get(place).map(as_typed).unwrap_or_default();
        let hours = |place: usize| {
            let hours = person.phone_hours.get(place).copied().flatten();
            hours.map(|(from, to)| format!("{}-{}", from.format("%H:%M"), to.format("%H:%M"))).unwrap_or_default()
        };
        PersonDraft {
            key: person.key.clone(),
            title: person.title.clone(),
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            phone: phone(0),
            phone_hours: hours(0),
            phone2: phone(1),
            phone2_hours: hours(1),
            phone3: phone(2),
            phone3_hours: hours(2),
            calls_from: person.calls_from.format("%H:%M").to_string(),
            calls_to: person.calls_to.format("%H:%M").to_string(),
            hearing_advice: person.hearing_advice.clone(),
            language: person.language.tag().to_owned(),
            fragility: fragility_word(person.fragility).to_owned(),
            address: person.home.address.clone(),
            access: person.home.access.clone(),
            district: person.district.clone(),
            line: line.map(|line| line.key.clone()).unwrap_or_default(),
            territory: person.territory.name.clone(),
        }
    }

    /// Writes the draft over `person`, whose consents, pauses and wishes stay as they are.
    ///
    /// # Errors
    /// What is wrong, by field; `person` is then to be thrown away.
    pub fn write_over(&self, person: &mut Person, context: &DraftContext<'_>) -> Result<(), Problems> {
        let mut problems = Problems::new();
        person.title = text("title", &self.title, &mut problems);
        person.first_name = text("first_name", &self.first_name, &mut problems);
        person.last_name = text("last_name", &self.last_name, &mut problems);
        person.district = text("district", &self.district, &mut problems);
        let address = text("address", &self.address, &mut problems);
        let access = text("access", &self.access, &mut problems);
        person.home = Home { address, access };
        if person.first_name.is_empty() {
            problems.entry("first_name").or_insert(FieldProblem::Missing);
        }
        self.read_lists(person, context, &mut problems);
        self.read_phones(person, context, &mut problems);
        self.read_hours(person, &mut problems);
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn read_lists(&self, person: &mut Person, context: &DraftContext<'_>, problems: &mut Problems) {
        match Language::parse(&self.language) {
            Some(language) => person.language = language,
            None => {
                problems.insert("language", FieldProblem::NotOfTheList);
            }
        }
        match fragility_named(&self.fragility) {
            Some(fragility) => person.fragility = fragility,
            None => {
                problems.insert("fragility", FieldProblem::NotOfTheList);
            }
        }
        let advice = self.hearing_advice.trim();
        // What a list of the association said before is kept, whatever the list says today.
        if advice.is_empty() || HEARING_ADVICES.contains(&advice) || advice == person.hearing_advice {
            person.hearing_advice = advice.to_owned();
        } else {
            problems.insert("hearing_advice", FieldProblem::NotOfTheList);
        }
        let Some(line) = context.lines.iter().find(|line| line.key == self.line.trim()) else {
            problems.insert("line", FieldProblem::NotOfTheList);
            return;
        };
        person.line_id = line.id;
        let wanted = self.territory.trim();
        let of_lines = context.lines.iter().map(|line| &line.territory);
        let found = of_lines.chain([&person.territory]).find(|territory| territory.name == wanted).cloned();
        match found {
            Some(territory) => person.territory = territory,
            None if wanted.is_empty() => person.territory = line.territory.clone(),
            None => {
                problems.insert("territory", FieldProblem::NotOfTheList);
            }
        }
    }

    fn read_phones(&self, person: &mut Person, context: &DraftContext<'_>, problems: &mut Problems) {
        let typed = [
            ("phone", &self.phone, "phone_hours", &self.phone_hours),
            ("phone2", &self.phone2, "phone2_hours", &self.phone2_hours),
            ("phone3", &self.phone3, "phone3_hours", &self.phone3_hours),
        ];
        let region = (context.region_of)(&person.territory);
        let (mut phones, mut hours) = (Vec::new(), Vec::new());
        for (field, number, hours_field, of_number) in typed {
            if number.trim().is_empty() {
                continue;
            }
            match PhoneNumber::parse(number.trim(), region) {
                Ok(phone) if !(context.may_be_kept)(&phone) => {
                    problems.insert(field, FieldProblem::ForRehearsals);
                }
                Ok(phone) => {
                    if !phones.contains(&phone) {
                        phones.push(phone);
                        hours.push(read_phone_hours(hours_field, of_number, problems));
                    }
                }
                Err(problem) => {
                    problems.insert(field, problem_of(problem));
                }
            }
        }
        if phones.is_empty() {
            problems.entry("phone").or_insert(FieldProblem::Missing);
        }
        if hours.iter().all(Option::is_none) {
            hours.clear();
        }
        // Numbers beyond those of the form come from elsewhere: they stay.
        phones.extend(person.phones.iter().skip(MOST_PHONES).cloned());
        (person.phones, person.phone_hours) = (phones, hours);
    }

    fn read_hours(&self, person: &mut Person, problems: &mut Problems) {
        let mut read = |field, text: &str| match time(text) {
            Some(time) => Some(time),
            None => {
                problems.insert(field, FieldProblem::NotAnHour);
                None
            }
        };
        let (from, to) = (read("calls_from", &self.calls_from), read("calls_to", &self.calls_to));
        let (Some(from), Some(to)) = (from, to) else { return };
        if from >= to {
            problems.insert("calls_to", FieldProblem::NoHourLeft);
        }
        (person.calls_from, person.calls_to) = (from, to);
    }
}

/// A number as people type it, when that can only mean this one.
fn as_typed(phone: &PhoneNumber) -> String {
    let pairs = phone.pairs_for_reading().join(" ");
    let is_clear = PhoneNumber::parse(&pairs, DialRegion::Metropolitan).as_ref() == Ok(phone);
    if is_clear { pairs } else { phone.as_str().to_owned() }
}

/// A reference somebody typed.
///
/// # Errors
/// What is wrong with it.
pub fn read_key(typed: &str) -> Result<String, FieldProblem> {
    let key = typed.trim();
    if key.chars().count() > MOST_KEY_CHARS {
        return Err(FieldProblem::TooLong);
    }
    let is_key = key.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'));
    if is_key { Ok(key.to_owned()) } else { Err(FieldProblem::NotAKey) }
}

fn text(field: &'static str, typed: &str, problems: &mut Problems) -> String {
    let typed = typed.trim();
    if typed.chars().count() > MOST_TEXT_CHARS {
        problems.insert(field, FieldProblem::TooLong);
    } else if typed.chars().any(char::is_control) {
        problems.insert(field, FieldProblem::Unreadable);
    }
    typed.to_owned()
}

fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S")).ok()
}

fn read_phone_hours(field: &'static str, typed: &str, problems: &mut Problems) -> Option<(NaiveTime, NaiveTime)> {
    if typed.trim().is_empty() {
        return None;
    }
    let hours = typed.split_once('-').and_then(|(from, to)| Some((time(from)?, time(to)?)));
    match hours.filter(|(from, to)| from != to) {
        Some(hours) => Some(hours),
        None => {
            problems.insert(field, FieldProblem::NotAnHour);
            None
        }
    }
}

fn problem_of(problem: PhoneNumberProblem) -> FieldProblem {
    match problem {
        PhoneNumberProblem::EmergencyOrShort => FieldProblem::EmergencyOrShort,
        PhoneNumberProblem::Empty => FieldProblem::Missing,
        PhoneNumberProblem::NotANumber | PhoneNumberProblem::Invalid => FieldProblem::NotANumber,
    }
}

/// The word of a fragility class in imports, pages and the API.
pub fn fragility_word(fragility: Fragility) -> &'static str {
    match fragility {
        Fragility::Green => "green",
        Fragility::Orange => "orange",
        Fragility::Red => "red",
    }
}

fn fragility_named(word: &str) -> Option<Fragility> {
    [Fragility::Green, Fragility::Orange, Fragility::Red]
        .into_iter()
        .find(|known| fragility_word(*known) == word.trim())
}
