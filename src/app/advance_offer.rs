//! An offer nobody answered in time lapses. The call itself has its own timer and goes on.

use passerelle_domain::{ids::OfferId, matter::MatterKind};
use passerelle_store::{offers, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    schedule::{is_due, set_timer},
};

/// Advances an offer whose timer is due.
pub(crate) async fn advance_offer(app: &App, id: OfferId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Offer, id.0, now).await? {
            return Ok(());
        }
        if let Some(offer) = offers::by_id(tx, id).await? {
            offers::update(tx, &offer.lapsed()).await?;
        }
        set_timer(tx, MatterKind::Offer, id.0, None, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
