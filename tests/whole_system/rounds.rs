//! A week over a residence of thirty dwellings: everybody has a status, a need is taken by a neighbour, Friday's bulletin
//! tells of nobody.

use chrono::TimeDelta;
use passerelle_domain::case::CaseKind;
use serde_json::{Value, json};

use passerelle_world::*;

/// The week of the stories begins on Monday 23 November; the first morning of the World is its Thursday.
const DWELLINGS: u32 = 30;

async fn on_monday(on: On) -> World {
    World::begin_at(on, World::morning() - TimeDelta::days(3), files()).await
}

async fn moves_in(world: &World) {
    let nadia = world.token_of("nadia").await;
    let body = json!({"name": "Les Tilleuls", "line": "paris", "facilitator": "ines"});
    let url = format!("{}/api/v1/residences/tilleuls", world.service.web_url);
    assert_eq!(world.http.put(&url).bearer_auth(&nadia).json(&body).send().await.unwrap().status(), 200);
    let mut list = "reference,first_name,last_name,phone,residence\n".to_owned();
    for dwelling in 1..=DWELLINGS {
        list.push_str(&format!("B{dwelling},Ghislaine,Habitant{dwelling},026191{dwelling:04},Les Tilleuls\n"));
    }
    for added in [DWELLINGS, 0] {
        let answer = world.http.post(format!("{url}/residents")).bearer_auth(&nadia).body(list.clone()).send().await;
        let report: Value = answer.unwrap().json().await.unwrap();
        assert_eq!(report["accepted"].as_u64(), Some(u64::from(added)), "{report}");
    }
}

async fn next(world: &World, who: &str) -> Value {
    let token = world.token_of(who).await;
    let (status, next) = world.post("/api/v1/residences/tilleuls/reservations", &token, json!({})).await;
    assert_eq!(status, 200, "{next}");
    next
}

async fn tells(world: &World, resident: &Value, told: Value) -> Value {
    let token = world.token_of("ines").await;
    let path = format!("/api/v1/residences/tilleuls/residents/{}/contacts", resident["id"].as_str().unwrap());
    let (status, answer) = world.post(&path, &token, told).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

async fn bulletin(world: &World) -> Value {
    world.get("/api/v1/residences/tilleuls/bulletin?on=2026-11-23", &world.token_of("ines").await).await.1
}

async fn unfinished(world: &World) -> Vec<u32> {
    let cases = world.cases().await;
    cases.into_iter().filter(|case| case.kind == CaseKind::RoundUnfinished).map(|case| case.attempts).collect()
}

on_both! {
    async fn a_week_then_everybody_has_a_status_and_the_need_is_a_neighbours(world: World in on_monday) {
        moves_in(&world).await;
        assert_eq!(next(&world, "ines").await, Value::Null, "before nine nobody is called");
        world.paris(-3, 9, 0).await;
        let (one, two) = tokio::join!(next(&world, "ines"), next(&world, "nadia"));
        assert_ne!(one["id"], two["id"], "two callers never ring one telephone");
        world.minutes(46).await;
        let mut not_reached = Vec::new();
        for place in 0..DWELLINGS {
            let resident = next(&world, "ines").await;
            let told = match place {
                0 | 1 => json!({"result": "not_reached"}),
                2 => json!({"result": "reached", "need": "supply", "urgency": "routine"}),
                3 => json!({"result": "asked_not_to_be_called"}),
                4 => json!({"result": "message_left"}),
                _ => json!({"result": "reached"}),
            };
            if place < 2 {
                not_reached.push(resident["id"].clone());
            }
            let answer = tells(&world, &resident, told).await;
            if place == 2 {
                let code = answer["task"].as_str().unwrap().to_owned();
                let nadia = world.token_of("nadia").await;
                let (_, tasks) = world.get("/api/v1/residences/tilleuls/tasks", &nadia).await;
                let ines = world.staff_named("ines").await.id.to_string();
                assert_eq!((tasks[0]["code"].as_str(), tasks[0]["owned_by"].as_str()), (Some(&*code), Some(&*ines)));
                assert!(!tasks[0]["due_at"].is_null(), "{tasks}");
                let taker = format!("/api/v1/residences/tilleuls/tasks/{code}/taker");
                assert_eq!(world.post(&taker, &nadia, json!({"resident": "B9"})).await.0, 200);
                assert_eq!(world.post(&taker, &nadia, json!({"resident": "B9"})).await.0, 200, "again is once");
                assert_eq!(world.post(&taker, &nadia, json!({"resident": "B10"})).await.0, 409, "the first one has it");
            }
        }
        assert_eq!(next(&world, "ines").await, Value::Null);
        // In the afternoon again in vain: that is their status, and the next day's list begins with them.
        world.paris(-3, 15, 0).await;
        for _ in 0..2 {
            let resident = next(&world, "ines").await;
            assert_eq!(tells(&world, &resident, json!({"result": "not_reached"})).await["status"], "not_reached_twice");
        }
        world.paris(-2, 9, 0).await;
        let first = next(&world, "ines").await;
        assert!(not_reached.contains(&first["id"]), "{first}");
        tells(&world, &first, json!({"result": "reached"})).await;
        let ines = world.token_of("ines").await;
        let initiatives = "/api/v1/residences/tilleuls/initiatives";
        let named = json!({"text": "Merci à Habitant9 pour les courses"});
        assert_eq!(world.post(initiatives, &ines, named).await.0, 422);
        for _ in 0..2 {
            let soup = json!({"text": "Soupe partagée jeudi midi dans la salle commune"});
            assert_eq!(world.post(initiatives, &ines, soup).await.0, 204);
        }
        world.paris(1, 17, 5).await;
        assert!(unfinished(&world).await.is_empty(), "everybody has a status: {}", world.story().await);
        let bulletin = bulletin(&world).await;
        assert_eq!(bulletin["by_status"], json!({
            "reached": 27, "message_left": 1, "not_reached_twice": 1, "asked_not_to_be_called": 1,
        }), "{bulletin}");
        assert_eq!((bulletin["without_status"].as_u64(), bulletin["needs"].as_u64(), bulletin["taken"].as_u64()), (Some(0), Some(1), Some(1)));
        assert_eq!(bulletin["initiatives"].as_array().unwrap().len(), 1);
        let told = bulletin.to_string();
        assert!(!told.contains("Habitant") && !told.contains("B9") && !told.contains("6191"), "{told}");
        // The next week begins by itself, without whoever asked not to be called.
        world.paris(4, 9, 0).await;
        let (_, next_week) = world.get("/api/v1/residences/tilleuls/bulletin?on=2026-11-30", &ines).await;
        assert_eq!((next_week["without_status"].as_u64(), next_week["by_status"]["asked_not_to_be_called"].as_u64()), (Some(29), Some(1)), "{next_week}");
    }

    async fn friday_with_residents_without_a_status_then_a_coordinator_hears_of_it(world: World in on_monday) {
        moves_in(&world).await;
        world.paris(-3, 9, 0).await;
        let resident = next(&world, "ines").await;
        tells(&world, &resident, json!({"result": "reached"})).await;
        world.paris(1, 16, 55).await;
        assert!(unfinished(&world).await.is_empty());
        world.paris(1, 17, 5).await;
        assert_eq!(unfinished(&world).await, [29]);
        assert_eq!(world.told_in_paris(NADIA, "29 habitants sans nouvelles").len(), 1, "{:?}", world.texts(NADIA));
        world.paris(2, 9, 0).await;
        assert_eq!(unfinished(&world).await, [29], "one open case stands for the week");
    }
}
