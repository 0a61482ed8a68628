//! The small vocabularies of the wire. A word we do not know is `Unknown`, which callers treat as "no change".

use std::convert::Infallible;
use std::str::FromStr;

/// Declares an enum, the word each variant has on the wire, and an `Unknown` for every other word.
macro_rules! wire_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal $(| $alias:literal)*,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "&'static str")]
        pub enum $name {
            $($(#[$vdoc])* $variant,)+
            /// A word this version does not know: treat it as no change.
            #[default]
            Unknown,
        }

        impl $name {
            /// The word on the wire (`unknown` for [`Self::Unknown`]).
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                    Self::Unknown => "unknown",
                }
            }

            /// Reads the word on the wire; never fails.
            pub fn from_wire(word: &str) -> Self {
                match word.trim() {
                    $($word $(| $alias)* => Self::$variant,)+
                    _ => Self::Unknown,
                }
            }
        }

        impl FromStr for $name {
            type Err = Infallible;
            fn from_str(word: &str) -> Result<Self, Infallible> {
                Ok(Self::from_wire(word))
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                Self::from_wire(&word)
            }
        }

        impl From<$name> for &'static str {
            fn from(value: $name) -> &'static str {
                value.as_str()
            }
        }
    };
}

wire_words! {
    /// Where a call is in its life.
    ///
    /// # Source
    /// Telephony notes, sections 1.3 and 1.5. `answered` is how a `<Dial>` that reached a conference ends.
    CallStatus {
        /// Accepted by the carrier, waiting for its turn.
        Queued = "queued",
        /// Leaving the carrier's queue.
        Initiated = "initiated",
        /// The telephone rings.
        Ringing = "ringing",
        /// Somebody, or something, answered.
        InProgress = "in-progress" | "answered",
        /// Over, after having been answered.
        Completed = "completed",
        /// The line was engaged.
        Busy = "busy",
        /// It could not be placed.
        Failed = "failed",
        /// It rang and nobody answered.
        NoAnswer = "no-answer",
        /// Withdrawn before being answered.
        Canceled = "canceled",
    }
}

impl CallStatus {
    /// True when the call is over: such a status is never replaced by another one.
    pub fn is_final(self) -> bool {
        match self {
            CallStatus::Completed
            | CallStatus::Busy
            | CallStatus::Failed
            | CallStatus::NoAnswer
            | CallStatus::Canceled => true,
            CallStatus::Queued
            | CallStatus::Initiated
            | CallStatus::Ringing
            | CallStatus::InProgress
            | CallStatus::Unknown => false,
        }
    }
}

wire_words! {
    /// Where a text message is in its life.
    ///
    /// # Source
    /// Telephony notes, section 1.8.
    MessageStatus {
        /// Taken by a messaging service.
        Accepted = "accepted",
        /// To be sent later.
        Scheduled = "scheduled",
        /// Waiting for its turn at the carrier.
        Queued = "queued",
        /// On its way to the mobile network.
        Sending = "sending",
        /// Taken by the mobile network; in some countries nothing more is ever known.
        Sent = "sent",
        /// The mobile network says the phone has it.
        Delivered = "delivered",
        /// The mobile network could not deliver it.
        Undelivered = "undelivered",
        /// The carrier could not send it.
        Failed = "failed",
        /// Being received by the carrier.
        Receiving = "receiving",
        /// An incoming message.
        Received = "received",
        /// The person opened it.
        Read = "read",
        /// Some of the recipients have it.
        PartiallyDelivered = "partially_delivered",
        /// Withdrawn before being sent.
        Canceled = "canceled",
    }
}

impl MessageStatus {
    /// True when delivery is settled, well or badly.
    pub fn is_final(self) -> bool {
        match self {
            MessageStatus::Delivered
            | MessageStatus::Undelivered
            | MessageStatus::Failed
            | MessageStatus::Received
            | MessageStatus::Read
            | MessageStatus::Canceled => true,
            MessageStatus::Accepted
            | MessageStatus::Scheduled
            | MessageStatus::Queued
            | MessageStatus::Sending
            | MessageStatus::Sent
            | MessageStatus::Receiving
            | MessageStatus::PartiallyDelivered
            | MessageStatus::Unknown => false,
        }
    }

    /// True when the message will not reach the person, so another way must be found.
    pub fn is_failure(self) -> bool {
        matches!(self, MessageStatus::Undelivered | MessageStatus::Failed | MessageStatus::Canceled)
    }
}

wire_words! {
    /// Who the carrier thinks answered.
    ///
    /// # Source
    /// Telephony notes, sections 1.7 and 3.5 (one carrier says only `machine`).
    AnsweredBy {
        /// A person.
        Human = "human",
        /// A machine, whose greeting has begun.
        Machine = "machine_start" | "machine",
        /// A machine, after its beep: a message can be left.
        MachineEndBeep = "machine_end_beep",
        /// A machine, after its greeting and a silence.
        MachineEndSilence = "machine_end_silence",
        /// A machine, after its greeting.
        MachineEndOther = "machine_end_other",
        /// A fax.
        Fax = "fax",
    }
}

impl AnsweredBy {
    /// True for an answering machine or a fax. `Unknown` is not one: in doubt, a person is there.
    pub fn is_machine(self) -> bool {
        match self {
            AnsweredBy::Machine
            | AnsweredBy::MachineEndBeep
            | AnsweredBy::MachineEndSilence
            | AnsweredBy::MachineEndOther
            | AnsweredBy::Fax => true,
            AnsweredBy::Human | AnsweredBy::Unknown => false,
        }
    }
}

wire_words! {
    /// Who began the call.
    Direction {
        /// Somebody rang one of our lines.
        Inbound = "inbound",
        /// We asked for it by the API.
        OutboundApi = "outbound-api",
        /// A `<Dial>` of ours began it.
        OutboundDial = "outbound-dial",
    }
}

wire_words! {
    /// Where a recording is in its life.
    RecordingStatus {
        /// Being recorded.
        InProgress = "in-progress",
        /// Ready to be fetched.
        Completed = "completed",
        /// Nothing was said.
        Absent = "absent",
        /// It could not be made.
        Failed = "failed",
    }
}
