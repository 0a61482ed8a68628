//! Who calls the API: a staff member, or somebody of a partner, by bearer token.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
};
use passerelle_app::HouseholdCaller;
use passerelle_domain::{
    ids::OrganisationId,
    people::{Member, Staff, StaffRole},
};
use passerelle_store::{StoreError, api_tokens, households, staff, volunteers};

use crate::{WebState, problem::Problem};

/// The staff member whose token came with the request.
pub(crate) struct ApiCaller(pub(crate) Staff);

impl FromRequestParts<WebState> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        // A partner rings the line and sees nothing of the association's.
        let staff = staff_calling(parts, state).await?;
        staff.filter(|staff| staff.role != StaffRole::Partner).map(ApiCaller).ok_or_else(refused)
    }
}

/// Somebody of a partner: sees the statuses of the partner's own lists.
pub(crate) struct PartnerCaller {
    /// Whose partner.
    pub(crate) organisation_id: OrganisationId,
    /// Reference of the partner.
    pub(crate) partner: String,
    /// Who of its staff.
    pub(crate) staff: Staff,
}

impl FromRequestParts<WebState> for PartnerCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let staff = staff_calling(parts, state).await?.filter(|staff| staff.role == StaffRole::Partner);
        let staff = staff.ok_or_else(refused)?;
        let partner = staff.partner.clone().ok_or_else(refused)?;
        Ok(PartnerCaller { organisation_id: staff.organisation_id, partner, staff })
    }
}

/// Somebody of the staff, or a volunteer: for the households they follow.
pub(crate) struct TeamCaller(pub(crate) HouseholdCaller);

impl FromRequestParts<WebState> for TeamCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        if let Some(staff) = staff_calling(parts, state).await? {
            let staff = Some(staff).filter(|staff| staff.role != StaffRole::Partner).ok_or_else(refused)?;
            return Ok(TeamCaller(HouseholdCaller {
                organisation_id: staff.organisation_id,
                member: Member::Staff(staff.id),
                staff_role: Some(staff.role),
            }));
        }
        let token = token_of(parts)?;
        let app = state.app();
        let found = async {
            let mut read = app.db.read().await?;
            let Some(holder) = households::token_holder(&mut read, &app.secrets, token).await? else { return Ok(None) };
            volunteers::by_id(&mut read, &app.secrets, holder).await
        };
        let found = found.await.map_err(|error: StoreError| Problem::trouble(&error.into()))?;
        let volunteer = found.filter(|volunteer| volunteer.is_here()).ok_or_else(refused)?;
        Ok(TeamCaller(HouseholdCaller {
            organisation_id: volunteer.organisation_id,
            member: Member::Volunteer(volunteer.id),
            staff_role: None,
        }))
    }
}

fn refused() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "A valid token is needed.")
}

/// The token that came with the request.
fn token_of(parts: &Parts) -> Result<&str, Problem> {
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|header| header.strip_prefix("Bearer ")).map(str::trim).ok_or_else(refused)
}

async fn staff_calling(parts: &Parts, state: &WebState) -> Result<Option<Staff>, Problem> {
    let token = token_of(parts)?;
    let app = state.app();
    let found = async {
        let mut read = app.db.read().await?;
        let Some(holder) = api_tokens::holder(&mut read, &app.secrets, token).await? else { return Ok(None) };
        Ok(staff::by_id(&mut read, &app.secrets, holder).await?.filter(|staff| !staff.has_left))
    };
    found.await.map_err(|error: StoreError| Problem::trouble(&error.into()))
}
