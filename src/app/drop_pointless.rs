//! A message that has waited may have become pointless: what it announces is over, or somebody took it meanwhile.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::CaseState,
    message::{About, Message, Pointless},
    scheduled_call::{ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Secrets, Tx, cases, messages, scheduled_calls};

use crate::{App, error::Outcome, message_fate::given_up, reach_otherwise::is_page, schedule::set_message_timer};

/// Texts that speak of a call or a visit to come.
const ANNOUNCE: [SmsTemplate; 8] = [
    SmsTemplate::VolReminder,
    SmsTemplate::VolStarting,
    SmsTemplate::SubRequest,
    SmsTemplate::VolAboveCap,
    SmsTemplate::VisitReminder,
    SmsTemplate::VisitStarting,
    SmsTemplate::VisitRequest,
    SmsTemplate::VisitAboveCap,
];
/// Of these, the ones that look for somebody.
const SEEK: [SmsTemplate; 2] = [SmsTemplate::SubRequest, SmsTemplate::VisitRequest];

fn is_one_of(message: &Message, templates: &[SmsTemplate]) -> bool {
    templates.iter().any(|template| template.key() == message.template)
}

/// Why a message that has waited should not leave any more; `None` for one that is as useful as when it was written. A page
/// about a case nobody has is never pointless.
pub(crate) async fn why_pointless(
    tx: &mut Tx,
    secrets: &Secrets,
    message: &Message,
    now: DateTime<Utc>,
) -> Outcome<Option<Pointless>> {
    if !message.has_waited() {
        return Ok(None);
    }
    Ok(match message.about {
        About::ScheduledCall(id) if is_one_of(message, &ANNOUNCE) => match scheduled_calls::by_id(tx, id).await? {
            Some(call) => of_call(message, &call, now),
            None => Some(Pointless::Settled),
        },
        About::Case(id) if is_page(message) => {
            let is_sought = cases::by_id(tx, id).await?.is_some_and(|case| case.state == CaseState::Paging);
            (!is_sought).then_some(Pointless::Settled)
        }
        About::Nothing if message.is_bundle() => {
            let mut is_sought = false;
            for page in &message.stands_for {
                let about = messages::by_id(tx, secrets, *page).await?.map(|page| page.about);
                if let Some(About::Case(id)) = about {
                    is_sought |= cases::by_id(tx, id).await?.is_some_and(|case| case.state == CaseState::Paging);
                }
            }
            (!is_sought).then_some(Pointless::Settled)
        }
        About::ScheduledCall(_) | About::Case(_) | About::CaseCheck(_) | About::Nothing => None,
    })
}

/// Gives a message up unsent; its case knows.
pub(crate) async fn give_up(
    app: &App,
    tx: &mut Tx,
    mut message: Message,
    why: Pointless,
    now: DateTime<Utc>,
) -> Outcome<()> {
    message.drop_as(why);
    messages::update(tx, &message).await?;
    set_message_timer(tx, &message, None, now).await?;
    given_up(app, tx, &message, now).await
}

fn of_call(message: &Message, call: &ScheduledCall, now: DateTime<Utc>) -> Option<Pointless> {
    if call.starts_at <= now {
        return Some(Pointless::TooLate);
    }
    let is_taken = is_one_of(message, &SEEK) && call.state != State::SeekingSubstitute;
    (is_taken || call.state == State::Cancelled).then_some(Pointless::Settled)
}
