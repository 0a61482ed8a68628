//! The console: what the staff look at. Pages made on the server; each works without script, and live parts are swapped in
//! by htmx where there is some.
//!
//! To add a page: a file here with its handlers, its template in `templates/console/`, its words in `words/fr/` and
//! `words/en/`, and its line in [`pages`] with the right it needs. Nothing is reached without a right: the guard stands
//! before every handler, and a test tries every address with every role.
//!
//! Handlers extract, call one use case, render. A form answers with a redirection to a page that says what was done, so that
//! "back" and "reload" never do anything twice.

mod account;
mod assets;
mod audit;
mod case_checks;
mod case_page;
mod case_story;
mod cases;
mod day_line;
mod emergency_sheet;
mod form;
mod frame;
mod guard;
mod imports;
mod lines;
mod named;
mod partners;
mod people;
mod person_edit;
mod person_erasure;
mod person_export;
mod person_forms;
mod person_page;
mod person_series;
mod person_wishes;
mod planning;
mod proposals;
mod provider;
mod received_referrals;
mod referrals;
mod rehearsal;
mod reports;
mod rights;
mod scripts;
mod sign_in;
mod staff;
mod today;
mod volunteer;
mod volunteers;
mod words;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    routing::{get, post},
};
use passerelle_domain::people::StaffRole;

use crate::WebState;
use guard::Pages;
use imports::MOST_SENT_BYTES;
use referrals::MOST_LIST_BYTES;
use rights::Right;
use scripts::MOST_DRAFT_BYTES;

pub(crate) use {frame::Frame, guard::harden, sign_in::wanted_words, words::Words};

/// An address of the console and who may use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleDoor {
    /// `GET` or `POST`.
    pub method: http::Method,
    /// The address, with `{names}` where an id or a code stands.
    pub path: &'static str,
    /// The roles that may.
    pub roles: &'static [StaffRole],
}

/// Every address of the console that needs a right, with the roles that have it.
pub fn console_doors(state: &WebState) -> Vec<ConsoleDoor> {
    let doors = pages(state).into_doors().into_iter();
    doors.map(|door| ConsoleDoor { method: door.method, path: door.path, roles: door.right.roles() }).collect()
}

/// Every page of the console with the right it needs.
pub(crate) fn routes(state: &WebState) -> Router<WebState> {
    pages(state).into_router().merge(open_routes())
}

