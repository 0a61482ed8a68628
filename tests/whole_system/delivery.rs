//! Messages that do not arrive: tried again when that can help, never again when it cannot; the case knows, and somebody is
//! reached in another way.

use passerelle_domain::{
    case::CaseKind,
    consent::ConsentState,
    message::{Failure, Message, MessageState},
};
use passerelle_simulator::{Fault, WrittenPerson};
use passerelle_store::{event_log, messages};

use passerelle_world::*;

/// A mobile of Suzanne's.
const HER_MOBILE: &str = "+33639980009";

async fn in_a_world_where_suzanne_has_a_mobile(on: On) -> World {
    let mut files = files();
    for (_, content) in &mut files {
        *content = content.replace(SUZANNE, HER_MOBILE).replace("green,yes,no,yes", "green,yes,yes,yes");
    }
    World::begin_at(on, World::morning(), files).await
}

fn undelivered(world: &World, n: u32, code: u32) {
    world.service.simulator.set_fault(Fault::TextsUndelivered { n, code });
}

async fn written_to(world: &World, number: &str) -> Vec<Message> {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let since = chrono::DateTime::UNIX_EPOCH;
    let all = messages::since(&mut read, &app.secrets, world.service.organisation, since).await.unwrap();
    all.into_iter().filter(|message| message.content.to == number).collect()
}

async fn traces(world: &World, verb: &str) -> usize {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let case = world.cases().await.remove(0);
    let all = event_log::of_noun(&mut read, "case", case.id.0, 100).await.unwrap();
    all.iter().filter(|entry| entry.verb == verb).count()
}

on_both! {
    async fn handset_out_of_reach_then_the_page_is_sent_again_ten_minutes_later_and_arrives_once(world: World) {
        world.paris(0, 9, 30).await;
        undelivered(&world, 1, 30003);
        world.writes(KARIM, "urgent").await;
        let code = world.the_case().await.code;
        world.paris(0, 9, 39).await;
        assert!(world.told_in_paris(NADIA, "URGENT").is_empty());
        world.paris(0, 9, 41).await;
        assert!(world.texts(NADIA).iter().any(|text| text.contains(code.as_str())), "{}", world.story().await);
        let first = &written_to(&world, NADIA).await[0];
        assert_eq!((first.state, first.handset_tries, first.past_sids.len()), (MessageState::Delivered, 1, 1));
    }

    async fn number_of_nobody_then_marked_never_texted_again_and_the_journal_knows(world: World) {
        world.paris(0, 9, 30).await;
        undelivered(&world, 1, 30005);
        world.writes(KARIM, "urgent").await;
        world.paris(0, 10, 30).await;
        let nadia = world.staff_named("nadia").await;
        assert_eq!(nadia.contacts.phone.trouble.map(|trouble| trouble.failure), Some(Failure::UnknownAddress));
        assert_eq!(written_to(&world, NADIA).await.len(), 1, "{}", world.story().await);
        assert!(world.texts(NADIA).is_empty());
        assert_eq!(traces(&world, "message_failed").await, 1);
        assert!(!world.subjects_to(COORDINATION_EMAIL).await.is_empty(), "she still has her emails");
    }

    async fn landline_found_out_by_the_carrier_then_the_volunteer_is_not_asked_by_text_any_more(world: World) {
        undelivered(&world, 1, 30006);
        world.paris(0, 9, 30).await;
        let app = &world.service.app;
        let karim = {
            let mut read = app.db.read().await.unwrap();
            passerelle_store::volunteers::by_key(&mut read, &app.secrets, world.service.organisation, "karim").await
        };
        let karim = karim.unwrap().unwrap();
        assert!(!karim.reads_texts(), "{}", world.story().await);
        world.writes(KARIM, "aide").await;
        world.paris(0, 9, 40).await;
        assert!(world.texts(KARIM).is_empty(), "{:?}", world.texts(KARIM));
    }

    async fn neither_her_texts_nor_her_emails_arrive_then_her_telephone_rings_at_once(world: World in World::with_a_mail_server) {
        use passerelle_mail_server::Trouble;
        world.paris(0, 9, 30).await;
        world.mail_server().set(Trouble::ToThisRecipient(COORDINATION_EMAIL, 550, "no such user"));
        undelivered(&world, 1, 30005);
        world.person(NADIA, WrittenPerson::new().never_answers());
        world.writes(KARIM, "urgent").await;
        world.paris(0, 9, 31).await;
        assert!(!world.rung(NADIA).is_empty(), "{}", world.story().await);
        assert_eq!(traces(&world, "message_failed").await, 2);
    }

    async fn person_told_the_carrier_to_stop_then_her_consent_says_no_and_somebody_is_told(world: World in in_a_world_where_suzanne_has_a_mobile) {
        world.paris(0, 9, 30).await;
        // The carrier hears it; we do not.
        world.service.simulator.set_fault(Fault::WebhooksUnreachable);
        world.writes(HER_MOBILE, "STOP").await;
        world.service.simulator.clear_faults();
        world.writes(KARIM, "non").await;
        world.minutes(2).await;
        world.writes(ZOE, "oui").await;
        world.minutes(2).await;
        let told = written_to(&world, HER_MOBILE).await;
        assert_eq!(told.first().and_then(|message| message.failure), Some(Failure::OptedOut), "{}", world.story().await);
        assert_eq!(world.person_named("suzanne").await.consents.sms, ConsentState::Withdrawn);
        assert_eq!(world.the_case().await.kind, CaseKind::ConsentWithdrawn);
    }
}
