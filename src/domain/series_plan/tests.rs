//! Edits of a series, as a table and as any sequence of them.

use chrono::{NaiveTime, TimeZone};
use chrono_tz::{America::Martinique, Europe::Paris, Tz};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    call_series::{CallSeries, HORIZON_DAYS, PairingPolicy, Recurrence},
    holidays::HolidayCalendar,
    ids::{OrganisationId, PersonId, SeriesId},
    local_time,
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn wanted(days: &[(&str, u32)]) -> Vec<Occurrence> {
    let at = |day: NaiveDate, hour| local_time::instant_of(day, NaiveTime::from_hms_opt(hour, 0, 0).unwrap(), Paris);
    days.iter().map(|(on, hour)| Occurrence { local_on: day(on), starts_at: at(day(on), *hour) }).collect()
}

fn made(id: u128, on: &str, hour: u32, standing: Standing) -> MadeCall {
    let starts_at = wanted(&[(on, hour)])[0].starts_at;
    MadeCall { id: ScheduledCallId(Uuid::from_u128(id)), local_on: day(on), starts_at, stands_for: None, standing }
}

fn told(changes: &[Change]) -> Vec<String> {
    let number = |id: &ScheduledCallId| id.0.as_u128();
    let when = |one: &Occurrence| one.starts_at.with_timezone(&Paris).format("%d/%m %Hh").to_string();
    let one = |change: &Change| match change {
        Change::StandsFor(id, day) => format!("{} for {}", number(id), day.format("%d/%m")),
        Change::Drop(id) => format!("{} dropped", number(id)),
        Change::Withdraw(id) => format!("{} withdrawn", number(id)),
        Change::Move(id, to) => format!("{} to {}", number(id), when(to)),
        Change::Make(one) => format!("new {}", when(one)),
    };
    changes.iter().map(one).collect()
}

#[test]
fn series_changed_then_what_nobody_counts_on_is_made_again_and_a_promise_is_kept_or_moved() {
    use Standing::{Fixed, Free};
    let thursdays = [
        made(1, "2026-11-26", 15, Standing::Promised),
        made(2, "2026-12-03", 15, Free),
        made(3, "2026-12-10", 15, Free),
    ];
    let at_ten = wanted(&[("2026-11-26", 10), ("2026-12-03", 10), ("2026-12-10", 10)]);
    let tuesdays = wanted(&[("2026-11-24", 10), ("2026-12-01", 10), ("2026-12-08", 10)]);
    for (wanted, promised, expected) in [
        (&at_ten, Promised::Keep, vec!["2 dropped", "3 dropped", "new 03/12 10h", "new 10/12 10h"]),
        (&at_ten, Promised::Move, vec!["2 dropped", "3 dropped", "1 to 26/11 10h", "new 03/12 10h", "new 10/12 10h"]),
        (&tuesdays, Promised::Keep, vec!["1 for 24/11", "2 dropped", "3 dropped", "new 01/12 10h", "new 08/12 10h"]),
        (&tuesdays, Promised::Move, vec!["2 dropped", "3 dropped", "1 to 24/11 10h", "new 01/12 10h", "new 08/12 10h"]),
        (&vec![], Promised::Keep, vec!["2 dropped", "3 dropped"]),
        (&vec![], Promised::Move, vec!["1 withdrawn", "2 dropped", "3 dropped"]),
    ] {
        assert_eq!(told(&replan(wanted, &thursdays, promised)), expected, "{promised:?}");
    }
    let under_way = [made(1, "2026-11-26", 15, Fixed)];
    for promised in [Promised::Keep, Promised::Move] {
        assert_eq!(told(&replan(&at_ten[..1], &under_way, promised)), [""; 0], "it is under way");
    }
    let stands_for = MadeCall { stands_for: Some(day("2026-11-24")), ..made(1, "2026-11-26", 15, Fixed) };
    assert_eq!(told(&replan(&tuesdays[..1], &[stands_for], Promised::Keep)), [""; 0], "its week has had its call");
}

/// A call as the store would keep it.
#[derive(Debug, Clone)]
struct Kept {
    call: MadeCall,
    is_promised: bool,
    is_cancelled: bool,
}

