//! A small favour: neighbours of a person are asked, a few at a time; the first yes has it.
//!
//! A text names her by her first name and her part of town, and what it is by a word of a closed list; whoever says yes
//! is put in touch by a human. It ends with a taker, or as a task of a coordinator.
//!
//! Invariants: what is alive has a timer; nobody is asked twice for one favour, nor more than three times a week; one
//! taker at most.
//!
//! # Source
//! Domain notes 1.1, M10.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    code::Code,
    ids::{CaseId, FavourId, LineId, OrganisationId, PersonId, VolunteerId},
    local_time,
    people::{Member, Person, Volunteer, VolunteerStatus},
    wishes::HelperCircle,
};

/// So many neighbours are asked at once.
pub const WAVE: usize = 3;
/// How long a wave has to answer before the next one is asked.
pub const WAVE_WAIT: TimeDelta = TimeDelta::minutes(45);
/// So many waves; then a coordinator sees to it.
pub const MOST_WAVES: u32 = 4;
/// Nobody is asked for favours more often than this…
pub const ASKED_AT_MOST: u32 = 3;
/// …within this.
pub const ASKED_WITHIN: TimeDelta = TimeDelta::days(7);

/// What is asked for. A closed list: nothing about health, no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FavourKind {
    /// Something to fetch or to carry.
    Errand,
    /// A bulb, a shelf, a tap.
    SmallRepair,
    /// Going somewhere together.
    Outing,
    /// A form, a telephone that does not obey.
    Paper,
    /// A coffee, a game.
    Company,
}

impl FavourKind {
    /// Every kind, in the order of the texts.
    pub const ALL: [FavourKind; 5] =
        [FavourKind::Errand, FavourKind::SmallRepair, FavourKind::Outing, FavourKind::Paper, FavourKind::Company];

    /// The word of the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            FavourKind::Errand => "errand",
            FavourKind::SmallRepair => "small_repair",
            FavourKind::Outing => "outing",
            FavourKind::Paper => "paper",
            FavourKind::Company => "company",
        }
    }

    /// The kind of this word.
    pub fn parse(text: &str) -> Option<FavourKind> {
        FavourKind::ALL.into_iter().find(|kind| kind.as_str() == text.trim())
    }

    /// The number by which the texts choose their words, from 1.
    pub fn number(self) -> usize {
        FavourKind::ALL.iter().position(|kind| *kind == self).map_or(1, |place| place + 1)
    }
}

/// Where a favour is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FavourState {
    /// Neighbours are being asked.
    Asking,
    /// Somebody does it.
    Taken,
    /// Nobody said yes: a coordinator has it.
    Unanswered,
}

impl FavourState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        self == FavourState::Asking
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            FavourState::Asking => "asking",
            FavourState::Taken => "taken",
            FavourState::Unanswered => "unanswered",
        }
    }
}

/// A favour asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Favour {
    /// Identity of the record.
    pub id: FavourId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line that writes.
    pub line_id: LineId,
    /// Names it in texts.
    pub code: Code,
    /// For whom.
    pub person_id: PersonId,
    /// What.
    pub kind: FavourKind,
    /// The coordinator who asks.
    pub asked_by: Member,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Where it is.
    pub state: FavourState,
    /// Waves asked so far.
    pub waves: u32,
    /// Who does it.
    pub taker: Option<VolunteerId>,
    /// The task, when nobody does.
    pub case_id: Option<CaseId>,
}

/// One neighbour asked for one favour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FavourAsk {
    /// Which favour.
    pub favour_id: FavourId,
    /// Who.
    pub volunteer_id: VolunteerId,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// What they said.
    pub said: Option<bool>,
    /// OUI or NON while another question was open too, until the code says which.
    #[serde(default)]
    pub half_said: Option<bool>,
}

/// Whether a volunteer may be asked for a small favour for her: a neighbour of her territory who reads texts. A favour needs
/// neither charter nor training; it opens no file.
pub fn may_be_asked(volunteer: &Volunteer, person: &Person) -> bool {
    volunteer.circle == HelperCircle::Neighbour
        && !matches!(volunteer.status, VolunteerStatus::Paused | VolunteerStatus::Ended)
        && volunteer.phone.is_some()
        && volunteer.reads_texts()
        && volunteer.abilities().serves(&person.territory.name)
}

