use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::ids::StaffId;

fn start() -> DateTime<Utc> {
    "2026-11-26T09:00:00Z".parse().unwrap()
}

fn nadia() -> Member {
    Member::Staff(StaffId(Uuid::nil()))
}

fn left() -> Voicemail {
    Voicemail {
        id: VoicemailId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        line_id: LineId(Uuid::nil()),
        call_id: CallId(Uuid::nil()),
        code: Code::from_number(7),
        owner: None,
        state: VoicemailState::Waiting,
        sound: SoundState::Awaited,
        left_at: start(),
        due_at: start() + TimeDelta::hours(1),
        seconds: 12,
        recording_sid: "RE1".into(),
        ask_at: Some(start() + FIRST_FETCH_AFTER),
        asked: 0,
        is_deletion_told: false,
        case_id: None,
        handling: None,
        recording_url: Some("https://api.example.org/RE1".into()),
    }
}

fn handled() -> Event {
    Event::Handled { by: nadia(), answer: Some(VoicemailAnswer::CalledBack) }
}

/// Applies the events one after the other, a second apart.
fn after(events: &[Event]) -> Voicemail {
    events.iter().zip(0..).fold(left(), |voicemail, (event, seconds)| {
        step(voicemail, *event, start() + TimeDelta::seconds(10 + seconds)).voicemail
    })
}

#[test]
fn ordinary_life_then_fetched_kept_once_and_gone_when_handled() {
    let life = [
        (Event::TimerFired, vec![Effect::Fetch], SoundState::Awaited),
        (Event::NotFetched, vec![], SoundState::Awaited),
        (Event::Fetched, vec![Effect::Keep], SoundState::Fetched),
        (Event::TimerFired, vec![Effect::Delete], SoundState::Fetched),
        (Event::Deleted, vec![], SoundState::Kept),
        (handled(), vec![Effect::Erase], SoundState::Gone),
    ];
    let mut voicemail = left();
    for (event, effects, sound) in life {
        let decision = step(voicemail, event, start() + TimeDelta::seconds(10));
        assert_eq!((decision.effects, decision.voicemail.sound), (effects, sound), "{event:?}");
        voicemail = decision.voicemail;
    }
    assert_eq!(voicemail.timer(), None);
    assert_eq!(voicemail.recording_url, None);
    let handling = voicemail.handling.unwrap();
    assert_eq!((handling.by, handling.answer), (nadia(), Some(VoicemailAnswer::CalledBack)));
}

#[test]
fn handled_before_it_came_then_a_late_sound_is_not_kept_and_the_carrier_is_asked_to_delete() {
    let voicemail = after(&[Event::TimerFired, handled()]);
    assert_eq!(voicemail.sound, SoundState::Leaving);
    let late = step(voicemail, Event::Fetched, start() + TimeDelta::minutes(1));
    assert_eq!((late.effects.as_slice(), late.voicemail.sound), ([].as_slice(), SoundState::Leaving));
    let fired = step(late.voicemail, Event::TimerFired, start() + TimeDelta::minutes(1));
    assert_eq!(fired.effects, [Effect::Delete]);
    assert!(fired.timer.is_some(), "until the carrier says that it is gone");
    assert_eq!(step(fired.voicemail, Event::Deleted, start() + TimeDelta::minutes(2)).timer, None);
}

#[test]
fn carrier_never_gives_it_then_a_case_once_and_still_asked() {
    let (mut voicemail, mut now, mut cases) = (left(), start(), Vec::new());
    // Not late on top of that.
    voicemail.due_at = start() + TimeDelta::days(60);
    for _ in 0..40 {
        now = voicemail.timer().unwrap();
        let fired = step(voicemail, Event::TimerFired, now);
        let asked = step(fired.voicemail, Event::NotFetched, now);
        cases.extend(asked.effects.iter().map(|effect| (*effect, now - start())));
        voicemail = asked.voicemail;
    }
    let (effect, within) = cases[0];
    assert_eq!(effect, Effect::OpenCase { kind: CaseKind::StuckVoicemail, level: CaseLevel::Worry });
    assert!(cases.len() == 1 && within < TimeDelta::minutes(45), "{cases:?}");
    assert_eq!((voicemail.state, voicemail.sound), (VoicemailState::Escalated, SoundState::Unfetched));
    assert!(now > start() + TimeDelta::days(7), "asked again as long as the sound may come");
    let came = step(voicemail, Event::Fetched, now);
    assert_eq!((came.effects.as_slice(), came.voicemail.sound), ([Effect::Keep].as_slice(), SoundState::Fetched));
}

