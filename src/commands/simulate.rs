//! `simulate`: the simulated carrier alone, played by hand.

mod delivery;
mod narration;
mod people;

use std::{
    io::{BufRead, Write, stdin, stdout},
    sync::Arc,
};

use anyhow::Context;
use passerelle_clock::Clock;
use passerelle_domain::phone_number::PhoneNumber;
use passerelle_simulator::{LineSettings, Parameters, Simulator, SimulatorSettings, WrittenPerson};
use tokio::sync::mpsc;

use super::{
    command_line::SimulateArgs,
    exit::{Exit, wrong_use},
    settings::{REHEARSAL_ACCOUNT_SID, REHEARSAL_AUTH_TOKEN},
};
use people::Someone;

/// What may be typed.
const HELP: &str = "\
call FROM LINE [KEYS]   somebody rings a line; with keys (such as 1,2) they press these and nothing else
text FROM LINE WORDS    somebody sends a text to a line
people                  who is behind the telephones
quit                    stop";
/// Lines typed ahead of what was carried out.
const TYPED_AHEAD: usize = 100;
/// How long a caller written by hand talks once put through, seconds.
const TALK_S: f64 = 120.0;

/// Runs the carrier until `quit` or Ctrl-C; without a keyboard or a pipe, until Ctrl-C.
///
/// # Errors
/// An argument is wrong, or the address is taken or is not of this machine.
pub(crate) async fn run(args: &SimulateArgs) -> anyhow::Result<Exit> {
    if !args.listen.ip().is_loopback() {
        return Err(wrong_use("--listen must be an address of this machine, such as 127.0.0.1:8090"));
    }
    let parameters = match &args.parameters {
        None => Parameters::standard(),
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| wrong_use(format!("--parameters: {} cannot be read: {error}", file.display())))?;
            Parameters::parse(&text).map_err(|error| wrong_use(format!("--parameters: {error}")))?
        }
    };
    let people = args.people.iter().map(|text| Someone::read(text)).collect::<anyhow::Result<Vec<_>>>()?;
    let settings = SimulatorSettings {
        clock: Clock::system(),
        listen: args.listen,
        account_sid: REHEARSAL_ACCOUNT_SID.to_owned(),
        auth_token: REHEARSAL_AUTH_TOKEN.to_owned(),
        seed: args.seed,
        lines: args.numbers.iter().map(|number| line(args, number)).collect::<anyhow::Result<_>>()?,
        delivery: delivery::read(&args.delivery)?,
        habits: passerelle_simulator::CarrierHabits::default(),
    };
    let simulator = Simulator::start(settings).await.context("the simulated carrier could not be started")?;
    let parameters = Arc::new(parameters);
    for someone in &people {
        someone.join(&simulator, args.seed, &parameters);
    }
    let mut out = stdout();
    introduce(&mut out, &simulator, args, &people)?;
    tokio::spawn(narration::tell(simulator.events()));
    let mut typed = keyboard();
    loop {
        tokio::select! {
            line = typed.recv() => match line {
                Some(line) => {
                    if obey(&mut out, &simulator, &people, line.trim()).await? == Next::Stop {
                        break;
                    }
                }
                // No keyboard: it runs on in the background.
                None => {
                    tokio::signal::ctrl_c().await?;
                    break;
                }
            },
            stopped = tokio::signal::ctrl_c() => {
                stopped?;
                break;
            }
        }
    }
    simulator.shutdown().await;
    Ok(Exit::Success)
}

fn line(args: &SimulateArgs, number: &str) -> anyhow::Result<LineSettings> {
    let number = read_number("--numbers", number)?;
    Ok(LineSettings {
        number: number.into(),
        voice_url: args.voice_url.clone(),
        voice_fallback_url: None,
        status_callback_url: Some(args.status_url.clone()),
        sms_url: Some(args.sms_url.clone()),
    })
}

fn read_number(what: &str, text: &str) -> anyhow::Result<PhoneNumber> {
    PhoneNumber::from_e164(text.trim()).map_err(|_| wrong_use(format!("{what}: a number looks like +33199001000")))
}

fn introduce(
    out: &mut impl Write,
    simulator: &Simulator,
    args: &SimulateArgs,
    people: &[Someone],
) -> anyhow::Result<()> {
    writeln!(out, "A simulated carrier listens; nobody is really called. Use it with these settings:\n")?;
    writeln!(out, "PASSERELLE_CARRIER=simulated")?;
    writeln!(out, "PASSERELLE_CARRIER_API_URL={}", simulator.api_url())?;
    writeln!(out, "PASSERELLE_CARRIER_ACCOUNT_SID={REHEARSAL_ACCOUNT_SID}")?;
    writeln!(out, "PASSERELLE_CARRIER_AUTH_TOKEN={REHEARSAL_AUTH_TOKEN}\n")?;
    writeln!(out, "Lines: {}", args.numbers.join(", "))?;
    list(out, people)?;
    writeln!(out, "\n{HELP}\n")?;
    Ok(out.flush()?)
}

fn list(out: &mut impl Write, people: &[Someone]) -> anyhow::Result<()> {
    for someone in people {
        writeln!(out, "{someone}")?;
    }
    Ok(())
}

/// What is typed, line by line. The thread ends with the program: nothing can interrupt a keyboard.
fn keyboard() -> mpsc::Receiver<String> {
    let (typed, lines) = mpsc::channel(TYPED_AHEAD);
    std::thread::spawn(move || {
        for line in stdin().lock().lines() {
            let Ok(line) = line else { return };
            if typed.blocking_send(line).is_err() {
                return;
            }
        }
    });
    lines
}

#[derive(Debug, PartialEq, Eq)]
enum Next {
    GoOn,
    Stop,
}

async fn obey(out: &mut impl Write, simulator: &Simulator, people: &[Someone], typed: &str) -> anyhow::Result<Next> {
    let words: Vec<&str> = typed.split_whitespace().collect();
    let numbers = |from: &str, to: &str| Some((PhoneNumber::from_e164(from).ok()?, PhoneNumber::from_e164(to).ok()?));
    match words.as_slice() {
        [] => {}
        ["quit"] => return Ok(Next::Stop),
        ["people"] => list(out, people)?,
        ["call", from, to, keys @ ..] if keys.len() <= 1 => match numbers(from, to) {
            Some((from, to)) => {
                if let [keys] = keys {
                    simulator.add_person(from.as_str(), Box::new(who_presses(keys)));
                }
                let call = simulator.dial(from.as_str(), to.as_str());
                writeln!(out, "{} is dialled", call.sid())?;
            }
            None => writeln!(out, "a number looks like +33199001000")?,
        },
        ["text", from, to, _, ..] => match numbers(from, to) {
            Some((from, to)) => {
                let body = words[3..].join(" ");
                let sid = simulator.text(from.as_str(), to.as_str(), &body).await;
                writeln!(out, "{sid} is sent")?;
            }
            None => writeln!(out, "a number looks like +33199001000")?,
        },
        _ => writeln!(out, "{HELP}")?,
    }
    out.flush()?;
    Ok(Next::GoOn)
}

fn who_presses(keys: &str) -> WrittenPerson {
    let person = keys.split(',').fold(WrittenPerson::new(), |person, key| person.presses(key.trim()));
    person.talks_for(TALK_S)
}
