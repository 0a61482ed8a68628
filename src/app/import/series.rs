//! `series.csv`: recurring calls.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use passerelle_domain::{
    absence::WhenAway,
    call_series::{CallKind, CallSeries, PairingPolicy, Recurrence},
    ids::{SeriesId, VolunteerId},
    local_time,
    matter::MatterKind,
    people::Person,
    protocol::Protocol,
    protocol_name::ProtocolName,
    series_end::EndReason,
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
    series_refusal,
};
use passerelle_store::{Tx, call_series, people, volunteers};

use super::{
    cells,
    known::Known,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};
use crate::{find_protocol::protocol_named, schedule, volunteer_standing::unfit_as_usual};

const DEFAULT_DURATION_MIN: u32 = 30;

pub(super) const COLUMNS: [Column; 16] = [
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
    optional("team"),
    optional("ends_on"),
    optional("holiday_policy"),
    optional("exceptions"),
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
    kind: Option<CallKind>,
    protocol: Option<Option<ProtocolName>>,
    team: Option<Vec<String>>,
    ends_on: Option<Option<NaiveDate>>,
    holidays: Option<SeriesHolidays>,
    exceptions: Option<SeriesExceptions>,
    when_away: Option<WhenAway>,
}

impl Draft {
    /// Whom it calls.
    pub(super) fn person(&self) -> &str {
        &self.person
    }

    /// Everybody it names to call her.
    pub(super) fn volunteers(&self) -> impl Iterator<Item = &String> {
        self.volunteer.iter().flatten().chain(self.team.iter().flatten())
    }
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let pairings =
        [("pair", PairingPolicy::Pair), ("small_team", PairingPolicy::SmallTeam), ("pool", PairingPolicy::Pool)];
    let kinds = [CallKind::ConvivialCall, CallKind::CourtesyCall, CallKind::CheckCall, CallKind::Visit];
    let kinds = kinds.map(|kind| (kind.as_str(), kind));
    let when_away = [WhenAway::Cover, WhenAway::Wait].map(|choice| (choice.as_str(), choice));
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
            cells::number(*CallSeries::DURATION_MIN.start(), *CallSeries::DURATION_MIN.end()),
        )?,
        kind: row.given("kind", CallKind::default(), cells::word(&kinds))?,
        pairing: row.given("pairing", PairingPolicy::default(), cells::word(&pairings))?,
        when_away: row.given("when_away", WhenAway::default(), cells::word(&when_away))?,
        protocol: row.given("protocol", None, |cell| cells::key(cell).map(|name| Some(ProtocolName(name))))?,
        team: row.given("team", Vec::new(), cells::keys)?,
        ends_on: row.given("ends_on", None, |cell| cells::day(cell).map(Some))?,
        holidays: row.given("holiday_policy", SeriesHolidays::default(), cells::word(&SeriesHolidays::ALL))?,
        exceptions: row.given("exceptions", SeriesExceptions::default(), |cell| {
            SeriesExceptions::parse(cell).map_err(|error| error.to_string())
        })?,
    })
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let before = call_series::by_key(tx, known.owner, &draft.key).await?;
    let person = people::by_key(tx, known.given.secrets, known.owner, &draft.person).await?;
    let person = person.ok_or_else(|| Refusal::of("person", "nobody has that key"))?;
    let volunteer_id = volunteer_id(tx, known, draft, &person, before.as_ref()).await?;

    let team = team(tx, known, draft, before.as_ref()).await?;

    let mut series = series_of(known, draft, before.as_ref(), &person, (volunteer_id, team))?;
    let written = Written::compare(before.as_ref(), &series, series.id.0);
    if written.is_change() {
        let now = known.given.now;
        if let Some(name) = &series.protocol
            && protocol_named(tx, known.owner, &name.0).await?.is_none()
        {
            return Err(Refusal::of("protocol", "none has that name").into());
        }
        series_refusal::check(&series, &person, local_time::local_date(now, series.zone))
            .map_err(|refusal| Refusal(refusal.to_string()))?;
        // Gone over at once: a series that begins, or begins again, and one that changed. What was promised is kept.
        series.needs_replanning = series.is_active && !written.is_new();
        call_series::save(tx, &series).await?;
        schedule::set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
    }
    Ok(written)
}

