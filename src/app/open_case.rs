//! Opens a matter that a human must settle.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseKind, CaseLevel, CaseState, ChainPlace},
    code::Code,
    escalation::EscalationPolicy,
    ids::{CallId, CallbackId, CaseId, LineId, OrganisationId, PersonId, ScheduledCallId, VoicemailId, VolunteerId},
    matter::MatterKind,
    people::Fragility,
};
use passerelle_store::{Tx, cases, escalation_policies, lines, people};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::trace_of_case,
    schedule::set_timer,
};

/// Codes are drawn until a free one is found, at most this often.
const CODE_TRIES: usize = 50;

/// What a case is about.
pub(crate) struct Subject {
    pub(crate) organisation_id: OrganisationId,
    pub(crate) line_id: LineId,
    pub(crate) person_id: Option<PersonId>,
    pub(crate) scheduled_call_id: Option<ScheduledCallId>,
    pub(crate) callback_id: Option<CallbackId>,
    pub(crate) voicemail_id: Option<VoicemailId>,
    pub(crate) call_id: Option<CallId>,
    pub(crate) attempts: u32,
    pub(crate) silent_since: DateTime<Utc>,
}

/// Opens a case and pages for it at once (or when its paging hours begin). Its policy is frozen now.
pub(crate) async fn open_case(
    app: &App,
    tx: &mut Tx,
    kind: CaseKind,
    level: CaseLevel,
    subject: Subject,
    now: DateTime<Utc>,
) -> Outcome<CaseId> {
    open_case_within(app, tx, kind, level, subject, None, now).await
}

/// Opens a case about a volunteer, who is to be rung by somebody, before `due_at` when that was promised.
pub(crate) async fn open_case_about_volunteer(
    app: &App,
    tx: &mut Tx,
    kind: CaseKind,
    subject: Subject,
    (volunteer, due_at): (VolunteerId, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> Outcome<CaseId> {
    let id = open_case(app, tx, kind, CaseLevel::Worry, subject, now).await?;
    if let Some(mut case) = cases::by_id(tx, id).await? {
        (case.volunteer_id, case.due_at) = (Some(volunteer), due_at);
        cases::save(tx, &case).await?;
    }
    Ok(id)
}

/// Opens a case whose pages wait `acknowledge_within_min` at most, when that is sooner than its level says.
pub(crate) async fn open_case_within(
    app: &App,
    tx: &mut Tx,
    kind: CaseKind,
    level: CaseLevel,
    subject: Subject,
    acknowledge_within_min: Option<i64>,
    now: DateTime<Utc>,
) -> Outcome<CaseId> {
    let line = lines::by_id(tx, subject.line_id).await?.ok_or(AppError::dangling("case"))?;
    let level = match subject.person_id {
        Some(person) if kind.is_about_her_safety() => raised_for_fragility(app, tx, person, level).await?,
        Some(_) | None => level,
    };
    let own = escalation_policies::of_organisation(tx, subject.organisation_id).await?;
    let mut policy = EscalationPolicy::freeze(&own, kind, level, &line);
    if let Some(minutes) = acknowledge_within_min {
        policy.chain = policy.chain.within(minutes);
    }
    let case = Case {
        id: CaseId(app.chance.new_id(now)),
        organisation_id: subject.organisation_id,
        code: free_code(app, tx, subject.organisation_id).await?,
        kind,
        level,
        line_id: subject.line_id,
        person_id: subject.person_id,
        scheduled_call_id: subject.scheduled_call_id,
        callback_id: subject.callback_id,
        voicemail_id: subject.voicemail_id,
        call_id: subject.call_id,
        volunteer_id: None,
        due_at: None,
        attempts: subject.attempts,
        silent_since: subject.silent_since,
        policy,
        state: CaseState::Paging,
        paged: Vec::new(),
        place: ChainPlace::default(),
        pages: 0,
        is_exhausted: false,
        holder: None,
        expires_at: None,
        hands_over_at: None,
        opened_at: now,
        acknowledged_at: None,
        closure: None,
        nobody_to_ask: None,
        earlier: Vec::new(),
    };
    cases::save(tx, &case).await?;
    set_timer(tx, MatterKind::Case, case.id.0, Some(now), now).await?;
    let detail = json!({ "code": case.code, "kind": kind, "level": level.number() });
    trace_of_case(app, tx, &case, "system", "opened", detail, now).await?;
    metrics::counter!("passerelle_cases_opened_total", "kind" => kind.as_str()).increment(1);
    Ok(case.id)
}

/// A missed contact of somebody fragile is serious.
async fn raised_for_fragility(app: &App, tx: &mut Tx, person: PersonId, level: CaseLevel) -> Outcome<CaseLevel> {
    let person = people::by_id(tx, &app.secrets, person).await?;
    let is_fragile = person.is_some_and(|person| person.fragility == Fragility::Red);
    Ok(if is_fragile { level.max(CaseLevel::Serious) } else { level })
}

/// A code that no open case has.
pub(crate) async fn free_code(app: &App, tx: &mut Tx, owner: OrganisationId) -> Outcome<Code> {
    for _ in 0..CODE_TRIES {
        let code = app.chance.new_code();
        if !cases::code_is_taken(tx, owner, &code).await? {
            return Ok(code);
        }
    }
    Err(AppError::Text("no free code for a case".into()))
}
