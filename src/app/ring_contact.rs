//! The robot rings somebody near her who has not answered a text: does she have news?
//!
//! Before each turn it is asked again whether they may be asked. A machine hears neither her name nor why.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    case::Case,
    case_check::{CaseCheck, Event, Finding, is_unreached},
    ids::{CallId, CaseCheckId},
    leg::{Leg, LegRole, StopRinging},
    matter::MatterKind,
    phone_number::PhoneNumber,
    voice_script::ContactAnswer,
};
use passerelle_store::{Tx, calls, case_checks, legs, people};

use crate::{
    App,
    advance_case_check::{apply_to_check, line_of, number_to_ask},
    call_settings::CONTACT_RING_S,
    error::{AppError, Outcome},
    facts::of_line,
    ring_by_robot::{RobotCall, ring_by_robot},
    schedule::set_timer,
};

/// The script of a contact who is asked for news.
const SCRIPT: &str = "contact-check";

/// Rings a contact, whose number may be asked now.
pub(crate) async fn ring_contact(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    case: &Case,
    number: PhoneNumber,
    now: DateTime<Utc>,
) -> Outcome<CallId> {
    let line = line_of(tx, check).await?;
    let person = people::by_id(tx, &app.secrets, check.person_id).await?.ok_or(AppError::dangling("case check"))?;
    let mut facts = of_line(&line, line.language.tag());
    facts.insert("prenom".to_owned(), person.first_name);
    facts.insert("alert".to_owned(), if is_unreached(case.kind) { "missed" } else { "other" }.to_owned());
    let wanted = RobotCall {
        purpose: CallPurpose::AskContact { check: check.id },
        script: SCRIPT,
        facts,
        role: LegRole::Checked,
        number,
        ring_s: CONTACT_RING_S,
        person: None,
        member: None,
    };
    Ok(ring_by_robot(app, tx, &line, wanted, now).await?.id)
}

/// What is said before a turn, when it is not the script's: nothing to a machine or to somebody who was ruled out meanwhile,
/// and a thank you when nothing is left to ask.
pub(crate) enum BeforeTurn {
    /// The script goes on.
    GoOn,
    /// This text, and the call is over.
    Say(&'static str),
    /// The call is over.
    HangUp,
}

/// Looks at a check before each turn of its call.
pub(crate) async fn look_at_check(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    check: CaseCheckId,
    now: DateTime<Utc>,
) -> Outcome<BeforeTurn> {
    let is_machine = legs::by_id(tx, &app.secrets, call.leg_id).await?.is_some_and(|leg| leg.is_machine);
    if is_machine && !call.has_pressed {
        return Ok(BeforeTurn::HangUp);
    }
    let Some(check) = case_checks::by_id(tx, check).await? else { return Ok(BeforeTurn::HangUp) };
    if number_to_ask(app, tx, &check, now).await?.is_none() {
        return Ok(BeforeTurn::HangUp);
    }
    Ok(if check.state.is_live() { BeforeTurn::GoOn } else { BeforeTurn::Say("contact_over") })
}

/// A key was pressed.
pub(crate) async fn take_contact_answer(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    answer: ContactAnswer,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let CallPurpose::AskContact { check } = call.purpose else { return Ok(()) };
    let finding = match answer {
        ContactAnswer::Well => Finding::Seen,
        ContactAnswer::NoNews => Finding::Absent,
        ContactAnswer::Going => Finding::OnTheWay,
    };
    apply_to_check(app, tx, check, Event::Answered(finding), now).await
}

/// The contact's telephone is put down, or was never picked up: the check goes on as its timer says.
pub(crate) async fn end_contact_call(app: &App, tx: &mut Tx, mut call: Call, now: DateTime<Utc>) -> Outcome<()> {
    call.ended_at = Some(now);
    call.is_settled = true;
    calls::forget_steps(tx, call.id).await?;
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}

/// Whether a contact may still be rung, in the transaction in which the request leaves. Always, when the leg is no contact's.
pub(crate) async fn may_still_ring(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<bool> {
    if leg.role != LegRole::Checked {
        return Ok(true);
    }
    let Some(call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(true) };
    let CallPurpose::AskContact { check } = call.purpose else { return Ok(true) };
    let Some(check) = case_checks::by_id(tx, check).await? else { return Ok(false) };
    let is_same = number_to_ask(app, tx, &check, now).await? == leg.number;
    Ok(check.state.is_live() && is_same)
}

/// The check is over: its telephone rings no more. Whoever was ruled out is cut off even while they listen.
pub(crate) async fn stop_ringing(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    is_ruled_out: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(call) = check.call_id else { return Ok(()) };
    for mut leg in legs::of_call(tx, &app.secrets, call).await?.into_iter().filter(Leg::is_live) {
        leg.stop = Some(if is_ruled_out { StopRinging::AtOnce } else { StopRinging::UnlessAnswered });
        legs::update(tx, &leg).await?;
        set_timer(tx, MatterKind::Leg, leg.id.0, Some(now), now).await?;
    }
    Ok(())
}
