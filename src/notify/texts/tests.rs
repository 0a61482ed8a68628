//! Every template, in both languages, with names that break SMS.

use super::{samples, words::Channel, *};
use crate::{EmailTemplate, SMS_SEPTETS};
use fluent_bundle::FluentResource;
use std::collections::BTreeSet;

const LANGUAGES: [Language; 2] = [Language::French, Language::English];

/// Keys of a file, in order, and the arguments each uses anywhere.
fn written(language: Language, channel: Channel) -> Vec<(String, BTreeSet<String>)> {
    let source = words::source(language, channel);
    let mut texts: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in source.lines() {
        let begins = line.chars().next().is_some_and(|c| c.is_ascii_lowercase());
        if let (true, Some((key, _))) = (begins, line.split_once(" = ")) {
            texts.push((key.to_owned(), BTreeSet::new()));
        }
        if let Some((_, used)) = texts.last_mut() {
            used.extend(
                line.split("{ $").skip(1).map(|rest| {
                    rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>()
                }),
            );
        }
    }
    texts
}

fn needed(arguments: &[&str]) -> BTreeSet<String> {
    arguments.iter().map(|argument| (*argument).to_owned()).collect()
}

#[test]
fn every_file_then_it_is_read_whole() {
    for language in LANGUAGES {
        for channel in [Channel::Sms, Channel::Email] {
            let read = FluentResource::try_new(words::source(language, channel).to_owned());
            assert!(read.is_ok(), "{language:?} {channel:?}: {:?}", read.err().map(|(_, problems)| problems));
        }
    }
}

#[test]
fn every_sms_template_then_written_in_both_languages_with_its_arguments() {
    for language in LANGUAGES {
        let expected: Vec<_> =
            SmsTemplate::ALL.iter().map(|template| (template.key().to_owned(), needed(template.arguments()))).collect();
        assert_eq!(written(language, Channel::Sms), expected, "{language:?}");
    }
}

#[test]
fn every_email_template_then_written_in_both_languages_with_its_arguments() {
    for language in LANGUAGES {
        // A link is not inside the words: it stands under them.
        let expected: Vec<_> = EmailTemplate::ALL
            .iter()
            .map(|template| {
                let mut arguments = needed(template.arguments());
                arguments.remove("lien");
                (template.key().to_owned(), arguments)
            })
            .collect();
        assert_eq!(written(language, Channel::Email), expected, "{language:?}");
    }
}

#[test]
fn every_key_then_its_template() {
    for template in SmsTemplate::ALL {
        assert_eq!(SmsTemplate::from_key(template.key()), Some(*template));
    }
    for template in EmailTemplate::ALL {
        assert_eq!(EmailTemplate::from_key(template.key()), Some(*template));
    }
    assert_eq!(SmsTemplate::from_key("no_such_text"), None);
}

#[test]
fn words_of_every_sms_then_gsm7_without_folding() {
    for language in LANGUAGES {
        for line in words::source(language, Channel::Sms).lines().filter(|line| !line.starts_with('#')) {
            let septets = Gsm7::septets(line);
            assert!(septets.is_some(), "{language:?}: {line}");
        }
    }
}

#[test]
fn every_sms_with_every_sample_name_then_one_gsm7_sms() {
    for language in LANGUAGES {
        for template in SmsTemplate::ALL {
            for service in samples::SERVICES {
                for name in samples::NAMES.iter().chain([&samples::LONG_NAME]) {
                    let text = render_sms(language, *template, &samples::arguments(name, service));
                    let text = text.unwrap_or_else(|problem| panic!("{language:?} {template:?} {service}: {problem}"));
                    assert!(Gsm7::fits_one(text.as_str()), "{language:?} {template:?}: {}", text.as_str());
                    assert!(!text.as_str().contains(['{', '}', '$']), "{}", text.as_str());
                }
            }
        }
    }
}

#[test]
fn ordinary_names_then_no_name_is_shortened() {
    for language in LANGUAGES {
        for template in SmsTemplate::ALL {
            let arguments = samples::arguments("Christopher", "Allô Lien");
            let text = render_sms(language, *template, &arguments).unwrap();
            let has_name = ["v", "p", "c"].iter().any(|name| template.arguments().contains(name));
            assert_eq!(text.as_str().contains("Christopher"), has_name, "{language:?}: {}", text.as_str());
        }
    }
}

