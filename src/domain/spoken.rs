//! Dates, hours, durations and numbers as a voice says them, in French and English.
//!
//! Arguments are already in the person's local time; nothing here knows a time zone or the present.
//! A language we do not know is spoken to in French, as its sentences are.
//!
//! # Source
//! Domain notes, sections 4.1 (C5) and 6.1: days and hours are written in words by the renderer.

mod days;
mod durations;
mod hours;
mod moments;
mod numbers;
mod short;

pub use days::{day_in_words, since_in_words, weekday_in_words};
pub use durations::duration_in_words;
pub use hours::hour_in_words;
pub use moments::{Reopening, deadline_in_words, moment_in_words, reopening_in_words};
pub use numbers::number_in_pairs;
pub use short::{short_day, short_hour};

/// The languages we can count and name days in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tongue {
    French,
    English,
}

impl Tongue {
    fn of(language: &str) -> Tongue {
        match language.split(['-', '_']).next() {
            Some("en") => Tongue::English,
            Some(_) | None => Tongue::French,
        }
    }
}
