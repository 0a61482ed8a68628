use chrono_tz::Europe::Paris;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{campaign::tests::campaign, ids::StaffId};
use EntryOutcome::*;

fn entry() -> CampaignEntry {
    CampaignEntry {
        id: CampaignEntryId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        campaign_id: CampaignId(Uuid::nil()),
        reference: "T1".into(),
        residence: "Les Tilleuls".into(),
        outcome: None,
        attempts: 0,
        due_at: Some(at("2027-03-01T08:00:00Z")),
        recall: None,
        task: None,
        told: None,
        person_id: None,
        is_proposed: false,
        series_id: None,
        tenant: None,
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn ines() -> Option<Member> {
    Some(Member::Staff(StaffId(Uuid::from_u128(7))))
}

const MORNING: &str = "2027-03-02T09:00:00Z";

#[test]
fn three_calls_in_vain_then_no_answer_and_the_task_of_a_named_human() {
    let (campaign, mut entry) = (campaign(Paris), entry());
    entry.tell(&campaign, NoAnswer, ines(), at(MORNING));
    assert_eq!((entry.outcome, entry.due_at), (None, Some(at("2027-03-02T13:00:00Z"))));
    entry.tell(&campaign, NoAnswer, ines(), at("2027-03-02T16:00:00Z"));
    assert_eq!(entry.due_at, Some(at("2027-03-03T08:00:00Z")), "the next morning rather than at night");
    entry.tell(&campaign, NoAnswer, ines(), at("2027-03-03T08:30:00Z"));
    assert_eq!((entry.outcome, entry.due_at), (Some(NoAnswer), None));
    assert_eq!(entry.open_task().unwrap().owner, Member::Staff(campaign.responsible));
    entry.tell(&campaign, ReachedOk, ines(), at("2027-03-04T09:00:00Z"));
    assert_eq!((entry.outcome, entry.open_task()), (Some(ReachedOk), None));
}

#[test]
fn fragile_then_called_again_the_next_day_and_stays_fragile_when_well() {
    let (campaign, mut entry) = (campaign(Paris), entry());
    assert!(entry.tell(&campaign, ReachedFragile, ines(), at(MORNING)), "weekly calls are proposed");
    assert!(entry.is_recall());
    assert_eq!(entry.due_at, Some(at("2027-03-03T08:00:00Z")));
    assert_eq!(entry.recall.as_ref().unwrap().by, at("2027-03-09T19:00:00Z"));
    let before = entry.clone();
    assert!(!entry.tell(&campaign, ReachedFragile, ines(), at("2027-03-02T09:00:05Z")));
    assert_eq!(entry, before, "told twice is once");
    assert!(!entry.tell(&campaign, ReachedOk, ines(), at("2027-03-03T09:00:00Z")));
    assert_eq!((entry.outcome, entry.due_at, entry.is_recall()), (Some(ReachedFragile), None, false));
}

#[test]
fn fragile_and_never_reached_again_then_a_human_at_once() {
    let (campaign, mut entry) = (campaign(Paris), entry());
    entry.tell(&campaign, ReachedFragile, ines(), at(MORNING));
    for hour in ["2027-03-03T09:00:00Z", "2027-03-03T14:00:00Z", "2027-03-04T09:00:00Z"] {
        entry.tell(&campaign, NoAnswer, ines(), at(hour));
    }
    assert_eq!((entry.outcome, entry.is_recall()), (Some(ReachedFragile), false));
    assert!(entry.open_task().is_some());
}

#[test]
fn help_needed_then_a_named_human_before_the_next_day() {
    let (campaign, mut entry) = (campaign(Paris), entry());
    entry.tell(&campaign, ReachedHelp, ines(), at(MORNING));
    assert_eq!(entry.open_task().unwrap().by, at("2027-03-03T09:00:00Z"));
    entry.tell(&campaign, ReachedHelp, ines(), at("2027-03-02T15:00:00Z"));
    assert_eq!((entry.outcome, entry.open_task()), (Some(ReachedHelp), None), "seen to");
}

#[test]
fn robot_in_vain_then_staff_call_at_once() {
    let (campaign, mut entry) = (campaign(Paris), entry());
    entry.due_at = None;
    entry.series_id = Some(SeriesId(Uuid::nil()));
    assert!(entry.is_with_robot());
    entry.tell(&campaign, NoAnswer, None, at(MORNING));
    assert_eq!((entry.outcome, entry.due_at, entry.is_with_robot()), (None, Some(at(MORNING)), false));
}

#[test]
fn partner_then_sees_a_status_and_no_outcome_but_the_no() {
    let mut entry = entry();
    assert_eq!(entry.partner_status(None), PartnerStatus::Received);
    entry.attempts = 1;
    assert_eq!(entry.partner_status(None), PartnerStatus::InContact);
    for outcome in EntryOutcome::ALL {
        entry.outcome = Some(outcome);
        let expected = if outcome == Refused { PartnerStatus::Declined } else { PartnerStatus::Closed };
        assert_eq!(entry.partner_status(None), expected, "{outcome:?}");
    }
    entry.outcome = Some(ReachedFragile);
    assert_eq!(entry.partner_status(Some(true)), PartnerStatus::Accepted);
    assert_eq!(entry.partner_status(Some(false)), PartnerStatus::Declined);
}

proptest! {
    /// Whatever is told in whatever order, nobody is forgotten, and nobody fragile is left without a second call.
    #[test]
    fn any_history_then_one_outcome_or_somebody_still_has_it(
        history in proptest::collection::vec((0..7_usize, any::<bool>(), 1..40_i64), 0..14), ends_after in 0..16_usize,
    ) {
        let (mut campaign, mut entry, mut now) = (campaign(Paris), entry(), at(MORNING));
        let mut proposals = 0;
        for (place, (outcome, is_robot, hours)) in history.into_iter().enumerate() {
            if place == ends_after {
                campaign.state = CampaignState::Ended;
                if entry.outcome.is_none() {
                    entry.give_task(&campaign, now);
                }
            }
            now += TimeDelta::hours(hours);
            let by = if is_robot && entry.open_task().is_none() { None } else { ines() };
            proposals += usize::from(entry.tell(&campaign, EntryOutcome::ALL[outcome], by, now));
            if entry.outcome.is_none() {
                prop_assert!(entry.due_at.is_some() || entry.open_task().is_some(), "{entry:?}");
            }
            if entry.outcome == Some(NoAnswer) {
                prop_assert!(entry.task.is_some(), "{entry:?}");
            }
            if entry.outcome == Some(ReachedHelp) {
                prop_assert!(entry.task.is_some(), "{entry:?}");
            }
            if entry.outcome == Some(ReachedFragile) {
                prop_assert!(entry.recall.is_some() && entry.is_proposed, "{entry:?}");
            }
            if entry.is_recall() {
                prop_assert!(entry.due_at.is_some(), "{entry:?}");
            }
            if let Some(due_at) = entry.due_at {
                let time = local_time::local_time(due_at, Paris);
                prop_assert!(due_at <= at(MORNING) || time >= CALLS_FROM && time < CALLS_TO, "{due_at}");
            }
            prop_assert!(proposals <= 1);
        }
    }
}
