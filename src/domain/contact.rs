//! What is known of the telephone and the address of somebody of the association: whether messages arrive there.
//!
//! The number and the address themselves are not here: they stay sealed beside the record.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::message::{Channel, Failure};

/// Why messages do not arrive somewhere, since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// Why.
    pub failure: Failure,
    /// The carrier's or mail server's own code.
    pub code: Option<u32>,
    /// Since the first message that bounced.
    pub since: DateTime<Utc>,
}

/// A code is good for so long.
pub const CODE_VALID_FOR: TimeDelta = TimeDelta::minutes(10);
/// After so many wrong codes there is a pause.
pub const CODE_TRIES: u32 = 5;
/// And no new code, for so long.
pub const CODE_PAUSE: TimeDelta = TimeDelta::minutes(30);
/// A new code is sent so often at most.
pub const CODE_EVERY: TimeDelta = TimeDelta::minutes(1);

/// A code that was sent, to prove that somebody reads there. Only its keyed hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSent {
    /// Keyed hash of the code and of where it went.
    pub hash: String,
    /// When it was sent.
    pub at: DateTime<Utc>,
    /// Wrong codes typed since.
    pub wrong: u32,
}

/// What a code typed proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeVerdict {
    /// Somebody reads there.
    Verified,
    /// Another code; so many tries are left.
    Wrong(u32),
    /// No code waits, or it is too old.
    Expired,
    /// Too many wrong codes.
    Paused,
}

/// One way to reach somebody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Nothing arrives there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
    /// Somebody typed a code that was sent there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<DateTime<Utc>>,
    /// The code that waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeSent>,
}

impl Contact {
    /// Keeps a code that is sent now. False when one was just sent, or after too many wrong ones.
    pub fn send_code(&mut self, hash: String, now: DateTime<Utc>) -> bool {
        let is_too_soon = self.code.as_ref().is_some_and(|code| {
            let pause = if code.wrong >= CODE_TRIES { CODE_PAUSE } else { CODE_EVERY };
            now < code.at + pause
        });
        if !is_too_soon {
            self.code = Some(CodeSent { hash, at: now, wrong: 0 });
        }
        !is_too_soon
    }

    /// Judges a code typed; `is_same` compares it with the hash, in constant time.
    pub fn judge_code(&mut self, is_same: impl FnOnce(&str) -> bool, now: DateTime<Utc>) -> CodeVerdict {
        let Some(code) = &mut self.code else { return CodeVerdict::Expired };
        if code.wrong >= CODE_TRIES {
            return CodeVerdict::Paused;
        }
        if now >= code.at + CODE_VALID_FOR {
            return CodeVerdict::Expired;
        }
        if is_same(&code.hash) {
            self.code = None;
            self.verified_at = Some(now);
            return CodeVerdict::Verified;
        }
        code.wrong += 1;
        if code.wrong == CODE_TRIES {
            // The pause counts from here.
            code.at = now;
            return CodeVerdict::Paused;
        }
        CodeVerdict::Wrong(CODE_TRIES - code.wrong)
    }
}

/// Both ways.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contacts {
    /// The telephone, for texts.
    #[serde(default)]
    pub phone: Contact,
    /// The address.
    #[serde(default)]
    pub email: Contact,
}

impl Contacts {
    /// The one a channel uses.
    pub fn of(&self, channel: Channel) -> &Contact {
        match channel {
            Channel::Sms => &self.phone,
            Channel::Email => &self.email,
        }
    }

    /// The one a channel uses, to be changed.
    pub fn of_mut(&mut self, channel: Channel) -> &mut Contact {
        match channel {
            Channel::Sms => &mut self.phone,
            Channel::Email => &mut self.email,
        }
    }

    /// Whether no text may be sent there any more: a number without a reader stays one.
    pub fn never_texts(&self) -> bool {
        self.phone.trouble.is_some_and(|trouble| matches!(trouble.failure, Failure::UnknownAddress | Failure::Landline))
    }

    /// A message bounced. False when that was known.
    pub fn bounced(&mut self, channel: Channel, failure: Failure, code: Option<u32>, now: DateTime<Utc>) -> bool {
        let is_about_the_address = matches!(failure, Failure::UnknownAddress | Failure::Landline);
        let contact = self.of_mut(channel);
        if !is_about_the_address || contact.trouble.is_some_and(|known| known.failure == failure) {
            return false;
        }
        contact.trouble = Some(Trouble { failure, code, since: now });
        true
    }

    /// A message arrived. False when there was nothing to forget.
    pub fn arrived(&mut self, channel: Channel) -> bool {
        self.of_mut(channel).trouble.take().is_some()
    }

    /// What stays known when somebody's file is written again: nothing of a number or an address that is another one now.
    #[must_use]
    pub fn kept(self, same_phone: bool, same_email: bool) -> Contacts {
        Contacts {
            phone: if same_phone { self.phone } else { Contact::default() },
            email: if same_email { self.email } else { Contact::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn bounces_then_only_those_about_the_address_are_remembered() {
        let mut contacts = Contacts::default();
        assert!(!contacts.bounced(Channel::Sms, Failure::Refused, Some(30007), now()));
        assert!(!contacts.never_texts());
        assert!(contacts.bounced(Channel::Sms, Failure::Landline, Some(30006), now()));
        assert!(!contacts.bounced(Channel::Sms, Failure::Landline, Some(30006), now()), "told once");
        assert!(contacts.never_texts());
        assert!(contacts.email.trouble.is_none());
    }

    #[test]
    fn code_typed_then_verified_once_and_five_wrong_ones_make_a_pause() {
        let minutes = |count| now() + TimeDelta::minutes(count);
        let mut contact = Contact::default();
        assert!(contact.send_code("right".into(), now()));
        assert!(!contact.send_code("other".into(), now()), "one a minute");
        let typed = |contact: &mut Contact, word: &str, at| contact.judge_code(|hash| hash == word, at);
        assert_eq!(typed(&mut contact, "right", minutes(10)), CodeVerdict::Expired);
        assert!(contact.send_code("right".into(), minutes(10)));
        let wrong: Vec<_> = (0..6).map(|_| typed(&mut contact, "wrong", minutes(11))).collect();
        assert_eq!(wrong[..2], [CodeVerdict::Wrong(4), CodeVerdict::Wrong(3)]);
        assert_eq!(wrong[4..], [CodeVerdict::Paused, CodeVerdict::Paused]);
        assert_eq!(typed(&mut contact, "right", minutes(12)), CodeVerdict::Paused);
        assert!(!contact.send_code("again".into(), minutes(40)) && contact.send_code("again".into(), minutes(41)));
        assert_eq!(typed(&mut contact, "again", minutes(42)), CodeVerdict::Verified);
        assert_eq!(typed(&mut contact, "again", minutes(42)), CodeVerdict::Expired, "good once");
        assert_eq!(contact.verified_at, Some(minutes(42)));
    }

    #[test]
    fn another_number_then_what_was_known_of_the_old_one_is_forgotten() {
        let mut contacts = Contacts::default();
        contacts.bounced(Channel::Sms, Failure::UnknownAddress, Some(30005), now());
        contacts.bounced(Channel::Email, Failure::UnknownAddress, Some(550), now());
        let kept = contacts.clone().kept(false, true);
        assert!(kept.phone.trouble.is_none() && kept.email.trouble.is_some());
        assert!(contacts.arrived(Channel::Email) && !contacts.arrived(Channel::Email));
    }
}
