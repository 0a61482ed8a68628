//! One row of each mistake: it is refused, with its column and its reason.

use super::*;

/// A file, and rows with why each is refused.
async fn check(file: &str, header: &str, cases: &[(&str, &str)]) {
    let bench = Bench::furnished().await;
    let rows: Vec<&str> = cases.iter().map(|(row, _)| *row).collect();
    let fates = bench.fates(file, &format!("{header}\n{}\n", rows.join("\n"))).await;
    assert_eq!(fates.len(), cases.len());
    for (place, ((row, reason), fate)) in cases.iter().zip(&fates).enumerate() {
        let line = place + 2;
        let expected =
            if reason.is_empty() { format!("{line}: accepted") } else { format!("{line}: refused: {reason}") };
        assert_eq!(*fate, expected, "{row}");
    }
}

const HOURS: &str = "write for example mon-fri 09:00-12:00 14:00-17:00; sat 09:00-12:00";

#[tokio::test]
async fn people_of_every_mistake_then_each_reason() {
    let none = "phone: no such telephone number exists";
    let short = "phone: emergency and short numbers cannot be kept or dialled";
    let header = "key,first_name,phone,phone2,line,territory,language,hearing_advice,fragility,consent_calls,quiet_from,quiet_to";
    let too_long = format!("{},A,0199001000,,paris,,,,,yes,,", "k".repeat(65));
    check(
        "people.csv",
        header,
        &[
            ("a1,Ana,0199001000,0639980001,paris,,,,,yes,,", ""),
            (",Ana,0199001000,,paris,,,,,yes,,", "key: missing"),
            ("a 1,Ana,0199001000,,paris,,,,,yes,,", "key: a key has letters, digits, - and _ only"),
            (&too_long, "key: longer than 64 characters"),
            ("a1,Ana,0199001001,,paris,,,,,yes,,", "key: already used above in the same file"),
            ("a2,,0199001000,,paris,,,,,yes,,", "first_name: missing"),
            ("a2,Ana,,,paris,,,,,yes,,", "phone: missing"),
            ("a2,Ana,0199001,,paris,,,,,yes,,", none),
            ("a2,Ana,chez sa fille,,paris,,,,,yes,,", "phone: this is not a telephone number"),
            ("a2,Ana,112,,paris,,,,,yes,,", short),
            ("a2,Ana,3114,,paris,,,,,yes,,", short),
            ("a2,Ana,0199001000,0696,paris,,,,,yes,,", "phone2: emergency and short numbers cannot be kept or dialled"),
            ("a2,Ana,0199001000,,lyon,,,,,yes,,", "line: no line has that key"),
            ("a2,Ana,0199001000,,paris,FR-COR,,,,yes,,", "territory: no line names this territory"),
            ("a2,Ana,0199001000,,paris,,br,,,yes,,", "language: a language Passerelle does not speak"),
            (
                "a2,Ana,0199001000,,paris,,,shout,,yes,,",
                "hearing_advice: must be one of: speak_louder, speak_slowly, let_it_ring",
            ),
            ("a2,Ana,0199001000,,paris,,,,black,yes,,", "fragility: must be one of: green, orange, red"),
            ("a2,Ana,0199001000,,paris,,,,,,,", "consent_calls: missing"),
            ("a2,Ana,0199001000,,paris,,,,,oui,,", "consent_calls: must be one of: yes, no, pending"),
            ("a2,Ana,0199001000,,paris,,,,,yes,19h,", "quiet_from: not a time: write for example 09:30"),
            (
                "a2,Ana,0199001000,,paris,,,,,yes,09:00,10:00",
                "quiet_from, quiet_to: no hour of the day is left for a call",
            ),
            ("a2,Ana,0199001000,,paris,,,,,yes,,", ""),
        ],
    )
    .await;
}

