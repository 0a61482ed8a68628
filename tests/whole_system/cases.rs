//! What a coordinator does with cases: their order on Monday morning, their history, the emergency sheet, opening one again.

use passerelle_domain::case::{CaseKind, CaseLevel, CaseOutcome, CaseState};
use passerelle_simulator::WrittenPerson;
use passerelle_store::event_log;
use serde_json::{Value, json};

use passerelle_world::*;

pub(crate) fn karim() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Pour le prendre, appuyez sur 1", "1")
        .on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// Thursday and Friday go by without an answer: the case is open since eleven on Friday.
pub(crate) async fn nobody_answers(world: &World) -> String {
    world.person(KARIM, karim());
    world.person(SUZANNE, WrittenPerson::new().never_answers());
    world.paris(1, 11, 5).await;
    world.the_case().await.code.to_string()
}

/// What the history of a case says happened, in order.
async fn history(world: &World, code: &str) -> Vec<Value> {
    let token = world.token_of("nadia").await;
    let (status, lines) = world.get(&format!("/api/v1/cases/{code}/timeline"), &token).await;
    assert_eq!(status, 200, "{lines}");
    lines.as_array().unwrap().clone()
}

fn whats(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["what"].as_str().unwrap()).collect()
}

/// Suzanne lives somewhere, and trusts her daughter; never her nephew.
pub(crate) async fn with_a_home(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "people.csv" {
            *content = content.replace("consent_recognition\n", "consent_recognition,address,access\n").replace(
                "green,yes,no,yes\n",
                "green,yes,no,yes,\"12 rue des Lilas, 76600 Le Havre\",\"3e gauche, code 12B4\"\n",
            );
        }
    }
    files.push((
        "trusted_contacts.csv".to_owned(),
        "person,position,name,relation,phone,same_town,do_not_contact\n\
         suzanne,1,Lucie Lefort,daughter,+33199001101,yes,no\n\
         suzanne,2,Marc Lefort,nephew,+33199001102,no,yes\n"
            .to_owned(),
    ));
    World::begin_at(on, World::morning(), files).await
}

/// Eight people who are called on Saturday, two of them fragile.
pub(crate) async fn eight_people(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "lines.csv" => *content = content.replace("mon-sun 09:00-20:00", "mon-sun 08:00-20:00"),
            "people.csv" => {
                for (place, key) in EIGHT.iter().enumerate() {
                    let fragility = ["red", "green", "orange", "green", "red", "green", "green", "orange"][place];
                    let number = number_of(place);
                    content.push_str(&format!(
                        "p{place},Mme,{key},Essai,{number},paris,FR-IDF,fr,speak_slowly,{fragility},yes,no,yes\n"
                    ));
                }
            }
            "volunteers.csv" => {
                for place in 0..EIGHT.len() {
                    let number = volunteer_of(place);
                    content.push_str(&format!(
                        "v{place},Béa,Essai,{number},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
                    ));
                }
            }
            "series.csv" => {
                let header = content.lines().next().unwrap().to_owned();
                *content = header + "\n";
                for place in 0..EIGHT.len() {
                    let hour = 10 + place / 2;
                    content.push_str(&format!(
                        "p{place}-sat,p{place},v{place},convivial_call,FREQ=WEEKLY;BYDAY=SA,{hour}:00,2026-11-05,30,pair,weekly\n"
                    ));
                }
            }
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

const EIGHT: [&str; 8] = ["Adèle", "Berthe", "Céleste", "Denise", "Émilie", "Fanny", "Gisèle", "Hortense"];

pub(crate) fn number_of(place: usize) -> String {
    format!("+331990010{:02}", 10 + place)
}

pub(crate) fn volunteer_of(place: usize) -> String {
    format!("+336399800{:02}", 20 + place)
}

/// Suzanne is called, and somebody writes to her besides: a second series.
async fn with_two_series(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "series.csv" {
            content.push_str(
                "suzanne-letters,suzanne,zoe,courtesy_call,FREQ=MONTHLY;BYDAY=1SA,10:00,2026-11-05,20,pair,weekly\n",
            );
        }
    }
    World::begin_at(on, World::morning(), files).await
}