/// Who is asked next: those of her part of town first, then whoever was asked the least lately, at most [`WAVE`]. `asked`
/// tells how often somebody was asked within [`ASKED_WITHIN`], and whether for this favour.
pub fn next_wave<'a>(
    neighbours: &'a [Volunteer],
    person: &Person,
    asked: impl Fn(VolunteerId) -> (u32, bool),
) -> Vec<&'a Volunteer> {
    let mut fit: Vec<(bool, u32, &Volunteer)> = neighbours
        .iter()
        .filter(|volunteer| may_be_asked(volunteer, person))
        .filter_map(|volunteer| {
            let (times, is_asked_for_it) = asked(volunteer.id);
            let district = &volunteer.profile.district;
            let is_near = !district.is_empty() && district.eq_ignore_ascii_case(&person.district);
            (times < ASKED_AT_MOST && !is_asked_for_it).then_some((!is_near, times, volunteer))
        })
        .collect();
    fit.sort_by_key(|(is_far, times, volunteer)| (*is_far, *times, volunteer.id));
    fit.into_iter().take(WAVE).map(|(_, _, volunteer)| volunteer).collect()
}

/// The first instant from `at` on at which neighbours may be written to: between nine and eight in the evening.
pub fn may_ask_at(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    local_time::next_within(at, hour(9), hour(20), zone)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::people::examples::{person, volunteer};

    fn neighbour(id: u128) -> Volunteer {
        let id = VolunteerId(Uuid::from_u128(id));
        let status = VolunteerStatus::Interviewed;
        Volunteer { id, status, circle: HelperCircle::Neighbour, charter_signed_on: None, ..volunteer() }
    }

    #[test]
    fn circles_and_places_then_only_neighbours_of_hers_who_read_texts() {
        let suzanne = person();
        let far = crate::territory::Territory { name: "FR-MTQ".into(), ..volunteer().territory };
        let cases = [
            (neighbour(1), true),
            (Volunteer { circle: HelperCircle::Active, ..neighbour(1) }, false),
            (Volunteer { circle: HelperCircle::Connected, ..neighbour(1) }, false),
            (Volunteer { sms_stopped: true, ..neighbour(1) }, false),
            (Volunteer { phone: None, ..neighbour(1) }, false),
            (Volunteer { status: VolunteerStatus::Ended, ..neighbour(1) }, false),
            (Volunteer { territory: far.clone(), ..neighbour(1) }, false),
            (Volunteer { territory: far, territories: vec!["FR-IDF".into()], ..neighbour(1) }, true),
        ];
        for (place, (volunteer, expected)) in cases.iter().enumerate() {
            assert_eq!(may_be_asked(volunteer, &suzanne), *expected, "case {place}");
            assert!(!volunteer.may_call() || volunteer.circle == HelperCircle::Active);
        }
    }

    #[test]
    fn wave_then_her_part_of_town_first_and_those_asked_least() {
        let mut suzanne = person();
        suzanne.district = "Belleville".into();
        let mut near = neighbour(9);
        near.profile.district = "belleville".into();
        let all = [neighbour(1), neighbour(2), neighbour(3), neighbour(4), near];
        let asked = |id: VolunteerId| match id.0.as_u128() {
            1 => (2, false),
            2 => (3, false),
            3 => (0, true),
            _ => (0, false),
        };
        let wave: Vec<u128> = next_wave(&all, &suzanne, asked).iter().map(|who| who.id.0.as_u128()).collect();
        assert_eq!(wave, [9, 4, 1]);
    }

    proptest! {
        /// However many favours are asked for in a week, nobody is asked more than three times, nor twice for one.
        #[test]
        fn any_favours_of_a_week_then_nobody_is_asked_more_than_three_times(
            crowd in 1usize..12,
            favours in proptest::collection::vec(1u32..6, 1..20),
        ) {
            let suzanne = person();
            let all: Vec<Volunteer> = (0..crowd).map(|id| neighbour(id as u128)).collect();
            let mut times: HashMap<VolunteerId, u32> = HashMap::new();
            for waves in favours {
                let mut of_this: Vec<VolunteerId> = Vec::new();
                for _ in 0..waves {
                    let wave: Vec<VolunteerId> = next_wave(&all, &suzanne, |id| {
                        (times.get(&id).copied().unwrap_or(0), of_this.contains(&id))
                    })
                    .iter()
                    .map(|who| who.id)
                    .collect();
                    prop_assert!(wave.len() <= WAVE);
                    for id in wave {
                        prop_assert!(!of_this.contains(&id));
                        of_this.push(id);
                        *times.entry(id).or_default() += 1;
                    }
                }
            }
            prop_assert!(times.values().all(|asked| *asked <= ASKED_AT_MOST));
        }
    }
}
