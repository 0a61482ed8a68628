//! What becomes of what was known, and what an import sets going.

use passerelle_domain::{
    call_series::CallSeries,
    consent::ConsentState,
    matter::MatterKind,
    people::{Person, TrustedContact},
    series_end::{EndReason, SeriesEnd},
};
use passerelle_store::{StoreError, call_series, people, timers, transact, trusted_contacts};

use super::*;

const HEADER: &str = "key,first_name,phone,line,consent_calls";

impl Bench {
    async fn person(&self, key: &str) -> Person {
        let owner = self.owner().await;
        people::by_key(&mut self.read().await, &self.secrets, owner, key).await.unwrap().unwrap()
    }

    async fn save(&self, person: &Person) {
        let saved = transact!(self.store.db, |tx| { people::save(tx, &self.secrets, person).await });
        saved.await.unwrap();
    }

    async fn series(&self, key: &str) -> CallSeries {
        let owner = self.owner().await;
        call_series::by_key(&mut self.read().await, owner, key).await.unwrap().unwrap()
    }

    /// Keeps a series and lets its timer go.
    async fn settle(&self, series: &CallSeries) {
        let settled = transact!(self.store.db, |tx| {
            call_series::save(tx, series).await?;
            timers::clear(tx, MatterKind::Series.as_str(), series.id.0).await?;
            Ok::<_, StoreError>(())
        });
        settled.await.unwrap();
    }

    async fn is_series_awake(&self, series: &CallSeries) -> bool {
        let timer = timers::of_matter(&mut self.read().await, MatterKind::Series.as_str(), series.id.0).await.unwrap();
        timer.is_some_and(|timer| timer.due_at == Bench::now())
    }

    async fn contacts_of(&self, key: &str) -> Vec<TrustedContact> {
        let person = self.person(key).await;
        trusted_contacts::of_person(&mut self.read().await, &self.secrets, person.id).await.unwrap()
    }
}

#[tokio::test]
async fn numbers_as_people_write_them_then_the_right_territory() {
    let bench = Bench::furnished().await;
    let rows = [
        ("paris", "0696 00 02 03", "+596696000203"),
        ("fort", "0696 00 02 03", "+596696000203"),
        ("paris", "+33 696 00 02 03", "+596696000203"),
        ("fort", "01.99.00.10.01", "+33199001001"),
        ("fort", "0639981000", "+33639981000"),
        ("paris", "199001001", "+33199001001"),
        ("fort", "00 33 1 99 00 10 01", "+33199001001"),
        ("paris", "0262 16 12 34", "+262262161234"),
        ("paris", "0590 81 23 45", "+590590812345"),
    ];
    let lines: Vec<String> =
        rows.iter().enumerate().map(|(place, (line, phone, _))| format!("n{place},A,{phone},{line},yes")).collect();
    let report = bench.import(&[("people.csv", &format!("{HEADER}\n{}", lines.join("\n")))]).await;
    assert!(report.is_clean(), "{report}");
    for (place, (_, written, expected)) in rows.iter().enumerate() {
        assert_eq!(bench.person(&format!("n{place}")).await.phones[0].as_str(), *expected, "{written}");
    }
}

#[tokio::test]
async fn real_carrier_then_numbers_kept_for_rehearsals_are_refused_and_others_taken() {
    let bench = Bench { is_simulated: false, ..Bench::furnished().await };
    let rehearsal = "refused: phone: a number kept for rehearsals";
    for (phone, fate) in [
        ("0199001234", rehearsal),
        ("0639981234", rehearsal),
        ("0596 00 01 23", rehearsal),
        ("+596696000999", rehearsal),
        ("0696 12 34 56", "accepted"),
        ("01 42 68 53 00", "accepted"),
    ] {
        let key = phone.replace([' ', '+'], "");
        let content = format!("{HEADER}\n{key},A,{phone},paris,yes\n");
        let fates = bench.fates("people.csv", &content).await;
        // The lines of the bench were imported in a rehearsal.
        assert_eq!(fates, [format!("2: {fate}")], "{phone}");
    }
}

