//! Callers without a name: pauses instead of blocks, a set time for whoever rings often, and the line of the partners.

use passerelle_app::PlanRefused;
use passerelle_domain::{
    callback::CallbackState,
    case::{CaseKind, CaseLevel},
    follow_up::FollowUpState,
};
use passerelle_simulator::WrittenPerson;

use passerelle_world::*;

/// Somebody the association does not know.
const ODETTE: &str = "+33199001050";
const RENE: &str = "+33639980051";
const LUC: &str = "+33639980008";
/// Works for a landlord, and rings the line of the partners.
const THIERRY: &str = "+33639980061";
const THIERRYS_CODE: &str = "4821";

async fn wednesday_at_ten(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

fn with(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let change = |(name, text): (String, String)| {
        let more: String = changes.iter().filter(|(file, _)| *file == name).map(|(_, rows)| *rows).collect();
        (name, text + &more)
    };
    files().into_iter().map(change).collect()
}

async fn two_listeners(on: On) -> World {
    let files = with(&[
        ("staff.csv", &format!("luc,Luc,Perrin,{LUC},luc@example.org,listener,fr\n")),
        ("shifts.csv", "paris,luc,listening,mon-sun,09:00,20:00,2\n"),
    ]);
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), files).await
}

/// The line of the partners from nine to five, with two people who answer it in turn.
async fn partner_line(on: On) -> World {
    let files = with(&[("shifts.csv", "paris,nadia,listening,mon-sun,09:00,20:00,2\n")]);
    let change = |(name, text): (String, String)| match name.as_str() {
        "lines.csv" => {
            let text = text
                .replace("mon-sun 09:00-20:00,open,fr,listening-line", "mon-fri 09:00-17:00,closed,fr,partner-line");
            let mut rows = text.lines();
            let (header, row) = (rows.next().unwrap(), rows.next().unwrap());
            (name, format!("{header},ring_strategy\n{row},ordered\n"))
        }
        "staff.csv" => {
            let mut rows = text.lines();
            let header = rows.next().unwrap();
            let rest: String = rows.map(|row| format!("{row},\n")).collect();
            let thierry = format!("thierry,Thierry,Morin,{THIERRY},thierry@example.org,partner,fr,{THIERRYS_CODE}\n");
            (name, format!("{header},partner_code\n{rest}{thierry}"))
        }
        _ => (name, text),
    };
    World::begin_at(on, instant("2026-11-25T09:00:00Z"), files.into_iter().map(change).collect()).await
}

fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1")
}

fn talks() -> WrittenPerson {
    WrittenPerson::new().talks_for(60.0)
}

fn partner(code: &str) -> WrittenPerson {
    WrittenPerson::new().on_hearing("quatre chiffres", code).talks_for(120.0)
}

