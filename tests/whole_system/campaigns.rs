//! A landlord's list is called once through: every household in one outcome, nobody fragile or unreached forgotten.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use passerelle_app::{
    ClosedCampaign, ImportedList, NextHousehold, RecordedHousehold, SavedCampaign, ToldHousehold, WantedCampaign,
    close_campaign, count_campaign, import_campaign, next_household, record_household, save_campaign,
};
use passerelle_domain::{
    campaign::{CampaignState, EntryOutcome},
    case::{Case, CaseKind},
    consent::ConsentState,
    people::{Member, Person},
    scheduled_call::State,
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{campaign_entries, campaigns, people};
use serde_json::{Value, json};

use passerelle_world::*;

/// Thierry works for the landlord and reads statuses; Agathe works for another one.
fn with_landlords() -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "staff.csv" {
            *content = content.replace("language\n", "language,partner\n").replace(",fr\n", ",fr,\n");
            content.push_str("thierry,Thierry,Vasseur,,thierry@example.org,partner,fr,herault\n");
            content.push_str("agathe,Agathe,Ollier,,agathe@example.org,partner,fr,soliha\n");
        }
    }
    files
}

async fn with_a_landlord(on: On) -> World {
    World::begin_at(on, World::morning(), with_landlords()).await
}

/// What the robot shows: only ever displayed, by the simulated carrier.
const ROBOT: &str = "+33162000001";

