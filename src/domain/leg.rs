//! One carrier call: a telephone that rings.
//!
//! A leg is either *placed* by us through the carrier's API, *dialled* by the carrier on the order
//! of a document we answered, or *inbound*. Its callbacks arrive late, twice and out of order: a
//! final status is sticky, and an older sequence number changes nothing. A leg that nobody speaks
//! of is asked about: its timer never lets it be forgotten.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CallId, LegId, LineId, OrganisationId},
    people::Member,
    phone_number::PhoneNumber,
};

/// A conversation shorter than this with a machine on the line was with the machine.
const MACHINE_TALK: TimeDelta = TimeDelta::seconds(90);
/// A machine's greeting is over by then, and the carrier knows that it was one.
const LONGEST_GREETING: TimeDelta = TimeDelta::seconds(30);

/// After an answer of the carrier got lost, it is asked what became of the request after this.
pub const LOOK_UP_AFTER: TimeDelta = TimeDelta::seconds(20);
/// How often an unknown request is looked up before it is believed not to have been done: the
/// carrier's lists are only eventually consistent.
pub const LOOK_UPS: u32 = 3;
/// A carrier that cannot even be asked for this long is out of order: the call is then a technical
/// failure, so that a human hears of an outage. Far longer than a telephone of ours rings.
pub const KNOWN_WITHIN: TimeDelta = TimeDelta::minutes(5);
/// How often placing is tried again after a definite failure.
pub const PLACE_TRIES: u32 = 4;
/// Pause after the carrier could not be reached or asked to slow down.
pub const PLACE_RETRY: TimeDelta = TimeDelta::seconds(15);
/// A ringing leg without news is asked about after its ring time and this.
pub const RING_GRACE: TimeDelta = TimeDelta::seconds(45);
/// A conversation without news is asked about this often.
pub const TALK_WATCH: TimeDelta = TimeDelta::minutes(10);

/// What a leg is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegRole {
    /// Somebody rang the line.
    Inbound,
    /// The volunteer, coordinator or listener who makes a call, rung first.
    Caller,
    /// The person, or somebody called back, rung second.
    Callee,
    /// A listener rung for somebody who waits on the line.
    Listener,
    /// The person, rung by the robot: she hears the script herself.
    Checked,
    /// A coordinator, rung by the robot about a case.
    Paged,
}

/// Where a leg is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegState {
    /// To be placed.
    Planned,
    /// The request may have reached the carrier: its answer is not known yet.
    Placing,
    /// The carrier was told to dial it.
    Dialled,
    /// It rings, or waits its turn at the carrier.
    Ringing,
    /// Somebody, or something, answered.
    InProgress,
    /// Over.
    Ended,
}

impl LegState {
    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            LegState::Planned => "planned",
            LegState::Placing => "placing",
            LegState::Dialled => "dialled",
            LegState::Ringing => "ringing",
            LegState::InProgress => "in_progress",
            LegState::Ended => "ended",
        }
    }
}

/// How a leg ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LegEnd {
    /// After an answer.
    Completed,
    /// Engaged.
    Busy,
    /// Nobody picked up.
    NoAnswer,
    /// The number or the carrier failed.
    Failed,
    /// We stopped it.
    Canceled,
    /// The carrier knows nothing of it.
    Lost,
}

/// What the carrier says of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// Waiting or ringing.
    Ringing,
    /// Answered.
    InProgress,
    /// Over.
    Ended(LegEnd),
    /// Nothing we know: no change.
    Unknown,
}

/// Where a telephone that talks is led.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoveTo {
    /// Into the room of its conversation: see [`crate::room`].
    Room,
    /// Out of it: the conversation there is over.
    AfterRoom,
}

/// A move to ask of the carrier: an intent, like a leg to be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedMove {
    /// Where to.
    pub to: MoveTo,
    /// When it is asked for, or asked for again.
    pub due_at: DateTime<Utc>,
    /// Times it was asked for.
    pub tries: u32,
}

/// A telephone that is to ring no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopRinging {
    /// Whoever has picked up is told what there is to say.
    UnlessAnswered,
    /// Put down, whatever is being said.
    AtOnce,
}

