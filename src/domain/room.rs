//! A conversation in a room of the carrier's, where the keys of the one who works for us are heard.
//!
//! Two people are first joined by a plain bridge, in which no key can be heard without cutting it. Once both are there, the
//! carrier is asked to lead the telephone that was dialled into a room; the one that dialled then asks what to do next, and
//! is led there too. The key `*` takes whoever works for us (the *worker*: a volunteer, a listener, a coordinator) out of
//! the room for a moment, where one more key is heard; the person stays in it, in silence.
//!
//! Invariants: the person's leaving ends the room; the worker's does not, so whoever empties the room must lead the person
//! out of it (`passerelle_app`, `empty_room`). Until the carrier has moved somebody, the plain bridge goes on as if there
//! were no rooms.
//!
//! # Source
//! Domain notes 2.7 ("Raise hand") and 2.12; Telephony notes 1.6, 3.2 and 4.2.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    ids::{CaseId, LegId},
    leg::Leg,
};

/// A listener who pressed 1 is joined to the caller within this time.
pub const ROOM_AFTER_ACCEPTANCE: TimeDelta = TimeDelta::seconds(3);
/// A person who picked up has heard who rings, and the carrier knows whether it was a machine.
pub const ROOM_AFTER_PICK_UP: TimeDelta = TimeDelta::seconds(15);
/// A carrier that has not said by then whether a machine answered will not say it any more.
const LATEST_VERDICT: TimeDelta = TimeDelta::seconds(35);
/// A telephone that the carrier was asked to move and that has not asked where to go is moved again after this.
pub const MOVE_RETRY: TimeDelta = TimeDelta::seconds(5);
/// How often the carrier is asked to move one telephone into a room: the plain bridge is good enough.
pub const MOVE_TRIES: u32 = 3;
/// How often the carrier is asked to lead one out of a room, in which somebody would wait in silence.
pub const LEAD_OUT_TRIES: u32 = 100;
/// A move that the carrier was asked for can still happen for so long; a bridge that ends later has simply ended.
const MOVE_WITHIN: TimeDelta = TimeDelta::minutes(2);
/// A worker whom the end of the room has not led out of it by then is led out…
const WORKER_LEAVES_WITHIN: TimeDelta = TimeDelta::seconds(5);
/// …and one who is aside, and comes back by themselves, after this: the key they are about to press still counts.
const ASIDE_WITHIN: TimeDelta = TimeDelta::seconds(60);
/// The longest conversation that carriers connect, seconds: with a raised hand nothing shorter cuts it.
pub const LONGEST_CALL_S: u32 = 24 * 60 * 60;
/// Whoever has another call is told when this is left before it…
pub const TIME_LEFT: TimeDelta = TimeDelta::minutes(5);
/// …but not right after the conversation has begun.
const TIME_LEFT_APART: TimeDelta = TimeDelta::minutes(1);
/// The key `*` is heard so often in one conversation.
const MOST_ASIDES: u32 = 50;

/// Where a room is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoomStage {
    /// The carrier is being asked to move the telephone that was dialled.
    Asked,
    /// Somebody was led into it.
    Open,
    /// The conversation is over.
    Over,
}

/// A coordinator who is to be let into a room, once both in it have been told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Joining {
    /// Their leg.
    pub leg: LegId,
    /// When they asked to be let in.
    pub asked_at: DateTime<Utc>,
    /// Who of the two has been told.
    pub told: Vec<LegId>,
    /// They were led in.
    pub has_entered: bool,
}

/// A conversation in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Room {
    /// The leg of whoever works for us.
    pub worker: LegId,
    /// The leg of the person, or of the caller.
    pub person: LegId,
    /// Where it is.
    pub stage: RoomStage,
    /// When the carrier was last asked to move the telephone that was dialled.
    pub asked_at: DateTime<Utc>,
    /// The conversation is cut then, unless a hand is raised.
    pub cut_at: DateTime<Utc>,
    /// The telephone that was dialled has asked for its way into the room.
    pub has_dialled: bool,
    /// The step of the script that follows the conversation, once the telephone that hears the script was led in.
    pub next_step: Option<u32>,
    /// The worker is out of it for a moment.
    #[serde(default)]
    pub is_aside: bool,
    /// The last of the worker's returns to the room on which a key was acted upon.
    pub acted_on: u32,
    /// The case that the raised hand opened.
    pub hand: Option<CaseId>,
    /// Who of the team joins them.
    #[serde(default)]
    pub joining: Option<Joining>,
    /// The worker is told then that another call of theirs is near.
    #[serde(default)]
    pub time_left_at: Option<DateTime<Utc>>,
    /// The worker ended the conversation by the end key…
    pub is_ended_by_key: bool,
    /// …and is left in peace for so many minutes.
    pub break_min: i64,
}

/// What a key pressed aside means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoomKey {
    /// 3: page the coordinators; the conversation goes on.
    RaiseHand,
    /// 9, on the listening line: end the conversation politely.
    End,
    /// Anything else, or nothing: back into the room.
    Back,
}

