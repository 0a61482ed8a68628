//! A caller hangs up at every possible step of every way through the listening line. Each time the call ends in one
//! right state, the right promise is left, and nothing is left behind.

use chrono::TimeDelta;
use passerelle_domain::{call::InboundEnd, callback::CallbackState, case::CaseState, leg::LegState};
use passerelle_simulator::{CallRecord, CallStatus, Heard, RingAnswer, WrittenPerson};
use passerelle_store::{calls, legs, reservations};

use passerelle_world::*;

/// From the end of a call until whoever was rung for it must be free again: a listener who did not take a call is
/// left in peace for a minute.
const LISTENER_IS_FREE_AFTER: TimeDelta = TimeDelta::seconds(60);
/// A message of so many seconds holds words, a shorter one may not.
const MESSAGE_S: f64 = 3.0;
const NO_MESSAGE_S: f64 = 1.5;
/// Between two sentences further apart than this, there is a step in the middle as well.
const LONG_SILENCE: TimeDelta = TimeDelta::seconds(8);

/// One way through the line.
struct Way {
    name: &'static str,
    person: fn(&str) -> WrittenPerson,
    /// The steps between these seconds are tried: what comes before or after is tried on another way.
    between_s: (i64, i64),
    /// Steps of which the caller hears nothing: a telephone rings, a listener is asked to press a key.
    also_s: &'static [f64],
    is_withheld: bool,
    listener: fn() -> WrittenPerson,
}

fn way(name: &'static str, person: fn(&str) -> WrittenPerson, between_s: (i64, i64)) -> Way {
    Way { name, person, between_s, also_s: &[], is_withheld: false, listener: || WrittenPerson::new().never_answers() }
}

fn silent() -> WrittenPerson {
    WrittenPerson::new().leaves_message_and_hangs_up(12.0)
}

fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(10.0).on_hearing("ppuyez sur 1", "1")
}

/// Asks for a call back at another number as soon as it can be asked.
fn at_another_number(other: &str) -> WrittenPerson {
    silent()
        .on_hearing("être rappelé, appuyez sur 1", "1")
        .on_hearing("Pour donner un autre numéro, appuyez sur 2", "2")
        .on_hearing("Faites le numéro où vous joindre", other)
}

fn ways_in_opening_hours() -> Vec<Way> {
    vec![
        way("does nothing", |_| silent(), (0, 400)),
        way("1, to talk", |_| silent().on_hearing("Si c'est urgent, appuyez sur 3", "1"), (18, 60)),
        way("2, practical help", |_| silent().on_hearing("Si c'est urgent, appuyez sur 3", "2"), (30, 60)),
        way("3, urgent", |_| silent().on_hearing("Si c'est urgent, appuyez sur 3", "3"), (30, 80)),
        way("two wrong keys", |_| silent().presses("7").presses("8"), (30, 80)),
        way(
            "is called back at the same number",
            |_| {
                let asks = silent().on_hearing("Si cela vous va, appuyez sur 1", "1");
                asks.on_hearing("être rappelé, appuyez sur 1", "1")
            },
            (100, 400),
        ),
        way("is called back at another number", at_another_number, (100, 400)),
        Way {
            listener: listens,
            also_s: &[40.0, 46.0, 50.0, 52.0, 54.0],
            ..way("is answered", |_| silent().talks_for(30.0), (36, 90))
        },
        Way { is_withheld: true, ..way("withholds the number", |_| silent(), (30, 320)) },
    ]
}

fn ways_out_of_hours() -> Vec<Way> {
    vec![
        way("leaves a message without a key", |_| silent(), (0, 200)),
        way("says nothing at all", |_| WrittenPerson::new(), (60, 200)),
        way("2, leaves a message", |_| silent().on_hearing("Pour laisser un message, appuyez sur 2", "2"), (20, 100)),
        way("two wrong keys", |_| silent().presses("7").presses("8"), (20, 100)),
        way(
            "1, is called back",
            |_| {
                let asks = silent().on_hearing("Si cela vous va, appuyez sur 1", "1");
                asks.on_hearing("être rappelé, appuyez sur 1", "1")
            },
            (20, 100),
        ),
        way("1, is called back at another number", at_another_number, (30, 140)),
        Way {
            is_withheld: true,
            ..way("1, with the number withheld", |_| silent().on_hearing("être rappelé, appuyez sur 1", "1"), (20, 100))
        },
    ]
}

