//! Somebody rings the line. No path ends in silence, and no unanswered caller is forgotten.

use chrono::TimeDelta;
use passerelle_domain::{
    call::InboundEnd,
    callback::CallbackState,
    case::{CaseKind, CaseState},
};
use passerelle_simulator::{CallStatus, RingAnswer, WrittenPerson};

use passerelle_world::*;

/// Somebody the association does not know.
const ODETTE: &str = "+33199001050";
/// Somebody else it does not know.
const RENE: &str = "+33639980051";
/// A second listener, in the stories that have one.
const LUC: &str = "+33639980008";

/// A Wednesday at ten in Paris: the line is open, Inès listens.
async fn wednesday_at_ten(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

/// The same Wednesday with two listeners.
async fn two_listeners(on: On) -> World {
    let files = changed("staff.csv", |staff| format!("{staff}luc,Luc,Perrin,{LUC},luc@example.org,listener,fr\n"));
    let files = change(files, "shifts.csv", |shifts| format!("{shifts}paris,luc,listening,mon-sun,09:00,20:00,2\n"));
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), files).await
}

/// The same Wednesday, half past nine in the evening: closed until nine.
async fn wednesday_evening(on: On) -> World {
    World::begin_on(on, "2026-11-25T20:30:00Z").await
}

/// A line that keeps office hours and closes on public holidays, from an instant on.
async fn office_hours(on: On, start: &str) -> World {
    let files = changed("lines.csv", |lines| lines.replace("mon-sun 09:00-20:00,open", "mon-fri 09:00-17:00,closed"));
    World::begin_at(on, instant(start), files).await
}

async fn friday_evening(on: On) -> World {
    office_hours(on, "2026-11-27T17:10:00Z").await
}

/// Armistice Day 2026 is a Wednesday.
async fn armistice_day(on: On) -> World {
    office_hours(on, "2026-11-11T09:30:00Z").await
}

fn changed(name: &str, change_text: impl Fn(&str) -> String) -> Vec<(String, String)> {
    change(files(), name, change_text)
}

fn change(files: Vec<(String, String)>, name: &str, change_text: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let changed = |(file, text): (String, String)| if file == name { (file, change_text(&text)) } else { (file, text) };
    files.into_iter().map(changed).collect()
}

/// A listener who takes every call.
fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1")
}

/// Somebody who asks to be called back as soon as it is offered.
fn asks_to_be_called_back() -> WrittenPerson {
    WrittenPerson::new()
        .on_hearing("Si cela vous va, appuyez sur 1", "1")
        .on_hearing("être rappelé, appuyez sur 1", "1")
        .talks_for(300.0)
}

