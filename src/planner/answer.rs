//! A plan as a file: an answer of "line-assign/1" in JSON.

use std::{borrow::Cow, collections::HashMap, collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};

use crate::{
    instance::Instance,
    problem::{Place, Plan},
};

/// An answer that cannot be read for its instance.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Not JSON, or a field is missing or of another kind; the text says which and where.
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    /// A call is answered twice.
    #[error("field assign: the call \"{0}\" appears twice")]
    Doubled(String),
    /// The instance has no such call.
    #[error("field assign: there is no call \"{0}\"")]
    UnknownCall(String),
    /// The instance has no such volunteer.
    #[error("field assign, \"{call}\": there is no volunteer \"{volunteer}\"")]
    UnknownVolunteer {
        /// As written.
        call: String,
        /// As written.
        volunteer: String,
    },
}

#[derive(Deserialize)]
struct AnswerFile<'a> {
    #[serde(borrow)]
    assign: Entries<'a>,
}

/// The object as a list, so that an id that appears twice is seen.
struct Entries<'a>(Vec<(Text<'a>, (Text<'a>, u16))>);

/// A text that is copied only when it has escapes.
#[derive(Deserialize, PartialEq, Eq, Hash)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Vec<(Text<'de>, (Text<'de>, u16))>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of calls, each with [volunteer, slot]")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::with_capacity(map.size_hint().unwrap_or(0));
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Reader).map(Entries)
    }
}

/// Reads the answer to an instance. What it says may still break rules: [`crate::score()`] tells.
///
/// # Errors
/// The first thing that cannot be understood, with the call's id.
pub fn read_answer(text: &str, instance: &Instance<'_>) -> Result<Plan, AnswerError> {
    let file: AnswerFile<'_> = serde_json::from_str(text)?;
    let numbers = |ids: &[Cow<'_, str>]| -> HashMap<String, u32> {
        ids.iter().enumerate().map(|(number, id)| (id.to_string(), number as u32)).collect()
    };
    let (calls, volunteers) = (numbers(&instance.call_ids), numbers(&instance.volunteer_ids));
    let mut plan: Plan = vec![None; instance.call_ids.len()];
    let mut answered = HashSet::new();
    for (Text(call), (Text(volunteer), slot)) in file.assign.0 {
        let Some(&number) = calls.get(call.as_ref()) else {
            return Err(AnswerError::UnknownCall(call.into_owned()));
        };
        if !answered.insert(number) {
            return Err(AnswerError::Doubled(call.into_owned()));
        }
        let Some(&volunteer) = volunteers.get(volunteer.as_ref()) else {
            return Err(AnswerError::UnknownVolunteer { call: call.into_owned(), volunteer: volunteer.into_owned() });
        };
        plan[number as usize] = Some(Place { volunteer, slot });
    }
    Ok(plan)
}

/// Writes a plan as the answer to an instance, calls in the order of the instance.
///
/// # Errors
/// None for a plan of this instance.
pub fn write_answer(plan: &Plan, instance: &Instance<'_>) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(&Assign { assign: Places { plan, instance } })?;
    text.push('\n');
    Ok(text)
}

#[derive(Serialize)]
struct Assign<'a> {
    assign: Places<'a>,
}

struct Places<'a> {
    plan: &'a Plan,
    instance: &'a Instance<'a>,
}

impl Serialize for Places<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (id, place) in self.instance.call_ids.iter().zip(self.plan) {
            if let Some(place) = place {
                let volunteer = self.instance.volunteer_ids.get(place.volunteer as usize);
                map.serialize_entry(id, &(volunteer, place.slot))?;
            }
        }
        map.end()
    }
}
