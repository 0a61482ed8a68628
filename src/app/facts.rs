//! Facts the scripts are told: who speaks, what hour it is in words, what comes next.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    callback::promise_window, line::Line, local_time, people::Person, scheduled_call::ScheduledCall, spoken,
};

pub(crate) type Facts = BTreeMap<String, String>;

/// A retry within this is told in minutes, a later one as a moment.
const SOON_MIN: i64 = 90;

fn local(at: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    at.with_timezone(&zone).naive_local()
}

fn yes_no(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
}

fn put(facts: &mut Facts, name: &str, value: impl Into<String>) {
    facts.insert(name.to_owned(), value.into());
}

/// The edition that a conversation speaks with: see `script_book`. No text says it.
const EDITION: &str = "edition";

/// Lets a conversation keep the edition it begins with.
pub(crate) fn keep_edition(facts: &mut Facts, edition: &str) {
    put(facts, EDITION, edition);
}

/// The edition that a conversation speaks with; empty for words said outside of one.
pub(crate) fn edition_of(facts: &Facts) -> &str {
    facts.get(EDITION).map_or("", String::as_str)
}

/// What every conversation of a line knows.
pub(crate) fn of_line(line: &Line, language: &str) -> Facts {
    let mut facts = Facts::new();
    put(&mut facts, "language", language);
    put(&mut facts, "service", &line.service_name);
    put(&mut facts, "nom_neutre", &line.neutral_name);
    put(&mut facts, "numero_lent", spoken::number_in_pairs(language, line.number.as_str()));
    facts
}

/// What an inbound conversation knows.
pub(crate) fn of_inbound(line: &Line, is_recognised: bool, number_is_known: bool, now: DateTime<Utc>) -> Facts {
    let language = line.language.tag();
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    let mut facts = of_line(line, language);
    let is_open = line.hours.is_open(now);
    put(&mut facts, "line_open", yes_no(is_open));
    put(&mut facts, "recognised", yes_no(is_recognised));
    put(&mut facts, "caller_number", if number_is_known { "known" } else { "withheld" });
    let (_, due_at) = promise_window(now, &line.hours);
    put(&mut facts, "heure", spoken::deadline_in_words(language, local(due_at, zone), today));
    let opens_at = if is_open { None } else { line.hours.next_opening(now) };
    if let Some(opens_at) = opens_at {
        let reopening = spoken::reopening_in_words(language, local(opens_at, zone), today);
        put(&mut facts, "jour_reprise", reopening.day);
        put(&mut facts, "heure_reprise", reopening.hour);
    }
    facts
}

/// The caller is one of the listeners.
pub(crate) fn tell_listener(facts: &mut Facts) {
    put(facts, "listener", yes_no(true));
}

/// The caller is a volunteer with a call to come: when it begins on their clock, and whom it is with.
pub(crate) fn tell_volunteer(
    facts: &mut Facts,
    (starts_at, zone, first_name): (DateTime<Utc>, Tz, String),
    now: DateTime<Utc>,
) {
    put(facts, "volunteer", yes_no(true));
    let language = facts.get("language").cloned().unwrap_or_default();
    let today = local_time::local_date(now, zone);
    put(facts, "prochain_appel", spoken::moment_in_words(&language, local(starts_at, zone), today));
    put(facts, "prochain_prenom", first_name);
}

/// The hours offered to a partner, in words and as instants.
pub(crate) fn tell_slots(facts: &mut Facts, slots: &[DateTime<Utc>], line: &Line, now: DateTime<Utc>) {
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    for (place, slot) in (1..).zip(slots) {
        let words = spoken::moment_in_words(line.language.tag(), local(*slot, zone), today);
        put(facts, &format!("creneau_{place}"), words);
        put(facts, &format!("creneau_{place}_at"), slot.to_rfc3339());
    }
}

/// The hour that was told as number `slot`.
pub(crate) fn slot_told(facts: &Facts, slot: u8) -> Option<DateTime<Utc>> {
    let told = facts.get(&format!("creneau_{slot}_at"))?;
    DateTime::parse_from_rfc3339(told).ok().map(|at| at.to_utc())
}

/// The caller is in a pause until `until`.
pub(crate) fn tell_pause(facts: &mut Facts, until: DateTime<Utc>, line: &Line, now: DateTime<Utc>) {
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    put(facts, "paused", yes_no(true));
    put(facts, "fin_pause", spoken::deadline_in_words(line.language.tag(), local(until, zone), today));
}

/// The first name of the usual volunteer when somebody else calls; empty when nobody is replaced.
const REPLACED: &str = "remplace";

/// Whether somebody else calls than the person expects.
pub(crate) fn stands_in(facts: &Facts) -> bool {
    facts.get(REPLACED).is_some_and(|replaced| !replaced.is_empty())
}