on_both! {
    async fn no_key_at_all_then_a_listener_is_rung_within_45_s_and_they_talk(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().talks_for(600.0));
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(20).await;

        let (caller, listener) = (&world.made_by(ODETTE)[0], &world.rung(LISTENER)[0]);
        let picked_up = heard_at(caller, "Bonjour, et bienvenue");
        assert!(listener.rang_at.unwrap() - picked_up <= TimeDelta::seconds(45), "rung after {}", listener.rang_at.unwrap() - picked_up);
        assert!(caller.all_heard().contains("une personne va vous répondre"), "{}", caller.all_heard());
        assert_eq!(world.heard(LISTENER), "Un appel pour Passerelles. Pour le prendre, appuyez sur 1.");
        assert_eq!(&*listener.from, LINE, "the listener sees the line, never the caller");
        assert!(caller.bridged_at.is_some() && listener.bridged_at.is_some());
        assert_eq!(world.rung(LISTENER).len(), 1);
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
        assert!(world.promises().await.is_empty());
        assert!(world.tables_that_tell(ODETTE).await.is_empty(), "{:?}", world.tables_that_tell(ODETTE).await);
        assert_eq!(world.tables_that_tell(LINE).await, ["lines"], "only the line's own number is public");
    }

    async fn two_callers_at_once_then_each_has_a_listener_of_their_own(world: World in two_listeners) {
        world.person(ODETTE, WrittenPerson::new().talks_for(600.0));
        world.person(RENE, WrittenPerson::new().talks_for(600.0));
        world.person(LISTENER, listens());
        world.person(LUC, listens());

        world.dials(ODETTE);
        world.dials(RENE);
        world.minutes(20).await;

        assert_eq!((world.rung(LISTENER).len(), world.rung(LUC).len()), (1, 1), "{}", world.story().await);
        assert!(world.made_by(ODETTE)[0].bridged_at.is_some() && world.made_by(RENE)[0].bridged_at.is_some());
    }

    async fn two_callers_and_one_listener_then_the_listener_is_never_rung_twice_at_once(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().talks_for(90.0));
        world.person(RENE, WrittenPerson::new().talks_for(90.0));
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.dials(RENE);
        world.minutes(20).await;

        let mut rung: Vec<_> = world.service.simulator.calls().into_iter().filter(|call| &*call.to == LISTENER).collect();
        assert!(rung.iter().all(|call| call.status != CallStatus::Busy), "rung while engaged: {}", world.story().await);
        rung.sort_by_key(|call| call.started_at);
        assert_eq!(rung.len(), 2, "one after the other: {}", world.story().await);
        assert!(rung[0].ended_at.unwrap() <= rung[1].started_at);
        assert!(world.made_by(ODETTE)[0].bridged_at.is_some() && world.made_by(RENE)[0].bridged_at.is_some());
        let waited = if world.heard_by(ODETTE).contains("Merci de patienter") { ODETTE } else { RENE };
        assert!(world.heard_by(waited).contains("Vous n'êtes pas oublié"), "{}", world.story().await);
    }

    async fn listeners_voicemail_answers_then_it_does_not_take_the_caller(world: World in wednesday_at_ten) {
        world.person(ODETTE, asks_to_be_called_back().on_hearing("pas de message", "1"));
        world.person(LISTENER, WrittenPerson::new().machine());

        world.dials(ODETTE);
        world.minutes(8).await;

        let caller = &world.made_by(ODETTE)[0];
        assert!(caller.bridged_at.is_none(), "she never talked with a machine");
        assert!(world.rung(LISTENER)[0].answered_at.is_some(), "the voicemail did answer");
        assert!(caller.all_heard().contains("C'est noté. Nous vous rappelons avant"), "{}", caller.all_heard());
        assert_eq!(world.promises().await.len(), 1);
    }

    async fn nobody_free_then_key_1_promises_a_call_which_the_listener_makes(world: World in wednesday_at_ten) {
        world.person(RENE, WrittenPerson::new().talks_for(600.0));
        world.person(ODETTE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.dials(RENE);
        world.minutes(2).await;
        world.dials(ODETTE);
        world.minutes(4).await;
        let waiting = &world.made_by(ODETTE)[0];
        assert!(waiting.all_heard().contains("Merci de patienter. Quelqu'un va prendre votre appel."), "{}", waiting.all_heard());
        assert!(waiting.all_heard().contains("C'est noté. Nous vous rappelons avant onze heures quinze."), "{}", waiting.all_heard());
        let promise = &world.promises().await[0];
        assert_eq!((promise.state.is_live(), promise.is_unasked), (true, false));
        assert!(promise.number.is_some(), "kept as long as it is needed");

        world.minutes(30).await;
        let listener = &world.rung(LISTENER)[1];
        let called_back = &world.rung(ODETTE)[0];
        assert!(listener.all_heard().contains("C'est l'heure d'un rappel promis."), "{}", listener.all_heard());
        assert!(called_back.started_at > listener.answered_at.unwrap() + TimeDelta::seconds(5), "only after key 1");
        assert_eq!(&*called_back.from, LINE);
        assert_eq!(called_back.all_heard(), "Bonjour. C'est l'équipe du jeudi, comme promis. Je vous passe quelqu'un.");
        assert!(called_back.bridged_at.is_some());
        let promise = &world.promises().await[0];
        assert_eq!(promise.state, CallbackState::Kept);
        assert_eq!(promise.number, None, "the number is erased once the promise is kept");
        let calls = world.conversations().await;
        assert!(calls.iter().all(|call| call.number.is_none()), "and with it the number of the conversation");
        assert!(world.tables_that_tell(ODETTE).await.is_empty(), "{:?}", world.tables_that_tell(ODETTE).await);
        assert!(world.cases().await.is_empty());
    }

    async fn listener_never_presses_a_key_then_the_caller_who_was_promised_a_call_is_not_rung(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(70.0));
        world.person(LISTENER, WrittenPerson::new().machine());

        world.dials(ODETTE);
        world.minutes(40).await;

        assert!(world.rung(LISTENER).len() > 2, "the promise is tried again and again");
        assert!(world.rung(ODETTE).is_empty(), "a machine has no key: nobody is rung for it");
        assert!(world.promises().await[0].state.is_live());
    }

    async fn nobody_answers_within_the_bounded_wait_then_callback_offer_then_voicemail_then_a_case(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().leaves_message_and_hangs_up(12.0));
        world.person(LISTENER, WrittenPerson::new().never_answers());

        world.dials(ODETTE);
        world.minutes(15).await;

        let caller = &world.made_by(ODETTE)[0];
        let waited = heard_at(caller, "Nous pouvons vous rappeler avant") - heard_at(caller, "Bonjour, et bienvenue");
        assert!(waited >= TimeDelta::seconds(240) && waited <= TimeDelta::seconds(345), "waited {waited}");
        assert!(heard_at(caller, "Parlez après le bip") > heard_at(caller, "Nous pouvons vous rappeler"));
        let message = &world.messages_left().await[0];
        assert_eq!((world.messages_left().await.len(), message.seconds), (1, 12));
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Voicemail));
        let told = world.texts(NADIA);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with(&format!("Message vocal {} à écouter avant", message.code)), "{told:?}");
        assert_eq!(world.emails().len(), 1);
        assert!(world.emails()[0].contains(&format!("[{}]", message.code)), "{}", world.emails()[0]);
        assert!(world.cases().await.is_empty(), "it is not late yet");

        world.minutes(75).await;
        let case = &world.the_case().await;
        assert_eq!((case.kind, case.voicemail_id), (CaseKind::LateVoicemail, Some(message.id)));
        world.minutes(600).await;
        assert_eq!(world.cases().await.len(), 1, "opened once");
    }

    async fn caller_hangs_up_while_waiting_then_called_back_unasked(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(70.0).talks_for(120.0));
        world.person(LISTENER, listens().at_next_ring(RingAnswer::NoAnswer));

        world.dials(ODETTE);
        world.minutes(2).await;
        let promise = &world.promises().await[0];
        assert_eq!((promise.is_unasked, promise.state), (true, CallbackState::Promised));
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Callback));

        world.minutes(30).await;
        assert!(world.rung(ODETTE)[0].bridged_at.is_some(), "{}", world.story().await);
        assert_eq!(world.promises().await[0].state, CallbackState::Kept);
    }

    async fn caller_hangs_up_while_a_listener_rings_then_the_listener_is_free_for_the_next_one(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(40.0));
        world.person(RENE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens().answers_after(20.0));

        world.dials(ODETTE);
        world.minutes(1).await;
        world.dials(RENE);
        world.minutes(3).await;

        assert!(world.made_by(ODETTE)[0].bridged_at.is_none(), "she had gone: {}", world.story().await);
        assert!(world.made_by(RENE)[0].bridged_at.is_some(), "{}", world.story().await);
    }

    async fn caller_hangs_up_in_the_welcome_then_nothing_is_kept(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(4.0));
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(90).await;

        let call = &world.inbound_calls().await[0];
        assert_eq!((call.inbound_end, call.number.clone(), call.callback_id), (Some(InboundEnd::Abandoned), None, None));
        assert!(world.rung(LISTENER).is_empty() && world.rung(ODETTE).is_empty() && world.texts(ODETTE).is_empty());
        assert!(world.tables_that_tell(ODETTE).await.is_empty());
    }

    async fn urgent_key_then_emergency_sentence_then_a_person(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().on_hearing("Si c'est urgent, appuyez sur 3", "3").talks_for(300.0));
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(10).await;

        let caller = &world.made_by(ODETTE)[0];
        let warned = heard_at(caller, "raccrochez et composez le 15 ou le 112");
        assert!(caller.all_heard().contains("le 3114 vous répond jour et nuit"));
        assert!(caller.bridged_at.unwrap() > warned);
        assert_eq!(world.heard(LISTENER), "Un appel urgent pour Passerelles. Pour le prendre, appuyez sur 1.");
    }

    async fn promise_cannot_be_kept_in_time_then_one_case_and_kept_all_the_same(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(70.0).talks_for(120.0));
        world.person(LISTENER, WrittenPerson::new().never_answers());

        world.dials(ODETTE);
        world.minutes(120).await;
        let case = world.the_case().await;
        assert_eq!((case.kind, case.state), (CaseKind::LateCallback, CaseState::Paging));
        let told = world.texts(NADIA);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("promis avant 11h15: pas encore fait"), "{told:?}");
        assert!(world.promises().await[0].state.is_live(), "it is still to be kept");

        world.person(LISTENER, listens());
        world.minutes(20).await;
        assert!(world.rung(ODETTE)[0].bridged_at.is_some());
        assert_eq!(world.promises().await[0].state, CallbackState::Kept);
        assert_eq!(world.the_case().await.state, CaseState::Closed, "kept late is kept: {:?}", world.the_case().await);
    }

    async fn caller_who_was_promised_a_call_rings_again_and_is_answered_then_she_is_not_rung(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(70.0).talks_for(60.0));
        world.person(LISTENER, listens().at_next_ring(RingAnswer::NoAnswer));

        world.dials(ODETTE);
        world.minutes(2).await;
        world.dials(ODETTE);
        world.minutes(90).await;

        assert!(world.made_by(ODETTE)[1].bridged_at.is_some(), "{}", world.story().await);
        let promise = &world.promises().await[0];
        assert_eq!((promise.state, promise.number.clone()), (CallbackState::Cancelled, None));
        assert!(world.rung(ODETTE).is_empty(), "{}", world.story().await);
    }

    async fn number_withheld_then_no_call_is_promised_but_a_message_can_be_left(world: World in wednesday_at_ten) {
        world.person(ODETTE, WrittenPerson::new().leaves_message(20.0));
        world.person(LISTENER, WrittenPerson::new().never_answers());

        world.service.simulator.dial_withheld(ODETTE, LINE);
        world.minutes(15).await;

        let caller = &world.service.simulator.calls()[0];
        assert!(!caller.all_heard().contains("Nous pouvons vous rappeler"), "{}", caller.all_heard());
        assert!(caller.all_heard().contains("Votre message est bien arrivé."), "{}", caller.all_heard());
        assert!(world.promises().await.is_empty());
        assert_eq!(world.messages_left().await.len(), 1);
    }

    async fn in_the_evening_then_hears_when_the_line_opens_and_is_called_back_after(world: World in wednesday_evening) {
        world.person(ODETTE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(5).await;
        let caller = &world.made_by(ODETTE)[0];
        assert!(caller.all_heard().contains("Nous vous répondrons demain, jeudi, à partir de neuf heures."), "{}", caller.all_heard());
        assert!(caller.all_heard().contains("C'est noté. Nous vous rappelons avant demain, jeudi, à dix heures."), "{}", caller.all_heard());
        assert!(world.rung(LISTENER).is_empty(), "nobody is rung at night");

        world.run_until(instant("2026-11-26T08:30:00Z")).await;
        let called_back = &world.rung(ODETTE)[0];
        assert!(called_back.started_at >= instant("2026-11-26T08:00:00Z"), "{}", called_back.started_at);
        assert_eq!(world.promises().await[0].state, CallbackState::Kept);
    }

    async fn in_the_evening_then_key_2_leaves_a_message(world: World in wednesday_evening) {
        world.person(ODETTE, WrittenPerson::new().on_hearing("Pour laisser un message, appuyez sur 2", "2").leaves_message(15.0));

        world.dials(ODETTE);
        world.minutes(5).await;
        let caller = &world.made_by(ODETTE)[0];
        assert!(caller.all_heard().ends_with("Une personne de l'équipe va l'écouter. Merci de votre appel. À bientôt."), "{}", caller.all_heard());
        let message = &world.messages_left().await[0];
        assert_eq!(message.due_at, instant("2026-11-26T09:00:00Z"), "within the first hour of tomorrow");
    }

    async fn in_the_evening_no_key_at_all_then_a_message_can_be_left(world: World in wednesday_evening) {
        world.person(ODETTE, WrittenPerson::new().leaves_message_and_hangs_up(15.0));

        world.dials(ODETTE);
        world.minutes(5).await;
        assert_eq!(world.messages_left().await.len(), 1, "{}", world.story().await);
    }

    async fn on_friday_evening_then_hears_that_the_line_opens_on_monday(world: World in friday_evening) {
        world.person(ODETTE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(5).await;
        let heard = world.heard_by(ODETTE);
        assert!(heard.contains("Nous vous répondrons lundi 30 novembre, à partir de neuf heures."), "{heard}");
        world.run_until(instant("2026-11-30T07:59:00Z")).await;
        assert!(world.rung(ODETTE).is_empty(), "not on Saturday nor on Sunday");
        world.run_until(instant("2026-11-30T08:15:00Z")).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept);
    }

    async fn on_a_public_holiday_then_hears_that_the_line_opens_tomorrow(world: World in armistice_day) {
        world.person(ODETTE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(5).await;
        let heard = world.heard_by(ODETTE);
        assert!(heard.contains("Nous vous répondrons demain, jeudi, à partir de neuf heures."), "{heard}");
        world.run_until(instant("2026-11-12T08:15:00Z")).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
    }

    async fn another_number_typed_then_that_number_is_called_and_stands_nowhere_in_clear(world: World in wednesday_evening) {
        world.person(
            ODETTE,
            WrittenPerson::new()
                .on_hearing("être rappelé, appuyez sur 1", "1")
                .on_hearing("Pour donner un autre numéro, appuyez sur 2", "2")
                .on_hearing("Faites le numéro où vous joindre", "0639980051"),
        );
        world.person(RENE, WrittenPerson::new().talks_for(600.0));
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(5).await;
        let heard = world.heard_by(ODETTE);
        assert!(heard.contains("C'est noté. Nous vous rappelons à ce numéro avant"), "{heard}");
        assert!(world.tables_that_tell(RENE).await.is_empty(), "{:?}", world.tables_that_tell(RENE).await);

        world.run_until(instant("2026-11-26T08:05:00Z")).await;
        assert!(world.rung(ODETTE).is_empty() && world.rung(RENE)[0].bridged_at.is_some(), "{}", world.story().await);
        assert_eq!(world.rung(RENE)[0].ended_at, None, "they still talk");
        assert!(world.tables_that_tell(RENE).await.is_empty(), "{:?}", world.tables_that_tell(RENE).await);
        world.minutes(20).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept);
    }
}
