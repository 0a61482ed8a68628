//! What a person agreed to: one state a use of the service, and who may do what with her.
//!
//! Most people arrive through a third party, so a referral is a state of its own, and never a consent. A
//! yes can be taken back at any moment, by any way, and holds at once; only she can give it again, so a
//! list never turns a no into a yes. Every place that rings, texts, recognises or contacts asks [`may`].
//!
//! # Source
//! Domain notes 0.8, 3.2 and 4.1 (C9).

use std::{collections::BTreeMap, fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call_series::CallKind,
    pause::PauseReason,
    people::{Person, TrustedContact},
};

/// Whoever was asked and has not answered within this is taken not to want it, until asked again.
pub const REPLY_WITHIN: TimeDelta = TimeDelta::days(8);
/// Longest name of a partner in a scope.
const MOST_PARTNER_CHARS: usize = 64;

/// What a person said about one use of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum ConsentState {
    /// Somebody signalled her; she was not asked yet. Not a consent.
    #[default]
    #[serde(alias = "not_asked")]
    ReferredNotAsked,
    /// She was asked, and has not answered yet.
    Asked,
    /// She said yes.
    Accepted,
    /// She said no.
    Declined,
    /// She was asked and has not answered in time.
    NoReplyExpired,
    /// She had said yes, and has changed her mind.
    Withdrawn,
}

impl ConsentState {
    /// Every state.
    pub const ALL: [ConsentState; 6] = [
        ConsentState::ReferredNotAsked,
        ConsentState::Asked,
        ConsentState::Accepted,
        ConsentState::Declined,
        ConsentState::NoReplyExpired,
        ConsentState::Withdrawn,
    ];

    /// Only a yes is a yes.
    pub fn is_given(self) -> bool {
        self == ConsentState::Accepted
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            ConsentState::ReferredNotAsked => "referred_not_asked",
            ConsentState::Asked => "asked",
            ConsentState::Accepted => "accepted",
            ConsentState::Declined => "declined",
            ConsentState::NoReplyExpired => "no_reply_expired",
            ConsentState::Withdrawn => "withdrawn",
        }
    }
}

/// One use of the service. Each is agreed to, and taken back, apart from the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Being called by a volunteer.
    Calls,
    /// Being visited.
    Visits,
    /// Being rung by the robot, which asks how she is.
    AutomaticChecks,
    /// Receiving SMS.
    Sms,
    /// Being recognised when she rings the line.
    Recognition,
    /// Her trusted contacts are asked for news when she cannot be reached.
    TrustedContact,
    /// A caretaker or neighbour rings at her door when she cannot be reached.
    CaretakerCheck,
    /// This partner is told whether she is accompanied; never what is said.
    PartnerSharing(String),
}

impl Scope {
    /// Every scope but the partners, which each person has her own of.
    pub const ALL: [Scope; 7] = [
        Scope::Calls,
        Scope::Visits,
        Scope::AutomaticChecks,
        Scope::Sms,
        Scope::Recognition,
        Scope::TrustedContact,
        Scope::CaretakerCheck,
    ];
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scope::Calls => "calls",
            Scope::Visits => "visits",
            Scope::AutomaticChecks => "automatic_checks",
            Scope::Sms => "sms",
            Scope::Recognition => "recognition",
            Scope::TrustedContact => "trusted_contact",
            Scope::CaretakerCheck => "caretaker_check",
            Scope::PartnerSharing(partner) => return write!(f, "partner_sharing:{partner}"),
        })
    }
}

/// A text that names no use of the service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "one of calls, visits, automatic_checks, sms, recognition, trusted_contact, caretaker_check, partner_sharing:PARTNER"
)]
pub struct UnknownScope;

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Scope, UnknownScope> {
        if let Some(partner) = text.trim().strip_prefix("partner_sharing:") {
            let is_key = !partner.is_empty()
                && partner.chars().count() <= MOST_PARTNER_CHARS
                && partner.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'));
            return if is_key { Ok(Scope::PartnerSharing(partner.to_owned())) } else { Err(UnknownScope) };
        }
        Scope::ALL.into_iter().find(|scope| scope.to_string() == text.trim()).ok_or(UnknownScope)
    }
}

/// What was said about one use of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// She was asked.
    Asked,
    /// Yes.
    Yes,
    /// No, or no more.
    No,
    /// Nothing within [`REPLY_WITHIN`].
    NoReply,
}

