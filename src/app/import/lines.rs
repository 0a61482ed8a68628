//! `lines.csv`: telephone lines and, with them, the territories.

use passerelle_domain::{
    calendar::{HolidayPolicy, OpeningHours, callback_hours},
    exceptional_hours::ExceptionalHours,
    holidays::HolidayCalendar,
    ids::LineId,
    line::Line,
    people::Language,
    phone_number::{DialRegion, PhoneNumber},
    ring_strategy::RingStrategy,
    territory::Territory,
    weekly_hours::WeeklyHours,
};
use passerelle_store::{Tx, lines};

use super::{
    cells,
    known::Known,
    numbers,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};

/// The script of a line that names none.
const DEFAULT_SCRIPT: &str = "listening-line";
/// Beyond this a number is a slip of the keyboard.
const MOST_LISTENERS_WANTED: u32 = 500;

pub(super) const COLUMNS: [Column; 18] = [
    needed("key"),
    needed("name"),
    needed("service_name"),
    needed("neutral_name"),
    needed("number"),
    needed("sms_sender"),
    optional("check_number"),
    needed("territory"),
    needed("timezone"),
    needed("holidays"),
    needed("hours"),
    optional("holiday_policy"),
    optional("exceptions"),
    optional("listeners_wanted"),
    optional("language"),
    optional("script"),
    optional("ring_strategy"),
    optional("callback_hours"),
];

/// A line as the file tells it.
pub(super) struct Draft {
    pub(super) key: String,
    name: String,
    service_name: String,
    neutral_name: String,
    number: String,
    sms_sender: String,
    check_number: Option<String>,
    territory: Territory,
    hours: WeeklyHours,
    holiday_policy: Option<HolidayPolicy>,
    exceptions: Option<ExceptionalHours>,
    listeners_wanted: Option<u32>,
    language: Option<Language>,
    script: Option<String>,
    ring: Option<RingStrategy>,
    callbacks: Option<WeeklyHours>,
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let policies =
        [("open", HolidayPolicy::Open), ("closed", HolidayPolicy::Closed), ("reduced", HolidayPolicy::Reduced)];
    let calendar = |cell: &str| HolidayCalendar::parse(cell).ok_or_else(|| "an unknown calendar".to_owned());
    Ok(Draft {
        key: row.needed("key", cells::key)?,
        name: row.needed("name", cells::text)?,
        service_name: row.needed("service_name", cells::text)?,
        neutral_name: row.needed("neutral_name", cells::text)?,
        number: row.needed("number", cells::text)?,
        sms_sender: row.needed("sms_sender", cells::text)?,
        check_number: row.given("check_number", String::new(), cells::text)?,
        territory: Territory {
            name: row.needed("territory", cells::text)?,
            zone: row.needed("timezone", cells::zone)?,
            holidays: row.needed("holidays", calendar)?,
        },
        hours: row.needed("hours", cells::hours)?,
        holiday_policy: row.given("holiday_policy", HolidayPolicy::default(), cells::word(&policies))?,
        exceptions: row.given("exceptions", ExceptionalHours::default(), cells::exceptions)?,
        listeners_wanted: row.given("listeners_wanted", 1, cells::number(1, MOST_LISTENERS_WANTED))?,
        language: row.given("language", Language::default(), cells::language)?,
        script: row.given("script", DEFAULT_SCRIPT.to_owned(), cells::text)?,
        ring: row.given("ring_strategy", RingStrategy::default(), |cell| {
            cell.parse::<RingStrategy>().map_err(|error| error.to_string())
        })?,
        callbacks: row.given("callback_hours", callback_hours(), cells::hours)?,
    })
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let before = lines::by_key(tx, known.owner, &draft.key).await?;
    let line = line_of(known, draft, before.as_ref())?;
    if let Some(other) = lines::by_number(tx, line.number.as_str()).await?
        && other.id != line.id
    {
        return Err(Refusal::of("number", "another line has it").into());
    }
    if let Some(number) = &line.check_number
        && let Some(other) = lines::by_number(tx, number.as_str()).await?
        && other.id != line.id
    {
        return Err(Refusal::of("check_number", "another line has it").into());
    }
    for other in lines::of_organisation(tx, known.owner).await? {
        check_agreement(known, &line, &other)?;
    }
    let written = Written::compare(before.as_ref(), &line, line.id.0);
    if written.is_change() {
        lines::save(tx, &line).await?;
    }
    Ok(written)
}

