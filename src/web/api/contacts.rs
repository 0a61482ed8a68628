//! Whether messages reach somebody of the team, over the API: a code is sent, and typed back.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{CodeAsked, send_contact_code, verify_contact};
use passerelle_domain::{
    api_scope::ApiScope,
    contact::{CodeVerdict, Contact, Contacts},
    ids::OrganisationId,
    message::Channel,
    people::Member,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    api::volunteers::{deciding, volunteer_of},
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::StaffRead, routes!(mine))
        .with(ApiScope::StaffWrite, routes!(send_mine))
        .with(ApiScope::StaffWrite, routes!(verify_mine))
        .with(ApiScope::VolunteersWrite, routes!(send_to_volunteer))
        .with(ApiScope::VolunteersWrite, routes!(verify_volunteer))
}

/// One way to reach somebody, as the API shows it: never the number or the address.
#[derive(Serialize, ToSchema)]
#[schema(as = contacts::ContactView)]
struct ContactView {
    verified_at: Option<DateTime<Utc>>,
    /// Why messages do not arrive there.
    trouble: Option<&'static str>,
    trouble_since: Option<DateTime<Utc>>,
    /// The carrier's or mail server's own code.
    trouble_code: Option<u32>,
}

/// Both ways.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContactsView {
    sms: ContactView,
    email: ContactView,
}

impl ContactsView {
    pub(crate) fn of(contacts: &Contacts) -> ContactsView {
        let view = |contact: &Contact| ContactView {
            verified_at: contact.verified_at,
            trouble: contact.trouble.map(|trouble| trouble.failure.as_str()),
            trouble_since: contact.trouble.map(|trouble| trouble.since),
            trouble_code: contact.trouble.and_then(|trouble| trouble.code),
        };
        ContactsView { sms: view(&contacts.phone), email: view(&contacts.email) }
    }
}

/// What was typed.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Typed {
    code: String,
}

fn channel_of(text: &str) -> Result<Channel, Problem> {
    match text {
        "sms" => Ok(Channel::Sms),
        "email" => Ok(Channel::Email),
        _ => Err(Problem::new(StatusCode::NOT_FOUND, "The channels are sms and email.")),
    }
}

/// Whether texts and emails reach whoever asks.
#[utoipa::path(get, path = "/staff/me/contacts", responses((status = 200, body = ContactsView)))]
async fn mine(ApiCaller(staff): ApiCaller) -> Json<ContactsView> {
    Json(ContactsView::of(&staff.contacts))
}

/// Sends a code to whoever asks. 202; 409 when one was just sent.
#[utoipa::path(
    post, path = "/staff/me/contacts/{channel}/code", params(("channel" = String, Path)),
    responses((status = 202))
)]
async fn send_mine(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(channel): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    send(&state, staff.organisation_id, Member::Staff(staff.id), &channel).await
}

/// The code that was sent to whoever asks, typed back. 204; 422 when it is not the code.
#[utoipa::path(
    post, path = "/staff/me/contacts/{channel}/verification", params(("channel" = String, Path)), request_body = Typed,
    responses((status = 204))
)]
async fn verify_mine(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(channel): ApiPath<String>,
    ApiJson(typed): ApiJson<Typed>,
) -> Result<StatusCode, Problem> {
    verify(&state, staff.organisation_id, Member::Staff(staff.id), &channel, &typed).await
}

/// Sends a code to a volunteer.
#[utoipa::path(
    post, path = "/volunteers/{id}/contacts/{channel}/code", params(("id" = Uuid, Path), ("channel" = String, Path)),
    responses((status = 202))
)]
async fn send_to_volunteer(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((id, channel)): ApiPath<(Uuid, String)>,
) -> Result<StatusCode, Problem> {
    deciding(&staff)?;
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    send(&state, staff.organisation_id, Member::Volunteer(volunteer.id), &channel).await
}

/// The code that was sent to a volunteer, as they told it.
#[utoipa::path(
    post, path = "/volunteers/{id}/contacts/{channel}/verification",
    params(("id" = Uuid, Path), ("channel" = String, Path)),
    request_body = Typed,
    responses((status = 204))
)]
async fn verify_volunteer(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((id, channel)): ApiPath<(Uuid, String)>,
    ApiJson(typed): ApiJson<Typed>,
) -> Result<StatusCode, Problem> {
    deciding(&staff)?;
    let volunteer = volunteer_of(&state, staff.organisation_id, id).await?;
    verify(&state, staff.organisation_id, Member::Volunteer(volunteer.id), &channel, &typed).await
}

async fn send(state: &WebState, owner: OrganisationId, member: Member, channel: &str) -> Result<StatusCode, Problem> {
    let asked = send_contact_code(state.app(), owner, member, channel_of(channel)?).await;
    match asked.map_err(|error| Problem::trouble(&error))? {
        CodeAsked::Sent => Ok(StatusCode::ACCEPTED),
        CodeAsked::NoSuchContact => Err(Problem::new(StatusCode::NOT_FOUND, "Nothing can be sent there.")),
        CodeAsked::TooSoon => Err(Problem::new(StatusCode::CONFLICT, "A code was just sent; try again later.")),
    }
}

async fn verify(
    state: &WebState,
    owner: OrganisationId,
    member: Member,
    channel: &str,
    typed: &Typed,
) -> Result<StatusCode, Problem> {
    let verdict = verify_contact(state.app(), owner, member, channel_of(channel)?, &typed.code).await;
    let refused = |why| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, why));
    match verdict.map_err(|error| Problem::trouble(&error))? {
        CodeVerdict::Verified => Ok(StatusCode::NO_CONTENT),
        CodeVerdict::Wrong(_) => refused("This is not the code."),
        CodeVerdict::Expired => refused("No code waits, or it is too old: ask for a new one."),
        CodeVerdict::Paused => refused("Too many wrong codes: ask for a new one in half an hour."),
    }
}
