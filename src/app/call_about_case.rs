//! Somebody of the team wants to talk with whoever a case is about, a person or a volunteer: their own telephone rings first, the
//! other only after their key 1, and neither sees the other's number.
//!
//! After a death nobody is ever rung where she lived: a call about supporting her volunteer rings the volunteer.
//!
//! Calling is taking: whoever calls has the case, and nobody else is asked meanwhile. How the call went is a line in the
//! history of the case; the case itself goes on by its timer, and only a human closes it.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    callback,
    case::{self, Case, CaseOutcome, CaseState},
    code::Code,
    consent::{Purpose, may},
    ids::{CallId, CaseId, OrganisationId},
    people::{Member, Person, Volunteer},
    phone_number::PhoneNumber,
    scheduled_call::AttemptResult,
    series_end::EndReason,
};
use passerelle_store::{
    Tx, call_series, callbacks, calls, cases,
    event_log::{self, LogEntry},
    page_calls, people, transact, volunteers,
};
use serde_json::json;

use crate::{
    App,
    advance_callback::apply_to_callback,
    advance_case::apply_to_case,
    call_settings::{CALLER_RING_S, RESERVATION_MARGIN_S},
    end_call::{RANG_NOBODY, remember_talk, result_name},
    error::{AppError, Outcome},
    event_trace::{actor_of, trace_of_case},
    facts::of_line,
    page_coordinators::line_of_case,
    reserve_listener::{phone_of, take_with_telephone},
    send_text::reader,
    start_attempt::{new_outbound_call, place_caller},
};

/// The script of such a call.
const SCRIPT: &str = "case-call";
/// What the history of a case calls it.
pub(crate) const CALLED: &str = "called";
/// Earlier calls of a case that are looked at, for the number to ring next.
const MOST_EARLIER: u32 = 2_000;

/// What became of the wish to call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalledAboutCase {
    /// Their telephone rings, or is about to.
    Ringing,
    /// A colleague has the case.
    HeldBy(Member),
    /// The case is closed.
    Closed,
    /// The case is about nobody whose number is known.
    NobodyToCall,
    /// She does not agree to be called, is away, or has died.
    NotWished,
    /// Whoever wants to call has no telephone on their own file.
    NoTelephone,
    /// Their telephone rings already, or they talk.
    Busy,
    /// No case of this organisation has the code.
    Unknown,
}

/// Rings whoever wants to call the person of a case. Asked twice, it rings once.
///
/// # Errors
/// Trouble of the database.
pub async fn call_about_case(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<CalledAboutCase> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        match cases::by_code(tx, owner, code).await? {
            Some(case) => begin(app, tx, case, by, now).await,
            None => Ok::<_, AppError>(CalledAboutCase::Unknown),
        }
    })
    .await
}

async fn begin(app: &App, tx: &mut Tx, case: Case, by: Member, now: DateTime<Utc>) -> Outcome<CalledAboutCase> {
    if case.state == CaseState::Closed {
        return Ok(CalledAboutCase::Closed);
    }
    if let Some(holder) = case.holder.filter(|holder| *holder != by) {
        return Ok(CalledAboutCase::HeldBy(holder));
    }
    if is_under_way(app, tx, &case, by).await? {
        return Ok(CalledAboutCase::Ringing);
    }
    let callee = match callee_of(app, tx, &case, now).await? {
        Ok(callee) if number_of(tx, &case, &callee, now).await?.is_some() => callee,
        Ok(_) => return Ok(CalledAboutCase::NobodyToCall),
        Err(refused) => return Ok(refused),
    };
    let (Some(number), Some(reader)) = (phone_of(app, tx, by).await?, reader(app, tx, by).await?) else {
        return Ok(CalledAboutCase::NoTelephone);
    };
    let id = CallId(app.chance.new_id(now));
    let until = now + TimeDelta::seconds(i64::from(CALLER_RING_S) + RESERVATION_MARGIN_S);
    if !take_with_telephone(app, tx, (case.organisation_id, by, &number), id, until, now).await? {
        return Ok(CalledAboutCase::Busy);
    }
    apply_to_case(app, tx, case.id, case::Event::Taken(by), now).await?;
    let line = line_of_case(tx, &case).await?;
    let mut facts = of_line(&line, reader.language.tag());
    facts.insert("code".to_owned(), case.code.to_string());
    facts.insert("recognised".to_owned(), if callee.first_name().is_some() { "yes" } else { "no" }.to_owned());
    facts.insert("collegue".to_owned(), reader.first_name);
    facts.insert("prenom".to_owned(), callee.first_name().unwrap_or_default().to_owned());
    let chosen = app.scripts.latest(tx, &line, SCRIPT).await?;
    let mut call = new_outbound_call(app, &line, id, CallPurpose::Case { case: case.id }, chosen, facts, now);
    if let Callee::Person(person) = &callee {
        call.person_id = Some(person.id);
    }
    call.caller = Some(by);
    call.case_id = Some(case.id);
    place_caller(app, tx, &call, by, number, now).await?;
    page_calls::keep(tx, case.id, by, call.id).await?;
    metrics::counter!("passerelle_calls_about_cases_total").increment(1);
    Ok(CalledAboutCase::Ringing)
}

