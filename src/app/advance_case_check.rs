//! Moves a check of a case on: writes, rings, feeds the case, and is called off when there is nothing to ask any more.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseLevel, CaseState, ChainPlace},
    case_check::{Asked, CaseCheck, CheckKind, Effect, Event, Finding, is_ruled_out, may_ask, step},
    escalation::EscalationPolicy,
    ids::{CaseCheckId, CaseId, PersonId},
    matter::MatterKind,
    phone_number::PhoneNumber,
};
use passerelle_store::{
    StoreError, Tx, case_checks, cases, escalation_policies, lines, people, transact, trusted_contacts,
};

use serde_json::json;

use crate::{
    App,
    check_case::ask_contact,
    error::{AppError, Outcome},
    event_trace::trace_of_case,
    page_coordinators::line_of_case,
    ring_contact::{ring_contact, stop_ringing},
    schedule::{is_due, set_timer},
    send_text::reader,
    tell_check::{News, tell_case, tell_over, write_to_asked},
};

/// Advances a check whose timer is due.
pub(crate) async fn advance_case_check(app: &App, id: CaseCheckId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if is_due(tx, MatterKind::CaseCheck, id.0, now).await? {
            apply_to_check(app, tx, id, Event::TimerFired, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies an event to a check. An event that comes too late changes nothing.
pub(crate) async fn apply_to_check(
    app: &App,
    tx: &mut Tx,
    id: CaseCheckId,
    event: Event,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(before) = case_checks::by_id(tx, id).await? else {
        set_timer(tx, MatterKind::CaseCheck, id.0, None, now).await?;
        return Ok(());
    };
    let case = cases::by_id(tx, before.case_id).await?.ok_or(AppError::dangling("case check"))?;
    let number = number_to_ask(app, tx, &before, now).await?;
    let is_pointless = number.is_none() || case.state == CaseState::Closed;
    let event = if event == Event::TimerFired && is_pointless { Event::CalledOff } else { event };
    if is_pointless && matches!(event, Event::Answered(_)) {
        return Ok(());
    }
    let was = (before.state, before.finding);
    let (mut check, effect, next) = step(before, event, now);
    case_checks::save(tx, &check).await?;
    set_timer(tx, MatterKind::CaseCheck, id.0, next, now).await?;
    if was != (check.state, check.finding) {
        keep_trace(app, tx, &check, &case, now).await?;
    }
    if !check.state.is_live() {
        stop_ringing(app, tx, &check, number.is_none(), now).await?;
    }
    match (effect, number) {
        (Some(Effect::Write), Some(number)) => write_to_asked(app, tx, &check, &case, &number, now).await?,
        (Some(Effect::Ring), Some(number)) => {
            check.call_id = Some(ring_contact(app, tx, &check, &case, number, now).await?);
            case_checks::save(tx, &check).await?;
        }
        (Some(Effect::TellOff), Some(number)) => tell_over(app, tx, &check, &number, now).await?,
        (Some(Effect::Feed(finding)), _) => feed(app, tx, &check, case, finding, now).await?,
        (Some(Effect::Silent), _) => went_silent(app, tx, &check, &case, now).await?,
        (Some(Effect::Write | Effect::Ring | Effect::TellOff), None) | (None, _) => {}
    }
    Ok(())
}

/// What the history of the case says of a check.
async fn keep_trace(app: &App, tx: &mut Tx, check: &CaseCheck, case: &Case, now: DateTime<Utc>) -> Outcome<()> {
    let detail = json!({ "check": check.kind.as_str(), "state": check.state.as_str(), "finding": check.finding });
    trace_of_case(app, tx, case, "system", "check_changed", detail, now).await?;
    Ok(())
}

/// The number of whoever is asked, when they may be asked now: looked at before each text and each ring.
pub(crate) async fn number_to_ask(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    now: DateTime<Utc>,
) -> Outcome<Option<PhoneNumber>> {
    let Some(person) = people::by_id(tx, &app.secrets, check.person_id).await? else { return Ok(None) };
    let contacts = trusted_contacts::of_person(tx, &app.secrets, person.id).await?;
    Ok(match check.asked {
        Asked::Contact(id) => contacts
            .iter()
            .find(|contact| contact.id == id)
            .and_then(|contact| may_ask(&person, contact, &contacts, check.kind, now).ok()),
        Asked::Member(member) => {
            let number = reader(app, tx, member).await?.and_then(|reader| reader.phone);
            number.filter(|number| !is_ruled_out(&contacts, number))
        }
    })
}

/// What was found goes to the case at once: the holder hears it, what is urgent pages everybody anew, and without news the
/// next contact is asked. Nothing is closed by it.
async fn feed(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    case: Case,
    finding: Finding,
    now: DateTime<Utc>,
) -> Outcome<()> {
    metrics::counter!("passerelle_case_check_answers_total", "finding" => finding.as_str()).increment(1);
    tell_case(app, tx, check, &case, News::Found(finding), now).await?;
    match finding {
        Finding::Urgent => raise_to_immediate(tx, case, now).await,
        Finding::Absent => ask_next(app, tx, check, &case, now).await,
        Finding::Seen | Finding::OnTheWay => Ok(()),
    }
}

async fn went_silent(app: &App, tx: &mut Tx, check: &CaseCheck, case: &Case, now: DateTime<Utc>) -> Outcome<()> {
    tell_case(app, tx, check, case, News::Silent, now).await?;
    ask_next(app, tx, check, case, now).await
}

/// Her next contact, when there is one; otherwise it is said.
async fn ask_next(app: &App, tx: &mut Tx, check: &CaseCheck, case: &Case, now: DateTime<Utc>) -> Outcome<()> {
    if check.kind == CheckKind::TrustedContact {
        ask_contact(app, tx, case, check.wanted_by, now).await?;
    }
    Ok(())
}

/// Somebody at her door says that it is urgent: the case is immediate from now on, and is paged at once, its holder first.
async fn raise_to_immediate(tx: &mut Tx, mut case: Case, now: DateTime<Utc>) -> Outcome<()> {
    if case.level == CaseLevel::Immediate {
        return Ok(());
    }
    let line = line_of_case(tx, &case).await?;
    let own = escalation_policies::of_organisation(tx, case.organisation_id).await?;
    case.level = CaseLevel::Immediate;
    case.policy = EscalationPolicy::freeze(&own, case.kind, CaseLevel::Immediate, &line);
    if case.holder.is_some() {
        case.expires_at = Some(now);
    } else {
        case.place = ChainPlace::default();
        case.is_exhausted = false;
    }
    cases::save(tx, &case).await?;
    set_timer(tx, MatterKind::Case, case.id.0, Some(now), now).await?;
    Ok(())
}

/// She was reached, or the case is closed: whoever was asked hears that nothing is left to do.
pub(crate) async fn call_off_checks(app: &App, tx: &mut Tx, case: CaseId, now: DateTime<Utc>) -> Outcome<()> {
    for check in case_checks::of_case(tx, case).await? {
        if !check.state.is_live() {
            continue;
        }
        let number = number_to_ask(app, tx, &check, now).await?;
        let (check, effect, next) = step(check, Event::CalledOff, now);
        case_checks::save(tx, &check).await?;
        if let Some(case) = cases::by_id(tx, case).await? {
            keep_trace(app, tx, &check, &case, now).await?;
        }
        set_timer(tx, MatterKind::CaseCheck, check.id.0, next, now).await?;
        stop_ringing(app, tx, &check, number.is_none(), now).await?;
        if let (Some(Effect::TellOff), Some(number)) = (effect, number) {
            tell_over(app, tx, &check, &number, now).await?;
        }
    }
    Ok(())
}

/// Something about whom she trusts has changed: every check about her is looked at now, and ends when it may not go on.
pub(crate) async fn look_again_at_checks(tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Result<(), StoreError> {
    for check in case_checks::live_of_person(tx, person).await? {
        set_timer(tx, MatterKind::CaseCheck, check.id.0, Some(now), now).await?;
    }
    Ok(())
}

/// A line for texts about a check.
pub(crate) async fn line_of(tx: &mut Tx, check: &CaseCheck) -> Outcome<passerelle_domain::line::Line> {
    lines::by_id(tx, check.line_id).await?.ok_or(AppError::dangling("case check"))
}
