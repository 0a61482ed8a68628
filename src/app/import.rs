//! Imports an association from CSV files: `docs/import.md` is the contract, line by line.
//!
//! Each file is first read whole into typed drafts or refusals, without touching the database, and
//! then written some rows at a time. A row's own record is loaded, compared and written in one
//! transaction, so that what somebody says while an import runs (a key pressed, a STOP) is never
//! lost under an older list.
//!
//! Invariants: a refused row changes nothing and never stops the others; the same files again
//! change nothing; a refusal names the file, the line and the column, never what the cell held.

mod cells;
mod exclusions;
mod kept;
mod known;
mod lines;
mod noun;
mod numbers;
mod people;
mod protocols;
mod referral_rows;
mod report;
mod rows;
mod series;
mod shifts;
mod slice;
mod staff;
mod table;
mod tenant_rows;
mod trusted_contacts;
mod volunteers;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use passerelle_domain::ids::OrganisationId;
use passerelle_store::{Db, Secrets, organisations, transact};

pub(crate) use kept::{Undone, undo_row};
use noun::Noun;
pub(crate) use numbers::{may_be_kept, region_of};
pub(crate) use referral_rows::{ReferralCells, ReferralDraft, read_referral, read_referrals};
pub use report::{ImportReport, ImportedRow, RowFate};
pub(crate) use slice::{ROWS_A_SLICE, ReadLists, Taken, Taking, count_rows};
pub(crate) use tenant_rows::{Reading, TenantRow, read_tenants, text_of};
pub use volunteers::{ImportedVolunteer, import_volunteer};

use crate::{
    App, AppError, Chance, error::Outcome, exclude_volunteer::settle_exclusions, live_volunteer::settle_imported,
    plan_week::begin_week_plans, remove_staff::settle_left_staff, send_digest::begin_digests,
};

/// Imports files given as (file name, content) into an organisation, which is made when no
/// organisation has that name. The files are taken in the order of the nouns, whatever the order
/// they come in; a file whose name is not one of an import is refused whole. Importing again
/// changes nothing.
///
/// # Errors
/// Trouble of the database: what was written before it stays, and importing again goes on from
/// there. A row that cannot be accepted is no error but a line of the report.
///
/// # Source
/// `docs/import.md`.
pub async fn import_files(app: &App, organisation: &str, files: &[(String, String)]) -> Result<ImportReport, AppError> {
    let scripts = {
        let mut read = app.db.read().await?;
        let owner = organisations::by_name(&mut read, organisation).await?;
        app.scripts.names(&mut read, owner).await?
    };
    let given = Given::of(app, &scripts, COMMAND_LINE);
    let report = import_with(&given, organisation, files).await?;
    begin_week_plans(app).await?;
    begin_digests(app).await?;
    // What lists say of volunteers reaches the calls already made.
    let has = |noun| files.iter().any(|(file, _)| Noun::of_file(file) == Some(noun));
    if has(Noun::Volunteer) || has(Noun::Exclusion) {
        let owner = organisations::by_name(&mut app.db.read().await?, organisation).await?;
        if let Some(owner) = owner {
            settle_imported(app, owner).await?;
            settle_exclusions(app, owner).await?;
        }
    }
    if (has(Noun::Staff) || has(Noun::Volunteer))
        && let Some(owner) = organisations::by_name(&mut app.db.read().await?, organisation).await?
    {
        settle_left_staff(app, owner).await?;
    }
    Ok(report)
}

/// In whose name rows are written when nobody is signed in.
const COMMAND_LINE: &str = "import";

/// The names of the voice scripts an organisation uses.
pub(crate) async fn scripts_of(app: &App, owner: OrganisationId) -> Outcome<Vec<String>> {
    let mut read = app.db.read().await?;
    app.scripts.names(&mut read, Some(owner)).await
}

/// The parts of an [`App`] that an import needs.
pub(crate) struct Given<'a> {
    db: &'a Db,
    secrets: &'a Secrets,
    chance: &'a Chance,
    now: DateTime<Utc>,
    /// False when a real telephone may ring: numbers kept for rehearsals are then refused.
    is_simulated: bool,
    /// Names of the voice scripts in use.
    scripts: &'a [String],
    /// In whose name rows are written.
    actor: &'a str,
}

impl<'a> Given<'a> {
    pub(crate) fn of(app: &'a App, scripts: &'a [String], actor: &'a str) -> Given<'a> {
        Given {
            db: &app.db,
            secrets: &app.secrets,
            chance: &app.chance,
            now: app.clock.now(),
            is_simulated: app.is_simulated,
            scripts,
            actor,
        }
    }
}

async fn import_with(given: &Given<'_>, organisation: &str, files: &[(String, String)]) -> Outcome<ImportReport> {
    let owner = transact!(given.db, |tx| {
        let new = OrganisationId(given.chance.new_id(given.now));
        Ok::<_, AppError>(organisations::find_or_make(tx, new, organisation).await?)
    })
    .await?;

    let mut report = ImportReport::default();
    for (file, _) in files.iter().filter(|(file, _)| Noun::of_file(file).is_none()) {
        report.refuse_file(file, "no file of an import has this name");
    }
    for noun in Noun::IN_ORDER {
        for (file, content) in files.iter().filter(|(file, _)| Noun::of_file(file) == Some(noun)) {
            rows::import_file(given, owner, noun, file, content, &mut report).await?;
        }
    }
    Ok(report)
}
