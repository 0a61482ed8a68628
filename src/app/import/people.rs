//! `people.csv`: the people accompanied.

use chrono::{DateTime, NaiveTime, Utc};
use passerelle_domain::{
    consent::{Answer, ConsentState, Consents, Scope, Way},
    home::Home,
    ids::PersonId,
    matter::MatterKind,
    people::{Fragility, Language, Person},
    phone_number::{DialRegion, PhoneNumber},
    weekly_hours::WeeklyHours,
    wishes::{Gender, Interest, Wishes},
};
use passerelle_store::{Tx, consent_changes, people, protocols, protocols::Follower};

use super::{
    cells,
    known::Known,
    numbers,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};
use crate::{find_protocol::protocol_named, review_calls::wake_series, schedule};

/// The columns of what she agreed to; the first one is needed.
const CONSENTS: [(&str, Scope); 7] = [
    ("consent_calls", Scope::Calls),
    ("consent_sms", Scope::Sms),
    ("consent_recognition", Scope::Recognition),
    ("consent_visits", Scope::Visits),
    ("consent_automatic_checks", Scope::AutomaticChecks),
    ("consent_trusted_contact", Scope::TrustedContact),
    ("consent_caretaker_check", Scope::CaretakerCheck),
];

pub(super) const COLUMNS: [Column; 32] = [
    needed("key"),
    optional("title"),
    needed("first_name"),
    optional("last_name"),
    needed("phone"),
    optional("phone_hours"),
    optional("phone2"),
    optional("phone2_hours"),
    optional("phone3"),
    optional("phone3_hours"),
    needed("line"),
    optional("territory"),
    optional("language"),
    optional("hearing_advice"),
    optional("fragility"),
    needed("consent_calls"),
    optional("consent_sms"),
    optional("consent_recognition"),
    optional("consent_visits"),
    optional("consent_automatic_checks"),
    optional("consent_trusted_contact"),
    optional("consent_caretaker_check"),
    optional("quiet_from"),
    optional("quiet_to"),
    optional("protocol"),
    optional("district"),
    optional("address"),
    optional("access"),
    optional("interests"),
    optional("avoids"),
    optional("wished_gender"),
    optional("wished_hours"),
];

/// From when to when a number is the one to ring, in the person's local time.
type Hours = (NaiveTime, NaiveTime);

/// A person as the file tells it. `None` is a column the file does not have.
pub(super) struct Draft {
    pub(super) key: String,
    title: Option<String>,
    first_name: String,
    last_name: Option<String>,
    phone: String,
    phone2: Option<String>,
    phone3: Option<String>,
    phone_hours: [Option<Option<Hours>>; 3],
    line: String,
    territory: Option<String>,
    language: Option<Language>,
    hearing_advice: Option<&'static str>,
    fragility: Option<Fragility>,
    said: Vec<(Scope, Answer)>,
    quiet_from: Option<NaiveTime>,
    quiet_to: Option<NaiveTime>,
    protocol: Option<Option<String>>,
    district: Option<String>,
    address: Option<String>,
    access: Option<String>,
    interests: Option<Vec<Interest>>,
    avoids: Option<Vec<Interest>>,
    wished_gender: Option<Option<Gender>>,
    wished_hours: Option<WeeklyHours>,
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
        phone3: row.given("phone3", String::new(), cells::text)?,
        phone_hours: [
            row.given("phone_hours", None, phone_hours)?,
            row.given("phone2_hours", None, phone_hours)?,
            row.given("phone3_hours", None, phone_hours)?,
        ],
        line: row.needed("line", cells::key)?,
        territory: row.given("territory", String::new(), cells::text)?,
        language: row.given("language", Language::default(), cells::language)?,
        hearing_advice: row.given("hearing_advice", "", cells::word(&advices))?,
        fragility: row.given("fragility", Fragility::default(), cells::word(&classes))?,
        said: said(row)?,
        quiet_from: row.given("quiet_from", default_calls_to(), cells::time)?,
        quiet_to: row.given("quiet_to", default_calls_from(), cells::time)?,
        protocol: row.given("protocol", None, |cell| cells::key(cell).map(Some))?,
        district: row.given("district", String::new(), cells::text)?,
        address: row.given("address", String::new(), cells::text)?,
        access: row.given("access", String::new(), cells::text)?,
        interests: row.given("interests", Vec::new(), cells::skills)?,
        avoids: row.given("avoids", Vec::new(), cells::skills)?,
        wished_gender: row.given("wished_gender", None, cells::gender)?,
        wished_hours: row.given("wished_hours", WeeklyHours::default(), cells::hours)?,
    })
}

/// `09:00-12:00`; after midnight when it ends before it begins.
fn phone_hours(cell: &str) -> Result<Option<Hours>, String> {
    let (from, to) = cell.split_once('-').ok_or_else(|| "hours are written 09:00-12:00".to_owned())?;
    let hours = (cells::time(from.trim())?, cells::time(to.trim())?);
    if hours.0 == hours.1 { Err("hours that never begin".into()) } else { Ok(Some(hours)) }
}

