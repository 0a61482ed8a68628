//! Signing in: an address and a password, then a code; an invitation; signing out.

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;
use passerelle_app::{
    Enrolment, FactorAnswer, InvitationAnswer, SignIn, accept_invitation, begin_enrolment, confirm_factor,
    find_session, show_invitation, sign_in, sign_in_to_rehearsal, sign_out,
};
use passerelle_domain::{
    ids::OrganisationId,
    people::{Language, StaffRole},
    sign_in::{LEAST_PASSWORD_CHARS, PasswordProblem, SessionStage},
};
use passerelle_store::staff;
use qrcode::{QrCode, render::svg};
use serde::Deserialize;

use super::{
    Words,
    frame::{Frame, draw, draw_with, render_refusal},
    guard::{Refusal, Shown, cookie, no_cookie, token_of},
    rights,
};
use crate::WebState;

/// Sides of the picture of a second factor, in pixels.
const PICTURE_PX: u32 = 220;

#[derive(Template)]
#[template(path = "console/sign_in.html")]
struct SignInPage {
    frame: Frame,
    email: String,
    next: String,
    problem: Option<String>,
    other_door: Option<OtherDoor>,
}

/// The way in through the identity provider, where there is one.
struct OtherDoor {
    label: String,
    address: String,
}

impl SignInPage {
    fn new(state: &WebState, language: Language, next: String) -> SignInPage {
        let frame = Frame::of_stranger(language, "sign-in-title");
        let other_door = state.app().open_id.as_ref().map(|provider| OtherDoor {
            label: frame.w.fill("sign-in-provider", [("name", provider.name().to_owned())]),
            address: with_next("/sign-in/provider", &next),
        });
        SignInPage { frame, email: String::new(), next, problem: None, other_door }
    }
}

#[derive(Template)]
#[template(path = "console/code.html")]
struct CodePage {
    frame: Frame,
    next: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "console/setup.html")]
struct SetupPage {
    frame: Frame,
    /// An SVG made here; nothing of it comes from outside.
    picture: String,
    secret: String,
    problem: Option<String>,
}

#[derive(Template)]
#[template(path = "console/invitation.html")]
struct InvitationPage {
    frame: Frame,
    hello: String,
    advice: String,
    least: usize,
    problem: Option<String>,
}

/// The language a browser asks for first; French when it is none of ours.
fn language_of(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if wanted.trim_start().to_lowercase().starts_with("en") { Language::English } else { Language::French }
}

/// The words a browser asks for.
pub(crate) fn wanted_words(headers: &HeaderMap) -> Words {
    Words(language_of(headers))
}

/// Where to go afterwards: an address of ours, or nothing.
pub(super) fn own_address(next: &str) -> Option<&str> {
    let is_ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    is_ours.then_some(next)
}

#[derive(Deserialize, Default)]
pub(crate) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

pub(super) fn stranger(refusal: Refusal) -> Response {
    let status = refusal.into_response().status();
    render_refusal(None, refusal, status)
}

fn shown(shown: Shown) -> Response {
    shown.unwrap_or_else(stranger)
}

/// `GET /sign-in`.
pub(crate) async fn page(State(state): State<WebState>, Query(query): Query<Next>, headers: HeaderMap) -> Response {
    if let Some(token) = token_of(&state, &headers)
        && let Ok(Some(found)) = find_session(state.app(), &token).await
        && found.session.stage == SessionStage::Open
    {
        return Redirect::to(rights::first_page(found.staff.role)).into_response();
    }
    shown(draw(&SignInPage::new(&state, language_of(&headers), query.next)))
}

/// The sign-in page with what went wrong elsewhere: the password still opens.
pub(super) fn page_with(state: &WebState, headers: &HeaderMap, status: StatusCode, problem: &str) -> Response {
    let page = SignInPage::new(state, language_of(headers), String::new());
    let problem = Some(page.frame.w.say(problem));
    shown(draw_with(status, &SignInPage { problem, ..page }))
}

