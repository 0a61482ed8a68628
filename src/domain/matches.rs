//! A volunteer and a person are brought together: asked, on trial for three calls, confirmed.
//!
//! A coordinator begins it and may end it. The volunteer is asked first, then the person, so that nobody is told of
//! somebody who may say no. Both yes: the calls begin, as a trial. After three calls that took place both are asked
//! whether to go on. A no at any point ends it, and these two are not proposed to each other again until a coordinator
//! lifts it.
//!
//! Invariants: what is alive has a timer; calls begin only after two times yes; a question is about one of the two at a
//! time; an answer said twice changes nothing; what is over stays over.
//!
//! # Source
//! Domain notes 2.3, 2.10 and story K8.

mod ends;
mod step;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use ends::{EndedBecause, MatchEnd, NoReason};
pub use step::{Context, Decision, Effect, Event, step};

use crate::{
    code::Code,
    consent::Way,
    ids::{CaseId, LineId, MatchId, OrganisationId, PersonId, SeriesId, VolunteerId},
    matching::{Reason, WeeklySlot},
    people::Member,
};

/// So many calls that took place make a trial.
///
/// # Source
/// Domain notes 2.3.
pub const TRIAL_CALLS: u32 = 3;
/// Whoever was asked and is silent is asked once more after this…
pub const ASK_AGAIN_AFTER: TimeDelta = TimeDelta::hours(24);
/// …and a coordinator sees to it after this.
pub const ANSWER_WITHIN: TimeDelta = TimeDelta::hours(48);
/// A match that waits for a coordinator is looked at again after this.
pub const WATCH_AGAIN_AFTER: TimeDelta = TimeDelta::hours(48);

/// Where a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatchState {
    /// Both are asked whether they would like to, one after the other.
    Asked,
    /// The first calls are made.
    Trial,
    /// Both are asked whether to go on, one after the other; calls go on meanwhile.
    ToConfirm,
    /// They go on.
    Confirmed,
    /// One of the two said no.
    Refused,
    /// It ended before it was confirmed, for another reason.
    Withdrawn,
    /// It was confirmed, and is over.
    Ended,
}

impl MatchState {
    /// Whether something must still happen: such a match has a timer.
    pub fn is_live(self) -> bool {
        matches!(self, MatchState::Asked | MatchState::Trial | MatchState::ToConfirm)
    }

    /// Whether the two are together, or about to be.
    pub fn is_current(self) -> bool {
        self.is_live() || self == MatchState::Confirmed
    }

    /// The name kept in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchState::Asked => "asked",
            MatchState::Trial => "trial",
            MatchState::ToConfirm => "to_confirm",
            MatchState::Confirmed => "confirmed",
            MatchState::Refused => "refused",
            MatchState::Withdrawn => "withdrawn",
            MatchState::Ended => "ended",
        }
    }
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The volunteer.
    Volunteer,
    /// The person.
    Person,
}

impl Side {
    /// The other one.
    pub fn other(self) -> Side {
        match self {
            Side::Volunteer => Side::Person,
            Side::Person => Side::Volunteer,
        }
    }

    /// The word of the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Volunteer => "volunteer",
            Side::Person => "person",
        }
    }

    /// The side of this word.
    pub fn parse(text: &str) -> Option<Side> {
        [Side::Volunteer, Side::Person].into_iter().find(|side| side.as_str() == text.trim())
    }
}

/// What one of the two said, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// Yes.
    pub yes: bool,
    /// By a text, on the telephone, in another way.
    pub way: Way,
    /// Who noted it, when it was not written by themselves.
    pub by: Option<Member>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What both said to one question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answers {
    /// The volunteer.
    pub volunteer: Option<Said>,
    /// The person.
    pub person: Option<Said>,
}

impl Answers {
    /// What one of them said.
    pub fn of(&self, side: Side) -> Option<Said> {
        match side {
            Side::Volunteer => self.volunteer,
            Side::Person => self.person,
        }
    }

    fn set(&mut self, side: Side, said: Said) {
        match side {
            Side::Volunteer => self.volunteer = Some(said),
            Side::Person => self.person = Some(said),
        }
    }

