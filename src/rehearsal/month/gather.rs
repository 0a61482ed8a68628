//! Reads what the telephones did from the simulated carrier, and what was kept of it from the store.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use passerelle_domain::{
    callback::Callback,
    follow_up::FollowUpState,
    ids::CallId,
    line::Line,
    voice_script::{Node, Script},
    voicemail::{Voicemail, VoicemailState},
};
use passerelle_simulator::{AnsweredBy, CallRecord, CallStatus, Direction, Heard};
use passerelle_store::{callbacks, calls, cases, follow_ups, voicemails};

use super::{
    facts::{CallerFact, Facts, Looks, PromiseFact, RingFact},
    figures::Counts,
    live::Telephones,
};
use crate::{Rehearsal, RehearsalError};

/// Something else than waiting is offered with these words.
const OFFERS: [&str; 3] = ["Nous pouvons vous rappeler avant", "ersonne n'a pu se libérer", "Parlez après le bip"];
/// A call back is promised with these.
const PROMISES: [&str; 3] = [
    "C'est noté. Nous vous rappelons",
    "Nous vous rappelons au numéro d'où vous appelez",
    "Je n'ai pas entendu de message, et ce n'est pas grave. Nous vous rappelons",
];
/// A listener who picks up at the last second of a ring hears the whisper twice before the ring is over: twice its
/// words and the time to press a key, and the words said to the caller around it.
const AFTER_THE_LAST_RING_S: i64 = 45;
/// Shorter recordings hold no words: the receiver being put down.
const SHORTEST_MESSAGE_S: f64 = 3.0;
/// What the carrier shows when a number is withheld.
const WITHHELD: &str = "anonymous";

/// What happened since `since`. Nothing was looked at on the way.
pub(super) async fn facts(
    service: &Rehearsal,
    line: &Line,
    telephones: &Telephones,
    since: DateTime<Utc>,
) -> Result<Facts, RehearsalError> {
    let records = service.simulator.calls();
    let (callers, conversations) = callers(service, &records, since).await?;
    let promises = promises(service, &callers, &conversations, &records).await?;
    let of_listener =
        |call: &&CallRecord| call.direction != Direction::Inbound && telephones.listeners.contains(&*call.to);
    let rings = records.iter().filter(of_listener).map(|call| RingFact {
        sid: call.sid.clone(),
        telephone: call.to.to_string(),
        started_at: call.started_at,
        talked_at: call.bridged_at,
        ended_at: call.ended_at,
        was_engaged: call.status == CallStatus::Busy,
    });
    let (bound_s, person_within_s) = bounds(line)?;
    Ok(Facts { callers, rings: rings.collect(), promises, looks: Looks::default(), bound_s, person_within_s })
}

/// How long a caller may wait, and until a person is looked for, as the script of the line says.
fn bounds(line: &Line) -> Result<(i64, i64), RehearsalError> {
    let source = passerelle_app::shipped_scripts().iter().find(|(name, _)| *name == line.script);
    let script = source.and_then(|(_, source)| Script::parse(source).ok());
    let script = script.ok_or_else(|| RehearsalError::Import("the line has no script of the program".to_owned()))?;
    let rings = script.nodes.values().filter_map(|node| match node {
        Node::Ring(ring) => Some(ring.ring_timeout_s),
        Node::Say(_)
        | Node::Menu(_)
        | Node::Goto(_)
        | Node::Hangup(_)
        | Node::Listen(_)
        | Node::Record(_)
        | Node::OfferCallback(_)
        | Node::AskCode(_)
        | Node::Bridge(_) => None,
    });
    let longest_ring_s = rings.max().unwrap_or_default();
    let bound_s = i64::from(script.limits.max_wait_s) + i64::from(longest_ring_s) + AFTER_THE_LAST_RING_S;
    Ok((bound_s, i64::from(script.limits.person_within_s)))
}

type Conversations = HashMap<String, CallId>;

async fn callers(
    service: &Rehearsal,
    records: &[CallRecord],
    since: DateTime<Utc>,
) -> Result<(Vec<CallerFact>, Conversations), RehearsalError> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    let messages = voicemails::since(&mut read, &app.secrets, service.organisation, since).await?;
    let with_message: HashSet<CallId> = messages.iter().filter(is_message).map(|message| message.call_id).collect();
    let recordings = service.simulator.recordings();
    let spoken = recordings.iter().filter(|recording| recording.seconds >= SHORTEST_MESSAGE_S);
    let with_recording: HashSet<&str> = spoken.map(|recording| recording.call_sid.as_str()).collect();
    let mut callers = Vec::new();
    let mut conversations = HashMap::new();
    for record in records.iter().filter(|record| record.direction == Direction::Inbound) {
        let mut caller = heard(record);
        caller.recorded = with_recording.contains(record.sid.as_str());
        if let Some(call) = calls::by_sid(&mut read, &app.secrets, &record.sid).await? {
            conversations.insert(record.sid.clone(), call.id);
            caller.searched_at = call.session.ring_started_at;
            caller.is_over = !call.is_live();
            caller.end = call.inbound_end;
            caller.promise = call.callback_id;
            caller.has_message = with_message.contains(&call.id);
        }
        let searched_at = caller.searched_at;
        let is_before = |at: DateTime<Utc>| searched_at.is_none_or(|searched_at| at <= searched_at);
        caller.has_pressed =
            record.transcript.iter().any(|line| matches!(line.heard, Heard::Pressed(_)) && is_before(line.at));
        let offered = |line: &&passerelle_simulator::TranscriptLine| !is_before(line.at) && says(&line.heard, &OFFERS);
        caller.offered_at = record.transcript.iter().find(offered).map(|line| line.at);
        callers.push(caller);
    }
    Ok((callers, conversations))
}