#[derive(Deserialize)]
pub(crate) struct Password {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`: the first step.
pub(crate) async fn try_password(
    State(state): State<WebState>,
    headers: HeaderMap,
    Form(typed): Form<Password>,
) -> Response {
    let page = SignInPage::new(&state, language_of(&headers), typed.next);
    let problem = match sign_in(state.app(), &typed.email, &typed.password).await {
        Ok(SignIn::Halfway { token, stage }) => {
            let path = if stage == SessionStage::AwaitsEnrolment { "/sign-in/setup" } else { "/sign-in/code" };
            let jar = CookieJar::new().add(cookie(&state, token));
            return (jar, Redirect::to(&with_next(path, &page.next))).into_response();
        }
        Ok(SignIn::Refused) => page.frame.w.say("sign-in-refused"),
        Ok(SignIn::Paused(_)) => page.frame.w.say("sign-in-paused"),
        Err(error) => return stranger(error.into()),
    };
    let page = SignInPage { email: typed.email, problem: Some(problem), ..page };
    shown(draw_with(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

fn with_next(path: &str, next: &str) -> String {
    match own_address(next) {
        Some(next) => {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
            format!("{path}?{query}")
        }
        None => path.to_owned(),
    }
}

/// `GET /sign-in/code`.
pub(crate) async fn code_page(Query(query): Query<Next>, headers: HeaderMap) -> Response {
    let frame = Frame::of_stranger(language_of(&headers), "code-title");
    shown(draw(&CodePage { frame, next: query.next, problem: None }))
}

#[derive(Deserialize)]
pub(crate) struct Code {
    code: String,
    #[serde(default)]
    next: String,
}

/// `POST /sign-in/code`: the second step.
pub(crate) async fn try_code(State(state): State<WebState>, headers: HeaderMap, Form(typed): Form<Code>) -> Response {
    let frame = Frame::of_stranger(language_of(&headers), "code-title");
    match confirm(&state, &headers, &typed).await {
        Ok(Step::Done(response)) => response,
        Ok(Step::Problem(key)) => {
            let problem = Some(frame.w.say(key));
            shown(draw_with(StatusCode::UNPROCESSABLE_ENTITY, &CodePage { frame, next: typed.next, problem }))
        }
        Err(refusal) => stranger(refusal),
    }
}

enum Step {
    Done(Response),
    Problem(&'static str),
}

async fn confirm(state: &WebState, headers: &HeaderMap, typed: &Code) -> Result<Step, Refusal> {
    let Some(token) = token_of(state, headers) else { return Ok(Step::Done(Redirect::to("/sign-in").into_response())) };
    Ok(match confirm_factor(state.app(), &token, &typed.code).await? {
        FactorAnswer::Open(token) => {
            let role = find_session(state.app(), &token).await?.map(|found| found.staff.role);
            let first = role.map_or("/sign-in", rights::first_page);
            let jar = CookieJar::new().add(cookie(state, token));
            Step::Done((jar, Redirect::to(own_address(&typed.next).unwrap_or(first))).into_response())
        }
        FactorAnswer::Wrong => Step::Problem("code-wrong"),
        FactorAnswer::Paused(_) => Step::Problem("sign-in-paused"),
        FactorAnswer::NoSession => Step::Done(Redirect::to("/sign-in").into_response()),
    })
}

/// `GET /sign-in/setup`: the second factor, for whoever has none.
pub(crate) async fn setup_page(State(state): State<WebState>, headers: HeaderMap) -> Response {
    set_up_again(&state, &headers, None).await
}

async fn set_up_again(state: &WebState, headers: &HeaderMap, problem: Option<&'static str>) -> Response {
    let Some(token) = token_of(state, headers) else { return Redirect::to("/sign-in").into_response() };
    let Enrolment { secret, address } = match begin_enrolment(state.app(), &token).await {
        Ok(Some(enrolment)) => enrolment,
        Ok(None) => return Redirect::to("/sign-in").into_response(),
        Err(error) => return stranger(error.into()),
    };
    let frame = Frame::of_stranger(language_of(headers), "setup-title");
    let picture = match QrCode::new(address.as_bytes()) {
        Ok(code) => code.render::<svg::Color<'_>>().min_dimensions(PICTURE_PX, PICTURE_PX).build(),
        // Too long for a picture: the secret below can be typed.
        Err(_) => String::new(),
    };
    // A prolog belongs to a file, not to a page.
    let picture = picture.split_once("?>").map_or(picture.clone(), |(_, svg)| svg.to_owned());
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let problem = problem.map(|key| frame.w.say(key));
    shown(draw_with(status, &SetupPage { frame, picture, secret: in_fours(&secret), problem }))
}

/// Easier to type: `JBSW Y3DP`.
fn in_fours(secret: &str) -> String {
    let signs: Vec<char> = secret.chars().collect();
    signs.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// `POST /sign-in/setup`: the first code proves that the second factor works.
pub(crate) async fn set_up(State(state): State<WebState>, headers: HeaderMap, Form(typed): Form<Code>) -> Response {
    match confirm(&state, &headers, &typed).await {
        Ok(Step::Done(response)) => response,
        Ok(Step::Problem(key)) => set_up_again(&state, &headers, Some(key)).await,
        Err(refusal) => stranger(refusal),
    }
}

/// `GET /invitation/{token}`.
pub(crate) async fn invitation_page(State(state): State<WebState>, Path(token): Path<String>) -> Response {
    invitation_with(&state, &token, None).await
}

async fn invitation_with(state: &WebState, token: &str, problem: Option<PasswordProblem>) -> Response {
    let member = match show_invitation(state.app(), token).await {
        Ok(Some(member)) => member,
        Ok(None) => return stranger(Refusal::NotFound),
        Err(error) => return stranger(error.into()),
    };
    let frame = Frame::of_stranger(member.language, "invitation-title");
    let hello = frame.w.fill("invitation-hello", [("name", member.first_name)]);
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let problem = problem.map(|problem| match problem {
        PasswordProblem::TooShort => frame.w.count("password-too-short", LEAST_PASSWORD_CHARS),
        PasswordProblem::TooLong => frame.w.say("password-too-long"),
        PasswordProblem::Guessable => frame.w.say("password-guessable"),
    });
    let advice = frame.w.count("invitation-advice", LEAST_PASSWORD_CHARS);
    shown(draw_with(status, &InvitationPage { frame, hello, advice, least: LEAST_PASSWORD_CHARS, problem }))
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    password: String,
}

/// `POST /invitation/{token}`.
pub(crate) async fn choose_password(
    State(state): State<WebState>,
    Path(token): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Response {
    match accept_invitation(state.app(), &token, &chosen.password).await {
        Ok(InvitationAnswer::Accepted(session)) => {
            let jar = CookieJar::new().add(cookie(&state, session));
            (jar, Redirect::to("/sign-in/setup")).into_response()
        }
        Ok(InvitationAnswer::Weak(problem)) => invitation_with(&state, &token, Some(problem)).await,
        Ok(InvitationAnswer::Ended) => stranger(Refusal::NotFound),
        Err(error) => stranger(error.into()),
    }
}

/// `POST /rehearsal/sign-in`: opens the console of a rehearsal in the name of its first coordinator. With a real carrier there
/// is no such address.
pub(crate) async fn enter_rehearsal(State(state): State<WebState>) -> Response {
    let Some(organisation) = state.0.board_of else { return stranger(Refusal::NotFound) };
    match open_rehearsal(&state, organisation).await {
        Ok(Some(token)) => (CookieJar::new().add(cookie(&state, token)), Redirect::to("/today")).into_response(),
        Ok(None) => stranger(Refusal::NotFound),
        Err(refusal) => stranger(refusal),
    }
}

async fn open_rehearsal(state: &WebState, organisation: OrganisationId) -> Result<Option<String>, Refusal> {
    let app = state.app();
    let team = staff::of_organisation(&mut app.db.read().await?, &app.secrets, organisation).await?;
    match team.into_iter().find(|member| member.role == StaffRole::Coordinator && !member.has_left) {
        Some(member) => Ok(sign_in_to_rehearsal(app, &member).await?),
        None => Ok(None),
    }
}

/// `POST /sign-out`: needs no proof, because leaving harms nobody; requests from other sites are refused before.
pub(crate) async fn leave(State(state): State<WebState>, headers: HeaderMap) -> Response {
    if let Some(token) = token_of(&state, &headers)
        && let Err(error) = sign_out(state.app(), &token).await
    {
        return stranger(error.into());
    }
    (CookieJar::new().add(no_cookie(&state)), Redirect::to("/sign-in")).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_page_then_only_one_of_ours() {
        for (next, kept) in [("/today", true), ("//evil.example", false), ("https://evil.example", false), ("", false)]
        {
            assert_eq!(own_address(next).is_some(), kept, "{next}");
        }
        assert_eq!(with_next("/sign-in/code", "/people/1?a=b&c=d"), "/sign-in/code?next=%2Fpeople%2F1%3Fa%3Db%26c%3Dd");
    }

    #[test]
    fn secret_then_in_fours() {
        assert_eq!(in_fours("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
