//! Rules of signing in to the console: what a password must be, what wrong tries do, how long a session lasts.
//!
//! Hashes and secrets are made and compared elsewhere; here are only counts and instants.
//!
//! # Source
//! ANSSI, "Recommandations relatives à l'authentification multifacteur et aux mots de passe" (2021), R20 to R24: length over
//! composition, no periodic change, a limit on tries; RFC 6238, section 5.2: a code is taken once.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::StaffId;

/// A password has at least so many characters.
pub const LEAST_PASSWORD_CHARS: usize = 12;
/// Longer is refused: hashing a novel would be a gift to whoever wants to slow the service.
pub const MOST_PASSWORD_CHARS: usize = 200;
/// What an estimator of guesses must give at least, of 0 to 4: 3 is "safely unguessable, 10^8 guesses or more".
const LEAST_GUESSES_SCORE: zxcvbn::Score = zxcvbn::Score::Three;

/// Keys side by side on a French keyboard, which the estimator does not know.
const FRENCH_KEYS: [&str; 6] = ["azertyuiop", "qsdfghjklm", "azerty", "qsdfgh", "qsdfg", "wxcvbn"];
/// Shorter words are in every sentence.
const LEAST_NAME_CHARS: usize = 3;

/// After so many wrong tries in a row there is a pause.
pub const TRIES_BEFORE_PAUSE: u32 = 5;
/// The first pause; each further one lasts twice as long.
const FIRST_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// The longest pause: whoever forgot signs in again the same day.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(4);

/// Between the password and the second factor.
const FACTOR_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// Without a page asked for this long, whoever comes back signs in again.
pub const IDLE: TimeDelta = TimeDelta::hours(2);
/// The longest working day.
pub const LONGEST_SESSION: TimeDelta = TimeDelta::hours(12);
/// Longer than anybody rehearses.
const REHEARSAL_HOLDS: TimeDelta = TimeDelta::days(3_650);
/// The last page asked is noted at most this often: a read should not cost a write.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);
/// An invitation left unopened over a week of holidays still works.
pub const INVITATION_HOLDS: TimeDelta = TimeDelta::days(10);

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordProblem {
    /// Fewer than [`LEAST_PASSWORD_CHARS`] characters.
    TooShort,
    /// More than [`MOST_PASSWORD_CHARS`] characters.
    TooLong,
    /// Among the first a stranger would try: a known password, a name, a date, keys side by side.
    Guessable,
}

/// What is wrong with a new password; `about` are words a stranger would try first: names, the address.
pub fn password_problem(password: &str, about: &[&str]) -> Option<PasswordProblem> {
    match password.chars().count() {
        ..LEAST_PASSWORD_CHARS => Some(PasswordProblem::TooShort),
        LEAST_PASSWORD_CHARS..=MOST_PASSWORD_CHARS => {
            let is_guessable = zxcvbn::zxcvbn(&beside(password, about), &[]).score() < LEAST_GUESSES_SCORE;
            is_guessable.then_some(PasswordProblem::Guessable)
        }
        _ => Some(PasswordProblem::TooLong),
    }
}

/// What is left of a password without the words a stranger would try first.
fn beside(password: &str, about: &[&str]) -> String {
    let words = about.iter().chain(&FRENCH_KEYS).flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric()));
    let words = words.filter(|word| word.chars().count() >= LEAST_NAME_CHARS).map(str::to_lowercase);
    words.fold(password.to_lowercase(), |left, word| left.replace(&word, ""))
}

/// How somebody of the staff proves who they are. The secrets are kept sealed beside the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credential {
    /// Whose; also the identity of the record.
    pub staff_id: StaffId,
    /// Hash of the password, in PHC form; `None` until the invitation is accepted.
    #[serde(skip)]
    pub password_hash: Option<String>,
    /// Secret of the second factor, in base 32; `None` until it is set up.
    #[serde(skip)]
    pub factor_secret: Option<String>,
    /// When a first code proved that the second factor works.
    pub factor_confirmed_at: Option<DateTime<Utc>>,
    /// Time step of the last code taken: it and older ones are taken no more.
    pub last_factor_step: Option<u64>,
    /// Wrong tries since the last right one, passwords and codes alike.
    pub wrong_tries: u32,
    /// No try is looked at before this instant.
    pub paused_until: Option<DateTime<Utc>>,
}

impl Credential {
    /// Nobody can sign in with it yet.
    pub fn new(staff_id: StaffId) -> Credential {
        Credential {
            staff_id,
            password_hash: None,
            factor_secret: None,
            factor_confirmed_at: None,
            last_factor_step: None,
            wrong_tries: 0,
            paused_until: None,
        }
    }

