//! Who calls the API: a staff member, by bearer token.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
};
use passerelle_domain::people::{Staff, StaffRole};
use passerelle_store::{api_tokens, staff};

use crate::{WebState, problem::Problem};

/// The staff member whose token came with the request.
pub(crate) struct ApiCaller(pub(crate) Staff);

impl FromRequestParts<WebState> for ApiCaller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Problem> {
        let refused = || Problem::new(StatusCode::UNAUTHORIZED, "A valid token is needed.");
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = header.and_then(|header| header.strip_prefix("Bearer ")).ok_or_else(refused)?;
        let app = state.app();
        let found = async {
            let mut read = app.db.read().await?;
            let Some(holder) = api_tokens::holder(&mut read, &app.secrets, token.trim()).await? else {
                return Ok(None);
            };
            staff::by_id(&mut read, &app.secrets, holder).await
        };
        let staff = found.await.map_err(|error| Problem::trouble(&error.into()))?;
        // A partner rings the line and sees nothing of the association's.
        staff.filter(|staff| staff.role != StaffRole::Partner).map(ApiCaller).ok_or_else(refused)
    }
}