/// A series with its calls, to which anything may happen.
#[derive(Debug)]
struct Life {
    series: CallSeries,
    calls: Vec<Kept>,
    now: DateTime<Utc>,
    next_id: u128,
}

#[derive(Debug, Clone)]
enum Step {
    Days(i64),
    Rule(usize, Promised),
    Hour(u32, Promised),
    Zone(bool, Promised),
    Skip(i64),
    Add(i64, u32),
    SaysOui(usize),
}

const RULES: [&str; 5] = [
    "FREQ=WEEKLY;BYDAY=TH",
    "FREQ=WEEKLY;BYDAY=MO,FR",
    "FREQ=DAILY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=MONTHLY;BYDAY=1MO|FREQ=WEEKLY;BYDAY=SA",
];

fn steps() -> impl Strategy<Value = Step> {
    let promised = || prop_oneof![Just(Promised::Keep), Just(Promised::Move)];
    prop_oneof![
        (0i64..10).prop_map(Step::Days),
        (0..RULES.len(), promised()).prop_map(|(rule, promised)| Step::Rule(rule, promised)),
        (9u32..20, promised()).prop_map(|(hour, promised)| Step::Hour(hour, promised)),
        (any::<bool>(), promised()).prop_map(|(zone, promised)| Step::Zone(zone, promised)),
        (0i64..30).prop_map(Step::Skip),
        (0i64..30, 9u32..20).prop_map(|(day, hour)| Step::Add(day, hour)),
        (0usize..8).prop_map(Step::SaysOui),
    ]
}

impl Life {
    fn begin(zone: Tz, now: DateTime<Utc>) -> Life {
        let series = CallSeries {
            id: SeriesId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "s".into(),
            person_id: PersonId(Uuid::nil()),
            volunteer_id: None,
            team: Vec::new(),
            rule: Recurrence::parse(RULES[0]).unwrap(),
            local_time: NaiveTime::from_hms_opt(15, 0, 0).unwrap(),
            zone,
            starts_on: day("2026-11-05"),
            ends_on: None,
            duration_min: 30,
            pairing: PairingPolicy::Pool,
            kind: crate::call_series::CallKind::default(),
            protocol: None,
            when_away: crate::absence::WhenAway::Cover,
            holidays: SeriesHolidays::Keep,
            exceptions: SeriesExceptions::default(),
            is_ending_told: false,
            needs_replanning: false,
            end: None,
            wrong_number: None,
            materialised_to: None,
            is_active: true,
        };
        let mut life = Life { series, calls: Vec::new(), now, next_id: 1 };
        life.night();
        life
    }

    fn make(&mut self, one: Occurrence) {
        let id = ScheduledCallId(Uuid::from_u128(self.next_id));
        self.next_id += 1;
        let (local_on, starts_at) = (one.local_on, one.starts_at);
        let call = MadeCall { id, local_on, starts_at, stands_for: None, standing: Standing::Free };
        self.calls.push(Kept { call, is_promised: false, is_cancelled: false });
    }

    /// What the nightly job does: a date that has its call is left alone, as the constraint of the store does.
    fn night(&mut self) {
        let (wanted, horizon) = self.series.to_materialise(HolidayCalendar::Metro, self.now);
        for one in wanted {
            if self.live().all(|kept| kept.call.local_on != one.local_on) {
                self.make(one);
            }
        }
        self.series.materialised_to = self.series.materialised_to.max(Some(horizon));
    }

    fn live(&self) -> impl Iterator<Item = &Kept> {
        self.calls.iter().filter(|kept| !kept.is_cancelled)
    }

    fn stand(&mut self) {
        let now = self.now;
        for kept in &mut self.calls {
            let is_near = kept.call.starts_at - now <= OFFER_BEFORE;
            kept.call.standing = match (kept.call.starts_at <= now, kept.is_promised || is_near) {
                (true, _) => Standing::Fixed,
                (false, true) => Standing::Promised,
                (false, false) => Standing::Free,
            };
        }
    }

