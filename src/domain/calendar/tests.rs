//! Openings and closings as a caller meets them, in local time.

use chrono::NaiveDateTime;
use chrono_tz::{America::Martinique, Europe::Paris};

use super::*;
use crate::{callback::promise_window, spoken::reopening_in_words};

/// The instant at which the clocks of `zone` show this.
fn local(text: &str, zone: Tz) -> DateTime<Utc> {
    let with_seconds = if text.len() == 16 { format!("{text}:00") } else { text.to_owned() };
    let local = NaiveDateTime::parse_from_str(&with_seconds, "%Y-%m-%d %H:%M:%S").unwrap();
    local_time::instant_of(local.date(), local.time(), zone)
}

fn shown(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn line(weekly: &str, zone: Tz, policy: HolidayPolicy, exceptions: &str) -> OpeningHours {
    OpeningHours {
        weekly: WeeklyHours::parse(weekly).unwrap(),
        zone,
        holidays: if zone == Martinique { HolidayCalendar::Martinique } else { HolidayCalendar::Metro },
        holiday_policy: policy,
        exceptions: ExceptionalHours::parse(exceptions).unwrap(),
        callbacks: crate::calendar::callback_hours(),
    }
}

const OFFICE: &str = "mon-fri 09:00-17:00; sun 10:00-12:00";
/// Christmas week of an association: half a day on the 24th, closed on the 26th, open on a Saturday.
const CHRISTMAS: &str =
    "2026-12-24 09:00-12:00; 2026-12-25 15:00-20:00; 2026-12-28/2026-12-30 closed; 2027-01-02 10:00-16:00";

#[test]
fn dunes_cell_then_open_to_the_second() {
    let dunes = line("mon-fri 09:00-17:00", Paris, HolidayPolicy::Closed, "");
    for (at, is_open) in [
        ("2026-11-26 08:59:59", false),
        ("2026-11-26 09:00:00", true),
        ("2026-11-26 16:59:59", true),
        ("2026-11-26 17:00:00", false),
        ("2026-11-28 12:00:00", false),
        ("2027-03-29 12:00:00", false), // Easter Monday
        ("2027-03-30 09:00:00", true),
    ] {
        assert_eq!(dunes.is_open(local(at, Paris)), is_open, "{at}");
    }
}

#[test]
fn closed_then_the_next_opening_is_right_across_everything() {
    use HolidayPolicy::{Closed, Open, Reduced};
    let cases = [
        // (hours, zone, policy, exceptions, from, opens next)
        (OFFICE, Paris, Open, "", "2026-11-26 18:00", "2026-11-27 09:00"),
        (OFFICE, Paris, Open, "", "2026-11-26 23:59", "2026-11-27 09:00"),
        (OFFICE, Paris, Open, "", "2026-11-27 00:01", "2026-11-27 09:00"),
        (OFFICE, Paris, Open, "", "2026-11-28 12:00", "2026-11-29 10:00"),
        // While it is open: the opening after this one.
        (OFFICE, Paris, Open, "", "2026-11-26 10:00", "2026-11-27 09:00"),
        // Easter Sunday is the day the clocks change, and Easter Monday is closed.
        (OFFICE, Paris, Closed, "", "2027-03-28 13:00", "2027-03-30 09:00"),
        (OFFICE, Paris, Reduced, "", "2027-03-28 13:00", "2027-03-29 10:00"),
        (OFFICE, Paris, Closed, "", "2027-03-27 12:00", "2027-03-28 10:00"),
        (OFFICE, Paris, Open, "", "2027-10-30 12:00", "2027-10-31 10:00"),
        // The night of a change, over the hour that is missing and the hour that comes twice.
        ("sat 20:00-23:00; sun 03:00-06:00", Paris, Open, "", "2027-03-28 01:30", "2027-03-28 03:00"),
        ("sun 02:30-06:00", Paris, Open, "", "2027-03-28 01:59", "2027-03-28 03:30"),
        ("sun 03:00-06:00", Paris, Open, "", "2027-10-31 01:30", "2027-10-31 03:00"),
        // Martinique closes on 22 May; its clocks do not change when those of Paris do.
        ("mon-sun 09:00-17:00", Martinique, Closed, "", "2028-05-21 18:00", "2028-05-23 09:00"),
        ("mon-sun 09:00-17:00", Martinique, Closed, "", "2027-03-27 18:00", "2027-03-28 09:00"),
        ("mon-sun 09:00-17:00", Martinique, Closed, "", "2027-10-30 23:59", "2027-10-31 09:00"),
        // Exceptions, which win over the public holiday.
        (OFFICE, Paris, Closed, CHRISTMAS, "2026-12-24 12:00", "2026-12-25 15:00"),
        (OFFICE, Paris, Closed, CHRISTMAS, "2026-12-27 12:00", "2026-12-31 09:00"),
        (OFFICE, Paris, Closed, CHRISTMAS, "2026-12-31 17:00", "2027-01-02 10:00"),
        (OFFICE, Paris, Open, "2026-11-29 closed", "2026-11-27 17:00", "2026-11-30 09:00"),
        (OFFICE, Paris, Open, "2026-11-28 14:00-18:00", "2026-11-27 17:00", "2026-11-28 14:00"),
        // A whole summer.
        (OFFICE, Paris, Open, "2027-07-01/2027-08-31 closed", "2027-06-30 17:00", "2027-09-01 09:00"),
        // An exception concerns what begins that day: Thursday's night goes on into the closed Friday.
        ("mon-sun 20:00-02:00", Paris, Open, "2026-11-27 closed", "2026-11-27 02:00", "2026-11-28 20:00"),
        // Day and night but on Christmas Day: it opens at midnight.
        ("mon-sun 00:00-24:00", Paris, Closed, "", "2026-12-25 12:00", "2026-12-26 00:00"),
    ];
    for (weekly, zone, policy, exceptions, from, opens) in cases {
        let hours = line(weekly, zone, policy, exceptions);
        let next = hours.next_opening(local(from, zone)).unwrap();
        assert_eq!(shown(next, zone), opens, "{weekly} {exceptions} from {from}");
        assert!(hours.is_open(next), "{weekly} from {from}");
    }
}

#[test]
fn open_then_the_end_of_the_opening_is_right_across_midnight_and_clock_changes() {
    let cases = [
        (OFFICE, "", "2026-11-26 09:00", Some("2026-11-26 17:00")),
        (OFFICE, "", "2026-11-26 17:00", None),
        (OFFICE, "2026-11-26 09:00-12:00", "2026-11-26 11:00", Some("2026-11-26 12:00")),
        (OFFICE, "2026-11-26 09:00-12:00", "2026-11-26 13:00", None),
        (OFFICE, "2026-11-28 14:00-18:00", "2026-11-28 15:00", Some("2026-11-28 18:00")),
        // Across midnight, and across both changes of the clocks.
        ("sat 20:00-04:00", "", "2026-11-29 01:00", Some("2026-11-29 04:00")),
        ("sat 20:00-04:00", "", "2027-03-27 21:00", Some("2027-03-28 04:00")),
        ("sat 20:00-04:00", "", "2027-10-30 21:00", Some("2027-10-31 04:00")),
        // What touches is one opening.
        ("mon 09:00-12:00 12:00-14:00", "", "2026-11-30 10:00", Some("2026-11-30 14:00")),
        ("mon 00:00-24:00; tue 00:00-06:00", "", "2026-11-30 10:00", Some("2026-12-01 06:00")),
        // Day and night: not before the horizon.
        ("mon-sun 00:00-24:00", "", "2026-11-30 10:00", Some("2026-12-08 00:00")),
    ];
    for (weekly, exceptions, at, closes) in cases {
        let hours = line(weekly, Paris, HolidayPolicy::Open, exceptions);
        let end = hours.closes_at(local(at, Paris)).map(|end| shown(end, Paris));
        assert_eq!(end.as_deref(), closes, "{weekly} {exceptions} at {at}");
        assert_eq!(hours.is_open(local(at, Paris)), closes.is_some(), "{weekly} {exceptions} at {at}");
    }
}

#[test]
fn day_and_night_then_it_never_opens_again() {
    let always = line("mon-sun 00:00-24:00", Paris, HolidayPolicy::Open, "");
    assert_eq!(always.next_opening(local("2026-11-26 23:30", Paris)), None);
    let never = line("", Paris, HolidayPolicy::Open, "");
    assert_eq!(never.next_opening(local("2026-11-26 23:30", Paris)), None);
}

/// Three weeks of August.
const AUGUST_OFF: &str = "2027-08-01 closed; 2027-08-02 closed; 2027-08-03 closed; 2027-08-04 closed; 2027-08-05 closed; 2027-08-06 closed; 2027-08-07 closed; 2027-08-08 closed; 2027-08-09 closed; 2027-08-10 closed; 2027-08-11 closed; 2027-08-12 closed; 2027-08-13 closed; 2027-08-14 closed; 2027-08-15 closed; 2027-08-16 closed; 2027-08-17 closed; 2027-08-18 closed; 2027-08-19 closed; 2027-08-20 closed; 2027-08-21 closed; 2027-08-22 closed";

#[test]
fn promise_then_its_term_is_an_hour_of_opening_that_is_left() {
    use HolidayPolicy::{Closed, Open};
    let cases = [
        (OFFICE, Paris, Open, "", "2026-11-26 10:00", "2026-11-26 10:00", "2026-11-26 11:00"),
        (OFFICE, Paris, Open, "", "2026-11-26 17:00", "2026-11-27 09:00", "2026-11-27 10:00"),
        (OFFICE, Paris, Open, "", "2026-11-26 16:20", "2026-11-27 09:00", "2026-11-27 10:00"),
        (OFFICE, Paris, Closed, "", "2027-03-26 17:00", "2027-03-28 10:00", "2027-03-28 11:00"),
        (OFFICE, Paris, Closed, CHRISTMAS, "2026-12-24 11:30", "2026-12-25 15:00", "2026-12-25 16:00"),
        ("mon-sun 00:00-24:00", Paris, Open, "", "2026-11-26 23:30", "2026-11-27 09:00", "2026-11-27 10:00"),
        ("mon-sun 00:00-24:00", Paris, Open, "", "2026-11-26 18:50", "2026-11-26 18:50", "2026-11-26 20:00"),
        ("mon-sun 00:00-24:00", Paris, Open, "", "2026-11-26 19:10", "2026-11-27 09:00", "2026-11-27 10:00"),
        ("mon-sun 07:00-22:00", Paris, Open, "", "2026-11-26 07:20", "2026-11-26 09:00", "2026-11-26 10:00"),
        // A line of the evening: what is left of it before the quiet hours, the next day.
        ("mon-sun 18:00-24:00", Paris, Open, "", "2026-11-26 21:00", "2026-11-27 18:00", "2026-11-27 19:00"),
        // Closed for weeks: not at seven, when it opens again, but at nine.
        ("mon-sun 07:00-22:00", Paris, Open, AUGUST_OFF, "2027-07-31 21:30", "2027-08-23 09:00", "2027-08-23 10:00"),
        // A line of the night is never open by day: it calls back while it is open.
        ("mon-sun 09:00-17:00", Martinique, Closed, "", "2028-05-21 16:30", "2028-05-23 09:00", "2028-05-23 10:00"),
        ("sat 20:00-04:00", Paris, Open, "", "2027-03-28 01:30", "2027-03-28 01:30", "2027-03-28 03:30"),
    ];
    for (weekly, zone, policy, exceptions, now, from, due) in cases {
        let (not_before, due_at) = promise_window(local(now, zone), &line(weekly, zone, policy, exceptions));
        assert_eq!((shown(not_before, zone), shown(due_at, zone)), (from.into(), due.into()), "{weekly} at {now}");
    }
}

#[test]
fn caller_hears_when_the_line_opens_then_the_words_are_those_people_use() {
    use HolidayPolicy::Closed;
    let cases = [
        (
            OFFICE,
            Paris,
            "",
            "2026-11-25 23:59",
            "demain, jeudi, neuf heures",
            "tomorrow, Thursday, nine o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2026-11-26 00:01",
            "aujourd'hui, jeudi, neuf heures",
            "today, Thursday, nine o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2026-11-27 18:10",
            "dimanche 29 novembre, dix heures",
            "Sunday 29 November, ten o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2026-11-28 18:10",
            "demain, dimanche, dix heures",
            "tomorrow, Sunday, ten o'clock in the morning",
        ),
        // Easter, the night before the clocks change and the morning after.
        (
            OFFICE,
            Paris,
            "",
            "2027-03-27 23:59",
            "demain, dimanche, dix heures",
            "tomorrow, Sunday, ten o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2027-03-28 00:01",
            "aujourd'hui, dimanche, dix heures",
            "today, Sunday, ten o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2027-03-28 12:30",
            "mardi 30 mars, neuf heures",
            "Tuesday 30 March, nine o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2027-10-30 23:59",
            "demain, dimanche, dix heures",
            "tomorrow, Sunday, ten o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            "",
            "2027-10-31 03:10",
            "aujourd'hui, dimanche, dix heures",
            "today, Sunday, ten o'clock in the morning",
        ),
        (
            OFFICE,
            Paris,
            CHRISTMAS,
            "2026-12-24 12:00",
            "demain, vendredi, quinze heures",
            "tomorrow, Friday, three o'clock in the afternoon",
        ),
        (
            "mon-fri 09:00-17:00",
            Paris,
            "2027-07-01/2027-08-31 closed",
            "2027-06-30 17:00",
            "mercredi 1er septembre, neuf heures",
            "Wednesday 1 September, nine o'clock in the morning",
        ),
        ("mon-sun 00:00-24:00", Paris, "", "2026-12-25 10:00", "cette nuit, minuit", "tonight, midnight"),
        // Eleven at night in Martinique is four in the morning of the next day in Paris.
        (
            "mon-sun 09:00-17:00",
            Martinique,
            "",
            "2026-11-25 23:00",
            "demain, jeudi, neuf heures",
            "tomorrow, Thursday, nine o'clock in the morning",
        ),
        (
            "mon-sun 09:00-17:00",
            Martinique,
            "",
            "2028-05-21 23:59",
            "mardi 23 mai, neuf heures",
            "Tuesday 23 May, nine o'clock in the morning",
        ),
    ];
    for (weekly, zone, exceptions, now, in_french, in_english) in cases {
        let hours = line(weekly, zone, Closed, exceptions);
        let now = local(now, zone);
        let opens_at = hours.next_opening(now).unwrap().with_timezone(&zone).naive_local();
        for (language, words) in [("fr", in_french), ("en", in_english)] {
            let said = reopening_in_words(language, opens_at, local_time::local_date(now, zone));
            assert_eq!(format!("{}, {}", said.day, said.hour), words);
        }
    }
}

#[test]
fn a_year_of_quarters_of_an_hour_then_opening_closing_and_being_open_agree() {
    for (zone, policy) in [(Paris, HolidayPolicy::Reduced), (Martinique, HolidayPolicy::Closed)] {
        let hours = line("mon-fri 09:00-12:00 14:00-02:30; sat,sun 23:00-24:00", zone, policy, CHRISTMAS);
        let mut at = local("2026-12-01 00:07", zone);
        let end = at + chrono::TimeDelta::days(366);
        while at < end {
            match hours.closes_at(at) {
                Some(closes) => {
                    assert!(hours.is_open(at) && closes > at, "{at}");
                    assert!(!hours.is_open(closes), "{at}");
                    assert!(hours.is_open(closes - chrono::TimeDelta::seconds(1)), "{at}");
                }
                None => assert!(!hours.is_open(at), "{at}"),
            }
            let opens = hours.next_opening(at).unwrap();
            assert!(opens > at && hours.is_open(opens), "{at}");
            assert!(!hours.is_open(opens - chrono::TimeDelta::seconds(1)), "{at}");
            // The width is odd, so that every minute of the hour comes by.
            at += chrono::TimeDelta::minutes(77);
        }
    }
}

#[test]
fn hours_kept_by_an_earlier_version_then_read_without_exceptions() {
    let kept = r#"{"weekly":"mon 09:00-12:00","zone":"Europe/Paris","holidays":"metro","holiday_policy":"open"}"#;
    let hours: OpeningHours = serde_json::from_str(kept).unwrap();
    assert_eq!(hours.exceptions, ExceptionalHours::default());
}
