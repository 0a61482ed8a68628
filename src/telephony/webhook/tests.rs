//! What carriers really send, and what strangers might.

use super::*;
use chrono::{TimeZone, Utc};
use passerelle_domain::phone_number::CallerId;

const FORM: Option<&str> = Some("application/x-www-form-urlencoded; charset=UTF-8");
const JSON: Option<&str> = Some("application/json");

fn voice(body: &str) -> VoiceRequest {
    decode(FORM, None, body.as_bytes()).unwrap()
}

#[test]
fn incoming_call_then_read_with_its_caller() {
    let call = voice(
        "CallSid=CA1&AccountSid=AC1&From=%2B33199001234&To=%2B33261910001&CallStatus=ringing&Direction=inbound&FromCity=&NewThing=x",
    );
    assert_eq!(call.call_sid, "CA1");
    assert_eq!(call.call_status, Some(CallStatus::Ringing));
    assert_eq!(call.direction, Some(Direction::Inbound));
    assert!(matches!(call.caller(), CallerId::Known(number) if number.as_str() == "+33199001234"));
    assert!(call.called().number().is_some());
}

#[test]
fn status_callback_then_read_with_units() {
    let call = voice(
        "CallSid=CA1&CallStatus=no-answer&CallDuration=0&SequenceNumber=3&SipResponseCode=487&AnsweredBy=machine_start\
         &Timestamp=Sun%2C+25+Oct+2026+01%3A30%3A00+%2B0000",
    );
    assert_eq!(call.call_status, Some(CallStatus::NoAnswer));
    assert_eq!((call.call_duration_s, call.sequence_number, call.sip_response_code), (Some(0), Some(3), Some(487)));
    assert_eq!(call.answered_by, Some(AnsweredBy::Machine));
    assert_eq!(call.timestamp, Utc.with_ymd_and_hms(2026, 10, 25, 1, 30, 0).single());
}

#[test]
fn end_of_a_dial_then_read() {
    let call = voice("CallSid=CA1&DialCallStatus=completed&DialCallSid=CA2&DialCallDuration=61&DialBridged=true");
    assert_eq!(call.dial_call_status, Some(CallStatus::Completed));
    assert_eq!((call.dial_call_sid.as_deref(), call.dial_call_duration_s), (Some("CA2"), Some(61)));
    assert_eq!(call.dial_bridged, Some(true));
}

#[test]
fn recording_then_read() {
    let call = voice(
        "CallSid=CA1&RecordingUrl=https%3A%2F%2Fexample.org%2Fr&RecordingSid=RE1&RecordingDuration=12&RecordingStatus=completed&Digits=hangup",
    );
    assert_eq!(call.recording_url.as_deref(), Some("https://example.org/r"));
    assert_eq!((call.recording_duration_s, call.recording_status), (Some(12), Some(RecordingStatus::Completed)));
    assert_eq!(call.digits.as_deref(), Some("hangup"));
}

#[test]
fn fallback_after_an_error_then_the_error_is_read() {
    let call = voice("CallSid=CA1&ErrorCode=11200&ErrorUrl=https%3A%2F%2Fexample.org%2Fvoice");
    assert_eq!((call.error_code, call.error_url.as_deref()), (Some(11200), Some("https://example.org/voice")));
}

#[test]
fn strange_values_then_the_request_is_read_all_the_same() {
    let call = voice(
        "CallSid=v3:odd-id&CallStatus=floating&CallDuration=many&Timestamp=soon&Confidence=&DialBridged=perhaps&Digits=",
    );
    assert_eq!(call.call_sid, "v3:odd-id");
    assert_eq!(call.call_status, Some(CallStatus::Unknown));
    assert_eq!((call.call_duration_s, call.timestamp, call.confidence), (None, None, None));
    assert_eq!((call.dial_bridged, call.digits), (None, None));
}

#[test]
fn repeated_name_then_the_first_value_counts() {
    assert_eq!(voice("CallSid=CA1&Digits=1&Digits=2").digits.as_deref(), Some("1"));
}

#[test]
fn get_request_then_the_query_is_read() {
    let call: VoiceRequest = decode(None, Some("CallSid=CA1&Digits=%23"), b"").unwrap();
    assert_eq!(call.digits.as_deref(), Some("#"));
}

