//! What a call is worth. The figures of the specification "line-assign/1", in one place.

use crate::problem::{Call, Person, Problem, Volunteer};

/// A call that is made.
pub const SERVED: i32 = 100;
/// A call that is made to a person with priority.
pub const SERVED_PRIORITY: i32 = 160;
/// The first call of a person in the week: nobody is left without any.
pub const FIRST_CALL: i32 = 60;
/// A call by the usual volunteer.
pub const USUAL: i32 = 20;
/// A call by somebody else who called this person before.
pub const KNOWN: i32 = 10;
/// A gender asked for, though not as a must, and met.
pub const WISH_MET: i32 = 8;
/// A point is lost for each so many hectometres.
pub const HM_A_POINT: u32 = 40;
/// Each call of a volunteer beyond comfort loses this.
pub const BEYOND_COMFORT: i32 = 4;
/// Each other volunteer beyond the first for one person in the week loses this.
pub const ANOTHER_VOICE: i32 = 6;

/// What any served call of this person is worth.
#[must_use]
pub fn of_serving(person: &Person) -> i32 {
    if person.is_priority { SERVED_PRIORITY } else { SERVED }
}

/// What it adds that these two know each other; the first mention counts.
#[must_use]
pub fn of_knowing(person: &Person, volunteer: u32) -> i32 {
    person.known.iter().find(|(known, _)| *known == volunteer).map_or(0, |(_, points)| *points)
}

/// What it adds that a wish for a gender is met, when it is not a must.
#[must_use]
pub fn of_wish(person: &Person, volunteer: &Volunteer) -> i32 {
    match person.wish {
        Some(wish) if !wish.is_must && volunteer.gender == Some(wish.gender) => WISH_MET,
        _ => 0,
    }
}

/// What a pair is worth, without the hour.
#[must_use]
pub fn of_pair(person: &Person, number: u32, volunteer: &Volunteer) -> i32 {
    of_knowing(person, number) + of_wish(person, volunteer) - of_distance(person, volunteer)
}

/// What the distance takes away, as a number that is not negative.
#[must_use]
pub fn of_distance(person: &Person, volunteer: &Volunteer) -> i32 {
    let distance_hm = Problem::square_distance(person, volunteer).unsigned_abs().isqrt();
    i32::try_from(distance_hm / u64::from(HM_A_POINT)).unwrap_or(i32::MAX)
}

/// What it takes away that the slot is not the ideal one, as a number that is not negative.
#[must_use]
pub fn of_slot(call: &Call, slot: u16) -> i32 {
    i32::from(slot.abs_diff(call.ideal))
}
