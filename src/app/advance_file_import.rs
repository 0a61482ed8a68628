//! Goes on with an import: some rows are looked at, written or undone, and its timer says when it goes on; an import nobody
//! decides about, or that can be undone no more, is forgotten.
//!
//! Rows and the count of them are written together, so that a job that runs twice, or was killed, neither repeats a row nor
//! leaves one out.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    file_import::{DroppedBecause, FileImport, ImportStage, ListNoun},
    ids::{OrganisationId, StaffId},
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, file_imports, file_imports::ImportRow, transact};
use uuid::Uuid;

use crate::{
    App,
    decide_import::end_dropped,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    exclude_volunteer::settle_exclusions,
    import::{Given, ROWS_A_SLICE, ReadLists, RowFate, Taken, Taking, Undone, scripts_of, undo_row},
    live_volunteer::settle_imported,
    plan_week::begin_week_plans,
    remove_staff::settle_left_staff,
    schedule::{is_due, set_timer},
    send_digest::begin_digests,
};

/// Slices a job takes before others have their turn: a second or two, well within the lease of its timer.
const SLICES_A_RUN: usize = 20;

/// Goes on with an import whose timer is due; at any other time nothing happens.
pub(crate) async fn advance_file_import(app: &App, id: Uuid) -> Outcome<()> {
    let Some(import) = file_imports::by_id(&mut app.db.read().await?, id).await? else { return Ok(()) };
    match import.stage {
        ImportStage::Looking | ImportStage::Writing { .. } => take_some(app, import).await,
        ImportStage::Undoing { by, .. } => undo_some(app, &import, by).await,
        ImportStage::Looked { .. }
        | ImportStage::Written { .. }
        | ImportStage::Undone { .. }
        | ImportStage::Settled { .. }
        | ImportStage::Dropped { .. } => forget(app, id).await,
    }
}

/// Looks at, or writes, some slices.
async fn take_some(app: &App, import: FileImport) -> Outcome<()> {
    let owner = import.organisation_id;
    let scripts = scripts_of(app, owner).await?;
    let actor = actor_of_import(&import);
    let given = Given::of(app, &scripts, &actor);
    let lists = ReadLists::read(&sent(app, &import).await?);
    let taking = Taking::begin(&given, owner, &lists).await?;
    let mut import = import;
    let mut seen: Option<(ListNoun, HashSet<String>)> = None;
    for _ in 0..SLICES_A_RUN {
        let Some((noun, first)) = import.next_row() else { return end_taking(app, &import).await };
        if seen.as_ref().is_none_or(|(of, _)| *of != noun) {
            let refused = file_imports::refused_lines(&mut app.db.read().await?, import.id, noun).await?;
            seen = Some((noun, lists.seen_above(noun, first, &refused)));
        }
        let Some((_, above)) = &mut seen else { return Ok(()) };
        let Some((after, taken)) = take_slice(app, &taking, &import, (noun, first), above).await? else {
            return Ok(());
        };
        above.extend(taken.seen);
        import = after;
    }
    go_on(app, &import).await
}

/// In whose name rows are written.
fn actor_of_import(import: &FileImport) -> String {
    let by = match import.stage {
        ImportStage::Writing { by } | ImportStage::Undoing { by, .. } => by,
        ImportStage::Looking
        | ImportStage::Looked { .. }
        | ImportStage::Written { .. }
        | ImportStage::Undone { .. }
        | ImportStage::Settled { .. }
        | ImportStage::Dropped { .. } => import.sent_by,
    };
    actor_of(Member::Staff(StaffId(by)))
}

async fn sent(app: &App, import: &FileImport) -> Outcome<Vec<(ListNoun, String)>> {
    let mut read = app.db.read().await?;
    let mut sent = Vec::new();
    for list in &import.lists {
        let content = file_imports::list(&mut read, &app.secrets, import.id, list.noun).await?;
        sent.extend(content.map(|content| (list.noun, content)));
    }
    Ok(sent)
}

