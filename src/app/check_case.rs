//! Somebody near her, a caretaker, or somebody of the team is asked how she is, for a case.
//!
//! Who may be asked is decided in the transaction that asks; nobody who was ruled out is ever written to nor rung. That nobody
//! could be asked is said, never skipped in silence: to whoever wanted it, or has the case.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseLevel, CaseState},
    case_check::{
        Asked, CaseCheck, CheckKind, CheckState, NobodyToAsk, NotAsked, RINGS_AFTER, RINGS_AT_DOOR_WITHIN,
        SILENT_AFTER, Stage, asks_at, is_ruled_out, may_be_checked, may_go, next_contact,
    },
    code::Code,
    ids::{CaseCheckId, CaseId, OrganisationId, TrustedContactId},
    line::Line,
    matter::MatterKind,
    people::{Fragility, Member, Person},
    phone_number::PhoneNumber,
    protocol::ContactPolicy,
};
use passerelle_store::{Tx, case_checks, cases, people, transact, trusted_contacts};
use serde_json::{Value, json};

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{actor_of, trace_of_case},
    page_coordinators::line_of_case,
    schedule::set_timer,
    send_text::reader,
    tell_check::tell_nobody_to_ask,
};

/// A check that somebody wants.
#[derive(Debug, Clone, Copy)]
pub struct WantedCheck {
    /// Who is asked.
    pub kind: CheckKind,
    /// Who of the team goes, for a home check.
    pub member: Option<Member>,
    /// An answer is due before then; needed for a home check.
    pub before: Option<DateTime<Utc>>,
}

/// What became of the wish.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckedCase {
    /// They are being asked, or already were.
    Asked(Box<CaseCheck>),
    /// Nobody is asked, and why.
    NotAsked(NotAsked),
    /// The case is closed, or not about somebody who cannot be reached or is worried about.
    NotForThisCase,
    /// Only whoever holds the case has somebody asked.
    NotTheHolder,
    /// Who goes, or before when, is missing or past.
    Incomplete,
    /// No case of this organisation has the code.
    Unknown,
}

/// Has somebody asked how the person of a case is, for whoever holds it. Asked for again while an answer is awaited, it is the
/// same check.
///
/// # Errors
/// Trouble of the database.
pub async fn check_case(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    wanted: WantedCheck,
    by: Member,
) -> Outcome<CheckedCase> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match cases::by_code(tx, owner, code).await? {
            Some(case) => check_case_in(app, tx, &case, wanted, by, now).await,
            None => Ok::<_, AppError>(CheckedCase::Unknown),
        }
    })
    .await
}

