//! What each call needs of the plan.

use passerelle_domain::{
    absence::WhenAway,
    call_series::CallKind,
    scheduled_call::{ScheduledCall, State},
};

use super::facts::Facts;

/// What a call needs. Volunteers by their place in the list of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Nothing: somebody was asked or told already, it is the robot's, or the person waits for her volunteer. Whoever is
    /// counted on stays.
    Nothing(Option<usize>),
    /// Nothing: the usual volunteer makes it, and no stand-in is needed, or needed any more.
    Usual(usize),
    /// An earlier plan gave it to this volunteer, and nobody was told yet.
    Given(usize),
    /// Somebody to make it.
    Somebody,
}

/// What a call needs. Outside the weeks that are planned, and once it is too late to plan, it needs nothing.
pub(crate) fn need_of(facts: &Facts, call: &ScheduledCall) -> Need {
    let counted_on = call.counted_on().and_then(|id| facts.place_of(id));
    let (first, last) = (facts.weeks.first(), facts.weeks.last());
    let is_within = first.zip(last).is_some_and(|(first, last)| (first.from..last.until).contains(&call.starts_at));
    if !is_within
        || call.starts_at <= facts.now
        || call.state != State::Planned
        || call.kind == CallKind::CheckCall
        || !facts.people.contains_key(&call.person_id)
    {
        return Need::Nothing(counted_on);
    }
    let usual = call.usual_volunteer.and_then(|id| facts.place_of(id));
    if let Some(place) = usual {
        let usual = &facts.volunteers[place];
        if usual.may_call() && !facts.excluded.contains(&(call.person_id, usual.id)) {
            if !facts.is_away(usual, call) {
                return Need::Usual(place);
            }
            // Away: she may prefer to wait.
            let series = facts.series.get(&call.series_id);
            if call.cover.planned.is_none() && series.is_some_and(|series| series.when_away == WhenAway::Wait) {
                return Need::Nothing(counted_on);
            }
        }
    }
    match call.cover.planned.and_then(|id| facts.place_of(id)) {
        Some(place) => Need::Given(place),
        None => Need::Somebody,
    }
}
