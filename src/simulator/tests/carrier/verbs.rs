use passerelle_simulator::{CallStatus, Heard, WrittenPerson};

use crate::stage::*;

fn said(stage: &Stage, sid: &str) -> String {
    stage.simulator.call(sid).unwrap().all_heard()
}

#[tokio::test]
async fn say_play_pause_then_heard_in_their_time() {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        "<Say language=\"fr-FR\">un deux trois quatre</Say><Play>/jingle.mp3</Play><Pause length=\"3\"/><Hangup/>",
    );
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    let record = call.record().unwrap();
    assert_eq!(record.status, CallStatus::Completed);
    // Four words at 120 a minute, five seconds of sound, three of silence.
    assert_eq!(record.duration_s(), 2 + 5 + 3);
    assert_eq!(record.all_heard(), "un deux trois quatre");
    assert!(record.transcript.iter().any(|line| line.heard == Heard::Played("/jingle.mp3".to_owned())));
    let first = &stage.received("/voice")[0];
    assert!(first.is_signed);
    assert_eq!(
        (first.get("From"), first.get("To"), first.get("CallStatus"), first.get("Direction")),
        (SUZANNE, LINE, "ringing", "inbound")
    );
    let end = stage.received("/line-status");
    assert_eq!(end.len(), 1);
    assert_eq!((end[0].get("CallStatus"), end[0].get("CallDuration")), ("completed", "10"));
    assert_eq!(stage.simulator.active_calls(), 0);
}

#[tokio::test]
async fn keys_pressed_then_action_asked_with_digits() {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        "<Gather numDigits=\"1\" action=\"/key\" timeout=\"8\"><Say>Appuyez sur 1</Say></Gather><Hangup/>",
    );
    stage.on("/key", "<Say>Merci</Say>");
    stage.person(SUZANNE, WrittenPerson::new().on_hearing("Appuyez sur 1", "1"));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    assert_eq!(stage.values("/key", "Digits"), ["1"]);
    assert_eq!(said(&stage, call.sid()), "Appuyez sur 1 Merci");
}

#[tokio::test]
async fn keys_late_then_next_gather_takes_them() {
    let stage = Stage::new().await;
    let gather = "<Gather numDigits=\"1\" action=\"/key\" timeout=\"5\"><Say>Appuyez sur 1</Say></Gather>";
    stage.on("/voice", &format!("{gather}{gather}<Say>au revoir</Say>"));
    stage.on("/key", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().presses("1").after(6.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    let key = &stage.received("/key")[0];
    assert_eq!(key.get("Digits"), "1");
    // 0.5 s of dialling, a prompt of 1.5 s, then 6 s: the second prompt was interrupted.
    assert_eq!((key.at - stage.received("/voice")[0].at).num_milliseconds(), 1_500 + 6_000);
}

#[tokio::test]
async fn several_keys_then_finish_key_and_silence_end_them() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Gather action=\"/code\" timeout=\"4\"><Say>votre code</Say></Gather>");
    stage.on("/code", "<Gather action=\"/again\" timeout=\"4\"><Say>encore</Say></Gather>");
    stage.on(
        "/again",
        "<Gather action=\"/never\" timeout=\"4\" finishOnKey=\"#\"><Say>diese</Say></Gather><Say>fin</Say>",
    );
    stage.person(SUZANNE, WrittenPerson::new().presses("12#").presses("34").presses("#"));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(90).await;
    assert_eq!(stage.values("/code", "Digits"), ["12"]);
    assert_eq!(stage.values("/again", "Digits"), ["34"]);
    assert!(stage.received("/never").is_empty(), "the finishing key alone is like a silence");
    assert!(said(&stage, call.sid()).ends_with("fin"));
}

