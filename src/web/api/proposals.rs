//! Who might call whom, who waits, and what a person wishes, over the API. Whoever reads it is kept in the audit.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use passerelle_app::{ProposedMatches, WishesChange, list_waiting, note_wishes, propose_match};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    ids::PersonId,
    matching::{NotProposed, Proposal, Reason},
    people::{Language, Member, Volunteer},
    skills::Skill,
    weekly_hours::WeeklyHours,
    wishes::{Gender, Interest, Wishes},
};
use passerelle_store::volunteers;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use super::{matches::read_slot, people::reader};
use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath, ApiQuery},
    operations::Operations,
    problem::Problem,
    schema,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::PeopleWrite, routes!(wish))
        .with(ApiScope::MatchesRead, routes!(list))
        .with(ApiScope::MatchesRead, routes!(waiting))
}

/// Longest name of a part of town.
const MOST_DISTRICT_CHARS: usize = 64;

/// Why, as a word of the list and in words.
#[derive(Serialize, ToSchema)]
struct Why {
    #[schema(schema_with = schema::word::<Reason>)]
    reason: Reason,
    words: &'static str,
}

/// Somebody proposed.
#[derive(Serialize, ToSchema)]
struct ProposalView {
    volunteer_id: Uuid,
    key: String,
    first_name: String,
    slot: Option<String>,
    points: i32,
    #[schema(value_type = Vec<String>)]
    shared_interests: Vec<Interest>,
    reasons: Vec<Why>,
}

/// Somebody not proposed, and why.
#[derive(Serialize, ToSchema)]
struct OtherView {
    volunteer_id: Uuid,
    key: String,
    #[schema(schema_with = schema::word::<NotProposed>)]
    reason: NotProposed,
    words: &'static str,
}

/// Everybody, once.
#[derive(Serialize, ToSchema)]
pub(crate) struct RankingView {
    proposals: Vec<ProposalView>,
    others: Vec<OtherView>,
}

/// Which hour is looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AtSlot {
    slot: Option<String>,
}

