//! The addresses we give the carrier. They hold identifiers, never a number or a name.

use passerelle_domain::ids::{CallId, LegId, MessageId};

/// Addresses under the configured public URL.
#[derive(Debug, Clone)]
pub struct PublicUrls(String);

impl PublicUrls {
    /// `base` without a slash at its end, for example `https://ligne.example.org`.
    pub fn new(base: &str) -> PublicUrls {
        PublicUrls(base.trim_end_matches('/').to_owned())
    }

    /// The public URL itself: what carriers sign over.
    pub fn base(&self) -> &str {
        &self.0
    }

    /// The next step of a conversation.
    pub fn step(&self, call: CallId, step: u32) -> String {
        format!("{}/webhooks/voice/calls/{call}/steps/{step}", self.0)
    }

    /// What a listener hears before taking a call.
    pub fn whisper(&self, leg: LegId, again: bool) -> String {
        format!("{}/webhooks/voice/legs/{leg}/{}", self.0, if again { "whisper-again" } else { "whisper" })
    }

    /// A listener's key.
    pub fn acceptance(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/acceptance", self.0)
    }

    /// What the person hears before being connected.
    pub fn introduction(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/introduction", self.0)
    }

    /// What an answering machine hears.
    pub fn neutral_message(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/neutral-message", self.0)
    }

    /// The way into the room of a conversation; `visit` counts the times, from 1.
    pub fn room(&self, leg: LegId, visit: u32) -> String {
        format!("{}/webhooks/voice/legs/{leg}/room/{visit}", self.0)
    }

    /// What whoever works for us hears on leaving the room after the stay number `visit`.
    pub fn aside(&self, leg: LegId, visit: u32, again: bool) -> String {
        format!("{}/webhooks/voice/legs/{leg}/{}/{visit}", self.0, if again { "aside-again" } else { "aside" })
    }

    /// What each of the two hears before somebody of the team joins them.
    pub fn announced(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/announced", self.0)
    }

    /// Where whoever joins a conversation waits to be let in.
    pub fn join(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/join", self.0)
    }

    /// What follows for whoever joined a conversation.
    pub fn left_talk(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/left-talk", self.0)
    }

    /// What follows a conversation in a room.
    pub fn after_room(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/after-room", self.0)
    }

    /// Status of a leg.
    pub fn leg_status(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/status", self.0)
    }

    /// Whether a machine answered a leg.
    pub fn machine(&self, leg: LegId) -> String {
        format!("{}/webhooks/voice/legs/{leg}/machine", self.0)
    }

    /// A recording is ready.
    pub fn recording(&self, call: CallId) -> String {
        format!("{}/webhooks/voice/calls/{call}/recording", self.0)
    }

    /// A recorded sentence, by its file: the same address is the same sound for ever.
    pub fn sound(&self, file: &str) -> String {
        format!("{}/sounds/{file}", self.0)
    }

    /// A spoken apology and a way to a person.
    pub fn fallback(&self) -> String {
        format!("{}/webhooks/voice/fallback", self.0)
    }

    /// Delivery of a message.
    pub fn receipt(&self, message: MessageId) -> String {
        format!("{}/webhooks/messages/{message}/status", self.0)
    }

    /// Whether the service, the carrier and the mail server work.
    pub fn health(&self) -> String {
        format!("{}/health/ready", self.0)
    }

    /// Where whoever was paged takes a case: the address holds a sealed token and nothing else.
    pub fn case_link(&self, token: &str) -> String {
        format!("{}/take/{token}", self.0)
    }

    /// A volunteer's own page: the address holds a sealed token and nothing else.
    pub fn volunteer_page(&self, token: &str) -> String {
        format!("{}/v/{token}", self.0)
    }

    /// The calendar of a volunteer's calls, for the calendar of their telephone.
    pub fn volunteer_feed(&self, token: &str) -> String {
        format!("{}/v/{token}/calendar.ics", self.0)
    }

    /// Partners and their agreements.
    pub fn partners(&self) -> String {
        format!("{}/partners", self.0)
    }

    /// What partners signalled and nobody has looked at.
    pub fn received_referrals(&self) -> String {
        format!("{}/received-referrals", self.0)
    }

    /// What a partner signalled.
    pub fn referral(&self, code: &str) -> String {
        format!("{}/referrals/{code}", self.0)
    }

    /// Where somebody of the staff chooses a password.
    pub fn invitation(&self, token: &str) -> String {
        format!("{}/invitation/{token}", self.0)
    }

    /// Where the identity provider sends browsers back to: registered there.
    pub fn provider_return(&self) -> String {
        format!("{}/sign-in/provider/return", self.0)
    }

    /// True when browsers reach us through TLS.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// A page that needs a login.
    pub fn case_page(&self, code: &str) -> String {
        format!("{}/cases/{code}", self.0)
    }
}
