//! The second door: an identity provider of the house says who somebody is.
//!
//! What belongs to the journey there and back is sealed in a cookie for a few minutes, so that looking at the sign-in page
//! or following its link writes nothing, and only the browser that left can come back. A code is taken once, by the provider.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    people::Staff,
    sign_in::{Session, SessionStage},
};
use passerelle_open_id::{Identity, Journey, OpenIdError};
use passerelle_store::{staff, staff_sessions, transact};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::trace;
use crate::{
    App,
    error::{AppError, Outcome},
};

/// Time enough to find a telephone with a code, there.
const JOURNEY_HOLDS: TimeDelta = TimeDelta::minutes(15);
/// The page wanted is remembered up to this length.
const MOST_NEXT_CHARS: usize = 500;
/// What is sealed.
const FIELD: &str = "sign_in.provider";

/// What the browser keeps while it is away, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    journey: Journey,
    next: String,
    until: DateTime<Utc>,
}

/// Where the sign-in page's link leads.
#[derive(Clone, PartialEq, Eq)]
pub enum Departure {
    /// To the provider.
    To {
        /// The provider's page.
        address: String,
        /// What the browser keeps until it comes back.
        kept: String,
    },
    /// No provider is set: there is no such door.
    NoDoor,
    /// The provider does not answer, or nonsense: the password still opens.
    OutOfOrder,
}

/// What a browser brings back from the provider.
pub struct Brought<'a> {
    /// What it kept.
    pub kept: Option<&'a str>,
    /// The state in the address.
    pub state: &'a str,
    /// The code in the address; empty when the provider refused, or the person did.
    pub code: &'a str,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrival {
    /// Signed in.
    Open {
        /// What the browser keeps.
        token: String,
        /// The page wanted before, if any.
        next: String,
    },
    /// Nothing is under way in this browser, or it is too old, or another's, or was used.
    Ended,
    /// The provider, or the person there, said no.
    Declined,
    /// Nobody here has this address, or several have, or the provider has not verified it.
    Stranger(Strangeness),
    /// No provider is set, it does not answer, or nonsense: the password still opens.
    OutOfOrder,
}

/// Why a known person of the provider's is nobody here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strangeness {
    /// The provider has not proved that they read at this address.
    Unverified,
    /// Nobody of the staff has it, or who had it has left.
    Nobody,
    /// Several of the staff share it.
    Several,
}

/// Begins a journey to the provider; `next` is the page wanted. Writes nothing.
///
/// # Errors
/// What is kept cannot be sealed.
pub async fn leave_for_provider(app: &App, next: &str) -> Outcome<Departure> {
    let now = app.clock.now();
    let Some(provider) = &app.open_id else { return Ok(Departure::NoDoor) };
    let new = || app.chance.new_secret();
    let journey = Journey { state: new(), nonce: new(), verifier: new() };
    let address = match provider.address(&journey, &app.urls.provider_return(), now).await {
        Ok(address) => address,
        Err(why) => {
            tell(why);
            return Ok(Departure::OutOfOrder);
        }
    };
    let next = next.chars().take(MOST_NEXT_CHARS).collect();
    let kept = serde_json::to_vec(&Kept { journey, next, until: now + JOURNEY_HOLDS });
    let kept = kept.map_err(|_| AppError::Text("a journey to the provider cannot be written".to_owned()))?;
    Ok(Departure::To { address, kept: app.secrets.seal_address(FIELD, &kept)? })
}

/// Opens a session for whoever comes back from the provider as exactly one of the staff.
///
/// # Errors
/// Trouble of the database.
pub async fn return_from_provider(app: &App, brought: &Brought<'_>) -> Outcome<Arrival> {
    let now = app.clock.now();
    let Some(provider) = &app.open_id else { return Ok(Arrival::OutOfOrder) };
    let Some(kept) = journey_of(app, brought, now) else { return Ok(Arrival::Ended) };
    if brought.code.is_empty() {
        return Ok(Arrival::Declined);
    }
    let identity = match provider.identity(&kept.journey, brought.code, &app.urls.provider_return(), now).await {
        Ok(identity) => identity,
        Err(OpenIdError::CodeRefused) => return Ok(Arrival::Ended),
        Err(why @ (OpenIdError::Silent(_) | OpenIdError::Unusable(_))) => {
            tell(why);
            return Ok(Arrival::OutOfOrder);
        }
    };
    let member = match member_of(app, &identity).await? {
        Ok(member) => member,
        Err(strangeness) => return Ok(Arrival::Stranger(strangeness)),
    };
    Ok(match open_session(app, &member, now).await? {
        Some(token) => Arrival::Open { token, next: kept.next },
        None => Arrival::Stranger(Strangeness::Nobody),
    })
}

/// The journey that this browser began and that this address ends, while it holds.
fn journey_of(app: &App, brought: &Brought<'_>, now: DateTime<Utc>) -> Option<Kept> {
    let plain = app.secrets.open_address(FIELD, brought.kept?).ok()?;
    let kept: Kept = serde_json::from_slice(&plain).ok()?;
    let is_its_own = bool::from(kept.journey.state.as_bytes().ct_eq(brought.state.as_bytes()));
    (is_its_own && now < kept.until).then_some(kept)
}

async fn member_of(app: &App, identity: &Identity) -> Outcome<Result<Staff, Strangeness>> {
    if !identity.is_verified {
        return Ok(Err(Strangeness::Unverified));
    }
    let mut found = staff::by_email(&mut app.db.read().await?, &app.secrets, &identity.email).await?;
    Ok(match (found.pop(), found.is_empty()) {
        (Some(member), true) => Ok(member),
        (Some(_), false) => Err(Strangeness::Several),
        (None, _) => Err(Strangeness::Nobody),
    })
}

/// An ordinary session; `None` when they left meanwhile.
async fn open_session(app: &App, member: &Staff, now: DateTime<Utc>) -> Outcome<Option<String>> {
    let token = app.chance.new_secret();
    transact!(app.db, |tx| {
        let member = staff::by_id(tx, &app.secrets, member.id).await?.filter(|member| !member.has_left);
        let Some(member) = member else { return Ok(None) };
        let session = Session::begin(member.id, SessionStage::Open, now);
        staff_sessions::save(tx, &app.secrets, &token, &session, now).await?;
        trace(app, tx, &member, "signed_in_by_provider", now).await?;
        Ok::<_, AppError>(Some(token.clone()))
    })
    .await
}

/// Says what is wrong with the provider, and nothing of anybody.
fn tell(why: OpenIdError) {
    tracing::warn!(trouble = %why, "nobody can sign in by OpenID Connect at the moment");
}
