//! Imports a partner's list into a campaign: each row is accepted, merged or refused with a reason; the same file again
//! changes nothing.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    campaign::{Campaign, CampaignState, EntryOutcome},
    campaign_entry::CampaignEntry,
    ids::{CampaignEntryId, OrganisationId},
    local_time,
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, campaign_entries, campaigns, lines, transact};
use serde_json::json;

use crate::{
    App, ImportReport, ImportedRow, RowFate,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    import::{Reading, TenantRow, read_tenants, region_of, text_of},
    new_person::known_person,
    schedule::set_timer,
};

/// Rows written in one transaction. SQLite has one writer: while these are written, webhooks wait.
const ROWS_A_TRANSACTION: usize = 50;
/// How the report names the file: its real name may be anything.
const FILE: &str = "list";

/// What became of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedList {
    /// Every row with its fate.
    Read(ImportReport),
    /// Nothing was taken, and why.
    Refused(String),
    /// The campaign is closed.
    Closed,
    /// There is no such campaign.
    Unknown,
}

/// Takes the rows of a partner's list into a campaign. A household is known again by the list's reference, or by its
/// telephone: two rows with one telephone are one household, so that it rings once.
///
/// # Errors
/// Trouble of the database: what was written before it stays, and importing again goes on from there.
pub async fn import_campaign(
    app: &App,
    owner: OrganisationId,
    key: &str,
    file: &[u8],
    by: Member,
) -> Outcome<ImportedList> {
    let now = app.clock.now();
    let (campaign, line) = {
        let mut read = app.db.read().await?;
        let Some(campaign) = campaigns::by_key(&mut read, owner, key).await? else { return Ok(ImportedList::Unknown) };
        let line = lines::by_id(&mut read, campaign.line_id).await?.ok_or(AppError::dangling("campaign"))?;
        (campaign, line)
    };
    if campaign.state == CampaignState::Closed {
        return Ok(ImportedList::Closed);
    }
    let reading = Reading {
        region: region_of(&line.territory),
        is_simulated: app.is_simulated,
        today: local_time::local_date(now, campaign.zone),
        least_age: campaign.least_age,
    };
    let rows = match read_tenants(&text_of(file), &reading) {
        Ok(rows) => rows,
        Err(reason) => return Ok(ImportedList::Refused(reason)),
    };
    let mut report = ImportReport::default();
    let mut seen = HashSet::new();
    for some in rows.chunks(ROWS_A_TRANSACTION) {
        let mut fates = Vec::with_capacity(some.len());
        let taken: Vec<Option<&TenantRow>> =
            some.iter().map(|(_, row)| row.as_ref().ok().filter(|row| seen.insert(row.reference.clone()))).collect();
        let written = transact!(app.db, |tx| {
            let mut written = Vec::with_capacity(taken.len());
            for row in taken.iter().flatten() {
                written.push(write_row(app, tx, &campaign, row, now).await?);
            }
            Ok::<_, AppError>(written)
        })
        .await?;
        let mut written = written.into_iter();
        for ((_, row), taken) in some.iter().zip(&taken) {
            fates.push(match (row, taken) {
                (Err(reason), _) => RowFate::Refused(reason.clone()),
                (Ok(_), None) => RowFate::Refused("reference: already used above in the same file".into()),
                (Ok(_), Some(_)) => written.next().unwrap_or(RowFate::Unchanged),
            });
        }
        for ((line, _), fate) in some.iter().zip(fates) {
            report.rows.push(ImportedRow { file: FILE.to_owned(), line: *line, fate });
        }
    }
    keep_import(app, &campaign, &report, by, now).await?;
    Ok(ImportedList::Read(report))
}

/// The import leaves a line in the audit; the campaign is looked at again, for the robot may have somebody to call.
async fn keep_import(
    app: &App,
    campaign: &Campaign,
    report: &ImportReport,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let counts = report.counts();
    if counts.added + counts.merged == 0 {
        return Ok(());
    }
    transact!(app.db, |tx| {
        set_timer(tx, MatterKind::Campaign, campaign.id.0, Some(now), now).await?;
        let trace = Trace {
            organisation_id: campaign.organisation_id,
            actor: &format!("member:{}", by.uuid()),
            verb: "imported",
            noun: "campaign",
            noun_id: campaign.id.0,
            detail: json!({ "added": counts.added, "merged": counts.merged, "refused": counts.refused }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

async fn write_row(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    row: &TenantRow,
    now: DateTime<Utc>,
) -> Outcome<RowFate> {
    let secrets = &app.secrets;
    let named = campaign_entries::by_reference(tx, secrets, campaign.id, &row.reference).await?;
    let with_number = campaign_entries::by_number(tx, secrets, campaign.id, &row.tenant.phone).await?;
    match (named, with_number) {
        (None, None) => {
            add(app, tx, campaign, row, now).await?;
            Ok(RowFate::Added)
        }
        // One telephone is one household, whatever its references.
        (None, Some(entry)) => {
            campaign_entries::name(tx, &entry, &row.reference).await?;
            Ok(RowFate::Merged)
        }
        (Some(entry), Some(other)) if entry.id != other.id => {
            Ok(RowFate::Refused("phone: another household of the list has it".into()))
        }
        (Some(entry), _) => change(app, tx, campaign, entry, row, now).await,
    }
}

async fn add(app: &App, tx: &mut Tx, campaign: &Campaign, row: &TenantRow, now: DateTime<Utc>) -> Outcome<()> {
    let person = known_person(app, tx, campaign.organisation_id, &row.tenant).await?.map(|person| person.id);
    let mut entry = CampaignEntry {
        id: CampaignEntryId(app.chance.new_id(now)),
        organisation_id: campaign.organisation_id,
        campaign_id: campaign.id,
        reference: row.reference.clone(),
        residence: row.residence.clone(),
        outcome: None,
        attempts: 0,
        due_at: Some(now),
        recall: None,
        task: None,
        told: None,
        person_id: person,
        is_proposed: false,
        series_id: None,
        tenant: Some(row.tenant.clone()),
    };
    if campaign.state == CampaignState::Ended {
        entry.give_task(campaign, now);
    }
    campaign_entries::insert(tx, &app.secrets, &entry).await?;
    Ok(())
}

/// The household's own row says what it says; another row of the same telephone changes nothing. A wrong number that was
/// corrected is called again.
async fn change(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    before: CampaignEntry,
    row: &TenantRow,
    now: DateTime<Utc>,
) -> Outcome<RowFate> {
    let number_before = before.tenant.as_ref().map(|tenant| tenant.phone.clone());
    let has_moved = number_before.as_ref() != Some(&row.tenant.phone);
    if before.reference != row.reference {
        return Ok(if has_moved {
            RowFate::Refused(
                "phone: this reference shared a telephone with another one: give it a new reference".into(),
            )
        } else {
            RowFate::Unchanged
        });
    }
    let mut entry = before.clone();
    entry.residence.clone_from(&row.residence);
    entry.tenant = Some(row.tenant.clone());
    if has_moved && entry.outcome == Some(EntryOutcome::WrongNumber) {
        entry.outcome = None;
        entry.told = None;
        entry.attempts = 0;
        entry.due_at = Some(campaign.next_call_at(now));
    }
    if entry == before {
        return Ok(RowFate::Unchanged);
    }
    campaign_entries::update(tx, &app.secrets, &entry).await?;
    Ok(RowFate::Merged)
}
