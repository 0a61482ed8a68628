//! The sound of a message: fetched from the carrier, kept sealed, listened to, and gone on both sides once answered.

use passerelle_app::collect_recordings;
use passerelle_domain::{
    case::CaseKind,
    voicemail::{SoundState, Voicemail, VoicemailAnswer, VoicemailState},
};
use passerelle_simulator::{Fault, WrittenPerson};
use passerelle_store::{event_log, sounds, test_support};
use serde_json::json;

use passerelle_world::*;

const ODETTE: &str = "+33199001050";
/// How every WAV file begins, as the databases show bytes.
const RIFF_IN_HEX: &str = "52494646";

/// The line is closed: whoever says nothing leaves a message.
async fn evening(on: On) -> World {
    let mut files = files();
    // No regular call comes in between.
    files.retain(|(name, _)| name != "series.csv");
    let world = World::begin_at(on, instant("2026-11-25T20:30:00Z"), files).await;
    world.person(ODETTE, WrittenPerson::new().leaves_message_and_hangs_up(12.0));
    world
}

/// Odette rings and leaves a message; some minutes later.
async fn odette_leaves_a_message(world: &World, minutes: i64) {
    world.dials(ODETTE);
    world.minutes(minutes).await;
    assert_eq!(world.service.simulator.recordings().len(), 1, "{}", world.story().await);
}

/// The one message of the story.
async fn the_message(world: &World) -> Voicemail {
    let mut messages = world.voicemails().await;
    assert_eq!(messages.len(), 1, "{}", world.story().await);
    messages.remove(0)
}

fn is_at_the_carrier(world: &World) -> bool {
    world.service.simulator.recordings().iter().any(|recording| !recording.is_deleted)
}

async fn is_here(world: &World) -> bool {
    let message = the_message(world).await;
    let mut read = world.service.app.db.read().await.unwrap();
    sounds::is_here(&mut read, message.id).await.unwrap()
}

/// Nadia listens, over the API: the status, the type and the sound.
async fn nadia_listens(world: &World) -> (u16, String, Vec<u8>) {
    let (message, token) = (the_message(world).await, world.token_of("nadia").await);
    let url = format!("{}/api/v1/voicemails/{}/sound", world.service.web_url, message.code);
    let answer = world.http.get(url).bearer_auth(token).send().await.unwrap();
    let kind = answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    (answer.status().as_u16(), kind.to_owned(), answer.bytes().await.unwrap().to_vec())
}

async fn nadia_handles(world: &World) {
    let (message, token) = (the_message(world).await, world.token_of("nadia").await);
    let path = format!("/api/v1/voicemails/{}/handling", message.code);
    assert_eq!(world.post(&path, &token, json!({ "answer": "called_back" })).await.0, 204);
}

/// What the audit tells about the message: who and what.
async fn audit(world: &World) -> Vec<(String, String)> {
    let message = the_message(world).await;
    let mut read = world.service.app.db.read().await.unwrap();
    let lines = event_log::of_noun(&mut read, "voicemail", message.id.0, 100).await.unwrap();
    lines.into_iter().map(|line| (line.actor, line.verb)).collect()
}

