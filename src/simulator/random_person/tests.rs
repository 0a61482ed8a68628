use super::*;
use crate::{Direction, Private};

fn person(role: Role, number: &str) -> RandomPerson {
    RandomPerson::new(role, number, 11, Arc::new(Parameters::standard()))
}

fn at(hour: u32) -> DateTime<Utc> {
    chrono::NaiveDate::from_ymd_opt(2027, 3, 3).unwrap().and_hms_opt(hour, 0, 0).unwrap().and_utc()
}

fn rung(ordinal: u64, number: &str) -> RingContext {
    RingContext {
        at: at(10),
        shown: "+33199000001".into(),
        number: number.into(),
        direction: Direction::OutboundApi,
        ordinal,
    }
}

fn prompt(heard: &str, ordinal: u64) -> PromptContext {
    PromptContext {
        at: at(10),
        heard: vec![Private::from(heard)],
        gather: crate::GatherAsked { keys: true, timeout_s: 8.0, ..Default::default() },
        someone_else: false,
        direction: Direction::OutboundApi,
        ordinal,
    }
}

fn texted(body: &str, ordinal: u64) -> MessageContext {
    MessageContext { at: at(10), from: "+33199000001".into(), body: body.into(), ordinal }
}

#[test]
fn same_contact_twice_then_same_answer() {
    for ordinal in 0..50 {
        let first = person(Role::Senior, "+33199001234").ring(&rung(ordinal, "+33199001234"));
        let second = person(Role::Senior, "+33199001234").ring(&rung(ordinal, "+33199001234"));
        assert_eq!(first, second);
    }
}

#[test]
fn many_first_attempts_then_about_four_in_five_reached() {
    let reached = (0..4_000)
        .filter(|i| {
            let number = format!("+3319900{i:04}");
            let answer = person(Role::Senior, &number).ring(&rung(0, &number));
            matches!(answer, RingAnswer::Answers { .. } | RingAnswer::SomeoneElse { .. })
        })
        .count();
    let share = reached as f64 / 4_000.0;
    // 0.80 at 11 h local (×1.10), less 4 % engaged and 4 % dead numbers.
    assert!((0.78..0.84).contains(&share), "{share}");
}

#[test]
fn check_call_menu_then_mostly_key_one_and_sometimes_silence() {
    let menu = "Si tout va bien, appuyez sur 1. Pour qu'on vous rappelle, appuyez sur 2. Si vous avez besoin d'aide \
                maintenant, appuyez sur 3.";
    let mut ones = 0;
    let mut silences = 0;
    for ordinal in 0..2_000 {
        match person(Role::Senior, "+33199001234").prompted(&prompt(menu, ordinal)) {
            PromptAnswer::Keys { digits, .. } if digits == "1" => ones += 1,
            PromptAnswer::Silence => silences += 1,
            PromptAnswer::Keys { .. } | PromptAnswer::Speech { .. } | PromptAnswer::HangUp { .. } => {}
        }
    }
    assert!((1_500..1_720).contains(&ones), "{ones} pressed 1");
    assert!((200..330).contains(&silences), "{silences} stayed silent");
}

#[test]
fn alert_text_then_coordinator_takes_it_by_its_code() {
    let body = "ALERTE A7K2 niveau 1: Suzanne, 3 appels sans réponse depuis 15 h. PRENDS A7K2 ou SUIVANT A7K2. Ligne";
    let replies: Vec<Reply> =
        (0..200).flat_map(|i| person(Role::Coordinator, "+33639980001").message(&texted(body, i))).collect();
    assert!((150..190).contains(&replies.len()), "{}", replies.len());
    assert!(replies.iter().all(|reply| reply.body == "PRENDS A7K2" && reply.after_s > 0.0));
    assert!(person(Role::Coordinator, "+33639980001").message(&texted("A7K2 est prise par Nadia.", 0)).is_empty());
}

#[test]
fn reminder_text_then_most_volunteers_say_yes() {
    let body = "Bonjour Karim. Jeudi à 15 h: appel avec Suzanne. Répondez OUI, NON, ou une autre heure. Ligne";
    let count = |word: &str| {
        let said = |i| person(Role::Volunteer, "+33639980002").message(&texted(body, i));
        (0..1_000).flat_map(said).filter(|reply| reply.body == word).count()
    };
    assert!((700..820).contains(&count("OUI")), "{} yes", count("OUI"));
    assert!((50..140).contains(&count("NON")), "{} no", count("NON"));
}

#[test]
fn volunteer_and_senior_put_through_then_the_senior_ends_it() {
    let talk = |role, direction| {
        let context = TalkContext {
            at: at(14),
            direction,
            someone_else: false,
            with: Private::default(),
            with_machine: false,
            ordinal: 3,
        };
        person(role, "+33639980002").bridged(&context).hangs_up_after_s
    };
    assert_eq!(talk(Role::Volunteer, Direction::OutboundApi), None);
    assert!(talk(Role::Senior, Direction::OutboundDial).is_some());
    assert!(talk(Role::Senior, Direction::Inbound).is_some());
    assert_eq!(talk(Role::Listener, Direction::OutboundDial), None);
}
