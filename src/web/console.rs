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
mod cases;
mod form;
mod frame;
mod guard;
mod lines;
mod named;
mod planning;
mod proposals;
mod reports;
mod rights;
mod sign_in;
mod staff;
mod today;
mod words;

use axum::{
    Router,
    routing::{get, post},
};
use passerelle_domain::people::StaffRole;

use crate::WebState;
use guard::Pages;
use rights::Right;

pub(crate) use words::Words;

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
        .post("/cases/{code}/holder", Right::HandleCases, cases::take)
        .post("/cases/{code}/passing-on", Right::HandleCases, cases::pass_on)
        .post("/cases/{code}/closure", Right::HandleCases, cases::close)
        .post("/cases/{code}/notes", Right::HandleCases, cases::note)
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
}

/// What is reached without being signed in, or halfway.
fn open_routes() -> Router<WebState> {
    Router::new()
        .route("/assets/{*file}", get(assets::asset))
        .route("/sign-in", get(sign_in::page).post(sign_in::try_password))
        .route("/sign-in/code", get(sign_in::code_page).post(sign_in::try_code))
        .route("/sign-in/setup", get(sign_in::setup_page).post(sign_in::set_up))
        .route("/rehearsal/sign-in", post(sign_in::enter_rehearsal))
        .route("/sign-out", post(sign_in::leave))
        .route("/invitation/{token}", get(sign_in::invitation_page).post(sign_in::choose_password))
        .layer(axum::middleware::from_fn(guard::harden))
}
