//! Everything that happened to a case, in one order: attempts and their legs, pages and what became of them, decisions, notes.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::Case,
    code::Code,
    ids::{CallId, OrganisationId, ScheduledCallId},
    leg::Leg,
};
use passerelle_store::{Access, attempts, cases, event_log, legs, notes};
use serde_json::{Value, json};

use crate::{App, call_about_case::CALLED, error::Outcome};

/// A history longer than this is cut at its end.
const MOST_LINES: u32 = 2_000;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What: `opened`, `attempt`, `paged`, `message_delivered`, `acknowledged`, `note`…
    pub what: String,
    /// Who: `member:<id>` or `system`.
    pub by: String,
    /// Facts: states, ids and codes; the text of a note.
    pub detail: Value,
}

/// The history of the latest case of a code, oldest first. `None` when no case of this organisation has the code.
///
/// # Errors
/// Trouble of the database.
pub async fn case_timeline(
    app: &App,
    owner: OrganisationId,
    code: &Code,
) -> Outcome<Option<(Case, Vec<TimelineEntry>)>> {
    let mut read = app.db.read().await?;
    let Some(case) = cases::by_code(&mut read, owner, code).await? else { return Ok(None) };
    let entries = timeline_of(app, &mut read, &case).await?;
    Ok(Some((case, entries)))
}

/// The history of a case, oldest first.
pub(crate) async fn timeline_of(app: &App, read: &mut impl Access, case: &Case) -> Outcome<Vec<TimelineEntry>> {
    let mut entries = Vec::new();
    if let Some(call) = case.scheduled_call_id {
        entries.extend(attempts_of(app, read, call).await?);
    }
    let about = notes::Subject { organisation_id: case.organisation_id, noun: "case", id: case.id.0 };
    for note in notes::of(read, &app.secrets, about).await? {
        let by = format!("member:{}", note.by);
        entries.push(TimelineEntry { at: note.at, what: "note".into(), by, detail: json!({ "text": note.text }) });
    }
    for line in event_log::of_noun(read, "case", case.id.0, MOST_LINES).await? {
        let mut detail = line.detail.0;
        if line.verb == CALLED {
            let call = detail["call"].as_str().and_then(|id| id.parse().ok()).map(CallId);
            detail["legs"] = json!(legs_as_proof(app, read, call).await?);
        }
        entries.push(TimelineEntry { at: line.at, what: line.verb, by: line.actor, detail });
    }
    // Stable: things of the same instant stay in the order in which they were written.
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}

async fn attempts_of(app: &App, read: &mut impl Access, call: ScheduledCallId) -> Outcome<Vec<TimelineEntry>> {
    let mut entries = Vec::new();
    for attempt in attempts::of_call(read, call).await? {
        let rung = legs_as_proof(app, read, Some(CallId(attempt.call_id))).await?;
        entries.push(TimelineEntry {
            at: attempt.began_at,
            what: "attempt".into(),
            by: "system".into(),
            detail: json!({
                "result": attempt.result,
                "ended_at": attempt.ended_at,
                "legs": rung,
            }),
        });
    }
    Ok(entries)
}

async fn legs_as_proof(app: &App, read: &mut impl Access, call: Option<CallId>) -> Outcome<Vec<Value>> {
    let Some(call) = call else { return Ok(Vec::new()) };
    Ok(legs::of_call(read, &app.secrets, call).await?.iter().map(leg_as_proof).collect())
}

/// What the carrier said of a telephone: its own identifier is the proof. Never the number.
fn leg_as_proof(leg: &Leg) -> Value {
    json!({
        "role": leg.role,
        "carrier_id": leg.sid,
        "ring_s": leg.ring_s,
        "rung_at": leg.made_at,
        "answered_at": leg.answered_at,
        "ended_at": leg.ended_at,
        "end": leg.end,
        "machine": leg.is_machine,
    })
}
