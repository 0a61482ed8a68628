//! Who answers in the next four weeks, and when nobody does.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{AppError, list_gaps};
use passerelle_domain::{
    line::Line,
    local_time,
    roster::{Duty, Gap, RosterGaps, Shift, first_overlap},
};
use passerelle_store::{Db, Secrets, lines, organisations, shifts};

use super::Finding;

/// Gaps told one by one; beyond, their number says enough.
const MOST_TOLD: usize = 3;

/// Looks at the rosters of every line.
pub(super) async fn examine(db: &Db, secrets: &Secrets, now: DateTime<Utc>) -> Vec<Finding> {
    match look(db, secrets, now).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem("rosters", format!("could not be read: {error}"))],
    }
}

async fn look(db: &Db, secrets: &Secrets, now: DateTime<Utc>) -> Result<Vec<Finding>, AppError> {
    let mut findings = Vec::new();
    let owners = organisations::all(&mut db.read().await?).await?;
    for (owner, _) in owners {
        let lines = lines::of_organisation(&mut db.read().await?, owner).await?;
        for line in &lines {
            let shifts = shifts::of_line(&mut db.read().await?, line.id).await?;
            let gaps = list_gaps(db, secrets, line, now).await?;
            findings.extend(examine_line(line, &shifts, &gaps, now));
        }
        let shifts = shifts::of_organisation(&mut db.read().await?, owner).await?;
        findings.extend(examine_doubles(&lines, &shifts, now));
    }
    if findings.is_empty() {
        findings.push(Finding::warning("lines", "there is none yet: import lines.csv with `passerelle import`"));
    }
    Ok(findings)
}

fn examine_line(line: &Line, shifts: &[Shift], gaps: &RosterGaps, now: DateTime<Utc>) -> Vec<Finding> {
    let (key, zone) = (&line.key, line.hours.zone);
    let mut findings = Vec::new();
    if gaps.nobody_listening.is_empty() {
        let says = format!("line {key}: somebody listens at every opening hour of the next 4 weeks");
        findings.push(Finding::ok("rosters", says));
    } else {
        let when = told(&gaps.nobody_listening, zone);
        let says = format!("line {key}: open and nobody on duty {when}; callers are promised a call back; add shifts");
        findings.push(Finding::warning("rosters", says));
    }
    if !line.hours.calls_back_in_its_hours(now) {
        let says = format!(
            "line {key}: never open in its callback hours, so that people are called back at any hour; see `callback_hours`"
        );
        findings.push(Finding::warning("rosters", says));
    }
    if !gaps.too_few_listening.is_empty() {
        let when = told(&gaps.too_few_listening, zone);
        let says = format!("line {key}: fewer than {} listeners {when}", line.listeners_wanted);
        findings.push(Finding::warning("rosters", says));
    }
    if !shifts.iter().any(|shift| shift.duty == Duty::OnCall && !shift.has_ended(now, zone)) {
        let says = format!(
            "line {key}: nobody is ever on call: its cases go to every coordinator in turn; add on_call shifts"
        );
        findings.push(Finding::problem("rosters", says));
    } else if !gaps.nobody_on_call.is_empty() {
        let when = told(&gaps.nobody_on_call, zone);
        let says = format!("line {key}: nobody on call {when}; a case then pages everybody who takes that duty");
        findings.push(Finding::warning("rosters", says));
    }
    findings
}

/// The first gaps, how many more, and how long they last together.
fn told(gaps: &[Gap], zone: Tz) -> String {
    let first: Vec<String> = gaps.iter().take(MOST_TOLD).map(|gap| spelt(*gap, zone)).collect();
    let more = match gaps.len().saturating_sub(MOST_TOLD) {
        0 => String::new(),
        more => format!(" and {more} more times"),
    };
    let length = RosterGaps::length(gaps);
    let (hours, minutes) = (length.num_hours(), length.num_minutes() % 60);
    format!("{}{more} ({hours} h {minutes:02} in the next 4 weeks)", first.join(", "))
}

fn spelt(gap: Gap, zone: Tz) -> String {
    let (from, to) = (gap.from.with_timezone(&zone), gap.to.with_timezone(&zone));
    let end = if from.date_naive() == to.date_naive() { "%H:%M" } else { "%a %Y-%m-%d %H:%M" };
    format!("on {} to {}", from.format("%a %Y-%m-%d %H:%M"), to.format(end))
}

/// Somebody who listens on two lines at the same time can only answer one. Being on call for several is
/// ordinary. They are counted, not named.
fn examine_doubles(lines: &[Line], shifts: &[Shift], now: DateTime<Utc>) -> Vec<Finding> {
    let pairs =
        lines.iter().enumerate().flat_map(|(place, one)| lines[place + 1..].iter().map(move |other| (one, other)));
    pairs.filter_map(|(one, other)| examine_pair(one, other, shifts, now)).collect()
}

fn examine_pair(one: &Line, other: &Line, shifts: &[Shift], now: DateTime<Utc>) -> Option<Finding> {
    let today = local_time::local_date(now, one.hours.zone);
    let mut members = BTreeSet::new();
    let mut days = Vec::new();
    for mine in listening_on(one, shifts) {
        for theirs in listening_on(other, shifts).filter(|theirs| theirs.member == mine.member) {
            if let Some(day) = first_overlap((mine, one.hours.zone), (theirs, other.hours.zone), today) {
                members.insert(mine.member);
                days.push(day);
            }
        }
    }
    let first = days.into_iter().min()?;
    let who = match members.len() {
        1 => "somebody listens".to_owned(),
        several => format!("{several} people listen"),
    };
    let (one, other) = (&one.key, &other.key);
    let says = format!(
        "lines {one} and {other}: {who} on both at the same time, first on {first}; one person answers one call at a time"
    );
    Some(Finding::warning("rosters", says))
}

