//! A page that did not arrive: somebody is reached in another way, at once.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseState, Event},
    escalation::PageChannel,
    ids::MessageId,
    message::{About, Channel, Message, MessageState},
    people::Member,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases, messages};

use crate::{App, advance_case::apply_to_case, error::Outcome, page_coordinators::page_by_another};

/// Texts about a case that only tell: nobody waits for an answer to them, and they are as true once somebody has the case.
const TELLINGS: [SmsTemplate; 11] = [
    SmsTemplate::CoordTaken,
    SmsTemplate::CoordCaseClosedBy,
    SmsTemplate::PersonCalledBack,
    SmsTemplate::CoordHandedOver,
    SmsTemplate::CoordPassed,
    SmsTemplate::CoordJoin,
    SmsTemplate::CoordJoinNot,
    SmsTemplate::CoordCheck,
    SmsTemplate::CoordCheckNot,
    SmsTemplate::CoordCheckNobody,
    SmsTemplate::CoordCheckBegun,
];

/// A repetition, the page it repeats, and the message in which several pages leave.
const MOST_SPEAKERS: usize = 3;

/// Whether a message pages somebody about a case.
pub(crate) fn is_page(message: &Message) -> bool {
    let only_tells = TELLINGS.iter().any(|template| template.key() == message.template);
    message.is_bundle() || matches!(message.about, About::Case(_)) && message.member.is_some() && !only_tells
}

/// After a page that will not arrive, or not soon: the member's other channels when they were not taken already, and the next
/// in the chain when there is none. A telephone that rings is answered, or not: that is its own end.
pub(crate) async fn reach_otherwise(app: &App, tx: &mut Tx, message: &Message, now: DateTime<Utc>) -> Outcome<()> {
    // Of several pages in one, each is about a case of its own.
    for page in &message.stands_for {
        if let Some(page) = messages::by_id(tx, &app.secrets, *page).await? {
            reach_about(app, tx, &page, message.id, now).await?;
        }
    }
    reach_about(app, tx, message, message.id, now).await
}

/// The same for one page, of which `unsent` is the message that does not arrive.
async fn reach_about(app: &App, tx: &mut Tx, message: &Message, unsent: MessageId, now: DateTime<Utc>) -> Outcome<()> {
    let (About::Case(case_id), Some(member), true) = (message.about, message.member, is_page(message)) else {
        return Ok(());
    };
    let Some(case) = cases::by_id(tx, case_id).await? else { return Ok(()) };
    let is_waited_for = case.state == CaseState::Paging && case.place.waiting_for.contains(&member);
    let others = siblings(app, tx, message, member, now).await?;
    if !is_waited_for || any_leaves(app, tx, &others, unsent).await? {
        return Ok(());
    }
    let step = case.policy.chain.steps.get(case.place.step);
    let rings = step.is_some_and(|step| step.channels(case.place.again > 0).contains(&PageChannel::Voice));
    let mut tried: Vec<PageChannel> = others.iter().chain([message]).map(|one| of_channel(one.channel)).collect();
    tried.extend(rings.then_some(PageChannel::Voice));
    if page_by_another(app, tx, &case, member, &tried, now).await? || rings {
        return Ok(());
    }
    apply_to_case(app, tx, case_id, Event::Unreached(member), now).await?;
    Ok(())
}

fn of_channel(channel: Channel) -> PageChannel {
    match channel {
        Channel::Sms => PageChannel::Sms,
        Channel::Email => PageChannel::Email,
    }
}

/// A page that leaves as part of another message is as good as that message; the one that does not arrive is no good.
async fn any_leaves(app: &App, tx: &mut Tx, others: &[Message], unsent: MessageId) -> Outcome<bool> {
    for other in others {
        let mut speaks = Some(other.clone());
        for _ in 0..MOST_SPEAKERS {
            let Some(by) = speaks.as_ref().and_then(|message| message.superseded_by) else { break };
            speaks = messages::by_id(tx, &app.secrets, by).await?;
        }
        if speaks.is_some_and(|message| message.id != unsent && leaves(&message)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// It has left, or will leave without waiting for anybody.
fn leaves(other: &Message) -> bool {
    match other.state {
        MessageState::Sent | MessageState::Delivered | MessageState::Unconfirmed => true,
        MessageState::Pending | MessageState::Sending => other.held_for.is_none(),
        MessageState::Failed | MessageState::Dropped | MessageState::Superseded => false,
    }
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
