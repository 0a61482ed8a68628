//! The scripts and words that ship with the program, for the tests of this module.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};

use super::{EditionTexts, Menu, Node, Script, VoiceTexts, sample_facts};
use crate::words::Words;

const LISTENING_LINE: &str = include_str!("../../../voice-scripts/listening-line.toml");
const CONVIVIAL_CALL: &str = include_str!("../../../voice-scripts/convivial-call.toml");
const CALLBACK: &str = include_str!("../../../voice-scripts/callback.toml");
const CHECK_CALL: &str = include_str!("../../../voice-scripts/check-call.toml");
const NOTICE_CALL: &str = include_str!("../../../voice-scripts/notice-call.toml");
const COORDINATOR_ALERT: &str = include_str!("../../../voice-scripts/coordinator-alert.toml");
const CONTACT_CHECK: &str = include_str!("../../../voice-scripts/contact-check.toml");
const CASE_CALL: &str = include_str!("../../../voice-scripts/case-call.toml");
const PARTNER_LINE: &str = include_str!("../../../voice-scripts/partner-line.toml");
const FRENCH: &str = include_str!("../../../voice-scripts/words/fr.ftl");
const ENGLISH: &str = include_str!("../../../voice-scripts/words/en.ftl");

pub(super) fn words() -> Words {
    Words::from_sources(&[("fr", FRENCH), ("en", ENGLISH)]).unwrap()
}

pub(super) fn listening_line() -> Script {
    Script::parse(LISTENING_LINE).unwrap().hearing(&words())
}

pub(super) fn convivial_call() -> Script {
    Script::parse(CONVIVIAL_CALL).unwrap().hearing(&words())
}

pub(super) fn callback() -> Script {
    Script::parse(CALLBACK).unwrap().hearing(&words())
}

pub(super) fn partner_line() -> Script {
    Script::parse(PARTNER_LINE).unwrap().hearing(&words())
}

pub(super) fn check_call() -> Script {
    Script::parse(CHECK_CALL).unwrap().hearing(&words())
}

pub(super) fn notice_call() -> Script {
    Script::parse(NOTICE_CALL).unwrap().hearing(&words())
}

pub(super) fn coordinator_alert() -> Script {
    Script::parse(COORDINATOR_ALERT).unwrap().hearing(&words())
}

pub(super) fn contact_check() -> Script {
    Script::parse(CONTACT_CHECK).unwrap().hearing(&words())
}

pub(super) fn case_call() -> Script {
    Script::parse(CASE_CALL).unwrap().hearing(&words())
}

pub(super) fn main_menu(script: &Script) -> &Menu {
    match &script.nodes["menu_main"] {
        Node::Menu(menu) => menu,
        other => panic!("menu_main is {other:?}"),
    }
}

/// Sample facts with some changed.
pub(super) fn facts(changed: &[(&str, &str)]) -> BTreeMap<String, String> {
    let mut facts = sample_facts("fr");
    facts.extend(changed.iter().map(|(name, value)| ((*name).into(), (*value).into())));
    facts
}

/// Thursday 26 November 2026, 15:00 in Paris.
pub(super) fn thursday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 26, 14, 0, 0).unwrap()
}

/// Everything the program ships, as an edition's ground.
pub(super) fn shipped() -> EditionTexts {
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    EditionTexts {
        flows: owned(&[
            ("listening-line", LISTENING_LINE),
            ("convivial-call", CONVIVIAL_CALL),
            ("callback", CALLBACK),
            ("partner-line", PARTNER_LINE),
            ("check-call", CHECK_CALL),
            ("notice-call", NOTICE_CALL),
            ("coordinator-alert", COORDINATOR_ALERT),
            ("contact-check", CONTACT_CHECK),
            ("case-call", CASE_CALL),
        ]),
        everybody: VoiceTexts { words: owned(&[("fr", FRENCH), ("en", ENGLISH)]), ..VoiceTexts::default() },
        ..EditionTexts::default()
    }
}
