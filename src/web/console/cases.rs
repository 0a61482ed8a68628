//! Cases: taken, passed on, noted, closed, each by one form.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use passerelle_app::{ClosedCase, acknowledge_case, close_case, note_case, pass_case_on};
use passerelle_domain::{
    case::{CaseOutcome, CaseState},
    code::Code,
};
use serde::Deserialize;

use super::{
    form::Signed,
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// The longest note.
pub(crate) const MOST_NOTE_CHARS: usize = 4_000;

#[derive(Deserialize)]
pub(crate) struct Nothing {}

fn read(code: &str) -> Result<Code, Refusal> {
    Code::parse(code).ok_or(Refusal::NotFound)
}

fn back(told: &str) -> Shown {
    Ok(Redirect::to(&format!("/today?told={told}")).into_response())
}

/// `POST /cases/{code}/holder`: takes a case; of two at once one has it, and the other is told.
pub(crate) async fn take(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let case = acknowledge_case(state.app(), visitor.owner(), &read(&code)?, visitor.member()).await?;
    let case = case.ok_or(Refusal::NotFound)?;
    let is_mine = case.holder == Some(visitor.member());
    back(match case.state {
        CaseState::Closed => "case-was-closed",
        CaseState::Acknowledged if !is_mine => "case-was-taken",
        CaseState::Acknowledged | CaseState::Paging => "case-taken",
    })
}

/// `POST /cases/{code}/passing-on`: the next one on call is asked.
pub(crate) async fn pass_on(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let case = pass_case_on(state.app(), visitor.owner(), &read(&code)?, visitor.member()).await?;
    case.ok_or(Refusal::NotFound)?;
    back("case-passed-on")
}

#[derive(Deserialize)]
pub(crate) struct Closing {
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    account: String,
}

/// `POST /cases/{code}/closure`: closes a case with an outcome, in the visitor's name.
pub(crate) async fn close(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(closing): Signed<Closing>,
) -> Shown {
    let code = read(&code)?;
    let Some(outcome) = CaseOutcome::parse(&closing.outcome) else { return back("case-needs-outcome") };
    let account: String = closing.account.chars().take(MOST_NOTE_CHARS).collect();
    match close_case(state.app(), visitor.owner(), &code, outcome, visitor.member(), &account).await? {
        ClosedCase::Closed(_) => back("case-closed"),
        ClosedCase::AlreadyClosed(_) => back("case-was-closed"),
        ClosedCase::NeedsAccount => back("case-needs-account"),
        ClosedCase::Unknown => Err(Refusal::NotFound),
    }
}

#[derive(Deserialize)]
pub(crate) struct Note {
    #[serde(default)]
    text: String,
}

/// `POST /cases/{code}/notes`: keeps a note.
pub(crate) async fn note(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(note): Signed<Note>,
) -> Shown {
    let text: String = note.text.chars().take(MOST_NOTE_CHARS).collect();
    if !note_case(state.app(), visitor.owner(), &read(&code)?, visitor.member(), &text).await? {
        return Err(Refusal::NotFound);
    }
    back(if text.trim().is_empty() { "case-note-empty" } else { "case-noted" })
}
