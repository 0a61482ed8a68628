//! Whoever has seen what an import would change, or did, decides: write it, undo it, or leave it.

use passerelle_domain::{
    code::Code,
    file_import::{Confirmed, DroppedBecause, FileImport},
    ids::OrganisationId,
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, file_imports, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::set_timer,
    send_lists::leave_trace_of,
};

/// Begins to write an import. Twice is once. `None` when the organisation has no such import.
///
/// # Errors
/// Trouble of the database.
pub async fn confirm_import(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<Confirmed>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((mut import, others)) = import_among(tx, owner, code).await? else { return Ok(None) };
        let confirmed = import.confirm(by.uuid(), &others);
        if matches!(confirmed, Confirmed::Begins | Confirmed::LooksAgain) {
            file_imports::forget_rows(tx, import.id).await?;
            file_imports::update(tx, &import).await?;
            set_timer(tx, MatterKind::FileImport, import.id, Some(now), now).await?;
        }
        if confirmed == Confirmed::Begins {
            leave_trace_of(app, tx, &import, "import_confirmed", by, now).await?;
        }
        Ok::<_, AppError>(Some(confirmed))
    })
    .await
}

/// Begins to undo an import that was written. Twice is once. `None` when the organisation has no such import.
///
/// # Errors
/// Trouble of the database.
pub async fn undo_import(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<Confirmed>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((mut import, others)) = import_among(tx, owner, code).await? else { return Ok(None) };
        let of = file_imports::count_to_undo(tx, import.id).await?;
        let confirmed = import.undo(by.uuid(), of, &others);
        if confirmed == Confirmed::Begins {
            file_imports::update(tx, &import).await?;
            set_timer(tx, MatterKind::FileImport, import.id, Some(now), now).await?;
            leave_trace_of(app, tx, &import, "import_taken_back", by, now).await?;
        }
        Ok::<_, AppError>(Some(confirmed))
    })
    .await
}

/// Leaves an import unwritten: what was sent goes at once. Again changes nothing; `None` when the organisation has no such
/// import, `Some(false)` when it is written, or was.
///
/// # Errors
/// Trouble of the database.
pub async fn leave_import(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<bool>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut import) = file_imports::by_code(tx, owner, code).await? else { return Ok(None) };
        if !import.drop(DroppedBecause::ByHand) {
            return Ok(Some(import.is_over()));
        }
        end_dropped(tx, &import).await?;
        leave_trace_of(app, tx, &import, "import_left", by, now).await?;
        Ok::<_, AppError>(Some(true))
    })
    .await
}

/// Nothing is kept of what was sent.
pub(crate) async fn end_dropped(tx: &mut Tx, import: &FileImport) -> Outcome<()> {
    file_imports::forget_lists(tx, import.id).await?;
    file_imports::forget_rows(tx, import.id).await?;
    file_imports::update(tx, import).await?;
    // Without an instant there is nothing due.
    set_timer(tx, MatterKind::FileImport, import.id, None, import.sent_at).await?;
    Ok(())
}

async fn import_among(
    tx: &mut Tx,
    owner: OrganisationId,
    code: &Code,
) -> Outcome<Option<(FileImport, Vec<FileImport>)>> {
    let Some(import) = file_imports::by_code(tx, owner, code).await? else { return Ok(None) };
    let mut others = file_imports::of_organisation(tx, owner).await?;
    others.retain(|other| other.id != import.id);
    Ok(Some((import, others)))
}
