//! What happens to a match, and what follows.

use chrono::{DateTime, Utc};

use super::{
    ANSWER_WITHIN, ASK_AGAIN_AFTER, EndedBecause, Match, MatchEnd, MatchState, NoReason, Said, Side, TRIAL_CALLS,
    WATCH_AGAIN_AFTER,
};
use crate::people::Member;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired {
        /// She is away until then: nobody asks her anything meanwhile.
        away_until: Option<DateTime<Utc>>,
        /// Calls of the trial that took place so far.
        calls_made: u32,
        /// A coordinator has the last task about it and has not closed it.
        task_is_open: bool,
    },
    /// One of the two answered.
    Said {
        /// Who.
        side: Side,
        /// What.
        said: Said,
        /// Why, when it is a no.
        reason: NoReason,
    },
    /// A coordinator confirmed it.
    Confirmed(Member),
    /// It ends for another reason than a no.
    Withdrawn {
        /// Why.
        because: EndedBecause,
        /// Who decided, when somebody did.
        by: Option<Member>,
    },
}

/// What must be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Ask one of the two the question that is open, by a text or by a human.
    Ask(Side),
    /// Tell the volunteer that she is being asked.
    TellWaits,
    /// Begin the calls: make their series, or give hers to this volunteer. It may turn out that it cannot be.
    Begin,
    /// Tell both that they go on.
    TellConfirmed,
    /// Thank for a no, kindly.
    ThankForNo(Side),
    /// Tell one of the two that it ends, kindly and without a reason.
    TellEnded(Side),
    /// End their series; the volunteer is told by that.
    EndCalls(EndedBecause),
    /// Nobody answered in time: a coordinator sees to it.
    TellUnanswered,
}

/// What an event is looked at with.
#[derive(Debug, Clone, Copy)]
pub struct Context {
    /// The present.
    pub now: DateTime<Utc>,
    /// When a trial is looked at next: tomorrow, at an hour at which people may be written to.
    pub next_look_at: DateTime<Utc>,
    /// The timer, kept when the event is stale.
    pub timer: Option<DateTime<Utc>>,
}

/// A decision: the match as it is now, what to do, when to look again.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The new state.
    pub paired: Match,
    /// In order.
    pub effects: Vec<Effect>,
    /// `None` only when it is no longer live.
    pub timer: Option<DateTime<Utc>>,
}

/// Decides what `event` does to a match.
pub fn step(paired: Match, event: Event, context: Context) -> Decision {
    let mut decision = Decision { timer: context.timer, paired, effects: Vec::new() };
    let state = decision.paired.state;
    match (state, event) {
        (MatchState::Asked | MatchState::ToConfirm, Event::TimerFired { away_until, task_is_open, .. }) => {
            decision.silent(away_until, task_is_open, context.now);
        }
        (MatchState::Trial, Event::TimerFired { away_until, calls_made, .. }) => {
            decision.count(calls_made, away_until, context);
        }
        (MatchState::Asked | MatchState::Trial | MatchState::ToConfirm, Event::Said { side, said, reason })
            if !said.yes =>
        {
            decision.no(side, said, reason);
        }
        (MatchState::Asked | MatchState::ToConfirm, Event::Said { side, said, .. }) => {
            decision.yes(side, said, context);
        }
        (MatchState::Trial | MatchState::ToConfirm, Event::Confirmed(_)) => decision.confirmed(),
        (MatchState::Asked | MatchState::Trial | MatchState::ToConfirm, Event::Withdrawn { because, by }) => {
            decision.withdrawn(because, by, context.now);
        }
        (MatchState::Confirmed, Event::Withdrawn { because, by }) if because != EndedBecause::NoConsent => {
            decision.paired.state = MatchState::Ended;
            decision.paired.end = Some(MatchEnd { because, no_reason: NoReason::NotGiven, by, at: context.now });
        }
        // Too late, or too early: nothing changes.
        (MatchState::Trial, Event::Said { .. })
        | (MatchState::Asked, Event::Confirmed(_))
        | (MatchState::Confirmed | MatchState::Refused | MatchState::Withdrawn | MatchState::Ended, _) => {}
    }
    if !decision.paired.state.is_live() {
        decision.timer = None;
    }
    decision
}

impl Decision {
    /// Nobody answered: asked once more, then a coordinator's.
    fn silent(&mut self, away_until: Option<DateTime<Utc>>, task_is_open: bool, now: DateTime<Utc>) {
        if let Some(back_at) = away_until.filter(|at| *at > now) {
            self.timer = Some(back_at);
            return;
        }
        let paired = &mut self.paired;
        if paired.waits_for_hour {
            paired.waits_for_hour = false;
            if let Some(side) = paired.awaits() {
                self.ask(side, now);
            }
            return;
        }
        if !paired.is_asked_again {
            paired.is_asked_again = true;
            self.effects.extend(paired.awaits().map(Effect::Ask));
            self.timer = Some((paired.question_at + ANSWER_WITHIN).max(now + (ANSWER_WITHIN - ASK_AGAIN_AFTER)));
            return;
        }
        if !task_is_open {
            self.effects.push(Effect::TellUnanswered);
        }
        self.timer = Some(now + WATCH_AGAIN_AFTER);
    }

