//! The life of a scheduled call, as tables and properties.

use chrono_tz::Europe::Paris;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

pub(super) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// Thursday 26 November 2026, fifteen hours in Paris.
pub(super) fn thursday() -> DateTime<Utc> {
    at("2026-11-26T14:00:00Z")
}

pub(super) fn karim() -> VolunteerId {
    VolunteerId(Uuid::from_u128(1))
}

pub(super) fn call() -> ScheduledCall {
    ScheduledCall {
        id: ScheduledCallId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        series_id: SeriesId(Uuid::nil()),
        person_id: PersonId(Uuid::nil()),
        line_id: LineId(Uuid::nil()),
        kind: CallKind::default(),
        code: Code::from_number(1),
        local_on: NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
        starts_at: thursday(),
        zone: Paris,
        calls_from: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
        calls_to: NaiveTime::from_hms_opt(20, 0, 0).unwrap(),
        duration_min: 30,
        protocol: Protocol::weekly(),
        state: State::Planned,
        usual_volunteer: Some(karim()),
        volunteer: None,
        is_promised: false,
        starting_told: false,
        waves: 0,
        attempts_made: 0,
        busy_tries: 0,
        engaged_since: None,
        caller_tries: 0,
        postponements: 0,
        technical_failures: 0,
        team_took_over: false,
        outcome_asked: 0,
        talked_at: None,
        outcome: None,
        case_id: None,
        cancelled_for: None,
        cover: Cover::default(),
        pairing: PairingPolicy::Pair,
        stands_for: None,
        taken_back_because: None,
    }
}

/// Lets the timer fire until `until`, giving `answer` after each start of an attempt.
pub(super) struct Life {
    pub(super) call: ScheduledCall,
    pub(super) timer: Option<DateTime<Utc>>,
    pub(super) now: DateTime<Utc>,
    pub(super) log: Vec<String>,
}

impl Life {
    pub(super) fn begin() -> Life {
        let now = thursday() - OFFER_BEFORE;
        Life { call: call(), timer: Some(now), now, log: Vec::new() }
    }

    pub(super) fn event(&mut self, event: Event) -> &mut Life {
        let decision = step(self.call.clone(), event, self.now, self.timer);
        self.call = decision.call;
        self.timer = decision.timer;
        let at = self.now.with_timezone(&Paris).format("%a %H:%M");
        self.log.extend(decision.effects.iter().map(|effect| format!("{at} {}", short(effect))));
        self
    }

    pub(super) fn timer(&mut self) -> &mut Life {
        self.now = self.timer.expect("a live call has a timer");
        self.event(Event::TimerFired)
    }

    pub(super) fn ended(&mut self, result: AttemptResult, caller_stays: bool) -> &mut Life {
        self.now += TimeDelta::minutes(1);
        self.event(Event::AttemptEnded { result, caller_stays })
    }
}

pub(super) fn short(effect: &Effect) -> String {
    match effect {
        Effect::Offer { .. } => "offer".into(),
        Effect::AskSubstitutes { count, .. } => format!("ask {count}"),
        Effect::TellConfirmed(_) => "confirmed".into(),
        Effect::TellDeclined(_) => "declined".into(),
        Effect::Remind(_) => "remind".into(),
        Effect::CheckVolunteer(_) => "check".into(),
        Effect::WithdrawOfferOf(_) => "withdraw one".into(),
        Effect::WithdrawOffers => "withdraw".into(),
        Effect::TellCancelled(_) => "cancelled".into(),
        Effect::TellStarting(_) => "starting".into(),
        Effect::StartAttempt(Caller::Volunteer(_)) => "ring volunteer".into(),
        Effect::StartAttempt(Caller::DutyTeam) => "ring team".into(),
        Effect::StartAttempt(Caller::Robot) => "ring her".into(),
        Effect::WatchAttempt => "watch".into(),
        Effect::AskOutcome { again } => format!("ask outcome{}", if *again { " again" } else { "" }),
        Effect::OpenCase { kind, level } => format!("case {} {}", kind.as_str(), level.number()),
        Effect::SettleCase => "settle case".into(),
    }
}

