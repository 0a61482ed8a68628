//! Lives the month, and looks at the service every few hours.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{line::Line, people::StaffRole, roster::Duty};
use passerelle_simulator::{Parameters, Person, RandomPerson, Role};
use passerelle_store::{callbacks, laws, lines, shifts, staff, timers};
use tokio_util::sync::CancellationToken;

use super::{
    Month, MonthSettings,
    facts::{Facts, Looks},
    figures, gather,
    listener::MonthListener,
    load::{Load, draw_load},
    promises,
};
use crate::{Coordinators, Rehearsal, RehearsalError};

/// How often the service is looked at, whatever goes on.
const LOOKS_EVERY: TimeDelta = TimeDelta::hours(6);
/// After the last day: long enough for what was promised that evening, and for who was not reached at once.
const AFTER_THE_LAST_DAY: TimeDelta = TimeDelta::hours(24);
/// A timer later than this is overdue.
const GRACE: TimeDelta = TimeDelta::minutes(2);
/// How often a coordinator looks at what is open.
const COORDINATORS_LOOK_EVERY: TimeDelta = TimeDelta::minutes(10);

/// Whose telephone is whose.
pub(super) struct Telephones {
    pub(super) listeners: HashSet<String>,
    pub(super) everybody: Vec<String>,
}

/// Lives a month on `service`, whose association is that of [`super::association()`], from now on.
///
/// # Errors
/// The database cannot be read.
pub async fn live(service: &Rehearsal, settings: &MonthSettings) -> Result<Month, RehearsalError> {
    let begins_at = service.driver.now();
    let line = listening_line(service).await?;
    let parameters = Arc::new(Parameters::standard());
    let zone = line.hours.zone;
    let figures = &parameters.inbound;
    let load = draw_load(figures, (settings.days, settings.load, settings.seed), begins_at, zone);
    let telephones = populate(service, settings.seed, &line, &load, &parameters).await?;
    let stop = CancellationToken::new();
    let coordinators = Coordinators::new(service, settings.seed, COORDINATORS_LOOK_EVERY, Box::new(|_, _| {}));
    let working = tokio::spawn(coordinators.work(stop.clone()));
    let ends_at = begins_at + TimeDelta::days(i64::from(settings.days)) + AFTER_THE_LAST_DAY;
    let looks = run(service, ends_at).await;
    stop.cancel();
    // A coordinator who failed has said so in the log.
    let _ = working.await;
    let facts = Facts { looks: looks?, ..gather::facts(service, &line, &telephones, begins_at).await? };
    let broken = promises::broken(&facts, ends_at);
    let figures = figures::of(&facts, gather::counts(service, &telephones, begins_at).await?);
    Ok(Month { figures, broken })
}

/// The line on which somebody listens.
async fn listening_line(service: &Rehearsal) -> Result<Line, RehearsalError> {
    let mut read = service.app.db.read().await?;
    let shifts = shifts::of_organisation(&mut read, service.organisation).await?;
    let lines = lines::of_organisation(&mut read, service.organisation).await?;
    let listened = shifts.iter().find(|shift| shift.duty == Duty::Listening).map(|shift| shift.line_id);
    lines
        .into_iter()
        .find(|line| Some(line.id) == listened)
        .ok_or_else(|| RehearsalError::Import("nobody listens on any line".to_owned()))
}

async fn populate(
    service: &Rehearsal,
    seed: u64,
    line: &Line,
    load: &Load,
    parameters: &Arc<Parameters>,
) -> Result<Telephones, RehearsalError> {
    let simulator = &service.simulator;
    let mut telephones = Telephones { listeners: HashSet::new(), everybody: Vec::new() };
    let somebody =
        |role, number: &str| RandomPerson::new(role, number, seed, Arc::clone(parameters)).in_zone(line.hours.zone);
    let misusers = load.callers.iter().filter(|caller| caller.misuses).map(|caller| caller.number.clone());
    let misusers: Arc<HashSet<String>> = Arc::new(misusers.collect());
    let mut read = service.app.db.read().await?;
    for member in staff::of_organisation(&mut read, &service.app.secrets, service.organisation).await? {
        let Some(phone) = &member.phone else { continue };
        let role = if member.role == StaffRole::Listener { Role::Listener } else { Role::Coordinator };
        let habits = somebody(role, phone.as_str());
        let person: Box<dyn Person> = if role == Role::Listener {
            Box::new(MonthListener { habits, misusers: Arc::clone(&misusers), seed })
        } else {
            Box::new(habits)
        };
        simulator.add_person(phone.as_str(), person);
        if role == Role::Listener {
            telephones.listeners.insert(phone.as_str().to_owned());
        }
        telephones.everybody.push(phone.as_str().to_owned());
    }
    for caller in &load.callers {
        let habits = somebody(Role::Caller, &caller.number);
        simulator.add_person(&caller.number, Box::new(habits));
        telephones.everybody.push(caller.number.clone());
    }
    for call in &load.calls {
        let Some(caller) = load.callers.get(call.caller) else { continue };
        simulator.dial_if_free_at(call.at, &caller.number, line.number.as_str(), caller.is_withheld);
    }
    Ok(telephones)
}

async fn run(service: &Rehearsal, ends_at: DateTime<Utc>) -> Result<Looks, RehearsalError> {
    let mut looks = Looks::default();
    while service.driver.now() < ends_at {
        let next = (service.driver.now() + LOOKS_EVERY).min(ends_at);
        service.driver.run_until(next).await;
        look(service, &mut looks).await?;
    }
    Ok(looks)
}

async fn look(service: &Rehearsal, looks: &mut Looks) -> Result<(), RehearsalError> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    looks.without_timer += laws::live_without_timer(&mut read).await?.len();
    looks.overdue += timers::overdue(&mut read, service.driver.now(), GRACE).await?.len();
    let mut by_number: HashMap<String, usize> = HashMap::new();
    for promise in callbacks::live(&mut read, &app.secrets, service.organisation).await? {
        if let Some(number) = promise.number {
            *by_number.entry(number.as_str().to_owned()).or_default() += 1;
        }
    }
    looks.doubled_promises += by_number.values().filter(|count| **count > 1).count();
    Ok(())
}
