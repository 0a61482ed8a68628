//! The day, told in the terminal as it happens. Everybody in it is invented.

use std::{
    collections::HashMap,
    io::{IsTerminal, Write},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_simulator::{Happening, SimulatorEvent};

use super::people::Names;

/// Longer speech is cut on the screen.
const LONGEST_SPEECH: usize = 110;

/// Tells what happens; a cheap handle.
#[derive(Clone)]
pub(super) struct Narrator(Arc<Telling>);

struct Telling {
    names: Names,
    zone: Tz,
    is_quiet: bool,
    /// What happened before is not told: the eve.
    from: DateTime<Utc>,
    has_terminal: bool,
    clock: passerelle_clock::Clock,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Whose telephone each leg is.
    legs: HashMap<String, String>,
    counts: Counts,
}

/// What the progress line shows.
#[derive(Default, Clone, Copy)]
struct Counts {
    on_the_line: i64,
    talks: u32,
    texts: u32,
}

impl Narrator {
    pub(super) fn new(
        names: Names,
        zone: Tz,
        is_quiet: bool,
        from: DateTime<Utc>,
        clock: passerelle_clock::Clock,
    ) -> Narrator {
        let has_terminal = std::io::stderr().is_terminal();
        Narrator(Arc::new(Telling { names, zone, is_quiet, from, has_terminal, clock, state: Mutex::default() }))
    }

    /// Tells one thing now.
    pub(super) fn say(&self, sign: &str, text: &str) {
        self.tell(self.0.clock.now(), sign, text);
    }

    #[expect(clippy::print_stdout, reason = "the narration is what the demo shows")]
    fn tell(&self, at: DateTime<Utc>, sign: &str, text: &str) {
        if self.0.is_quiet || at < self.0.from {
            return;
        }
        if self.0.has_terminal {
            eprint!("\r\x1b[2K");
        }
        println!("{}  {sign} {text}", at.with_timezone(&self.0.zone).format("%H:%M"));
        self.progress();
    }

    /// The last line of the terminal: the hour and the counts.
    pub(super) fn progress(&self) {
        if self.0.is_quiet || !self.0.has_terminal {
            return;
        }
        let counts = self.state().counts;
        let hour = self.0.clock.now().with_timezone(&self.0.zone).format("%a %H:%M");
        eprint!(
            "\r\x1b[2K\x1b[7m {hour} · {} en ligne · {} conversations · {} SMS \x1b[0m",
            counts.on_the_line.max(0),
            counts.talks,
            counts.texts
        );
        // A progress line that cannot be written is not worth stopping for.
        let _ = std::io::stderr().flush();
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self, number: &str) -> String {
        self.0.names.get(number).cloned().unwrap_or_else(|| "quelqu'un".to_owned())
    }

    fn who(&self, sid: &str) -> String {
        self.state().legs.get(sid).cloned().unwrap_or_else(|| "quelqu'un".to_owned())
    }

    /// Tells what the simulated carrier saw.
    pub(super) fn happened(&self, event: &SimulatorEvent) {
        let at = event.at;
        match &event.what {
            Happening::CallPlaced { sid, from, to, direction, .. } => {
                let inbound = format!("{direction:?}") == "Inbound";
                let who = self.name(if inbound { from } else { to });
                let mut state = self.state();
                state.legs.insert(sid.clone(), who.clone());
                state.counts.on_the_line += 1;
                drop(state);
                if inbound {
                    self.tell(at, "☎", &format!("{who} appelle {}", self.name(to)));
                }
            }
            Happening::CallRinging { sid, to, .. } => {
                let is_line = self.who(sid) != self.name(to);
                if !is_line {
                    self.tell(at, "☎", &format!("le téléphone sonne : {}", self.name(to)));
                }
            }
            Happening::CallAnswered { sid, by } => {
                let by = format!("{by:?}");
                let words = if by.contains("Machine") { "un répondeur décroche" } else { "décroche" };
                self.tell(at, "·", &format!("{} : {words}", self.who(sid)));
            }
            Happening::Heard { sid, text } => {
                self.tell(at, "«", &format!("{} entend : {}", self.who(sid), shortened(text)));
            }
            Happening::KeyPressed { sid, keys } => {
                self.tell(at, "#", &format!("{} appuie sur {}", self.who(sid), &**keys));
            }
            Happening::Spoke { sid, text } => {
                self.tell(at, "»", &format!("{} dit : {}", self.who(sid), shortened(text)));
            }
            Happening::Recorded { sid, seconds, .. } => {
                self.tell(at, "●", &format!("{} laisse un message de {seconds:.0} s", self.who(sid)));
            }
            Happening::Bridged { sid, with } => {
                self.state().counts.talks += 1;
                self.tell(at, "⇄", &format!("{} et {} se parlent", self.who(sid), self.who(with)));
            }
            Happening::CallEnded { sid, status } => {
                self.state().counts.on_the_line -= 1;
                let status = format!("{status:?}");
                if status == "NoAnswer" || status == "Busy" {
                    let words = if status == "Busy" { "occupé" } else { "pas de réponse" };
                    self.tell(at, "✗", &format!("{} : {words}", self.who(sid)));
                }
            }
            Happening::TextSent { to, body, .. } => {
                self.state().counts.texts += 1;
                self.tell(at, "✉", &format!("SMS à {} : {}", self.name(to), &**body));
            }
            Happening::TextFromPerson { from, body, .. } => {
                self.tell(at, "✉", &format!("SMS de {} : {}", self.name(from), &**body));
            }
            Happening::TextUndelivered { to, .. } => {
                self.tell(at, "✗", &format!("SMS non remis à {}", self.name(to)));
            }
            Happening::Warning { code, note, .. } => {
                self.tell(at, "!", &format!("l'opérateur signale {code} : {note}"));
            }
            Happening::Played { .. }
            | Happening::Unbridged { .. }
            | Happening::CallUpdated { .. }
            | Happening::EnteredRoom { .. }
            | Happening::LeftRoom { .. }
            | Happening::TextDelivered { .. }
            | Happening::CallbackSent { .. }
            | Happening::CallbackLost { .. } => {}
        }
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_SPEECH {
        return text.to_owned();
    }
    let cut: String = text.chars().take(LONGEST_SPEECH).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}
