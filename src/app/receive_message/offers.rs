//! OUI, NON and RETARD: what a volunteer says to an offer.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    code::Code,
    line::Line,
    matter::MatterKind,
    offer::{Offer, OfferState},
    people::Member,
    reply::Reply,
    scheduled_call::{Event, ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, offers, scheduled_calls};

use super::{ReceivedText, answer, not_understood};
use crate::{App, advance_scheduled_call::apply_to_scheduled_call, error::Outcome, schedule::set_timer};

/// A question is open for an answer this long.
const ANSWERED_WITHIN: TimeDelta = TimeDelta::days(3);

async fn open_offers(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<Vec<Offer>> {
    let mut open = Vec::new();
    for member in writers {
        if let Member::Volunteer(id) = member {
            let made = offers::of_volunteer(tx, *id, now - ANSWERED_WITHIN).await?;
            open.extend(made.into_iter().filter(Offer::can_be_answered));
        }
    }
    Ok(open)
}

pub(super) async fn has_open_offer(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<bool> {
    Ok(!open_offers(tx, writers, now).await?.is_empty())
}

/// OUI or NON: about the offer whose code is named, or the most recent one still open. A NON with
/// nothing open gives back the next call promised.
pub(super) async fn answer_offer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let named: Vec<Code> = Reply::named_codes(&text.body).iter().filter_map(|code| Code::parse(code)).collect();
    for offer in open_offers(tx, writers, now).await? {
        let Some(call) = scheduled_calls::by_id(tx, offer.scheduled_call_id).await? else { continue };
        if !named.is_empty() && !named.contains(&call.code) {
            continue;
        }
        return settle_offer(app, tx, line, offer, &call, says_yes, now).await;
    }
    if says_yes {
        return too_late(app, tx, line, writers, now).await;
    }
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let coming = scheduled_calls::of_volunteer(tx, *id, now, now + TimeDelta::days(2)).await?;
        if let Some(call) = coming.into_iter().find(|call| call.state == State::Confirmed) {
            return apply_to_scheduled_call(app, tx, call.id, Event::OfferDeclined(*id), now).await;
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}

async fn settle_offer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    mut offer: Offer,
    call: &ScheduledCall,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let volunteer = offer.volunteer_id;
    offer.state = if says_yes { OfferState::Accepted } else { OfferState::Declined };
    offers::update(tx, &offer).await?;
    set_timer(tx, MatterKind::Offer, offer.id.0, None, now).await?;
    let event = if says_yes { Event::OfferAccepted(volunteer) } else { Event::OfferDeclined(volunteer) };
    apply_to_scheduled_call(app, tx, call.id, event, now).await?;
    let won = scheduled_calls::by_id(tx, call.id).await?.is_some_and(|call| call.volunteer == Some(volunteer));
    if says_yes && !won {
        answer(app, tx, line, Member::Volunteer(volunteer), SmsTemplate::SubTaken, now).await?;
    }
    Ok(())
}

/// A OUI to something somebody else has said yes to.
async fn too_late(app: &App, tx: &mut Tx, line: &Line, writers: &[Member], now: DateTime<Utc>) -> Outcome<()> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let made = offers::of_volunteer(tx, *id, now - ANSWERED_WITHIN).await?;
        match made.first().map(|offer| offer.state) {
            // Said twice: once is enough.
            Some(OfferState::Accepted) => return Ok(()),
            Some(OfferState::Withdrawn) => return answer(app, tx, line, *member, SmsTemplate::SubTaken, now).await,
            Some(OfferState::Open | OfferState::Declined | OfferState::Lapsed) | None => {}
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}

/// RETARD n: the next call is confirmed, and the volunteer is rung that much later.
pub(super) async fn late(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    minutes: u32,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let (from, to) = (now - TimeDelta::minutes(30), now + TimeDelta::hours(24));
        let coming = scheduled_calls::of_volunteer(tx, *id, from, to).await?;
        let waits =
            |call: &ScheduledCall| matches!(call.state, State::Offered | State::Confirmed | State::WaitingRetry);
        if let Some(call) = coming.into_iter().find(waits) {
            apply_to_scheduled_call(app, tx, call.id, Event::OfferAccepted(*id), now).await?;
            let ring_at = call.starts_at.max(now) + TimeDelta::minutes(i64::from(minutes));
            set_timer(tx, MatterKind::ScheduledCall, call.id.0, Some(ring_at), now).await?;
            return answer(app, tx, line, *member, SmsTemplate::VolConfirmed, now).await;
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}
