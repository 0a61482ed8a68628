//! `<Record>`: a tone, a message, a recording.

use url::Url;

use super::{Go, Instructions, Interrupt, Leg, documents::Flow, documents::Source};
use crate::{
    CallStatus, Fault, Happening, Heard, RecordContext, VoiceMessage,
    records::RecordingRecord,
    twiml::Element,
    webhooks::{Method, Params, Target, param},
    world::seconds,
};

/// The carrier's default longest message.
const DEFAULT_MAX_LENGTH_S: f64 = 3600.0;
/// The sound is made a moment after it is announced.
const READY_AFTER_S: f64 = 8.0;
/// The tone.
const BEEP_S: f64 = 1.0;

impl Leg {
    pub(super) async fn record_message(&mut self, element: &Element, base: Option<&Url>) -> Go<Flow> {
        if element.flag("playBeep", true) {
            self.rest(BEEP_S).await?;
        }
        let max_length_s = element.number("maxLength", DEFAULT_MAX_LENGTH_S).max(1.0);
        let silence_s = element.number("timeout", self.world.habits.record_silence_s).max(0.0);
        let context = RecordContext { at: self.now(), heard: self.heard.clone(), max_length_s };
        let nothing = VoiceMessage { seconds: 0.0, hangs_up: false };
        let message = self.ask_person(|person| person.records(&context)).unwrap_or(nothing);
        if message.seconds <= 0.0 && !message.hangs_up {
            self.rest(silence_s).await?;
            return Ok(Flow::Next);
        }
        let spoken_s = message.seconds.clamp(0.0, max_length_s);
        self.heard.clear();
        // The message is kept whether the caller falls silent or hangs up, by their own will or out of patience.
        let from = self.now();
        let interrupt = self.rest(spoken_s).await.err();
        let recorded_s = if interrupt.is_some() { (self.now() - from).as_seconds_f64() } else { spoken_s };
        if let Some(Interrupt::FollowNow(instructions)) = interrupt {
            self.keep_recording(element, base, recorded_s).await;
            return Err(Interrupt::FollowNow(instructions));
        }
        let has_hung_up = interrupt.is_some() || (message.hangs_up && spoken_s >= message.seconds);
        if has_hung_up {
            self.mark_over(CallStatus::Completed);
        } else if spoken_s < max_length_s {
            self.rest(silence_s).await?;
        }
        let sid = self.keep_recording(element, base, recorded_s).await;
        let next = self.record_action(element, base, &sid, recorded_s, has_hung_up);
        if !has_hung_up {
            return Ok(next.map_or(Flow::HangUp, Flow::Goto));
        }
        let next = next.filter(|_| !self.is_unannounced());
        if let Some(instructions) = next {
            self.ask_in_vain(instructions).await;
        }
        Err(interrupt.unwrap_or(Interrupt::Over(CallStatus::Completed)))
    }

    async fn keep_recording(&mut self, element: &Element, base: Option<&Url>, length_s: f64) -> String {
        let sid = self.world.new_sid("RE", &self.sid);
        let record = RecordingRecord {
            sid: sid.clone(),
            call_sid: self.sid.clone(),
            seconds: length_s,
            created_at: self.now() - seconds(length_s),
            ready_at: self.now() + seconds(READY_AFTER_S),
            is_deleted: false,
        };
        self.world.state().recordings.insert(sid.clone(), record);
        self.write_and_tell(Heard::Recorded { seconds: length_s }, |call| Happening::Recorded {
            sid: call,
            recording_sid: sid.clone(),
            seconds: length_s,
        });
        let url = element.filled("recordingStatusCallback").and_then(|href| self.resolve(base, href));
        let url = url.filter(|_| !self.is_unannounced());
        if let Some(url) = url {
            let mut params = Params::new();
            param(&mut params, "AccountSid", &self.world.account_sid);
            param(&mut params, "CallSid", &self.sid);
            param(&mut params, "RecordingSid", &sid);
            param(&mut params, "RecordingUrl", self.recording_url(&sid));
            param(&mut params, "RecordingStatus", "completed");
            param(&mut params, "RecordingDuration", whole_seconds(length_s));
            param(&mut params, "RecordingChannels", "1");
            param(&mut params, "RecordingSource", "RecordVerb");
            let target = Target {
                url,
                method: Method::read(self.world.habits, element.filled("recordingStatusCallbackMethod")),
            };
            let token = self.world.idempotency_token(&format!("{sid}|recording"));
            if !self.world.post_callback(&target, &params, &token).await {
                self.world.warn(&self.sid, 15003, "the recording callback was not accepted");
            }
        }
        sid
    }

    fn is_unannounced(&self) -> bool {
        self.world.state().faults.contains(&Fault::RecordingsUnannounced)
    }

    fn recording_url(&self, sid: &str) -> String {
        self.world.sound_address(sid)
    }

    fn record_action(
        &self,
        element: &Element,
        base: Option<&Url>,
        sid: &str,
        length_s: f64,
        has_hung_up: bool,
    ) -> Option<Instructions> {
        let url = match (element.filled("action"), base) {
            (Some(action), base) => self.resolve(base, action)?,
            (None, base) => base?.clone(),
        };
        let mut extra = Params::new();
        param(&mut extra, "RecordingUrl", self.recording_url(sid));
        if self.world.habits.names_recording {
            param(&mut extra, "RecordingSid", sid);
        }
        param(&mut extra, "RecordingDuration", whole_seconds(length_s));
        param(&mut extra, "Digits", if has_hung_up { "hangup" } else { "" });
        Some(Instructions {
            extra,
            ..Instructions::fetched(url, Method::read(self.world.habits, element.filled("method")))
        })
    }

    /// Asks for a document nobody is left to follow.
    pub(super) async fn ask_in_vain(&mut self, instructions: Instructions) {
        let Source::Fetched(target) = instructions.source else {
            return;
        };
        let mut params = self.standard_params();
        params.extend(instructions.extra);
        let token = self.world.idempotency_token(&format!("{}|document", self.sid));
        if let Err(failure) = self.world.fetch_document(&target, &params, &token).await {
            self.world.warn(&self.sid, failure.code, format!("no usable document from {}", target.url.path()));
        }
    }
}

fn whole_seconds(length_s: f64) -> String {
    format!("{}", length_s.round() as u64)
}
