//! The week as a file: the fields of an instance of "line-assign/1" in JSON, as they are written.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::problem::Gender;

/// The specification that is understood.
pub const SPECIFICATION: &str = "line-assign/1";

/// An instance as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InstanceFile<'a> {
    /// [`SPECIFICATION`].
    #[serde(borrow)]
    pub spec: Cow<'a, str>,
    /// What it was generated from.
    #[serde(default)]
    pub seed: i64,
    /// Slots in the week.
    pub slots: u16,
    /// Greatest distance, in hectometres.
    pub max_hm: u32,
    /// Who may call.
    pub volunteers: Vec<VolunteerEntry<'a>>,
    /// Who is called.
    pub seniors: Vec<SeniorEntry<'a>>,
}

/// A volunteer as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VolunteerEntry<'a> {
    /// Unlike any other volunteer's.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Hectometres.
    pub x: i32,
    /// Hectometres.
    pub y: i32,
    /// Languages spoken.
    #[serde(borrow)]
    pub langs: Vec<Cow<'a, str>>,
    /// `f` or `m`; none meets no wish.
    pub gender: Option<GenderLetter>,
    /// Most calls in the week.
    pub cap: u32,
    /// Calls beyond this many weigh.
    pub comfort: u32,
    /// Half-open ranges of slots.
    pub avail: Vec<[u16; 2]>,
}

/// A senior as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SeniorEntry<'a> {
    /// Unlike any other senior's.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Hectometres.
    pub x: i32,
    /// Hectometres.
    pub y: i32,
    /// The language to be spoken.
    #[serde(borrow)]
    pub lang: Cow<'a, str>,
    /// The gender asked for.
    pub gender: Option<GenderLetter>,
    /// Whether it is a must.
    #[serde(default)]
    pub gender_must: bool,
    /// 0, or 1 for a person with priority.
    #[serde(default)]
    pub priority: u8,
    /// The usual volunteer, then others who know this senior.
    #[serde(borrow, default)]
    pub known: Vec<Cow<'a, str>>,
    /// Who may not call this senior.
    #[serde(borrow, default)]
    pub refused: Vec<Cow<'a, str>>,
    /// The calls asked for.
    pub calls: Vec<CallEntry<'a>>,
}

/// A call as written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CallEntry<'a> {
    /// Unlike any other call's.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Half-open range of slots.
    pub win: [u16; 2],
    /// The slot wished for.
    pub ideal: u16,
}

/// A gender as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GenderLetter {
    /// A woman.
    F,
    /// A man.
    M,
}

impl From<GenderLetter> for Gender {
    fn from(letter: GenderLetter) -> Gender {
        match letter {
            GenderLetter::F => Gender::Woman,
            GenderLetter::M => Gender::Man,
        }
    }
}