#[test]
fn oui_then_rung_at_the_hour_and_settled_by_a_key() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    life.ended(AttemptResult::Talked, true).event(Event::OutcomeGiven(CallOutcome::Well));
    assert_eq!(
        life.log,
        [
            "Wed 15:00 offer",
            "Wed 15:00 withdraw",
            "Wed 15:00 confirmed",
            "Thu 14:50 starting",
            "Thu 15:00 ring volunteer"
        ]
    );
    assert_eq!((life.call.state, life.call.outcome, life.timer), (State::Settled, Some(CallOutcome::Well), None));
}

#[test]
fn non_then_two_waves_are_asked_and_the_first_oui_calls() {
    let substitute = VolunteerId(Uuid::from_u128(2));
    let mut life = Life::begin();
    life.timer().event(Event::OfferDeclined(karim())).timer().event(Event::OfferAccepted(substitute));
    assert_eq!(
        life.log[1..],
        ["Wed 15:00 declined", "Wed 15:00 ask 3", "Wed 15:20 ask 6", "Wed 15:20 withdraw", "Wed 15:20 confirmed"]
    );
    assert_eq!(life.call.volunteer, Some(substitute));
    // A second OUI comes too late.
    life.event(Event::OfferAccepted(VolunteerId(Uuid::from_u128(3))));
    assert_eq!(life.call.volunteer, Some(substitute));
}

#[test]
fn nobody_says_oui_then_a_quarter_of_an_hour_before_a_coordinator_is_told_and_the_team_calls() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferDeclined(karim())).timer().timer().timer().timer();
    assert_eq!(life.log[3..], ["Wed 15:20 ask 6", "Thu 14:45 case uncovered_call 1", "Thu 15:00 ring team"]);
}

#[test]
fn silent_volunteer_then_others_are_asked_and_the_volunteer_is_rung_all_the_same() {
    let mut life = Life::begin();
    life.timer().timer();
    assert_eq!(life.log, ["Wed 15:00 offer", "Thu 13:00 ask 3"]);
    while life.call.state != State::Attempting {
        life.timer();
    }
    assert_eq!(
        life.log[2..],
        ["Thu 13:20 ask 6", "Thu 14:00 remind", "Thu 14:50 starting", "Thu 15:00 ring volunteer"]
    );
}

#[test]
fn never_reached_then_every_attempt_of_the_protocol_and_a_case() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    for _ in 0..4 {
        life.ended(AttemptResult::NoAnswer, true);
        if life.timer.is_some() {
            life.timer();
        }
    }
    assert_eq!(
        life.log[4..],
        [
            "Thu 15:00 ring volunteer",
            "Thu 15:15 ring volunteer",
            "Thu 17:00 ring volunteer",
            "Fri 11:00 ring volunteer",
            "Fri 11:01 case missed_contact 1"
        ]
    );
    assert_eq!((life.call.state, life.call.attempts_made), (State::Missed, 4));
    life.event(Event::PersonCalledBack);
    assert_eq!((life.call.state, life.call.outcome), (State::Settled, Some(CallOutcome::CalledBack)));
    assert_eq!(life.log.last().unwrap(), "Fri 11:01 settle case");
}

#[test]
fn volunteer_leaves_after_a_missed_attempt_then_the_team_makes_the_next() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer().ended(AttemptResult::Machine, false).timer();
    assert_eq!(life.log.last().unwrap(), "Thu 15:15 ring team");
    // Nobody is on call: the volunteer after all.
    life.event(Event::NobodyOnDuty);
    assert_eq!(life.log.last().unwrap(), "Thu 15:15 ring volunteer");
}

#[test]
fn volunteer_has_left_and_nobody_is_on_call_then_a_case_and_no_circle() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    assert_eq!(life.log.last().unwrap(), "Thu 15:00 ring volunteer");
    life.event(Event::NobodyOnDuty);
    assert_eq!(life.log.last().unwrap(), "Thu 15:00 ring team");
    for _ in 0..3 {
        life.event(Event::NobodyOnDuty);
    }
    assert!(life.log.last().unwrap().contains("case uncovered_call"), "{:?}", life.log);
    assert_eq!((life.call.state, life.timer), (State::Missed, None));
}

