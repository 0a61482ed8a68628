//! The parameters that the carrier documents for the requests we send, and a check of a request against them.
//!
//! The carrier drops a misspelt parameter in silence, so only a test can notice one.
//!
//! # Source
//! The carrier's public OpenAPI description of its API of 2010-04-01 (names, types, requirements) and its pages on
//! calls and messages (ranges and words that the description leaves out): Telephony notes, sections 4.2 and 1.7.

/// What a value must look like.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A telephone number in E.164.
    Number,
    /// A number in E.164, or 1 to 11 letters, digits and spaces with at least one letter.
    Sender,
    /// An absolute URL of the web.
    Url,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number in this range, both ends included.
    Integer(u32, u32),
    /// Text of at most this many characters.
    Text(usize),
    /// An instant (ISO 8601, UTC).
    Instant,
    /// A carrier's identifier.
    Sid,
}

/// One documented parameter.
#[derive(Debug)]
pub(super) struct Parameter {
    name: &'static str,
    kind: Kind,
    is_required: bool,
    is_repeatable: bool,
}

/// One documented request. `{Sid}` stands for one segment of the path, after the account.
#[derive(Debug)]
pub(super) struct Endpoint {
    method: &'static str,
    path: &'static str,
    parameters: &'static [Parameter],
}

const HTTP_METHOD: Kind = Kind::Word(&["GET", "POST"]);
/// The longest call that the carrier connects, in seconds.
const MAX_CALL_S: u32 = 86_400;

const fn required(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, is_required: true, is_repeatable: false }
}

const fn optional(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, is_required: false, is_repeatable: false }
}

const fn repeated(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, is_required: false, is_repeatable: true }
}

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "POST",
        path: "Calls.json",
        parameters: &[
            required("To", Kind::Number),
            required("From", Kind::Number),
            // One of Url, Twiml and ApplicationSid is required; we only ever send a URL.
            required("Url", Kind::Url),
            optional("ApplicationSid", Kind::Sid),
            optional("Method", HTTP_METHOD),
            optional("FallbackUrl", Kind::Url),
            optional("FallbackMethod", HTTP_METHOD),
            optional("StatusCallback", Kind::Url),
            repeated("StatusCallbackEvent", Kind::Word(&["initiated", "ringing", "answered", "completed"])),
            optional("StatusCallbackMethod", HTTP_METHOD),
            optional("Timeout", Kind::Integer(1, 600)),
            optional("TimeLimit", Kind::Integer(1, MAX_CALL_S)),
            optional("MachineDetection", Kind::Word(&["Enable", "DetectMessageEnd"])),
            optional("MachineDetectionTimeout", Kind::Integer(3, 59)),
            optional("MachineDetectionSpeechThreshold", Kind::Integer(1000, 6000)),
            optional("MachineDetectionSpeechEndThreshold", Kind::Integer(500, 5000)),
            optional("MachineDetectionSilenceTimeout", Kind::Integer(2000, 10_000)),
            optional("AsyncAmd", Kind::Word(&["true", "false"])),
            optional("AsyncAmdStatusCallback", Kind::Url),
            optional("AsyncAmdStatusCallbackMethod", HTTP_METHOD),
        ],
    },
    Endpoint {
        method: "POST",
        path: "Calls/{Sid}.json",
        parameters: &[
            optional("Url", Kind::Url),
            optional("Method", HTTP_METHOD),
            optional("Status", Kind::Word(&["canceled", "completed"])),
            optional("FallbackUrl", Kind::Url),
            optional("FallbackMethod", HTTP_METHOD),
            optional("StatusCallback", Kind::Url),
            optional("StatusCallbackMethod", HTTP_METHOD),
            optional("TimeLimit", Kind::Integer(1, MAX_CALL_S)),
        ],
    },
    Endpoint {
        method: "GET",
        path: "Calls.json",
        parameters: &[
            optional("To", Kind::Number),
            optional("From", Kind::Number),
            optional("ParentCallSid", Kind::Sid),
            optional("StartTime>", Kind::Instant),
            optional("StartTime<", Kind::Instant),
            optional("PageSize", Kind::Integer(1, 1000)),
            optional("Page", Kind::Integer(0, u32::MAX)),
            optional("PageToken", Kind::Text(200)),
        ],
    },
    Endpoint { method: "GET", path: "Calls/{Sid}.json", parameters: &[] },
    Endpoint {
        method: "POST",
        path: "Messages.json",
        parameters: &[
            required("To", Kind::Number),
            // From or MessagingServiceSid, and Body, MediaUrl or ContentSid; we only ever send these two.
            required("From", Kind::Sender),
            required("Body", Kind::Text(1600)),
            optional("StatusCallback", Kind::Url),
            optional("ValidityPeriod", Kind::Integer(1, 36_000)),
        ],
    },
    Endpoint {
        method: "GET",
        path: "Messages.json",
        parameters: &[
            optional("To", Kind::Number),
            optional("From", Kind::Sender),
            optional("DateSent>", Kind::Instant),
            optional("DateSent<", Kind::Instant),
            optional("PageSize", Kind::Integer(1, 1000)),
            optional("Page", Kind::Integer(0, u32::MAX)),
            optional("PageToken", Kind::Text(200)),
        ],
    },
    Endpoint { method: "GET", path: "Messages/{Sid}.json", parameters: &[] },
    Endpoint { method: "DELETE", path: "Recordings/{Sid}.json", parameters: &[] },
    Endpoint { method: "GET", path: "Recordings/{Sid}.json", parameters: &[] },
    Endpoint {
        method: "GET",
        path: "Recordings.json",
        parameters: &[
            optional("CallSid", Kind::Sid),
            optional("DateCreated>", Kind::Instant),
            optional("DateCreated<", Kind::Instant),
            optional("PageSize", Kind::Integer(1, 1000)),
        ],
    },
];

