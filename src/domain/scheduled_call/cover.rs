//! Who makes a call when its volunteer cannot: away, over the limit, gone; back again; or at another hour.
//!
//! A call that is covered keeps its hour. A person who prefers to wait is not called meanwhile, and her call comes back
//! with her volunteer while there is time.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Effect, OFFER_BEFORE, ScheduledCall, State, Step, UNCOVERED_BEFORE, WATCH_EVERY};
use crate::{call_series::CallKind, ids::VolunteerId, local_time, week_plan::LeftBecause};

mod by_plan;

pub use by_plan::STAND_IN_ANSWERS_WITHIN;

/// A volunteer who is silent is asked once more this long before the call.
pub const REMIND_BEFORE: TimeDelta = TimeDelta::hours(1);
/// A volunteer may move a call by this much from the hour that was promised.
pub const MOVED_AT_MOST: TimeDelta = TimeDelta::hours(2);
/// A volunteer may ring the line and be connected this long before the hour…
pub const CALLS_IN_BEFORE: TimeDelta = TimeDelta::minutes(30);
/// …and this long after it.
pub const CALLS_IN_AFTER: TimeDelta = TimeDelta::minutes(60);
/// Volunteers are written to between these local hours.
const TEXTS_FROM_H: u32 = 9;
const TEXTS_TO_H: u32 = 20;

/// What is kept about a call's cover. Records written before it have an empty one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cover {
    /// The usual volunteer does not make this one: away, or no room for it.
    #[serde(default)]
    pub usual_is_away: bool,
    /// Cancelled because the person waits for her volunteer.
    #[serde(default)]
    pub waits: bool,
    /// The silent volunteer was asked once more.
    #[serde(default)]
    pub is_reminded: bool,
    /// The next wave of substitutes is asked then.
    #[serde(default)]
    pub next_wave_at: Option<DateTime<Utc>>,
    /// The hour that was promised, once a volunteer has moved the call.
    #[serde(default)]
    pub promised_at: Option<DateTime<Utc>>,
    /// Whom the plan of the week chose: asked first, the day before. Nobody was told yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<VolunteerId>,
    /// Why the plan of the week found nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_because: Option<LeftBecause>,
}

/// Why a volunteer's hour is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourRefusal {
    /// It is over, or on another day of hers.
    NotThatDay,
    /// Too far from the hour she was promised.
    TooFar,
    /// She wants no call then.
    HerQuietHours,
    /// The call is made, given up or somebody else's.
    NotOpen,
}

impl ScheduledCall {
    /// Whom the plan of the week chose, or the usual volunteer, unless somebody else has to make this one.
    pub fn expected_volunteer(&self) -> Option<VolunteerId> {
        self.cover.planned.or(self.usual_volunteer.filter(|_| !self.cover.usual_is_away))
    }

    /// When its volunteer is asked: the day before, at an hour at which people like to receive a text. For a call made too
    /// late for that nobody is woken: shortly before the call, the volunteer is simply rung.
    pub fn asks_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
        let wanted = (self.starts_at - OFFER_BEFORE).max(now);
        let asks_at = local_time::next_within(wanted, hour(TEXTS_FROM_H), hour(TEXTS_TO_H), self.zone);
        asks_at.min(self.starts_at - UNCOVERED_BEFORE).max(now)
    }

    /// Whether a volunteer who rings the line is connected for this call, instead of being rung: theirs, about now, and at an
    /// hour at which the person wants to be called.
    pub fn may_call_in(&self, volunteer: VolunteerId, now: DateTime<Utc>) -> bool {
        let is_about_to =
            matches!(self.state, State::Offered | State::SeekingSubstitute | State::Confirmed | State::WaitingRetry);
        let is_theirs = self.volunteer == Some(volunteer) && !self.team_took_over && self.kind != CallKind::Visit;
        let is_about_now = self.starts_at - CALLS_IN_BEFORE <= now && now <= self.starts_at + CALLS_IN_AFTER;
        let hour = local_time::local_time(now, self.zone);
        is_about_to && is_theirs && is_about_now && hour >= self.calls_from && hour < self.calls_to
    }

    /// Whether a volunteer may move the call to `at`: the same day of hers, within two hours of what was promised, inside
    /// the hours she wants, and not in the past.
    ///
    /// # Errors
    /// The reason why not; nothing changes.
    pub fn can_move_to(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), HourRefusal> {
        let is_open = matches!(self.state, State::Offered | State::SeekingSubstitute | State::Confirmed);
        // Nobody makes a check call: it is the robot's.
        if !is_open || self.kind == CallKind::CheckCall {
            return Err(HourRefusal::NotOpen);
        }
        let promised_at = self.cover.promised_at.unwrap_or(self.starts_at);
        if at < now || local_time::local_date(at, self.zone) != local_time::local_date(promised_at, self.zone) {
            return Err(HourRefusal::NotThatDay);
        }
        if (at - promised_at).abs() > MOVED_AT_MOST {
            return Err(HourRefusal::TooFar);
        }
        let hour = local_time::local_time(at, self.zone);
        if hour < self.calls_from || hour >= self.calls_to {
            return Err(HourRefusal::HerQuietHours);
        }
        Ok(())
    }
}

