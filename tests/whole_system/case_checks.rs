//! She cannot be reached: somebody near her, the caretaker or somebody of the team is asked, and nobody who was ruled out.

use passerelle_domain::{
    case::{CaseLevel, CaseState},
    case_check::{CheckKind, CheckState, Finding},
};
use passerelle_simulator::{CallbackDelivery, WrittenPerson};
use passerelle_store::case_checks;
use serde_json::json;

use passerelle_world::*;

/// What the robot shows; only ever displayed, by the simulated carrier.
const ROBOT: &str = "+33162000001";
/// Her daughter.
const AGNES: &str = "+33639980061";
/// Her neighbour.
const PAUL: &str = "+33639980062";
/// The caretaker of her house.
const CARETAKER: &str = "+33639980063";
const CONTACTS: &str = "person,name,relation,phone,do_not_contact,position\n\
    suzanne,Agnès Colin,daughter,+33639980061,no,1\n\
    suzanne,Paul Roux,neighbour,+33639980062,no,2\n\
    suzanne,Monsieur Ba,gardien,+33639980063,no,3\n";

/// Suzanne is fragile: a missed contact is serious, and her first contact is asked at once.
fn fragile(contacts: &str, consents: &str) -> Vec<(String, String)> {
    let mut files = files();
    for (name, content) in &mut files {
        match name.as_str() {
            "lines.csv" => {
                *content = content
                    .replace("sms_sender,", "sms_sender,check_number,")
                    .replace(&format!("{SMS},"), &format!("{SMS},{ROBOT},"));
            }
            "people.csv" => {
                *content = content
                    .replace(
                        "consent_recognition",
                        "consent_recognition,consent_trusted_contact,consent_caretaker_check",
                    )
                    .replace("green,yes,no,yes", &format!("red,yes,no,yes,{consents}"));
            }
            _ => {}
        }
    }
    files.push(("trusted_contacts.csv".to_owned(), contacts.to_owned()));
    files
}

async fn unreached(on: On) -> World {
    World::begin_at(on, World::morning(), fragile(CONTACTS, "yes,yes")).await
}

async fn unreached_without_her_yes(on: On) -> World {
    World::begin_at(on, World::morning(), fragile(CONTACTS, "no,no")).await
}

async fn unreached_and_her_son_is_feared(on: On) -> World {
    let contacts =
        CONTACTS.to_owned() + "suzanne,Marc Colin,son,+33639980061,yes,4\nsuzanne,Gardien,gardien,+33639980061,no,5\n";
    World::begin_at(on, World::morning(), fragile(&contacts, "yes,yes")).await
}

/// Nobody answers at her place; Karim tries until the case opens, on Friday at eleven.
async fn she_does_not_answer(world: &World) -> String {
    let karim = WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1");
    world.person(KARIM, karim.on_hearing("appuyez sur 1", "1"));
    world.person(SUZANNE, WrittenPerson::new().never_answers());
    world.paris(1, 11, 4).await;
    let case = world.the_case().await;
    assert_eq!((case.level, case.state), (CaseLevel::Serious, CaseState::Paging), "{}", world.story().await);
    case.code.to_string()
}

async fn checks(world: &World) -> Vec<(CheckKind, CheckState, Option<Finding>)> {
    let case = world.the_case().await;
    let mut read = world.service.app.db.read().await.unwrap();
    let checks = case_checks::of_case(&mut read, case.id).await.unwrap();
    checks.into_iter().map(|check| (check.kind, check.state, check.finding)).collect()
}

fn answers() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("Pour l'entendre, appuyez sur 1", "1")
}

