//! A volunteer's own page, opened by a link instead of a password: their calls of the coming weeks, what is asked of them, their
//! absences, their hours, a calendar for their telephone.
//!
//! Everything here can be done by text and by key as well, by the same rules and with the same answers. A link opens one
//! volunteer's page and nothing else; what is somebody else's does not exist.

mod answers;
mod hours;
mod link;
mod weeks;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    code::Code,
    people::Volunteer,
    scheduled_call::{ScheduledCall, State},
};
use passerelle_store::{Access, scheduled_calls};

pub use answers::{
    LONGEST_OWN_NOTE_CHARS, OwnAnswer, OwnAnswered, OwnOutcome, OwnRing, answer_own_call, ask_to_be_rung,
    note_own_call, ring_me_now, tell_own_outcome,
};
pub use hours::{CountedYear, count_own_hours};
pub(crate) use link::send_link_in;
pub use link::{
    OpenedLink, OwnPage, PAGE_HOLDS_DAYS, SentLink, open_volunteer_feed, open_volunteer_link, revoke_volunteer_links,
    send_volunteer_link, volunteer_feed_address,
};
pub use weeks::{FeedCall, OwnCall, OwnFeed, OwnWeeks, look_at_own_weeks};

use crate::error::Outcome;

/// A call whose hour has come this long ago may still be talked about.
const LOOKS_BACK: TimeDelta = TimeDelta::days(3);
/// The coming weeks.
const LOOKS_AHEAD: TimeDelta = TimeDelta::days(28);

/// Whether a call is a volunteer's own: theirs since they were told, or by their series.
fn is_own(call: &ScheduledCall, volunteer: &Volunteer) -> bool {
    call.volunteer == Some(volunteer.id)
        || (call.state == State::Planned
            && call.volunteer.is_none()
            && call.expected_volunteer() == Some(volunteer.id)
            && !call.is_only_proposed())
}

/// The volunteer's own call of this code, of the last days or the coming weeks.
async fn own_call(
    db: &mut impl Access,
    volunteer: &Volunteer,
    code: &Code,
    now: DateTime<Utc>,
) -> Outcome<Option<ScheduledCall>> {
    let (from, to) = (now - LOOKS_BACK, now + LOOKS_AHEAD);
    let named = scheduled_calls::by_code(db, volunteer.organisation_id, code, from, to).await?;
    Ok(named.into_iter().find(|call| is_own(call, volunteer)))
}
