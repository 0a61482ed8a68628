//! One file a subcommand: it reads its arguments, calls one use case and says what became of it.
//!
//! To add a subcommand: its arguments in `command_line.rs`, a file here named after it, its arm in
//! [`run`], and its name in the list of `tests/command_line.rs`.

mod callers;
mod calls;
mod campaigns;
mod cases;
mod circles;
mod command_line;
mod demo;
mod doctor;
mod escalation;
mod exit;
mod follow_ups;
mod households;
mod import;
mod logs;
mod matches;
mod migrate;
mod organisation;
mod people;
mod plan;
mod rehearsal_desk;
mod rehearse;
mod report;
mod retention;
mod rounds;
mod scripts;
mod series;
mod serve;
mod service;
mod settings;
mod simulate;
mod simulated_carrier;
mod staff;
mod voicemails;
mod volunteers;
mod watch_lists;
mod work;

use std::io::{Write, stdout};

pub(crate) use command_line::Cli;
pub(crate) use exit::{Exit, WrongUse};

use command_line::Command;
use logs::Audience;
use settings::Settings;

/// Carries out the command line.
///
/// # Errors
/// [`WrongUse`] when the command or a setting is wrong; anything else is a failure.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<Exit> {
    // What needs no settings first: a wrong setting must not keep anybody from looking at a script.
    let command = match cli.command {
        Command::Demo(args) => return demo::run(args).await.map(|()| Exit::Success),
        Command::Rehearse(args) => return rehearse::run(&args).await,
        Command::Plan(args) if !args.is_live() => return plan::run(args),
        Command::Simulate(args) => return simulate::run(&args).await,
        Command::Scripts(command) => return scripts::run(cli.config.as_deref(), &command).await,
        Command::Settings => {
            write!(stdout(), "{}", settings::page())?;
            return Ok(Exit::Success);
        }
        command => command,
    };
    let settings = Settings::load(cli.config.as_deref())?;
    let audience = match command {
        Command::Serve(_) | Command::Work => Audience::Operator,
        _ => Audience::Terminal,
    };
    logs::start(&settings, audience)?;
    passerelle_telephony::install_tls_provider();
    match command {
        Command::Serve(args) => serve::run(&settings, &args).await,
        Command::Work => work::run(&settings).await,
        Command::Migrate => migrate::run(&settings).await,
        Command::Import(args) => import::run(&settings, &args).await,
        Command::Staff(command) => staff::run(&settings, &command).await,
        Command::Cases(command) => cases::run(&settings, &command).await,
        Command::Escalation(command) => escalation::run(&settings, &command).await,
        Command::People(command) => people::run(&settings, &command).await,
        Command::Callers(command) => callers::run(&settings, &command).await,
        Command::FollowUps(command) => follow_ups::run(&settings, &command).await,
        Command::Volunteers(command) => volunteers::run(&settings, &command).await,
        Command::Voicemails(command) => voicemails::run(&settings, &command).await,
        Command::Series(command) => series::run(&settings, &command).await,
        Command::Calls(command) => calls::run(&settings, &command).await,
        Command::WatchLists(command) => watch_lists::run(&settings, &command).await,
        Command::Rounds(command) => rounds::run(&settings, &command).await,
        Command::Households(command) => households::run(&settings, &command).await,
        Command::Campaigns(command) => campaigns::run(&settings, &command).await,
        Command::Matches(command) => matches::run(&settings, &command).await,
        Command::Favours(command) => circles::run_favours(&settings, &command).await,
        Command::News(command) => circles::run_news(&settings, &command).await,
        Command::Plan(args) => plan::run_live(&settings, args).await,
        Command::Report(args) => report::run(&settings, &args).await,
        Command::Retention(args) => retention::run(&settings, &args).await,
        Command::Doctor => doctor::run(&settings).await,
        // Done above.
        Command::Demo(_) | Command::Rehearse(_) | Command::Simulate(_) | Command::Scripts(_) | Command::Settings => {
            Ok(Exit::Success)
        }
    }
}