fn pages(state: &WebState) -> Pages {
    Pages::new(state)
        .get("/today", Right::SeeToday, today::page)
        .get("/today/events", Right::SeeToday, today::events)
        .get("/account", Right::OwnAccount, account::page)
        .post("/account/invitation", Right::OwnAccount, account::renew)
        .post("/account/sessions/end", Right::OwnAccount, account::leave_everywhere)
        .get("/staff", Right::ManageStaff, staff::page)
        .post("/staff/{id}/invitation", Right::ManageStaff, staff::invite)
        .post("/staff/{id}/departure", Right::ManageStaff, staff::leave)
        .get("/audit", Right::ReadAudit, audit::page)
        .get("/partners", Right::ManageStaff, partners::page)
        .post("/partners", Right::ManageStaff, partners::add)
        .post("/partners/{key}", Right::ManageStaff, partners::change)
        .post("/cases/{code}/holder", Right::HandleCases, cases::take)
        .post("/cases/{code}/call", Right::HandleCases, cases::call)
        .post("/cases/{code}/passing-on", Right::HandleCases, cases::pass_on)
        .post("/cases/{code}/closure", Right::HandleCases, cases::close)
        .post("/cases/{code}/notes", Right::HandleCases, cases::note)
        .post("/cases/{code}/reopening", Right::HandleCases, cases::reopen)
        .get("/cases/{code}", Right::HandleCases, case_page::page)
        .get("/cases/{code}/emergency-sheet", Right::HandleCases, emergency_sheet::page)
        .post("/cases/{code}/checks", Right::HandleCases, case_checks::ask)
        .post("/cases/{code}/ruled-out-contacts", Right::HandleCases, case_checks::rule_out)
        .get("/people", Right::ReadFiles, people::list)
        .post("/people/search", Right::ReadFiles, people::search)
        .get("/people/new", Right::ChangeFiles, person_edit::new_page)
        .post("/people/new", Right::ChangeFiles, person_edit::add)
        .get("/people/{id}", Right::ReadFiles, person_page::page)
        .get("/people/{id}/edit", Right::ChangeFiles, person_edit::edit_page)
        .post("/people/{id}/edit", Right::ChangeFiles, person_edit::edit)
        .get("/people/{id}/export", Right::ReleaseFiles, person_export::page)
        .get("/people/{id}/export.json", Right::ReleaseFiles, person_export::json)
        .get("/people/{id}/erasure", Right::ReleaseFiles, person_erasure::page)
        .post("/people/{id}/erasure", Right::ReleaseFiles, person_erasure::erase)
        .get("/people/{id}/wishes", Right::ChangeFiles, person_wishes::page)
        .post("/people/{id}/wishes", Right::ChangeFiles, person_wishes::note)
        .post("/people/{id}/exclusions", Right::ChangeFiles, person_wishes::keep_apart)
        .post("/people/{id}/exclusions/{volunteer}/end", Right::ChangeFiles, person_wishes::end_apart)
        .post("/people/{id}/consents", Right::ChangeFiles, person_forms::say)
        .post("/people/{id}/pauses", Right::ChangeFiles, person_forms::pause)
        .post("/people/{id}/return", Right::ChangeFiles, person_forms::come_back)
        .post("/people/{id}/notes", Right::ChangeFiles, person_forms::note)
        .post("/people/{id}/ruled-out-contacts", Right::ChangeFiles, person_forms::rule_out)
        .post("/people/{id}/series/{series}/skips", Right::ChangeFiles, person_series::skip)
        .post("/people/{id}/series/{series}/moves", Right::ChangeFiles, person_series::move_one)
        .post("/people/{id}/series/{series}/end", Right::ChangeFiles, person_series::end)
        .get("/referrals", Right::Refer, referrals::page)
        .post("/referrals", Right::Refer, referrals::refer)
        .post("/referrals/list", Right::Refer, referrals::import.layer(DefaultBodyLimit::max(MOST_LIST_BYTES)))
        .get("/referrals/{code}", Right::Refer, referrals::receipt)
        .post("/referrals/{code}/withdrawal", Right::Refer, referrals::withdraw)
        .get("/received-referrals", Right::ChangeFiles, received_referrals::page)
        .post("/received-referrals/{code}/joining", Right::ChangeFiles, received_referrals::join)
        .post("/received-referrals/{code}/ending", Right::ChangeFiles, received_referrals::end)
        .get("/imports", Right::ChangeFiles, imports::list)
        .post("/imports", Right::ChangeFiles, imports::send.layer(DefaultBodyLimit::max(MOST_SENT_BYTES)))
        .get("/imports/{code}", Right::ChangeFiles, imports::page)
        .get("/imports/{code}/progress", Right::ChangeFiles, imports::progress)
        .post("/imports/{code}/confirmation", Right::ChangeFiles, imports::confirm)
        .post("/imports/{code}/undoing", Right::ChangeFiles, imports::undo)
        .post("/imports/{code}/leaving", Right::ChangeFiles, imports::leave)
        .get("/volunteers", Right::ManageVolunteers, volunteers::page)
        .post("/volunteers", Right::ManageVolunteers, volunteers::search)
        .get("/volunteers/{id}", Right::ManageVolunteers, volunteer::page)
        .post("/volunteers/{id}/capacity", Right::ManageVolunteers, volunteer::change)
        .post("/volunteers/{id}/link", Right::ManageVolunteers, volunteer::send_link)
        .post("/volunteers/{id}/link/end", Right::ManageVolunteers, volunteer::revoke)
        .post("/volunteers/{id}/absences", Right::ManageVolunteers, volunteer::note_away)
        .post("/volunteers/{id}/absences/{absence}/end", Right::ManageVolunteers, volunteer::end_away)
        .post("/volunteers/{id}/steps", Right::ManageVolunteers, volunteer::step)
        .post("/volunteers/{id}/exclusions", Right::ManageVolunteers, volunteer::keep_apart)
        .post("/volunteers/{id}/exclusions/{person}/end", Right::ManageVolunteers, volunteer::end_apart)
        .get("/lines", Right::ManageLines, lines::list)
        .get("/lines/{key}", Right::ManageLines, lines::page)
        .get("/lines/{key}/hours", Right::ManageLines, lines::hours_page)
        .post("/lines/{key}/hours", Right::ManageLines, lines::change_hours)
        .get("/lines/{key}/new-shift", Right::ManageLines, lines::new_page)
        .post("/lines/{key}/shifts", Right::ManageLines, lines::add)
        .get("/lines/{key}/shifts/{id}", Right::ManageLines, lines::shift_page)
        .post("/lines/{key}/shifts/{id}", Right::ManageLines, lines::change)
        .post("/lines/{key}/shifts/{id}/end", Right::ManageLines, lines::end)
        .get("/planning", Right::PlanCalls, planning::page)
        .get("/planning/proposal", Right::PlanCalls, planning::proposal)
        .post("/planning/proposal", Right::PlanCalls, planning::apply)
        .get("/planning/what-if", Right::PlanCalls, planning::try_out)
        .get("/planning/waiting/{id}", Right::PlanCalls, proposals::page)
        .post("/planning/waiting/{id}/match", Right::PlanCalls, proposals::ask)
        .get("/reports", Right::ReadReports, reports::list)
        .get("/reports/{period}", Right::ReadReports, reports::page)
        .get("/reports/{period}/figures.csv", Right::ReadReports, reports::csv)
        .get("/reports/{period}/figures.xlsx", Right::ReadReports, reports::spreadsheet)
        .get("/reports/{period}/sources", Right::DefendReports, reports::sources)
        .post("/reports/{period}/editions", Right::DefendReports, reports::keep)
        .get("/rehearsal", Right::Rehearse, rehearsal::list)
        .post("/rehearsal", Right::Rehearse, rehearsal::ask)
        .get("/rehearsal/{code}", Right::Rehearse, rehearsal::page)
        .get("/rehearsal/{code}/progress", Right::Rehearse, rehearsal::progress)
        .get("/scripts", Right::EditScripts, scripts::list)
        .get("/scripts/publication", Right::EditScripts, scripts::confirm)
        .post("/scripts/publication", Right::EditScripts, scripts::publish)
        .post("/scripts/draft/end", Right::EditScripts, scripts::give_up)
        .get("/scripts/editions/{number}", Right::EditScripts, scripts::edition)
        .post("/scripts/editions/{number}", Right::EditScripts, scripts::roll_back)
        .get("/scripts/{name}", Right::EditScripts, scripts::page)
        .post("/scripts/{name}/draft", Right::EditScripts, scripts::save.layer(DefaultBodyLimit::max(MOST_DRAFT_BYTES)))
        .get("/scripts/{name}/preview", Right::EditScripts, scripts::begin)
        .post("/scripts/{name}/preview", Right::EditScripts, scripts::answer)
}

/// What is reached without being signed in, or halfway.
fn open_routes() -> Router<WebState> {
    Router::new()
        .route("/assets/{*file}", get(assets::asset))
        .route("/sign-in", get(sign_in::page).post(sign_in::try_password))
        .route("/sign-in/provider", get(provider::leave))
        .route("/sign-in/provider/return", get(provider::come_back))
        .route("/sign-in/code", get(sign_in::code_page).post(sign_in::try_code))
        .route("/sign-in/setup", get(sign_in::setup_page).post(sign_in::set_up))
        .route("/rehearsal/sign-in", post(sign_in::enter_rehearsal))
        .route("/sign-out", post(sign_in::leave))
        .route("/invitation/{token}", get(sign_in::invitation_page).post(sign_in::choose_password))
        .layer(axum::middleware::from_fn(guard::harden))
}
