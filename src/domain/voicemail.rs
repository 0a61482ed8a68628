//! A message left on a line: a task with an owner and a due hour, and a sound that must not stay anywhere.
//!
//! The sound is made by the carrier. It is fetched, kept here sealed, and deleted at the carrier, which is asked until
//! it says that the sound is gone. Once somebody has answered, or after thirty days, it is nowhere any more.
//!
//! Invariants: a message that waits, and a sound that is somewhere, always have a timer; what a late answer of the
//! carrier brings after the end is never kept; a message opens one case when it is late or cannot be fetched, and one
//! more when the carrier does not let go of the sound.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    case::{CaseKind, CaseLevel},
    code::Code,
    ids::{CallId, CaseId, LineId, OrganisationId, VoicemailId},
    people::Member,
};

/// A sound is never kept longer, listened to or not.
///
/// # Source
/// Domain, section 3.3.
pub const KEPT_AT_MOST: TimeDelta = TimeDelta::days(30);
/// A carrier needs a moment to make the sound after it announced it.
pub const FIRST_FETCH_AFTER: TimeDelta = TimeDelta::seconds(5);
/// While the carrier is asked, the message is looked at again after this: longer than a request may take.
pub const ASKED_AT_MOST: TimeDelta = TimeDelta::minutes(2);
/// The first pause after a request in vain; each next one is twice as long.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(10);
/// Pauses grow no longer than this: a carrier may be down for hours, and is asked again all the same.
const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(6);
/// After this many requests in vain (about forty minutes) a human is told that the sound does not come.
pub const FETCHES_BEFORE_CASE: u32 = 8;
/// After this many requests in vain (about ten hours) a human is told that the sound does not go.
pub const DELETIONS_BEFORE_CASE: u32 = 12;

/// Where the task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoicemailState {
    /// To be listened to.
    Waiting,
    /// Late, or its sound does not come: a case is open about it.
    Escalated,
    /// Somebody listened and answered.
    Handled,
}

impl VoicemailState {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            VoicemailState::Waiting => "waiting",
            VoicemailState::Escalated => "escalated",
            VoicemailState::Handled => "handled",
        }
    }
}

/// Where the sound is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SoundState {
    /// At the carrier: to be fetched.
    #[default]
    Awaited,
    /// At the carrier, which did not give it although it was asked often; a human was told.
    Unfetched,
    /// Here, sealed; the carrier has its copy still.
    Fetched,
    /// Here, sealed, and nowhere else.
    Kept,
    /// Erased here; the carrier may have its copy still.
    Leaving,
    /// Nowhere any more.
    Gone,
}

impl SoundState {
    /// The name shown.
    pub fn as_str(self) -> &'static str {
        match self {
            SoundState::Awaited => "awaited",
            SoundState::Unfetched => "unfetched",
            SoundState::Fetched => "fetched",
            SoundState::Kept => "kept",
            SoundState::Leaving => "leaving",
            SoundState::Gone => "gone",
        }
    }

    /// Whether it can be listened to.
    pub fn is_here(self) -> bool {
        match self {
            SoundState::Fetched | SoundState::Kept => true,
            SoundState::Awaited | SoundState::Unfetched | SoundState::Leaving | SoundState::Gone => false,
        }
    }
}

/// What was done about a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoicemailAnswer {
    /// Whoever left it was called back.
    CalledBack,
    /// Somebody else takes care of it from now on.
    PassedOn,
    /// Nothing was to be done: nothing was said, or it was meant for somebody else.
    NothingToDo,
}

impl VoicemailAnswer {
    /// Every answer.
    pub const ALL: [VoicemailAnswer; 3] =
        [VoicemailAnswer::CalledBack, VoicemailAnswer::PassedOn, VoicemailAnswer::NothingToDo];

    /// The code used by the API, the command line and the database.
    pub fn as_str(self) -> &'static str {
        match self {
            VoicemailAnswer::CalledBack => "called_back",
            VoicemailAnswer::PassedOn => "passed_on",
            VoicemailAnswer::NothingToDo => "nothing_to_do",
        }
    }

    /// The answer with this code.
    pub fn parse(text: &str) -> Option<VoicemailAnswer> {
        VoicemailAnswer::ALL.into_iter().find(|answer| answer.as_str() == text.trim())
    }
}