fn listening_on<'s>(line: &Line, shifts: &'s [Shift]) -> impl Iterator<Item = &'s Shift> {
    let line = line.id;
    shifts.iter().filter(move |shift| shift.line_id == line && shift.duty == Duty::Listening)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::{America::Martinique, Europe::Paris};
    use passerelle_domain::{
        calendar::{HolidayPolicy, OpeningHours},
        exceptional_hours::ExceptionalHours,
        holidays::HolidayCalendar,
        ids::{LineId, OrganisationId, ShiftId, StaffId},
        people::{Language, Member},
        phone_number::PhoneNumber,
        roster::{GAPS_HORIZON_DAYS, roster_gaps},
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
            check_number: None,
            sms_sender: "+33199000100".into(),
            territory: Territory { name: "FR".into(), zone, holidays },
            hours: OpeningHours {
                weekly: WeeklyHours::parse("mon-fri 09:00-17:00").unwrap(),
                zone,
                holidays,
                holiday_policy: HolidayPolicy::Closed,
                exceptions: ExceptionalHours::default(),
                callbacks: passerelle_domain::calendar::callback_hours(),
            },
            listeners_wanted: 1,
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
            starts_on: None,
            ends_on: None,
            rule: None,
            exceptions: ExceptionalHours::default(),
        }
    }

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    fn gaps(line: &Line, shifts: &[Shift], now: DateTime<Utc>) -> RosterGaps {
        let horizon = now + TimeDelta::days(GAPS_HORIZON_DAYS);
        roster_gaps(&line.hours, shifts, line.listeners_wanted, now, horizon)
    }

    #[test]
    fn lunch_without_listener_then_told_in_local_time_with_the_hours_it_makes() {
        let shifts = [shift(Duty::Listening, "mon-fri 09:00-12:00 13:00-17:00")];
        for (zone, calendar, now, says) in [
            // Easter Monday, Ascension and Whit Monday are closed.
            (
                Paris,
                HolidayCalendar::Metro,
                "2027-03-28T00:00:00Z",
                "on Tue 2027-03-30 12:00 to 13:00, on Wed 2027-03-31 12:00 to 13:00, on Thu 2027-04-01 12:00 to 13:00 and 16 more times (19 h 00 in the next 4 weeks)",
            ),
            (
                Martinique,
                HolidayCalendar::Martinique,
                "2026-10-25T12:00:00Z",
                "on Mon 2026-10-26 12:00 to 13:00, on Tue 2026-10-27 12:00 to 13:00, on Wed 2026-10-28 12:00 to 13:00 and 16 more times (19 h 00 in the next 4 weeks)",
            ),
        ] {
            assert_eq!(told(&gaps(&line(zone, calendar), &shifts, at(now)).nobody_listening, zone), says, "{now}");
        }
    }

    #[test]
    fn rosters_then_graded() {
        let line = line(Paris, HolidayCalendar::Metro);
        let now = at("2026-11-22T00:00:00Z");
        let grades = |line: &Line, shifts: &[Shift]| -> Vec<Grade> {
            let findings = examine_line(line, shifts, &gaps(line, shifts, now), now);
            findings.iter().map(|finding| finding.grade).collect()
        };
        let listening = shift(Duty::Listening, "mon-fri 09:00-17:00");
        let on_call = shift(Duty::OnCall, "mon-sun 00:00-24:00");
        let weekdays = shift(Duty::OnCall, "mon-fri 00:00-24:00");
        let ended = Shift { ends_on: now.date_naive().pred_opt(), ..on_call.clone() };
        assert_eq!(grades(&line, &[listening.clone(), on_call.clone()]), [Grade::Ok]);
        assert_eq!(grades(&line, &[listening.clone(), weekdays]), [Grade::Ok, Grade::Warning]);
        assert_eq!(grades(&line, std::slice::from_ref(&on_call)), [Grade::Warning]);
        assert_eq!(grades(&line, std::slice::from_ref(&listening)), [Grade::Ok, Grade::Problem]);
        assert_eq!(grades(&line, &[listening.clone(), ended]), [Grade::Ok, Grade::Problem]);
        assert_eq!(grades(&line, &[]), [Grade::Warning, Grade::Problem]);
        let wants_two = Line { listeners_wanted: 2, ..line.clone() };
        assert_eq!(grades(&wants_two, &[listening, on_call]), [Grade::Ok, Grade::Warning]);
    }

    #[test]
    fn one_listener_on_two_lines_at_once_then_counted_and_not_named() {
        let paris = line(Paris, HolidayCalendar::Metro);
        let fort = Line {
            id: LineId(Uuid::from_u128(1)),
            key: "fort".into(),
            ..line(Martinique, HolidayCalendar::Martinique)
        };
        let on_fort = |duty, hours| Shift { line_id: fort.id, ..shift(duty, hours) };
        let lines = [paris, fort.clone()];
        let now = at("2026-11-22T00:00:00Z");
        let says = |shifts: &[Shift]| -> Vec<String> {
            examine_doubles(&lines, shifts, now).iter().map(ToString::to_string).collect()
        };
        let listening = shift(Duty::Listening, "mon 14:00-17:00");
        let told = says(&[listening.clone(), on_fort(Duty::Listening, "mon 09:00-10:00")]);
        let expected = "warning  rosters: lines nord and fort: somebody listens on both at the same time, first on 2026-11-23; one person answers one call at a time";
        assert_eq!(told, [expected]);
        assert!(says(&[listening.clone(), on_fort(Duty::Listening, "tue 09:00-10:00")]).is_empty());
        assert!(says(&[listening, on_fort(Duty::OnCall, "mon 09:00-10:00")]).is_empty());
    }
}
