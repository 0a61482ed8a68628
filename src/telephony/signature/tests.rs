//! The carrier's published vectors, and what must be refused.

use super::*;

const TOKEN: &str = "12345";
const BARE: &str = "https://mycompany.com/myapp.php";
const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const FORM: Option<&str> = Some("application/x-www-form-urlencoded");
const JSON_BODY: &str = r#"{"property": "value", "boolean": true}"#;
const JSON_HASH: &str = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
const CALL: &[(&str, &str)] = &[
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
];
const OTHER_CALLER: &[(&str, &str)] = &[
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675310"),
    ("Digits", "1234"),
    ("From", "+14158675310"),
    ("To", "+18005551212"),
];
const ENDED: &[(&str, &str)] = &[
    ("To", "+18005551212"),
    ("ReasonConferenceEnded", "test"),
    ("Reason", "Participant"),
    ("CallSid", "CA1234567890ABCDE"),
    ("Caller", "+14158675309"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
];

/// URL, parameters, signature.
type Vector<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

fn form(params: &[(&str, &str)]) -> Vec<u8> {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish().into_bytes()
}

fn check_form(url: &str, params: &[(&str, &str)], signature: &str) -> Result<(), SignatureProblem> {
    let body = form(params);
    let request = SignedRequest { method: "POST", url, content_type: FORM, body: &body, signature: Some(signature) };
    Validator::new(vec![TOKEN.to_owned()]).check(&request)
}

fn check_json(url: &str, body: &str, signature: &str) -> Result<(), SignatureProblem> {
    let request = SignedRequest {
        method: "POST",
        url,
        content_type: Some("application/json; charset=utf-8"),
        body: body.as_bytes(),
        signature: Some(signature),
    };
    Validator::new(vec![TOKEN.to_owned()]).check(&request)
}

#[test]
fn published_vectors_then_signed_and_believed() {
    let special =
        [("Message", "Hello & goodbye! @#$%^*()"), ("From", "+1 (415) 867-5309"), ("Special", "unicode: ñáéíóú")];
    let cases: &[Vector<'_>] = &[
        (URL, CALL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        ("https://mycompany.com:443/myapp.php?foo=1&bar=2", CALL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("https://mycompany.com:1234/myapp.php?foo=1&bar=2", CALL, "CYn1h0gLBdNxDGkKJg6hYohgeD8="),
        ("http://mycompany.com:80/myapp.php?foo=1&bar=2", CALL, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", CALL, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (URL, &[], "zYQTYrRWXE7LtzbG4PfP7/bkkGo="),
        (BARE, CALL, "1xaxFBvyzXYvWplzNOSs28HWO94="),
        ("https://mycompany.com/myapp.php?foo=hello%20world&bar=test%2Bvalue", CALL, "er2tvAP1Wx+iuTTE2BPgvEaN1cs="),
        (URL, &special, "dCPiR4WtQ6QFN6pJh81CtlCcWLQ="),
        (URL, &[("Digits", ""), ("CallSid", "CA1234567890ABCDE"), ("EmptyParam", "")], "9HHp/OqQMEwdrVebHDdA/+tqjX8="),
        (
            URL,
            &[("callSid", "lowercase"), ("CallSid", "uppercase"), ("CALLSID", "allcaps")],
            "jDK7WKT8wiNrwggd4ceTv4e1MJ4=",
        ),
        (
            URL,
            &[("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234"), ("Digits", "1234")],
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
        (URL, ENDED, "vOEb5UThFn24KEfnOFLQY2AE5FY="),
        ("https://user:pass@mycompany.com/myapp.php?foo=1&bar=2", CALL, "CukzLTc1tT5dXEDIHm/tKBanW10="),
        ("https://MyCompany.com/myapp.php?foo=1&bar=2", CALL, "g9IN/x4Cft2g517EjYvEvM/W7LU="),
        (URL, OTHER_CALLER, "GvWf1cFY/Q7PnoempGyD5oXAezc="),
        ("https://example.com/myapp.php?foo=1&bar=2", OTHER_CALLER, "L/OH5YylLD5NRKLltdqwSvS0BnU="),
    ];
    for (url, params, expected) in cases {
        assert_eq!(sign(TOKEN, url, params), *expected, "{url}");
        assert_eq!(check_form(url, params, expected), Ok(()), "{url}");
    }
}

#[test]
fn published_json_vectors_then_believed_only_with_their_body() {
    let with_query = format!("{URL}&bodySHA256={JSON_HASH}");
    let alone = format!("{BARE}?bodySHA256={JSON_HASH}");
    for (url, signature) in [(&with_query, "a9nBmqA0ju/hNViExpshrM61xv4="), (&alone, "y77kIzt2vzLz71DgmJGsen2scGs=")] {
        assert_eq!(check_json(url, JSON_BODY, signature), Ok(()));
        assert_eq!(check_json(url, "{}", signature), Err(SignatureProblem::BodyChanged));
        assert_eq!(check_json(url, "", signature), Err(SignatureProblem::BodyChanged));
    }
    assert_eq!(sign_body(TOKEN, URL, JSON_BODY.as_bytes()), (with_query, "a9nBmqA0ju/hNViExpshrM61xv4=".to_owned()));
}

#[test]
fn signature_of_another_order_of_names_then_refused() {
    assert_eq!(check_form(URL, ENDED, "95+Bu0JVPi0r/SsESZCVf0dWAjw="), Err(SignatureProblem::Mismatch));
}

#[test]
fn the_carrier_drops_or_adds_a_port_then_still_believed() {
    let cases = [
        // (our URL, the URL the carrier signed)
        ("https://mycompany.com:443/a", "https://mycompany.com/a", true),
        ("https://mycompany.com/a", "https://mycompany.com:443/a", true),
        ("https://mycompany.com:8443/a", "https://mycompany.com/a", true),
        ("http://mycompany.com/a", "http://mycompany.com:80/a", true),
        ("http://mycompany.com:80/a", "http://mycompany.com/a", true),
        ("http://mycompany.com:8080/a", "http://mycompany.com/a", false),
        ("https://user:pass@mycompany.com/a", "https://mycompany.com/a", true),
        ("https://user:pass@mycompany.com:443/a", "https://mycompany.com/a", true),
        ("https://[2001:db8::1]/a", "https://[2001:db8::1]:443/a", true),
        ("https://mycompany.com?a=b", "https://mycompany.com:443?a=b", true),
        ("https://mycompany.com/a#rc=2&rp=all", "https://mycompany.com/a", true),
        ("https://mycompany.com/a", "http://mycompany.com/a", false),
        ("https://mycompany.com/a", "https://mycompany.com/b", false),
    ];
    for (ours, signed, is_believed) in cases {
        assert_eq!(check_form(ours, CALL, &sign(TOKEN, signed, CALL)).is_ok(), is_believed, "{ours} {signed}");
    }
}

#[test]
fn two_tokens_during_a_rotation_then_both_are_believed() {
    let body = form(CALL);
    let validator = Validator::new(vec!["new".to_owned(), "old".to_owned()]);
    for (token, expected) in [("new", Ok(())), ("old", Ok(())), ("other", Err(SignatureProblem::Mismatch))] {
        let signature = sign(token, URL, CALL);
        let request =
            SignedRequest { method: "POST", url: URL, content_type: FORM, body: &body, signature: Some(&signature) };
        assert_eq!(validator.check(&request), expected, "{token}");
    }
}

#[test]
fn no_signature_or_no_token_then_refused() {
    let body = form(CALL);
    let request = SignedRequest { method: "POST", url: URL, content_type: FORM, body: &body, signature: None };
    let validator = Validator::new(vec![TOKEN.to_owned()]);
    assert_eq!(validator.check(&request), Err(SignatureProblem::Missing));
    assert_eq!(validator.check(&SignedRequest { signature: Some(""), ..request }), Err(SignatureProblem::Missing));
    for junk in ["=", "é", "RSOYDt4T1cUTdK1PDd93", "RSOYDt4T1cUTdK1PDd93/VVr8B8= "] {
        let request = SignedRequest { signature: Some(junk), ..request };
        assert_eq!(validator.check(&request), Err(SignatureProblem::Mismatch));
    }
    let with_empty_key = sign("", URL, CALL);
    let request = SignedRequest { signature: Some(&with_empty_key), ..request };
    assert_eq!(Validator::new(vec![String::new(), " ".to_owned()]).check(&request), Err(SignatureProblem::NoToken));
}

#[test]
fn a_body_that_the_signature_does_not_cover_then_refused() {
    let signature = sign::<&str, &str>(TOKEN, URL, &[]);
    assert_eq!(check_json(URL, JSON_BODY, &signature), Err(SignatureProblem::UnsignedBody));
    for (method, content_type) in [("POST", None), ("POST", Some("text/plain")), ("GET", FORM), ("PUT", FORM)] {
        let request = SignedRequest { method, url: URL, content_type, body: b"Digits=1", signature: Some(&signature) };
        let answer = Validator::new(vec![TOKEN.to_owned()]).check(&request);
        assert_eq!(answer, Err(SignatureProblem::UnsignedBody), "{method} {content_type:?}");
    }
}

#[test]
fn get_request_then_the_whole_url_is_covered() {
    let url = "https://mycompany.com/voice?CallSid=CA1&From=%2B33199001234";
    let signature = sign::<&str, &str>(TOKEN, url, &[]);
    let request = SignedRequest { method: "GET", url, content_type: None, body: b"", signature: Some(&signature) };
    let validator = Validator::new(vec![TOKEN.to_owned()]);
    assert_eq!(validator.check(&request), Ok(()));
    let changed = "https://mycompany.com/voice?CallSid=CA2&From=%2B33199001234";
    assert_eq!(validator.check(&SignedRequest { url: changed, ..request }), Err(SignatureProblem::Mismatch));
}

#[test]
fn any_parameter_changed_added_or_removed_then_refused() {
    let signature = sign(TOKEN, URL, CALL);
    for index in 0..CALL.len() {
        let mut removed = CALL.to_vec();
        removed.remove(index);
        assert!(check_form(URL, &removed, &signature).is_err());
        let mut changed = CALL.to_vec();
        changed[index].1 = "other";
        assert!(check_form(URL, &changed, &signature).is_err());
    }
    let mut added = CALL.to_vec();
    added.push(("New", "1"));
    assert!(check_form(URL, &added, &signature).is_err());
}

#[test]
fn signalwire_repeats_a_name_then_its_order_is_kept() {
    let params = [("Event", "ringing"), ("Event", "answered"), ("Event", "ringing"), ("Call", "1")];
    let signature = sign_with(TOKEN, URL, &params, RepeatedNames::SubmissionOrder);
    let body = form(&params);
    let request =
        SignedRequest { method: "POST", url: URL, content_type: FORM, body: &body, signature: Some(&signature) };
    let validator = Validator::new(vec![TOKEN.to_owned()]);
    assert_eq!(validator.check(&request), Err(SignatureProblem::Mismatch));
    assert_eq!(validator.with_repeated_names(RepeatedNames::SubmissionOrder).check(&request), Ok(()));
}

#[test]
fn validator_is_printed_then_no_token_is_seen() {
    assert!(!format!("{:?}", Validator::new(vec!["secret".to_owned()])).contains("secret"));
}