/// Who might call a person, the best placed first, each with reasons; and for everybody else the one reason why not.
/// `?slot=tue 15:00` looks at that hour of hers only. Words are in the language of the token's holder. 409 when she does
/// not wait for anybody.
#[utoipa::path(
    get, path = "/people/{id}/match-proposals", params(("id" = Uuid, Path), AtSlot),
    responses((status = 200, body = RankingView), (status = 409))
)]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(person): ApiPath<Uuid>,
    ApiQuery(at): ApiQuery<AtSlot>,
) -> Result<Json<RankingView>, Problem> {
    let by = reader(&staff)?;
    let slot = read_slot(at.slot.as_deref())?;
    let app = state.app();
    let found = propose_match(app, staff.organisation_id, PersonId(person), slot, by).await;
    let ranking = match found.map_err(|error| Problem::trouble(&error))? {
        ProposedMatches::Ranked(_, ranking) => ranking,
        ProposedMatches::NotWaiting(why) => {
            return Err(Problem::new(StatusCode::CONFLICT, "She does not wait.").with_detail(why.as_str()));
        }
        ProposedMatches::Unknown => return Err(Problem::new(StatusCode::NOT_FOUND, "No such person.")),
    };
    let all =
        async { volunteers::of_organisation(&mut app.db.read().await?, &app.secrets, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    let by_id: BTreeMap<_, _> = all.into_iter().map(|volunteer| (volunteer.id, volunteer)).collect();
    let proposals = ranking.proposals.into_iter().filter_map(|proposal| {
        let volunteer = by_id.get(&proposal.volunteer_id)?;
        Some(proposal_view(proposal, volunteer, staff.language))
    });
    let others = ranking.others.into_iter().filter_map(|(id, why)| {
        let key = by_id.get(&id)?.key.clone();
        Some(OtherView { volunteer_id: id.0, key, reason: why, words: why.words(staff.language) })
    });
    Ok(Json(RankingView { proposals: proposals.collect(), others: others.collect() }))
}

fn proposal_view(proposal: Proposal, volunteer: &Volunteer, language: Language) -> ProposalView {
    let why = |reason: Reason| Why { reason, words: reason.words(language) };
    ProposalView {
        volunteer_id: volunteer.id.0,
        key: volunteer.key.clone(),
        first_name: volunteer.first_name.clone(),
        slot: proposal.slot.map(|slot| slot.to_string()),
        points: proposal.points,
        shared_interests: proposal.shared,
        reasons: proposal.reasons.into_iter().map(why).collect(),
    }
}

/// Somebody who waits.
#[derive(Serialize, ToSchema)]
#[schema(as = proposals::WaitingView)]
struct WaitingView {
    person_id: Uuid,
    key: String,
    since: NaiveDate,
    days: i64,
    has_courtesy_calls: bool,
    is_away: bool,
    #[schema(value_type = Option<String>)]
    match_code: Option<Code>,
    fitting: usize,
    why_not: BTreeMap<&'static str, usize>,
}

/// Everybody who waits.
#[derive(Serialize, ToSchema)]
pub(crate) struct WaitingListView {
    waiting: Vec<WaitingView>,
    median_days: Option<i64>,
    longest_days: Option<i64>,
}

/// Who waits for somebody to call her, the longest wait first; how many volunteers would fit, and why the others do not,
/// counted.
#[utoipa::path(get, path = "/waiting-list", responses((status = 200, body = WaitingListView)))]
async fn waiting(State(state): State<WebState>, ApiCaller(staff): ApiCaller) -> Result<Json<WaitingListView>, Problem> {
    let by = reader(&staff)?;
    let list = list_waiting(state.app(), staff.organisation_id, by).await;
    let list = list.map_err(|error| Problem::trouble(&error))?;
    let view = |waiting: passerelle_app::Waiting| WaitingView {
        person_id: waiting.person.id.0,
        key: waiting.person.key,
        since: waiting.since,
        days: waiting.days,
        has_courtesy_calls: waiting.has_courtesy_calls,
        is_away: waiting.is_away,
        match_code: waiting.asked.map(|paired| paired.code),
        fitting: waiting.fitting,
        why_not: waiting.why_not.into_iter().map(|(why, count)| (why.as_str(), count)).collect(),
    };
    Ok(Json(WaitingListView {
        waiting: list.waiting.into_iter().map(view).collect(),
        median_days: list.median_days,
        longest_days: list.longest_days,
    }))
}

/// What she wishes; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wishing {
    #[schema(value_type = Option<Vec<String>>)]
    interests: Option<Vec<Skill>>,
    #[schema(value_type = Option<Vec<String>>)]
    avoids: Option<Vec<Skill>>,
    /// `woman`, `man`, or `any`.
    gender: Option<String>,
    /// `tue,thu 14:00-17:00` on her clocks; empty for any hour of hers.
    hours: Option<String>,
    district: Option<String>,
}

/// What a person told about whom she would like to talk with, and when. Answers all her wishes. For example `{"interests":
/// ["gardening"], "hours": "tue,thu 14:00-17:00"}`.
#[utoipa::path(
    put, path = "/people/{id}/wishes", params(("id" = Uuid, Path)), request_body = Wishing,
    responses((status = 200, body = Object))
)]
async fn wish(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(person): ApiPath<Uuid>,
    ApiJson(wishing): ApiJson<Wishing>,
) -> Result<Json<Wishes>, Problem> {
    let by: Member = reader(&staff)?;
    let wrong = |detail: &str| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "These wishes cannot be noted.").with_detail(detail)
    };
    let gender = match wishing.gender.as_deref() {
        None => None,
        Some("any") => Some(None),
        Some(word) => Some(Some(Gender::parse(word).ok_or_else(|| wrong("gender: woman, man or any"))?)),
    };
    let hours = wishing.hours.as_deref().map(WeeklyHours::parse).transpose();
    if wishing.district.as_ref().is_some_and(|name| name.chars().count() > MOST_DISTRICT_CHARS) {
        return Err(wrong("district: at most 64 characters"));
    }
    let change = WishesChange {
        interests: wishing.interests,
        avoids: wishing.avoids,
        gender,
        hours: hours.map_err(|_| wrong("hours: written tue,thu 14:00-17:00"))?,
        district: wishing.district.map(|name| name.trim().to_owned()),
    };
    let noted = note_wishes(state.app(), staff.organisation_id, PersonId(person), &change, by).await;
    let noted = noted.map_err(|error| Problem::trouble(&error))?;
    let person = noted.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "No such person."))?;
    Ok(Json(person.wishes))
}
