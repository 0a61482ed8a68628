//! A coordinator looks at what partners signalled: she gets a file, or the referral ends.

use passerelle_domain::{
    code::Code,
    ids::{LineId, OrganisationId, PersonId},
    matter::MatterKind,
    people::{Fragility, Member},
    referral::{Referral, ReferralState},
};
use passerelle_store::{lines, people, referrals, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    new_person::{known_person, new_person},
    refer_person::trace,
    schedule::set_timer,
};

/// A referral that waits for somebody to look.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingReferral {
    /// It, with who she is.
    pub referral: Referral,
    /// The association knows her already: her file.
    pub known: Option<PersonId>,
}

/// What became of a referral that was accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinedReferral {
    /// She has a file; it is hers from before, or new and without any consent.
    Joined(PersonId),
    /// Somebody has decided before.
    Decided,
    /// No referral of this organisation has the code, or no line the id.
    Unknown,
}

/// The referrals nobody has decided about, for `by`: the oldest first. The audit keeps who looked.
///
/// # Errors
/// Trouble of the database.
pub async fn list_waiting_referrals(app: &App, owner: OrganisationId, by: Member) -> Outcome<Vec<WaitingReferral>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let mut waiting = Vec::new();
        for referral in referrals::waiting(tx, &app.secrets, owner).await? {
            let known = match &referral.whom {
                Some(whom) => known_person(app, tx, owner, &whom.tenant).await?.map(|person| person.id),
                None => None,
            };
            waiting.push(WaitingReferral { referral, known });
        }
        let (noun, detail, actor) = ("referrals", json!({ "waiting": waiting.len() }), actor_of(by));
        let trace = Trace { organisation_id: owner, actor: &actor, verb: "viewed", noun, noun_id: owner.0, detail };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(waiting)
    })
    .await
}

/// Gives somebody signalled a file on a line, without any consent, or finds the one she has. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn join_referral(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    line: LineId,
    by: Member,
) -> Outcome<JoinedReferral> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = referrals::by_code(tx, &app.secrets, owner, code).await?;
        let line = lines::by_id(tx, line).await?.filter(|line| line.organisation_id == owner);
        let (Some(referral), Some(line)) = (found, line) else { return Ok(JoinedReferral::Unknown) };
        let Some(whom) = referral.whom.clone().filter(|_| referral.is_waiting()) else {
            return Ok(JoinedReferral::Decided);
        };
        let person = match known_person(app, tx, owner, &whom.tenant).await? {
            Some(known) => known,
            None => {
                let mut person = new_person(app, &referral.partner, line, whom.tenant, Fragility::Green, now);
                person.home.address = whom.residence;
                people::save(tx, &app.secrets, &person).await?;
                person
            }
        };
        let ended = referral.ended(ReferralState::Joined(person.id), now);
        referrals::update(tx, &app.secrets, &ended).await?;
        set_timer(tx, MatterKind::Referral, ended.id.0, None, now).await?;
        trace(app, tx, &ended, by, "joined", now).await?;
        Ok::<_, AppError>(JoinedReferral::Joined(person.id))
    })
    .await
}

/// Ends a referral without a file: she said no, or it is not for the association. Who she is goes; a no is remembered by a
/// keyed hash. `None` when no referral of this organisation has the code, false when somebody has decided before.
///
/// # Errors
/// Trouble of the database.
pub async fn turn_down_referral(
    app: &App,
    owner: OrganisationId,
    code: &Code,
    she_said_no: bool,
    by: Member,
) -> Outcome<Option<bool>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(referral) = referrals::by_code(tx, &app.secrets, owner, code).await? else { return Ok(None) };
        if !referral.is_waiting() {
            return Ok(Some(false));
        }
        let state = if she_said_no { ReferralState::SaidNo } else { ReferralState::TurnedDown };
        let ended = referral.ended(state, now);
        referrals::update(tx, &app.secrets, &ended).await?;
        set_timer(tx, MatterKind::Referral, ended.id.0, None, now).await?;
        trace(app, tx, &ended, by, if she_said_no { "said_no" } else { "turned_down" }, now).await?;
        Ok::<_, AppError>(Some(true))
    })
    .await
}
