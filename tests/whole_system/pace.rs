//! The carrier takes one text a second: whatever waits, what cannot wait leaves next, and everything leaves in the end.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::CaseKind,
    ids::MessageId,
    matter::MatterKind,
    message::{Channel, Content, Message, MessageState},
    people::Member,
};
use passerelle_simulator::Fault;
use passerelle_store::{StoreError, lines, messages, timers, transact};
use serde_json::json;
use uuid::Uuid;

use passerelle_world::*;

/// Texts written at once.
const WAITING: usize = 200;

async fn one_text_a_second(on: On) -> World {
    World::begin_at_pace(on, 1.0).await
}

/// Ordinary texts, written now, each to somebody else.
async fn ordinary_texts_are_written(world: &World, how_many: usize) {
    let (app, now) = (&world.service.app, world.now());
    let line = {
        let mut read = app.db.read().await.unwrap();
        lines::of_organisation(&mut read, world.service.organisation).await.unwrap().remove(0)
    };
    let texts: Vec<Message> = (0..how_many)
        .map(|index| {
            let mut message: Message = serde_json::from_value(json!({
                "id": MessageId(Uuid::now_v7()), "organisation_id": line.organisation_id, "line_id": line.id,
                "channel": "sms", "member": null, "about": { "kind": "nothing" }, "template": "circle_news",
                "state": "pending", "sid": null, "sending_since": null, "tries": 0, "look_ups": 0, "error_code": null,
                "made_at": now,
            }))
            .unwrap();
            let to = format!("+3363998{:04}", 1_000 + index);
            message.content = Content { to, text: format!("Nouvelle {index}"), ..Content::default() };
            message
        })
        .collect();
    transact!(app.db, |tx| {
        for text in &texts {
            messages::insert(tx, &app.secrets, text).await?;
            timers::set(tx, MatterKind::Message.as_str(), text.id.0, now).await?;
        }
        Ok::<(), StoreError>(())
    })
    .await
    .unwrap();
    world.run_until(now + TimeDelta::seconds(20)).await;
}

/// The texts that have left, in the order in which they did.
async fn left(world: &World) -> Vec<(DateTime<Utc>, Message)> {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let since = DateTime::UNIX_EPOCH;
    let all = messages::since(&mut read, &app.secrets, world.service.organisation, since).await.unwrap();
    let texts = all.into_iter().filter(|message| message.channel == Channel::Sms);
    let mut left: Vec<_> = texts.filter_map(|text| Some((text.sending_since?, text))).collect();
    left.sort_by_key(|(at, _)| *at);
    left
}

/// The texts that have left since `since`.
async fn left_since(world: &World, since: DateTime<Utc>) -> Vec<(DateTime<Utc>, Message)> {
    left(world).await.into_iter().filter(|(at, _)| *at >= since).collect()
}

/// Each ordinary text has reached its reader, once.
async fn every_ordinary_text_arrived_once(world: &World) {
    for index in 0..WAITING {
        let number = format!("+3363998{:04}", 1_000 + index);
        assert_eq!(world.texts(&number), [format!("Nouvelle {index}")], "{}", world.story().await);
    }
}

on_both! {
    async fn two_hundred_texts_wait_and_a_case_opens_then_the_page_is_the_next_text_to_leave(world: World in one_text_a_second) {
        world.paris(0, 10, 0).await;
        ordinary_texts_are_written(&world, WAITING).await;
        let before = left_since(&world, world.in_paris(0, 10, 0)).await.len();
        assert!((19..=22).contains(&before), "{before} of {WAITING} in twenty seconds");

        let at = world.now() + TimeDelta::milliseconds(300);
        world.service.simulator.text_at(at, KARIM, SMS, "Venez vite, c'est urgent !");
        world.run_until(at + TimeDelta::seconds(5)).await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::Alarm);
        let next = left_since(&world, case.opened_at).await;
        let nadia = Member::Staff(world.staff_named("nadia").await.id);
        let (left_at, page) = &next[0];
        assert_eq!((page.member, page.content.text.contains(case.code.as_str())), (Some(nadia), true), "{page:?}");
        assert!(*left_at - case.opened_at <= TimeDelta::seconds(2), "{}", *left_at - case.opened_at);
        assert!(next.len() > 3, "the others go on: {next:?}");

        world.paris(0, 10, 5).await;
        every_ordinary_text_arrived_once(&world).await;
        let all = left_since(&world, world.in_paris(0, 10, 0)).await;
        let too_fast = all.windows(2).find(|pair| pair[1].0 - pair[0].0 < TimeDelta::seconds(1));
        assert!(too_fast.is_none(), "{too_fast:?}");
        let news: Vec<&str> = all.iter().filter(|(_, text)| text.template == "circle_news").map(|(_, text)| text.content.text.as_str()).collect();
        assert_eq!(news, (0..WAITING).map(|index| format!("Nouvelle {index}")).collect::<Vec<_>>(), "in their order");
    }

    async fn two_hundred_texts_wait_and_somebody_writes_then_the_answer_does_not_wait_behind_them(world: World in one_text_a_second) {
        world.paris(0, 10, 0).await;
        ordinary_texts_are_written(&world, WAITING).await;
        let at = world.now();
        world.writes(KARIM, "aide").await;
        let answer = left_since(&world, at).await.into_iter().find(|(_, text)| text.content.to == KARIM);
        let left_at = answer.unwrap_or_else(|| panic!("no answer")).0;
        assert!(left_at - at <= TimeDelta::seconds(2), "{}\n{}", left_at - at, world.story().await);
        world.paris(0, 10, 5).await;
        every_ordinary_text_arrived_once(&world).await;
    }

    async fn carrier_down_while_they_wait_then_the_page_goes_first_when_it_is_back_and_nothing_is_lost(world: World in one_text_a_second) {
        world.paris(0, 10, 0).await;
        ordinary_texts_are_written(&world, WAITING).await;
        world.service.simulator.set_fault(Fault::RestUnavailable);
        world.paris(0, 10, 3).await;
        world.writes(KARIM, "Venez vite, c'est urgent !").await;
        world.paris(0, 10, 6).await;
        world.service.simulator.clear_faults();
        world.paris(0, 10, 20).await;
        every_ordinary_text_arrived_once(&world).await;
        let code = world.cases().await.into_iter().find(|case| case.kind == CaseKind::Alarm).unwrap().code;
        let arrived = left_since(&world, world.in_paris(0, 10, 6)).await;
        let first = arrived.iter().find(|(_, text)| text.state == MessageState::Delivered).map(|(_, text)| text);
        assert!(first.is_some_and(|text| text.content.text.contains(code.as_str())), "{first:?}\n{}", world.story().await);
    }
}
