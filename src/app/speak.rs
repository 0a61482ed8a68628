//! From what the interpreter decides to the document the carrier follows.

use std::collections::BTreeMap;

use passerelle_domain::{
    call::{Call, CallPurpose},
    helplines,
    ids::LegId,
    leg::Leg,
    line::Line,
    local_time,
    phone_number::PhoneNumber,
    voice_script::{Then, Turn},
};
use passerelle_store::{calls, legs, lines, scheduled_calls};
use passerelle_telephony::twiml::{
    CallEvent, Dial, Document, Gather, GatherInput, MachineDetection, Number, Play, Prompt, Record, Redirect, Say,
    SpeechTimeout, Verb,
};

use crate::{
    App,
    error::{AppError, Outcome},
    facts,
};

/// Speech is slowed down a little: the people who hear it are often over eighty.
const SPEECH_RATE_PERCENT: u8 = 90;
/// A conversation is cut by nothing shorter than the carrier's own limit of four hours.
pub(crate) const TALK_LIMIT_S: u32 = 4 * 60 * 60;
/// A message ends after this much silence.
const RECORD_SILENCE_S: u32 = 8;

/// One text, recorded or spoken, in the edition that the conversation began with.
pub(crate) fn prompt(app: &App, language: &str, text: &str, facts: &BTreeMap<String, String>) -> Prompt {
    match app.scripts.voice_at_hand(facts::edition_of(facts)).sound(language, text) {
        Some(sound) => Prompt::Play(Play { url: app.urls.sound(&sound.file) }),
        None => Prompt::Say(say(app, language, text, facts)),
    }
}

/// One text, spoken in `language`; a text that cannot be said is replaced by an apology. What the conversation's edition
/// does not have is said in the program's own words.
pub(crate) fn say(app: &App, language: &str, text: &str, facts: &BTreeMap<String, String>) -> Say {
    let voice = app.scripts.voice_at_hand(facts::edition_of(facts));
    let words = if voice.words.has_anywhere(language, text) { &voice.words } else { app.scripts.words() };
    let mut facts = facts.clone();
    facts.extend(helplines::spoken(local_time::local_date(app.clock.now(), chrono_tz::Europe::Paris)));
    let spoken = words.render(language, text, &facts).unwrap_or_else(|problem| {
        tracing::error!(text, %problem, "a prompt could not be spoken and is replaced by an apology");
        words.render(language, "technical_problem", &facts).unwrap_or_default()
    });
    let locale = if language == "en" { "en-GB" } else { "fr-FR" };
    Say {
        text: spoken,
        language: Some(locale.to_owned()),
        voice: app.voices.voice(locale).map(ToOwned::to_owned),
        rate_percent: app.profile.supports_speech_marks.then_some(SPEECH_RATE_PERCENT),
    }
}

/// The language of a conversation.
pub(crate) fn language_of(facts: &BTreeMap<String, String>) -> &str {
    facts.get("language").map_or("fr", String::as_str)
}

/// The telephone to ring from a conversation.
pub(crate) struct Ringing<'a> {
    pub(crate) leg: &'a Leg,
    pub(crate) number: PhoneNumber,
    pub(crate) line: &'a Line,
}