/// What the conversation with whoever calls a person knows.
#[expect(clippy::too_many_arguments, reason = "the facts of one attempt")]
pub(crate) fn of_attempt(
    line: &Line,
    person: &Person,
    caller_name: &str,
    replaced: &str,
    language: &str,
    advice: String,
    call: &ScheduledCall,
    now: DateTime<Utc>,
) -> Facts {
    let today = local_time::local_date(now, person.territory.zone);
    let mut facts = of_line(line, language);
    put(&mut facts, "benevole", caller_name);
    put(&mut facts, "prenom", &person.first_name);
    put(&mut facts, REPLACED, replaced);
    put(&mut facts, "conseil_ecoute", advice);
    put(&mut facts, "first_call", yes_no(person.last_talked_at.is_none()));
    if let Some(talked_at) = person.last_talked_at {
        let talked_on = local_time::local_date(talked_at, person.territory.zone);
        put(&mut facts, "dernier_contact", spoken::since_in_words(language, talked_on, today));
    }
    let next = call.protocol.attempt_due_at(call.attempts_made as usize + 1, call.starts_at, call.zone);
    put(&mut facts, "last_attempt", yes_no(next.is_none()));
    if let Some(next_at) = next {
        let minutes = (next_at - now).num_minutes().max(1);
        put(&mut facts, "retry_soon", yes_no(minutes <= SOON_MIN));
        put(&mut facts, "minutes", minutes.to_string());
        put(&mut facts, "prochain_essai", spoken::moment_in_words(language, local(next_at, call.zone), today));
    }
    facts
}

/// She is engaged, and tried again sooner than the protocol's next attempt.
pub(crate) fn tell_busy_retry(facts: &mut Facts, retry_min: i64) {
    put(facts, "last_attempt", yes_no(false));
    put(facts, "retry_soon", yes_no(true));
    put(facts, "minutes", retry_min.to_string());
}

/// What the robot knows when it rings a person.
pub(crate) fn of_check(line: &Line, person: &Person, call: &ScheduledCall, now: DateTime<Utc>) -> Facts {
    let language = person.language.tag();
    let zone = line.hours.zone;
    let mut facts = of_line(line, language);
    put(&mut facts, "prenom", &person.first_name);
    let (_, due_at) = promise_window(now, &line.hours);
    let today = local_time::local_date(now, zone);
    put(&mut facts, "heure", spoken::deadline_in_words(language, local(due_at, zone), today));
    let next = call.protocol.attempt_due_at(call.attempts_made as usize + 1, call.starts_at, call.zone);
    put(&mut facts, "last_attempt", yes_no(next.is_none()));
    if let Some(next_at) = next {
        let today = local_time::local_date(now, call.zone);
        put(&mut facts, "prochain_essai", spoken::moment_in_words(language, local(next_at, call.zone), today));
    }
    facts
}

/// What the robot knows when it tells a person that `substitute` calls and not `usual`. `next_at` is her usual volunteer's
/// next call.
pub(crate) fn of_notice(
    line: &Line,
    person: &Person,
    (usual, substitute): (&str, &str),
    call: &ScheduledCall,
    next_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Facts {
    let language = person.language.tag();
    let today = local_time::local_date(now, call.zone);
    let mut facts = of_line(line, language);
    put(&mut facts, "prenom", &person.first_name);
    put(&mut facts, "benevole", usual);
    put(&mut facts, "remplacant", substitute);
    let when = spoken::reopening_in_words(language, local(call.starts_at, call.zone), today);
    put(&mut facts, "jour", when.day);
    put(&mut facts, "heure", when.hour);
    put(&mut facts, "next_call", yes_no(next_at.is_some()));
    if let Some(next_at) = next_at {
        put(&mut facts, "prochain_appel", spoken::moment_in_words(language, local(next_at, call.zone), today));
    }
    facts
}

/// What the conversation with a listener who keeps a promise knows.
pub(crate) fn of_callback(line: &Line, is_last: bool, retry_at: DateTime<Utc>, now: DateTime<Utc>) -> Facts {
    let language = line.language.tag();
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    let mut facts = of_line(line, language);
    put(&mut facts, "last_attempt", yes_no(is_last));
    put(&mut facts, "prochain_essai", spoken::moment_in_words(language, local(retry_at, zone), today));
    facts
}

/// What the neutral message to a machine adds: hours, and when we try again.
pub(crate) fn of_neutral_message(line: &Line, now: DateTime<Utc>, known: &Facts) -> Facts {
    let language = known.get("language").map_or("fr", String::as_str);
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    let opening = [today, today.succ_opt().unwrap_or(today)]
        .into_iter()
        .find_map(|day| line.hours.weekly.spans_on(day, zone).first().copied());
    let mut facts = Facts::new();
    if let Some((from, to)) = opening {
        put(&mut facts, "ouverture", spoken::hour_in_words(language, local(from, zone).time()));
        put(&mut facts, "fermeture", spoken::hour_in_words(language, local(to, zone).time()));
    }
    if !known.contains_key("prochain_essai") {
        let soon = if language == "en" { "soon" } else { "bientôt" };
        put(&mut facts, "prochain_essai", soon);
    }
    facts
}
