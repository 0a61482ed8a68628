//! A day lived ahead from the page: on a copy, without anybody real, one at a time, told honestly when it was stopped.

use std::cell::Cell;

use chrono::TimeDelta;
use passerelle_app::{claim_rehearsal, end_rehearsal, tell_rehearsal};
use passerelle_domain::day_rehearsal::{DayFailure, DayResult};
use passerelle_rehearsal::day::{copy, live};
use passerelle_store::scheduled_calls;
use passerelle_world::*;
use serde_json::json;

/// Wednesday; Suzanne is called on Thursday at fifteen hours.
async fn wednesday_at_ten(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

async fn asks(browser: &Browser, fields: &[(&str, &str)]) -> Page {
    let page = browser.opens("/rehearsal").await;
    browser.fills(&page, "/rehearsal", fields).await
}

/// What the program does in a process of its own.
async fn is_lived(world: &World) -> DayResult {
    let app = &world.service.app;
    let rehearsal = claim_rehearsal(app).await.unwrap().expect("a rehearsal is asked");
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}", folder.path().join("day.db").display());
    let begins = copy(app, rehearsal.organisation_id, &rehearsal.wish, &database).await.unwrap();
    let last = Cell::new(0);
    let told = async |percent: u8| last.set(percent);
    let lived = live(&begins, &database, &folder.path().join("mail"), told).await.unwrap();
    assert_eq!(last.get(), 100);
    tell_rehearsal(app, &rehearsal, 50).await.unwrap();
    end_rehearsal(app, &rehearsal, Ok(lived.clone())).await.unwrap();
    lived
}

