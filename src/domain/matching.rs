//! Which volunteers might call a person every week, the best placed first, and why; and why not the others.
//!
//! Two questions are kept apart. Whether somebody *may* is a list of gates with one reason each, so that "why not Karim?"
//! has one answer. How well they *suit* is points, each with a reason in words: a wish that nobody can meet leaves her
//! with somebody rather than with nobody. A human decides; nothing here does.
//!
//! Invariants: nobody is proposed beyond a cap, with somebody they are kept apart from, before charter and training, or
//! at an hour of hers or theirs that is not free; the same facts give the same order.
//!
//! # Source
//! Domain notes 2.3 and story K8.

mod reasons;
mod slots;

use chrono::NaiveDate;

pub use reasons::{NotProposed, Reason};
pub use slots::{FITS_WEEKS, Hours, SlotError, WeeklySlot, first_occurrences};

use crate::{
    capacity::Commitment,
    ids::{LineId, VolunteerId},
    people::{Person, Volunteer},
    wishes::{HelperCircle, Interest},
};

/// How long a weekly call is expected to last, in minutes, when nothing else is said.
///
/// # Source
/// Domain notes 2.4: calls of twenty to thirty minutes.
pub const CALL_MIN: u32 = 30;

/// Points of each reason. Only their order of size matters: knowing her outweighs any wish, what she asked for outweighs
/// what is merely near, and somebody who follows nobody yet comes before somebody who follows many.
mod points {
    pub(super) const KNOWS_HER: i32 = 60;
    pub(super) const GENDER_WISHED: i32 = 20;
    pub(super) const OTHER_GENDER: i32 = -20;
    pub(super) const SHARED_INTEREST: i32 = 10;
    /// More interests in common than this add nothing.
    pub(super) const MOST_SHARED: usize = 3;
    pub(super) const TOPIC_TO_AVOID: i32 = -25;
    pub(super) const SAME_DISTRICT: i32 = 8;
    pub(super) const SAME_TERRITORY: i32 = 6;
    pub(super) const SAME_LINE: i32 = 4;
    pub(super) const FOLLOWS_NOBODY: i32 = 9;
    pub(super) const EACH_FOLLOWED: i32 = -3;
}

/// The person who waits for somebody.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// She.
    pub person: &'a Person,
    /// When calls may be: those of her series when it is given to somebody else, otherwise free.
    pub hours: Hours,
    /// Her local date.
    pub today: NaiveDate,
}

/// What is known of somebody who might call her.
#[derive(Debug, Clone)]
pub struct Helper<'a> {
    /// Who.
    pub volunteer: &'a Volunteer,
    /// They are never put together.
    pub is_kept_apart: bool,
    /// A no was said between these two, and nobody has lifted it.
    pub has_refused: bool,
    /// Is asked about somebody, perhaps her, and nothing is settled yet.
    pub is_asked: bool,
    /// Is the usual volunteer of hers now.
    pub calls_her: bool,
    /// People followed, those they are being matched with included.
    pub people_followed: u32,
    /// Has called her before.
    pub knows_her: bool,
    /// Is away for weeks.
    pub is_away: bool,
    /// Calls of the coming [`FITS_WEEKS`] weeks, made, planned or about to be.
    pub taken: &'a [Commitment],
}

/// Somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Who.
    pub volunteer_id: VolunteerId,
    /// When; none when the hours of her series are kept.
    pub slot: Option<WeeklySlot>,
    /// Why, what speaks for it first, in the order of [`Reason`].
    pub reasons: Vec<Reason>,
    /// Interests in common.
    pub shared: Vec<Interest>,
    /// The sum of the points.
    pub points: i32,
}

/// Everybody, once: proposed, or not and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranking {
    /// The best placed first.
    pub proposals: Vec<Proposal>,
    /// The others, in the order they were given.
    pub others: Vec<(VolunteerId, NotProposed)>,
}

/// Ranks everybody for a person. Ties go to whoever follows fewer people, then by identifier.
pub fn rank(wanted: &Wanted<'_>, helpers: &[Helper<'_>]) -> Ranking {
    let mut ranking = Ranking::default();
    let mut followed = Vec::new();
    let slots = slots::candidates(wanted);
    for helper in helpers {
        match place_at(wanted, helper, &slots) {
            Ok(proposal) => {
                followed.push((proposal.volunteer_id, helper.people_followed));
                ranking.proposals.push(proposal);
            }
            Err(why) => ranking.others.push((helper.volunteer.id, why)),
        }
    }
    let followed = |id: VolunteerId| followed.iter().find(|(who, _)| *who == id).map_or(0, |(_, people)| *people);
    ranking.proposals.sort_by_key(|proposal| {
        (std::cmp::Reverse(proposal.points), followed(proposal.volunteer_id), proposal.volunteer_id)
    });
    ranking
}

