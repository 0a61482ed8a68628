//! Three circles of helpers: those who call, neighbours who do a small favour, and those who receive the news.

use passerelle_domain::{
    case::CaseKind,
    favour::{Favour, FavourState},
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{favours, volunteers};
use serde_json::json;

use passerelle_world::*;

fn neighbour(number: usize) -> String {
    format!("+3363998007{number}")
}

const CONNECTED: &str = "+33639980081";
const STOPPED: &str = "+33639980082";

/// Suzanne lives in Belleville and agreed to visits; five neighbours, one of them of Belleville; two connected.
async fn with_circles(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "people.csv" {
            *content = format!(
                "key,title,first_name,last_name,phone,line,territory,language,fragility,consent_calls,consent_visits,district\n\
                 suzanne,Mme,Suzanne,Lefort,{SUZANNE},paris,FR-IDF,fr,green,yes,yes,Belleville\n\
                 marthe,Mme,Marthe,Roux,+33199001002,paris,FR-IDF,fr,green,yes,pending,\n"
            );
        }
        if name == "volunteers.csv" {
            let mut rows = String::from(
                "key,first_name,last_name,phone,email,languages,territory,line,availability,max_calls_per_day,max_calls_per_week,status,charter_signed_on,trained_on,circle,district\n",
            );
            for (key, first, phone) in [("karim", "Karim", KARIM), ("zoe", "Zoé", ZOE)] {
                rows.push_str(&format!("{key},{first},Martin,{phone},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15,active,\n"));
            }
            for number in 1..=5 {
                let district = if number == 5 { "Belleville" } else { "" };
                let phone = neighbour(number);
                // Also one who is active in every other way: the circle alone keeps calls away.
                rows.push_str(&format!("n{number},Lou,Voisin,{phone},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15,neighbour,{district}\n"));
            }
            for (key, phone) in [("c1", CONNECTED), ("c2", STOPPED)] {
                rows.push_str(&format!(
                    "{key},Ana,Amie,{phone},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,applicant,,,connected,\n"
                ));
            }
            *content = rows;
        }
    }
    World::begin_at(on, World::morning(), files).await
}

async fn asks(world: &World, person: &str, kind: &str) -> (u16, serde_json::Value) {
    let token = world.token_of("nadia").await;
    let id = world.person_named(person).await.id;
    let answer = world.post("/api/v1/favours", &token, json!({"person_id": id, "kind": kind})).await;
    world.run_until(world.now() + chrono::TimeDelta::seconds(30)).await;
    answer
}

async fn favours_of(world: &World) -> Vec<Favour> {
    let mut read = world.service.app.db.read().await.unwrap();
    favours::of_organisation(&mut read, world.service.organisation).await.unwrap()
}

fn asked(world: &World) -> Vec<usize> {
    (1..=5).filter(|number| world.texts(&neighbour(*number)).iter().any(|text| text.contains("coup de main"))).collect()
}