impl Answer {
    /// The answer named `text` by the API and the command line; silence is only ever told by the clock.
    pub fn parse(text: &str) -> Option<Answer> {
        match text.trim() {
            "asked" => Some(Answer::Asked),
            "yes" => Some(Answer::Yes),
            "no" => Some(Answer::No),
            _ => None,
        }
    }
}

/// How it was said: kept as proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// A key on an automatic call.
    Key,
    /// A text she wrote.
    Sms,
    /// A word or a sentence on the telephone, to somebody of the association.
    Word,
    /// In another way to somebody of the association: on paper, at her home.
    Staff,
    /// A list that was imported.
    Import,
    /// Time that went by.
    Clock,
}

impl Way {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Key => "key",
            Way::Sms => "sms",
            Way::Word => "word",
            Way::Staff => "staff",
            Way::Import => "import",
            Way::Clock => "clock",
        }
    }

    /// The way named `text` by the API and the command line: what somebody can tell of.
    pub fn told(text: &str) -> Option<Way> {
        match text.trim() {
            "word" => Some(Way::Word),
            "staff" => Some(Way::Staff),
            _ => None,
        }
    }
}

/// The state after `answer`. Saying the same again changes nothing.
pub fn step(state: ConsentState, answer: Answer, way: Way) -> ConsentState {
    use ConsentState::{Accepted, Asked, Declined, NoReplyExpired, ReferredNotAsked, Withdrawn};
    match (answer, state) {
        // Asking again whoever said no does not undo the no, nor a yes.
        (Answer::Asked, ReferredNotAsked | Asked | NoReplyExpired) => Asked,
        (Answer::Asked, Accepted | Declined | Withdrawn) => state,
        // A list is older than what she said herself, and does not know what she never answered.
        (Answer::Yes, Declined | Withdrawn | NoReplyExpired) if way == Way::Import => state,
        (Answer::Yes, _) => Accepted,
        (Answer::No, Accepted | Withdrawn) => Withdrawn,
        (Answer::No, ReferredNotAsked | Asked | Declined | NoReplyExpired) => Declined,
        (Answer::NoReply, Asked) => NoReplyExpired,
        (Answer::NoReply, ReferredNotAsked | Accepted | Declined | NoReplyExpired | Withdrawn) => state,
    }
}

/// What a person agreed to, scope by scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Consents {
    /// Being called by a volunteer.
    pub calls: ConsentState,
    /// Being visited.
    pub visits: ConsentState,
    /// Being rung by the robot.
    pub automatic_checks: ConsentState,
    /// Receiving SMS.
    pub sms: ConsentState,
    /// Being recognised when she rings the line.
    pub recognition: ConsentState,
    /// Her trusted contacts are asked for news.
    pub trusted_contact: ConsentState,
    /// Somebody rings at her door.
    pub caretaker_check: ConsentState,
    /// By reference of the partner: whether they are told her status.
    pub partners: BTreeMap<String, ConsentState>,
    /// By scope: since when an answer is awaited.
    pub asked_at: BTreeMap<String, DateTime<Utc>>,
}

impl Consents {
    /// What she said about one use.
    pub fn of(&self, scope: &Scope) -> ConsentState {
        match scope {
            Scope::Calls => self.calls,
            Scope::Visits => self.visits,
            Scope::AutomaticChecks => self.automatic_checks,
            Scope::Sms => self.sms,
            Scope::Recognition => self.recognition,
            Scope::TrustedContact => self.trusted_contact,
            Scope::CaretakerCheck => self.caretaker_check,
            Scope::PartnerSharing(partner) => self.partners.get(partner).copied().unwrap_or_default(),
        }
    }

    /// Every scope with what she said about it; the partners she was asked about come last.
    pub fn all(&self) -> Vec<(Scope, ConsentState)> {
        let partners = self.partners.keys().cloned().map(Scope::PartnerSharing);
        Scope::ALL.into_iter().chain(partners).map(|scope| (scope.clone(), self.of(&scope))).collect()
    }

