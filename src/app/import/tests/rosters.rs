//! Shifts that overlap, end and recur; who can do what; hours with exceptions.

use chrono::NaiveDate;
use passerelle_domain::{people::Language, roster::Shift};
use passerelle_store::{lines, shifts, staff, volunteers};

use super::*;

const HEADER: &str = "line,who,duty,days,from,to,starts_on,ends_on,rrule,exceptions";

impl Bench {
    async fn shifts(&self) -> Vec<Shift> {
        shifts::of_organisation(&mut self.read().await, self.owner().await).await.unwrap()
    }

    async fn shift_fates(&self, rows: &[&str]) -> Vec<String> {
        self.fates("shifts.csv", &format!("{HEADER}\n{}\n", rows.join("\n"))).await
    }
}

#[tokio::test]
async fn one_person_twice_at_the_same_time_then_refused_with_the_other_row() {
    let bench = Bench::furnished().await;
    let again = "of the same person with the same duty here";
    let fates = bench
        .shift_fates(&[
            "paris,nadia,on_call,mon-fri,08:00,20:00,,,,",
            "paris,nadia,on_call,wed,19:00,21:00,,,,",
            // The night and the morning after.
            "paris,nadia,on_call,sun,20:00,08:01,,,,",
            "paris,nadia,on_call,sun,20:00,08:00,,,,",
            // Another duty, another person, another line, another season.
            "paris,nadia,listening,wed,09:00,12:00,,,,",
            "paris,karim,listening,wed,09:00,12:00,,,,",
            "fort,karim,listening,wed,04:00,08:00,,,,",
            "paris,karim,listening,thu,09:00,12:00,2026-11-02,2027-06-30,,",
            "paris,karim,listening,thu,09:00,13:00,2027-07-01,,,",
            "paris,karim,listening,,09:00,10:00,2026-11-02,,FREQ=MONTHLY;BYDAY=1TH,",
        ])
        .await;
    let refused = |line: u32, day: &str, row: u32| {
        format!("{line}: refused: days, from, to: on {day} at the same time as the shift of line {row}, {again}")
    };
    assert_eq!(
        fates,
        [
            "2: accepted".to_owned(),
            refused(3, "2026-11-04", 2),
            refused(4, "2026-11-01", 2),
            "5: accepted".to_owned(),
            "6: accepted".to_owned(),
            "7: accepted".to_owned(),
            "8: accepted".to_owned(),
            "9: accepted".to_owned(),
            "10: accepted".to_owned(),
            refused(11, "2026-11-05", 9),
        ]
    );
    assert_eq!(bench.shifts().await.len(), 7);
}

#[tokio::test]
async fn hours_of_a_shift_change_then_the_old_one_is_ended_wherever_its_row_stands() {
    let bench = Bench::furnished().await;
    let old = "paris,karim,listening,mon-fri,09:00,12:00,,,,";
    assert_eq!(bench.shift_fates(&[old]).await, ["2: accepted"]);

    let new = "paris,karim,listening,mon-fri,10:00,13:00,2026-12-01,,,";
    let fates = bench.shift_fates(&[new]).await;
    assert_eq!(
        fates,
        [
            "2: refused: days, from, to: on 2026-12-01 at the same time as a shift that this file does not hold: list it with an ends_on, of the same person with the same duty here"
        ]
    );
    // Its end stands in the row below.
    let ended = "paris,karim,listening,mon-fri,09:00,12:00,,2026-11-30,,";
    assert_eq!(bench.shift_fates(&[new, ended]).await, ["2: accepted", "3: merged"]);
    assert_eq!(bench.shift_fates(&[ended, new]).await, ["2: unchanged", "3: unchanged"]);
    let mut last_days: Vec<_> = bench.shifts().await.iter().map(|shift| shift.ends_on).collect();
    last_days.sort();
    assert_eq!(last_days, [None, NaiveDate::from_ymd_opt(2026, 11, 30)]);
}

#[tokio::test]
async fn day_off_in_a_later_list_then_the_same_shift_and_a_silent_list_keeps_it() {
    let bench = Bench::furnished().await;
    assert_eq!(bench.shift_fates(&["paris,karim,listening,mon-fri,09:00,12:00,,,,"]).await, ["2: accepted"]);
    let off = "paris,karim,listening,mon-fri,09:00,12:00,,,,2026-12-24 off";
    assert_eq!(bench.shift_fates(&[off]).await, ["2: merged"]);
    let plain = "line,who,duty,days,from,to\nparis,karim,listening,mon-fri,09:00,12:00\n";
    assert_eq!(bench.fates("shifts.csv", plain).await, ["2: unchanged"]);
    let shifts = bench.shifts().await;
    assert_eq!((shifts.len(), shifts[0].exceptions.dates().count()), (1, 1));
}