/// Everybody who rings has a number of their own, and one they may ask to be called at.
struct Numbers(Vec<(String, String)>);

impl Numbers {
    fn next(&mut self) -> (String, String) {
        let ordinal = self.0.len();
        self.0.push((format!("+3319900{:04}", 2_000 + ordinal), format!("063998{:04}", 3_000 + ordinal)));
        self.0[ordinal].clone()
    }
}

/// A Wednesday at ten: the line is open, one listener.
async fn wednesday_at_ten(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

async fn wednesday_evening(on: On) -> World {
    World::begin_on(on, "2026-11-25T20:30:00Z").await
}

/// Dials as this way says, hanging up after `patience_s` if anything, and lets the call end. Answers with its
/// identifier.
async fn live(world: &World, way: &Way, numbers: &(String, String), patience_s: Option<f64>) -> CallRecord {
    world.person(LISTENER, (way.listener)());
    let person = (way.person)(&numbers.1);
    world.person(&numbers.0, patience_s.into_iter().fold(person, WrittenPerson::hangs_up_after));
    let simulator = &world.service.simulator;
    let call = if way.is_withheld { simulator.dial_withheld(&numbers.0, LINE) } else { world.dials(&numbers.0) };
    for _ in 0..60 {
        world.run_until(world.now() + TimeDelta::seconds(patience_s.map_or(60, |s| s as i64 + 2))).await;
        if call.record().is_some_and(|record| record.ended_at.is_some()) {
            break;
        }
    }
    call.record().unwrap()
}

/// The seconds at which to hang up: in each sentence, and in the middle of each silence.
async fn steps(world: &World, way: &Way, numbers: &mut Numbers) -> Vec<f64> {
    let whole = live(world, way, &numbers.next(), None).await;
    let begun = whole.rang_at.unwrap();
    let moments: Vec<_> = whole.transcript.iter().map(|line| line.at).collect();
    let mut steps = Vec::new();
    for (index, at) in moments.iter().enumerate() {
        let step = *at + TimeDelta::milliseconds(400);
        let next = moments.get(index + 1).copied().or(whole.ended_at).unwrap();
        steps.push(step);
        if next - *at > LONG_SILENCE {
            steps.push(*at + (next - *at) / 2);
        }
    }
    steps.retain(|step| *step < whole.ended_at.unwrap());
    let seconds = steps.into_iter().map(|step| (step - begun).as_seconds_f64());
    let (from, to) = way.between_s;
    let mut steps: Vec<f64> = seconds.filter(|s| *s >= from as f64 && *s <= to as f64).collect();
    steps.extend(way.also_s);
    steps.sort_by(f64::total_cmp);
    steps.dedup_by(|later, earlier| *later - *earlier < 0.5);
    assert!(steps.len() >= 3, "{}: {}", way.name, whole.all_heard());
    steps
}

/// Looks at what a call has left, and at nothing else.
async fn is_left_right(world: &World, way: &Way, call: &CallRecord) {
    let app = &world.service.app;
    let heard = call.all_heard();
    let told = || format!("{}, hung up after {} s: {heard}", way.name, call.duration_s());
    let mut read = app.db.read().await.unwrap();
    let kept = calls::by_sid(&mut read, &app.secrets, &call.sid).await.unwrap().unwrap();
    assert!(!kept.is_live() && kept.number.is_none() && kept.session.typed_number.is_none(), "{}", told());
    for leg in legs::of_call(&mut read, &app.secrets, kept.id).await.unwrap() {
        // A telephone that was to ring after the sentence in which she hung up has no news: it is given up by its timer.
        assert!(!leg.is_live() || leg.state == LegState::Dialled, "{}: {leg:?}", told());
    }
    let talked = call.bridged_at.is_some();
    let recordings = world.service.simulator.recordings();
    let spoken_s = recordings.iter().find(|one| one.call_sid == call.sid).map_or(0.0, |one| one.seconds);
    let left_message = kept.inbound_end == Some(InboundEnd::Voicemail);
    let was_looked_for = kept.session.ring_started_at.is_some();
    let can_be_called = !way.is_withheld && !talked;
    // Whoever stays on the line after the tone without a word is told so, and called back.
    let stayed = heard.contains("Je n'ai pas entendu de message, et ce n'est pas grave. Nous vous rappelons");
    let expects_promise = can_be_called && !left_message && (was_looked_for || stayed || asked_to_be_called(call));
    assert_eq!(kept.inbound_end == Some(InboundEnd::Answered), talked, "{}", told());
    assert!(spoken_s < MESSAGE_S || left_message || kept.callback_id.is_some(), "message lost: {}", told());
    assert!(!left_message || spoken_s >= NO_MESSAGE_S, "no word was said: {}", told());
    assert_eq!(kept.inbound_end == Some(InboundEnd::Callback), expects_promise, "{:?} {}", kept.inbound_end, told());
    assert_eq!(kept.callback_id.is_some(), expects_promise, "{}", told());
    for standing in reservations::all(&mut read).await.unwrap() {
        let until = call.ended_at.unwrap() + LISTENER_IS_FREE_AFTER;
        assert!(standing.until <= until, "a listener is still taken: {}", told());
    }
    let mut live =
        passerelle_store::callbacks::live(&mut read, &app.secrets, world.service.organisation).await.unwrap();
    live.sort_by_key(|promise| promise.number.as_ref().map(|number| number.as_str().to_owned()));
    assert!(live.windows(2).all(|two| two[0].number != two[1].number), "two promises for one number: {}", told());
    assert!(live.iter().all(|promise| promise.state.is_live()));
}

/// Some minutes later no telephone of any call is in progress, and no call.
async fn nothing_is_in_progress(world: &World) {
    let mut read = world.service.app.db.read().await.unwrap();
    assert_eq!(legs::live_count(&mut read).await.unwrap(), 0, "{}", world.story().await);
    assert_eq!(world.service.simulator.active_calls(), 0);
}

/// A key said yes to being called back: the key of the menu, or one of the offer.
fn asked_to_be_called(call: &CallRecord) -> bool {
    let mut last = String::new();
    call.transcript.iter().any(|line| match &line.heard {
        Heard::Said(text) => {
            last = text.to_string();
            false
        }
        Heard::Pressed(key) => {
            let offers = last.contains("être rappelé, appuyez sur 1") || last.contains("pour être rappelé");
            let asks = offers || last.contains("Nous pouvons vous rappeler");
            asks && ["1", "2"].contains(&key.as_str()) && !(offers && key.as_str() == "2")
        }
        Heard::Played(_)
        | Heard::Spoke(_)
        | Heard::Recorded { .. }
        | Heard::Bridged { .. }
        | Heard::ApplicationError => false,
    })
}

/// Whoever was promised a call gets it now.
async fn keep_promises(world: &World, numbers: &(String, String)) {
    world.person(LISTENER, listens().answers_after(3.0));
    world.person(&numbers.0, WrittenPerson::new().answers_after(3.0).talks_for(10.0));
    world.person(&format!("+33{}", &numbers.1[1..]), WrittenPerson::new().answers_after(3.0).talks_for(10.0));
}

on_both! {
    async fn caller_hangs_up_at_any_step_in_opening_hours_then_one_end_and_the_right_promise_which_is_kept(world: World in wednesday_at_ten) {
        let mut numbers = Numbers(Vec::new());
        let mut tried = 0;
        for way in ways_in_opening_hours() {
            let steps = steps(&world, &way, &mut numbers).await;
            keep_promises(&world, numbers.0.last().unwrap()).await;
            world.minutes(6).await;
            for patience_s in steps.into_iter().map(Some).chain([None]) {
                let these = numbers.next();
                let call = live(&world, &way, &these, patience_s).await;
                is_left_right(&world, &way, &call).await;
                keep_promises(&world, &these).await;
                world.minutes(6).await;
                nothing_is_in_progress(&world).await;
                tried += 1;
                if world.now().time() > chrono::NaiveTime::from_hms_opt(17, 30, 0).unwrap() {
                    world.run_until((world.now().date_naive() + TimeDelta::days(1)).and_hms_opt(9, 0, 0).unwrap().and_utc()).await;
                }
            }
        }
        assert!(tried > 40, "{tried}");
        world.minutes(60).await;
        let promises = world.promises().await;
        let unkept: Vec<_> = promises.iter().filter(|promise| promise.state != CallbackState::Kept).collect();
        assert!(promises.len() > 30 && unkept.is_empty(), "{unkept:?}");
    }

    async fn caller_hangs_up_at_any_step_out_of_hours_then_one_end_and_the_right_promise_which_is_kept(world: World in wednesday_evening) {
        let mut numbers = Numbers(Vec::new());
        for way in ways_out_of_hours() {
            for patience_s in steps(&world, &way, &mut numbers).await.into_iter().map(Some).chain([None]) {
                let these = numbers.next();
                let call = live(&world, &way, &these, patience_s).await;
                is_left_right(&world, &way, &call).await;
            }
        }
        for these in &numbers.0 {
            keep_promises(&world, these).await;
        }
        world.run_until(instant("2026-11-26T12:00:00Z")).await;
        nothing_is_in_progress(&world).await;
        let promises = world.promises().await;
        let unkept: Vec<_> = promises.iter().filter(|promise| promise.state != CallbackState::Kept).collect();
        assert!(promises.len() > 10 && unkept.is_empty(), "{unkept:?}");
    }
}

/// The small association where Zoé, a volunteer, listens as well and Inès does not.
async fn a_volunteer_listens(on: On) -> World {
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), with_shifts("paris,zoe,listening,mon-sun,09:00,20:00,1\n"))
        .await
}

