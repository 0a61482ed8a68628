//! The line keeps its hours to the second, with its exceptions; a roster tells its gaps.

use passerelle_domain::callback::CallbackState;
use passerelle_simulator::WrittenPerson;
use serde_json::json;

use passerelle_world::*;

/// Somebody the association does not know.
const ODETTE: &str = "+33199001050";
/// Somebody else it does not know.
const RENE: &str = "+33639980051";

/// A line that keeps office hours, with exceptions and holidays closed, from an instant on.
async fn office_hours(on: On, start: &str, exceptions: &str) -> World {
    let lines = |text: &str| {
        text.replace(",hours,", ",hours,exceptions,")
            .replace("mon-sun 09:00-20:00,open", &format!("mon-fri 09:00-17:00,{exceptions},closed"))
    };
    World::begin_at(on, instant(start), change("lines.csv", lines)).await
}

fn change(name: &str, change_text: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let changed = |(file, text): (String, String)| if file == name { (file, change_text(&text)) } else { (file, text) };
    files().into_iter().map(changed).collect()
}

/// A Thursday, a minute before five in Paris.
async fn thursday_before_five(on: On) -> World {
    office_hours(on, "2026-11-26T15:59:00Z", "").await
}

/// A Thursday morning on which the line stays closed, and so does Friday.
async fn closed_for_two_days(on: On) -> World {
    office_hours(on, "2026-11-26T09:00:00Z", "2026-11-26/2026-11-27 closed").await
}

/// The Sunday before Christmas, on which the line opens for two hours.
async fn open_on_a_sunday(on: On) -> World {
    office_hours(on, "2026-12-20T09:30:00Z", "2026-12-20 10:00-12:00").await
}

/// Christmas Day, half past two: the line opens at three, because that day is the loneliest.
async fn open_on_christmas_day(on: On) -> World {
    office_hours(on, "2026-12-25T13:30:00Z", "2026-12-25 15:00-20:00").await
}

/// The listener is away at lunch, and on the second day.
async fn gaps_in_the_roster(on: On) -> World {
    let shifts = |text: &str| {
        let listens =
            "paris,ines,listening,mon-sun,09:00,12:00,1,2026-11-27 off\nparis,ines,listening,mon-sun,13:30,20:00,1,";
        let text = text.replace(",order\n", ",order,exceptions\n").replace(",1\n", ",1,\n").replace(",2\n", ",2,\n");
        text.replace("paris,ines,listening,mon-sun,09:00,20:00,1,", listens)
    };
    World::begin_at(on, World::morning(), change("shifts.csv", shifts)).await
}

fn listens() -> WrittenPerson {
    WrittenPerson::new().answers_after(5.0).on_hearing("ppuyez sur 1", "1")
}

fn asks_to_be_called_back() -> WrittenPerson {
    WrittenPerson::new()
        .on_hearing("être rappelé, appuyez sur 1", "1")
        .on_hearing("Si cela vous va, appuyez sur 1", "1")
        .talks_for(300.0)
}

