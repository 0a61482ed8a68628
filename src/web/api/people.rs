//! People accompanied, over the API: read (the audit says who), what they agreed to, their pauses. What belongs to
//! another organisation does not exist.

use std::collections::BTreeMap;

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use passerelle_app::{
    ConsentChange, PausedPerson, PersonFile, change_consent, list_people, pause_person, read_person, resume_person,
};
use passerelle_domain::{
    api_scope::ApiScope,
    consent::{Answer, ConsentState, Purpose, Scope, Way, may},
    ids::PersonId,
    pause::{Pause, PauseReason},
    people::{Fragility, Language, Member, Person, Staff, StaffRole},
    wishes::Wishes,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;
use uuid::Uuid;

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
    to.list(ApiScope::PeopleRead, routes!(list))
        .with(ApiScope::PeopleRead, routes!(show))
        .with(ApiScope::PeopleWrite, routes!(say))
        .with(ApiScope::PeopleWrite, routes!(pause))
        .with(ApiScope::PeopleWrite, routes!(come_back))
}

/// Longest name of the words with which somebody was asked.
const MOST_WORDING_CHARS: usize = 64;

/// A person in the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonLine {
    id: Uuid,
    key: String,
    first_name: String,
    last_name: String,
    #[schema(schema_with = schema::word::<Fragility>)]
    fragility: Fragility,
    is_away: bool,
    #[schema(schema_with = schema::word::<ConsentState>)]
    consent_calls: ConsentState,
}

/// A file. Instants are UTC, hours and dates are the person's own.
#[derive(Serialize, ToSchema)]
#[schema(as = people::PersonView)]
pub(crate) struct PersonView {
    id: Uuid,
    key: String,
    title: String,
    first_name: String,
    last_name: String,
    territory: String,
    zone: String,
    #[schema(schema_with = schema::word::<Language>)]
    language: Language,
    hearing_advice: String,
    #[schema(schema_with = schema::word::<Fragility>)]
    fragility: Fragility,
    #[schema(value_type = String)]
    calls_from: NaiveTime,
    #[schema(value_type = String)]
    calls_to: NaiveTime,
    last_talked_at: Option<DateTime<Utc>>,
    phones: Vec<PhoneView>,
    #[schema(schema_with = schema::words_by_name::<ConsentState>)]
    consents: BTreeMap<String, ConsentState>,
    consent_changes: Vec<ConsentChangeView>,
    pauses: Vec<PauseView>,
    district: String,
    #[schema(value_type = Object)]
    wishes: Wishes,
    trusted_contacts: Vec<ContactView>,
}

#[derive(Serialize, ToSchema)]
struct PhoneView {
    number: String,
    #[schema(value_type = Option<Vec<String>>)]
    hours: Option<(NaiveTime, NaiveTime)>,
    is_rung_now: bool,
}

#[derive(Serialize, ToSchema)]
struct ConsentChangeView {
    at: DateTime<Utc>,
    scope: String,
    before: String,
    after: String,
    way: String,
    by: Option<Uuid>,
    wording: String,
}

/// A pause: local dates, both inclusive.
#[derive(Serialize, ToSchema)]
pub(crate) struct PauseView {
    #[schema(schema_with = schema::word::<PauseReason>)]
    reason: PauseReason,
    from: NaiveDate,
    to: NaiveDate,
}

#[derive(Serialize, ToSchema)]
#[schema(as = people::ContactView)]
struct ContactView {
    position: u32,
    name: String,
    relation: String,
    same_town: bool,
    do_not_contact: bool,
    may_be_asked: bool,
    /// Left out when this contact must never be asked.
    phone: Option<String>,
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such person.")
}

fn wrong(title: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title).with_detail(detail)
}

fn no_such_page() -> Problem {
    wrong("There is no such page.", "The person after whom it begins is not here any more. Begin again.")
}

