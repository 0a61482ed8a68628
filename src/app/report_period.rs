//! The figures of a month, a quarter or a year: counted, kept once the period is over, and shown the same for ever.
//!
//! A period that goes on is counted again each time it is asked for, and nothing is kept. Once it is over its figures are
//! kept with the facts behind them, at night or when somebody asks; who corrects a record later makes a new edition, dated
//! and named, and the earlier ones stay.

mod gather;

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, ScheduledCallId},
    indicators::{DEFINITIONS, Facts, Group, GroupFigures, Indicator, Period, Source, count, selected},
    local_time,
    people::Member,
};
use passerelle_store::{Access, lines, people, report_editions, report_editions::ReportEdition, transact, volunteers};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};
use gather::gather;

/// Most codes listed behind one figure: whoever needs more takes a shorter period.
const MOST_SOURCES: usize = 2_000;

/// An edition, without its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionLine {
    /// From 1.
    pub number: u32,
    /// When it was counted.
    pub made_at: DateTime<Utc>,
    /// Which definitions it follows.
    pub definitions: u32,
}

/// The report of a period.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Which.
    pub period: Period,
    /// The period is over: its figures can be kept.
    pub is_over: bool,
    /// The edition shown; `None` while nothing is kept: the figures still change.
    pub edition: Option<EditionLine>,
    /// Every edition that is kept, oldest first.
    pub editions: Vec<EditionLine>,
    /// The figures, everybody first.
    pub groups: Vec<GroupFigures>,
}

/// What became of the wish to see a report.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedReport {
    /// Here it is.
    Shown(Box<Report>),
    /// The period has not begun.
    NotBegun,
    /// There is no edition of this number.
    NoSuchEdition,
}

/// What became of the wish to keep a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptReport {
    /// This edition is kept from now on.
    Kept(u32),
    /// It had been kept before, and nothing has changed.
    Same(u32),
    /// The period is not over.
    NotOver,
    /// Nothing happened in it.
    Empty,
}

/// Shows the report of a period: the edition asked for, or the last one. Changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn show_report(
    app: &App,
    owner: OrganisationId,
    period: Period,
    edition: Option<u32>,
) -> Outcome<AskedReport> {
    let mut read = app.db.read().await?;
    let today = today_of(&mut read, owner, app.clock.now()).await?;
    if period.first_day() > today {
        return Ok(AskedReport::NotBegun);
    }
    let kept = report_editions::of_period(&mut read, owner, period).await?;
    let editions: Vec<EditionLine> = kept.iter().map(line_of).collect();
    let wanted = edition.or_else(|| kept.last().map(|last| last.number));
    let (edition, groups) = match wanted {
        Some(number) => match kept.into_iter().find(|edition| edition.number == number) {
            Some(found) => (Some(line_of(&found)), found.figures),
            None => return Ok(AskedReport::NoSuchEdition),
        },
        None => {
            let (facts, parts) = facts_of(app, &mut read, owner, period).await?;
            (None, count(period, &facts, &parts))
        }
    };
    let is_over = period.is_over(today);
    Ok(AskedReport::Shown(Box::new(Report { period, is_over, edition, editions, groups })))
}

fn line_of(edition: &ReportEdition) -> EditionLine {
    EditionLine { number: edition.number, made_at: edition.made_at, definitions: edition.definitions }
}

/// The day it is everywhere in an organisation: the earliest of its lines' clocks.
async fn today_of(read: &mut impl Access, owner: OrganisationId, now: DateTime<Utc>) -> Outcome<NaiveDate> {
    let lines = lines::of_organisation(read, owner).await?;
    let days = lines.iter().map(|line| local_time::local_date(now, line.hours.zone));
    Ok(days.min().unwrap_or_else(|| now.date_naive()))
}

/// Periods with their figures.
type Parts = Vec<(Period, Vec<GroupFigures>)>;

/// What happened in a period, and what was told of its parts. A month that is kept is taken as it is kept.
async fn facts_of(app: &App, read: &mut impl Access, owner: OrganisationId, period: Period) -> Outcome<(Facts, Parts)> {
    let (mut months, mut parts) = (Vec::new(), Parts::new());
    for month in period.months() {
        let last = report_editions::of_period(read, owner, month).await?.pop().filter(|_| month != period);
        match last {
            Some(last) => {
                let facts = report_editions::facts(read, owner, month, last.number).await?;
                months.push(facts.unwrap_or_default());
                parts.push((month, last.figures));
            }
            None => months.push(gather(read, &app.secrets, owner, month).await?),
        }
    }
    for quarter in period.quarters() {
        if let Some(last) = report_editions::of_period(read, owner, quarter).await?.pop() {
            parts.push((quarter, last.figures));
        }
    }
    Ok((Facts::join(months), parts))
}

/// Keeps the figures of a period that is over, with those of its months and quarters; again changes nothing. `is_anew`: as the
/// records are now, in a new edition when they say something else.
///
/// # Errors
/// Trouble of the database.
pub async fn keep_report(
    app: &App,
    owner: OrganisationId,
    period: Period,
    by: Option<Member>,
    is_anew: bool,
) -> Outcome<KeptReport> {
    let now = app.clock.now();
    let today = today_of(&mut app.db.read().await?, owner, now).await?;
    if !period.is_over(today) {
        return Ok(KeptReport::NotOver);
    }
    // The shorter ones first: the longer ones are counted from them, and hide what they hide.
    let shorter = period.months().into_iter().chain(period.quarters()).filter(|part| *part != period);
    for part in shorter {
        keep_one(app, owner, part, by, is_anew && matches!(part, Period::Month(..)), now).await?;
    }
    keep_one(app, owner, period, by, is_anew, now).await
}

