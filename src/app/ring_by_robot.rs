//! The robot rings somebody: one conversation with a script, and the intent to ring one telephone.
//!
//! It does not know why: whether somebody may be rung is asked before, in the same transaction, by whoever wants it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::{CallId, PersonId},
    leg::{Leg, LegRole, LegState},
    line::Line,
    matter::MatterKind,
    people::Member,
    phone_number::PhoneNumber,
};
use passerelle_store::{Tx, calls, legs};

use crate::{
    App, converse::new_leg, error::Outcome, facts::Facts, schedule::set_timer, start_attempt::new_outbound_call,
};

/// Whom the robot rings, and what it knows then.
pub(crate) struct RobotCall<'a> {
    /// Why.
    pub(crate) purpose: CallPurpose,
    /// Name of the script.
    pub(crate) script: &'a str,
    /// What the script may say.
    pub(crate) facts: Facts,
    /// Whose telephone it is.
    pub(crate) role: LegRole,
    /// The telephone.
    pub(crate) number: PhoneNumber,
    /// How long it rings, seconds.
    pub(crate) ring_s: u32,
    /// The person it is with.
    pub(crate) person: Option<PersonId>,
    /// The member of the association it is with.
    pub(crate) member: Option<Member>,
}

/// Keeps the conversation and the intent to ring; the telephone rings after the commit.
pub(crate) async fn ring_by_robot(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    wanted: RobotCall<'_>,
    now: DateTime<Utc>,
) -> Outcome<Call> {
    let chosen = app.scripts.latest(tx, line, wanted.script).await?;
    let id = CallId(app.chance.new_id(now));
    let mut call = new_outbound_call(app, line, id, wanted.purpose, chosen, wanted.facts, now);
    call.person_id = wanted.person;
    call.caller = wanted.member;
    // For a promise to the person, should she want one; forgotten with the conversation.
    call.number = wanted.person.map(|_| wanted.number.clone());
    calls::insert(tx, &app.secrets, &call, None).await?;
    let mut leg = new_leg(app, &call, wanted.role, wanted.number, now);
    leg.id = call.leg_id;
    leg.member = wanted.member;
    leg.state = LegState::Planned;
    leg.ring_s = wanted.ring_s;
    legs::insert(tx, &app.secrets, &leg).await?;
    set_timer(tx, MatterKind::Leg, leg.id.0, Some(now), now).await?;
    Ok(call)
}

/// The number a leg shows: the line's, but for the robot's calls. `None`: it may not ring at all. A page is for a handful of
/// people of the association itself, and must come through: without a verified number it shows the line's.
///
/// # Source
/// Telephony notes 6.2.
pub(crate) fn displayed_number(line: &Line, leg: &Leg) -> Option<PhoneNumber> {
    match leg.role {
        LegRole::Checked => line.check_number.clone(),
        LegRole::Paged => line.check_number.clone().or_else(|| Some(line.number.clone())),
        LegRole::Inbound | LegRole::Caller | LegRole::Callee | LegRole::Listener => Some(line.number.clone()),
    }
}