impl RoomKey {
    /// Reads the digits; `may_end` where the worker may end the conversation by a key.
    pub fn read(digits: Option<&str>, may_end: bool) -> RoomKey {
        match digits.map(str::trim) {
            Some("3") => RoomKey::RaiseHand,
            Some("9") if may_end => RoomKey::End,
            Some(_) | None => RoomKey::Back,
        }
    }
}

/// Whether a telephone that was dialled is moved now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// Now.
    Ready,
    /// It may be a machine: not before this.
    NotBefore(DateTime<Utc>),
    /// Never: it is over, or a machine.
    Never,
}

/// Whether `leg`, which was dialled and is talked with, can be led into a room: nobody is moved who may be a machine.
pub fn readiness(leg: &Leg, now: DateTime<Utc>) -> Readiness {
    let Some(answered_at) = leg.answered_at.filter(|_| leg.is_live() && !leg.is_machine) else {
        return Readiness::Never;
    };
    let known_at = answered_at + LATEST_VERDICT;
    if leg.awaits_verdict && !leg.is_human && now < known_at {
        return Readiness::NotBefore(known_at);
    }
    Readiness::Ready
}

impl Room {
    /// A room that the carrier is asked for at `now`, for a conversation of at most `limit_s` seconds.
    pub fn asked(worker: LegId, person: LegId, limit_s: u32, now: DateTime<Utc>) -> Room {
        Room {
            worker,
            person,
            stage: RoomStage::Asked,
            asked_at: now,
            cut_at: now + TimeDelta::seconds(i64::from(limit_s)),
            has_dialled: false,
            next_step: None,
            is_aside: false,
            acted_on: 0,
            hand: None,
            joining: None,
            time_left_at: None,
            is_ended_by_key: false,
            break_min: 0,
        }
    }

    /// Whether the conversation takes place in it now, or may from one moment to the next.
    pub fn is_expected(&self, now: DateTime<Utc>) -> bool {
        match self.stage {
            RoomStage::Asked => now < self.asked_at + MOVE_WITHIN,
            RoomStage::Open => true,
            RoomStage::Over => false,
        }
    }

    /// Whether anybody was ever led into it.
    pub fn was_entered(&self) -> bool {
        self.has_dialled || self.next_step.is_some()
    }

    /// The other one of the two; `None` for a leg that is none of them.
    pub fn other(&self, leg: LegId) -> Option<LegId> {
        match leg {
            leg if leg == self.worker => Some(self.person),
            leg if leg == self.person => Some(self.worker),
            _ => None,
        }
    }

    /// When the other one is led out of it, after `gone` has left it for good at `now`: the person at once, the worker when
    /// its end has not done it. `None` when `gone` is none of the two.
    pub fn other_leaves_at(&self, gone: LegId, now: DateTime<Utc>) -> Option<(LegId, DateTime<Utc>)> {
        let other = self.other(gone)?;
        let leaves_at = match other == self.person {
            true => now,
            false if self.is_aside => now + ASIDE_WITHIN,
            false => now + WORKER_LEAVES_WITHIN,
        };
        Some((other, leaves_at))
    }

    /// Whether somebody of the team is in it too.
    pub fn is_joined(&self) -> bool {
        self.joining.as_ref().is_some_and(|joining| joining.has_entered)
    }

    /// How long the worker may stay in it, seconds.
    pub fn stay_s(&self, now: DateTime<Utc>) -> u32 {
        if self.hand.is_some() {
            return LONGEST_CALL_S;
        }
        let until = self.time_left_at.map_or(self.cut_at, |told_at| told_at.min(self.cut_at));
        u32::try_from((until - now).num_seconds()).unwrap_or(0).clamp(1, LONGEST_CALL_S)
    }

    /// Whether the worker is told now that five minutes are left. Never once a hand was raised: nothing presses them then.
    pub fn is_time_left(&self, now: DateTime<Utc>) -> bool {
        self.hand.is_none() && self.time_left_at.is_some_and(|told_at| now + TimeDelta::seconds(1) >= told_at)
    }

    /// When the worker of a conversation that begins at `now` is told that their call of `next_at` is near; `None` when it is
    /// too near already to be told in time, or when there is none.
    pub fn time_left_told_at(next_at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        next_at.map(|next_at| next_at - TIME_LEFT).filter(|told_at| *told_at > now + TIME_LEFT_APART)
    }

    /// Whether its time is over. Never once a hand was raised.
    pub fn is_cut(&self, now: DateTime<Utc>) -> bool {
        self.hand.is_none() && now + TimeDelta::seconds(1) >= self.cut_at
    }

    /// Whether the key `*` is still heard on the worker's stay number `visit`.
    pub fn hears_star(&self, visit: u32) -> bool {
        visit <= MOST_ASIDES
    }
}

#[cfg(test)]
mod tests;
