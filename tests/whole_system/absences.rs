//! A volunteer is away: calls are covered, or wait, and come back by themselves.

use passerelle_domain::{case::CaseKind, scheduled_call::State};
use passerelle_simulator::WrittenPerson;
use passerelle_store::volunteers;
use serde_json::json;

use passerelle_world::*;

fn makes_calls() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// Suzanne waits for Karim when he is away, and takes texts on a mobile.
async fn she_waits(on: On) -> World {
    World::begin_at(on, World::morning(), waiting("no")).await
}

async fn she_waits_and_reads_texts(on: On) -> World {
    let mut files = waiting("yes");
    for (name, content) in &mut files {
        if name == "people.csv" {
            *content = content.replace(SUZANNE, SUZANNE_MOBILE);
        }
    }
    World::begin_at(on, World::morning(), files).await
}

/// Zoé listens beside Inès until seven in the evening, and alone afterwards.
async fn zoe_listens(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "shifts.csv" {
            *content = content
                .replace("paris,ines,listening,mon-sun,09:00,20:00,1", "paris,ines,listening,mon-sun,09:00,19:00,1");
            content.push_str("paris,zoe,listening,mon-sun,09:00,20:00,2\n");
        }
    }
    World::begin_at(on, World::morning(), files).await
}

const SUZANNE_MOBILE: &str = "+33639981001";

fn waiting(sms: &str) -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "series.csv" {
            *content = content.replace(",protocol\n", ",protocol,when_away\n").replace(",weekly\n", ",weekly,wait\n");
        }
        if name == "people.csv" {
            *content = content.replace("green,yes,no,yes", &format!("green,yes,{sms},yes"));
        }
    }
    files
}

