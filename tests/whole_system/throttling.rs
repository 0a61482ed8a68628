//! Nobody's telephone is flooded: pages that may wait leave as one, one number gets so many texts, and the same text is not
//! sent twice. What is serious is never held.

use chrono::TimeDelta;
use passerelle_domain::{
    case::{Case, CaseKind, CaseLevel, CaseState, ChainPlace},
    code::Code,
    escalation::EscalationPolicy,
    ids::{CaseId, MessageId},
    matter::MatterKind,
    message::{Channel, Content, Message, MessageState, Superseded},
    people::Member,
};
use passerelle_store::{StoreError, cases, event_log, lines, messages, timers, transact};
use serde_json::json;
use uuid::Uuid;

use passerelle_world::*;

/// A mobile of somebody called.
const HER_MOBILE: &str = "+33639980009";

/// Cases about nobody in particular, opened now, as many as there are numbers.
async fn open(world: &World, kind: CaseKind, level: CaseLevel, numbers: std::ops::Range<u64>) -> Vec<Case> {
    let (app, now) = (&world.service.app, world.now());
    let line = {
        let mut read = app.db.read().await.unwrap();
        lines::of_organisation(&mut read, world.service.organisation).await.unwrap().remove(0)
    };
    let opened: Vec<Case> = numbers
        .map(|number| Case {
            id: CaseId(Uuid::now_v7()),
            organisation_id: line.organisation_id,
            code: Code::from_number(7919 * number),
            kind,
            level,
            line_id: line.id,
            person_id: None,
            scheduled_call_id: None,
            callback_id: None,
            voicemail_id: None,
            call_id: None,
            volunteer_id: None,
            due_at: None,
            attempts: 0,
            silent_since: now,
            policy: EscalationPolicy::freeze(&[], kind, level, &line),
            state: CaseState::Paging,
            paged: Vec::new(),
            place: ChainPlace::default(),
            pages: 0,
            is_exhausted: false,
            holder: None,
            expires_at: None,
            hands_over_at: None,
            opened_at: now,
            acknowledged_at: None,
            closure: None,
            nobody_to_ask: None,
            earlier: Vec::new(),
        })
        .collect();
    transact!(app.db, |tx| {
        for case in &opened {
            cases::save(tx, case).await?;
            timers::set(tx, MatterKind::Case.as_str(), case.id.0, now).await?;
        }
        Ok::<(), StoreError>(())
    })
    .await
    .unwrap();
    opened
}

async fn written_to(world: &World, to: &str) -> Vec<Message> {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let since = chrono::DateTime::UNIX_EPOCH;
    messages::to_destination(&mut read, &app.secrets, world.service.organisation, to, since).await.unwrap()
}

async fn traces(world: &World, case: &Case, verb: &str) -> usize {
    let mut read = world.service.app.db.read().await.unwrap();
    let all = event_log::of_noun(&mut read, "case", case.id.0, 100).await.unwrap();
    all.iter().filter(|entry| entry.verb == verb).count()
}

/// Writes to somebody who is called, now.
async fn writes_to_her(world: &World, text: &str) {
    let (app, now) = (&world.service.app, world.now());
    let line = {
        let mut read = app.db.read().await.unwrap();
        lines::of_organisation(&mut read, world.service.organisation).await.unwrap().remove(0)
    };
    let mut message: Message = serde_json::from_value(json!({
        "id": MessageId(Uuid::now_v7()), "organisation_id": line.organisation_id, "line_id": line.id, "channel": "sms",
        "member": null, "about": { "kind": "nothing" }, "template": "senior_moved", "state": "pending", "sid": null,
        "sending_since": null, "tries": 0, "look_ups": 0, "error_code": null, "made_at": now,
    }))
    .unwrap();
    message.content = Content { to: HER_MOBILE.into(), text: text.into(), ..Content::default() };
    transact!(app.db, |tx| {
        messages::insert(tx, &app.secrets, &message).await?;
        timers::set(tx, MatterKind::Message.as_str(), message.id.0, now).await
    })
    .await
    .unwrap();
    world.run_until(now + TimeDelta::seconds(10)).await;
}