#[tokio::test]
async fn silence_then_next_verb_or_empty_action() {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        "<Gather action=\"/key\" timeout=\"8\"><Say>choisissez</Say></Gather><Redirect>/second</Redirect>",
    );
    stage.on("/second", "<Gather input=\"dtmf speech\" action=\"/empty\" actionOnEmptyResult=\"true\" timeout=\"2\"/>");
    stage.on("/empty", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new());
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    assert!(stage.received("/key").is_empty());
    let empty = &stage.received("/empty")[0];
    assert_eq!((empty.get("Digits"), empty.get("SpeechResult")), ("", ""));
    let waited = stage.received("/second")[0].at - stage.received("/voice")[0].at;
    assert_eq!(waited.num_milliseconds(), 500 + 8_000);
}

#[tokio::test]
async fn speech_then_action_asked_with_words_unless_only_keys_are_wanted() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Gather action=\"/keys-only\" timeout=\"3\"><Say>touche</Say></Gather><Redirect method=\"GET\">/ask?step=2</Redirect>");
    stage.on("/ask", "<Gather input=\"speech dtmf\" language=\"fr-FR\" action=\"/words\"><Say>dites</Say></Gather>");
    stage.on("/words", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().says("perdu").says("tout va bien"));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    assert!(stage.received("/keys-only").is_empty());
    assert_eq!(stage.values("/words", "SpeechResult"), ["tout va bien"]);
    let by_get = &stage.received("/ask")[0];
    assert!(by_get.is_signed, "a GET is signed over its whole query");
    assert_eq!((by_get.get("step"), by_get.get("CallStatus")), ("2", "in-progress"));
}

#[tokio::test]
async fn key_before_the_prompt_ends_then_the_rest_is_unheard() {
    let stage = Stage::new().await;
    stage.on(
        "/voice",
        "<Gather numDigits=\"1\" action=\"/key\"><Say>un deux trois quatre</Say><Say>jamais dit</Say></Gather>",
    );
    stage.on("/key", "<Hangup/>");
    stage.person(SUZANNE, WrittenPerson::new().presses("2").after(-2.0));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    assert_eq!(stage.values("/key", "Digits"), ["2"]);
    assert_eq!(said(&stage, call.sid()), "un deux trois quatre");
    assert_eq!(call.record().unwrap().duration_s(), 1);
}

#[tokio::test]
async fn person_hangs_up_in_a_menu_then_the_call_ends_without_action() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Gather action=\"/key\"><Say>bonjour</Say></Gather>");
    stage.person(SUZANNE, WrittenPerson::new().hangs_up());
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    assert_eq!(call.record().unwrap().status, CallStatus::Completed);
    assert!(stage.received("/key").is_empty());
    assert_eq!(stage.values("/line-status", "CallStatus"), ["completed"]);
}

#[tokio::test]
async fn message_left_then_recording_told_fetched_and_deleted() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Say>parlez</Say><Record action=\"/recorded\" maxLength=\"60\" recordingStatusCallback=\"/recording\"/><Say>jamais</Say>");
    stage.on("/recorded", "<Say>merci</Say>");
    stage.person(SUZANNE, WrittenPerson::new().leaves_message(12.0));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(60).await;
    let recorded = stage.received("/recorded")[0].clone();
    assert_eq!((recorded.get("RecordingDuration"), recorded.get("Digits")), ("12", ""));
    assert_eq!(stage.values("/recording", "RecordingStatus"), ["completed"]);
    assert_eq!(said(&stage, call.sid()), "parlez merci");
    let sid = recorded.get("RecordingSid").to_owned();
    let sound = reqwest::Client::builder().no_proxy().build().unwrap();
    let sound = sound.get(format!("{}.wav", recorded.get("RecordingUrl"))).basic_auth(ACCOUNT, Some(TOKEN));
    let sound = sound.send().await.unwrap().bytes().await.unwrap();
    assert!(sound.starts_with(b"RIFF") && sound.len() > 44);
    assert!(stage.simulator.has_recording(&sid));
    let path = format!("Recordings/{sid}.json");
    assert_eq!(stage.rest(reqwest::Method::DELETE, &path, &[]).await.unwrap().0, 204);
    assert_eq!(stage.rest(reqwest::Method::DELETE, &path, &[]).await.unwrap().0, 404);
    assert!(!stage.simulator.has_recording(&sid));
}