/// Who handled a message, how and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handling {
    /// Who.
    pub by: Member,
    /// What was done; `None` when it was not told, or when its case was closed and tells it.
    pub answer: Option<VoicemailAnswer>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A message left on a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Voicemail {
    /// Identity of the record.
    pub id: VoicemailId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line.
    pub line_id: LineId,
    /// The conversation in which it was left.
    pub call_id: CallId,
    /// Names it in SMS.
    pub code: Code,
    /// Who listens to it.
    pub owner: Option<Member>,
    /// Where the task is.
    pub state: VoicemailState,
    /// Where the sound is.
    #[serde(default)]
    pub sound: SoundState,
    /// When it was left.
    pub left_at: DateTime<Utc>,
    /// Before when it is listened to.
    pub due_at: DateTime<Utc>,
    /// Length, seconds.
    pub seconds: u32,
    /// The carrier's identifier of the recording.
    pub recording_sid: String,
    /// When the carrier is asked next, for the sound or for its deletion.
    #[serde(default)]
    pub ask_at: Option<DateTime<Utc>>,
    /// Requests in vain since the sound changed its state.
    #[serde(default)]
    pub asked: u32,
    /// A human was told that the carrier does not let go of the sound.
    #[serde(default)]
    pub is_deletion_told: bool,
    /// The case opened about the message.
    pub case_id: Option<CaseId>,
    /// How it was handled.
    #[serde(default)]
    pub handling: Option<Handling>,
    /// Where the carrier has the sound; sealed by the store, forgotten with the sound.
    #[serde(skip)]
    pub recording_url: Option<String>,
}

impl Voicemail {
    /// The next instant at which something must happen; `None` when the task is over and the sound is nowhere.
    pub fn timer(&self) -> Option<DateTime<Utc>> {
        let late_at = (self.state == VoicemailState::Waiting).then_some(self.due_at);
        let (ask_at, erase_at) = match self.sound {
            SoundState::Awaited | SoundState::Unfetched | SoundState::Fetched => (self.ask_at, Some(self.erase_at())),
            SoundState::Kept => (None, Some(self.erase_at())),
            SoundState::Leaving => (self.ask_at, None),
            SoundState::Gone => (None, None),
        };
        [late_at, ask_at, erase_at].into_iter().flatten().min()
    }

    fn erase_at(&self) -> DateTime<Utc> {
        self.left_at + KEPT_AT_MOST
    }
}

/// What happened to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// The carrier gave the sound.
    Fetched,
    /// The carrier did not give the sound: not ready yet, out of reach, or gone.
    NotFetched,
    /// The carrier says that the sound is gone.
    Deleted,
    /// The carrier did not say that the sound is gone.
    NotDeleted,
    /// Somebody listened and answered.
    Handled {
        /// Who.
        by: Member,
        /// What was done.
        answer: Option<VoicemailAnswer>,
    },
}

/// What must be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ask the carrier for the sound, after the commit.
    Fetch,
    /// Keep the sound that was fetched.
    Keep,
    /// Ask the carrier to delete the sound and to say that it is gone, after the commit.
    Delete,
    /// Erase the sound here.
    Erase,
    /// Open a case.
    OpenCase {
        /// About what.
        kind: CaseKind,
        /// How serious.
        level: CaseLevel,
    },
}

/// A decision: the message as it is now, what to do, when to look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The new state.
    pub voicemail: Voicemail,
    /// In order.
    pub effects: Vec<Effect>,
    /// `None` only when nothing must happen any more.
    pub timer: Option<DateTime<Utc>>,
}

