//! What somebody meant by an SMS.
//!
//! People answer as they speak: any case, accents or not, a "merci" in front, an emoji behind, French or English. Reading
//! is therefore generous about form and careful about meaning: two meanings in one message ("oui mais pas mardi") are
//! [`Reply::NotUnderstood`], because a wrong yes sends nobody to the telephone.
//!
//! The order of precedence is the heart of this file, in [`Reply::read`]:
//! 1. STOP alone is always understood;
//! 2. a word of danger anywhere is [`Reply::Alarm`], whatever else the message says;
//! 3. STOP at the beginning;
//! 4. a shape with a keyword, a code, a date or an hour;
//! 5. a digit, then a single word.
//!
//! Deliberately not known here: who wrote, and which question was open. A reply is tied to the most recent open question by
//! the use case that reads it.
//!
//! # Source
//! Domain, section 6.3, "words understood in replies"; telephony, section 1.8, for the carriers' own opt-out words.

mod codes;
mod shapes;
mod times;
mod tokens;
mod vocabulary;
mod words;

use chrono::{Datelike, NaiveDate, NaiveTime};

use tokens::tokens;

/// What a caretaker found at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaretakerAnswer {
    /// VU: the person was seen.
    Seen,
    /// ABSENT: nobody opened.
    Absent,
    /// URGENT: somebody must come or call now.
    Urgent,
}

/// A date as it was written: often without its year. The day exists in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WrittenDate {
    /// Day of the month, 1 to 31.
    pub day: u32,
    /// Month, 1 to 12.
    pub month: u32,
    /// The year, when it was written.
    pub year: Option<i32>,
}

/// The meaning of one SMS. Codes are in capitals, four letters and digits, and may be mistyped: parse them with
/// [`crate::code::Code::parse`]. Holds no name and no number; safe to log except for what it implies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reply {
    /// OUI, OK, YES…
    Yes,
    /// NON, NO…
    No,
    /// RETARD 10, LATE 10: minutes, 1 to 240.
    Late {
        /// Minutes of delay.
        minutes: u32,
    },
    /// An hour (15h30, 3 pm), local to who wrote it. With OUI or NON in front it is still the hour that counts.
    AnotherHour(NaiveTime),
    /// ABSENCE 12/08 19/08: both days included; the same day twice for one day. See [`absence_period`] for the years.
    Absence {
        /// First day away.
        from: WrittenDate,
        /// Last day away.
        to: WrittenDate,
    },
    /// 1 to 4, how a call went.
    Digit(u8),
    /// "2 3", "23": what a caller needs, 1 to 5, and how soon, 1 to 3.
    Triage {
        /// Which need.
        need: u8,
        /// How soon.
        urgency: u8,
    },
    /// FAIT A7K2, DONE A7K2: what a caller needed was seen to.
    Done {
        /// Which one; without a code, the one due first.
        code: Option<String>,
    },
    /// PRENDS A7K2: takes an alert. Without a code, the most recent open one.
    Take {
        /// Which one.
        code: Option<String>,
    },
    /// SUIVANT A7K2: passes an alert on. Without a code, the most recent open one.
    Next {
        /// Which one.
        code: Option<String>,
    },
    /// A7K2 VU, A7K2 ABSENT, A7K2 URGENT. "URGENT" without a code is [`Reply::Alarm`].
    Caretaker {
        /// Which one; without a code, the most recent open check.
        code: Option<String>,
        /// What was found.
        answer: CaretakerAnswer,
    },
    /// REJOINDRE A7K2: whoever took a raised hand joins the conversation under way.
    Join {
        /// Which one; without a code, the one they hold.
        code: Option<String>,
    },
    /// CONTACT A7K2: whoever holds an alert has somebody near her asked for news.
    AskContact {
        /// Which one; without a code, the one they hold.
        code: Option<String>,
    },
    /// GARDIEN A7K2: whoever holds an alert has the caretaker ring at her door.
    AskCaretaker {
        /// Which one; without a code, the one they hold.
        code: Option<String>,
    },
    /// A code and nothing else, in answer to "which one?".
    Code {
        /// Which one.
        code: String,
    },
    /// MATIN, AM.
    Morning,
    /// APREM, PM.
    Afternoon,
    /// AIDE, HELP: the words that are understood.
    Help,
    /// STOP, ARRET, ARRÊT, STOPPER: no more SMS. Applies whatever question was open.
    Stop,
    /// REPRISE, RESUME: SMS come again.
    Resume,
    /// ABUS, ABUSE: the last conversation was not respectful.
    Abuse {
        /// Which one; without a code, the last one.
        code: Option<String>,
    },
    /// PAUSE: a listener is rung no more for today.
    Pause,
    /// RAPPEL, CALLME: somebody should ring who wrote.
    CallMe,
    /// LIEN, LINK: a fresh link to the writer's own page.
    Link,
    /// A word of danger: a human is paged at once, whatever the state.
    Alarm,
    /// Anything else, and anything with two meanings.
    NotUnderstood,
}