/// Takes one slice and counts it. `None` when somebody else took it, or it is over.
async fn take_slice(
    app: &App,
    taking: &Taking<'_>,
    import: &FileImport,
    (noun, first): (ListNoun, u64),
    seen: &HashSet<String>,
) -> Outcome<Option<(FileImport, Taken)>> {
    let looked = match import.stage {
        ImportStage::Looking => Some(taking.look(noun, first, seen).await?),
        _ => None,
    };
    let now = app.clock.now();
    let outcome = transact!(app.db, |tx| {
        let Some(mut after) = still(tx, import, now).await? else { return Ok(None) };
        let written = match &looked {
            Some(_) => None,
            None => Some(taking.write(tx, noun, first, seen).await?),
        };
        let Some(taken) = written.as_ref().or(looked.as_ref()) else { return Ok(None) };
        keep_rows(app, tx, &after, (noun, first), taken).await?;
        after.note(noun, taken.fates());
        file_imports::update(tx, &after).await?;
        Ok::<_, AppError>(Some((after, written)))
    })
    .await?;
    Ok(outcome.and_then(|(after, written)| written.or(looked).map(|taken| (after, taken))))
}

/// The import as it is now, if it still waits for the very rows that are about to be taken.
async fn still(tx: &mut Tx, import: &FileImport, now: DateTime<Utc>) -> Outcome<Option<FileImport>> {
    let known = file_imports::by_id(tx, import.id).await?.filter(|known| known == import);
    let is_due = is_due(tx, MatterKind::FileImport, import.id, now).await?;
    Ok(known.filter(|_| is_due))
}

/// What was refused, and what stood before what was changed.
async fn keep_rows(
    app: &App,
    tx: &mut Tx,
    import: &FileImport,
    (noun, first): (ListNoun, u64),
    taken: &Taken,
) -> Outcome<()> {
    let above: u64 = import.lists.iter().take_while(|list| list.noun != noun).map(|list| list.rows).sum();
    for (place, row) in (above + first..).zip(&taken.rows) {
        let (fate, reason) = match &row.fate {
            RowFate::Refused(reason) => ("refused", Some(reason.clone())),
            RowFate::Added if row.change.is_some() => ("added", None),
            RowFate::Merged if row.change.is_some() => ("changed", None),
            RowFate::Added | RowFate::Merged | RowFate::Unchanged => continue,
        };
        let kept = ImportRow {
            place: place.try_into().unwrap_or(i64::MAX),
            noun,
            line: row.line.try_into().unwrap_or(i64::MAX),
            fate,
            reason,
            noun_id: row.id,
            before: row.change.clone(),
            undone: None,
        };
        file_imports::add_row(tx, &app.secrets, import.id, &kept).await?;
    }
    Ok(())
}

/// Others first; then it goes on.
async fn go_on(app: &App, import: &FileImport) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if still(tx, import, now).await?.is_some() {
            set_timer(tx, MatterKind::FileImport, import.id, Some(now), now).await?;
        }
        Ok::<_, AppError>(())
    })
    .await
}

/// Every row was taken.
async fn end_taking(app: &App, import: &FileImport) -> Outcome<()> {
    let is_written = matches!(import.stage, ImportStage::Writing { .. });
    if is_written {
        settle(app, import.organisation_id).await?;
    }
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut import) = still(tx, import, now).await? else { return Ok(()) };
        if is_written {
            import.stage = ImportStage::Written { at: now };
            file_imports::forget_lists(tx, import.id).await?;
        } else {
            import.stage = ImportStage::Looked { at: now };
        }
        file_imports::update(tx, &import).await?;
        set_timer(tx, MatterKind::FileImport, import.id, import.due_at(now), now).await?;
        Ok::<_, AppError>(())
    })
    .await
}

/// What lists say reaches the calls already made, as after a list of the command line.
async fn settle(app: &App, owner: OrganisationId) -> Outcome<()> {
    begin_week_plans(app).await?;
    begin_digests(app).await?;
    settle_imported(app, owner).await?;
    settle_exclusions(app, owner).await?;
    settle_left_staff(app, owner).await
}

/// Undoes some rows, the last one first: what was added last refers to what was added before.
async fn undo_some(app: &App, import: &FileImport, by: Uuid) -> Outcome<()> {
    let scripts = scripts_of(app, import.organisation_id).await?;
    let actor = actor_of_import(import);
    let given = Given::of(app, &scripts, &actor);
    for _ in 0..SLICES_A_RUN {
        if !undo_slice(app, &given, import.id, by).await? {
            return end_undoing(app, import).await;
        }
    }
    let Some(import) = file_imports::by_id(&mut app.db.read().await?, import.id).await? else { return Ok(()) };
    go_on(app, &import).await
}

