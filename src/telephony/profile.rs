//! What differs between carriers that speak the same format, as data.
//!
//! # Source
//! Telephony notes, sections 2.3, 3.3 and 3.5. Voices are configuration: an operator may replace them.

use crate::signature::RepeatedNames;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A carrier Passerelle can work with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Carrier {
    /// The built-in simulator: nobody is really called.
    #[default]
    Simulated,
    /// Twilio.
    Twilio,
    /// SignalWire, with its compatible API.
    SignalWire,
    /// Telnyx, with TeXML. Its text messages speak another format and are not supported.
    Telnyx,
    /// Somleng.
    Somleng,
}

impl Carrier {
    /// Every carrier.
    pub const ALL: [Carrier; 5] =
        [Carrier::Simulated, Carrier::Twilio, Carrier::SignalWire, Carrier::Telnyx, Carrier::Somleng];

    /// The word used in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Carrier::Simulated => "simulated",
            Carrier::Twilio => "twilio",
            Carrier::SignalWire => "signalwire",
            Carrier::Telnyx => "telnyx",
            Carrier::Somleng => "somleng",
        }
    }

    /// What this carrier can do and how it wants to be spoken to.
    pub fn profile(self) -> &'static CarrierProfile {
        match self {
            Carrier::Simulated => &SIMULATED,
            Carrier::Twilio => &TWILIO,
            Carrier::SignalWire => &SIGNALWIRE,
            Carrier::Telnyx => &TELNYX,
            Carrier::Somleng => &SOMLENG,
        }
    }
}

/// The settings name a carrier that does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown carrier; use simulated, twilio, signalwire, telnyx or somleng")]
pub struct UnknownCarrier;

impl FromStr for Carrier {
    type Err = UnknownCarrier;
    fn from_str(word: &str) -> Result<Self, UnknownCarrier> {
        Carrier::ALL
            .into_iter()
            .find(|carrier| carrier.as_str().eq_ignore_ascii_case(word.trim()))
            .ok_or(UnknownCarrier)
    }
}

/// How we prove who we are to the carrier's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthKind {
    /// User and secret.
    Basic,
    /// One token.
    Bearer,
}

/// The method with which a carrier asks our URLs when nothing says otherwise. Everything we write says POST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchMethod {
    /// GET.
    Get,
    /// POST.
    Post,
}

/// How the paths of the API are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PathStyle {
    /// `/2010-04-01/Accounts/…/Calls.json`.
    #[default]
    Dated,
    /// `/Accounts/…/Calls`, but `/Accounts/…/Recordings.json`.
    Bare,
}

/// How a carrier signs its webhooks, and so which validator to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureScheme {
    /// [`crate::signature::Validator`], with the account's tokens or signing keys.
    HmacSha1,
    /// [`crate::signature::Ed25519Validator`], with the account's public keys; the instant of signing comes in
    /// [`CarrierProfile::TIMESTAMP_HEADER`].
    Ed25519,
}

/// What one carrier can do and how it wants to be spoken to.
#[derive(Debug, Clone, PartialEq)]
pub struct CarrierProfile {
    /// Which carrier.
    pub carrier: Carrier,
    /// Where its API is, when every customer uses the same address; without trailing slash.
    pub default_api_url: Option<&'static str>,
    /// How we prove who we are.
    pub auth_kind: AuthKind,
    /// How the paths of its API are spelt.
    pub path_style: PathStyle,
    /// The method it uses by default.
    pub fetch_method: FetchMethod,
    /// How it signs its webhooks.
    pub signature_scheme: SignatureScheme,
    /// How repeated names enter its signature.
    pub repeated_names: RepeatedNames,
    /// The headers that may carry its signature, the preferred one first.
    pub signature_headers: &'static [&'static str],
    /// `(language, voice)`; see [`CarrierProfile::voice`].
    pub voices: &'static [(&'static str, &'static str)],
    /// Whether it knows `<Pause>`.
    pub supports_pause: bool,
    /// Whether it recognises words in a `<Gather>`.
    pub supports_speech: bool,
    /// Whether it can tell machines from people.
    pub supports_machine_detection: bool,
    /// Whether its voices understand marks such as a slower rate.
    pub supports_speech_marks: bool,
    /// Whether its text messages speak this format.
    pub supports_messages: bool,
    /// Whether placed calls must name one of the customer's applications at the carrier.
    pub needs_application: bool,
    /// Whether somebody who is dialled hears a document of their own and can press 1 before being put through.
    pub supports_screening: bool,
    /// Whether two people who talk can be moved into a `<Conference>` while they talk, where the one who works for us is
    /// heard when pressing `*`.
    pub supports_rooms: bool,
}