    /// Until when no try is looked at, if there is a pause.
    pub fn pause_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.paused_until.filter(|until| *until > now)
    }

    /// Counts a wrong password or code: every [`TRIES_BEFORE_PAUSE`] there is a pause, each twice as long as the last.
    pub fn note_wrong_try(&mut self, now: DateTime<Utc>) {
        self.wrong_tries = self.wrong_tries.saturating_add(1);
        if self.wrong_tries.is_multiple_of(TRIES_BEFORE_PAUSE) {
            let doublings = (self.wrong_tries / TRIES_BEFORE_PAUSE - 1).min(16);
            let pause = FIRST_PAUSE.checked_mul(1 << doublings).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
            self.paused_until = Some(now + pause);
        }
    }

    /// Takes the code of a time step, once. False when it, or a later one, was taken before.
    pub fn take_factor_step(&mut self, step: u64, now: DateTime<Utc>) -> bool {
        if self.last_factor_step.is_some_and(|last| step <= last) {
            return false;
        }
        self.last_factor_step = Some(step);
        self.factor_confirmed_at.get_or_insert(now);
        self.wrong_tries = 0;
        self.paused_until = None;
        true
    }

    /// What is asked after a right password.
    pub fn stage_after_password(&self) -> SessionStage {
        if self.factor_confirmed_at.is_some() { SessionStage::AwaitsFactor } else { SessionStage::AwaitsEnrolment }
    }
}

/// How far somebody has come in proving who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionStage {
    /// The password was right; a code of the second factor is missing.
    AwaitsFactor,
    /// The password was right; the second factor has to be set up.
    AwaitsEnrolment,
    /// Signed in.
    Open,
}

/// Somebody at a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub staff_id: StaffId,
    /// How far they have come.
    pub stage: SessionStage,
    /// When it began.
    pub made_at: DateTime<Utc>,
    /// When the last page was asked for, roughly.
    pub seen_at: DateTime<Utc>,
    /// Opened from the board of a rehearsal, where days go by in minutes: it does not end by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_rehearsal: bool,
}

impl Session {
    /// Begins at `now`.
    pub fn begin(staff_id: StaffId, stage: SessionStage, now: DateTime<Utc>) -> Session {
        Session { staff_id, stage, made_at: now, seen_at: now, is_rehearsal: false }
    }

    /// When it ends if no page is asked for.
    pub fn ends_at(&self) -> DateTime<Utc> {
        match self.stage {
            _ if self.is_rehearsal => self.made_at + REHEARSAL_HOLDS,
            SessionStage::AwaitsFactor | SessionStage::AwaitsEnrolment => self.made_at + FACTOR_WITHIN,
            SessionStage::Open => (self.seen_at + IDLE).min(self.made_at + LONGEST_SESSION),
        }
    }

    /// True before its end.
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        now < self.ends_at()
    }

    /// Notes a page asked for; true when that is worth writing down.
    pub fn note_seen(&mut self, now: DateTime<Utc>) -> bool {
        let is_news = now - self.seen_at >= SEEN_EVERY && !self.is_rehearsal;
        if is_news {
            self.seen_at = now;
        }
        is_news
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    #[test]
    fn passwords_then_length_and_guesses_decide() {
        let about = ["Nadia", "Ferhat", "nadia@example.org"];
        for (password, problem) in [
            ("court", Some(PasswordProblem::TooShort)),
            ("passwordpassword", Some(PasswordProblem::Guessable)),
            ("nadiaferhatnadia", Some(PasswordProblem::Guessable)),
            ("azertyuiopqsdfgh", Some(PasswordProblem::Guessable)),
            ("volet bleu train lent cerise", None),
            ("q8;Rk!2mZp0x", None),
        ] {
            assert_eq!(password_problem(password, &about), problem, "{password}");
        }
        assert_eq!(password_problem(&"é".repeat(201), &about), Some(PasswordProblem::TooLong));
    }

    #[test]
    fn wrong_tries_then_longer_and_longer_pauses_up_to_four_hours() {
        let mut credential = Credential::new(StaffId(Uuid::nil()));
        let mut pauses = Vec::new();
        for _ in 0..45 {
            credential.note_wrong_try(at(0));
            let until = credential.pause_at(at(0));
            pauses.extend(until.map(|until| (until - at(0)).num_minutes()));
            credential.paused_until = None;
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 240, 240, 240]);
    }

    #[test]
    fn code_taken_then_neither_it_nor_an_older_one_is_taken_again() {
        let mut credential = Credential::new(StaffId(Uuid::nil()));
        assert_eq!(credential.stage_after_password(), SessionStage::AwaitsEnrolment);
        credential.note_wrong_try(at(0));
        assert!(credential.take_factor_step(100, at(0)));
        assert!(!credential.take_factor_step(100, at(0)) && !credential.take_factor_step(99, at(0)));
        assert!(credential.take_factor_step(101, at(1)));
        assert_eq!((credential.wrong_tries, credential.factor_confirmed_at), (0, Some(at(0))));
        assert_eq!(credential.stage_after_password(), SessionStage::AwaitsFactor);
    }

    #[test]
    fn session_then_ends_when_idle_at_the_end_of_the_day_or_halfway() {
        let mut session = Session::begin(StaffId(Uuid::nil()), SessionStage::Open, at(0));
        assert!(session.holds_at(at(119)) && !session.holds_at(at(120)));
        assert!(!session.note_seen(at(4)) && session.note_seen(at(100)));
        assert!(session.holds_at(at(219)) && !session.holds_at(at(220)));
        session.seen_at = at(719);
        assert!(session.holds_at(at(719)) && !session.holds_at(at(720)));
        let halfway = Session::begin(StaffId(Uuid::nil()), SessionStage::AwaitsFactor, at(0));
        assert!(halfway.holds_at(at(9)) && !halfway.holds_at(at(10)));
    }
}
