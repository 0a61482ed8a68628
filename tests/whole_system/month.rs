//! Some days of a month on the listening line, as `passerelle rehearse` lives it: the line keeps its promises.

use passerelle_rehearsal::month::{self, MonthSettings};

use passerelle_world::*;

async fn with_listeners(on: On, load: f64, strategy: &str) -> World {
    let files = month::association(files(), month::enough_listeners(load), strategy).unwrap();
    World::begin_at(on, instant("2026-11-02T05:00:00Z"), files).await
}

async fn at_the_usual_load(on: On) -> World {
    with_listeners(on, 1.0, "longest_idle").await
}

async fn at_ten_times_the_load(on: On) -> World {
    with_listeners(on, 10.0, "waves(2)").await
}

/// As many listeners as at the usual load, and five times the calls: many wait in vain.
async fn overwhelmed(on: On) -> World {
    with_listeners(on, 1.0, "all").await
}

async fn live(world: &World, days: u32, load: f64) -> month::Month {
    let lived = month::live(&world.service, &MonthSettings { days, load, seed: 1 }).await.unwrap();
    let told: Vec<String> = lived.broken.iter().map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:#?}\n{:#?}", lived.figures);
    lived
}

on_both! {
    async fn two_days_at_the_usual_load_then_every_promise_is_kept(world: World in at_the_usual_load) {
        let figures = live(&world, 2, 1.0).await.figures;
        assert!(figures.calls > 25 && figures.answered * 10 > figures.looked_for * 7, "{figures:#?}");
        assert_eq!((figures.rung_while_talking, figures.without_timer, figures.timers_overdue), (0, 0, 0));
    }

    async fn a_day_at_ten_times_the_load_then_every_promise_is_kept(world: World in at_ten_times_the_load) {
        let figures = live(&world, 1, 10.0).await.figures;
        assert!(figures.calls > 150 && figures.answered * 10 > figures.looked_for * 7, "{figures:#?}");
        assert!(figures.most_conversations > 4, "{figures:#?}");
    }

    async fn a_day_at_five_times_the_load_with_few_listeners_then_nobody_is_forgotten(world: World in overwhelmed) {
        let figures = live(&world, 1, 5.0).await.figures;
        assert!(figures.answered_at_once < figures.looked_for * 2 / 3 && figures.promises_made > 10, "{figures:#?}");
    }
}
