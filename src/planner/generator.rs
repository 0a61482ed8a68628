//! Invented weeks with the distributions that planners are compared on: towns of different size, volunteers with few or many hours,
//! seniors with one to five calls. The same size and seed give the same week for ever.

use std::{borrow::Cow, collections::HashMap, f64::consts::TAU};

use crate::{
    instance_file::{CallEntry, GenderLetter, InstanceFile, SPECIFICATION, SeniorEntry, VolunteerEntry},
    problem::WEEK_SLOTS,
    random::Random,
};

/// Nobody calls farther than this, in hectometres.
const REACH_HM: i32 = 400;
/// Volunteers in a square kilometre.
const DENSITY_KM2: f64 = 0.012;
/// Volunteers for one town.
const VOLUNTEERS_A_TOWN: usize = 40;
/// Languages: how many in a hundred volunteers speak them beside French, and how many in two hundred seniors need them.
const LANGUAGES: [(&str, f64, u32); 7] = [
    ("fr", 0.0, 172),
    ("ar", 0.09, 10),
    ("pt", 0.05, 6),
    ("es", 0.05, 4),
    ("en", 0.12, 3),
    ("it", 0.03, 3),
    ("pl", 0.015, 2),
];
/// Volunteers tried for one senior to know.
const TRIES_TO_KNOW: usize = 12;

/// Invents a week for so many seniors and volunteers.
///
/// # Source
/// The figures are those of the generator that goes with the specification "line-assign/1".
#[must_use]
pub fn generate(seniors: usize, volunteers: usize, seed: u64) -> InstanceFile<'static> {
    let mut random = Random::of(seed);
    let map = Map::of(volunteers, &mut random);
    let volunteers: Vec<VolunteerEntry<'static>> =
        (0..volunteers).map(|number| volunteer(number, &map, &mut random)).collect();
    let mut squares: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (number, entry) in volunteers.iter().enumerate() {
        squares.entry((entry.x / REACH_HM, entry.y / REACH_HM)).or_default().push(number);
    }
    let seniors = (0..seniors)
        .map(|number| {
            let mut entry = senior(number, &map, &mut random);
            let near = near(&entry, &squares);
            acquaint(&mut entry, &near, &volunteers, &mut random);
            entry
        })
        .collect();
    InstanceFile {
        spec: Cow::Borrowed(SPECIFICATION),
        seed: seed.cast_signed(),
        slots: WEEK_SLOTS,
        max_hm: REACH_HM.unsigned_abs(),
        volunteers,
        seniors,
    }
}

struct Map {
    side_km: f64,
    towns: Vec<(f64, f64)>,
    /// Sums of the towns' sizes up to each.
    sizes: Vec<f64>,
}

impl Map {
    fn of(volunteers: usize, random: &mut Random) -> Map {
        let side_km = (volunteers as f64 / DENSITY_KM2).sqrt();
        let number = (volunteers / VOLUNTEERS_A_TOWN).max(1);
        let towns = (0..number).map(|_| (random.unit() * side_km, random.unit() * side_km)).collect();
        let mut sum = 0.0;
        let sizes = (0..number)
            .map(|rank| {
                sum += 1.0 / ((rank + 1) as f64).sqrt();
                sum
            })
            .collect();
        Map { side_km, towns, sizes }
    }

    /// Somewhere in or around a town, in hectometres.
    fn place(&self, random: &mut Random) -> (i32, i32) {
        let at = random.unit() * self.sizes.last().copied().unwrap_or(0.0);
        let town = self.sizes.partition_point(|&sum| sum <= at).min(self.towns.len() - 1);
        let spread_km = if random.unit() < 0.7 { 6.0 } else { 22.0 };
        let (x, y) = self.towns[town];
        let mut around = |center: f64| {
            // Box and Muller: two even chances make one of the bell curve.
            let (first, second) = (1.0 - random.unit(), random.unit());
            let bell = (-2.0 * first.ln()).sqrt() * (TAU * second).cos();
            (10.0 * (center + bell * spread_km).clamp(0.0, self.side_km)).round() as i32
        };
        (around(x), around(y))
    }
}

/// One of the values, by weight.
fn choose<T: Copy>(random: &mut Random, values: &[(T, u32)]) -> T {
    let all: u32 = values.iter().map(|(_, weight)| weight).sum();
    let mut at = random.below(all as usize) as u32;
    for &(value, weight) in values {
        if at < weight {
            return value;
        }
        at -= weight;
    }
    values[0].0
}

/// Some different days among the first `days` of the week, in order.
fn different_days(random: &mut Random, days: u16, number: usize) -> Vec<u16> {
    let mut all: Vec<u16> = (0..days).collect();
    for last in (1..all.len()).rev() {
        all.swap(last, random.below(last + 1));
    }
    all.truncate(number);
    all.sort_unstable();
    all
}

