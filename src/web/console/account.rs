//! One's own access: who one is here, a new password, leaving every browser.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{end_sessions, invite_staff};
use serde::Deserialize;

use super::{
    form::Signed,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
    rights::Right,
};
use crate::WebState;

#[derive(Template)]
#[template(path = "console/account.html")]
struct Page {
    frame: Frame,
    form_token: String,
    name: String,
    role: String,
    email: String,
    rights: Vec<String>,
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `GET /account`.
pub(crate) async fn page(visitor: Visitor) -> Shown {
    let (w, me) = (visitor.words(), &visitor.staff);
    let page = Page {
        frame: visitor.frame(w.say("account-title")),
        form_token: visitor.form_token.clone(),
        name: format!("{} {}", me.first_name, me.last_name),
        role: w.role(me.role),
        email: me.email.clone().unwrap_or_default(),
        rights: Right::ALL.into_iter().filter(|right| visitor.may(*right)).map(|right| w.right(right)).collect(),
    };
    draw(&page)
}

/// `POST /account/invitation`: the link for a new password goes to one's own address, and nowhere else.
pub(crate) async fn renew(State(state): State<WebState>, visitor: Visitor, _: Signed<Nothing>) -> Shown {
    let invited = invite_staff(state.app(), visitor.owner(), visitor.staff.id, Some(visitor.member())).await?;
    let told = if invited.ok_or(Refusal::NotFound)?.is_emailed { "account-link-sent" } else { "account-no-email" };
    Ok(Redirect::to(&format!("/account?told={told}")).into_response())
}

/// `POST /account/sessions/end`: every browser, this one too.
pub(crate) async fn leave_everywhere(State(state): State<WebState>, visitor: Visitor, _: Signed<Nothing>) -> Shown {
    end_sessions(state.app(), &visitor.staff).await?;
    Ok(Redirect::to("/sign-in").into_response())
}
