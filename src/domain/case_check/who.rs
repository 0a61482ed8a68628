//! Who may be asked about her.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::CheckKind;
use crate::{
    case::CaseLevel,
    consent::{Purpose, Scope, may},
    ids::TrustedContactId,
    people::{Person, TrustedContact},
    phone_number::PhoneNumber,
};

/// Why somebody is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotAsked {
    /// She has not agreed to it, or no longer does.
    NoConsent,
    /// She has nobody of that kind, or nobody is left.
    Nobody,
    /// That number must never be contacted.
    RuledOut,
    /// They have no telephone.
    NoTelephone,
}

impl NotAsked {
    /// The name used by texts and the audit.
    pub fn as_str(self) -> &'static str {
        match self {
            NotAsked::NoConsent => "no_consent",
            NotAsked::Nobody => "nobody",
            NotAsked::RuledOut => "ruled_out",
            NotAsked::NoTelephone => "no_telephone",
        }
    }
}

/// The machine would have asked somebody near her by itself, and there was nobody to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NobodyToAsk {
    /// Why.
    pub why: NotAsked,
    /// Whoever has the case, or was paged for it, was told: once.
    pub is_told: bool,
}

/// Whether a number is never contacted about her, under whatever name it is kept.
pub fn is_ruled_out(contacts: &[TrustedContact], number: &PhoneNumber) -> bool {
    contacts.iter().any(|contact| contact.do_not_contact && contact.phone.as_ref() == Some(number))
}

/// Whether this contact of hers may be asked now. `contacts` are all of hers.
///
/// # Errors
/// [`NotAsked`]: why not.
pub fn may_ask(
    person: &Person,
    contact: &TrustedContact,
    contacts: &[TrustedContact],
    kind: CheckKind,
    now: DateTime<Utc>,
) -> Result<PhoneNumber, NotAsked> {
    let is_kind = match kind {
        CheckKind::TrustedContact => !contact.is_caretaker(),
        CheckKind::Caretaker => contact.is_caretaker(),
        CheckKind::Home => false,
    };
    if !is_kind {
        return Err(NotAsked::Nobody);
    }
    let number = contact.phone.clone().ok_or(NotAsked::NoTelephone)?;
    if contact.do_not_contact || is_ruled_out(contacts, &number) {
        return Err(NotAsked::RuledOut);
    }
    let purpose = if contact.is_caretaker() { Purpose::CaretakerCheck } else { Purpose::AskContact(contact) };
    may(person, purpose, now).map_err(|_| NotAsked::NoConsent)?;
    Ok(number)
}

/// The next contact to ask, in her order, with the number to write to; those in `asked` have been.
///
/// # Errors
/// [`NotAsked`]: why there is none.
pub fn next_contact<'c>(
    person: &Person,
    contacts: &'c [TrustedContact],
    kind: CheckKind,
    asked: &[TrustedContactId],
    now: DateTime<Utc>,
) -> Result<(&'c TrustedContact, PhoneNumber), NotAsked> {
    let scope = if kind == CheckKind::Caretaker { Scope::CaretakerCheck } else { Scope::TrustedContact };
    if !person.consents.of(&scope).is_given() {
        return Err(NotAsked::NoConsent);
    }
    let left = contacts.iter().filter(|contact| !asked.contains(&contact.id));
    left.filter_map(|contact| Some((contact, may_ask(person, contact, contacts, kind, now).ok()?)))
        .min_by_key(|(contact, _)| contact.position)
        .ok_or(NotAsked::Nobody)
}

/// Whether somebody of the team may be sent to her door: she agreed to a caretaker or to visits, or it is serious enough
/// that nobody waits for an agreement.
pub fn may_go(person: &Person, level: CaseLevel) -> bool {
    let has_agreed = |scope| person.consents.of(&scope).is_given();
    level >= CaseLevel::Serious || has_agreed(Scope::CaretakerCheck) || has_agreed(Scope::Visits)
}