/// The same within a transaction.
pub(crate) async fn check_case_in(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    wanted: WantedCheck,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<CheckedCase> {
    if case.state == CaseState::Closed || !may_be_checked(case.kind) || case.person_id.is_none() {
        return Ok(CheckedCase::NotForThisCase);
    }
    if case.holder != Some(by) {
        return Ok(CheckedCase::NotTheHolder);
    }
    let is_past = wanted.before.is_some_and(|before| before <= now);
    let is_incomplete = wanted.kind == CheckKind::Home && (wanted.member.is_none() || wanted.before.is_none());
    if is_past || is_incomplete {
        return Ok(CheckedCase::Incomplete);
    }
    Ok(match begin_check(app, tx, case, wanted, Some(by), now).await? {
        Ok(check) => CheckedCase::Asked(Box::new(check)),
        Err(not_asked) => CheckedCase::NotAsked(not_asked),
    })
}

/// A missed contact has just opened a case: when her protocol says so, her first trusted contact is asked at once.
pub(crate) async fn ask_contact_at_once(
    app: &App,
    tx: &mut Tx,
    case: CaseId,
    policy: ContactPolicy,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(case) = cases::by_id(tx, case).await? else { return Ok(()) };
    let person = match case.person_id {
        Some(person) => people::by_id(tx, &app.secrets, person).await?,
        None => None,
    };
    let is_wanted = match policy {
        ContactPolicy::Never => false,
        ContactPolicy::Fragile => person.is_some_and(|person| person.fragility == Fragility::Red),
        ContactPolicy::Always => true,
    };
    if is_wanted && case.level >= CaseLevel::Serious {
        ask_contact(app, tx, &case, None, now).await?;
    }
    Ok(())
}

/// The machine asks her next trusted contact by itself. When there is nobody to ask, whoever has the case is told, once.
pub(crate) async fn ask_contact(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    wanted_by: Option<Member>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let wanted = WantedCheck { kind: CheckKind::TrustedContact, member: None, before: None };
    let Err(why) = begin_check(app, tx, case, wanted, wanted_by, now).await? else { return Ok(()) };
    let Some(mut case) = cases::by_id(tx, case.id).await? else { return Ok(()) };
    if case.nobody_to_ask.is_none() {
        case.nobody_to_ask = Some(NobodyToAsk { why, is_told: false });
        cases::save(tx, &case).await?;
    }
    tell_nobody_to_ask(app, tx, &mut case, now).await
}

/// Begins a check, or finds the one that runs. That nobody could be asked, and why, is kept in the history of the case.
async fn begin_check(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    wanted: WantedCheck,
    wanted_by: Option<Member>,
    now: DateTime<Utc>,
) -> Outcome<Result<CaseCheck, NotAsked>> {
    let before = case_checks::of_case(tx, case.id).await?;
    let is_same = |check: &&CaseCheck| {
        let is_theirs = wanted.kind != CheckKind::Home || wanted.member.map(Asked::Member) == Some(check.asked);
        check.kind == wanted.kind && check.state.is_live() && is_theirs
    };
    if let Some(running) = before.iter().find(is_same) {
        return Ok(Ok(running.clone()));
    }
    let line = line_of_case(tx, case).await?;
    let Some(person) = case.person_id else { return Ok(Err(NotAsked::Nobody)) };
    let person = people::by_id(tx, &app.secrets, person).await?.ok_or(AppError::dangling("case"))?;
    let asked = match wanted.kind {
        CheckKind::Home => somebody_of_the_team(app, tx, case, &person, wanted.member).await?,
        CheckKind::TrustedContact | CheckKind::Caretaker => {
            contact_of(app, tx, &line, &person, wanted.kind, &before, now).await?
        }
    };
    match asked {
        Err(not_asked) => {
            let detail = json!({ "check": wanted.kind.as_str(), "why": not_asked.as_str() });
            keep_trace(app, tx, case, "nobody_to_ask", wanted_by, detail, now).await?;
            Ok(Err(not_asked))
        }
        Ok((asked, has_text)) => {
            let check = new_check(app, case, &line, &person, wanted, (asked, has_text, wanted_by), now);
            case_checks::save(tx, &check).await?;
            set_timer(tx, MatterKind::CaseCheck, check.id.0, Some(check.asks_at), now).await?;
            let detail = json!({ "check": wanted.kind.as_str() });
            keep_trace(app, tx, case, "check_asked", wanted_by, detail, now).await?;
            metrics::counter!("passerelle_case_checks_total", "kind" => wanted.kind.as_str()).increment(1);
            Ok(Ok(check))
        }
    }
}

fn new_check(
    app: &App,
    case: &Case,
    line: &Line,
    person: &Person,
    wanted: WantedCheck,
    (asked, has_text, wanted_by): (Asked, bool, Option<Member>),
    now: DateTime<Utc>,
) -> CaseCheck {
    let asks_at = match asked {
        Asked::Contact(_) => asks_at(case.level, person.territory.zone, now),
        Asked::Member(_) => now,
    };
    let rings = wanted.kind == CheckKind::TrustedContact && line.check_number.is_some();
    let due_at = match (wanted.kind, wanted.before) {
        (CheckKind::TrustedContact, _) if rings => asks_at,
        (CheckKind::TrustedContact, _) => asks_at + RINGS_AFTER + SILENT_AFTER,
        (CheckKind::Caretaker | CheckKind::Home, Some(before)) => before,
        (CheckKind::Caretaker | CheckKind::Home, None) => asks_at + RINGS_AT_DOOR_WITHIN,
    };
    CaseCheck {
        id: CaseCheckId(app.chance.new_id(now)),
        organisation_id: case.organisation_id,
        case_id: case.id,
        line_id: case.line_id,
        person_id: person.id,
        kind: wanted.kind,
        asked,
        wanted_by,
        state: CheckState::Asked,
        // A telephone that takes no text is rung at once.
        stage: if has_text { Stage::Due } else { Stage::Written },
        asks_at,
        rings,
        due_at,
        call_id: None,
        finding: None,
        made_at: now,
        ended_at: None,
    }
}

/// Whom to ask of her contacts, and whether a text reaches them. One who can neither be written to nor rung is passed over.
async fn contact_of(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    person: &Person,
    kind: CheckKind,
    before: &[CaseCheck],
    now: DateTime<Utc>,
) -> Outcome<Result<(Asked, bool), NotAsked>> {
    let contacts = trusted_contacts::of_person(tx, &app.secrets, person.id).await?;
    let mut asked: Vec<TrustedContactId> = match kind {
        // Whoever was asked for this case and did not help is not asked twice; a caretaker can go again.
        CheckKind::TrustedContact => before.iter().filter_map(asked_contact).collect(),
        CheckKind::Caretaker | CheckKind::Home => Vec::new(),
    };
    let may_ring = kind == CheckKind::TrustedContact && line.check_number.is_some();
    for _ in 0..=contacts.len() {
        let (contact, number) = match next_contact(person, &contacts, kind, &asked, now) {
            Ok(found) => found,
            Err(not_asked) => return Ok(Err(not_asked)),
        };
        if number.is_mobile() || may_ring {
            return Ok(Ok((Asked::Contact(contact.id), number.is_mobile())));
        }
        asked.push(contact.id);
    }
    Ok(Err(NotAsked::NoTelephone))
}

fn asked_contact(check: &CaseCheck) -> Option<TrustedContactId> {
    match check.asked {
        Asked::Contact(contact) => Some(contact),
        Asked::Member(_) => None,
    }
}

async fn somebody_of_the_team(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    person: &Person,
    member: Option<Member>,
) -> Outcome<Result<(Asked, bool), NotAsked>> {
    let Some(member) = member else { return Ok(Err(NotAsked::Nobody)) };
    if !may_go(person, case.level) {
        return Ok(Err(NotAsked::NoConsent));
    }
    let Some(number) = number_of_member(app, tx, member, case.organisation_id).await? else {
        return Ok(Err(NotAsked::NoTelephone));
    };
    let contacts = trusted_contacts::of_person(tx, &app.secrets, person.id).await?;
    let is_out = is_ruled_out(&contacts, &number);
    Ok(if is_out { Err(NotAsked::RuledOut) } else { Ok((Asked::Member(member), true)) })
}

async fn number_of_member(
    app: &App,
    tx: &mut Tx,
    member: Member,
    owner: OrganisationId,
) -> Outcome<Option<PhoneNumber>> {
    let is_ours = match member {
        Member::Staff(id) => passerelle_store::staff::by_id(tx, &app.secrets, id)
            .await?
            .is_some_and(|staff| staff.organisation_id == owner),
        Member::Volunteer(id) => passerelle_store::volunteers::by_id(tx, &app.secrets, id)
            .await?
            .is_some_and(|volunteer| volunteer.organisation_id == owner && volunteer.is_here()),
    };
    if !is_ours {
        return Ok(None);
    }
    Ok(reader(app, tx, member).await?.and_then(|reader| reader.phone))
}

async fn keep_trace(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    verb: &str,
    by: Option<Member>,
    detail: Value,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let actor = by.map_or_else(|| "system".to_owned(), actor_of);
    trace_of_case(app, tx, case, &actor, verb, detail, now).await?;
    Ok(())
}
