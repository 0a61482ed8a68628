//! The two laws: no live matter without a timer, no timer overdue by more than its grace.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_store::{Db, StoreError, campaigns, laws, timers};

use super::Finding;

/// A service just restarted catches up within this.
const GRACE: TimeDelta = TimeDelta::minutes(5);

/// Looks for what has been forgotten.
pub(super) async fn examine(db: &Db, now: DateTime<Utc>) -> Vec<Finding> {
    match look(db, now).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem("matters", format!("could not be looked at: {error}"))],
    }
}

async fn look(db: &Db, now: DateTime<Utc>) -> Result<Vec<Finding>, StoreError> {
    let mut read = db.read().await?;
    let forgotten = laws::live_without_timer(&mut read).await?;
    let overdue = timers::overdue(&mut read, now, GRACE).await?;
    let unsound = campaigns::unsound(&mut read).await?;
    let mut findings = Vec::new();
    if !unsound.is_empty() {
        let says = format!(
            "the outcomes of {} campaign(s) do not add up to their lists: this is a fault of the program; report it",
            unsound.len()
        );
        findings.push(Finding::problem("campaigns", says));
    }
    if !forgotten.is_empty() {
        let kinds = counted(forgotten.iter().map(|(kind, _)| kind.as_str()));
        let says = format!(
            "{kinds} in progress that nothing will ever wake: this is a fault of the program; look after them by hand and report it"
        );
        findings.push(Finding::problem("matters", says));
    }
    if let Some(oldest) = overdue.first() {
        let late_min = (now - oldest.due_at).num_minutes();
        let kinds = counted(overdue.iter().map(|timer| timer.matter_kind.as_str()));
        let says = format!(
            "{kinds} should have been advanced, the oldest {late_min} minutes ago: is `passerelle serve` or `passerelle work` running?"
        );
        findings.push(Finding::problem("timers", says));
    }
    if findings.is_empty() {
        findings.push(Finding::ok("matters", "everything in progress has its timer, and none is late"));
    }
    Ok(findings)
}

/// `2 case, 1 leg`.
fn counted<'a>(kinds: impl Iterator<Item = &'a str>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for kind in kinds {
        *counts.entry(kind).or_default() += 1;
    }
    let parts: Vec<String> = counts.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    parts.join(", ")
}
