//! A case is taken by SMS, by a key on the telephone that rings, by the link of the page's email, or over the API: once, by
//! one of them.

use chrono::TimeDelta;
use passerelle_domain::{
    call::{Call, CallPurpose},
    case::{Case, CaseState},
    people::Member,
};
use passerelle_simulator::WrittenPerson;
use serde_json::json;

use passerelle_world::*;

async fn something_is_urgent(world: &World) -> String {
    world.paris(0, 9, 0).await;
    world.writes(KARIM, "Venez vite, c'est urgent !").await;
    let code = world.the_case().await.code.to_string();
    world.paris(0, 9, 6).await;
    code
}

/// The latest link written to an address.
async fn link_of(world: &World, address: &str) -> String {
    let texts = world.emails_to(address).await;
    let text = texts.last().unwrap_or_else(|| panic!("no email"));
    let link = text.split_whitespace().find(|word| word.contains("/take/")).unwrap();
    let path = link.split_once("/take/").unwrap().1;
    format!("{}/take/{path}", world.service.web_url)
}

async fn opened(world: &World, link: &str) -> (u16, String) {
    let answer = world.http.get(link).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn pressed(world: &World, link: &str) -> (u16, String) {
    let answer = world.http.post(link).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn member(world: &World, key: &str) -> Member {
    Member::Staff(world.staff_named(key).await.id)
}

/// The third coordinator.
const ODILE: &str = "+33639980006";
const ODILES_EMAIL: &str = "odile@example.org";
/// Cases taken one after the other: whoever is first is another one now and then.
const ROUNDS: usize = 3;

async fn with_three_coordinators(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "staff.csv" => content.push_str(&format!("odile,Odile,Petit,{ODILE},{ODILES_EMAIL},coordinator,fr\n")),
            "shifts.csv" => content.push_str("paris,odile,on_call,mon,00:00,24:00,3\n"),
            _ => {}
        }
    }
    World::begin_at(on, World::morning(), files).await
}

/// Something is urgent, everybody was paged, and Nadia hears on her telephone what it is about.
async fn everybody_is_paged_and_nadia_listens(world: &World) -> (Case, Call) {
    let odile_knew = world.emails_to(ODILES_EMAIL).await.len();
    world.person(NADIA, WrittenPerson::new().never_answers());
    world.writes(KARIM, "Venez vite, c'est urgent !").await;
    while world.emails_to(ODILES_EMAIL).await.len() == odile_knew {
        world.minutes(1).await;
    }
    let listens = WrittenPerson::new().answers_after(5.0).on_hearing("Pour l'écouter, appuyez sur 1", "1");
    world.person(NADIA, listens);
    let rung = world.rung(NADIA).len();
    let says =
        |world: &World| world.rung(NADIA)[rung..].iter().any(|call| call.all_heard().contains("prendre l'alerte"));
    while !says(world) {
        world.run_until(world.now() + TimeDelta::seconds(1)).await;
    }
    // A key so soon after the other would be taken for a finger that slipped.
    world.run_until(world.now() + TimeDelta::seconds(4)).await;
    let case = world.cases().await.pop().unwrap();
    let nadia = member(world, "nadia").await;
    let mut calls = world.conversations().await.into_iter();
    let page = calls.rfind(|call| call.is_live() && call.caller == Some(nadia)).unwrap();
    assert_eq!((page.purpose, case.state), (CallPurpose::Page { case: case.id }, CaseState::Paging));
    (case, page)
}