async fn keep_one(
    app: &App,
    owner: OrganisationId,
    period: Period,
    by: Option<Member>,
    is_anew: bool,
    now: DateTime<Utc>,
) -> Outcome<KeptReport> {
    let mut read = app.db.read().await?;
    let last = report_editions::of_period(&mut read, owner, period).await?.pop();
    if let Some(last) = &last
        && !is_anew
    {
        return Ok(KeptReport::Same(last.number));
    }
    // Counted outside the transaction: writers do not wait for it.
    let (facts, parts) = facts_of(app, &mut read, owner, period).await?;
    drop(read);
    let is_empty = facts.people.is_empty() && facts.calls.is_empty() && facts.cases.is_empty();
    if is_empty && facts.volunteers.is_empty() {
        return Ok(KeptReport::Empty);
    }
    let figures = count(period, &facts, &parts);
    if let Some(last) = last.as_ref().filter(|last| last.figures == figures) {
        return Ok(KeptReport::Same(last.number));
    }
    let edition = ReportEdition {
        number: last.map_or(0, |last| last.number) + 1,
        definitions: DEFINITIONS,
        made_at: now,
        made_by: by.map(Member::uuid),
        figures,
    };
    let number = edition.number;
    transact!(app.db, |tx| {
        // Of two at once one is kept, and the other one is shown it.
        if !report_editions::insert(tx, owner, period, &edition, &facts).await? {
            return Ok(KeptReport::Same(number));
        }
        let actor = by.map_or_else(|| "system".to_owned(), actor_of);
        let detail = json!({ "period": period.to_string(), "edition": number });
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "report_kept",
            noun: "organisation",
            noun_id: owner.0,
            detail,
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(KeptReport::Kept(number))
    })
    .await
}

/// Keeps the month, the quarter and the year that have just ended. Again changes nothing.
pub(crate) async fn keep_finished_reports(app: &App, owner: OrganisationId) -> Outcome<()> {
    let today = today_of(&mut app.db.read().await?, owner, app.clock.now()).await?;
    let month = Period::month_of(today).previous();
    let Period::Month(year, number) = month else { return Ok(()) };
    keep_report(app, owner, month, None, false).await?;
    if number % 3 == 0 {
        keep_report(app, owner, Period::Quarter(year, number / 3), None, false).await?;
    }
    if number == 12 {
        keep_report(app, owner, Period::Year(year), None, false).await?;
    }
    Ok(())
}

/// Something behind a figure, by its code or reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamedSource {
    /// A call, and its day on her calendar when it is still kept.
    Call(Code, Option<NaiveDate>),
    /// A case.
    Case(Code),
    /// A person: her identity and the association's reference; `None` once her file is erased.
    Person(Option<(Uuid, String)>),
    /// A volunteer, in the same way.
    Volunteer(Option<(Uuid, String)>),
}

/// What stands behind a figure of an edition that is kept, or of the figures as they are now, at most two thousand; with how
/// many there are. `None` when there is no such edition. The audit keeps who looked.
///
/// # Errors
/// Trouble of the database.
pub async fn list_report_sources(
    app: &App,
    owner: OrganisationId,
    period: Period,
    edition: Option<u32>,
    (indicator, group): (Indicator, &Group),
    by: Member,
) -> Outcome<Option<(usize, Vec<NamedSource>)>> {
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let facts = match edition {
        Some(number) => report_editions::facts(&mut read, owner, period, number).await?,
        None => Some(facts_of(app, &mut read, owner, period).await?.0),
    };
    let Some(facts) = facts else { return Ok(None) };
    let sources = selected(&facts, indicator, group);
    let all = sources.len();
    let mut named = Vec::new();
    for source in sources.into_iter().take(MOST_SOURCES) {
        named.push(name(app, &mut read, owner, &facts, source).await?);
    }
    drop(read);
    transact!(app.db, |tx| {
        let detail = json!({ "period": period.to_string(), "indicator": indicator.as_str() });
        let actor = actor_of(by);
        let trace = Trace {
            organisation_id: owner,
            actor: &actor,
            verb: "report_sources_viewed",
            noun: "organisation",
            noun_id: owner.0,
            detail,
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(())
    })
    .await?;
    Ok(Some((all, named)))
}

async fn name(
    app: &App,
    read: &mut impl Access,
    owner: OrganisationId,
    facts: &Facts,
    source: Source,
) -> Outcome<NamedSource> {
    Ok(match source {
        Source::Call(id, code) => NamedSource::Call(code, day_of(facts, id)),
        Source::Case(_, code) => NamedSource::Case(code),
        Source::Person(id) => {
            let known = people::by_id(read, &app.secrets, id).await?;
            let known = known.filter(|person| person.organisation_id == owner);
            NamedSource::Person(known.map(|person| (id.0, person.key)))
        }
        Source::Volunteer(id) => {
            let known = volunteers::by_id(read, &app.secrets, id).await?;
            let known = known.filter(|volunteer| volunteer.organisation_id == owner);
            NamedSource::Volunteer(known.map(|volunteer| (id.0, volunteer.key)))
        }
    })
}

fn day_of(facts: &Facts, id: ScheduledCallId) -> Option<NaiveDate> {
    facts.calls.iter().find(|call| call.id == id).map(|call| call.on)
}

/// The periods that are kept, the latest first, with their last edition.
///
/// # Errors
/// Trouble of the database.
pub async fn list_reports(app: &App, owner: OrganisationId) -> Outcome<Vec<(Period, u32)>> {
    let mut read = app.db.read().await?;
    let mut kept = report_editions::periods(&mut read, owner).await?;
    kept.sort_by_key(|(period, _)| std::cmp::Reverse((period.last_day(), period.first_day())));
    Ok(kept)
}