on_both! {
    async fn message_left_then_fetched_listened_to_handled_and_erased_on_both_sides(world: World in evening) {
        odette_leaves_a_message(&world, 4).await;
        assert_eq!(the_message(&world).await.sound, SoundState::Kept, "{}", world.story().await);
        assert!(!is_at_the_carrier(&world), "the carrier's copy goes as soon as we have ours");
        let stored = &test_support::contents(&world.service.app.db).await["sounds"];
        assert!(stored.len() == 1 && !stored[0].contains(RIFF_IN_HEX), "a sound stands in clear");

        let code = the_message(&world).await.code;
        let stranger = world.http.get(format!("{}/api/v1/voicemails/{code}/sound", world.service.web_url));
        assert_eq!(world.answer(stranger).await.status, 401);
        let (status, kind, sound) = nadia_listens(&world).await;
        assert_eq!((status, kind.as_str()), (200, "audio/wav"));
        assert!(sound.starts_with(b"RIFF"));
        let nadia = format!("member:{}", world.staff_named("nadia").await.id);
        assert!(audit(&world).await.contains(&(nadia.clone(), "listened".to_owned())), "{:?}", audit(&world).await);

        nadia_handles(&world).await;
        let message = the_message(&world).await;
        assert_eq!((message.state, message.sound), (VoicemailState::Handled, SoundState::Gone));
        assert_eq!(message.handling.unwrap().answer, Some(VoicemailAnswer::CalledBack));
        assert!(!is_here(&world).await);
        assert_eq!(nadia_listens(&world).await.0, 410);
        let told = audit(&world).await;
        assert!(told.contains(&(nadia, "handled".to_owned())) && told.contains(&("system".into(), "sound_gone".into())), "{told:?}");
        world.minutes(24 * 60).await;
        assert!(world.cases().await.is_empty());
    }

    async fn carrier_does_not_give_the_sound_for_ten_minutes_then_it_is_fetched_afterwards(world: World in evening) {
        world.service.simulator.set_fault(Fault::SoundsRefused);
        odette_leaves_a_message(&world, 12).await;
        assert_eq!(the_message(&world).await.sound, SoundState::Awaited);
        assert!(is_at_the_carrier(&world), "not deleted before it is here");
        assert_eq!(nadia_listens(&world).await.0, 409);
        world.service.simulator.clear_faults();
        world.minutes(15).await;
        assert_eq!(the_message(&world).await.sound, SoundState::Kept);
        assert_eq!(nadia_listens(&world).await.0, 200);
        assert!(!is_at_the_carrier(&world));
        assert!(world.cases().await.is_empty());
    }

    async fn carrier_never_gives_the_sound_then_a_case_says_so_and_it_may_still_come(world: World in evening) {
        world.service.simulator.set_fault(Fault::SoundsRefused);
        odette_leaves_a_message(&world, 60).await;
        let case = world.the_case().await;
        let message = the_message(&world).await;
        assert_eq!((case.kind, case.voicemail_id), (CaseKind::StuckVoicemail, Some(message.id)));
        assert_eq!((message.state, message.sound), (VoicemailState::Escalated, SoundState::Unfetched));
        world.until(0, 9, 30).await;
        let told = world.texts(NADIA);
        assert!(told.iter().any(|text| text.contains("son bloqué chez l'opérateur")), "{told:?}");
        world.service.simulator.clear_faults();
        world.minutes(8 * 60).await;
        assert_eq!(the_message(&world).await.sound, SoundState::Kept);
        assert_eq!(world.cases().await.len(), 1, "late as well: the case is the same");
    }

    async fn carrier_does_not_delete_then_it_is_asked_again_until_the_sound_is_gone(world: World in evening) {
        world.service.simulator.set_fault(Fault::DeletionsRefused);
        odette_leaves_a_message(&world, 20).await;
        assert_eq!(the_message(&world).await.sound, SoundState::Fetched);
        assert_eq!(nadia_listens(&world).await.0, 200, "it can be listened to meanwhile");
        nadia_handles(&world).await;
        assert!(!is_here(&world).await, "erased here at once");
        world.minutes(20).await;
        assert!(is_at_the_carrier(&world));
        assert_eq!(the_message(&world).await.sound, SoundState::Leaving);
        world.service.simulator.clear_faults();
        world.minutes(30).await;
        assert!(!is_at_the_carrier(&world));
        assert_eq!(the_message(&world).await.sound, SoundState::Gone);
        assert!(world.cases().await.is_empty());
    }

    async fn carrier_never_deletes_then_a_human_is_told_once(world: World in evening) {
        world.service.simulator.set_fault(Fault::DeletionsRefused);
        odette_leaves_a_message(&world, 5).await;
        nadia_handles(&world).await;
        world.minutes(48 * 60).await;
        assert_eq!(world.the_case().await.kind, CaseKind::StuckVoicemail);
        world.service.simulator.clear_faults();
        world.minutes(7 * 60).await;
        assert!(!is_at_the_carrier(&world));
    }

    async fn handled_before_it_was_fetched_then_deleted_at_the_carrier_all_the_same(world: World in evening) {
        world.service.simulator.set_fault(Fault::SoundsRefused);
        odette_leaves_a_message(&world, 2).await;
        nadia_handles(&world).await;
        world.minutes(2).await;
        assert!(!is_at_the_carrier(&world));
        assert!(!is_here(&world).await);
        assert_eq!(the_message(&world).await.sound, SoundState::Gone);
    }

    async fn answers_to_deletions_get_lost_then_asked_again_and_gone(world: World in evening) {
        world.service.simulator.set_fault(Fault::RestTimeoutAfterDoing);
        odette_leaves_a_message(&world, 10).await;
        assert!(!is_at_the_carrier(&world));
        assert_eq!(the_message(&world).await.sound, SoundState::Kept);
    }

    async fn nobody_listens_then_a_case_and_after_thirty_days_the_sound_is_erased_and_the_case_goes_on(world: World in evening) {
        odette_leaves_a_message(&world, 4).await;
        world.until(0, 9, 30).await;
        let case = world.the_case().await;
        assert_eq!(case.kind, CaseKind::LateVoicemail);
        world.writes(NADIA, &format!("PRENDS {}", case.code)).await;
        assert_eq!(nadia_listens(&world).await.0, 200, "a late message can still be listened to");
        world.until(30, 9, 0).await;
        assert!(!is_here(&world).await);
        assert_eq!(nadia_listens(&world).await.0, 410);
        assert_eq!((the_message(&world).await.state, world.the_case().await.closure), (VoicemailState::Escalated, None));
    }

    async fn case_of_a_late_message_closed_then_the_sound_is_erased(world: World in evening) {
        odette_leaves_a_message(&world, 4).await;
        world.until(0, 9, 30).await;
        let (case, token) = (world.the_case().await, world.token_of("nadia").await);
        let path = format!("/api/v1/cases/{}/closure", case.code);
        assert_eq!(world.post(&path, &token, json!({ "outcome": "handled" })).await.0, 200);
        assert!(!is_here(&world).await);
        assert_eq!(the_message(&world).await.state, VoicemailState::Handled);
    }

    async fn announcement_of_the_recording_lost_then_the_carrier_is_asked_and_it_is_a_message_once(world: World in evening) {
        world.service.simulator.set_fault(Fault::RecordingsUnannounced);
        odette_leaves_a_message(&world, 5).await;
        assert!(world.voicemails().await.is_empty());
        world.service.simulator.clear_faults();
        assert_eq!(collect_recordings(&world.service.app).await.unwrap(), 1);
        world.minutes(2).await;
        assert_eq!(the_message(&world).await.sound, SoundState::Kept);
        assert!(!is_at_the_carrier(&world));
        assert_eq!(world.texts(NADIA).len(), 1, "{:?}", world.texts(NADIA));
        assert_eq!(collect_recordings(&world.service.app).await.unwrap(), 0);
        assert_eq!(world.inbound_calls().await[0].inbound_end, Some(passerelle_domain::call::InboundEnd::Voicemail));
    }

    async fn nothing_said_then_nobody_is_bothered_and_the_carrier_keeps_no_sound(world: World in evening) {
        world.person(ODETTE, WrittenPerson::new().leaves_message_and_hangs_up(0.0));
        odette_leaves_a_message(&world, 5).await;
        assert!(world.messages_left().await.is_empty());
        assert!(!is_at_the_carrier(&world));
    }
}