/// Inès listens, and so does Zoé, on the same telephone: they share it.
async fn two_listeners_share_a_telephone(on: On) -> World {
    let both = "paris,ines,listening,mon-sun,09:00,20:00,1\nparis,zoe,listening,mon-sun,09:00,20:00,2\n";
    let files = with_shifts(both).into_iter().map(|(name, text)| {
        let text = if name == "volunteers.csv" { text.replace(ZOE, LISTENER) } else { text };
        (name, text)
    });
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), files.collect()).await
}

fn with_shifts(listening: &str) -> Vec<(String, String)> {
    let change = |(name, text): (String, String)| {
        let ines = "paris,ines,listening,mon-sun,09:00,20:00,1\n";
        let text = if name == "shifts.csv" { text.replace(ines, listening) } else { text };
        (name, text)
    };
    files().into_iter().map(change).collect()
}

const ODETTE: &str = "+33199001050";
const RENE: &str = "+33199001051";

on_both! {
    async fn listener_leaves_the_association_while_talking_then_the_conversation_goes_on(world: World in a_volunteer_listens) {
        world.person(ODETTE, WrittenPerson::new().talks_for(1200.0));
        world.person(ZOE, listens());
        world.dials(ODETTE);
        world.minutes(3).await;
        assert!(world.made_by(ODETTE)[0].bridged_at.is_some(), "{}", world.story().await);

        let left = files().into_iter().filter(|(name, _)| name == "volunteers.csv");
        let left: Vec<_> = left.map(|(name, text)| (name, text.replace("10,active", "10,ended"))).collect();
        let report = passerelle_app::import_files(&world.service.app, ASSOCIATION, &left).await.unwrap();
        assert!(report.is_clean(), "{report}");
        world.minutes(30).await;

        let caller = &world.made_by(ODETTE)[0];
        let talked = caller.ended_at.unwrap() - caller.bridged_at.unwrap();
        assert!(talked >= TimeDelta::seconds(1200), "cut after {talked}");
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
        nothing_is_in_progress(&world).await;
        world.person(RENE, WrittenPerson::new().hangs_up_after(70.0));
        world.dials(RENE);
        world.minutes(5).await;
        assert_eq!(world.rung(ZOE).len(), 1, "whoever left is not rung any more");
        assert_eq!(world.promises().await.len(), 1, "{}", world.story().await);
    }

    async fn two_listeners_share_a_telephone_then_it_is_never_rung_while_one_of_them_talks(world: World in two_listeners_share_a_telephone) {
        world.person(ODETTE, WrittenPerson::new().talks_for(300.0));
        world.person(RENE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(2).await;
        world.dials(RENE);
        world.minutes(20).await;

        let calls = world.service.simulator.calls();
        let engaged = calls.iter().filter(|call| &*call.to == LISTENER && call.status == CallStatus::Busy).count();
        assert_eq!(engaged, 0, "rung while talking: {}", world.story().await);
        let heard = world.heard_by(RENE);
        assert!(world.made_by(RENE)[0].bridged_at.is_some() || heard.contains("rappel"), "{}", world.story().await);
        assert!(world.texts(LISTENER).iter().all(|text| !text.contains("deux fois")), "{:?}", world.texts(LISTENER));
        nothing_is_in_progress(&world).await;
    }

    async fn listener_hangs_up_on_a_voicemails_greeting_then_the_promise_is_not_kept_yet(world: World in wednesday_at_ten) {
        let machine = RingAnswer::Machine { after_s: 18.0, greeting_s: 12.0 };
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(70.0).at_next_ring(machine));
        world.person(LISTENER, listens().at_next_ring(RingAnswer::NoAnswer).talks_for(5.0));
        world.dials(ODETTE);
        world.minutes(8).await;
        assert!(world.rung(ODETTE)[0].bridged_at.is_some(), "{}", world.story().await);
        let promise = &world.promises().await[0];
        assert!(promise.state.is_live() && promise.tries == 1, "nobody has talked with her: {promise:?}");

        world.minutes(30).await;
        assert_eq!(world.rung(ODETTE).len(), 2, "{}", world.story().await);
        assert_eq!(world.promises().await[0].state, CallbackState::Kept);
    }

    async fn recognised_person_hangs_up_at_any_step_then_one_promise_at_most_and_her_case_stays_open(world: World in World::begin) {
        let karim = WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1");
        world.person(KARIM, karim.on_hearing("Pour que je vous rappelle à ce moment-là, appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(1, 11, 5).await;
        let case = world.the_case().await;
        for somebody in [KARIM, LISTENER, NADIA, CHRISTINE] {
            world.person(somebody, WrittenPerson::new().never_answers());
        }
        let mut looked_for = 0;
        for patience_s in [2.0, 6.0, 9.5, 14.0, 20.0, 27.0, 45.0, 70.0] {
            world.person(SUZANNE, WrittenPerson::new().never_answers().hangs_up_after(patience_s));
            world.dials(SUZANNE);
            world.run_until(world.now() + TimeDelta::seconds(patience_s as i64 + 3)).await;
            let call = world.inbound_calls().await.pop().unwrap();
            assert!(!call.is_live() && call.settles.is_some(), "{}", world.story().await);
            let was_looked_for = call.session.ring_started_at.is_some();
            looked_for += usize::from(was_looked_for);
            let expected = if was_looked_for { InboundEnd::Callback } else { InboundEnd::Abandoned };
            assert_eq!((call.inbound_end, call.callback_id.is_some()), (Some(expected), was_looked_for), "{patience_s} s");
        }
        assert!((2..8).contains(&looked_for), "{looked_for}");
        assert_eq!(world.promises().await.len(), 1, "one promise stands for all her calls");
        assert_ne!(world.the_case().await.state, CaseState::Closed, "hanging up is not being well");
        assert_eq!(world.the_case().await.code, case.code);

        world.person(LISTENER, listens());
        world.person(SUZANNE, WrittenPerson::new().answers_after(5.0).talks_for(30.0));
        world.minutes(30).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
        nothing_is_in_progress(&world).await;
    }
}