#[tokio::test]
async fn known_row_says_otherwise_then_merged_and_what_the_file_is_silent_about_stays() {
    let bench = Bench::furnished().await;
    let full = "key,first_name,last_name,phone,phone2,line,fragility,consent_calls,quiet_to\n\
                suzanne,Suzanne,Lefort,0199001000,0639981000,paris,orange,yes,10:00\n";
    assert_eq!(bench.fates("people.csv", full).await, ["2: merged"]);
    assert_eq!(bench.fates("people.csv", PEOPLE).await, ["2: unchanged", "3: unchanged"]);
    let kept = bench.person("suzanne").await;
    assert_eq!((kept.phones.len(), kept.last_name.as_str()), (2, "Lefort"));

    let emptied = full.replace("0639981000", "").replace("Suzanne,", "Suzie,");
    assert_eq!(bench.fates("people.csv", &emptied).await, ["2: merged"]);
    let merged = bench.person("suzanne").await;
    assert_eq!((merged.phones.len(), merged.first_name.as_str(), merged.id), (1, "Suzie", kept.id));

    let log = bench.log_of("person", kept.id.0).await;
    assert_eq!(log.iter().map(|entry| entry.verb.as_str()).collect::<Vec<_>>(), ["imported"; 3]);
    assert_eq!(log[2].detail.0, serde_json::json!({ "file": "people.csv", "line": 2, "fate": "merged" }));
    assert_eq!(log[2].actor, "import");
}

#[tokio::test]
async fn she_said_no_then_no_list_makes_it_a_yes() {
    use ConsentState::{Accepted, Declined, NoReplyExpired, ReferredNotAsked, Withdrawn};
    let bench = Bench::furnished().await;
    for (recorded, listed, expected) in [
        (Declined, "yes", Declined),
        (Declined, "pending", Declined),
        (Declined, "no", Declined),
        (Accepted, "no", Withdrawn),
        (Withdrawn, "yes", Withdrawn),
        (NoReplyExpired, "yes", NoReplyExpired),
        (Accepted, "pending", Accepted),
        (ReferredNotAsked, "yes", Accepted),
        (ReferredNotAsked, "pending", ReferredNotAsked),
    ] {
        let mut person = bench.person("suzanne").await;
        person.consents.calls = recorded;
        person.consents.sms = recorded;
        person.consents.recognition = recorded;
        bench.save(&person).await;
        let content = format!(
            "{HEADER},consent_sms,consent_recognition\nsuzanne,Suzanne,0199001000,paris,{listed},{listed},{listed}\n"
        );
        bench.fates("people.csv", &content).await;
        let consents = bench.person("suzanne").await.consents;
        assert_eq!([consents.calls, consents.sms, consents.recognition], [expected; 3], "{recorded:?} {listed}");
    }
}

#[tokio::test]
async fn series_new_changed_or_stopped_then_woken_at_once_and_one_that_was_ended_stays_ended() {
    let bench = Bench::furnished().await;
    let mut series = bench.series("s1").await;
    assert!(bench.is_series_awake(&series).await);
    assert_eq!(series.zone, chrono_tz::Europe::Paris);

    series.materialised_to = chrono::NaiveDate::from_ymd_opt(2026, 11, 29);
    bench.settle(&series).await;
    assert_eq!(bench.fates("series.csv", SERIES).await, ["2: unchanged"]);
    assert_eq!(bench.fates("series.csv", &SERIES.replace("10:00", "11:00")).await, ["2: merged"]);
    let changed = bench.series("s1").await;
    assert_eq!((changed.materialised_to, changed.needs_replanning), (series.materialised_to, true));
    assert!(bench.is_series_awake(&series).await, "its calls are brought in line at once");

    let by = None;
    let end = Some(SeriesEnd { reason: EndReason::Death, by, at: Bench::now() });
    bench.settle(&CallSeries { is_active: false, end, ..changed.clone() }).await;
    assert_eq!(bench.fates("series.csv", SERIES).await, ["2: refused: key: this series has ended: give a new key"]);
    assert!(!bench.is_series_awake(&series).await, "an older list rings nobody about somebody who has died");

    bench.settle(&CallSeries { is_active: false, needs_replanning: false, ..changed }).await;
    assert_eq!(bench.fates("series.csv", SERIES).await, ["2: merged"]);
    let again = bench.series("s1").await;
    assert_eq!((again.is_active, again.materialised_to), (true, None));
    assert!(bench.is_series_awake(&again).await);
}

#[tokio::test]
async fn she_says_yes_in_a_later_list_then_her_series_are_gone_over() {
    let bench = Bench::furnished().await;
    let mut person = bench.person("suzanne").await;
    person.consents.calls = ConsentState::ReferredNotAsked;
    bench.save(&person).await;
    let series = bench.series("s1").await;
    bench.settle(&series).await;

    assert_eq!(bench.fates("people.csv", PEOPLE).await, ["2: merged", "3: unchanged"]);
    assert!(bench.is_series_awake(&series).await);
}