on_both! {
    async fn from_the_first_try_to_the_end_then_its_history_tells_it_with_proof(world: World) {
        let code = nobody_answers(&world).await;
        world.writes(NADIA, &format!("prends {}", code.to_lowercase())).await;
        let nadia = world.token_of("nadia").await;
        let body = json!({ "outcome": "well_out", "account": "Sa fille l'a eue au téléphone à midi." });
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/closure"), &nadia, body).await.0, 200);
        world.paris(1, 12, 0).await;

        let lines = history(&world, &code).await;
        let whats = whats(&lines);
        let first_five = ["attempt", "attempt", "attempt", "attempt", "opened"];
        assert_eq!(whats[..5], first_five, "{whats:?}");
        for what in ["paged", "acknowledged", "note", "closed"] {
            assert_eq!(whats.iter().filter(|said| **said == what).count(), 1, "{what}: {whats:?}");
        }
        let proof = lines.iter().find(|line| line["what"] == "message_delivered").unwrap_or_else(|| panic!("{lines:#?}"));
        assert_eq!((proof["detail"]["channel"].as_str(), proof["detail"]["member"].is_string()), (Some("sms"), true));
        for attempt in &lines[..4] {
            let legs = attempt["detail"]["legs"].as_array().unwrap();
            assert_eq!((legs.len(), attempt["detail"]["result"].as_str()), (2, Some("no_answer")), "{attempt:#}");
            assert!(legs.iter().all(|leg| leg["carrier_id"].as_str().unwrap().starts_with("CA")), "{attempt:#}");
        }
        let note = lines.iter().find(|line| line["what"] == "note").unwrap();
        assert_eq!(note["detail"]["text"], "Sa fille l'a eue au téléphone à midi.");
        let told = serde_json::to_string(&lines).unwrap();
        for secret in [SUZANNE, KARIM, NADIA, "Suzanne", "Lefort"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
        let instants: Vec<&str> = lines.iter().map(|line| line["at"].as_str().unwrap()).collect();
        assert!(instants.is_sorted(), "{instants:?}");
    }

    async fn closed_too_soon_then_opened_again_with_its_history_and_held_until_it_is_settled(world: World) {
        let code = nobody_answers(&world).await;
        let (nadia, christine) = (world.token_of("nadia").await, world.token_of("christine").await);
        let reopening = format!("/api/v1/cases/{code}/reopening");
        assert_eq!(world.post(&reopening, &christine, json!({})).await.0, 409, "it is open");
        assert_eq!(world.closes_with(&world.the_case().await.code, "well_out", "").await, 200);

        let (status, case) = world.post(&reopening, &christine, json!({ "why": "Ce n'était pas elle." })).await;
        assert_eq!((status, case["state"].as_str()), (200, Some("acknowledged")), "{case}");
        assert_eq!(case["held_by"], json!(world.staff_named("christine").await.id.0));
        assert_eq!(case["earlier"][0]["outcome"], "well_out");
        assert_eq!(world.post(&reopening, &nadia, json!({})).await.0, 409, "twice is once");
        assert_eq!(world.post("/api/v1/cases/Z9Z9/reopening", &nadia, json!({})).await.0, 404);
        let lines = history(&world, &code).await;
        let decisions: Vec<&str> =
            whats(&lines).into_iter().filter(|what| ["closed", "note", "reopened"].contains(what)).collect();
        // A note of the same instant comes before what it explains.
        assert_eq!(decisions, ["note", "closed", "reopened"]);

        // Nobody settles it: it is paged again, first to whoever has it.
        world.paris(3, 12, 0).await;
        let case = world.the_case().await;
        assert!(case.state == CaseState::Paging && case.pages > 1, "{case:?}");
        assert!(world.texts(CHRISTINE).iter().any(|text| text.contains(&code)), "{:?}", world.texts(CHRISTINE));
        assert_eq!(world.closes_with(&case.code, "hospital", "").await, 200);
        let case = world.the_case().await;
        assert_eq!((case.closure.unwrap().outcome, case.earlier.len()), (CaseOutcome::Hospital, 1));
    }

    async fn somebody_may_be_in_danger_then_a_coordinator_sees_where_she_lives_and_what_to_dial_and_the_audit_says_who_looked(
        world: World in with_a_home
    ) {
        let code = nobody_answers(&world).await;
        let sheet = format!("/api/v1/cases/{code}/emergency-sheet");
        assert_eq!(world.get(&sheet, &world.token_of("ines").await).await.0, 403, "a listener who does not hold it");
        assert_eq!(world.get("/api/v1/cases/Z9Z9/emergency-sheet", &world.token_of("nadia").await).await.0, 404);
        let (status, told) = world.get(&sheet, &world.token_of("nadia").await).await;
        assert_eq!(status, 200, "{told}");
        assert_eq!(told["person"]["address"], "12 rue des Lilas, 76600 Le Havre");
        assert_eq!(told["person"]["access"], "3e gauche, code 12B4");
        assert_eq!(told["person"]["phones"], json!([SUZANNE]));
        let contacts = told["trusted_contacts"].as_array().unwrap();
        assert_eq!((contacts.len(), contacts[0]["phone"].as_str()), (1, Some("+33199001101")));
        assert_eq!(told["not_to_contact"], json!(["Marc Lefort"]));
        assert!(!told.to_string().contains("+33199001102"), "the number of who must not be contacted is not shown");
        let numbers: Vec<&str> = told["numbers"].as_array().unwrap().iter().map(|n| n["number"].as_str().unwrap()).collect();
        for needed in ["15", "17", "18", "112", "114", "3114", "3133"] {
            assert!(numbers.contains(&needed), "{numbers:?}");
        }
        let case = world.the_case().await;
        let mut read = world.service.app.db.read().await.unwrap();
        let log = event_log::of_noun(&mut read, "case", case.id.0, 100).await.unwrap();
        let readers: Vec<&str> =
            log.iter().filter(|line| line.verb == "emergency_sheet_viewed").map(|line| line.actor.as_str()).collect();
        assert_eq!(readers, [format!("member:{}", world.staff_named("nadia").await.id.0)]);
        drop(read);
        for number in world.service.simulator.calls().iter().map(|call| call.to.to_string()) {
            assert!(number.len() > 4, "the program dials no such number: {number}");
        }
    }

    async fn monday_with_eight_alerts_then_in_order_and_the_one_who_rang_back_is_settled(world: World in eight_people) {
        for place in 0..8 {
            world.person(&volunteer_of(place), karim().replies_on("1 tout va bien", "1"));
            world.person(&number_of(place), WrittenPerson::new().never_answers().talks_for(300.0));
        }
        // The weekend goes by: each was tried four times.
        for day in 1..=4 {
            world.paris(day, 7, 0).await;
        }
        let of_the_weekend = world.cases().await;
        assert_eq!(of_the_weekend.len(), 8, "{}", world.story().await);
        let kinds: Vec<_> = of_the_weekend.iter().map(|case| (case.kind, case.attempts)).collect();
        assert_eq!(kinds, [(CaseKind::MissedContact, 4); 8], "{}", world.story().await);
        let serious = of_the_weekend.iter().filter(|case| case.level == CaseLevel::Serious).count();
        assert_eq!(serious, 2, "the two who are fragile");

        // Gisèle rings back at two minutes past eight, and talks with her volunteer.
        world.service.simulator.dial_at(world.in_paris(4, 8, 2), &number_of(6), LINE);
        world.paris(4, 8, 45).await;
        let closed: Vec<_> = world.cases().await.into_iter().filter(|case| case.state == CaseState::Closed).collect();
        assert_eq!(closed.len(), 1, "{}", world.story().await);
        assert_eq!(closed[0].closure.as_ref().unwrap().outcome, CaseOutcome::WellDidNotHear);

        let nadia = world.token_of("nadia").await;
        let (status, listed) = world.get("/api/v1/cases", &nadia).await;
        let listed = listed.as_array().unwrap().clone();
        assert_eq!((status, listed.len()), (200, 7));
        let order: Vec<(i64, &str, &str)> = listed
            .iter()
            .map(|case| {
                let opened_at = case["opened_at"].as_str().unwrap();
                (case["level"].as_i64().unwrap(), case["fragility"].as_str().unwrap(), opened_at)
            })
            .collect();
        let classes: Vec<(i64, &str)> = order.iter().map(|(level, fragility, _)| (*level, *fragility)).collect();
        let green = (1, "green");
        assert_eq!(classes, [(2, "red"), (2, "red"), (1, "orange"), (1, "orange"), green, green, green]);
        for same in [&order[..2], &order[2..4], &order[4..]] {
            assert!(same.is_sorted_by_key(|case| case.2), "the oldest first: {order:?}");
        }
        for case in &listed {
            assert_eq!(case["attempts"], 4);
            let next = case["next_action"].as_str().unwrap();
            assert!(["page_again", "ask_holder"].contains(&next) && case["next_at"].is_string(), "{case}");
        }

        // One action each: she takes and closes them all.
        for case in &listed {
            let code = case["code"].as_str().unwrap();
            world.writes(NADIA, &format!("PRENDS {code}")).await;
            let closure = format!("/api/v1/cases/{code}/closure");
            assert_eq!(world.post(&closure, &nadia, json!({ "outcome": "well_out" })).await.0, 200);
        }
        assert_eq!(world.get("/api/v1/cases", &nadia).await.1, json!([]));
    }

    async fn a_death_told_on_the_morning_of_her_call_then_nothing_rings_and_her_volunteers_are_rung_by_somebody(
        world: World in with_two_series
    ) {
        world.person(KARIM, karim());
        world.person(ZOE, karim());
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(0, 9, 30).await;
        let token = world.token_of("nadia").await;
        let (_, all) = world.get("/api/v1/series", &token).await;
        assert_eq!(all.as_array().unwrap().len(), 2);
        let end = format!("/api/v1/series/{}/end", all[0]["id"].as_str().unwrap());
        assert_eq!(world.post(&end, &token, json!({ "reason": "death" })).await.0, 200);
        assert!(world.calls_of("suzanne").await.iter().all(|call| !call.state.is_live()), "the same minute");
        let (_, after) = world.get("/api/v1/series?ended=true", &token).await;
        assert_eq!(after.as_array().unwrap().len(), 2);
        assert!(after.as_array().unwrap().iter().all(|series| series["is_active"] == json!(false)), "{after}");

        let support: Vec<_> =
            world.cases().await.into_iter().filter(|case| case.kind == CaseKind::SupportVolunteer).collect();
        assert_eq!(support.len(), 2, "one for each of her two volunteers");
        for case in &support {
            assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);
        }
        // The next weekly calls would be rung on that day.
        world.paris(8, 12, 0).await;
        assert!(world.rung(SUZANNE).is_empty() && world.rung(KARIM).is_empty() && world.rung(ZOE).is_empty());
        for volunteer in [KARIM, ZOE] {
            let told = world.texts(volunteer);
            let kind = told.iter().filter(|text| text.contains("prennent fin. L'équipe vous appelle avant")).count();
            assert_eq!(kind, 1, "{told:?}");
            assert!(!told.iter().any(|text| text.contains("décès") || text.contains("morte")), "{told:?}");
        }
        assert!(world.told_in_paris(KARIM, "Répondez OUI").iter().all(|at| at.as_str() < "26 09:30"), "no reminder after it");
    }
}