#[test]
fn attempt_due_in_her_quiet_hours_then_it_waits_for_the_morning() {
    let mut life = Life::begin();
    life.call.starts_at = at("2026-11-26T17:30:00Z");
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    life.ended(AttemptResult::NoAnswer, true).timer().ended(AttemptResult::NoAnswer, true).timer();
    // Two hours after 18:30 is half past twenty: she is rung the next morning at nine.
    assert_eq!((life.call.state, life.log.last().unwrap().as_str()), (State::WaitingRetry, "Thu 18:45 ring volunteer"));
    life.timer();
    assert_eq!(life.log.last().unwrap(), "Fri 09:00 ring volunteer");
}

#[test]
fn engaged_then_tried_every_five_minutes_without_counting_three_times() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    for _ in 0..4 {
        life.ended(AttemptResult::Busy, true).timer();
    }
    assert_eq!(
        life.log[5..],
        [
            "Thu 15:06 ring volunteer",
            "Thu 15:12 ring volunteer",
            "Thu 15:18 ring volunteer",
            "Thu 15:22 ring volunteer"
        ]
    );
    assert_eq!(life.call.attempts_made, 1);
}

#[test]
fn engaged_for_three_hours_then_a_worry_and_another_answer_begins_again() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    while life.call.state == State::Attempting {
        life.ended(AttemptResult::Busy, true);
        if life.call.state.is_live() {
            life.timer();
        }
    }
    assert_eq!(life.log.last().unwrap(), "Thu 18:02 case line_engaged 1");
    assert!(life.log.iter().any(|line| line == "Thu 18:01 ring volunteer"), "{:?}", life.log);

    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    life.ended(AttemptResult::Busy, true).timer().ended(AttemptResult::NoAnswer, true).timer();
    assert_eq!(life.call.engaged_since, None, "the telephone has rung");
}

#[test]
fn another_call_has_her_on_the_telephone_then_this_one_waits_and_only_when_it_was_to_ring() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim()));
    let until = thursday() + TimeDelta::minutes(30);
    let before = life.timer;
    life.event(Event::WaitsForAnother { until });
    assert_eq!((life.call.state, life.timer), (State::Confirmed, before), "its hour has not come");
    life.now = thursday();
    life.event(Event::WaitsForAnother { until });
    assert_eq!((life.call.state, life.timer), (State::WaitingRetry, Some(until)));
    life.timer();
    assert_eq!(life.log.last().unwrap(), "Thu 15:30 ring volunteer");
}

#[test]
fn volunteer_does_not_pick_up_then_once_more_then_the_team_then_a_case() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    life.ended(AttemptResult::CallerAbsent, false).timer().ended(AttemptResult::CallerAbsent, false);
    assert_eq!(life.log[5..], ["Thu 15:02 ring volunteer", "Thu 15:03 ring team"]);
    life.ended(AttemptResult::CallerAbsent, false).timer().ended(AttemptResult::CallerAbsent, false);
    assert_eq!(life.log.last().unwrap(), "Thu 15:06 case uncovered_call 1");
    assert_eq!(life.call.attempts_made, 0, "the person was never rung");
}

#[test]
fn postponed_twice_then_the_third_time_the_team_takes_over() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    for _ in 0..2 {
        life.ended(AttemptResult::CallerPostponed, false).timer();
    }
    life.ended(AttemptResult::CallerPostponed, false);
    assert_eq!(life.log[5..], ["Thu 15:16 ring volunteer", "Thu 15:32 ring volunteer", "Thu 15:33 ring team"]);
}

#[test]
fn no_key_after_the_call_then_two_messages_and_it_is_kept_unconfirmed() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer().ended(AttemptResult::Talked, true);
    life.timer().timer().timer();
    assert_eq!(life.log[5..], ["Thu 15:04 ask outcome", "Thu 17:01 ask outcome again"]);
    assert_eq!(life.call.outcome, Some(CallOutcome::NotConfirmed));
    // A digit sent the day after is still welcome.
    life.event(Event::OutcomeGiven(CallOutcome::Worry));
    assert_eq!(life.log.last().unwrap(), "Fri 15:01 case worry 1");
}