on_both! {
    async fn her_daughter_does_not_read_the_text_then_rung_and_key_one_feeds_the_case(world: World in unreached) {
        world.person(AGNES, answers().on_hearing("Oui, tout va bien : appuyez sur 1", "1"));
        let code = she_does_not_answer(&world).await;
        let asked = world.texts(AGNES);
        assert_eq!(asked.len(), 1, "{}", world.story().await);
        assert!(asked[0].starts_with("Bonjour, nous n'arrivons pas à joindre Suzanne depuis"), "{asked:?}");
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.minutes(12).await;
        let heard = world.heard(AGNES);
        assert!(heard.starts_with("Bonjour, c'est l'équipe du jeudi. Nous avons une question pour vous."), "{heard}");
        assert!(heard.contains("Nous n'arrivons pas à joindre Suzanne.") && !heard.contains("Lefort"), "{heard}");
        assert_eq!(&*world.rung(AGNES)[0].from, ROBOT);
        assert!(world.last_text(NADIA).contains("le contact de confiance dit que tout va bien"), "{:?}", world.texts(NADIA));
        assert_eq!(checks(&world).await, [(CheckKind::TrustedContact, CheckState::Answered, Some(Finding::Seen))]);
        assert_eq!(world.the_case().await.state, CaseState::Acknowledged, "a human closes it");
        assert!(world.texts(PAUL).is_empty());
    }

    async fn nobody_answers_then_each_in_her_order_for_a_bounded_time_and_the_holder_hears_of_it(world: World in unreached) {
        world.person(AGNES, WrittenPerson::new().never_answers());
        world.person(PAUL, WrittenPerson::new().machine());
        let code = she_does_not_answer(&world).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.minutes(60).await;
        assert_eq!((world.rung(AGNES).len(), world.rung(PAUL).len()), (1, 1), "{}", world.story().await);
        assert!(!world.heard(PAUL).contains("Suzanne"), "a machine hears no name: {}", world.heard(PAUL));
        let silent = (CheckKind::TrustedContact, CheckState::Silent, None);
        assert_eq!(checks(&world).await, [silent, silent]);
        let told = world.texts(NADIA).iter().filter(|text| text.contains("ne répond pas")).count();
        assert_eq!(told, 2, "{:?}", world.texts(NADIA));
        let nobody_is_left = "pas de proche à interroger: aucun contact ou plus aucun. A vous de décider.";
        assert_eq!(world.told_in_paris(NADIA, nobody_is_left).len(), 1, "{:?}", world.texts(NADIA));
        assert!(world.told_in_paris(CHRISTINE, nobody_is_left).is_empty(), "whoever has it decides");
        assert!(world.texts(CARETAKER).is_empty() && world.rung(CARETAKER).is_empty(), "a caretaker is no such contact");
    }

    async fn she_rings_back_then_whoever_was_asked_is_thanked_and_asked_no_more(world: World in unreached) {
        world.person(AGNES, answers());
        she_does_not_answer(&world).await;
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).on_hearing("Pour le prendre, appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().talks_for(60.0));
        world.dials(SUZANNE);
        world.minutes(30).await;
        let told = world.last_text(AGNES);
        assert!(told.starts_with("Merci, nous avons eu de ses nouvelles"), "{told}\n{}", world.story().await);
        assert!(world.rung(AGNES).is_empty());
        assert_eq!(checks(&world).await[0].1, CheckState::CalledOff);
    }

    async fn closed_by_the_coordinator_then_called_off_as_well(world: World in unreached) {
        world.person(AGNES, answers());
        she_does_not_answer(&world).await;
        let code = world.the_case().await.code;
        assert_eq!(world.closes_with(&code, "well_out", "").await, 200);
        world.minutes(30).await;
        assert!(world.last_text(AGNES).starts_with("Merci, nous avons eu de ses nouvelles"), "{:?}", world.texts(AGNES));
        assert!(world.rung(AGNES).is_empty(), "{}", world.story().await);
        // An answer that comes late changes nothing, and is not taken for something else.
        world.writes(AGNES, "oui").await;
        assert_eq!(checks(&world).await[0].1, CheckState::CalledOff);
    }

    async fn caretaker_says_urgent_then_level_three_and_paged_at_once(world: World in unreached) {
        world.person(AGNES, WrittenPerson::new().never_answers());
        let code = she_does_not_answer(&world).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.writes(NADIA, &format!("gardien {code}")).await;
        let asked = world.last_text(CARETAKER);
        assert!(asked.contains("pouvez-vous sonner chez Mme Lefort") && asked.contains(&format!("{code} URGENT")), "{asked}");
        assert!(world.last_text(NADIA).contains("la question part maintenant"), "{:?}", world.texts(NADIA));
        let told = world.texts(NADIA).len();
        world.writes(CARETAKER, &format!("{code} urgente svp")).await;
        let case = world.the_case().await;
        assert_eq!(case.level, CaseLevel::Immediate);
        assert!(world.texts(NADIA)[told..].iter().any(|text| text.contains("le gardien dit URGENT")), "{:?}", world.texts(NADIA));
        assert!(world.texts(NADIA)[told..].len() > 1, "paged anew: {:?}", world.texts(NADIA));
        assert!(world.last_text(CARETAKER).contains("réponse notée"), "{:?}", world.texts(CARETAKER));
        assert_eq!(world.cases().await.len(), 1, "no alarm of its own");
    }

    async fn caretaker_is_silent_by_the_hour_then_the_holder_is_told(world: World in unreached) {
        let code = she_does_not_answer(&world).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.writes(NADIA, &format!("GARDIEN {code}")).await;
        world.minutes(121).await;
        assert!(world.texts(NADIA).iter().any(|text| text.contains("le gardien ne répond pas")), "{:?}", world.texts(NADIA));
        world.writes(CARETAKER, &format!("{code} vue, elle va bien")).await;
        assert!(world.texts(NADIA).iter().any(|text| text.contains("le gardien dit que tout va bien")), "late is not lost: {:?}", world.texts(NADIA));
    }

    async fn somebody_of_the_team_goes_then_answers_with_the_same_words(world: World in unreached) {
        world.person(AGNES, WrittenPerson::new().never_answers());
        let code = she_does_not_answer(&world).await;
        let (nadia, path) = (world.token_of("nadia").await, format!("/api/v1/cases/{code}/checks"));
        let home = json!({ "kind": "home", "volunteer": "zoe", "before": world.now() + chrono::TimeDelta::hours(3) });
        assert_eq!(world.post(&path, &nadia, home.clone()).await.0, 409, "only whoever holds it");
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        assert_eq!(world.post(&path, &nadia, json!({ "kind": "home", "volunteer": "zoe" })).await.0, 422, "before when?");
        assert_eq!(world.post(&path, &nadia, json!({ "kind": "door" })).await.0, 422);
        let (status, answer) = world.post(&path, &nadia, home.clone()).await;
        assert_eq!((status, &answer["state"]), (200, &json!("asked")), "{answer}");
        assert_eq!(world.post(&path, &nadia, home).await.1["id"], answer["id"], "again is the same");
        world.minutes(1).await;
        assert!(world.last_text(ZOE).starts_with("Zoé, pouvez-vous passer voir Suzanne avant"), "{:?}", world.texts(ZOE));
        world.writes(ZOE, &format!("{code} absente")).await;
        assert!(world.last_text(NADIA).contains("Zoé n'a pas de nouvelles"), "{:?}", world.texts(NADIA));
        let (_, shown) = world.get(&path, &nadia).await;
        assert_eq!(shown.as_array().map(Vec::len), Some(2), "{shown}");
        assert!(!shown.to_string().contains("+33"));
    }

    async fn home_check_without_an_answer_then_the_holder_is_told_at_the_hour(world: World in unreached) {
        let code = she_does_not_answer(&world).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        let before = world.now() + chrono::TimeDelta::minutes(50);
        let home = json!({ "kind": "home", "staff": "christine", "before": before });
        let token = world.token_of("nadia").await;
        assert_eq!(world.post(&format!("/api/v1/cases/{code}/checks"), &token, home).await.0, 200);
        world.minutes(52).await;
        assert!(world.texts(NADIA).iter().any(|text| text.contains("Christine ne répond pas")), "{:?}", world.texts(NADIA));
    }

    async fn she_has_not_agreed_then_nobody_is_asked_and_it_is_said(world: World in unreached_without_her_yes) {
        let code = she_does_not_answer(&world).await;
        assert!(world.texts(AGNES).is_empty() && checks(&world).await.is_empty());
        let nobody = "pas de proche à interroger: la personne n'a pas donné son accord. A vous de décider.";
        assert_eq!(world.told_in_paris(NADIA, nobody), ["27 11:01"], "{}", world.story().await);
        let (_, history) = world.get(&format!("/api/v1/cases/{code}/timeline"), &world.token_of("nadia").await).await;
        let noted: Vec<_> = history.as_array().unwrap().iter().filter(|entry| entry["what"] == "nobody_to_ask").collect();
        assert_eq!((noted.len(), &noted[0]["by"], &noted[0]["detail"]["why"]), (1, &json!("system"), &json!("no_consent")), "{history}");
        world.writes(NADIA, &format!("CONTACT {code}")).await;
        assert!(world.last_text(NADIA).contains("D'abord PRENDS"), "{:?}", world.texts(NADIA));
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        for word in ["CONTACT", "GARDIEN"] {
            world.writes(NADIA, &format!("{word} {code}")).await;
            assert!(world.last_text(NADIA).contains("la personne n'a pas donné son accord"), "{:?}", world.texts(NADIA));
        }
        world.minutes(60).await;
        for number in [AGNES, PAUL, CARETAKER] {
            assert!(world.texts(number).is_empty() && world.rung(number).is_empty());
        }
        assert_eq!(world.told_in_paris(NADIA, nobody).len() + world.told_in_paris(CHRISTINE, nobody).len(), 1, "told once");
    }

    async fn nobody_to_ask_and_nobody_takes_it_then_told_with_the_first_page_and_never_again(world: World in unreached_without_her_yes) {
        let code = she_does_not_answer(&world).await;
        world.paris(1, 18, 0).await;
        let nobody = format!("{code}: pas de proche à interroger");
        assert_eq!(world.told_in_paris(NADIA, &nobody), ["27 11:01"], "{}", world.story().await);
        assert!(world.told_in_paris(CHRISTINE, &nobody).is_empty());
        assert!(world.told_in_paris(NADIA, "Toute l'équipe est prévenue").len() > 1, "the chain went on");
    }

    async fn news_of_the_carrier_doubled_late_and_out_of_order_then_asked_once(world: World in unreached) {
        world.service.simulator.set_delivery(CallbackDelivery { late: Some(0.0..20.0), doubled: 0.6, shuffled: 0.5, lost: 0.1 });
        world.person(AGNES, answers().on_hearing("Oui, tout va bien : appuyez sur 1", "3"));
        she_does_not_answer(&world).await;
        world.minutes(20).await;
        assert_eq!((world.texts(AGNES).len(), world.rung(AGNES).len()), (1, 1), "{}", world.story().await);
        assert_eq!(checks(&world).await, [(CheckKind::TrustedContact, CheckState::Asked, Some(Finding::OnTheWay))]);
        world.minutes(65).await;
        assert_eq!(checks(&world).await[0].1, CheckState::Silent, "whoever goes and is not heard of is missed");
    }
}

