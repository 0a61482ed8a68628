//! Rosters over the API: shifts of a line added, changed and ended; its hours.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use passerelle_app::{
    SavedHours, SavedShift, SeenShift, ShiftRefusal, WantedHours, WantedShift, change_line_hours, end_shift,
    save_shift, seen_line, seen_shift,
};
use passerelle_domain::{
    api_scope::ApiScope,
    calendar::HolidayPolicy,
    exceptional_hours::ExceptionalHours,
    ids::ShiftId,
    line::Line,
    people::{Member, Staff, StaffRole},
    roster::{Duty, Shift},
    weekly_hours::WeeklyHours,
};
use passerelle_store::{lines, shifts};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath},
    operations::Operations,
    page::{Page, PageAsked},
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::LinesWrite, routes!(change_hours))
        .list(ApiScope::LinesRead, routes!(list))
        .with(ApiScope::LinesWrite, routes!(add))
        .with(ApiScope::LinesWrite, routes!(change))
        .with(ApiScope::LinesWrite, routes!(end))
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such line or shift.")
}

/// Those who answer for rosters.
fn managing(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::Administrator => Ok(Member::Staff(staff.id)),
        StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "Rosters are changed by coordinators and administrators."))
        }
    }
}

/// A shift. `seen` is sent back with a change, which is refused when somebody else was faster.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShiftView {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    shift: Shift,
    seen: String,
}

/// Every shift of a line.
#[utoipa::path(
    get, path = "/lines/{key}/shifts", params(("key" = String, Path)),
    responses((status = 200, body = Vec<ShiftView>))
)]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(key): ApiPath<String>,
) -> Result<Page<ShiftView>, Problem> {
    managing(&staff)?;
    let app = state.app();
    let all = async {
        let mut read = app.db.read().await?;
        let Some(line) = lines::by_key(&mut read, staff.organisation_id, &key).await? else { return Ok(None) };
        shifts::of_line(&mut read, line.id).await.map(Some)
    };
    let all: Result<_, passerelle_store::StoreError> = all.await;
    let all = all.map_err(|error| Problem::trouble(&error.into()))?.ok_or_else(not_found)?;
    Ok(page.of(all.into_iter().map(|shift| ShiftView { seen: seen_shift(app, &shift), shift }), |shift| {
        shift.shift.id.to_string()
    }))
}

/// What a shift is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = rosters::Wanted)]
pub(crate) struct Wanted {
    who: String,
    #[schema(schema_with = schema::word::<Duty>)]
    duty: Duty,
    #[schema(value_type = String)]
    hours: WeeklyHours,
    #[serde(default = "first")]
    order: u32,
    #[serde(default)]
    starts_on: Option<NaiveDate>,
    #[serde(default)]
    ends_on: Option<NaiveDate>,
    #[serde(default)]
    #[schema(value_type = String)]
    exceptions: ExceptionalHours,
    /// Without it the change is made whatever is there.
    #[serde(default)]
    seen: Option<String>,
}

fn first() -> u32 {
    1
}

impl From<&Wanted> for WantedShift {
    fn from(wanted: &Wanted) -> WantedShift {
        WantedShift {
            who: wanted.who.clone(),
            duty: wanted.duty,
            hours: wanted.hours.clone(),
            order: wanted.order,
            starts_on: wanted.starts_on,
            ends_on: wanted.ends_on,
            exceptions: wanted.exceptions.clone(),
        }
    }
}

fn answer(state: &WebState, saved: SavedShift) -> Result<Json<ShiftView>, Problem> {
    match saved {
        SavedShift::Saved(shift) => Ok(Json(ShiftView { seen: seen_shift(state.app(), &shift), shift: *shift })),
        SavedShift::ChangedMeanwhile(_) => {
            Err(Problem::new(StatusCode::CONFLICT, "Somebody changed this shift meanwhile: read it again."))
        }
        SavedShift::Refused(why) => {
            let detail = match why {
                ShiftRefusal::NobodyKnown => "who: nobody who is here has that reference".to_owned(),
                ShiftRefusal::NoHours => "hours: there is none".to_owned(),
                ShiftRefusal::Backwards => "ends_on: before starts_on".to_owned(),
                ShiftRefusal::ExceptionOutside => "exceptions: a day outside starts_on and ends_on".to_owned(),
                ShiftRefusal::WrongOrder => "order: from 1 to 1000".to_owned(),
                ShiftRefusal::Overlaps(day) => {
                    format!("hours: on {day} at the same time as another shift of theirs here")
                }
                ShiftRefusal::SaidTwice => "the same shift exists already".to_owned(),
            };
            Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "This shift cannot be.").with_detail(detail))
        }
        SavedShift::Unknown => Err(not_found()),
    }
}

