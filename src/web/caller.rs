//! Who calls the API: a staff member, a volunteer for the households they follow, or somebody of a partner, by bearer token.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};
use passerelle_app::HouseholdCaller;
use passerelle_domain::{
    api_scope::{ApiScope, ApiScopes},
    ids::OrganisationId,
    people::{Member, Staff, StaffRole},
};
use passerelle_store::{StoreError, api_tokens, households, staff, volunteers};
use uuid::Uuid;

use crate::{WebState, problem::Problem};

/// For whom the token of a request stands, and for what.
#[derive(Clone)]
pub(crate) enum TokenHolder {
    /// Somebody of the staff, or of a partner.
    Staff(Box<Staff>, ApiScopes),
    /// A volunteer: for the households they follow, and nothing else.
    Volunteer(HouseholdCaller),
}

impl TokenHolder {
    /// Whether the token may be used for this; what its holder may do is asked besides.
    pub(crate) fn allows(&self, scope: ApiScope) -> bool {
        match self {
            TokenHolder::Staff(_, scopes) => scopes.allow(scope),
            TokenHolder::Volunteer(_) => true,
        }
    }

    /// Who.
    pub(crate) fn id(&self) -> Uuid {
        match self {
            TokenHolder::Staff(staff, _) => staff.id.0,
            TokenHolder::Volunteer(caller) => caller.member.uuid(),
        }
    }

    /// Of which organisation.
    pub(crate) fn organisation_id(&self) -> OrganisationId {
        match self {
            TokenHolder::Staff(staff, _) => staff.organisation_id,
            TokenHolder::Volunteer(caller) => caller.organisation_id,
        }
    }

    async fn of(state: &WebState, token: &str) -> Result<Option<TokenHolder>, StoreError> {
        let app = state.app();
        let mut read = app.db.read().await?;
        if let Some((id, scopes)) = api_tokens::holder(&mut read, &app.secrets, token).await? {
            let staff = staff::by_id(&mut read, &app.secrets, id).await?.filter(|staff| !staff.has_left);
            return Ok(staff.map(|staff| TokenHolder::Staff(Box::new(staff), scopes)));
        }
        let Some(id) = households::token_holder(&mut read, &app.secrets, token).await? else { return Ok(None) };
        let volunteer = volunteers::by_id(&mut read, &app.secrets, id).await?;
        Ok(volunteer.filter(|volunteer| volunteer.is_here()).map(|volunteer| {
            TokenHolder::Volunteer(HouseholdCaller {
                organisation_id: volunteer.organisation_id,
                member: Member::Volunteer(volunteer.id),
                staff_role: None,
            })
        }))
    }
}

/// Finds out whose token came with a request, once for everything that asks afterwards.
pub(crate) async fn recognise(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    if let Some(token) = token_of(request.headers()) {
        let holder = TokenHolder::of(&state, token).await.map_err(|error| Problem::trouble(&error.into()))?;
        if let Some(holder) = holder {
            request.extensions_mut().insert(holder);
        }
    }
    Ok(next.run(request).await)
}

/// The staff member whose token came with the request.
pub(crate) struct ApiCaller(pub(crate) Staff);

impl FromRequestParts<WebState> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Problem> {
        // A partner rings the line and sees nothing of the association's.
        match parts.extensions.get::<TokenHolder>() {
            Some(TokenHolder::Staff(staff, _)) if staff.role != StaffRole::Partner => Ok(ApiCaller((**staff).clone())),
            Some(TokenHolder::Staff(..) | TokenHolder::Volunteer(_)) | None => Err(refused()),
        }
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

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Problem> {
        let Some(TokenHolder::Staff(staff, _)) = parts.extensions.get::<TokenHolder>() else { return Err(refused()) };
        let partner = staff.partner.clone().filter(|_| staff.role == StaffRole::Partner).ok_or_else(refused)?;
        Ok(PartnerCaller { organisation_id: staff.organisation_id, partner, staff: (**staff).clone() })
    }
}

/// Somebody of the staff, or a volunteer: for the households they follow.
pub(crate) struct TeamCaller(pub(crate) HouseholdCaller);

impl FromRequestParts<WebState> for TeamCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &WebState) -> Result<Self, Problem> {
        match parts.extensions.get::<TokenHolder>() {
            Some(TokenHolder::Staff(staff, _)) if staff.role != StaffRole::Partner => Ok(TeamCaller(HouseholdCaller {
                organisation_id: staff.organisation_id,
                member: Member::Staff(staff.id),
                staff_role: Some(staff.role),
            })),
            Some(TokenHolder::Volunteer(caller)) => Ok(TeamCaller(*caller)),
            Some(TokenHolder::Staff(..)) | None => Err(refused()),
        }
    }
}

/// No token, or one that stands for nobody here.
pub(crate) fn refused() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "A valid token is needed.")
}

/// The token that came with the request.
fn token_of(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|header| header.strip_prefix("Bearer ")).map(str::trim)
}