#[tokio::test]
async fn skills_languages_and_territories_then_kept_and_a_silent_list_changes_nothing() {
    let bench = Bench::furnished().await;
    let listener = "key,first_name,last_name,phone,email,role,language,skills,languages,territories\n\
        ines,Inès,Noiret,0639980021,ines@example.org,listener,fr,Listening|administrative,en,FR-MTQ\n";
    assert_eq!(bench.fates("staff.csv", listener).await, ["2: accepted"]);
    let silent = "key,first_name,last_name,phone,email,role\nines,Inès,Noiret,0639980021,ines@example.org,listener\n";
    assert_eq!(bench.fates("staff.csv", silent).await, ["2: unchanged"]);
    let volunteer = "key,first_name,last_name,phone,line,availability,skills,territories\n\
        karim,Karim,Belkacem,06 39 98 01 01,paris,mon-fri 09:00-18:00,supply,FR-MTQ\n";
    assert_eq!(bench.fates("volunteers.csv", volunteer).await, ["2: merged"]);

    let owner = bench.owner().await;
    let ines =
        staff::by_key(&mut bench.read().await, &bench.secrets, owner, "ines").await.unwrap().unwrap().abilities();
    assert_eq!(ines.skills.iter().map(|skill| skill.as_str()).collect::<Vec<_>>(), ["listening", "administrative"]);
    assert_eq!(
        (ines.languages, ines.territories),
        (vec![Language::French, Language::English], vec!["FR-MTQ".to_owned()])
    );
    let karim = volunteers::by_key(&mut bench.read().await, &bench.secrets, owner, "karim").await.unwrap().unwrap();
    assert_eq!(karim.abilities().territories, ["FR-IDF", "FR-MTQ"], "where he lives, and where he knows people");
}

#[tokio::test]
async fn exceptions_of_a_line_then_they_change_its_hours_and_an_empty_cell_ends_them() {
    let bench = Bench::furnished().await;
    let with = |exceptions: &str| {
        format!(
            "key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,exceptions,listeners_wanted\n\
             paris,Les Dunes,Dunes,l'équipe,+33199000100,Dunes,FR-IDF,Europe/Paris,metro,mon-sun 09:00-20:00,{exceptions},2\n"
        )
    };
    let noon = DateTime::parse_from_rfc3339("2026-12-24T11:00:00Z").unwrap().to_utc();
    assert_eq!(bench.fates("lines.csv", &with("2026-12-24 closed")).await, ["2: merged"]);
    let owner = bench.owner().await;
    let line = lines::by_key(&mut bench.read().await, owner, "paris").await.unwrap().unwrap();
    assert_eq!((line.hours.is_open(noon), line.listeners_wanted), (false, 2));
    assert_eq!(bench.fates("lines.csv", LINES).await, ["2: unchanged", "3: unchanged"], "a list without the column");
    assert_eq!(bench.fates("lines.csv", &with("")).await, ["2: merged"]);
    let line = lines::by_key(&mut bench.read().await, owner, "paris").await.unwrap().unwrap();
    assert!(line.hours.is_open(noon));
}

#[tokio::test]
async fn listener_who_may_not_be_rung_then_the_shift_covers_nothing() {
    let bench = Bench::furnished().await;
    let shift = "paris,karim,listening,mon-sun,09:00,20:00,,,,";
    assert_eq!(bench.shift_fates(&[shift]).await, ["2: accepted"]);
    let volunteer = |status: &str| {
        format!(
            "key,first_name,last_name,phone,line,availability,status,charter_signed_on,trained_on\n\
             karim,Karim,Belkacem,06 39 98 01 01,paris,mon-fri 09:00-18:00,{status},2026-04-08,2026-05-15\n"
        )
    };
    for (status, is_covered) in [("active", true), ("paused", false)] {
        bench.import(&[("volunteers.csv", &volunteer(status))]).await;
        let line = lines::by_key(&mut bench.read().await, bench.owner().await, "paris").await.unwrap().unwrap();
        let gaps = crate::list_gaps(&bench.store.db, &bench.secrets, &line, Bench::now()).await.unwrap();
        assert_eq!(gaps.nobody_listening.is_empty(), is_covered, "{status}");
        assert_eq!(gaps.nobody_on_call.len(), 1, "nobody at all");
    }
}