/// Suzanne agreed to automatic checks, Marthe did not; Odette is not known.
async fn with_the_robot(on: On) -> World {
    let mut files = with_landlords();
    for (name, content) in &mut files {
        match name.as_str() {
            "lines.csv" => {
                *content = content
                    .replace("sms_sender,", "sms_sender,check_number,")
                    .replace(&format!("{SMS},"), &format!("{SMS},{ROBOT},"));
            }
            "people.csv" => {
                *content = content
                    .replace("consent_recognition", "consent_recognition,consent_automatic_checks")
                    .replace("yes,no,yes", "yes,no,yes,yes");
                content.push_str("marthe,Mme,Marthe,Roux,+33199001002,paris,FR-IDF,fr,,green,yes,no,yes,no\n");
            }
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

const LIST: &str = "reference;title;first_name;last_name;phone;residence;birth_date\n\
    T1;Mme;Anaïs;Delorme;02 61 91 00 01;Les Tilleuls;05/03/1941\n\
    T2;M.;Benoît;Delorme;0261910001;Les Tilleuls;\n\
    T3;Mme;Noëlle;Vernet;+33 2 61 91 00 03;Les Tilleuls;1944-02-29\n\
    T4;;;Mbaye;0261910004;Le Phare;31/02/1941\n\
    T5;Mme;Ghislaine;Ferrand;0261910005;Le Phare;\n\
    T5;Mme;Ghislaine;Ferrand;0261910005;Le Phare;\n\
    T6;M;Octave;Ferrand: impayés!;0261910006;Le Phare;\n";

fn campaign() -> Value {
    json!({
        "partner": "herault", "line": "paris", "ends_on": "2026-11-30", "responsible": "christine",
        "script": "Bonjour, je vous appelle pour prendre de vos nouvelles.", "least_age": 70,
    })
}

async fn imports(world: &World, key: &str, token: &str, list: &str) -> (u16, Value) {
    let url = format!("{}/api/v1/campaigns/{key}/list", world.service.web_url);
    let answer = world.http.post(url).bearer_auth(token).body(list.to_owned()).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn next(world: &World, token: &str) -> Value {
    let (status, household) = world.post("/api/v1/campaigns/winter/reservations", token, json!({})).await;
    assert_eq!(status, 200, "{household}");
    household
}

async fn tells(world: &World, token: &str, household: &Value, told: Value) -> (u16, Value) {
    let id = household["id"].as_str().unwrap();
    world.post(&format!("/api/v1/campaigns/winter/households/{id}/outcome"), token, told).await
}

async fn people_of(world: &World) -> Vec<Person> {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    people::of_organisation(&mut read, &app.secrets, world.service.organisation, "").await.unwrap()
}

async fn statuses(world: &World) -> BTreeMap<String, String> {
    let thierry = world.token_of("thierry").await;
    let (status, view) = world.get("/api/v1/partner/campaigns/winter", &thierry).await;
    assert_eq!(status, 200, "{view}");
    let statuses = view["statuses"].as_object().unwrap();
    statuses.iter().map(|(key, status)| (key.clone(), status.as_str().unwrap().to_owned())).collect()
}

on_both! {
    async fn list_read_then_each_row_has_its_fate_and_again_changes_nothing(world: World in with_a_landlord) {
        let nadia = world.token_of("nadia").await;
        let refused = world.post("/api/v1/campaigns/winter/reservations", &nadia, json!({})).await;
        assert_eq!(refused.0, 404);
        assert_eq!(put(&world, "winter", &nadia, json!({"partner": "herault"})).await.0, 422);
        assert_eq!(put(&world, "winter", &nadia, campaign()).await.0, 200);
        let (status, report) = imports(&world, "winter", &nadia, LIST).await;
        assert_eq!(status, 200, "{report}");
        assert_eq!((report["accepted"].as_u64(), report["merged"].as_u64()), (Some(3), Some(1)), "{report}");
        let refused: Vec<&str> = report["refused"].as_array().unwrap().iter().map(|row| row.as_str().unwrap()).collect();
        assert_eq!(refused, [
            "line 5: refused: birth_date: not a date: write for example 1941-03-05",
            "line 7: refused: reference: already used above in the same file",
            "line 8: refused: last_name: a name has letters, digits, spaces, hyphens and apostrophes only",
        ]);
        let (_, again) = imports(&world, "winter", &nadia, LIST).await;
        assert_eq!((again["accepted"].as_u64(), again["merged"].as_u64(), again["unchanged"].as_u64()), (Some(0), Some(0), Some(4)), "{again}");
        // The landlord's own trouble has no place in the association's files.
        let misuse = "reference,last_name,phone,residence,rent_dispute\nT9,Roux,0261910009,Le Phare,yes\n";
        let (status, problem) = imports(&world, "winter", &nadia, misuse).await;
        assert_eq!(status, 422);
        assert!(problem["detail"].as_str().unwrap().contains("column 5"), "{problem}");
        let (_, figures) = world.get("/api/v1/campaigns/winter", &nadia).await;
        assert_eq!((figures["listed"].as_u64(), figures["totals"]["without_outcome"].as_u64()), (Some(3), Some(3)));
        assert_eq!(statuses(&world).await, BTreeMap::from(["T1", "T2", "T3", "T5"].map(|key| (key.to_owned(), "received".to_owned()))));
        // A number that changes, and one that is another household's.
        let changed = "reference;last_name;phone;residence\nT5;Ferrand;0261910055;Le Phare\nT3;Vernet;0261910001;Les Tilleuls\n";
        let (_, report) = imports(&world, "winter", &nadia, changed).await;
        assert_eq!(report["merged"].as_u64(), Some(1), "{report}");
        assert_eq!(report["refused"][0], "line 3: refused: phone: another household of the list has it");
        for number in ["+33261910001", "+33261910055"] {
            assert!(world.tables_that_tell(number).await.is_empty());
        }
    }

    async fn two_callers_then_never_the_same_household_and_the_words_are_shown(world: World in with_a_landlord) {
        let (nadia, ines) = (world.token_of("nadia").await, world.token_of("ines").await);
        put(&world, "winter", &nadia, campaign()).await;
        imports(&world, "winter", &nadia, LIST).await;
        // It is eight in the morning: nobody is called before nine.
        assert_eq!(next(&world, &nadia).await["next_at"], "2026-11-26T08:00:00Z");
        world.paris(0, 9, 0).await;
        let (one, two) = tokio::join!(next(&world, &nadia), next(&world, &ines));
        assert_ne!(one["id"], two["id"]);
        assert!(one["script"]["words"].as_str().unwrap().starts_with("Bonjour"), "{one}");
        assert_eq!(next(&world, &nadia).await["id"], one["id"], "again the same one, until it is told");
        let (status, _) = tells(&world, &nadia, &two, json!({"outcome": "reached_ok"})).await;
        assert_eq!(status, 409, "Inès has them on the telephone");
        // Inès went home without a word: after her time is over somebody else gets the household.
        tells(&world, &nadia, &one, json!({"outcome": "reached_ok"})).await;
        let third = next(&world, &nadia).await;
        tells(&world, &nadia, &third, json!({"outcome": "wrong_number"})).await;
        assert_eq!(next(&world, &nadia).await["id"], Value::Null, "the last one is kept for Inès");
        world.minutes(46).await;
        assert_eq!(next(&world, &nadia).await["id"], two["id"]);
        // Whoever only runs the program, or works for the landlord, calls nobody.
        let thierry = world.token_of("thierry").await;
        for path in ["/api/v1/campaigns/winter", "/api/v1/campaigns", "/api/v1/campaigns/winter/tasks", "/api/v1/people"] {
            assert_eq!(world.get(path, &thierry).await.0, 401, "{path}");
        }
        let agathe = world.token_of("agathe").await;
        assert_eq!(world.get("/api/v1/partner/campaigns/winter", &agathe).await.0, 404, "another landlord's list");
        assert_eq!(world.get("/api/v1/partner/campaigns", &agathe).await.1, json!([]));
    }

    async fn fragile_then_called_again_and_offered_weekly_calls_that_ring_only_after_her_yes(world: World in with_a_landlord) {
        let nadia = world.token_of("nadia").await;
        put(&world, "winter", &nadia, campaign()).await;
        imports(&world, "winter", &nadia, "reference,first_name,last_name,phone,residence\nT1,Anaïs,Delorme,0261910001,Les Tilleuls\n").await;
        world.person("+33261910001", WrittenPerson::new().talks_for(300.0));
        world.paris(0, 10, 0).await;
        let anais = next(&world, &nadia).await;
        let quiet = json!({"outcome": "reached_fragile", "weekly_calls": "asked", "day": "thu", "hour": "07:00"});
        assert_eq!(tells(&world, &nadia, &anais, quiet).await.0, 422, "an hour at which nobody is called");
        let told = json!({"outcome": "reached_fragile", "weekly_calls": "asked", "day": "thu", "hour": "16:00"});
        for _ in 0..2 {
            assert_eq!(tells(&world, &nadia, &anais, told.clone()).await.0, 200);
        }
        let known: Vec<Person> = people_of(&world).await.into_iter().filter(|person| person.last_name == "Delorme").collect();
        assert_eq!(known.len(), 1, "one file, however often it is told");
        assert_eq!(known[0].consents.calls, ConsentState::Asked);
        let calls = world.calls_of(&known[0].key).await;
        assert!(calls.is_empty(), "nothing is planned before her yes: {calls:?}");
        // The next morning she comes first.
        world.paris(1, 9, 0).await;
        let again = next(&world, &nadia).await;
        assert_eq!((again["id"].clone(), again["is_recall"].clone()), (anais["id"].clone(), json!(true)));
        tells(&world, &nadia, &again, json!({"outcome": "reached_ok", "weekly_calls": "yes"})).await;
        world.minutes(1).await;
        let person = world.person_named(&known[0].key).await;
        assert_eq!(person.consents.calls, ConsentState::Accepted);
        let calls = world.calls_of(&person.key).await;
        assert!(!calls.is_empty() && calls.iter().all(|call| call.state == State::Planned), "{calls:?}");
        assert!(world.rung("+33261910001").is_empty(), "no machine rings her");
        // The landlord is told of her yes only when she lets it be.
        assert_eq!(statuses(&world).await["T1"], "closed");
        let path = format!("/api/v1/people/{}/consents", person.id);
        world.post(&path, &nadia, json!({"scope": "partner_sharing:herault", "answer": "yes"})).await;
        assert_eq!(statuses(&world).await["T1"], "accepted");
        assert_eq!(close(&world, &nadia).await.0, 200);
    }

    async fn never_reached_or_forgotten_then_a_named_human_and_a_page_at_the_end(world: World in with_a_landlord) {
        let nadia = world.token_of("nadia").await;
        put(&world, "winter", &nadia, campaign()).await;
        imports(&world, "winter", &nadia, LIST).await;
        world.paris(0, 9, 0).await;
        let first = next(&world, &nadia).await;
        for (day, hour) in [(0, 9), (0, 13), (0, 17)] {
            world.paris(day, hour, 0).await;
            assert_eq!(tells(&world, &nadia, &first, json!({"outcome": "no_answer"})).await.0, 200);
        }
        let (_, tasks) = world.get("/api/v1/campaigns/winter/tasks", &nadia).await;
        let christine = world.staff_named("christine").await;
        assert_eq!(tasks[0]["task_owned_by"], json!(christine.id.0.to_string()), "{tasks}");
        assert_eq!(statuses(&world).await[first["reference"].as_str().unwrap()], "closed");
        assert_eq!(close(&world, &nadia).await.0, 409);
        let unsettled = |cases: Vec<Case>| -> Vec<u32> {
            let of_campaigns = cases.into_iter().filter(|case| case.kind == CaseKind::CampaignUnsettled);
            of_campaigns.map(|case| case.attempts).collect()
        };
        assert!(unsettled(world.cases().await).is_empty());
        // Two were never called; the last day ends.
        world.paris(4, 20, 5).await;
        assert_eq!(unsettled(world.cases().await), [2], "{}", world.story().await);
        world.paris(5, 8, 30).await;
        assert!(!world.told_in_paris(NADIA, "2 foyers restent à suivre").is_empty(), "{:?}", world.texts(NADIA));
        let (_, tasks) = world.get("/api/v1/campaigns/winter/tasks", &nadia).await;
        assert_eq!(tasks.as_array().unwrap().len(), 3, "{tasks}");
        for task in tasks.as_array().unwrap() {
            assert_eq!(tells(&world, &nadia, task, json!({"outcome": "no_answer"})).await.0, 200);
        }
        let (status, closed) = close(&world, &nadia).await;
        assert_eq!((status, closed["state"].as_str()), (200, Some("closed")), "{closed}");
        assert_eq!(close(&world, &nadia).await.0, 200, "again is once");
        assert_eq!(imports(&world, "winter", &nadia, LIST).await.0, 409);
        let thierry = world.token_of("thierry").await;
        let (_, view) = world.get("/api/v1/partner/campaigns/winter", &thierry).await;
        let told = view.to_string();
        for secret in ["Delorme", "Vernet", "0261", "task", "attempts", "2026-11", "Nadia", "fragile"] {
            let is_name_of_a_column = secret == "fragile" && !view["figures"].is_null();
            assert!(is_name_of_a_column || !told.contains(secret), "{secret} in {told}");
        }
        assert!(!view["figures"].is_null() && view["figures"]["totals"]["no_answer"] == "<5", "{view}");
    }

    async fn way_of_the_robot_then_it_rings_only_who_agreed_and_staff_call_the_others(world: World in with_the_robot) {
        let nadia = world.token_of("nadia").await;
        let mut wanted = campaign();
        wanted["way"] = json!("robot");
        assert_eq!(put(&world, "winter", &nadia, wanted).await.0, 200);
        let list = "reference,first_name,last_name,phone,residence\n\
            T1,Suzanne,Lefort,0199001001,Les Tilleuls\nT2,Marthe,Roux,0199001002,Les Tilleuls\nT3,Odette,Marchand,0199001003,Le Phare\n";
        let (_, report) = imports(&world, "winter", &nadia, list).await;
        assert_eq!(report["accepted"].as_u64(), Some(3), "{report}");
        let well = WrittenPerson::new().on_hearing("Si c'est vous, appuyez sur 1", "1").on_hearing("Si tout va bien, appuyez sur 1", "1");
        world.person(SUZANNE, well);
        world.paris(0, 9, 0).await;
        for _ in 0..2 {
            let household = next(&world, &nadia).await;
            assert_ne!(household["reference"], "T1", "the robot has her");
            tells(&world, &nadia, &household, json!({"outcome": "reached_ok"})).await;
        }
        assert_eq!(next(&world, &nadia).await["id"], Value::Null);
        world.paris(1, 10, 10).await;
        let rung: Vec<_> = world.rung(SUZANNE).into_iter().filter(|call| &*call.from == ROBOT).collect();
        assert_eq!(rung.len(), 1, "{}", world.story().await);
        assert!(world.rung("+33199001002").is_empty() && world.rung("+33199001003").is_empty(), "they did not agree");
        world.paris(2, 8, 5).await;
        let (_, figures) = world.get("/api/v1/campaigns/winter", &nadia).await;
        assert_eq!((figures["totals"]["reached_ok"].as_u64(), figures["totals"]["without_outcome"].as_u64()), (Some(3), Some(0)), "{figures}");
    }

    /// The real campaign that the domain notes tell of: 2,320 households, 18 in need of help, 68 fragile.
    async fn two_thousand_three_hundred_and_twenty_households_then_seven_outcomes_add_up(world: World in with_a_landlord) {
        let (app, owner) = (&world.service.app, world.service.organisation);
        let nadia = Member::Staff(world.staff_named("nadia").await.id);
        let ines = Member::Staff(world.staff_named("ines").await.id);
        let wanted = WantedCampaign {
            key: "spring".into(),
            partner: Some("herault".into()),
            line: Some("paris".into()),
            ends_on: Some(World::morning().date_naive() + TimeDelta::days(20)),
            responsible: Some("christine".into()),
            ..WantedCampaign::default()
        };
        assert!(matches!(save_campaign(app, owner, &wanted, nadia).await.unwrap(), SavedCampaign::Saved(_)));
        let mut list = "reference;last_name;phone;residence\n".to_owned();
        for number in 0..2_320 {
            list.push_str(&format!("H{number};Foyer {number};026191{number:04};Residence {}\n", number % 40));
        }
        for accepted in [2_320, 0] {
            let ImportedList::Read(report) = import_campaign(app, owner, "spring", list.as_bytes(), nadia).await.unwrap()
            else { panic!("refused") };
            assert_eq!((report.counts().added, report.counts().refused), (accepted, 0));
        }
        world.paris(0, 9, 0).await;
        let mut called = BTreeSet::new();
        let mut told = 0_u32;
        for caller in [nadia, ines].into_iter().cycle() {
            let NextHousehold::Kept(kept, _) = next_household(app, owner, "spring", caller).await.unwrap() else { break };
            let entry = kept.1;
            assert!(called.insert(entry.id), "called twice on one morning");
            let outcome = match told {
                0..18 => EntryOutcome::ReachedHelp,
                18..86 => EntryOutcome::ReachedFragile,
                86..300 => EntryOutcome::NoAnswer,
                300..330 => EntryOutcome::WrongNumber,
                330..350 => EntryOutcome::DeceasedOrMoved,
                350..400 => EntryOutcome::Refused,
                _ => EntryOutcome::ReachedOk,
            };
            let told_now = ToldHousehold { outcome, weekly_calls: None, hour: None };
            let noted = record_household(app, owner, "spring", entry.id, &told_now, caller).await.unwrap();
            assert!(matches!(noted, RecordedHousehold::Noted(_)), "{noted:?}");
            told += 1;
        }
        assert_eq!((told, called.len()), (2_320, 2_320));
        let figures = count_campaign(app, owner, "spring").await.unwrap().unwrap();
        assert_eq!(figures.totals(), [1_920, 68, 18, 50, 0, 30, 20, 214]);
        assert_eq!((figures.listed(), figures.unsettled.recalls, figures.unsettled.tasks), (2_320, 68, 18));
        let proposed = people_of(&world).await.into_iter().filter(|person| person.last_name.starts_with("Foyer"));
        let consents: Vec<ConsentState> = proposed.map(|person| person.consents.calls).collect();
        assert_eq!(consents, [ConsentState::ReferredNotAsked; 68], "sixty-eight proposals, and nobody rings");
        // Two more days: the fragile first, then whoever was not reached.
        for (day, hour) in [(1, 9), (1, 14), (2, 9), (2, 14)] {
            world.paris(day, hour, 0).await;
            while let NextHousehold::Kept(kept, _) = next_household(app, owner, "spring", nadia).await.unwrap() {
                let outcome = if kept.1.is_recall() { EntryOutcome::ReachedOk } else { EntryOutcome::NoAnswer };
                let told = ToldHousehold { outcome, weekly_calls: None, hour: None };
                record_household(app, owner, "spring", kept.1.id, &told, nadia).await.unwrap();
            }
        }
        let figures = count_campaign(app, owner, "spring").await.unwrap().unwrap();
        assert_eq!(figures.totals(), [1_920, 68, 18, 50, 214, 30, 20, 0]);
        assert_eq!((figures.unsettled.recalls, figures.unsettled.tasks), (0, 18 + 214));
        let id = figures.campaign.id;
        let tasks = {
            let mut read = app.db.read().await.unwrap();
            campaign_entries::open_tasks(&mut read, &app.secrets, id).await.unwrap()
        };
        let christine = Member::Staff(world.staff_named("christine").await.id);
        assert!(tasks.iter().all(|entry| entry.open_task().unwrap().owner == christine));
        for entry in tasks {
            let outcome = entry.outcome.unwrap();
            let told = ToldHousehold { outcome, weekly_calls: None, hour: None };
            record_household(app, owner, "spring", entry.id, &told, christine).await.unwrap();
        }
        let closed = close_campaign(app, owner, "spring", nadia).await.unwrap();
        assert!(matches!(closed, ClosedCampaign::Closed(_)), "{closed:?}");
        let mut read = app.db.read().await.unwrap();
        let campaign = campaigns::by_id(&mut read, id).await.unwrap().unwrap();
        assert_eq!(campaign.state, CampaignState::Closed);
        assert!(campaigns::unsound(&mut read).await.unwrap().is_empty());
    }
}

async fn put(world: &World, key: &str, token: &str, body: Value) -> (u16, Value) {
    let url = format!("{}/api/v1/campaigns/{key}", world.service.web_url);
    let answer = world.http.put(url).bearer_auth(token).json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn close(world: &World, token: &str) -> (u16, Value) {
    world.post("/api/v1/campaigns/winter/closure", token, json!({})).await
}
