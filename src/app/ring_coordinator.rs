//! The robot rings a coordinator about a case: a text may lie unread on a table, a telephone that rings does not.
//!
//! Only a key takes the case or passes it on; whatever else happens leaves it and its timer as they are, so that the chain
//! goes on. A machine hears that an alert waits, and nothing more.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    case::{self, Case, CaseKind, CaseState},
    ids::CaseId,
    leg::{Leg, LegRole},
    line::Line,
    people::Member,
    spoken,
    voice_script::PageAnswer,
};
use passerelle_store::{Tx, calls, cases, legs, page_calls, people};

use crate::{
    App,
    advance_case::apply_to_case,
    call_settings::CALLER_RING_S,
    error::Outcome,
    facts::{Facts, of_line},
    ring_by_robot::{RobotCall, ring_by_robot},
    send_text::{Reader, reader},
};

/// The script of a page.
const SCRIPT: &str = "coordinator-alert";

/// Rings a coordinator about a case. False when there is no telephone to ring, or nothing to say any more. Asked again while
/// their telephone rings or they listen, nothing more is done.
pub(crate) async fn ring_coordinator(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    line: &Line,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(number) = reader.phone.clone().filter(|_| case.state != CaseState::Closed) else { return Ok(false) };
    if let Some(call) = page_calls::of_member(tx, case.id, reader.member).await?
        && calls::by_id(tx, &app.secrets, call).await?.is_some_and(|call| call.is_live())
    {
        return Ok(true);
    }
    let wanted = RobotCall {
        purpose: CallPurpose::Page { case: case.id },
        script: SCRIPT,
        facts: facts_of(app, tx, case, line, reader, now).await?,
        role: LegRole::Paged,
        number,
        ring_s: CALLER_RING_S,
        person: None,
        member: Some(reader.member),
    };
    let call = ring_by_robot(app, tx, line, wanted, now).await?;
    page_calls::keep(tx, case.id, reader.member, call.id).await?;
    metrics::counter!("passerelle_pages_by_voice_total").increment(1);
    Ok(true)
}

async fn facts_of(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    line: &Line,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Outcome<Facts> {
    let language = reader.language.tag();
    let mut facts = of_line(line, language);
    let mut put = |name: &str, value: String| facts.insert(name.to_owned(), value);
    put("code", case.code.to_string());
    put("niveau", case.level.number().to_string());
    put("duree", spoken::duration_in_words(language, now - case.silent_since));
    let person = match case.person_id {
        Some(person) => people::by_id(tx, &app.secrets, person).await?,
        None => None,
    };
    let alert = match (case.kind, &person) {
        (CaseKind::MissedContact | CaseKind::NumberOutOfService, Some(_)) => "missed",
        (CaseKind::HandRaised, _) => "hand",
        (_, _) => "other",
    };
    put("alert", alert.to_owned());
    put("prenom", person.map(|person| person.first_name).unwrap_or_default());
    Ok(facts)
}

/// Before each turn of a page: who has the case now. False when a machine listens: it hears nothing more.
pub(crate) async fn look_at_case(app: &App, tx: &mut Tx, call: &mut Call, case: CaseId) -> Outcome<bool> {
    let leg = legs::by_id(tx, &app.secrets, call.leg_id).await?;
    if leg.is_some_and(|leg| leg.is_machine) && !call.has_pressed {
        return Ok(false);
    }
    let case = cases::by_id(tx, case).await?.filter(|case| case.state != CaseState::Closed);
    let holder = match case.as_ref().map(|case| case.holder) {
        None => "closed",
        Some(None) => "nobody",
        Some(holder) if holder == call.caller => "you",
        Some(_) => "colleague",
    };
    let colleague = match case.and_then(|case| case.holder) {
        Some(holder) => reader(app, tx, holder).await?.map(|colleague| colleague.first_name),
        None => None,
    };
    let facts = &mut call.session.facts;
    facts.insert("holder".to_owned(), holder.to_owned());
    facts.insert("collegue".to_owned(), colleague.unwrap_or_default());
    Ok(true)
}

/// A key was pressed, and the case was still to be taken.
pub(crate) async fn take_page_answer(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    answer: PageAnswer,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (CallPurpose::Page { case }, Some(member)) = (call.purpose, call.caller) else { return Ok(()) };
    let event = event_of(answer, member);
    apply_to_case(app, tx, case, event, now).await?;
    metrics::counter!("passerelle_page_answers_total").increment(1);
    Ok(())
}

fn event_of(answer: PageAnswer, member: Member) -> case::Event {
    match answer {
        PageAnswer::Take => case::Event::Taken(member),
        PageAnswer::PassOn => case::Event::PassedOn(member),
    }
}

/// The coordinator's telephone is put down, or was never picked up: the case goes on as its timer says.
pub(crate) async fn end_page(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await?.filter(Call::is_live) else {
        return Ok(());
    };
    call.ended_at = Some(now);
    call.is_settled = true;
    calls::forget_steps(tx, call.id).await?;
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}
