//! A coordinator notes what a volunteer said about an offer.

use passerelle_domain::{
    ids::{OfferId, OrganisationId},
    offer::Offer,
    people::Member,
};
use passerelle_store::{lines, offers, scheduled_calls, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    receive_message::{Asked, settle_offer},
};

/// Notes a yes or a no to an offer, in the name of `by`, as if the volunteer had written it: the rules are the same, and so are
/// the texts. Answers with the offer as it is then; a question that is settled stays as it was. `None` when no offer of this
/// organisation has the id.
///
/// # Errors
/// Trouble of the database.
pub async fn answer_offer(
    app: &App,
    owner: OrganisationId,
    id: OfferId,
    says_yes: bool,
    by: Member,
) -> Outcome<Option<Offer>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(offer) = offers::by_id(tx, id).await?.filter(|offer| offer.organisation_id == owner) else {
            return Ok(None);
        };
        let call = scheduled_calls::by_id(tx, offer.scheduled_call_id).await?.ok_or(AppError::dangling("offer"))?;
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("offer"))?;
        if !offer.can_be_answered() {
            return Ok(Some(offer));
        }
        settle_offer(app, tx, &line, &Asked { offer, call }, says_yes, now).await?;
        let trace = Trace {
            organisation_id: owner,
            actor: &by.uuid().to_string(),
            verb: "answered",
            noun: "offer",
            noun_id: id.0,
            detail: json!({ "yes": says_yes }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(offers::by_id(tx, id).await?)
    })
    .await
}
