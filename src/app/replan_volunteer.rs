//! What a volunteer's calls become when the volunteer is away, comes back, or leaves.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    absence::WhenAway,
    ids::{SeriesId, VolunteerId},
    local_time,
    matter::MatterKind,
    offer::OfferState,
    people::{Volunteer, VolunteerStatus},
    scheduled_call::{Event, ScheduledCall},
    wishes::HelperCircle,
};
use passerelle_store::{Tx, absences, call_series, exclusions, offers, scheduled_calls, volunteers};

use crate::{
    App, advance_scheduled_call::apply_to_scheduled_call, error::Outcome, plan_week::plan_soon,
    review_matches::review_matches_of_volunteer, schedule::set_timer, tell_person::tell_person_waits,
};

/// Looks at every coming call of a volunteer again, as their absences, pause, exclusions or leaving say now. Again changes
/// nothing. People who prefer to wait are told, or somebody is asked to tell them.
pub(crate) async fn replan_volunteer(app: &App, tx: &mut Tx, id: VolunteerId, now: DateTime<Utc>) -> Outcome<()> {
    let Some(volunteer) = volunteers::by_id(tx, &app.secrets, id).await? else { return Ok(()) };
    let today = local_time::local_date(now, volunteer.territory.zone);
    let told = absences::of_volunteer(tx, id, today).await?;
    let excluded: Vec<_> = exclusions::of_volunteer(tx, id).await?.into_iter().map(|pair| pair.person_id).collect();
    let mut waiting: BTreeMap<SeriesId, ScheduledCall> = BTreeMap::new();
    for call in scheduled_calls::concerning(tx, id, now).await? {
        if !call.state.is_live() && !call.cover.waits {
            continue;
        }
        let day = local_time::local_date(call.starts_at, volunteer.territory.zone);
        let calls_nobody = !volunteer.is_here() || volunteer.circle != HelperCircle::Active;
        let event = if calls_nobody || excluded.contains(&call.person_id) {
            Event::VolunteerLeft(id)
        } else if told.iter().any(|absence| absence.covers(day)) {
            let person_waits = prefers_to_wait(tx, &call).await?;
            Event::VolunteerAway { volunteer: id, person_waits }
        } else if volunteer.status == VolunteerStatus::Paused {
            // A pause has no end that she could wait for.
            Event::VolunteerAway { volunteer: id, person_waits: false }
        } else if is_wanted(tx, &call).await? {
            Event::VolunteerBack(id)
        } else {
            continue;
        };
        apply_to_scheduled_call(app, tx, call.id, event, now).await?;
        let waits = scheduled_calls::by_id(tx, call.id).await?.is_some_and(|after| after.cover.waits);
        if waits && !call.cover.waits {
            waiting.insert(call.series_id, call);
        }
    }
    for last in waiting.into_values() {
        tell_person_waits(app, tx, &volunteer, &last, now).await?;
    }
    plan_soon(tx, volunteer.organisation_id, now).await
}

async fn prefers_to_wait(tx: &mut Tx, call: &ScheduledCall) -> Outcome<bool> {
    let series = call_series::by_id(tx, call.series_id).await?;
    Ok(series.is_some_and(|series| series.when_away == WhenAway::Wait))
}

/// A series that has ended meanwhile brings no call back.
async fn is_wanted(tx: &mut Tx, call: &ScheduledCall) -> Outcome<bool> {
    Ok(call_series::by_id(tx, call.series_id).await?.is_some_and(|series| series.is_active))
}

/// Takes every person from a volunteer who leaves: their series have nobody, their open questions are withdrawn, and their
/// coming calls are to be covered.
pub(crate) async fn release_people(app: &App, tx: &mut Tx, volunteer: &Volunteer, now: DateTime<Utc>) -> Outcome<()> {
    for mut series in call_series::of_volunteer(tx, volunteer.id).await? {
        series.volunteer_id = None;
        series.without_since = Some(now);
        call_series::save(tx, &series).await?;
    }
    for mut offer in offers::open_of_volunteer(tx, volunteer.id).await? {
        offer.state = OfferState::Withdrawn;
        offers::update(tx, &offer).await?;
        set_timer(tx, MatterKind::Offer, offer.id.0, None, now).await?;
    }
    replan_volunteer(app, tx, volunteer.id, now).await?;
    review_matches_of_volunteer(app, tx, volunteer.id, now).await
}
