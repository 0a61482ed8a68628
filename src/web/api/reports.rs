//! Reports over the API: the figures as the page tells them, never what it hides.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use passerelle_app::{AskedReport, KeptReport, Report, keep_report, list_reports, show_report};
use passerelle_domain::{
    api_scope::ApiScope,
    indicators::{Figure, Group, GroupFigures, Period, Shown},
    people::StaffRole,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;

use super::volunteers::deciding;
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiPath, ApiQuery},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::ReportsRead, routes!(list))
        .with(ApiScope::ReportsRead, routes!(show))
        .with(ApiScope::ReportsWrite, routes!(keep))
}

/// A period that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportLine {
    period: String,
    editions: u32,
}

/// The figures of a period.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReportView {
    period: String,
    from: NaiveDate,
    to: NaiveDate,
    /// `null` while the figures still change.
    edition: Option<EditionView>,
    editions: Vec<EditionView>,
    groups: Vec<GroupView>,
}

#[derive(Serialize, ToSchema)]
struct EditionView {
    number: u32,
    made_at: DateTime<Utc>,
    definitions: u32,
}

#[derive(Serialize, ToSchema)]
struct GroupView {
    #[schema(value_type = Object)]
    group: Group,
    figures: Vec<FigureView>,
}

#[derive(Serialize, ToSchema)]
struct FigureView {
    indicator: &'static str,
    /// `null` when it is not told.
    value: Option<u64>,
    #[schema(schema_with = schema::word::<Shown>)]
    shown: Shown,
}

impl From<&Figure> for FigureView {
    fn from(figure: &Figure) -> FigureView {
        FigureView { indicator: figure.indicator.as_str(), value: figure.told(), shown: figure.shown }
    }
}

impl From<Report> for ReportView {
    fn from(report: Report) -> ReportView {
        let view = |edition: &passerelle_app::EditionLine| EditionView {
            number: edition.number,
            made_at: edition.made_at,
            definitions: edition.definitions,
        };
        let group = |group: GroupFigures| GroupView {
            figures: group.figures.iter().map(FigureView::from).collect(),
            group: group.group,
        };
        ReportView {
            period: report.period.to_string(),
            from: report.period.first_day(),
            to: report.period.last_day(),
            edition: report.edition.as_ref().map(view),
            editions: report.editions.iter().map(view).collect(),
            groups: report.groups.into_iter().map(group).collect(),
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such report.").with_detail(
        "Periods are written 2026-10, 2026-Q4 or 2026; they have begun, and the edition is one of those listed.",
    )
}

/// Those who answer for figures.
fn reading(staff: &passerelle_domain::people::Staff) -> Result<(), Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::Administrator => Ok(()),
        StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "Reports are read by coordinators and administrators."))
        }
    }
}

/// The periods whose figures are kept.
#[utoipa::path(get, path = "/reports", responses((status = 200, body = Vec<ReportLine>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<ReportLine>, Problem> {
    reading(&staff)?;
    let kept = list_reports(state.app(), staff.organisation_id).await.map_err(|error| Problem::trouble(&error))?;
    Ok(page
        .of(kept.into_iter().map(|(period, editions)| ReportLine { period: period.to_string(), editions }), |report| {
            report.period.clone()
        }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    edition: Option<u32>,
}

/// The figures of the last edition, or of the one that is named.
#[utoipa::path(
    get, path = "/reports/{period}", params(("period" = String, Path), Wanted),
    responses((status = 200, body = ReportView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(period): ApiPath<String>,
    ApiQuery(wanted): ApiQuery<Wanted>,
) -> Result<Json<ReportView>, Problem> {
    reading(&staff)?;
    let period = Period::parse(&period).ok_or_else(not_found)?;
    let asked = show_report(state.app(), staff.organisation_id, period, wanted.edition).await;
    match asked.map_err(|error| Problem::trouble(&error))? {
        AskedReport::Shown(report) => Ok(Json((*report).into())),
        AskedReport::NotBegun | AskedReport::NoSuchEdition => Err(not_found()),
    }
}

/// What became of the wish to keep figures.
#[derive(Serialize, ToSchema)]
pub(crate) struct KeptView {
    edition: u32,
    is_new: bool,
}

/// Keeps the figures of a period that is over; another edition when the records say something else than the last one.
#[utoipa::path(
    post, path = "/reports/{period}/editions", params(("period" = String, Path)),
    responses((status = 200, body = KeptView))
)]
async fn keep(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(period): ApiPath<String>,
) -> Result<Json<KeptView>, Problem> {
    let by = deciding(&staff)?;
    let period = Period::parse(&period).ok_or_else(not_found)?;
    let kept = keep_report(state.app(), staff.organisation_id, period, Some(by), true).await;
    match kept.map_err(|error| Problem::trouble(&error))? {
        KeptReport::Kept(edition) => Ok(Json(KeptView { edition, is_new: true })),
        KeptReport::Same(edition) => Ok(Json(KeptView { edition, is_new: false })),
        KeptReport::NotOver => Err(Problem::new(StatusCode::CONFLICT, "The period is not over.")),
        KeptReport::Empty => Err(Problem::new(StatusCode::CONFLICT, "Nothing happened in this period.")),
    }
}
