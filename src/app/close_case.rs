//! Closes a case: an outcome of the list, and the name of who checked.

use passerelle_domain::{
    case::{Case, CaseKind, CaseOutcome, CaseState, Event},
    code::Code,
    ids::{OrganisationId, PersonId},
    matter::MatterKind,
    people::Member,
    scheduled_call,
};
use passerelle_store::{Tx, call_series, callbacks, callers, cases, notes, scheduled_calls, transact};

use crate::{
    App,
    advance_case::apply_to_case,
    advance_scheduled_call::apply_to_scheduled_call,
    error::{AppError, Outcome},
    handle_voicemail::handle_in,
    schedule::set_timer,
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
    if let Some(person) = case.person_id.filter(|_| outcome.stops_every_series()) {
        stop_every_series(app, tx, person).await?;
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

/// Nobody must ever ring about her again.
async fn stop_every_series(app: &App, tx: &mut Tx, person: PersonId) -> Outcome<()> {
    let now = app.clock.now();
    for mut series in call_series::of_person(tx, person).await? {
        series.is_active = false;
        call_series::save(tx, &series).await?;
        set_timer(tx, MatterKind::Series, series.id.0, None, now).await?;
        for call in scheduled_calls::live_of_series(tx, series.id).await? {
            apply_to_scheduled_call(app, tx, call.id, scheduled_call::Event::Cancelled, now).await?;
        }
    }
    Ok(())
}
