//! Every wrong setting is named, and no secret is shown.

use std::{fs, io::Write};

use super::*;

fn read(variables: &[(&str, &str)]) -> anyhow::Result<Settings> {
    let nowhere = tempfile::NamedTempFile::new().unwrap();
    let owned: Vec<_> = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Settings::read(Some(nowhere.path()), owned.into_iter())
}

fn refusal(variables: &[(&str, &str)]) -> String {
    match read(variables) {
        Ok(_) => panic!("accepted: {variables:?}"),
        Err(error) => format!("{error:#}"),
    }
}

const REAL: [(&str, &str); 5] = [
    ("PASSERELLE_CARRIER", "twilio"),
    ("PASSERELLE_CARRIER_ACCOUNT_SID", "AC123"),
    ("PASSERELLE_CARRIER_AUTH_TOKEN", "new-token, old-token"),
    ("PASSERELLE_PUBLIC_URL", "https://ligne.example.org/"),
    ("PASSERELLE_SECRET_KEY", "0123456789abcdef0123456789abcdef"),
];

#[test]
fn nothing_set_then_a_rehearsal_on_this_machine() {
    let settings = read(&[("HOME", "/root"), ("PASSERELLE_TEST_POSTGRES_URL", "x"), ("PASSERELLE_LOG", "")]).unwrap();
    assert!(settings.is_simulated() && settings.carrier_access.is_none() && settings.has_rehearsal_key);
    assert_eq!(settings.database_url, "sqlite://data/passerelle.db");
    assert_eq!(settings.public_url(settings.listen), "http://127.0.0.1:8080");
    assert_eq!(settings.public_url("0.0.0.0:9000".parse().unwrap()), "http://127.0.0.1:9000");
    assert_eq!((settings.log.as_str(), settings.log_format), ("info", LogFormat::Text));
}

#[test]
fn real_carrier_then_read_with_its_tokens() {
    let settings = read(&REAL).unwrap();
    let access = settings.carrier_access.clone().unwrap();
    assert_eq!(access.api_url, "https://api.twilio.com");
    assert_eq!(access.auth_tokens, ["new-token", "old-token"]);
    assert_eq!(settings.public_url(settings.listen), "https://ligne.example.org");
    assert!(!settings.is_simulated() && !settings.has_rehearsal_key);
}

#[test]
fn carrier_that_signs_with_a_key_pair_then_its_public_key_is_needed() {
    let telnyx = |more: &[(&'static str, &'static str)]| {
        let mut given = REAL.to_vec();
        given.retain(|(name, _)| *name != "PASSERELLE_CARRIER");
        given.push(("PASSERELLE_CARRIER", "telnyx"));
        given.push(("PASSERELLE_CARRIER_APPLICATION_SID", "1494404757140276705"));
        given.extend(more);
        read(&given)
    };
    let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    assert_eq!(telnyx(&[("PASSERELLE_CARRIER_PUBLIC_KEY", key)]).unwrap().carrier_access.unwrap().public_keys, [key]);
    let unnamed = telnyx(&[("PASSERELLE_CARRIER_PUBLIC_KEY", key), ("PASSERELLE_CARRIER_APPLICATION_SID", "")]);
    assert!(unnamed.err().unwrap().to_string().contains("PASSERELLE_CARRIER_APPLICATION_SID"));
    for wrong in [&[][..], &[("PASSERELLE_CARRIER_PUBLIC_KEY", "no key")]] {
        let told = telnyx(wrong).err().unwrap().to_string();
        assert!(told.contains("PASSERELLE_CARRIER_PUBLIC_KEY"), "{told}");
    }
}

#[test]
fn each_wrong_value_then_its_setting_is_named_with_what_it_expects() {
    for (name, value) in [
        ("DATABASE_URL", "mysql://localhost/x"),
        ("LISTEN", "8080"),
        ("PUBLIC_URL", "ligne.example.org"),
        ("CARRIER", "plivo"),
        ("CARRIER_API_URL", "https://api.twilio.com"),
        ("CARRIER_CALLS_PER_SECOND", "0"),
        ("VOICES", "fr"),
        ("CARRIER_MESSAGES_PER_SECOND", "many"),
        ("SMTP_URL", "mail.example.org"),
        ("MAIL_FROM", "nobody"),
        ("SECRET_KEY", "short"),
        ("LOG", "info,passerelle=loud"),
        ("LOG_FORMAT", "xml"),
        ("POSTGRES_CONNECTIONS", "1"),
        ("CARRIER_ACCOUNT_SID", "AC123"),
        ("CARRIER_AUTH_TOKEN", "a-real-token"),
    ] {
        let variable = format!("PASSERELLE_{name}");
        let told = refusal(&[(&variable, value)]);
        let setting = table::find(&name.to_lowercase()).unwrap();
        assert!(told.contains(&variable) && told.contains(setting.expects), "{told}");
        assert!(!setting.is_secret || !told.contains(value), "{told}");
    }
}

