//! The guard before every page: who is there, and may they?

use axum::{
    Router,
    extract::{FromRequestParts, Request, State},
    handler::Handler,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use passerelle_app::{AppError, SignedIn, find_session};
use passerelle_domain::{
    ids::OrganisationId,
    people::{Member, Staff},
    sign_in::SessionStage,
};

use super::{Right, Words, frame::Frame, frame::render_refusal};
use crate::WebState;

/// The cookie of a session. Browsers keep the first name only when it came through TLS.
const SECURE_COOKIE: &str = "__Host-passerelle";
const PLAIN_COOKIE: &str = "passerelle";

/// Nothing from elsewhere, no frame, no plug-in; pictures drawn in the style sheet are data.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// Pages of the console, each with its right.
pub(crate) struct Pages {
    state: WebState,
    router: Router<WebState>,
    doors: Vec<Door>,
}

/// One address and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Door {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    pub(crate) right: Right,
}

impl Pages {
    pub(crate) fn new(state: &WebState) -> Pages {
        Pages { state: state.clone(), router: Router::new(), doors: Vec::new() }
    }

    /// A page: changes nothing.
    pub(crate) fn get<H, T>(self, path: &'static str, right: Right, handler: H) -> Pages
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.door(Method::GET, path, right, get(handler))
    }

    /// A form: changes something.
    pub(crate) fn post<H, T>(self, path: &'static str, right: Right, handler: H) -> Pages
    where
        H: Handler<T, WebState>,
        T: 'static,
    {
        self.door(Method::POST, path, right, post(handler))
    }

    fn door(
        mut self,
        method: Method,
        path: &'static str,
        right: Right,
        handler: axum::routing::MethodRouter<WebState>,
    ) -> Pages {
        let guarded = handler.layer(from_fn_with_state((self.state.clone(), right), guard));
        self.router = self.router.route(path, guarded);
        self.doors.push(Door { method, path, right });
        self
    }

    pub(crate) fn into_router(self) -> Router<WebState> {
        self.router.layer(from_fn(harden))
    }

    /// Every address, for the test that tries them all.
    pub(crate) fn into_doors(self) -> Vec<Door> {
        self.doors
    }
}

/// Somebody signed in who may do what the handler does.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) staff: Staff,
    pub(crate) form_token: String,
    /// Address of the page asked for, without its query.
    pub(crate) path: String,
    /// What was just done, as the name of a sentence: `?told=case-taken`.
    pub(crate) told: Option<String>,
}

impl Visitor {
    pub(crate) fn owner(&self) -> OrganisationId {
        self.staff.organisation_id
    }

    pub(crate) fn member(&self) -> Member {
        Member::Staff(self.staff.id)
    }

    pub(crate) fn words(&self) -> Words {
        Words(self.staff.language)
    }

    pub(crate) fn may(&self, right: Right) -> bool {
        right.is_of(self.staff.role)
    }

    /// What every page shows around its own content.
    pub(crate) fn frame(&self, title: impl Into<String>) -> Frame {
        Frame::of(self, title.into())
    }
}

impl FromRequestParts<WebState> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Visitor, Refusal> {
        parts.extensions.get::<Visitor>().cloned().ok_or(Refusal::Forbidden)
    }
}

/// Why a page is not shown; the guard makes a page of it in the visitor's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Nothing of the organisation has this name, or it is another organisation's.
    NotFound,
    /// The role does not have the right.
    Forbidden,
    /// The form is not one of ours for this session, or too old.
    ForeignForm,
    /// The form cannot be read.
    UnreadableForm,
    /// The service is in trouble: nothing was changed.
    Trouble,
}