/// What the row says of each use; a column that is missing, empty or `pending` says nothing.
fn said(row: Row<'_>) -> Result<Vec<(Scope, Answer)>, Refusal> {
    let mut said = Vec::new();
    for (column, scope) in CONSENTS {
        let answer = if scope == Scope::Calls {
            row.needed(column, consent)?
        } else {
            row.given(column, None, consent)?.flatten()
        };
        said.extend(answer.map(|answer| (scope, answer)));
    }
    Ok(said)
}

fn consent(cell: &str) -> Result<Option<Answer>, String> {
    cells::word(&[("yes", Some(Answer::Yes)), ("no", Some(Answer::No)), ("pending", None)])(cell)
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let (secrets, now) = (known.given.secrets, known.given.now);
    let before = people::by_key(tx, secrets, known.owner, &draft.key).await?;
    let mut person = person_of(known, draft, before.as_ref())?;
    let changes = note_consents(&mut person.consents, &draft.said, now);
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
    for (scope, before, after) in &changes {
        let change = consent_changes::NewConsentChange {
            scope,
            before: *before,
            after: *after,
            way: Way::Import,
            by: None,
            wording: "",
        };
        consent_changes::insert(tx, known.new_id(), known.owner, person.id, change, now).await?;
    }
    let is_known = before.is_some();
    if is_known && changes.iter().any(|(_, before, after)| before.is_given() != after.is_given()) {
        // Her coming calls are called off, or come back, at once.
        schedule::set_timer(tx, MatterKind::Person, person.id.0, Some(now), now).await?;
    }
    if is_known && changes.iter().any(|(_, _, after)| after.is_given()) {
        wake_series(tx, person.id, now).await.map_err(Stop::Failed)?;
    }
    Ok(written)
}

/// What she said counts more than a list: a recorded no stays, and "not asked yet" takes nothing back. A no of the list
/// is always heard. Answers what has changed: (use, before, after).
fn note_consents(
    consents: &mut Consents,
    said: &[(Scope, Answer)],
    now: DateTime<Utc>,
) -> Vec<(Scope, ConsentState, ConsentState)> {
    let noted = said.iter().map(|(scope, answer)| {
        let (before, after) = consents.note(scope, *answer, Way::Import, now);
        (scope.clone(), before, after)
    });
    noted.filter(|(_, before, after)| before != after).collect()
}

fn person_of(known: &Known<'_>, draft: &Draft, before: Option<&Person>) -> Result<Person, Refusal> {
    let line = known.line(&draft.line)?;
    let territory = known.territory(draft.territory.as_deref(), before.map(|known| &known.territory), line)?;
    let region = numbers::region_of(&territory);
    let (phones, phone_hours) = phones_of(known, draft, before, region)?;

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
        consents: before.map(|known| known.consents.clone()).unwrap_or_default(),
        calls_from,
        calls_to,
        last_talked_at: before.and_then(|known| known.last_talked_at),
        pauses: before.map(|known| known.pauses.clone()).unwrap_or_default(),
        phone_hours,
        district: draft.district.clone().unwrap_or_else(|| kept_text(|known| &known.district)),
        wishes: wishes_of(draft, before),
        home: home_of(draft, before),
        phones,
    })
}

fn home_of(draft: &Draft, before: Option<&Person>) -> Home {
    let kept = before.map(|known| known.home.clone()).unwrap_or_default();
    Home { address: draft.address.clone().unwrap_or(kept.address), access: draft.access.clone().unwrap_or(kept.access) }
}

fn wishes_of(draft: &Draft, before: Option<&Person>) -> Wishes {
    let kept = before.map(|known| known.wishes.clone()).unwrap_or_default();
    Wishes {
        interests: draft.interests.clone().unwrap_or(kept.interests),
        avoids: draft.avoids.clone().unwrap_or(kept.avoids),
        gender: draft.wished_gender.unwrap_or(kept.gender),
        hours: draft.wished_hours.clone().unwrap_or(kept.hours),
    }
}

/// Her numbers, each once, and the hours of each.
fn phones_of(
    known: &Known<'_>,
    draft: &Draft,
    before: Option<&Person>,
    region: DialRegion,
) -> Result<(Vec<PhoneNumber>, Vec<Option<Hours>>), Refusal> {
    let kept = |place: usize| before.and_then(|known| known.phones.get(place).cloned());
    let named = [
        Some(known.phone("phone", &draft.phone, region)?),
        known.optional_phone("phone2", draft.phone2.as_deref(), kept(1), region)?,
        known.optional_phone("phone3", draft.phone3.as_deref(), kept(2), region)?,
    ];
    let kept_hours = |place: usize| before.and_then(|known| known.phone_hours.get(place).copied().flatten());
    let (mut phones, mut hours) = (Vec::new(), Vec::new());
    for (place, phone) in named.into_iter().enumerate() {
        let Some(phone) = phone.filter(|phone| !phones.contains(phone)) else { continue };
        phones.push(phone);
        hours.push(draft.phone_hours[place].unwrap_or_else(|| kept_hours(place)));
    }
    if hours.iter().all(Option::is_none) {
        hours.clear();
    }
    Ok((phones, hours))
}