impl Step {
    /// The next look at a search: its next wave, or sooner the reminder to a volunteer who is silent.
    pub(super) fn search_until(&mut self, next_wave_at: DateTime<Utc>) {
        self.call.cover.next_wave_at = Some(next_wave_at);
        let reminder_at = self.before(REMIND_BEFORE);
        let is_silent = self.call.volunteer.is_some() && !self.call.cover.is_reminded;
        let next = if is_silent && self.now < reminder_at { next_wave_at.min(reminder_at) } else { next_wave_at };
        self.enter(State::SeekingSubstitute, next);
    }

    /// A timer of the search: the reminder, a wave, or both.
    pub(super) fn search_goes_on(&mut self) {
        let is_time = self.now >= self.before(REMIND_BEFORE) && self.now < self.before(UNCOVERED_BEFORE);
        if let Some(volunteer) = self.call.volunteer.filter(|_| is_time && !self.call.cover.is_reminded) {
            self.call.cover.is_reminded = true;
            self.effects.push(Effect::Remind(volunteer));
        }
        match self.call.cover.next_wave_at {
            Some(next) if next > self.now => self.search_until(next),
            Some(_) | None => self.seek(),
        }
    }

    /// Whoever was to call cannot. `has_left`: not for any other call of the series either.
    pub(super) fn released(&mut self, volunteer: VolunteerId, has_left: bool) {
        self.call.cover.planned.take_if(|planned| *planned == volunteer);
        if self.call.usual_volunteer == Some(volunteer) {
            self.call.cover.usual_is_away = !has_left;
            if has_left {
                self.call.usual_volunteer = None;
            }
        }
        if self.call.volunteer != Some(volunteer) {
            return;
        }
        match self.call.state {
            State::Planned => self.call.volunteer = None,
            State::Offered | State::Confirmed => {
                self.without_volunteer(volunteer);
                // Those who could not earlier are not asked again; those who were told "taken" are.
                self.call.waves = 0;
                self.seek();
            }
            // Others are being asked already: their time goes on.
            State::SeekingSubstitute => self.without_volunteer(volunteer),
            State::WaitingRetry => self.call.team_took_over = true,
            State::Attempting | State::AwaitingOutcome | State::Missed | State::Settled | State::Cancelled => {}
        }
    }

    fn without_volunteer(&mut self, volunteer: VolunteerId) {
        self.call.volunteer = None;
        self.call.is_promised = false;
        self.call.starting_told = false;
        self.effects.push(Effect::WithdrawOfferOf(volunteer));
    }