impl Refusal {
    fn status(self) -> StatusCode {
        match self {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Forbidden | Refusal::ForeignForm => StatusCode::FORBIDDEN,
            Refusal::UnreadableForm => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Trouble => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The name of its sentence.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Refusal::NotFound => "refusal-not-found",
            Refusal::Forbidden => "refusal-forbidden",
            Refusal::ForeignForm => "refusal-foreign-form",
            Refusal::UnreadableForm => "refusal-unreadable-form",
            Refusal::Trouble => "refusal-trouble",
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Refusal {
        tracing::error!(trouble = %error, "a page of the console failed");
        Refusal::Trouble
    }
}

impl From<passerelle_store::StoreError> for Refusal {
    fn from(error: passerelle_store::StoreError) -> Refusal {
        AppError::from(error).into()
    }
}

/// What a handler of the console answers.
pub(crate) type Shown = Result<Response, Refusal>;

async fn guard(State((state, right)): State<(WebState, Right)>, mut request: Request, next: Next) -> Response {
    let asked = request.uri().clone();
    let signed_in = match token_of(&state, request.headers()) {
        Some(token) => match find_session(state.app(), &token).await {
            Ok(found) => found,
            Err(error) => return finish(None, Refusal::from(error).into_response()),
        },
        None => None,
    };
    let Some(SignedIn { staff, form_token, .. }) = signed_in.filter(|found| found.session.stage == SessionStage::Open)
    else {
        return to_sign_in(request.method(), request.headers(), asked.path());
    };
    let told = asked.query().and_then(told_in);
    let visitor = Visitor { staff, form_token, path: asked.path().to_owned(), told };
    if !visitor.may(right) {
        return finish(Some(&visitor), Refusal::Forbidden.into_response());
    }
    request.extensions_mut().insert(visitor.clone());
    finish(Some(&visitor), next.run(request).await)
}

fn told_in(query: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "told").map(|(_, key)| key.into_owned())
}

/// A page once somebody is signed in again; a form is not sent twice behind their back.
fn to_sign_in(method: &Method, headers: &HeaderMap, path: &str) -> Response {
    let next = form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
    let address = if method == Method::GET { format!("/sign-in?{next}") } else { "/sign-in".to_owned() };
    if headers.contains_key("hx-request") {
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", address)]).into_response();
    }
    Redirect::to(&address).into_response()
}

/// A refusal becomes a page.
fn finish(visitor: Option<&Visitor>, response: Response) -> Response {
    match response.extensions().get::<Refusal>().copied() {
        Some(refusal) => render_refusal(visitor, refusal, response.status()),
        None => response,
    }
}

/// What every answer of the console says to the browser.
pub(crate) async fn harden(request: Request, next: Next) -> Response {
    let is_asset = request.uri().path().starts_with("/assets/");
    let is_foreign = request.method() != Method::GET && comes_from_elsewhere(request.headers());
    let mut response = match is_foreign {
        true => finish(None, Refusal::ForeignForm.into_response()),
        false => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !is_asset {
        // Names are on these pages: "back" after signing out must not show them.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The browser says that another site sent the form: refused even where no session protects it.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| !matches!(site, "same-origin" | "none"))
}

/// The token of the cookie that came with a request.
pub(crate) fn token_of(state: &WebState, headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(cookie_name(state)).map(|cookie| cookie.value().to_owned())
}

fn cookie_name(state: &WebState) -> &'static str {
    if state.app().urls.is_secure() { SECURE_COOKIE } else { PLAIN_COOKIE }
}

/// The cookie that keeps `token`; it ends with the browser, the session ends by itself.
pub(crate) fn cookie(state: &WebState, token: String) -> Cookie<'static> {
    Cookie::build((cookie_name(state), token))
        .path("/")
        .http_only(true)
        .secure(state.app().urls.is_secure())
        .same_site(SameSite::Lax)
        .build()
}

/// What a browser keeps while it is away at the identity provider; it comes back from another site, by a link.
pub(crate) fn journey_cookie(state: &WebState, kept: String) -> Cookie<'static> {
    let mut kept = cookie(state, kept);
    kept.set_name(journey_name(state));
    kept
}

/// Takes it away: one journey ends once.
pub(crate) fn no_journey_cookie(state: &WebState) -> Cookie<'static> {
    let mut gone = journey_cookie(state, String::new());
    gone.make_removal();
    gone
}

/// What the browser kept while it was away.
pub(crate) fn journey_of(state: &WebState, headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(journey_name(state)).map(|cookie| cookie.value().to_owned())
}

fn journey_name(state: &WebState) -> &'static str {
    if state.app().urls.is_secure() { "__Host-passerelle-journey" } else { "passerelle-journey" }
}

/// Takes the cookie away.
pub(crate) fn no_cookie(state: &WebState) -> Cookie<'static> {
    let mut gone = cookie(state, String::new());
    gone.make_removal();
    gone
}
