//! The escalation of a case, as tables and properties.

use chrono::TimeDelta;
use chrono_tz::Europe::Paris;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    case::{CaseKind, CaseLevel, ChainPlace},
    code::Code,
    escalation::{Chain, FrozenPolicy, LastResort, PageStep, Whom},
    ids::{CaseId, LineId, OrganisationId, StaffId},
};

pub(super) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

pub(in crate::case) fn staff(number: u128) -> Member {
    Member::Staff(StaffId(Uuid::from_u128(number)))
}

pub(in crate::case) fn case(level: CaseLevel, now: DateTime<Utc>) -> Case {
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
        policy: FrozenPolicy { name: None, chain: Chain::standard(level, CaseKind::MissedContact), zone: Paris },
        state: CaseState::Paging,
        paged: Vec::new(),
        place: ChainPlace::default(),
        pages: 0,
        is_exhausted: false,
        holder: None,
        expires_at: None,
        hands_over_at: None,
        opened_at: now,
        acknowledged_at: None,
        closure: None,
        nobody_to_ask: None,
        earlier: Vec::new(),
    }
}

struct Life {
    case: Case,
    now: DateTime<Utc>,
    timer: Option<DateTime<Utc>>,
    team: Team,
    log: Vec<String>,
}

impl Life {
    fn begin(level: CaseLevel, now: &str) -> Life {
        let now = at(now);
        Life {
            case: case(level, now),
            now,
            timer: Some(now),
            team: Team { order: vec![staff(1), staff(2), staff(3)], ..Team::default() },
            log: Vec::new(),
        }
    }

    fn event(&mut self, event: Event) -> &mut Life {
        let decision = step(self.case.clone(), event, &self.team, self.now, self.timer);
        self.case = decision.case;
        self.timer = decision.timer;
        let now = self.now.with_timezone(&Paris).format("%a %H:%M");
        for effect in decision.effects {
            let names = |members: &[Member]| {
                members.iter().map(|member| member.uuid().as_u128().to_string()).collect::<Vec<_>>().join("+")
            };
            self.log.push(match effect {
                Effect::Page { members, again, by, .. } => {
                    let rings = if by.contains(&PageChannel::Voice) { " and ring" } else { "" };
                    format!("{now} page {}{}{rings}", names(&members), if again { " again" } else { "" })
                }
                Effect::TellHandedOver { from, to } => {
                    format!("{now} shift of {} over, {}", names(&[from]), names(&to))
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
            "Sat 23:15 page 1 again and ring",
            "Sat 23:30 page 2",
            "Sat 23:45 page 2 again and ring",
            "Sun 00:00 page 3",
            "Sun 00:15 page 3 again and ring",
            "Sun 00:30 page 1+2+3 again and ring",
            "Sun 00:45 page 1+2+3 again and ring",
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
    assert_eq!(life.log[2..], ["Thu 12:00 page 1 again and ring", "Thu 12:15 page 2"]);
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
    life.team = Team::default();
    life.timer().timer();
    assert!(life.timer.is_some() && life.case.is_exhausted);
}

/// On call: first 1, then 2 from eleven o'clock on.
fn shift_of_one_ends_at_eleven(life: &mut Life) {
    life.team.on_call = vec![staff(1)];
    life.team.on_call_until.insert(staff(1), at("2026-11-26T10:00:00Z"));
}

#[test]
fn shift_of_the_holder_ends_then_handed_over_to_who_is_on_call_next() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    shift_of_one_ends_at_eleven(&mut life);
    life.timer().event(Event::Taken(staff(1)));
    assert_eq!(life.timer, Some(at("2026-11-26T10:00:00Z")));
    life.team = Team { on_call: vec![staff(3)], order: vec![staff(3), staff(1), staff(2)], ..Team::default() };
    life.timer();
    assert_eq!(life.log[2..], ["Thu 11:00 page 3", "Thu 11:00 shift of 1 over, 3"]);
    assert_eq!((life.case.state, life.case.holder), (CaseState::Paging, None));
    life.timer().timer().timer().timer();
    assert_eq!(
        life.log[4..6],
        ["Thu 11:15 page 3 again and ring", "Thu 11:30 page 2"],
        "the first one is not asked again"
    );
}

#[test]
fn shift_goes_on_or_nobody_else_is_there_then_the_holder_keeps_it_until_it_expires() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    shift_of_one_ends_at_eleven(&mut life);
    life.timer().event(Event::Taken(staff(1)));
    life.team.on_call_until.insert(staff(1), at("2026-11-26T15:00:00Z"));
    life.timer();
    assert_eq!((life.case.holder, life.timer), (Some(staff(1)), Some(at("2026-11-26T11:00:00Z"))));

    let mut alone = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    shift_of_one_ends_at_eleven(&mut alone);
    alone.timer().event(Event::Taken(staff(1)));
    alone.team = Team { order: vec![staff(1)], ..Team::default() };
    alone.timer();
    assert_eq!((alone.case.holder, alone.timer), (Some(staff(1)), Some(at("2026-11-26T11:00:00Z"))));
}

#[test]
fn holder_on_no_shift_then_kept_until_it_expires() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    shift_of_one_ends_at_eleven(&mut life);
    life.timer().event(Event::Taken(staff(2)));
    assert_eq!(life.timer, Some(at("2026-11-26T11:00:00Z")));
}

#[test]
fn shift_ends_at_night_outside_the_paging_hours_then_kept_until_they_begin() {
    let mut life = Life::begin(CaseLevel::Worry, "2026-11-26T09:00:00Z");
    life.team.on_call = vec![staff(1)];
    life.team.on_call_until.insert(staff(1), at("2026-11-26T21:00:00Z"));
    life.timer().event(Event::Taken(staff(1)));
    life.team.on_call = vec![staff(2)];
    life.timer();
    assert_eq!((life.case.holder, life.timer), (Some(staff(1)), Some(at("2026-11-27T07:00:00Z"))));
    life.timer();
    assert_eq!(life.log[2..], ["Fri 08:00 page 2", "Fri 08:00 shift of 1 over, 2"]);
}

#[test]
fn holder_leaves_then_paged_on_at_once() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().event(Event::Taken(staff(1)));
    life.team = Team { order: vec![staff(2), staff(3)], gone: [staff(1)].into(), ..Team::default() };
    life.event(Event::TeamChanged).event(Event::TeamChanged);
    assert_eq!(life.log[2..], ["Thu 10:00 page 2"]);
}

#[test]
fn whoever_is_paged_leaves_then_the_next_is_paged_at_once() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer();
    life.team = Team { order: vec![staff(2), staff(3)], gone: [staff(1)].into(), ..Team::default() };
    life.event(Event::TeamChanged).event(Event::TeamChanged);
    assert_eq!(life.log, ["Thu 10:00 page 1", "Thu 10:00 page 2"]);
}

