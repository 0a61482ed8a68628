//! The guard of a volunteer's page: what the token of the address opens, and whether a form was made for it.

use std::collections::HashMap;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{StatusCode, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use passerelle_app::{AppError, OpenedLink, OwnPage, open_volunteer_link};
use passerelle_domain::people::{Language, Volunteer};
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use crate::{
    WebState,
    console::{Frame, Words},
};

/// The field that carries the proof.
const TOKEN_FIELD: &str = "form_token";

/// An open link.
pub(super) struct Link {
    token: String,
    own: Box<OwnPage>,
    /// What was just done, as the name of a sentence.
    told: Option<String>,
}

impl Link {
    pub(super) fn volunteer(&self) -> &Volunteer {
        &self.own.volunteer
    }

    pub(super) fn words(&self) -> Words {
        Words(self.own.volunteer.language())
    }

    /// The address of a page below the link: `""` for the first one.
    pub(super) fn address(&self, below: &str) -> String {
        format!("/v/{}{below}", self.token)
    }

    /// The frame of a page, which says what was just done.
    pub(super) fn frame(&self, title_key: &str) -> Frame {
        let mut frame = Frame::of_stranger(self.own.volunteer.language(), title_key);
        let told = self.told.as_ref().map(|key| format!("told-{key}")).filter(|key| frame.w.has(key));
        frame.told = told.map(|key| frame.w.say(&key));
        frame
    }

    /// What every page of the link shows below its own content.
    pub(super) fn around(&self) -> Around {
        let w = self.words();
        Around {
            home: self.address(""),
            absences: self.address("/absences"),
            hours: self.address("/hours"),
            call_me: self.address("/call-me"),
            form_token: self.own.form_token.clone(),
            until: w.fill("own-link-until", [("day", w.day(self.own.last_on))]),
        }
    }

    /// Back to a page of the link, which says what was done.
    pub(super) fn back(&self, below: &str, told: &str) -> Response {
        Redirect::to(&format!("{}?told={told}", self.address(below))).into_response()
    }
}

/// What stands around every page.
pub(super) struct Around {
    pub(super) home: String,
    pub(super) absences: String,
    pub(super) hours: String,
    pub(super) call_me: String,
    pub(super) form_token: String,
    pub(super) until: String,
}

/// Why nothing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotShown {
    /// The link is too old.
    Expired,
    /// It opens nothing: revoked, altered, or somebody has left.
    Unknown,
    /// The form was not made for this link.
    ForeignForm,
    /// The form cannot be read.
    UnreadableForm,
    /// No such call or absence of theirs.
    NotTheirs,
    /// The service is in trouble: nothing was changed.
    Trouble,
}

impl From<AppError> for NotShown {
    fn from(error: AppError) -> NotShown {
        tracing::error!(trouble = %error, "a volunteer's page failed");
        NotShown::Trouble
    }
}

impl From<passerelle_store::StoreError> for NotShown {
    fn from(error: passerelle_store::StoreError) -> NotShown {
        AppError::from(error).into()
    }
}

/// Nobody knows who reads: both languages.
#[derive(Template)]
#[template(path = "volunteer/not_shown.html")]
struct NotShownPage {
    frame: Frame,
    french: Words,
    english: Words,
    key: &'static str,
}

impl IntoResponse for NotShown {
    fn into_response(self) -> Response {
        let (status, key) = match self {
            NotShown::Expired => (StatusCode::GONE, "own-link-expired"),
            NotShown::Unknown => (StatusCode::NOT_FOUND, "own-link-unknown"),
            NotShown::ForeignForm => (StatusCode::FORBIDDEN, "own-foreign-form"),
            NotShown::UnreadableForm => (StatusCode::UNPROCESSABLE_ENTITY, "own-unreadable-form"),
            NotShown::NotTheirs => (StatusCode::NOT_FOUND, "own-not-theirs"),
            NotShown::Trouble => (StatusCode::SERVICE_UNAVAILABLE, "own-trouble"),
        };
        let frame = Frame::of_stranger(Language::French, "own-not-shown-title");
        let page = NotShownPage { frame, french: Words(Language::French), english: Words(Language::English), key };
        match page.render() {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => status.into_response(),
        }
    }
}

/// What a handler of the page answers.
pub(super) type Shown = Result<Response, NotShown>;

/// A page, drawn; a form that needs a correction is 422.
pub(super) fn draw_with(status: StatusCode, page: &impl Template) -> Shown {
    match page.render() {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => {
            tracing::error!(%error, "a volunteer's page could not be drawn");
            Err(NotShown::Trouble)
        }
    }
}

impl FromRequestParts<WebState> for Link {
    type Rejection = NotShown;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Link, NotShown> {
        let path = Path::<HashMap<String, String>>::from_request_parts(parts, state).await;
        let token = path.ok().and_then(|Path(mut path)| path.remove("token")).ok_or(NotShown::Unknown)?;
        let query = parts.uri.query().unwrap_or_default();
        let told = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "told");
        let told = told.map(|(_, key)| key.into_owned());
        match open_volunteer_link(state.app(), &token).await? {
            OpenedLink::Open(own) => Ok(Link { token, own, told }),
            OpenedLink::Expired => Err(NotShown::Expired),
            OpenedLink::Unknown => Err(NotShown::Unknown),
        }
    }
}

/// A form sent from a page of the link.
pub(super) struct OwnForm<T> {
    pub(super) link: Link,
    pub(super) form: T,
}

impl<T: DeserializeOwned> FromRequest<WebState> for OwnForm<T> {
    type Rejection = NotShown;

    async fn from_request(request: Request, state: &WebState) -> Result<OwnForm<T>, NotShown> {
        let (mut parts, body) = request.into_parts();
        let link = Link::from_request_parts(&mut parts, state).await?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, state).await.map_err(|_| NotShown::UnreadableForm)?;
        let sent = form_urlencoded::parse(&body).find(|(name, _)| name == TOKEN_FIELD).map(|(_, value)| value);
        let is_ours = sent.is_some_and(|sent| sent.as_bytes().ct_eq(link.own.form_token.as_bytes()).into());
        if !is_ours {
            return Err(NotShown::ForeignForm);
        }
        let form = serde_html_form::from_bytes(&body).map_err(|_| NotShown::UnreadableForm)?;
        Ok(OwnForm { link, form })
    }
}
