use chrono_tz::{America::Martinique, Europe::Paris};
use uuid::Uuid;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn entry() -> RoundEntry {
    RoundEntry {
        round_id: ContactRoundId(Uuid::nil()),
        resident_id: ResidentId(Uuid::nil()),
        status: None,
        attempts: 0,
        due_at: Some(at("2026-11-23T08:00:00Z")),
    }
}

#[test]
fn twice_in_vain_then_a_status_and_the_next_days_list() {
    let mut entry = entry();
    entry.tell(ContactResult::NotReached, at("2026-11-23T09:00:00Z"), Paris);
    assert_eq!((entry.status, entry.due_at), (None, Some(at("2026-11-23T13:00:00Z"))));
    entry.tell(ContactResult::NotReached, at("2026-11-23T14:00:00Z"), Paris);
    assert_eq!((entry.status, entry.due_at), (Some(ContactStatus::NotReachedTwice), Some(at("2026-11-24T08:00:00Z"))));
    entry.tell(ContactResult::Reached, at("2026-11-24T09:00:00Z"), Paris);
    assert_eq!((entry.status, entry.due_at), (Some(ContactStatus::Reached), None));
}

#[test]
fn weeks_of_both_clock_changes_then_they_end_on_friday_at_five_of_their_own_clock() {
    for (zone, day, end) in [
        (Paris, "2027-03-24", "2027-03-26T16:00:00Z"),
        (Paris, "2027-03-29", "2027-04-02T15:00:00Z"),
        (Paris, "2027-10-31", "2027-10-29T15:00:00Z"),
        (Paris, "2027-11-01", "2027-11-05T16:00:00Z"),
        (Martinique, "2027-03-29", "2027-04-02T21:00:00Z"),
        (Martinique, "2027-11-01", "2027-11-05T21:00:00Z"),
    ] {
        let round = ContactRound {
            id: ContactRoundId(Uuid::nil()),
            residence_id: ResidenceId(Uuid::nil()),
            week: week_of(day.parse().unwrap()),
            zone,
            is_live: true,
            case_id: None,
        };
        assert_eq!(round.ends_at(), at(end), "{zone} {day}");
        assert_eq!(round.next_look(at(end) - TimeDelta::hours(1)), Some(at(end)));
        assert_eq!(ContactRound { is_live: false, ..round }.next_look(at(end)), None);
    }
}

#[test]
fn initiative_that_tells_of_somebody_then_refused() {
    let is_named = |text: &str| text.contains("Odette");
    for (text, expected) in [
        ("Soupe partagée jeudi à 12h30 dans la salle commune", Ok(())),
        ("", Err(UnfitInitiative::Length)),
        ("Appelez le 06 39 98 00 01", Err(UnfitInitiative::Contact)),
        ("Écrire à soupe@example.org", Err(UnfitInitiative::Contact)),
        ("Merci à Odette pour la soupe", Err(UnfitInitiative::NamesSomebody)),
    ] {
        assert_eq!(check_initiative(text, is_named), expected, "{text}");
    }
}