on_both! {
    async fn link_is_opened_by_a_mail_scanner_then_nothing_is_taken_until_the_button(world: World) {
        let code = something_is_urgent(&world).await;
        let link = link_of(&world, COORDINATION_EMAIL).await;
        for _ in 0..2 {
            let (status, page) = opened(&world, &link).await;
            assert_eq!(status, 200);
            assert!(page.contains(&code) && page.contains("niveau 3") && page.contains("Je prends cette alerte"), "{page}");
            assert!(!page.contains("Karim") && !page.contains("Suzanne") && !page.contains("+33"), "{page}");
        }
        assert_eq!(world.the_case().await.state, CaseState::Paging);
        for _ in 0..2 {
            let (status, page) = pressed(&world, &link).await;
            assert_eq!(status, 200);
            assert!(page.contains("Vous avez pris cette alerte") && !page.contains("<button"), "{page}");
        }
        let case = world.the_case().await;
        assert_eq!((case.state, case.holder), (CaseState::Acknowledged, Some(member(&world, "nadia").await)));
        world.paris(0, 9, 7).await;
        assert!(world.last_text(CHRISTINE).starts_with(&format!("{code} est prise par Nadia")));
    }

    async fn taken_by_link_and_by_api_at_the_same_instant_then_one_has_it_and_whoever_comes_later_sees_who(world: World) {
        let code = something_is_urgent(&world).await;
        let (nadia, christine) = (link_of(&world, COORDINATION_EMAIL).await, link_of(&world, "christine@example.org").await);
        let token = world.token_of("ines").await;
        let path = format!("/api/v1/cases/{code}/acknowledgement");
        let (one, other, third) = tokio::join!(
            pressed(&world, &nadia),
            pressed(&world, &christine),
            world.post(&path, &token, json!({}))
        );
        let won: Vec<u16> = [one.0, other.0, third.0].into_iter().filter(|status| *status == 200).collect();
        assert_eq!(won.len(), 1, "{one:?} {other:?} {third:?}");
        let case = world.the_case().await;
        let holder = case.holder.unwrap();
        let names = [("nadia", "Nadia"), ("christine", "Christine"), ("ines", "Inès")];
        let mut name = "";
        for (key, first_name) in names {
            if member(&world, key).await == holder {
                name = first_name;
            }
        }
        for (status, page) in [one, other].into_iter().filter(|(status, _)| *status != 200) {
            assert_eq!(status, 409);
            assert!(page.contains(&format!("déjà prise par {name}")), "{page}");
        }
        if third.0 != 200 {
            assert_eq!((third.0, third.1["detail"].as_str().unwrap()), (409, format!("held_by: {}", holder.uuid()).as_str()));
        }
        world.writes(CHRISTINE, &format!("PRENDS {code}")).await;
        assert!(world.last_text(CHRISTINE).starts_with(&format!("{code} est prise par {name}")));
    }

    async fn taken_by_text_by_key_by_link_and_over_the_api_at_the_same_instant_and_twice_each_then_one_has_it_and_the_others_hear_who(world: World in with_three_coordinators) {
        world.paris(0, 9, 0).await;
        let token = world.token_of("ines").await;
        for round in 0..ROUNDS {
            let (case, page) = everybody_is_paged_and_nadia_listens(&world).await;
            let (code, text_sid) = (case.code.to_string(), format!("SMPRENDS{round}"));
            let sid = world.rung(NADIA).last().unwrap().sid.clone();
            let body = format!("PRENDS {code}");
            let texts = [("MessageSid", text_sid.as_str()), ("From", CHRISTINE), ("To", SMS), ("Body", body.as_str())];
            let key = [("CallSid", sid.as_str()), ("Digits", "1"), ("CallStatus", "in-progress")];
            let step = format!("/webhooks/voice/calls/{}/steps/{}", page.id, page.step);
            let link = link_of(&world, ODILES_EMAIL).await;
            let path = format!("/api/v1/cases/{code}/acknowledgement");
            let (_, _, pressed_key, key_again, opened, opened_again, posted, posted_again) = tokio::join!(
                world.carrier_posts("/webhooks/messages/incoming", &texts),
                world.carrier_posts("/webhooks/messages/incoming", &texts),
                world.carrier_posts(&step, &key),
                world.carrier_posts(&step, &key),
                pressed(&world, &link),
                pressed(&world, &link),
                world.post(&path, &token, json!({})),
                world.post(&path, &token, json!({})),
            );
            world.run_until(world.now() + TimeDelta::seconds(20)).await;

            let case = world.cases().await.pop().unwrap();
            let holder = case.holder.unwrap();
            let mut name = "";
            for (key, first_name) in [("nadia", "Nadia"), ("christine", "Christine"), ("odile", "Odile"), ("ines", "Inès")] {
                if member(&world, key).await == holder {
                    name = first_name;
                }
            }
            let (_, history) = world.get(&format!("/api/v1/cases/{code}/timeline"), &token).await;
            let taken: Vec<_> = history.as_array().unwrap().iter().filter(|entry| entry["what"] == "acknowledged").collect();
            assert_eq!(taken.len(), 1, "{history}");
            assert_eq!(taken[0]["by"], json!(format!("member:{}", holder.uuid())));

            // By text.
            assert_eq!(world.told_in_paris(CHRISTINE, &format!("{code} est prise par {name}")).len(), 1, "{:?}", world.texts(CHRISTINE));
            // By key.
            let expected = match name {
                "Nadia" => "La fiche vous attend.".to_owned(),
                _ => format!("{name} a déjà pris l'alerte {code}."),
            };
            let said = pressed_key.body.replace("&apos;", "'");
            assert!(said.contains(&expected), "{expected}: {said}");
            assert_eq!(pressed_key.body, key_again.body);
            assert!(world.rung(NADIA).last().unwrap().all_heard().contains(&expected), "{}", world.heard(NADIA));
            // By link.
            for (status, page) in [opened, opened_again] {
                match name {
                    "Odile" => assert!(status == 200 && page.contains("Vous avez pris cette alerte"), "{status} {page}"),
                    _ => assert!(status == 409 && page.contains(&format!("déjà prise par {name}")), "{status} {page}"),
                }
            }
            // Over the API.
            for (status, answer) in [posted, posted_again] {
                match name {
                    "Inès" => assert_eq!(status, 200, "{answer}"),
                    _ => assert_eq!((status, &answer["detail"]), (409, &json!(format!("held_by: {}", holder.uuid())))),
                }
            }
            world.closes_by("nadia", &code).await;
            world.minutes(10).await;
        }
    }

    async fn link_that_is_old_altered_or_of_somebody_who_left_then_it_takes_nothing(world: World) {
        let code = something_is_urgent(&world).await;
        let link = link_of(&world, COORDINATION_EMAIL).await;
        let other = if link.ends_with('A') { 'B' } else { 'A' };
        let altered = format!("{}{other}", &link[..link.len() - 1]);
        for wrong in [altered.as_str(), &link[..link.len() - 9], &format!("{}/take/abc", world.service.web_url)] {
            assert_eq!((opened(&world, wrong).await.0, pressed(&world, wrong).await.0), (404, 404), "{wrong}");
        }
        passerelle_app::remove_staff(&world.service.app, world.service.organisation, "nadia", None).await.unwrap();
        assert_eq!(pressed(&world, &link).await.0, 404);
        let christine = link_of(&world, "christine@example.org").await;
        world.writes(CHRISTINE, &format!("PRENDS {code}")).await;
        world.closes_by("christine", &code).await;
        let (status, page) = pressed(&world, &christine).await;
        assert!(status == 409 && page.contains("close"), "{status} {page}");
        world.paris(3, 10, 0).await;
        assert_eq!((opened(&world, &christine).await.0, pressed(&world, &christine).await.0), (410, 410));
    }

    async fn case_that_is_closed_foreign_or_unknown_then_nothing_is_taken_and_it_is_said(world: World) {
        let code = something_is_urgent(&world).await;
        let app = &world.service.app;
        let staff = "key,first_name,last_name,phone,email,role,language\nodile,Odile,Petit,+33639980009,odile@example.org,coordinator,fr\n";
        let others = [("staff.csv".to_owned(), staff.to_owned())];
        assert!(passerelle_app::import_files(app, "Une autre association", &others).await.unwrap().is_clean());
        let token = world.token_in("Une autre association", "odile").await;
        let path = format!("/api/v1/cases/{code}/acknowledgement");
        assert_eq!(world.post(&path, &token, json!({})).await.0, 404, "another association's case does not exist");
        assert_eq!(world.post("/api/v1/cases/Z9Z9/acknowledgement", &token, json!({})).await.0, 404);
        assert_eq!(world.the_case().await.state, CaseState::Paging);

        // Lower case and spaces are what people type.
        world.writes(CHRISTINE, &format!(" prends  {} ", code.to_lowercase())).await;
        assert_eq!(world.the_case().await.holder, Some(member(&world, "christine").await));
        world.closes_by("christine", &code).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        assert!(world.last_text(NADIA).starts_with(&format!("Pardon, {code} n'est pas une alerte ouverte.")), "{:?}", world.texts(NADIA));
        let token = world.token_of("nadia").await;
        assert_eq!(world.post(&path, &token, json!({})).await.0, 409);
        // A number nobody knows takes nothing.
        world.writes("+33639980099", &format!("PRENDS {code}")).await;
        assert_eq!(world.cases_open().await, 0);
    }
}
