//! Call campaigns, over the API: their settings and figures, the partner's list, the next household to call, how it ended.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use passerelle_app::{
    CampaignFigures, ClosedCampaign, ImportReport, ImportedList, SavedCampaign, WantedCampaign, close_campaign,
    count_campaign, import_campaign, save_campaign,
};
use passerelle_domain::{
    api_scope::ApiScope,
    campaign::{CallWay, Campaign, CampaignScript, CampaignState, EntryOutcome, Unsettled},
    people::{Member, Staff, StaffRole},
};
use passerelle_store::campaigns;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiBytes, ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::CampaignsRead, routes!(list))
        .with(ApiScope::CampaignsRead, routes!(show))
        .with(ApiScope::CampaignsWrite, routes!(save))
        .with_long_body(ApiScope::CampaignsWrite, routes!(import))
        .with(ApiScope::CampaignsWrite, routes!(close))
}

pub(crate) fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such campaign.")
}

pub(crate) fn wrong(title: &'static str, detail: impl Into<String>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).with_detail(detail)
}

/// Those who call households: not whoever only runs the program.
pub(crate) fn calling(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::Listener | StaffRole::SocialWorker => Ok(Member::Staff(staff.id)),
        StaffRole::Administrator | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "Households are called by those who accompany people."))
        }
    }
}

/// A campaign and its figures: all counts are exact.
#[derive(Serialize, ToSchema)]
#[schema(as = campaigns::CampaignView)]
pub(crate) struct CampaignView {
    key: String,
    partner: String,
    #[schema(schema_with = schema::word::<CampaignState>)]
    state: CampaignState,
    #[schema(schema_with = schema::word::<CallWay>)]
    way: CallWay,
    ends_on: NaiveDate,
    #[schema(value_type = Object)]
    script: CampaignScript,
    listed: u32,
    totals: BTreeMap<&'static str, u32>,
    by_residence: BTreeMap<String, BTreeMap<&'static str, u32>>,
    #[schema(value_type = Object)]
    unsettled: Unsettled,
}

fn named(counts: &[u32]) -> BTreeMap<&'static str, u32> {
    let names = EntryOutcome::ALL.into_iter().map(EntryOutcome::as_str).chain(["without_outcome"]);
    names.zip(counts.iter().copied()).collect()
}

impl From<CampaignFigures> for CampaignView {
    fn from(figures: CampaignFigures) -> CampaignView {
        let (listed, totals) = (figures.listed(), figures.totals());
        let campaign = figures.campaign;
        CampaignView {
            key: campaign.key,
            partner: campaign.partner,
            state: campaign.state,
            way: campaign.way,
            ends_on: campaign.ends_on,
            script: campaign.script,
            listed,
            totals: named(&totals),
            by_residence: figures
                .by_residence
                .into_iter()
                .map(|(residence, counts)| (residence, named(&counts)))
                .collect(),
            unsettled: figures.unsettled,
        }
    }
}

/// A campaign in the list.
#[derive(Serialize, ToSchema)]
#[schema(as = campaigns::CampaignLine)]
pub(crate) struct CampaignLine {
    key: String,
    partner: String,
    #[schema(schema_with = schema::word::<CampaignState>)]
    state: CampaignState,
    ends_on: NaiveDate,
}

impl From<Campaign> for CampaignLine {
    fn from(campaign: Campaign) -> CampaignLine {
        let Campaign { key, partner, state, ends_on, .. } = campaign;
        CampaignLine { key, partner, state, ends_on }
    }
}

/// Every campaign, by reference.
#[utoipa::path(get, path = "/campaigns", responses((status = 200, body = Vec<CampaignLine>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<CampaignLine>, Problem> {
    let all = async { campaigns::of_organisation(&mut state.app().db.read().await?, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(all.into_iter().map(CampaignLine::from), |campaign| campaign.key.clone()))
}

