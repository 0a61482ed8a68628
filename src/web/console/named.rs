//! Names of what the service knows, in the words of the pages: kinds of cases, states of calls, outcomes.

use passerelle_domain::{
    call::CallPurpose,
    case::{CaseKind, CaseLevel, CaseOutcome},
    circuit::Provider,
    consent::{ConsentState, Scope},
    escalation::PageChannel,
    follow_up::Need,
    people::{Fragility, Language, StaffRole},
    scheduled_call::{CallOutcome, State},
};

use super::{Right, Words};

/// How a state looks: the name of a class of the style sheet. Words say the same; colour alone says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Alert,
    Watch,
    Live,
    Good,
    Calm,
}

impl Tone {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Tone::Alert => "alert",
            Tone::Watch => "watch",
            Tone::Live => "live",
            Tone::Good => "good",
            Tone::Calm => "calm",
        }
    }
}

impl Words {
    pub(crate) fn case_kind(&self, kind: CaseKind) -> String {
        self.say(&format!("case-kind-{}", kind.as_str()))
    }

    pub(crate) fn case_outcome(&self, outcome: CaseOutcome) -> String {
        self.say(&format!("case-outcome-{}", outcome.as_str()))
    }

    pub(crate) fn case_level(&self, level: CaseLevel) -> String {
        self.say(&format!("case-level-{}", level.number()))
    }

    pub(crate) fn need(&self, need: Need) -> String {
        self.say(&format!("need-{}", need.as_str()))
    }

    pub(crate) fn fragility(&self, fragility: Fragility) -> String {
        self.say(match fragility {
            Fragility::Green => "fragility-green",
            Fragility::Orange => "fragility-orange",
            Fragility::Red => "fragility-red",
        })
    }

    pub(crate) fn call_state(&self, state: State, outcome: Option<CallOutcome>) -> String {
        match outcome.filter(|_| state == State::Settled) {
            Some(outcome) => self.say(&format!("call-outcome-{}", outcome_name(outcome))),
            None => self.say(&format!("call-state-{}", state.as_str())),
        }
    }

    pub(crate) fn role(&self, role: StaffRole) -> String {
        self.say(match role {
            StaffRole::Coordinator => "role-coordinator",
            StaffRole::SocialWorker => "role-social_worker",
            StaffRole::Listener => "role-listener",
            StaffRole::Administrator => "role-administrator",
            StaffRole::Partner => "role-partner",
        })
    }

    pub(crate) fn right(&self, right: Right) -> String {
        self.say(match right {
            Right::SeeToday => "right-see-today",
            Right::HandleCases => "right-handle-cases",
            Right::ReadFiles => "right-read-files",
            Right::ChangeFiles => "right-change-files",
            Right::ReleaseFiles => "right-release-files",
            Right::ManageVolunteers => "right-manage-volunteers",
            Right::PlanCalls => "right-plan-calls",
            Right::ManageLines => "right-manage-lines",
            Right::EditScripts => "right-edit-scripts",
            Right::Rehearse => "right-rehearse",
            Right::ReadReports => "right-read-reports",
            Right::DefendReports => "right-defend-reports",
            Right::ManageStaff => "right-manage-staff",
            Right::ReadAudit => "right-read-audit",
            Right::Refer => "right-refer",
            Right::OwnAccount => "right-own-account",
        })
    }

    pub(crate) fn call_purpose(&self, purpose: CallPurpose) -> String {
        self.say(match purpose {
            CallPurpose::Inbound => "call-purpose-inbound",
            CallPurpose::Convivial { .. } => "call-purpose-convivial",
            CallPurpose::Check { .. } => "call-purpose-check",
            CallPurpose::Notice { .. } => "call-purpose-notice",
            CallPurpose::Page { .. } => "call-purpose-page",
            CallPurpose::AskContact { .. } => "call-purpose-ask_contact",
            CallPurpose::Case { .. } => "call-purpose-case",
            CallPurpose::Callback { .. } => "call-purpose-callback",
        })
    }

    /// How somebody is near her: a word of the list, or as it was written.
    pub(crate) fn relation(&self, relation: &str) -> String {
        let key = format!("relation-{}", relation.trim().to_lowercase());
        if self.has(&key) { self.say(&key) } else { relation.to_owned() }
    }

    pub(crate) fn language(&self, language: Language) -> String {
        self.say(&format!("language-{}", language.tag()))
    }

