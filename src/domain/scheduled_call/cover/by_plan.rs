//! What the plan of the week says of a call: a proposal, until somebody is asked.

use chrono::TimeDelta;

use super::{super::Event, Effect, ScheduledCall, State, Step, UNCOVERED_BEFORE};
use crate::{call_series::CallKind, ids::VolunteerId, scheduled_call::SILENT_BEFORE, week_plan::LeftBecause};

/// Whoever is asked to stand in has so long before others are asked as well: nobody counts on a yes that was never given.
pub const STAND_IN_ANSWERS_WITHIN: TimeDelta = TimeDelta::hours(3);

impl ScheduledCall {
    /// Whether this volunteer was chosen by the plan in the place of whoever usually calls her.
    pub fn stands_in(&self, volunteer: VolunteerId) -> bool {
        self.cover.planned == Some(volunteer) && self.usual_volunteer != Some(volunteer)
    }

    /// Whom the association counts on: before anybody was asked, whoever will be asked.
    pub fn counted_on(&self) -> Option<VolunteerId> {
        self.volunteer.or(self.expected_volunteer().filter(|_| self.state == State::Planned))
    }

    /// Whether only the plan of the week says who makes it: nobody was told, and it may choose again.
    pub fn is_only_proposed(&self) -> bool {
        self.state == State::Planned && self.cover.planned.is_some() && self.cover.planned != self.usual_volunteer
    }

    /// What the plan of the week has to tell this call; `None` when it knows already. `given` is whom the plan found.
    pub fn news_of_plan(&self, given: Result<VolunteerId, LeftBecause>) -> Option<Event> {
        match given {
            Ok(volunteer) if self.expected_volunteer() == Some(volunteer) => None,
            Ok(volunteer) if self.usual_volunteer == Some(volunteer) => Some(Event::VolunteerBack(volunteer)),
            Ok(volunteer) => Some(Event::GivenByPlan(volunteer)),
            Err(because) if self.cover.planned.is_none() && self.cover.left_because == Some(because) => None,
            Err(because) => Some(Event::LeftByPlan(because)),
        }
    }
}

impl Step {
    /// Nobody was asked yet: the plan may choose, and choose again.
    pub(in crate::scheduled_call) fn given_by_plan(&mut self, volunteer: VolunteerId) {
        if self.call.state != State::Planned || self.call.kind == CallKind::CheckCall {
            return;
        }
        self.call.cover.usual_is_away = self.call.usual_volunteer.is_some_and(|usual| usual != volunteer);
        self.call.cover.planned = Some(volunteer);
        self.call.cover.left_because = None;
    }

    /// It goes the way of every call without a volunteer: others are asked when it is time. The reason is kept.
    pub(in crate::scheduled_call) fn left_by_plan(&mut self, because: LeftBecause) {
        if self.call.state != State::Planned {
            return;
        }
        self.call.cover.planned = None;
        self.call.cover.left_because = Some(because);
    }

    /// Asked as the first of those who might stand in. Late, others are looked for at once: nobody is rung for a call
    /// that they never heard of.
    pub(in crate::scheduled_call) fn ask_stand_in(&mut self, volunteer: VolunteerId) {
        if self.now >= self.before(SILENT_BEFORE) {
            return self.seek();
        }
        let answers_until = (self.now + STAND_IN_ANSWERS_WITHIN).min(self.before(SILENT_BEFORE));
        self.call.volunteer = Some(volunteer);
        // The question stays open: a late OUI still wins.
        self.effects.push(Effect::Offer { volunteer, until: self.before(UNCOVERED_BEFORE) });
        self.enter(State::Offered, answers_until);
    }
}

#[cfg(test)]
#[path = "by_plan_tests.rs"]
mod tests;
