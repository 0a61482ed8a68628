//! From a first letter to the last thank you: the steps of a volunteer's life, each with a date and a name.
//!
//! Invariants: nobody calls before the charter is signed and the training done; nobody is confirmed before two
//! calls or a double listening; whoever has ended begins again from the beginning.
//!
//! # Source
//! Domain notes 2.2.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    people::{Member, Volunteer, VolunteerStatus},
    wishes::HelperCircle,
};

/// A volunteer on probation makes at most this many calls in the first week.
pub const FIRST_WEEK_CALLS: u32 = 2;
/// The first week of a probation, in days.
pub const FIRST_WEEK_DAYS: u64 = 7;
/// Calls made before a probation can end, unless somebody has listened in.
pub const PROBATION_CALLS: u32 = 2;
/// Without supervision for longer than this, somebody active meets nobody new.
pub const SUPERVISED_EVERY_DAYS: u64 = 60;
/// This many hard calls within [`HARD_CALLS_WITHIN_DAYS`] ask for supervision.
pub const HARD_CALLS: usize = 2;
/// See [`HARD_CALLS`].
pub const HARD_CALLS_WITHIN_DAYS: i64 = 31;

/// One step of a life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LifeStep {
    /// Somebody met the applicant.
    Interviewed,
    /// References, or the criminal record, were checked.
    ReferencesChecked,
    /// The charter was signed.
    CharterSigned,
    /// The training was finished.
    Trained,
    /// The first calls may be made.
    ProbationBegun,
    /// Somebody experienced listened to a call together with the volunteer.
    DoubleListened,
    /// The probation is over.
    Confirmed,
    /// A supervision session was attended.
    Supervised,
    /// Away for a while, without a date of return.
    Paused,
    /// Back.
    Resumed,
    /// Left, thanked, access cut.
    Ended,
    /// Somebody who had left applies again.
    Returned,
}

impl LifeStep {
    /// Every step, in the order of a life.
    pub const ALL: [LifeStep; 12] = [
        LifeStep::Interviewed,
        LifeStep::ReferencesChecked,
        LifeStep::CharterSigned,
        LifeStep::Trained,
        LifeStep::ProbationBegun,
        LifeStep::DoubleListened,
        LifeStep::Confirmed,
        LifeStep::Supervised,
        LifeStep::Paused,
        LifeStep::Resumed,
        LifeStep::Ended,
        LifeStep::Returned,
    ];

    /// The name used by the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            LifeStep::Interviewed => "interviewed",
            LifeStep::ReferencesChecked => "references_checked",
            LifeStep::CharterSigned => "charter_signed",
            LifeStep::Trained => "trained",
            LifeStep::ProbationBegun => "probation_begun",
            LifeStep::DoubleListened => "double_listened",
            LifeStep::Confirmed => "confirmed",
            LifeStep::Supervised => "supervised",
            LifeStep::Paused => "paused",
            LifeStep::Resumed => "resumed",
            LifeStep::Ended => "ended",
            LifeStep::Returned => "returned",
        }
    }

    /// The step of this name.
    pub fn parse(text: &str) -> Option<LifeStep> {
        LifeStep::ALL.into_iter().find(|step| step.as_str() == text.trim())
    }
}

/// A step that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeStep {
    /// Which.
    pub step: LifeStep,
    /// On which day.
    pub on: NaiveDate,
    /// Who says so.
    pub by: Member,
}

/// What is kept of a life beside the status. Records written before it have an empty one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Life {
    /// The steps made here, oldest first. Somebody imported as active has none.
    #[serde(default)]
    pub steps: Vec<MadeStep>,
    /// What a pause interrupts.
    #[serde(default)]
    pub before_pause: Option<VolunteerStatus>,
    /// Calls made while on probation.
    #[serde(default)]
    pub probation_calls: u32,
    /// Hard calls asked for supervision on that day; a session ends it.
    #[serde(default)]
    pub supervision_wanted_on: Option<NaiveDate>,
}

impl Life {
    /// The day a step was last made.
    pub fn last(&self, step: LifeStep) -> Option<NaiveDate> {
        self.steps.iter().rev().find(|made| made.step == step).map(|made| made.on)
    }
}

/// Why a step is not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LifeRefusal {
    /// Another step comes first.
    #[error("another step comes first")]
    OutOfOrder,
    /// The charter is not signed, or the training not finished.
    #[error("the charter and the training come first")]
    GateClosed,
    /// Too few calls on probation, and nobody has listened in.
    #[error("two calls, or a double listening, come first")]
    ProbationTooShort,
    /// The day has not come yet.
    #[error("that day has not come yet")]
    InTheFuture,
    /// The volunteer has left.
    #[error("the volunteer has left")]
    HasEnded,
}

