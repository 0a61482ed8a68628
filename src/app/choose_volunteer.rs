//! Whose turn it is, when the series belongs to a pool or to a small team.
//!
//! Chosen when it is time to ask, the day before: whoever the plan of the week proposed, when they still can; otherwise by
//! who has called lately. Whoever says no is replaced as the usual volunteer would be.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::PairingPolicy,
    ids::VolunteerId,
    scheduled_call::{ScheduledCall, State},
};
use passerelle_planner::{CallsMade, next_of_pool, next_of_team};
use passerelle_store::{Tx, call_series, lines, scheduled_calls};

use crate::{
    App,
    ask_volunteers::candidates,
    error::{AppError, Outcome},
    volunteer_standing::unfit_for,
};

/// Calls of these last days are recent.
const RECENT: TimeDelta = TimeDelta::days(28);
/// A turn is remembered this long.
const TURNS_REMEMBERED: TimeDelta = TimeDelta::days(120);

/// Gives a call that nobody was asked for yet the volunteer whose turn it is; none when nobody of them can.
pub(crate) async fn choose_volunteer(
    app: &App,
    tx: &mut Tx,
    call: &mut ScheduledCall,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_open = call.state == State::Planned && call.usual_volunteer.is_none();
    if !is_open || call.pairing == PairingPolicy::Pair {
        return Ok(());
    }
    if let Some(planned) = call.cover.planned {
        if unfit_for(app, tx, planned, call).await?.is_none() {
            call.usual_volunteer = Some(planned);
            return Ok(());
        }
        call.cover.planned = None;
    }
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let facts = candidates(app, tx, call, &line, now).await?;
    let mut recent: HashMap<VolunteerId, u32> = HashMap::new();
    for (volunteer, _) in
        scheduled_calls::load(tx, call.organisation_id, call.starts_at - RECENT, call.starts_at).await?
    {
        *recent.entry(volunteer).or_default() += 1;
    }
    let mut last_to_her: HashMap<VolunteerId, DateTime<Utc>> = HashMap::new();
    let earlier =
        scheduled_calls::of_person(tx, call.person_id, call.starts_at - TURNS_REMEMBERED, call.starts_at).await?;
    for earlier in earlier.iter().filter(|earlier| earlier.state != State::Cancelled && earlier.id != call.id) {
        // Whoever was asked first has had their turn, even when somebody else called her.
        for volunteer in earlier.volunteer.into_iter().chain(earlier.usual_volunteer) {
            let last = last_to_her.entry(volunteer).or_insert(earlier.starts_at);
            *last = earlier.starts_at.max(*last);
        }
    }
    let made = |id: VolunteerId| CallsMade {
        recent: recent.get(&id).copied().unwrap_or(0),
        last_to_her: last_to_her.get(&id).copied(),
    };
    call.usual_volunteer = match call.pairing {
        PairingPolicy::Pair => None,
        PairingPolicy::Pool => next_of_pool(&facts, made),
        PairingPolicy::SmallTeam => {
            let series = call_series::by_id(tx, call.series_id).await?.ok_or(AppError::dangling("scheduled call"))?;
            next_of_team(&series.team, &facts, made)
        }
    };
    Ok(())
}