/// The words and figures of a campaign.
#[utoipa::path(
    get, path = "/campaigns/{key}", params(("key" = String, Path)),
    responses((status = 200, body = CampaignView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<CampaignView>, Problem> {
    let figures = count_campaign(state.app(), staff.organisation_id, &key).await;
    let figures = figures.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(figures.into()))
}

/// What a campaign is to be; what is left out stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = campaigns::Wanted)]
pub(crate) struct Wanted {
    partner: Option<String>,
    line: Option<String>,
    ends_on: Option<NaiveDate>,
    responsible: Option<String>,
    #[schema(schema_with = schema::word_or_null::<CallWay>)]
    way: Option<CallWay>,
    script: Option<String>,
    least_age: Option<u32>,
    recall_within_days: Option<u32>,
}

/// Makes the campaign, or changes it; 422 with the reason when it cannot be. For example `{"partner": "herault", "line":
/// "paris", "ends_on": "2027-01-31", "responsible": "nadia"}`.
#[utoipa::path(
    put, path = "/campaigns/{key}", params(("key" = String, Path)), request_body = Wanted,
    responses((status = 200, body = CampaignLine))
)]
async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<Json<CampaignLine>, Problem> {
    let by = deciding(&staff)?;
    let wanted = WantedCampaign {
        key,
        partner: wanted.partner,
        line: wanted.line,
        ends_on: wanted.ends_on,
        responsible: wanted.responsible,
        way: wanted.way,
        words: wanted.script,
        least_age: wanted.least_age,
        recall_within_days: wanted.recall_within_days,
    };
    let saved = save_campaign(state.app(), staff.organisation_id, &wanted, by).await;
    match saved.map_err(|error| Problem::trouble(&error))? {
        SavedCampaign::Saved(campaign) => Ok(Json((*campaign).into())),
        SavedCampaign::Refused(why) => Err(wrong("This campaign cannot be.", why)),
    }
}

/// What became of a list: how many rows, and why each one that was not taken was not.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportView {
    accepted: usize,
    merged: usize,
    unchanged: usize,
    refused: Vec<String>,
}

impl ImportView {
    pub(crate) fn of(report: &ImportReport) -> ImportView {
        let counts = report.counts();
        let refused = report.refused().map(|row| format!("line {}: {}", row.line, row.fate)).collect();
        ImportView { accepted: counts.added, merged: counts.merged, unchanged: counts.unchanged, refused }
    }
}

/// Adds the partner's list, a CSV file; 422 when nothing of it is taken.
#[utoipa::path(
    post, path = "/campaigns/{key}/list",
    params(("key" = String, Path)),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 200, body = ImportView))
)]
async fn import(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiBytes(file): ApiBytes,
) -> Result<Json<ImportView>, Problem> {
    let by = deciding(&staff)?;
    let imported = import_campaign(state.app(), staff.organisation_id, &key, &file, by).await;
    match imported.map_err(|error| Problem::trouble(&error))? {
        ImportedList::Read(report) => Ok(Json(ImportView::of(&report))),
        ImportedList::Refused(reason) => Err(wrong("Nothing of this list is taken.", reason)),
        ImportedList::Closed => Err(Problem::new(StatusCode::CONFLICT, "This campaign is closed.")),
        ImportedList::Unknown => Err(not_found()),
    }
}

/// Closes a campaign; 409 with what is unsettled while anything is.
#[utoipa::path(
    post, path = "/campaigns/{key}/closure", params(("key" = String, Path)),
    responses((status = 200, body = CampaignLine))
)]
async fn close(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<CampaignLine>, Problem> {
    let by = deciding(&staff)?;
    let closed = close_campaign(state.app(), staff.organisation_id, &key, by).await;
    match closed.map_err(|error| Problem::trouble(&error))? {
        ClosedCampaign::Closed(campaign) => Ok(Json((*campaign).into())),
        ClosedCampaign::Unsettled(left) => {
            let problem = Problem::new(StatusCode::CONFLICT, "Something is unsettled.");
            Err(problem.with_detail(format!(
                "{} without an outcome, {} to be called again, {} tasks.",
                left.without_outcome, left.recalls, left.tasks
            )))
        }
        ClosedCampaign::Unknown => Err(not_found()),
    }
}
