//! The carrier or the mail server is down, for ten minutes and for two hours: whoever is on duty knows within two minutes by
//! what still works, nothing is lost, nothing is said twice, and what nobody needs any more is not said at all.

use passerelle_domain::{
    case::CaseKind,
    circuit::Provider,
    message::{Message, MessageState},
    scheduled_call::{CallOutcome, State},
};
use passerelle_mail_server::Trouble;
use passerelle_simulator::{Fault, WrittenPerson};
use passerelle_store::{circuits, messages};

use passerelle_world::*;

const DOWN: &str = "Opérateur téléphonique indisponible depuis 15h00";
const BACK: &str = "L'opérateur téléphonique répond de nouveau";

fn karim() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

async fn is_down(world: &World, provider: Provider) -> bool {
    let mut read = world.service.app.db.read().await.unwrap();
    circuits::of(&mut read, provider).await.unwrap().down_since().is_some()
}

async fn written(world: &World) -> Vec<Message> {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let since = chrono::DateTime::UNIX_EPOCH;
    messages::since(&mut read, &app.secrets, world.service.organisation, since).await.unwrap()
}

/// Each text of ours reached its reader once.
async fn nothing_lost_and_nothing_twice(world: &World) {
    for number in [KARIM, ZOE, NADIA, CHRISTINE] {
        let mut texts = world.texts(number);
        let all = texts.len();
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), all, "{:?}", world.texts(number));
    }
    for message in written(world).await {
        let is_settled = !matches!(message.state, MessageState::Failed) && message.held_for.is_none();
        assert!(is_settled, "{message:?}\n{}", world.story().await);
    }
}

/// When emails with this subject had left.
async fn told_by_email(world: &World, subject: &str) -> usize {
    world.subjects_to(COORDINATION_EMAIL).await.iter().filter(|known| *known == subject).count()
}

