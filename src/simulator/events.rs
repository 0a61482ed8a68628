//! What happens in the simulation, as it happens: for narration and for tests.

use chrono::{DateTime, Utc};

use crate::{AnsweredBy, CallStatus, Direction, Private};

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatorEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: Happening,
}

/// What happened. `sid` is the leg or message it happened to.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are named as in the records")]
pub enum Happening {
    /// A leg was created: by a person, by REST or by a `<Dial>`.
    CallPlaced { sid: String, parent: Option<String>, from: Private, to: Private, direction: Direction },
    /// A phone rings.
    CallRinging { sid: String, from: Private, to: Private },
    /// A leg was picked up.
    CallAnswered { sid: String, by: AnsweredBy },
    /// The line spoke to the person on the leg.
    Heard { sid: String, text: Private },
    /// The line played a sound.
    Played { sid: String, url: String },
    /// The person pressed keys.
    KeyPressed { sid: String, keys: Private },
    /// The person spoke to the line.
    Spoke { sid: String, text: Private },
    /// The person left a message.
    Recorded { sid: String, recording_sid: String, seconds: f64 },
    /// Two legs were put through to each other.
    Bridged { sid: String, with: String },
    /// They no longer are.
    Unbridged { sid: String, with: String },
    /// A leg entered a room. Legs that meet in one talk with each other.
    EnteredRoom { sid: String, room: String },
    /// It is out of it.
    LeftRoom { sid: String, room: String },
    /// The application gave the leg a new document by REST.
    CallUpdated { sid: String },
    /// A leg is over.
    CallEnded { sid: String, status: CallStatus },
    /// The application sent a text.
    TextSent { sid: String, from: Private, to: Private, body: Private },
    /// A handset received it.
    TextDelivered { sid: String, to: Private },
    /// It never arrived.
    TextUndelivered { sid: String, to: Private, code: u32 },
    /// A person sent a text to a line.
    TextFromPerson { sid: String, from: Private, to: Private, body: Private },
    /// A status callback was sent: `sequence` counts from 0 for each leg or message.
    CallbackSent { sid: String, status: String, sequence: u32 },
    /// A status callback was dropped on purpose.
    CallbackLost { sid: String, status: String, sequence: u32 },
    /// The carrier's debugger would show this code: 11200 retrieval failure, 12100 invalid document, 12200 unknown
    /// verb, 12300 wrong type, 13201 and 13214 refused `<Dial>`, 15003 callback refused.
    Warning { sid: String, code: u32, note: String },
}
