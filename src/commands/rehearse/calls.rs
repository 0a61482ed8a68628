//! `passerelle rehearse calls`: weeks of regular calls, on a simulated carrier and virtual time, and what became of each.

use std::{
    io::{self, Write, stdout},
    time::Instant,
};

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};
use passerelle_rehearsal::{
    Rehearsal, RehearsalSettings,
    quarter::{self, Broken, Figures, MOST_PEOPLE, MOST_VOLUNTEERS, Quarter, QuarterSettings},
};
use passerelle_telephony::Carrier;

use super::super::{
    command_line::RehearseCallsArgs,
    demo::Folder,
    exit::{Exit, wrong_use},
};

/// A quarter of a year that holds what is hard: both changes of the clocks, and August. Mondays, and how many weeks.
const QUARTER: [(&str, u32); 3] = [("2027-03-15", 4), ("2027-08-02", 5), ("2027-10-18", 4)];
/// The service is started so long before the Monday: volunteers are asked the day before.
const STARTED_BEFORE: TimeDelta = TimeDelta::hours(42);
/// Most promises named; the others are counted.
const MOST_NAMED: usize = 20;

/// Lives the weeks and prints what became of them.
///
/// # Errors
/// Wrong use when the figures given are none; a failure when a part cannot be started.
pub(super) async fn run(args: &RehearseCallsArgs) -> anyhow::Result<Exit> {
    if !(1..=MOST_VOLUNTEERS).contains(&args.volunteers) || !(1..=MOST_PEOPLE).contains(&args.people) {
        return Err(wrong_use(format!(
            "--volunteers takes a number from 1 to {MOST_VOLUNTEERS}, --people from 1 to {MOST_PEOPLE}"
        )));
    }
    let stretches: Vec<(NaiveDate, u32)> = match args.start {
        Some(start) if start.weekday() == Weekday::Mon => vec![(start, args.weeks)],
        Some(start) => return Err(wrong_use(format!("--start takes a Monday, and {start} is none"))),
        None => QUARTER.iter().filter_map(|(start, weeks)| Some((start.parse().ok()?, *weeks))).collect(),
    };
    let begun = Instant::now();
    let mut figures = Figures::default();
    let mut broken = Vec::new();
    let mut weeks = 0;
    for (first, stretch) in stretches {
        let lived = live(args, first, stretch).await?;
        figures += lived.figures;
        broken.extend(lived.broken);
        weeks += stretch;
    }
    show(args, weeks, &figures, &broken, begun.elapsed().as_secs_f64())?;
    Ok(if broken.is_empty() { Exit::Success } else { Exit::Failure })
}

async fn live(args: &RehearseCallsArgs, first: NaiveDate, weeks: u32) -> anyhow::Result<Quarter> {
    let settings = QuarterSettings { weeks, volunteers: args.volunteers, people: args.people, seed: args.seed };
    let folder = Folder::make("rehearsal-calls", args.seed)?;
    let files = quarter::association(&settings, &first.to_string());
    let service = Rehearsal::start(RehearsalSettings {
        messages_per_second: None,
        carrier: Carrier::Simulated,
        database_url: format!("sqlite://{}", folder.0.join("rehearsal.db").display()),
        listen: ([127, 0, 0, 1], 0).into(),
        mail_folder: folder.0.join("mail"),
        mail_server: None,
        open_id: None,
        start: first.and_time(chrono::NaiveTime::MIN).and_utc() - STARTED_BEFORE,
        seed: args.seed,
        organisation: "Les Passerelles du Jeudi".to_owned(),
        line_numbers: RehearsalSettings::numbers_of(&files),
        files,
    })
    .await?;
    let lived = quarter::live(&service, &settings, first).await;
    service.stop().await;
    Ok(lived?)
}

fn show(args: &RehearseCallsArgs, weeks: u32, figures: &Figures, broken: &[Broken], took_s: f64) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    if args.json {
        let broken: Vec<String> = broken.iter().map(ToString::to_string).collect();
        let all = serde_json::json!({
            "weeks": weeks, "volunteers": args.volunteers, "people": args.people, "seed": args.seed,
            "figures": figures, "broken": broken, "took_s": took_s,
        });
        writeln!(out, "{all}")?;
        return Ok(());
    }
    writeln!(out, "{weeks} weeks of regular calls, {} volunteers, {} people", args.volunteers, args.people)?;
    table(&mut out, figures, took_s)?;
    match broken.len() {
        0 => writeln!(out, "\nWhat was promised held.")?,
        1 => writeln!(out, "\nSomething promised did not hold:")?,
        number => writeln!(out, "\n{number} things promised did not hold:")?,
    }
    for broken in broken.iter().take(MOST_NAMED) {
        writeln!(out, "  {broken}")?;
    }
    if broken.len() > MOST_NAMED {
        writeln!(out, "  … and {} more", broken.len() - MOST_NAMED)?;
    }
    Ok(())
}

fn table(out: &mut impl Write, figures: &Figures, took_s: f64) -> io::Result<()> {
    let of = |part: usize, whole: usize| match (part * 1_000).checked_div(whole) {
        Some(per_mille) => format!("{part} of {whole} ({}.{} %)", per_mille / 10, per_mille % 10),
        None => "none".to_owned(),
    };
    let held = figures.calls - figures.cancelled;
    let rows = [
        ("calls whose hour came", figures.calls.to_string()),
        ("  cancelled before", figures.cancelled.to_string()),
        ("  with the usual volunteer, or the pool's", of(figures.by_the_usual_volunteer, held)),
        ("  with a stand-in", of(figures.by_a_substitute, held)),
        ("  by the team on call", of(figures.by_the_team, held)),
        ("  they talked", of(figures.talked, held)),
        ("  of those, at the first attempt", of(figures.talked_at_the_first_attempt, figures.talked)),
        ("first rings within 5 minutes of the hour", of(figures.first_rings_on_time, figures.first_rings)),
        ("all is well", of(figures.well, held)),
        ("a worry, or urgent", figures.worries.to_string()),
        ("talked, and nobody said how it went", figures.not_confirmed.to_string()),
        ("she rang back by herself", figures.called_back.to_string()),
        ("missed contacts (with a case)", format!("{} ({})", figures.missed, figures.missed_with_case)),
        ("in no final state on Sunday night", figures.unfinished_on_sunday.to_string()),
        (
            "cases opened, taken, closed",
            format!("{}, {}, {}", figures.cases_opened, figures.cases_taken, figures.cases_closed),
        ),
        (
            "times a person's telephone was rung (without consent)",
            format!("{} ({})", figures.rings, figures.rings_without_consent),
        ),
        ("SMS received", figures.sms.to_string()),
        ("things in progress without a timer", figures.without_timer.to_string()),
        ("timers overdue", figures.timers_overdue.to_string()),
        ("real time taken", format!("{took_s:.1} s")),
    ];
    for (name, value) in rows {
        writeln!(out, "  {name:<54} {value}")?;
    }
    Ok(())
}
