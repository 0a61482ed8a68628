//! The files of an association: two lines, volunteers with the days they give, people with a weekly hour.

use rand::{Rng, seq::IndexedRandom};

use super::QuarterSettings;
use passerelle_simulator::draw;

/// Telephones of volunteers: `+336399830…` to `+336399839…` in the block of mobiles reserved for fiction.
pub const MOST_VOLUNTEERS: usize = 1_000;
/// Telephones of people: `+331990010…` to `+331990049…` in the block of landlines reserved for fiction.
pub const MOST_PEOPLE: usize = 4_000;
/// One volunteer in so many lives in Martinique, with the people they call.
const IN_MARTINIQUE: usize = 10;
/// One person in so many has not said yes: no call to her may ever be made.
const WITHOUT_CONSENT: usize = 40;
/// One person in so many belongs to the pool.
const OF_POOL: usize = 8;
/// The two half-days that volunteers give.
const HALVES: [(&str, [&str; 5]); 2] = [
    ("09:00-13:00", ["09:15", "10:00", "10:45", "11:30", "12:15"]),
    ("14:00-18:30", ["14:15", "15:00", "15:45", "16:30", "17:15"]),
];
/// Pairs of days that volunteers give; Saturdays are rarer.
const DAYS: [(&str, &str); 7] =
    [("mon", "thu"), ("tue", "fri"), ("mon", "wed"), ("wed", "fri"), ("tue", "thu"), ("thu", "sat"), ("mon", "fri")];
/// People of the team who are on call, so that a call without a volunteer is made all the same.
const ON_CALL: usize = 8;

/// What is filled in under the header of each file, for an association whose series begin on `starts_on`
/// (`2027-03-15`). Only columns that the import knows from its first version are used.
pub fn association(settings: &QuarterSettings, starts_on: &str) -> Vec<(String, String)> {
    let members: Vec<Member> =
        (0..settings.volunteers.max(1)).map(|number| Member::of(number, settings.seed)).collect();
    let file = |name: &str, header: &str, rows: Vec<String>| {
        (name.to_owned(), [&[header.to_owned()][..], &rows, &[String::new()]].concat().join("\n"))
    };
    let people: Vec<(usize, &Member)> =
        (0..settings.people).filter_map(|person| Some((person, members.get(person % members.len())?))).collect();
    vec![
        file(
            "lines.csv",
            "key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,holiday_policy",
            vec![
                "paris,Paris,Passerelles,l'équipe du jeudi,+33199000100,+33199000101,FR-IDF,Europe/Paris,metro,mon-sun 09:00-20:00,open".to_owned(),
                "martinique,Martinique,Passerelles,l'équipe du jeudi,+596596000100,+596596000101,FR-MTQ,America/Martinique,martinique,mon-sun 09:00-20:00,open".to_owned(),
            ],
        ),
        file("staff.csv", "key,first_name,last_name,phone,email,role", (0..ON_CALL).flat_map(staff).collect()),
        file("shifts.csv", "line,who,duty,days,from,to,order", (0..ON_CALL).flat_map(shifts).collect()),
        file(
            "volunteers.csv",
            "key,first_name,last_name,phone,email,languages,territory,line,availability,max_calls_per_day,max_calls_per_week,status,charter_signed_on,trained_on",
            members.iter().map(Member::row).collect(),
        ),
        file(
            "people.csv",
            "key,first_name,last_name,phone,line,consent_calls,consent_sms,consent_recognition",
            people.iter().map(|(person, member)| person_row(*person, member)).collect(),
        ),
        file(
            "series.csv",
            "key,person,volunteer,rrule,local_time,starts_on,duration_min,pairing,protocol",
            people.iter().map(|(person, member)| series_row(*person, member, members.len(), starts_on)).collect(),
        ),
    ]
}

/// Whether a person of that number has said yes to being called.
pub(super) fn has_consented(person: usize) -> bool {
    person % WITHOUT_CONSENT != WITHOUT_CONSENT - 1
}

