//! The carrier says what became of a text.

use passerelle_domain::ids::MessageId;
use passerelle_store::{messages, transact};
use passerelle_telephony::webhook::MessageStatus;

use crate::{
    App,
    error::{AppError, Outcome},
    message_answers::receipt_of,
    message_fate::apply_to_message,
};

/// Applies a receipt. Late, doubled and unknown ones change nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn record_message_receipt(
    app: &App,
    message: MessageId,
    sid: &str,
    status: MessageStatus,
    error_code: Option<u32>,
) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut message) = messages::by_id(tx, &app.secrets, message).await? else { return Ok(()) };
        match &message.sid {
            Some(known) if known != sid => return Ok(()),
            // It speaks of a sending that did not arrive, and that is known.
            None if message.past_sids.iter().any(|past| past == sid) => return Ok(()),
            Some(_) => {}
            // The receipt overtook the answer to our request.
            None => message.sid = Some(sid.to_owned()),
        }
        apply_to_message(app, tx, message, receipt_of(status, error_code, false), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