#[test]
fn real_carrier_without_what_it_needs_then_all_of_it_is_named_at_once() {
    let told = refusal(&[("PASSERELLE_CARRIER", "signalwire")]);
    for name in ["ACCOUNT_SID", "AUTH_TOKEN", "API_URL"] {
        assert!(told.contains(&format!("PASSERELLE_CARRIER_{name}")), "{told}");
    }
    assert!(told.contains("PASSERELLE_PUBLIC_URL") && told.contains("PASSERELLE_SECRET_KEY"), "{told}");
    for (name, value) in [
        ("PASSERELLE_PUBLIC_URL", "http://ligne.example.org"),
        ("PASSERELLE_SECRET_KEY", "0123456789abcdef"),
        ("PASSERELLE_CARRIER_API_URL", "http://api.example.org"),
        ("PASSERELLE_CARRIER_AUTH_TOKEN", " , "),
    ] {
        let told = refusal(&[REAL.as_slice(), &[(name, value)]].concat());
        assert!(told.contains(name), "{told}");
    }
}

#[test]
fn rehearsal_beside_real_credentials_then_refused_and_the_token_not_shown() {
    let told = refusal(&REAL[1..3]);
    assert!(told.contains("CARRIER_ACCOUNT_SID") && told.contains("CARRIER_AUTH_TOKEN"), "{told}");
    assert!(!told.contains("new-token"), "{told}");
}

#[test]
fn simulated_carrier_in_another_process_then_only_on_this_machine_and_with_its_own_account() {
    let settings = read(&[
        ("PASSERELLE_CARRIER_API_URL", "http://127.0.0.1:8090"),
        ("PASSERELLE_CARRIER_ACCOUNT_SID", REHEARSAL_ACCOUNT_SID),
        ("PASSERELLE_CARRIER_AUTH_TOKEN", REHEARSAL_AUTH_TOKEN),
    ])
    .unwrap();
    assert_eq!(settings.carrier_access.unwrap().api_url, "http://127.0.0.1:8090");
    let told = refusal(&[("PASSERELLE_CARRIER_API_URL", "http://10.0.0.7:8090")]);
    assert!(told.contains("PASSERELLE_CARRIER_API_URL"), "{told}");
}

#[test]
fn unknown_setting_then_named_with_the_one_probably_meant() {
    let told = refusal(&[("PASSERELLE_DATABASE", "x")]);
    assert!(told.contains("PASSERELLE_DATABASE") && told.contains("did you mean database_url"), "{told}");
}

#[test]
fn file_and_environment_then_the_environment_wins() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "listen = \"127.0.0.1:1000\"\ncarrier_calls_per_second = 2\nlog = \"warn\"").unwrap();
    let environment = [("PASSERELLE_LISTEN".to_owned(), "127.0.0.1:2000".to_owned())];
    let settings = Settings::read(Some(file.path()), environment.into_iter()).unwrap();
    assert_eq!((settings.listen.port(), settings.log.as_str()), (2000, "warn"));
    assert!((settings.carrier_calls_per_second - 2.0).abs() < f64::EPSILON);
}

#[test]
fn file_wrong_then_the_place_is_told_and_its_secrets_are_not() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    writeln!(file, "listen = \"127.0.0.1:1000\"\nsecret_key = \"hunter2hunter2").unwrap();
    let told = |file: &std::path::Path| match Settings::read(Some(file), std::iter::empty()) {
        Ok(_) => panic!("accepted"),
        Err(error) => format!("{error:#}"),
    };
    let wrong = told(file.path());
    assert!(wrong.contains("line 2") && !wrong.contains("hunter2"), "{wrong}");

    fs::write(file.path(), "listen = [\"127.0.0.1:1000\"]\ncolour = \"blue\"\n").unwrap();
    let wrong = told(file.path());
    assert!(wrong.contains("setting listen in") && wrong.contains("unknown setting colour in"), "{wrong}");
    assert!(told(std::path::Path::new("/nowhere/passerelle.toml")).contains("there is no settings file"));
}

#[test]
fn page_of_the_settings_then_up_to_date() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
    let page = page();
    let written = fs::read_to_string(file).unwrap_or_default();
    assert!(written == page, "docs/settings.md is stale; make it anew with cargo run -- settings > docs/settings.md");
}

#[test]
fn identity_provider_then_whole_or_not_at_all() {
    let whole = [
        ("PASSERELLE_OIDC_ISSUER", "https://login.example.org/realms/asso/"),
        ("PASSERELLE_OIDC_CLIENT_ID", "passerelle"),
        ("PASSERELLE_OIDC_CLIENT_SECRET", "kept-to-ourselves"),
    ];
    let provider = read(&whole).unwrap().open_id.unwrap();
    assert_eq!((provider.issuer.as_str(), provider.name.as_str()), (whole[0].1, "OpenID"));
    assert!(read(&[]).unwrap().open_id.is_none());
    for left_out in 0..whole.len() {
        let mut given = whole.to_vec();
        let (name, _) = given.remove(left_out);
        let told = refusal(&given);
        assert!(told.contains(name) && !told.contains("kept-to-ourselves"), "{told}");
    }
    let mut clear = whole;
    clear[0].1 = "http://login.example.org";
    assert!(refusal(&clear).contains("PASSERELLE_OIDC_ISSUER"));
    clear[0].1 = "http://127.0.0.1:8090/realms/asso";
    assert!(read(&clear).is_ok());
}
