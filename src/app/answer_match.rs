//! What a coordinator notes and decides about a match: an answer, the confirmation, the end, a second chance.

use passerelle_domain::{
    code::Code,
    consent::Way,
    ids::OrganisationId,
    matches::{EndedBecause, Event, Match, MatchState, NoReason, Said, Side},
    people::Member,
};
use passerelle_store::{Tx, matches, transact};
use serde_json::json;

use crate::{
    App,
    advance_match::apply_to_match,
    ask_match::trace_match,
    error::{AppError, Outcome},
};

/// What became of a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum DecidedMatch {
    /// The match as it is now. What was said or decided before changes nothing.
    Done(Box<Match>),
    /// It is too early or too late for that: nothing changed.
    NotNow(MatchState),
    /// No match of this organisation has the code.
    Unknown,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchDecision {
    /// One of the two said yes or no, and how.
    Answered {
        /// Who.
        side: Side,
        /// Yes.
        yes: bool,
        /// On the telephone, or in another way.
        way: Way,
        /// Why, when it is a no.
        reason: NoReason,
    },
    /// They go on: enough was seen of the trial.
    Confirmed,
    /// A coordinator ends it.
    Withdrawn,
    /// These two may be proposed to each other again.
    Lifted,
}

/// Carries out what a coordinator decides about a match, in the name of `by`.
///
/// # Errors
/// Trouble of the database.
pub async fn decide_match(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    decision: MatchDecision,
    by: Member,
) -> Outcome<DecidedMatch> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(paired) = matches::by_code(tx, owner, code).await? else { return Ok(DecidedMatch::Unknown) };
        let event = match decision {
            MatchDecision::Answered { side, yes, way, reason } => {
                let said = Said { yes, way, by: Some(by), at: now };
                Event::Said { side, said, reason }
            }
            MatchDecision::Confirmed => Event::Confirmed(by),
            MatchDecision::Withdrawn => Event::Withdrawn { because: EndedBecause::Coordinator, by: Some(by) },
            MatchDecision::Lifted => return lift(app, tx, paired, by).await,
        };
        if !is_its_time(&paired, decision) {
            return Ok(DecidedMatch::NotNow(paired.state));
        }
        let after = apply_to_match(app, tx, paired.id, event, now).await?;
        if let (Some(after), Event::Said { side, said, .. }) = (&after, event) {
            let detail = json!({ "side": side, "yes": said.yes, "way": said.way });
            trace_match(app, tx, after, Some(by), "answered", detail, now).await?;
        }
        Ok::<_, AppError>(after.map_or(DecidedMatch::Unknown, |after| DecidedMatch::Done(Box::new(after))))
    })
    .await
}

fn is_its_time(paired: &Match, decision: MatchDecision) -> bool {
    match decision {
        MatchDecision::Answered { yes: true, .. } => {
            matches!(paired.state, MatchState::Asked | MatchState::ToConfirm)
        }
        MatchDecision::Answered { yes: false, .. } => paired.state.is_live(),
        MatchDecision::Withdrawn => paired.state.is_live() || paired.state == MatchState::Withdrawn,
        MatchDecision::Confirmed => {
            matches!(paired.state, MatchState::Trial | MatchState::ToConfirm | MatchState::Confirmed)
        }
        MatchDecision::Lifted => paired.state == MatchState::Refused,
    }
}

async fn lift(app: &App, tx: &mut Tx, mut paired: Match, by: Member) -> Outcome<DecidedMatch> {
    if !is_its_time(&paired, MatchDecision::Lifted) {
        return Ok(DecidedMatch::NotNow(paired.state));
    }
    if paired.lifted.is_none() {
        let now = app.clock.now();
        paired.lifted = Some((by, now));
        matches::update(tx, &paired).await?;
        trace_match(app, tx, &paired, Some(by), "lifted", json!({}), now).await?;
    }
    Ok(DecidedMatch::Done(Box::new(paired)))
}
