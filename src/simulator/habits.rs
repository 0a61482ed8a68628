//! In which carrier's way the simulator does things. Every carrier speaks the same format, each with an accent.
//!
//! This table is the simulator's own on purpose: it says what carriers do, the profiles of `passerelle_telephony` say
//! what we expect of them, and a story that lives on every carrier shows where the two differ.
//!
//! # Source
//! Telephony notes, sections 2.3 and 3.5. Somleng: the verbs and attributes its switch reads in its public source
//! (`somleng/somleng-switch`). Telnyx: its public reference of TeXML.

use std::time::Duration;

use passerelle_telephony::{Carrier, signature::RepeatedNames};

use crate::webhooks::Method;

/// Which carrier is simulated, and what its customer has set there.
#[derive(Clone, Default)]
pub struct CarrierHabits {
    /// Whose ways. `Simulated` has those of Twilio.
    pub carrier: Carrier,
    /// What signs webhooks where it is not the secret of the REST interface (SignalWire's signing key).
    pub signing_key: Option<String>,
    /// The private key of the carrier that signs with Ed25519; see [`crate::Simulator::public_key`].
    pub ed25519_seed: [u8; 32],
    /// The customer has told the carrier to ask the numbers' URLs by POST, whatever its own habit is.
    pub is_told_to_post: bool,
}

/// How webhooks are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signing {
    Hmac(RepeatedNames),
    Ed25519,
}

/// The shape of identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ids {
    /// Two letters and 32 hexadecimal digits.
    Prefixed,
    /// UUIDs.
    Uuids,
    /// UUIDs, and `v3:…` for calls.
    Versioned,
}

/// What one carrier does in its own way.
#[derive(Debug)]
pub(crate) struct Habits {
    pub(crate) signing: Signing,
    pub(crate) signature_header: &'static str,
    pub(crate) user_agent: &'static str,
    /// What comes before `/Accounts` in the paths of the REST interface.
    pub(crate) path: &'static str,
    /// What the paths of the REST interface end with; those of recordings always end with `.json`.
    pub(crate) suffix: &'static str,
    /// Whether the REST interface wants one token instead of a user and a secret.
    pub(crate) wants_bearer: bool,
    /// How a URL is asked when nothing says it.
    pub(crate) default_method: Method,
    pub(crate) ids: Ids,
    /// A document with a verb that is not among these is an error; `None`: it is ignored with a warning.
    pub(crate) only_verbs: Option<&'static [&'static str]>,
    pub(crate) recognises_speech: bool,
    pub(crate) detects_machines: bool,
    /// Whether `<Number>` has a document and callbacks of its own, and `<Dial>` rings before it answers.
    pub(crate) screens_numbers: bool,
    /// Whether `<Dial>` knows rooms; elsewhere the noun is ignored, and nobody is reached.
    pub(crate) has_rooms: bool,
    /// Whether the end of a `<Record>` names the recording.
    pub(crate) names_recording: bool,
    /// Whether silence may be asked for as a result of a `<Gather>`.
    pub(crate) reports_silence: bool,
    /// The silence after which a `<Record>` ends when it does not say.
    pub(crate) record_silence_s: f64,
    /// The shortest and longest ring of a `<Dial>`.
    pub(crate) ring_s: (f64, f64),
    /// Whether the first moment of a call is told.
    pub(crate) tells_initiated: bool,
    /// Whether the sequence of callbacks counts, or is always 0.
    pub(crate) counts_callbacks: bool,
    /// How long the application has for a document.
    pub(crate) patience: Duration,
    /// Whether texts are carried in this format.
    pub(crate) carries_texts: bool,
    /// How long the address of a sound is good, seconds; `None`: as long as the sound, and behind the password.
    pub(crate) sound_address_lasts_s: Option<i64>,
    /// Parameters of its own, sent with every request about a call.
    pub(crate) extra_parameters: &'static [(&'static str, &'static str)],
}

