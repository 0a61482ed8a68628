//! What helps to bring two people together: interests, topics to avoid, wished hours, circles of helpers.
//!
//! Words and closed lists only: nothing about health, belief or opinion has a place here.
//!
//! # Source
//! Domain notes 1.2 (M10) and 2.3.

use serde::{Deserialize, Serialize};

use crate::{skills::Skill, weekly_hours::WeeklyHours};

/// Something somebody likes to talk about, or would rather not: one word, written as skills are (`gardening`, `football`).
pub type Interest = Skill;

/// Woman or man, when it was told: only ever used because a person wished one or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// A woman.
    Woman,
    /// A man.
    Man,
}

impl Gender {
    /// The word of imports, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Gender::Woman => "woman",
            Gender::Man => "man",
        }
    }

    /// The gender of this word.
    pub fn parse(text: &str) -> Option<Gender> {
        [Gender::Woman, Gender::Man].into_iter().find(|gender| gender.as_str() == text.trim())
    }
}

/// What a person wishes of whoever calls her. All of it may be unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Wishes {
    /// What she likes to talk about.
    pub interests: Vec<Interest>,
    /// What she would rather not be told about.
    pub avoids: Vec<Interest>,
    /// Whom she would rather talk with.
    pub gender: Option<Gender>,
    /// When she would like to be called, on her clocks; empty: at any hour at which she may be called.
    pub hours: WeeklyHours,
}

/// What is known of a volunteer beside what they may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Profile {
    /// Woman or man, when it was told.
    pub gender: Option<Gender>,
    /// What they like to talk about.
    pub interests: Vec<Interest>,
    /// What they would rather not talk about.
    pub avoids: Vec<Interest>,
    /// The part of town they live in; empty when unknown.
    pub district: String,
}

/// How near a helper is. Whatever the circle, nobody of it reads a file.
///
/// # Source
/// Domain notes 1.1, M10: 24 active, 820 neighbours, 2,100 connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum HelperCircle {
    /// Calls people: the only ones asked for calls, to stand in, or to meet somebody new.
    #[default]
    Active,
    /// Ready for a small favour, now and then.
    Neighbour,
    /// Receives the news, and is asked nothing.
    Connected,
}

impl HelperCircle {
    /// Every circle, the nearest first.
    pub const ALL: [HelperCircle; 3] = [HelperCircle::Active, HelperCircle::Neighbour, HelperCircle::Connected];

    /// The word of imports, the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            HelperCircle::Active => "active",
            HelperCircle::Neighbour => "neighbour",
            HelperCircle::Connected => "connected",
        }
    }

    /// The circle of this word.
    pub fn parse(text: &str) -> Option<HelperCircle> {
        HelperCircle::ALL.into_iter().find(|circle| circle.as_str() == text.trim())
    }
}
