//! One text to one person by one channel, until its fate is known.
//!
//! The intent is stored before anything leaves. A request whose answer got lost is looked up, never
//! blindly repeated: nobody receives the same text twice, and no text is lost.

mod failure;
mod lane;
mod same_text;
mod throttle;

pub use failure::{Failure, Verdict, verdict_of};
pub use lane::{Lane, PacePlace};
pub use same_text::{SAME_WITHIN, repeated};
pub use throttle::{
    BUNDLED_FROM, FOR_MEMBERS, FOR_OTHERS, LOOKS_BACK, Limits, PAGE_WAITS, PAGES_APART, STALE_AFTER, Turn,
    leave_together, turn,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    circuit::Provider,
    ids::{CaseCheckId, CaseId, LineId, MessageId, OrganisationId, ScheduledCallId},
    people::Member,
};

/// Pauses after a failure that may pass.
pub const RETRIES: [TimeDelta; 6] = [
    TimeDelta::seconds(15),
    TimeDelta::minutes(1),
    TimeDelta::minutes(5),
    TimeDelta::minutes(15),
    TimeDelta::hours(1),
    TimeDelta::hours(3),
];
/// Pauses after a telephone was off or out of reach.
pub const HANDSET_RETRIES: [TimeDelta; 3] = [TimeDelta::minutes(10), TimeDelta::hours(1), TimeDelta::hours(3)];
/// A message kept back because its provider is down looks again after this, if nobody frees it before.
pub const HELD_FOR: TimeDelta = TimeDelta::minutes(10);
/// A text that waits for the carrier's pace is looked at again after this, if its place does not come before: whether anybody
/// still needs it.
pub const PACED_FOR: TimeDelta = TimeDelta::minutes(10);
/// A request whose answer got lost is looked up after this.
pub const LOOK_UP_AFTER: TimeDelta = TimeDelta::seconds(20);
/// How often it is looked up before it is believed not to have been done.
pub const LOOK_UPS: u32 = 3;
/// A text handed over is asked about after this when no receipt came.
pub const RECEIPT_WITHIN: TimeDelta = TimeDelta::minutes(30);

/// After this nobody is asked about a receipt any more: no carrier keeps a text that long.
pub const RECEIPT_HOPED_FOR: TimeDelta = TimeDelta::hours(24);

/// By what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A text message.
    Sms,
    /// An email.
    Email,
}

impl Channel {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Sms => "sms",
            Channel::Email => "email",
        }
    }
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageState {
    /// To be sent.
    Pending,
    /// The request may have reached the carrier or mail server.
    Sending,
    /// Handed over; no receipt yet.
    Sent,
    /// A receipt came.
    Delivered,
    /// Handed over; no receipt will come.
    Unconfirmed,
    /// Refused for good.
    Failed,
    /// Never sent: it had become pointless.
    Dropped,
    /// Never sent: another message says what it would have said.
    Superseded,
}

/// Why another message says what a message would have said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Superseded {
    /// It said the same a moment before.
    Duplicate,
    /// Several pages left as one.
    Bundled,
}

/// Why a message was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pointless {
    /// What it announces has begun.
    TooLate,
    /// Somebody has answered, or taken it, since.
    Settled,
}

/// How much haste a message has. In this order they leave when a provider is back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// A page of level 2 or 3, or that the service itself is in trouble.
    Serious,
    /// Another page.
    Page,
    /// Everything else.
    #[default]
    Ordinary,
}

impl MessageState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        matches!(self, MessageState::Pending | MessageState::Sending | MessageState::Sent)
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            MessageState::Pending => "pending",
            MessageState::Sending => "sending",
            MessageState::Sent => "sent",
            MessageState::Delivered => "delivered",
            MessageState::Unconfirmed => "unconfirmed",
            MessageState::Failed => "failed",
            MessageState::Dropped => "dropped",
            MessageState::Superseded => "superseded",
        }
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum About {
    /// A scheduled call.
    ScheduledCall(ScheduledCallId),
    /// A case.
    Case(CaseId),
    /// A check of a case: not sent to a number that was ruled out meanwhile.
    CaseCheck(CaseCheckId),
    /// Nothing in particular.
    Nothing,
}