impl CarrierProfile {
    /// The header that says when an [`SignatureScheme::Ed25519`] request was signed.
    pub const TIMESTAMP_HEADER: &'static str = "telnyx-timestamp";

    /// The name of the voice for a language: the exact tag first (`fr-CA`), then the same language (`fr`).
    ///
    /// `None` leaves the choice to the carrier.
    pub fn voice(&self, language: &str) -> Option<&'static str> {
        find_voice(self.voices.iter().copied(), language)
    }
}

/// The voice of each language: the operator's choice, or the carrier's usual one.
#[derive(Debug, Clone)]
pub struct Voices {
    profile: &'static CarrierProfile,
    chosen: Vec<(String, String)>,
}

impl Voices {
    /// `chosen` are pairs of a language and a voice, see [`Voices::read`]; the rest is the carrier's.
    pub fn new(profile: &'static CarrierProfile, chosen: Vec<(String, String)>) -> Voices {
        Voices { profile, chosen }
    }

    /// The name of the voice for a language: a choice for this tag, a choice for this language, what the carrier has.
    pub fn voice(&self, language: &str) -> Option<&str> {
        let chosen = self.chosen.iter().map(|(tag, voice)| (tag.as_str(), voice.as_str()));
        find_voice(chosen, language).or_else(|| self.profile.voice(language))
    }

    /// Reads `fr-FR=Polly.Lea-Neural, en=Polly.Amy-Neural`; `None` when it is something else.
    pub fn read(text: &str) -> Option<Vec<(String, String)>> {
        let is_tag =
            |tag: &str| (2..=20).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let is_voice = |voice: &str| {
            (1..=MAX_VOICE_CHARS).contains(&voice.chars().count())
                && voice.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':'))
        };
        text.split(',')
            .map(|pair| {
                let (tag, voice) = pair.split_once('=')?;
                let (tag, voice) = (tag.trim(), voice.trim());
                (is_tag(tag) && is_voice(voice)).then(|| (tag.to_owned(), voice.to_owned()))
            })
            .collect()
    }
}

fn find_voice<'a>(voices: impl Iterator<Item = (&'a str, &'a str)> + Clone, language: &str) -> Option<&'a str> {
    let primary = |tag: &str| tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    let exact = voices.clone().find(|(tag, _)| tag.eq_ignore_ascii_case(language));
    let mut same = voices.filter(|(tag, _)| primary(tag) == primary(language));
    exact.or_else(|| same.next()).map(|(_, voice)| voice)
}

/// No carrier's voice has a longer name.
const MAX_VOICE_CHARS: usize = 100;

const TWILIO_SIGNATURE: &[&str] = &["X-Twilio-Signature"];

/// Neural voices, which residents find easiest to understand.
const POLLY_VOICES: &[(&str, &str)] = &[
    ("fr-FR", "Polly.Lea-Neural"),
    ("fr-CA", "Polly.Gabrielle-Neural"),
    ("fr-BE", "Polly.Isabelle-Neural"),
    ("en-GB", "Polly.Amy-Neural"),
    ("ar-AE", "Polly.Hala-Neural"),
    ("pt-PT", "Polly.Ines-Neural"),
    ("es-ES", "Polly.Lucia-Neural"),
    ("it-IT", "Polly.Bianca-Neural"),
    ("de-DE", "Polly.Vicki-Neural"),
];

static TWILIO: CarrierProfile = CarrierProfile {
    carrier: Carrier::Twilio,
    default_api_url: Some("https://api.twilio.com"),
    auth_kind: AuthKind::Basic,
    path_style: PathStyle::Dated,
    fetch_method: FetchMethod::Post,
    signature_scheme: SignatureScheme::HmacSha1,
    repeated_names: RepeatedNames::DistinctSorted,
    signature_headers: TWILIO_SIGNATURE,
    voices: POLLY_VOICES,
    supports_pause: true,
    supports_speech: true,
    supports_machine_detection: true,
    supports_speech_marks: true,
    supports_messages: true,
    needs_application: false,
    supports_screening: true,
    supports_rooms: true,
};

static SIMULATED: CarrierProfile = CarrierProfile {
    carrier: Carrier::Simulated,
    default_api_url: None,
    auth_kind: AuthKind::Basic,
    path_style: PathStyle::Dated,
    fetch_method: FetchMethod::Post,
    signature_scheme: SignatureScheme::HmacSha1,
    repeated_names: RepeatedNames::DistinctSorted,
    signature_headers: TWILIO_SIGNATURE,
    voices: POLLY_VOICES,
    supports_pause: true,
    supports_speech: true,
    supports_machine_detection: true,
    supports_speech_marks: true,
    supports_messages: true,
    needs_application: false,
    supports_screening: true,
    supports_rooms: true,
};

