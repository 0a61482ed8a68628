//! Somebody of the staff is invited to the console, chooses a password, and starts anew when they lost everything.

use passerelle_domain::{
    ids::{OrganisationId, StaffId},
    message::About,
    people::{Member, Staff},
    sign_in::{Credential, INVITATION_HOLDS, PasswordProblem, Session, SessionStage, password_problem},
};
use passerelle_notify::EmailTemplate;
use passerelle_store::{lines, staff, staff_credentials, staff_invitations, staff_sessions, transact};
use serde_json::json;

use super::hash;
use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    send_text::{arguments, reader, send_email},
};

/// An invitation just made.
#[derive(Clone, PartialEq, Eq)]
pub struct Invited {
    /// Where they choose a password: given to nobody else.
    pub link: String,
    /// It was sent to their address.
    pub is_emailed: bool,
}

/// What became of the password chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitationAnswer {
    /// Kept; the token opens the set-up of the second factor.
    Accepted(String),
    /// Another one is needed.
    Weak(PasswordProblem),
    /// The invitation is too old, or was used.
    Ended,
}

/// Invites a staff member, new or locked out: the link before this one opens nothing any more. What they had (password, second
/// factor, open sessions) holds until they use the link. `None` when nobody of the organisation has this id, or has left.
///
/// # Errors
/// Trouble of the database.
pub async fn invite_staff(
    app: &App,
    owner: OrganisationId,
    id: StaffId,
    by: Option<Member>,
) -> Outcome<Option<Invited>> {
    let now = app.clock.now();
    let token = app.chance.new_secret();
    let link = app.urls.invitation(&token);
    transact!(app.db, |tx| {
        let found = staff::by_id(tx, &app.secrets, id).await?;
        let Some(member) = found.filter(|member| member.organisation_id == owner && !member.has_left) else {
            return Ok(None);
        };
        // Written before addresses could be looked up: written again, it can be.
        staff::save(tx, &app.secrets, &member).await?;
        staff_invitations::replace(tx, &app.secrets, &token, id, now + INVITATION_HOLDS).await?;
        let actor = by.map_or_else(|| "operator".to_owned(), crate::event_trace::actor_of);
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "invited",
            noun: "staff",
            noun_id: id.0,
            detail: json!({}),
        };
        leave_trace(app, tx, trace, now).await?;
        let line = lines::of_organisation(tx, owner).await?.into_iter().next();
        let is_emailed = match (line, reader(app, tx, Member::Staff(id)).await?) {
            (Some(line), Some(reader)) => {
                let facts = arguments([
                    ("v", reader.first_name.clone()),
                    ("service", line.service_name.clone()),
                    ("lien", link.clone()),
                ]);
                let template = EmailTemplate::StaffInvitation;
                send_email(app, tx, &line, &reader, template, &facts, About::Nothing, now).await?
            }
            (None, _) | (_, None) => false,
        };
        Ok::<_, AppError>(Some(Invited { link: link.clone(), is_emailed }))
    })
    .await
}

/// Whom a link invites; changes nothing, because mail scanners open links too. `None` when it opens nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn show_invitation(app: &App, token: &str) -> Outcome<Option<Staff>> {
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let Some(id) = staff_invitations::of_token(&mut read, &app.secrets, token, now).await? else { return Ok(None) };
    Ok(staff::by_id(&mut read, &app.secrets, id).await?.filter(|member| !member.has_left))
}

/// Keeps the password chosen through a link; whatever was open before is closed, and a second factor is set up anew.
///
/// # Errors
/// Trouble of the database.
pub async fn accept_invitation(app: &App, token: &str, password: &str) -> Outcome<InvitationAnswer> {
    let now = app.clock.now();
    let Some(member) = show_invitation(app, token).await? else { return Ok(InvitationAnswer::Ended) };
    let email = member.email.clone().unwrap_or_default();
    if let Some(problem) = password_problem(password, &[&member.first_name, &member.last_name, &member.key, &email]) {
        return Ok(InvitationAnswer::Weak(problem));
    }
    let kept = hash::of(password).await?;
    let session_token = app.chance.new_secret();
    transact!(app.db, |tx| {
        if staff_invitations::of_token(tx, &app.secrets, token, now).await? != Some(member.id) {
            return Ok(InvitationAnswer::Ended);
        }
        staff_invitations::delete_of(tx, member.id).await?;
        staff_sessions::delete_of(tx, member.id).await?;
        let credential = Credential { password_hash: Some(kept.clone()), ..Credential::new(member.id) };
        staff_credentials::save(tx, &app.secrets, &credential).await?;
        let session = Session::begin(member.id, SessionStage::AwaitsEnrolment, now);
        staff_sessions::save(tx, &app.secrets, &session_token, &session, now).await?;
        super::trace(app, tx, &member, "chose_password", now).await?;
        Ok::<_, AppError>(InvitationAnswer::Accepted(session_token.clone()))
    })
    .await
}