#[tokio::test]
async fn number_of_the_robot_that_may_not_be_shown_then_refused() {
    let header = "key,name,service_name,neutral_name,number,sms_sender,check_number,territory,timezone,holidays,hours";
    check(
        "lines.csv",
        header,
        &[
            ("l1,N,S,E,0199000200,Dunes,0162000001,FR-X,Europe/Paris,metro,mon 09:00-12:00", ""),
            (
                "l2,N,S,E,0199000201,Dunes,0162000001,FR-X,Europe/Paris,metro,mon 09:00-12:00",
                "check_number: another line has it",
            ),
            (
                "l3,N,S,E,0199000202,Dunes,0199000203,FR-X,Europe/Paris,metro,mon 09:00-12:00",
                "check_number: not a verified multipurpose number (0162, 0163, 0270, 0271, 0377, 0378…)",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn lines_of_every_mistake_then_each_reason() {
    let header =
        "key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,holiday_policy,script";
    let hours_2 = format!("hours: part 2 is not understood: {HOURS}");
    let overflow = format!("hours: part 1 is not understood: {HOURS}");
    check(
        "lines.csv",
        header,
        &[
            ("l1,N,S,E,0199000200,Dunes,FR-X,Europe/Paris,metro,mon 09:00-12:00,,", ""),
            ("l2,N,S,E,0199000100,Dunes,FR-X,Europe/Paris,metro,mon 09:00-12:00,,", "number: another line has it"),
            (
                "l3,N,S,E,0199000201,Les Dunes du Nord,FR-X,Europe/Paris,metro,mon 09:00-12:00,,",
                "sms_sender: a name has at most 11 letters or digits, without accents",
            ),
            (
                "l4,N,S,E,0199000201,15,FR-X,Europe/Paris,metro,mon 09:00-12:00,,",
                "sms_sender: emergency and short numbers cannot be kept or dialled",
            ),
            (
                "l5,N,S,E,0199000201,Dunes,FR-X,Paris,metro,mon 09:00-12:00,,",
                "timezone: an unknown time zone: write for example Europe/Paris",
            ),
            (
                "l6,N,S,E,0199000201,Dunes,FR-X,America/Cayenne,metro,mon 09:00-12:00,,",
                "timezone: another line of this territory says otherwise",
            ),
            (
                "l7,N,S,E,0199000201,Dunes,FR-X,Europe/Paris,alsace_moselle,mon 09:00-12:00,,",
                "holidays: another line of this territory says otherwise",
            ),
            ("l8,N,S,E,0199000201,Dunes,FR-X,Europe/Paris,corse,mon 09:00-12:00,,", "holidays: an unknown calendar"),
            ("l9,N,S,E,0199000201,Dunes,FR-X,Europe/Paris,metro,mon 09:00-12:00; Suzanne,,", &hours_2),
            ("l10,N,S,E,0199000201,Dunes,FR-X,Europe/Paris,metro,mon 4294967295:00-12:00,,", &overflow),
            (
                "l11,N,S,E,0199000201,Dunes,FR-X,Europe/Paris,metro,mon 09:00-12:00,shut,",
                "holiday_policy: must be one of: open, closed, reduced",
            ),
            (
                "l12,N,S,E,0199000201,Dunes,FR-X,Europe/Paris,metro,mon 09:00-12:00,,jazz",
                "script: no voice script has that name",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn volunteers_and_staff_of_every_mistake_then_each_reason() {
    let header = "key,first_name,last_name,phone,email,languages,line,availability,max_calls_per_day,max_calls_per_week,status,trained_on";
    let availability = format!("availability: part 1 is not understood: {HOURS}");
    check(
        "volunteers.csv",
        header,
        &[
            ("v1,A,B,0639980102,,en|fr,paris,sat 09:00-12:00,20,60,active,2026-05-15", ""),
            ("nadia,A,B,0639980102,,,paris,sat 09:00-12:00,,,,", "key: a staff member has it"),
            ("v2,A,,0639980102,,,paris,sat 09:00-12:00,,,,", "last_name: missing"),
            ("v2,A,B,0639980102,a@b,,paris,sat 09:00-12:00,,,,", "email: not an email address"),
            ("v3,A,B,0639980102,,fr|de,paris,sat 09:00-12:00,,,,", "languages: a language Passerelle does not speak"),
            ("v4,A,B,0639980102,,,paris,samedi,,,,", &availability),
            ("v5,A,B,0639980102,,,paris,sat 09:00-12:00,0,,,", "max_calls_per_day: must be a number from 1 to 20"),
            ("v6,A,B,0639980102,,,paris,sat 09:00-12:00,,61,,", "max_calls_per_week: must be a number from 1 to 60"),
            (
                "v7,A,B,0639980102,,,paris,sat 09:00-12:00,,,retired,",
                "status: must be one of: applicant, interviewed, references_checked, charter_signed, trained, probation, active, paused, ended",
            ),
            (
                "v8,A,B,0639980102,,,paris,sat 09:00-12:00,,,,15/05/2026",
                "trained_on: not a date: write for example 2026-11-02",
            ),
            (
                "v9,A,B,0639980102,,,paris,sat 09:00-12:00,,,,2026-02-30",
                "trained_on: not a date: write for example 2026-11-02",
            ),
        ],
    )
    .await;
    check(
        "staff.csv",
        "key,first_name,last_name,phone,email,role",
        &[
            ("s1,A,B,,a@example.org,social_worker", ""),
            ("karim,A,B,,a@example.org,administrator", "key: a volunteer has it"),
            ("s2,A,B,,a@example.org,listener", "phone: missing: listeners and coordinators are rung there"),
            ("s3,A,B,,,administrator", "email: missing"),
            (
                "s4,A,B,,a@example.org,mayor",
                "role: must be one of: coordinator, listener, social_worker, administrator, partner",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn contacts_and_shifts_of_every_mistake_then_each_reason() {
    check(
        "trusted_contacts.csv",
        "person,name,phone,same_town,position",
        &[
            ("suzanne,Loïc,0465715017,yes,1", ""),
            ("suzanne,Anne,0465715018,yes,1", "position: already used above in the same file"),
            ("nobody,Anne,0465715018,,1", "person: nobody has that key"),
            ("suzanne,Anne,0465715018,peut-être,2", "same_town: must be one of: yes, no"),
            ("suzanne,Anne,0465715018,,0", "position: must be a number from 1 to 50"),
            ("suzanne,Anne,18,,3", "phone: emergency and short numbers cannot be kept or dialled"),
        ],
    )
    .await;
    let twice = "line, who, duty, days, from, to, starts_on, rrule: already used above in the same file";
    check(
        "shifts.csv",
        "line,who,duty,days,from,to,order",
        &[
            ("paris,nadia,on_call,mon-wed,20:00,08:00,1", ""),
            ("paris,nadia,on_call,\"mon,tue,wed\",20:00,08:00,2", twice),
            ("paris,karim,listening,sun,18:00,24:00,", ""),
            ("lyon,nadia,on_call,mon,20:00,08:00,1", "line: no line has that key"),
            ("paris,nobody,on_call,mon,20:00,08:00,1", "who: nobody has that key"),
            ("paris,nadia,sleeping,mon,20:00,08:00,1", "duty: must be one of: listening, on_call"),
            ("paris,nadia,on_call,lundi,20:00,08:00,1", "days: not days: write for example mon-fri or mon,wed,fri"),
            ("paris,nadia,on_call,mon,20h,08:00,1", "from: not a time: write for example 09:30"),
            ("paris,nadia,on_call,mon,20:00,25:00,1", "to: not a time: write for example 09:30"),
            ("paris,nadia,on_call,mon,20:00,08:00,first", "order: must be a number from 1 to 1000"),
        ],
    )
    .await;
}

#[tokio::test]
async fn series_of_every_mistake_then_each_reason() {
    let header = "key,person,volunteer,kind,rrule,local_time,timezone,starts_on,duration_min,pairing,protocol";
    let no_rule = "rrule: no recurrence of RFC 5545: write for example FREQ=WEEKLY;BYDAY=TH";
    check(
        "series.csv",
        header,
        &[
            ("r1,suzanne,,,freq=daily,19:59,,2026-11-02,5,pool,daily", ""),
            ("r2,nobody,karim,,FREQ=DAILY,10:00,,2026-11-02,,,", "person: nobody has that key"),
            ("r3,suzanne,nadia,,FREQ=DAILY,10:00,,2026-11-02,,,", "volunteer: no volunteer has that key"),
            ("r4,suzanne,,,FREQ=DAILY,10:00,,2026-11-02,,,", "volunteer: missing: a pair has its usual volunteer"),
            (
                "r5,suzanne,karim,tea_party,FREQ=DAILY,10:00,,2026-11-02,,,",
                "kind: must be one of: convivial_call, courtesy_call, check_call, visit",
            ),
            (
                "r5,suzanne,,check_call,FREQ=DAILY,10:00,,2026-11-02,,,",
                "kind: her line has no check_number, the only kind of number that automatic calls may show",
            ),
            ("r6,suzanne,karim,,chaque jeudi,10:00,,2026-11-02,,,", no_rule),
            ("r7,suzanne,karim,,FREQ=HOURLY,10:00,,2026-11-02,,,", "rrule: comes back several times on one day"),
            ("r8,suzanne,karim,,FREQ=DAILY,08:59,,2026-11-02,,,", "local_time: inside her quiet hours"),
            ("r9,suzanne,karim,,FREQ=DAILY,20:00,,2026-11-02,,,", "local_time: inside her quiet hours"),
            (
                "r10,suzanne,karim,,FREQ=DAILY,10:00,Fort,2026-11-02,,,",
                "timezone: an unknown time zone: write for example Europe/Paris",
            ),
            ("r11,suzanne,karim,,FREQ=DAILY,10:00,,demain,,,", "starts_on: not a date: write for example 2026-11-02"),
            ("r12,suzanne,karim,,FREQ=DAILY,10:00,,2026-11-02,121,,", "duration_min: must be a number from 5 to 120"),
            (
                "r13,suzanne,karim,,FREQ=DAILY,10:00,,2026-11-02,,trio,",
                "pairing: must be one of: pair, small_team, pool",
            ),
            ("r14,suzanne,karim,,FREQ=DAILY,10:00,,2026-11-02,,,monthly", "protocol: none has that name"),
            (
                "s1,eugenie,karim,,FREQ=DAILY,10:00,,2026-11-02,,,",
                "person: this series calls somebody else: give a new key",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn turns_and_dates_of_a_series_of_every_mistake_then_each_reason() {
    let header = "key,person,volunteer,rrule,local_time,starts_on,ends_on,pairing,team,holiday_policy,exceptions";
    check(
        "series.csv",
        header,
        &[
            ("t1,suzanne,karim,FREQ=WEEKLY;BYDAY=MO|FREQ=WEEKLY;BYDAY=TH,10:00,2026-11-02,2027-06-30,,,skip,", ""),
            ("t2,suzanne,karim,FREQ=DAILY,10:00,2026-11-02,,,,,2026-12-24 skip; 2026-12-26 11:00", ""),
            ("t3,suzanne,,FREQ=DAILY,10:00,2026-11-02,,small_team,karim,,", "team: a small team has 2 to 12 members"),
            (
                "t4,suzanne,,FREQ=DAILY,10:00,2026-11-02,,small_team,karim|nobody,,",
                "team: no volunteer has one of the keys",
            ),
            ("t5,suzanne,karim,FREQ=DAILY,10:00,2026-11-02,2026-11-01,,,,", "ends_on: before the first day"),
            (
                "t6,suzanne,karim,FREQ=DAILY,10:00,2026-11-02,,,,closed,",
                "holiday_policy: must be one of: keep, skip, next_working_day, previous_working_day",
            ),
            (
                "t7,suzanne,karim,FREQ=DAILY,10:00,2026-11-02,,,,,2026-12-24",
                "exceptions: part 1 is not understood: write for example 2026-12-24 skip; 2026-12-26 10:00",
            ),
            (
                "t8,suzanne,karim,FREQ=DAILY,10:00,2026-11-02,,,,,2026-10-24 11:00",
                "exceptions: 2026-10-24 is before the first day or after the last",
            ),
            (
                "t9,suzanne,karim,FREQ=DAILY,10:00,2026-11-02,,,,,2026-12-24 21:00",
                "exceptions: the hour of 2026-12-24 is inside her quiet hours",
            ),
            (
                "t10,suzanne,karim,FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,10:00,2026-11-02,,,,,",
                "rrule: gives no date within two years",
            ),
            (
                "t11,suzanne,karim,FREQ=DAILY;UNTIL=20261001,10:00,2026-11-02,,,,,",
                "rrule: is over before the first day",
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn protocols_of_every_mistake_then_each_reason() {
    let header = "key,attempts,ring_s,machine_message,busy_retry_min,busy_retries,engaged_worry_min,level,acknowledge_within_min,default";
    check(
        "protocols.csv",
        header,
        &[
            ("p1,0|15|11:45|next_day 11:00,15,last,10,0,30,serious,5,yes", ""),
            ("p2,0,,,,,,,,", ""),
            ("p3,0|soon,,,,,,,,", "attempts: part 2 is not understood: write for example 0|15|120|next_day 11:00"),
            ("p4,5|15,,,,,,,,", "attempts: the first one is the promised hour: 0"),
            ("p5,0|15|10,,,,,,,,", "attempts: part 3 comes before an earlier one"),
            ("p6,0,14,,,,,,,", "ring_s: must be a number from 15 to 60"),
            ("p7,0,40,always,,,,,,", "machine_message: must be one of: first_and_last, first, last, never"),
            ("p8,0,,,0,,,,,", "busy_retry_min: must be a number from 1 to 30"),
            ("p9,0,,,,,,grave,,", "level: must be one of: worry, serious, immediate"),
            ("p10,0,,,,,,,1,", "acknowledge_within_min: must be a number from 5 to 1440"),
        ],
    )
    .await;
}

#[tokio::test]
async fn exceptions_and_wishes_of_every_mistake_then_each_reason() {
    let header = "key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,exceptions,listeners_wanted";
    let line = |key: &str, number: &str, rest: &str| {
        format!("{key},N,S,E,{number},Dunes,FR-X,Europe/Paris,metro,mon 09:00-12:00,{rest}")
    };
    let write = "write for example 2026-12-24 closed; 2026-12-31 09:00-12:00";
    let rows = [
        (line("l1", "0199000200", "2026-12-24 closed; 2026-12-31 09:00-12:00 14:00-16:00,2"), String::new()),
        (line("l2", "0199000201", "24/12 closed,"), format!("exceptions: part 1 is not understood: {write}")),
        (
            line("l2", "0199000201", "2026-12-24 closed; 2026-12-25 fermé,"),
            format!("exceptions: part 2 is not understood: {write}"),
        ),
        (
            line("l2", "0199000201", "2026-12-24/2026-12-01 closed,"),
            "exceptions: part 1 goes backwards or is longer than a year".into(),
        ),
        (
            line("l2", "0199000201", "2026-12-24 closed; 2026-12-24 09:00-12:00,"),
            "exceptions: part 2 speaks of a day of an earlier part".into(),
        ),
        (line("l2", "0199000201", ",0"), "listeners_wanted: must be a number from 1 to 500".into()),
        (line("l2", "0199000201", ","), String::new()),
    ];
    let cases: Vec<(&str, &str)> = rows.iter().map(|(row, reason)| (row.as_str(), reason.as_str())).collect();
    check("lines.csv", header, &cases).await;
}

#[tokio::test]
async fn recurring_shifts_of_every_mistake_then_each_reason() {
    let rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO";
    let rows = [
        (format!("paris,karim,listening,,09:00,12:00,2026-11-02,,{rule},"), ""),
        ("paris,karim,listening,,09:00,12:00,2026-11-02,,,".to_owned(), "days: missing"),
        (
            format!("paris,karim,listening,mon,09:00,12:00,2026-11-02,,{rule},"),
            "days, rrule: the rule says the days: leave days empty",
        ),
        (format!("paris,karim,listening,,09:00,12:00,,,{rule},"), "starts_on: missing: a rule is counted from there"),
        (
            "paris,karim,listening,,09:00,12:00,2026-11-02,,every week,".to_owned(),
            "rrule: no recurrence of RFC 5545: write for example FREQ=WEEKLY;BYDAY=TH",
        ),
        (
            "paris,karim,listening,,09:00,12:00,2026-11-02,,FREQ=HOURLY,".to_owned(),
            "rrule: comes back several times on one day",
        ),
        ("paris,karim,listening,tue,09:00,12:00,2026-11-02,2026-11-01,,".to_owned(), "ends_on: before starts_on"),
        (
            "paris,karim,listening,tue,09:00,12:00,2026-11-02,2026-12-01,,2026-12-08 off".to_owned(),
            "exceptions: a day outside starts_on and ends_on",
        ),
        ("paris,karim,listening,tue,09:00,12:00,2026-11-02,2026-12-01,,2026-11-10 off".to_owned(), ""),
    ];
    let cases: Vec<(&str, &str)> = rows.iter().map(|(row, reason)| (row.as_str(), *reason)).collect();
    check("shifts.csv", "line,who,duty,days,from,to,starts_on,ends_on,rrule,exceptions", &cases).await;
}

#[tokio::test]
async fn abilities_of_every_mistake_then_each_reason() {
    check(
        "staff.csv",
        "key,first_name,last_name,phone,email,role,skills,languages,territories",
        &[
            ("s1,A,B,0639980031,a@example.org,listener,listening|Deuil,fr|en,FR-IDF|FR-MTQ", ""),
            (
                "s2,A,B,0639980032,a@example.org,listener,grief and loss,,",
                "skills: a skill is one word of at most 32 letters, digits, - or _",
            ),
            ("s3,A,B,0639980032,a@example.org,listener,,fr|de,", "languages: a language Passerelle does not speak"),
            (
                "s4,A,B,0639980032,a@example.org,listener,,,FR-COR",
                "territories: no line names one of these territories",
            ),
            ("s5,A,B,0639980032,a@example.org,listener,,,", ""),
        ],
    )
    .await;
}
