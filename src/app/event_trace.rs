//! Lines of the audit, as use cases write them.

use chrono::{DateTime, Utc};
use passerelle_domain::{case::Case, ids::OrganisationId, people::Member};
use passerelle_store::{StoreError, Tx, event_log};
use serde_json::Value;
use uuid::Uuid;

use crate::App;

/// Who did what to which thing.
pub(crate) struct Trace<'a> {
    pub(crate) organisation_id: OrganisationId,
    pub(crate) actor: &'a str,
    pub(crate) verb: &'a str,
    pub(crate) noun: &'a str,
    pub(crate) noun_id: Uuid,
    pub(crate) detail: Value,
}

/// Adds a line to the audit. It holds ids, codes and states; never a number, a name or a text.
pub(crate) async fn leave_trace(
    app: &App,
    tx: &mut Tx,
    trace: Trace<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let entry = event_log::LogEntry::new(
        app.chance.next_id(now),
        Some(trace.organisation_id.0),
        now,
        trace.actor,
        trace.verb,
        trace.noun,
        trace.noun_id,
        trace.detail,
    );
    event_log::append(tx, &entry).await
}

/// Adds a line to the history of a case.
pub(crate) async fn trace_of_case(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    actor: &str,
    verb: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let organisation_id = case.organisation_id;
    leave_trace(app, tx, Trace { organisation_id, actor, verb, noun: "case", noun_id: case.id.0, detail }, now).await
}

/// A member, as the audit names whoever acts.
pub(crate) fn actor_of(member: Member) -> String {
    format!("member:{}", member.uuid())
}
