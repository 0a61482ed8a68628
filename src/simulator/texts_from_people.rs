//! People's texts to lines, and what the application answers at once.

use std::sync::Arc;

use crate::{
    Happening,
    records::MessageRecord,
    texts::Outgoing,
    twiml::Element,
    webhooks::{Method, Target, param},
    world::World,
};

/// The carrier obeys these words by itself; French ones are the application's business.
const STOP_WORDS: [&str; 6] = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
/// And takes these as a wish to come back.
const START_WORDS: [&str; 3] = ["START", "YES", "UNSTOP"];
/// The carrier sends at most this many texts for one answer (14109).
const MAX_TEXTS_AN_ANSWER: usize = 10;

impl World {
    /// A person's text reaches a line and its webhook. A sender that is no line (a name) cannot be answered.
    ///
    /// The caller holds a guard.
    pub(crate) async fn text_from_person(self: &Arc<Self>, from: &str, to: &str, body: &str) -> String {
        let sid = self.new_sid("SM", &format!("{from}|{to}"));
        self.tell(Happening::TextFromPerson { sid: sid.clone(), from: from.into(), to: to.into(), body: body.into() });
        let Some(line) = self.line(to).cloned() else {
            self.warn(&sid, 30006, "a person answered a sender that takes no texts");
            return sid;
        };
        let word = body.trim().to_uppercase();
        if STOP_WORDS.contains(&word.as_str()) {
            self.state().directory.set_opted_out(to, from, true);
        } else if START_WORDS.contains(&word.as_str()) {
            self.state().directory.set_opted_out(to, from, false);
        }
        let now = self.now();
        self.state().messages.push(MessageRecord {
            sid: sid.clone(),
            from: from.into(),
            to: to.into(),
            body: body.into(),
            inbound: true,
            status: "received",
            error_code: None,
            created_at: now,
            sent_at: Some(now),
        });
        let Some(url) = line.sms_url.as_deref().and_then(|url| url::Url::parse(url).ok()) else {
            return sid;
        };
        let mut params = self.message_params(&sid, from, to);
        param(&mut params, "Body", body);
        param(&mut params, "NumMedia", "0");
        param(&mut params, "NumSegments", "1");
        param(&mut params, "SmsStatus", "received");
        for place in ["FromCity", "FromState", "FromZip", "ToCity", "ToState", "ToZip"] {
            param(&mut params, place, "");
        }
        param(&mut params, "FromCountry", "FR");
        param(&mut params, "ToCountry", "FR");
        let target = Target { url, method: Method::Post };
        let token = self.idempotency_token(&sid);
        match self.fetch_document(&target, &params, &token).await {
            Ok(verbs) => self.answer_by_text(&verbs, from, to, &target),
            Err(failure) => self.warn(&sid, failure.code, "no usable answer to a text"),
        }
        sid
    }

    fn answer_by_text(self: &Arc<Self>, verbs: &[Element], person: &str, line: &str, target: &Target) {
        for verb in verbs.iter().filter(|verb| verb.name == "Message").take(MAX_TEXTS_AN_ANSWER) {
            let callback = verb.filled("statusCallback").and_then(|href| target.url.join(href).ok());
            self.send_text(Outgoing {
                from: verb.filled("from").unwrap_or(line).into(),
                to: verb.filled("to").unwrap_or(person).into(),
                body: verb.words().into(),
                callback: callback.map(|url| Target { url, method: Method::Post }),
            });
        }
    }
}
