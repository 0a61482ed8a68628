//! `volunteers.csv`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use passerelle_domain::{
    contact::Contacts,
    ids::{OrganisationId, VolunteerId},
    people::{Language, Volunteer, VolunteerStatus},
    skills::Skill,
    weekly_hours::WeeklyHours,
    wishes::{Gender, HelperCircle, Interest, Profile},
};
use passerelle_store::{Tx, organisations, staff, volunteers};

use super::{
    cells, import_files,
    known::Known,
    numbers,
    report::RowFate,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};
use crate::{App, AppError};

/// Calls a day and a week when the file does not say: an afternoon, and every day of the week but one.
const DEFAULT_CALLS_PER_DAY: u32 = 3;
const DEFAULT_CALLS_PER_WEEK: u32 = 6;
/// Beyond these a number is a slip of the keyboard.
const MOST_CALLS_PER_DAY: u32 = 20;
const MOST_CALLS_PER_WEEK: u32 = 60;
const MOST_PEOPLE: u32 = 60;

pub(super) const COLUMNS: [Column; 22] = [
    needed("key"),
    needed("first_name"),
    needed("last_name"),
    needed("phone"),
    optional("email"),
    optional("languages"),
    optional("territory"),
    needed("line"),
    needed("availability"),
    optional("max_calls_per_day"),
    optional("max_calls_per_week"),
    optional("max_people"),
    optional("status"),
    optional("charter_signed_on"),
    optional("trained_on"),
    optional("skills"),
    optional("territories"),
    optional("circle"),
    optional("gender"),
    optional("interests"),
    optional("avoids"),
    optional("district"),
];

/// A volunteer as the file tells it.
pub(super) struct Draft {
    pub(super) key: String,
    first_name: String,
    last_name: String,
    phone: String,
    email: Option<Option<String>>,
    languages: Option<Vec<Language>>,
    territory: Option<String>,
    line: String,
    availability: WeeklyHours,
    max_calls_per_day: Option<u32>,
    max_calls_per_week: Option<u32>,
    max_people: Option<Option<u32>>,
    status: Option<VolunteerStatus>,
    charter_signed_on: Option<Option<NaiveDate>>,
    trained_on: Option<Option<NaiveDate>>,
    skills: Option<Vec<Skill>>,
    territories: Option<Vec<String>>,
    circle: Option<HelperCircle>,
    gender: Option<Option<Gender>>,
    interests: Option<Vec<Interest>>,
    avoids: Option<Vec<Interest>>,
    district: Option<String>,
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let statuses = VolunteerStatus::ALL.map(|status| (status.as_str(), status));
    let day = |cell: &str| cells::day(cell).map(Some);
    let circles = HelperCircle::ALL.map(|circle| (circle.as_str(), circle));
    Ok(Draft {
        key: row.needed("key", cells::key)?,
        first_name: row.needed("first_name", cells::text)?,
        last_name: row.needed("last_name", cells::text)?,
        phone: row.needed("phone", cells::text)?,
        email: row.given("email", None, |cell| cells::email(cell).map(Some))?,
        languages: row.given("languages", vec![Language::default()], cells::languages)?,
        territory: row.given("territory", String::new(), cells::text)?,
        line: row.needed("line", cells::key)?,
        availability: row.needed("availability", cells::hours)?,
        max_calls_per_day: row.given(
            "max_calls_per_day",
            DEFAULT_CALLS_PER_DAY,
            cells::number(1, MOST_CALLS_PER_DAY),
        )?,
        max_calls_per_week: row.given(
            "max_calls_per_week",
            DEFAULT_CALLS_PER_WEEK,
            cells::number(1, MOST_CALLS_PER_WEEK),
        )?,
        max_people: row.given("max_people", None, |cell| cells::number(1, MOST_PEOPLE)(cell).map(Some))?,
        status: row.given("status", VolunteerStatus::Applicant, cells::word(&statuses))?,
        charter_signed_on: row.given("charter_signed_on", None, day)?,
        trained_on: row.given("trained_on", None, day)?,
        skills: row.given("skills", Vec::new(), cells::skills)?,
        territories: row.given("territories", Vec::new(), cells::territories)?,
        circle: row.given("circle", HelperCircle::Active, cells::word(&circles))?,
        gender: row.given("gender", None, cells::gender)?,
        interests: row.given("interests", Vec::new(), cells::skills)?,
        avoids: row.given("avoids", Vec::new(), cells::skills)?,
        district: row.given("district", String::new(), cells::text)?,
    })
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let secrets = known.given.secrets;
    let before = volunteers::by_key(tx, secrets, known.owner, &draft.key).await?;
    if staff::by_key(tx, secrets, known.owner, &draft.key).await?.is_some() {
        return Err(Refusal::of("key", "a staff member has it").into());
    }
    let volunteer = volunteer_of(known, draft, before.as_ref())?;
    let written = Written::compare(before.as_ref(), &volunteer, volunteer.id.0);
    if written.is_change() {
        volunteers::save(tx, secrets, &volunteer).await?;
    }
    Ok(written)
}

