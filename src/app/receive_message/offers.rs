//! OUI, NON, and a code: what a volunteer says to an offer.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    code::Code,
    ids::VolunteerId,
    line::Line,
    matter::MatterKind,
    message::About,
    offer::{Offer, OfferState},
    people::Member,
    reply::Reply,
    scheduled_call::{Event, ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, offers, scheduled_calls};

use super::{ReceivedText, answer, not_understood};
use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    ask_volunteers::tell_volunteer,
    error::Outcome,
    schedule::set_timer,
    send_text::{arguments, reader, send_sms},
    volunteer_standing::{Unfit, unfit_for},
};

/// A question is open for an answer this long.
const ANSWERED_WITHIN: TimeDelta = TimeDelta::days(3);

/// A question, and the call it is about.
pub(crate) struct Asked {
    pub(crate) offer: Offer,
    pub(crate) call: ScheduledCall,
}

impl Asked {
    /// Whether a yes can still change anything: the call has not begun, and nobody else has promised it.
    fn is_to_be_had(&self) -> bool {
        match self.call.state {
            State::Planned | State::Offered | State::SeekingSubstitute => true,
            State::Confirmed => self.call.volunteer.is_none() || self.call.volunteer == Some(self.offer.volunteer_id),
            State::Attempting
            | State::WaitingRetry
            | State::AwaitingOutcome
            | State::Missed
            | State::Settled
            | State::Cancelled => false,
        }
    }
}

/// What the volunteers among the writers were asked lately, the latest first.
pub(super) async fn asked_lately(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<Vec<Asked>> {
    let mut asked = Vec::new();
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        for offer in offers::of_volunteer(tx, *id, now - ANSWERED_WITHIN).await? {
            if let Some(call) = scheduled_calls::by_id(tx, offer.scheduled_call_id).await? {
                asked.push(Asked { offer, call });
            }
        }
    }
    Ok(asked)
}

pub(super) async fn has_open_offer(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<bool> {
    Ok(asked_lately(tx, writers, now).await?.iter().any(|asked| asked.offer.can_be_answered()))
}

/// The codes of a text that name one of these questions: an ordinary word of four letters may look like a code.
pub(super) fn named_among(asked: &[Asked], body: &str) -> Vec<Code> {
    let named: Vec<Code> = Reply::named_codes(body).iter().filter_map(|code| Code::parse(code)).collect();
    named.into_iter().filter(|code| asked.iter().any(|asked| asked.call.code == *code)).collect()
}

/// OUI or NON: about the question whose code is named, or the only one that is open, or the last one that was. With two open,
/// the volunteer is asked which one. A NON with nothing open gives back the next call promised.
pub(super) async fn answer_offer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let asked = asked_lately(tx, writers, now).await?;
    let named = named_among(&asked, &text.body);
    let is_meant = |asked: &&Asked| named.is_empty() || named.contains(&asked.call.code);
    let open: Vec<&Asked> =
        asked.iter().filter(|asked| asked.offer.state == OfferState::Open).filter(is_meant).collect();
    match open.as_slice() {
        [] => {}
        [one] => return settle_offer(app, tx, line, one, says_yes, now).await,
        several => return ask_which(app, tx, line, several, says_yes, now).await,
    }
    let late = asked.iter().filter(is_meant).find(|asked| {
        let changes_mind = says_yes && asked.offer.state == OfferState::Declined;
        (asked.offer.state == OfferState::Lapsed || changes_mind) && asked.is_to_be_had()
    });
    if let Some(late) = late {
        return settle_offer(app, tx, line, late, says_yes, now).await;
    }
    if !says_yes && give_back(app, tx, writers, &named, now).await? {
        return Ok(());
    }
    settled_already(app, tx, line, writers, asked.iter().find(is_meant), says_yes, now).await
}

/// A code alone, after "which one?".
pub(super) async fn answer_by_code(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    code: &str,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let asked = asked_lately(tx, writers, now).await?;
    let meant = Code::parse(code).and_then(|code| asked.iter().find(|asked| asked.call.code == code));
    let Some(meant) = meant.filter(|asked| asked.offer.can_be_answered()) else { return Ok(false) };
    // Half a yes is no yes: only whoever said OUI or NON before has answered.
    let Some(said) = meant.offer.said else { return Ok(false) };
    settle_offer(app, tx, line, meant, said, now).await?;
    Ok(true)
}

async fn ask_which(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    open: &[&Asked],
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let mut nearest: Vec<&Asked> = open.to_vec();
    nearest.sort_by_key(|asked| (asked.call.starts_at, asked.call.id));
    for asked in &nearest {
        offers::update(tx, &Offer { said: Some(says_yes), ..asked.offer.clone() }).await?;
    }
    let [first, second, ..] = nearest.as_slice() else { return Ok(()) };
    let Some(reader) = reader(app, tx, Member::Volunteer(first.offer.volunteer_id)).await? else { return Ok(()) };
    let arguments = arguments([
        ("v", reader.first_name.clone()),
        ("code", first.call.code.to_string()),
        ("code2", second.call.code.to_string()),
    ]);
    send_sms(app, tx, line, &reader, SmsTemplate::VolWhich, arguments, About::Nothing, now).await?;
    Ok(())
}

