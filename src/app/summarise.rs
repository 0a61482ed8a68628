//! What happened since an instant, in figures: the summary of a demo, the proof of a test.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{CallPurpose, InboundEnd},
    case::CaseKind,
    ids::OrganisationId,
    message::{Channel, MessageState},
    scheduled_call::{AttemptResult, State},
};
use passerelle_store::{calls, cases, messages, scheduled_calls, timers};
use serde::Serialize;

use crate::{App, error::Outcome};

/// A timer later than this after its due instant is overdue.
const GRACE: TimeDelta = TimeDelta::minutes(2);

/// Counts since an instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Summary {
    /// Inbound calls that reached somebody.
    pub inbound_answered: u64,
    /// Inbound calls that left a message.
    pub inbound_voicemail: u64,
    /// Inbound calls after which a call back was promised.
    pub callbacks: u64,
    /// Inbound calls put down before anything could be promised.
    pub inbound_abandoned: u64,
    /// Conversations between a volunteer and a person.
    pub convivial_bridged: u64,
    /// Outcomes given, by code (`well`, `worry`, `urgent`, `called_back`, `not_confirmed`).
    pub outcomes: BTreeMap<String, u64>,
    /// People not reached by any attempt.
    pub missed: u64,
    /// Cases opened.
    pub cases_opened: u64,
    /// Of those, taken by a coordinator.
    pub cases_acknowledged: u64,
    /// Of those, closed with an outcome.
    pub cases_closed: u64,
    /// SMS handed over.
    pub sms_sent: u64,
    /// Emails handed over.
    pub emails_sent: u64,
    /// Timers overdue now: none, in a healthy service.
    pub timers_overdue: u64,
}

/// Counts what happened in an organisation since `since`.
///
/// # Errors
/// Trouble of the database.
pub async fn summarise(app: &App, owner: OrganisationId, since: DateTime<Utc>) -> Outcome<Summary> {
    let now = app.clock.now();
    let mut summary = Summary::default();
    let mut read = app.db.read().await?;
    for call in calls::since(&mut read, &app.secrets, owner, since).await? {
        match call.inbound_end {
            Some(InboundEnd::Answered) => summary.inbound_answered += 1,
            Some(InboundEnd::Voicemail) => summary.inbound_voicemail += 1,
            Some(InboundEnd::Callback) => summary.callbacks += 1,
            Some(InboundEnd::Abandoned) => summary.inbound_abandoned += 1,
            None => {}
        }
        if matches!(call.purpose, CallPurpose::Convivial { .. }) && call.result == Some(AttemptResult::Talked) {
            summary.convivial_bridged += 1;
        }
    }
    let horizon = now + TimeDelta::minutes(1);
    for call in scheduled_calls::between(&mut read, owner, since - TimeDelta::days(2), horizon).await? {
        let touched = call.talked_at.is_some_and(|at| at >= since);
        if let Some(outcome) = call.outcome.filter(|_| touched && call.state == State::Settled) {
            let name = serde_json::to_value(outcome).ok().and_then(|name| name.as_str().map(ToOwned::to_owned));
            *summary.outcomes.entry(name.unwrap_or_default()).or_default() += 1;
        }
    }
    for case in cases::since(&mut read, owner, since).await? {
        summary.cases_opened += 1;
        summary.missed += u64::from(case.kind == CaseKind::MissedContact);
        summary.cases_acknowledged += u64::from(case.acknowledged_at.is_some());
        summary.cases_closed += u64::from(case.closure.is_some());
    }
    for message in messages::since(&mut read, &app.secrets, owner, since).await? {
        let left = matches!(message.state, MessageState::Sent | MessageState::Delivered | MessageState::Unconfirmed);
        match message.channel {
            Channel::Sms => summary.sms_sent += u64::from(left),
            Channel::Email => summary.emails_sent += u64::from(left),
        }
    }
    summary.timers_overdue = timers::overdue(&mut read, now, GRACE).await?.len() as u64;
    Ok(summary)
}