/// The document for a turn. `ringing` holds whom the turn rings; nobody otherwise.
pub(crate) fn document(app: &App, call: &Call, turn: &Turn, ringing: &[Ringing<'_>]) -> Document {
    let facts = &turn.session.facts;
    let language = language_of(facts);
    let next = app.urls.step(call.id, call.step + 1);
    let mut prompts: Vec<Prompt> =
        turn.spoken.iter().map(|spoken| prompt(app, language, &spoken.text, facts)).collect();
    match &turn.then {
        Then::Gather { timeout_s, num_digits, hints, speech, .. } => {
            let speech = *speech && app.profile.supports_speech;
            let mut gather = Gather::keys(next.clone(), *timeout_s);
            gather.num_digits = Some(u32::from(*num_digits));
            // `*` and `#` are keys like the others.
            gather.finish_on_key = Some(String::new());
            if speech {
                let voice = app.scripts.voice_at_hand(facts::edition_of(facts));
                let words = &voice.words;
                gather.input = GatherInput::KeysAndSpeech;
                gather.language = Some(if language == "en" { "en-GB" } else { "fr-FR" }.to_owned());
                gather.speech_timeout = Some(SpeechTimeout::Auto);
                gather.hints = hints.iter().filter_map(|id| words.render(language, id, facts).ok()).collect();
            }
            gather.prompts = prompts;
            gather_then(gather, next)
        }
        Then::GatherNumber { timeout_s, max_digits } => {
            let mut gather = Gather::keys(next.clone(), *timeout_s);
            gather.num_digits = Some(u32::from(*max_digits));
            gather.prompts = prompts;
            gather_then(gather, next)
        }
        Then::Hold { seconds, .. } => {
            // A gather rather than a pause: it hears keys, and one carrier knows no pause.
            let mut gather = Gather::keys(next.clone(), *seconds);
            gather.num_digits = Some(1);
            gather.prompts = prompts;
            gather_then(gather, next)
        }
        Then::Record { max_length_s } => {
            let record = Record {
                action: next.clone(),
                max_length_s: *max_length_s,
                timeout_s: RECORD_SILENCE_S,
                finish_on_key: Some("#".to_owned()),
                play_beep: true,
                recording_status_callback: Some(app.urls.recording(call.id)),
            };
            spoken(prompts).with(record).with(Redirect { url: next })
        }
        Then::RingListener { ring_timeout_s, .. } => match ringing {
            [first, ..] => {
                let asked_to_accept = |ringing: &Ringing<'_>| {
                    let mut number = watched_number(app, ringing);
                    number.url = Some(app.urls.whisper(ringing.leg.id, false));
                    number
                };
                let numbers = ringing.iter().map(asked_to_accept).collect();
                spoken(prompts).with(dial(first.line, numbers, *ring_timeout_s, next))
            }
            [] => spoken(prompts).with(Redirect { url: next }),
        },
        Then::Bridge { dialing, ring_timeout_s, time_limit_s, .. } => match ringing {
            [ringing, ..] => {
                prompts.extend(dialing.iter().map(|text| prompt(app, language, text, facts)));
                let mut number = watched_number(app, ringing);
                number.url = Some(app.urls.introduction(ringing.leg.id));
                if app.profile.supports_machine_detection {
                    number.machine_detection = Some(MachineDetection::DetectMessageEnd);
                    number.amd_status_callback = Some(app.urls.machine(ringing.leg.id));
                }
                let mut dial = dial(ringing.line, vec![number], *ring_timeout_s, next);
                dial.time_limit_s = Some(time_limit_s.unwrap_or(TALK_LIMIT_S));
                spoken(prompts).with(dial)
            }
            [] => spoken(prompts).with(Redirect { url: next }),
        },
        Then::FindListener | Then::CheckCode { .. } => spoken(prompts).with(Redirect { url: next }),
        Then::Hangup => spoken(prompts).with(Verb::Hangup),
    }
}

pub(crate) fn spoken(prompts: Vec<Prompt>) -> Document {
    prompts.into_iter().collect()
}

/// Every gather ends in a redirect: silence comes back as a step without keys.
fn gather_then(gather: Gather, next: String) -> Document {
    Document::new().with(gather).with(Redirect { url: next })
}

fn watched_number(app: &App, ringing: &Ringing<'_>) -> Number {
    let mut number = Number::new(ringing.number.clone());
    number.status_callback = Some(app.urls.leg_status(ringing.leg.id));
    number.status_callback_events = CallEvent::ALL.to_vec();
    number
}

fn dial(line: &Line, numbers: Vec<Number>, ring_timeout_s: u32, action: String) -> Dial {
    Dial {
        action: Some(action),
        timeout_s: ring_timeout_s,
        time_limit_s: Some(TALK_LIMIT_S),
        // The line's number is the only one ever displayed: neither side sees the other's.
        caller_id: Some(line.number.clone()),
        answer_on_bridge: true,
        numbers,
        ..Dial::default()
    }
}

/// One text, and the call is over: what the caller hears when nobody is to be rung any more.
pub(crate) fn only(app: &App, call: &Call, text: &str) -> Document {
    let facts = &call.session.facts;
    spoken(vec![prompt(app, language_of(facts), text, facts)]).with(Verb::Hangup)
}

/// What an answering machine hears: neutral, without a reason.
///
/// # Errors
/// Trouble of the database.
pub async fn play_neutral_message(app: &App, leg: LegId) -> Outcome<String> {
    let mut read = app.db.read().await?;
    let leg = legs::by_id(&mut read, &app.secrets, leg).await?.ok_or(AppError::dangling("leg"))?;
    let call = calls::by_id(&mut read, &app.secrets, leg.call_id).await?.ok_or(AppError::dangling("call"))?;
    let line = lines::by_id(&mut read, call.line_id).await?.ok_or(AppError::dangling("line"))?;
    if let CallPurpose::Check { scheduled_call, .. } = call.purpose {
        let check = scheduled_calls::by_id(&mut read, scheduled_call).await?;
        if check.is_none_or(|check| check.attempts_made > 0) {
            return Ok(Document::new().with(Verb::Hangup).render());
        }
    }
    let mut known = call.session.facts.clone();
    known.extend(facts::of_neutral_message(&line, app.clock.now(), &known));
    app.scripts.voice(&mut read, &call.script_version).await?;
    let text = prompt(app, language_of(&known), "answering_machine", &known);
    Ok(spoken(vec![text]).with(Verb::Hangup).render())
}
