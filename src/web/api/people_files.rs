//! Files of people over the API: begun, corrected, noted, found, exported.

use axum::{Json, extract::State, http::StatusCode};
use passerelle_app::{
    PersonExport, WrittenPerson, add_person, edit_person, export_person, find_people, note_person, read_person,
    see_person,
};
use passerelle_domain::{
    api_scope::ApiScope,
    ids::PersonId,
    people::{Member, Staff, StaffRole},
    person_draft::{PersonDraft, Problems},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::routes;
use uuid::Uuid;

use crate::{
    WebState,
    caller::ApiCaller,
    extract::{ApiJson, ApiPath, ApiQuery},
    operations::Operations,
    problem::Problem,
};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::PeopleWrite, routes!(add))
        .with(ApiScope::PeopleRead, routes!(search))
        .with(ApiScope::PeopleRead, routes!(fields))
        .with(ApiScope::PeopleWrite, routes!(edit))
        .with(ApiScope::PeopleWrite, routes!(note))
        .with(ApiScope::PeopleRead, routes!(export))
}

/// The longest note, in characters.
const MOST_NOTE_CHARS: usize = 4_000;

/// Files are changed by coordinators.
fn writer(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator => Ok(Member::Staff(staff.id)),
        StaffRole::Administrator | StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "A coordinator decides this."))
        }
    }
}

/// Files are looked for by coordinators and social workers.
fn reader(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator | StaffRole::SocialWorker => Ok(Member::Staff(staff.id)),
        StaffRole::Administrator | StaffRole::Listener | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "Files are read by coordinators and social workers."))
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such person.")
}

/// What is wrong, by field.
fn wrong(problems: &Problems) -> Problem {
    let said: Vec<String> = problems.iter().map(|(field, problem)| format!("{field}: {}", problem.as_str())).collect();
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Something is wrong in these fields.").with_detail(said.join(", "))
}

fn changed() -> Problem {
    Problem::new(StatusCode::CONFLICT, "Somebody has changed this file since it was read. Read it again.")
}

fn answer(written: WrittenPerson) -> Result<Json<WrittenView>, Problem> {
    match written {
        WrittenPerson::Written(person) => Ok(Json(WrittenView { id: person.id.0 })),
        WrittenPerson::Wrong(problems) => Err(wrong(&problems)),
        WrittenPerson::Changed(_) => Err(changed()),
        WrittenPerson::Unknown => Err(not_found()),
    }
}

/// The file that was written.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrittenView {
    id: Uuid,
}

/// Begins a file, with its fields. She has agreed to nothing yet, and nobody calls her.
#[utoipa::path(post, path = "/people", request_body = Object, responses((status = 200, body = WrittenView)))]
async fn add(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(draft): ApiJson<PersonDraft>,
) -> Result<Json<WrittenView>, Problem> {
    let by = writer(&staff)?;
    let written = add_person(state.app(), staff.organisation_id, &draft, by).await;
    answer(written.map_err(|error| Problem::trouble(&error))?)
}

/// The fields of a file and the proof of having read them.
#[derive(Serialize, Deserialize, ToSchema)]
pub(crate) struct Fields {
    seen: String,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    fields: PersonDraft,
}

/// The fields of a file as they are now, with `seen`, to be sent back when they are changed.
#[utoipa::path(
    get, path = "/people/{id}/fields", params(("id" = Uuid, Path)),
    responses((status = 200, body = Fields))
)]
async fn fields(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<Fields>, Problem> {
    let by = reader(&staff)?;
    let (app, owner, id) = (state.app(), staff.organisation_id, PersonId(id));
    let file = read_person(app, owner, id, by).await.map_err(|error| Problem::trouble(&error))?;
    file.ok_or_else(not_found)?;
    let seen = see_person(app, owner, id).await.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)?;
    Ok(Json(Fields { seen: seen.seen, fields: seen.draft }))
}

/// Changes a file: every field, and `seen` as it was read; 409 when somebody has changed them since.
#[utoipa::path(
    put, path = "/people/{id}/fields", params(("id" = Uuid, Path)), request_body = Fields,
    responses((status = 200, body = WrittenView))
)]
async fn edit(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(wanted): ApiJson<Fields>,
) -> Result<Json<WrittenView>, Problem> {
    let by = writer(&staff)?;
    let (owner, id) = (staff.organisation_id, PersonId(id));
    let written = edit_person(state.app(), owner, id, &wanted.fields, &wanted.seen, by).await;
    answer(written.map_err(|error| Problem::trouble(&error))?)
}

/// What somebody writes.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Note {
    text: String,
}

/// A note about a person: kept sealed, never changed. For example `{"text": "…"}`.
#[utoipa::path(
    post, path = "/people/{id}/notes", params(("id" = Uuid, Path)), request_body = Note,
    responses((status = 204))
)]
async fn note(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
    ApiJson(note): ApiJson<Note>,
) -> Result<StatusCode, Problem> {
    let by = writer(&staff)?;
    if note.text.chars().count() > MOST_NOTE_CHARS {
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "A note has at most 4000 characters."));
    }
    let kept = note_person(state.app(), staff.organisation_id, PersonId(id), by, &note.text).await;
    if kept.map_err(|error| Problem::trouble(&error))? { Ok(StatusCode::NO_CONTENT) } else { Err(not_found()) }
}

/// What is looked for; it stays out of the address.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Search {
    #[serde(default)]
    search: String,
}

/// Which page.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    page: Option<usize>,
}

/// Those found on this page.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundView {
    total: usize,
    page: usize,
    pages: usize,
    people: Vec<FoundLine>,
}

#[derive(Serialize, ToSchema)]
struct FoundLine {
    id: Uuid,
    key: String,
    first_name: String,
    last_name: String,
}

/// People by name or reference, fifty a page; changes nothing. What is looked for stays out of the address. For example
/// `{"search": "lefort"}`.
#[utoipa::path(
    post, path = "/people/searches", params(Page), request_body = Search,
    responses((status = 200, body = FoundView))
)]
async fn search(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiQuery(page): ApiQuery<Page>,
    ApiJson(wanted): ApiJson<Search>,
) -> Result<Json<FoundView>, Problem> {
    let by = reader(&staff)?;
    let page = page.page.unwrap_or(1);
    let found = find_people(state.app(), staff.organisation_id, &wanted.search, page, by).await;
    let found = found.map_err(|error| Problem::trouble(&error))?;
    let people = found.people.into_iter().map(|person| FoundLine {
        id: person.id.0,
        key: person.key,
        first_name: person.first_name,
        last_name: person.last_name,
    });
    Ok(Json(FoundView { total: found.total, page: found.page, pages: found.pages, people: people.collect() }))
}

/// Everything about a person, for herself; other people's names are masked.
#[utoipa::path(
    get, path = "/people/{id}/export", params(("id" = Uuid, Path)),
    responses((status = 200, body = Object))
)]
async fn export(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(id): ApiPath<Uuid>,
) -> Result<Json<PersonExport>, Problem> {
    let by = writer(&staff)?;
    let export = export_person(state.app(), staff.organisation_id, PersonId(id), by).await;
    export.map_err(|error| Problem::trouble(&error))?.map(Json).ok_or_else(not_found)
}
