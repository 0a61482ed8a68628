//! A household, its team of volunteers and social workers, and every address of it tried by everybody.

use passerelle_app::give_volunteer_token;
use passerelle_domain::{case::CaseKind, ids::VolunteerId};
use passerelle_store::{event_log, volunteers};
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use passerelle_world::*;

/// Salomé is the social worker of the team, Rémi one of another team, Omar runs the program, Thierry works for a landlord.
fn with_social_workers() -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "staff.csv" => {
                *content = content.replace("language\n", "language,partner\n").replace(",fr\n", ",fr,\n");
                content.push_str("salome,Salomé,Achard,,salome@example.org,social_worker,fr,\n");
                content.push_str("remi,Rémi,Bastide,,remi@example.org,social_worker,fr,\n");
                content.push_str("omar,Omar,Cadet,,omar@example.org,administrator,fr,\n");
                content.push_str("thierry,Thierry,Vasseur,,thierry@example.org,partner,fr,herault\n");
            }
            "people.csv" => {
                *content = content.replace("consent_recognition", "consent_recognition,consent_visits");
                *content = content.replace("yes,no,yes", "yes,no,yes,yes");
            }
            _ => {}
        }
    }
    files
}

async fn with_a_team(on: On) -> World {
    World::begin_at(on, World::morning(), with_social_workers()).await
}

async fn volunteer_id(world: &World, key: &str) -> Uuid {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap().id.0
}

async fn volunteers_token(world: &World, key: &str) -> String {
    let id = VolunteerId(volunteer_id(world, key).await);
    give_volunteer_token(&world.service.app, world.service.organisation, id).await.unwrap().unwrap()
}

