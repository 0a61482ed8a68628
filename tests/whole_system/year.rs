//! A year goes by: the hour of a person never moves, whatever her clocks do.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::{America::Martinique, Europe::Paris, Tz};
use passerelle_simulator::WrittenPerson;

use passerelle_world::*;

/// The line of Martinique.
const LINE_OF_MARTINIQUE: &str = "+596596000100";
const SMS_OF_MARTINIQUE: &str = "+596596000101";
/// Rose is called every Tuesday at ten, on her clocks.
const ROSE: &str = "+596596001001";
/// Her volunteer.
const JOCELYNE: &str = "+596696980001";

/// A Monday; Suzanne's and Rose's first calls are in the same week.
fn start() -> DateTime<Utc> {
    "2026-12-28T05:00:00Z".parse().unwrap()
}

fn end() -> DateTime<Utc> {
    "2027-12-31T23:00:00Z".parse().unwrap()
}

async fn two_territories(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        let row = match name.as_str() {
            "lines.csv" => format!(
                "martinique,Ligne de Martinique,Passerelles,l'équipe du mardi,{LINE_OF_MARTINIQUE},{SMS_OF_MARTINIQUE},MQ,America/Martinique,martinique,mon-sun 09:00-20:00,open,fr,listening-line\n"
            ),
            "people.csv" => format!("rose,Mme,Rose,Mongin,{ROSE},martinique,MQ,fr,,green,yes,no,yes\n"),
            "volunteers.csv" => format!(
                "jocelyne,Jocelyne,Ramin,{JOCELYNE},,fr,MQ,martinique,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
            ),
            "series.csv" => {
                "rose-tuesday,rose,jocelyne,convivial_call,FREQ=WEEKLY;BYDAY=TU,10:00,2026-12-01,30,pair,weekly\n"
                    .to_owned()
            }
            _ => continue,
        };
        content.push_str(&row);
    }
    World::begin_at(on, start(), files).await
}

fn volunteer() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

fn rung_on_her_clocks(world: &World, number: &str, zone: Tz, hour: u32) {
    let calls = world.rung(number);
    assert!((52..=53).contains(&calls.len()), "{} calls in a year", calls.len());
    let mut before = None;
    for call in calls {
        let local = call.rang_at.unwrap().with_timezone(&zone);
        assert!(local.hour() == hour && local.minute() < 5, "rung at {local}");
        assert!(call.bridged_at.is_some(), "not put through at {local}");
        let day = local.date_naive();
        assert!(before.is_none_or(|before| day - before == TimeDelta::weeks(1)), "a week is missing before {day}");
        before = Some(day);
    }
}

on_both! {
    async fn a_year_with_two_changes_of_the_clocks_then_everybody_is_rung_every_week_at_her_own_hour(world: World in two_territories) {
        for number in [KARIM, JOCELYNE] {
            world.person(number, volunteer());
        }
        for number in [SUZANNE, ROSE] {
            world.person(number, WrittenPerson::new().talks_for(900.0));
        }
        while world.now() < end() {
            world.run_until((world.now() + TimeDelta::weeks(4)).min(end())).await;
        }
        rung_on_her_clocks(&world, SUZANNE, Paris, 15);
        rung_on_her_clocks(&world, ROSE, Martinique, 10);
        assert!(world.cases().await.is_empty(), "{:?}", world.cases().await);
        assert!(world.texts(NADIA).is_empty() && world.emails().is_empty());
    }
}
