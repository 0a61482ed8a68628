//! Cases: taken, passed on, noted, closed, opened again, each by one form. Whoever comes from the page of a case returns to it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use passerelle_app::{
    CalledAboutCase, ClosedCase, ReopenedCase, acknowledge_case, call_about_case, close_case, note_case, pass_case_on,
    reopen_case,
};
use passerelle_domain::{
    case::{CaseOutcome, CaseState},
    code::Code,
};
use serde::Deserialize;

use super::{
    case_page::{Typed, again},
    form::Signed,
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// The longest note.
pub(crate) const MOST_NOTE_CHARS: usize = 4_000;

/// Where the form was: `case`, or the page of the day.
#[derive(Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    next: String,
}

pub(crate) fn read(code: &str) -> Result<Code, Refusal> {
    Code::parse(code).ok_or(Refusal::NotFound)
}

fn back(next: &str, code: &Code, told: &str) -> Shown {
    let address = if next == "case" { format!("/cases/{code}") } else { "/today".to_owned() };
    Ok(Redirect::to(&format!("{address}?told={told}")).into_response())
}

/// `POST /cases/{code}/holder`: takes a case; of two at once one has it, and the other is told.
pub(crate) async fn take(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(from): Signed<From>,
) -> Shown {
    let code = read(&code)?;
    let case = acknowledge_case(state.app(), visitor.owner(), &code, visitor.member()).await?;
    let case = case.ok_or(Refusal::NotFound)?;
    let is_mine = case.holder == Some(visitor.member());
    let told = match case.state {
        CaseState::Closed => "case-was-closed",
        CaseState::Acknowledged if !is_mine => "case-was-taken",
        CaseState::Acknowledged | CaseState::Paging => "case-taken",
    };
    back(&from.next, &code, told)
}

/// `POST /cases/{code}/call`: rings the visitor, then the person of the case; whoever calls has the case.
pub(crate) async fn call(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(from): Signed<From>,
) -> Shown {
    let code = read(&code)?;
    let told = match call_about_case(state.app(), visitor.owner(), &code, visitor.member()).await? {
        CalledAboutCase::Ringing => "case-call-ringing",
        CalledAboutCase::HeldBy(_) => "case-was-taken",
        CalledAboutCase::Closed => "case-was-closed",
        CalledAboutCase::NobodyToCall => "case-call-nobody",
        CalledAboutCase::NotWished => "case-call-not-wished",
        CalledAboutCase::NoTelephone => "case-call-no-telephone",
        CalledAboutCase::Busy => "case-call-busy",
        CalledAboutCase::Unknown => return Err(Refusal::NotFound),
    };
    back(&from.next, &code, told)
}

/// `POST /cases/{code}/passing-on`: the next one on call is asked.
pub(crate) async fn pass_on(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(from): Signed<From>,
) -> Shown {
    let code = read(&code)?;
    let case = pass_case_on(state.app(), visitor.owner(), &code, visitor.member()).await?;
    case.ok_or(Refusal::NotFound)?;
    back(&from.next, &code, "case-passed-on")
}

#[derive(Deserialize)]
pub(crate) struct Closing {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    next: String,
}

/// `POST /cases/{code}/closure`: closes a case with an outcome, in the visitor's name.
pub(crate) async fn close(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(closing): Signed<Closing>,
) -> Shown {
    let code = read(&code)?;
    let account: String = closing.account.chars().take(MOST_NOTE_CHARS).collect();
    let Some(outcome) = CaseOutcome::parse(&closing.outcome) else {
        let typed = Typed { form: "closure", problem: "told-case-needs-outcome", account, ..Typed::default() };
        return again(&state, &visitor, &code, typed).await;
    };
    match close_case(state.app(), visitor.owner(), &code, outcome, visitor.member(), &account).await? {
        ClosedCase::Closed(_) => back(&closing.next, &code, "case-closed"),
        ClosedCase::AlreadyClosed(_) => back(&closing.next, &code, "case-was-closed"),
        ClosedCase::NeedsAccount => {
            let (problem, outcome) = ("told-case-needs-account", outcome.as_str().to_owned());
            let typed = Typed { form: "closure", problem, outcome, account, ..Typed::default() };
            again(&state, &visitor, &code, typed).await
        }
        ClosedCase::Unknown => Err(Refusal::NotFound),
    }
}

#[derive(Deserialize)]
pub(crate) struct Reopening {
    #[serde(default)]
    why: String,
}

/// `POST /cases/{code}/reopening`: it was closed too soon; the visitor has it.
pub(crate) async fn reopen(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(reopening): Signed<Reopening>,
) -> Shown {
    let code = read(&code)?;
    let why: String = reopening.why.chars().take(MOST_NOTE_CHARS).collect();
    match reopen_case(state.app(), visitor.owner(), &code, visitor.member(), &why).await? {
        ReopenedCase::Reopened(case) => back("case", &case.code, "case-reopened"),
        ReopenedCase::IsOpen => back("case", &code, "case-is-open"),
        ReopenedCase::Unknown => Err(Refusal::NotFound),
    }
}

#[derive(Deserialize)]
pub(crate) struct Note {
    #[serde(default)]
    text: String,
    #[serde(default)]
    next: String,
}

/// `POST /cases/{code}/notes`: keeps a note.
pub(crate) async fn note(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(note): Signed<Note>,
) -> Shown {
    let code = read(&code)?;
    let text: String = note.text.chars().take(MOST_NOTE_CHARS).collect();
    if !note_case(state.app(), visitor.owner(), &code, visitor.member(), &text).await? {
        return Err(Refusal::NotFound);
    }
    back(&note.next, &code, if text.trim().is_empty() { "case-note-empty" } else { "case-noted" })
}
