//! A coordinator calls the person of an alert from the page: her own telephone rings first, and nobody sees a number.

use passerelle_domain::case::{CaseKind, CaseOutcome, CaseState};
use passerelle_simulator::WrittenPerson;
use serde_json::json;

use passerelle_world::*;

/// Nadia presses 1 when her telephone rings for a call from the page.
fn nadia() -> WrittenPerson {
    WrittenPerson::new().on_hearing("Pour appeler Suzanne, appuyez sur 1", "1")
}

/// Four tries in vain: an alert waits since eleven on Friday.
async fn nobody_answered(world: &World) -> String {
    let karim = WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1");
    world.person(KARIM, karim);
    world.person(SUZANNE, WrittenPerson::new().never_answers());
    world.paris(1, 11, 5).await;
    world.the_case().await.code.to_string()
}

async fn calls_of_the_story(world: &World, code: &str) -> Vec<(String, usize)> {
    let token = world.token_of("nadia").await;
    let (status, timeline) = world.get(&format!("/api/v1/cases/{code}/timeline"), &token).await;
    assert_eq!(status, 200);
    let lines = timeline.as_array().or_else(|| timeline["entries"].as_array()).unwrap_or_else(|| panic!("{timeline}"));
    let called = lines.iter().filter(|line| line["what"] == "called");
    called
        .map(|line| {
            let legs = line["detail"]["legs"].as_array().map_or(0, Vec::len);
            (line["detail"]["result"].as_str().unwrap_or_default().to_owned(), legs)
        })
        .collect()
}