impl Reply {
    /// Reads one SMS. Total: any text gives a reply, the same text always the same.
    pub fn read(body: &str) -> Reply {
        let tokens = tokens(body);
        if words::is_stop_alone(&tokens) {
            return Reply::Stop;
        }
        let shape = shapes::find(&tokens);
        // What a shape has explained is no alarm: the 15 of RETARD 15, the URGENT of A7K2 URGENT.
        let is_explained = |index: usize| shape.as_ref().is_some_and(|shape| shape.explains.contains(&index));
        if (0..tokens.len()).any(|index| !is_explained(index) && words::is_alarm(&tokens, index)) {
            return Reply::Alarm;
        }
        if words::begins_with_stop(&tokens) {
            return Reply::Stop;
        }
        match shape {
            Some(shape) => shape.reply,
            None => words::read(&tokens).or_else(|| codes::bare_code(&tokens)).unwrap_or(Reply::NotUnderstood),
        }
    }

    /// Every code a message could name, in its order: "OUI A7K2" names `A7K2`. A word of four letters may look like a code
    /// ("avec", "elle"), so compare with the codes that are open.
    pub fn named_codes(body: &str) -> Vec<String> {
        codes::all(&tokens(body)).into_iter().map(|found| found.code).collect()
    }
}

/// The days of an absence, both included, for a message read on `today` (local to who wrote it).
///
/// A date without a year is the nearest that makes sense: the last day is today or later, and the first day is the latest
/// one not after it. "20/12 05/01" read in November crosses the new year; "12/08 19/08" read on 15 August has begun.
/// `None` when the period is over, upside down, or longer than [`LONGEST_ABSENCE_DAYS`].
pub fn absence_period(from: WrittenDate, to: WrittenDate, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    // A 29 February may be up to eight years away, over a century that is not a leap year.
    const YEARS_SEARCHED: i32 = 8;
    let in_year = |date: WrittenDate, year: i32| NaiveDate::from_ymd_opt(year, date.month, date.day);
    let last = match to.year {
        Some(year) => in_year(to, year),
        None => (0..=YEARS_SEARCHED).filter_map(|n| in_year(to, today.year() + n)).find(|date| *date >= today),
    }?;
    let first = match from.year {
        Some(year) => in_year(from, year),
        None => (0..=YEARS_SEARCHED).filter_map(|n| in_year(from, last.year() - n)).find(|date| *date <= last),
    }?;
    let days = (last - first).num_days();
    (last >= today && (0..LONGEST_ABSENCE_DAYS).contains(&days)).then_some((first, last))
}

/// A longer absence is a volunteer who leaves, or a slip of the finger: a coordinator should hear about it.
pub const LONGEST_ABSENCE_DAYS: i64 = 183;

#[cfg(test)]
mod tests;