const TWILIO: Habits = Habits {
    signing: Signing::Hmac(RepeatedNames::DistinctSorted),
    signature_header: "X-Twilio-Signature",
    user_agent: "TwilioProxy/1.1",
    path: "/2010-04-01",
    suffix: ".json",
    wants_bearer: false,
    default_method: Method::Post,
    ids: Ids::Prefixed,
    only_verbs: None,
    recognises_speech: true,
    detects_machines: true,
    screens_numbers: true,
    has_rooms: true,
    names_recording: true,
    reports_silence: true,
    record_silence_s: 5.0,
    ring_s: (1.0, 600.0),
    tells_initiated: true,
    counts_callbacks: true,
    patience: Duration::from_secs(15),
    carries_texts: true,
    sound_address_lasts_s: None,
    extra_parameters: &[],
};

const SIGNALWIRE: Habits = Habits {
    signing: Signing::Hmac(RepeatedNames::SubmissionOrder),
    signature_header: "X-SignalWire-Signature",
    user_agent: "SignalWire API",
    path: "/api/laml/2010-04-01",
    tells_initiated: false,
    patience: Duration::from_secs(5),
    extra_parameters: &[("AudioInMos", "4.4"), ("HangupBy", "caller"), ("HangupDirection", "inbound")],
    ..TWILIO
};

const TELNYX: Habits = Habits {
    signing: Signing::Ed25519,
    signature_header: "telnyx-signature-ed25519",
    user_agent: "telnyx-webhooks",
    path: "/v2/texml",
    suffix: "",
    wants_bearer: true,
    default_method: Method::Get,
    ids: Ids::Versioned,
    has_rooms: false,
    reports_silence: false,
    record_silence_s: 0.0,
    ring_s: (5.0, 120.0),
    carries_texts: false,
    sound_address_lasts_s: Some(600),
    extra_parameters: &[
        ("CallSidLegacy", "v3:legacy"),
        ("ConnectionId", "1494404757140276705"),
        ("CallerId", ""),
        ("CallingPartyType", "pstn"),
    ],
    ..TWILIO
};

const SOMLENG: Habits = Habits {
    ids: Ids::Uuids,
    only_verbs: Some(&["Say", "Play", "Gather", "Dial", "Record", "Redirect", "Hangup", "Reject", "Connect"]),
    recognises_speech: false,
    detects_machines: false,
    screens_numbers: false,
    has_rooms: false,
    names_recording: false,
    counts_callbacks: false,
    ..TWILIO
};

impl CarrierHabits {
    pub(crate) fn table(&self) -> &'static Habits {
        match self.carrier {
            Carrier::Simulated | Carrier::Twilio => &TWILIO,
            Carrier::SignalWire => &SIGNALWIRE,
            Carrier::Telnyx => &TELNYX,
            Carrier::Somleng => &SOMLENG,
        }
    }
}

impl Habits {
    /// An identifier in the carrier's shape, from one with two letters and 32 hexadecimal digits.
    pub(crate) fn shaped(&self, sid: String) -> String {
        let (prefix, digits) = sid.split_at(2);
        let uuid = || {
            let cut = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
            format!("{}-{}-4{}-8{}-{}", cut(0, 8), cut(8, 12), cut(13, 16), cut(17, 20), cut(20, 32))
        };
        match (self.ids, prefix) {
            (Ids::Prefixed, _) => sid,
            (Ids::Versioned, "CA") => format!("v3:{}", uuid()),
            (Ids::Uuids | Ids::Versioned, _) => uuid(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifier_then_in_the_carriers_shape() {
        let sid = "CA0123456789abcdef0123456789abcdef".to_owned();
        assert_eq!(TWILIO.shaped(sid.clone()), sid);
        assert_eq!(SOMLENG.shaped(sid.clone()), "01234567-89ab-4def-8123-456789abcdef");
        assert_eq!(TELNYX.shaped(sid), "v3:01234567-89ab-4def-8123-456789abcdef");
        assert_eq!(TELNYX.shaped(format!("RE{}", "0".repeat(32))), "00000000-0000-4000-8000-000000000000");
    }
}