/// A recording without a word is kept as well, until the carrier has deleted it: nobody handles it.
fn is_message(message: &&Voicemail) -> bool {
    message.state != VoicemailState::Handled || message.handling.is_some()
}

fn heard(record: &CallRecord) -> CallerFact {
    CallerFact {
        sid: record.sid.clone(),
        number: Some(record.from.to_string()).filter(|number| number != WITHHELD),
        answered_at: record.answered_at,
        talked_at: record.bridged_at,
        ended_at: record.ended_at,
        heard_promise: record.transcript.iter().any(|line| says(&line.heard, &PROMISES)),
        ..CallerFact::default()
    }
}

fn says(heard: &Heard, words: &[&str]) -> bool {
    matches!(heard, Heard::Said(text) if words.iter().any(|words| text.contains(words)))
}

/// Each promise once, with what its telephone did until the next promise to it.
async fn promises(
    service: &Rehearsal,
    callers: &[CallerFact],
    conversations: &Conversations,
    records: &[CallRecord],
) -> Result<Vec<PromiseFact>, RehearsalError> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    let mut by_number: HashMap<&str, Vec<Callback>> = HashMap::new();
    let mut seen = HashSet::new();
    for caller in callers {
        let (Some(id), Some(number)) = (caller.promise, caller.number.as_deref()) else { continue };
        if !conversations.contains_key(&caller.sid) || !seen.insert(id) {
            continue;
        }
        if let Some(promise) = callbacks::by_id(&mut read, &app.secrets, id).await? {
            by_number.entry(number).or_default().push(promise);
        }
    }
    let mut rung: HashMap<&str, Vec<&CallRecord>> = HashMap::new();
    let mut rang: HashMap<&str, Vec<&CallRecord>> = HashMap::new();
    for record in records {
        match record.direction {
            Direction::Inbound => rang.entry(&record.from).or_default().push(record),
            Direction::OutboundApi | Direction::OutboundDial => rung.entry(&record.to).or_default().push(record),
        }
    }
    let mut facts = Vec::new();
    for (number, mut promises) in by_number {
        promises.sort_by_key(|promise| promise.promised_at);
        for (index, promise) in promises.iter().enumerate() {
            let until = promises.get(index + 1).map_or(DateTime::<Utc>::MAX_UTC, |next| next.promised_at);
            let is_its = |at: DateTime<Utc>| at >= promise.promised_at && at < until;
            let its = |records: &HashMap<&str, Vec<&CallRecord>>| -> Vec<CallRecord> {
                let of_number = records.get(number).into_iter().flatten();
                of_number.filter(|record| is_its(record.started_at)).map(|record| (*record).clone()).collect()
            };
            let (rung, rang) = (its(&rung), its(&rang));
            let by_person = |record: &&CallRecord| record.answered_by != Some(AnsweredBy::Machine);
            facts.push(PromiseFact {
                code: promise.code.clone(),
                promised_at: promise.promised_at,
                due_at: promise.due_at,
                state: promise.state,
                has_case: promise.case_id.is_some(),
                rings: rung.len(),
                called_back_at: rung.iter().filter(by_person).find_map(|record| record.bridged_at),
                rang_again_at: rang.iter().find_map(|record| record.bridged_at),
            });
        }
    }
    facts.sort_by_key(|promise| promise.promised_at);
    Ok(facts)
}

/// What is only counted.
pub(super) async fn counts(
    service: &Rehearsal,
    telephones: &Telephones,
    since: DateTime<Utc>,
) -> Result<Counts, RehearsalError> {
    let app = &service.app;
    let mut read = app.db.read().await?;
    let messages = voicemails::since(&mut read, &app.secrets, service.organisation, since).await?;
    let follow_ups = follow_ups::since(&mut read, service.organisation, since).await?;
    let cases = cases::since(&mut read, service.organisation, since).await?;
    let texts = telephones.everybody.iter().map(|number| service.simulator.texts_to(number).len());
    Ok(Counts {
        messages_left: messages.iter().filter(is_message).count(),
        messages_handled: messages.iter().filter(|message| message.handling.is_some()).count(),
        follow_ups_asked: follow_ups.len(),
        follow_ups_told: follow_ups.iter().filter(|follow_up| follow_up.triage.is_some()).count(),
        follow_ups_done: follow_ups.iter().filter(|follow_up| follow_up.state == FollowUpState::Done).count(),
        cases_opened: cases.len(),
        cases_taken: cases.iter().filter(|case| case.acknowledged_at.is_some() || case.closure.is_some()).count(),
        cases_closed: cases.iter().filter(|case| case.closure.is_some()).count(),
        texts: texts.sum(),
        lived: service.driver.now() - since,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_tell_an_offer_or_a_promise_then_they_are_said_by_the_line() {
        let french = passerelle_app::shipped_words().iter().find(|(language, _)| language.contains("fr")).unwrap().1;
        for words in OFFERS.iter().chain(&PROMISES) {
            assert!(french.contains(words), "{words}");
        }
    }
}
