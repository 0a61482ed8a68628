//! Who works here: roles, invitations, who has left.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use passerelle_app::{invite_staff, remove_staff};
use passerelle_domain::{ids::StaffId, people::StaffRole};
use passerelle_store::{staff, staff_credentials};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    form::Signed,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
    rights::Right,
};
use crate::WebState;

#[derive(Template)]
#[template(path = "console/staff.html")]
struct Page {
    frame: Frame,
    form_token: String,
    team: Vec<Row>,
    rights: Vec<RightRow>,
    roles: Vec<String>,
}

struct Row {
    id: Uuid,
    name: String,
    role: String,
    access: String,
    may_be_invited: bool,
    is_me: bool,
}

struct RightRow {
    name: String,
    has: Vec<bool>,
}

#[derive(Template)]
#[template(path = "console/invited.html")]
struct InvitedPage {
    frame: Frame,
    says: String,
    /// Only when no email could leave: whoever invites should not hold a colleague's key without need.
    link: Option<String>,
}

const ROLES: [StaffRole; 5] = [
    StaffRole::Coordinator,
    StaffRole::SocialWorker,
    StaffRole::Listener,
    StaffRole::Administrator,
    StaffRole::Partner,
];

/// `GET /staff`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let mut read = app.db.read().await?;
    let mut team = Vec::new();
    for member in staff::of_organisation(&mut read, &app.secrets, visitor.owner()).await? {
        if member.has_left {
            continue;
        }
        let credential = staff_credentials::of(&mut read, &app.secrets, member.id).await?;
        let access = match credential {
            Some(credential) if credential.factor_confirmed_at.is_some() => "staff-access-open",
            Some(credential) if credential.password_hash.is_some() => "staff-access-half",
            Some(_) | None => "staff-access-none",
        };
        team.push(Row {
            id: member.id.0,
            name: format!("{} {}", member.first_name, member.last_name),
            role: w.role(member.role),
            access: w.say(access),
            may_be_invited: member.email.is_some(),
            is_me: member.id == visitor.staff.id,
        });
    }
    let right = |right: Right| RightRow { name: w.right(right), has: ROLES.map(|role| right.is_of(role)).to_vec() };
    let page = Page {
        frame: visitor.frame(w.say("staff-title")),
        form_token: visitor.form_token.clone(),
        team,
        rights: Right::ALL.map(right).into(),
        roles: ROLES.map(|role| w.role(role)).into(),
    };
    draw(&page)
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /staff/{id}/invitation`: the link is shown once, and emailed.
pub(crate) async fn invite(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _: Signed<Nothing>,
) -> Shown {
    let invited = invite_staff(state.app(), visitor.owner(), StaffId(id), Some(visitor.member())).await?;
    let invited = invited.ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let says = w.say(if invited.is_emailed { "staff-invited-emailed" } else { "staff-invited-by-hand" });
    draw(&InvitedPage {
        frame: visitor.frame(w.say("staff-invited-title")),
        says,
        link: (!invited.is_emailed).then_some(invited.link),
    })
}

/// `POST /staff/{id}/departure`: they have left; nothing opens for them any more.
pub(crate) async fn leave(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<Uuid>,
    _: Signed<Nothing>,
) -> Shown {
    if StaffId(id) == visitor.staff.id {
        return Ok(Redirect::to("/staff?told=staff-not-oneself").into_response());
    }
    let app = state.app();
    let found = staff::by_id(&mut app.db.read().await?, &app.secrets, StaffId(id)).await?;
    let member = found.filter(|member| member.organisation_id == visitor.owner()).ok_or(Refusal::NotFound)?;
    remove_staff(app, visitor.owner(), &member.key, Some(visitor.member())).await?;
    Ok(Redirect::to("/staff?told=staff-left").into_response())
}
