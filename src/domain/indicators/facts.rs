//! What happened in a month, in as little as figures need: identities, codes and states, never a name.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    ids::{CaseId, PersonId, ScheduledCallId, VolunteerId},
};

/// A person who had a file in the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFact {
    /// Who.
    pub id: PersonId,
    /// Name of her territory.
    pub territory: String,
    /// References of the partners she was asked about, in order.
    pub partners: Vec<String>,
    /// She agreed to be called, at the end.
    pub agrees: bool,
    /// Her file was made within it.
    pub is_new: bool,
}

/// What became of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallFate {
    /// They talked.
    Done,
    /// The protocol ended without a conversation.
    Missed,
    /// Anything else: nothing was decided yet, nobody could be found.
    Otherwise,
}

/// A call that was not called off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFact {
    /// Which.
    pub id: ScheduledCallId,
    /// Its code.
    pub code: Code,
    /// Her local date.
    pub on: NaiveDate,
    /// With whom.
    pub person_id: PersonId,
    /// By whom; nobody when the duty team made it.
    pub volunteer_id: Option<VolunteerId>,
    /// What became of it.
    pub fate: CallFate,
    /// By which attempt she was reached, from 1; `None` when she rang back.
    pub reached_by: Option<u32>,
    /// The first attempt began within five minutes of the promised hour.
    pub is_on_time: bool,
    /// Minutes they talked.
    pub minutes: u32,
}

/// A case that was opened or closed in the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFact {
    /// Which.
    pub id: CaseId,
    /// Its code.
    pub code: Code,
    /// About whom, when about somebody.
    pub person_id: Option<PersonId>,
    /// Territory of the line whose roster it paged.
    pub territory: String,
    /// It was opened within the month.
    pub is_opened: bool,
    /// It was closed within it.
    pub is_closed: bool,
    /// It was closed because a human called the emergency services.
    pub is_emergency: bool,
    /// Minutes until somebody took it, when somebody did.
    pub taken_after_min: Option<u32>,
    /// Minutes until it was closed.
    pub closed_after_min: Option<u32>,
}

/// A volunteer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VolunteerFact {
    /// Who.
    pub id: VolunteerId,
    /// Name of their territory.
    pub territory: String,
    /// They began their first calls within the month.
    pub is_new: bool,
    /// They left within it.
    pub has_left: bool,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Everybody who had a file.
    pub people: Vec<PersonFact>,
    /// The calls of the month.
    pub calls: Vec<CallFact>,
    /// Its cases.
    pub cases: Vec<CaseFact>,
    /// The volunteers there were.
    pub volunteers: Vec<VolunteerFact>,
}

impl Facts {
    /// The facts of months in a row, as one. Whoever is gone from the last month is not counted at its end; who they called or
    /// were called by still is.
    pub fn join(months: Vec<Facts>) -> Facts {
        let mut all = Facts::default();
        let mut people: BTreeMap<PersonId, PersonFact> = BTreeMap::new();
        let mut volunteers: BTreeMap<VolunteerId, VolunteerFact> = BTreeMap::new();
        let mut cases: BTreeMap<CaseId, CaseFact> = BTreeMap::new();
        for month in months {
            all.calls.extend(month.calls);
            for fact in month.people {
                let was_new = people.get(&fact.id).is_some_and(|before| before.is_new);
                people.insert(fact.id, PersonFact { is_new: fact.is_new || was_new, ..fact });
            }
            for fact in month.volunteers {
                let before = volunteers.get(&fact.id);
                let (was_new, had_left) = before.map_or((false, false), |before| (before.is_new, before.has_left));
                let joined =
                    VolunteerFact { is_new: fact.is_new || was_new, has_left: fact.has_left || had_left, ..fact };
                volunteers.insert(joined.id, joined);
            }
            for fact in month.cases {
                let was_opened = cases.get(&fact.id).is_some_and(|before| before.is_opened);
                cases.insert(fact.id, CaseFact { is_opened: fact.is_opened || was_opened, ..fact });
            }
        }
        all.people = people.into_values().collect();
        all.volunteers = volunteers.into_values().collect();
        all.cases = cases.into_values().collect();
        all
    }
}
