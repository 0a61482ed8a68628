//! Texts that no webhook told us about: the carrier is asked for those of the last day.
//!
//! A carrier delivers a text once, and few try again. What was written while no process answered would be a reply
//! that nobody reads: "OUI", or "urgent".

use chrono::TimeDelta;
use passerelle_domain::phone_number::{CallerId, PhoneNumber};
use passerelle_store::lines;
use passerelle_telephony::client::FindMessages;

use crate::{App, ReceivedText, error::Outcome, receive_message};

/// How far back the carrier is asked.
const LOOK_BACK: TimeDelta = TimeDelta::hours(24);
/// Pages of the carrier's list read for one number: far more texts than an association receives in a day.
const PAGES: u32 = 20;

/// Acts on every text of the last day that was not acted on yet, oldest first. Returns how many the carrier listed;
/// those known already change nothing.
///
/// # Errors
/// Trouble of the database, or a carrier that cannot be asked: asked again later, nothing is lost.
pub async fn collect_texts(app: &App) -> Outcome<usize> {
    if !app.profile.supports_messages {
        return Ok(0);
    }
    let since = app.clock.now() - LOOK_BACK;
    let mut listed = 0;
    for number in numbers_that_receive(app).await? {
        let wanted = FindMessages { to: Some(number), from: None, since: Some(since), page_limit: PAGES };
        let mut texts = app.carrier.find_messages(&wanted).await?;
        // The carrier lists the newest first.
        texts.reverse();
        listed += texts.len();
        for text in texts {
            let text = ReceivedText {
                from: CallerId::from_wire(&text.from),
                to: text.to,
                body: text.body,
                // STOP and START were obeyed by the carrier when they came in, and are not answered twice.
                carrier_answers: true,
                carrier_sid: text.sid,
            };
            receive_message(app, &text).await?;
        }
    }
    Ok(listed)
}

/// The numbers people write to, each once. A sender that is a name cannot be answered.
async fn numbers_that_receive(app: &App) -> Outcome<Vec<PhoneNumber>> {
    let mut read = app.db.read().await?;
    let mut numbers = Vec::new();
    for line in lines::all(&mut read).await? {
        let sender = PhoneNumber::from_e164(&line.sms_sender).ok();
        numbers.extend(sender.into_iter().chain([line.number]));
    }
    numbers.sort();
    numbers.dedup();
    Ok(numbers)
}
