//! One email as bytes: headers, plain text and HTML.
//!
//! # Source
//! RFC 5322 (message), RFC 2046 section 5.1.4 (alternatives, the plainest first), RFC 3834 (`Auto-Submitted`, so that an
//! absence responder does not answer a machine).

use super::{Email, MailError, MailStage};
use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart, MultiPartKind, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};
use std::time::SystemTime;

/// An email ready to leave.
pub(super) struct WrittenEmail {
    pub(super) bytes: Vec<u8>,
    pub(super) message_id: String,
    pub(super) from: Address,
    pub(super) to: Address,
}

/// Writes the message. The same email gives the same bytes: nothing in it is drawn or read from a clock.
pub(super) fn write(from: &Mailbox, email: &Email) -> Result<WrittenEmail, MailError> {
    let refused = MailError::Refused { stage: MailStage::Writing, code: None };
    let to: Mailbox = email.to.parse().map_err(|_| refused)?;
    let message_id = format!("<{}@{}>", email.id, from.email.domain());
    let envelope = Envelope::new(Some(from.email.clone()), vec![to.email.clone()]).map_err(|_| refused)?;
    let alternatives = MultiPart::builder()
        .kind(MultiPartKind::Alternative)
        .boundary(format!("passerelle-{}", email.id.simple()))
        .singlepart(SinglePart::plain(email.text.text.clone()))
        .singlepart(SinglePart::html(email.text.html.clone()));
    let message = Message::builder()
        .envelope(envelope)
        .message_id(Some(message_id.clone()))
        .date(SystemTime::from(email.written_at))
        .from(from.clone())
        .to(to.clone())
        .subject(email.text.subject.clone())
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .multipart(alternatives)
        .map_err(|_| refused)?;
    Ok(WrittenEmail { bytes: message.formatted(), message_id, from: from.email.clone(), to: to.email })
}
