//! A telephone carrier on real HTTP, on loopback, with simulated people behind the phones.
//!
//! It is what the demonstration, the whole-system tests and a coordinator's rehearsal run on. It serves the part of
//! the carrier's REST interface that Passerelle uses, fetches call documents (TwiML) from the application, follows
//! them verb by verb, posts signed callbacks, and lets a [`Person`] answer, press keys, talk and hang up.
//!
//! It knows nothing of Passerelle: only the carrier's wire format. It never leaves loopback by itself and refuses to
//! listen anywhere else.
//!
//! # How virtual time never hangs
//!
//! Every leg of a call is one task with a mailbox. Three rules keep the clock honest:
//!
//! 1. A task that works (asks the application for a document, posts a callback) holds a [`passerelle_clock::Busy`].
//! 2. A task that waits (for an instant, for another leg, for a person to finish talking) holds none, and waits for
//!    its mailbox at the same time, always. The wait is registered before the guard is let go, so that no instant is skipped.
//! 3. A note sent to another leg carries a guard, so time stands still until the receiver has taken over.
//!
//! All this waiting goes through one function, `Leg::wait`. What a person decides is asked synchronously.
//!
//! # To add a verb
//!
//! Add an arm to `Leg::run_verb` in `leg/verbs.rs`; write what it does in a file of its own beside `gather.rs`; let time
//! go by with `Leg::rest` only, and hand every [`Happening`] to the narration. Then add a test to `tests/carrier/`.
//!
//! # How a run repeats itself
//!
//! Every random draw comes from [`draw`], a function of the seed, a subject and an ordinal. No stream is shared, so
//! the interleaving of calls changes nothing.

mod callbacks;
mod chance;
mod directory;
mod events;
mod habits;
mod leg;
mod parameters;
mod person;
mod private;
mod random_person;
mod records;
mod rest;
mod settings;
mod simulator;
mod texts;
mod texts_from_people;
mod twiml;
mod webhooks;
mod world;
mod written_person;

pub use chance::draw;
pub use events::{Happening, SimulatorEvent};
pub use habits::CarrierHabits;
pub use parameters::{
    CoordinatorParameters, CutNormal, DurationParameters, InboundParameters, ListenerParameters, Lognormal, Mark,
    Marked, Parameters, ParametersError, PersonParameters, ReachParameters, TerritoryParameters, Uniform,
    VolunteerParameters,
};
pub use person::{
    AfterCall, CallBack, GatherAsked, KeysInTalk, MessageContext, Person, PromptAnswer, PromptContext, RecordContext,
    Reply, RingAnswer, RingContext, TalkAnswer, TalkContext, VoiceMessage,
};
pub use private::Private;
pub use random_person::{RandomPerson, Role};
pub use records::{
    AnsweredBy, CallRecord, CallStatus, Direction, Heard, ReceivedText, RecordingRecord, TranscriptLine,
};
pub use settings::{CallbackDelivery, Fault, LineSettings, SimulatorSettings, StartError};
pub use simulator::{CallHandle, Simulator};
pub use written_person::WrittenPerson;
