//! `series.csv`: recurring calls.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use passerelle_domain::{
    absence::WhenAway,
    call_series::{CallSeries, PairingPolicy, Recurrence},
    ids::{SeriesId, VolunteerId},
    matter::MatterKind,
    people::Person,
    protocol::Protocol,
};
use passerelle_store::{Tx, call_series, exclusions, people, volunteers};

use super::{
    cells,
    known::Known,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};
use crate::{schedule, volunteer_standing::followed_by};

const DEFAULT_DURATION_MIN: u32 = 30;
const LEAST_DURATION_MIN: u32 = 5;
const MOST_DURATION_MIN: u32 = 120;

pub(super) const COLUMNS: [Column; 12] = [
    needed("key"),
    needed("person"),
    optional("volunteer"),
    optional("kind"),
    needed("rrule"),
    needed("local_time"),
    optional("timezone"),
    needed("starts_on"),
    optional("duration_min"),
    optional("pairing"),
    optional("protocol"),
    optional("when_away"),
];

/// A series as the file tells it. `None` is a column the file does not have.
pub(super) struct Draft {
    pub(super) key: String,
    person: String,
    volunteer: Option<Option<String>>,
    rule: Recurrence,
    local_time: NaiveTime,
    zone: Option<Option<Tz>>,
    starts_on: NaiveDate,
    duration_min: Option<u32>,
    pairing: Option<PairingPolicy>,
    protocol: Option<Protocol>,
    when_away: Option<WhenAway>,
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let pairings =
        [("pair", PairingPolicy::Pair), ("small_team", PairingPolicy::SmallTeam), ("pool", PairingPolicy::Pool)];
    let when_away = [WhenAway::Cover, WhenAway::Wait].map(|choice| (choice.as_str(), choice));
    let protocol = |cell: &str| Protocol::named(cell).ok_or_else(|| "must be one of: weekly, daily".to_owned());
    row.given("kind", (), cells::word(&[("convivial_call", ())]))?;
    Ok(Draft {
        key: row.needed("key", cells::key)?,
        person: row.needed("person", cells::key)?,
        volunteer: row.given("volunteer", None, |cell| cells::key(cell).map(Some))?,
        rule: row.needed("rrule", cells::rule)?,
        local_time: row.needed("local_time", cells::time)?,
        zone: row.given("timezone", None, |cell| cells::zone(cell).map(Some))?,
        starts_on: row.needed("starts_on", cells::day)?,
        duration_min: row.given(
            "duration_min",
            DEFAULT_DURATION_MIN,
            cells::number(LEAST_DURATION_MIN, MOST_DURATION_MIN),
        )?,
        pairing: row.given("pairing", PairingPolicy::default(), cells::word(&pairings))?,
        when_away: row.given("when_away", WhenAway::default(), cells::word(&when_away))?,
        protocol: row.given("protocol", Protocol::weekly(), protocol)?,
    })
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let before = call_series::by_key(tx, known.owner, &draft.key).await?;
    let person = people::by_key(tx, known.given.secrets, known.owner, &draft.person).await?;
    let person = person.ok_or_else(|| Refusal::of("person", "nobody has that key"))?;
    let volunteer_id = volunteer_id(tx, known, draft, &person, before.as_ref()).await?;

    let series = series_of(known, draft, before.as_ref(), &person, volunteer_id)?;
    let written = Written::compare(before.as_ref(), &series, series.id.0);
    if written.is_change() {
        call_series::save(tx, &series).await?;
    }
    // A series that begins, or begins again, is gone over at once. One that only changes waits for
    // its own night: the calls already made were promised.
    if written.is_new() || before.is_some_and(|before| !before.is_active) {
        let now = known.given.now;
        schedule::set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
    }
    Ok(written)
}

async fn volunteer_id(
    tx: &mut Tx,
    known: &Known<'_>,
    draft: &Draft,
    person: &Person,
    before: Option<&CallSeries>,
) -> Result<Option<VolunteerId>, Stop> {
    let Some(named) = &draft.volunteer else {
        return Ok(before.and_then(|series| series.volunteer_id));
    };
    let Some(key) = named else { return Ok(None) };
    let found = volunteers::by_key(tx, known.given.secrets, known.owner, key).await?;
    let found = found.ok_or_else(|| Refusal::of("volunteer", "no volunteer has that key"))?;
    if exclusions::of_pair(tx, person.id, found.id).await?.is_some() {
        return Err(Refusal::of("volunteer", "never put together with this person").into());
    }
    if !found.is_here() {
        return Err(Refusal::of("volunteer", "has left").into());
    }
    let followed = followed_by(tx, found.id).await?;
    let is_full = found.max_people.is_some_and(|most| followed.len() >= most as usize);
    if is_full && !followed.contains(&person.id) {
        return Err(Refusal::of("volunteer", "follows as many people as they want already").into());
    }
    Ok(Some(found.id))
}

fn series_of(
    known: &Known<'_>,
    draft: &Draft,
    before: Option<&CallSeries>,
    person: &Person,
    volunteer_id: Option<VolunteerId>,
) -> Result<CallSeries, Refusal> {
    if before.is_some_and(|before| before.person_id != person.id) {
        return Err(Refusal::of("person", "this series calls somebody else: give a new key"));
    }
    let pairing = draft.pairing.unwrap_or_else(|| before.map(|before| before.pairing).unwrap_or_default());
    if pairing == PairingPolicy::Pair && volunteer_id.is_none() {
        return Err(Refusal::of("volunteer", "missing: a pair has its usual volunteer"));
    }
    if draft.local_time < person.calls_from || draft.local_time >= person.calls_to {
        return Err(Refusal::of("local_time", "inside her quiet hours"));
    }
    let zone = match draft.zone {
        None => before.map_or(person.territory.zone, |before| before.zone),
        Some(named) => named.unwrap_or(person.territory.zone),
    };
    let kept_duration = || before.map_or(DEFAULT_DURATION_MIN, |before| before.duration_min);
    let kept_protocol = || before.map_or_else(Protocol::weekly, |before| before.protocol.clone());
    Ok(CallSeries {
        id: before.map_or_else(|| SeriesId(known.new_id()), |before| before.id),
        organisation_id: known.owner,
        key: draft.key.clone(),
        person_id: person.id,
        volunteer_id,
        rule: draft.rule.clone(),
        local_time: draft.local_time,
        zone,
        starts_on: draft.starts_on,
        ends_on: before.and_then(|before| before.ends_on),
        duration_min: draft.duration_min.unwrap_or_else(kept_duration),
        pairing,
        protocol: draft.protocol.clone().unwrap_or_else(kept_protocol),
        when_away: draft.when_away.or(before.map(|before| before.when_away)).unwrap_or_default(),
        materialised_to: before.filter(|before| before.is_active).and_then(|before| before.materialised_to),
        is_active: true,
    })
}
