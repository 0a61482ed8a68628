//! The clock of an organisation: that of most of the people it accompanies.

use std::{cmp::Reverse, collections::BTreeMap};

use chrono_tz::Tz;
use passerelle_domain::{
    ids::{LineId, OrganisationId},
    line::Line,
};
use passerelle_store::{Access, lines, people};

use crate::{App, error::Outcome};

/// The zone in which pages about no person in particular show days and hours: that of the line with most people; before there
/// is anybody, that of most lines; UTC before there is a line.
///
/// # Errors
/// Trouble of the database.
pub async fn organisation_zone(app: &App, owner: OrganisationId) -> Outcome<Tz> {
    zone_in(&mut app.db.read().await?, owner).await
}

/// The same, within a transaction or a reading.
pub(crate) async fn zone_in(db: &mut impl Access, owner: OrganisationId) -> Outcome<Tz> {
    let lines = lines::of_organisation(db, owner).await?;
    zone_of_lines(db, owner, &lines).await
}

/// The same, of lines already read.
pub(crate) async fn zone_of_lines(db: &mut impl Access, owner: OrganisationId, lines: &[Line]) -> Outcome<Tz> {
    let zones: Vec<(LineId, Tz)> = lines.iter().map(|line| (line.id, line.hours.zone)).collect();
    let Some((_, first)) = zones.first() else { return Ok(Tz::UTC) };
    if zones.iter().all(|(_, zone)| zone == first) {
        return Ok(*first);
    }
    let people = people::count_by_line(db, owner).await?;
    Ok(zone_of_most(&zones, &people).unwrap_or(Tz::UTC))
}

/// The zone with most people; of equals, the one with most lines, then the first by name.
fn zone_of_most(lines: &[(LineId, Tz)], people: &[(LineId, i64)]) -> Option<Tz> {
    let mut counts: BTreeMap<&'static str, (i64, usize, Tz)> = BTreeMap::new();
    for (line, zone) in lines {
        let here = people.iter().find(|(other, _)| other == line).map_or(0, |(_, count)| *count);
        let count = counts.entry(zone.name()).or_insert((0, 0, *zone));
        count.0 += here;
        count.1 += 1;
    }
    let most = counts.into_iter().max_by_key(|(name, (people, lines, _))| (*people, *lines, Reverse(*name)));
    most.map(|(_, (_, _, zone))| zone)
}

/// The zone that comes most often; of two, the first by name.
pub(crate) fn most_frequent(zones: impl Iterator<Item = Tz>) -> Option<Tz> {
    let mut counts: BTreeMap<&'static str, (usize, Tz)> = BTreeMap::new();
    for zone in zones {
        counts.entry(zone.name()).or_insert((0, zone)).0 += 1;
    }
    counts.into_iter().max_by_key(|(name, (count, _))| (*count, Reverse(*name))).map(|(_, (_, zone))| zone)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn people_on_one_line_of_two_then_their_clock_and_before_them_that_of_most_lines() {
        let [here, there, other] = [1, 2, 3].map(|n| LineId(Uuid::from_u128(n)));
        let lines = [(here, Martinique), (there, Paris)];
        assert_eq!(zone_of_most(&lines, &[(there, 12), (here, 4)]), Some(Paris));
        assert_eq!(zone_of_most(&lines, &[(here, 1)]), Some(Martinique));
        assert_eq!(zone_of_most(&lines, &[]), Some(Martinique), "of equals, always the same one");
        assert_eq!(zone_of_most(&[(here, Martinique), (there, Paris), (other, Paris)], &[]), Some(Paris));
        assert_eq!(zone_of_most(&[(here, Martinique), (there, Paris), (other, Paris)], &[(here, 1)]), Some(Martinique));
        assert_eq!(zone_of_most(&[], &[]), None);
    }
}
