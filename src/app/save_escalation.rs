//! Checks, saves and removes an association's escalation policies.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    escalation::{EscalationPolicy, LineFacts, PageChannel, PolicyFacts, PolicyProblem, StaffFacts},
    ids::{OrganisationId, StaffId},
    people::{Member, Staff},
    roster,
};
use passerelle_store::{Db, Secrets, escalation_policies, lines, shifts, staff, transact};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    list_gaps::list_gaps,
};

/// Everything that is wrong with a policy, against the rosters of the coming weeks and the people there are now; empty when
/// it may be saved.
///
/// Takes the database alone, because the doctor looks at an installation that does not run.
///
/// # Errors
/// Trouble of the database; a key that does not open it.
pub async fn check_escalation(
    db: &Db,
    secrets: &Secrets,
    owner: OrganisationId,
    policy: &EscalationPolicy,
    now: DateTime<Utc>,
) -> Outcome<Vec<PolicyProblem>> {
    let mut facts = PolicyFacts::default();
    for line in lines::of_organisation(&mut db.read().await?, owner).await? {
        let gaps = list_gaps(db, secrets, &line, now).await?;
        let shifts = shifts::of_line(&mut db.read().await?, line.id).await?;
        let roster = roster::paging_order(&shifts, now, line.hours.zone).len();
        let gap_from = gaps.nobody_on_call.first().map(|gap| gap.from);
        facts.lines.push(LineFacts { key: line.key, roster, gap_from });
    }
    let mut read = db.read().await?;
    let known = |staff: Staff| (staff.key.clone(), facts_of(&staff));
    let all = staff::of_organisation(&mut read, secrets, owner).await?;
    facts.staff = all.into_iter().map(known).collect::<BTreeMap<_, _>>();
    facts.others = escalation_policies::of_organisation(&mut read, owner).await?;
    Ok(policy.check(&facts))
}

fn facts_of(staff: &Staff) -> StaffFacts {
    StaffFacts { has_left: staff.has_left, channels: staff.page_channels() }
}

/// What became of the wish to save a policy.
pub enum SavedEscalation {
    /// It holds for the cases that open from now on.
    Saved,
    /// It cannot work; nothing has changed.
    Refused(Vec<PolicyProblem>),
}

/// Saves a policy, new or changed. Cases that are open keep what they opened with. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_escalation(
    app: &App,
    owner: OrganisationId,
    policy: &EscalationPolicy,
    by: Member,
) -> Outcome<SavedEscalation> {
    let now = app.clock.now();
    let problems = check_escalation(&app.db, &app.secrets, owner, policy, now).await?;
    if !problems.is_empty() {
        return Ok(SavedEscalation::Refused(problems));
    }
    transact!(app.db, |tx| {
        if escalation_policies::by_key(tx, owner, &policy.name).await?.as_ref() != Some(policy) {
            escalation_policies::save(tx, owner, policy).await?;
            leave_trace(app, tx, trace(owner, "saved", &by.uuid().to_string(), &policy.name), now).await?;
        }
        Ok::<_, AppError>(())
    })
    .await?;
    Ok(SavedEscalation::Saved)
}

/// Takes a policy away: the cases that open from now on follow the standard chains again. False when there is none.
///
/// # Errors
/// Trouble of the database.
pub async fn remove_escalation(app: &App, owner: OrganisationId, name: &str, by: Member) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let is_there = escalation_policies::by_key(tx, owner, name).await?.is_some();
        if is_there {
            escalation_policies::delete(tx, owner, name).await?;
            leave_trace(app, tx, trace(owner, "removed", &by.uuid().to_string(), name), now).await?;
        }
        Ok::<_, AppError>(is_there)
    })
    .await
}

fn trace<'a>(owner: OrganisationId, verb: &'a str, actor: &'a str, name: &str) -> Trace<'a> {
    let detail = json!({ "name": name });
    // A policy is known by its name: it has no identity beside it.
    Trace { organisation_id: owner, actor, verb, noun: "escalation_policy", noun_id: Uuid::nil(), detail }
}

/// What became of the wish to be paged by other channels.
pub enum PageChannelsChange {
    /// They hold from the next page on.
    Changed,
    /// None of these can reach them.
    NoneReaches,
    /// Nobody of the staff has this identity.
    Unknown,
}

/// Notes by what a staff member accepts to be paged, the preferred channel first; none: by any.
///
/// # Errors
/// Trouble of the database.
pub async fn set_page_channels(
    app: &App,
    owner: OrganisationId,
    id: StaffId,
    channels: &[PageChannel],
    by: Member,
) -> Outcome<PageChannelsChange> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let known = staff::by_id(tx, &app.secrets, id).await?;
        let here = known.filter(|staff| staff.organisation_id == owner && !staff.has_left);
        let Some(mut member) = here else { return Ok(PageChannelsChange::Unknown) };
        member.page_by = channels.to_vec();
        if member.page_channels().is_empty() {
            return Ok(PageChannelsChange::NoneReaches);
        }
        staff::save(tx, &app.secrets, &member).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: &by.uuid().to_string(),
            verb: "page_channels_changed",
            noun: "staff",
            noun_id: member.id.0,
            detail: json!({ "page_by": channels }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(PageChannelsChange::Changed)
    })
    .await
}
