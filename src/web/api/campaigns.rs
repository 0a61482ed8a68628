//! Call campaigns, over the API: their settings and figures, the partner's list, the next household to call, how it ended.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use passerelle_app::{
    CampaignFigures, ClosedCampaign, ImportReport, ImportedList, NextHousehold, RecordedHousehold, SavedCampaign,
    ToldHousehold, WantedCampaign, close_campaign, count_campaign, household_tasks, import_campaign, next_household,
    record_household, save_campaign,
};
use passerelle_domain::{
    campaign::{CallWay, Campaign, CampaignScript, CampaignState, EntryOutcome, Unsettled},
    campaign_entry::CampaignEntry,
    consent::Answer,
    ids::CampaignEntryId,
    people::{Member, Staff, StaffRole},
};
use passerelle_store::campaigns;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::volunteers::deciding;
use crate::{WebState, caller::ApiCaller, problem::Problem};

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such campaign.")
}

fn wrong(title: &'static str, detail: impl Into<String>) -> Problem {
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
#[derive(Serialize)]
pub(crate) struct CampaignView {
    key: String,
    partner: String,
    state: CampaignState,
    way: CallWay,
    ends_on: NaiveDate,
    script: CampaignScript,
    listed: u32,
    totals: BTreeMap<&'static str, u32>,
    by_residence: BTreeMap<String, BTreeMap<&'static str, u32>>,
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
#[derive(Serialize)]
pub(crate) struct CampaignLine {
    key: String,
    partner: String,
    state: CampaignState,
    ends_on: NaiveDate,
}

impl From<Campaign> for CampaignLine {
    fn from(campaign: Campaign) -> CampaignLine {
        let Campaign { key, partner, state, ends_on, .. } = campaign;
        CampaignLine { key, partner, state, ends_on }
    }
}

/// `GET /api/v1/campaigns`: all of them, by reference.
pub(crate) async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
) -> Result<Json<Vec<CampaignLine>>, Problem> {
    let all = async { campaigns::of_organisation(&mut state.app().db.read().await?, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(Json(all.into_iter().map(CampaignLine::from).collect()))
}

/// `GET /api/v1/campaigns/{key}`: its words and figures.
pub(crate) async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(key): Path<String>,
) -> Result<Json<CampaignView>, Problem> {
    let figures = count_campaign(state.app(), staff.organisation_id, &key).await;
    let figures = figures.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(figures.into()))
}

/// What a campaign is to be; what is left out stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wanted {
    partner: Option<String>,
    line: Option<String>,
    ends_on: Option<NaiveDate>,
    responsible: Option<String>,
    way: Option<CallWay>,
    script: Option<String>,
    least_age: Option<u32>,
    recall_within_days: Option<u32>,
}

/// `PUT /api/v1/campaigns/{key}` with `{"partner": "herault", "line": "paris", "ends_on": "2027-01-31", "responsible": "nadia"}`:
/// makes the campaign, or changes it; 422 with the reason when it cannot be.
pub(crate) async fn save(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(key): Path<String>,
    Json(wanted): Json<Wanted>,
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
#[derive(Serialize)]
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

/// `POST /api/v1/campaigns/{key}/list` with a CSV file as its body: adds the partner's list; 422 when nothing of it is taken.
pub(crate) async fn import(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(key): Path<String>,
    file: Bytes,
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

/// A household to call, with the words to say.
#[derive(Serialize)]
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
    outcome: Option<EntryOutcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
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
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum NextView {
    /// This one.
    Household(Box<HouseholdView>),
    /// Nobody now.
    Nobody {
        /// Somebody then; none: nobody is left.
        next_at: Option<DateTime<Utc>>,
    },
}

/// `POST /api/v1/campaigns/{key}/reservations`: the next household, kept for the token's holder; `{"next_at": …}` when nobody
/// may be called now. Again gives the same one until its outcome is told.
pub(crate) async fn next(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(key): Path<String>,
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

/// `GET /api/v1/campaigns/{key}/tasks`: the households a named human sees to, the first due first.
pub(crate) async fn tasks(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(key): Path<String>,
) -> Result<Json<Vec<HouseholdView>>, Problem> {
    let by = calling(&staff)?;
    let tasks = household_tasks(state.app(), staff.organisation_id, &key, by).await;
    let tasks = tasks.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(tasks.into_iter().filter_map(household).collect()))
}

/// How a call ended.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Told {
    outcome: EntryOutcome,
    /// `asked`, `yes` or `no`: what they answered when weekly calls were proposed.
    weekly_calls: Option<String>,
    /// `thu`: the day they would like…
    day: Option<Weekday>,
    /// …and the local hour, `15:00`.
    hour: Option<String>,
}

/// `POST /api/v1/campaigns/{key}/households/{id}/outcome` with `{"outcome": "reached_fragile", "weekly_calls": "yes", "day": "thu",
/// "hour": "15:00"}`: how it ended; 409 when somebody else has the household on the telephone.
pub(crate) async fn record(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path((key, id)): Path<(String, Uuid)>,
    Json(told): Json<Told>,
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

/// `POST /api/v1/campaigns/{key}/closure`: closes it; 409 with what is unsettled while anything is.
pub(crate) async fn close(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    Path(key): Path<String>,
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
