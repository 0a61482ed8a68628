//! Writes a proposal: each call through the door and by the rules of any other assignment.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::VolunteerId,
    scheduled_call::{ScheduledCall, State},
    week_plan::LeftBecause,
};
use passerelle_store::{Tx, scheduled_calls, transact};

use super::{
    facts::Facts,
    propose::{Fate, Proposal},
};
use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    error::{AppError, Outcome},
    volunteer_standing::unfit_for,
};

/// Calls written in one transaction: others get their turn in between.
const AT_ONCE: usize = 20;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Written {
    /// Calls given to somebody.
    pub(super) given: u32,
    /// Calls whose volunteer the rules refused after all: they are left, and the next plan tries again.
    pub(super) refused: u32,
}

/// Writes what is new in a proposal. Again writes nothing. A call that changed since the facts were read is left alone: the next
/// plan sees it as it is then.
pub(super) async fn write(app: &App, facts: &Facts, proposal: &Proposal, now: DateTime<Utc>) -> Outcome<Written> {
    let news = proposal.fates.iter().map(|(place, fate)| (&facts.calls[*place], *fate));
    let news: Vec<(&ScheduledCall, Fate)> =
        news.filter(|(call, fate)| call.news_of_plan(fate.who()).is_some()).collect();
    let mut written = Written::default();
    for some in news.chunks(AT_ONCE) {
        let now_written = transact!(app.db, |tx| {
            let mut written = Written::default();
            for (seen, fate) in some {
                match write_one(app, tx, seen, *fate, now).await? {
                    Some(Ok(_)) => written.given += 1,
                    Some(Err(LeftBecause::Refused)) => written.refused += 1,
                    Some(Err(_)) | None => {}
                }
            }
            Ok::<_, AppError>(written)
        })
        .await?;
        written.given += now_written.given;
        written.refused += now_written.refused;
    }
    Ok(written)
}

/// Writes one fate; answers what holds now, and nothing when the call had changed.
async fn write_one(
    app: &App,
    tx: &mut Tx,
    seen: &ScheduledCall,
    fate: Fate,
    now: DateTime<Utc>,
) -> Outcome<Option<Result<VolunteerId, LeftBecause>>> {
    let Some(call) = scheduled_calls::by_id(tx, seen.id).await?.filter(|call| call == seen) else { return Ok(None) };
    if call.state != State::Planned {
        return Ok(None);
    }
    let mut who = fate.who();
    if let Fate::Given(volunteer) = fate
        && unfit_for(app, tx, volunteer, &call).await?.is_some()
    {
        who = Err(LeftBecause::Refused);
    }
    if let Some(event) = call.news_of_plan(who) {
        apply_to_scheduled_call(app, tx, call.id, event, now).await?;
    }
    Ok(Some(who))
}
