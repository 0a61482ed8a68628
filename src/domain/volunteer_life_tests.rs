//! A volunteer's life, as tables and properties.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{ids::StaffId, people::examples::volunteer};

fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 1).unwrap() + Days::new(u64::from(number))
}

fn nadia() -> Member {
    Member::Staff(StaffId(Uuid::from_u128(9)))
}

fn applicant() -> Volunteer {
    let (charter_signed_on, trained_on) = (None, None);
    Volunteer { status: VolunteerStatus::Applicant, charter_signed_on, trained_on, ..volunteer() }
}

fn step(volunteer: &Volunteer, step: LifeStep, on: u32) -> Result<Volunteer, LifeRefusal> {
    live(volunteer, MadeStep { step, on: day(on), by: nadia() }, day(200))
}

fn on_probation() -> Volunteer {
    use LifeStep::*;
    let steps = [Interviewed, ReferencesChecked, CharterSigned, Trained, ProbationBegun];
    steps.into_iter().zip(1..).fold(applicant(), |before, (made, on)| step(&before, made, on).unwrap())
}

#[test]
fn a_whole_life_then_each_step_has_a_day_and_a_name() {
    use LifeStep::*;
    let probation = on_probation();
    assert_eq!(probation.status, VolunteerStatus::Probation);
    assert!(probation.may_call());
    assert_eq!(probation.first_week(), Some((day(5), day(12))));
    assert_eq!(step(&probation, Confirmed, 20), Err(LifeRefusal::ProbationTooShort));
    let mut called = probation.clone();
    called.life.probation_calls = 2;
    let active = step(&called, Confirmed, 20).unwrap();
    assert_eq!((active.status, active.first_week()), (VolunteerStatus::Active, None));
    let paused = step(&active, Paused, 30).unwrap();
    assert!(!paused.may_call());
    let back = step(&paused, Resumed, 40).unwrap();
    assert_eq!(back.status, VolunteerStatus::Active);
    let ended = step(&back, Ended, 50).unwrap();
    assert!(!ended.may_call() && !ended.is_here());
    assert_eq!(ended.life.steps.len(), 9);
    assert!(ended.life.steps.iter().all(|made| made.by == nadia()));
    let again = step(&ended, Returned, 60).unwrap();
    assert_eq!((again.status, again.charter_signed_on, again.trained_on), (VolunteerStatus::Applicant, None, None));
}

#[test]
fn somebody_listened_in_then_confirmed_without_two_calls() {
    let heard = step(&on_probation(), LifeStep::DoubleListened, 6).unwrap();
    assert_eq!(step(&heard, LifeStep::Confirmed, 7).unwrap().status, VolunteerStatus::Active);
}

#[test]
fn step_out_of_order_or_in_the_future_then_refused() {
    use LifeStep::*;
    for made in [ReferencesChecked, CharterSigned, Trained, ProbationBegun, Confirmed, Supervised, Paused, Resumed] {
        assert_eq!(step(&applicant(), made, 1), Err(LifeRefusal::OutOfOrder), "{made:?}");
    }
    assert_eq!(step(&applicant(), Interviewed, 201), Err(LifeRefusal::InTheFuture));
    let ended = step(&applicant(), Ended, 1).unwrap();
    assert_eq!(step(&ended, Interviewed, 2), Err(LifeRefusal::HasEnded));
}

#[test]
fn the_same_step_again_then_nothing_changes() {
    let once = step(&applicant(), LifeStep::Interviewed, 1).unwrap();
    assert_eq!(step(&once, LifeStep::Interviewed, 1).unwrap(), once);
}

#[test]
fn sixty_days_without_supervision_then_nobody_new() {
    let mut called = on_probation();
    called.life.probation_calls = 2;
    let active = step(&called, LifeStep::Confirmed, 20).unwrap();
    assert!(!active.needs_supervision(day(80)));
    assert!(active.needs_supervision(day(81)));
    let supervised = step(&active, LifeStep::Supervised, 81).unwrap();
    assert!(!supervised.needs_supervision(day(141)));
    let mut hard = supervised.clone();
    hard.life.supervision_wanted_on = Some(day(90));
    assert!(hard.needs_supervision(day(90)));
    assert!(!step(&hard, LifeStep::Supervised, 91).unwrap().needs_supervision(day(92)));
    // Imported as active, nothing known of supervision: not kept from anybody.
    assert!(!volunteer().needs_supervision(day(199)));
}

#[test]
fn record_written_before_lives_were_kept_then_still_read() {
    let mut old = serde_json::to_value(volunteer()).unwrap();
    for field in ["life", "max_people"] {
        old.as_object_mut().unwrap().remove(field);
    }
    let read: Volunteer = serde_json::from_value(old).unwrap();
    assert_eq!((read.status, read.life), (VolunteerStatus::Active, Life::default()));
}

proptest! {
    /// Whatever is tried: who may call has signed and was trained, and who has left may not.
    #[test]
    fn any_steps_then_nobody_calls_before_charter_and_training(
        steps in proptest::collection::vec(0usize..LifeStep::ALL.len(), 0..40),
    ) {
        let mut life = applicant();
        for (made, on) in steps.into_iter().zip(1..) {
            let before = life.clone();
            life = step(&life, LifeStep::ALL[made], on).unwrap_or(before);
            let has_both = life.charter_signed_on.is_some() && life.trained_on.is_some();
            prop_assert!(!life.may_call() || has_both);
            prop_assert!(life.is_here() || !life.may_call());
        }
    }
}
