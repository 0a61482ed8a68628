//! A message about to leave takes its turn: its reader may have had enough for now, or other pages may wait with it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    line::Line,
    message::{LOOKS_BACK, Message, Pointless, Turn, turn},
};
use passerelle_store::{Tx, messages};

use crate::{App, bundle_pages::bundle_pages, drop_pointless::give_up, error::Outcome, schedule::set_message_timer};

/// Whether a message leaves now. When not, it is kept with its timer, given up, or another message speaks for it.
pub(crate) async fn take_turn(
    app: &App,
    tx: &mut Tx,
    message: &mut Message,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    if message.is_unlimited || message.is_bundle() {
        return Ok(true);
    }
    let (owner, to) = (message.organisation_id, &message.content.to);
    let mut others = messages::to_destination(tx, &app.secrets, owner, to, now - LOOKS_BACK).await?;
    others.retain(|other| other.id != message.id);
    match turn(message, &others, now) {
        Turn::Leaves => Ok(!bundle_pages(app, tx, message, &others, line, now).await?),
        Turn::Waits(until) => {
            message.wait_for_turn(until);
            messages::update(tx, message).await?;
            set_message_timer(tx, message, message.timer_at(now), now).await?;
            let channel = message.channel.as_str();
            metrics::counter!("passerelle_messages_waiting_for_turn_total", "channel" => channel).increment(1);
            Ok(false)
        }
        Turn::IsStale => {
            give_up(app, tx, message.clone(), Pointless::TooLate, now).await?;
            Ok(false)
        }
    }
}
