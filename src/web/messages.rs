//! Webhooks about texts.

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use passerelle_app::{ReceivedText, receive_message, record_message_receipt};
use passerelle_domain::ids::MessageId;
use passerelle_telephony::{
    twiml::{CONTENT_TYPE, Document},
    webhook::{MessageRequest, MessageStatusRequest},
};
use uuid::Uuid;

use crate::{WebState, signed::Signed};

/// A text came in. Answers are texts of their own, with their own receipts, so the document is empty.
pub(crate) async fn incoming(State(state): State<WebState>, Signed(request): Signed<MessageRequest>) -> Response {
    let empty = ([(header::CONTENT_TYPE, CONTENT_TYPE)], Document::new().render()).into_response();
    let Some(message) = request else { return empty };
    let text = ReceivedText {
        from: message.sender(),
        to: message.to.clone().unwrap_or_default(),
        body: message.body.clone(),
        carrier_answers: message.opt_out_type.is_some(),
        carrier_sid: message.message_sid,
    };
    match receive_message(state.app(), &text).await {
        Ok(()) => empty,
        Err(trouble) => {
            tracing::error!(%trouble, "a text received could not be kept");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// What became of a text we sent.
pub(crate) async fn status(
    State(state): State<WebState>,
    Path(message): Path<String>,
    Signed(request): Signed<MessageStatusRequest>,
) -> Response {
    let (Ok(message), Some(receipt)) = (Uuid::parse_str(&message), request) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let message = MessageId(message);
    let (sid, status) = (&receipt.message_sid, receipt.message_status);
    match record_message_receipt(state.app(), message, sid, status, receipt.error_code).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(trouble) => {
            tracing::error!(%trouble, "a receipt could not be kept; the carrier will be asked instead");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
