//! An instance of "line-assign/1" read into a [`Problem`]: ids become numbers, and what contradicts itself is refused.

use std::{borrow::Cow, collections::HashMap};

use crate::{
    instance_file::{CallEntry, InstanceFile, SPECIFICATION, SeniorEntry, VolunteerEntry},
    points,
    problem::{Call, Gender, GenderWish, Person, Problem, ProblemError, Slots, Volunteer},
};

/// An instance that cannot be read. Texts name ids and fields of the file, nothing else.
#[derive(Debug, thiserror::Error)]
pub enum InstanceError {
    /// Not JSON, or a field is missing or of another kind; the text says which and where.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// Another specification.
    #[error("field spec: \"{0}\" is not understood, only \"{SPECIFICATION}\"")]
    Specification(String),
    /// Two of a kind have one id.
    #[error("field {field}: the id \"{id}\" appears twice")]
    Doubled {
        /// The list.
        field: &'static str,
        /// As written.
        id: String,
    },
    /// An id is named that no volunteer has.
    #[error("seniors, \"{senior}\", field {field}: there is no volunteer \"{volunteer}\"")]
    UnknownVolunteer {
        /// As written.
        senior: String,
        /// `known` or `refused`.
        field: &'static str,
        /// As written.
        volunteer: String,
    },
    /// A value is outside what the specification allows.
    #[error("{place}, field {field}: {why}")]
    Value {
        /// Whose.
        place: String,
        /// Which.
        field: &'static str,
        /// What is wrong.
        why: String,
    },
    /// The week contradicts itself in another way.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// A problem, and the ids that its numbers stand for.
#[derive(Debug)]
pub struct Instance<'a> {
    /// The week by number.
    pub problem: Problem,
    /// Ids of volunteers by number.
    pub volunteer_ids: Vec<Cow<'a, str>>,
    /// Ids of people by number.
    pub person_ids: Vec<Cow<'a, str>>,
    /// Ids of calls by number.
    pub call_ids: Vec<Cow<'a, str>>,
}

/// Reads an instance.
///
/// # Errors
/// The first thing that is wrong, with its field and whose it is.
pub fn read_instance(text: &str) -> Result<Instance<'_>, InstanceError> {
    instance_of(serde_json::from_str(text)?)
}

/// Takes ids apart from numbers.
///
/// # Errors
/// As for [`read_instance`].
pub fn instance_of(file: InstanceFile<'_>) -> Result<Instance<'_>, InstanceError> {
    if file.spec != SPECIFICATION {
        return Err(InstanceError::Specification(file.spec.into_owned()));
    }
    let mut languages: HashMap<String, u16> = HashMap::new();
    let numbers = numbers_of("volunteers", file.volunteers.iter().map(|entry| &entry.id))?;
    numbers_of("seniors", file.seniors.iter().map(|entry| &entry.id))?;
    numbers_of("calls", file.seniors.iter().flat_map(|senior| senior.calls.iter().map(|call| &call.id)))?;
    let mut people = Vec::with_capacity(file.seniors.len());
    for senior in &file.seniors {
        people.push(person_of(senior, file.slots, &numbers, &mut languages)?);
    }
    let mut volunteers = Vec::with_capacity(file.volunteers.len());
    for entry in &file.volunteers {
        volunteers.push(volunteer_of(entry, file.slots, &mut languages)?);
    }
    let problem = Problem { slots: file.slots, most_distance_hm: file.max_hm, volunteers, people, fixed: Vec::new() };
    problem.check()?;
    let mut person_ids = Vec::with_capacity(file.seniors.len());
    let mut call_ids = Vec::with_capacity(problem.number_of_calls());
    for senior in file.seniors {
        person_ids.push(senior.id);
        call_ids.extend(senior.calls.into_iter().map(|call| call.id));
    }
    let volunteer_ids = file.volunteers.into_iter().map(|entry| entry.id).collect();
    Ok(Instance { problem, volunteer_ids, person_ids, call_ids })
}

fn numbers_of<'b, 'a: 'b>(
    field: &'static str,
    ids: impl Iterator<Item = &'b Cow<'a, str>>,
) -> Result<HashMap<&'b str, u32>, InstanceError> {
    let mut numbers = HashMap::with_capacity(ids.size_hint().0);
    for (number, id) in ids.enumerate() {
        let number = u32::try_from(number).map_err(|_| ProblemError::TooMany(field))?;
        if numbers.insert(id.as_ref(), number).is_some() {
            return Err(InstanceError::Doubled { field, id: id.to_string() });
        }
    }
    Ok(numbers)
}

