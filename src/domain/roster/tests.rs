//! Who is there, when nobody is, and who is there twice.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use chrono_tz::{America::Martinique, Europe::Paris};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    calendar::{HolidayPolicy, OpeningHours},
    call_series::Recurrence,
    exceptional_hours::ExceptionalHours,
    holidays::HolidayCalendar,
    ids::{LineId, OrganisationId, ShiftId, StaffId},
    local_time,
    weekly_hours::WeeklyHours,
};

fn shift(who: u128, duty: Duty, hours: &str, order: u32) -> Shift {
    Shift {
        id: ShiftId(Uuid::from_u128(who * 10 + u128::from(order))),
        organisation_id: OrganisationId(Uuid::nil()),
        line_id: LineId(Uuid::nil()),
        member: Member::Staff(StaffId(Uuid::from_u128(who))),
        duty,
        hours: WeeklyHours::parse(hours).unwrap(),
        order,
        starts_on: None,
        ends_on: None,
        rule: None,
        exceptions: ExceptionalHours::default(),
    }
}

/// A listening shift with everything a list can say of it.
fn recurring(hours: &str, starts_on: &str, ends_on: &str, rule: &str, exceptions: &str) -> Shift {
    let date = |text: &str| text.parse::<NaiveDate>().ok();
    Shift {
        starts_on: date(starts_on),
        ends_on: date(ends_on),
        rule: (!rule.is_empty()).then(|| Recurrence::parse(rule).unwrap()),
        exceptions: ExceptionalHours::parse(exceptions).unwrap(),
        ..shift(1, Duty::Listening, hours, 1)
    }
}

fn local(text: &str, zone: Tz) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    local_time::instant_of(local.date(), local.time(), zone)
}

fn names(members: Vec<Member>) -> Vec<u128> {
    members.into_iter().map(|member| member.uuid().as_u128()).collect()
}

#[test]
fn volunteer_is_away_then_not_there_on_those_days_only_and_others_are() {
    use crate::{
        absence::Absence,
        ids::{AbsenceId, VolunteerId},
    };
    let zoe = VolunteerId(Uuid::from_u128(7));
    let night = Shift { member: Member::Volunteer(zoe), ..shift(7, Duty::Listening, "mon-sun 20:00-02:00", 1) };
    let staff = shift(1, Duty::Listening, "mon-sun 20:00-02:00", 2);
    let day = |day| NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    let absence = |is_cancelled| Absence {
        id: AbsenceId(Uuid::nil()),
        organisation_id: OrganisationId(Uuid::nil()),
        volunteer_id: zoe,
        from_on: day(26),
        to_on: day(27),
        noted_at: DateTime::UNIX_EPOCH,
        is_cancelled,
    };
    let there = |absence: Absence, on: u32, hour: u32| {
        let shifts = while_away(vec![night.clone(), staff.clone()], &[absence]);
        let at = local_time::instant_of(day(on), chrono::NaiveTime::from_hms_opt(hour, 0, 0).unwrap(), Paris);
        on_duty(&shifts, Duty::Listening, at, Paris).len()
    };
    for (on, hour, expected) in [(25, 21, 2), (26, 1, 2), (26, 21, 1), (27, 1, 1), (28, 1, 1), (28, 21, 2)] {
        assert_eq!(there(absence(false), on, hour), expected, "{on} {hour}");
        assert_eq!(there(absence(true), on, hour), 2, "taken back");
    }
}

#[test]
fn several_on_call_then_the_one_on_duty_comes_first_and_nobody_twice() {
    let mut left = shift(4, Duty::OnCall, "mon-sun 00:00-24:00", 1);
    left.ends_on = NaiveDate::from_ymd_opt(2026, 11, 25);
    let shifts = [
        shift(1, Duty::OnCall, "mon-wed 00:00-24:00", 1),
        shift(2, Duty::OnCall, "thu-sun 00:00-24:00", 2),
        shift(2, Duty::OnCall, "mon 09:00-12:00", 3),
        shift(3, Duty::Listening, "mon-sun 00:00-24:00", 1),
        left,
    ];
    let thursday = local("2026-11-26 11:00", Paris);
    assert_eq!(names(on_duty(&shifts, Duty::OnCall, thursday, Paris)), [2]);
    assert_eq!(names(on_duty(&shifts, Duty::Listening, thursday, Paris)), [3]);
    assert_eq!(names(paging_order(&shifts, thursday, Paris)), [2, 1], "who has left is not paged");
    assert_eq!(names(paging_order(&shifts, local("2026-11-25 11:00", Paris), Paris)), [1, 4, 2]);
}

