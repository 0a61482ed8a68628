//! A volunteer who is away answers no line.

use super::Shift;
use crate::{absence::Absence, people::Member};

/// The shifts without the days on which their volunteers are away. For looking at, never to be kept: an absence may be
/// taken back. A night that begins before the absence is still theirs.
pub fn while_away(shifts: Vec<Shift>, absences: &[Absence]) -> Vec<Shift> {
    if absences.is_empty() {
        return shifts;
    }
    let less = |mut shift: Shift| {
        let Member::Volunteer(volunteer) = shift.member else { return shift };
        let theirs = absences.iter().filter(|absence| absence.volunteer_id == volunteer && !absence.is_cancelled);
        for absence in theirs {
            shift.exceptions = shift.exceptions.closed_between(absence.from_on, absence.to_on);
        }
        shift
    };
    shifts.into_iter().map(less).collect()
}