    /// Notes what was said, and answers the states before and after it.
    pub fn note(
        &mut self,
        scope: &Scope,
        answer: Answer,
        way: Way,
        now: DateTime<Utc>,
    ) -> (ConsentState, ConsentState) {
        let before = self.of(scope);
        let after = step(before, answer, way);
        match scope {
            Scope::Calls => self.calls = after,
            Scope::Visits => self.visits = after,
            Scope::AutomaticChecks => self.automatic_checks = after,
            Scope::Sms => self.sms = after,
            Scope::Recognition => self.recognition = after,
            Scope::TrustedContact => self.trusted_contact = after,
            Scope::CaretakerCheck => self.caretaker_check = after,
            Scope::PartnerSharing(partner) => {
                self.partners.insert(partner.clone(), after);
            }
        }
        if after == ConsentState::Asked {
            self.asked_at.entry(scope.to_string()).or_insert(now);
        } else {
            self.asked_at.remove(&scope.to_string());
        }
        (before, after)
    }

    /// What she was asked and has not answered in time.
    pub fn unanswered(&self, now: DateTime<Utc>) -> Vec<Scope> {
        let late = self.asked_at.iter().filter(|(_, asked_at)| **asked_at + REPLY_WITHIN <= now);
        late.filter_map(|(scope, _)| scope.parse().ok()).collect()
    }

    /// When the next question she was asked has waited long enough.
    pub fn next_expiry_at(&self) -> Option<DateTime<Utc>> {
        self.asked_at.values().min().map(|asked_at| *asked_at + REPLY_WITHIN)
    }
}

/// What is about to be done with a person.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// A volunteer or the team calls her.
    VolunteerCall,
    /// The robot rings her.
    AutomaticCheck,
    /// Somebody goes and sees her.
    Visit,
    /// A text is written to her.
    Text,
    /// She rings, and is told that we know her.
    Recognition,
    /// This contact of hers is asked for news.
    AskContact(&'a TrustedContact),
    /// Somebody rings at her door.
    CaretakerCheck,
    /// This partner is told her status.
    Share(&'a str),
}

impl Purpose<'_> {
    /// What a dated call of this kind is.
    pub fn of_call(kind: CallKind) -> Purpose<'static> {
        match kind {
            CallKind::ConvivialCall | CallKind::CourtesyCall => Purpose::VolunteerCall,
            CallKind::CheckCall => Purpose::AutomaticCheck,
            CallKind::Visit => Purpose::Visit,
        }
    }

    fn scope(&self) -> Scope {
        match self {
            Purpose::VolunteerCall => Scope::Calls,
            Purpose::AutomaticCheck => Scope::AutomaticChecks,
            Purpose::Visit => Scope::Visits,
            Purpose::Text => Scope::Sms,
            Purpose::Recognition => Scope::Recognition,
            Purpose::AskContact(_) => Scope::TrustedContact,
            Purpose::CaretakerCheck => Scope::CaretakerCheck,
            Purpose::Share(partner) => Scope::PartnerSharing((*partner).to_owned()),
        }
    }

    /// A pause stops those who come or ring; she may still be written to, or ring herself.
    fn waits_in_a_pause(&self) -> bool {
        matches!(self, Purpose::VolunteerCall | Purpose::AutomaticCheck | Purpose::Visit)
    }
}

/// Why something may not be done with a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// She has not said yes to it, or no longer does.
    #[error("no consent: {0}")]
    NoConsent(Scope),
    /// She is away.
    #[error("paused")]
    Paused(PauseReason),
    /// This contact must never be asked, whatever happens.
    #[error("never to be contacted")]
    DoNotContact,
}

/// Whether `purpose` is allowed with `person` at the instant `at`: the one question asked by whatever rings, texts,
/// recognises or contacts. A call that she makes herself is never asked about: the line is always open to her.
///
/// # Errors
/// [`Refused`]: why not.
pub fn may(person: &Person, purpose: Purpose<'_>, at: DateTime<Utc>) -> Result<(), Refused> {
    let scope = purpose.scope();
    if !person.consents.of(&scope).is_given() {
        return Err(Refused::NoConsent(scope));
    }
    if let Purpose::AskContact(contact) = purpose
        && contact.do_not_contact
    {
        return Err(Refused::DoNotContact);
    }
    // A telephone that is out of order keeps nobody from her door.
    let is_elsewhere = |reason| reason != PauseReason::LineFault || !matches!(purpose, Purpose::Visit);
    match person.pause_at(at).filter(|pause| purpose.waits_in_a_pause() && is_elsewhere(pause.reason)) {
        Some(pause) => Err(Refused::Paused(pause.reason)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