#[test]
fn shift_with_dates_a_rule_and_exceptions_then_there_or_not() {
    let every_second = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE";
    let first_sunday = "FREQ=MONTHLY;BYDAY=1SU";
    let all_days = "mon-sun 09:00-12:00";
    let cases = [
        // Dates between which it holds, both included.
        (recurring("mon-fri 09:00-12:00", "2026-11-26", "2026-11-27", "", ""), "2026-11-25 10:00", Paris, false),
        (recurring("mon-fri 09:00-12:00", "2026-11-26", "2026-11-27", "", ""), "2026-11-26 10:00", Paris, true),
        (recurring("mon-fri 09:00-12:00", "2026-11-26", "2026-11-27", "", ""), "2026-11-27 11:59", Paris, true),
        (recurring("mon-fri 09:00-12:00", "2026-11-26", "2026-11-27", "", ""), "2026-11-30 10:00", Paris, false),
        // The last night goes on into the morning after.
        (recurring("mon-sun 20:00-08:00", "", "2026-11-27", "", ""), "2026-11-28 07:59", Paris, true),
        (recurring("mon-sun 20:00-08:00", "", "2026-11-27", "", ""), "2026-11-28 20:00", Paris, false),
        (recurring("mon-sun 20:00-08:00", "2026-11-27", "", "", ""), "2026-11-27 07:59", Paris, false),
        // Every second week from Monday 2 November on, over the change of the clocks too.
        (recurring(all_days, "2026-11-02", "", every_second, ""), "2026-11-02 10:00", Paris, true),
        (recurring(all_days, "2026-11-02", "", every_second, ""), "2026-11-09 10:00", Paris, false),
        (recurring(all_days, "2026-11-02", "", every_second, ""), "2026-11-18 10:00", Paris, true),
        (recurring(all_days, "2026-11-02", "", every_second, ""), "2026-11-17 10:00", Paris, false),
        (recurring(all_days, "2027-03-15", "", every_second, ""), "2027-03-29 09:00", Paris, true),
        (recurring(all_days, "2027-10-18", "", every_second, ""), "2027-11-01 09:00", Paris, true),
        (recurring(all_days, "2027-10-18", "", every_second, ""), "2027-11-01 09:00", Martinique, true),
        // The first Sunday of the month.
        (recurring(all_days, "2026-11-01", "", first_sunday, ""), "2026-12-06 10:00", Martinique, true),
        (recurring(all_days, "2026-11-01", "", first_sunday, ""), "2026-12-13 10:00", Martinique, false),
        // A day off, other hours, a day more; they win over weekday and rule, not over the dates.
        (recurring("mon-fri 09:00-12:00", "", "", "", "2026-12-24 off"), "2026-12-24 10:00", Paris, false),
        (recurring("mon-fri 09:00-12:00", "", "", "", "2026-12-24 14:00-16:00"), "2026-12-24 15:00", Paris, true),
        (recurring("mon-fri 09:00-12:00", "", "", "", "2026-12-24 14:00-16:00"), "2026-12-24 10:00", Paris, false),
        (recurring("mon-fri 09:00-12:00", "", "", "", "2026-12-26 09:00-10:00"), "2026-12-26 09:30", Paris, true),
        (
            recurring(all_days, "2026-11-02", "", every_second, "2026-11-09 09:00-10:00"),
            "2026-11-09 09:30",
            Paris,
            true,
        ),
        (
            recurring("mon-fri 09:00-12:00", "", "2026-12-01", "", "2026-12-24 09:00-12:00"),
            "2026-12-24 10:00",
            Paris,
            false,
        ),
        // A night off leaves the night before as it was.
        (recurring("mon-sun 20:00-08:00", "", "", "", "2026-12-24 off"), "2026-12-24 07:00", Paris, true),
        (recurring("mon-sun 20:00-08:00", "", "", "", "2026-12-24 off"), "2026-12-25 07:00", Paris, false),
    ];
    for (shift, at, zone, is_there) in cases {
        let at = local(at, zone);
        assert_eq!(shift.is_under_way(at, zone), is_there, "{at} {shift:?}");
        let day = local_time::local_date(at, zone);
        let spans = shift.spans_between(day.pred_opt().unwrap(), day, zone);
        assert_eq!(spans.into_iter().any(|(from, to)| from <= at && at < to), is_there, "{at} {shift:?}");
    }
}

