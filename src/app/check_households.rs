//! The robot calls the households of a campaign: only people of the association who agreed to automatic checks, by a
//! check call of their own. Whom it does not reach, staff call.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    absence::WhenAway,
    call_series::{CallKind, CallSeries, PairingPolicy, Recurrence},
    campaign::{CallWay, Campaign, CampaignState, EntryOutcome},
    campaign_entry::CampaignEntry,
    consent::{Purpose, may},
    ids::{CampaignEntryId, SeriesId},
    local_time,
    matter::MatterKind,
    people::Person,
    protocol::Protocol,
    protocol_name::ProtocolName,
    scheduled_call::{CallOutcome, ScheduledCall, State},
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
};
use passerelle_store::{Tx, call_series, campaign_entries, lines, people, scheduled_calls};
use uuid::Uuid;

use crate::{
    App,
    advance_campaign::SOME,
    error::{AppError, Outcome},
    record_household::{ToldHousehold, tell_household},
    schedule::set_timer,
};

/// The robot calls at ten, her time: it is the hour of its first round.
const ROBOT_HOUR: chrono::NaiveTime = match chrono::NaiveTime::from_hms_opt(10, 0, 0) {
    Some(hour) => hour,
    None => chrono::NaiveTime::MIN,
};
/// Minutes.
const DURATION_MIN: u32 = 10;

/// Gives the robot whom it may call. True when it gave some, and there may be more.
pub(crate) async fn call_by_robot(app: &App, tx: &mut Tx, campaign: &Campaign, now: DateTime<Utc>) -> Outcome<bool> {
    let line = lines::by_id(tx, campaign.line_id).await?.ok_or(AppError::dangling("campaign"))?;
    if campaign.way != CallWay::Robot || campaign.state != CampaignState::Running || line.check_number.is_none() {
        return Ok(false);
    }
    let first_day = local_time::local_date(now, campaign.zone) + TimeDelta::days(1);
    let mut after = CampaignEntryId(Uuid::nil());
    let mut given = 0;
    while first_day < campaign.ends_on && given < SOME {
        let some = campaign_entries::for_the_robot(tx, &app.secrets, campaign.id, after, SOME).await?;
        let Some(last) = some.last() else { break };
        after = last.id;
        for entry in some {
            given += u32::from(give_to_robot(app, tx, campaign, entry, now).await?);
        }
    }
    Ok(given >= SOME)
}

async fn give_to_robot(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    mut entry: CampaignEntry,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(person) = entry.person_id.filter(|_| entry.series_id.is_none() && entry.attempts == 0) else {
        return Ok(false);
    };
    if campaign_entries::holder(tx, entry.id, now).await?.is_some() {
        return Ok(false);
    }
    let person = people::by_id(tx, &app.secrets, person).await?.ok_or(AppError::dangling("campaign entry"))?;
    let is_line = lines::by_id(tx, person.line_id).await?.is_some_and(|line| line.check_number.is_some());
    if !is_line || may(&person, Purpose::AutomaticCheck, now).is_err() {
        return Ok(false);
    }
    let is_checked = |series: &CallSeries| series.is_active && series.kind == CallKind::CheckCall;
    if call_series::of_person(tx, person.id).await?.iter().any(is_checked) {
        // The robot asks her already: twice a day would frighten her.
        return Ok(false);
    }
    let series = one_check(app, campaign, &entry, &person, now)?;
    call_series::save(tx, &series).await?;
    set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
    entry.series_id = Some(series.id);
    entry.due_at = None;
    campaign_entries::update(tx, &app.secrets, &entry).await?;
    Ok(true)
}

/// A series of one call, the next day.
fn one_check(
    app: &App,
    campaign: &Campaign,
    entry: &CampaignEntry,
    person: &Person,
    now: DateTime<Utc>,
) -> Outcome<CallSeries> {
    let zone = person.territory.zone;
    let day = local_time::local_date(now, zone) + TimeDelta::days(1);
    let rule = Recurrence::parse("FREQ=DAILY").map_err(|error| AppError::Text(error.to_string()))?;
    Ok(CallSeries {
        without_since: None,
        id: SeriesId(app.chance.new_id(now)),
        organisation_id: campaign.organisation_id,
        key: format!("{}-{}", campaign.key, entry.id),
        person_id: person.id,
        volunteer_id: None,
        team: Vec::new(),
        rule,
        local_time: ROBOT_HOUR.max(person.calls_from),
        zone,
        starts_on: day,
        ends_on: Some(day),
        duration_min: DURATION_MIN,
        pairing: PairingPolicy::Pool,
        kind: CallKind::CheckCall,
        when_away: WhenAway::default(),
        protocol: Some(ProtocolName(Protocol::daily().name)),
        holidays: SeriesHolidays::default(),
        exceptions: SeriesExceptions::default(),
        needs_replanning: false,
        end: None,
        wrong_number: None,
        materialised_to: None,
        is_active: true,
        // One call is no habit: nobody misses it.
        is_ending_told: true,
    })
}

/// Notes what became of the robot's calls. Answers false: all are looked at.
pub(crate) async fn note_robot_answers(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    for entry in campaign_entries::with_the_robot(tx, &app.secrets, campaign.id).await? {
        let Some(id) = entry.series_id else { continue };
        let Some(series) = call_series::by_id(tx, id).await? else { continue };
        let last = series.ends_on.unwrap_or(series.starts_on);
        let is_over = last < local_time::local_date(now, series.zone);
        let calls = scheduled_calls::of_series(tx, id, series.starts_on, last).await?;
        let outcome = match calls.last() {
            Some(call) if call.state.is_live() => continue,
            Some(call) => of_robot(call),
            // Consent was taken back, or she is away: the call was never made.
            None if is_over || !series.is_active => EntryOutcome::NoAnswer,
            None => continue,
        };
        let told = ToldHousehold { outcome, weekly_calls: None, hour: None };
        tell_household(app, tx, campaign, entry, &told, None, now).await?;
    }
    Ok(false)
}

/// Only her own "well" is one; whatever the robot cannot say is left to staff.
fn of_robot(call: &ScheduledCall) -> EntryOutcome {
    match (call.state, call.outcome) {
        (State::Settled, Some(CallOutcome::Well)) => EntryOutcome::ReachedOk,
        (State::Settled, Some(CallOutcome::HelpAsked | CallOutcome::CallbackAsked | CallOutcome::Urgent)) => {
            EntryOutcome::ReachedHelp
        }
        (State::Settled, Some(CallOutcome::Stopped)) => EntryOutcome::Refused,
        _ => EntryOutcome::NoAnswer,
    }
}