    /// Three calls took place: do they go on?
    fn count(&mut self, calls_made: u32, away_until: Option<DateTime<Utc>>, context: Context) {
        // A call that was corrected afterwards does not begin the trial again.
        self.paired.calls_made = self.paired.calls_made.max(calls_made);
        if self.paired.calls_made < TRIAL_CALLS || away_until.is_some_and(|at| at > context.now) {
            self.timer = Some(context.next_look_at);
            return;
        }
        self.paired.state = MatchState::ToConfirm;
        self.ask(Side::Volunteer, context.now);
    }

    fn ask(&mut self, side: Side, now: DateTime<Utc>) {
        self.paired.question_at = now;
        self.paired.is_asked_again = false;
        self.paired.half_said = None;
        self.effects.push(Effect::Ask(side));
        self.timer = Some(now + ASK_AGAIN_AFTER);
    }

    fn yes(&mut self, side: Side, said: Said, context: Context) {
        let is_beginning = self.paired.state == MatchState::Asked;
        let asked = self.paired.awaits();
        let answers = if is_beginning { &mut self.paired.begin } else { &mut self.paired.go_on };
        if answers.said_yes(side) {
            return;
        }
        answers.set(side, said);
        self.paired.half_said = None;
        match self.paired.awaits() {
            // She told it before he did: his answer is still awaited.
            Some(next) if asked == Some(next) => {}
            Some(next) => {
                if is_beginning && side == Side::Volunteer {
                    self.effects.push(Effect::TellWaits);
                }
                self.ask(next, context.now);
            }
            None if is_beginning => {
                self.paired.state = MatchState::Trial;
                self.effects.push(Effect::Begin);
                self.timer = Some(context.next_look_at);
            }
            None => self.confirmed(),
        }
    }

    fn confirmed(&mut self) {
        self.paired.state = MatchState::Confirmed;
        self.effects.push(Effect::TellConfirmed);
    }

    fn no(&mut self, side: Side, said: Said, reason: NoReason) {
        let because = match side {
            Side::Volunteer => EndedBecause::VolunteerSaidNo,
            Side::Person => EndedBecause::PersonSaidNo,
        };
        let was = self.paired.state;
        let other_knows = self.knows(side.other());
        let answers = if was == MatchState::Asked { &mut self.paired.begin } else { &mut self.paired.go_on };
        answers.set(side, said);
        self.paired.state = MatchState::Refused;
        self.paired.end = Some(MatchEnd { because, no_reason: reason, by: said.by, at: said.at });
        if was == MatchState::Asked {
            self.effects.push(Effect::ThankForNo(side));
            if other_knows {
                self.effects.push(Effect::TellEnded(side.other()));
            }
            return;
        }
        // The volunteer hears it by the end of the calls.
        self.effects.push(Effect::EndCalls(because));
        self.effects.push(match side {
            Side::Person => Effect::ThankForNo(Side::Person),
            Side::Volunteer => Effect::TellEnded(Side::Person),
        });
    }

    /// Whether one of the two has heard of it: was asked, or has answered.
    fn knows(&self, side: Side) -> bool {
        let paired = &self.paired;
        match side {
            Side::Volunteer => true,
            Side::Person => {
                paired.state != MatchState::Asked || paired.begin.person.is_some() || paired.begin.volunteer.is_some()
            }
        }
    }

    fn withdrawn(&mut self, because: EndedBecause, by: Option<Member>, now: DateTime<Utc>) {
        let was = self.paired.state;
        let person_knows = self.knows(Side::Person);
        self.paired.state = MatchState::Withdrawn;
        self.paired.end = Some(MatchEnd { because, no_reason: NoReason::NotGiven, by, at: now });
        let has_calls = was != MatchState::Asked;
        match because {
            // Whoever ended the calls has told both.
            EndedBecause::SeriesEnded => {}
            // The calls are to cover, and stay hers.
            EndedBecause::VolunteerLeft | EndedBecause::KeptApart => {
                if person_knows {
                    self.effects.push(Effect::TellEnded(Side::Person));
                }
            }
            EndedBecause::NoConsent if has_calls => self.effects.push(Effect::EndCalls(because)),
            EndedBecause::NoConsent => self.effects.push(Effect::TellEnded(Side::Volunteer)),
            EndedBecause::Coordinator
            | EndedBecause::NoRoom
            | EndedBecause::VolunteerSaidNo
            | EndedBecause::PersonSaidNo => {
                self.effects.push(if has_calls {
                    Effect::EndCalls(because)
                } else {
                    Effect::TellEnded(Side::Volunteer)
                });
                if person_knows {
                    self.effects.push(Effect::TellEnded(Side::Person));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