/// Decides what `event` does to `voicemail` at `now`. An answer of the carrier to what is no longer asked changes
/// nothing.
pub fn step(mut voicemail: Voicemail, event: Event, now: DateTime<Utc>) -> Decision {
    let mut effects = Vec::new();
    match event {
        Event::TimerFired => timer_fired(&mut voicemail, now, &mut effects),
        Event::Fetched => {
            if matches!(voicemail.sound, SoundState::Awaited | SoundState::Unfetched) {
                effects.push(Effect::Keep);
                voicemail.turn_to(SoundState::Fetched, now);
            }
        }
        Event::NotFetched => {
            if matches!(voicemail.sound, SoundState::Awaited | SoundState::Unfetched) {
                not_fetched(&mut voicemail, now, &mut effects);
            }
        }
        Event::Deleted => match voicemail.sound {
            SoundState::Fetched => voicemail.turn_to(SoundState::Kept, now),
            SoundState::Leaving => voicemail.turn_to(SoundState::Gone, now),
            SoundState::Awaited | SoundState::Unfetched | SoundState::Kept | SoundState::Gone => {}
        },
        Event::NotDeleted => {
            if matches!(voicemail.sound, SoundState::Fetched | SoundState::Leaving) {
                voicemail.ask_at = Some(now + pause_after(voicemail.asked));
                if voicemail.asked >= DELETIONS_BEFORE_CASE && !voicemail.is_deletion_told {
                    voicemail.is_deletion_told = true;
                    effects.push(Effect::OpenCase { kind: CaseKind::StuckVoicemail, level: CaseLevel::Note });
                }
            }
        }
        Event::Handled { by, answer } => {
            if voicemail.state != VoicemailState::Handled {
                voicemail.state = VoicemailState::Handled;
                voicemail.handling = Some(Handling { by, answer, at: now });
                let_go(&mut voicemail, now, &mut effects);
            }
        }
    }
    let timer = voicemail.timer();
    Decision { voicemail, effects, timer }
}

fn timer_fired(voicemail: &mut Voicemail, now: DateTime<Utc>, effects: &mut Vec<Effect>) {
    if voicemail.state == VoicemailState::Waiting && now >= voicemail.due_at {
        escalate(voicemail, CaseKind::LateVoicemail, effects);
    }
    // A message handled before this version knew of sounds may have left one behind.
    if now >= voicemail.erase_at() || voicemail.state == VoicemailState::Handled {
        let_go(voicemail, now, effects);
    }
    let request = match voicemail.sound {
        SoundState::Awaited | SoundState::Unfetched => Effect::Fetch,
        SoundState::Fetched | SoundState::Leaving => Effect::Delete,
        SoundState::Kept | SoundState::Gone => return,
    };
    if voicemail.ask_at.is_none_or(|at| at <= now) {
        voicemail.asked = voicemail.asked.saturating_add(1);
        voicemail.ask_at = Some(now + ASKED_AT_MOST);
        effects.push(request);
    }
}

fn not_fetched(voicemail: &mut Voicemail, now: DateTime<Utc>, effects: &mut Vec<Effect>) {
    voicemail.ask_at = Some(now + pause_after(voicemail.asked));
    if voicemail.asked >= FETCHES_BEFORE_CASE && voicemail.sound == SoundState::Awaited {
        voicemail.sound = SoundState::Unfetched;
        // A case that is open already stays the one; what it is about now stands in the message.
        escalate(voicemail, CaseKind::StuckVoicemail, effects);
    }
}

/// The message becomes a case, once.
fn escalate(voicemail: &mut Voicemail, kind: CaseKind, effects: &mut Vec<Effect>) {
    if voicemail.state == VoicemailState::Waiting {
        voicemail.state = VoicemailState::Escalated;
        effects.push(Effect::OpenCase { kind, level: CaseLevel::Worry });
    }
}

/// The sound is no longer needed: it goes here at once, and at the carrier as soon as it says so.
fn let_go(voicemail: &mut Voicemail, now: DateTime<Utc>, effects: &mut Vec<Effect>) {
    match voicemail.sound {
        SoundState::Awaited | SoundState::Unfetched => voicemail.turn_to(SoundState::Leaving, now),
        SoundState::Fetched => {
            effects.push(Effect::Erase);
            voicemail.turn_to(SoundState::Leaving, now);
        }
        SoundState::Kept => {
            effects.push(Effect::Erase);
            voicemail.turn_to(SoundState::Gone, now);
        }
        SoundState::Leaving | SoundState::Gone => {}
    }
}

impl Voicemail {
    fn turn_to(&mut self, sound: SoundState, now: DateTime<Utc>) {
        self.sound = sound;
        self.asked = 0;
        self.ask_at = match sound {
            SoundState::Fetched | SoundState::Leaving => Some(now),
            SoundState::Awaited | SoundState::Unfetched | SoundState::Kept | SoundState::Gone => None,
        };
        if matches!(sound, SoundState::Kept | SoundState::Gone) {
            self.recording_url = None;
        }
    }
}

/// How long to wait after `asked` requests in vain.
fn pause_after(asked: u32) -> TimeDelta {
    const MOST_DOUBLINGS: u32 = 16;
    let doublings = asked.saturating_sub(1).min(MOST_DOUBLINGS);
    (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests;