fn volunteer_of(known: &Known<'_>, draft: &Draft, before: Option<&Volunteer>) -> Result<Volunteer, Refusal> {
    let line = known.line(&draft.line)?;
    let territory = known.territory(draft.territory.as_deref(), before.map(|known| &known.territory), line)?;
    let phone = known.phone("phone", &draft.phone, numbers::region_of(&territory))?;
    // What the file is silent about stays as it is known, or takes its default.
    let kept = |known: fn(&Volunteer) -> u32, default| before.map_or(default, known);
    let kept_languages = || before.map_or_else(|| vec![Language::default()], |known| known.languages.clone());
    let kept_territories = before.map(|known| known.territories.as_slice()).unwrap_or_default();
    let email = draft.email.clone().unwrap_or_else(|| before.and_then(|known| known.email.clone()));
    Ok(Volunteer {
        id: before.map_or_else(|| VolunteerId(known.new_id()), |known| known.id),
        organisation_id: known.owner,
        key: draft.key.clone(),
        first_name: draft.first_name.clone(),
        last_name: draft.last_name.clone(),
        languages: draft.languages.clone().unwrap_or_else(kept_languages),
        territory,
        line_id: line.id,
        availability: draft.availability.clone(),
        max_calls_per_day: draft
            .max_calls_per_day
            .unwrap_or_else(|| kept(|known| known.max_calls_per_day, DEFAULT_CALLS_PER_DAY)),
        max_calls_per_week: draft
            .max_calls_per_week
            .unwrap_or_else(|| kept(|known| known.max_calls_per_week, DEFAULT_CALLS_PER_WEEK)),
        max_people: draft.max_people.unwrap_or_else(|| before.and_then(|known| known.max_people)),
        status: status_of(draft, before),
        life: before.map(|known| known.life.clone()).unwrap_or_default(),
        charter_signed_on: draft.charter_signed_on.unwrap_or_else(|| before.and_then(|known| known.charter_signed_on)),
        trained_on: draft.trained_on.unwrap_or_else(|| before.and_then(|known| known.trained_on)),
        skills: draft.skills.clone().unwrap_or_else(|| before.map(|known| known.skills.clone()).unwrap_or_default()),
        territories: known.territories(draft.territories.as_ref(), kept_territories)?,
        circle: draft.circle.unwrap_or_else(|| before.map(|known| known.circle).unwrap_or_default()),
        profile: profile_of(draft, before),
        sms_stopped: before.is_some_and(|known| known.sms_stopped),
        contacts: before.map_or_else(Contacts::default, |known| {
            known.contacts.clone().kept(known.phone.as_ref() == Some(&phone), known.email == email)
        }),
        phone: Some(phone),
        email,
    })
}

fn profile_of(draft: &Draft, before: Option<&Volunteer>) -> Profile {
    let kept = before.map(|known| known.profile.clone()).unwrap_or_default();
    Profile {
        gender: draft.gender.unwrap_or(kept.gender),
        interests: draft.interests.clone().unwrap_or(kept.interests),
        avoids: draft.avoids.clone().unwrap_or(kept.avoids),
        district: draft.district.clone().unwrap_or(kept.district),
    }
}

/// What became of one volunteer given field by field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportedVolunteer {
    /// Not known before.
    Added(VolunteerId),
    /// Known, and brought up to date when anything was new.
    Known(VolunteerId),
    /// Not taken: the column and the reason.
    Refused(String),
}

/// Takes one volunteer with the columns of `volunteers.csv`, by the same rules.
///
/// # Errors
/// Trouble of the database.
pub async fn import_volunteer(
    app: &App,
    owner: OrganisationId,
    columns: &BTreeMap<String, String>,
) -> Result<ImportedVolunteer, AppError> {
    let Some(key) = columns.get("key").map(|key| key.trim()) else {
        return Ok(ImportedVolunteer::Refused("key: missing".into()));
    };
    let names = organisations::all(&mut app.db.read().await?).await?;
    let Some((_, name)) = names.into_iter().find(|(id, _)| *id == owner) else {
        return Ok(ImportedVolunteer::Refused("this organisation is not known".into()));
    };
    let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\"").replace(['\r', '\n'], " "));
    let header: Vec<String> = columns.keys().map(quoted).collect();
    let row: Vec<String> = columns.values().map(quoted).collect();
    let file = format!("{}\n{}\n", header.join(","), row.join(","));
    let report = import_files(app, &name, &[("volunteers.csv".to_owned(), file)]).await?;
    let fate = report.rows.into_iter().next().map(|row| row.fate);
    let known = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    Ok(match (fate, known) {
        (Some(RowFate::Refused(reason)), _) => ImportedVolunteer::Refused(reason),
        (Some(RowFate::Added), Some(volunteer)) => ImportedVolunteer::Added(volunteer.id),
        (Some(RowFate::Merged | RowFate::Unchanged), Some(volunteer)) => ImportedVolunteer::Known(volunteer.id),
        (Some(_), None) | (None, _) => ImportedVolunteer::Refused("key: missing".into()),
    })
}

/// A list brings nobody back who has left: an older one may not know it yet.
fn status_of(draft: &Draft, before: Option<&Volunteer>) -> VolunteerStatus {
    match before.map(|known| known.status) {
        Some(VolunteerStatus::Ended) => VolunteerStatus::Ended,
        known => draft.status.or(known).unwrap_or(VolunteerStatus::Applicant),
    }
}