/// Makes a step. The same step of the same day again changes nothing and is no refusal.
///
/// # Errors
/// [`LifeRefusal`], and the volunteer is unchanged.
pub fn live(volunteer: &Volunteer, made: MadeStep, today: NaiveDate) -> Result<Volunteer, LifeRefusal> {
    let life = &volunteer.life;
    if life.steps.iter().any(|before| before.step == made.step && before.on == made.on) {
        return Ok(volunteer.clone());
    }
    if made.on > today {
        return Err(LifeRefusal::InTheFuture);
    }
    let mut after = volunteer.clone();
    after.status = status_after(volunteer, made)?;
    match made.step {
        LifeStep::CharterSigned => after.charter_signed_on = Some(made.on),
        LifeStep::Trained => after.trained_on = Some(made.on),
        LifeStep::ProbationBegun => after.life.probation_calls = 0,
        LifeStep::Supervised => after.life.supervision_wanted_on = None,
        LifeStep::Paused => after.life.before_pause = Some(volunteer.status),
        LifeStep::Resumed => after.life.before_pause = None,
        LifeStep::Returned => {
            (after.charter_signed_on, after.trained_on) = (None, None);
            after.life.before_pause = None;
        }
        LifeStep::Interviewed
        | LifeStep::ReferencesChecked
        | LifeStep::DoubleListened
        | LifeStep::Confirmed
        | LifeStep::Ended => {}
    }
    after.life.steps.push(made);
    Ok(after)
}

fn status_after(volunteer: &Volunteer, made: MadeStep) -> Result<VolunteerStatus, LifeRefusal> {
    use VolunteerStatus as Status;
    let status = volunteer.status;
    let is_at_work = matches!(status, Status::Probation | Status::Active | Status::Paused);
    if status == Status::Ended {
        return if made.step == LifeStep::Returned { Ok(Status::Applicant) } else { Err(LifeRefusal::HasEnded) };
    }
    match (made.step, status) {
        (LifeStep::Interviewed, Status::Applicant) => Ok(Status::Interviewed),
        (LifeStep::ReferencesChecked, Status::Interviewed) => Ok(Status::ReferencesChecked),
        (LifeStep::CharterSigned, Status::ReferencesChecked) => Ok(Status::CharterSigned),
        (LifeStep::Trained, Status::CharterSigned) => Ok(Status::Trained),
        // A new version of the charter, a refresher, or a date missing in an older list.
        (LifeStep::CharterSigned | LifeStep::Trained, _) if is_at_work => Ok(status),
        (LifeStep::ProbationBegun, Status::Trained) => {
            let is_open = volunteer.charter_signed_on.is_some() && volunteer.trained_on.is_some();
            if is_open { Ok(Status::Probation) } else { Err(LifeRefusal::GateClosed) }
        }
        (LifeStep::DoubleListened, Status::Trained | Status::Probation) => Ok(status),
        (LifeStep::Confirmed, Status::Probation) => {
            let life = &volunteer.life;
            let was_heard = life.last(LifeStep::DoubleListened).is_some();
            let is_enough = was_heard || life.probation_calls >= PROBATION_CALLS;
            if is_enough { Ok(Status::Active) } else { Err(LifeRefusal::ProbationTooShort) }
        }
        (LifeStep::Supervised, _) if is_at_work => Ok(status),
        (LifeStep::Paused, Status::Probation | Status::Active) => Ok(Status::Paused),
        (LifeStep::Resumed, Status::Paused) => Ok(volunteer.life.before_pause.unwrap_or(Status::Active)),
        (LifeStep::Ended, _) => Ok(Status::Ended),
        _ => Err(LifeRefusal::OutOfOrder),
    }
}

impl Volunteer {
    /// The hard gate: nobody is bridged with a person before charter and training, nor from an outer circle.
    pub fn may_call(&self) -> bool {
        matches!(self.status, VolunteerStatus::Probation | VolunteerStatus::Active)
            && self.circle == HelperCircle::Active
            && self.charter_signed_on.is_some()
            && self.trained_on.is_some()
            && self.phone.is_some()
    }

    /// Still of the association: their texts and calls are theirs.
    pub fn is_here(&self) -> bool {
        self.status != VolunteerStatus::Ended
    }

    /// The first week of a probation that goes on: `[first day, day after the last)`.
    pub fn first_week(&self) -> Option<(NaiveDate, NaiveDate)> {
        let began_on = self.life.last(LifeStep::ProbationBegun)?;
        (self.status == VolunteerStatus::Probation).then(|| (began_on, began_on + Days::new(FIRST_WEEK_DAYS)))
    }

    /// Meets nobody new until a supervision session: the last one, or the end of the probation, is too long ago, or
    /// calls were hard. Of somebody whose sessions were never recorded here only the hard calls are known.
    pub fn needs_supervision(&self, today: NaiveDate) -> bool {
        let last = self.life.last(LifeStep::Supervised).max(self.life.last(LifeStep::Confirmed));
        let is_overdue = last.is_some_and(|on| on + Days::new(SUPERVISED_EVERY_DAYS) < today);
        self.status == VolunteerStatus::Active && (is_overdue || self.life.supervision_wanted_on.is_some())
    }
}

#[cfg(test)]
#[path = "volunteer_life_tests.rs"]
mod tests;
