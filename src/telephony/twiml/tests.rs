//! Documents as the carrier reads them.

use super::*;
use passerelle_domain::phone_number::PhoneNumber;
use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::events::Event;

const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

fn number(text: &str) -> PhoneNumber {
    PhoneNumber::from_e164(text).unwrap()
}

fn say(text: &str) -> Say {
    Say { text: text.to_owned(), ..Say::default() }
}

/// The document without its declaration and root.
fn inner(document: &Document) -> String {
    let text = document.render();
    let text = text.strip_prefix(DECLARATION).unwrap().strip_prefix("<Response>").unwrap();
    text.strip_suffix("</Response>").unwrap().to_owned()
}

#[test]
fn each_verb_then_its_xml() {
    let cases: Vec<(Verb, &str)> = vec![
        (say("Bonjour").into(), "<Say>Bonjour</Say>"),
        (
            Say {
                text: "Où êtes-vous ?".to_owned(),
                language: Some("fr-FR".to_owned()),
                voice: Some("Polly.Lea-Neural".to_owned()),
                rate_percent: Some(85),
            }
            .into(),
            r#"<Say voice="Polly.Lea-Neural" language="fr-FR"><prosody rate="85%">Où êtes-vous ?</prosody></Say>"#,
        ),
        (Play { url: "/sounds/a.wav".to_owned() }.into(), "<Play>/sounds/a.wav</Play>"),
        (Pause { length_s: 2 }.into(), r#"<Pause length="2"/>"#),
        (
            Redirect { url: "/next?a=1&b=2".to_owned() }.into(),
            r#"<Redirect method="POST">/next?a=1&amp;b=2</Redirect>"#,
        ),
        (Verb::Hangup, "<Hangup/>"),
        (Reject { reason: RejectReason::Busy }.into(), r#"<Reject reason="busy"/>"#),
        (
            Record {
                action: "/done".to_owned(),
                max_length_s: 180,
                timeout_s: 8,
                finish_on_key: Some("#".to_owned()),
                play_beep: true,
                recording_status_callback: Some("/ready".to_owned()),
            }
            .into(),
            r##"<Record action="/done" method="POST" maxLength="180" timeout="8" playBeep="true" finishOnKey="#" recordingStatusCallback="/ready" recordingStatusCallbackMethod="POST"/>"##,
        ),
        (Gather::keys("/key", 7).into(), r#"<Gather input="dtmf" action="/key" method="POST" timeout="7"></Gather>"#),
        (
            Gather {
                num_digits: Some(1),
                finish_on_key: Some(String::new()),
                input: GatherInput::KeysAndSpeech,
                language: Some("fr-FR".to_owned()),
                hints: vec!["bien".to_owned(), "ça va".to_owned()],
                speech_timeout: Some(SpeechTimeout::Auto),
                speech_model: Some("phone_call".to_owned()),
                action_on_empty_result: true,
                prompts: vec![say("Tapez 1.").into(), Prompt::Pause(Pause { length_s: 1 })],
                ..Gather::keys("/key", 7)
            }
            .into(),
            r#"<Gather input="dtmf speech" action="/key" method="POST" timeout="7" numDigits="1" finishOnKey="" language="fr-FR" hints="bien,ça va" speechTimeout="auto" speechModel="phone_call" actionOnEmptyResult="true"><Say>Tapez 1.</Say><Pause length="1"/></Gather>"#,
        ),
        (
            Dial {
                action: Some("/after".to_owned()),
                timeout_s: 25,
                time_limit_s: Some(3600),
                caller_id: Some(number("+33199000001")),
                answer_on_bridge: true,
                ring_tone: Some("fr".to_owned()),
                sequential: false,
                numbers: vec![
                    Number {
                        url: Some("/brief".to_owned()),
                        status_callback: Some("/leg".to_owned()),
                        status_callback_events: vec![CallEvent::Answered, CallEvent::Completed],
                        machine_detection: Some(MachineDetection::Enable),
                        amd_status_callback: Some("/machine".to_owned()),
                        ..Number::new(number("+596696123456"))
                    },
                    Number::new(number("+33639980002")),
                ],
                ..Dial::default()
            }
            .into(),
            r#"<Dial action="/after" method="POST" timeout="25" timeLimit="3600" callerId="+33199000001" answerOnBridge="true" ringTone="fr"><Number url="/brief" method="POST" statusCallback="/leg" statusCallbackMethod="POST" statusCallbackEvent="answered completed" machineDetection="Enable" amdStatusCallback="/machine" amdStatusCallbackMethod="POST">+596696123456</Number><Number>+33639980002</Number></Dial>"#,
        ),
        (
            Dial {
                action: Some("/aside".to_owned()),
                timeout_s: 25,
                time_limit_s: Some(86_400),
                hangup_on_star: true,
                room: Some(Conference { name: "0190".to_owned(), end_on_exit: false }),
                ..Dial::default()
            }
            .into(),
            r#"<Dial action="/aside" method="POST" timeout="25" timeLimit="86400" hangupOnStar="true"><Conference beep="false" startConferenceOnEnter="true" endConferenceOnExit="false" waitUrl="">0190</Conference></Dial>"#,
        ),
    ];
    for (verb, expected) in cases {
        assert_eq!(inner(&Document::new().with(verb)), expected);
    }
}

#[test]
fn no_verb_then_an_empty_response() {
    assert_eq!(Document::new().render(), format!("{DECLARATION}<Response></Response>"));
}

#[test]
fn signs_that_mean_something_in_xml_then_escaped() {
    let document = Document::new()
        .with(say(r#"d'Artagnan & <fils> "été""#))
        .with(Redirect { url: r#"/a?b="1"&c=<2>"#.to_owned() });
    let text = document.render();
    assert!(text.starts_with(DECLARATION));
    assert!(text.contains("&amp; &lt;fils&gt;") && text.contains("été"), "{text}");
    assert_eq!(texts(&text), [r#"d'Artagnan & <fils> "été""#, r#"/a?b="1"&c=<2>"#]);
}

#[test]
fn quotes_and_line_ends_in_an_attribute_then_they_survive() {
    let action = "/a?b=\"1\"&c='2'\n<3>";
    let text = Document::new().with(Gather::keys(action, 5)).render();
    assert_eq!(attribute(&text, "action"), action);
}

#[test]
fn characters_that_xml_forbids_then_dropped() {
    let text = Document::new().with(say("a\u{0}\u{8}\u{1f}b\u{fffe}c\u{feff}")).render();
    assert_eq!(texts(&text), ["abc\u{feff}"]);
}

#[test]
fn text_too_long_to_be_said_then_cut() {
    let text = Document::new().with(say(&"é".repeat(MAX_SAY_CHARS + 10))).render();
    assert_eq!(texts(&text)[0].chars().count(), MAX_SAY_CHARS);
}

#[test]
fn document_too_long_then_its_last_verb_is_kept() {
    let mut document: Document = (0..30).map(|_| say(&"é".repeat(MAX_SAY_CHARS))).collect();
    document = document.with(Redirect { url: "/next".to_owned() });
    let text = document.render();
    assert!(text.len() <= MAX_DOCUMENT_BYTES);
    assert!(text.ends_with(r#"<Redirect method="POST">/next</Redirect></Response>"#));
    assert!(texts(&text).len() > 2);
}

#[test]
fn too_many_hints_then_the_carriers_limits_hold() {
    let gather = Gather { hints: vec!["b".repeat(150); 600], ..Gather::keys("/a", 5) };
    let text = Document::new().with(gather).render();
    let hints = attribute(&text, "hints");
    assert_eq!(hints.split(',').count(), 500);
    assert!(hints.split(',').all(|hint| hint.len() == 100));
}

#[test]
fn verbs_are_printed_then_nothing_personal_is_seen() {
    let dial = Dial { numbers: vec![Number::new(number("+33639980002"))], ..Dial::default() };
    let printed = format!("{:?}", Document::new().with(say("Bonjour Suzanne")).with(dial));
    assert!(!printed.contains("Suzanne") && !printed.contains("63998"), "{printed}");
}

proptest! {
    #[test]
    fn any_text_then_the_carrier_reads_it_back(text in any::<String>(), url in any::<String>()) {
        let rendered = Document::new()
            .with(Say { rate_percent: Some(85), ..say(&text) })
            .with(Gather::keys(url.clone(), 5))
            .render();
        prop_assert!(rendered.starts_with(DECLARATION));
        prop_assert_eq!(texts(&rendered).concat(), possible(&text));
        prop_assert_eq!(attribute(&rendered, "action"), possible(&url));
    }
}

/// What is left of a text once the characters that XML cannot hold are gone.
fn possible(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// The text of each element that has one, read back by an XML reader.
fn texts(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut texts = Vec::new();
    let mut current = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(_) => current.clear(),
            Event::Text(text) => current.push_str(&text),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                Some(c) => current.push(c),
                None => current.push_str(quick_xml::escape::resolve_predefined_entity(&reference).unwrap()),
            },
            Event::End(_) if !current.is_empty() => texts.push(std::mem::take(&mut current)),
            Event::Eof => return texts,
            _ => {}
        }
    }
}

/// The value of an attribute, read back by an XML reader.
fn attribute(xml: &str, name: &str) -> String {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                if let Some(found) = element.try_get_attribute(name).unwrap() {
                    return found.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned();
                }
            }
            Event::Eof => panic!("no attribute {name}"),
            _ => {}
        }
    }
}