on_both! {
    async fn carrier_down_for_ten_minutes_at_the_hour_of_the_call_then_told_within_two_minutes_and_called_afterwards(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 14, 59).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        world.paris(0, 15, 2).await;
        assert!(is_down(&world, Provider::Carrier).await);
        assert_eq!(told_by_email(&world, DOWN).await, 1, "{:?}\n{}", world.subjects_to(COORDINATION_EMAIL).await, world.story().await);
        world.paris(0, 15, 10).await;
        assert_eq!(told_by_email(&world, DOWN).await, 1, "told once");
        world.service.simulator.clear_faults();
        world.paris(0, 15, 13).await;
        assert!(!is_down(&world, Provider::Carrier).await, "noticed within two minutes");
        assert_eq!(told_by_email(&world, BACK).await, 1);
        world.paris(0, 16, 30).await;
        assert_eq!((world.rung(KARIM).len(), world.rung(SUZANNE).len()), (1, 1), "{}", world.story().await);
        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)));
        nothing_lost_and_nothing_twice(&world).await;
    }

    async fn carrier_down_for_two_hours_then_pages_come_by_email_and_texts_wait_in_order_of_urgency(world: World) {
        world.person(KARIM, karim());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 14, 59).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        // What he asks waits; a word of danger pages at once, by what still works.
        world.paris(0, 15, 5).await;
        world.writes(KARIM, "aide").await;
        world.paris(0, 15, 30).await;
        world.writes(KARIM, "urgent").await;
        world.paris(0, 15, 31).await;
        let alarm = world.cases().await.into_iter().find(|case| case.kind == CaseKind::Alarm).unwrap();
        let subjects = world.subjects_to(COORDINATION_EMAIL).await;
        assert!(subjects.iter().any(|subject| subject.contains(alarm.code.as_str())), "{subjects:?}");
        world.paris(0, 16, 59).await;
        assert!(world.told_in_paris(KARIM, "RETARD 10").is_empty() && world.texts(NADIA).is_empty());
        world.service.simulator.clear_faults();
        world.paris(0, 17, 5).await;
        assert!(!is_down(&world, Provider::Carrier).await, "{}", world.story().await);
        let texts = world.service.simulator.texts_to(NADIA);
        assert!(texts.iter().any(|text| text.body.contains(alarm.code.as_str())), "{}", world.story().await);
        let answered = world.service.simulator.texts_to(KARIM).into_iter().find(|text| text.body.contains("RETARD 10"));
        assert!(texts[0].at <= answered.unwrap().at, "pages first");
        assert_eq!(world.told_in_paris(KARIM, "commence dans 10 min"), ["26 14:50"], "before the outage, and not after it");
        let since = format!("indisponible depuis {}", "15h00");
        assert!(world.subjects_to(COORDINATION_EMAIL).await.iter().any(|subject| subject.contains(&since)));
        nothing_lost_and_nothing_twice(&world).await;
    }

    async fn page_taken_while_the_carrier_is_down_then_its_text_is_not_sent_any_more(world: World) {
        world.paris(0, 9, 30).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        world.writes(KARIM, "urgent").await;
        world.paris(0, 9, 40).await;
        let code = world.the_case().await.code;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.service.simulator.clear_faults();
        world.paris(0, 9, 55).await;
        assert!(!world.texts(NADIA).iter().any(|text| text.contains("URGENT")), "{:?}", world.texts(NADIA));
        let dropped = written(&world).await.into_iter().filter(|message| message.state == MessageState::Dropped);
        assert!(dropped.count() >= 1, "{}", world.story().await);
        nothing_lost_and_nothing_twice(&world).await;
    }

    async fn mail_server_down_for_ten_minutes_then_told_by_sms_and_every_email_arrives_once(world: World in World::with_a_mail_server) {
        world.paris(0, 9, 30).await;
        world.mail_server().stop();
        world.writes(KARIM, "urgent").await;
        world.paris(0, 9, 32).await;
        assert!(is_down(&world, Provider::Mail).await, "{}", world.story().await);
        assert_eq!(world.told_in_paris(NADIA, "Le serveur d'e-mails ne répond plus depuis 09h30").len(), 1, "{:?}", world.texts(NADIA));
        assert!(world.mail_server().received().is_empty());
        world.paris(0, 9, 40).await;
        world.mail_server().start_again().await;
        world.paris(0, 9, 43).await;
        assert!(!is_down(&world, Provider::Mail).await);
        assert_eq!(world.told_in_paris(NADIA, "Le serveur d'e-mails répond de nouveau").len(), 1, "{:?}", world.texts(NADIA));
        every_email_once(&world).await;
        nothing_lost_and_nothing_twice(&world).await;
    }

    async fn mail_server_down_for_two_hours_then_pages_still_open_arrive_and_those_taken_do_not(world: World in World::with_a_mail_server) {
        world.paris(0, 14, 0).await;
        world.mail_server().stop();
        world.writes(KARIM, "urgent").await;
        world.paris(0, 14, 10).await;
        let code = world.the_case().await.code;
        world.writes(NADIA, &format!("PRENDS {code}")).await;
        world.paris(0, 15, 55).await;
        world.writes(ZOE, "urgent").await;
        world.paris(0, 16, 0).await;
        world.mail_server().start_again().await;
        world.paris(0, 16, 5).await;
        let cases = world.cases().await;
        let open = cases.iter().find(|case| case.code != code).unwrap();
        let subjects: Vec<_> = world.mail_server().received().iter().filter_map(|email| email.header("Subject")).collect();
        assert!(subjects.iter().any(|subject| subject.contains(open.code.as_str())), "{subjects:?}");
        every_email_once(&world).await;
    }

    async fn mail_server_gone_after_the_content_then_the_email_comes_again_with_the_same_identity(world: World in World::with_a_mail_server) {
        world.paris(0, 9, 30).await;
        world.mail_server().set(Trouble::HangsUpAfterContent);
        world.writes(KARIM, "urgent").await;
        world.paris(0, 9, 31).await;
        world.mail_server().set(Trouble::None);
        world.paris(0, 9, 35).await;
        let received = world.mail_server().received();
        assert!(received.len() >= 2, "{received:?}");
        let code = world.the_case().await.code;
        let alerts: Vec<_> = received.iter().filter(|email| email.to == [COORDINATION_EMAIL] && email.content.contains(&format!("[{code}] Alerte grave"))).collect();
        assert!(alerts.windows(2).all(|two| two[0] == two[1]), "a mailbox that removes doubles shows one");
    }

    async fn mailbox_of_a_coordinator_is_gone_then_marked_and_the_next_page_still_comes_by_sms(world: World in World::with_a_mail_server) {
        world.paris(0, 9, 30).await;
        world.mail_server().set(Trouble::ToThisRecipient(COORDINATION_EMAIL, 550, "no such user"));
        world.writes(KARIM, "urgent").await;
        world.paris(0, 9, 31).await;
        let nadia = world.staff_named("nadia").await;
        assert!(nadia.contacts.email.trouble.is_some(), "{}", world.story().await);
        assert_eq!(world.texts(NADIA).len(), 1);
        assert!(!is_down(&world, Provider::Mail).await, "one reader is not the server");
    }
}

/// What stands in the mailbox: no email twice, nobody's name in a subject, both parts.
async fn every_email_once(world: &World) {
    let received = world.mail_server().received();
    assert!(!received.is_empty(), "{}", world.story().await);
    let mut ids: Vec<_> = received.iter().filter_map(|email| email.header("Message-ID")).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), received.len(), "an email came twice");
    for email in &received {
        let subject = email.header("Subject").unwrap();
        for name in ["Suzanne", "Lefort", "Karim", "Belkacem"] {
            assert!(!subject.contains(name), "{subject}");
        }
        assert!(email.content.contains("text/plain") && email.content.contains("text/html"));
    }
}
