//! An association with a busy hour: many people are called at the same minute, and many volunteers
//! are asked about a call later on. Every number is reserved for fiction.

use std::{fmt::Write as _, fs, path::Path};

use chrono::{DateTime, DurationRound, TimeDelta, Timelike, Utc};
use passerelle_simulator::{RingAnswer, Simulator, WrittenPerson};

pub(crate) const NAME: &str = "Les Passerelles d'essai";
pub(crate) const LINE: &str = "+33199000100";
pub(crate) const SMS: &str = "+33199000101";
/// The block reserved for fiction begins with the numbers of the line.
const FIRST_PERSON: usize = 1_000;
/// Nobody is woken at night: a zone in which it is noon, whenever the test is run.
const NOON: u32 = 12;
/// A list is imported well before its calls begin.
const NOTICE: TimeDelta = TimeDelta::seconds(15);

/// The number of a person.
pub(crate) fn person(index: usize) -> String {
    format!("+3319900{:04}", FIRST_PERSON + index)
}

/// The number of the volunteer who calls that person.
pub(crate) fn volunteer(index: usize) -> String {
    format!("+3363998{index:04}")
}

/// The next whole minute that leaves time for the import of its calls.
pub(crate) fn next_minute(now: DateTime<Utc>) -> DateTime<Utc> {
    let minute = TimeDelta::minutes(1);
    (now + NOTICE).duration_trunc(minute).unwrap() + minute
}

/// A fixed offset in which it is about noon at `now`.
fn zone_at_noon(now: DateTime<Utc>) -> chrono_tz::Tz {
    let west = i64::from(now.hour()) - i64::from(NOON);
    format!("Etc/GMT{west:+}").parse().unwrap()
}

/// Writes the lists of an association and of people `indexes`, each with a volunteer of their own.
pub(crate) fn write_people(folder: &Path, indexes: std::ops::Range<usize>, now: DateTime<Utc>) {
    let zone = zone_at_noon(now);
    let mut people =
        String::from("key,first_name,last_name,phone,line,consent_calls,consent_recognition,quiet_from,quiet_to\n");
    let mut volunteers =
        String::from("key,first_name,last_name,phone,line,availability,status,charter_signed_on,trained_on\n");
    for index in indexes {
        writeln!(people, "p{index},Suzanne{index},Lefort,{},ligne,yes,yes,23:59,00:00", person(index)).unwrap();
        writeln!(
            volunteers,
            "v{index},Karim{index},Belkacem,{},ligne,mon-sun 00:00-24:00,active,2026-04-08,2026-05-15",
            volunteer(index)
        )
        .unwrap();
    }
    let lines = format!(
        "key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,holiday_policy,language,script\n\
         ligne,Ligne d'essai,Passerelles,l'équipe du jeudi,{LINE},{SMS},FR-IDF,{zone},metro,mon-sun 00:00-24:00,open,fr,listening-line\n"
    );
    write(folder, &[("lines.csv", &lines), ("people.csv", &people), ("volunteers.csv", &volunteers)]);
}

/// Writes the list of calls: people `indexes` are called once, at `starts_at`.
pub(crate) fn write_series(
    folder: &Path,
    indexes: std::ops::Range<usize>,
    starts_at: DateTime<Utc>,
    now: DateTime<Utc>,
) {
    let zone = zone_at_noon(now);
    let starts = starts_at.with_timezone(&zone);
    let (day, hour) = (starts.format("%Y-%m-%d"), starts.format("%H:%M"));
    let mut series = String::from("key,person,volunteer,rrule,local_time,timezone,starts_on,pairing\n");
    for index in indexes {
        writeln!(series, "s{index},p{index},v{index},FREQ=DAILY;COUNT=1,{hour},{zone},{day},pair").unwrap();
    }
    write(folder, &[("series.csv", &series)]);
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    fs::create_dir_all(folder).unwrap();
    for (name, content) in files {
        fs::write(folder.join(name), content).unwrap();
    }
}

/// A volunteer who picks up after these seconds and knows the keys by heart.
pub(crate) fn quick_volunteer(answers_after_s: f64) -> WrittenPerson {
    const AT_ONCE: f64 = -60.0;
    WrittenPerson::new()
        .answers_after(answers_after_s)
        .on_hearing("Prêt ?", "1")
        .after(AT_ONCE)
        .on_hearing("Si tout va bien", "1")
        .after(AT_ONCE)
}

/// Puts everybody behind their telephone, so that for half a minute of the busy hour conversations are
/// in every stage: most talk, some volunteers walk to theirs slowly, some people do, some talk for long, and
/// some hang up soon.
pub(crate) fn put_behind_telephones(simulator: &Simulator, indexes: std::ops::Range<usize>) {
    for index in indexes {
        let (volunteer_s, person_s, talk_s) = match index % 17 {
            0..=12 => (0.5, 0.5, 70.0),
            13 => (0.5, 0.5, 50.0),
            14 => (0.5, 36.0, 5.0),
            15 => (14.0, 0.5, 5.0),
            _ => (23.0, 1.0, 5.0),
        };
        simulator.add_person(&volunteer(index), Box::new(quick_volunteer(volunteer_s)));
        let senior = WrittenPerson::new().at_next_ring(RingAnswer::Answers { after_s: person_s });
        simulator.add_person(&person(index), Box::new(senior.answers_after(person_s).talks_for(talk_s)));
    }
}

/// Whoever is rung again from now on picks up soon and hangs up soon.
pub(crate) fn talk_briefly(simulator: &Simulator, indexes: std::ops::Range<usize>) {
    for index in indexes {
        simulator.add_person(&volunteer(index), Box::new(quick_volunteer(0.5)));
        simulator.add_person(&person(index), Box::new(quick_volunteer(0.5).talks_for(5.0)));
    }
}
