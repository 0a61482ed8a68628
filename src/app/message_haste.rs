//! How much haste a new message has: in which order it leaves, whether anything may hold it back, and whether it may leave
//! with others as one.

use passerelle_domain::{
    case::CaseLevel,
    ids::CaseId,
    message::{About, Message, Urgency},
};
use passerelle_notify::{EmailTemplate, SmsTemplate};
use passerelle_store::{Tx, case_checks, cases};

use crate::{error::Outcome, page_coordinators::is_alert};

/// Texts that tell that the service itself is in trouble.
const ALARMS: [&str; 4] = [
    SmsTemplate::CoordMailDown.key(),
    SmsTemplate::CoordMailBack.key(),
    EmailTemplate::CarrierDown.key(),
    EmailTemplate::CarrierBack.key(),
];
/// Texts that no limit holds back: codes somebody waits for, and that a case is taken.
const UNLIMITED: [&str; 3] =
    [SmsTemplate::LoginCode.key(), EmailTemplate::ContactCode.key(), SmsTemplate::CoordTaken.key()];

/// Gives a message its haste, from what it is about and what it says.
pub(crate) async fn give_haste(tx: &mut Tx, message: &mut Message) -> Outcome<()> {
    message.urgency = urgency_of(tx, message.about, &message.template).await?;
    message.is_unlimited = message.urgency == Urgency::Serious || UNLIMITED.contains(&message.template.as_str());
    message.may_be_bundled = !message.is_unlimited && asks_to_take(tx, message).await?;
    Ok(())
}

async fn urgency_of(tx: &mut Tx, about: About, template: &str) -> Outcome<Urgency> {
    Ok(match about {
        About::Case(id) if is_serious(tx, id).await? => Urgency::Serious,
        About::Case(_) => Urgency::Page,
        About::ScheduledCall(_) | About::CaseCheck(_) | About::Nothing if ALARMS.contains(&template) => {
            Urgency::Serious
        }
        // Somebody near her is asked how she is.
        About::CaseCheck(id) => match case_checks::by_id(tx, id).await? {
            Some(check) if is_serious(tx, check.case_id).await? => Urgency::Serious,
            Some(_) | None => Urgency::Page,
        },
        About::ScheduledCall(_) | About::Nothing => Urgency::Ordinary,
    })
}

async fn is_serious(tx: &mut Tx, case: CaseId) -> Outcome<bool> {
    Ok(cases::by_id(tx, case).await?.is_some_and(|case| case.level >= CaseLevel::Serious))
}

async fn asks_to_take(tx: &mut Tx, message: &Message) -> Outcome<bool> {
    let About::Case(case) = message.about else { return Ok(false) };
    Ok(cases::by_id(tx, case).await?.is_some_and(|case| is_alert(case.kind, message)))
}
