//! The morning email of a coordinator, and codes that prove that messages arrive.

use passerelle_app::{begin_digests, choose_digest};
use passerelle_simulator::WrittenPerson;
use serde_json::json;

use passerelle_world::*;

async fn mornings(world: &World) -> Vec<String> {
    let subjects = world.subjects_to(COORDINATION_EMAIL).await;
    subjects.into_iter().filter(|subject| subject.contains("à couvrir")).collect()
}

fn code_in(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).take(6).collect();
    assert_eq!(digits.len(), 6, "{text}");
    digits
}

on_both! {
    async fn something_is_open_in_the_morning_then_one_email_in_order_and_without_a_name(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(0, 20, 0).await;
        world.writes(KARIM, "urgent").await;
        world.paris(1, 8, 44).await;
        assert!(mornings(&world).await.is_empty(), "nothing was open yesterday morning");
        world.paris(1, 8, 46).await;
        begin_digests(&world.service.app).await.unwrap();
        world.paris(1, 12, 0).await;
        let mails = mornings(&world).await;
        assert_eq!(mails.len(), 1, "{mails:?}");
        let email = world.emails().into_iter().find(|email| email.contains("promesse") || email.contains("Alertes ouvertes")).unwrap();
        let mut cases = world.cases().await;
        cases.retain(|case| case.opened_at < world.in_paris(1, 8, 45));
        cases.sort_by_key(|case| (std::cmp::Reverse(case.level), case.opened_at));
        let places: Vec<_> = cases.iter().map(|case| email.find(case.code.as_str()).unwrap()).collect();
        assert!(places.is_sorted(), "{email}");
        for name in ["Suzanne", "Lefort", "Karim", "Belkacem"] {
            assert!(!email.contains(name), "{email}");
        }
    }

    async fn quiet_morning_then_no_email_unless_it_was_wished_and_at_the_hour_that_was_wished(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui"));
        world.paris(0, 9, 0).await;
        assert!(mornings(&world).await.is_empty());
        let nadia = world.staff_named("nadia").await.id;
        let app = &world.service.app;
        assert!(choose_digest(app, nadia, chrono::NaiveTime::from_hms_opt(9, 30, 0), true).await.unwrap());
        world.paris(0, 9, 29).await;
        assert!(mornings(&world).await.is_empty());
        world.paris(0, 9, 31).await;
        assert_eq!(mornings(&world).await.len(), 1, "{}", world.story().await);
        assert!(choose_digest(app, nadia, None, false).await.unwrap());
        world.paris(1, 10, 0).await;
        assert_eq!(mornings(&world).await.len(), 1);
    }

    async fn code_sent_and_typed_back_then_verified_and_the_text_of_it_is_in_no_answer(world: World) {
        let token = world.token_of("nadia").await;
        let (status, before) = world.get("/api/v1/staff/me/contacts", &token).await;
        assert_eq!((status, &before["sms"]["verified_at"]), (200, &json!(null)));
        assert_eq!(world.post("/api/v1/staff/me/contacts/sms/code", &token, json!({})).await.0, 202);
        assert_eq!(world.post("/api/v1/staff/me/contacts/sms/code", &token, json!({})).await.0, 409, "one a minute");
        world.minutes(1).await;
        let code = code_in(&world.last_text(NADIA));
        let wrong = if code == "000000" { "000001" } else { "000000" };
        let path = "/api/v1/staff/me/contacts/sms/verification";
        assert_eq!(world.post(path, &token, json!({ "code": wrong })).await.0, 422);
        assert_eq!(world.post(path, &token, json!({ "code": code })).await.0, 204);
        assert_eq!(world.post(path, &token, json!({ "code": code })).await.0, 422, "good once");
        let (_, after) = world.get("/api/v1/staff/me/contacts", &token).await;
        assert!(after["sms"]["verified_at"].is_string() && after["email"]["verified_at"].is_null(), "{after}");
    }

    async fn code_by_email_then_it_is_not_in_the_subject_and_too_late_after_ten_minutes(world: World) {
        let token = world.token_of("nadia").await;
        assert_eq!(world.post("/api/v1/staff/me/contacts/email/code", &token, json!({})).await.0, 202);
        world.minutes(1).await;
        let subjects = world.subjects_to(COORDINATION_EMAIL).await;
        assert_eq!(subjects, ["Vérification de votre adresse"]);
        world.minutes(10).await;
        let path = "/api/v1/staff/me/contacts/email/verification";
        assert_eq!(world.post(path, &token, json!({ "code": "123456" })).await.0, 422);
    }

    async fn volunteer_without_a_verified_number_then_asked_all_the_same(world: World) {
        world.paris(0, 9, 30).await;
        assert!(!world.texts(KARIM).is_empty());
        let token = world.token_of("nadia").await;
        let (_, all) = world.get("/api/v1/volunteers", &token).await;
        let karim = all.as_array().unwrap().iter().find(|one| one["key"] == "karim").unwrap().clone();
        assert!(karim["contacts"]["sms"]["verified_at"].is_null(), "{karim}");
        let path = format!("/api/v1/volunteers/{}/contacts/sms/code", karim["id"].as_str().unwrap());
        assert_eq!(world.post(&path, &token, json!({})).await.0, 202);
        world.minutes(1).await;
        let code = code_in(&world.last_text(KARIM));
        let path = path.replace("/code", "/verification");
        assert_eq!(world.post(&path, &token, json!({ "code": code })).await.0, 204);
    }
}
