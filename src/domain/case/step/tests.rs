//! The escalation of a case, as tables and properties.

use chrono::TimeDelta;
use chrono_tz::Europe::Paris;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    case::{CaseKind, CaseLevel},
    code::Code,
    escalation::EscalationPolicy,
    ids::{CaseId, LineId, OrganisationId, StaffId},
};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

fn staff(number: u128) -> Member {
    Member::Staff(StaffId(Uuid::from_u128(number)))
}

fn case(level: CaseLevel, now: DateTime<Utc>) -> Case {
    Case {
        id: CaseId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        code: Code::from_number(5),
        kind: CaseKind::MissedContact,
        level,
        line_id: LineId(Uuid::nil()),
        person_id: None,
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        volunteer_id: None,
        due_at: None,
        attempts: 4,
        silent_since: now,
        policy: EscalationPolicy::for_level(level, Paris),
        state: CaseState::Paging,
        paged: Vec::new(),
        reminded: false,
        pages: 0,
        is_exhausted: false,
        holder: None,
        opened_at: now,
        acknowledged_at: None,
        closure: None,
        earlier: Vec::new(),
    }
}

struct Life {
    case: Case,
    now: DateTime<Utc>,
    timer: Option<DateTime<Utc>>,
    roster: Vec<Member>,
    log: Vec<String>,
}

impl Life {
    fn begin(level: CaseLevel, now: &str) -> Life {
        let now = at(now);
        Life {
            case: case(level, now),
            now,
            timer: Some(now),
            roster: vec![staff(1), staff(2), staff(3)],
            log: Vec::new(),
        }
    }

    fn event(&mut self, event: Event) -> &mut Life {
        let decision = step(self.case.clone(), event, &self.roster, self.now, self.timer);
        self.case = decision.case;
        self.timer = decision.timer;
        let now = self.now.with_timezone(&Paris).format("%a %H:%M");
        for effect in decision.effects {
            let names = |members: &[Member]| {
                members.iter().map(|member| member.uuid().as_u128().to_string()).collect::<Vec<_>>().join("+")
            };
            self.log.push(match effect {
                Effect::Page { members, again } => {
                    format!("{now} page {}{}", names(&members), if again { " again" } else { "" })
                }
                Effect::TellTaken { to, .. } => format!("{now} taken, tell {}", names(&to)),
                Effect::TellClosed(to) => format!("{now} closed, tell {}", names(&to)),
            });
        }
        self
    }

    fn timer(&mut self) -> &mut Life {
        self.now = self.timer.unwrap();
        self.event(Event::TimerFired)
    }
}

#[test]
fn nobody_takes_it_then_one_after_the_other_then_everyone_for_ever() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-28T22:00:00Z");
    for _ in 0..8 {
        life.timer();
    }
    assert_eq!(
        life.log,
        [
            "Sat 23:00 page 1",
            "Sat 23:15 page 1 again",
            "Sat 23:30 page 2",
            "Sat 23:45 page 2 again",
            "Sun 00:00 page 3",
            "Sun 00:15 page 3 again",
            "Sun 00:30 page 1+2+3 again",
            "Sun 00:45 page 1+2+3 again",
        ]
    );
    assert!(life.case.is_exhausted && life.timer.is_some());
}

#[test]
fn worry_at_night_then_held_until_morning_and_never_dropped() {
    let mut life = Life::begin(CaseLevel::Worry, "2026-11-28T22:00:00Z");
    life.timer();
    assert!(life.log.is_empty());
    life.timer().timer();
    assert_eq!(life.log, ["Sun 08:00 page 1", "Sun 10:00 page 1 again"]);
}

#[test]
fn two_take_it_then_the_first_has_it() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().timer().timer().event(Event::Taken(staff(2))).event(Event::Taken(staff(1)));
    assert_eq!(life.case.holder, Some(staff(2)));
    assert_eq!(life.log.last().unwrap(), "Thu 10:30 taken, tell 1");
    assert_eq!(life.timer.unwrap(), life.now + TimeDelta::hours(2));
}

#[test]
fn acknowledgement_expires_then_its_holder_is_paged_again_and_then_the_others() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().event(Event::Taken(staff(1))).timer().timer();
    assert_eq!(life.log[2..], ["Thu 12:00 page 1 again", "Thu 12:15 page 2"]);
}

#[test]
fn passed_on_then_the_next_is_paged_at_once() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().event(Event::PassedOn(staff(1)));
    assert_eq!(life.log, ["Thu 10:00 page 1", "Thu 10:00 page 2"]);
    // Somebody who does not have it cannot pass on what another one has taken.
    life.event(Event::Taken(staff(2))).event(Event::PassedOn(staff(3)));
    assert_eq!(life.case.holder, Some(staff(2)));
}

#[test]
fn closed_then_late_events_change_nothing() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().event(Event::Taken(staff(1))).event(Event::Closed(CaseOutcome::WellOut, staff(1)));
    let closed = life.case.clone();
    life.event(Event::Taken(staff(2))).event(Event::TimerFired).event(Event::Closed(CaseOutcome::Hospital, staff(2)));
    assert_eq!((life.case, life.timer), (closed, None));
}

#[test]
fn empty_roster_then_it_still_has_a_timer_and_is_loud() {
    let mut life = Life::begin(CaseLevel::Immediate, "2026-11-26T09:00:00Z");
    life.roster.clear();
    life.timer().timer();
    assert!(life.timer.is_some() && life.case.is_exhausted);
}

proptest! {
    #[test]
    fn any_history_then_open_means_a_timer_and_closed_means_a_name(
        events in proptest::collection::vec((0u8..6, 1u128..4), 0..30)
    ) {
        let mut life = Life::begin(CaseLevel::Worry, "2026-11-26T09:00:00Z");
        for (kind, who) in events {
            match kind {
                0..=2 => {
                    if life.timer.is_some() { life.timer(); }
                }
                3 => { life.event(Event::Taken(staff(who))); }
                4 => { life.event(Event::PassedOn(staff(who))); }
                _ => { life.event(Event::Closed(CaseOutcome::Handled, staff(who))); }
            }
            prop_assert_eq!(life.case.state != CaseState::Closed, life.timer.is_some());
            prop_assert_eq!(life.case.state == CaseState::Closed, life.case.closure.is_some());
            prop_assert!(life.case.state == CaseState::Closed || (life.case.state == CaseState::Acknowledged) == life.case.holder.is_some());
        }
    }
}