    /// The volunteer is away on the day of the call; the person has said what she prefers then.
    pub(super) fn away(&mut self, volunteer: VolunteerId, person_waits: bool) {
        let is_usual = self.call.usual_volunteer == Some(volunteer);
        let is_theirs = self.call.volunteer.is_none_or(|other| other == volunteer);
        let is_before =
            matches!(self.call.state, State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed);
        if person_waits && is_usual && is_theirs && is_before {
            self.call.cover.usual_is_away = true;
            self.call.cover.waits = true;
            self.call.cover.planned = None;
            (self.call.volunteer, self.call.is_promised) = (None, false);
            self.effects.push(Effect::WithdrawOfferOf(volunteer));
            self.effects.push(Effect::WithdrawOffers);
            return self.end(State::Cancelled);
        }
        self.released(volunteer, false);
    }

    /// Whether somebody else than her usual volunteer would make it, and she may still say that she prefers to wait.
    fn may_still_wait(&self) -> bool {
        let is_before =
            matches!(self.call.state, State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed);
        let Some(usual) = self.call.usual_volunteer.filter(|_| is_before) else { return false };
        self.call.cover.usual_is_away || self.call.volunteer.is_some_and(|volunteer| volunteer != usual)
    }

    /// She waits for her volunteer, whose other calls go on; whoever stood in is told that nothing is to be done.
    pub(super) fn waits_for_usual(&mut self) {
        if !self.may_still_wait() {
            return;
        }
        self.effects.extend(self.call.volunteer.filter(|_| self.call.is_promised).map(Effect::TellCancelled));
        self.call.cover.usual_is_away = true;
        self.call.cover.waits = true;
        self.call.cover.planned = None;
        (self.call.volunteer, self.call.is_promised) = (None, false);
        self.effects.push(Effect::WithdrawOffers);
        self.end(State::Cancelled);
    }

    /// The usual volunteer is not away after all: the call is theirs again, unless somebody has promised it meanwhile.
    pub(super) fn back(&mut self, volunteer: VolunteerId) {
        if self.call.usual_volunteer != Some(volunteer) || !self.call.cover.usual_is_away {
            return;
        }
        let is_in_time = self.now < self.before(UNCOVERED_BEFORE);
        match self.call.state {
            State::Planned => (self.call.cover.usual_is_away, self.call.cover.planned) = (false, None),
            State::Cancelled if self.call.cover.waits && is_in_time => {
                self.call.cover = Cover::default();
                (self.call.waves, self.call.starting_told) = (0, false);
                let asks_at = self.call.asks_at(self.now);
                self.enter(State::Planned, asks_at);
            }
            State::SeekingSubstitute | State::Confirmed if self.call.volunteer.is_none() && is_in_time => {
                (self.call.cover.usual_is_away, self.call.cover.planned) = (false, None);
                self.call.waves = 0;
                self.ask();
            }
            State::Offered
            | State::SeekingSubstitute
            | State::Confirmed
            | State::Attempting
            | State::WaitingRetry
            | State::AwaitingOutcome
            | State::Missed
            | State::Settled
            | State::Cancelled => {}
        }
    }

    /// The volunteer rings the line for this call: the attempt begins without ringing them.
    pub(super) fn called_in(&mut self, volunteer: VolunteerId) {
        if !self.call.may_call_in(volunteer, self.now) {
            return;
        }
        self.call.is_promised = true;
        self.call.starting_told = true;
        self.call.caller_tries += 1;
        self.effects.push(Effect::WithdrawOffers);
        self.enter(State::Attempting, self.now + WATCH_EVERY);
    }

    /// "15h30": the call moves, and whoever proposed it makes it.
    pub(super) fn moved(&mut self, volunteer: VolunteerId, at: DateTime<Utc>) {
        let is_theirs = self.call.volunteer == Some(volunteer) || !self.call.is_promised;
        if !is_theirs || self.call.can_move_to(at, self.now).is_err() {
            return;
        }
        self.call.cover.promised_at.get_or_insert(self.call.starts_at);
        self.call.starts_at = at;
        self.call.starting_told = false;
        self.call.volunteer = Some(volunteer);
        self.call.is_promised = true;
        self.effects.push(Effect::WithdrawOffers);
        self.effects.push(Effect::TellConfirmed(volunteer));
        self.confirm();
    }
}

#[cfg(test)]
#[path = "cover_tests.rs"]
mod tests;