fn person_of<'a>(
    senior: &SeniorEntry<'a>,
    slots: u16,
    volunteers: &HashMap<&str, u32>,
    languages: &mut HashMap<String, u16>,
) -> Result<Person, InstanceError> {
    let numbers = |field, ids: &[Cow<'a, str>]| {
        let number = |id: &Cow<'a, str>| {
            volunteers.get(id.as_ref()).copied().ok_or_else(|| InstanceError::UnknownVolunteer {
                senior: senior.id.to_string(),
                field,
                volunteer: id.to_string(),
            })
        };
        ids.iter().map(number).collect::<Result<Vec<u32>, _>>()
    };
    let known = numbers("known", &senior.known)?;
    let refused = numbers("refused", &senior.refused)?;
    let value = |field, why: &str| InstanceError::Value {
        place: format!("seniors, \"{}\"", senior.id),
        field,
        why: why.to_owned(),
    };
    if senior.priority > 1 {
        return Err(value("priority", "only 0 and 1 are understood"));
    }
    if senior.gender_must && senior.gender.is_none() {
        return Err(value("gender_must", "a must needs a gender"));
    }
    for call in &senior.calls {
        let [start, end] = call.win;
        let value = |field, why: &str| InstanceError::Value {
            place: format!("calls, \"{}\"", call.id),
            field,
            why: why.to_owned(),
        };
        if start >= end || end > slots {
            return Err(value("win", "the window is empty or outside the week"));
        }
        if !(start..end).contains(&call.ideal) {
            return Err(value("ideal", "it is not in the window"));
        }
    }
    let call_of =
        |call: &CallEntry<'a>| Call { window: Slots { start: call.win[0], end: call.win[1] }, ideal: call.ideal };
    Ok(Person {
        x_hm: senior.x,
        y_hm: senior.y,
        language: language_number(&senior.lang, languages)?,
        wish: senior.gender.map(|letter| GenderWish { gender: letter.into(), is_must: senior.gender_must }),
        is_priority: senior.priority == 1,
        known: known
            .into_iter()
            .enumerate()
            .map(|(rank, volunteer)| (volunteer, if rank == 0 { points::USUAL } else { points::KNOWN }))
            .collect(),
        refused,
        calls: senior.calls.iter().map(call_of).collect(),
    })
}

fn volunteer_of<'a>(
    entry: &VolunteerEntry<'a>,
    slots: u16,
    languages: &mut HashMap<String, u16>,
) -> Result<Volunteer, InstanceError> {
    if entry.avail.iter().any(|&[start, end]| start >= end || end > slots) {
        return Err(InstanceError::Value {
            place: format!("volunteers, \"{}\"", entry.id),
            field: "avail",
            why: "a range is empty or outside the week".to_owned(),
        });
    }
    Ok(Volunteer {
        x_hm: entry.x,
        y_hm: entry.y,
        languages: entry.langs.iter().map(|name| language_number(name, languages)).collect::<Result<_, _>>()?,
        gender: entry.gender.map(Gender::from),
        cap: entry.cap,
        comfort: entry.comfort,
        available: entry.avail.iter().map(|&[start, end]| Slots { start, end }).collect(),
    })
}

fn language_number(name: &str, languages: &mut HashMap<String, u16>) -> Result<u16, ProblemError> {
    if let Some(&number) = languages.get(name) {
        return Ok(number);
    }
    let number = u16::try_from(languages.len()).map_err(|_| ProblemError::TooMany("languages"))?;
    languages.insert(name.to_owned(), number);
    Ok(number)
}
