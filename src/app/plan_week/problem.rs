//! A week of calls as the planner wants it: by number, in slots of half an hour UTC.
//!
//! Local hours are instants before they are slots, so a week in which the clocks change is only shorter or longer. A call
//! keeps its hour: its window is its slot. Where slots are too coarse for the rules (a rest between two calls, a day that is
//! full, hours that begin at twenty past) a volunteer is simply not offered for the slot.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::{CallKind, PairingPolicy},
    capacity::Commitment,
    ids::{PersonId, SeriesId},
    people::Language,
    week_plan::{LeftBecause, Week},
};
use passerelle_planner::problem::{Call, Person, Problem, Slots, Volunteer};

use super::{book::Book, facts::Facts, wishes::points_of};
use crate::volunteer_standing::away_at;

/// Minutes of a slot.
const SLOT_MIN: i64 = 30;
/// Territories have no map: each has a place on a circle of this radius, in hectometres, so that elsewhere costs a few points.
const CIRCLE_HM: f64 = 100.0;
/// Nobody is too far away to telephone.
const ANYWHERE_HM: u32 = 10_000;
/// Beyond two thirds of what somebody accepts, others go first.
const COMFORT: (u32, u32) = (2, 3);

/// Pairs that were tried and that the rules refused.
pub(crate) type Refused = HashMap<usize, HashSet<usize>>;

/// A problem, and which call and which volunteer its numbers stand for.
pub(crate) struct Posed {
    pub(crate) problem: Problem,
    pub(crate) calls: Vec<usize>,
    pub(crate) volunteers: Vec<usize>,
}

/// The slots of a week.
struct Clock {
    base: DateTime<Utc>,
    slots: u16,
}

impl Clock {
    fn of(week: Week) -> Clock {
        let slot_s = SLOT_MIN * 60;
        let base = week.from - TimeDelta::seconds(week.from.timestamp().rem_euclid(slot_s));
        let slots = (week.until - base).num_seconds().div_euclid(slot_s) + 1;
        Clock { base, slots: u16::try_from(slots).unwrap_or(u16::MAX) }
    }

    fn slot_of(&self, at: DateTime<Utc>) -> u16 {
        u16::try_from((at - self.base).num_minutes().div_euclid(SLOT_MIN)).unwrap_or(0).min(self.slots - 1)
    }
}

/// Who is available, and not away, when calls begin: the rounds of a week ask it again and again.
pub(crate) struct Hours {
    starts: BTreeMap<DateTime<Utc>, usize>,
    /// By volunteer, then by beginning.
    is_free: Vec<bool>,
}

impl Hours {
    pub(crate) fn of(facts: &Facts, open: &[usize]) -> Hours {
        let starts: BTreeSet<DateTime<Utc>> = open.iter().map(|&call| facts.calls[call].starts_at).collect();
        let is_free = facts.volunteers.iter().flat_map(|whom| {
            starts.iter().map(move |&at| {
                let zone = whom.territory.zone;
                Facts::is_ready(whom) && whom.availability.contains(at, zone) && !away_at(&facts.absences, whom, at)
            })
        });
        let is_free = is_free.collect();
        Hours { starts: starts.into_iter().enumerate().map(|(place, at)| (at, place)).collect(), is_free }
    }

    fn is_free(&self, who: usize, at: DateTime<Utc>) -> bool {
        let place = self.starts.get(&at).and_then(|place| self.is_free.get(who * self.starts.len() + place));
        place.copied().unwrap_or(false)
    }
}

/// What is asked of a volunteer in a slot: the beginnings of the calls in it, and the length of the longest.
#[derive(Default)]
struct Asked {
    starts: BTreeSet<DateTime<Utc>>,
    longest_min: u32,
}

