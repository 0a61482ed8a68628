//! Somebody of the staff signs in to the console: a password, then a code of a second factor; and signs out.
//!
//! Who is not known and whose password is wrong are answered alike and after the same work. Wrong tries are counted for each
//! person, in the transaction that looks at them. Only keyed hashes of session tokens are kept.

mod factor;
mod hash;
mod invitation;
mod provider;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    people::{Member, Staff},
    sign_in::{Session, SessionStage},
};
use passerelle_store::{Tx, staff, staff_credentials, staff_sessions, transact};
use serde_json::json;

pub use factor::{Enrolment, FactorAnswer, begin_enrolment, confirm_factor};
pub use invitation::{InvitationAnswer, Invited, accept_invitation, invite_staff, show_invitation};
pub use provider::{Arrival, Brought, Departure, Strangeness, leave_for_provider, return_from_provider};

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// What became of an address and a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Nobody has this address and this password.
    Refused,
    /// Too many wrong tries: none is looked at before this instant.
    Paused(DateTime<Utc>),
    /// Right so far; the token opens the next step, and nothing else.
    Halfway {
        /// What the browser keeps.
        token: String,
        /// What comes next.
        stage: SessionStage,
    },
}

/// Somebody at a browser, with what they may be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct SignedIn {
    /// Who.
    pub staff: Staff,
    /// How far they have come.
    pub session: Session,
    /// Proof that a form was made for this session.
    pub form_token: String,
}

/// Tries an address and a password.
///
/// # Errors
/// Trouble of the database.
pub async fn sign_in(app: &App, email: &str, password: &str) -> Outcome<SignIn> {
    let now = app.clock.now();
    let known = {
        let mut read = app.db.read().await?;
        let mut known = Vec::new();
        for member in staff::by_email(&mut read, &app.secrets, email).await? {
            known.extend(staff_credentials::of(&mut read, &app.secrets, member.id).await?.map(|own| (member, own)));
        }
        known
    };
    let mut right = None;
    if known.is_empty() {
        hash::compare_for_nothing(password).await;
    }
    for (member, credential) in &known {
        if let Some(kept) = &credential.password_hash
            && hash::is_right(password, kept).await
        {
            right = Some(member.id);
            break;
        }
    }
    let token = app.chance.new_secret();
    transact!(app.db, |tx| {
        let mut pause = None;
        for (member, _) in &known {
            let Some(mut credential) = staff_credentials::of(tx, &app.secrets, member.id).await? else { continue };
            if let Some(until) = credential.pause_at(now) {
                pause = Some(until);
                continue;
            }
            if right == Some(member.id) {
                let stage = credential.stage_after_password();
                let session = Session::begin(member.id, stage, now);
                staff_sessions::save(tx, &app.secrets, &token, &session, now).await?;
                return Ok(SignIn::Halfway { token: token.clone(), stage });
            }
            if right.is_none() {
                credential.note_wrong_try(now);
                staff_credentials::save(tx, &app.secrets, &credential).await?;
                trace(app, tx, member, "sign_in_refused", now).await?;
                pause = pause.or(credential.pause_at(now));
            }
        }
        Ok::<_, AppError>(pause.map_or(SignIn::Refused, SignIn::Paused))
    })
    .await
}

/// Who is signed in, or halfway, with this token; `None` once the session has ended or its owner has left.
///
/// # Errors
/// Trouble of the database.
pub async fn find_session(app: &App, token: &str) -> Outcome<Option<SignedIn>> {
    let now = app.clock.now();
    let Some((staff, mut session)) = load_session(app, token, now).await? else { return Ok(None) };
    if session.note_seen(now) {
        let seen = session.clone();
        transact!(app.db, |tx| {
            // Signed out meanwhile: it must not come back.
            if staff_sessions::of_token(tx, &app.secrets, token).await?.is_some() {
                staff_sessions::save(tx, &app.secrets, token, &seen, now).await?;
            }
            Ok::<_, AppError>(())
        })
        .await?;
    }
    let form_token = app.secrets.blind_index("staff_sessions.form", token);
    Ok(Some(SignedIn { staff, session, form_token }))
}

/// Whether somebody is still signed in with this token. Looking does not keep the session open: for pages that live by
/// themselves.
///
/// # Errors
/// Trouble of the database.
pub async fn is_signed_in(app: &App, token: &str) -> Outcome<bool> {
    let found = load_session(app, token, app.clock.now()).await?;
    Ok(found.is_some_and(|(_, session)| session.stage == SessionStage::Open))
}

async fn load_session(app: &App, token: &str, now: DateTime<Utc>) -> Outcome<Option<(Staff, Session)>> {
    let mut read = app.db.read().await?;
    let Some(session) = staff_sessions::of_token(&mut read, &app.secrets, token).await? else { return Ok(None) };
    let member = staff::by_id(&mut read, &app.secrets, session.staff_id).await?;
    let holds = |member: &Staff| !member.has_left && session.holds_at(now);
    Ok(member.filter(holds).map(|member| (member, session)))
}

/// Ends a session. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn sign_out(app: &App, token: &str) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(session) = staff_sessions::of_token(tx, &app.secrets, token).await? else { return Ok(()) };
        staff_sessions::delete(tx, &app.secrets, token).await?;
        if let Some(member) = staff::by_id(tx, &app.secrets, session.staff_id).await? {
            trace(app, tx, &member, "signed_out", now).await?;
        }
        Ok::<_, AppError>(())
    })
    .await
}

/// Ends every session of somebody, in every browser.
///
/// # Errors
/// Trouble of the database.
pub async fn end_sessions(app: &App, member: &Staff) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        staff_sessions::delete_of(tx, member.id).await?;
        trace(app, tx, member, "signed_out_everywhere", now).await
    })
    .await
}

/// Opens the console for a staff member without asking anything: only where no real telephone may ring. `None` elsewhere.
///
/// # Errors
/// Trouble of the database.
pub async fn sign_in_to_rehearsal(app: &App, member: &Staff) -> Outcome<Option<String>> {
    if !app.is_simulated || member.has_left {
        return Ok(None);
    }
    let now = app.clock.now();
    let token = app.chance.new_secret();
    let session = Session { is_rehearsal: true, ..Session::begin(member.id, SessionStage::Open, now) };
    transact!(app.db, |tx| {
        staff_sessions::save(tx, &app.secrets, &token, &session, now).await?;
        trace(app, tx, member, "signed_in_to_rehearsal", now).await
    })
    .await?;
    Ok(Some(token))
}

async fn trace(app: &App, tx: &mut Tx, member: &Staff, verb: &str, now: DateTime<Utc>) -> Outcome<()> {
    let actor = actor_of(Member::Staff(member.id));
    let (organisation_id, noun_id) = (member.organisation_id, member.id.0);
    let trace = Trace { organisation_id, actor: &actor, verb, noun: "staff", noun_id, detail: json!({}) };
    Ok(leave_trace(app, tx, trace, now).await?)
}
