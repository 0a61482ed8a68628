//! Two who talk are moved into a room, where one of them can step aside.

use passerelle_simulator::{CallStatus, WrittenPerson};
use passerelle_telephony::Carrier;

use crate::stage::*;

/// Suzanne rings the line, which dials Karim; `/moved` and `/room` are the two doors of one room.
async fn bridge() -> Stage {
    let stage = Stage::new().await;
    stage.on("/voice", &format!("<Dial action=\"/moved\">{KARIM}</Dial>"));
    stage.on(
        "/moved",
        "<Dial action=\"/over\"><Conference endConferenceOnExit=\"true\" waitUrl=\"\">room-1</Conference></Dial>",
    );
    stage.on(
        "/room",
        "<Dial action=\"/aside\" hangupOnStar=\"true\"><Conference waitUrl=\"\">room-1</Conference></Dial>",
    );
    stage.on("/aside", "<Gather numDigits=\"1\" timeout=\"4\" action=\"/key\"/><Redirect>/room</Redirect>");
    stage.on("/key", "<Redirect>/room</Redirect>");
    stage.on("/over", "<Say>au revoir</Say>");
    stage
}

impl Stage {
    fn leg_of(&self, number: &str) -> passerelle_simulator::CallRecord {
        self.simulator.calls().into_iter().find(|leg| leg.to == number).unwrap()
    }

    async fn moves(&self, number: &str) -> (u16, serde_json::Value) {
        let sid = self.leg_of(number).sid;
        self.post(&format!("Calls/{sid}.json"), &[("Url", &self.url("/room"))]).await
    }
}

#[tokio::test]
async fn bridge_moved_into_a_room_then_the_talk_goes_on_and_ends_as_it_would_have() {
    let stage = bridge().await;
    stage.person(SUZANNE, WrittenPerson::new());
    stage.person(KARIM, WrittenPerson::new().answers_after(2.0).talks_for(600.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    assert_eq!(stage.moves(KARIM).await.0, 200);
    stage.run_s(60).await;
    assert_eq!(stage.values("/moved", "DialCallStatus"), ["completed"], "the dial that began it is over");
    assert!(stage.received("/moved")[0].at < stage.received("/room")[0].at);
    assert_eq!(stage.simulator.active_calls(), 2);
    stage.run_s(600).await;
    let karim = stage.leg_of(KARIM);
    assert_eq!((karim.ended_at.unwrap() - karim.bridged_at.unwrap()).num_seconds(), 600);
    assert_eq!(stage.values("/aside", "CallStatus"), ["completed"], "the action is asked although Karim has gone");
    // Karim does not end the room: Suzanne stays in it until she is led elsewhere.
    assert_eq!(stage.simulator.active_calls(), 1);
    let caller = stage.simulator.calls().into_iter().find(|leg| leg.from == SUZANNE).unwrap();
    stage.post(&format!("Calls/{}.json", caller.sid), &[("Url", &stage.url("/over"))]).await;
    stage.run_s(30).await;
    assert_eq!(stage.simulator.call(&caller.sid).unwrap().all_heard(), "au revoir");
    assert_eq!(stage.simulator.active_calls(), 0);
}

#[tokio::test]
async fn person_hangs_up_then_the_room_ends_for_the_other() {
    let stage = bridge().await;
    stage.person(SUZANNE, WrittenPerson::new().talks_for(100.0));
    stage.person(KARIM, WrittenPerson::new().answers_after(2.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    stage.moves(KARIM).await;
    stage.run_s(200).await;
    assert_eq!(stage.values("/over", "CallStatus"), ["completed"]);
    assert_eq!(stage.values("/over", "DialCallStatus"), ["answered"]);
    let (over, aside) = (&stage.received("/over")[0], &stage.received("/aside")[0]);
    assert!(over.at < aside.at, "{:?} {:?}", over.at, aside.at);
}

#[tokio::test]
async fn star_and_a_digit_in_talk_then_aside_with_the_digit_and_back() {
    let stage = bridge().await;
    stage.person(SUZANNE, WrittenPerson::new().talks_for(300.0));
    stage.person(KARIM, WrittenPerson::new().answers_after(2.0).presses_in_talk("*3", 60.0).presses_in_talk("*", 90.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    stage.moves(KARIM).await;
    stage.run_s(120).await;
    assert_eq!(stage.values("/key", "Digits"), ["3"]);
    let aside = stage.received("/aside");
    assert_eq!(aside.len(), 2);
    assert_eq!((aside[0].get("CallStatus"), aside[0].get("DialCallStatus")), ("in-progress", "answered"));
    let doors = stage.received("/room");
    assert_eq!(doors.len(), 3);
    assert_eq!((doors[2].at - aside[1].at).num_seconds(), 4, "silence leads back");
    assert_eq!(stage.simulator.active_calls(), 2, "Suzanne has waited in silence");
    stage.run_s(300).await;
    let suzanne = stage.simulator.calls().into_iter().find(|leg| leg.from == SUZANNE).unwrap();
    assert_eq!((suzanne.ended_at.unwrap() - suzanne.bridged_at.unwrap()).num_seconds(), 300);
}

#[tokio::test]
async fn star_where_it_is_not_heard_then_nothing_happens() {
    let stage = bridge().await;
    stage.person(SUZANNE, WrittenPerson::new().presses_in_talk("*9", 60.0).talks_for(300.0));
    stage.person(KARIM, WrittenPerson::new().answers_after(2.0).presses_in_talk("*3", 20.0));
    stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(30).await;
    stage.moves(KARIM).await;
    stage.run_s(200).await;
    assert_eq!((stage.received("/aside").len(), stage.received("/over").len()), (0, 0));
    assert_eq!(stage.simulator.active_calls(), 2);
}

#[tokio::test]
async fn longest_stay_then_out_of_the_room() {
    let stage = Stage::new().await;
    stage.on("/voice", "<Dial timeLimit=\"60\"><Conference>alone</Conference></Dial><Say>fin</Say>");
    stage.person(SUZANNE, WrittenPerson::new());
    let call = stage.simulator.dial(SUZANNE, LINE);
    stage.run_s(62).await;
    assert_eq!(call.record().unwrap().all_heard(), "fin");
}

#[tokio::test]
async fn carrier_without_rooms_then_nobody_is_reached_and_the_dial_has_failed() {
    for carrier in [Carrier::Telnyx, Carrier::Somleng] {
        let mut stage = Stage::of(carrier).await;
        stage.on("/voice", "<Dial action=\"/done\"><Conference>room-1</Conference></Dial>");
        stage.on("/done", "<Hangup/>");
        stage.person(SUZANNE, WrittenPerson::new());
        stage.simulator.dial(SUZANNE, LINE);
        stage.run_s(30).await;
        assert_eq!(stage.values("/done", "DialCallStatus"), ["failed"], "{carrier:?}");
        assert_eq!(stage.simulator.calls()[0].status, CallStatus::Completed);
        assert!(stage.warnings().contains(&12200));
        assert!(!carrier.profile().supports_rooms);
    }
}
