//! What a volunteer says on their page: yes, no, another hour, how a call went, "ring me now", "please ring me", a note.

use chrono::{DateTime, NaiveTime, Utc};
use passerelle_domain::{
    call_series::CallKind,
    code::Code,
    line::Line,
    local_time,
    offer::{Offer, OfferState},
    people::{Member, Volunteer},
    scheduled_call::{Caller, Event, HourRefusal, ScheduledCall, State},
};
use passerelle_store::{Tx, lines, notes, offers, scheduled_calls, transact};
use serde_json::json;

use super::own_call;
use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    debrief_volunteer::promise_to_ring,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    receive_message::{Asked, note_outcome, propose_hour, settle_offer},
    start_attempt::start_attempt,
};

/// The longest note of a volunteer.
pub const LONGEST_OWN_NOTE_CHARS: usize = 1_000;

/// What a volunteer says of a call to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnAnswer {
    /// It suits.
    Yes,
    /// It does not.
    No,
    /// At another hour of the same day, on their own clock.
    At(NaiveTime),
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnAnswered {
    /// The call is theirs.
    Promised,
    /// Somebody else is looked for.
    GivenBack,
    /// It is theirs, at the hour they proposed.
    Moved,
    /// The hour does not suit her, and the call stays where it was.
    HourRefused(HourRefusal),
    /// It would be too near another call of theirs, or too much for the day.
    NoRoomThen,
    /// More than they wanted a day or a week: asked once more in so many words.
    AboveCap,
    /// Too near another call of theirs, or not for them.
    NoRoom,
    /// Somebody else said yes before.
    Taken,
    /// Nothing is asked any more.
    Closed,
    /// No call of theirs has this code.
    Unknown,
}

/// What became of how a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnOutcome {
    /// Noted.
    Noted,
    /// It was told before.
    Closed,
    /// No call of theirs has this code.
    Unknown,
}

/// What became of "ring me now".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnRing {
    /// The telephone rings in a moment.
    Rings,
    /// It is not the hour, or the call is under way or over.
    NotNow,
    /// No call of theirs has this code.
    Unknown,
}

/// Notes what a volunteer says of a call that was offered to them or is theirs, as if they had written it: the rules are the
/// same, and so are the texts. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn answer_own_call(app: &App, volunteer: &Volunteer, code: &Code, answer: OwnAnswer) -> Outcome<OwnAnswered> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some((call, offer)) = asked_call(tx, volunteer, code, now).await? else { return Ok(OwnAnswered::Unknown) };
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
        let answered = match (answer, offer) {
            (OwnAnswer::At(hour), offer) => move_to(app, tx, volunteer, &line, &call, offer, hour, now).await?,
            (OwnAnswer::Yes, Some(offer)) => say(app, tx, &line, call.clone(), offer, true, now).await?,
            (OwnAnswer::No, Some(offer)) => say(app, tx, &line, call.clone(), offer, false, now).await?,
            (OwnAnswer::Yes, None) => already(&call, volunteer),
            (OwnAnswer::No, None) => give_back(app, tx, &call, volunteer, now).await?,
        };
        trace(app, tx, volunteer, &call, "answered_on_page", now).await?;
        Ok::<_, AppError>(answered)
    })
    .await
}

/// The call of this code that was offered to a volunteer or is theirs, and the question that is still open.
async fn asked_call(
    tx: &mut Tx,
    volunteer: &Volunteer,
    code: &Code,
    now: DateTime<Utc>,
) -> Outcome<Option<(ScheduledCall, Option<Offer>)>> {
    for offer in offers::of_volunteer(tx, volunteer.id, now - super::LOOKS_BACK).await? {
        let Some(call) = scheduled_calls::by_id(tx, offer.scheduled_call_id).await? else { continue };
        if call.code == *code {
            let is_open = offer.can_be_answered();
            return Ok(Some((call, is_open.then_some(offer))));
        }
    }
    Ok(own_call(tx, volunteer, code, now).await?.map(|call| (call, None)))
}

