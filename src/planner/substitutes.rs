//! Who can stand in for a call, in which order, and why the others cannot.

use std::cmp::Reverse;

/// What is known of a volunteer who might stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateFacts<Id> {
    /// Who.
    pub id: Id,
    /// Charter, training, telephone: may be bridged at all.
    pub may_call: bool,
    /// Speaks the person's language.
    pub speaks_language: bool,
    /// Is one of those who are never put together with this person.
    pub is_excluded: bool,
    /// Meets nobody new for now, and does not know this person.
    pub meets_nobody_new: bool,
    /// Told that they are away on that day.
    pub is_away: bool,
    /// Is available at that hour.
    pub is_available: bool,
    /// Already has a call too near that hour.
    pub is_busy: bool,
    /// Was asked for this very call.
    pub already_asked: bool,
    /// Calls of that day, and how many are accepted.
    pub day_load: (u32, u32),
    /// Calls of that week, and how many are accepted.
    pub week_load: (u32, u32),
    /// Times asked to stand in within seven days.
    pub asked_this_week: u32,
    /// Has called this person before.
    pub knows_person: bool,
    /// Belongs to the same line.
    pub same_line: bool,
    /// Lives in her territory, or knows it.
    pub same_territory: bool,
}

/// Why somebody cannot stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unfit {
    /// Charter or training missing, or not active.
    NotReady,
    /// Never put together with this person.
    Excluded,
    /// Another language.
    Language,
    /// Meets nobody new before a supervision session.
    Supervision,
    /// Away on that day.
    Away,
    /// Not available at that hour.
    Hour,
    /// On another call then.
    Busy,
    /// No more calls that day or week.
    Cap,
    /// Asked for it already.
    Asked,
    /// Asked too often this week.
    AskedTooOften,
}

/// Nobody is asked to stand in more often than this in a week.
pub const ASKED_A_WEEK: u32 = 3;

/// Somebody who can stand in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate<Id> {
    /// Who.
    pub id: Id,
    /// Has called this person before.
    pub knows_person: bool,
}

/// Ranks those who can stand in: people she knows first, then the same line, then her territory, then whoever
/// carries and was asked the least; ties by identifier, so that the same facts give the same order. The
/// second list says why each of the others cannot.
pub fn rank_substitutes<Id: Copy + Ord>(facts: &[CandidateFacts<Id>]) -> (Vec<Candidate<Id>>, Vec<(Id, Unfit)>) {
    let mut fit: Vec<&CandidateFacts<Id>> = Vec::new();
    let mut unfit = Vec::new();
    for candidate in facts {
        match unfit_reason(candidate) {
            None => fit.push(candidate),
            Some(why) => unfit.push((candidate.id, why)),
        }
    }
    fit.sort_by_key(|candidate| {
        let load = (candidate.asked_this_week, candidate.week_load.0);
        let near = (Reverse(candidate.same_line), Reverse(candidate.same_territory));
        (Reverse(candidate.knows_person), near, load, candidate.id)
    });
    let ranked =
        fit.into_iter().map(|candidate| Candidate { id: candidate.id, knows_person: candidate.knows_person }).collect();
    (ranked, unfit)
}

/// Why somebody cannot, if so.
pub(crate) fn unfit_reason<Id>(candidate: &CandidateFacts<Id>) -> Option<Unfit> {
    let is_full = |(load, cap): (u32, u32)| load >= cap;
    let reasons = [
        (!candidate.may_call, Unfit::NotReady),
        (candidate.is_excluded, Unfit::Excluded),
        (!candidate.speaks_language, Unfit::Language),
        (candidate.meets_nobody_new, Unfit::Supervision),
        (candidate.is_away, Unfit::Away),
        (!candidate.is_available, Unfit::Hour),
        (candidate.is_busy, Unfit::Busy),
        (is_full(candidate.day_load) || is_full(candidate.week_load), Unfit::Cap),
        (candidate.already_asked, Unfit::Asked),
        (candidate.asked_this_week >= ASKED_A_WEEK, Unfit::AskedTooOften),
    ];
    reasons.into_iter().find(|(holds, _)| *holds).map(|(_, why)| why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(id: u32) -> CandidateFacts<u32> {
        CandidateFacts {
            id,
            may_call: true,
            speaks_language: true,
            is_excluded: false,
            meets_nobody_new: false,
            is_away: false,
            is_available: true,
            is_busy: false,
            already_asked: false,
            day_load: (0, 4),
            week_load: (0, 10),
            asked_this_week: 0,
            knows_person: false,
            same_line: true,
            same_territory: true,
        }
    }

    #[test]
    fn several_fit_then_known_people_first_and_the_least_loaded_next() {
        let known = CandidateFacts { knows_person: true, week_load: (5, 10), ..facts(3) };
        let loaded = CandidateFacts { week_load: (6, 10), ..facts(1) };
        let asked = CandidateFacts { asked_this_week: 1, ..facts(2) };
        let elsewhere = CandidateFacts { same_line: false, ..facts(0) };
        let far = CandidateFacts { same_territory: false, ..facts(5) };
        let all = [loaded, asked, elsewhere, known, far, facts(9), facts(4)];
        let order: Vec<u32> = rank_substitutes(&all).0.into_iter().map(|candidate| candidate.id).collect();
        assert_eq!(order, [3, 4, 9, 1, 2, 5, 0]);
    }

    #[test]
    fn somebody_cannot_then_the_first_reason_is_given() {
        let cases = [
            (CandidateFacts { may_call: false, ..facts(1) }, Unfit::NotReady),
            (CandidateFacts { is_excluded: true, ..facts(1) }, Unfit::Excluded),
            (CandidateFacts { meets_nobody_new: true, ..facts(1) }, Unfit::Supervision),
            (CandidateFacts { is_away: true, ..facts(1) }, Unfit::Away),
            (CandidateFacts { speaks_language: false, ..facts(1) }, Unfit::Language),
            (CandidateFacts { is_available: false, ..facts(1) }, Unfit::Hour),
            (CandidateFacts { is_busy: true, ..facts(1) }, Unfit::Busy),
            (CandidateFacts { day_load: (4, 4), ..facts(1) }, Unfit::Cap),
            (CandidateFacts { week_load: (10, 10), ..facts(1) }, Unfit::Cap),
            (CandidateFacts { already_asked: true, ..facts(1) }, Unfit::Asked),
            (CandidateFacts { asked_this_week: 3, ..facts(1) }, Unfit::AskedTooOften),
        ];
        for (candidate, why) in cases {
            let (fit, unfit) = rank_substitutes(&[candidate]);
            assert!(fit.is_empty());
            assert_eq!(unfit, [(1, why)]);
        }
    }
}