#[test]
fn carrier_never_lets_go_then_a_case_once_and_still_asked() {
    let (mut voicemail, mut cases) = (after(&[handled()]), 0);
    for _ in 0..40 {
        let now = voicemail.timer().unwrap();
        let fired = step(voicemail, Event::TimerFired, now);
        assert_eq!(fired.effects, [Effect::Delete]);
        let asked = step(fired.voicemail, Event::NotDeleted, now);
        cases += asked.effects.len();
        voicemail = asked.voicemail;
    }
    assert_eq!(cases, 1);
}

#[test]
fn nobody_listens_then_a_case_at_the_due_hour_and_the_sound_goes_after_thirty_days() {
    let kept = after(&[Event::TimerFired, Event::Fetched, Event::TimerFired, Event::Deleted]);
    assert_eq!(kept.timer(), Some(kept.due_at));
    let late = step(kept.clone(), Event::TimerFired, kept.due_at);
    assert_eq!(late.effects, [Effect::OpenCase { kind: CaseKind::LateVoicemail, level: CaseLevel::Worry }]);
    assert_eq!(late.timer, Some(start() + KEPT_AT_MOST));
    let old = step(late.voicemail, Event::TimerFired, start() + KEPT_AT_MOST);
    assert_eq!((old.effects.as_slice(), old.timer), ([Effect::Erase].as_slice(), None));
    assert_eq!(old.voicemail.state, VoicemailState::Escalated, "the case goes on");
}

#[test]
fn handled_twice_then_the_first_one_counts() {
    let once = after(&[handled()]);
    let again = step(once.clone(), Event::Handled { by: nadia(), answer: None }, start() + TimeDelta::hours(3));
    assert_eq!((again.voicemail, again.effects), (once, vec![]));
}

#[test]
fn record_of_the_version_before_then_read_and_its_sound_is_still_deleted() {
    let mut record = serde_json::to_value(left()).unwrap();
    let fields = record.as_object_mut().unwrap();
    for new in ["sound", "ask_at", "asked", "is_deletion_told", "handling"] {
        fields.remove(new);
    }
    fields.insert("state".into(), "handled".into());
    let old: Voicemail = serde_json::from_value(record).unwrap();
    let fired = step(old, Event::TimerFired, start() + TimeDelta::days(2));
    assert_eq!((fired.effects.as_slice(), fired.voicemail.sound), ([Effect::Delete].as_slice(), SoundState::Leaving));
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => Just(Event::TimerFired),
        1 => Just(Event::Fetched),
        2 => Just(Event::NotFetched),
        1 => Just(Event::Deleted),
        2 => Just(Event::NotDeleted),
        1 => Just(handled()),
    ]
}

proptest! {
    #[test]
    fn any_history_then_what_waits_has_a_timer_and_what_was_handled_is_not_here(
        events in proptest::collection::vec((any_event(), 0..2_000_i64), 0..60),
    ) {
        let (mut voicemail, mut now, mut is_here) = (left(), start(), false);
        for (event, minutes) in events {
            now += TimeDelta::minutes(minutes);
            let decision = step(voicemail, event, now);
            for effect in &decision.effects {
                match effect {
                    Effect::Keep => is_here = true,
                    Effect::Erase => is_here = false,
                    Effect::Fetch | Effect::Delete | Effect::OpenCase { .. } => {}
                }
            }
            voicemail = decision.voicemail;
            let is_over = voicemail.state != VoicemailState::Waiting && voicemail.sound == SoundState::Gone;
            prop_assert_eq!(decision.timer.is_none(), is_over, "{:?}", voicemail);
            prop_assert_eq!(is_here, voicemail.sound.is_here());
            prop_assert!(voicemail.state != VoicemailState::Handled || !is_here);
            prop_assert_eq!(voicemail.handling.is_some(), voicemail.state == VoicemailState::Handled);
        }
    }
}
