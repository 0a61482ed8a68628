//! The households of a campaign, over the API: who is called next, how it ended, what a named human has to do.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveTime, Utc, Weekday};
use passerelle_app::{
    NextHousehold, RecordedHousehold, ToldHousehold, household_tasks, next_household, record_household,
};
use passerelle_domain::{
    api_scope::ApiScope,
    campaign::{CampaignScript, EntryOutcome},
    campaign_entry::CampaignEntry,
    consent::Answer,
    ids::CampaignEntryId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

use super::campaigns::{calling, not_found, wrong};
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
    to.with(ApiScope::CampaignsWrite, routes!(next))
        .with(ApiScope::CampaignsWrite, routes!(record))
        .list(ApiScope::CampaignsRead, routes!(tasks))
}

/// A household to call, with the words to say.
#[derive(Serialize, ToSchema)]
pub(crate) struct HouseholdView {
    id: Uuid,
    reference: String,
    residence: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    attempts: u32,
    is_recall: bool,
    #[schema(schema_with = schema::word_or_null::<EntryOutcome>)]
    outcome: Option<EntryOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    script: Option<CampaignScript>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept_until: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_owned_by: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    task_due_at: Option<DateTime<Utc>>,
}

fn household(entry: CampaignEntry) -> Option<HouseholdView> {
    let tenant = entry.tenant.clone()?;
    let task = entry.open_task().cloned();
    Some(HouseholdView {
        id: entry.id.0,
        is_recall: entry.is_recall(),
        reference: entry.reference,
        residence: entry.residence,
        title: tenant.title,
        first_name: tenant.first_name,
        last_name: tenant.last_name,
        phone: tenant.phone.as_str().to_owned(),
        attempts: entry.attempts,
        outcome: entry.outcome,
        script: None,
        kept_until: None,
        task_owned_by: task.as_ref().map(|task| task.owner.uuid()),
        task_due_at: task.map(|task| task.by),
    })
}

/// What is left on a list when there is nobody to call now.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = campaign_calls::NextView)]
pub(crate) enum NextView {
    /// This one.
    Household(Box<HouseholdView>),
    /// Nobody now.
    Nobody {
        /// Somebody then; none: nobody is left.
        #[schema(required)]
        next_at: Option<DateTime<Utc>>,
    },
}

/// The next household of a campaign, kept for the token's holder; `{"next_at": …}` when nobody may be called now. Again
/// gives the same one until its outcome is told.
#[utoipa::path(
    post, path = "/campaigns/{key}/reservations", params(("key" = String, Path)),
    responses((status = 200, body = NextView))
)]
async fn next(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(key): ApiPath<String>,
) -> Result<Json<NextView>, Problem> {
    let by = calling(&staff)?;
    let next = next_household(state.app(), staff.organisation_id, &key, by).await;
    match next.map_err(|error| Problem::trouble(&error))? {
        NextHousehold::Kept(kept, until) => {
            let (campaign, entry) = *kept;
            let mut view = household(entry).ok_or_else(not_found)?;
            view.script = Some(campaign.script);
            view.kept_until = Some(until);
            Ok(Json(NextView::Household(Box::new(view))))
        }
        NextHousehold::Later(at) => Ok(Json(NextView::Nobody { next_at: Some(at) })),
        NextHousehold::NoneLeft => Ok(Json(NextView::Nobody { next_at: None })),
        NextHousehold::Unknown => Err(not_found()),
    }
}

/// The households a named human sees to, the first due first.
#[utoipa::path(
    get, path = "/campaigns/{key}/tasks", params(("key" = String, Path)),
    responses((status = 200, body = Vec<HouseholdView>))
)]
async fn tasks(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
    ApiPath(key): ApiPath<String>,
) -> Result<Page<HouseholdView>, Problem> {
    let by = calling(&staff)?;
    let tasks = household_tasks(state.app(), staff.organisation_id, &key, by).await;
    let tasks = tasks.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(page.of(tasks.into_iter().filter_map(household), |task| task.id.to_string()))
}

/// How a call ended.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = campaign_calls::Told)]
pub(crate) struct Told {
    #[schema(schema_with = schema::word::<EntryOutcome>)]
    outcome: EntryOutcome,
    /// `asked`, `yes` or `no`: what they answered when weekly calls were proposed.
    weekly_calls: Option<String>,
    /// `thu`: the day they would like…
    #[schema(value_type = Option<String>)]
    day: Option<Weekday>,
    /// …and the local hour, `15:00`.
    hour: Option<String>,
}

/// How the call of a household ended; 409 when somebody else has the household on the telephone. For example `{"outcome":
/// "reached_fragile", "weekly_calls": "yes", "day": "thu", "hour": "15:00"}`.
#[utoipa::path(
    post, path = "/campaigns/{key}/households/{id}/outcome",
    params(("key" = String, Path), ("id" = Uuid, Path)),
    request_body = Told,
    responses((status = 200, body = HouseholdView))
)]
async fn record(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath((key, id)): ApiPath<(String, Uuid)>,
    ApiJson(told): ApiJson<Told>,
) -> Result<Json<HouseholdView>, Problem> {
    let by = calling(&staff)?;
    let read_answer =
        |answer: String| Answer::parse(&answer).ok_or_else(|| wrong("No such answer.", "One of asked, yes, no."));
    let read_hour = |hour: String| {
        NaiveTime::parse_from_str(&hour, "%H:%M").map_err(|_| wrong("No such hour.", "Write for example 15:00."))
    };
    let hour = match (told.day, told.hour.map(read_hour).transpose()?) {
        (Some(day), Some(hour)) => Some((day, hour)),
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(wrong("A day and an hour go together.", "")),
    };
    let told =
        ToldHousehold { outcome: told.outcome, weekly_calls: told.weekly_calls.map(read_answer).transpose()?, hour };
    let id = CampaignEntryId(id);
    let recorded = record_household(state.app(), staff.organisation_id, &key, id, &told, by).await;
    let not_now = |title| Err(Problem::new(StatusCode::CONFLICT, title));
    match recorded.map_err(|error| Problem::trouble(&error))? {
        RecordedHousehold::Noted(entry) => Ok(Json(household(*entry).ok_or_else(not_found)?)),
        RecordedHousehold::HeldByAnother => not_now("Somebody else has this household on the telephone."),
        RecordedHousehold::Closed => not_now("This campaign is closed."),
        RecordedHousehold::HourRefused(why) => Err(wrong("That hour cannot be.", why.to_string())),
        RecordedHousehold::Unknown => Err(Problem::new(StatusCode::NOT_FOUND, "No such household.")),
    }
}
