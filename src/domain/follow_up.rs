//! What comes after a conversation on the listening line: what the caller needs, how soon, and who sees to it.
//!
//! The listener tells it with two digits. Nothing needed ends there; anything else has an owner and a due time, and a
//! coordinator hears of it when it is late. Something immediate is a case at once.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    calendar::OpeningHours,
    case::{CaseKind, CaseLevel},
    code::Code,
    ids::{CallId, CaseId, FollowUpId, LineId, OrganisationId, ResidenceId, ResidentId},
    local_time,
    people::Member,
};

/// A listener who said nothing is asked once more after this…
pub const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::minutes(15);
/// …and no more after this.
pub const ASKED_FOR: TimeDelta = TimeDelta::hours(3);
/// Something for the same day is due by this hour, local time, or within an hour when it is later.
const SAME_DAY_BY: NaiveTime = match NaiveTime::from_hms_opt(18, 0, 0) {
    Some(hour) => hour,
    None => NaiveTime::MIN,
};
/// A line that is closed for longer than this has no next open day.
const SEARCHED_DAYS: u64 = 366;
/// Something late is looked at again after this, until somebody says that it is done.
const LATE_WATCH: TimeDelta = TimeDelta::hours(24);

/// What a caller needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// To be listened to.
    Listening,
    /// Something about health.
    Health,
    /// Food, medicines, shopping.
    Supply,
    /// A paper to fill in.
    Administrative,
    /// To be safe from somebody, or at home.
    Safety,
}

impl Need {
    /// Every need, in the order of their digits.
    pub const ALL: [Need; 5] = [Need::Listening, Need::Health, Need::Supply, Need::Administrative, Need::Safety];

    /// The need of this digit, 1 to 5.
    pub fn of_digit(digit: u8) -> Option<Need> {
        Need::ALL.get(usize::from(digit).checked_sub(1)?).copied()
    }

    /// The name kept in the database and used by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Need::Listening => "listening",
            Need::Health => "health",
            Need::Supply => "supply",
            Need::Administrative => "administrative",
            Need::Safety => "safety",
        }
    }
}

/// How soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// In the coming days.
    Routine,
    /// Today.
    SameDay,
    /// Now.
    Immediate,
}

impl Urgency {
    /// Every urgency, in the order of their digits.
    pub const ALL: [Urgency; 3] = [Urgency::Routine, Urgency::SameDay, Urgency::Immediate];

    /// The urgency of this digit, 1 to 3.
    pub fn of_digit(digit: u8) -> Option<Urgency> {
        Urgency::ALL.get(usize::from(digit).checked_sub(1)?).copied()
    }

    /// The name kept in the database and used by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::Routine => "routine",
            Urgency::SameDay => "same_day",
            Urgency::Immediate => "immediate",
        }
    }
}

/// What the listener told: two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Triage {
    /// What is needed.
    pub need: Need,
    /// How soon.
    pub urgency: Urgency,
}

impl Triage {
    /// The triage of two digits: the need, 1 to 5, then the urgency, 1 to 3.
    pub fn of_digits(need: u8, urgency: u8) -> Option<Triage> {
        Some(Triage { need: Need::of_digit(need)?, urgency: Urgency::of_digit(urgency)? })
    }

    /// Somebody talked, and that was what was needed.
    fn needs_nothing_more(self) -> bool {
        self.need == Need::Listening && self.urgency == Urgency::Routine
    }

    /// When it is due, on the calendar of the line: the same day, or so many open days later as its need can wait.
    pub fn due_at(self, now: DateTime<Utc>, hours: &OpeningHours) -> DateTime<Utc> {
        let open_days: u8 = match (self.urgency, self.need) {
            (Urgency::Immediate, _) => return now,
            (Urgency::SameDay, _) | (Urgency::Routine, Need::Supply) => {
                let today = local_time::local_date(now, hours.zone);
                let by = local_time::instant_of(today, SAME_DAY_BY, hours.zone);
                return by.max(now + TimeDelta::hours(1));
            }
            (Urgency::Routine, Need::Health | Need::Safety) => 1,
            (Urgency::Routine, Need::Listening | Need::Administrative) => 3,
        };
        let today = local_time::local_date(now, hours.zone);
        let days = (1..=SEARCHED_DAYS).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
        let mut open_days_after = days.filter_map(|day| hours.spans_on(day).last().copied());
        let nothing_open = now + TimeDelta::days(i64::from(open_days));
        open_days_after.nth(usize::from(open_days) - 1).map_or(nothing_open, |(_, closes_at)| closes_at)
    }
}

/// Where a follow-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpState {
    /// The listener is asked what is needed.
    Asked,
    /// Somebody has to see to it.
    Open,
    /// What was brought is to be asked about the next day.
    Checking,
    /// Over: seen to, or nothing was needed.
    Done,
    /// The listener never said.
    NotTold,
}

impl FollowUpState {
    /// Whether something must still happen.
    pub fn is_live(self) -> bool {
        matches!(self, FollowUpState::Asked | FollowUpState::Open | FollowUpState::Checking)
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            FollowUpState::Asked => "asked",
            FollowUpState::Open => "open",
            FollowUpState::Checking => "checking",
            FollowUpState::Done => "done",
            FollowUpState::NotTold => "not_told",
        }
    }
}