#[tokio::test]
async fn contacts_without_position_then_twice_is_once() {
    let bench = Bench::furnished().await;
    let content = "person,name,phone,position\n\
                   suzanne,Anne,0465715001,\n\
                   suzanne,Bruno,0465715002,1\n\
                   suzanne,Chloé,0465715003,\n";
    assert_eq!(bench.fates("trusted_contacts.csv", content).await, ["2: accepted", "3: accepted", "4: accepted"]);
    assert_eq!(bench.fates("trusted_contacts.csv", content).await, ["2: unchanged", "3: unchanged", "4: unchanged"]);
    let names: Vec<String> = bench.contacts_of("suzanne").await.into_iter().map(|contact| contact.name).collect();
    assert_eq!(names, ["Bruno", "Anne", "Chloé"]);
}

#[tokio::test]
async fn somebody_ruled_out_then_no_list_makes_her_a_contact_again() {
    let bench = Bench::furnished().await;
    let header = "person,name,phone,do_not_contact,position";
    let ruled_out = format!("{header}\nsuzanne,Bruno,0465715002,yes,1\n");
    assert_eq!(bench.fates("trusted_contacts.csv", &ruled_out).await, ["2: accepted"]);
    let older = format!(
        "{header}\nsuzanne,Bruno,0465715002,no,1\nsuzanne,Bruno,0465715002,no,2\nsuzanne,Bruno,04 65 71 50 02,no,\n"
    );
    assert_eq!(bench.fates("trusted_contacts.csv", &older).await, ["2: unchanged", "3: accepted", "4: accepted"]);
    assert!(bench.contacts_of("suzanne").await.iter().all(|contact| contact.do_not_contact));

    let replaced = format!("{header}\nsuzanne,Anne,0465715001,no,1\n");
    let reason = "2: refused: position: somebody never to be contacted is kept here: give another position";
    assert_eq!(bench.fates("trusted_contacts.csv", &replaced).await, [reason]);
}

#[tokio::test]
async fn lines_of_a_territory_move_together_then_both_are_taken() {
    let bench = Bench::furnished().await;
    let with_second = format!(
        "{LINES}lyon,Les Dunes,Dunes,l'équipe,+33199000102,Dunes,FR-IDF,Europe/Paris,metro,mon-sun 09:00-20:00,,,\n"
    );
    assert_eq!(bench.fates("lines.csv", &with_second).await, ["2: unchanged", "3: unchanged", "4: accepted"]);
    let moved = with_second.replace("Europe/Paris,metro", "Europe/Paris,alsace_moselle");
    assert_eq!(bench.fates("lines.csv", &moved).await, ["2: merged", "3: unchanged", "4: merged"]);
    assert_eq!(
        bench.fates("lines.csv", LINES).await[0],
        "2: refused: holidays: another line of this territory says otherwise"
    );
}

#[tokio::test]
async fn protocols_of_the_association_and_of_a_person_then_twice_is_once() {
    let bench = Bench::furnished().await;
    let protocols = "key,attempts,default\nours,0|10,yes\n";
    assert_eq!(bench.fates("protocols.csv", protocols).await, ["2: accepted"]);
    assert_eq!(bench.fates("protocols.csv", protocols).await, ["2: unchanged"]);
    assert_eq!(bench.fates("protocols.csv", "key,attempts\nours,0|10\n").await, ["2: unchanged"]);
    assert_eq!(bench.fates("protocols.csv", "key,attempts,default\nours,0|10,no\n").await, ["2: merged"]);
    let with = |name: &str| format!("{HEADER},protocol\nsuzanne,Suzanne,0199001000,paris,yes,{name}\n");
    assert_eq!(bench.fates("people.csv", &with("ours")).await, ["2: merged"]);
    assert_eq!(bench.fates("people.csv", &with("ours")).await, ["2: unchanged"]);
    assert_eq!(
        bench.fates("people.csv", PEOPLE).await[0],
        "2: unchanged",
        "a list that is silent about it changes nothing"
    );
    assert_eq!(bench.fates("people.csv", &with("theirs")).await, ["2: refused: protocol: none has that name"]);
    assert_eq!(bench.fates("people.csv", &with("")).await, ["2: merged"]);
}