fn volunteer(number: usize, map: &Map, random: &mut Random) -> VolunteerEntry<'static> {
    let (x, y) = map.place(random);
    let (cap, days): (u32, usize) =
        choose(random, &[((4, 2), 20), ((8, 3), 25), ((12, 4), 25), ((20, 5), 20), ((30, 6), 10)]);
    let mut langs = Vec::new();
    if random.unit() < 0.97 {
        langs.push(Cow::Borrowed("fr"));
    }
    for (name, share, _) in &LANGUAGES[1..] {
        if random.unit() < *share {
            langs.push(Cow::Borrowed(*name));
        }
    }
    if langs.is_empty() {
        langs.push(Cow::Borrowed("fr"));
    }
    let is_retired = random.unit() < 0.45;
    let hours: [(u16, u32); 7] = if is_retired {
        [(9, 5), (10, 6), (14, 7), (15, 6), (16, 4), (17, 2), (18, 1)]
    } else {
        [(9, 1), (10, 2), (14, 2), (15, 3), (16, 5), (17, 9), (18, 10)]
    };
    let mut avail = Vec::new();
    for day in different_days(random, 7, days) {
        let hour = choose(random, &hours);
        let length = if cap <= 8 { 4 } else { [4, 5, 6, 8][random.below(4)] };
        let start = day * 48 + hour * 2 + random.below(2) as u16;
        avail.push([start, (start + length).min(day * 48 + 44)]);
    }
    let gender = choose(random, &[(GenderLetter::F, 70), (GenderLetter::M, 30)]);
    // Three calls in five are comfortable.
    let comfort = (cap * 3).div_ceil(5);
    VolunteerEntry { id: Cow::Owned(format!("v{number}")), x, y, langs, gender: Some(gender), cap, comfort, avail }
}

fn senior(number: usize, map: &Map, random: &mut Random) -> SeniorEntry<'static> {
    let (x, y) = map.place(random);
    let languages = LANGUAGES.map(|(name, _, weight)| (name, weight));
    let lang = choose(random, &languages);
    // Some live overseas: their day is another one as seen from UTC.
    let shift = if random.unit() < 0.01 {
        -6
    } else if random.unit() < 0.008 {
        4
    } else {
        0
    };
    let number_of_calls = choose(random, &[(1, 40), (2, 30), (3, 17), (4, 8), (5, 5)]);
    let calls = windows(number_of_calls, shift, random)
        .into_iter()
        .enumerate()
        .map(|(rank, [start, end])| CallEntry {
            id: Cow::Owned(format!("s{number}.{rank}")),
            win: [start, end],
            ideal: start + random.below(usize::from(end - start)) as u16,
        })
        .collect();
    let gender = choose(random, &[(None, 78), (Some(GenderLetter::F), 18), (Some(GenderLetter::M), 4)]);
    SeniorEntry {
        id: Cow::Owned(format!("s{number}")),
        x,
        y,
        lang: Cow::Borrowed(lang),
        gender,
        gender_must: gender.is_some() && random.unit() < 0.25,
        priority: u8::from(random.unit() < 0.15),
        known: Vec::new(),
        refused: Vec::new(),
        calls,
    }
}

/// Windows on different days; one senior in seven accepts Sundays.
fn windows(number: usize, shift: i16, random: &mut Random) -> Vec<[u16; 2]> {
    let days = if random.unit() < 0.15 { 7 } else { 6 };
    let hours = [(9, 6), (10, 10), (11, 10), (13, 5), (14, 10), (15, 12), (16, 12), (17, 9), (18, 7), (19, 3)];
    different_days(random, days, number)
        .into_iter()
        .map(|day| {
            let hour: u16 = choose(random, &hours);
            let start = day * 48 + hour * 2 + random.below(2) as u16;
            let length = choose(random, &[(1, 15), (2, 25), (3, 20), (4, 30), (6, 10)]);
            let start = start.saturating_add_signed(shift) % WEEK_SLOTS;
            [start, (start + length).min(WEEK_SLOTS)]
        })
        .collect()
}

fn near(senior: &SeniorEntry<'_>, squares: &HashMap<(i32, i32), Vec<usize>>) -> Vec<usize> {
    let (x, y) = (senior.x / REACH_HM, senior.y / REACH_HM);
    let around = (x - 1..=x + 1).flat_map(|x| (y - 1..=y + 1).map(move |y| (x, y)));
    around.filter_map(|square| squares.get(&square)).flatten().copied().collect()
}

/// Lets the senior know some volunteers who might call, and refuse one now and then.
fn acquaint(
    senior: &mut SeniorEntry<'static>,
    near: &[usize],
    volunteers: &[VolunteerEntry<'static>],
    random: &mut Random,
) {
    if near.is_empty() {
        return;
    }
    if random.unit() < 0.72 {
        for _ in 0..TRIES_TO_KNOW {
            let candidate = &volunteers[near[random.below(near.len())]];
            if might_call(senior, candidate) && !senior.known.contains(&candidate.id) {
                senior.known.push(candidate.id.clone());
                if senior.known.len() == 2 || random.unit() < 0.6 {
                    break;
                }
            }
        }
    }
    if random.unit() < 0.03 {
        let refused = &volunteers[near[random.below(near.len())]].id;
        if !senior.known.contains(refused) {
            senior.refused.push(refused.clone());
        }
    }
}

fn might_call(senior: &SeniorEntry<'_>, volunteer: &VolunteerEntry<'_>) -> bool {
    let (dx, dy) = (senior.x - volunteer.x, senior.y - volunteer.y);
    let meet = |&[start, end]: &[u16; 2]| senior.calls.iter().any(|call| start.max(call.win[0]) < end.min(call.win[1]));
    volunteer.langs.contains(&senior.lang)
        && (!senior.gender_must || volunteer.gender == senior.gender)
        && dx * dx + dy * dy <= REACH_HM * REACH_HM
        && volunteer.avail.iter().any(meet)
}