on_both! {
    /// V6: three Thursdays in December, by one text; covered; back by himself.
    async fn absence_by_text_then_covered_by_others_and_back_after_it(world: World) {
        world.person(KARIM, makes_calls());
        world.person(ZOE, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        world.writes(KARIM, "Absence 30/11 11/12 merci").await;
        assert!(world.last_text(KARIM).contains("absence notée du 30/11 au 11/12"), "{:?}", world.texts(KARIM));
        let token = world.token_of("nadia").await;
        let (_, to_cover) = world.get("/api/v1/calls-to-cover", &token).await;
        assert_eq!(to_cover.as_array().unwrap().len(), 2, "3 and 10 December: {to_cover}");
        let told = world.texts(KARIM).len();
        world.paris(14, 16, 0).await;
        assert_eq!(world.texts(KARIM).len(), told, "left in peace: {}", world.story().await);
        assert_eq!(world.rung_in_paris(ZOE), ["03 15:00", "10 15:00"], "{}", world.story().await);
        assert!(world.heard(SUZANNE).contains("Karim n'est pas là cette fois. Je vous passe Zoé."), "{}", world.heard(SUZANNE));
        world.paris(21, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00", "17 15:00"], "{}", world.story().await);
        assert!(world.cases().await.is_empty());
    }

    async fn absence_told_after_the_yes_then_somebody_is_asked_at_once_and_taken_back_it_is_his_again(world: World) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 9, 30).await;
        world.writes(KARIM, "ABSENCE 26/11 26/11").await;
        assert!(world.last_text(ZOE).contains("pouvez-vous appeler Suzanne"), "{}", world.story().await);
        let token = world.token_of("nadia").await;
        let karim = {
            let app = &world.service.app;
            let mut read = app.db.read().await.unwrap();
            volunteers::by_key(&mut read, &app.secrets, world.service.organisation, "karim").await.unwrap().unwrap()
        };
        let absences = format!("/api/v1/volunteers/{}/absences", karim.id);
        let (_, listed) = world.get(&absences, &token).await;
        assert_eq!(listed[0]["from_on"], "2026-11-26");
        assert_eq!(world.post(&absences, &token, json!({"from_on": "2026-11-20", "to_on": "2026-11-21"})).await.0, 422);
        assert_eq!(world.delete(&format!("{absences}/{}", listed[0]["id"].as_str().unwrap()), &token).await, 204);
        world.paris(0, 15, 30).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00"], "{}", world.story().await);
        assert!(world.rung(ZOE).is_empty());
    }

    async fn she_prefers_to_wait_then_nobody_calls_and_a_human_tells_her(world: World in she_waits) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        world.writes(KARIM, "ABSENCE 30/11 04/12").await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::PersonWaits);
        world.minutes(5).await;
        assert!(world.last_text(NADIA).contains("prévenez Suzanne"), "{:?}", world.texts(NADIA));
        assert_eq!(world.closes_with(&case.code, "handled", "").await, 200);
        world.paris(7, 16, 0).await;
        let call = &world.calls_of("suzanne").await[1];
        assert_eq!((call.state, call.cover.waits), (State::Cancelled, true));
        assert!(world.texts(ZOE).is_empty() && world.rung(SUZANNE).len() == 1, "{}", world.story().await);
        world.paris(14, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00", "10 15:00"], "the next date is kept: {}", world.story().await);
    }

    async fn she_waits_and_reads_texts_then_told_her_next_call_and_an_absence_cut_short_brings_calls_back(world: World in she_waits_and_reads_texts) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE_MOBILE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        world.writes(KARIM, "ABSENCE 30/11 11/12").await;
        assert!(world.last_text(SUZANNE_MOBILE).contains("Karim s'absente quelque temps. Prochain appel jeu. 17/12 à 15h00"), "{:?}", world.texts(SUZANNE_MOBILE));
        assert!(world.cases().await.is_empty());
        // "Pour changer": other dates take the place of those of a moment ago.
        world.writes(KARIM, "ABSENCE 30/11 04/12").await;
        let states: Vec<State> = world.calls_of("suzanne").await.iter().map(|call| call.state).collect();
        assert_eq!(states[1..3], [State::Cancelled, State::Planned], "{}", world.story().await);
        world.paris(4, 9, 30).await;
        world.writes(KARIM, "reprise").await;
        assert!(world.last_text(KARIM).contains("plus d'absence à partir du 30/11"), "{:?}", world.texts(KARIM));
        world.paris(7, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00", "03 15:00"], "{}", world.story().await);
    }

    async fn listener_is_away_then_the_line_rings_the_others_and_the_gap_is_listed(world: World in zoe_listens) {
        world.person(SUZANNE_MOBILE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, WrittenPerson::new().on_hearing("Pour le prendre, appuyez sur 1", "1"));
        world.paris(0, 10, 0).await;
        world.writes(ZOE, "absence 26/11 27/11").await;
        for _ in 0..3 {
            world.dials(SUZANNE_MOBILE);
            world.minutes(5).await;
        }
        assert!(world.rung(ZOE).is_empty(), "{}", world.story().await);
        assert_eq!(world.rung(LISTENER).len(), 3);
        let token = world.token_of("nadia").await;
        let (_, gaps) = world.get("/api/v1/lines/paris/gaps", &token).await;
        let alone: Vec<_> = gaps["nobody_listening"]["gaps"].as_array().unwrap().iter().map(|gap| &gap["from"]).collect();
        assert_eq!(alone, ["2026-11-26T19:00:00+01:00", "2026-11-27T19:00:00+01:00"], "nobody after Inès: {gaps}");
        world.person(ZOE, WrittenPerson::new().on_hearing("Pour le prendre, appuyez sur 1", "1"));
        world.paris(2, 19, 30).await;
        world.dials(SUZANNE_MOBILE);
        world.minutes(5).await;
        assert_eq!(world.rung(ZOE).len(), 1, "back by herself: {}", world.story().await);
    }

    async fn dates_not_understood_then_told_how_to_write_them(world: World) {
        world.paris(0, 9, 5).await;
        world.writes(KARIM, "absence 12/11 10/11/2026").await;
        assert!(world.last_text(KARIM).contains("je n'ai pas compris ces dates"), "{:?}", world.texts(KARIM));
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Offered);
    }
}