on_both! {
    async fn listener_rings_the_line_then_off_duty_and_back_by_key(world: World in two_listeners) {
        world.person(LUC, listens());
        world.person(LISTENER, WrittenPerson::new().on_hearing("Pour une pause jusqu'à ce soir", "1"));
        world.dials(LISTENER);
        world.minutes(2).await;
        assert!(world.heard_by(LISTENER).contains("La ligne ne vous appelle plus aujourd'hui"), "{}", world.heard_by(LISTENER));
        world.person(LISTENER, listens());
        world.person(ODETTE, talks());
        for _ in 0..2 {
            world.dials(ODETTE);
            world.minutes(4).await;
        }
        assert_eq!((world.rung(LISTENER).len(), world.rung(LUC).len()), (0, 2), "{}", world.story().await);
        world.person(LISTENER, WrittenPerson::new().on_hearing("Pour reprendre, appuyez sur 2", "2"));
        world.dials(LISTENER);
        world.minutes(2).await;
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(4).await;
        assert_eq!(world.rung(LISTENER).len(), 1, "{}", world.story().await);
    }

    async fn listener_rings_the_line_after_a_call_then_tells_what_was_needed_by_two_keys(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks());
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(4).await;
        world.person(LISTENER, WrittenPerson::new().on_hearing("Pour noter le dernier appel", "3").on_hearing("Faites deux chiffres", "42"));
        world.dials(LISTENER);
        world.minutes(2).await;
        assert!(world.heard_by(LISTENER).contains("Merci, c'est noté"), "{}", world.heard_by(LISTENER));
        let follow_up = &world.follow_ups().await[0];
        assert_eq!(follow_up.state, FollowUpState::Open);
        assert!(world.texts(NADIA)[0].contains("papiers"), "{:?}", world.texts(NADIA));
    }

    async fn exchange_without_respect_then_a_pause_a_human_looks_at_and_never_a_wall(world: World in two_listeners) {
        world.person(ODETTE, talks());
        world.person(LISTENER, listens());
        world.person(LUC, listens());
        world.dials(ODETTE);
        world.minutes(4).await;
        let listener = if world.rung(LISTENER).is_empty() { LUC } else { LISTENER };
        world.writes(listener, "abus").await;
        let told = world.texts(listener).pop().unwrap();
        assert!(told.contains("vous avez bien fait"), "{told}");
        let case = world.the_case().await;
        assert_eq!((case.kind, case.level), (CaseKind::AbuseReported, CaseLevel::Note));

        // The caller hears of the pause, and can leave a message; others are answered as ever.
        let rung = world.rung(LISTENER).len() + world.rung(LUC).len();
        world.person(ODETTE, WrittenPerson::new().on_hearing("Pour laisser un message", "1").leaves_message(10.0));
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.heard_by(ODETTE).contains("Nous faisons une pause dans nos échanges, jusqu'à demain"), "{}", world.heard_by(ODETTE));
        assert_eq!(world.rung(LISTENER).len() + world.rung(LUC).len(), rung);
        assert_eq!(world.messages_left().await.len(), 1);
        world.person(RENE, talks());
        world.dials(RENE);
        world.minutes(4).await;
        assert!(world.made_by(RENE)[0].bridged_at.is_some(), "{}", world.story().await);

        // A human says that it was nothing: the pause is lifted.
        assert_eq!(world.closes_with(&case.code, "false_alarm", "").await, 200);
        world.person(ODETTE, talks());
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.made_by(ODETTE)[2].bridged_at.is_some(), "{}", world.story().await);
        assert!(world.tables_that_tell(ODETTE).await.is_empty());
    }

    async fn pause_is_over_after_a_day_by_itself(world: World in wednesday_at_ten) {
        world.person(ODETTE, talks());
        world.person(LISTENER, listens());
        world.dials(ODETTE);
        world.minutes(4).await;
        world.writes(LISTENER, "ABUS").await;
        world.run_until(instant("2026-11-26T09:30:00Z")).await;
        world.dials(ODETTE);
        world.minutes(4).await;
        assert!(world.made_by(ODETTE)[1].bridged_at.is_some(), "{}", world.story().await);
    }

    async fn somebody_who_rings_often_then_seen_under_a_pseudonym_and_given_a_time_and_a_listener(world: World in two_listeners) {
        for listener in [LISTENER, LUC] {
            world.person(listener, listens());
        }
        world.person(ODETTE, WrittenPerson::new().talks_for(20.0));
        for _ in 0..10 {
            world.dials(ODETTE);
            world.minutes(3).await;
        }
        let frequent = world.frequent_callers().await;
        assert_eq!(frequent.len(), 1);
        assert_eq!(frequent[0].calls, 10);
        let name = frequent[0].name();
        assert!(frequent[0].plan.is_none());
        assert_eq!(world.agrees_on("nobody", "luc", "thu 15:00-16:00").await, Err(PlanRefused::NoSuchCaller));
        assert_eq!(world.agrees_on(&name, "nobody", "thu 15:00-16:00").await, Err(PlanRefused::NoSuchListener));
        assert_eq!(world.agrees_on(&name, "luc", "").await, Err(PlanRefused::NoHours));
        world.agrees_on(&name, "luc", "thu 15:00-16:00").await.unwrap();
        assert!(world.frequent_callers().await[0].plan.is_some());
        let before = world.rung(LUC).len();
        world.paris(0, 15, 1).await;
        for _ in 0..3 {
            world.dials(ODETTE);
            world.minutes(3).await;
        }
        assert_eq!(world.rung(LUC).len() - before, 3, "at the set time it is always Luc: {}", world.story().await);
        // Outside the set time she is answered like everybody: never a block.
        world.paris(0, 17, 0).await;
        world.dials(ODETTE);
        world.minutes(3).await;
        assert!(world.made_by(ODETTE).last().unwrap().bridged_at.is_some());
        assert!(world.agrees_no_more(&name).await);
        assert!(!world.agrees_no_more(&name).await);
        assert!(world.frequent_callers().await[0].plan.is_none());
    }

    async fn partner_with_number_and_code_then_the_two_of_the_rota_are_rung_one_after_the_other(world: World in partner_line) {
        world.person(THIERRY, partner(THIERRYS_CODE));
        world.person(LISTENER, WrittenPerson::new().never_answers());
        world.person(NADIA, listens());
        world.dials(THIERRY);
        world.minutes(6).await;
        assert_eq!((world.rung(LISTENER).len(), world.rung(NADIA).len()), (1, 1), "{}", world.story().await);
        assert!(world.made_by(THIERRY)[0].bridged_at.is_some());
        assert!(world.heard(NADIA).contains("Un partenaire appelle"), "{}", world.heard(NADIA));
    }

    async fn both_are_taken_then_three_hours_are_offered_and_the_one_chosen_is_kept(world: World in partner_line) {
        world.person(THIERRY, partner(THIERRYS_CODE).on_hearing("appuyez sur 2", "2"));
        for listener in [LISTENER, NADIA] {
            world.person(listener, WrittenPerson::new().never_answers());
        }
        world.dials(THIERRY);
        world.minutes(4).await;
        let heard = world.heard_by(THIERRY);
        assert!(heard.contains("Pour un rappel à dix heures trente, appuyez sur 1"), "{heard}");
        assert!(heard.contains("C'est noté, nous vous rappelons à cette heure-là"), "{heard}");
        let promise = &world.promises().await[0];
        assert_eq!(promise.not_before, instant("2026-11-25T10:00:00Z"), "{promise:?}");
        for listener in [LISTENER, NADIA] {
            world.person(listener, listens());
        }
        world.person(THIERRY, talks());
        world.run_until(instant("2026-11-25T09:59:00Z")).await;
        assert!(world.rung(THIERRY).is_empty(), "not before the hour chosen");
        world.run_until(instant("2026-11-25T10:10:00Z")).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
    }

    async fn wrong_code_twice_or_another_telephone_then_a_message_and_nobody_is_rung(world: World in partner_line) {
        world.person(THIERRY, partner("1111").leaves_message(10.0));
        world.person(ODETTE, partner(THIERRYS_CODE).leaves_message(10.0));
        for caller in [THIERRY, ODETTE] {
            world.dials(caller);
            world.minutes(3).await;
            assert!(world.heard_by(caller).contains("Je ne reconnais pas ce code"), "{}", world.heard_by(caller));
        }
        assert_eq!((world.rung(LISTENER).len(), world.rung(NADIA).len()), (0, 0));
        assert_eq!(world.messages_left().await.len(), 2);
    }

    async fn partner_asks_the_api_then_sees_nothing(world: World in partner_line) {
        let token = world.token_of("thierry").await;
        let (status, _) = world.post("/api/v1/follow-ups/A7K2/completion", &token, serde_json::json!({})).await;
        assert_eq!(status, 401);
    }

    async fn partner_rings_in_the_evening_then_hours_of_the_next_day_are_offered(world: World in partner_line) {
        world.person(THIERRY, partner(THIERRYS_CODE).on_hearing("appuyez sur 1", "1"));
        world.run_until(instant("2026-11-25T18:00:00Z")).await;
        world.dials(THIERRY);
        world.minutes(3).await;
        let heard = world.heard_by(THIERRY);
        assert!(heard.contains("Pour un rappel demain, jeudi, à neuf heures, appuyez sur 1"), "{heard}");
        assert_eq!(world.promises().await[0].not_before, instant("2026-11-26T08:00:00Z"));
    }
}
