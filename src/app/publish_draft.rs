//! Publishes the sentences written anew: the next callers hear them. Or gives them up.

use passerelle_domain::{ids::OrganisationId, people::Member};
use passerelle_store::{transact, voice_drafts};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    publish_edition::{NewEdition, Published, publish_within},
    script_draft::Drafting,
};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublishedDraft {
    /// The draft became an edition, or was refused, as [`Published`] says. Of an edition nothing is left in the draft.
    Published(Published),
    /// Nothing is written anew.
    NothingNew,
    /// The draft or the edition in use is not what was seen. Nothing has changed.
    ChangedMeanwhile,
}

/// Publishes the draft over the edition in use. `seen` is what `look_at_draft` said of it; `None` publishes whatever is
/// there. Calls in progress keep theirs.
///
/// # Errors
/// Trouble of the database.
pub async fn publish_draft(
    app: &App,
    owner: OrganisationId,
    seen: Option<&str>,
    by: Member,
) -> Outcome<PublishedDraft> {
    let now = app.clock.now();
    let author = actor_of(by);
    transact!(app.db, |tx| {
        let drafting = Drafting::of(app, tx, owner).await?;
        if drafting.drafted.is_empty() {
            return Ok(PublishedDraft::NothingNew);
        }
        if seen.is_some_and(|seen| seen != drafting.seen(app)) {
            return Ok(PublishedDraft::ChangedMeanwhile);
        }
        // Sounds named by the edition are kept already: a draft records none.
        let edition = NewEdition { texts: drafting.texts, ..NewEdition::default() };
        let published = publish_within(app, tx, owner, &author, &edition, now).await?;
        match published {
            Published::Number(_) | Published::Unchanged(_) => voice_drafts::forget_all(tx, owner).await?,
            Published::Refused(_) => 0,
        };
        Ok::<_, AppError>(PublishedDraft::Published(published))
    })
    .await
}

/// Gives every sentence of the draft up, and says how many there were. What callers hear stays. `None` when the draft is not
/// what was seen.
///
/// # Errors
/// Trouble of the database.
pub async fn end_draft(app: &App, owner: OrganisationId, seen: Option<&str>, by: Member) -> Outcome<Option<u64>> {
    let now = app.clock.now();
    let author = actor_of(by);
    transact!(app.db, |tx| {
        if seen.is_some() && seen != Some(Drafting::of(app, tx, owner).await?.seen(app).as_str()) {
            return Ok(None);
        }
        let ended = voice_drafts::forget_all(tx, owner).await?;
        if ended > 0 {
            let trace = Trace {
                organisation_id: owner,
                actor: &author,
                verb: "gave_up_draft",
                noun: "voice_script",
                noun_id: owner.0,
                detail: json!({ "sentences": ended }),
            };
            leave_trace(app, tx, trace, now).await?;
        }
        Ok::<_, AppError>(Some(ended))
    })
    .await
}