on_both! {
    async fn call_now_then_the_coordinator_rings_first_and_the_story_tells_how_it_went(world: World) {
        let code = nobody_answered(&world).await;
        world.person(NADIA, nadia());
        world.person(SUZANNE, WrittenPerson::new().answers_after(15.0).talks_for(240.0));
        let her = world.signed_in("nadia").await;
        let today = her.opens("/today").await;
        let told = her.fills(&today, &format!("/cases/{code}/call"), &[]).await;
        assert!(told.says("Votre téléphone va sonner. L'alerte est à vous."), "{}", told.text());
        // A second press rings nobody twice.
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &world.token_of("nadia").await, json!({})).await.0, 202);
        world.minutes(8).await;
        let (mine, hers) = (world.rung(NADIA), world.rung(SUZANNE));
        let (mine, hers) = (mine.last().unwrap(), hers.last().unwrap());
        assert!(hers.rang_at > mine.answered_at, "{}", world.story().await);
        assert!(world.heard(NADIA).contains(&format!("Dites dans l'alerte {code} comment cela s'est passé.")), "{}", world.heard(NADIA));
        assert!(world.heard(SUZANNE).contains("Nadia aimerait vous parler."), "{}", world.heard(SUZANNE));
        assert_eq!(world.rung(NADIA).len(), 1);
        assert_eq!(calls_of_the_story(&world, &code).await, [("talked".to_owned(), 2)]);
        let case = world.the_case().await;
        assert_eq!((case.state, case.holder.map(|holder| holder.uuid())), (CaseState::Acknowledged, Some(world.staff_named("nadia").await.id.0)));
        let page = her.opens(&format!("/cases/{code}")).await;
        assert!(page.says("Nadia appelle par le service : ils se sont parlé."), "{}", page.text());
        assert_eq!(world.closes_with(&case.code, "well_out", "").await, 200);
        assert_eq!(world.the_case().await.closure.unwrap().outcome, CaseOutcome::WellOut);
    }

    async fn nobody_answers_the_call_then_the_alert_stays_with_whoever_called_and_goes_on(world: World) {
        let code = nobody_answered(&world).await;
        world.person(NADIA, nadia());
        let token = world.token_of("nadia").await;
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &token, json!({})).await.0, 202);
        world.minutes(4).await;
        assert!(world.heard(NADIA).contains(&format!("L'alerte {code} reste à vous.")), "{}", world.heard(NADIA));
        assert_eq!(calls_of_the_story(&world, &code).await, [("no_answer".to_owned(), 2)]);
        let case = world.the_case().await;
        assert_eq!(case.state, CaseState::Acknowledged);
        assert!(case.expires_at.is_some_and(|at| at > world.now()), "whoever forgets it is asked again");
    }

    async fn coordinator_does_not_pick_up_then_her_telephone_never_rang(world: World) {
        let code = nobody_answered(&world).await;
        let before = world.rung(SUZANNE).len();
        world.person(NADIA, WrittenPerson::new().never_answers());
        let token = world.token_of("nadia").await;
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &token, json!({})).await.0, 202);
        world.minutes(3).await;
        assert_eq!(world.rung(SUZANNE).len(), before);
        assert_eq!(calls_of_the_story(&world, &code).await, [("caller_absent".to_owned(), 1)]);
    }

    async fn alert_of_a_colleague_closed_unknown_or_not_wished_then_nobody_is_rung(world: World) {
        let code = nobody_answered(&world).await;
        let before = world.rung(SUZANNE).len();
        let (nadia, christine) = (world.token_of("nadia").await, world.token_of("christine").await);
        let her = world.signed_in("nadia").await;
        let today = her.opens("/today").await;
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/acknowledgement"), &christine, json!({})).await.0, 200);
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &nadia, json!({})).await.0, 409);
        assert_eq!(world.post("/api/v1/cases/ZZZZ/call", &nadia, json!({})).await.0, 404);
        let refused = her.fills(&today, &format!("/cases/{code}/call"), &[]).await;
        assert!(refused.says("Quelqu'un d'autre l'a prise juste avant vous."), "{}", refused.text());
        let suzanne = world.person_named("suzanne").await.id;
        let consent = json!({ "scope": "calls", "answer": "no", "way": "staff", "wording": "au téléphone" });
        assert_eq!(world.post(&format!("/api/v1/people/{suzanne}/consents"), &christine, consent).await.0, 200);
        if world.the_case().await.state != CaseState::Closed {
            assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &christine, json!({})).await.0, 422);
            assert_eq!(world.closes_with(&world.the_case().await.code, "handled", "").await, 200);
        }
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &christine, json!({})).await.0, 409);
        world.minutes(5).await;
        assert_eq!(world.rung(SUZANNE).len(), before);
    }

    async fn she_has_died_then_call_now_rings_her_volunteer_and_never_where_she_lived(world: World) {
        let code = nobody_answered(&world).await;
        let token = world.token_of("nadia").await;
        let (_, all) = world.get("/api/v1/series", &token).await;
        let end = format!("/api/v1/series/{}/end", all[0]["id"].as_str().unwrap());
        assert_eq!(world.post(&end, &token, json!({ "reason": "death" })).await.0, 200);
        let before = (world.rung(SUZANNE).len(), world.rung(KARIM).len());
        // The alert that was open about her: nobody is put through to her home.
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/call"), &token, json!({})).await.0, 422);
        let support = world.cases().await.into_iter().find(|case| case.kind == CaseKind::SupportVolunteer).unwrap();
        let her = world.signed_in("nadia").await;
        let page = her.opens(&format!("/cases/{}", support.code)).await;
        world.person(NADIA, WrittenPerson::new().on_hearing("Pour appeler Karim, appuyez sur 1", "1"));
        world.person(KARIM, WrittenPerson::new().answers_after(10.0).talks_for(300.0));
        let told = her.fills(&page, &format!("/cases/{}/call", support.code), &[]).await;
        assert!(told.says("Votre téléphone va sonner. L'alerte est à vous."), "{}", told.text());
        world.minutes(8).await;
        assert_eq!((world.rung(SUZANNE).len(), world.rung(KARIM).len()), (before.0, before.1 + 1), "{}", world.story().await);
        assert!(world.heard(KARIM).contains("Nadia aimerait vous parler."), "{}", world.heard(KARIM));
        assert_eq!(calls_of_the_story(&world, &support.code.to_string()).await, [("talked".to_owned(), 2)]);
        let suzanne = world.person_named("suzanne").await;
        assert_eq!(suzanne.last_talked_at, None, "she did not talk");
    }
}