/// One shift more of a line. For example `{"who": "ines", "duty": "listening", "hours": "mon-fri 09:00-12:00"}`.
#[utoipa::path(
    post, path = "/lines/{key}/shifts", params(("key" = String, Path)), request_body = Wanted,
    responses((status = 200, body = ShiftView))
)]
async fn add(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<Json<ShiftView>, Problem> {
    let by = managing(&staff)?;
    let saved = save_shift(state.app(), staff.organisation_id, &key, None, &(&wanted).into(), by).await;
    answer(&state, saved.map_err(|error| Problem::trouble(&error))?)
}

/// Changes a shift: the whole of it is said anew.
#[utoipa::path(
    put, path = "/lines/{key}/shifts/{id}", params(("key" = String, Path), ("id" = Uuid, Path)), request_body = Wanted,
    responses((status = 200, body = ShiftView))
)]
async fn change(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((key, id)): ApiPath<(String, ShiftId)>,
    ApiJson(wanted): ApiJson<Wanted>,
) -> Result<Json<ShiftView>, Problem> {
    let by = managing(&staff)?;
    let which = SeenShift { id, seen: wanted.seen.as_deref() };
    let saved = save_shift(state.app(), staff.organisation_id, &key, Some(which), &(&wanted).into(), by).await;
    answer(&state, saved.map_err(|error| Problem::trouble(&error))?)
}

/// The last day of a shift.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = rosters::Ending)]
pub(crate) struct Ending {
    last_on: NaiveDate,
    #[serde(default)]
    seen: Option<String>,
}

/// The last day of a shift. For example `{"last_on": "2026-12-31"}`.
#[utoipa::path(
    post, path = "/lines/{key}/shifts/{id}/end",
    params(("key" = String, Path), ("id" = Uuid, Path)),
    request_body = Ending,
    responses((status = 200, body = ShiftView))
)]
async fn end(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((key, id)): ApiPath<(String, ShiftId)>,
    ApiJson(ending): ApiJson<Ending>,
) -> Result<Json<ShiftView>, Problem> {
    let by = managing(&staff)?;
    let which = SeenShift { id, seen: ending.seen.as_deref() };
    let saved = end_shift(state.app(), staff.organisation_id, &key, which, ending.last_on, by).await;
    answer(&state, saved.map_err(|error| Problem::trouble(&error))?)
}

/// The hours a line is to have.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Hours {
    #[schema(value_type = String)]
    weekly: WeeklyHours,
    #[schema(schema_with = schema::word::<HolidayPolicy>)]
    holiday_policy: HolidayPolicy,
    #[serde(default)]
    #[schema(value_type = String)]
    exceptions: ExceptionalHours,
    listeners_wanted: u32,
    #[serde(default)]
    seen: Option<String>,
}

/// The hours of a line.
#[derive(Serialize, ToSchema)]
pub(crate) struct HoursView {
    line: String,
    #[schema(value_type = String)]
    weekly: WeeklyHours,
    #[schema(schema_with = schema::word::<HolidayPolicy>)]
    holiday_policy: HolidayPolicy,
    #[schema(value_type = String)]
    exceptions: ExceptionalHours,
    listeners_wanted: u32,
    seen: String,
}

impl HoursView {
    fn of(state: &WebState, line: Line) -> HoursView {
        HoursView {
            seen: seen_line(state.app(), &line),
            weekly: line.hours.weekly,
            holiday_policy: line.hours.holiday_policy,
            exceptions: line.hours.exceptions,
            listeners_wanted: line.listeners_wanted,
            line: line.key,
        }
    }
}

/// The hours of a line; 409 when somebody has changed them since they were read. For example `{"weekly": "mon-fri
/// 09:00-17:00", "holiday_policy": "open", "listeners_wanted": 2}`.
#[utoipa::path(
    put, path = "/lines/{key}/hours", params(("key" = String, Path)), request_body = Hours,
    responses((status = 200, body = HoursView))
)]
async fn change_hours(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
    ApiJson(hours): ApiJson<Hours>,
) -> Result<Json<HoursView>, Problem> {
    let by = managing(&staff)?;
    let wanted = WantedHours {
        weekly: hours.weekly,
        holiday_policy: hours.holiday_policy,
        exceptions: hours.exceptions,
        listeners_wanted: hours.listeners_wanted,
    };
    let saved = change_line_hours(state.app(), staff.organisation_id, &key, hours.seen.as_deref(), &wanted, by).await;
    match saved.map_err(|error| Problem::trouble(&error))? {
        SavedHours::Saved(line) => Ok(Json(HoursView::of(&state, *line))),
        SavedHours::ChangedMeanwhile(_) => {
            Err(Problem::new(StatusCode::CONFLICT, "Somebody changed this line meanwhile: read it again."))
        }
        SavedHours::Refused => Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "These hours cannot be.")
            .with_detail("a line is open for some hours, and wants from 1 to 500 listeners")),
        SavedHours::Unknown => Err(not_found()),
    }
}
