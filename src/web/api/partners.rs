//! What a partner sees of its own lists: statuses and figures in which nobody can be recognised. No name, note, hour,
//! volunteer or outcome is in any answer of this file.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use passerelle_app::{PartnerReport, report_to_partner, report_watch_list_to_partner};
use passerelle_domain::{
    api_scope::ApiScope,
    campaign::{CampaignState, EntryOutcome},
    campaign_entry::PartnerStatus,
    small_cells::{Cell, SafeTable},
    watch_list::WatchStatus,
};
use passerelle_store::campaigns as stored;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    WebState,
    caller::PartnerCaller,
    extract::ApiPath,
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::PartnerRead, routes!(watch_list))
        .list(ApiScope::PartnerRead, routes!(campaigns))
        .with(ApiScope::PartnerRead, routes!(campaign))
}

/// A campaign over a partner's list.
#[derive(Serialize, ToSchema)]
#[schema(as = partners::CampaignLine)]
pub(crate) struct CampaignLine {
    key: String,
    #[schema(schema_with = schema::word::<CampaignState>)]
    state: CampaignState,
}

/// The partner's view of one.
#[derive(Serialize, ToSchema)]
#[schema(as = partners::CampaignView)]
pub(crate) struct CampaignView {
    key: String,
    #[schema(schema_with = schema::word::<CampaignState>)]
    state: CampaignState,
    /// By the reference of the partner's list.
    #[schema(value_type = BTreeMap<String, String>)]
    statuses: BTreeMap<String, PartnerStatus>,
    /// Once it is closed.
    figures: Option<FiguresView>,
}

/// Counts: a number, `<5`, or `-` where it would tell what another one hides.
#[derive(Serialize, ToSchema)]
struct FiguresView {
    by_residence: BTreeMap<String, BTreeMap<&'static str, String>>,
    totals: BTreeMap<&'static str, String>,
}

fn named(cells: &[Cell]) -> BTreeMap<&'static str, String> {
    EntryOutcome::ALL.into_iter().zip(cells).map(|(outcome, cell)| (outcome.as_str(), cell.to_string())).collect()
}

fn figures((residences, table): (Vec<String>, SafeTable)) -> FiguresView {
    let rows = residences.into_iter().zip(&table.cells);
    FiguresView {
        by_residence: rows.map(|(residence, cells)| (residence, named(cells))).collect(),
        totals: named(&table.totals),
    }
}

/// Campaigns over the partner's own lists.
#[utoipa::path(get, path = "/partner/campaigns", responses((status = 200, body = Vec<CampaignLine>)))]
async fn campaigns(
    State(state): State<WebState>,
    caller: PartnerCaller,
    page: PageAsked,
) -> Result<Page<CampaignLine>, Problem> {
    let found = async {
        let mut read = state.app().db.read().await?;
        stored::of_partner(&mut read, caller.organisation_id, &caller.partner).await
    };
    let found = found.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page
        .of(found.into_iter().map(|campaign| CampaignLine { key: campaign.key, state: campaign.state }), |campaign| {
            campaign.key.clone()
        }))
}

/// The status of each household of the partner's own list, and the figures once it is closed.
#[utoipa::path(
    get, path = "/partner/campaigns/{key}", params(("key" = String, Path)),
    responses((status = 200, body = CampaignView))
)]
async fn campaign(
    State(state): State<WebState>,
    caller: PartnerCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<CampaignView>, Problem> {
    let report = report_to_partner(state.app(), caller.organisation_id, &key, &caller.partner).await;
    let report = report.map_err(|error| Problem::trouble(&error))?;
    let Some(PartnerReport { key, state, statuses, figures: table }) = report else {
        return Err(Problem::new(StatusCode::NOT_FOUND, "No such campaign."));
    };
    Ok(Json(CampaignView { key, state, statuses: statuses.into_iter().collect(), figures: table.map(figures) }))
}

/// A watch list, as its partner sees it.
#[derive(Serialize, ToSchema)]
pub(crate) struct WatchListView {
    /// By the reference of the partner's list.
    #[schema(value_type = BTreeMap<String, String>)]
    statuses: BTreeMap<String, WatchStatus>,
}

/// The status of each person of the partner's own list.
#[utoipa::path(
    get, path = "/partner/watch-lists/{key}", params(("key" = String, Path)),
    responses((status = 200, body = WatchListView))
)]
async fn watch_list(
    State(state): State<WebState>,
    caller: PartnerCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<WatchListView>, Problem> {
    let report = report_watch_list_to_partner(state.app(), caller.organisation_id, &key, &caller.partner).await;
    let report = report.map_err(|error| Problem::trouble(&error))?;
    let statuses = report.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "No such watch list."))?;
    Ok(Json(WatchListView { statuses: statuses.into_iter().collect() }))
}
