//! Everything about one person, for whoever opens her page. The reading is kept before anything is shown.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::CallSeries,
    case::Case,
    ids::{OrganisationId, PersonId},
    line::Line,
    people::Member,
    scheduled_call::{ScheduledCall, State},
};
use passerelle_store::{call_series, cases, event_log, lines, notes, scheduled_calls};

use crate::{
    App,
    error::Outcome,
    look_at_case::{FirstNames, first_names, member_of_actor},
    read_person::{PersonFile, read_person},
};

/// Coming calls are shown so far ahead.
const AHEAD: TimeDelta = TimeDelta::days(35);
/// Past calls are shown so far back.
const BACK: TimeDelta = TimeDelta::days(120);
/// Past cases are shown so far back: as long as a file is kept.
const CASES_BACK: TimeDelta = TimeDelta::days(731);
/// Lines of the log on her page.
const MOST_LOG_LINES: u32 = 100;

/// A person, whole.
pub struct WholePerson {
    /// The instant it shows.
    pub now: DateTime<Utc>,
    /// Her file.
    pub file: PersonFile,
    /// The line whose number she has on paper.
    pub line: Option<Line>,
    /// Her series, those that go on first.
    pub series: Vec<CallSeries>,
    /// Her coming calls, the next one first.
    pub coming: Vec<ScheduledCall>,
    /// Her past calls, the latest first.
    pub past: Vec<ScheduledCall>,
    /// Her cases, the latest first.
    pub cases: Vec<Case>,
    /// What was written about her, oldest first.
    pub notes: Vec<notes::Note>,
    /// Who read or changed her file, latest first.
    pub log: Vec<event_log::LogEntry>,
    /// First names of whoever is named above.
    pub names: FirstNames,
}

/// A person of the organisation, for `by`; `None` when nobody of it has this id.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_person(
    app: &App,
    owner: OrganisationId,
    id: PersonId,
    by: Member,
) -> Outcome<Option<WholePerson>> {
    let Some(file) = read_person(app, owner, id, by).await? else { return Ok(None) };
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let line = lines::by_id(&mut read, file.person.line_id).await?;
    let mut series = call_series::of_person(&mut read, id).await?;
    series.sort_by_key(|series| !series.is_active);
    let all = scheduled_calls::of_person(&mut read, id, now - BACK, now + AHEAD).await?;
    let (mut past, mut coming): (Vec<_>, Vec<_>) = all.into_iter().partition(|call| call.starts_at <= now);
    past.reverse();
    coming.retain(|call| call.state != State::Cancelled);
    let cases = cases::of_person_since(&mut read, id, now - CASES_BACK).await?;
    let about = notes::Subject { organisation_id: owner, noun: "person", id: id.0 };
    let notes = notes::of(&mut read, &app.secrets, about).await?;
    let log = event_log::latest_of_noun(&mut read, "person", id.0, MOST_LOG_LINES).await?;
    let mut ids: Vec<uuid::Uuid> = log.iter().filter_map(|line| member_of_actor(&line.actor)).collect();
    ids.extend(notes.iter().map(|note| note.by));
    ids.extend(file.consent_changes.iter().filter_map(|change| change.by_member));
    ids.extend(series.iter().flat_map(CallSeries::volunteers).map(|id| id.0));
    ids.extend(past.iter().chain(&coming).filter_map(|call| call.volunteer).map(|id| id.0));
    ids.sort();
    ids.dedup();
    let names = first_names(app, &mut read, owner, &ids).await?;
    Ok(Some(WholePerson { now, file, line, series, coming, past, cases, notes, log, names }))
}