on_both! {
    async fn tomorrow_lived_ahead_then_what_would_be_escalated_and_nobody_real_is_rung(world: World in wednesday_at_ten) {
        let nadia = world.signed_in("nadia").await;
        assert!(nadia.opens("/rehearsal").await.says("Aucune répétition encore"));
        let asked = asks(&nadia, &[("seed", "3"), ("away", "90")]).await;
        assert!(asked.status == 200 && asked.says("attend son tour"), "{}", asked.text());
        let twice = asks(&nadia, &[]).await;
        assert!(twice.status == 422 && twice.says("déjà en cours"), "{}", twice.text());
        let before = (world.service.simulator.calls().len(), world.service.simulator.texts_to(KARIM).len());
        let lived = is_lived(&world).await;
        assert_eq!(lived.planned, 1, "{lived:?}");
        assert_eq!(lived.without_timer, 0, "{lived:?}");
        assert_eq!(lived.volunteers_away, 1, "{lived:?}");
        assert!(lived.rang > 0, "{lived:?}");
        let after = (world.service.simulator.calls().len(), world.service.simulator.texts_to(KARIM).len());
        assert_eq!(before, after, "nobody of the association was rung or written to");
        let mut read = world.service.app.db.read().await.unwrap();
        let now = world.now();
        let calls = scheduled_calls::between(&mut read, world.service.organisation, now, now + TimeDelta::days(2)).await.unwrap();
        assert!(calls.iter().all(|call| call.state.is_live() && call.attempts_made == 0), "nothing is written back");
        drop(read);
        let page = nadia.opens(&asked.address).await;
        assert!(page.says("La journée en chiffres") && page.says("Appels prévus 1"), "{}", page.text());
        assert!(page.says("personne n'a été appelé") && !page.html.contains("hx-trigger"), "{}", page.text());
        assert!(!page.says("Suzanne") && !page.says("Karim"), "{}", page.text());
        assert!(!nadia.opens("/rehearsal").await.says("attend son tour"));
        let ended = nadia.opens(&format!("{}/progress", asked.address)).await;
        assert_eq!(ended.headers.get("hx-refresh").unwrap(), "true");
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert_eq!(elsewhere.opens(&asked.address).await.status, 404);
        assert!(!elsewhere.opens("/rehearsal").await.html.contains(&asked.address));
    }

    async fn asked_badly_or_by_a_listener_then_told_or_refused(world: World in wednesday_at_ten) {
        let nadia = world.signed_in("nadia").await;
        for (field, typed, says) in [
            ("on", "", "Choisissez un jour"),
            ("on", "hier 💐", "Choisissez un jour"),
            ("on", "2026-11-24", "Choisissez un jour du"),
            ("on", "2027-11-24", "Choisissez un jour du"),
            ("seed", "<b>", "Le tirage est un nombre"),
            ("seed", "-1", "Le tirage est un nombre"),
            ("away", "91", "Un nombre de 0 à 90"),
            ("away", "\u{202e}9", "Un nombre de 0 à 90"),
        ] {
            let page = asks(&nadia, &[(field, typed)]).await;
            assert!(page.status == 422 && page.says(says), "{field} {typed}: {}", page.text());
        }
        for wrong in ["/rehearsal/A7K2", "/rehearsal/nul", "/rehearsal/%F0%9F%92%90/progress"] {
            assert_eq!(nadia.opens(wrong).await.status, 404, "{wrong}");
        }
        assert_eq!(world.signed_in("ines").await.opens("/rehearsal").await.status, 403);
    }

    async fn program_stopped_meanwhile_then_told_and_asked_again(world: World in wednesday_at_ten) {
        let nadia = world.signed_in("nadia").await;
        let asked = asks(&nadia, &[]).await;
        let app = &world.service.app;
        let rehearsal = claim_rehearsal(app).await.unwrap().unwrap();
        assert!(claim_rehearsal(app).await.unwrap().is_none(), "only one process lives it");
        tell_rehearsal(app, &rehearsal, 40).await.unwrap();
        let page = nadia.opens(&asked.address).await;
        assert!(page.says("40 % de la journée") && page.html.contains("<progress"), "{}", page.text());
        world.minutes(5).await;
        let page = nadia.opens(&asked.address).await;
        assert!(page.says("a été interrompue"), "{}", page.text());
        let again = asks(&nadia, &[]).await;
        assert!(again.says("attend son tour"), "{}", again.text());
        let rehearsal = claim_rehearsal(app).await.unwrap().unwrap();
        end_rehearsal(app, &rehearsal, Err(DayFailure::TooLong)).await.unwrap();
        assert!(nadia.opens(&again.address).await.says("prenait trop de temps"));
        for _ in 0..12 {
            asks(&nadia, &[]).await;
            let rehearsal = claim_rehearsal(app).await.unwrap().unwrap();
            end_rehearsal(app, &rehearsal, Err(DayFailure::Trouble)).await.unwrap();
        }
        assert_eq!(nadia.opens("/rehearsal").await.all("#kept + div tbody tr").len(), 10);
        assert_eq!(nadia.opens(&asked.address).await.status, 404, "the oldest went");
    }

    async fn over_the_api_then_the_same_rehearsal(world: World in wednesday_at_ten) {
        let (nadia, ines) = (world.token_of("nadia").await, world.token_of("ines").await);
        let wish = json!({"on": "2026-11-26", "seed": 2});
        assert_eq!(world.post("/api/v1/rehearsals", &ines, wish.clone()).await.0, 403);
        let (status, asked) = world.post("/api/v1/rehearsals", &nadia, wish.clone()).await;
        assert_eq!(status, 202, "{asked}");
        assert_eq!(world.post("/api/v1/rehearsals", &nadia, wish).await.0, 409);
        let address = format!("/api/v1/rehearsals/{}", asked["code"].as_str().unwrap());
        let (status, found) = world.get(&address, &nadia).await;
        assert_eq!((status, &found["progress"]["stage"]), (200, &json!("asked")), "{found}");
        assert_eq!(world.get("/api/v1/rehearsals/nul", &nadia).await.0, 404);
        assert_eq!(world.get(&address, &ines).await.0, 403);
    }
}
