//! `people.csv`: the people accompanied.

use chrono::NaiveTime;
use passerelle_domain::{
    ids::PersonId,
    matter::MatterKind,
    people::{ConsentState, Consents, Fragility, Language, Person},
};
use passerelle_store::{Tx, call_series, people, protocols, protocols::Follower};

use super::{
    cells,
    known::Known,
    numbers,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};
use crate::{find_protocol::protocol_named, schedule};

pub(super) const COLUMNS: [Column; 17] = [
    needed("key"),
    optional("title"),
    needed("first_name"),
    optional("last_name"),
    needed("phone"),
    optional("phone2"),
    needed("line"),
    optional("territory"),
    optional("language"),
    optional("hearing_advice"),
    optional("fragility"),
    needed("consent_calls"),
    optional("consent_sms"),
    optional("consent_recognition"),
    optional("quiet_from"),
    optional("quiet_to"),
    optional("protocol"),
];

/// A person as the file tells it. `None` is a column the file does not have.
pub(super) struct Draft {
    pub(super) key: String,
    title: Option<String>,
    first_name: String,
    last_name: Option<String>,
    phone: String,
    phone2: Option<String>,
    line: String,
    territory: Option<String>,
    language: Option<Language>,
    hearing_advice: Option<&'static str>,
    fragility: Option<Fragility>,
    consents: Consents,
    quiet_from: Option<NaiveTime>,
    quiet_to: Option<NaiveTime>,
    protocol: Option<Option<String>>,
}

/// Nobody is called from eight in the evening…
fn default_calls_to() -> NaiveTime {
    NaiveTime::from_hms_opt(20, 0, 0).unwrap_or_default()
}

/// …until nine in the morning, unless she wishes otherwise.
fn default_calls_from() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default()
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let advices = [("speak_louder", "speak_louder"), ("speak_slowly", "speak_slowly"), ("let_it_ring", "let_it_ring")];
    let classes = [("green", Fragility::Green), ("orange", Fragility::Orange), ("red", Fragility::Red)];
    Ok(Draft {
        key: row.needed("key", cells::key)?,
        title: row.given("title", String::new(), cells::text)?,
        first_name: row.needed("first_name", cells::text)?,
        last_name: row.given("last_name", String::new(), cells::text)?,
        phone: row.needed("phone", cells::text)?,
        phone2: row.given("phone2", String::new(), cells::text)?,
        line: row.needed("line", cells::key)?,
        territory: row.given("territory", String::new(), cells::text)?,
        language: row.given("language", Language::default(), cells::language)?,
        hearing_advice: row.given("hearing_advice", "", cells::word(&advices))?,
        fragility: row.given("fragility", Fragility::default(), cells::word(&classes))?,
        consents: Consents {
            calls: row.needed("consent_calls", consent)?,
            sms: row.given("consent_sms", ConsentState::NotAsked, consent)?.unwrap_or_default(),
            recognition: row.given("consent_recognition", ConsentState::NotAsked, consent)?.unwrap_or_default(),
        },
        quiet_from: row.given("quiet_from", default_calls_to(), cells::time)?,
        quiet_to: row.given("quiet_to", default_calls_from(), cells::time)?,
        protocol: row.given("protocol", None, |cell| cells::key(cell).map(Some))?,
    })
}

fn consent(cell: &str) -> Result<ConsentState, String> {
    cells::word(&[("yes", ConsentState::Accepted), ("no", ConsentState::Declined), ("pending", ConsentState::NotAsked)])(
        cell,
    )
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let secrets = known.given.secrets;
    let before = people::by_key(tx, secrets, known.owner, &draft.key).await?;
    let person = person_of(known, draft, before.as_ref())?;
    let follower = Follower::Person(before.as_ref().map_or(person.id, |before| before.id));
    let chosen = protocols::chosen(tx, known.owner, follower).await?;
    let wished = draft.protocol.clone().unwrap_or_else(|| chosen.clone());
    if let Some(name) = &wished
        && protocol_named(tx, known.owner, name).await?.is_none()
    {
        return Err(Refusal::of("protocol", "none has that name").into());
    }
    let written = Written::compare(before.as_ref(), &person, person.id.0).or_changed(wished != chosen);
    if written.is_change() {
        people::save(tx, secrets, &person).await?;
    }
    if wished != chosen {
        protocols::choose(tx, known.owner, follower, wished.as_deref()).await?;
    }
    if before.is_some_and(|before| !before.consents.calls.is_given()) && person.consents.calls.is_given() {
        wake_her_series(tx, known, person.id).await?;
    }
    Ok(written)
}

