//! What happens to a check, and when it is looked at again.

use chrono::{DateTime, TimeDelta, Utc};

use super::{CaseCheck, CheckState, Finding, LOOKS_WITHIN, RINGS_AFTER, SILENT_AFTER, Stage};

/// What happened to a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Its timer is due.
    TimerFired,
    /// Whoever was asked has answered.
    Answered(Finding),
    /// There is nothing to ask any more: she was reached, the case is closed, or they may not be asked.
    CalledOff,
}

/// What must be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Write to whoever is asked.
    Write,
    /// Ring them.
    Ring,
    /// The holder of the case hears what was found; then the next contact is asked unless she was seen.
    Feed(Finding),
    /// The holder hears that nobody answered; the next contact is asked.
    Silent,
    /// Whoever was asked hears that nothing is left to do.
    TellOff,
}

/// Decides what `event` does to `check` at `now`: what it is then, what to do, and when to look again.
pub fn step(
    mut check: CaseCheck,
    event: Event,
    now: DateTime<Utc>,
) -> (CaseCheck, Option<Effect>, Option<DateTime<Utc>>) {
    let effect = match (check.state, event) {
        (CheckState::Asked, Event::TimerFired) => timer_fired(&mut check, now),
        (CheckState::Asked, Event::Answered(Finding::OnTheWay)) => {
            let is_news = check.finding != Some(Finding::OnTheWay);
            check.finding = Some(Finding::OnTheWay);
            check.stage = Stage::Rung;
            check.due_at = check.due_at.max(now + LOOKS_WITHIN);
            is_news.then_some(Effect::Feed(Finding::OnTheWay))
        }
        // Late is better than never; what was answered before stays.
        (CheckState::Asked | CheckState::Silent, Event::Answered(finding)) => {
            end(&mut check, CheckState::Answered, now);
            check.finding = Some(finding);
            Some(Effect::Feed(finding))
        }
        (CheckState::Asked, Event::CalledOff) => {
            let was_told = check.stage != Stage::Due;
            end(&mut check, CheckState::CalledOff, now);
            was_told.then_some(Effect::TellOff)
        }
        (CheckState::Answered | CheckState::CalledOff, _)
        | (CheckState::Silent, Event::TimerFired | Event::CalledOff) => None,
    };
    let next = match (check.state, check.stage) {
        (CheckState::Asked, Stage::Due) => Some(check.asks_at),
        (CheckState::Asked, Stage::Written | Stage::Rung) => Some(check.due_at),
        (CheckState::Answered | CheckState::Silent | CheckState::CalledOff, _) => None,
    };
    (check, effect, next)
}

fn timer_fired(check: &mut CaseCheck, now: DateTime<Utc>) -> Option<Effect> {
    match check.stage {
        Stage::Due if now < check.asks_at => None,
        Stage::Due => {
            check.stage = Stage::Written;
            let waits = if check.rings { RINGS_AFTER } else { TimeDelta::zero() };
            // Without a telephone to ring, the hour that was set.
            check.due_at = if check.rings { now + waits } else { check.due_at.max(now) };
            Some(Effect::Write)
        }
        Stage::Written | Stage::Rung if now < check.due_at => None,
        Stage::Written if check.rings => {
            check.stage = Stage::Rung;
            check.due_at = now + SILENT_AFTER;
            Some(Effect::Ring)
        }
        Stage::Written | Stage::Rung => {
            end(check, CheckState::Silent, now);
            Some(Effect::Silent)
        }
    }
}

fn end(check: &mut CaseCheck, state: CheckState, now: DateTime<Utc>) {
    check.state = state;
    check.ended_at = Some(now);
}
