//! What follows from the fate of a message: the address is marked, the journal and the case know, another way is tried.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    consent::Scope,
    message::{About, Channel, Failure, Message, MessageState, Report},
    people::Member,
    phone_number::PhoneNumber,
};
use passerelle_store::{Tx, messages, staff, volunteers};
use serde_json::json;

use crate::{
    App,
    error::Outcome,
    event_trace::{Trace, leave_trace},
    reach_otherwise::reach_otherwise,
    receive_message::no_more_texts,
    ring_volunteer::ring_after,
    schedule::set_message_timer,
};

/// Applies what is said of a message, and what follows from it.
pub(crate) async fn apply_to_message(
    app: &App,
    tx: &mut Tx,
    mut message: Message,
    report: Report,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if !message.apply(report) {
        return Ok(());
    }
    messages::update(tx, &message).await?;
    set_message_timer(tx, &message, message.timer_at(now), now).await?;
    count(&message);
    trace(app, tx, &message, now).await?;
    match (message.state, message.failure) {
        (MessageState::Failed, failure) => failed(app, tx, &message, failure.unwrap_or(Failure::Refused), now).await,
        (MessageState::Delivered, _) => arrived(app, tx, &message).await,
        _ => Ok(()),
    }
}

/// A message that is never sent because another one says it: counted, and in the story of its case.
pub(crate) async fn told_otherwise(app: &App, tx: &mut Tx, message: &Message, now: DateTime<Utc>) -> Outcome<()> {
    count(message);
    trace_one(app, tx, message, message, now).await
}

/// A message that waited until nobody needs it: counted, and in the story of its case.
pub(crate) async fn given_up(app: &App, tx: &mut Tx, message: &Message, now: DateTime<Utc>) -> Outcome<()> {
    count(message);
    trace(app, tx, message, now).await
}

fn count(message: &Message) {
    let state = message.state.as_str();
    metrics::counter!("passerelle_messages_total", "channel" => message.channel.as_str(), "state" => state)
        .increment(1);
}

/// What became of a message about a case belongs to the story of the case; of several pages in one, to the story of each.
async fn trace(app: &App, tx: &mut Tx, message: &Message, now: DateTime<Utc>) -> Outcome<()> {
    if message.state.is_live() {
        return Ok(());
    }
    trace_one(app, tx, message, message, now).await?;
    for page in &message.stands_for {
        if let Some(page) = messages::by_id(tx, &app.secrets, *page).await? {
            trace_one(app, tx, &page, message, now).await?;
        }
    }
    Ok(())
}

/// A line in the story of the case that `page` is about: what became of `message`.
async fn trace_one(app: &App, tx: &mut Tx, page: &Message, message: &Message, now: DateTime<Utc>) -> Outcome<()> {
    let About::Case(case) = page.about else { return Ok(()) };
    let verb = format!("message_{}", message.state.as_str());
    let detail = json!({
        "member": message.member.map(Member::uuid),
        "channel": message.channel,
        "text": message.template,
        "carrier_id": message.sid,
        "error_code": message.error_code,
        "failure": message.failure,
        "superseded": message.superseded,
        "pointless": message.pointless,
    });
    let trace = Trace {
        organisation_id: message.organisation_id,
        actor: "system",
        verb: &verb,
        noun: "case",
        noun_id: case.0,
        detail,
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}

async fn failed(app: &App, tx: &mut Tx, message: &Message, failure: Failure, now: DateTime<Utc>) -> Outcome<()> {
    metrics::counter!("passerelle_messages_failed_total", "channel" => message.channel.as_str(), "why" => failure.as_str())
        .increment(1);
    match message.member {
        // Whoever wrote STOP gets nothing more until writing REPRISE.
        Some(member) if failure == Failure::OptedOut => set_texts(app, tx, Some(member), true).await?,
        Some(member) => {
            let (channel, code) = (message.channel, message.error_code);
            change(app, tx, member, |known| known.contacts.bounced(channel, failure, code, now)).await?;
        }
        None if failure == Failure::OptedOut => {
            if let Ok(number) = PhoneNumber::from_e164(&message.content.to) {
                no_more_texts(app, tx, message.organisation_id, &number, &[Scope::Sms], now).await?;
            }
        }
        None => {}
    }
    ring_after(app, tx, message, failure, now).await?;
    reach_otherwise(app, tx, message, now).await
}

async fn arrived(app: &App, tx: &mut Tx, message: &Message) -> Outcome<()> {
    let Some(member) = message.member else { return Ok(()) };
    let channel: Channel = message.channel;
    change(app, tx, member, |known| known.contacts.arrived(channel)).await
}

/// Remembers whether a member wants texts.
pub(crate) async fn set_texts(app: &App, tx: &mut Tx, member: Option<Member>, stopped: bool) -> Outcome<()> {
    let Some(member) = member else { return Ok(()) };
    change(app, tx, member, |known| {
        *known.sms_stopped = stopped;
        true
    })
    .await
}

/// What is known of how to reach a member.
pub(crate) struct Known<'a> {
    pub(crate) sms_stopped: &'a mut bool,
    pub(crate) contacts: &'a mut passerelle_domain::contact::Contacts,
}

/// Changes what is known of how to reach a member; nothing is written when `what` says that nothing changed.
pub(crate) async fn change(
    app: &App,
    tx: &mut Tx,
    member: Member,
    what: impl FnOnce(Known<'_>) -> bool,
) -> Outcome<()> {
    match member {
        Member::Staff(id) => {
            let Some(mut staff) = staff::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
            if what(Known { sms_stopped: &mut staff.sms_stopped, contacts: &mut staff.contacts }) {
                staff::save(tx, &app.secrets, &staff).await?;
            }
        }
        Member::Volunteer(id) => {
            let Some(mut volunteer) = volunteers::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
            if what(Known { sms_stopped: &mut volunteer.sms_stopped, contacts: &mut volunteer.contacts }) {
                volunteers::save(tx, &app.secrets, &volunteer).await?;
            }
        }
    }
    Ok(())
}
