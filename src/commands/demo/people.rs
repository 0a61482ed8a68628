//! Who is behind the telephones of the demo.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::people::StaffRole;
use passerelle_rehearsal::Rehearsal;
use passerelle_simulator::{Parameters, RandomPerson, Role, WrittenPerson, draw};
use passerelle_store::{lines, people, scheduled_calls, staff, volunteers};
use rand::Rng;

/// Callers of the listening line have these numbers, reserved for fiction.
const CALLER_NUMBERS: &str = "+3335301";
/// Somebody rings a line every so many minutes, on average.
const CALLS_EVERY_MIN: f64 = 14.0;
/// How many callers ring a line that is open.
const KNOWS_HOURS: f64 = 0.85;
/// Nobody rings a line for longer than this, in a demo.
const CALLS_FOR: TimeDelta = TimeDelta::hours(48);

/// The names behind the numbers, for the narration.
pub(super) type Names = HashMap<String, String>;

/// Puts somebody behind every telephone of the association, and lets people ring its lines from
/// `opens_at` on. Answers with their names.
///
/// One person whose call falls on the eve never answers: there is always somebody who is missed, a
/// case, and a coordinator who takes it.
pub(super) async fn populate(service: &Rehearsal, seed: u64, opens_at: DateTime<Utc>) -> anyhow::Result<Names> {
    let app = &service.app;
    let parameters = Arc::new(Parameters::standard());
    let on_duty = Arc::new(coordinators_of_a_demo());
    let mut read = app.db.read().await?;
    let mut names = Names::new();
    let mut put = |name: &str, number: &str, role: Role, zone: chrono_tz::Tz| {
        let habits = if role == Role::Coordinator { &on_duty } else { &parameters };
        let person = RandomPerson::new(role, number, seed, Arc::clone(habits)).in_zone(zone);
        service.simulator.add_person(number, Box::new(person));
        names.insert(number.to_owned(), name.to_owned());
    };
    let all_lines = lines::of_organisation(&mut read, service.organisation).await?;
    let home = all_lines.first().map_or(chrono_tz::UTC, |line| line.hours.zone);
    let mut after = String::new();
    loop {
        let page = people::of_organisation(&mut read, &app.secrets, service.organisation, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        for person in &page {
            for phone in &person.phones {
                put(&person.first_name, phone.as_str(), Role::Senior, person.territory.zone);
            }
        }
    }
    for volunteer in volunteers::of_organisation(&mut read, &app.secrets, service.organisation).await? {
        let name = format!("{} (bénévole)", volunteer.first_name);
        if let Some(phone) = &volunteer.phone {
            put(&name, phone.as_str(), Role::Volunteer, volunteer.territory.zone);
        }
    }
    for member in staff::of_organisation(&mut read, &app.secrets, service.organisation).await? {
        let (role, what) = match member.role {
            StaffRole::Listener => (Role::Listener, "écoutant"),
            StaffRole::Coordinator => (Role::Coordinator, "coordination"),
            StaffRole::SocialWorker | StaffRole::Administrator => (Role::Coordinator, "équipe"),
            StaffRole::Partner => (Role::Caller, "partenaire"),
        };
        if let Some(phone) = &member.phone {
            put(&format!("{} ({what})", member.first_name), phone.as_str(), role, home);
        }
    }
    for line in &all_lines {
        names.insert(line.number.as_str().to_owned(), line.name.clone());
        names.insert(line.sms_sender.clone(), line.name.clone());
    }
    drop(read);
    ring_lines(service, seed, opens_at, &all_lines, &parameters, &mut names);
    Ok(names)
}

/// In a demo coordinators are quick: an alert is taken within minutes, so that its end is seen.
fn coordinators_of_a_demo() -> Parameters {
    let mut parameters = Parameters::standard();
    parameters.coordinator.takes_alert.value = 1.0;
    parameters.coordinator.takes_alert_min.value.median = 4.0;
    parameters.coordinator.takes_alert_min.value.p95 = 12.0;
    parameters
}

/// Strangers ring the lines, about four an hour.
fn ring_lines(
    service: &Rehearsal,
    seed: u64,
    opens_at: DateTime<Utc>,
    all_lines: &[passerelle_domain::line::Line],
    parameters: &Arc<Parameters>,
    names: &mut Names,
) {
    let mut at = opens_at;
    for ordinal in 0.. {
        let mut chance = draw(seed, "who rings the lines", ordinal);
        let gap_min = -CALLS_EVERY_MIN * (1.0 - chance.random::<f64>()).ln();
        at += TimeDelta::seconds((gap_min * 60.0) as i64 + 1);
        if at > opens_at + CALLS_FOR {
            return;
        }
        // Most callers know the hours of the line they ring.
        let knows_hours = chance.random_bool(KNOWS_HOURS);
        let is_open = |line: &&passerelle_domain::line::Line| line.hours.is_open(at);
        let open = all_lines.iter().find(is_open).filter(|_| knows_hours);
        let any = all_lines.get(chance.random_range(0..all_lines.len().max(1)));
        let Some(line) = open.or(any) else { return };
        let number = format!("{CALLER_NUMBERS}{ordinal:04}");
        let caller = RandomPerson::new(Role::Caller, &number, seed, Arc::clone(parameters)).in_zone(line.hours.zone);
        service.simulator.add_person(&number, Box::new(caller));
        names.insert(number.clone(), "quelqu'un".to_owned());
        service.simulator.dial_at(at, &number, line.number.as_str());
    }
}

/// Chooses the person who never answers among those called on the eve, before time begins to move:
/// the first whose whole protocol ends during the demo.
pub(super) async fn choose_who_is_out(
    service: &Rehearsal,
    from: DateTime<Utc>,
    opens_at: DateTime<Utc>,
) -> anyhow::Result<Option<String>> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    for call in scheduled_calls::between(&mut read, service.organisation, from, opens_at).await? {
        let last = call.protocol.attempts.len() - 1;
        let ends_at = call.protocol.attempt_due_at(last, call.starts_at, call.zone);
        let ends_in_time = ends_at.is_some_and(|at| at >= opens_at && at <= opens_at + TimeDelta::hours(3));
        let Some(volunteer) = call.usual_volunteer.filter(|_| ends_in_time) else { continue };
        let Some(person) = people::by_id(&mut read, &app.secrets, call.person_id).await? else { continue };
        for phone in &person.phones {
            service.simulator.add_person(phone.as_str(), Box::new(WrittenPerson::new().never_answers()));
        }
        // Her volunteer keeps every appointment, so that it is she who is missed, and not the call.
        let volunteer = volunteers::by_id(&mut read, &app.secrets, volunteer).await?;
        if let Some(phone) = volunteer.and_then(|volunteer| volunteer.phone) {
            let faithful = WrittenPerson::new()
                .answers_after(8.0)
                .on_hearing("ppuyez sur 1", "1")
                .replies_on("Répondez OUI", "OUI")
                .after(240.0);
            service.simulator.add_person(phone.as_str(), Box::new(faithful));
        }
        return Ok(Some(person.first_name));
    }
    Ok(None)
}
