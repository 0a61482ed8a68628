//! Somebody says yes or no to a use of the service: kept with its proof, and it holds at once.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    consent::{Answer, ConsentState, Scope, Way},
    ids::{OrganisationId, PersonId},
    matter::MatterKind,
    people::{Member, Person, StaffRole},
};
use passerelle_store::{Tx, cases, consent_changes, people, staff, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    open_case::{Subject, open_case},
    review_calls::{review_calls, wake_series},
    schedule::set_timer,
};

/// What was said.
#[derive(Debug, Clone)]
pub struct ConsentChange {
    /// About which use.
    pub scope: Scope,
    /// What.
    pub answer: Answer,
    /// How.
    pub way: Way,
    /// Who noted it, when somebody did.
    pub by: Option<Member>,
    /// The version of the words with which she was asked; empty when she spoke first.
    pub wording: String,
}

/// What a person said, noted by somebody of the association. Answers the state after it, or `None` when nobody of the
/// organisation has this id. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn change_consent(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    change: &ConsentChange,
) -> Outcome<Option<ConsentState>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(mut person) = found.filter(|person| person.organisation_id == owner) else { return Ok(None) };
        let (before, after) = note_consent(app, tx, &mut person, change, now).await?;
        let is_taken_back = before != after && after == ConsentState::Withdrawn;
        if is_taken_back && change.scope == Scope::Calls && !is_coordinator(app, tx, change.by).await? {
            tell_team(app, tx, &person, now).await?;
        }
        Ok::<_, AppError>(Some(after))
    })
    .await
}

async fn is_coordinator(app: &App, tx: &mut Tx, by: Option<Member>) -> Outcome<bool> {
    let Some(Member::Staff(id)) = by else { return Ok(false) };
    Ok(staff::by_id(tx, &app.secrets, id).await?.is_some_and(|staff| staff.role == StaffRole::Coordinator))
}

/// Notes what was said with its proof, saves the person, and calls off or brings back her coming calls, in this
/// transaction. Answers the states before and after.
pub(crate) async fn note_consent(
    app: &App,
    tx: &mut Tx,
    person: &mut Person,
    change: &ConsentChange,
    now: DateTime<Utc>,
) -> Outcome<(ConsentState, ConsentState)> {
    let (before, after) = person.consents.note(&change.scope, change.answer, change.way, now);
    if before == after {
        return Ok((before, after));
    }
    let ConsentChange { scope, way, by, wording, .. } = change;
    let kept = consent_changes::NewConsentChange { scope, before, after, way: *way, by: *by, wording };
    consent_changes::insert(tx, app.chance.new_id(now), person.organisation_id, person.id, kept, now).await?;
    people::save(tx, &app.secrets, person).await?;
    set_timer(tx, MatterKind::Person, person.id.0, person.due_at(), now).await?;
    let actor = by.map_or_else(|| "system".to_owned(), |member| format!("member:{}", member.uuid()));
    let trace = Trace {
        organisation_id: person.organisation_id,
        actor: &actor,
        verb: "consent_changed",
        noun: "person",
        noun_id: person.id.0,
        detail: json!({ "scope": scope.to_string(), "before": before, "after": after, "way": way }),
    };
    leave_trace(app, tx, trace, now).await?;
    if before.is_given() != after.is_given() {
        review_calls(app, tx, person, now).await?;
    }
    if after.is_given() {
        wake_series(tx, person.id, now).await?;
    }
    metrics::counter!("passerelle_consent_changes_total", "after" => after.as_str()).increment(1);
    Ok((before, after))
}

/// She has taken something back without a coordinator: one of them rings her, and tells her that the line stays open. One
/// open case stands for all she took back.
pub(crate) async fn tell_team(app: &App, tx: &mut Tx, person: &Person, now: DateTime<Utc>) -> Outcome<()> {
    let open = cases::open(tx, person.organisation_id).await?;
    if open.iter().any(|case| case.kind == CaseKind::ConsentWithdrawn && case.person_id == Some(person.id)) {
        return Ok(());
    }
    open_case(app, tx, CaseKind::ConsentWithdrawn, CaseLevel::Worry, about(person, now), now).await?;
    Ok(())
}

/// A case about a person and nothing else.
pub(crate) fn about(person: &Person, now: DateTime<Utc>) -> Subject {
    Subject {
        organisation_id: person.organisation_id,
        line_id: person.line_id,
        person_id: Some(person.id),
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: now,
    }
}
