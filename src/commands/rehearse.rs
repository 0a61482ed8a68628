//! `passerelle rehearse`: a month of calls to a listening line, on a simulated carrier and virtual time, and what
//! became of everybody who rang.

mod calls;
pub(crate) mod day;
mod table;

use std::{
    io::{Write, stdout},
    time::Instant,
};

use chrono::{DateTime, Utc};
use passerelle_rehearsal::{
    Rehearsal, RehearsalSettings,
    month::{self, MOST_LISTENERS, Month, MonthSettings},
};
use passerelle_telephony::Carrier;

use super::{
    command_line::{RehearseArgs, RehearseWhat},
    demo::{Folder, association, refuse_real_carrier},
    exit::{Exit, wrong_use},
};

/// The month begins on a Monday at six in Paris, in a month with a public holiday.
const BEGINS_AT: &str = "2026-11-02T05:00:00Z";
/// More than this many times the usual load, callers would have to share numbers.
const MOST_LOAD: f64 = 40.0;
/// Most broken promises named; the others are counted.
const MOST_NAMED: usize = 20;

/// Lives the month and prints what became of it.
///
/// # Errors
/// Wrong use when the figures given are none, or a real carrier is set; a failure when a part cannot be started.
pub(crate) async fn run(args: &RehearseArgs) -> anyhow::Result<Exit> {
    refuse_real_carrier()?;
    match &args.what {
        Some(RehearseWhat::Calls(args)) => return calls::run(args).await,
        Some(RehearseWhat::Day(args)) => return day::run(&args.folder).await,
        None => {}
    }
    if !(args.load > 0.0 && args.load <= MOST_LOAD) {
        return Err(wrong_use("--load takes a number above 0 and at most 40, for example 10"));
    }
    let listeners = args.listeners.unwrap_or_else(|| month::enough_listeners(args.load));
    if !(1..=MOST_LISTENERS).contains(&listeners) {
        return Err(wrong_use(format!("--listeners takes a number from 1 to {MOST_LISTENERS}")));
    }
    let begun = Instant::now();
    let folder = Folder::make("rehearsal", args.seed)?;
    let service = start(args, &folder, listeners).await?;
    let settings = MonthSettings { days: args.days, load: args.load, seed: args.seed };
    let lived = month::live(&service, &settings).await;
    service.stop().await;
    let lived = lived?;
    show(args, listeners, &lived, begun.elapsed().as_secs_f64())?;
    Ok(if lived.broken.is_empty() { Exit::Success } else { Exit::Failure })
}

async fn start(args: &RehearseArgs, folder: &Folder, listeners: usize) -> anyhow::Result<Rehearsal> {
    let files = month::association(association::files(), listeners, &args.strategy.to_string())?;
    let begins_at: DateTime<Utc> = BEGINS_AT.parse()?;
    let settings = RehearsalSettings {
        messages_per_second: None,
        carrier: Carrier::Simulated,
        database_url: format!("sqlite://{}", folder.0.join("rehearsal.db").display()),
        listen: ([127, 0, 0, 1], 0).into(),
        mail_folder: folder.0.join("mail"),
        mail_server: None,
        open_id: None,
        start: begins_at,
        seed: args.seed,
        organisation: association::NAME.to_owned(),
        line_numbers: RehearsalSettings::numbers_of(&files),
        files,
    };
    Ok(Rehearsal::start(settings).await?)
}

fn show(args: &RehearseArgs, listeners: usize, lived: &Month, took_s: f64) -> anyhow::Result<()> {
    let mut out = stdout().lock();
    if args.json {
        let broken: Vec<String> = lived.broken.iter().map(ToString::to_string).collect();
        let all = serde_json::json!({
            "load": args.load, "seed": args.seed, "strategy": args.strategy, "listeners": listeners,
            "figures": lived.figures, "broken": broken, "took_s": took_s,
        });
        writeln!(out, "{all}")?;
        return Ok(());
    }
    table::write(&mut out, &lived.figures, listeners, args.strategy, took_s)?;
    match lived.broken.len() {
        0 => writeln!(out, "\nEvery promise of the line was kept.")?,
        1 => writeln!(out, "\nA promise of the line was broken:")?,
        number => writeln!(out, "\n{number} promises of the line were broken:")?,
    }
    for broken in lived.broken.iter().take(MOST_NAMED) {
        writeln!(out, "  {broken}")?;
    }
    if lived.broken.len() > MOST_NAMED {
        writeln!(out, "  … and {} more", lived.broken.len() - MOST_NAMED)?;
    }
    Ok(())
}