#[test]
fn same_name_in_query_and_body_then_the_body_counts() {
    let call: VoiceRequest = decode(FORM, Some("CallSid=CA2&Digits=9"), b"CallSid=CA1").unwrap();
    assert_eq!((call.call_sid.as_str(), call.digits.as_deref()), ("CA1", Some("9")));
}

#[test]
fn json_with_numbers_then_read_like_a_form() {
    let body = br#"{"CallSid":"CA1","CallDuration":12,"SequenceNumber":"2","Confidence":0.5,"DialBridged":true,"From":null,"X":[1]}"#;
    let call: VoiceRequest = decode(JSON, None, body).unwrap();
    assert_eq!((call.call_duration_s, call.sequence_number), (Some(12), Some(2)));
    assert_eq!((call.confidence, call.dial_bridged, call.from), (Some(0.5), Some(true), None));
}

#[test]
fn unreadable_requests_then_a_typed_problem() {
    let read = |content_type, body: &[u8]| decode::<VoiceRequest>(content_type, None, body).unwrap_err();
    assert_eq!(read(FORM, b"From=anonymous"), DecodeProblem::Incomplete);
    assert_eq!(read(FORM, b"CallSid="), DecodeProblem::Incomplete);
    assert_eq!(read(FORM, b""), DecodeProblem::Incomplete);
    assert_eq!(read(JSON, b"{"), DecodeProblem::Malformed);
    assert_eq!(read(JSON, b"[]"), DecodeProblem::Malformed);
    assert_eq!(read(Some("text/xml"), b"<a/>"), DecodeProblem::UnsupportedType);
}

#[test]
fn incoming_message_then_read() {
    let body = "SmsSid=SM1&From=%2B33639980001&To=38000&Body=OUI+%C3%A9t%C3%A9&NumMedia=0&OptOutType=STOP";
    let message: MessageRequest = decode(FORM, None, body.as_bytes()).unwrap();
    assert_eq!((message.message_sid.as_str(), message.body.as_str()), ("SM1", "OUI été"));
    assert_eq!((message.num_media, message.opt_out_type), (Some(0), Some(OptOut::Stop)));
    assert!(message.sender().number().is_some_and(|number| number.is_mobile()));
    assert_eq!(message.recipient(), CallerId::Garbled);
}

#[test]
fn empty_message_then_its_body_is_empty() {
    let message: MessageRequest = decode(FORM, None, b"MessageSid=SM1&SmsSid=SM1&Body=").unwrap();
    assert_eq!(message.body, "");
}

#[test]
fn message_status_under_new_and_old_names_then_read() {
    for body in
        ["MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30006", "SmsSid=SM1&SmsStatus=undelivered&ErrorCode=30006"]
    {
        let news: MessageStatusRequest = decode(FORM, None, body.as_bytes()).unwrap();
        assert_eq!((news.message_sid.as_str(), news.message_status), ("SM1", MessageStatus::Undelivered));
        assert_eq!(news.error_code, Some(30006));
    }
}

#[test]
fn statuses_then_only_the_last_ones_are_final() {
    let last = ["completed", "busy", "failed", "no-answer", "canceled"];
    for word in [
        "queued",
        "initiated",
        "ringing",
        "in-progress",
        "answered",
        "completed",
        "busy",
        "failed",
        "no-answer",
        "canceled",
        "odd",
    ] {
        assert_eq!(CallStatus::from_wire(word).is_final(), last.contains(&word), "{word}");
    }
    assert_eq!(CallStatus::from_wire("answered"), CallStatus::InProgress);
    let last = ["delivered", "undelivered", "failed", "read", "received", "canceled"];
    for word in [
        "accepted",
        "scheduled",
        "queued",
        "sending",
        "sent",
        "delivered",
        "undelivered",
        "failed",
        "read",
        "receiving",
        "received",
        "partially_delivered",
        "canceled",
        "odd",
    ] {
        assert_eq!(MessageStatus::from_wire(word).is_final(), last.contains(&word), "{word}");
    }
}

#[test]
fn requests_are_printed_then_nothing_personal_is_seen() {
    let call = voice("CallSid=CA1&From=%2B33199001234&SpeechResult=Suzanne&Digits=4321");
    let message: MessageRequest = decode(FORM, None, b"MessageSid=SM1&From=%2B33199001234&Body=Suzanne").unwrap();
    let printed = format!("{call:?} {message:?}");
    assert!(["3319900", "Suzanne", "4321"].iter().all(|private| !printed.contains(private)), "{printed}");
}