#[test]
fn page_that_reaches_nobody_then_the_next_is_not_waited_for() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().event(Event::Unreached(staff(1))).event(Event::Unreached(staff(1)));
    assert_eq!(life.log, ["Thu 10:00 page 1", "Thu 10:00 page 2"]);
    life.event(Event::Unreached(staff(2))).event(Event::Unreached(staff(3)));
    assert_eq!(life.log[2..], ["Thu 10:00 page 3", "Thu 10:00 page 1+2+3 again and ring"]);
    let timer = life.timer;
    life.event(Event::Unreached(staff(1)));
    assert_eq!((life.timer, life.log.len()), (timer, 4), "everyone is asked again in any case");
}

#[test]
fn somebody_asked_before_passes_late_then_the_one_who_is_asked_now_keeps_the_time_they_have() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().timer().timer();
    let before = (life.log.clone(), life.timer);
    life.event(Event::PassedOn(staff(1)));
    assert_eq!((life.log, life.timer), before);
}

#[test]
fn timer_fires_twice_or_hours_late_then_one_page() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.timer().event(Event::TimerFired).event(Event::TimerFired);
    assert_eq!(life.log, ["Thu 10:00 page 1"]);
    life.now = at("2026-11-26T15:00:00Z");
    life.event(Event::TimerFired).event(Event::TimerFired);
    assert_eq!(life.log[1..], ["Thu 16:00 page 1 again and ring"]);
    assert_eq!(life.timer, Some(at("2026-11-26T15:15:00Z")));
}

/// Twice through: those on call by SMS, again by telephone; then one by name.
pub(super) fn own_chain() -> Chain {
    use PageChannel::{Sms, Voice};
    let step = |whom, again_by: &[PageChannel], wait_s, repeats| PageStep {
        whom,
        by: vec![Sms],
        again_by: Some(again_by.to_vec()),
        wait_s,
        repeats,
    };
    Chain {
        level: CaseLevel::Serious,
        rounds: 2,
        acknowledgement_holds_min: 60,
        paging_hours: None,
        everyone: LastResort { by: vec![Sms, Voice], every_s: 300 },
        steps: vec![step(Whom::OnCall, &[Voice], 300, 2), step(Whom::Staff("directrice".into()), &[Sms], 600, 0)],
    }
}

#[test]
fn policy_of_its_own_then_its_steps_repeats_and_rounds() {
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.case.policy.chain = own_chain();
    life.team.on_call = vec![staff(1), staff(2)];
    life.team.named.insert("directrice".into(), staff(9));
    for _ in 0..10 {
        life.timer();
    }
    assert_eq!(
        life.log,
        [
            "Thu 10:00 page 1+2",
            "Thu 10:05 page 1+2 again and ring",
            "Thu 10:10 page 1+2 again and ring",
            "Thu 10:15 page 9",
            "Thu 10:25 page 1+2 again",
            "Thu 10:30 page 1+2 again and ring",
            "Thu 10:35 page 1+2 again and ring",
            "Thu 10:40 page 9 again",
            "Thu 10:50 page 1+2+3+9 again and ring",
            "Thu 10:55 page 1+2+3+9 again and ring",
        ]
    );
    // One of two passes: the other one is still waited for. Nobody on call any more: the step finds nobody.
    let mut life = Life::begin(CaseLevel::Serious, "2026-11-26T09:00:00Z");
    life.case.policy.chain = own_chain();
    life.team.on_call = vec![staff(1), staff(2)];
    life.timer().event(Event::PassedOn(staff(1))).timer();
    assert_eq!(life.log[1..], ["Thu 10:05 page 2 again and ring"]);
    life.team.on_call.clear();
    life.event(Event::PassedOn(staff(2)));
    assert_eq!(life.log[2..], ["Thu 10:05 page 1+2+3 again and ring"], "the one who is named has left");
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