#[test]
fn volunteer_says_nobody_answered_then_the_protocol_goes_on() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer().ended(AttemptResult::Talked, true);
    life.event(Event::OutcomeWasNoAnswer);
    assert_eq!(life.call.state, State::WaitingRetry);
    assert_eq!(life.timer.unwrap(), thursday() + TimeDelta::minutes(15));
}

#[test]
fn urgent_then_a_case_of_the_highest_level_at_once() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer();
    life.event(Event::OutcomeGiven(CallOutcome::Urgent));
    assert_eq!(life.log.last().unwrap(), "Thu 15:00 case urgent 3");
}

#[test]
fn number_out_of_service_then_a_case_without_further_attempts() {
    let mut life = Life::begin();
    life.timer().event(Event::OfferAccepted(karim())).timer().timer().ended(AttemptResult::OutOfService, true);
    assert_eq!(life.log.last().unwrap(), "Thu 15:01 case number_out_of_service 1");
}

#[test]
fn called_off_in_every_state_then_what_has_not_begun_is_cancelled_and_can_come_back_before_its_hour() {
    use State::*;
    let states = [
        (Planned, Cancelled),
        (Offered, Cancelled),
        (SeekingSubstitute, Cancelled),
        (Confirmed, Cancelled),
        (WaitingRetry, Cancelled),
        (Attempting, Cancelled),
        (AwaitingOutcome, AwaitingOutcome),
        (Missed, Missed),
        (Settled, Settled),
        (Cancelled, Cancelled),
    ];
    let before = thursday() - TimeDelta::days(3);
    for (state, after) in states {
        let begun = ScheduledCall { state, attempts_made: 2, volunteer: Some(karim()), ..call() };
        let off = step(begun, Event::CalledOff(CancelReason::Paused), before, Some(thursday()));
        assert_eq!(off.call.state, after, "{state:?}");
        assert_eq!(off.timer.is_some(), after.is_live(), "{state:?}");
        let is_off = off.call.cancelled_for == Some(CancelReason::Paused);
        assert_eq!(is_off, after == Cancelled && state != Cancelled, "a call cancelled for good stays so");

        let late = step(off.call.clone(), Event::Revived, thursday(), off.timer);
        assert_eq!(late.call.state, after, "its hour is past");
        let back = step(off.call, Event::Revived, before, off.timer);
        assert_eq!(back.call.state == Planned, is_off, "{state:?}");
        if is_off {
            assert_eq!((back.call.attempts_made, back.call.volunteer), (0, None), "it begins anew");
            assert_eq!(back.timer, Some(thursday() - OFFER_BEFORE));
        }
    }
}

fn check_call() -> Life {
    let mut life = Life::begin();
    life.call.kind = CallKind::CheckCall;
    life.call.protocol = Protocol::heat_wave();
    life.call.usual_volunteer = None;
    life
}

#[test]
fn robot_is_not_heard_three_times_then_a_serious_case_and_nobody_was_asked_before() {
    let mut life = check_call();
    life.timer().timer().ended(AttemptResult::Unheard, false);
    life.timer().ended(AttemptResult::SomeoneElse, false).timer().ended(AttemptResult::NoAnswer, false);
    assert_eq!(
        life.log,
        ["Thu 15:00 ring her", "Thu 16:45 ring her", "Thu 19:00 ring her", "Thu 19:01 case missed_contact 2"]
    );
}

#[test]
fn answers_to_the_robot_then_settled_and_help_is_a_serious_case() {
    for (outcome, case) in [
        (CallOutcome::Well, None),
        (CallOutcome::CallbackAsked, None),
        (CallOutcome::Stopped, None),
        (CallOutcome::HelpAsked, Some("Thu 15:00 case help_asked 2")),
    ] {
        let mut life = check_call();
        life.timer().timer().event(Event::OutcomeGiven(outcome));
        assert_eq!((life.call.state, life.call.outcome), (State::Settled, Some(outcome)));
        assert_eq!(life.log.get(1).map(String::as_str), case);
        life.ended(AttemptResult::Unheard, false);
        assert_eq!(life.call.state, State::Settled, "what she said stands");
    }
}