fn line_of(known: &Known<'_>, draft: &Draft, before: Option<&Line>) -> Result<Line, Refusal> {
    let region = numbers::region_of(&draft.territory);
    let is_simulated = known.given.is_simulated;
    let kept_script = || before.map_or(DEFAULT_SCRIPT, |line| line.script.as_str()).to_owned();
    let script = draft.script.clone().unwrap_or_else(kept_script);
    if !known.given.scripts.contains(&script) {
        return Err(Refusal::of("script", "no voice script has that name"));
    }
    let kept_policy = || before.map(|line| line.hours.holiday_policy).unwrap_or_default();
    let kept_exceptions = || before.map(|line| line.hours.exceptions.clone()).unwrap_or_default();
    let kept_callbacks = || before.map_or_else(callback_hours, |line| line.hours.callbacks.clone());
    let kept_language = || before.map(|line| line.language).unwrap_or_default();
    Ok(Line {
        id: before.map_or_else(|| LineId(known.new_id()), |line| line.id),
        organisation_id: known.owner,
        key: draft.key.clone(),
        name: draft.name.clone(),
        service_name: draft.service_name.clone(),
        neutral_name: draft.neutral_name.clone(),
        number: numbers::phone("number", &draft.number, region, is_simulated)?,
        check_number: check_number(known, draft, before, region)?,
        sms_sender: numbers::sms_sender("sms_sender", &draft.sms_sender, region, is_simulated)?,
        territory: draft.territory.clone(),
        hours: OpeningHours {
            weekly: draft.hours.clone(),
            zone: draft.territory.zone,
            holidays: draft.territory.holidays,
            holiday_policy: draft.holiday_policy.unwrap_or_else(kept_policy),
            exceptions: draft.exceptions.clone().unwrap_or_else(kept_exceptions),
            callbacks: draft.callbacks.clone().unwrap_or_else(kept_callbacks),
        },
        listeners_wanted: draft.listeners_wanted.unwrap_or_else(|| before.map_or(1, |line| line.listeners_wanted)),
        language: draft.language.unwrap_or_else(kept_language),
        script,
        ring: draft.ring.unwrap_or_else(|| before.map(|line| line.ring).unwrap_or_default()),
    })
}

/// The number that the robot's calls show: a system that calls by itself may show no other.
fn check_number(
    known: &Known<'_>,
    draft: &Draft,
    before: Option<&Line>,
    region: DialRegion,
) -> Result<Option<PhoneNumber>, Refusal> {
    let kept = before.and_then(|line| line.check_number.clone());
    let number = known.optional_phone("check_number", draft.check_number.as_deref(), kept, region)?;
    match &number {
        Some(number) if !number.is_verified_multipurpose() => {
            Err(Refusal::of("check_number", "not a verified multipurpose number (0162, 0163, 0270, 0271, 0377, 0378…)"))
        }
        Some(_) | None => Ok(number),
    }
}

/// Lines of one territory share its clock and calendar. A line that this file changes too is not
/// held against the row before its own turn: both may move together.
fn check_agreement(known: &Known<'_>, line: &Line, other: &Line) -> Result<(), Refusal> {
    let (mine, theirs) = (&line.territory, &other.territory);
    let is_another = other.id != line.id && theirs.name == mine.name;
    if !is_another || mine == theirs || known.in_file.is_line_later(&other.key, &line.key) {
        return Ok(());
    }
    let column = if mine.zone == theirs.zone { "holidays" } else { "timezone" };
    Err(Refusal::of(column, "another line of this territory says otherwise"))
}
