//! Closes a case: an outcome of the list, and the name of who checked.

use passerelle_domain::{
    case::{Case, CaseKind, CaseOutcome, CaseState, Event},
    code::Code,
    ids::OrganisationId,
    people::Member,
    series_end::EndReason,
};
use passerelle_store::{Tx, callbacks, callers, cases, notes, transact};

use crate::{
    App,
    advance_case::apply_to_case,
    end_series::{end_every_series, wait_for_number},
    error::{AppError, Outcome},
    handle_voicemail::handle_in,
};

/// What became of the wish to close.
#[derive(Debug, Clone, PartialEq)]
pub enum ClosedCase {
    /// Closed now.
    Closed(Box<Case>),
    /// It was closed before, as told: nothing changed.
    AlreadyClosed(Box<Case>),
    /// It is only closed with an account of who did what, and when: nothing changed.
    NeedsAccount,
    /// No case of this organisation has the code.
    Unknown,
}

/// Closes a case; `account` says in words who did what and when, and is kept sealed. A death or a move stops every
/// series of the person in the same transaction.
///
/// # Errors
/// Trouble of the database.
pub async fn close_case(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    outcome: CaseOutcome,
    by: Member,
    account: &str,
) -> Outcome<ClosedCase> {
    let (account, now) = (account.trim(), app.clock.now());
    transact!(app.db, |tx| {
        let Some(case) = cases::by_code(tx, owner, code).await? else { return Ok(ClosedCase::Unknown) };
        if case.state == CaseState::Closed {
            return Ok(ClosedCase::AlreadyClosed(Box::new(case)));
        }
        if case.kind.needs_account() && account.is_empty() {
            return Ok(ClosedCase::NeedsAccount);
        }
        if !account.is_empty() {
            let about = notes::Subject { organisation_id: owner, noun: "case", id: case.id.0 };
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, account, now).await?;
        }
        let closed = close_in(app, tx, &case, outcome, by).await?;
        Ok::<ClosedCase, AppError>(closed.map_or(ClosedCase::Unknown, |case| ClosedCase::Closed(Box::new(case))))
    })
    .await
}

/// Closes a case within a transaction.
pub(crate) async fn close_in(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    outcome: CaseOutcome,
    by: Member,
) -> Outcome<Option<Case>> {
    let now = app.clock.now();
    let closed = apply_to_case(app, tx, case.id, Event::Closed(outcome, by), now).await?;
    if let Some(person) = case.person_id {
        if let Some(reason) = EndReason::of_case(outcome) {
            end_every_series(app, tx, person, reason, by, now).await?;
        } else if outcome == CaseOutcome::WrongNumber {
            wait_for_number(app, tx, person, now).await?;
        }
    }
    if let Some(id) = case.voicemail_id {
        handle_in(app, tx, id, by, None, now).await?;
    }
    if let Some(id) = case.callback_id
        && let Some(mut promise) = callbacks::by_id(tx, &app.secrets, id).await?
        && !promise.state.is_live()
    {
        // The listening line keeps no identity once nobody has to be rung any more.
        promise.number = None;
        callbacks::save(tx, &app.secrets, &promise).await?;
    }
    if case.kind == CaseKind::AbuseReported
        && outcome == CaseOutcome::FalseAlarm
        && let Some(call) = case.call_id
        && let Some(pseudonym) = callers::of_call(tx, call).await?
    {
        callers::lift_pause(tx, case.organisation_id, &pseudonym, now).await?;
    }
    metrics::counter!("passerelle_cases_closed_total", "outcome" => outcome.as_str()).increment(1);
    Ok(closed)
}
