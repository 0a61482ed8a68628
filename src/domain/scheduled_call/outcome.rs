//! After they have talked: how it went, whoever says it, and when nobody does.

use chrono::{DateTime, Datelike, Days, NaiveTime, Utc};

use super::{
    CallOutcome, Effect, OUTCOME_ASKED_AFTER, OUTCOME_GIVEN_UP_AFTER, OUTCOME_REMINDED_AFTER, ScheduledCall, State,
    Step,
};
use crate::{
    case::{CaseKind, CaseLevel},
    local_time,
};

/// A week is closed on Sunday evening at this hour of hers, so that on Sunday night every call of it has its end. A digit
/// that comes later still counts.
const WEEK_CLOSES_AT: Option<NaiveTime> = NaiveTime::from_hms_opt(23, 30, 0);

impl ScheduledCall {
    /// When nobody is expected any more to say how a conversation of `talked_at` went: a day later, and on Sunday evening at
    /// the latest when there was time to ask twice.
    fn given_up_at(&self, talked_at: DateTime<Utc>) -> DateTime<Utc> {
        let a_day_later = talked_at + OUTCOME_GIVEN_UP_AFTER;
        let day = local_time::local_date(talked_at, self.zone);
        let sunday = day + Days::new(u64::from(6 - day.weekday().num_days_from_monday()));
        let closes_at = local_time::instant_of(sunday, WEEK_CLOSES_AT.unwrap_or_default(), self.zone);
        if closes_at > talked_at + OUTCOME_REMINDED_AFTER { a_day_later.min(closes_at) } else { a_day_later }
    }
}

impl Step {
    pub(super) fn talked(&mut self) {
        self.call.attempts_made += 1;
        self.call.talked_at = Some(self.now);
        // The key is asked on the same telephone call, which may still be going on.
        self.enter(State::AwaitingOutcome, self.now + OUTCOME_ASKED_AFTER);
    }

    pub(super) fn outcome_is_late(&mut self) {
        let over_at = if self.is_visit() { self.visit_over_at() } else { self.call.talked_at.unwrap_or(self.now) };
        match self.call.outcome_asked {
            0 | 1 => {
                self.effects.push(Effect::AskOutcome { again: self.call.outcome_asked == 1 });
                self.call.outcome_asked += 1;
                let next = match self.call.outcome_asked {
                    1 => over_at + OUTCOME_REMINDED_AFTER,
                    // Whether a visit took place at all is not known: it has its whole day.
                    _ if self.is_visit() => over_at + OUTCOME_GIVEN_UP_AFTER,
                    _ => self.call.given_up_at(over_at),
                };
                self.timer = Some(next.max(self.now + OUTCOME_ASKED_AFTER));
            }
            _ if self.is_visit() => self.was_not_seen(),
            _ => {
                self.call.outcome = Some(CallOutcome::NotConfirmed);
                self.end(State::Settled);
            }
        }
    }

    pub(super) fn outcome_given(&mut self, outcome: CallOutcome) {
        let is_awaited = matches!(self.call.state, State::Attempting | State::AwaitingOutcome);
        let is_late = self.call.state == State::Settled && self.call.outcome == Some(CallOutcome::NotConfirmed);
        if !is_awaited && !is_late && !self.is_late_word_of_a_visit() {
            return;
        }
        let met_at = if self.is_visit() { self.call.starts_at } else { self.now };
        self.call.talked_at = self.call.talked_at.or(Some(met_at));
        self.call.outcome = Some(outcome);
        match outcome {
            CallOutcome::Worry => {
                self.effects.push(Effect::OpenCase { kind: CaseKind::Worry, level: CaseLevel::Worry });
            }
            CallOutcome::Urgent => {
                self.effects.push(Effect::OpenCase { kind: CaseKind::Urgent, level: CaseLevel::Immediate });
            }
            CallOutcome::HelpAsked => {
                self.effects.push(Effect::OpenCase { kind: CaseKind::HelpAsked, level: CaseLevel::Serious });
            }
            CallOutcome::Well
            | CallOutcome::NotConfirmed
            | CallOutcome::CalledBack
            | CallOutcome::CallbackAsked
            | CallOutcome::Stopped => {}
        }
        self.end(State::Settled);
    }

