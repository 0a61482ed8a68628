//! A coordinator who has taken a raised hand joins the conversation under way, announced to both before.
//!
//! The two who talk are led out of their room for one sentence and back into it; the coordinator is let in only once each of
//! them has been told. Nobody sees a number, and nobody is let in unheard. Where the carrier has no rooms, or the conversation
//! is over, the coordinator is told so.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    case::{Case, CaseKind},
    ids::{CallId, LegId},
    leg::{Leg, MoveTo},
    matter::MatterKind,
    room::{Joining, LONGEST_CALL_S, Room, RoomStage},
};
use passerelle_store::{Tx, calls, cases, legs, transact};
use passerelle_telephony::twiml::{Conference, Dial, Document, Gather, Redirect, Verb};

use crate::{
    App,
    empty_room::lead_out,
    enter_room::{NO_RING_S, find_guest, has_come, is_over, keep_room, way_in, way_out},
    error::{AppError, Outcome},
    schedule::set_timer,
    speak::{language_of, prompt, spoken},
};

/// Both have heard the announcement within this, or nobody is let in.
const TOLD_WITHIN: TimeDelta = TimeDelta::seconds(45);
/// Whoever waits to be let in asks again after so many seconds.
const ASKS_EVERY_S: u32 = 3;

/// Whether the conversation of a case can be joined now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joinable {
    /// Two talk in a room.
    Yes,
    /// They talk where nobody can be let in, or somebody else joins them.
    Apart,
    /// They talk no more.
    Over,
    /// The case is not about a conversation under way.
    NoTalk,
}

impl Joinable {
    /// As the script of a page is told.
    pub(crate) fn as_fact(self) -> &'static str {
        match self {
            Joinable::Yes => "yes",
            Joinable::Apart => "apart",
            Joinable::Over => "over",
            Joinable::NoTalk => "none",
        }
    }
}

/// Whether the conversation of a case can be joined now.
pub(crate) async fn joinable(app: &App, tx: &mut Tx, case: &Case) -> Outcome<Joinable> {
    if case.kind != CaseKind::HandRaised {
        return Ok(Joinable::NoTalk);
    }
    let Some(talk) = talk_of(app, tx, case).await? else { return Ok(Joinable::Over) };
    Ok(match talk.room.as_ref().map(|room| (room.stage, &room.joining)) {
        Some((RoomStage::Open, None)) => Joinable::Yes,
        Some((RoomStage::Over, _)) => Joinable::Over,
        Some((RoomStage::Open | RoomStage::Asked, _)) | None => Joinable::Apart,
    })
}

async fn talk_of(app: &App, tx: &mut Tx, case: &Case) -> Outcome<Option<Call>> {
    let Some(call) = case.call_id else { return Ok(None) };
    Ok(calls::by_id(tx, &app.secrets, call).await?.filter(Call::is_live))
}

/// The conversation that the coordinator on this leg may join, with its room.
async fn talk_to_join(app: &App, tx: &mut Tx, leg: &Leg) -> Outcome<Option<(Call, Room)>> {
    let Some(page) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(None) };
    let CallPurpose::Page { case } = page.purpose else { return Ok(None) };
    let Some(case) = cases::by_id(tx, case).await? else { return Ok(None) };
    let Some(mut talk) = talk_of(app, tx, &case).await? else { return Ok(None) };
    let room = talk.room.take().filter(|room| room.stage == RoomStage::Open);
    Ok(room.map(|room| (talk, room)))
}

/// The coordinator wants to join: both are to hear it first.
pub(crate) async fn want_to_join(app: &App, tx: &mut Tx, page: &Call, now: DateTime<Utc>) -> Outcome<()> {
    let Some(leg) = legs::by_id(tx, &app.secrets, page.leg_id).await? else { return Ok(()) };
    let Some((talk, mut room)) = talk_to_join(app, tx, &leg).await? else { return Ok(()) };
    if room.joining.is_some() {
        return Ok(());
    }
    room.joining = Some(Joining { leg: leg.id, asked_at: now, told: Vec::new(), has_entered: false });
    for id in [room.worker, room.person] {
        let Some(mut other) = legs::by_id(tx, &app.secrets, id).await?.filter(Leg::is_live) else { continue };
        other.owe(MoveTo::Announced, now);
        legs::update(tx, &other).await?;
        set_timer(tx, MatterKind::Leg, other.id.0, other.watch_at(now), now).await?;
    }
    calls::update(tx, &app.secrets, &Call { room: Some(room), ..talk }).await?;
    metrics::counter!("passerelle_joins_total").increment(1);
    Ok(())
}

