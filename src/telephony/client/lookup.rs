//! After a lost answer: was it done? The caller describes what was asked; we look for it at the carrier.
//!
//! The carrier's lists lag a little behind, so `None` right after the loss is not yet a proof: look again later before
//! repeating.

use super::CarrierClient;
use super::calls::FindCalls;
use super::error::CarrierError;
use super::messages::FindMessages;
use super::snapshot::{CallSnapshot, MessageSnapshot};
use crate::webhook::Direction;
use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::phone_number::PhoneNumber;
use std::fmt;

/// Lists come newest first; what we look for is minutes old.
const LOOKUP_PAGES: u32 = 2;
/// The carrier's clock and ours differ a little, and it writes whole seconds.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(30);

/// A call that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallIntent {
    /// Who was to be called.
    pub to: PhoneNumber,
    /// The number to show.
    pub from: PhoneNumber,
    /// When the request was sent.
    pub since: DateTime<Utc>,
    /// Identifiers of calls that are already accounted for.
    pub known_sids: Vec<String>,
}

/// A message that was asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct MessageIntent {
    /// The recipient.
    pub to: PhoneNumber,
    /// The sender to show.
    pub from: String,
    /// The text.
    pub body: String,
    /// When the request was sent.
    pub since: DateTime<Utc>,
    /// Identifiers of messages that are already accounted for.
    pub known_sids: Vec<String>,
}

/// The text is personal.
impl fmt::Debug for MessageIntent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageIntent").field("to", &self.to).field("since", &self.since).finish_non_exhaustive()
    }
}

impl CarrierClient {
    /// The call that was placed for this intent, if the carrier has one: the oldest that fits and is not known.
    ///
    /// # Errors
    /// [`CarrierError`]: still in doubt.
    pub async fn find_placed_call(&self, intent: &CallIntent) -> Result<Option<CallSnapshot>, CarrierError> {
        // Not filtered by time at the carrier: a call that waits in its queue has no start yet and would be missed.
        let wanted = FindCalls {
            to: Some(intent.to.clone()),
            from: Some(intent.from.clone()),
            since: None,
            parent_call_sid: None,
            page_limit: LOOKUP_PAGES,
        };
        let calls = self.find_calls(&wanted).await?;
        Ok(calls.into_iter().rev().find(|call| fits_call(intent, call)))
    }

    /// The message that was sent for this intent, if the carrier has one: the oldest that fits and is not known.
    ///
    /// # Errors
    /// [`CarrierError`]: still in doubt.
    pub async fn find_sent_message(&self, intent: &MessageIntent) -> Result<Option<MessageSnapshot>, CarrierError> {
        // As for calls: a queued message has no sending date yet.
        let wanted = FindMessages {
            to: Some(intent.to.clone()),
            from: Some(intent.from.clone()),
            since: None,
            page_limit: LOOKUP_PAGES,
        };
        let messages = self.find_messages(&wanted).await?;
        Ok(messages.into_iter().rev().find(|message| fits_message(intent, message)))
    }
}

fn fits_call(intent: &CallIntent, call: &CallSnapshot) -> bool {
    let is_ours = call.parent_sid.is_none()
        && match call.direction {
            Direction::OutboundApi | Direction::Unknown => true,
            Direction::Inbound | Direction::OutboundDial => false,
        };
    is_ours
        && call.to == intent.to.as_str()
        && call.from == intent.from.as_str()
        && is_recent(call.created_at.or(call.start_time), intent.since)
        && !intent.known_sids.contains(&call.sid)
}

fn fits_message(intent: &MessageIntent, message: &MessageSnapshot) -> bool {
    // A carrier told to keep no texts answers an empty body; trial accounts put a sentence before ours.
    let is_same_text = message.body.is_empty() || message.body.trim_end().ends_with(intent.body.trim());
    is_same_text
        && message.to == intent.to.as_str()
        && message.from == intent.from
        && is_recent(message.created_at.or(message.date_sent), intent.since)
        && !intent.known_sids.contains(&message.sid)
}

/// A row without any date has only just been created.
fn is_recent(at: Option<DateTime<Utc>>, since: DateTime<Utc>) -> bool {
    at.is_none_or(|at| at >= since - CLOCK_SKEW)
}
