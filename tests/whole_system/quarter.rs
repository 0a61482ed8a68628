//! Weeks of regular calls, as `passerelle rehearse calls` lives them: what is promised holds.

use chrono::NaiveDate;
use passerelle_rehearsal::quarter::{self, Broken, Figures, QuarterSettings};

use passerelle_world::*;

/// The Monday of the week in which the clocks change in Paris, and not in Martinique.
const SPRING: &str = "2027-03-22";
/// A Monday like another.
const ORDINARY: &str = "2027-01-11";
/// A Monday of August: volunteers are away.
const AUGUST: &str = "2027-08-02";

fn settings(weeks: u32) -> QuarterSettings {
    QuarterSettings { weeks, volunteers: 10, people: 40, seed: 2 }
}

async fn begin(on: On, monday: &str) -> World {
    begin_as(on, monday, &settings(1)).await
}

async fn begin_as(on: On, monday: &str, settings: &QuarterSettings) -> World {
    let begins = instant(&format!("{monday}T00:00:00Z")) - chrono::TimeDelta::hours(42);
    World::begin_at(on, begins, quarter::association(settings, monday)).await
}

async fn in_spring(on: On) -> World {
    begin(on, SPRING).await
}

async fn in_august(on: On) -> World {
    begin(on, AUGUST).await
}

async fn live(world: &World, monday: &str) -> Figures {
    let (figures, broken) = live_as(world, monday, &settings(1)).await;
    assert_eq!(broken, [], "{figures:#?}");
    figures
}

async fn live_as(world: &World, monday: &str, settings: &QuarterSettings) -> (Figures, Vec<Broken>) {
    let first: NaiveDate = monday.parse().unwrap();
    let lived = quarter::live(&world.service, settings, first).await.unwrap();
    (lived.figures, lived.broken)
}

on_both! {
    async fn the_week_in_which_the_clocks_change_then_what_was_promised_held(world: World in in_spring) {
        let figures = live(&world, SPRING).await;
        // One of forty has not said yes.
        assert_eq!((figures.calls, figures.rings_without_consent, figures.unfinished_on_sunday), (39, 0, 0));
        assert!(figures.talked > 30 && figures.well > 20, "{figures:#?}");
    }

    async fn a_week_of_august_then_every_call_of_the_week_ends(world: World in in_august) {
        let figures = live(&world, AUGUST).await;
        assert!(figures.calls > 30 && figures.unfinished_on_sunday == 0, "{figures:#?}");
    }
}

/// Twenty associations, each with people of its own behind the telephones.
async fn ordinary_weeks(on: On) {
    for seed in 1..=20 {
        let settings = QuarterSettings { weeks: 1, volunteers: 7, people: 16, seed };
        let world = begin_as(on, ORDINARY, &settings).await;
        let (figures, mut broken) = live_as(&world, ORDINARY, &settings).await;
        // One late ring of sixteen is more than five in a hundred.
        broken.retain(|broken| !matches!(broken, Broken::OftenLate { .. }));
        assert_eq!(broken, [], "seed {seed}: {figures:#?}");
        let says = (figures.calls > 10, figures.unfinished_on_sunday, figures.rings_without_consent);
        assert_eq!(says, (true, 0, 0), "seed {seed}: {figures:#?}");
        world.end().await;
    }
}

mod an_ordinary_week_of_twenty_associations_then_every_person_has_a_status_on_sunday_night {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        ordinary_weeks(On::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        ordinary_weeks(On::Postgres).await;
    }
}
