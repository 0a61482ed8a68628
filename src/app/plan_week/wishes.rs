//! What speaks for one volunteer rather than another, in points of the planner.

use chrono::{DateTime, Utc};
use passerelle_domain::{call_series::PairingPolicy, ids::VolunteerId};
use passerelle_planner::points::KNOWN;

use super::book::Book;

/// In a pool whoever called her last calls her again only when nobody else can.
const CALLED_HER_LAST: i32 = -40;
/// In a pool those who called her within these last days go after the others, the last ones last.
const RECENT_DAYS: i64 = 28;
/// So many of these days are a point.
const DAYS_A_POINT: i64 = 3;
/// In a small team: the one whose turn it is, and so many points less for each after them.
const TURN: (i32, i32) = (40, 8);

/// What it adds that this volunteer makes this call, whatever the hour.
pub(crate) fn points_of(book: &Book<'_>, volunteer: usize, call: usize) -> i32 {
    let facts = book.facts;
    let (whom, asked) = (&facts.volunteers[volunteer], &facts.calls[call]);
    match asked.pairing {
        PairingPolicy::Pair => {
            if facts.knows(whom.id, asked.person_id) {
                KNOWN
            } else {
                0
            }
        }
        PairingPolicy::Pool => {
            let beside = book.neighbours(call).into_iter().flatten().any(|other| book.voice(other) == Some(volunteer));
            let last = last_to_her(book, volunteer, call);
            let is_last = last.is_some() && last == last_of_anybody(book, call);
            if beside || is_last {
                CALLED_HER_LAST
            } else {
                let days = last.map_or(RECENT_DAYS, |at| (asked.starts_at - at).num_days().clamp(0, RECENT_DAYS));
                -i32::try_from((RECENT_DAYS - days) / DAYS_A_POINT).unwrap_or(0)
            }
        }
        PairingPolicy::SmallTeam => {
            let team = facts.series.get(&asked.series_id).map_or(&[][..], |series| series.team.as_slice());
            let turn = |at: usize| Some((last_to_her(book, facts.place_of(*team.get(at)?)?, call), at));
            let Some(mine) = team.iter().position(|id| *id == whom.id).and_then(turn) else { return 0 };
            let before = (0..team.len()).filter_map(turn).filter(|other| *other < mine).count();
            let behind = i32::try_from(before).unwrap_or(i32::MAX).saturating_mul(TURN.1);
            (TURN.0 - behind).max(0)
        }
    }
}

/// When this volunteer last talked with her, or will, before this call.
fn last_to_her(book: &Book<'_>, volunteer: usize, call: usize) -> Option<DateTime<Utc>> {
    let whom = book.facts.volunteers[volunteer].id;
    let had = turns_before(book, call).filter(|(who, _)| *who == whom).map(|(_, at)| at);
    had.chain(planned_before(book, call).filter(|(who, _)| *who == volunteer).map(|(_, at)| at)).max()
}

fn last_of_anybody(book: &Book<'_>, call: usize) -> Option<DateTime<Utc>> {
    let had = turns_before(book, call).map(|(_, at)| at);
    had.chain(planned_before(book, call).map(|(_, at)| at)).max()
}

/// Who talked with her before this call, or was asked first to.
fn turns_before<'a>(book: &'a Book<'_>, call: usize) -> impl Iterator<Item = (VolunteerId, DateTime<Utc>)> + 'a {
    let (facts, asked) = (book.facts, &book.facts.calls[call]);
    let both = [&facts.talked, &facts.turns].into_iter().filter_map(|known| known.get(&asked.person_id)).flatten();
    both.copied().filter(|(_, at)| *at < asked.starts_at)
}

/// Who makes the calls of the same series before this one.
fn planned_before<'a>(book: &'a Book<'_>, call: usize) -> impl Iterator<Item = (usize, DateTime<Utc>)> + 'a {
    let before = book.of_series(call).iter().copied().take_while(move |other| *other != call);
    before.filter_map(|other| Some((book.voice(other)?, book.facts.calls[other].starts_at)))
}
