//! Lists of volunteers, people and series over the API: sent, looked at, written, undone.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{SentLists, confirm_import, leave_import, send_lists, undo_import};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    file_import::{Confirmed, FileImport, ImportStage, ListNoun},
    ids::OrganisationId,
    people::{Member, Staff, StaffRole},
};
use passerelle_store::file_imports;
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

/// Refused rows that are told; the others are counted.
const MOST_REFUSALS: i64 = 200;

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.list(ApiScope::PeopleRead, routes!(list))
        .with_long_body(ApiScope::PeopleWrite, routes!(send))
        .with(ApiScope::PeopleRead, routes!(show))
        .with(ApiScope::PeopleWrite, routes!(confirm))
        .with(ApiScope::PeopleWrite, routes!(undo))
        .with(ApiScope::PeopleWrite, routes!(leave))
}

/// Files are changed by coordinators.
fn changing(staff: &Staff) -> Result<Member, Problem> {
    match staff.role {
        StaffRole::Coordinator => Ok(Member::Staff(staff.id)),
        StaffRole::Administrator | StaffRole::Listener | StaffRole::SocialWorker | StaffRole::Partner => {
            Err(Problem::new(StatusCode::FORBIDDEN, "A coordinator decides this."))
        }
    }
}

fn not_found() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "No such import.")
}

fn code_of(text: &str) -> Result<Code, Problem> {
    Code::parse(text).ok_or_else(not_found)
}

/// Lists as `docs/import.md` describes them: CSV with a header.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Lists {
    volunteers: Option<String>,
    people: Option<String>,
    series: Option<String>,
}

/// What names an import from now on.
#[derive(Serialize, ToSchema)]
pub(crate) struct Taken {
    #[schema(value_type = String)]
    code: Code,
}

/// How far an import is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportView {
    #[schema(value_type = String)]
    code: Code,
    sent_at: DateTime<Utc>,
    /// `looking`, `looked`, `writing`, `written`, `undoing`, `undone`, `settled`, `dropped`.
    stage: &'static str,
    /// How much of a stage that goes on by itself is over.
    percent: Option<u64>,
    /// Rows that would be, or were, added; and so on.
    added: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
}

impl From<&FileImport> for ImportView {
    fn from(import: &FileImport) -> ImportView {
        let fates = import.fates();
        ImportView {
            code: import.code.clone(),
            sent_at: import.sent_at,
            stage: stage_of(import),
            percent: import.percent(),
            added: fates.added,
            changed: fates.changed,
            unchanged: fates.unchanged,
            refused: fates.refused,
        }
    }
}

fn stage_of(import: &FileImport) -> &'static str {
    match import.stage {
        ImportStage::Looking => "looking",
        ImportStage::Looked { .. } => "looked",
        ImportStage::Writing { .. } => "writing",
        ImportStage::Written { .. } => "written",
        ImportStage::Undoing { .. } => "undoing",
        ImportStage::Undone { .. } => "undone",
        ImportStage::Settled { .. } => "settled",
        ImportStage::Dropped { .. } => "dropped",
    }
}

/// A row that is not taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct Refusal {
    #[schema(schema_with = schema::word::<ListNoun>)]
    list: ListNoun,
    /// On which line of its list.
    line: i64,
    /// Repeats nothing of the row.
    reason: String,
}

/// An import with the rows that are not taken.
#[derive(Serialize, ToSchema)]
pub(crate) struct WholeImport {
    #[serde(flatten)]
    import: ImportView,
    /// At most 200.
    refusals: Vec<Refusal>,
}

/// The last imports, the latest first.
#[utoipa::path(get, path = "/imports", responses((status = 200, body = Vec<ImportView>)))]
async fn list(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    page: PageAsked,
) -> Result<Page<ImportView>, Problem> {
    changing(&staff)?;
    let app = state.app();
    let all = async { file_imports::of_organisation(&mut app.db.read().await?, staff.organisation_id).await };
    let all = all.await.map_err(|error| Problem::trouble(&error.into()))?;
    Ok(page.of(all.iter().map(ImportView::from), |import| import.code.to_string()))
}