/// False when no row is left to undo.
async fn undo_slice(app: &App, given: &Given<'_>, id: Uuid, by: Uuid) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut import) = file_imports::by_id(tx, id).await? else { return Ok(false) };
        let ImportStage::Undoing { done, .. } = &mut import.stage else { return Ok(false) };
        if !is_due(tx, MatterKind::FileImport, id, now).await? {
            return Ok(false);
        }
        let rows = file_imports::rows_to_undo(tx, &app.secrets, id, ROWS_A_SLICE as i64).await?;
        *done += rows.len() as u64;
        for row in &rows {
            let Some(change) = &row.before else { continue };
            let undone = undo_row(given, tx, import.organisation_id, change).await?;
            file_imports::mark_undone(tx, id, row.place, undone.as_str()).await?;
            if undone != Undone::Left {
                trace_undone(app, tx, &import, row, by, now).await?;
            }
        }
        file_imports::update(tx, &import).await?;
        Ok::<_, AppError>(!rows.is_empty())
    })
    .await
}

async fn trace_undone(
    app: &App,
    tx: &mut Tx,
    import: &FileImport,
    row: &ImportRow,
    by: Uuid,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let noun = match row.noun {
        ListNoun::Volunteers => "volunteer",
        ListNoun::People => "person",
        ListNoun::Series => "series",
    };
    let trace = Trace {
        organisation_id: import.organisation_id,
        actor: &actor_of(Member::Staff(StaffId(by))),
        verb: "import_undone",
        noun,
        noun_id: row.noun_id.unwrap_or_default(),
        detail: serde_json::json!({ "line": row.line }),
    };
    Ok(leave_trace(app, tx, trace, now).await?)
}

async fn end_undoing(app: &App, import: &FileImport) -> Outcome<()> {
    settle(app, import.organisation_id).await?;
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut import) = file_imports::by_id(tx, import.id).await? else { return Ok(()) };
        let is_over = matches!(import.stage, ImportStage::Undoing { .. })
            && is_due(tx, MatterKind::FileImport, import.id, now).await?
            && file_imports::count_to_undo(tx, import.id).await? == 0;
        if is_over {
            import.stage = ImportStage::Undone { at: now };
            file_imports::update(tx, &import).await?;
            set_timer(tx, MatterKind::FileImport, import.id, None, now).await?;
        }
        Ok::<_, AppError>(())
    })
    .await
}

/// Nobody decided in time, or it can be undone no more: what was personal goes.
async fn forget(app: &App, id: Uuid) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut import) = file_imports::by_id(tx, id).await? else { return Ok(()) };
        if !is_due(tx, MatterKind::FileImport, id, now).await? {
            return Ok(());
        }
        if let ImportStage::Written { at } = import.stage {
            import.stage = ImportStage::Settled { written_at: at };
            file_imports::forget_before(tx, id).await?;
            file_imports::update(tx, &import).await?;
            set_timer(tx, MatterKind::FileImport, id, None, now).await?;
        } else if import.drop(DroppedBecause::TooOld) {
            end_dropped(tx, &import).await?;
        }
        Ok::<_, AppError>(())
    })
    .await
}

/// Somebody was erased, who may stand in lists that were sent: they go, and what any import knows of her.
pub(crate) async fn forget_in_imports(
    tx: &mut Tx,
    owner: OrganisationId,
    person: passerelle_domain::ids::PersonId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    file_imports::forget_person(tx, person).await?;
    for mut import in file_imports::of_organisation(tx, owner).await? {
        if import.drop(DroppedBecause::Erasure) {
            end_dropped(tx, &import).await?;
        } else if matches!(import.stage, ImportStage::Writing { .. }) {
            // What was written so far is written.
            import.stage = ImportStage::Written { at: now };
            file_imports::forget_lists(tx, import.id).await?;
            file_imports::update(tx, &import).await?;
            set_timer(tx, MatterKind::FileImport, import.id, import.due_at(now), now).await?;
        }
    }
    Ok(())
}
