//! The same line on every carrier: each signs, names, asks and refuses in its own way.

use passerelle_domain::{
    call::InboundEnd,
    scheduled_call::{CallOutcome, State},
    voicemail::{SoundState, VoicemailState},
};
use passerelle_simulator::{CallbackDelivery, Fault, WrittenPerson};
use passerelle_telephony::Carrier;
use serde_json::json;

use passerelle_world::*;

const ODETTE: &str = "+33199001050";

/// The carriers of real telephones.
const CARRIERS: [Carrier; 4] = [Carrier::Twilio, Carrier::SignalWire, Carrier::Telnyx, Carrier::Somleng];

/// Lives a story on every carrier, on one database.
macro_rules! on_every_carrier {
    ($(async fn $name:ident($on:ident, $carrier:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($on: On, $carrier: Carrier) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                for carrier in CARRIERS {
                    story(On::Sqlite, carrier).await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                for carrier in CARRIERS {
                    story(On::Postgres, carrier).await;
                }
            }
        }
    )*};
}

on_every_carrier! {
    async fn caller_then_answered_by_a_listener_and_nobody_is_promised_anything(on, carrier) {
        let world = World::begin_with(on, instant("2026-11-25T09:00:00Z"), files(), carrier).await;
        world.person(ODETTE, WrittenPerson::new().talks_for(300.0));
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1"));

        world.dials(ODETTE);
        world.minutes(20).await;

        let caller = &world.made_by(ODETTE)[0];
        assert!(caller.bridged_at.is_some(), "{carrier:?}: {}", world.story().await);
        assert_eq!(world.rung(LISTENER).len(), 1, "{carrier:?}: {}", world.story().await);
        assert_eq!(&*world.rung(LISTENER)[0].from, LINE, "{carrier:?}");
        let is_screened = world.heard(LISTENER).contains("appuyez sur 1");
        assert_eq!(is_screened, carrier.profile().supports_screening, "{carrier:?}: {}", world.heard(LISTENER));
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered), "{carrier:?}");
        assert!(world.promises().await.is_empty(), "{carrier:?}");
        world.end().await;
    }

    async fn nobody_picks_up_then_the_caller_is_called_back(on, carrier) {
        let world = World::begin_with(on, instant("2026-11-25T09:00:00Z"), files(), carrier).await;
        world.person(ODETTE, WrittenPerson::new().hangs_up_after(50.0));
        world.person(LISTENER, WrittenPerson::new().never_answers());

        world.dials(ODETTE);
        world.minutes(10).await;

        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Callback), "{carrier:?}");
        assert!(world.promises().await[0].state.is_live(), "{carrier:?}: {}", world.story().await);
        world.end().await;
    }

    async fn convivial_call_then_bridged_and_its_outcome_is_kept(on, carrier) {
        let world = World::begin_with(on, World::morning(), files(), carrier).await;
        let makes_the_call = || {
            WrittenPerson::new()
                .replies_on("Répondez OUI", "oui")
                .on_hearing("Prêt ? Appuyez sur 1", "1")
                .on_hearing("Si tout va bien, appuyez sur 1", "1")
        };
        world.person(KARIM, makes_the_call());
        // Where no text is carried nobody can be asked, and whoever is on call makes the call.
        world.person(NADIA, makes_the_call());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));

        world.paris(0, 17, 0).await;

        assert_eq!(world.rung(SUZANNE).len(), 1, "{carrier:?}: {}", world.story().await);
        let call = &world.calls_of("suzanne").await[0];
        let expected = (State::Settled, Some(CallOutcome::Well));
        assert_eq!((call.state, call.outcome), expected, "{carrier:?}: {}", world.story().await);
        assert_eq!(&*world.rung(SUZANNE)[0].from, LINE, "{carrier:?}");
        world.end().await;
    }

    async fn message_left_then_fetched_handled_and_gone_on_both_sides(on, carrier) {
        let world = World::begin_with(on, instant("2026-11-25T20:30:00Z"), files(), carrier).await;
        world.person(ODETTE, WrittenPerson::new().leaves_message_and_hangs_up(12.0));

        world.dials(ODETTE);
        world.minutes(5).await;

        let message = &world.voicemails().await[0];
        assert_eq!((message.seconds, message.sound), (12, SoundState::Kept), "{carrier:?}: {}", world.story().await);
        assert!(world.service.simulator.recordings().iter().all(|recording| recording.is_deleted), "{carrier:?}");
        let token = world.token_of("nadia").await;
        let path = format!("/api/v1/voicemails/{}/handling", message.code);
        assert_eq!(world.post(&path, &token, json!({ "answer": "called_back" })).await.0, 204);
        let message = &world.voicemails().await[0];
        assert_eq!((message.state, message.sound), (VoicemailState::Handled, SoundState::Gone), "{carrier:?}");
        world.end().await;
    }
}

async fn telnyx(on: On) -> World {
    World::begin_with(on, instant("2026-11-25T20:30:00Z"), files(), Carrier::Telnyx).await
}

async fn somleng_at_ten(on: On) -> World {
    World::begin_with(on, instant("2026-11-25T09:00:00Z"), files(), Carrier::Somleng).await
}

async fn telnyx_at_ten(on: On) -> World {
    World::begin_with(on, instant("2026-11-25T09:00:00Z"), files(), Carrier::Telnyx).await
}

on_both! {
    async fn address_of_the_sound_good_no_longer_then_the_carrier_is_asked_for_another(world: World in telnyx) {
        world.person(ODETTE, WrittenPerson::new().leaves_message_and_hangs_up(12.0));
        world.service.simulator.set_fault(Fault::SoundsRefused);
        world.dials(ODETTE);
        world.minutes(15).await;
        assert_eq!(world.voicemails().await[0].sound, SoundState::Awaited);
        world.service.simulator.clear_faults();
        world.minutes(15).await;
        assert_eq!(world.voicemails().await[0].sound, SoundState::Kept);
    }

    async fn callbacks_doubled_and_out_of_order_as_this_carrier_sends_them_then_answered_once(world: World in telnyx_at_ten) {
        let astray = CallbackDelivery { late: Some(0.0..5.0), doubled: 0.5, shuffled: 0.5, lost: 0.0 };
        world.service.simulator.set_delivery(astray);
        world.person(ODETTE, WrittenPerson::new().talks_for(300.0));
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1"));
        world.dials(ODETTE);
        world.minutes(20).await;
        assert_eq!(world.rung(LISTENER).len(), 1, "{}", world.story().await);
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
    }

    async fn listener_hangs_up_first_where_nobody_presses_1_then_answered_all_the_same(world: World in somleng_at_ten) {
        world.person(ODETTE, WrittenPerson::new().talks_for(600.0));
        world.person(LISTENER, WrittenPerson::new().answers_after(5.0).talks_for(20.0));
        world.dials(ODETTE);
        world.minutes(20).await;
        assert_eq!(world.rung(LISTENER).len(), 1, "{}", world.story().await);
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(InboundEnd::Answered));
        assert!(world.promises().await.is_empty());
    }
}
