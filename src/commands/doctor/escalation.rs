//! Whether the escalation policies can still work, and whether anybody can be paged at all.

use chrono::{DateTime, Utc};
use passerelle_app::{AppError, check_escalation};
use passerelle_domain::{
    people::StaffRole,
    roster::{Duty, Shift},
};
use passerelle_store::{Db, Secrets, escalation_policies, organisations, shifts, staff};

use super::Finding;

/// Looks at the policies of every association.
pub(super) async fn examine(db: &Db, secrets: &Secrets, now: DateTime<Utc>) -> Vec<Finding> {
    match look(db, secrets, now).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem("escalation", format!("could not be read: {error}"))],
    }
}

async fn look(db: &Db, secrets: &Secrets, now: DateTime<Utc>) -> Result<Vec<Finding>, AppError> {
    let mut findings = Vec::new();
    for (owner, _) in organisations::all(&mut db.read().await?).await? {
        let staff = staff::of_organisation(&mut db.read().await?, secrets, owner).await?;
        let shifts = shifts::of_organisation(&mut db.read().await?, owner).await?;
        let is_on_call = |shift: &Shift| shift.duty == Duty::OnCall;
        // Volunteers on call are reached like coordinators; without anybody on call the coordinators are paged.
        let reaches = staff
            .iter()
            .any(|one| one.role == StaffRole::Coordinator && !one.has_left && !one.page_channels().is_empty());
        if !reaches && !shifts.iter().any(is_on_call) {
            let says = "nobody can be paged: nobody is on call, and no coordinator has a telephone or an address";
            findings.push(Finding::problem("escalation", says));
        }
        for policy in escalation_policies::of_organisation(&mut db.read().await?, owner).await? {
            let problems = check_escalation(db, secrets, owner, &policy, now).await?;
            findings.extend(
                problems
                    .iter()
                    .map(|problem| Finding::problem("escalation", format!("policy {}: {problem}", policy.name))),
            );
        }
    }
    if findings.is_empty() {
        findings.push(Finding::ok("escalation", "every policy can work, and somebody can be paged"));
    }
    Ok(findings)
}