/// One text to one person by one channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Identity of the record, and of the email.
    pub id: MessageId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line it leaves from.
    pub line_id: LineId,
    /// By what.
    pub channel: Channel,
    /// To whom, when they are of the association.
    pub member: Option<Member>,
    /// What it is about.
    pub about: About,
    /// Key of the text.
    pub template: String,
    /// Where it is.
    pub state: MessageState,
    /// The carrier's identifier, once known.
    pub sid: Option<String>,
    /// When the request left.
    pub sending_since: Option<DateTime<Utc>>,
    /// Failures that may pass.
    pub tries: u32,
    /// Times the carrier was asked about an unknown request.
    pub look_ups: u32,
    /// The carrier's or mail server's code of the last failure.
    pub error_code: Option<u32>,
    /// Times the telephone was off or out of reach.
    #[serde(default)]
    pub handset_tries: u32,
    /// Identifiers of the carrier for sendings that did not arrive: what is still said of them is stale.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past_sids: Vec<String>,
    /// Not to be tried before: the carrier asked for patience.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<DateTime<Utc>>,
    /// Kept back because this provider is down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_for: Option<Provider>,
    /// It was kept back once.
    #[serde(default)]
    pub was_held: bool,
    /// Why it will never arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Why it was dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointless: Option<Pointless>,
    /// How much haste it has.
    #[serde(default)]
    pub urgency: Urgency,
    /// No limit holds it back or counts it: it is serious, an answer to what its reader just wrote, a code, or says that a
    /// case is taken.
    #[serde(default)]
    pub is_unlimited: bool,
    /// A page that may wait a moment, and leave with others as one.
    #[serde(default)]
    pub may_be_bundled: bool,
    /// Where it stands with the carrier's pace.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<PacePlace>,
    /// It has waited for the carrier's pace.
    #[serde(default)]
    pub was_paced: bool,
    /// It has waited for its turn: its reader gets enough.
    #[serde(default)]
    pub was_limited: bool,
    /// Why another message speaks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded: Option<Superseded>,
    /// The message that speaks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_by: Option<MessageId>,
    /// The pages it speaks for, when it is several in one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stands_for: Vec<MessageId>,
    /// When it was written.
    pub made_at: DateTime<Utc>,
    /// What it says, and where it goes; sealed by the store.
    #[serde(skip)]
    pub content: Content,
}

/// What a message says, and where it goes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Content {
    /// E.164 number or email address.
    pub to: String,
    /// Subject of an email; empty for an SMS.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML of an email; empty for an SMS.
    pub html: String,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content(sealed)")
    }
}

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// Taken; for an email that is all that can be known.
    Sent,
    /// Delivered, says a receipt.
    Delivered,
    /// Refused by the carrier, at once or by a receipt, with its code: [`verdict_of`] says whether for good.
    Refused(Option<u32>),
    /// Will never arrive, with the code of whoever said so.
    Never(Failure, Option<u32>),
    /// Certainly not done: may be tried again.
    NotDone,
    /// Certainly not done, and not wanted before an instant.
    NotBefore(DateTime<Utc>),
    /// Nobody knows whether it was done.
    Ambiguous,
    /// The carrier was asked and knows nothing of it.
    NotFound,
}

impl Message {
    /// Applies a report; false when it changes nothing (stale, or after the end).
    pub fn apply(&mut self, report: Report) -> bool {
        if !self.state.is_live() {
            return false;
        }
        match report {
            Report::Sent if self.channel == Channel::Email => self.state = MessageState::Unconfirmed,
            Report::Sent if self.state == MessageState::Sent => return false,
            Report::Sent => self.state = MessageState::Sent,
            Report::Delivered => self.state = MessageState::Delivered,
            Report::Refused(code) => self.refused(code),
            Report::Never(failure, code) => self.fail(failure, code),
            // It was handed over and is not kept there any more: that is all that will be known.
            Report::NotFound if self.state == MessageState::Sent => self.state = MessageState::Unconfirmed,
            Report::NotDone => self.try_again(),
            Report::NotBefore(at) => {
                self.try_again();
                self.not_before = Some(at);
            }
            Report::Ambiguous => self.state = MessageState::Sending,
            Report::NotFound => {
                self.look_ups += 1;
                if self.look_ups >= LOOK_UPS {
                    self.look_ups = 0;
                    self.try_again();
                }
            }
        }
        true
    }

    /// Whether the carrier may still learn that a text handed over was delivered.
    pub fn receipt_may_come(&self, now: DateTime<Utc>) -> bool {
        now - self.sending_since.unwrap_or(self.made_at) < RECEIPT_HOPED_FOR
    }