fn person_of(known: &Known<'_>, draft: &Draft, before: Option<&Person>) -> Result<Person, Refusal> {
    let line = known.line(&draft.line)?;
    let territory = known.territory(draft.territory.as_deref(), before.map(|known| &known.territory), line)?;
    let region = numbers::region_of(&territory);
    let mut phones = vec![known.phone("phone", &draft.phone, region)?];
    let kept_phone2 = before.and_then(|known| known.phones.get(1).cloned());
    let phone2 = known.optional_phone("phone2", draft.phone2.as_deref(), kept_phone2, region)?;
    phones.extend(phone2.filter(|number| *number != phones[0]));

    let calls_from = draft.quiet_to.unwrap_or_else(|| before.map_or_else(default_calls_from, |known| known.calls_from));
    let calls_to = draft.quiet_from.unwrap_or_else(|| before.map_or_else(default_calls_to, |known| known.calls_to));
    if calls_from >= calls_to {
        return Err(Refusal::of("quiet_from, quiet_to", "no hour of the day is left for a call"));
    }

    // What the file is silent about stays as it is known, or takes its default.
    let kept_text = |text: fn(&Person) -> &String| before.map_or_else(String::new, |known| text(known).clone());
    Ok(Person {
        id: before.map_or_else(|| PersonId(known.new_id()), |known| known.id),
        organisation_id: known.owner,
        key: draft.key.clone(),
        title: draft.title.clone().unwrap_or_else(|| kept_text(|known| &known.title)),
        first_name: draft.first_name.clone(),
        last_name: draft.last_name.clone().unwrap_or_else(|| kept_text(|known| &known.last_name)),
        line_id: line.id,
        territory,
        language: draft.language.unwrap_or_else(|| before.map(|known| known.language).unwrap_or_default()),
        hearing_advice: draft.hearing_advice.map_or_else(|| kept_text(|known| &known.hearing_advice), str::to_owned),
        fragility: draft.fragility.unwrap_or_else(|| before.map(|known| known.fragility).unwrap_or_default()),
        consents: consents_after(before.map(|known| known.consents).unwrap_or_default(), draft.consents),
        calls_from,
        calls_to,
        last_talked_at: before.and_then(|known| known.last_talked_at),
        phones,
    })
}

/// What she said counts more than a list: a recorded no stays, and "not asked yet" takes nothing
/// back. A no of the list is always heard.
fn consents_after(recorded: Consents, listed: Consents) -> Consents {
    let after = |recorded, listed| match (recorded, listed) {
        (ConsentState::Declined, _) | (_, ConsentState::Declined) => ConsentState::Declined,
        (recorded, ConsentState::NotAsked) => recorded,
        (ConsentState::NotAsked | ConsentState::Accepted, ConsentState::Accepted) => ConsentState::Accepted,
    };
    Consents {
        calls: after(recorded.calls, listed.calls),
        sms: after(recorded.sms, listed.sms),
        recognition: after(recorded.recognition, listed.recognition),
    }
}

/// She has just said yes: her series, which made nothing until now, are gone over at once.
async fn wake_her_series(tx: &mut Tx, known: &Known<'_>, person: PersonId) -> Result<(), Stop> {
    let now = known.given.now;
    for series in call_series::of_person(tx, person).await?.into_iter().filter(|series| series.is_active) {
        schedule::set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
    }
    Ok(())
}