    fn said_yes(&self, side: Side) -> bool {
        self.of(side).is_some_and(|said| said.yes)
    }
}

/// A volunteer and a person who are being brought together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Identity of the record.
    pub id: MatchId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The line that writes, and whose coordinators see to it.
    pub line_id: LineId,
    /// Names it in texts and on the command line.
    pub code: Code,
    /// Who is to be called.
    pub person_id: PersonId,
    /// By whom.
    pub volunteer_id: VolunteerId,
    /// Her clocks.
    pub zone: Tz,
    /// When, every week; none when her series goes on at its hours with this volunteer.
    pub slot: Option<WeeklySlot>,
    /// The series that is given to this volunteer, when she has one that nobody calls.
    pub renews: Option<SeriesId>,
    /// Why they were proposed to each other.
    pub reasons: Vec<Reason>,
    /// The coordinator who began it.
    pub asked_by: Member,
    /// When it began.
    pub asked_at: DateTime<Utc>,
    /// Where it is.
    pub state: MatchState,
    /// Whether they would like to.
    pub begin: Answers,
    /// Whether to go on.
    pub go_on: Answers,
    /// Since when the question that is open has been waiting.
    pub question_at: DateTime<Utc>,
    /// It was asked a second time.
    pub is_asked_again: bool,
    /// It waits for an hour at which she may be disturbed: it was not asked yet.
    #[serde(default)]
    pub waits_for_hour: bool,
    /// The volunteer wrote OUI or NON while another question was open too: it counts once the code says which.
    #[serde(default)]
    pub half_said: Option<bool>,
    /// Their series, once it is made.
    pub series_id: Option<SeriesId>,
    /// Calls of the trial that took place.
    pub calls_made: u32,
    /// The task of a coordinator about it, the last one.
    pub case_id: Option<CaseId>,
    /// How it ended.
    pub end: Option<MatchEnd>,
    /// A coordinator decided that these two may be proposed to each other again.
    #[serde(default)]
    pub lifted: Option<(Member, DateTime<Utc>)>,
}

impl Match {
    /// Whose answer is awaited: the volunteer's first. `None` when nobody is asked anything.
    pub fn awaits(&self) -> Option<Side> {
        let answers = match self.state {
            MatchState::Asked => &self.begin,
            MatchState::ToConfirm => &self.go_on,
            MatchState::Trial
            | MatchState::Confirmed
            | MatchState::Refused
            | MatchState::Withdrawn
            | MatchState::Ended => return None,
        };
        [Side::Volunteer, Side::Person].into_iter().find(|side| answers.of(*side).is_none())
    }

    /// Whether a no between these two still stands.
    pub fn stands_between_them(&self) -> bool {
        self.state == MatchState::Refused && self.lifted.is_none()
    }
}

#[cfg(test)]
pub(crate) mod examples {
    //! A match to try rules on.

    use uuid::Uuid;

    use super::*;
    use crate::ids::StaffId;

    /// Asked on Thursday 26 November 2026 at ten in Paris; nobody has answered.
    pub(crate) fn asked() -> Match {
        let at: DateTime<Utc> = "2026-11-26T09:00:00Z".parse().unwrap();
        Match {
            id: MatchId(Uuid::nil()),
            organisation_id: OrganisationId(Uuid::nil()),
            line_id: LineId(Uuid::nil()),
            code: Code::from_number(1),
            person_id: PersonId(Uuid::nil()),
            volunteer_id: VolunteerId(Uuid::nil()),
            zone: chrono_tz::Europe::Paris,
            slot: None,
            renews: None,
            reasons: Vec::new(),
            asked_by: Member::Staff(StaffId(Uuid::from_u128(9))),
            asked_at: at,
            state: MatchState::Asked,
            begin: Answers::default(),
            go_on: Answers::default(),
            question_at: at,
            is_asked_again: false,
            waits_for_hour: false,
            half_said: None,
            series_id: None,
            calls_made: 0,
            case_id: None,
            end: None,
            lifted: None,
        }
    }
}
