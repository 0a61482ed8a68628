//! Suzanne does not answer: she is tried again, and then a human looks after it until it is settled.

use passerelle_domain::{
    case::{CaseKind, CaseLevel, CaseOutcome, CaseState},
    scheduled_call::{CallOutcome, State},
};
use passerelle_simulator::{RingAnswer, WrittenPerson};
use serde_json::json;

use passerelle_world::*;

/// Karim says OUI, presses 1 when he is ready, and wants to be rung again when she does not answer.
fn karim() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Pour le prendre, appuyez sur 1", "1")
        .on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// Nadia takes the telephone and makes the call when it is her turn.
fn nadia() -> WrittenPerson {
    WrittenPerson::new()
        .on_hearing("Pour le prendre, appuyez sur 1", "1")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

/// Thursday and Friday go by without an answer: the case is open since eleven on Friday.
async fn nobody_answers(world: &World) {
    world.person(KARIM, karim());
    world.person(SUZANNE, WrittenPerson::new().never_answers());
    world.paris(1, 11, 5).await;
}

async fn in_a_world_where_suzanne_wants_no_recognition(on: On) -> World {
    let mut files = files();
    for (_, content) in &mut files {
        *content = content.replace("green,yes,no,yes", "green,yes,no,no");
    }
    World::begin_at(on, World::morning(), files).await
}

on_both! {
    async fn nobody_answers_then_tried_at_the_hour_a_quarter_later_two_hours_later_and_the_next_day_at_eleven(world: World) {
        nobody_answers(&world).await;
        let attempts = ["26 15:00", "26 15:15", "26 17:00", "27 11:00"];
        assert_eq!(world.rung_in_paris(KARIM), attempts, "{}", world.story().await);
        assert_eq!(world.rung_in_paris(SUZANNE), attempts, "{}", world.story().await);
        for (volunteer, person) in world.rung(KARIM).iter().zip(world.rung(SUZANNE)) {
            assert_eq!(volunteer.started_at.timestamp_subsec_micros(), 0, "exactly at the hour");
            assert!(person.rang_at > volunteer.answered_at, "the volunteer is rung first");
        }
        let last = world.rung(KARIM).pop().unwrap().all_heard();
        assert!(last.contains("L'équipe prend le relais, et va prendre de ses nouvelles"), "{last}");
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level, case.attempts), (CaseKind::MissedContact, CaseLevel::Worry, 4));
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Missed);
    }

    async fn volunteer_does_not_want_to_be_rung_again_then_the_coordinator_on_duty_is_rung_in_their_place(world: World) {
        let karim = WrittenPerson::new()
            .replies_on("Répondez OUI", "oui")
            .on_hearing_hangs_up("ne répond pas pour l'instant")
            .on_hearing("Prêt ? Appuyez sur 1", "1");
        world.person(KARIM, karim);
        world.person(NADIA, nadia());
        world.person(SUZANNE, WrittenPerson::new().at_next_ring(RingAnswer::NoAnswer).answers_after(20.0).talks_for(300.0));
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00"], "{}", world.story().await);
        assert_eq!(world.rung_in_paris(NADIA), ["26 15:15"], "{}", world.story().await);
        assert!(world.heard(NADIA).contains("Bonjour Nadia. C'est l'heure de votre appel avec Suzanne."), "{}", world.heard(NADIA));
        assert!(world.heard(SUZANNE).contains("Je vous passe Nadia."), "{}", world.heard(SUZANNE));
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)));
        assert!(world.cases().await.is_empty());
    }

    async fn her_machine_answers_then_it_hears_a_neutral_message_on_the_first_and_the_last_try_only(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().machine());
        world.paris(1, 11, 5).await;
        let heard: Vec<String> = world.rung(SUZANNE).iter().map(|call| call.all_heard()).collect();
        assert_eq!(heard.len(), 4, "{}", world.story().await);
        let neutral: Vec<bool> = heard.iter().map(|heard| heard.contains("Nous voulions vous dire bonjour")).collect();
        assert_eq!(neutral, [true, false, false, true], "{heard:#?}\n{}", world.story().await);
        for heard in [&heard[0], &heard[3]] {
            let message = &heard[heard.find("Bonjour, c'est l'équipe du jeudi").unwrap()..];
            for reason in ["Passerelles", "Karim", "appel", "inqui", "alerte"] {
                let says = message.replace("rappeler", "").contains(reason);
                assert!(!says, "a neutral message gives no reason: {message}");
            }
            assert!(message.contains("Vous pouvez nous rappeler au"), "{message}");
        }
        assert_eq!(world.the_case().await.kind, CaseKind::MissedContact);
    }

    async fn engaged_then_tried_every_five_minutes_without_counting_an_attempt(world: World) {
        world.person(KARIM, karim());
        let engaged = WrittenPerson::new().at_next_ring(RingAnswer::Busy).at_next_ring(RingAnswer::Busy).at_next_ring(RingAnswer::Busy);
        world.person(SUZANNE, engaged.answers_after(10.0).talks_for(600.0));
        world.paris(0, 16, 0).await;
        let tries: Vec<_> = world.rung_in_paris(KARIM);
        assert_eq!(tries, ["26 15:00", "26 15:05", "26 15:11", "26 15:17"], "{}", world.story().await);
        let told = world.heard(KARIM).matches("Nous réessayons dans 5 minutes.").count();
        assert_eq!(told, 3, "what is said is what happens: {}", world.heard(KARIM));
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.attempts_made), (State::Settled, 1), "only the conversation counts");
    }

    async fn four_tries_in_vain_then_the_coordinator_on_duty_is_paged_and_takes_it_by_sms(world: World) {
        nobody_answers(&world).await;
        let code = world.the_case().await.code;
        let page = format!("ALERTE {code} niveau 1: Suzanne, 4 appels sans réponse depuis 15h00. PRENDS {code} ou SUIVANT {code}.");
        assert!(world.last_text(NADIA).starts_with(&page), "{:?}", world.texts(NADIA));
        let subjects = world.subjects_to(COORDINATION_EMAIL).await;
        assert_eq!(subjects, [format!("[{code}] Alerte niveau 1 : 4 appels sans réponse")]);
        assert_eq!(world.emails().len(), 1);
        assert!(!world.emails()[0].contains("Suzanne") && !world.emails()[0].contains("Lefort"));

        // Nobody takes it for four hours: the next coordinator is paged too.
        world.paris(1, 15, 5).await;
        assert_eq!(world.told_in_paris(CHRISTINE, &format!("ALERTE {code}")).len(), 1, "{}", world.story().await);
        let as_people_write = format!("Prends {}-{} merci", &code.as_str()[..2].to_lowercase(), &code.as_str()[2..].to_lowercase());
        world.writes(NADIA, &as_people_write).await;
        let case = world.the_case().await;
        assert_eq!((case.state, case.holder.map(|holder| holder.uuid())), (CaseState::Acknowledged, Some(world.staff_named("nadia").await.id.0)));
        for coordinator in [NADIA, CHRISTINE] {
            let told = world.last_text(coordinator);
            assert!(told.starts_with(&format!("{code} est prise par Nadia à 15h05")), "{told}");
        }
    }

    async fn case_closed_over_the_api_then_an_outcome_of_the_list_is_needed_and_once_is_enough(world: World) {
        nobody_answers(&world).await;
        let (code, token) = (world.the_case().await.code, world.token_of("nadia").await);
        let closure = format!("/api/v1/cases/{code}/closure");
        assert_eq!(world.post(&closure, "nobody's token", json!({"outcome": "well_out"})).await.0, 401);
        assert_eq!(world.post(&closure, &token, json!({})).await.0, 422);
        let (status, problem) = world.post(&closure, &token, json!({"outcome": "fine, I suppose"})).await;
        assert_eq!(status, 422);
        assert!(problem.to_string().contains("well_did_not_hear"), "the list is told: {problem}");
        assert_eq!(world.post("/api/v1/cases/Z9Z9/closure", &token, json!({"outcome": "well_out"})).await.0, 404);
        assert_eq!(world.the_case().await.state, CaseState::Paging);

        assert_eq!(world.post(&closure, &token, json!({"outcome": "well_out"})).await.0, 200);
        assert_eq!(world.post(&closure, &token, json!({"outcome": "hospital"})).await.0, 409);
        let closed = world.the_case().await.closure.unwrap();
        assert_eq!((closed.outcome, closed.by.uuid()), (CaseOutcome::WellOut, world.staff_named("nadia").await.id.0));
        let paged = world.texts(NADIA).len();
        world.paris(2, 12, 0).await;
        assert_eq!(world.texts(NADIA).len(), paged, "a closed case pages nobody");
    }

    async fn she_has_died_then_nobody_ever_rings_again(world: World in twice_a_week) {
        nobody_answers(&world).await;
        let (code, token) = (world.the_case().await.code, world.token_of("nadia").await);
        let closure = format!("/api/v1/cases/{code}/closure");
        // Friday at noon the second series is under way: Karim hears who is about to be rung.
        world.run_until(world.in_paris(1, 12, 0) + chrono::TimeDelta::seconds(12)).await;
        assert_eq!(world.rung_in_paris(KARIM).last().unwrap(), "27 12:00", "{}", world.story().await);
        let rung = world.rung(SUZANNE).len();
        assert_eq!(world.post(&closure, &token, json!({"outcome": "deceased"})).await.0, 200);
        for call in world.calls_of("suzanne").await {
            assert!(!call.state.is_live(), "{call:?}");
        }
        let made = world.calls_of("suzanne").await.len();
        // Karim is not left alone with it: somebody rings him, and says so.
        let support = world.cases().await.into_iter().find(|case| case.kind == CaseKind::SupportVolunteer).unwrap();
        assert_eq!(world.closes_with(&support.code, "handled", "").await, 200);
        world.paris(36, 18, 0).await;
        assert_eq!(world.rung(SUZANNE).len(), rung, "{}", world.story().await);
        assert_eq!(world.rung_in_paris(KARIM).last().unwrap(), "27 12:00");
        assert!(world.heard(KARIM).ends_with("Finalement, il n'y a plus besoin d'appeler. Merci, et à bientôt."));
        assert_eq!(world.calls_of("suzanne").await.len(), made, "no call is made any more");
        assert!(world.told_in_paris(KARIM, "appel avec Suzanne").iter().all(|at| at.as_str() <= "27 12:00"));
    }

    async fn she_rings_back_between_two_tries_then_recognised_and_connected_to_her_volunteer(world: World) {
        world.person(KARIM, karim().replies_on("1 tout va bien", "1"));
        world.person(SUZANNE, WrittenPerson::new().never_answers().talks_for(240.0));
        world.service.simulator.dial_at(world.in_paris(0, 15, 7), SUZANNE, LINE);
        world.paris(0, 15, 14).await;
        let back = world.service.simulator.calls().into_iter().find(|call| &*call.from == SUZANNE).unwrap();
        assert!(back.all_heard().starts_with("Bonjour, nous sommes contents de vous entendre."), "{}", back.all_heard());
        assert!(!back.all_heard().contains("Suzanne"), "her name is never said");
        assert!(back.bridged_at.is_some(), "{}", world.story().await);
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:00", "26 15:07"]);
        assert!(world.rung_in_paris(LISTENER).is_empty());
        assert_eq!(world.told_in_paris(KARIM, "1 tout va bien").len(), 1, "{}", world.story().await);

        world.paris(1, 18, 0).await;
        assert_eq!(world.rung(SUZANNE).len(), 1, "no further try: {}", world.story().await);
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::CalledBack)));
        assert_eq!(world.told_in_paris(KARIM, "1 tout va bien").len(), 1, "asked once");
        assert!(world.cases().await.is_empty());
    }

    async fn she_rings_back_after_the_case_opened_then_who_talked_with_her_holds_it_until_a_digit_closes_it(world: World) {
        nobody_answers(&world).await;
        let code = world.the_case().await.code;
        world.person(SUZANNE, WrittenPerson::new().talks_for(240.0));
        world.service.simulator.dial_at(world.in_paris(1, 11, 30), SUZANNE, LINE);
        world.paris(1, 11, 40).await;
        let karims = world.rung(KARIM).pop().unwrap();
        assert!(karims.bridged_at.is_some(), "{}", world.story().await);
        let case = world.the_case().await;
        assert_eq!(case.state, CaseState::Acknowledged, "talking is not being well: {}", world.story().await);
        assert_eq!(case.holder, world.calls_of("suzanne").await[0].volunteer.map(passerelle_domain::people::Member::Volunteer));
        assert!(world.last_text(NADIA).starts_with(&format!("{code}: la personne a rappelé à ")), "{:?}", world.texts(NADIA));
        assert!(world.last_text(KARIM).contains("1 tout va bien"), "{:?}", world.texts(KARIM));

        world.writes(KARIM, "1").await;
        let closed = world.the_case().await.closure.unwrap();
        assert_eq!((closed.outcome, Some(closed.by)), (CaseOutcome::WellDidNotHear, case.holder));
        assert!(world.last_text(NADIA).starts_with(&format!("{code} close par Karim à ")), "{:?}", world.texts(NADIA));
    }

    async fn she_wants_no_recognition_then_she_is_answered_like_anybody_and_the_tries_go_on(
        world: World in in_a_world_where_suzanne_wants_no_recognition
    ) {
        world.person(KARIM, karim());
        world.person(LISTENER, WrittenPerson::new().on_hearing("Pour le prendre, appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().never_answers().talks_for(120.0));
        world.service.simulator.dial_at(world.in_paris(0, 15, 5), SUZANNE, LINE);
        world.paris(1, 11, 5).await;
        let back = world.service.simulator.calls().into_iter().find(|call| &*call.from == SUZANNE).unwrap();
        assert!(back.all_heard().starts_with("Bonjour, et bienvenue."), "{}", back.all_heard());
        assert_eq!(world.rung_in_paris(LISTENER), ["26 15:05"]);
        assert_eq!(world.rung(SUZANNE).len(), 4, "{}", world.story().await);
        assert_eq!(world.the_case().await.kind, CaseKind::MissedContact);
    }
}

async fn twice_a_week(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "series.csv" {
            content.push_str(
                "suzanne-friday,suzanne,karim,convivial_call,FREQ=WEEKLY;BYDAY=FR,12:00,2026-11-05,30,pair,weekly\n",
            );
        }
    }
    World::begin_at(on, World::morning(), files).await
}
