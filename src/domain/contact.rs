//! What is known of the telephone and the address of somebody of the association: whether messages arrive there.
//!
//! The number and the address themselves are not here: they stay sealed beside the record.

use chrono::{DateTime, Utc};
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

/// One way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Contact {
    /// Nothing arrives there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<Trouble>,
}

/// Both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
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

    fn of_mut(&mut self, channel: Channel) -> &mut Contact {
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
    fn another_number_then_what_was_known_of_the_old_one_is_forgotten() {
        let mut contacts = Contacts::default();
        contacts.bounced(Channel::Sms, Failure::UnknownAddress, Some(30005), now());
        contacts.bounced(Channel::Email, Failure::UnknownAddress, Some(550), now());
        let kept = contacts.kept(false, true);
        assert!(kept.phone.trouble.is_none() && kept.email.trouble.is_some());
        assert!(contacts.arrived(Channel::Email) && !contacts.arrived(Channel::Email));
    }
}
