//! Lives the weeks, and looks at the service every few hours and on every Sunday night.

use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use passerelle_domain::people::StaffRole;
use passerelle_simulator::{Parameters, RandomPerson, Role, draw};
use passerelle_store::{cases, laws, lines, people, scheduled_calls, staff, timers, volunteers};
use rand::Rng;
use tokio_util::sync::CancellationToken;

use super::{
    Quarter, QuarterSettings,
    facts::{Facts, Looks, gather},
    figures::{self, Counts},
    promises,
};
use crate::{Coordinators, Rehearsal, RehearsalError};

/// How often the service is looked at, whatever goes on.
const LOOKS_EVERY: TimeDelta = TimeDelta::hours(6);
/// A week has ended for everybody when Sunday is over in Martinique.
const SUNDAY_IS_OVER: TimeDelta = TimeDelta::hours(4);
/// A timer later than this is overdue.
const GRACE: TimeDelta = TimeDelta::minutes(2);
/// How often a coordinator looks at what is open.
const COORDINATORS_LOOK_EVERY: TimeDelta = TimeDelta::minutes(10);
/// The month in which volunteers go away, and the share of them who do.
///
/// # Source
/// Domain notes, section 7.6: 45 % at least one week. Assumption.
const AWAY_IN: (u32, f64) = (8, 0.45);

/// Lives the weeks on `service`, whose association is that of [`super::association()`] and whose time stands before the
/// Monday `first`.
///
/// # Errors
/// The database cannot be read.
pub async fn live(
    service: &Rehearsal,
    settings: &QuarterSettings,
    first: NaiveDate,
) -> Result<Quarter, RehearsalError> {
    let telephones = populate(service, settings.seed).await?;
    tell_absences(service, settings, first).await?;
    let stop = CancellationToken::new();
    let coordinators = Coordinators::new(service, settings.seed, COORDINATORS_LOOK_EVERY, Box::new(|_, _| {}));
    let working = tokio::spawn(coordinators.work(stop.clone()));
    let begins_at = service.driver.now();
    let looks = run(service, settings.weeks, first).await;
    stop.cancel();
    // A coordinator who failed has said so in the log.
    let _ = working.await;
    let last = monday(first, settings.weeks);
    let facts = Facts { looks: looks?, ..gather(service, begins_at, last).await? };
    let opened = {
        let mut read = service.app.db.read().await?;
        cases::since(&mut read, service.organisation, begins_at).await?
    };
    let counts = Counts {
        cases_opened: opened.len(),
        cases_taken: opened.iter().filter(|case| case.acknowledged_at.is_some() || case.closure.is_some()).count(),
        cases_closed: opened.iter().filter(|case| case.closure.is_some()).count(),
        texts: telephones.iter().map(|number| service.simulator.texts_to(number).len()).sum(),
    };
    Ok(Quarter { figures: figures::of(&facts, &counts), broken: promises::broken(&facts) })
}

/// The first instant of the Monday so many weeks after `first`, UTC.
fn monday(first: NaiveDate, weeks: u32) -> DateTime<Utc> {
    let day = first.checked_add_days(Days::new(7 * u64::from(weeks))).unwrap_or(first);
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Somebody behind every telephone; their numbers.
async fn populate(service: &Rehearsal, seed: u64) -> Result<Vec<String>, RehearsalError> {
    let app = &service.app;
    let parameters = Arc::new(Parameters::standard());
    let mut telephones = Vec::new();
    let mut put = |number: &str, role: Role, zone: chrono_tz::Tz| {
        let person = RandomPerson::new(role, number, seed, Arc::clone(&parameters)).in_zone(zone);
        service.simulator.add_person(number, Box::new(person));
        telephones.push(number.to_owned());
    };
    let mut read = app.db.read().await?;
    let mut after = String::new();
    loop {
        let page = people::of_organisation(&mut read, &app.secrets, service.organisation, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        for person in &page {
            for phone in &person.phones {
                put(phone.as_str(), Role::Senior, person.territory.zone);
            }
        }
    }
    for volunteer in volunteers::of_organisation(&mut read, &app.secrets, service.organisation).await? {
        if let Some(phone) = &volunteer.phone {
            put(phone.as_str(), Role::Volunteer, volunteer.territory.zone);
        }
    }
    for member in staff::of_organisation(&mut read, &app.secrets, service.organisation).await? {
        let role = if member.role == StaffRole::Listener { Role::Listener } else { Role::Coordinator };
        if let Some(phone) = &member.phone {
            put(phone.as_str(), role, chrono_tz::Europe::Paris);
        }
    }
    Ok(telephones)
}

/// Before the weeks begin, volunteers who go away in August write so.
async fn tell_absences(
    service: &Rehearsal,
    settings: &QuarterSettings,
    first: NaiveDate,
) -> Result<(), RehearsalError> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    let lines = lines::of_organisation(&mut read, service.organisation).await?;
    for (ordinal, volunteer) in
        (0..).zip(volunteers::of_organisation(&mut read, &app.secrets, service.organisation).await?)
    {
        let mut chance = draw(settings.seed, "away in August", ordinal);
        let week = first.checked_add_days(Days::new(7 * chance.random_range(0..u64::from(settings.weeks.max(1)))));
        let (Some(week), Some(phone)) = (week, &volunteer.phone) else { continue };
        if week.month() != AWAY_IN.0 || !chance.random_bool(AWAY_IN.1) {
            continue;
        }
        let back = week + TimeDelta::days(if chance.random_bool(0.5) { 6 } else { 13 });
        let Some(line) = lines.iter().find(|line| line.id == volunteer.line_id) else { continue };
        let body = format!("ABSENCE {} {}", week.format("%d/%m"), back.format("%d/%m"));
        let at = service.driver.now() + TimeDelta::minutes(chance.random_range(10..300));
        service.simulator.text_at(at, phone.as_str(), &line.sms_sender, &body);
    }
    Ok(())
}

async fn run(service: &Rehearsal, weeks: u32, first: NaiveDate) -> Result<Looks, RehearsalError> {
    let mut looks = Looks::default();
    for week in 1..=weeks {
        let ends_at = monday(first, week) + SUNDAY_IS_OVER;
        while service.driver.now() < ends_at {
            let next = (service.driver.now() + LOOKS_EVERY).min(ends_at);
            service.driver.run_until(next).await;
            look(service, &mut looks).await?;
        }
        let mut read = service.app.db.read().await?;
        let of_week =
            scheduled_calls::between(&mut read, service.organisation, monday(first, week - 1), monday(first, week));
        looks.unfinished_on_sunday += of_week.await?.iter().filter(|call| call.state.is_live()).count();
    }
    Ok(looks)
}

async fn look(service: &Rehearsal, looks: &mut Looks) -> Result<(), RehearsalError> {
    let mut read = service.app.db.read().await?;
    looks.without_timer += laws::live_without_timer(&mut read).await?.len();
    looks.overdue += timers::overdue(&mut read, service.driver.now(), GRACE).await?.len();
    Ok(())
}