/// Each customer has an address of its own: `https://SPACE.signalwire.com/api/laml`.
static SIGNALWIRE: CarrierProfile = CarrierProfile {
    carrier: Carrier::SignalWire,
    default_api_url: None,
    auth_kind: AuthKind::Basic,
    path_style: PathStyle::Dated,
    fetch_method: FetchMethod::Post,
    signature_scheme: SignatureScheme::HmacSha1,
    repeated_names: RepeatedNames::SubmissionOrder,
    signature_headers: &["X-SignalWire-Signature", "X-Twilio-Signature"],
    voices: &[("fr-FR", "gcloud.fr-FR-Neural2-F"), ("en-GB", "gcloud.en-GB-Neural2-F")],
    supports_pause: true,
    supports_speech: true,
    supports_machine_detection: true,
    supports_speech_marks: true,
    supports_messages: true,
    needs_application: false,
    supports_screening: true,
    supports_rooms: true,
};

static TELNYX: CarrierProfile = CarrierProfile {
    carrier: Carrier::Telnyx,
    default_api_url: Some("https://api.telnyx.com/v2/texml"),
    auth_kind: AuthKind::Bearer,
    path_style: PathStyle::Bare,
    fetch_method: FetchMethod::Get,
    signature_scheme: SignatureScheme::Ed25519,
    repeated_names: RepeatedNames::DistinctSorted,
    signature_headers: &["telnyx-signature-ed25519"],
    voices: POLLY_VOICES,
    supports_pause: true,
    supports_speech: true,
    supports_machine_detection: true,
    supports_speech_marks: true,
    supports_messages: false,
    needs_application: true,
    supports_screening: true,
    supports_rooms: false,
};

static SOMLENG: CarrierProfile = CarrierProfile {
    carrier: Carrier::Somleng,
    default_api_url: Some("https://api.somleng.org"),
    auth_kind: AuthKind::Basic,
    path_style: PathStyle::Dated,
    fetch_method: FetchMethod::Post,
    signature_scheme: SignatureScheme::HmacSha1,
    repeated_names: RepeatedNames::DistinctSorted,
    signature_headers: TWILIO_SIGNATURE,
    voices: &[],
    supports_pause: false,
    supports_speech: false,
    supports_machine_detection: false,
    supports_speech_marks: false,
    supports_messages: true,
    needs_application: false,
    supports_screening: false,
    supports_rooms: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carrier_in_the_settings_then_read_in_any_case() {
        for carrier in Carrier::ALL {
            assert_eq!(carrier.as_str().to_uppercase().parse(), Ok(carrier));
            assert_eq!(carrier.profile().carrier, carrier);
            assert!(!carrier.profile().signature_headers.is_empty());
        }
        assert_eq!("plivo".parse::<Carrier>(), Err(UnknownCarrier));
    }

    #[test]
    fn voice_of_a_language_then_exact_tag_first_then_same_language() {
        let twilio = Carrier::Twilio.profile();
        for (language, voice) in [
            ("fr-CA", Some("Polly.Gabrielle-Neural")),
            ("fr-FR", Some("Polly.Lea-Neural")),
            ("fr-CH", Some("Polly.Lea-Neural")),
            ("fr", Some("Polly.Lea-Neural")),
            ("FR-fr", Some("Polly.Lea-Neural")),
            ("br", None),
        ] {
            assert_eq!(twilio.voice(language), voice, "{language}");
        }
        assert_eq!(Carrier::Somleng.profile().voice("fr-FR"), None);
    }

    #[test]
    fn voices_chosen_then_they_come_first() {
        let chosen = Voices::read("fr=Polly.Remi-Neural, en-GB = gcloud.en-GB-Neural2-F").unwrap();
        let voices = Voices::new(Carrier::Twilio.profile(), chosen);
        for (language, voice) in [
            ("fr-FR", Some("Polly.Remi-Neural")),
            ("en-GB", Some("gcloud.en-GB-Neural2-F")),
            ("de-DE", Some("Polly.Vicki-Neural")),
            ("br", None),
        ] {
            assert_eq!(voices.voice(language), voice, "{language}");
        }
        for wrong in ["", "fr", "fr=", "=Polly.Lea", "fr=Polly Lea", "fr=a,", "fr=<Say>", "f=x"] {
            assert_eq!(Voices::read(wrong), None, "{wrong}");
        }
    }
}
