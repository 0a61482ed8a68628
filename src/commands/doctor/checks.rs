//! Check calls: may the robot ring at all?

use std::collections::HashMap;

use passerelle_app::AppError;
use passerelle_domain::{
    call_series::CallKind,
    ids::{LineId, OrganisationId, SeriesId},
};
use passerelle_store::{Db, Secrets, call_series, lines, organisations, people};
use uuid::Uuid;

use super::Finding;

/// Looks at the lines of everybody the robot is to ring. Nothing to say when there is nobody.
pub(super) async fn examine(db: &Db, secrets: &Secrets) -> Vec<Finding> {
    match look(db, secrets).await {
        Ok(findings) => findings,
        Err(error) => vec![Finding::problem("check calls", format!("could not be looked at: {error}"))],
    }
}

async fn look(db: &Db, secrets: &Secrets) -> Result<Vec<Finding>, AppError> {
    let mut findings = Vec::new();
    let owners = organisations::all(&mut db.read().await?).await?;
    for (owner, _) in owners {
        let series = series_by_line(db, secrets, owner).await?;
        for line in lines::of_organisation(&mut db.read().await?, owner).await? {
            let Some(count) = series.get(&line.id) else { continue };
            let key = &line.key;
            findings.push(match &line.check_number {
                Some(_) => {
                    Finding::ok("check calls", format!("line {key}: {count} series, with a number of their own"))
                }
                None => Finding::problem(
                    "check calls",
                    format!("line {key}: {count} series and no check_number, so nobody is rung; add it to lines.csv"),
                ),
            });
        }
    }
    Ok(findings)
}

/// How many series of check calls each line has.
async fn series_by_line(db: &Db, secrets: &Secrets, owner: OrganisationId) -> Result<HashMap<LineId, u32>, AppError> {
    let mut counts = HashMap::new();
    let mut after = SeriesId(Uuid::nil());
    let mut read = db.read().await?;
    loop {
        let page = call_series::active(&mut read, owner, after).await?;
        let Some(last) = page.last() else { return Ok(counts) };
        after = last.id;
        for series in page.iter().filter(|series| series.kind == CallKind::CheckCall) {
            if let Some(person) = people::by_id(&mut read, secrets, series.person_id).await? {
                *counts.entry(person.line_id).or_default() += 1;
            }
        }
    }
}