/// Checks one request. `path` is what follows the account (`Calls.json`), empty for the account itself.
pub(super) fn check(method: &str, path: &str, parameters: &[(String, String)]) -> Result<&'static str, String> {
    if method == "GET" && path.is_empty() && parameters.is_empty() {
        return Ok("Account");
    }
    let endpoint = ENDPOINTS
        .iter()
        .find(|endpoint| endpoint.method == method && is_same_path(endpoint.path, path))
        .ok_or_else(|| format!("undocumented request: {method} {path}"))?;
    for (name, value) in parameters {
        let documented = endpoint.parameters.iter().find(|parameter| parameter.name == name);
        let documented = documented.ok_or_else(|| format!("{path}: undocumented parameter {name}"))?;
        if !is_well_formed(documented.kind, value) {
            return Err(format!("{path}: {name} has a bad value {value:?}"));
        }
        if !documented.is_repeatable && parameters.iter().filter(|(other, _)| other == name).count() > 1 {
            return Err(format!("{path}: {name} is repeated"));
        }
    }
    for parameter in endpoint.parameters.iter().filter(|parameter| parameter.is_required) {
        if !parameters.iter().any(|(name, _)| name == parameter.name) {
            return Err(format!("{path}: {} is missing", parameter.name));
        }
    }
    Ok(endpoint.path)
}

fn is_same_path(documented: &str, path: &str) -> bool {
    match documented.split_once("{Sid}") {
        None => documented == path,
        Some((before, after)) => path
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|sid| !sid.is_empty() && !sid.contains('/')),
    }
}

fn is_well_formed(kind: Kind, value: &str) -> bool {
    match kind {
        Kind::Number => is_e164(value),
        Kind::Sender => {
            let is_name = (1..=11).contains(&value.len())
                && value.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ')
                && value.chars().any(|c| c.is_ascii_alphabetic());
            is_name || is_e164(value)
        }
        Kind::Url => value.starts_with("https://") || value.starts_with("http://"),
        Kind::Word(words) => words.contains(&value),
        Kind::Integer(least, most) => value.parse::<u32>().is_ok_and(|number| (least..=most).contains(&number)),
        Kind::Text(most) => value.chars().count() <= most,
        Kind::Instant => value.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(value).is_ok(),
        Kind::Sid => !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric()),
    }
}

fn is_e164(value: &str) -> bool {
    value.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
    })
}

#[test]
fn a_request_with_a_mistake_then_noticed() {
    let form =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect::<Vec<_>>();
    let good = [("To", "+33199001234"), ("From", "+33199000001"), ("Url", "https://example.org/voice")];
    assert_eq!(check("POST", "Calls.json", &form(&good)), Ok("Calls.json"));
    for mistake in [
        ("StatusCallBack", "https://example.org/"),
        ("Timeout", "601"),
        ("Timeout", "soon"),
        ("Method", "post"),
        ("FallbackUrl", "/relative"),
        ("StatusCallbackEvent", "in-progress"),
        ("To", "+33199001235"),
    ] {
        let mut pairs = good.to_vec();
        pairs.push(mistake);
        assert!(check("POST", "Calls.json", &form(&pairs)).is_err(), "{mistake:?}");
    }
    assert!(check("POST", "Calls.json", &form(&good[1..])).is_err());
    assert!(check("POST", "Call.json", &form(&good)).is_err());
    assert!(check("POST", "Calls/a/b.json", &[]).is_err());
}
