//! A coordinator changes a series: its rule, its hour, who calls.

use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use passerelle_domain::{
    call_series::{CallSeries, PairingPolicy, Recurrence},
    ids::{OrganisationId, SeriesId, VolunteerId},
    people::Member,
    protocol_name::ProtocolName,
    series_holidays::SeriesHolidays,
    series_plan::Promised,
    series_refusal::SeriesRefusal,
};
use passerelle_store::{transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::Outcome,
    find_protocol::protocol_named,
    series_edit::{EditedSeries, Editing},
    volunteer_standing::unfit_as_usual,
};

/// What changes; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct SeriesChange {
    /// The rule.
    pub rule: Option<Recurrence>,
    /// The hour on her clocks.
    pub local_time: Option<NaiveTime>,
    /// Her clocks, when she stays elsewhere.
    pub zone: Option<Tz>,
    /// The first day, from which the rule counts.
    pub starts_on: Option<NaiveDate>,
    /// Minutes.
    pub duration_min: Option<u32>,
    /// Who calls.
    pub pairing: Option<PairingPolicy>,
    /// The usual volunteer.
    pub volunteer: Option<VolunteerId>,
    /// The small team, in the order of their turns.
    pub team: Option<Vec<VolunteerId>>,
    /// Public holidays.
    pub holidays: Option<SeriesHolidays>,
    /// What happens when nobody answers.
    pub protocol: Option<ProtocolName>,
}

impl SeriesChange {
    fn apply(&self, series: &mut CallSeries) {
        let SeriesChange {
            rule,
            local_time,
            zone,
            starts_on,
            duration_min,
            pairing,
            volunteer,
            team,
            holidays,
            protocol,
        } = self;
        if let Some(rule) = rule {
            series.rule = rule.clone();
        }
        if let Some(team) = team {
            series.team.clone_from(team);
        }
        if let Some(protocol) = protocol {
            series.protocol = Some(protocol.clone());
        }
        series.local_time = local_time.unwrap_or(series.local_time);
        series.zone = zone.unwrap_or(series.zone);
        series.starts_on = starts_on.unwrap_or(series.starts_on);
        series.duration_min = duration_min.unwrap_or(series.duration_min);
        series.pairing = pairing.unwrap_or(series.pairing);
        series.volunteer_id = volunteer.or(series.volunteer_id);
        series.holidays = holidays.unwrap_or(series.holidays);
    }

    /// The names of what changes, for the audit.
    fn names(&self) -> Vec<&'static str> {
        let said = [
            (self.rule.is_some(), "rule"),
            (self.local_time.is_some(), "local_time"),
            (self.zone.is_some(), "zone"),
            (self.starts_on.is_some(), "starts_on"),
            (self.duration_min.is_some(), "duration_min"),
            (self.pairing.is_some(), "pairing"),
            (self.volunteer.is_some(), "volunteer"),
            (self.team.is_some(), "team"),
            (self.holidays.is_some(), "holidays"),
            (self.protocol.is_some(), "protocol"),
        ];
        said.into_iter().filter(|(is_said, _)| *is_said).map(|(_, name)| name).collect()
    }
}

/// Changes a series. Calls nobody counts on yet are made again as it says now; a promised one is kept, or moved with both
/// told, as `promised` says. The same change again changes nothing.
///
/// # Errors
/// Trouble of the database. A change that cannot be is an answer.
pub async fn change_series(
    app: &App,
    owner: OrganisationId,
    id: SeriesId,
    change: &SeriesChange,
    promised: Promised,
    by: Member,
) -> Outcome<EditedSeries> {
    transact!(app.db, |tx| {
        let mut editing = match Editing::load(app, tx, owner, id).await? {
            Ok(editing) => editing,
            Err(answer) => return Ok(answer),
        };
        if let Some(name) = &change.protocol
            && protocol_named(tx, owner, &name.0).await?.is_none()
        {
            return Ok(EditedSeries::Refused(SeriesRefusal::UnknownProtocol));
        }
        if let Some(id) = change.volunteer
            && let Some(volunteer) = volunteers::by_id(tx, &app.secrets, id).await?
            && let Some(refusal) = unfit_as_usual(tx, &volunteer, editing.series.person_id).await?
        {
            return Ok(EditedSeries::Refused(refusal));
        }
        change.apply(&mut editing.series);
        if let Err(refusal) = editing.check(app.clock.now()) {
            return Ok(EditedSeries::Refused(refusal));
        }
        let detail = json!({ "changed": change.names(), "promised": promised });
        editing.finish(app, tx, promised, by, "changed", detail).await
    })
    .await
}
