//! Who read or changed people's files, over the API.

use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_app::{AuditLine, AuditWish, read_audit};
use passerelle_domain::api_scope::ApiScope;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::ApiQuery,
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
};

/// A longer period is asked in parts.
const LONGEST: TimeDelta = TimeDelta::days(92);

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::AuditRead, routes!(readings))
}

/// Which lines.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// From this instant.
    from: DateTime<Utc>,
    /// Until before this one, at most 92 days later.
    to: DateTime<Utc>,
    /// Of this member only.
    reader: Option<Uuid>,
    /// Only readings that no case, no work and no call of hers explains.
    #[serde(default)]
    unexplained: bool,
}

/// A line about somebody's file.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadingView {
    id: Uuid,
    at: DateTime<Utc>,
    /// Who; `null` for the service itself.
    reader: Option<Uuid>,
    /// What was done: `viewed`, `viewed_for_case`, `edited`…
    what: String,
    person: Uuid,
    /// A reading that no case, no work and no call of hers explains: no fault, but a question to ask.
    is_unexplained: bool,
}

impl From<AuditLine> for ReadingView {
    fn from(line: AuditLine) -> ReadingView {
        ReadingView {
            id: line.id,
            at: line.at,
            reader: line.reader,
            what: line.verb,
            person: line.person.0,
            is_unexplained: line.is_unexplained,
        }
    }
}

/// Who read or changed people's files in a period, the latest first, at most 500. That it was asked is kept too.
#[utoipa::path(
    get, path = "/audit/readings", params(Wanted), responses((status = 200, body = Vec<ReadingView>))
)]
async fn readings(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiQuery(wanted): ApiQuery<Wanted>,
    page: PageAsked,
) -> Result<Page<ReadingView>, Problem> {
    let by = deciding(&staff)?;
    let Wanted { from, to, reader, unexplained: is_unexplained } = wanted;
    let now = state.app().clock.now();
    if from >= to || to - from > LONGEST || from < DateTime::UNIX_EPOCH || to > now + LONGEST {
        let problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "There is no such period.");
        return Err(problem.with_detail("from before to, 92 days at most, not in the far future"));
    }
    let wish = AuditWish { from, to, reader, is_unexplained };
    let audit = read_audit(state.app(), staff.organisation_id, wish, by).await;
    let audit = audit.map_err(|error| Problem::trouble(&error))?;
    Ok(page.of(audit.lines.into_iter().map(ReadingView::from), |line| line.id.to_string()))
}