async fn team(
    tx: &mut Tx,
    known: &Known<'_>,
    draft: &Draft,
    before: Option<&CallSeries>,
) -> Result<Vec<VolunteerId>, Stop> {
    let Some(keys) = &draft.team else {
        return Ok(before.map(|series| series.team.clone()).unwrap_or_default());
    };
    let mut team = Vec::new();
    for key in keys {
        let found = volunteers::by_key(tx, known.given.secrets, known.owner, key).await?;
        team.push(found.ok_or_else(|| Refusal::of("team", "no volunteer has one of the keys"))?.id);
    }
    Ok(team)
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
    if let Some(refusal) = unfit_as_usual(tx, &found, person.id).await? {
        return Err(Refusal(refusal.to_string()).into());
    }
    Ok(Some(found.id))
}

fn series_of(
    known: &Known<'_>,
    draft: &Draft,
    before: Option<&CallSeries>,
    person: &Person,
    (volunteer_id, team): (Option<VolunteerId>, Vec<VolunteerId>),
) -> Result<CallSeries, Refusal> {
    let was_ended = |series: &&CallSeries| {
        !series.is_active && series.end.as_ref().is_some_and(|end| end.reason != EndReason::LastDatePassed)
    };
    if before.filter(was_ended).is_some() {
        // An older list must not make telephones ring about somebody who has died.
        return Err(Refusal::of("key", "this series has ended: give a new key"));
    }
    if before.is_some_and(|before| before.person_id != person.id) {
        return Err(Refusal::of("person", "this series calls somebody else: give a new key"));
    }
    let kind = draft.kind.unwrap_or_else(|| before.map(|before| before.kind).unwrap_or_default());
    let pairing = match kind {
        // Nobody calls: the robot does.
        CallKind::CheckCall => PairingPolicy::Pool,
        CallKind::ConvivialCall | CallKind::CourtesyCall | CallKind::Visit => {
            draft.pairing.unwrap_or_else(|| before.map(|before| before.pairing).unwrap_or_default())
        }
    };
    if kind == CallKind::CheckCall && known.line_of(person).is_none_or(|line| line.check_number.is_none()) {
        return Err(Refusal::of(
            "kind",
            "her line has no check_number, the only kind of number that automatic calls may show",
        ));
    }
    let volunteer_id = volunteer_id.filter(|_| kind != CallKind::CheckCall);
    let zone = match draft.zone {
        None => before.map_or(person.territory.zone, |before| before.zone),
        Some(named) => named.unwrap_or(person.territory.zone),
    };
    let kept_duration = || before.map_or(DEFAULT_DURATION_MIN, |before| before.duration_min);
    let kept_protocol = || before.and_then(|before| before.protocol.clone());
    let today = local_time::local_date(known.given.now, zone);
    let ends_on = draft.ends_on.unwrap_or_else(|| before.and_then(|before| before.ends_on));
    let is_active = ends_on.is_none_or(|last| last >= today);
    Ok(CallSeries {
        id: before.map_or_else(|| SeriesId(known.new_id()), |before| before.id),
        organisation_id: known.owner,
        key: draft.key.clone(),
        person_id: person.id,
        volunteer_id,
        team,
        rule: draft.rule.clone(),
        local_time: draft.local_time,
        zone,
        starts_on: draft.starts_on,
        ends_on,
        duration_min: draft.duration_min.unwrap_or_else(kept_duration),
        pairing,
        kind,
        // A daily question to somebody who lives alone is never left until the next morning.
        protocol: draft
            .protocol
            .clone()
            .unwrap_or_else(kept_protocol)
            .or_else(|| (kind == CallKind::CheckCall).then(|| ProtocolName(Protocol::daily().name))),
        when_away: draft.when_away.or(before.map(|before| before.when_away)).unwrap_or_default(),
        materialised_to: before.filter(|before| before.is_active).and_then(|before| before.materialised_to),
        holidays: draft.holidays.unwrap_or_else(|| before.map(|before| before.holidays).unwrap_or_default()),
        exceptions: draft
            .exceptions
            .clone()
            .unwrap_or_else(|| before.map(|before| before.exceptions.clone()).unwrap_or_default()),
        // A later last date is told anew.
        is_ending_told: before.is_some_and(|before| before.is_ending_told && before.ends_on == ends_on),
        needs_replanning: before.is_some_and(|before| before.needs_replanning),
        // An end that was announced stays; one that had passed is over when there is a later last date.
        end: before
            .and_then(|before| before.end.clone())
            .filter(|end| !is_active || end.reason != EndReason::LastDatePassed),
        wrong_number: before.and_then(|before| before.wrong_number.clone()),
        without_since: before.and_then(|before| before.without_since),
        is_active,
    })
}
