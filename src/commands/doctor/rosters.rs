//! Who answers in the next seven days, and when nobody does.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    line::Line,
    roster::{Duty, Shift, on_duty},
};
use passerelle_store::{Db, StoreError, lines, organisations, shifts};

use super::Finding;

/// How far ahead coordinators can still find somebody.
const HORIZON: TimeDelta = TimeDelta::days(7);
/// Shifts and opening hours change on the quarter of an hour.
const STEP: TimeDelta = TimeDelta::minutes(15);
/// Gaps told one by one; beyond, their number says enough.
const MOST_TOLD: usize = 3;

/// Looks at the rosters of every line.
pub(super) async fn examine(db: &Db, now: DateTime<Utc>) -> Vec<Finding> {
    match look(db, now).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem("rosters", format!("could not be read: {error}"))],
    }
}

async fn look(db: &Db, now: DateTime<Utc>) -> Result<Vec<Finding>, StoreError> {
    let mut read = db.read().await?;
    let mut findings = Vec::new();
    for (owner, _) in organisations::all(&mut read).await? {
        for line in lines::of_organisation(&mut read, owner).await? {
            let shifts = shifts::of_line(&mut read, line.id).await?;
            findings.extend(examine_line(&line, &shifts, now));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::warning("lines", "there is none yet: import lines.csv with `passerelle import`"));
    }
    Ok(findings)
}

fn examine_line(line: &Line, shifts: &[Shift], now: DateTime<Utc>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let gaps = gaps(line, shifts, now);
    if gaps.is_empty() {
        findings.push(Finding::ok(
            "rosters",
            format!("line {}: somebody listens at every opening hour of the next 7 days", line.key),
        ));
    } else {
        let told: Vec<String> = gaps.iter().take(MOST_TOLD).map(|gap| spelt(*gap, line.hours.zone)).collect();
        let more = match gaps.len().saturating_sub(MOST_TOLD) {
            0 => String::new(),
            more => format!(" and {more} more times"),
        };
        let says = format!(
            "line {}: open and nobody on duty {}{more}; callers are promised a call back; add shifts",
            line.key,
            told.join(", ")
        );
        findings.push(Finding::warning("rosters", says));
    }
    if !shifts.iter().any(|shift| shift.duty == Duty::OnCall) {
        let says = format!(
            "line {}: nobody is ever on call, so nobody would be paged for a case; add on_call shifts",
            line.key
        );
        findings.push(Finding::problem("rosters", says));
    }
    findings
}

type Gap = (DateTime<Utc>, DateTime<Utc>);

/// When the line is open and nobody is there to listen, half-open, in order.
fn gaps(line: &Line, shifts: &[Shift], now: DateTime<Utc>) -> Vec<Gap> {
    let zone = line.hours.zone;
    let is_gap = |at| line.hours.is_open(at) && on_duty(shifts, Duty::Listening, at, zone).is_empty();
    let first = now.timestamp().div_euclid(STEP.num_seconds()) * STEP.num_seconds();
    let Some(mut at) = DateTime::from_timestamp(first, 0) else {
        return Vec::new();
    };
    let mut gaps: Vec<Gap> = Vec::new();
    while at < now + HORIZON {
        let next = at + STEP;
        if is_gap(at) {
            match gaps.last_mut() {
                Some((_, end)) if *end == at => *end = next,
                Some(_) | None => gaps.push((at, next)),
            }
        }
        at = next;
    }
    gaps
}

fn spelt((from, to): Gap, zone: Tz) -> String {
    let (from, to) = (from.with_timezone(&zone), to.with_timezone(&zone));
    format!("on {} to {}", from.format("%a %Y-%m-%d %H:%M"), to.format("%H:%M"))
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};
    use passerelle_domain::{
        calendar::{HolidayPolicy, OpeningHours},
        holidays::HolidayCalendar,
        ids::{LineId, OrganisationId, ShiftId, StaffId},
        people::{Language, Member},
        phone_number::PhoneNumber,
        territory::Territory,
        weekly_hours::WeeklyHours,
    };
    use uuid::Uuid;

    use super::*;
    use crate::commands::doctor::Grade;

    fn line(zone: Tz, holidays: HolidayCalendar) -> Line {
        Line {
            id: LineId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "nord".into(),
            name: "Nord".into(),
            service_name: "Passerelles".into(),
            neutral_name: "l'équipe".into(),
            number: PhoneNumber::from_e164("+33199000100").unwrap(),
            sms_sender: "+33199000100".into(),
            territory: Territory { name: "FR".into(), zone, holidays },
            hours: OpeningHours {
                weekly: WeeklyHours::parse("mon-fri 09:00-17:00").unwrap(),
                zone,
                holidays,
                holiday_policy: HolidayPolicy::Closed,
            },
            language: Language::French,
            script: "listening-line".into(),
            ring: passerelle_domain::ring_strategy::RingStrategy::default(),
        }
    }

    fn shift(duty: Duty, hours: &str) -> Shift {
        Shift {
            id: ShiftId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            member: Member::Staff(StaffId(Uuid::nil())),
            duty,
            hours: WeeklyHours::parse(hours).unwrap(),
            order: 1,
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn lunch_without_listener_then_told_in_local_time_on_both_sides_of_a_clock_change() {
        let shifts = [shift(Duty::Listening, "mon-fri 09:00-12:00 13:00-17:00")];
        for (zone, calendar, now, first) in [
            (Paris, HolidayCalendar::Metro, "2027-03-22T00:00:00Z", "on Mon 2027-03-22 12:00 to 13:00"),
            // Easter Monday is closed: the week after the change begins on Tuesday.
            (Paris, HolidayCalendar::Metro, "2027-03-28T00:00:00Z", "on Tue 2027-03-30 12:00 to 13:00"),
            (Paris, HolidayCalendar::Metro, "2026-10-25T12:00:00Z", "on Mon 2026-10-26 12:00 to 13:00"),
            (Martinique, HolidayCalendar::Martinique, "2026-10-25T12:00:00Z", "on Mon 2026-10-26 12:00 to 13:00"),
        ] {
            let gaps = gaps(&line(zone, calendar), &shifts, at(now));
            assert_eq!(spelt(gaps[0], zone), first, "{now}");
            assert!((4..=5).contains(&gaps.len()), "{now}: {}", gaps.len());
        }
    }

    #[test]
    fn rosters_then_graded() {
        let line = line(Paris, HolidayCalendar::Metro);
        let now = at("2026-11-22T00:00:00Z");
        let grades = |shifts: &[Shift]| -> Vec<Grade> {
            examine_line(&line, shifts, now).iter().map(|finding| finding.grade).collect()
        };
        let listening = shift(Duty::Listening, "mon-fri 09:00-17:00");
        let on_call = shift(Duty::OnCall, "mon 09:00-10:00");
        assert_eq!(grades(&[listening.clone(), on_call.clone()]), [Grade::Ok]);
        assert_eq!(grades(&[on_call]), [Grade::Warning]);
        assert_eq!(grades(&[listening]), [Grade::Ok, Grade::Problem]);
        assert_eq!(grades(&[]), [Grade::Warning, Grade::Problem]);
    }
}
