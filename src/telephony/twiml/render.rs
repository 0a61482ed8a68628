//! Writes verbs as XML. The only place that knows element and attribute names.

use super::gather::{Gather, GatherInput, Prompt, SpeechTimeout};
use super::verbs::{CallEvent, Conference, Dial, Number, Pause, Play, Record, RejectReason, Say};
use super::{MAX_SAY_CHARS, Verb};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use std::borrow::Cow;
use std::io;

/// The carrier takes at most this many hints.
const MAX_HINTS: usize = 500;
/// The carrier takes hints of at most this many characters.
const MAX_HINT_CHARS: usize = 100;

type Xml = Writer<Vec<u8>>;
type Attributes = Vec<(&'static str, String)>;

pub(super) fn document(verbs: &[Verb]) -> String {
    let mut xml = Writer::new(Vec::with_capacity(1024));
    // Writing into memory cannot fail; if it ever did, an empty response lets the carrier go to its fallback URL.
    match write_document(&mut xml, verbs) {
        Ok(()) => String::from_utf8(xml.into_inner()).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

fn write_document(xml: &mut Xml, verbs: &[Verb]) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    element(xml, "Response", vec![], |xml| verbs.iter().try_for_each(|one| verb(xml, one)))
}

fn verb(xml: &mut Xml, verb: &Verb) -> io::Result<()> {
    match verb {
        Verb::Say(one) => say(xml, one),
        Verb::Play(one) => play(xml, one),
        Verb::Pause(one) => pause(xml, one),
        Verb::Gather(one) => gather(xml, one),
        Verb::Dial(one) => dial(xml, one),
        Verb::Record(one) => record(xml, one),
        Verb::Redirect(one) => text_element(xml, "Redirect", vec![post()], &one.url),
        Verb::Hangup => empty(xml, "Hangup", vec![]),
        Verb::Reject(one) => {
            let reason = match one.reason {
                RejectReason::Rejected => "rejected",
                RejectReason::Busy => "busy",
            };
            empty(xml, "Reject", vec![("reason", reason.to_owned())])
        }
    }
}

fn say(xml: &mut Xml, say: &Say) -> io::Result<()> {
    let mut attributes = Attributes::new();
    push(&mut attributes, "voice", say.voice.as_deref());
    push(&mut attributes, "language", say.language.as_deref());
    let text: String = say.text.chars().take(MAX_SAY_CHARS).collect();
    match say.rate_percent {
        None => text_element(xml, "Say", attributes, &text),
        Some(percent) => element(xml, "Say", attributes, |xml| {
            text_element(xml, "prosody", vec![("rate", format!("{percent}%"))], &text)
        }),
    }
}

fn play(xml: &mut Xml, play: &Play) -> io::Result<()> {
    text_element(xml, "Play", vec![], &play.url)
}

fn pause(xml: &mut Xml, pause: &Pause) -> io::Result<()> {
    empty(xml, "Pause", vec![("length", pause.length_s.max(1).to_string())])
}

fn gather(xml: &mut Xml, gather: &Gather) -> io::Result<()> {
    let input = match gather.input {
        GatherInput::Keys => "dtmf",
        GatherInput::KeysAndSpeech => "dtmf speech",
    };
    let hints = gather.hints.iter().take(MAX_HINTS).map(|hint| hint.chars().take(MAX_HINT_CHARS).collect::<String>());
    let hints = hints.collect::<Vec<_>>().join(",");
    let mut attributes = vec![
        ("input", input.to_owned()),
        ("action", gather.action.clone()),
        post(),
        ("timeout", gather.timeout_s.to_string()),
    ];
    push(&mut attributes, "numDigits", gather.num_digits.map(|n| n.to_string()));
    push(&mut attributes, "finishOnKey", gather.finish_on_key.as_deref());
    push(&mut attributes, "language", gather.language.as_deref());
    push(&mut attributes, "hints", Some(hints).filter(|hints| !hints.is_empty()));
    let speech_timeout = gather.speech_timeout.map(|timeout| match timeout {
        SpeechTimeout::Auto => "auto".to_owned(),
        SpeechTimeout::Seconds(seconds) => seconds.to_string(),
    });
    push(&mut attributes, "speechTimeout", speech_timeout);
    push(&mut attributes, "speechModel", gather.speech_model.as_deref());
    push(&mut attributes, "actionOnEmptyResult", gather.action_on_empty_result.then_some("true"));
    element(xml, "Gather", attributes, |xml| {
        gather.prompts.iter().try_for_each(|prompt| match prompt {
            Prompt::Say(one) => say(xml, one),
            Prompt::Play(one) => play(xml, one),
            Prompt::Pause(one) => pause(xml, one),
        })
    })
}

fn dial(xml: &mut Xml, dial: &Dial) -> io::Result<()> {
    let mut attributes = Attributes::new();
    if let Some(action) = &dial.action {
        attributes.push(("action", action.clone()));
        attributes.push(post());
    }
    attributes.push(("timeout", dial.timeout_s.to_string()));
    push(&mut attributes, "timeLimit", dial.time_limit_s.map(|s| s.to_string()));
    push(&mut attributes, "callerId", dial.caller_id.as_ref().map(|n| n.as_str()));
    push(&mut attributes, "answerOnBridge", dial.answer_on_bridge.then_some("true"));
    push(&mut attributes, "ringTone", dial.ring_tone.as_deref());
    push(&mut attributes, "sequential", dial.sequential.then_some("true"));
    push(&mut attributes, "hangupOnStar", dial.hangup_on_star.then_some("true"));
    element(xml, "Dial", attributes, |xml| {
        dial.numbers.iter().try_for_each(|one| number(xml, one))?;
        dial.room.iter().try_for_each(|one| conference(xml, one))
    })
}

fn conference(xml: &mut Xml, room: &Conference) -> io::Result<()> {
    let attributes = vec![
        ("beep", "false".to_owned()),
        ("startConferenceOnEnter", "true".to_owned()),
        ("endConferenceOnExit", room.end_on_exit.to_string()),
        // Empty: silence instead of the carrier's music.
        ("waitUrl", String::new()),
    ];
    text_element(xml, "Conference", attributes, &room.name)
}

fn number(xml: &mut Xml, number: &Number) -> io::Result<()> {
    let mut attributes = Attributes::new();
    if let Some(url) = &number.url {
        attributes.push(("url", url.clone()));
        attributes.push(post());
    }
    if let Some(callback) = &number.status_callback {
        attributes.push(("statusCallback", callback.clone()));
        attributes.push(("statusCallbackMethod", "POST".to_owned()));
        let events: Vec<&str> = number.status_callback_events.iter().copied().map(CallEvent::as_str).collect();
        push(&mut attributes, "statusCallbackEvent", Some(events.join(" ")).filter(|events| !events.is_empty()));
    }
    push(&mut attributes, "machineDetection", number.machine_detection.map(|detection| detection.as_str()));
    if let Some(callback) = &number.amd_status_callback {
        attributes.push(("amdStatusCallback", callback.clone()));
        attributes.push(("amdStatusCallbackMethod", "POST".to_owned()));
    }
    text_element(xml, "Number", attributes, number.number.as_str())
}

fn record(xml: &mut Xml, record: &Record) -> io::Result<()> {
    let mut attributes = vec![
        ("action", record.action.clone()),
        post(),
        ("maxLength", record.max_length_s.to_string()),
        ("timeout", record.timeout_s.to_string()),
        ("playBeep", record.play_beep.to_string()),
    ];
    push(&mut attributes, "finishOnKey", record.finish_on_key.as_deref());
    if let Some(callback) = &record.recording_status_callback {
        attributes.push(("recordingStatusCallback", callback.clone()));
        attributes.push(("recordingStatusCallbackMethod", "POST".to_owned()));
    }
    empty(xml, "Record", attributes)
}

fn post() -> (&'static str, String) {
    ("method", "POST".to_owned())
}

fn push<V: Into<String>>(attributes: &mut Attributes, name: &'static str, value: Option<V>) {
    attributes.extend(value.map(|value| (name, value.into())));
}

fn element(
    xml: &mut Xml,
    name: &str,
    attributes: Attributes,
    children: impl FnOnce(&mut Xml) -> io::Result<()>,
) -> io::Result<()> {
    start(xml, name, &attributes).write_inner_content(children).map(drop)
}

fn text_element(xml: &mut Xml, name: &str, attributes: Attributes, text: &str) -> io::Result<()> {
    start(xml, name, &attributes).write_text_content(BytesText::new(&allowed(text))).map(drop)
}

fn empty(xml: &mut Xml, name: &str, attributes: Attributes) -> io::Result<()> {
    start(xml, name, &attributes).write_empty().map(drop)
}

fn start<'a>(
    xml: &'a mut Xml,
    name: &'a str,
    attributes: &Attributes,
) -> quick_xml::writer::ElementWriter<'a, Vec<u8>> {
    attributes.iter().fold(xml.create_element(name), |element, (name, value)| {
        element.with_attribute((*name, allowed(value).as_ref()))
    })
}

/// Drops the characters that XML 1.0 forbids even when escaped: one of them would make the carrier refuse the document.
fn allowed(text: &str) -> Cow<'_, str> {
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    if text.chars().all(is_allowed) { Cow::Borrowed(text) } else { text.chars().filter(|c| is_allowed(*c)).collect() }
}