/// Files are read by those who accompany people: not by listeners, who answer callers without knowing who they are, nor
/// by whoever runs the program.
pub(crate) fn reader(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::SocialWorker => Ok(Member::Staff(staff.id)),
        StaffRole::Listener | StaffRole::Administrator | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "Files are read by coordinators and social workers."))
        }
    }
}

/// The people accompanied, by reference.
#[utoipa::path(get, path = "/people", responses((status = 200, body = Vec<PersonLine>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<PersonLine>, Problem> {
    let by = reader(&staff)?;
    let app = state.app();
    let after = page.after_key().map(|id| Uuid::parse_str(id).map(PersonId)).transpose().map_err(|_| no_such_page())?;
    let found = list_people(app, staff.organisation_id, after, by).await;
    let people = found.map_err(|error| Problem::trouble(&error))?.ok_or_else(no_such_page)?;
    let now = app.clock.now();
    let line = |person: Person| PersonLine {
        id: person.id.0,
        is_away: person.pause_at(now).is_some(),
        key: person.key,
        first_name: person.first_name,
        last_name: person.last_name,
        fragility: person.fragility,
        consent_calls: person.consents.calls,
    };
    Ok(page.of_following(people.into_iter().map(line).collect(), |line| line.id.to_string()))
}

/// The file of a person, with the proof of what she agreed to.
#[utoipa::path(get, path = "/people/{id}", params(("id" = Uuid, Path)), responses((status = 200, body = PersonView)))]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<PersonView>, Problem> {
    let by = reader(&staff)?;
    let app = state.app();
    let file = read_person(app, staff.organisation_id, PersonId(id), by).await;
    let file = file.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(view(file, app.clock.now())))
}

fn view(file: PersonFile, now: DateTime<Utc>) -> PersonView {
    let PersonFile { person, contacts, consent_changes } = file;
    let rung = person.phone_for(0, now);
    let phone = |(place, number)| PhoneView {
        hours: person.phone_hours.get(place).copied().flatten(),
        is_rung_now: rung == Some(number),
        number: number.as_str().to_owned(),
    };
    let contacts = contacts.into_iter().map(|contact| ContactView {
        may_be_asked: may(&person, Purpose::AskContact(&contact), now).is_ok(),
        phone: contact.phone.filter(|_| !contact.do_not_contact).map(|phone| phone.as_str().to_owned()),
        position: contact.position,
        name: contact.name,
        relation: contact.relation,
        same_town: contact.same_town,
        do_not_contact: contact.do_not_contact,
    });
    let changes = consent_changes.into_iter().map(|change| ConsentChangeView {
        at: change.at,
        scope: change.scope,
        before: change.before,
        after: change.after,
        way: change.way,
        by: change.by_member,
        wording: change.wording,
    });
    PersonView {
        id: person.id.0,
        phones: person.phones.iter().enumerate().map(phone).collect(),
        consents: person.consents.all().into_iter().map(|(scope, state)| (scope.to_string(), state)).collect(),
        consent_changes: changes.collect(),
        trusted_contacts: contacts.collect(),
        pauses: person.pauses.iter().map(pause_view).collect(),
        district: person.district.clone(),
        wishes: person.wishes.clone(),
        territory: person.territory.name.clone(),
        zone: person.territory.zone.name().to_owned(),
        language: person.language,
        fragility: person.fragility,
        calls_from: person.calls_from,
        calls_to: person.calls_to,
        last_talked_at: person.last_talked_at,
        key: person.key.clone(),
        title: person.title.clone(),
        first_name: person.first_name.clone(),
        last_name: person.last_name.clone(),
        hearing_advice: person.hearing_advice.clone(),
    }
}

fn pause_view(pause: &Pause) -> PauseView {
    PauseView { reason: pause.reason, from: pause.from_on, to: pause.to_on }
}

/// What a person said.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Said {
    scope: String,
    answer: String,
    /// `word` on the telephone, or `staff` in another way.
    #[serde(default = "by_word")]
    way: String,
    #[serde(default)]
    wording: String,
}