    fn refused(&mut self, code: Option<u32>) {
        match verdict_of(code) {
            Verdict::Never(failure) => self.fail(failure, code),
            Verdict::NotNow => {
                self.error_code = code;
                self.try_again();
            }
            Verdict::HandsetOff => {
                self.error_code = code;
                self.handset_tries += 1;
                self.again(self.handset_tries as usize <= HANDSET_RETRIES.len());
            }
        }
    }

    fn try_again(&mut self) {
        self.tries += 1;
        self.again(self.tries as usize <= RETRIES.len());
    }

    /// A new sending has a new identifier; what is still said of the old one must not settle it.
    fn again(&mut self, may_try: bool) {
        if may_try {
            self.past_sids.extend(self.sid.take());
            self.not_before = None;
            self.state = MessageState::Pending;
        } else {
            self.fail(Failure::GivenUp, self.error_code);
        }
    }

    fn fail(&mut self, failure: Failure, code: Option<u32>) {
        self.state = MessageState::Failed;
        self.failure = Some(failure);
        self.error_code = code;
    }

    /// Gives it up unsent; what it would say is over.
    pub fn drop_as(&mut self, pointless: Pointless) {
        self.state = MessageState::Dropped;
        self.pointless = Some(pointless);
        self.held_for = None;
    }

    /// Never to be sent: `by` says what it would have said.
    pub fn supersede(&mut self, by: MessageId, why: Superseded) {
        self.state = MessageState::Superseded;
        self.superseded = Some(why);
        self.superseded_by = Some(by);
        self.held_for = None;
    }

    /// Not to be looked at before: its reader gets enough.
    pub fn wait_for_turn(&mut self, until: DateTime<Utc>) {
        self.not_before = Some(until);
        self.was_limited = true;
    }

    /// Whether it is several pages in one.
    pub fn is_bundle(&self) -> bool {
        !self.stands_for.is_empty()
    }

    /// Whether it has waited: then the world may have moved on before it leaves.
    pub fn has_waited(&self) -> bool {
        self.tries > 0 || self.handset_tries > 0 || self.was_held || self.was_limited || self.was_paced
    }

    /// How long it pauses before it is sent.
    fn pause(&self) -> TimeDelta {
        let is_off = self.handset_tries > 0 && verdict_of(self.error_code) == Verdict::HandsetOff;
        let (pauses, tries): (&[TimeDelta], u32) =
            if is_off { (&HANDSET_RETRIES, self.handset_tries) } else { (&RETRIES, self.tries) };
        (tries as usize).checked_sub(1).and_then(|tried| pauses.get(tried)).copied().unwrap_or_default()
    }