    pub(super) fn was_no_answer(&mut self) {
        let awaits = self.call.state == State::AwaitingOutcome;
        let given_up = self.call.state == State::Settled && self.call.outcome == Some(CallOutcome::NotConfirmed);
        if awaits && self.is_visit() {
            return self.was_not_seen();
        }
        if awaits || given_up {
            self.call.outcome = None;
            self.call.talked_at = None;
            self.call.outcome_asked = 0;
            self.person_not_reached_yet(true);
            self.next_attempt_or_case();
        }
    }

    pub(super) fn called_back(&mut self) {
        match self.call.state {
            // Somebody is with her: how she is, they will say.
            State::AwaitingOutcome if self.is_visit() => {}
            State::WaitingRetry | State::Attempting | State::AwaitingOutcome => {
                self.call.talked_at = Some(self.now);
                self.call.outcome = Some(CallOutcome::CalledBack);
                self.end(State::Settled);
            }
            State::Missed => {
                self.call.talked_at = Some(self.now);
                self.call.outcome = Some(CallOutcome::CalledBack);
                self.effects.push(Effect::SettleCase);
                self.end(State::Settled);
            }
            // Her call has not begun: she rang about something else, and will be rung as promised.
            State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed => {}
            State::Settled | State::Cancelled => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use chrono_tz::{America::Martinique, Europe::Paris, Tz};

    use super::{
        super::{
            AttemptResult, Event, step,
            tests::{at, call},
        },
        *,
    };

    fn given_up(talked_at: &str, zone: Tz) -> String {
        let call = ScheduledCall { zone, ..call() };
        call.given_up_at(at(talked_at)).format("%a %d %H:%M").to_string()
    }

    #[test]
    fn nobody_says_how_it_went_then_a_day_and_never_beyond_her_sunday_evening() {
        for (talked_at, zone, expected) in [
            ("2026-11-26T14:10:00Z", Paris, "Fri 27 14:10"),
            ("2026-11-28T14:10:00Z", Paris, "Sun 29 14:10"),
            // Saturday's call, reached at its last attempt on Sunday.
            ("2026-11-29T10:05:00Z", Paris, "Sun 29 22:30"),
            ("2026-11-29T15:05:00Z", Martinique, "Mon 30 03:30"),
            // Too late to ask twice before the evening is over.
            ("2026-11-29T20:45:00Z", Paris, "Mon 30 20:45"),
            // The clocks change in that night.
            ("2027-03-28T09:05:00Z", Paris, "Sun 28 21:30"),
            ("2027-10-31T10:05:00Z", Paris, "Sun 31 22:30"),
        ] {
            assert_eq!(given_up(talked_at, zone), expected, "{talked_at}");
        }
    }

    #[test]
    fn week_was_closed_without_a_word_then_a_digit_on_monday_still_counts() {
        let sunday = at("2026-11-29T10:00:00Z");
        let attempting = ScheduledCall { state: State::Attempting, ..call() };
        let talked = Event::AttemptEnded { result: AttemptResult::Talked, caller_stays: true };
        let mut decision = step(attempting, talked, sunday, None);
        let mut looks = Vec::new();
        while let Some(timer) = decision.timer {
            looks.push(timer.format("%H:%M").to_string());
            decision = step(decision.call, Event::TimerFired, timer, None);
        }
        assert_eq!(looks, ["10:03", "12:00", "22:30"]);
        assert_eq!(decision.call.outcome, Some(CallOutcome::NotConfirmed));
        let monday = step(decision.call, Event::OutcomeGiven(CallOutcome::Well), sunday + TimeDelta::hours(23), None);
        assert_eq!((monday.call.state, monday.call.outcome), (State::Settled, Some(CallOutcome::Well)));
    }
}
