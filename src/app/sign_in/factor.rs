//! The second factor: an application that shows a new code every thirty seconds.
//!
//! # Source
//! RFC 6238.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    people::Staff,
    sign_in::{Credential, Session, SessionStage},
};
use passerelle_store::{staff, staff_credentials, staff_sessions, transact};
use totp_rs::{Builder, Secret, Totp};

use super::trace;
use crate::{
    App,
    error::{AppError, Outcome},
};

/// The name applications show beside the address.
const ISSUER: &str = "Passerelle";

/// What somebody's application is given, once.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The secret in base 32, to be typed where no picture can be read.
    pub secret: String,
    /// The same as an `otpauth://` address, for a picture.
    pub address: String,
}

/// What became of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactorAnswer {
    /// Signed in; the browser keeps this new token, the one before opens nothing.
    Open(String),
    /// Wrong, or used before.
    Wrong,
    /// Too many wrong tries: none is looked at before this instant.
    Paused(DateTime<Utc>),
    /// No session waits for a code with this token.
    NoSession,
}

fn totp(secret: &str, member: &Staff) -> Outcome<Totp> {
    let trouble = |what: &str| AppError::Text(format!("a second factor: {what}"));
    let secret = Secret::try_from_base32(secret).map_err(|_| trouble("its secret is unreadable"))?;
    // A colon separates the issuer from the account in the address.
    let account = member.email.as_deref().unwrap_or(&member.key).replace(':', " ");
    Builder::new()
        .with_secret(secret)
        .with_account_name(account)
        .with_issuer(Some(ISSUER))
        .build()
        .map_err(|error| trouble(&error.to_string()))
}

/// Gives the secret of a second factor to somebody whose password was right and who has none; asked again, the same one.
/// `None` when no session waits for that with this token.
///
/// # Errors
/// Trouble of the database.
pub async fn begin_enrolment(app: &App, token: &str) -> Outcome<Option<Enrolment>> {
    let now = app.clock.now();
    let fresh = Secret::from(app.chance.new_factor_secret()).to_base32();
    transact!(app.db, |tx| {
        let session = staff_sessions::of_token(tx, &app.secrets, token).await?;
        let waits = |session: &Session| session.stage == SessionStage::AwaitsEnrolment && session.holds_at(now);
        let Some(session) = session.filter(waits) else { return Ok(None) };
        let Some(member) = staff::by_id(tx, &app.secrets, session.staff_id).await? else { return Ok(None) };
        let Some(mut credential) = staff_credentials::of(tx, &app.secrets, member.id).await? else { return Ok(None) };
        let secret = match &credential.factor_secret {
            Some(given) => given.clone(),
            None => {
                credential.factor_secret = Some(fresh.clone());
                staff_credentials::save(tx, &app.secrets, &credential).await?;
                fresh.clone()
            }
        };
        let address = totp(&secret, &member)?.to_url();
        let address = address.map_err(|error| AppError::Text(format!("a second factor: {error}")))?;
        Ok::<_, AppError>(Some(Enrolment { secret, address }))
    })
    .await
}

/// Looks at a code: the first one proves that the second factor works, later ones open a session.
///
/// # Errors
/// Trouble of the database.
pub async fn confirm_factor(app: &App, token: &str, code: &str) -> Outcome<FactorAnswer> {
    let now = app.clock.now();
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let open = app.chance.new_secret();
    transact!(app.db, |tx| {
        let session = staff_sessions::of_token(tx, &app.secrets, token).await?;
        let waits = |session: &Session| session.stage != SessionStage::Open && session.holds_at(now);
        let Some(session) = session.filter(waits) else { return Ok(FactorAnswer::NoSession) };
        let member = staff::by_id(tx, &app.secrets, session.staff_id).await?.filter(|member| !member.has_left);
        let credential = staff_credentials::of(tx, &app.secrets, session.staff_id).await?;
        let (Some(member), Some(mut credential)) = (member, credential) else { return Ok(FactorAnswer::NoSession) };
        if let Some(until) = credential.pause_at(now) {
            return Ok(FactorAnswer::Paused(until));
        }
        let is_right = takes(&mut credential, &member, &code, now)?;
        if !is_right {
            credential.note_wrong_try(now);
        }
        staff_credentials::save(tx, &app.secrets, &credential).await?;
        if !is_right {
            trace(app, tx, &member, "factor_refused", now).await?;
            return Ok(credential.pause_at(now).map_or(FactorAnswer::Wrong, FactorAnswer::Paused));
        }
        staff_sessions::delete(tx, &app.secrets, token).await?;
        let session = Session::begin(member.id, SessionStage::Open, now);
        staff_sessions::save(tx, &app.secrets, &open, &session, now).await?;
        trace(app, tx, &member, "signed_in", now).await?;
        Ok::<_, AppError>(FactorAnswer::Open(open.clone()))
    })
    .await
}

fn takes(credential: &mut Credential, member: &Staff, code: &str, now: DateTime<Utc>) -> Outcome<bool> {
    let Some(secret) = &credential.factor_secret else { return Ok(false) };
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let step = totp(secret, member)?.check(code, seconds);
    Ok(step.is_some_and(|step| credential.take_factor_step(step, now)))
}