/// A NON to a call that was promised.
async fn give_back(app: &App, tx: &mut Tx, writers: &[Member], named: &[Code], now: DateTime<Utc>) -> Outcome<bool> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let coming = scheduled_calls::of_volunteer(tx, *id, now, now + TimeDelta::days(2)).await?;
        let is_meant = |call: &ScheduledCall| named.is_empty() || named.contains(&call.code);
        if let Some(call) = coming.into_iter().find(|call| call.state == State::Confirmed && is_meant(call)) {
            apply_to_scheduled_call(app, tx, call.id, Event::OfferDeclined(*id), now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Carries out a yes or a no.
pub(crate) async fn settle_offer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    asked: &Asked,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (volunteer, call) = (asked.offer.volunteer_id, &asked.call);
    if says_yes && !has_room(app, tx, line, asked, now).await? {
        return Ok(());
    }
    mark(tx, &asked.offer, if says_yes { OfferState::Accepted } else { OfferState::Declined }, now).await?;
    let event = if says_yes { Event::OfferAccepted(volunteer) } else { Event::OfferDeclined(volunteer) };
    apply_to_scheduled_call(app, tx, call.id, event, now).await?;
    let won = scheduled_calls::by_id(tx, call.id).await?.is_some_and(|call| call.volunteer == Some(volunteer));
    if says_yes && !won {
        answer(app, tx, line, Member::Volunteer(volunteer), SmsTemplate::SubTaken, now).await?;
    }
    Ok(())
}

/// Answers a question: it no longer waits.
pub(super) async fn mark(tx: &mut Tx, offer: &Offer, state: OfferState, now: DateTime<Utc>) -> Outcome<()> {
    offers::update(tx, &Offer { state, said: None, ..offer.clone() }).await?;
    set_timer(tx, MatterKind::Offer, offer.id.0, None, now).await?;
    Ok(())
}

/// Whether a yes can be kept. Meanwhile they may have said yes to others: more than they wanted is asked in so many words, and
/// what cannot be is declined for them, kindly.
pub(super) async fn has_room(app: &App, tx: &mut Tx, line: &Line, asked: &Asked, now: DateTime<Utc>) -> Outcome<bool> {
    let (volunteer, call) = (asked.offer.volunteer_id, &asked.call);
    // A yes from somebody who told that they were away is a yes.
    let why = match unfit_for(app, tx, volunteer, call).await? {
        None | Some(Unfit::Away) => return Ok(true),
        Some(why) => why,
    };
    match why {
        Unfit::NoRoom(why) if why.may_be_accepted() && asked.offer.is_above_cap => Ok(true),
        Unfit::NoRoom(why) if why.may_be_accepted() => {
            offers::update(tx, &Offer { is_above_cap: true, said: None, ..asked.offer.clone() }).await?;
            tell_volunteer(app, tx, call, line, volunteer, SmsTemplate::VolAboveCap, now).await?;
            Ok(false)
        }
        Unfit::NoRoom(_) | Unfit::NotReady | Unfit::Excluded | Unfit::Away => {
            mark(tx, &asked.offer, OfferState::Declined, now).await?;
            tell_volunteer(app, tx, call, line, volunteer, SmsTemplate::VolNoRoom, now).await?;
            apply_to_scheduled_call(app, tx, call.id, Event::VolunteerUnavailable(volunteer), now).await?;
            Ok(false)
        }
    }
}

/// An answer to something that is settled: said kindly, except to a yes said twice.
async fn settled_already(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    latest: Option<&Asked>,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(latest) = latest else {
        return match writers.first() {
            Some(member) => not_understood(app, tx, line, *member, now).await,
            None => Ok(()),
        };
    };
    let offer = &latest.offer;
    let has_it = |volunteer: VolunteerId| latest.call.volunteer == Some(volunteer);
    let template = match offer.state {
        OfferState::Accepted if says_yes && has_it(offer.volunteer_id) => return Ok(()),
        OfferState::Declined if !says_yes => return Ok(()),
        OfferState::Withdrawn | OfferState::Lapsed | OfferState::Declined
            if says_yes && offer.is_substitution && latest.call.volunteer.is_some() =>
        {
            SmsTemplate::SubTaken
        }
        OfferState::Open | OfferState::Accepted | OfferState::Declined | OfferState::Lapsed | OfferState::Withdrawn => {
            SmsTemplate::VolQuestionClosed
        }
    };
    answer(app, tx, line, Member::Volunteer(offer.volunteer_id), template, now).await
}
