//! Replies as people write them.

use super::*;
use proptest::prelude::*;

fn code(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn hour(hour: u32, minutes: u32) -> Reply {
    NaiveTime::from_hms_opt(hour, minutes, 0).map(Reply::AnotherHour).unwrap()
}

fn away(from: (u32, u32), to: (u32, u32)) -> Reply {
    let date = |(day, month)| WrittenDate { day, month, year: None };
    Reply::Absence { from: date(from), to: date(to) }
}

fn late(minutes: u32) -> Reply {
    Reply::Late { minutes }
}

fn take(text: &str) -> Reply {
    Reply::Take { code: code(text) }
}

fn found(text: &str, answer: CaretakerAnswer) -> Reply {
    Reply::Caretaker { code: code(text), answer }
}

/// Each body with what it means, so that a failure shows all the wrong ones at once.
fn check(cases: &[(&str, Reply)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(body, expected)| Reply::read(body) != *expected)
        .map(|(body, expected)| format!("{body:?}: expected {expected:?}, read {:?}", Reply::read(body)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn yes_in_any_habit_then_yes() {
    let bodies = [
        "oui",
        "Oui !",
        "OUI.",
        "ok",
        "OK",
        "O",
        "o",
        "y",
        "yes",
        "Yes please",
        "d'accord",
        "D’accord",
        "DACCORD",
        "oui merci",
        "Oui, merci beaucoup !",
        "  oui  ",
        "\"oui\"",
        "ouiii",
        "ouais",
        "ok pour moi",
        "Bonjour, oui",
        "Merci, oui.",
        "bien sûr",
        "Bien sur !",
        "avec plaisir",
        "ça marche",
        "Ca marche",
        "C'est bon",
        "entendu",
        "volontiers",
        "Parfait",
        "pas de souci",
        "oui pas de souci",
        "no problem",
        "ok pas de problème, merci",
        "👍",
        "👍🏽",
        "je peux",
        "yep",
        "sure",
        "OUI A7K2",
        "oui oui",
        "ｏｕｉ",
        "Oui\n\nKarim",
    ];
    check(&bodies.map(|body| (body, Reply::Yes)));
}

#[test]
fn no_in_any_habit_then_no() {
    let bodies = [
        "non",
        "NON",
        "Non.",
        "N",
        "n",
        "no",
        "No thanks",
        "nope",
        "non dsl",
        "non désolé",
        "Désolé, non",
        "non merci",
        "Bonjour non",
        "pas possible",
        "Impossible",
        "je ne peux pas",
        "Je peux pas désolé",
        "pas dispo",
        "I can't",
        "cannot",
        "non pas de souci",
        "👎",
        "nan",
        "non pas aujourd'hui",
        "non je suis malade",
    ];
    check(&bodies.map(|body| (body, Reply::No)));
}

#[test]
fn two_meanings_then_not_understood() {
    let bodies = [
        "oui et non",
        "oui mais pas mardi",
        "non oui",
        "ok sauf jeudi",
        "matin ou aprem",
        "1 ou 2",
        "pas 15h30",
        "15h ou 16h",
        "oui, pas avant 15h",
        "1 heure",
        "n'importe quand",
        "je suis là",
        "",
        "   ",
        "!!!",
        "🙂",
        "bonjour",
        "merci",
        "demain",
        "quelle heure ?",
        "5",
        "0",
        "16",
        "61",
        "19",
        "dans 1h",
        "retard",
        "absence",
        "absent 3 jours",
        "32/13",
        "absence 32/13 40/13",
        "absence 10 12",
        "absence 31/02",
        "retard 900",
        "pas en retard 10",
        "25h00",
        "15h75",
        "I am",
        "A7K2 pas vu",
        "je ne prends pas A7K2",
        "retard 10 ou 20",
    ];
    check(&bodies.map(|body| (body, Reply::NotUnderstood)));
}

#[test]
fn delay_then_minutes() {
    check(&[
        ("retard 10", late(10)),
        ("RETARD 10", late(10)),
        ("Retard10", late(10)),
        ("retard de 15 min", late(15)),
        ("retard 15", late(15)),
        ("Retard : 15 mn, désolé", late(15)),
        ("10 min de retard", late(10)),
        ("15 minutes de retard", late(15)),
        ("je serai en retard de 20 minutes", late(20)),
        ("oui retard 10", late(10)),
        ("late 10", late(10)),
        ("LATE 5 MIN", late(5)),
        ("10 minutes late sorry", late(10)),
        ("retard 1h", late(60)),
        ("retard 1h30", late(90)),
        ("10 min", late(10)),
        ("dans 15 min", late(15)),
        ("j'arrive dans 10 minutes", late(10)),
    ]);
}

#[test]
fn hour_in_any_form_then_another_hour() {
    check(&[
        ("15h30", hour(15, 30)),
        ("15H30", hour(15, 30)),
        ("15:30", hour(15, 30)),
        ("15.30", hour(15, 30)),
        ("15 h", hour(15, 0)),
        ("15h", hour(15, 0)),
        ("15 h 30", hour(15, 30)),
        ("15h 30", hour(15, 30)),
        ("9h", hour(9, 0)),
        ("09:05", hour(9, 5)),
        ("à 15 heures", hour(15, 0)),
        ("15 heures 30", hour(15, 30)),
        ("plutôt 15h30", hour(15, 30)),
        ("non, 15h30", hour(15, 30)),
        ("oui à 15h30 merci", hour(15, 30)),
        ("3pm", hour(15, 0)),
        ("3 pm", hour(15, 0)),
        ("3:30 pm", hour(15, 30)),
        ("3:30pm", hour(15, 30)),
        ("12 am", hour(0, 0)),
        ("midi", hour(12, 0)),
    ]);
}

#[test]
fn absence_then_both_dates() {
    check(&[
        ("absence 12/08 19/08", away((12, 8), (19, 8))),
        ("ABSENCE 12/08 19/08", away((12, 8), (19, 8))),
        ("Absence du 12/08 au 19/08.", away((12, 8), (19, 8))),
        ("absence 12/8-19/8", away((12, 8), (19, 8))),
        ("absence 12.08 19.08", away((12, 8), (19, 8))),
        ("absence 12 08 19 08", away((12, 8), (19, 8))),
        ("absent du 12 au 19 août", away((12, 8), (19, 8))),
        ("absente du 28 juillet au 1er août", away((28, 7), (1, 8))),
        ("absence du 15 au 22 août", away((15, 8), (22, 8))),
        ("away 12/08 19/08", away((12, 8), (19, 8))),
        ("away 12 august", away((12, 8), (12, 8))),
        ("absence 15/08", away((15, 8), (15, 8))),
        ("absence 29/02", away((29, 2), (29, 2))),
        (
            "absence 20/12/2026 05/01/27",
            Reply::Absence {
                from: WrittenDate { day: 20, month: 12, year: Some(2026) },
                to: WrittenDate { day: 5, month: 1, year: Some(2027) },
            },
        ),
    ]);
}

#[test]
fn outcome_digit_then_digit() {
    check(&[
        ("1", Reply::Digit(1)),
        ("1 bien", Reply::Digit(1)),
        ("1 tout va bien", Reply::Digit(1)),
        ("1.", Reply::Digit(1)),
        (" 2 !", Reply::Digit(2)),
        ("2 pas de réponse", Reply::Digit(2)),
        ("3 une inquiétude", Reply::Digit(3)),
        ("4", Reply::Digit(4)),
        ("A7K2 1", Reply::Digit(1)),
        ("1 A7K2", Reply::Digit(1)),
        ("１", Reply::Digit(1)),
    ]);
}

#[test]
fn alert_words_then_the_code_in_capitals() {
    check(&[
        ("prends a7k2", take("A7K2")),
        ("PRENDS A7K2", take("A7K2")),
        ("PRENDS A7-K2", take("A7K2")),
        ("prends a7 k2", take("A7K2")),
        ("prends a 7 k 2", take("A7K2")),
        ("Je prends A7K2 merci", take("A7K2")),
        ("je prends l'alerte A7K2", take("A7K2")),
        ("Prends: A7K2.", take("A7K2")),
        ("prends k3tm", take("K3TM")),
        ("prends a7h9", take("A7H9")),
        ("prends k467", take("K467")),
        ("A7K2 je prends", take("A7K2")),
        ("TAKE A7K2", take("A7K2")),
        ("I will take A7K2", take("A7K2")),
        ("PRENDS", Reply::Take { code: None }),
        ("je prends", Reply::Take { code: None }),
        ("SUIVANT A7K2", Reply::Next { code: code("A7K2") }),
        ("suivante a7k2", Reply::Next { code: code("A7K2") }),
        ("next a7 k2", Reply::Next { code: code("A7K2") }),
        ("suivant", Reply::Next { code: None }),
        ("REJOINDRE A7K2", Reply::Join { code: code("A7K2") }),
        ("je rejoins", Reply::Join { code: None }),
        ("CONTACT A7K2", Reply::AskContact { code: code("A7K2") }),
        ("a7k2 contact svp", Reply::AskContact { code: code("A7K2") }),
        ("Gardien a7 k2", Reply::AskCaretaker { code: code("A7K2") }),
        ("caretaker", Reply::AskCaretaker { code: None }),
        ("A7K2", Reply::Code { code: code("A7K2").unwrap() }),
        ("a7-k2 merci", Reply::Code { code: code("A7K2").unwrap() }),
    ]);
}

#[test]
fn caretaker_words_then_code_and_finding() {
    check(&[
        ("A7K2 VU", found("A7K2", CaretakerAnswer::Seen)),
        ("a7k2 vue", found("A7K2", CaretakerAnswer::Seen)),
        ("VU A7K2", found("A7K2", CaretakerAnswer::Seen)),
        ("a7 k2 vu merci", found("A7K2", CaretakerAnswer::Seen)),
        ("A7K2 vu, elle va bien", found("A7K2", CaretakerAnswer::Seen)),
        ("K3TM SEEN", found("K3TM", CaretakerAnswer::Seen)),
        ("A7K2 absente", found("A7K2", CaretakerAnswer::Absent)),
        ("A7-K2 ABSENT", found("A7K2", CaretakerAnswer::Absent)),
        ("A7K2 URGENT", found("A7K2", CaretakerAnswer::Urgent)),
        ("urgent a7k2", found("A7K2", CaretakerAnswer::Urgent)),
        ("vu à 15 h", Reply::Caretaker { code: None, answer: CaretakerAnswer::Seen }),
        ("vu", Reply::Caretaker { code: None, answer: CaretakerAnswer::Seen }),
        ("Absente.", Reply::Caretaker { code: None, answer: CaretakerAnswer::Absent }),
    ]);
}

#[test]
fn single_words_then_their_meaning() {
    check(&[
        ("matin", Reply::Morning),
        ("MATIN", Reply::Morning),
        ("oui matin", Reply::Morning),
        ("le matin svp", Reply::Morning),
        ("AM", Reply::Morning),
        ("aprem", Reply::Afternoon),
        ("après-midi", Reply::Afternoon),
        ("l'après midi", Reply::Afternoon),
        ("PM", Reply::Afternoon),
        ("aide", Reply::Help),
        ("AIDE !", Reply::Help),
        ("Help", Reply::Help),
        ("aidez-moi", Reply::Help),
        ("rappel", Reply::CallMe),
        ("RAPPEL", Reply::CallMe),
        ("rappelez-moi svp", Reply::CallMe),
        ("CALLME", Reply::CallMe),
        ("call me", Reply::CallMe),
        ("LIEN", Reply::Link),
        ("le lien svp", Reply::Link),
        ("Link please", Reply::Link),
        ("reprise", Reply::Resume),
        ("23", Reply::Triage { need: 2, urgency: 3 }),
        ("2 3", Reply::Triage { need: 2, urgency: 3 }),
        ("1/1 merci", Reply::Triage { need: 1, urgency: 1 }),
        ("A7K2 5 2", Reply::Triage { need: 5, urgency: 2 }),
        ("ABUS", Reply::Abuse { code: None }),
        ("abus A7K2", Reply::Abuse { code: code("A7K2") }),
        ("FAIT A7K2", Reply::Done { code: code("A7K2") }),
        ("c'est fait", Reply::Done { code: None }),
        ("Pause", Reply::Pause),
        ("pause svp", Reply::Pause),
        ("Resume", Reply::Resume),
        ("START", Reply::Resume),
    ]);
}

#[test]
fn stop_in_any_spelling_then_stop() {
    let bodies = [
        "STOP",
        "stop",
        "Stop.",
        "S T O P",
        "s.t.o.p",
        "ARRET",
        "ARRÊT",
        "arrêt",
        "A R R E T",
        "stopper",
        "STOPPER !",
        "arrêtez",
        "stop svp",
        "merci, stop",
        "STOP SMS",
        "stop les messages",
        "merci d'arrêter les SMS",
        "stop oui",
        "STOPALL",
        "unsubscribe",
        "cancel",
        "END",
        "quit",
    ];
    check(&bodies.map(|body| (body, Reply::Stop)));
}

#[test]
fn danger_anywhere_then_alarm_before_everything() {
    let bodies = [
        "URGENT",
        "urgent !!",
        "c'est urgent",
        "15",
        "112",
        "appelez le 15",
        "j'ai appelé le 112",
        "suicide",
        "elle parle de suicide",
        "Elle est suicidaire",
        "mort",
        "elle est morte",
        "il veut mourir",
        "STOP je veux mourir",
        "oui mais urgent",
        "1 mais elle parle de suicide",
        "4 urgent",
        "retard 10, elle est morte",
        "A7K2 vu, elle est morte",
        "PRENDS A7K2 urgent",
        "absence 12/08 19/08 mon mari est mort",
        "emergency",
        "she is dead",
        "he wants to die",
        "I want to kill myself",
        "au secours",
        "SOS",
        "🆘",
        "15h30 urgent",
        "URGENCE",
        "prends a7k2 appelle le 15",
    ];
    check(&bodies.map(|body| (body, Reply::Alarm)));
}

#[test]
fn fifteen_as_a_delay_an_hour_or_a_date_then_no_alarm() {
    for body in
        ["retard 15", "15 min", "15h", "15 h 30", "absence 15/08", "le 15 août je suis là", "absence 15 08 22 08"]
    {
        assert_ne!(Reply::read(body), Reply::Alarm, "{body}");
    }
}

#[test]
fn bus_stop_then_no_stop() {
    assert_eq!(Reply::read("à l'arrêt de bus, retard 10"), late(10));
}

#[test]
fn code_beside_another_answer_then_it_can_be_found() {
    assert_eq!(Reply::named_codes("OUI a7-k2"), [code("A7K2").unwrap()]);
    assert_eq!(Reply::named_codes("non k3tm"), [code("K3TM").unwrap()]);
    assert!(Reply::named_codes("oui merci").is_empty());
}

#[test]
fn absence_without_year_then_the_nearest_that_makes_sense() {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let date = |day, month| WrittenDate { day, month, year: None };
    let cases = [
        // Ahead, begun, over the new year, one day, over already (so next year), leap day.
        (date(12, 8), date(19, 8), day(2026, 7, 1), Some((day(2026, 8, 12), day(2026, 8, 19)))),
        (date(12, 8), date(19, 8), day(2026, 8, 15), Some((day(2026, 8, 12), day(2026, 8, 19)))),
        (date(20, 12), date(5, 1), day(2026, 11, 21), Some((day(2026, 12, 20), day(2027, 1, 5)))),
        (date(20, 12), date(5, 1), day(2027, 1, 2), Some((day(2026, 12, 20), day(2027, 1, 5)))),
        (date(15, 8), date(15, 8), day(2026, 8, 15), Some((day(2026, 8, 15), day(2026, 8, 15)))),
        (date(12, 8), date(19, 8), day(2026, 8, 20), Some((day(2027, 8, 12), day(2027, 8, 19)))),
        (date(29, 2), date(29, 2), day(2026, 3, 1), Some((day(2028, 2, 29), day(2028, 2, 29)))),
        // Upside down: it would last nearly a year.
        (date(19, 8), date(12, 8), day(2026, 7, 1), None),
    ];
    for (from, to, today, expected) in cases {
        assert_eq!(absence_period(from, to, today), expected, "{from:?} {to:?} {today}");
    }
    let over = WrittenDate { year: Some(2025), ..date(19, 8) };
    assert_eq!(absence_period(date(12, 8), over, day(2026, 1, 1)), None);
}

proptest! {
    #[test]
    fn any_text_then_a_reply_and_always_the_same(body in "\\PC{0,200}") {
        prop_assert_eq!(Reply::read(&body), Reply::read(&body));
        let _ = Reply::named_codes(&body);
    }

    #[test]
    fn words_of_the_language_in_any_order_then_a_reply(words in proptest::collection::vec(
        prop_oneof![
            Just("oui"), Just("non"), Just("retard"), Just("10"), Just("15"), Just("absence"), Just("12/08"), Just("19/08"),
            Just("15h30"), Just("prends"), Just("a7k2"), Just("vu"), Just("a"), Just("7"), Just("h"), Just("pm"), Just("midi"),
            Just("après"), Just("stop"), Just("1er"), Just("août"), Just("99999999999999999999"), Just("0h"), Just("24h00"),
        ], 0..12))
    {
        let _ = Reply::read(&words.join(" "));
        let _ = Reply::read(&words.concat());
    }

    #[test]
    fn danger_in_any_text_then_alarm(before in "[a-z ]{0,20}", after in "[a-z ]{0,20}") {
        prop_assert_eq!(Reply::read(&format!("{before} suicide {after}")), Reply::Alarm);
    }

    #[test]
    fn case_and_punctuation_then_no_difference(body in "(oui|non|retard 10|prends a7k2|stop|matin|absence 12/08 19/08)") {
        let expected = Reply::read(&body);
        prop_assert_eq!(Reply::read(&body.to_uppercase()), expected.clone());
        prop_assert_eq!(Reply::read(&format!("  {body} !! ")), expected);
    }
}
