//! Whose turn it is to call: in a small team, the member who has waited longest; in a pool, a different volunteer each
//! time, whoever has called the least lately first.

use crate::substitutes::{CandidateFacts, unfit_reason};

/// What is known of the calls somebody made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CallsMade<When> {
    /// Calls to anybody lately.
    pub recent: u32,
    /// The last call to this person, made or planned.
    pub last_to_her: Option<When>,
}

/// The member of a small team whose turn it is, among those who can: never called her first, then who called her longest
/// ago, then the order of the team.
pub fn next_of_team<Id: Copy + Ord, When: Copy + Ord>(
    team: &[Id],
    facts: &[CandidateFacts<Id>],
    made: impl Fn(Id) -> CallsMade<When>,
) -> Option<Id> {
    let can = |id: &Id| facts.iter().any(|candidate| candidate.id == *id && unfit_reason(candidate).is_none());
    // Equal keys keep the order of the team: the first minimum is taken.
    team.iter().copied().filter(can).min_by_key(|id| made(*id).last_to_her)
}

/// The volunteer of a pool for the next call: not whoever called her last, when anybody else can; then the fewest recent
/// calls; then who called her longest ago; ties by identifier.
pub fn next_of_pool<Id: Copy + Ord, When: Copy + Ord>(
    facts: &[CandidateFacts<Id>],
    made: impl Fn(Id) -> CallsMade<When>,
) -> Option<Id> {
    let last_call = facts.iter().filter_map(|candidate| made(candidate.id).last_to_her).max();
    let can = facts.iter().filter(|candidate| unfit_reason(candidate).is_none());
    can.map(|candidate| candidate.id).min_by_key(|id| {
        let made = made(*id);
        let called_last = last_call.is_some() && made.last_to_her == last_call;
        (called_last, made.recent, made.last_to_her, *id)
    })
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
            same_territory: true,
            same_line: true,
        }
    }

    fn made(table: &[(u32, u32, Option<u32>)]) -> impl Fn(u32) -> CallsMade<u32> {
        move |id| {
            let found = table.iter().find(|(who, ..)| *who == id);
            found.map_or(CallsMade::default(), |(_, recent, last_to_her)| CallsMade {
                recent: *recent,
                last_to_her: *last_to_her,
            })
        }
    }

    #[test]
    fn small_team_then_each_in_turn_and_who_cannot_is_passed_over() {
        let all = [facts(1), facts(2), facts(3), facts(9)];
        let team = [2, 1, 3];
        let mut last = vec![];
        let mut order = vec![];
        for week in 0..6 {
            let next = next_of_team(&team, &all, made(&last)).unwrap();
            order.push(next);
            last.retain(|(who, ..)| *who != next);
            last.push((next, 1, Some(week)));
        }
        assert_eq!(order, [2, 1, 3, 2, 1, 3]);
        let away = [facts(1), CandidateFacts { is_available: false, ..facts(2) }, facts(3), facts(9)];
        assert_eq!(next_of_team(&team, &away, made(&last)), Some(1));
        assert_eq!(next_of_team(&team, &[facts(9)], made(&last)), None, "nobody else is of the team");
    }

    #[test]
    fn pool_then_the_fewest_recent_calls_and_never_the_same_twice_in_a_row() {
        let all = [facts(1), facts(2), facts(3)];
        let table = [(1, 0, Some(7)), (2, 3, Some(2)), (3, 1, None)];
        assert_eq!(next_of_pool(&all, made(&table)), Some(3), "1 has called the least, and called her last");
        assert_eq!(next_of_pool(&all[..1], made(&table)), Some(1), "nobody else can");
        assert_eq!(next_of_pool(&[], made(&table)), None);
    }
}