    fn edited(&mut self, promised: Promised) {
        self.stand();
        let today = local_time::local_date(self.now, self.series.zone);
        let concerned = |call: &MadeCall| call.local_on >= today || call.stands_for.is_some_and(|day| day >= today);
        let known: Vec<MadeCall> = self.live().map(|kept| kept.call.clone()).filter(concerned).collect();
        let wanted = self.series.to_exist(HolidayCalendar::Metro, self.now);
        let changes = replan(&wanted, &known, promised);
        let mut told = BTreeSet::new();
        for change in &changes {
            let cancel = |calls: &mut Vec<Kept>, id: ScheduledCallId| {
                calls.iter_mut().filter(|kept| kept.call.id == id).for_each(|kept| kept.is_cancelled = true);
            };
            match change {
                Change::StandsFor(id, day) => {
                    self.calls.iter_mut().filter(|kept| kept.call.id == *id).for_each(|kept| {
                        kept.call.stands_for = Some(*day);
                    });
                }
                Change::Drop(id) => cancel(&mut self.calls, *id),
                Change::Withdraw(id) => {
                    told.insert(*id);
                    cancel(&mut self.calls, *id);
                }
                Change::Move(id, to) => {
                    told.insert(*id);
                    cancel(&mut self.calls, *id);
                    self.make(*to);
                }
                Change::Make(one) => self.make(*one),
            }
        }
        for before in known.iter().filter(|call| call.standing != Standing::Free) {
            let is_live = self.live().any(|kept| kept.call.id == before.id && kept.call.starts_at == before.starts_at);
            let may_move = promised == Promised::Move && before.standing == Standing::Promised;
            assert!(is_live || (may_move && told.contains(&before.id)), "lost in silence: {before:?}\n{changes:?}");
        }
        self.stand();
        let known: Vec<MadeCall> = self.live().map(|kept| kept.call.clone()).filter(concerned).collect();
        let again = replan(&wanted, &known, promised);
        assert!(again.is_empty(), "again is not nothing: {again:?} after {changes:?}");
    }

    fn step(&mut self, step: &Step) {
        let today = local_time::local_date(self.now, self.series.zone);
        match step {
            Step::Days(days) => {
                for _ in 0..*days {
                    self.now += TimeDelta::days(1);
                    self.night();
                }
            }
            Step::Rule(rule, promised) => {
                self.series.rule = Recurrence::parse(RULES[*rule]).unwrap();
                self.edited(*promised);
            }
            Step::Hour(hour, promised) => {
                self.series.local_time = NaiveTime::from_hms_opt(*hour, 0, 0).unwrap();
                self.edited(*promised);
            }
            Step::Zone(is_paris, promised) => {
                self.series.zone = if *is_paris { Paris } else { Martinique };
                self.edited(*promised);
            }
            Step::Skip(ahead) => {
                self.series.exceptions.skip(today + TimeDelta::days(*ahead));
                self.edited(Promised::Keep);
            }
            Step::Add(ahead, hour) => {
                let at = NaiveTime::from_hms_opt(*hour, 0, 0).unwrap();
                self.series.exceptions.call(today + TimeDelta::days(*ahead), at);
                self.edited(Promised::Keep);
            }
            Step::SaysOui(place) => {
                let now = self.now;
                let coming = self.calls.iter_mut().filter(|kept| !kept.is_cancelled && kept.call.starts_at > now);
                coming.skip(*place).take(1).for_each(|kept| kept.is_promised = true);
            }
        }
        let mut dates = BTreeSet::new();
        for kept in self.live() {
            assert!(dates.insert(kept.call.local_on), "two calls on one day: {kept:?}\n{self:?}");
        }
    }
}

proptest! {
    /// Across both clock changes, in two zones.
    #[test]
    fn any_edits_then_never_two_calls_on_one_date_and_never_a_promise_lost_in_silence(
        steps in proptest::collection::vec(steps(), 1..25),
        starts_in in 0u32..3,
        in_paris in any::<bool>(),
    ) {
        let (zone, month) = (if in_paris { Paris } else { Martinique }, [3, 10, 12][starts_in as usize]);
        let mut life = Life::begin(zone, Utc.with_ymd_and_hms(2027, month, 20, 7, 0, 0).unwrap());
        for step in &steps {
            life.step(step);
        }
        assert!(life.live().filter(|kept| kept.call.starts_at > life.now).count() <= HORIZON_DAYS as usize + 31);
    }
}
