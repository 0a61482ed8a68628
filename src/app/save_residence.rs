//! Makes or changes a residence, and takes who lives there.

use std::collections::HashSet;

use passerelle_domain::{
    contact_round::{Residence, week_of},
    ids::{OrganisationId, ResidenceId, ResidentId},
    local_time,
    people::{Member, StaffRole},
};
use passerelle_store::{lines, residences, residences::Resident, staff, transact};

use crate::{
    App, ImportReport, ImportedList, ImportedRow, RowFate,
    error::{AppError, Outcome},
    import::{Reading, read_tenants, region_of, text_of},
    run_round::{begin_week, keep_trace, new_entry},
};

/// A residence as somebody wants it. `None` keeps what is known.
#[derive(Debug, Clone, Default)]
pub struct WantedResidence {
    /// The association's reference.
    pub key: String,
    /// Its name; needed at first.
    pub name: Option<String>,
    /// Reference of the line; needed at first.
    pub line: Option<String>,
    /// Reference of who looks after it; needed at first.
    pub facilitator: Option<String>,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedResidence {
    /// It is as wanted.
    Saved(Residence),
    /// It is not, and why; nothing was changed.
    Refused(&'static str),
}

/// Makes or changes a residence, and begins this week's round. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_residence(
    app: &App,
    owner: OrganisationId,
    wanted: &WantedResidence,
    by: Member,
) -> Outcome<SavedResidence> {
    use SavedResidence::Refused;
    let now = app.clock.now();
    let is_key = !wanted.key.is_empty() && wanted.key.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign));
    if !is_key {
        return Ok(Refused("A reference has letters, digits, - or _."));
    }
    transact!(app.db, |tx| {
        let before = residences::by_key(tx, owner, &wanted.key).await?;
        let line = match (&wanted.line, &before) {
            (Some(key), _) => lines::of_organisation(tx, owner).await?.into_iter().find(|line| line.key == *key),
            (None, Some(before)) => lines::by_id(tx, before.line_id).await?,
            (None, None) => None,
        };
        let Some(line) = line else { return Ok(Refused("Which line? None has that reference.")) };
        let facilitator = match (&wanted.facilitator, &before) {
            (Some(key), _) => staff::by_key(tx, &app.secrets, owner, key).await?,
            (None, Some(before)) => staff::by_id(tx, &app.secrets, before.facilitator).await?,
            (None, None) => None,
        };
        let Some(facilitator) = facilitator.filter(|staff| staff.role != StaffRole::Partner) else {
            return Ok(Refused("Who looks after it? No staff member has that reference."));
        };
        let Some(name) = wanted.name.clone().or(before.as_ref().map(|before| before.name.clone())) else {
            return Ok(Refused("Its name is missing."));
        };
        let residence = Residence {
            id: before.as_ref().map_or_else(|| ResidenceId(app.chance.new_id(now)), |before| before.id),
            organisation_id: owner,
            key: wanted.key.clone(),
            name,
            line_id: line.id,
            zone: line.territory.zone,
            facilitator: facilitator.id,
        };
        if before.as_ref() != Some(&residence) {
            residences::save(tx, &residence).await?;
            keep_trace(app, tx, &residence, "saved", by, now).await?;
        }
        begin_week(app, tx, &residence, week_of(local_time::local_date(now, residence.zone)), now).await?;
        Ok::<_, AppError>(SavedResidence::Saved(residence))
    })
    .await
}

/// Takes a list of residents (the columns of a campaign's list; `reference` is the dwelling) into a residence and its week.
///
/// # Errors
/// Trouble of the database.
pub async fn import_residents(
    app: &App,
    owner: OrganisationId,
    key: &str,
    file: &[u8],
    by: Member,
) -> Outcome<ImportedList> {
    let now = app.clock.now();
    let (residence, line) = {
        let mut read = app.db.read().await?;
        let Some(residence) = residences::by_key(&mut read, owner, key).await? else {
            return Ok(ImportedList::Unknown);
        };
        let line = lines::by_id(&mut read, residence.line_id).await?.ok_or(AppError::dangling("residence"))?;
        (residence, line)
    };
    let today = local_time::local_date(now, residence.zone);
    let reading =
        Reading { region: region_of(&line.territory), is_simulated: app.is_simulated, today, least_age: None };
    let rows = match read_tenants(&text_of(file), &reading) {
        Ok(rows) => rows,
        Err(reason) => return Ok(ImportedList::Refused(reason)),
    };
    let mut fates = Vec::with_capacity(rows.len());
    let written = transact!(app.db, |tx| {
        let round = begin_week(app, tx, &residence, week_of(today), now).await?;
        let known = residences::residents(tx, &app.secrets, residence.id).await?;
        let (mut written, mut seen) = (Vec::with_capacity(rows.len()), HashSet::new());
        for (_, row) in &rows {
            let row = match row {
                Ok(row) if seen.insert(row.reference.as_str()) => row,
                Ok(_) => {
                    written.push(RowFate::Refused("reference: already used above in the same file".into()));
                    continue;
                }
                Err(reason) => {
                    written.push(RowFate::Refused(reason.clone()));
                    continue;
                }
            };
            let before = known.iter().find(|one| one.reference == row.reference);
            let resident = Resident {
                id: before.map_or_else(|| ResidentId(app.chance.new_id(now)), |before| before.id),
                residence_id: residence.id,
                reference: row.reference.clone(),
                is_called: before.is_none_or(|before| before.is_called),
                tenant: row.tenant.clone(),
            };
            written.push(match before {
                Some(before) if *before == resident => RowFate::Unchanged,
                Some(_) => RowFate::Merged,
                None => RowFate::Added,
            });
            if before != Some(&resident) {
                residences::save_resident(tx, &app.secrets, &resident).await?;
                residences::add_entry(tx, &new_entry(&round, &resident, now)).await?;
            }
        }
        keep_trace(app, tx, &residence, "imported", by, now).await?;
        Ok::<_, AppError>(written)
    })
    .await?;
    fates.extend(written);
    let rows = rows.iter().zip(fates);
    let rows = rows.map(|((line, _), fate)| ImportedRow { file: "list".to_owned(), line: *line, fate }).collect();
    Ok(ImportedList::Read(ImportReport { rows }))
}
