//! A week of a residence ends on Friday: whoever has no status is told to a coordinator, and the next week begins.

use chrono::{DateTime, Days, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel, CaseState},
    contact_round::{ContactRound, Residence},
    ids::ContactRoundId,
    matter::MatterKind,
};
use passerelle_store::{Tx, cases, residences, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    run_round::begin_week,
    schedule::{is_due, set_timer},
};

/// Days of a week.
const WEEK: Days = Days::new(7);

/// Advances a week whose timer is due: over once everybody has a status.
pub(crate) async fn advance_contact_round(app: &App, id: ContactRoundId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::ContactRound, id.0, now).await? {
            return Ok(());
        }
        let Some(mut round) = residences::round_by_id(tx, id).await?.filter(|round| round.is_live) else {
            set_timer(tx, MatterKind::ContactRound, id.0, None, now).await?;
            return Ok(());
        };
        let residence = residences::by_id(tx, round.residence_id).await?.ok_or(AppError::dangling("contact round"))?;
        if round.ends_at() <= now {
            if let Some(next) = round.week.checked_add_days(WEEK) {
                begin_week(app, tx, &residence, next, now).await?;
            }
            let left = residences::without_status(tx, id).await?;
            round.is_live = left > 0;
            if left > 0 {
                tell(app, tx, &residence, &mut round, u32::try_from(left).unwrap_or(u32::MAX), now).await?;
            }
            residences::update_round(tx, &round).await?;
        }
        set_timer(tx, MatterKind::ContactRound, id.0, round.next_look(now), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    residence: &Residence,
    round: &mut ContactRound,
    left: u32,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if let Some(case) = round.case_id
        && cases::by_id(tx, case).await?.is_some_and(|case| case.state != CaseState::Closed)
    {
        return Ok(());
    }
    let subject = Subject {
        organisation_id: residence.organisation_id,
        line_id: residence.line_id,
        person_id: None,
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: left,
        silent_since: round.ends_at(),
    };
    round.case_id = Some(open_case(app, tx, CaseKind::RoundUnfinished, CaseLevel::Worry, subject, now).await?);
    Ok(())
}