/// One carrier call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Identity of the record; it is in the URLs we give the carrier.
    pub id: LegId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The conversation it belongs to.
    pub call_id: CallId,
    /// The line whose number is displayed.
    pub line_id: LineId,
    /// What for.
    pub role: LegRole,
    /// Who is rung, when they are of the association.
    pub member: Option<Member>,
    /// The carrier's identifier, once known.
    pub sid: Option<String>,
    /// How long it may ring, seconds.
    pub ring_s: u32,
    /// Where it is.
    pub state: LegState,
    /// How it ended.
    pub end: Option<LegEnd>,
    /// Highest sequence number applied.
    pub sequence: Option<i64>,
    /// A machine answered.
    pub is_machine: bool,
    /// The carrier was asked whether a machine answered.
    #[serde(default)]
    pub awaits_verdict: bool,
    /// The carrier said that no machine answered, or that it does not know.
    #[serde(default)]
    pub is_human: bool,
    /// Pressed 1: really there.
    pub accepted: bool,
    /// The machine that answered has said its greeting and is to hear the neutral message.
    pub owes_neutral_message: bool,
    /// Where the carrier is to be asked to lead it.
    #[serde(default)]
    pub owed: Option<OwedMove>,
    /// It is to ring no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<StopRinging>,
    /// When the request to the carrier left.
    pub placing_since: Option<DateTime<Utc>>,
    /// Times placing was tried.
    pub place_tries: u32,
    /// Times the carrier was asked about an unknown request.
    pub look_ups: u32,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it was answered.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// E.164 number rung; unknown for a withheld inbound number.
    #[serde(skip)]
    pub number: Option<PhoneNumber>,
}

impl Leg {
    /// Whether a conversation with this telephone that ends at `at` was one with a machine: the carrier said so, or it had
    /// not said yet that somebody is there. It says "human" within seconds; a machine is sure only once its greeting
    /// is over, and who has heard enough of it hangs up before.
    pub fn talked_with_machine(&self, at: DateTime<Utc>) -> bool {
        let talked_for = self.answered_at.map_or(TimeDelta::zero(), |answered_at| at - answered_at);
        let is_known = self.is_machine && talked_for < MACHINE_TALK;
        let is_likely = self.awaits_verdict && !self.is_human && talked_for < LONGEST_GREETING;
        is_known || is_likely
    }

    /// Whether it may still change.
    pub fn is_live(&self) -> bool {
        self.state != LegState::Ended
    }

    /// Applies what the carrier says, with its sequence number when it gives one. True when the leg
    /// changed. The same report again, an older one, or one after the end, changes nothing.
    pub fn apply(&mut self, report: Report, sequence: Option<i64>, now: DateTime<Utc>) -> bool {
        if self.state == LegState::Ended {
            return false;
        }
        let is_final = matches!(report, Report::Ended(_));
        if let (Some(new), Some(known)) = (sequence, self.sequence)
            && new <= known
            && !is_final
        {
            return false;
        }
        self.sequence = self.sequence.max(sequence);
        match report {
            Report::Unknown => false,
            Report::Ringing => self.advance_to(LegState::Ringing),
            Report::InProgress => {
                let changed = self.advance_to(LegState::InProgress);
                if changed {
                    self.answered_at = Some(now);
                }
                changed
            }
            Report::Ended(end) => {
                self.state = LegState::Ended;
                self.end = Some(end);
                self.ended_at = Some(now);
                true
            }
        }
    }

    /// A leg only goes forward, whatever the order of the callbacks.
    fn advance_to(&mut self, state: LegState) -> bool {
        let rank = |state: LegState| match state {
            LegState::Planned => 0,
            LegState::Placing => 1,
            LegState::Dialled => 2,
            LegState::Ringing => 3,
            LegState::InProgress => 4,
            LegState::Ended => 5,
        };
        let forward = rank(state) > rank(self.state);
        if forward {
            self.state = state;
        }
        forward
    }

