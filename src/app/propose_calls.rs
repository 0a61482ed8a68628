//! Somebody fragile of a campaign becomes a person to whom weekly calls are proposed. Nothing rings before her yes: her
//! file begins without any consent, and a series makes no call without one.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use passerelle_domain::{
    absence::WhenAway,
    call_series::{CallKind, CallSeries, PairingPolicy, Recurrence},
    campaign::Campaign,
    campaign_entry::CampaignEntry,
    consent::{Scope, Way},
    ids::SeriesId,
    local_time,
    matter::MatterKind,
    people::{Fragility, Member, Person},
    series_exceptions::SeriesExceptions,
    series_holidays::SeriesHolidays,
    series_refusal::{self, SeriesRefusal},
};
use passerelle_store::{Tx, call_series, lines, people};

use crate::{
    App,
    change_consent::{ConsentChange, note_consent},
    error::{AppError, Outcome},
    new_person::{known_person, new_person},
    record_household::ToldHousehold,
    schedule::set_timer,
};

/// Minutes; as in an import.
const DURATION_MIN: u32 = 30;

/// Makes her file when the association does not know her, notes what she answered, and keeps the hour she would like as a
/// series without a volunteer.
pub(crate) async fn propose_calls(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    entry: &mut CampaignEntry,
    told: &ToldHousehold,
    by: Option<Member>,
    now: DateTime<Utc>,
) -> Outcome<Result<(), SeriesRefusal>> {
    let mut person = person_of(app, tx, campaign, entry, now).await?;
    if let Some((weekday, hour)) = told.hour {
        let series = weekly(app, &person, weekday, hour, now)?;
        let today = local_time::local_date(now, series.zone);
        if let Err(refusal) = series_refusal::check(&series, &person, today) {
            return Ok(Err(refusal));
        }
        people::save(tx, &app.secrets, &person).await?;
        if call_series::by_key(tx, person.organisation_id, &series.key).await?.is_none() {
            call_series::save(tx, &series).await?;
            set_timer(tx, MatterKind::Series, series.id.0, Some(now), now).await?;
        }
    } else {
        people::save(tx, &app.secrets, &person).await?;
    }
    if let Some(answer) = told.weekly_calls {
        let wording = format!("{}-{}", campaign.key, campaign.script.version);
        let change = ConsentChange { scope: Scope::Calls, answer, way: Way::Word, by, wording };
        note_consent(app, tx, &mut person, &change, now).await?;
    }
    entry.person_id = Some(person.id);
    Ok(Ok(()))
}

/// Whom the list names, known to the association or not.
async fn person_of(
    app: &App,
    tx: &mut Tx,
    campaign: &Campaign,
    entry: &CampaignEntry,
    now: DateTime<Utc>,
) -> Outcome<Person> {
    if let Some(id) = entry.person_id {
        return people::by_id(tx, &app.secrets, id).await?.ok_or(AppError::dangling("campaign entry"));
    }
    let line = lines::by_id(tx, campaign.line_id).await?.ok_or(AppError::dangling("campaign"))?;
    let tenant = entry.tenant.clone().ok_or(AppError::dangling("campaign entry"))?;
    let known = known_person(app, tx, campaign.organisation_id, &tenant).await?;
    Ok(known.unwrap_or_else(|| new_person(app, &campaign.partner, line, tenant, Fragility::Orange, now)))
}

/// A call a week by whoever can: a coordinator finds her somebody of her own.
fn weekly(app: &App, person: &Person, weekday: Weekday, hour: NaiveTime, now: DateTime<Utc>) -> Outcome<CallSeries> {
    let day = match weekday {
        Weekday::Mon => "MO",
        Weekday::Tue => "TU",
        Weekday::Wed => "WE",
        Weekday::Thu => "TH",
        Weekday::Fri => "FR",
        Weekday::Sat => "SA",
        Weekday::Sun => "SU",
    };
    let rule = Recurrence::parse(&format!("FREQ=WEEKLY;BYDAY={day}"));
    let zone = person.territory.zone;
    Ok(CallSeries {
        without_since: None,
        id: SeriesId(app.chance.new_id(now)),
        organisation_id: person.organisation_id,
        key: format!("{}-weekly", person.id),
        person_id: person.id,
        volunteer_id: None,
        team: Vec::new(),
        rule: rule.map_err(|error| AppError::Text(error.to_string()))?,
        local_time: hour,
        zone,
        starts_on: local_time::local_date(now, zone) + chrono::TimeDelta::days(1),
        ends_on: None,
        duration_min: DURATION_MIN,
        pairing: PairingPolicy::Pool,
        kind: CallKind::ConvivialCall,
        when_away: WhenAway::default(),
        protocol: None,
        holidays: SeriesHolidays::default(),
        exceptions: SeriesExceptions::default(),
        needs_replanning: false,
        end: None,
        wrong_number: None,
        materialised_to: None,
        is_active: true,
        is_ending_told: false,
    })
}