    /// What helps her to hear: one of a closed list.
    pub(crate) fn hearing(&self, advice: &str) -> String {
        let key = format!("hearing-{advice}");
        self.say(if self.has(&key) { &key } else { "hearing-none" })
    }

    /// What she said about one use of the service.
    pub(crate) fn consent_state(&self, state: ConsentState) -> String {
        self.say(&format!("consent-{}", state.as_str()))
    }

    pub(crate) fn scope(&self, scope: &Scope) -> String {
        match scope {
            Scope::PartnerSharing(partner) => self.fill("scope-partner", [("partner", partner.as_str())]),
            one => self.say(&format!("scope-{one}")),
        }
    }

    pub(crate) fn pause_reason(&self, reason: &str) -> String {
        self.say(&format!("pause-{reason}"))
    }

    /// The label of a field of a file.
    pub(crate) fn field(&self, name: &str) -> String {
        self.say(&format!("field-{name}"))
    }

    /// `SMS`, `e-mail`, `téléphone`.
    pub(crate) fn channel(&self, name: &str) -> String {
        let key = format!("channel-{name}");
        if self.has(&key) { self.say(&key) } else { name.to_owned() }
    }

    pub(crate) fn channels(&self, channels: &[PageChannel]) -> String {
        self.list(channels.iter().map(|channel| self.channel(channel.as_str())).collect())
    }

    /// `a, b et c`.
    pub(crate) fn list(&self, mut words: Vec<String>) -> String {
        match (words.pop(), words.is_empty()) {
            (None, _) => String::new(),
            (Some(last), true) => last,
            (Some(last), false) => self.fill("named-list", [("first", words.join(", ")), ("last", last)]),
        }
    }

    pub(crate) fn provider_down(&self, provider: Provider, since: String) -> String {
        match provider {
            Provider::Carrier => self.fill("provider-down-carrier", [("since", since)]),
            Provider::Mail => self.fill("provider-down-mail", [("since", since)]),
        }
    }
}

fn outcome_name(outcome: CallOutcome) -> &'static str {
    match outcome {
        CallOutcome::Well => "well",
        CallOutcome::Worry => "worry",
        CallOutcome::Urgent => "urgent",
        CallOutcome::CalledBack => "called_back",
        CallOutcome::CallbackAsked => "callback_asked",
        CallOutcome::HelpAsked => "help_asked",
        CallOutcome::Stopped => "stopped",
        CallOutcome::NotConfirmed => "not_confirmed",
    }
}

/// How the state of a call looks.
pub(crate) fn call_tone(state: State, outcome: Option<CallOutcome>) -> Tone {
    match (state, outcome) {
        (State::Missed, _)
        | (State::Settled, Some(CallOutcome::Urgent | CallOutcome::Worry | CallOutcome::HelpAsked)) => Tone::Alert,
        (State::Attempting, _) => Tone::Live,
        (State::SeekingSubstitute | State::WaitingRetry, _) => Tone::Watch,
        (State::Settled, Some(CallOutcome::Well | CallOutcome::CalledBack)) => Tone::Good,
        (State::Planned | State::Offered | State::Confirmed | State::AwaitingOutcome | State::Cancelled, _)
        | (
            State::Settled,
            None | Some(CallOutcome::CallbackAsked | CallOutcome::Stopped | CallOutcome::NotConfirmed),
        ) => Tone::Calm,
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_kind_outcome_level_and_state_then_it_has_words_in_both_languages() {
        for w in [Words(Language::French), Words(Language::English)] {
            let kinds = CaseKind::ALL.map(|kind| format!("case-kind-{}", kind.as_str()));
            let outcomes = CaseOutcome::ALL.map(|outcome| format!("case-outcome-{}", outcome.as_str()));
            let levels = (0..=3).map(|level| format!("case-level-{level}"));
            let needs = Need::ALL.map(|need| format!("need-{}", need.as_str()));
            let states = [
                State::Planned,
                State::Offered,
                State::SeekingSubstitute,
                State::Confirmed,
                State::Attempting,
                State::WaitingRetry,
                State::AwaitingOutcome,
                State::Missed,
                State::Settled,
                State::Cancelled,
            ];
            let states = states.map(|state| format!("call-state-{}", state.as_str()));
            for key in kinds.into_iter().chain(outcomes).chain(levels).chain(needs).chain(states) {
                assert!(w.has(&key), "{} lacks {key}", w.tag());
            }
        }
    }
}