#[tokio::test]
async fn hang_up_while_recording_then_action_says_so_and_nothing_at_all_then_next_verb() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Record action=\"/recorded\"/><Say>rien entendu</Say>");
    stage.on("/recorded", "<Say>trop tard</Say>");
    stage.person(SUZANNE, WrittenPerson::new().leaves_message_and_hangs_up(8.0));
    stage.person(NADIA, WrittenPerson::new());
    let left = stage.simulator.dial(SUZANNE, LINE);
    let silent = stage.simulator.dial(NADIA, LINE);
    stage.run_s(60).await;
    assert_eq!(stage.values("/recorded", "Digits"), ["hangup"]);
    assert_eq!(stage.values("/recorded", "CallStatus"), ["completed"]);
    assert_eq!(said(&stage, left.sid()), "");
    assert_eq!(said(&stage, silent.sid()), "rien entendu");
}

#[tokio::test]
async fn reject_then_the_call_is_never_answered() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Reject reason=\"busy\"/>");
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(10).await;
    let record = call.record().unwrap();
    assert_eq!((record.status, record.answered_at), (CallStatus::Busy, None));
}

#[tokio::test]
async fn unknown_verb_then_warned_and_passed_over() {
    let mut stage = Stage::new().await;
    stage.on("/voice", "<Dance/><Say>bonjour</Say>");
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(10).await;
    assert_eq!(said(&stage, call.sid()), "bonjour");
    assert_eq!(stage.warnings(), [12200]);
}

#[tokio::test]
async fn application_fails_then_fallback_is_asked_with_the_reason() {
    for (answer, code) in [((500, String::new()), "11200"), ((200, "<Response><Say>".to_owned()), "12100")] {
        let stage = Stage::new().await;
        stage.on_request("/voice", move |_| answer.clone());
        stage.on("/fallback", "<Say>pardon</Say>");
        let call = stage.simulator.dial(SUZANNE, LINE);
        stage.run_s(10).await;
        assert_eq!(said(&stage, call.sid()), "pardon");
        let fallback = &stage.received("/fallback")[0];
        assert_eq!((fallback.get("ErrorCode"), fallback.get("ErrorUrl")), (code, stage.url("/voice").as_str()));
        assert_eq!(fallback.get("CallSid"), call.sid());
    }
}

#[tokio::test]
async fn application_and_fallback_fail_then_application_error_is_heard() {
    let stage = Stage::new().await;
    stage.on_request("/voice", |_| (500, String::new()));
    stage.on_request("/fallback", |_| (503, String::new()));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(10).await;
    let record = call.record().unwrap();
    assert!(record.status.is_final());
    assert_eq!(record.transcript.last().unwrap().heard, Heard::ApplicationError);
}

#[tokio::test]
async fn impatient_caller_then_hangs_up_in_time() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Pause length=\"1\"/><Say>bonjour</Say><Redirect>/voice</Redirect>");
    stage.person(SUZANNE, WrittenPerson::new().hangs_up_after(40.0));
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(120).await;
    let record = call.record().unwrap();
    assert_eq!((record.ended_at.unwrap() - record.rang_at.unwrap()).num_seconds(), 40);
}

#[tokio::test]
async fn withheld_number_then_anonymous() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Hangup/>");
    stage.simulator.dial_withheld(SUZANNE, LINE);
    stage.run_s(10).await;
    assert_eq!(stage.values("/voice", "From"), ["anonymous"]);
    assert!(stage.received("/voice")[0].form.iter().all(|(_, value)| value != SUZANNE));
}