/// Whether nobody in particular calls a person of that number: the plan of the week chooses.
fn is_of_pool(person: usize) -> bool {
    person % OF_POOL == OF_POOL - 1
}

/// A volunteer and the days they give.
struct Member {
    number: usize,
    days: (&'static str, &'static str),
    half: usize,
    line: &'static str,
}

impl Member {
    fn of(number: usize, seed: u64) -> Member {
        let mut chance = draw(seed, "days that a volunteer gives", number as u64);
        let is_far = number % IN_MARTINIQUE == IN_MARTINIQUE - 1;
        Member {
            number,
            days: DAYS.choose(&mut chance).copied().unwrap_or(DAYS[0]),
            half: chance.random_range(0..HALVES.len()),
            line: if is_far { "martinique" } else { "paris" },
        }
    }

    fn row(&self) -> String {
        let Member { number, days: (first, second), half, line } = self;
        let territory = if *line == "paris" { "FR-IDF" } else { "FR-MTQ" };
        format!(
            "volunteer-{number},Bénévole {number},Inventé,{},volunteer-{number}@example.org,fr,{territory},{line},\"{first},{second} {}\",5,10,active,2025-09-01,2025-10-01",
            volunteer_phone(*number),
            HALVES[*half].0
        )
    }
}

fn staff(number: usize) -> [String; 1] {
    let role = if number < 4 { "coordinator" } else { "listener" };
    [format!("team-{number},Équipe {number},Inventée,+33639980{number:03},team-{number}@example.org,{role}")]
}

/// Everybody of the team is on call for both lines, in turn; two listen.
fn shifts(number: usize) -> Vec<String> {
    let mut rows: Vec<String> = ["paris", "martinique"]
        .iter()
        .map(|line| format!("{line},team-{number},on_call,mon-sun,00:00,24:00,{}", number + 1))
        .collect();
    if number >= 4 {
        let line = if number.is_multiple_of(2) { "paris" } else { "martinique" };
        rows.push(format!("{line},team-{number},listening,mon-sun,09:00,20:00,{}", number + 1));
    }
    rows
}

fn person_row(person: usize, member: &Member) -> String {
    let consent = if has_consented(person) { "yes" } else { ["no", "pending"][person % 2] };
    format!("person-{person},Personne {person},Aînée,{},{},{consent},no,yes", person_phone(person), member.line)
}

/// The hours of a volunteer are given out in turn: first half-day, second half-day, then around again. Volunteers begin
/// at different hours, so that somebody is free when another cannot.
fn series_row(person: usize, member: &Member, members: usize, starts_on: &str) -> String {
    let turn = person / members;
    let (_, hours) = HALVES[member.half];
    let day = if turn.is_multiple_of(2) { member.days.0 } else { member.days.1 };
    let by_day = day.get(..2).unwrap_or("mo").to_uppercase();
    let hour = hours[(member.number + turn / 2) % hours.len()];
    let (volunteer, pairing) =
        if is_of_pool(person) { (String::new(), "pool") } else { (format!("volunteer-{}", member.number), "pair") };
    format!(
        "weekly-{person},person-{person},{volunteer},FREQ=WEEKLY;BYDAY={by_day},{hour},{starts_on},20,{pairing},weekly"
    )
}

pub(super) fn volunteer_phone(number: usize) -> String {
    format!("+3363998{:04}", 3_000 + number)
}

pub(super) fn person_phone(number: usize) -> String {
    format!("+33199{:06}", 1_000 + number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_association_then_every_person_has_an_hour_her_volunteer_gives() {
        let settings = QuarterSettings { weeks: 1, volunteers: 20, people: 120, seed: 3 };
        let files = association(&settings, "2027-03-15");
        let rows = |name: &str| files.iter().find(|(file, _)| file == name).unwrap().1.lines().count() - 1;
        assert_eq!((rows("volunteers.csv"), rows("people.csv"), rows("series.csv")), (20, 120, 120));
        assert_eq!(rows("lines.csv"), 2);
        assert!((0..120).filter(|person| !has_consented(*person)).count() == 3);
        assert_ne!(person_phone(1), person_phone(2));
    }
}