on_both! {
    async fn last_second_then_a_listener_rings_and_the_next_caller_hears_when_the_line_opens(world: World in thursday_before_five) {
        world.person(ODETTE, WrittenPerson::new().talks_for(900.0));
        world.person(RENE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.run_until(instant("2026-11-26T15:59:59Z")).await;
        world.dials(ODETTE);
        world.run_until(instant("2026-11-26T16:00:00Z")).await;
        world.dials(RENE);
        world.minutes(10).await;

        let answered = &world.made_by(ODETTE)[0];
        assert!(answered.bridged_at.is_some_and(|at| at > instant("2026-11-26T16:00:00Z")), "{}", world.story().await);
        assert_eq!(answered.ended_at, None, "a conversation is not cut at five");
        assert_eq!(world.rung(LISTENER).len(), 1);
        let heard = world.heard_by(RENE);
        assert!(heard.contains("Nous vous répondrons demain, vendredi, à partir de neuf heures."), "{heard}");
        assert!(heard.contains("C'est noté. Nous vous rappelons avant demain, vendredi, à dix heures."), "{heard}");

        world.run_until(instant("2026-11-27T07:59:59Z")).await;
        assert!(world.rung(RENE).is_empty(), "not before it opens");
        world.run_until(instant("2026-11-27T08:30:00Z")).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
    }

    async fn exceptional_closure_then_the_day_after_it_is_told_and_kept(world: World in closed_for_two_days) {
        world.person(RENE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.dials(RENE);
        world.minutes(5).await;
        let heard = world.heard_by(RENE);
        assert!(heard.contains("Nous vous répondrons lundi 30 novembre, à partir de neuf heures."), "{heard}");
        assert!(world.rung(LISTENER).is_empty(), "nobody is rung on a day off");
        world.run_until(instant("2026-11-30T08:30:00Z")).await;
        assert!(world.rung(RENE)[0].started_at >= instant("2026-11-30T08:00:00Z"));
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
    }

    async fn exceptional_opening_on_a_sunday_then_answered_until_it_is_over(world: World in open_on_a_sunday) {
        world.person(ODETTE, WrittenPerson::new().talks_for(300.0));
        world.person(RENE, asks_to_be_called_back());
        world.person(LISTENER, listens());

        world.dials(ODETTE);
        world.minutes(10).await;
        assert!(world.made_by(ODETTE)[0].bridged_at.is_some(), "{}", world.story().await);

        world.run_until(instant("2026-12-20T11:00:00Z")).await;
        world.dials(RENE);
        world.minutes(5).await;
        let heard = world.heard_by(RENE);
        assert!(heard.contains("Nous vous répondrons demain, lundi, à partir de neuf heures."), "{heard}");
        world.run_until(instant("2026-12-21T08:30:00Z")).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
    }

    async fn exception_on_a_public_holiday_then_told_as_today_and_answered(world: World in open_on_christmas_day) {
        world.person(ODETTE, WrittenPerson::new().talks_for(300.0));
        world.person(RENE, WrittenPerson::new().talks_for(60.0));
        world.person(LISTENER, listens());

        world.dials(RENE);
        world.minutes(5).await;
        let heard = world.heard_by(RENE);
        assert!(heard.contains("Nous vous répondrons aujourd'hui, vendredi, à partir de quinze heures."), "{heard}");
        // Who stayed on the line without a word was promised a call: it is made as soon as the line opens.
        assert!(heard.contains("Nous vous rappelons avant seize heures."), "{heard}");
        world.run_until(instant("2026-12-25T14:05:00Z")).await;
        assert_eq!(world.promises().await[0].state, CallbackState::Kept, "{}", world.story().await);
        world.dials(ODETTE);
        world.minutes(8).await;
        assert!(world.made_by(ODETTE)[0].bridged_at.is_some(), "{}", world.story().await);
    }

    async fn roster_with_gaps_then_the_api_lists_them_in_local_time(world: World in gaps_in_the_roster) {
        let token = world.token_of("nadia").await;
        let (status, answer) = world.get("/api/v1/lines/paris/gaps", &token).await;
        assert_eq!(status, 200);
        assert_eq!((&answer["line"], &answer["time_zone"]), (&json!("paris"), &json!("Europe/Paris")));
        assert_eq!((&answer["from"], &answer["to"]), (&json!("2026-11-26T08:00:00+01:00"), &json!("2026-12-24T08:00:00+01:00")));
        let gap = |from: &str, to: &str| json!({ "from": format!("2026-11-{from}:00+01:00"), "to": format!("2026-11-{to}:00+01:00") });
        let nobody = &answer["nobody_listening"];
        let first = [gap("26T12:00", "26T13:30"), gap("27T09:00", "27T13:30"), gap("28T12:00", "28T13:30")];
        assert_eq!(nobody["gaps"].as_array().unwrap()[..3], first);
        // Twenty-eight lunches, and a morning.
        assert_eq!(nobody["total_min"], json!(28 * 90 + 180));
        assert_eq!(answer["too_few_listening"], json!({ "total_min": 0, "gaps": [] }));
        assert_eq!(answer["nobody_on_call"], json!({ "total_min": 0, "gaps": [] }));
        assert_eq!(world.get("/api/v1/lines/lyon/gaps", &token).await.0, 404);
        assert_eq!(world.get("/api/v1/lines/paris/gaps", "wrong").await.0, 401);
    }
}