    /// Wants it led elsewhere at `due_at`. What is wanted already is not asked for twice.
    pub fn owe(&mut self, to: MoveTo, due_at: DateTime<Utc>) {
        if self.owed.is_none_or(|owed| owed.to != to) {
            self.owed = Some(OwedMove { to, due_at, tries: 0 });
        }
    }

    /// When to ask about it if nobody speaks of it first, or when it is to be led elsewhere. `None` once it has ended.
    pub fn watch_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let watch_at = self.unheard_of_at(now)?;
        Some(self.owed.map_or(watch_at, |owed| owed.due_at.min(watch_at)))
    }

    fn unheard_of_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        match self.state {
            LegState::Planned => Some(now),
            LegState::Placing => Some(now + LOOK_UP_AFTER),
            LegState::Dialled | LegState::Ringing => {
                Some(now + TimeDelta::seconds(i64::from(self.ring_s)) + RING_GRACE)
            }
            LegState::InProgress => Some(now + TALK_WATCH),
            LegState::Ended => None,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    pub(crate) fn leg() -> Leg {
        let now = DateTime::UNIX_EPOCH;
        Leg {
            id: LegId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            call_id: CallId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            role: LegRole::Caller,
            member: None,
            sid: None,
            ring_s: 30,
            state: LegState::Planned,
            end: None,
            sequence: None,
            is_machine: false,
            awaits_verdict: false,
            is_human: false,
            accepted: false,
            owes_neutral_message: false,
            owed: None,
            stop: None,
            placing_since: None,
            place_tries: 0,
            look_ups: 0,
            made_at: now,
            answered_at: None,
            ended_at: None,
            number: None,
        }
    }

    #[test]
    fn who_picked_up_then_a_machine_or_somebody() {
        let cases = [
            // (asked, machine, human, seconds, it was a machine)
            (true, true, false, 60, true),
            (true, true, false, 120, false),
            (true, false, true, 5, false),
            (true, false, false, 5, true),
            (true, false, false, 40, false),
            (false, false, false, 5, false),
        ];
        for (awaits_verdict, is_machine, is_human, talked_s, expected) in cases {
            let answered_at = Some(DateTime::UNIX_EPOCH);
            let leg = Leg { awaits_verdict, is_machine, is_human, answered_at, ..leg() };
            let ends_at = DateTime::UNIX_EPOCH + TimeDelta::seconds(talked_s);
            assert_eq!(leg.talked_with_machine(ends_at), expected, "{is_machine} {is_human} {talked_s}");
        }
    }

    #[test]
    fn final_status_then_nothing_changes_it() {
        let mut leg = leg();
        assert!(leg.apply(Report::Ended(LegEnd::Busy), Some(2), DateTime::UNIX_EPOCH));
        assert!(!leg.apply(Report::Ended(LegEnd::Completed), Some(3), DateTime::UNIX_EPOCH));
        assert!(!leg.apply(Report::InProgress, Some(1), DateTime::UNIX_EPOCH));
        assert_eq!(leg.end, Some(LegEnd::Busy));
        assert_eq!(leg.watch_at(DateTime::UNIX_EPOCH), None);
    }

    #[test]
    fn unknown_status_then_state_unharmed() {
        let mut leg = leg();
        assert!(!leg.apply(Report::Unknown, Some(0), DateTime::UNIX_EPOCH));
        assert_eq!(leg.state, LegState::Planned);
    }

    proptest! {
        #[test]
        fn lifecycle_shuffled_and_doubled_then_the_same_final_state(order in Just((0..4usize).chain(0..4).collect::<Vec<_>>()).prop_shuffle()) {
            let reports = [Report::Ringing, Report::Ringing, Report::InProgress, Report::Ended(LegEnd::Completed)];
            let mut leg = leg();
            for place in order {
                leg.apply(reports[place], Some(place as i64), DateTime::UNIX_EPOCH);
            }
            prop_assert_eq!(leg.state, LegState::Ended);
            prop_assert_eq!(leg.end, Some(LegEnd::Completed));
            prop_assert_eq!(leg.watch_at(DateTime::UNIX_EPOCH), None);
        }
    }
}
