//! How long what is kept: each kind of thing has a time, after which it goes.
//!
//! # Source
//! Domain notes 3.3.

use chrono::{DateTime, TimeDelta, Utc};

/// What a text or an email said goes; that it was sent stays.
pub const TEXTS: TimeDelta = TimeDelta::days(90);
/// What the API answered to a request that came with a key.
pub const ANSWERS: TimeDelta = TimeDelta::hours(24);
/// A referral that came to nothing: its code goes too.
pub const REFERRALS_ENDED: TimeDelta = TimeDelta::days(30);
/// A referral nobody has decided about: who she is goes, and the partner reads "closed".
pub const REFERRALS_WAITING: TimeDelta = TimeDelta::days(30);
/// A no is remembered so long, under a keyed hash, so that nobody asks again.
pub const REFUSALS: TimeDelta = TimeDelta::days(365);
/// Under which pseudonym somebody rang.
pub const PSEUDONYMS: TimeDelta = TimeDelta::days(90);
/// Who saw or changed what.
pub const LOG: TimeDelta = TimeDelta::days(3 * 365);
/// A file nobody has needed: two years after the last conversation a human is told, and decides.
pub const FILES: TimeDelta = TimeDelta::days(731);

/// The instants before which each kind goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Texts and emails.
    pub texts: DateTime<Utc>,
    /// Answers of the API.
    pub answers: DateTime<Utc>,
    /// Referrals that came to nothing.
    pub referrals_ended: DateTime<Utc>,
    /// Referrals that wait.
    pub referrals_waiting: DateTime<Utc>,
    /// A no.
    pub refusals: DateTime<Utc>,
    /// Pseudonyms.
    pub pseudonyms: DateTime<Utc>,
    /// The log.
    pub log: DateTime<Utc>,
    /// Files.
    pub files: DateTime<Utc>,
}

impl Limits {
    /// As of `now`.
    pub fn at(now: DateTime<Utc>) -> Limits {
        Limits {
            texts: now - TEXTS,
            answers: now - ANSWERS,
            referrals_ended: now - REFERRALS_ENDED,
            referrals_waiting: now - REFERRALS_WAITING,
            refusals: now - REFUSALS,
            pseudonyms: now - PSEUDONYMS,
            log: now - LOG,
            files: now - FILES,
        }
    }
}