/// Sends lists; 202 with the code of the import. Nothing is written: what would happen is found out first. 409 when several
/// wait for a decision already, 422 when a list cannot be read or there is none.
#[utoipa::path(post, path = "/imports", request_body = Lists, responses((status = 202, body = Taken)))]
async fn send(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiJson(lists): ApiJson<Lists>,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let by = changing(&staff)?;
    let sent =
        [(ListNoun::Volunteers, lists.volunteers), (ListNoun::People, lists.people), (ListNoun::Series, lists.series)];
    let files: Vec<(ListNoun, Vec<u8>)> =
        sent.into_iter().filter_map(|(noun, text)| Some((noun, text?.into_bytes()))).collect();
    let refused = |title: &'static str| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title);
    let sent = send_lists(state.app(), staff.organisation_id, &files, by).await;
    match sent.map_err(|error| Problem::trouble(&error))? {
        SentLists::Taken(code) => Ok((StatusCode::ACCEPTED, Json(Taken { code }))),
        SentLists::Refused(reasons) => {
            let reasons = reasons.iter().map(|(noun, reason)| format!("{}: {reason}", noun.as_str()));
            Err(refused("A list cannot be read.").with_detail(reasons.collect::<Vec<_>>().join("; ")))
        }
        SentLists::Nothing => Err(refused("There is no row in it.")),
        SentLists::TooMany => Err(Problem::new(StatusCode::CONFLICT, "Several imports wait for a decision already.")),
    }
}

async fn import_of(state: &WebState, owner: OrganisationId, code: &str) -> Result<FileImport, Problem> {
    let (app, code) = (state.app(), code_of(code)?);
    let found = async { file_imports::by_code(&mut app.db.read().await?, owner, &code).await };
    found.await.map_err(|error| Problem::trouble(&error.into()))?.ok_or_else(not_found)
}

/// How far an import is, what would become of its rows, or became of them, and why some are not taken.
#[utoipa::path(
    get, path = "/imports/{code}", params(("code" = String, Path)), responses((status = 200, body = WholeImport))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<WholeImport>, Problem> {
    changing(&staff)?;
    let import = import_of(&state, staff.organisation_id, &code).await?;
    let app = state.app();
    let rows = async {
        file_imports::rows(&mut app.db.read().await?, &app.secrets, import.id, "refused", MOST_REFUSALS).await
    };
    let rows = rows.await.map_err(|error| Problem::trouble(&error.into()))?;
    let refusal = |row: file_imports::ImportRow| Refusal {
        list: row.noun,
        line: row.line,
        reason: row.reason.unwrap_or_default(),
    };
    let refusals = rows.into_iter().map(refusal).collect();
    Ok(Json(WholeImport { import: ImportView::from(&import), refusals }))
}

/// What became of a decision: 202 once it is carried out by itself, twice is once.
fn decided(confirmed: Option<Confirmed>) -> Result<StatusCode, Problem> {
    let not_now = |title: &'static str| Err(Problem::new(StatusCode::CONFLICT, title));
    match confirmed.ok_or_else(not_found)? {
        Confirmed::Begins | Confirmed::Already => Ok(StatusCode::ACCEPTED),
        Confirmed::LooksAgain => not_now("Another import was written since. This one is looked at again first."),
        Confirmed::OneAtATime => not_now("Another import is being written or undone."),
        Confirmed::Cannot => not_now("It is not looked at yet, has nothing to write, or is over."),
    }
}

/// Writes an import that was looked at; 409 when that cannot be now.
#[utoipa::path(
    post, path = "/imports/{code}/confirmation", params(("code" = String, Path)), responses((status = 202))
)]
async fn confirm(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let (by, code) = (changing(&staff)?, code_of(&code)?);
    let confirmed = confirm_import(state.app(), staff.organisation_id, &code, by).await;
    decided(confirmed.map_err(|error| Problem::trouble(&error))?)
}

/// Undoes an import that was written, but for what was touched since; 409 when that cannot be now.
#[utoipa::path(post, path = "/imports/{code}/undoing", params(("code" = String, Path)), responses((status = 202)))]
async fn undo(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let (by, code) = (changing(&staff)?, code_of(&code)?);
    let undone = undo_import(state.app(), staff.organisation_id, &code, by).await;
    decided(undone.map_err(|error| Problem::trouble(&error))?)
}

/// Leaves an import unwritten: what was sent goes at once. 409 when it is written, or was.
#[utoipa::path(delete, path = "/imports/{code}", params(("code" = String, Path)), responses((status = 204)))]
async fn leave(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<StatusCode, Problem> {
    let (by, code) = (changing(&staff)?, code_of(&code)?);
    let left = leave_import(state.app(), staff.organisation_id, &code, by).await;
    match left.map_err(|error| Problem::trouble(&error))?.ok_or_else(not_found)? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::new(StatusCode::CONFLICT, "It is written, or was: it can be undone.")),
    }
}