#[test]
fn shifts_of_an_earlier_version_then_read_as_weekly() {
    let mut kept = serde_json::to_value(shift(1, Duty::Listening, "mon 09:00-12:00", 1)).unwrap();
    for field in ["starts_on", "ends_on", "rule", "exceptions"] {
        kept.as_object_mut().unwrap().remove(field);
    }
    assert_eq!(serde_json::from_value::<Shift>(kept).unwrap(), shift(1, Duty::Listening, "mon 09:00-12:00", 1));
}

#[test]
fn two_shifts_then_the_first_day_they_are_at_the_same_time() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let weekly = |hours| recurring(hours, "", "", "", "");
    let even = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO";
    let cases = [
        (weekly("mon-fri 09:00-12:00"), weekly("mon-fri 12:00-14:00"), None),
        (weekly("mon-fri 09:00-12:00"), weekly("thu 11:59-14:00"), Some("2026-11-26")),
        (weekly("mon 09:00-12:00"), weekly("tue 09:00-12:00"), None),
        // A night and the morning after.
        (weekly("sun 20:00-08:00"), weekly("mon 07:00-09:00"), Some("2026-11-22")),
        (weekly("sun 20:00-08:00"), weekly("mon 08:00-09:00"), None),
        // One ends before the other starts; both held in the past only.
        (
            recurring("mon 09:00-12:00", "", "2026-12-31", "", ""),
            recurring("mon 09:00-12:00", "2027-01-01", "", "", ""),
            None,
        ),
        (
            recurring("mon 09:00-12:00", "", "2027-01-04", "", ""),
            recurring("mon 09:00-12:00", "2027-01-01", "", "", ""),
            Some("2027-01-04"),
        ),
        (recurring("mon 09:00-12:00", "", "2026-11-01", "", ""), weekly("mon 09:00-12:00"), None),
        // Odd and even weeks never meet; a monthly day does.
        (
            recurring("mon 09:00-12:00", "2026-11-02", "", even, ""),
            recurring("mon 09:00-12:00", "2026-11-09", "", even, ""),
            None,
        ),
        (
            recurring("mon 09:00-12:00", "2026-11-02", "", even, ""),
            recurring("mon-sun 09:00-12:00", "2026-11-01", "", "FREQ=MONTHLY;BYMONTHDAY=1", ""),
            Some("2027-11-01"),
        ),
        // Only an exception makes them meet, however late; a day off keeps them apart.
        (
            weekly("mon 09:00-12:00"),
            recurring("tue 09:00-12:00", "", "", "", "2027-06-07 10:00-11:00"),
            Some("2027-06-07"),
        ),
        (
            weekly("mon 09:00-12:00"),
            recurring("mon 09:00-12:00", "2026-11-30", "2026-11-30", "", "2026-11-30 off"),
            None,
        ),
    ];
    for (one, other, expected) in cases {
        let met = first_overlap((&one, Paris), (&other, Paris), today).map(|day| day.to_string());
        assert_eq!(met.as_deref(), expected, "{one:?} {other:?}");
        assert_eq!(first_overlap((&other, Paris), (&one, Paris), today).is_some(), expected.is_some());
    }
}

