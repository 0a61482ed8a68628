//! Two partners watch over people of the association: one call for both, each told of its own list, nobody late unseen.

use passerelle_domain::case::CaseKind;
use serde_json::{Value, json};

use passerelle_world::*;

fn with_partners() -> Vec<(String, String)> {
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

async fn with_two_partners(on: On) -> World {
    World::begin_at(on, World::morning(), with_partners()).await
}

async fn makes(world: &World, key: &str, partner: &str, every_days: u32, list: &str) -> Value {
    let nadia = world.token_of("nadia").await;
    let body = json!({"partner": partner, "line": "paris", "every_days": every_days});
    let url = format!("{}/api/v1/watch-lists/{key}", world.service.web_url);
    let answer = world.http.put(&url).bearer_auth(&nadia).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let list = format!("reference,first_name,last_name,phone,residence\n{list}");
    let answer = world.http.post(format!("{url}/list?first_on=2026-11-26")).bearer_auth(&nadia).body(list);
    answer.send().await.unwrap().json().await.unwrap()
}

async fn shares(world: &World, partner: &str) {
    let nadia = world.token_of("nadia").await;
    let path = format!("/api/v1/people/{}/consents", world.person_named("suzanne").await.id);
    let said = json!({"scope": format!("partner_sharing:{partner}"), "answer": "yes"});
    assert_eq!(world.post(&path, &nadia, said).await.0, 200);
}

async fn status(world: &World, who: &str, key: &str, reference: &str) -> String {
    let token = world.token_of(who).await;
    let (code, view) = world.get(&format!("/api/v1/partner/watch-lists/{key}"), &token).await;
    if code != 200 {
        return code.to_string();
    }
    assert_eq!(view.as_object().unwrap().len(), 1, "statuses and nothing else: {view}");
    view["statuses"][reference].as_str().unwrap().to_owned()
}

async fn next(world: &World, who: &str) -> Value {
    let token = world.token_of(who).await;
    world.post("/api/v1/watch-checks/reservations", &token, json!({})).await.1
}

async fn tells(world: &World, who: &str, person: &Value, result: &str) -> (u16, Value) {
    let token = world.token_of(who).await;
    let path = format!("/api/v1/people/{}/watch-checks", person["person_id"].as_str().unwrap());
    world.post(&path, &token, json!({"result": result})).await
}

const SUZANNE_AT_SOLIHA: &str = "S7,Suzanne,Lefort,0199001001,Les Tilleuls\n";
const SUZANNE_AT_HERAULT: &str = "H3,Suzanne,LEFORT,+33199001001,Le Phare\n";

on_both! {
    async fn on_two_lists_then_one_call_and_each_partner_told_of_its_own(world: World in with_two_partners) {
        let soliha = makes(&world, "soliha-watch", "soliha", 7, SUZANNE_AT_SOLIHA).await;
        let herault = makes(&world, "herault-watch", "herault", 14, SUZANNE_AT_HERAULT).await;
        assert_eq!((soliha["accepted"].as_u64(), herault["accepted"].as_u64()), (Some(1), Some(1)));
        let again = makes(&world, "soliha-watch", "soliha", 7, SUZANNE_AT_SOLIHA).await;
        assert_eq!((again["accepted"].as_u64(), again["unchanged"].as_u64()), (Some(0), Some(1)), "{again}");
        assert_eq!(next(&world, "nadia").await, Value::Null, "eight in the morning is before her hours");
        world.paris(0, 9, 30).await;
        // Two callers at once: one has her, the other nobody.
        let (one, two) = tokio::join!(next(&world, "nadia"), next(&world, "ines"));
        let (holder, other, suzanne) = if one.is_null() { ("ines", "nadia", two) } else { ("nadia", "ines", one) };
        assert_eq!(suzanne["first_name"], "Suzanne");
        assert_eq!(next(&world, other).await, Value::Null);
        assert_eq!(next(&world, holder).await["person_id"], suzanne["person_id"]);
        assert_eq!(tells(&world, other, &suzanne, "well").await.0, 409);
        assert_eq!(tells(&world, holder, &suzanne, "well").await.1, json!({"lists": 2}));
        assert_eq!(tells(&world, holder, &suzanne, "well").await.1, json!({"lists": 0}), "again is once");
        assert_eq!(next(&world, other).await, Value::Null, "one conversation is for both lists");
        // Neither is told before she lets it be, and then of its own list only.
        assert_eq!(status(&world, "agathe", "soliha-watch", "S7").await, "not_shared");
        shares(&world, "soliha").await;
        assert_eq!(status(&world, "agathe", "soliha-watch", "S7").await, "up_to_date");
        assert_eq!(status(&world, "thierry", "herault-watch", "H3").await, "not_shared");
        assert_eq!(status(&world, "thierry", "soliha-watch", "S7").await, "404");
        shares(&world, "herault").await;
        // A week later one list is due and the other is not.
        world.paris(7, 9, 30).await;
        assert_eq!(status(&world, "agathe", "soliha-watch", "S7").await, "due");
        assert_eq!(status(&world, "thierry", "herault-watch", "H3").await, "up_to_date");
        let suzanne = next(&world, "nadia").await;
        assert_eq!(tells(&world, "nadia", &suzanne, "worry").await.1, json!({"lists": 1}));
        assert!(world.cases().await.iter().any(|case| case.kind == CaseKind::Worry && case.person_id.is_some()));
        let told = world.get("/api/v1/partner/watch-lists/soliha-watch", &world.token_of("agathe").await).await.1;
        assert!(!told.to_string().contains("worry"), "a status, never a content: {told}");
    }

    async fn not_asked_after_on_her_date_then_late_the_next_morning_and_somebody_is_told(world: World in with_two_partners) {
        makes(&world, "soliha-watch", "soliha", 7, SUZANNE_AT_SOLIHA).await;
        shares(&world, "soliha").await;
        world.paris(0, 10, 0).await;
        let suzanne = next(&world, "nadia").await;
        assert_eq!(tells(&world, "nadia", &suzanne, "not_reached").await.1, json!({"lists": 0}));
        assert_eq!(next(&world, "nadia").await, Value::Null, "another part of the day");
        world.paris(0, 14, 30).await;
        assert_eq!(next(&world, "nadia").await["person_id"], suzanne["person_id"]);
        assert_eq!(status(&world, "agathe", "soliha-watch", "S7").await, "due");
        world.paris(1, 7, 59).await;
        let late = |cases: Vec<passerelle_domain::case::Case>| {
            cases.into_iter().filter(|case| case.kind == CaseKind::LateChecks).collect::<Vec<_>>()
        };
        assert!(late(world.cases().await).is_empty());
        world.paris(1, 8, 5).await;
        assert_eq!(status(&world, "agathe", "soliha-watch", "S7").await, "late");
        let cases = late(world.cases().await);
        assert_eq!((cases.len(), cases[0].attempts), (1, 1), "{}", world.story().await);
        assert!(world.told_in_paris(NADIA, "veille, 1 personnes").len() == 1, "{:?}", world.texts(NADIA));
        world.paris(2, 8, 5).await;
        assert_eq!(late(world.cases().await).len(), 1, "one open case stands for the list");
        // The rhythm stays when she is asked after late.
        world.paris(2, 10, 0).await;
        tells(&world, "nadia", &suzanne, "well").await;
        let (_, view) = world.get("/api/v1/watch-lists/soliha-watch", &world.token_of("nadia").await).await;
        assert_eq!((view[0]["due_on"].as_str(), view[0]["last_due_on"].as_str()), (Some("2026-12-03"), Some("2026-11-26")), "{view}");
    }

    async fn no_yes_or_away_then_not_called_and_not_late(world: World in with_two_partners) {
        let listed = format!("{SUZANNE_AT_SOLIHA}S8,Odette,Marchand,0199001002,Les Tilleuls\nS9,Odette,Marchand,0199001002,Les Tilleuls\n");
        let report = makes(&world, "soliha-watch", "soliha", 7, &listed).await;
        assert_eq!(report["accepted"].as_u64(), Some(2), "{report}");
        assert!(report["refused"][0].as_str().unwrap().contains("under another one"), "{report}");
        let nadia = world.token_of("nadia").await;
        let suzanne = world.person_named("suzanne").await;
        let path = format!("/api/v1/people/{}/pauses", suzanne.id);
        let away = json!({"reason": "hospital", "from": "2026-11-26", "to": "2026-12-05"});
        assert_eq!(world.post(&path, &nadia, away).await.0, 200);
        world.paris(0, 10, 0).await;
        assert_eq!(next(&world, "nadia").await, Value::Null, "one is in hospital, the other was never asked");
        world.paris(1, 9, 0).await;
        assert!(world.cases().await.iter().all(|case| case.kind != CaseKind::LateChecks));
        let (_, view) = world.get("/api/v1/watch-lists/soliha-watch", &nadia).await;
        assert!(view.as_array().unwrap().iter().all(|one| one["status"] == "not_followed"), "{view}");
        // Odette says yes: she is the next one.
        let odette = view[1]["person_id"].as_str().unwrap().to_owned();
        let said = json!({"scope": "calls", "answer": "yes"});
        world.post(&format!("/api/v1/people/{odette}/consents"), &nadia, said).await;
        assert_eq!(next(&world, "nadia").await["person_id"], json!(odette));
        let stop = format!("/api/v1/watch-lists/soliha-watch/people/{odette}");
        assert_eq!((world.delete(&stop, &nadia).await, world.delete(&stop, &nadia).await), (204, 404));
    }
}
