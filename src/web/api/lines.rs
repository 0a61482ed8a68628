//! Lines over the API: when a roster leaves a line alone.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, FixedOffset, Offset, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_app::list_gaps;
use passerelle_domain::api_scope::ApiScope;
use passerelle_domain::roster::{GAPS_HORIZON_DAYS, Gap, RosterGaps};
use passerelle_store::lines;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{WebState, caller::ApiCaller, extract::ApiPath, operations::Operations, problem::Problem};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::LinesRead, routes!(gaps))
}

/// The gaps of a line, as the API shows them: instants with the offset of the line's clock.
#[derive(Serialize, ToSchema)]
pub(crate) struct GapsView {
    line: String,
    time_zone: &'static str,
    from: DateTime<FixedOffset>,
    to: DateTime<FixedOffset>,
    listeners_wanted: u32,
    /// Open, and nobody listens.
    nobody_listening: GapList,
    /// Open, and fewer listen than wanted.
    too_few_listening: GapList,
    /// Nobody is on call, at any hour.
    nobody_on_call: GapList,
}

/// Gaps in order, and how long they last together.
#[derive(Serialize, ToSchema)]
struct GapList {
    total_min: i64,
    gaps: Vec<GapView>,
}

#[derive(Serialize, ToSchema)]
struct GapView {
    from: DateTime<FixedOffset>,
    to: DateTime<FixedOffset>,
}

impl GapList {
    fn of(gaps: &[Gap], zone: Tz) -> GapList {
        let view = |gap: &Gap| GapView { from: local(gap.from, zone), to: local(gap.to, zone) };
        GapList { total_min: RosterGaps::length(gaps).num_minutes(), gaps: gaps.iter().map(view).collect() }
    }
}

/// The instant as the clocks of `zone` show it.
fn local(at: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    let local = at.with_timezone(&zone);
    local.with_timezone(&local.offset().fix())
}

/// When, in the next four weeks, the line is open and nobody listens, when fewer listen than the association wants, and
/// when nobody is on call.
#[utoipa::path(
    get, path = "/lines/{key}/gaps", params(("key" = String, Path)),
    responses((status = 200, body = GapsView))
)]
async fn gaps(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<GapsView>, Problem> {
    let app = state.app();
    let line = async {
        let mut read = app.db.read().await?;
        lines::by_key(&mut read, staff.organisation_id, &key).await
    };
    let line = line.await.map_err(|error| Problem::trouble(&error.into()))?;
    let line = line.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "No such line."))?;

    let now = app.clock.now();
    let gaps = list_gaps(&app.db, &app.secrets, &line, now).await.map_err(|error| Problem::trouble(&error))?;
    let zone = line.hours.zone;
    Ok(Json(GapsView {
        time_zone: zone.name(),
        from: local(now, zone),
        to: local(now + TimeDelta::days(GAPS_HORIZON_DAYS), zone),
        listeners_wanted: line.listeners_wanted,
        nobody_listening: GapList::of(&gaps.nobody_listening, zone),
        too_few_listening: GapList::of(&gaps.too_few_listening, zone),
        nobody_on_call: GapList::of(&gaps.nobody_on_call, zone),
        line: line.key,
    }))
}
