//! Agreements with partners over the API: dates, capacity, who works there.

use axum::{extract::State, http::StatusCode};
use chrono::NaiveDate;
use passerelle_app::{Partner, SavedPartnership, WantedPartnership, list_partners, partnership_seen, save_partnership};
use passerelle_domain::{
    api_scope::ApiScope,
    partnership::PartnershipClosed,
    people::{Member, Staff, StaffRole},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::PartnersRead, routes!(list)).with(ApiScope::PartnersWrite, routes!(save))
}

/// Partners are answered for by whoever answers for the team.
fn answering(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::Administrator => Ok(Member::Staff(staff.id)),
        StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "A coordinator or an administrator decides this."))
        }
    }
}

/// A partner.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartnerView {
    key: String,
    from_on: Option<NaiveDate>,
    to_on: Option<NaiveDate>,
    capacity_per_month: Option<u32>,
    this_month: usize,
    /// `open`, `not_begun`, `ended` or `full`.
    standing: &'static str,
    /// To be sent back when it is changed.
    seen: String,
    staff: Vec<Uuid>,
}

fn view(state: &WebState, partner: &Partner) -> PartnerView {
    let agreed = &partner.agreed;
    PartnerView {
        key: agreed.key.clone(),
        from_on: agreed.from_on,
        to_on: agreed.to_on,
        capacity_per_month: agreed.capacity_per_month,
        this_month: partner.this_month,
        standing: standing(partner.closed),
        seen: partnership_seen(state.app(), agreed),
        staff: partner.staff.iter().map(|member| member.id.0).collect(),
    }
}

/// Why a partner signals nobody now, in a word.
pub(crate) fn standing(closed: Option<PartnershipClosed>) -> &'static str {
    match closed {
        None => "open",
        Some(PartnershipClosed::NotBegun(_)) => "not_begun",
        Some(PartnershipClosed::Ended(_)) => "ended",
        Some(PartnershipClosed::Full) => "full",
    }
}

/// Partners by reference, with their dates, their capacity and how many people they signalled this month.
#[utoipa::path(get, path = "/partners", responses((status = 200, body = Vec<PartnerView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<PartnerView>, Problem> {
    answering(&staff)?;
    let partners = list_partners(state.app(), staff.organisation_id).await;
    let partners = partners.map_err(|error| Problem::trouble(&error))?;
    Ok(page.of(partners.iter().map(|partner| view(&state, partner)), |partner| partner.key.clone()))
}

/// What is agreed on. What is not said is without limit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreed {
    #[serde(default)]
    from_on: Option<String>,
    #[serde(default)]
    to_on: Option<String>,
    #[serde(default)]
    capacity_per_month: Option<u32>,
    #[serde(default)]
    seen: Option<String>,
}

/// Dates and capacity of an agreement, and `seen` as it was read: 409 when somebody has changed them since, 422 with the
/// fields that cannot be taken.
#[utoipa::path(
    put, path = "/partners/{key}", params(("key" = String, Path)), request_body = Agreed,
    responses((status = 204))
)]
async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(agreed): ApiJson<Agreed>,
) -> Result<StatusCode, Problem> {
    let by = answering(&staff)?;
    let wanted = WantedPartnership {
        key,
        from_on: agreed.from_on.unwrap_or_default(),
        to_on: agreed.to_on.unwrap_or_default(),
        capacity_per_month: agreed.capacity_per_month.map(|most| most.to_string()).unwrap_or_default(),
    };
    let saved = save_partnership(state.app(), staff.organisation_id, &wanted, agreed.seen.as_deref(), by).await;
    match saved.map_err(|error| Problem::trouble(&error))? {
        SavedPartnership::Saved(_) => Ok(StatusCode::NO_CONTENT),
        SavedPartnership::Differs(_) => Err(Problem::new(
            StatusCode::CONFLICT,
            "Somebody has changed this agreement since it was read. Read it again.",
        )),
        SavedPartnership::Refused(fields) => {
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This agreement cannot be noted.")
                .with_detail(fields.join(", ")))
        }
    }
}
