//! Files of a form, with the proof that the form is ours.

use axum::{
    extract::{FromRequest, Multipart, Request, multipart::MultipartError},
    http::StatusCode,
};
use passerelle_domain::file_import::ListNoun;
use subtle::ConstantTimeEq;

use crate::{
    WebState,
    console::{
        form::TOKEN_FIELD,
        guard::{Refusal, Visitor},
    },
};

/// The lists of the largest associations, of some 50,000 people, have less; and the form around them.
pub(crate) const MOST_SENT_BYTES: usize = 8 * 1024 * 1024 + 64 * 1024;
/// A form of ours has fewer fields.
const MOST_FIELDS: usize = 8;

/// What was sent from one of our forms.
pub(crate) enum SentFiles {
    /// Every file that holds anything.
    Read(Vec<(ListNoun, Vec<u8>)>),
    /// More than is taken at once.
    TooLarge,
}

impl FromRequest<WebState> for SentFiles {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &WebState) -> Result<SentFiles, Refusal> {
        let visitor = request.extensions().get::<Visitor>().cloned().ok_or(Refusal::Forbidden)?;
        let mut form = Multipart::from_request(request, state).await.map_err(|_| Refusal::UnreadableForm)?;
        let (mut files, mut is_ours) = (Vec::new(), false);
        for _ in 0..MOST_FIELDS {
            let field = match form.next_field().await {
                Ok(Some(field)) => field,
                Ok(None) => break,
                Err(error) => return unread(&error, is_ours),
            };
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = match field.bytes().await {
                Ok(bytes) => bytes,
                Err(error) => return unread(&error, is_ours),
            };
            if name == TOKEN_FIELD {
                is_ours = bytes.ct_eq(visitor.form_token.as_bytes()).into();
            } else if let Some(noun) = ListNoun::parse(&name).filter(|_| !bytes.is_empty()) {
                files.push((noun, bytes.to_vec()));
            }
        }
        if is_ours { Ok(SentFiles::Read(files)) } else { Err(Refusal::ForeignForm) }
    }
}

fn unread(error: &MultipartError, is_ours: bool) -> Result<SentFiles, Refusal> {
    match (error.status(), is_ours) {
        (_, false) => Err(Refusal::ForeignForm),
        (StatusCode::PAYLOAD_TOO_LARGE, true) => Ok(SentFiles::TooLarge),
        (_, true) => Err(Refusal::UnreadableForm),
    }
}
