//! What no story may leave behind, looked at when its world ends.

use chrono::{DateTime, TimeDelta};
use passerelle_domain::{line::Line, message::Channel, voicemail::VoicemailState};
use passerelle_notify::{Gsm7, SMS_SEPTETS};
use passerelle_store::{calls, campaigns, laws, legs, lines, messages, sounds, test_support, timers};

use crate::World;

/// A timer later than this is overdue.
const GRACE: TimeDelta = TimeDelta::minutes(2);
/// News of a telephone put down may get lost: the carrier is asked within this.
const NEWS_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// The carrier may be asked several times to delete a sound.
const GONE_WITHIN: TimeDelta = TimeDelta::minutes(15);
/// From this many digits on, digits in a row are a telephone number.
const DIGITS_OF_A_NUMBER: usize = 9;

impl World {
    pub(crate) async fn look_back(&self) {
        self.every_matter_has_its_timer().await;
        self.no_telephone_is_forgotten().await;
        self.every_text_may_be_read_by_anybody().await;
        self.jobs_hold_ids_only().await;
        self.no_sound_stays_after_a_message_is_handled().await;
    }

    /// Here it goes at once, at the carrier as soon as the carrier can be asked.
    async fn no_sound_stays_after_a_message_is_handled(&self) {
        let app = &self.service.app;
        for message in self.voicemails().await {
            let mut read = app.db.read().await.unwrap();
            let is_here = sounds::is_here(&mut read, message.id).await.unwrap();
            assert_eq!(is_here, message.sound.is_here(), "{message:?}");
            if message.state != VoicemailState::Handled {
                continue;
            }
            assert!(!is_here, "the sound of a message handled is still here: {message:?}");
            let is_past = message.handling.as_ref().is_some_and(|handling| handling.at < self.now() - GONE_WITHIN);
            let is_there = self.service.simulator.has_recording(&message.recording_sid);
            assert!(!is_there || !is_past, "the sound of a message handled is still at the carrier: {message:?}");
            assert!(!is_there || message.timer().is_some(), "nobody asks for its deletion: {message:?}");
        }
    }

    async fn every_matter_has_its_timer(&self) {
        let mut read = self.service.app.db.read().await.unwrap();
        let lost = laws::live_without_timer(&mut read).await.unwrap();
        assert!(lost.is_empty(), "live matters without a timer: {lost:?}");
        let unsound = campaigns::unsound(&mut read).await.unwrap();
        assert!(unsound.is_empty(), "outcomes do not add up to the list: {unsound:?}");
        let overdue = timers::overdue(&mut read, self.now(), GRACE).await.unwrap();
        assert!(overdue.is_empty(), "timers overdue: {overdue:?}");
    }

    /// A telephone that was put down a while ago is over for the service too.
    async fn no_telephone_is_forgotten(&self) {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        let is_past = |at: DateTime<chrono::Utc>| at < self.now() - NEWS_WITHIN;
        for call in self.service.simulator.calls() {
            let is_over = call.ended_at.is_some_and(is_past);
            let Some(leg) = legs::by_sid(&mut read, &app.secrets, &call.sid).await.unwrap() else {
                // A telephone the carrier gave up before it rang, whose only news got lost, has no name for us.
                assert!(call.rang_at.is_none() || !is_over, "nobody knows of this call: {call:?}");
                continue;
            };
            assert!(!is_over || !leg.is_live(), "a telephone put down is still in progress: {leg:?}");
        }
        let since = DateTime::UNIX_EPOCH;
        for call in calls::since(&mut read, &app.secrets, self.service.organisation, since).await.unwrap() {
            let of_call = legs::of_call(&mut read, &app.secrets, call.id).await.unwrap();
            let is_over = of_call.iter().all(|leg| leg.ended_at.is_some_and(is_past));
            assert!(
                !is_over || !call.is_live(),
                "a conversation of which every telephone is put down goes on: {call:?}"
            );
        }
    }

    /// One SMS is one segment; no text tells a telephone number but the association's own.
    async fn every_text_may_be_read_by_anybody(&self) {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        let ours = self.numbers_of_the_association().await;
        let since = DateTime::UNIX_EPOCH;
        for message in messages::since(&mut read, &app.secrets, self.service.organisation, since).await.unwrap() {
            let content = &message.content;
            if message.channel == Channel::Sms {
                let septets = Gsm7::septets(&content.text);
                assert!(septets.is_some_and(|septets| septets <= SMS_SEPTETS), "{septets:?} septets: {}", content.text);
            }
            for text in [&content.subject, &content.text, &content.html] {
                for number in telephone_numbers(text) {
                    let national = &number[number.len() - DIGITS_OF_A_NUMBER..];
                    let is_ours = ours.iter().any(|own| own.ends_with(national));
                    assert!(is_ours, "{} tells a telephone number: {text}", message.template);
                }
            }
        }
    }

    /// The numbers of its lines, displayed and told to everybody.
    pub(crate) async fn numbers_of_the_association(&self) -> Vec<String> {
        let mut read = self.service.app.db.read().await.unwrap();
        let lines = lines::of_organisation(&mut read, self.service.organisation).await.unwrap();
        let numbers = |line: Line| [Some(line.number), line.check_number].into_iter().flatten().map(String::from);
        lines.into_iter().flat_map(|line| numbers(line.clone()).chain([line.sms_sender])).collect()
    }

    async fn jobs_hold_ids_only(&self) {
        for payload in test_support::job_payloads(&self.service.app.db).await {
            let payload: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&payload).unwrap();
            let names: Vec<_> = payload.keys().cloned().collect();
            assert_eq!(names, ["id", "kind", "v"], "a job carries the version, the kind and the id of a matter");
        }
    }
}

/// Runs of digits long enough to be a number, however they are grouped. Addresses of pages are left out: they hold tokens,
/// drawn by chance, and a token may hold any digits.
fn telephone_numbers(text: &str) -> Vec<String> {
    let mut numbers = vec![String::new()];
    let is_address = |word: &&str| word.contains("://");
    let words = text.split([' ', '\n', '"']).map(|word| if is_address(&word) { "address" } else { word });
    for character in words.collect::<Vec<_>>().join(" ").chars() {
        match character {
            '0'..='9' => numbers.last_mut().unwrap().push(character),
            ' ' | '.' | '-' | '\u{a0}' => {}
            _ => numbers.push(String::new()),
        }
    }
    numbers.retain(|digits| digits.len() >= DIGITS_OF_A_NUMBER);
    numbers
}