/// What comes after one conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FollowUp {
    /// Identity of the record.
    pub id: FollowUpId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line.
    pub line_id: LineId,
    /// The conversation.
    pub call_id: CallId,
    /// Names it in SMS.
    pub code: Code,
    /// Who talked with the caller.
    pub listener: Member,
    /// What is needed, once told.
    pub triage: Option<Triage>,
    /// Who sees to it.
    pub owner: Option<Member>,
    /// Where it is.
    pub state: FollowUpState,
    /// When the listener was first asked.
    pub asked_at: DateTime<Utc>,
    /// The listener was asked a second time.
    pub is_asked_again: bool,
    /// Before when it is to be done.
    pub due_at: Option<DateTime<Utc>>,
    /// The case opened about it.
    pub case_id: Option<CaseId>,
    /// Who did it, and when.
    pub done: Option<(Member, DateTime<Utc>)>,
    /// The residence whose round it comes from, when it is no conversation of a line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence_id: Option<ResidenceId>,
    /// The neighbour who does it; the owner still sees that it is done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<ResidentId>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// The listener told what is needed, due then; `owner` sees to it.
    Told {
        /// What.
        triage: Triage,
        /// Before when, by [`Triage::due_at`].
        due_at: DateTime<Utc>,
        /// Who.
        owner: Option<Member>,
    },
    /// Somebody saw to it. `check_at` is when the caller can be asked the next day whether it helped.
    Done {
        /// Who.
        by: Member,
        /// When to ask.
        check_at: DateTime<Utc>,
    },
}

/// What must be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ask the listener once more.
    AskAgain,
    /// Thank the listener: nothing more is needed.
    Thank,
    /// Tell the owner what is to be done, and before when.
    TellOwner,
    /// Tell the listener the emergency numbers at once.
    TellEmergencyNumbers,
    /// Open a case.
    OpenCase {
        /// About what.
        kind: CaseKind,
        /// How serious.
        level: CaseLevel,
    },
}

/// A decision: the follow-up as it is now, what to do, when to look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The new state.
    pub follow_up: FollowUp,
    /// In order.
    pub effects: Vec<Effect>,
    /// `None` only when it is no longer live.
    pub timer: Option<DateTime<Utc>>,
}

/// Decides what `event` does at `now`. `timer` is when it would be looked at if nothing happened: an event that comes
/// too late changes nothing.
pub fn step(mut follow_up: FollowUp, event: Event, now: DateTime<Utc>, timer: Option<DateTime<Utc>>) -> Decision {
    let mut effects = Vec::new();
    if !follow_up.state.is_live() {
        return Decision { follow_up, effects, timer: None };
    }
    let timer = match (follow_up.state, event) {
        (FollowUpState::Asked, Event::TimerFired) if !follow_up.is_asked_again => {
            follow_up.is_asked_again = true;
            effects.push(Effect::AskAgain);
            Some(follow_up.asked_at + ASKED_FOR)
        }
        (FollowUpState::Asked, Event::TimerFired) => {
            follow_up.state = FollowUpState::NotTold;
            None
        }
        (FollowUpState::Open | FollowUpState::Checking, Event::TimerFired) => {
            if follow_up.case_id.is_none() {
                effects.push(Effect::OpenCase { kind: CaseKind::LateFollowUp, level: CaseLevel::Worry });
            }
            Some(now + LATE_WATCH)
        }
        (_, Event::Told { triage, due_at, owner }) => told(&mut follow_up, triage, due_at, owner, now, &mut effects),
        // A supply is asked about the next day: bringing it is not the same as its being of use.
        (FollowUpState::Open, Event::Done { check_at, .. })
            if follow_up.triage.is_some_and(|triage| triage.need == Need::Supply) =>
        {
            follow_up.state = FollowUpState::Checking;
            follow_up.due_at = Some(check_at);
            effects.push(Effect::TellOwner);
            Some(check_at)
        }
        (FollowUpState::Open | FollowUpState::Checking, Event::Done { by, .. }) => {
            follow_up.state = FollowUpState::Done;
            follow_up.done = Some((by, now));
            None
        }
        (FollowUpState::Asked, Event::Done { .. }) => timer,
        (FollowUpState::Done | FollowUpState::NotTold, _) => None,
    };
    Decision { follow_up, effects, timer }
}

/// The same told again changes nothing; something else told replaces it: the listener thought better of it.
fn told(
    follow_up: &mut FollowUp,
    triage: Triage,
    due_at: DateTime<Utc>,
    owner: Option<Member>,
    now: DateTime<Utc>,
    effects: &mut Vec<Effect>,
) -> Option<DateTime<Utc>> {
    if follow_up.triage == Some(triage) {
        return Some(follow_up.due_at.unwrap_or(now).max(now));
    }
    follow_up.triage = Some(triage);
    if triage.needs_nothing_more() {
        follow_up.state = FollowUpState::Done;
        follow_up.done = Some((follow_up.listener, now));
        effects.push(Effect::Thank);
        return None;
    }
    follow_up.state = FollowUpState::Open;
    follow_up.owner = owner;
    follow_up.due_at = Some(due_at);
    if triage.urgency == Urgency::Immediate {
        effects.push(Effect::TellEmergencyNumbers);
        effects.push(Effect::OpenCase { kind: CaseKind::ImmediateNeed, level: CaseLevel::Immediate });
        return Some(now + LATE_WATCH);
    }
    effects.push(Effect::Thank);
    effects.push(Effect::TellOwner);
    Some(due_at)
}

#[cfg(test)]
mod tests;