fn by_word() -> String {
    Way::Word.as_str().to_owned()
}

/// What holds since.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaidView {
    scope: String,
    #[schema(schema_with = schema::word::<ConsentState>)]
    state: ConsentState,
}

/// Notes what a person said to the token's holder; it holds at once. Answers are `asked`, `yes` and `no`. Any staff may
/// note it: she says it to whom she talks with. For example `{"scope": "calls", "answer": "no"}`.
#[utoipa::path(
    post, path = "/people/{id}/consents", params(("id" = Uuid, Path)), request_body = Said,
    responses((status = 200, body = SaidView))
)]
async fn say(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(said): ApiJson<Said>,
) -> Result<Json<SaidView>, Problem> {
    let scope: Scope = said
        .scope
        .parse()
        .map_err(|error: passerelle_domain::consent::UnknownScope| wrong("No such use.", &error.to_string()))?;
    let answer = Answer::parse(&said.answer).ok_or_else(|| wrong("No such answer.", "One of asked, yes, no."))?;
    let way = Way::told(&said.way).ok_or_else(|| wrong("No such way.", "One of word, staff."))?;
    if said.wording.chars().count() > MOST_WORDING_CHARS {
        return Err(wrong("The wording is a version, not the words.", "At most 64 characters."));
    }
    let change =
        ConsentChange { scope: scope.clone(), answer, way, by: Some(Member::Staff(staff.id)), wording: said.wording };
    let after = change_consent(state.app(), staff.organisation_id, PersonId(id), &change).await;
    let after = after.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(SaidView { scope: scope.to_string(), state: after }))
}

/// A pause to note: local dates, both inclusive.
#[derive(Deserialize, ToSchema)]
pub(crate) struct NewPause {
    reason: String,
    from: NaiveDate,
    to: NaiveDate,
}

/// A person is away. The same first day with another last one makes it shorter or longer. For example `{"reason":
/// "hospital", "from": "2026-12-01", "to": "2026-12-10"}`.
#[utoipa::path(
    post, path = "/people/{id}/pauses", params(("id" = Uuid, Path)), request_body = NewPause,
    responses((status = 200, body = Vec<PauseView>))
)]
async fn pause(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(new): ApiJson<NewPause>,
) -> Result<Json<Vec<PauseView>>, Problem> {
    let reason = PauseReason::parse(&new.reason).ok_or_else(|| {
        wrong("No such reason.", "One of hospital, family, line_fault, other; no word about her health.")
    })?;
    let pause = Pause { reason, from_on: new.from, to_on: new.to, is_reminded: false };
    let by = Member::Staff(staff.id);
    answer(pause_person(state.app(), staff.organisation_id, PersonId(id), &pause, by).await)
}

/// When she is back; today when nothing is said.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Back {
    on: Option<NaiveDate>,
}

/// A person is back, and her calls with her. For example `{"on": "2026-12-05"}` or `{}`.
#[utoipa::path(
    post, path = "/people/{id}/return", params(("id" = Uuid, Path)), request_body = Back,
    responses((status = 200, body = Vec<PauseView>))
)]
async fn come_back(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(back): ApiJson<Back>,
) -> Result<Json<Vec<PauseView>>, Problem> {
    let by = Member::Staff(staff.id);
    answer(resume_person(state.app(), staff.organisation_id, PersonId(id), back.on, by).await)
}

fn answer(outcome: Result<PausedPerson, passerelle_app::AppError>) -> Result<Json<Vec<PauseView>>, Problem> {
    match outcome.map_err(|error| Problem::trouble(&error))? {
        PausedPerson::Noted(pauses) => Ok(Json(pauses.iter().map(pause_view).collect())),
        PausedPerson::WrongDates => Err(wrong(
            "These dates are no pause.",
            "The last day is neither past nor before the first; at most a year.",
        )),
        PausedPerson::Unknown => Err(not_found()),
    }
}