on_both! {
    async fn twelve_alerts_at_once_then_few_texts_and_emails_tell_every_code_and_each_chain_goes_on(world: World) {
        world.paris(0, 9, 0).await;
        let opened = open(&world, CaseKind::Worry, CaseLevel::Worry, 1..13).await;
        world.paris(0, 9, 5).await;
        // One more when the first left before the others were written.
        let texts = world.texts(NADIA);
        assert!(texts.len() <= 2, "{texts:?}\n{}", world.story().await);
        assert!(world.emails().len() <= 2, "{}", world.story().await);
        let emails = world.emails_to(COORDINATION_EMAIL).await;
        let nadia = world.staff_named("nadia").await;
        for case in &opened {
            let told = |texts: &[String]| texts.iter().filter(|text| text.contains(case.code.as_str())).count();
            assert_eq!((told(&texts), told(&emails)), (1, 1), "{} in {texts:?}", case.code);
            assert_eq!(traces(&world, case, "paged").await, 1);
        }
        for case in world.cases().await {
            assert_eq!((case.pages, case.paged), (1, vec![Member::Staff(nadia.id)]));
        }
        // A code of those told together is taken as ever.
        let taken = &opened[7];
        world.writes(NADIA, &format!("PRENDS {}", taken.code)).await;
        assert!(world.last_text(NADIA).starts_with(&format!("{} est prise par Nadia", taken.code)), "{}", world.last_text(NADIA));
        let before = world.texts(NADIA).len();
        world.paris(0, 11, 5).await;
        let reminded = world.cases().await.into_iter().filter(|case| case.pages == 2).count();
        assert_eq!(reminded, 11, "{}", world.story().await);
        let again = world.texts(NADIA).split_off(before);
        assert!(again.len() <= 2 && !again.iter().any(|text| text.contains(taken.code.as_str())), "{again:?}");
    }

    async fn one_alert_and_eleven_soon_after_then_it_leaves_at_once_and_they_as_one(world: World) {
        world.paris(0, 9, 0).await;
        open(&world, CaseKind::Worry, CaseLevel::Worry, 1..2).await;
        world.run_until(world.now() + TimeDelta::seconds(30)).await;
        assert_eq!((world.texts(NADIA).len(), world.emails().len()), (1, 1), "alone it leaves at once");
        open(&world, CaseKind::Worry, CaseLevel::Worry, 2..13).await;
        world.paris(0, 9, 5).await;
        assert_eq!(world.told_in_paris(NADIA, "11 alertes vous attendent: "), ["26 09:02"], "{}", world.story().await);
        assert_eq!((world.texts(NADIA).len(), world.emails().len()), (2, 2));
        let bundled = |page: &Message| page.state == MessageState::Superseded && page.superseded == Some(Superseded::Bundled);
        assert_eq!(written_to(&world, NADIA).await.iter().filter(|page| bundled(page)).count(), 11);
    }

    async fn two_alerts_then_two_minutes_lie_between_them(world: World) {
        world.paris(0, 9, 0).await;
        open(&world, CaseKind::Worry, CaseLevel::Worry, 1..3).await;
        world.paris(0, 9, 5).await;
        assert_eq!(world.told_in_paris(NADIA, "signale une inquiétude"), ["26 09:00", "26 09:02"], "{}", world.story().await);
    }

    async fn forty_alerts_at_once_then_as_many_codes_as_fit_and_how_many_more(world: World) {
        world.paris(0, 9, 0).await;
        let opened = open(&world, CaseKind::Worry, CaseLevel::Worry, 1..41).await;
        world.paris(0, 9, 5).await;
        let texts = world.texts(NADIA);
        assert!(texts.len() <= 2, "{texts:?}");
        let together = texts.iter().find(|text| text.contains(" alertes vous attendent: ")).unwrap();
        assert!(together.contains(" autres. PRENDS + code."), "{together}");
        let emails = world.emails_to(COORDINATION_EMAIL).await;
        let all_told = opened.iter().all(|case| emails.iter().any(|email| email.contains(case.code.as_str())));
        assert!(all_told, "the email tells them all");
    }

    async fn something_urgent_among_twelve_alerts_then_it_is_told_at_once(world: World) {
        world.paris(0, 9, 0).await;
        open(&world, CaseKind::Worry, CaseLevel::Worry, 1..13).await;
        let urgent = open(&world, CaseKind::Alarm, CaseLevel::Immediate, 13..14).await.remove(0);
        world.paris(0, 9, 1).await;
        assert_eq!(world.told_in_paris(NADIA, &format!("URGENT {}", urgent.code)), ["26 09:00"], "{}", world.story().await);
        world.paris(0, 9, 5).await;
        assert_eq!(world.told_in_paris(NADIA, "alertes vous attendent").len(), 1, "{:?}", world.texts(NADIA));
        assert_eq!(world.told_in_paris(NADIA, &format!("RAPPEL {}", urgent.code)), ["26 09:02"]);
    }

    async fn alerts_that_do_not_arrive_as_one_then_each_is_told_in_another_way(world: World) {
        world.paris(0, 9, 0).await;
        open(&world, CaseKind::Worry, CaseLevel::Worry, 1..2).await;
        world.paris(0, 9, 1).await;
        // The first arrived; what comes next does not.
        let waiting = open(&world, CaseKind::Worry, CaseLevel::Worry, 2..5).await;
        world.service.simulator.set_fault(passerelle_simulator::Fault::TextsUndelivered { n: 1, code: 30005 });
        world.paris(0, 9, 5).await;
        for case in &waiting {
            assert_eq!(traces(&world, case, "message_failed").await, 1, "{}", world.story().await);
            let emails = world.emails_to(COORDINATION_EMAIL).await;
            assert!(emails.iter().any(|email| email.contains(case.code.as_str())));
        }
    }

    async fn nine_texts_in_a_day_to_somebody_called_then_eight_and_the_ninth_the_day_after(world: World) {
        for number in 1..=9 {
            writes_to_her(&world, &format!("Texte {number}")).await;
            world.minutes(70).await;
        }
        world.paris(0, 23, 0).await;
        assert_eq!(world.texts(HER_MOBILE).len(), 8, "{}", world.story().await);
        let ninth = written_to(&world, HER_MOBILE).await.pop().unwrap();
        assert_eq!((ninth.state, ninth.was_limited), (MessageState::Pending, true), "it is kept");
        world.paris(1, 8, 30).await;
        assert_eq!(world.last_text(HER_MOBILE), "Texte 9", "{}", world.story().await);
        assert_eq!(world.texts(HER_MOBILE).len(), 9);
    }

    async fn six_texts_at_once_to_somebody_called_then_four_and_two_an_hour_later(world: World) {
        for number in 1..=6 {
            writes_to_her(&world, &format!("Texte {number}")).await;
        }
        assert_eq!(world.texts(HER_MOBILE), ["Texte 1", "Texte 2", "Texte 3", "Texte 4"], "{}", world.story().await);
        world.paris(0, 9, 2).await;
        assert_eq!(world.texts(HER_MOBILE).len(), 6, "{}", world.story().await);
    }

    async fn the_same_question_twice_at_once_then_answered_once_and_later_again(world: World) {
        world.paris(0, 9, 30).await;
        world.write_at_once(&[(KARIM, "aide"), (KARIM, "aide")]).await;
        assert_eq!(world.told_in_paris(KARIM, "RETARD 10").len(), 1, "{:?}", world.texts(KARIM));
        let written = written_to(&world, KARIM).await;
        let repeated = written.iter().filter(|text| text.superseded == Some(Superseded::Duplicate));
        assert_eq!(repeated.filter(|text| text.state == MessageState::Superseded).count(), 1);
        world.minutes(6).await;
        world.writes(KARIM, "aide").await;
        assert_eq!(world.told_in_paris(KARIM, "RETARD 10").len(), 2, "{:?}", world.texts(KARIM));
    }

    async fn the_same_page_twice_then_texted_once_and_the_chain_goes_on(world: World) {
        world.paris(0, 9, 0).await;
        open(&world, CaseKind::Alarm, CaseLevel::Immediate, 1..2).await;
        world.paris(0, 9, 1).await;
        // The same page again, as a handler that had not heard of the first would write it.
        let mut case = world.the_case().await;
        case.place = ChainPlace::default();
        let (app, now) = (&world.service.app, world.now());
        transact!(app.db, |tx| {
            cases::save(tx, &case).await?;
            timers::set(tx, MatterKind::Case.as_str(), case.id.0, now).await
        })
        .await
        .unwrap();
        world.paris(0, 9, 2).await;
        assert_eq!(world.told_in_paris(NADIA, "URGENT").len(), 1, "{}", world.story().await);
        assert_eq!((traces(&world, &case, "paged").await, traces(&world, &case, "message_superseded").await), (2, 2));
        let repeated = written_to(&world, NADIA).await;
        let sms = repeated.iter().filter(|page| page.channel == Channel::Sms && page.superseded == Some(Superseded::Duplicate));
        assert_eq!(sms.count(), 1);
        assert!(world.the_case().await.place.waiting_for.len() == 1, "she is waited for all the same");
        world.paris(0, 9, 10).await;
        assert_eq!(world.told_in_paris(CHRISTINE, "URGENT").len(), 1, "{}", world.story().await);
    }
}