#[test]
fn long_title_and_place_then_shortened_before_any_name() {
    let mut arguments = samples::arguments("Marguerite", "Allô Lien");
    arguments.insert("titre".into(), "Grand goûter dansant de la fin de l'année avec l'orchestre".into());
    arguments.insert("lieu".into(), "Salle des fêtes".into());
    let text = render_sms(Language::French, SmsTemplate::SeniorEvent, &arguments).unwrap();
    assert!(text.as_str().starts_with("Bonjour Marguerite. Rappel: Grand gouter"), "{}", text.as_str());
    assert!(text.as_str().contains("Salle des fetes"), "{}", text.as_str());
    assert!(text.septets() > SMS_SEPTETS - 10, "no more is cut than needed: {}", text.septets());
}

#[test]
fn name_of_several_lines_then_one_line() {
    let mut arguments = samples::arguments("Zoé", "Allô Lien");
    arguments.insert("v".into(), " Zoé\nSTOP ".into());
    let text = render_sms(Language::French, SmsTemplate::VolStop, &arguments).unwrap();
    assert_eq!(
        text.as_str(),
        "C'est noté Zoé STOP: plus de SMS. Pour revenir, envoyez REPRISE. Merci pour votre temps. Allo Lien"
    );
}

#[test]
fn one_call_then_singular_and_codes_and_numbers_untouched() {
    let mut arguments = samples::arguments("Zoé", "Allô Lien");
    arguments.insert("k".into(), "1".into());
    let text = render_sms(Language::French, SmsTemplate::CoordAlert, &arguments).unwrap();
    assert_eq!(
        text.as_str(),
        "ALERTE A7K2 niveau 3: Zoé, 1 appel sans réponse depuis 15h30. PRENDS A7K2 ou SUIVANT A7K2. Allo Lien"
    );
    let code = render_sms(Language::English, SmsTemplate::LoginCode, &arguments).unwrap();
    assert!(code.as_str().contains("048211"), "a leading zero is kept");
}

#[test]
fn missing_argument_then_named() {
    let mut arguments = samples::arguments("Zoé", "Allô Lien");
    arguments.remove("h");
    assert_eq!(
        render_sms(Language::French, SmsTemplate::VolReminder, &arguments),
        Err(TextProblem::MissingArgument { template: "vol_reminder", argument: "h" })
    );
}

#[test]
fn service_name_far_too_long_then_refused() {
    let arguments = samples::arguments("Zoé", &"Association ".repeat(10));
    let refused = render_sms(Language::French, SmsTemplate::VolOutcome, &arguments);
    assert!(matches!(refused, Err(TextProblem::TooLong(_))), "{refused:?}");
}

#[test]
fn every_email_then_subject_text_and_page() {
    for language in LANGUAGES {
        for template in EmailTemplate::ALL {
            let arguments = samples::arguments("Zoé & <b>Noël</b>", "Allô Lien");
            let email = render_email(language, *template, &arguments).unwrap();
            assert!(!email.subject.is_empty() && !email.subject.contains('\n'), "{}", email.subject);
            assert!(email.html.starts_with("<!doctype html>\n<html lang="), "{}", email.html);
            assert!(!email.html.contains("<b>"), "what people write is escaped: {}", email.html);
            assert!(!email.text.contains(['{', '}', '$']), "{}", email.text);
            if template.arguments().contains(&"lien") {
                let link = &arguments["lien"];
                assert!(email.text.contains(link.as_str()), "{}", email.text);
                assert!(email.html.contains(&format!("<a href=\"{link}\"")), "{}", email.html);
            }
        }
    }
}

#[test]
fn every_email_subject_then_only_codes_levels_counts_and_times() {
    const ALLOWED: &[&str] = &[
        "code", "n", "k", "min", "h", "j", "d", "e", "a", "b", "x", "d1", "d2", "date", "semaine", "heures", "crise",
        "etat", "ok", "ko", "periode",
    ];
    for language in LANGUAGES {
        for template in EmailTemplate::ALL {
            let mut arguments = samples::arguments("NOM", "SERVICE");
            for (name, value) in &mut arguments {
                if !ALLOWED.contains(&name.as_str()) && name != "lien" && name != "min" {
                    *value = "PERSONAL".to_owned();
                }
            }
            let email = render_email(language, *template, &arguments).unwrap();
            assert!(!email.subject.contains("PERSONAL"), "{language:?} {template:?}: {}", email.subject);
        }
    }
}