#[test]
fn shifts_on_the_clocks_of_two_oceans_then_they_may_meet_in_summer_only() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    // 15:00 to 16:00 in Paris is 10:00 to 11:00 in Martinique in winter, 9:00 to 10:00 in summer.
    let (paris, martinique) =
        (recurring("mon 15:00-16:00", "", "", "", ""), recurring("mon 09:00-10:00", "", "", "", ""));
    let met = first_overlap((&paris, Paris), (&martinique, Martinique), today);
    assert_eq!(met, NaiveDate::from_ymd_opt(2027, 3, 29));
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

fn told(gaps: &[Gap], zone: Tz) -> Vec<String> {
    let spell = |gap: &Gap| {
        let (from, to) = (gap.from.with_timezone(&zone), gap.to.with_timezone(&zone));
        format!("{} {}", from.format("%m-%d %H:%M"), to.format("%m-%d %H:%M"))
    };
    gaps.iter().map(spell).collect()
}

#[test]
fn a_week_of_a_roster_then_its_gaps_in_local_time() {
    let office = |zone| line("mon-fri 09:00-17:00", zone, HolidayPolicy::Closed, "");
    let listening = shift(1, Duty::Listening, "mon-fri 09:00-12:00 13:00-17:00", 1);
    for (zone, from, expected) in [
        // Easter Monday is closed, and the clocks have changed the day before.
        (
            Paris,
            "2027-03-28 00:00",
            vec![
                "03-30 12:00 03-30 13:00",
                "03-31 12:00 03-31 13:00",
                "04-01 12:00 04-01 13:00",
                "04-02 12:00 04-02 13:00",
            ],
        ),
        (
            Paris,
            "2027-10-31 00:00",
            vec![
                "11-02 12:00 11-02 13:00",
                "11-03 12:00 11-03 13:00",
                "11-04 12:00 11-04 13:00",
                "11-05 12:00 11-05 13:00",
            ],
        ),
        (
            Martinique,
            "2028-05-21 00:00",
            vec!["05-23 12:00 05-23 13:00", "05-24 12:00 05-24 13:00", "05-26 12:00 05-26 13:00"],
        ),
    ] {
        let from = local(from, zone);
        let gaps = roster_gaps(&office(zone), std::slice::from_ref(&listening), 1, from, from + TimeDelta::days(7));
        assert_eq!(told(&gaps.nobody_listening, zone), expected);
        assert_eq!(RosterGaps::length(&gaps.nobody_listening), TimeDelta::hours(expected.len() as i64));
        assert_eq!(gaps.too_few_listening, []);
        assert_eq!(RosterGaps::length(&gaps.nobody_on_call), TimeDelta::days(7));
    }
}

#[test]
fn two_wanted_and_one_there_then_too_few_and_not_nobody() {
    let hours = line("mon-sun 00:00-24:00", Paris, HolidayPolicy::Open, "2026-11-28 10:00-12:00");
    let shifts = [
        shift(1, Duty::Listening, "mon-sun 00:00-24:00", 1),
        // The same member twice is one listener.
        shift(1, Duty::Listening, "fri 09:00-10:00", 2),
        shift(2, Duty::Listening, "thu 00:00-24:00", 1),
        shift(2, Duty::OnCall, "mon-sun 20:00-08:00", 1),
        Shift {
            exceptions: ExceptionalHours::parse("2026-11-27 00:00-24:00").unwrap(),
            ..shift(3, Duty::OnCall, "mon-sun 08:00-20:00", 1)
        },
    ];
    let from = local("2026-11-26 12:00", Paris);
    let gaps = roster_gaps(&hours, &shifts, 2, from, local("2026-11-28 12:00", Paris));
    assert_eq!(gaps.nobody_listening, []);
    assert_eq!(told(&gaps.too_few_listening, Paris), ["11-27 00:00 11-28 00:00", "11-28 10:00 11-28 12:00"]);
    assert_eq!(gaps.nobody_on_call, []);
    let gaps = roster_gaps(&hours, &shifts[1..3], 2, from, local("2026-11-28 12:00", Paris));
    assert_eq!(
        told(&gaps.nobody_listening, Paris),
        ["11-27 00:00 11-27 09:00", "11-27 10:00 11-28 00:00", "11-28 10:00 11-28 12:00"]
    );
}

