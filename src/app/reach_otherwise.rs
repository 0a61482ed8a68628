//! A page that did not arrive: the case knows, and somebody is reached in another way, at once.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseState, Event},
    message::{About, Channel, Message, MessageState},
    people::Member,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases, messages};
use serde_json::json;

use crate::{
    App,
    advance_case::apply_to_case,
    error::Outcome,
    event_trace::{Trace, leave_trace},
    page_coordinators::page_by,
};

/// Texts about a case that only tell: nobody waits for an answer to them.
const TELLINGS: [SmsTemplate; 3] =
    [SmsTemplate::CoordTaken, SmsTemplate::CoordCaseClosedBy, SmsTemplate::PersonCalledBack];

/// Whether a message pages somebody about a case.
pub(crate) fn is_page(message: &Message) -> bool {
    let only_tells = TELLINGS.iter().any(|template| template.key() == message.template);
    matches!(message.about, About::Case(_)) && message.member.is_some() && !only_tells
}

/// After a page that will not arrive, or not soon: a line in the journal of its case, the member's other channel when that was
/// not taken already, and the next coordinator when there is none.
pub(crate) async fn reach_otherwise(
    app: &App,
    tx: &mut Tx,
    message: &Message,
    why: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (About::Case(case_id), Some(member), true) = (message.about, message.member, is_page(message)) else {
        return Ok(());
    };
    let Some(case) = cases::by_id(tx, case_id).await? else { return Ok(()) };
    let detail = json!({ "code": case.code, "channel": message.channel.as_str(), "why": why });
    let (actor, verb, noun, noun_id) = ("system", "page_failed", "case", case_id.0);
    let organisation_id = case.organisation_id;
    leave_trace(app, tx, Trace { organisation_id, actor, verb, noun, noun_id, detail }, now).await?;
    if case.state != CaseState::Paging || is_reached(app, tx, message, member, now).await? {
        return Ok(());
    }
    let other = match message.channel {
        Channel::Sms => Channel::Email,
        Channel::Email => Channel::Sms,
    };
    if !was_tried(app, tx, message, member, other, now).await?
        && page_by(app, tx, &case, member, other, case.reminded, now).await?
    {
        return Ok(());
    }
    apply_to_case(app, tx, case_id, Event::NotReached(member), now).await?;
    Ok(())
}

/// Messages of the same page: written since, about the same case, to the same member.
async fn siblings(
    app: &App,
    tx: &mut Tx,
    message: &Message,
    member: Member,
    now: DateTime<Utc>,
) -> Outcome<Vec<Message>> {
    let all = messages::to_member_between(tx, &app.secrets, member, message.made_at, now).await?;
    Ok(all
        .into_iter()
        .filter(|other| other.about == message.about && other.id != message.id && is_page(other))
        .collect())
}

/// Another message of this page has left, or will leave without waiting for anybody.
async fn is_reached(app: &App, tx: &mut Tx, message: &Message, member: Member, now: DateTime<Utc>) -> Outcome<bool> {
    let others = siblings(app, tx, message, member, now).await?;
    Ok(others.iter().any(|other| match other.state {
        MessageState::Sent | MessageState::Delivered | MessageState::Unconfirmed => true,
        MessageState::Pending | MessageState::Sending => other.held_for.is_none(),
        MessageState::Failed | MessageState::Dropped => false,
    }))
}

async fn was_tried(
    app: &App,
    tx: &mut Tx,
    message: &Message,
    member: Member,
    channel: Channel,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    Ok(siblings(app, tx, message, member, now).await?.iter().any(|other| other.channel == channel))
}