#[test]
fn link_that_is_no_web_address_then_refused() {
    let mut arguments = samples::arguments("Zoé", "Allô Lien");
    for link in ["javascript:alert(1)", "data:text/html,x", "https://a b", "https://a\nb", ""] {
        arguments.insert("lien".into(), link.into());
        assert_eq!(
            render_email(Language::French, EmailTemplate::CaseAlert, &arguments),
            Err(TextProblem::BadLink { template: "case_alert" }),
            "{link}"
        );
    }
}

#[test]
fn case_alert_then_subject_of_the_domain() {
    let email =
        render_email(Language::French, EmailTemplate::CaseAlert, &samples::arguments("Zoé", "Allô Lien")).unwrap();
    assert_eq!(email.subject, "[A7K2] Alerte niveau 3 : 4 appels sans réponse");
    assert_eq!(
        email.text,
        "L'alerte A7K2, niveau 3, attend quelqu'un. Appels sans réponse depuis 15h30 : 4.\n\n\
         À faire : ouvrir la fiche et prendre l'alerte, ou la passer à la personne suivante.\n\n\
         Ouvrir l'alerte A7K2\nhttps://passerelle.example.org/v/0kq3x\n"
    );
}

#[test]
fn debug_of_texts_then_nothing_of_what_they_say() {
    let arguments = samples::arguments("Marguerite", "Allô Lien");
    let sms = render_sms(Language::French, SmsTemplate::VolReminder, &arguments).unwrap();
    let email = render_email(Language::French, EmailTemplate::VolWelcome, &arguments).unwrap();
    let shown = format!("{sms:?} {email:?}");
    assert!(!shown.contains("Marguerite"), "{shown}");
}

#[test]
fn several_emails_in_one_then_each_with_its_words_and_its_link() {
    let arguments = samples::arguments("Zoé & <b>Noël</b>", "Allô Lien");
    let one = render_email(Language::French, EmailTemplate::OutcomeWorry, &arguments).unwrap();
    let parts =
        [(one.subject.as_str(), one.text.as_str()), ("[W4TX] <b>", "Deux\nlignes\n\nOuvrir\njavascript:alert(1)")];
    let email = render_joined(Language::French, EmailTemplate::AlertsBundled, &arguments, &parts).unwrap();
    assert!(
        email.text.contains(&one.subject) && email.text.contains("\n[W4TX] <b>\n\nDeux\nlignes\n"),
        "{}",
        email.text
    );
    let link = format!("<a href=\"{}\"", arguments["lien"]);
    assert_eq!(email.html.matches("<a href").count(), 1, "{}", email.html);
    assert!(email.html.contains(&link) && email.html.ends_with("</main>\n</body>\n</html>\n"), "{}", email.html);
    assert!(!email.html.contains("<b>") && email.html.contains("[W4TX] &lt;b&gt;"), "{}", email.html);
}

#[test]
fn alerts_in_one_sms_then_told_how_many_more_there_are() {
    let write = |language, codes: &str, n: &str, more: &str| {
        let mut arguments = samples::arguments("Zoé", "Allô Lien");
        for (name, value) in [("code", codes), ("n", n), ("k", more)] {
            arguments.insert(name.into(), value.into());
        }
        render_sms(language, SmsTemplate::CoordBundle, &arguments).unwrap().into_string()
    };
    let all = write(Language::French, "A7K2, B3M9, C4D5", "3", "0");
    assert_eq!(all, "3 alertes vous attendent: A7K2, B3M9, C4D5. PRENDS + code. Allo Lien");
    let some = write(Language::French, "A7K2, B3M9", "6", "4");
    assert_eq!(some, "6 alertes vous attendent: A7K2, B3M9 et 4 autres. PRENDS + code. Allo Lien");
    let one = write(Language::English, "A7K2, B3M9", "3", "1");
    assert_eq!(one, "3 alerts are waiting: A7K2, B3M9 and 1 other. TAKE + code. Allo Lien");
}