async fn say(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    call: ScheduledCall,
    offer: Offer,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<OwnAnswered> {
    let (id, volunteer, was_above_cap) = (offer.id, offer.volunteer_id, offer.is_above_cap);
    let asked = Asked { offer, call };
    settle_offer(app, tx, line, &asked, says_yes, now).await?;
    if !says_yes {
        return Ok(OwnAnswered::GivenBack);
    }
    let offer = offers::by_id(tx, id).await?.ok_or(AppError::dangling("offer"))?;
    let call = scheduled_calls::by_id(tx, offer.scheduled_call_id).await?;
    Ok(match offer.state {
        OfferState::Open | OfferState::Lapsed if offer.is_above_cap && !was_above_cap => OwnAnswered::AboveCap,
        OfferState::Declined => OwnAnswered::NoRoom,
        _ if call.is_some_and(|call| call.volunteer == Some(volunteer) && call.is_promised) => OwnAnswered::Promised,
        OfferState::Open | OfferState::Accepted | OfferState::Lapsed | OfferState::Withdrawn => OwnAnswered::Taken,
    })
}

/// A yes where nothing is asked any more.
fn already(call: &ScheduledCall, volunteer: &Volunteer) -> OwnAnswered {
    let is_theirs = call.volunteer == Some(volunteer.id);
    match call.state {
        State::Confirmed if is_theirs && call.is_promised => OwnAnswered::Promised,
        _ if !is_theirs && call.volunteer.is_some() => OwnAnswered::Taken,
        _ => OwnAnswered::Closed,
    }
}

/// A no to a call that was promised.
async fn give_back(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    volunteer: &Volunteer,
    now: DateTime<Utc>,
) -> Outcome<OwnAnswered> {
    if call.state != State::Confirmed || call.volunteer != Some(volunteer.id) {
        return Ok(if call.volunteer == Some(volunteer.id) { OwnAnswered::Closed } else { OwnAnswered::GivenBack });
    }
    apply_to_scheduled_call(app, tx, call.id, Event::OfferDeclined(volunteer.id), now).await?;
    Ok(OwnAnswered::GivenBack)
}

#[expect(clippy::too_many_arguments, reason = "who, which call, asked how, when to, when")]
async fn move_to(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    line: &Line,
    call: &ScheduledCall,
    offer: Option<Offer>,
    hour: NaiveTime,
    now: DateTime<Utc>,
) -> Outcome<OwnAnswered> {
    let zone = volunteer.territory.zone;
    let at = local_time::instant_of(local_time::local_date(call.starts_at, zone), hour, zone);
    let is_theirs = call.volunteer == Some(volunteer.id);
    if !is_theirs && offer.is_none() {
        return Ok(if call.volunteer.is_some() { OwnAnswered::Taken } else { OwnAnswered::Closed });
    }
    if let Err(why) = call.can_move_to(at, now) {
        return Ok(OwnAnswered::HourRefused(why));
    }
    propose_hour(app, tx, line, volunteer, call, at, now).await?;
    let after = scheduled_calls::by_id(tx, call.id).await?;
    let is_moved = after.is_some_and(|call| call.starts_at == at && call.volunteer == Some(volunteer.id));
    Ok(if is_moved { OwnAnswered::Moved } else { OwnAnswered::NoRoomThen })
}

/// Notes how one of a volunteer's calls went: 1 well, 2 no answer, 3 a worry, 4 urgent. Told once.
///
/// # Errors
/// Trouble of the database.
pub async fn tell_own_outcome(app: &App, volunteer: &Volunteer, code: &Code, digit: u8) -> Outcome<OwnOutcome> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(call) = own_call(tx, volunteer, code, now).await? else { return Ok(OwnOutcome::Unknown) };
        if call.state != State::AwaitingOutcome {
            return Ok(OwnOutcome::Closed);
        }
        note_outcome(app, tx, &call, Member::Volunteer(volunteer.id), digit, now).await?;
        trace(app, tx, volunteer, &call, "told_outcome_on_page", now).await?;
        Ok::<_, AppError>(OwnOutcome::Noted)
    })
    .await
}

/// Rings a volunteer for their call at once, about its hour: they hear the brief, and key 1 rings the person. Again while it
/// rings changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn ring_me_now(app: &App, volunteer: &Volunteer, code: &Code) -> Outcome<OwnRing> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(call) = own_call(tx, volunteer, code, now).await? else { return Ok(OwnRing::Unknown) };
        if !volunteer.may_call() || !call.may_call_in(volunteer.id, now) {
            return Ok(OwnRing::NotNow);
        }
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
        if !start_attempt(app, tx, &call, &line, Caller::Volunteer(volunteer.id), now).await? {
            return Ok(OwnRing::NotNow);
        }
        apply_to_scheduled_call(app, tx, call.id, Event::VolunteerCallsIn(volunteer.id), now).await?;
        trace(app, tx, volunteer, &call, "rung_from_page", now).await?;
        Ok::<_, AppError>(OwnRing::Rings)
    })
    .await
}

/// Somebody of the team rings a volunteer who asks for it. Again while that promise is open changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn ask_to_be_rung(app: &App, volunteer: &Volunteer) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let line = lines::by_id(tx, volunteer.line_id).await?.ok_or(AppError::dangling("volunteer"))?;
        promise_to_ring(app, tx, &line, volunteer.id, now).await?;
        Ok::<_, AppError>(())
    })
    .await
}

/// Keeps a volunteer's own note after a call of theirs, sealed; blank text is not kept. False when no call of theirs has this
/// code.
///
/// # Errors
/// Trouble of the database.
pub async fn note_own_call(app: &App, volunteer: &Volunteer, code: &Code, text: &str) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(call) = own_call(tx, volunteer, code, now).await? else { return Ok(false) };
        if !text.trim().is_empty() {
            let about = notes::Subject { organisation_id: call.organisation_id, noun: "scheduled_call", id: call.id.0 };
            let by = Member::Volunteer(volunteer.id);
            notes::insert(tx, &app.secrets, app.chance.new_id(now), about, by, text.trim(), now).await?;
        }
        Ok::<_, AppError>(true)
    })
    .await
}

async fn trace(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    call: &ScheduledCall,
    verb: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let actor = actor_of(Member::Volunteer(volunteer.id));
    let (organisation_id, noun_id) = (call.organisation_id, call.id.0);
    let detail = json!({ "is_visit": call.kind == CallKind::Visit });
    let trace = Trace { organisation_id, actor: &actor, verb, noun: "scheduled_call", noun_id, detail };
    Ok(leave_trace(app, tx, trace, now).await?)
}