    /// When to look at it again. `None` once its fate is known.
    pub fn timer_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.state {
            MessageState::Pending | MessageState::Sending if self.held_for.is_some() => Some(now + HELD_FOR),
            MessageState::Pending if self.waits_in().is_some() => Some(now + PACED_FOR),
            MessageState::Pending => Some((now + self.pause()).max(self.not_before.unwrap_or(now))),
            MessageState::Sending => Some(now + LOOK_UP_AFTER),
            MessageState::Sent => Some(now + RECEIPT_WITHIN),
            MessageState::Delivered
            | MessageState::Unconfirmed
            | MessageState::Failed
            | MessageState::Dropped
            | MessageState::Superseded => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    pub(super) fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + minutes * 60, 0).unwrap()
    }

    pub(super) fn message(channel: Channel, state: MessageState) -> Message {
        Message {
            id: MessageId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            channel,
            member: None,
            about: About::Nothing,
            template: String::new(),
            state,
            sid: None,
            sending_since: Some(at(0)),
            tries: 0,
            look_ups: 0,
            error_code: None,
            handset_tries: 0,
            past_sids: Vec::new(),
            not_before: None,
            held_for: None,
            was_held: false,
            failure: None,
            pointless: None,
            urgency: Urgency::Ordinary,
            is_unlimited: false,
            may_be_bundled: false,
            pace: None,
            was_paced: false,
            was_limited: false,
            superseded: None,
            superseded_by: None,
            stands_for: Vec::new(),
            made_at: at(0),
            content: Content::default(),
        }
    }

    #[test]
    fn report_then_the_state_it_leads_to() {
        use MessageState::{Delivered, Failed, Pending, Sending, Sent, Unconfirmed};
        let cases = [
            (Channel::Sms, Sending, Report::Sent, Sent),
            (Channel::Email, Sending, Report::Sent, Unconfirmed),
            (Channel::Sms, Sending, Report::Ambiguous, Sending),
            (Channel::Sms, Sending, Report::NotDone, Pending),
            (Channel::Sms, Sending, Report::Refused(Some(21211)), Failed),
            (Channel::Sms, Sending, Report::Refused(Some(20003)), Pending),
            (Channel::Sms, Sent, Report::Refused(Some(30006)), Failed),
            (Channel::Sms, Sent, Report::Refused(Some(30003)), Pending),
            (Channel::Email, Sending, Report::Never(Failure::UnknownAddress, Some(550)), Failed),
            // The list of the carrier is only eventually consistent: looked up again.
            (Channel::Sms, Sending, Report::NotFound, Sending),
            // It was handed over; sending it again could deliver it twice.
            (Channel::Sms, Sent, Report::NotFound, Unconfirmed),
            (Channel::Sms, Sent, Report::Delivered, Delivered),
            // After the end every report is stale.
            (Channel::Sms, Delivered, Report::Refused(None), Delivered),
            (Channel::Sms, Failed, Report::Delivered, Failed),
        ];
        for (channel, before, report, after) in cases {
            let mut message = message(channel, before);
            message.apply(report);
            assert_eq!(message.state, after, "{channel:?} {before:?} {report:?}");
            assert_eq!(message.timer_at(at(0)).is_some(), after.is_live(), "{after:?}");
        }
    }

    #[test]
    fn looked_up_in_vain_three_times_then_sent_again_until_its_retries_are_spent() {
        let mut message = message(Channel::Sms, MessageState::Sending);
        let mut sent = 1;
        while message.state.is_live() {
            message.apply(Report::NotFound);
            if message.state == MessageState::Pending {
                assert_eq!(message.look_ups, 0);
                message.state = MessageState::Sending;
                sent += 1;
            }
        }
        assert_eq!((message.state, sent), (MessageState::Failed, 1 + RETRIES.len()));
    }

    #[test]
    fn telephone_off_then_again_much_later_and_old_receipts_are_stale() {
        let mut message = message(Channel::Sms, MessageState::Sent);
        for (tried, pause) in HANDSET_RETRIES.into_iter().enumerate() {
            message.sid = Some(format!("SM{tried}"));
            message.apply(Report::Refused(Some(30003)));
            assert_eq!(message.timer_at(at(0)), Some(at(0) + pause));
            assert!(message.sid.is_none() && message.past_sids.contains(&format!("SM{tried}")));
            message.state = MessageState::Sent;
        }
        message.apply(Report::Refused(Some(30003)));
        assert_eq!((message.state, message.failure), (MessageState::Failed, Some(Failure::GivenUp)));
    }

    #[test]
    fn carrier_asks_for_patience_then_not_before() {
        let mut message = message(Channel::Sms, MessageState::Sending);
        message.apply(Report::NotBefore(at(7)));
        assert_eq!(message.timer_at(at(0)), Some(at(7)));
    }

    #[test]
    fn haste_then_the_lane() {
        let cases = [
            (Urgency::Serious, true, Lane::Serious),
            (Urgency::Page, false, Lane::Prompt),
            (Urgency::Page, true, Lane::Prompt),
            (Urgency::Ordinary, true, Lane::Prompt),
            (Urgency::Ordinary, false, Lane::Ordinary),
        ];
        for (urgency, is_unlimited, lane) in cases {
            let mut message = Message { urgency, is_unlimited, ..message(Channel::Sms, MessageState::Pending) };
            assert_eq!((message.lane(), message.waits_in()), (lane, None), "{urgency:?} {is_unlimited}");
            message.wait_for_pace();
            assert_eq!((message.waits_in(), message.timer_at(at(0))), (Some(lane), Some(at(0) + PACED_FOR)));
            message.state = MessageState::Superseded;
            assert_eq!(message.waits_in(), None);
        }
        assert!(Lane::Serious.number() < Lane::Prompt.number() && Lane::Prompt.number() < Lane::Ordinary.number());
    }

    #[test]
    fn no_receipt_for_a_day_then_none_is_hoped_for() {
        let message = message(Channel::Sms, MessageState::Sent);
        assert!(message.receipt_may_come(at(24 * 60 - 1)));
        assert!(!message.receipt_may_come(at(24 * 60)));
    }
}