// The wrong trusted contact: whoever she trusted is whoever she fears.
on_both! {
    async fn ruled_out_elsewhere_under_the_same_number_then_never_a_text_nor_a_ring(world: World in unreached_and_her_son_is_feared) {
        world.person(PAUL, WrittenPerson::new().never_answers());
        let code = she_does_not_answer(&world).await;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.writes(NADIA, &format!("GARDIEN {code}")).await;
        world.minutes(240).await;
        assert!(world.texts(AGNES).is_empty() && world.rung(AGNES).is_empty(), "{}", world.story().await);
        assert_eq!((world.texts(PAUL).len(), world.texts(CARETAKER).len()), (1, 1), "the others are asked");
    }

    async fn ruled_out_between_the_text_and_the_ring_then_nothing_ever_again(world: World in unreached) {
        world.person(AGNES, answers());
        she_does_not_answer(&world).await;
        assert_eq!(world.texts(AGNES).len(), 1);
        rules_out(&world, 1).await;
        world.minutes(1).await;
        assert_eq!(checks(&world).await[0].1, CheckState::CalledOff);
        // What they answer changes nothing, and is not answered.
        world.writes(AGNES, "oui").await;
        let code = world.the_case().await.code;
        assert_eq!(world.closes_with(&code, "well_out", "").await, 200);
        world.minutes(240).await;
        assert_eq!((world.texts(AGNES).len(), world.rung(AGNES).len()), (1, 0), "{}", world.story().await);
    }

    async fn ruled_out_while_it_rings_then_the_telephone_is_put_down_and_nothing_is_said(world: World in unreached) {
        world.person(AGNES, answers().answers_after(30.0));
        she_does_not_answer(&world).await;
        while world.rung(AGNES).is_empty() {
            world.run_until(world.now() + chrono::TimeDelta::seconds(5)).await;
        }
        rules_out(&world, 1).await;
        world.minutes(240).await;
        assert_eq!(world.rung(AGNES).len(), 1, "{}", world.story().await);
        assert!(world.rung(AGNES)[0].answered_at.is_none(), "{}", world.story().await);
        assert_eq!(world.texts(AGNES).len(), 1);
    }

    async fn ruled_out_while_they_listen_then_her_name_is_not_said(world: World in unreached) {
        let listens = WrittenPerson::new().answers_after(3.0).on_hearing("Pour l'entendre, appuyez sur 1", "1").after(7.0);
        world.person(AGNES, listens);
        she_does_not_answer(&world).await;
        while world.rung(AGNES).first().is_none_or(|call| call.answered_at.is_none()) {
            world.run_until(world.now() + chrono::TimeDelta::seconds(2)).await;
        }
        rules_out(&world, 1).await;
        world.minutes(60).await;
        assert!(!world.heard(AGNES).contains("Suzanne"), "{}", world.heard(AGNES));
        assert_eq!(world.texts(AGNES).len(), 1, "{}", world.story().await);
    }
}

async fn rules_out(world: &World, position: u32) {
    let person = world.person_named("suzanne").await.id;
    let by = passerelle_domain::people::Member::Staff(world.staff_named("nadia").await.id);
    let app = &world.service.app;
    assert!(passerelle_app::rule_out_contact(app, world.service.organisation, person, position, by).await.unwrap());
}