/// Poses the problem of giving these calls of one week to somebody.
pub(crate) fn pose(book: &Book<'_>, week: Week, hours: &Hours, open: &[usize], refused: &Refused) -> Posed {
    let (facts, clock) = (book.facts, Clock::of(week));
    let ready: Vec<usize> =
        (0..facts.volunteers.len()).filter(|&who| Facts::is_ready(&facts.volunteers[who])).collect();
    let mut asked: BTreeMap<u16, Asked> = BTreeMap::new();
    for call in open.iter().map(|&call| &facts.calls[call]) {
        let asked = asked.entry(clock.slot_of(call.starts_at)).or_default();
        asked.starts.insert(call.starts_at);
        asked.longest_min = asked.longest_min.max(call.duration_min);
    }
    let teams = teams_of(facts, open);
    let places = Places::of(facts, &ready, open);
    let volunteers = ready.iter().map(|&who| volunteer(book, week, hours, who, &asked, &teams, &places)).collect();
    let (people, calls) = people(book, &clock, open, &ready, refused, &teams, &places);
    let problem = Problem { slots: clock.slots, most_distance_hm: ANYWHERE_HM, volunteers, people, fixed: Vec::new() };
    Posed { problem, calls, volunteers: ready }
}

/// A number for each language, and one more for each small team that has calls here: only its members "speak" it.
fn language_of(language: Language) -> u16 {
    match language {
        Language::French => 0,
        Language::English => 1,
    }
}

/// Numbers of languages end before this.
const FIRST_TEAM: u16 = 2;

fn teams_of(facts: &Facts, open: &[usize]) -> BTreeMap<SeriesId, u16> {
    let in_team = |call: &&usize| facts.calls[**call].pairing == PairingPolicy::SmallTeam;
    let series: BTreeSet<SeriesId> = open.iter().filter(in_team).map(|&call| facts.calls[call].series_id).collect();
    let has_team = |id: &SeriesId| facts.series.get(id).is_some_and(|series| !series.team.is_empty());
    series.into_iter().filter(has_team).zip(FIRST_TEAM..).collect()
}

fn volunteer(
    book: &Book<'_>,
    week: Week,
    hours: &Hours,
    who: usize,
    asked: &BTreeMap<u16, Asked>,
    teams: &BTreeMap<SeriesId, u16>,
    places: &Places<'_>,
) -> Volunteer {
    let facts = book.facts;
    let whom = &facts.volunteers[who];
    let is_free = |asked: &Asked| {
        asked.starts.iter().all(|&starts_at| {
            let wanted = Commitment { starts_at, duration_min: asked.longest_min };
            hours.is_free(who, starts_at) && book.room(who, wanted).is_ok()
        })
    };
    let free = asked.iter().filter(|(_, asked)| is_free(asked));
    let taken = book.load(who, |call| (week.from..week.until).contains(&call.starts_at));
    let most = whom.max_calls_per_week;
    let speaks = whom.languages.iter().map(|language| language_of(*language));
    let in_teams =
        teams.iter().filter(|(series, _)| facts.series[series].team.contains(&whom.id)).map(|(_, team)| *team);
    let (x_hm, y_hm) = places.of_territory(&whom.territory.name);
    Volunteer {
        x_hm,
        y_hm,
        languages: speaks.chain(in_teams).collect(),
        gender: None,
        cap: most.saturating_sub(taken),
        comfort: (most * COMFORT.0).div_ceil(COMFORT.1).saturating_sub(taken),
        available: free.map(|(&slot, _)| Slots { start: slot, end: slot + 1 }).collect(),
    }
}

