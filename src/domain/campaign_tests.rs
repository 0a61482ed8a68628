use chrono_tz::{America::Martinique, Europe::Paris};
use uuid::Uuid;

use super::*;

pub(crate) fn campaign(zone: Tz) -> Campaign {
    Campaign {
        id: CampaignId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        key: "winter".into(),
        partner: "herault".into(),
        line_id: LineId(Uuid::nil()),
        zone,
        way: CallWay::Staff,
        script: CampaignScript::default(),
        least_age: None,
        ends_on: NaiveDate::from_ymd_opt(2027, 3, 28).unwrap(),
        responsible: StaffId(Uuid::nil()),
        recall_within_days: RECALL_WITHIN_DAYS,
        state: CampaignState::Running,
        case_id: None,
        made_at: DateTime::UNIX_EPOCH,
        closed: None,
    }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn over_both_clock_changes_then_looked_at_at_eight_of_its_own_clock() {
    for (zone, end, now, next) in [
        (Paris, (2027, 3, 31), "2027-03-27T12:00:00Z", "2027-03-28T06:00:00Z"),
        (Paris, (2027, 3, 31), "2027-03-26T12:00:00Z", "2027-03-27T07:00:00Z"),
        (Paris, (2027, 11, 3), "2027-10-30T12:00:00Z", "2027-10-31T07:00:00Z"),
        (Martinique, (2027, 3, 31), "2027-03-27T12:30:00Z", "2027-03-28T12:00:00Z"),
        (Martinique, (2027, 11, 3), "2027-10-31T11:00:00Z", "2027-10-31T12:00:00Z"),
        (Paris, (2027, 3, 27), "2027-03-27T12:00:00Z", "2027-03-27T19:00:00Z"),
    ] {
        let ends_on = NaiveDate::from_ymd_opt(end.0, end.1, end.2).unwrap();
        let campaign = Campaign { ends_on, ..campaign(zone) };
        assert_eq!(campaign.next_look(at(now)), Some(at(next)), "{zone} {now}");
    }
}

#[test]
fn running_then_only_what_is_late_is_told_and_at_the_end_all_without_outcome() {
    let unsettled = Unsettled { without_outcome: 40, recalls: 6, late_recalls: 2, tasks: 3, late_tasks: 1 };
    let mut campaign = campaign(Paris);
    assert_eq!(campaign.to_tell(unsettled), 3);
    campaign.state = CampaignState::Ended;
    assert_eq!(campaign.to_tell(unsettled), 43);
    campaign.state = CampaignState::Closed;
    assert_eq!(campaign.next_look(at("2027-03-27T12:00:00Z")), None);
}

#[test]
fn outcome_names_then_read_back() {
    for (place, outcome) in EntryOutcome::ALL.into_iter().enumerate() {
        assert_eq!((EntryOutcome::parse(outcome.as_str()), outcome.place()), (Some(outcome), place));
    }
    assert_eq!(EntryOutcome::parse("rent_dispute"), None);
}