/// One of the two hears that somebody of the team joins them, and goes back into the room.
///
/// # Errors
/// Trouble of the database.
pub async fn announce_joining(app: &App, leg: LegId) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut guest) = find_guest(app, tx, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        has_come(tx, &mut guest, now).await?;
        let document = if is_over(app, tx, &guest, now).await? {
            way_out(app, &mut guest)
        } else {
            if let Some(joining) = &mut guest.room.joining
                && !joining.told.contains(&leg)
            {
                joining.told.push(leg);
            }
            let facts = &guest.call.session.facts;
            let said = vec![prompt(app, language_of(facts), "room_joined", facts)];
            let visit = guest.room.acted_on + 1;
            way_in(app, &guest.call, &guest.room, leg, visit, said, now)
        };
        keep_room(app, tx, &guest).await?;
        Ok::<String, AppError>(document.render())
    })
    .await
}

/// The coordinator asks to be let in: waits until both have been told, and enters. Asked twice, it is the same.
///
/// # Errors
/// Trouble of the database.
pub async fn join_talk(app: &App, leg: LegId) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(leg) = legs::by_id(tx, &app.secrets, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        let Some(page) = calls::by_id(tx, &app.secrets, leg.call_id).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        let found = talk_to_join(app, tx, &leg).await?;
        let found = found.filter(|(_, room)| room.joining.as_ref().is_some_and(|joining| joining.leg == leg.id));
        let facts = &page.session.facts;
        let say = |text| spoken(vec![prompt(app, language_of(facts), text, facts)]).with(Verb::Hangup);
        let Some((talk, mut room)) = found else { return Ok(say("page_talk_over").render()) };
        let Some(joining) = &mut room.joining else { return Ok(say("page_talk_over").render()) };
        let is_told = [room.worker, room.person].iter().all(|other| joining.told.contains(other));
        let document = if is_told {
            joining.has_entered = true;
            enter(app, talk.id, leg.id)
        } else if now - joining.asked_at > TOLD_WITHIN {
            room.joining = None;
            say("page_not_joined")
        } else {
            let again = app.urls.join(leg.id);
            let wait = Gather::keys(again.clone(), ASKS_EVERY_S);
            return Ok(Document::new().with(wait).with(Redirect { url: again }).render());
        };
        calls::update(tx, &app.secrets, &Call { room: Some(room), ..talk }).await?;
        Ok::<String, AppError>(document.render())
    })
    .await
}

fn enter(app: &App, talk: CallId, leg: LegId) -> Document {
    Document::new().with(Dial {
        action: Some(app.urls.left_talk(leg)),
        timeout_s: NO_RING_S,
        time_limit_s: Some(LONGEST_CALL_S),
        room: Some(Conference { name: talk.to_string(), end_on_exit: false }),
        ..Dial::default()
    })
}

/// The coordinator is out of the room: because the conversation is over, or by hanging up.
///
/// # Errors
/// Trouble of the database.
pub async fn leave_talk(app: &App, leg: LegId) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(leg) = legs::by_id(tx, &app.secrets, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        left_talk(app, tx, &leg, now).await?;
        let Some(page) = calls::by_id(tx, &app.secrets, leg.call_id).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        let facts = &page.session.facts;
        let said = vec![prompt(app, language_of(facts), "page_talk_left", facts)];
        Ok::<String, AppError>(spoken(said).with(Verb::Hangup).render())
    })
    .await
}

/// Whoever joined has left: nobody is left alone in the room.
pub(crate) async fn left_talk(app: &App, tx: &mut Tx, leg: &Leg, now: DateTime<Utc>) -> Outcome<()> {
    let Some(page) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(()) };
    let CallPurpose::Page { case } = page.purpose else { return Ok(()) };
    let Some(case) = cases::by_id(tx, case).await? else { return Ok(()) };
    let Some(talk) = case.call_id else { return Ok(()) };
    let Some(mut talk) = calls::by_id(tx, &app.secrets, talk).await? else { return Ok(()) };
    let Some(room) = &mut talk.room else { return Ok(()) };
    if room.joining.as_ref().is_none_or(|joining| joining.leg != leg.id) {
        return Ok(());
    }
    room.joining = None;
    let (person, is_over) = (room.person, room.stage == RoomStage::Over);
    calls::update(tx, &app.secrets, &talk).await?;
    if is_over {
        lead_out(app, tx, person, now, now).await?;
    }
    Ok(())
}