/// Calls in which one voice is better than several are one person's; where each call is somebody else's turn, each stands
/// alone.
fn people(
    book: &Book<'_>,
    clock: &Clock,
    open: &[usize],
    ready: &[usize],
    refused: &Refused,
    teams: &BTreeMap<SeriesId, u16>,
    places: &Places<'_>,
) -> (Vec<Person>, Vec<usize>) {
    let facts = book.facts;
    let mut groups: BTreeMap<(PersonId, Option<usize>), Vec<usize>> = BTreeMap::new();
    for &place in open {
        let call = &facts.calls[place];
        let stands_alone = call.pairing != PairingPolicy::Pair || call.kind == CallKind::Visit;
        groups.entry((call.person_id, stands_alone.then_some(place))).or_default().push(place);
    }
    let (mut people, mut numbered) = (Vec::with_capacity(groups.len()), Vec::with_capacity(open.len()));
    for ((id, _), calls) in groups {
        let first = &facts.calls[calls[0]];
        let Some(person) = facts.people.get(&id) else { continue };
        let team = teams.get(&first.series_id);
        let unsuitable = |who: usize| {
            let reasons = calls.iter().filter_map(|&call| book.unsuitable(who, &facts.calls[call]));
            // The planner asks for the language by itself, and a team has one of its own.
            let mut told = reasons.filter(|why| team.is_some() || *why > LeftBecause::Team);
            told.next().is_some()
        };
        let is_refused =
            |who: usize| calls.iter().any(|call| refused.get(call).is_some_and(|refused| refused.contains(&who)));
        let is_new = |who: usize| !facts.knows(facts.volunteers[who].id, id);
        let stays_away = |who: usize| is_new(who) && facts.meets_nobody_new(&facts.volunteers[who]);
        let (mut known, mut kept_out) = (Vec::new(), Vec::new());
        for (number, &who) in (0_u32..).zip(ready) {
            if unsuitable(who) || is_refused(who) || stays_away(who) {
                kept_out.push(number);
                continue;
            }
            let points = points_of(book, who, calls[0]) + places.correction(&facts.volunteers[who], &person.territory);
            if points != 0 {
                known.push((number, points));
            }
        }
        let (x_hm, y_hm) = places.of_territory(&person.territory);
        let language = team.copied().unwrap_or_else(|| language_of(person.language));
        let asked = calls.iter().map(|&call| {
            let ideal = clock.slot_of(facts.calls[call].starts_at);
            Call { window: Slots { start: ideal, end: ideal + 1 }, ideal }
        });
        people.push(Person {
            x_hm,
            y_hm,
            language,
            wish: None,
            is_priority: person.is_priority,
            known,
            refused: kept_out,
            calls: asked.collect(),
        });
        numbered.extend(calls);
    }
    (people, numbered)
}

/// Where territories are.
struct Places<'a>(BTreeMap<&'a str, (i32, i32)>);

impl<'a> Places<'a> {
    fn of(facts: &'a Facts, ready: &[usize], open: &[usize]) -> Places<'a> {
        let of_volunteers = ready.iter().map(|&who| facts.volunteers[who].territory.name.as_str());
        let of_people = open.iter().filter_map(|&call| facts.people.get(&facts.calls[call].person_id));
        let names: BTreeSet<&str> = of_volunteers.chain(of_people.map(|person| person.territory.as_str())).collect();
        let count = names.len() as f64;
        let radius = if names.len() > 1 { CIRCLE_HM } else { 0.0 };
        let at = |place: usize| {
            let (sin, cos) = (std::f64::consts::TAU * place as f64 / count).sin_cos();
            ((radius * cos).round() as i32, (radius * sin).round() as i32)
        };
        Places(names.into_iter().enumerate().map(|(place, name)| (name, at(place))).collect())
    }

    fn of_territory(&self, name: &str) -> (i32, i32) {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Gives back what distance takes, for somebody who knows her territory beside their own.
    fn correction(&self, volunteer: &passerelle_domain::people::Volunteer, territory: &str) -> i32 {
        if volunteer.territory.name == territory || !volunteer.territories.iter().any(|name| name == territory) {
            return 0;
        }
        let ((x, y), (other_x, other_y)) = (self.of_territory(territory), self.of_territory(&volunteer.territory.name));
        let squared = i64::from(x - other_x).pow(2) + i64::from(y - other_y).pow(2);
        let points = squared.unsigned_abs().isqrt() / u64::from(passerelle_planner::points::HM_A_POINT);
        i32::try_from(points).unwrap_or(0)
    }
}
