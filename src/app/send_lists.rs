//! Takes lists somebody sends from the console: read at once, looked at row by row by the job that follows.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    code::Code,
    file_import::{Fates, FileImport, ImportStage, ListNoun, MOST_KEPT, MOST_OPEN, SentList},
    ids::OrganisationId,
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{Tx, file_imports, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    import::{count_rows, text_of},
    schedule::set_timer,
};

/// Codes tried before giving up: one in so many is taken at worst.
const MOST_TRIES: usize = 20;

/// What became of lists that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentLists {
    /// What would happen is being found out; this is its code.
    Taken(Code),
    /// Nothing was taken: each list that cannot be, and why.
    Refused(Vec<(ListNoun, String)>),
    /// There was nothing in what was sent.
    Nothing,
    /// Several wait for a decision already.
    TooMany,
}

/// Takes lists as they came: UTF-8, or what spreadsheets write in France. Nothing is written to any record. The same again is
/// another import, which finds nothing to change once the first was written.
///
/// # Errors
/// Trouble of the database.
pub async fn send_lists(
    app: &App,
    owner: OrganisationId,
    files: &[(ListNoun, Vec<u8>)],
    by: Member,
) -> Outcome<SentLists> {
    let now = app.clock.now();
    let (mut lists, mut refused) = (Vec::new(), Vec::new());
    for noun in ListNoun::ALL {
        let Some((_, bytes)) = files.iter().find(|(of, _)| *of == noun) else { continue };
        let content = text_of(bytes);
        match count_rows(noun, &content) {
            Ok(rows) => lists.push((SentList { noun, rows, fates: Fates::default() }, content)),
            Err(reason) => refused.push((noun, reason)),
        }
    }
    if !refused.is_empty() {
        return Ok(SentLists::Refused(refused));
    }
    if lists.iter().all(|(list, _)| list.rows == 0) {
        return Ok(SentLists::Nothing);
    }
    transact!(app.db, |tx| {
        let known = file_imports::of_organisation(tx, owner).await?;
        if known.iter().filter(|import| import.has_content()).count() >= MOST_OPEN {
            return Ok(SentLists::TooMany);
        }
        for old in known.iter().filter(|import| import.is_over()).skip(MOST_KEPT - 1) {
            file_imports::delete(tx, old.id).await?;
        }
        for _ in 0..MOST_TRIES {
            let import = FileImport {
                id: app.chance.new_id(now),
                organisation_id: owner,
                code: app.chance.new_code(),
                sent_by: by.uuid(),
                sent_at: now,
                lists: lists.iter().map(|(list, _)| list.clone()).collect(),
                stage: ImportStage::Looking,
            };
            if file_imports::insert(tx, &import).await? {
                for (list, content) in &lists {
                    file_imports::add_list(tx, &app.secrets, import.id, list.noun, content).await?;
                }
                set_timer(tx, MatterKind::FileImport, import.id, Some(now), now).await?;
                leave_trace_of(app, tx, &import, "lists_sent", by, now).await?;
                return Ok(SentLists::Taken(import.code));
            }
        }
        Err(AppError::Text("no code is free for an import".to_owned()))
    })
    .await
}

/// The audit says who sent, wrote or undid lists; what each row changed stands with its record.
pub(crate) async fn leave_trace_of(
    app: &App,
    tx: &mut Tx,
    import: &FileImport,
    verb: &str,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let trace = Trace {
        organisation_id: import.organisation_id,
        actor: &actor_of(by),
        verb,
        noun: "file_import",
        noun_id: import.id,
        detail: json!({ "rows": import.rows() }),
    };
    Ok(leave_trace(app, tx, trace, now).await?)
}