/// Hours of a few days, on the half hour, some of them across midnight.
fn weekly_text() -> impl Strategy<Value = String> {
    let part = (0..7_usize, 0..48_u32, 1..48_u32).prop_map(|(day, from, length)| {
        let clock = |half: u32| format!("{:02}:{:02}", half / 2 % 24, half % 2 * 30);
        let day = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day];
        format!("{day} {}-{}", clock(from), clock(from + length))
    });
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.join("; "))
}

fn exceptions_text() -> impl Strategy<Value = String> {
    let hours = prop_oneof![Just("closed".to_owned()), Just("08:30-11:00 22:00-01:30".to_owned())];
    prop::collection::btree_map(20..=31_u32, hours, 0..4).prop_map(|days| {
        days.iter().map(|(day, hours)| format!("2027-03-{day} {hours}")).collect::<Vec<_>>().join("; ")
    })
}

fn any_shift() -> impl Strategy<Value = Shift> {
    let rule = prop_oneof![
        3 => Just(""),
        1 => Just("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SA,SU"),
        1 => Just("FREQ=MONTHLY;BYDAY=-1SU"),
    ];
    let date = prop_oneof![Just(""), Just("2027-03-22"), Just("2027-03-27")];
    (weekly_text(), exceptions_text(), rule, date, 1..4_u128, any::<bool>()).prop_map(
        |(hours, exceptions, rule, starts_on, who, is_on_call)| Shift {
            member: Member::Staff(StaffId(Uuid::from_u128(who))),
            duty: if is_on_call { Duty::OnCall } else { Duty::Listening },
            ..recurring(&hours, starts_on, "", rule, &exceptions)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Over the week in which the clocks of Paris change, minute by minute.
    #[test]
    fn any_roster_then_a_minute_is_in_a_gap_exactly_when_it_is_open_and_nobody_is_there(
        weekly in weekly_text(),
        exceptions in exceptions_text(),
        shifts in prop::collection::vec(any_shift(), 0..5),
        wanted in 1..4_u32,
        is_paris: bool,
    ) {
        let zone = if is_paris { Paris } else { Martinique };
        let hours = line(&weekly, zone, HolidayPolicy::Closed, &exceptions);
        let from = local("2027-03-25 03:17", zone);
        let to = from + TimeDelta::days(6);
        let gaps = roster_gaps(&hours, &shifts, wanted, from, to);
        for list in [&gaps.nobody_listening, &gaps.too_few_listening, &gaps.nobody_on_call] {
            prop_assert!(list.iter().all(|gap| from <= gap.from && gap.from < gap.to && gap.to <= to));
            prop_assert!(list.windows(2).all(|pair| pair[0].to < pair[1].from), "in order, and merged");
        }
        let is_in = |list: &[Gap], at| list.iter().any(|gap| gap.from <= at && at < gap.to);
        let mut at = from;
        while at < to {
            let present = on_duty(&shifts, Duty::Listening, at, zone).len();
            let is_open = hours.is_open(at);
            prop_assert_eq!(is_in(&gaps.nobody_listening, at), is_open && present == 0, "{}", at);
            let is_too_few = is_open && present > 0 && present < wanted as usize;
            prop_assert_eq!(is_in(&gaps.too_few_listening, at), is_too_few, "{}", at);
            let nobody_on_call = on_duty(&shifts, Duty::OnCall, at, zone).is_empty();
            prop_assert_eq!(is_in(&gaps.nobody_on_call, at), nobody_on_call, "{}", at);
            at = next_minute(at);
        }
    }
}

/// Edges fall on half hours: the minutes beside them are looked at, and one between.
fn next_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = match at.minute() % 30 {
        0 | 29 => 1,
        before @ 1..15 => 15 - before,
        before => 29 - before,
    };
    at + TimeDelta::minutes(i64::from(minutes))
}