/// One request of any kind: the status, and the answer.
async fn ask(world: &World, method: Method, path: &str, token: &str, body: Option<Value>) -> (u16, Value) {
    let request = world.http.request(method, format!("{}{path}", world.service.web_url)).bearer_auth(token);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

/// The household of Suzanne, with Karim and Salomé.
async fn household(world: &World) -> String {
    let nadia = world.token_of("nadia").await;
    let new = json!({"key": "h12", "person_id": world.person_named("suzanne").await.id});
    for _ in 0..2 {
        assert_eq!(world.post("/api/v1/households", &nadia, new.clone()).await.0, 200);
    }
    let (_, all) = world.get("/api/v1/households", &nadia).await;
    assert_eq!(all.as_array().unwrap().len(), 1);
    let path = format!("/api/v1/households/{}", all[0]["id"].as_str().unwrap());
    let karim = format!("{path}/team/{}", volunteer_id(world, "karim").await);
    let salome = format!("{path}/team/{}", world.staff_named("salome").await.id);
    for (member, role) in [(karim, "volunteer"), (salome, "social_worker")] {
        assert_eq!(ask(world, Method::PUT, &member, &nadia, Some(json!({"role": role}))).await.0, 204);
    }
    path
}

on_both! {
    async fn every_address_by_every_role_then_the_matrix(world: World in with_a_team) {
        let path = household(&world).await;
        let karim = volunteer_id(&world, "karim").await;
        let nadia = world.token_of("nadia").await;
        let visit = json!({"member_id": karim, "at": "2026-11-26T10:00:00Z"});
        assert_eq!(ask(&world, Method::POST, &format!("{path}/visits"), &nadia, Some(visit)).await.0, 204);
        world.paris(0, 11, 30).await;
        let (_, file) = world.get(&path, &nadia).await;
        let visit = file["visits"][0]["id"].as_str().unwrap().to_owned();
        let zoe = volunteer_id(&world, "zoe").await;
        // Members: the volunteer, the social worker, the coordinator; then everybody who is nobody to this household.
        let tokens = [
            ("karim", volunteers_token(&world, "karim").await),
            ("salome", world.token_of("salome").await),
            ("nadia", nadia),
            ("zoe", volunteers_token(&world, "zoe").await),
            ("remi", world.token_of("remi").await),
            ("ines", world.token_of("ines").await),
            ("omar", world.token_of("omar").await),
            ("thierry", world.token_of("thierry").await),
            ("nobody", "no token at all".to_owned()),
        ];
        let later = json!({"member_id": karim, "at": "2026-12-03T10:00:00Z"});
        let endpoints: [(Method, String, Option<Value>, [u16; 4]); 9] = [
            (Method::GET, path.clone(), None, [200, 200, 200, 404]),
            (Method::POST, format!("{path}/visits"), Some(later), [403, 204, 204, 404]),
            (Method::POST, format!("{path}/visits/{visit}/report"), Some(json!({"is_done": true})), [204, 403, 403, 404]),
            (Method::POST, format!("{path}/notes"), Some(json!({"text": "Le portail est ouvert."})), [204, 204, 403, 404]),
            (Method::POST, format!("{path}/social-notes"), Some(json!({"text": "Droits ouverts."})), [403, 204, 403, 404]),
            (Method::PUT, format!("{path}/goals"), Some(json!({"goals": ["Aller au jardin"]})), [403, 204, 403, 404]),
            (Method::PUT, format!("{path}/team/{karim}"), Some(json!({"role": "volunteer"})), [403, 403, 204, 404]),
            // Nobody of the team: whoever may change it is told so.
            (Method::DELETE, format!("{path}/team/{zoe}"), None, [403, 403, 404, 404]),
            (Method::POST, "/api/v1/households".into(), Some(json!({"key": "h12", "person_id": world.person_named("suzanne").await.id})), [403, 403, 200, 403]),
        ];
        for (method, address, body, expected) in endpoints {
            for (place, (who, token)) in tokens.iter().enumerate() {
                let (status, answer) = ask(&world, method.clone(), &address, token, body.clone()).await;
                let expected = match *who {
                    "thierry" | "nobody" => 401,
                    _ => expected[place.min(3)],
                };
                assert_eq!(status, expected, "{who} {method} {address}: {answer}");
            }
        }
    }

    async fn volunteer_sees_own_notes_and_the_social_worker_the_social_part_and_both_are_in_the_audit(world: World in with_a_team) {
        let path = household(&world).await;
        let (karim, salome, nadia) = (volunteers_token(&world, "karim").await, world.token_of("salome").await, world.token_of("nadia").await);
        for (token, address, text) in [
            (&karim, "notes", "Elle aimerait un rosier."),
            (&salome, "notes", "Rendez-vous pris pour le chauffage."),
            (&salome, "social-notes", "Dossier déposé."),
        ] {
            assert_eq!(world.post(&format!("{path}/{address}"), token, json!({"text": text})).await.0, 204);
        }
        let goals = json!({"goals": ["Aller au jardin", "Revoir sa soeur"]});
        assert_eq!(ask(&world, Method::PUT, &format!("{path}/goals"), &salome, Some(goals)).await.0, 204);
        let (_, seen) = world.get(&path, &karim).await;
        let texts = |notes: &Value| notes.as_array().unwrap().iter().map(|note| note["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(texts(&seen["notes"]), ["Elle aimerait un rosier."], "own notes only");
        assert!(seen.get("social_part").is_none() && !seen.to_string().contains("Dossier"), "{seen}");
        assert_eq!(seen["goals"], json!(["Aller au jardin", "Revoir sa soeur"]));
        let (_, seen) = world.get(&path, &salome).await;
        assert_eq!((texts(&seen["notes"]).len(), texts(&seen["social_part"])), (2, vec!["Dossier déposé.".to_owned()]));
        let (_, seen) = world.get(&path, &nadia).await;
        assert!(seen.get("notes").is_none() && seen.get("social_part").is_none() && seen.get("goals").is_none(), "{seen}");
        let id: Uuid = path.rsplit('/').next().unwrap().parse().unwrap();
        let app = &world.service.app;
        let log = event_log::of_noun(&mut app.db.read().await.unwrap(), "household", id, 100).await.unwrap();
        let looked = |verb: &str, member: Uuid| log.iter().any(|line| line.verb == verb && line.actor == format!("member:{member}"));
        assert!(looked("viewed", volunteer_id(&world, "karim").await), "{log:?}");
        assert!(looked("viewed_all", world.staff_named("salome").await.id.0), "{log:?}");
        let kept = passerelle_store::test_support::contents(&app.db).await;
        assert!(kept.values().flatten().all(|row| !row.contains("rosier") && !row.contains("jardin")), "notes are sealed");
        // A volunteer's token opens the households they follow, and no other door.
        for door in ["/api/v1/people", "/api/v1/cases", "/api/v1/volunteers", "/api/v1/campaigns"] {
            assert_eq!(world.get(door, &karim).await.0, 401, "{door}");
        }
    }

    async fn nobody_tells_of_a_visit_within_a_day_then_a_human_asks_how_she_is(world: World in with_a_team) {
        let path = household(&world).await;
        let nadia = world.token_of("nadia").await;
        let karim = volunteer_id(&world, "karim").await;
        for at in ["2026-11-26T10:00:00Z", "2026-11-26T13:00:00Z"] {
            let visit = json!({"member_id": karim, "at": at});
            assert_eq!(ask(&world, Method::POST, &format!("{path}/visits"), &nadia, Some(visit)).await.0, 204);
        }
        world.paris(0, 15, 30).await;
        let (_, file) = world.get(&path, &nadia).await;
        let report = format!("{path}/visits/{}/report", file["visits"][0]["id"].as_str().unwrap());
        let token = volunteers_token(&world, "karim").await;
        assert_eq!(ask(&world, Method::POST, &report, &token, Some(json!({"is_done": true}))).await.0, 204);
        world.paris(1, 13, 59).await;
        assert!(world.cases().await.iter().all(|case| case.kind != CaseKind::VisitMissed));
        world.paris(1, 14, 2).await;
        let asked: Vec<_> = world.cases().await.into_iter().filter(|case| case.kind == CaseKind::VisitMissed).collect();
        assert_eq!(asked.len(), 1, "{}", world.story().await);
        assert_eq!(asked[0].person_id, Some(world.person_named("suzanne").await.id));
    }

    async fn leaves_the_team_or_the_association_then_access_and_visits_end_with_it(world: World in with_a_team) {
        let path = household(&world).await;
        let nadia = world.token_of("nadia").await;
        let (karim, zoe) = (volunteer_id(&world, "karim").await, volunteer_id(&world, "zoe").await);
        let (karims, zoes) = (volunteers_token(&world, "karim").await, volunteers_token(&world, "zoe").await);
        let join = format!("{path}/team/{zoe}");
        assert_eq!(ask(&world, Method::PUT, &join, &nadia, Some(json!({"role": "social_worker"}))).await.0, 422, "no secrecy binds her");
        assert_eq!(ask(&world, Method::PUT, &join, &nadia, Some(json!({"role": "volunteer"}))).await.0, 204);
        for member in [karim, zoe] {
            let visit = json!({"member_id": member, "at": "2026-12-03T10:00:00Z"});
            assert_eq!(ask(&world, Method::POST, &format!("{path}/visits"), &nadia, Some(visit)).await.0, 204);
        }
        assert_eq!(world.get(&path, &karims).await.0, 200);
        assert_eq!(world.delete(&format!("{path}/team/{karim}"), &nadia).await, 204);
        assert_eq!(world.get(&path, &karims).await.0, 404, "the same minute");
        assert_eq!(world.get("/api/v1/households", &karims).await, (200, json!([])));
        assert_eq!(world.get(&path, &zoes).await.0, 200);
        let steps = format!("/api/v1/volunteers/{zoe}/steps");
        assert_eq!(world.post(&steps, &nadia, json!({"step": "ended"})).await.0, 200);
        assert_eq!(world.get(&path, &zoes).await.0, 401, "who has left has no token");
        let (_, file) = world.get(&path, &nadia).await;
        assert_eq!((file["team"].as_array().unwrap().len(), file["visits"].as_array().unwrap().len()), (1, 0), "{file}");
        // She does not want visits any more: none is planned.
        let said = format!("/api/v1/people/{}/consents", world.person_named("suzanne").await.id);
        world.post(&said, &nadia, json!({"scope": "visits", "answer": "no"})).await;
        let visit = json!({"member_id": world.staff_named("salome").await.id, "at": "2026-12-03T10:00:00Z"});
        assert_eq!(ask(&world, Method::POST, &format!("{path}/visits"), &nadia, Some(visit)).await.0, 422);
    }
}