/// One volunteer: how well they suit, or the first reason why they are not proposed.
///
/// # Errors
/// [`NotProposed`].
pub fn place(wanted: &Wanted<'_>, helper: &Helper<'_>) -> Result<Proposal, NotProposed> {
    place_at(wanted, helper, &slots::candidates(wanted))
}

fn place_at(wanted: &Wanted<'_>, helper: &Helper<'_>, slots: &[slots::Candidate]) -> Result<Proposal, NotProposed> {
    if let Some(why) = gate(wanted, helper) {
        return Err(why);
    }
    let slot = slots::first_that_fits(helper, slots)?;
    let shared: Vec<Interest> = {
        let wishes = &wanted.person.wishes;
        wishes.interests.iter().filter(|topic| helper.volunteer.profile.interests.contains(topic)).cloned().collect()
    };
    let mut points = 0;
    let mut reasons = Vec::new();
    for (holds, reason, worth) in judged(wanted, helper, shared.len()) {
        if holds {
            reasons.push(reason);
            points += worth;
        }
    }
    points += points::EACH_FOLLOWED * i32::try_from(helper.people_followed).unwrap_or(i32::MAX / 4);
    reasons.sort_unstable();
    Ok(Proposal { volunteer_id: helper.volunteer.id, slot, reasons, shared, points })
}

/// The first gate that is closed. Hours and room are looked at last: they cost the most.
fn gate(wanted: &Wanted<'_>, helper: &Helper<'_>) -> Option<NotProposed> {
    let (person, volunteer) = (wanted.person, helper.volunteer);
    let is_full = volunteer.max_people.is_some_and(|most| helper.people_followed >= most);
    let gates = [
        (!volunteer.is_here(), NotProposed::HasLeft),
        (volunteer.circle != HelperCircle::Active, NotProposed::OtherCircle),
        (!volunteer.may_call(), NotProposed::NotReady),
        (helper.is_kept_apart, NotProposed::KeptApart),
        (helper.calls_her, NotProposed::CallsHer),
        (helper.has_refused, NotProposed::SaidNo),
        (helper.is_asked, NotProposed::IsAsked),
        (volunteer.needs_supervision(wanted.today) && !helper.knows_her, NotProposed::Supervision),
        (!volunteer.languages.contains(&person.language), NotProposed::Language),
        (!serves(volunteer, person.line_id, &person.territory.name), NotProposed::TooFar),
        (is_full, NotProposed::FollowsEnough),
        (helper.is_away, NotProposed::Away),
    ];
    gates.into_iter().find(|(is_closed, _)| *is_closed).map(|(_, why)| why)
}

/// Of the same line, or of her territory, or knows it.
fn serves(volunteer: &Volunteer, line: LineId, territory: &str) -> bool {
    volunteer.line_id == line || volunteer.abilities().serves(territory)
}

fn judged(wanted: &Wanted<'_>, helper: &Helper<'_>, shared: usize) -> Vec<(bool, Reason, i32)> {
    let (person, volunteer) = (wanted.person, helper.volunteer);
    let (wishes, profile) = (&person.wishes, &volunteer.profile);
    let hers_and_theirs = |avoided: &[Interest], liked: &[Interest]| liked.iter().any(|topic| avoided.contains(topic));
    let is_wished = wishes.gender.is_some() && wishes.gender == profile.gender;
    let is_other = wishes.gender.is_some() && profile.gender.is_some() && !is_wished;
    let is_near = !person.district.is_empty() && person.district.eq_ignore_ascii_case(&profile.district);
    let is_same_territory = volunteer.territory.name == person.territory.name;
    let has_wished_hours = !wishes.hours.is_empty() && wanted.hours == Hours::Free;
    let keeps_hours = wanted.hours != Hours::Free;
    let clashes =
        hers_and_theirs(&wishes.avoids, &profile.interests) || hers_and_theirs(&profile.avoids, &wishes.interests);
    let counted = i32::try_from(shared.min(points::MOST_SHARED)).unwrap_or_default();
    vec![
        (helper.knows_her, Reason::KnowsHer, points::KNOWS_HER),
        (is_wished, Reason::GenderWished, points::GENDER_WISHED),
        (shared > 0, Reason::SharedInterests, points::SHARED_INTEREST * counted),
        (has_wished_hours, Reason::WishedHour, 0),
        (keeps_hours, Reason::KeepsHerHours, 0),
        (is_near, Reason::SameDistrict, points::SAME_DISTRICT),
        (is_same_territory, Reason::SameTerritory, points::SAME_TERRITORY),
        (volunteer.line_id == person.line_id, Reason::SameLine, points::SAME_LINE),
        (helper.people_followed == 0, Reason::FollowsNobody, points::FOLLOWS_NOBODY),
        (is_other, Reason::OtherGender, points::OTHER_GENDER),
        (clashes, Reason::TopicToAvoid, points::TOPIC_TO_AVOID),
        (!volunteer.reads_texts(), Reason::NoTexts, 0),
    ]
}

#[cfg(test)]
mod tests;