pub(super) fn any_event() -> impl Strategy<Value = Event> {
    use AttemptResult::*;
    let result = prop_oneof![
        Just(Talked),
        Just(NoAnswer),
        Just(Busy),
        Just(Machine),
        Just(SomeoneElse),
        Just(OutOfService),
        Just(CallerAbsent),
        Just(CallerPostponed),
        Just(CallerDeclined),
        Just(Technical)
    ];
    let volunteer = (1u128..4).prop_map(|n| VolunteerId(Uuid::from_u128(n)));
    prop_oneof![
        5 => Just(Event::TimerFired),
        1 => volunteer.clone().prop_map(Event::OfferAccepted),
        1 => volunteer.clone().prop_map(Event::OfferDeclined),
        1 => (volunteer.clone(), -180i64..180).prop_map(|(volunteer, minutes)| Event::Moved {
            volunteer,
            at: thursday() + TimeDelta::minutes(minutes)
        }),
        1 => volunteer.clone().prop_map(Event::VolunteerUnavailable),
        1 => volunteer.clone().prop_map(Event::VolunteerCallsIn),
        1 => (volunteer.clone(), any::<bool>())
            .prop_map(|(volunteer, person_waits)| Event::VolunteerAway { volunteer, person_waits }),
        1 => volunteer.clone().prop_map(Event::VolunteerBack),
        1 => volunteer.clone().prop_map(Event::GivenByPlan),
        1 => Just(Event::LeftByPlan(LeftBecause::Cap)),
        1 => volunteer.prop_map(Event::VolunteerLeft),
        1 => Just(Event::NobodyToAsk),
        1 => Just(Event::PersonPrefersToWait),
        3 => (result, any::<bool>()).prop_map(|(result, caller_stays)| Event::AttemptEnded { result, caller_stays }),
        1 => Just(Event::NobodyOnDuty),
        1 => Just(Event::OutcomeGiven(CallOutcome::Well)),
        1 => Just(Event::OutcomeWasNoAnswer),
        1 => Just(Event::PersonCalledBack),
        1 => Just(Event::CalledOff(CancelReason::Paused)),
        1 => Just(Event::Revived),
        1 => (0i64..120).prop_map(|minutes| Event::WaitsForAnother { until: thursday() + TimeDelta::minutes(minutes) }),
    ]
}

proptest! {
    /// The robot rings for check calls, and for nothing else: a volunteer's key comes before any other call.
    #[test]
    fn any_history_then_the_robot_rings_for_check_calls_only(
        events in proptest::collection::vec(any_event(), 0..40),
        is_check in any::<bool>(),
    ) {
        let mut life = if is_check { check_call() } else { Life::begin() };
        for event in events {
            if event == Event::TimerFired {
                let Some(timer) = life.timer else { continue };
                life.now = life.now.max(timer);
            }
            life.event(event);
        }
        let robot = life.log.iter().filter(|line| line.ends_with("ring her")).count();
        let human = life.log.iter().filter(|line| line.contains("ring volunteer") || line.contains("ring team")).count();
        prop_assert!(if is_check { human == 0 } else { robot == 0 }, "{:?}", life.log);
    }

    /// No live call without a timer; every end has an outcome or a case; and left alone, every
    /// call comes to an end.
    #[test]
    fn any_history_then_never_silent(events in proptest::collection::vec(any_event(), 0..40)) {
        let mut life = Life::begin();
        for event in events {
            if event == Event::TimerFired {
                let Some(timer) = life.timer else { continue };
                life.now = life.now.max(timer);
            }
            life.event(event);
            prop_assert_eq!(life.call.state.is_live(), life.timer.is_some(), "{:?}", life.log);
            let said = life.log.iter().any(|line| line.contains("case"));
            match life.call.state {
                State::Settled => prop_assert!(life.call.outcome.is_some()),
                State::Missed => prop_assert!(said),
                _ => {}
            }
        }
        let mut patience = 200;
        while life.call.state.is_live() && patience > 0 {
            patience -= 1;
            if life.call.state == State::Attempting {
                life.ended(AttemptResult::NoAnswer, false);
            } else {
                life.now = life.now.max(life.timer.unwrap());
                life.event(Event::TimerFired);
            }
        }
        prop_assert!(!life.call.state.is_live(), "never ends: {:?}", life.log);
    }
}