on_both! {
    /// The first yes has it; the others are told; the texts hold a first name and a part of town.
    async fn small_favour_then_neighbours_are_asked_in_waves_and_the_first_yes_has_it(world: World in with_circles) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI, NON, ou", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 10, 0).await;
        let (status, favour) = asks(&world, "suzanne", "errand").await;
        assert_eq!((status, favour["state"].as_str()), (201, Some("asking")), "{favour}");
        let first: Vec<usize> = asked(&world);
        assert_eq!(first.len(), 3, "{}", world.story().await);
        assert!(first.contains(&5), "her part of town first");
        let text = world.last_text(&neighbour(5));
        assert!(text.contains("un coup de main pour Suzanne (Belleville, "), "{text}");
        assert!(!text.contains("Lefort") && !text.contains("0199"), "{text}");
        world.writes(&neighbour(first[0]), "non").await;
        world.minutes(50).await;
        assert_eq!(asked(&world).len(), 5, "{}", world.story().await);
        world.write_at_once(&[(&neighbour(first[1]), "OUI"), (&neighbour(first[2]), "oui !")]).await;
        world.minutes(1).await;
        let won = [first[1], first[2]].into_iter().filter(|number| world.last_text(&neighbour(*number)).contains("c'est vous pour Suzanne")).count();
        assert_eq!(won, 1, "{}", world.story().await);
        let told = (1..=5).filter(|number| world.last_text(&neighbour(*number)).contains("un autre bénévole a déjà dit OUI")).count();
        assert_eq!(told, 3, "the other yes, and the two who had not answered: {}", world.story().await);
        assert!(world.last_text(NADIA).contains("Lou a dit oui pour Suzanne"), "{:?}", world.texts(NADIA));
        let favour = favours_of(&world).await.remove(0);
        assert_eq!(favour.state, FavourState::Taken);
        assert!(world.cases().await.is_empty());
        world.paris(0, 16, 0).await;
    }

    async fn nobody_says_yes_then_a_coordinator_and_nobody_more_than_three_times_a_week(world: World in with_circles) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI, NON, ou", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 21, 0).await;
        for kind in ["errand", "paper", "company", "outing"] {
            assert_eq!(asks(&world, "suzanne", kind).await.0, 201);
        }
        assert!(asked(&world).is_empty(), "nobody is written to at night");
        world.paris(1, 13, 0).await;
        for number in 1..=5 {
            let times = world.texts(&neighbour(number)).iter().filter(|text| text.contains("coup de main")).count();
            assert_eq!(times, 3, "{}", world.story().await);
        }
        let kinds: Vec<CaseKind> = world.cases().await.into_iter().map(|case| case.kind).collect();
        assert_eq!(kinds, [CaseKind::FavourUnanswered; 4], "{}", world.story().await);
        assert!(favours_of(&world).await.iter().all(|favour| favour.state == FavourState::Unanswered));
    }

    /// Nobody comes to her who did not agree to visits; nobody of an outer circle is asked for calls or can call.
    async fn circles_then_each_is_asked_what_it_is_there_for_and_reads_no_file(world: World in with_circles) {
        let token = world.token_of("nadia").await;
        let (status, refused) = asks(&world, "marthe", "errand").await;
        assert_eq!((status, refused["detail"].as_str()), (409, Some("no consent: visits")), "{refused}");
        assert_eq!(asks(&world, "suzanne", "medicine").await.0, 422);
        let suzanne = world.person_named("suzanne").await.id;
        let ines = world.token_of("ines").await;
        assert_eq!(world.post("/api/v1/favours", &ines, json!({"person_id": suzanne, "kind": "errand"})).await.0, 403);
        // Karim cannot: Zoé is asked, and no neighbour, though five of them are ready in every other way.
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI, NON, ou", "non"));
        world.person(ZOE, WrittenPerson::new().replies_on("Premier OUI retenu", "non"));
        world.paris(0, 14, 59).await;
        assert!(world.texts(ZOE).iter().any(|text| text.contains("pouvez-vous appeler Suzanne")), "{}", world.story().await);
        assert!((1..=5).all(|number| world.texts(&neighbour(number)).is_empty()), "{}", world.story().await);
        let (_, all) = world.get("/api/v1/volunteers", &token).await;
        let callers: Vec<&str> = all.as_array().unwrap().iter().filter(|who| who["may_call"] == true).map(|who| who["key"].as_str().unwrap()).collect();
        assert_eq!(callers, ["karim", "zoe"]);
        // A neighbour who writes is told nothing of anybody.
        world.writes(&neighbour(1), "Suzanne va bien ?").await;
        assert!(!world.last_text(&neighbour(1)).contains("Suzanne"));
        // Whoever leaves the active circle has no person any more, and her calls are to cover.
        let app = &world.service.app;
        let mut read = app.db.read().await.unwrap();
        let karim = volunteers::by_key(&mut read, &app.secrets, world.service.organisation, "karim").await.unwrap().unwrap();
        drop(read);
        let path = format!("/api/v1/volunteers/{}/circle", karim.id);
        let request = reqwest::Client::new().put(format!("{}{path}", world.service.web_url)).bearer_auth(&token);
        let status = request.json(&json!({"circle": "connected"})).send().await.unwrap().status();
        assert_eq!(status.as_u16(), 200);
        world.minutes(1).await;
        let mut read = app.db.read().await.unwrap();
        assert!(passerelle_store::call_series::of_volunteer(&mut read, karim.id).await.unwrap().is_empty());
        drop(read);
        world.person(NADIA, WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
    }

    async fn news_then_one_text_to_the_connected_and_none_after_stop(world: World in with_circles) {
        let token = world.token_of("nadia").await;
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI, NON, ou", "oui").on_hearing("Prêt ? Appuyez sur 1", "1").on_hearing("Si tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 10, 0).await;
        world.writes(STOPPED, "STOP").await;
        let before = world.texts(STOPPED).len();
        let news = json!({"line": "paris", "words": "Goûter samedi 5 décembre à 15h, salle Voltaire."});
        let (status, told) = world.post("/api/v1/news", &token, news).await;
        assert_eq!((status, told["readers"].as_u64()), (202, Some(1)), "{told}");
        world.minutes(1).await;
        assert_eq!(
            world.last_text(CONNECTED),
            "Goûter samedi 5 décembre à 15h, salle Voltaire. Pour ne plus rien recevoir: STOP. Passerelles".replace('û', "u")
        );
        assert_eq!(world.texts(STOPPED).len(), before);
        assert!((1..=5).all(|number| world.texts(&neighbour(number)).is_empty()), "news are for the outer circle");
        let long = json!({"line": "paris", "words": "Beaucoup de mots ".repeat(10)});
        assert_eq!(world.post("/api/v1/news", &token, long).await.0, 422);
        world.paris(0, 16, 0).await;
    }
}