/// Whether this member already calls about this case. Paged about it by telephone, they are busy with that.
async fn is_under_way(app: &App, tx: &mut Tx, case: &Case, by: Member) -> Outcome<bool> {
    let Some(last) = page_calls::of_member(tx, case.id, by).await? else { return Ok(false) };
    let last = calls::by_id(tx, &app.secrets, last).await?;
    Ok(last.is_some_and(|call| call.is_live() && matches!(call.purpose, CallPurpose::Case { .. })))
}

/// Whom a call about a case is to reach.
enum Callee {
    /// The volunteer it is about.
    Volunteer(Box<Volunteer>),
    /// The person it is about.
    Person(Box<Person>),
    /// Whoever was promised a call, known by a number only.
    Promised(PhoneNumber),
}

impl Callee {
    fn first_name(&self) -> Option<&str> {
        match self {
            Callee::Volunteer(volunteer) => Some(&volunteer.first_name),
            Callee::Person(person) => Some(&person.first_name),
            Callee::Promised(_) => None,
        }
    }
}

/// Whom to reach about a case, or why nobody may be called.
async fn callee_of(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    now: DateTime<Utc>,
) -> Outcome<Result<Callee, CalledAboutCase>> {
    if case.kind.is_about_a_volunteer() {
        let volunteer = match case.volunteer_id {
            Some(volunteer) => volunteers::by_id(tx, &app.secrets, volunteer).await?,
            None => None,
        };
        return Ok(volunteer.map(|known| Callee::Volunteer(Box::new(known))).ok_or(CalledAboutCase::NobodyToCall));
    }
    let person = match case.person_id {
        Some(person) => people::by_id(tx, &app.secrets, person).await?,
        None => None,
    };
    if let Some(person) = person {
        let is_wished = may(&person, Purpose::VolunteerCall, now).is_ok() && !has_died(tx, &person).await?;
        return Ok(is_wished.then(|| Callee::Person(Box::new(person))).ok_or(CalledAboutCase::NotWished));
    }
    let promise = match case.callback_id {
        Some(promise) => callbacks::by_id(tx, &app.secrets, promise).await?,
        None => None,
    };
    let number = promise.and_then(|promise| promise.number);
    Ok(number.map(Callee::Promised).ok_or(CalledAboutCase::NobodyToCall))
}

/// Whether the end of a series of hers, or of a case about her, says that she has died.
async fn has_died(tx: &mut Tx, person: &Person) -> Outcome<bool> {
    let series = call_series::of_person(tx, person.id).await?;
    if series.iter().filter_map(|series| series.end.as_ref()).any(|end| end.reason == EndReason::Death) {
        return Ok(true);
    }
    let ends = cases::of_person_since(tx, person.id, DateTime::UNIX_EPOCH).await?;
    Ok(ends.iter().filter_map(|case| case.closure.as_ref()).any(|end| end.outcome == CaseOutcome::Deceased))
}

/// The number to ring: a person with several is tried on one after the other.
async fn number_of(tx: &mut Tx, case: &Case, callee: &Callee, now: DateTime<Utc>) -> Outcome<Option<PhoneNumber>> {
    Ok(match callee {
        Callee::Volunteer(volunteer) => volunteer.phone.clone(),
        Callee::Promised(number) => Some(number.clone()),
        Callee::Person(person) => {
            let history = event_log::of_noun(tx, "case", case.id.0, MOST_EARLIER).await?;
            let rang = |line: &&LogEntry| {
                let result = line.detail["result"].as_str().unwrap_or_default();
                line.verb == CALLED && !RANG_NOBODY.contains(&result)
            };
            let earlier = history.iter().filter(rang).count();
            person.phone_for(u32::try_from(earlier).unwrap_or_default(), now).cloned()
        }
    })
}

/// The number to ring now, or none: between the wish and the key the case may have been closed, or a yes taken back.
pub(crate) async fn number_to_call(
    app: &App,
    tx: &mut Tx,
    case: CaseId,
    now: DateTime<Utc>,
) -> Outcome<Option<PhoneNumber>> {
    let Some(case) = cases::by_id(tx, case).await?.filter(|case| case.state != CaseState::Closed) else {
        return Ok(None);
    };
    match callee_of(app, tx, &case, now).await? {
        Ok(callee) => number_of(tx, &case, &callee, now).await,
        Err(_) => Ok(None),
    }
}

/// How the call went: a line in the history of its case. A promise that waited is kept by it.
pub(crate) async fn end_call_about_case(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    case: CaseId,
    result: AttemptResult,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (Some(case), Some(by)) = (cases::by_id(tx, case).await?, call.caller) else { return Ok(()) };
    let detail = json!({ "result": result_name(result), "call": call.id.0 });
    trace_of_case(app, tx, &case, &actor_of(by), CALLED, detail, now).await?;
    if result != AttemptResult::Talked {
        return Ok(());
    }
    remember_talk(app, tx, call, now).await?;
    match case.callback_id {
        Some(promise) => apply_to_callback(app, tx, promise, callback::Event::Talked, now).await,
        None => Ok(()),
    }
}
