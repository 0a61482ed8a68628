//! Lives the day on the copy.

use std::{path::Path, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_app::organisation_zone;
use passerelle_domain::{day_rehearsal::DayResult, local_time, people::StaffRole};
use passerelle_simulator::{Fault, Parameters, RandomPerson, Role, draw};
use passerelle_store::{lines, people, staff, volunteers};
use passerelle_telephony::Carrier;
use rand::{Rng, seq::SliceRandom};
use tokio_util::sync::CancellationToken;

use super::{
    copy::{DayBegins, NAME},
    tell::tell,
};
use crate::{Coordinators, Rehearsal, RehearsalError, RehearsalSettings};

/// How often it is told how far the day is.
const TELLS_EVERY: TimeDelta = TimeDelta::hours(1);
/// How often a coordinator looks at what is open.
const COORDINATORS_LOOK_EVERY: TimeDelta = TimeDelta::minutes(10);
/// When the carrier fails, if it was asked for, after local midnight.
const OUTAGE: (TimeDelta, TimeDelta) = (TimeDelta::hours(11), TimeDelta::hours(12));
/// Somebody rings an open line every so many minutes, on average, as in the demo.
const CALLS_EVERY_MIN: f64 = 30.0;
/// Numbers of callers, reserved for fiction.
const CALLER_NUMBERS: &str = "+3335301";

/// Lives the day of a copy made by [`super::copy()`]: its database is at `database_url`, and emails are written under
/// `mail_folder`. `told` hears how much of it is over, in percent.
///
/// # Errors
/// A part cannot be started, or the copy cannot be read.
pub async fn live(
    begins: &DayBegins,
    database_url: &str,
    mail_folder: &Path,
    told: impl AsyncFn(u8),
) -> Result<DayResult, RehearsalError> {
    let service = Rehearsal::start(RehearsalSettings {
        database_url: database_url.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        mail_folder: mail_folder.to_owned(),
        mail_server: None,
        open_id: None,
        start: begins.at,
        seed: begins.wish.seed,
        organisation: NAME.to_owned(),
        files: Vec::new(),
        messages_per_second: None,
        carrier: Carrier::Simulated,
        line_numbers: begins.line_numbers.clone(),
    })
    .await?;
    let lived = day(&service, begins, told).await;
    service.stop().await;
    lived
}

async fn day(service: &Rehearsal, begins: &DayBegins, told: impl AsyncFn(u8)) -> Result<DayResult, RehearsalError> {
    let volunteers_away = populate(service, begins).await?;
    ring_lines(service, begins).await?;
    let stop = CancellationToken::new();
    let coordinators = Coordinators::new(service, begins.wish.seed, COORDINATORS_LOOK_EVERY, Box::new(|_, _| {}));
    let working = tokio::spawn(coordinators.work(stop.clone()));
    let outage = (begins.day.0 + OUTAGE.0, begins.day.0 + OUTAGE.1);
    let whole_s = (begins.until - begins.at).num_seconds().max(1);
    let mut now = begins.at;
    while now < begins.until {
        let mut next = (now + TELLS_EVERY).min(begins.until);
        for turn in [outage.0, outage.1] {
            if now < turn && turn < next {
                next = turn;
            }
        }
        service.driver.run_until(next).await;
        now = next;
        if begins.wish.has_outage && now == outage.0 {
            service.simulator.set_fault(Fault::RestUnavailable);
        }
        if now >= outage.1 {
            service.simulator.clear_faults();
        }
        let percent = (now - begins.at).num_seconds() * 100 / whole_s;
        told(u8::try_from(percent).unwrap_or(100)).await;
    }
    stop.cancel();
    // A coordinator who failed has said so in the log.
    let _ = working.await;
    tell(service, begins, volunteers_away).await
}

/// Somebody behind every telephone. Those who are away that day write so at once, as they would. Answers with how many.
async fn populate(service: &Rehearsal, begins: &DayBegins) -> Result<usize, RehearsalError> {
    let (app, owner, seed) = (&service.app, service.organisation, begins.wish.seed);
    let zone = organisation_zone(app, owner).await?;
    let parameters = Arc::new(Parameters::standard());
    let put = |number: &str, role: Role, zone: chrono_tz::Tz| {
        let person = RandomPerson::new(role, number, seed, Arc::clone(&parameters)).in_zone(zone);
        service.simulator.add_person(number, Box::new(person));
    };
    let mut read = app.db.read().await?;
    let mut after = String::new();
    loop {
        let page = people::of_organisation(&mut read, &app.secrets, owner, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        for person in &page {
            person.phones.iter().for_each(|phone| put(phone.as_str(), Role::Senior, person.territory.zone));
        }
    }
    for member in staff::of_organisation(&mut read, &app.secrets, owner).await? {
        let role = if member.role == StaffRole::Listener { Role::Listener } else { Role::Coordinator };
        if let Some(phone) = &member.phone {
            put(phone.as_str(), role, zone);
        }
    }
    let all_lines = lines::of_organisation(&mut read, owner).await?;
    let mut callers = volunteers::of_organisation(&mut read, &app.secrets, owner).await?;
    callers.retain(|volunteer| volunteer.may_call() && volunteer.phone.is_some());
    for volunteer in &callers {
        if let Some(phone) = &volunteer.phone {
            put(phone.as_str(), Role::Volunteer, volunteer.territory.zone);
        }
    }
    callers.shuffle(&mut draw(seed, "who is away", 0));
    let away = callers.len() * usize::from(begins.wish.away_percent) / 100;
    for volunteer in callers.iter().take(away) {
        let line = all_lines.iter().find(|line| line.id == volunteer.line_id);
        let (Some(line), Some(phone)) = (line, &volunteer.phone) else { continue };
        let day = begins.wish.on.format("%d/%m");
        let body = format!("ABSENCE {day} {day}");
        let at = begins.at + TimeDelta::minutes(1);
        service.simulator.text_at(at, phone.as_str(), &line.sms_sender, &body);
    }
    Ok(away)
}

/// Strangers ring the lines that are open that day.
async fn ring_lines(service: &Rehearsal, begins: &DayBegins) -> Result<(), RehearsalError> {
    let all_lines = lines::of_organisation(&mut service.app.db.read().await?, service.organisation).await?;
    let parameters = Arc::new(Parameters::standard());
    let mut ordinal = 0;
    for line in &all_lines {
        let mut at: DateTime<Utc> = begins.day.0.max(begins.at);
        loop {
            ordinal += 1;
            let gap_min = -CALLS_EVERY_MIN * (1.0 - draw(begins.wish.seed, "who rings", ordinal).random::<f64>()).ln();
            at += TimeDelta::seconds((gap_min * 60.0) as i64 + 1);
            if at >= begins.day.1 {
                break;
            }
            if !line.hours.is_open(at) || local_time::local_date(at, line.hours.zone) != begins.wish.on {
                continue;
            }
            let number = format!("{CALLER_NUMBERS}{ordinal:04}");
            let caller = RandomPerson::new(Role::Caller, &number, begins.wish.seed, Arc::clone(&parameters))
                .in_zone(line.hours.zone);
            service.simulator.add_person(&number, Box::new(caller));
            service.simulator.dial_at(at, &number, line.number.as_str());
        }
    }
    Ok(())
}
