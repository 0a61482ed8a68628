//! A telephone line: a number, hours, a script, and how its listeners are rung.

use serde::{Deserialize, Serialize};

use crate::{
    calendar::OpeningHours,
    ids::{LineId, OrganisationId},
    people::Language,
    phone_number::PhoneNumber,
    ring_strategy::RingStrategy,
    territory::Territory,
};

/// A telephone line. Its number is public: the same one is displayed to everybody it calls.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Identity of the record.
    pub id: LineId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's own reference, used by imports.
    pub key: String,
    /// Name for coordinators.
    pub name: String,
    /// Name said on the telephone.
    pub service_name: String,
    /// Short neutral name, said to machines and to anybody else than the person.
    pub neutral_name: String,
    /// The number people ring and see.
    pub number: PhoneNumber,
    /// The verified multipurpose number that the robot's check calls show: never the line's own. Without it there are none.
    #[serde(default)]
    pub check_number: Option<PhoneNumber>,
    /// Sender of SMS: a number that takes replies, or a name of at most 11 letters.
    pub sms_sender: String,
    /// Clock and calendar.
    pub territory: Territory,
    /// When listeners answer.
    pub hours: OpeningHours,
    /// How many listeners the association wants at a time; with fewer its roster has a gap.
    #[serde(default = "one")]
    pub listeners_wanted: u32,
    /// The language callers are welcomed in.
    pub language: Language,
    /// Name of the voice script that answers.
    pub script: String,
    /// How its listeners are rung.
    #[serde(default)]
    pub ring: RingStrategy,
}

/// Lines written before the wish existed want somebody.
fn one() -> u32 {
    1
}
