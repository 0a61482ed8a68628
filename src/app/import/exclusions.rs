//! `exclusions.csv`: who is never put together with whom.

use passerelle_domain::{
    exclusion::{Exclusion, ExclusionReason},
    ids::ExclusionId,
};
use passerelle_store::{Tx, exclusions, people, volunteers};

use super::{
    cells,
    known::Known,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed},
};

pub(super) const COLUMNS: [Column; 3] = [needed("person"), needed("volunteer"), needed("reason")];

/// Two who are kept apart, as the file tells it.
pub(super) struct Draft {
    person: String,
    volunteer: String,
    reason: ExclusionReason,
}

impl Draft {
    pub(super) fn identity(&self) -> String {
        format!("{}/{}", self.person, self.volunteer)
    }
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let reasons = ExclusionReason::ALL.map(|reason| (reason.as_str(), reason));
    Ok(Draft {
        person: row.needed("person", cells::key)?,
        volunteer: row.needed("volunteer", cells::key)?,
        reason: row.needed("reason", cells::word(&reasons))?,
    })
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let secrets = known.given.secrets;
    let person = people::by_key(tx, secrets, known.owner, &draft.person).await?;
    let person = person.ok_or_else(|| Refusal::of("person", "nobody has that key"))?;
    let volunteer = volunteers::by_key(tx, secrets, known.owner, &draft.volunteer).await?;
    let volunteer = volunteer.ok_or_else(|| Refusal::of("volunteer", "no volunteer has that key"))?;
    let before = exclusions::of_pair(tx, person.id, volunteer.id).await?;
    let exclusion = Exclusion {
        id: before.as_ref().map_or_else(|| ExclusionId(known.new_id()), |before| before.id),
        organisation_id: known.owner,
        volunteer_id: volunteer.id,
        person_id: person.id,
        reason: draft.reason,
        by: before.as_ref().and_then(|before| before.by),
        made_at: before.as_ref().map_or(known.given.now, |before| before.made_at),
    };
    let written = Written::compare(before.as_ref(), &exclusion, exclusion.id.0);
    if written.is_change() {
        exclusions::save(tx, &exclusion).await?;
    }
    Ok(written)
}
