//! Somebody of the staff leaves: nothing they had stays without anybody.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::Event,
    ids::OrganisationId,
    people::{Member, Staff},
};
use passerelle_store::{
    StoreError, Tx, cases, shifts, staff, staff_credentials, staff_invitations, staff_sessions, transact,
};
use serde_json::json;

use crate::{
    App,
    advance_case::apply_to_case,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// Notes that a staff member has left: their shifts end, their tokens and links open nothing any more, and the cases they had
/// or were paged for are paged on at once. Again changes nothing. `None` when nobody has the reference.
///
/// # Errors
/// Trouble of the database.
pub async fn remove_staff(app: &App, owner: OrganisationId, key: &str, by: Option<Member>) -> Outcome<Option<Staff>> {
    let now = app.clock.now();
    // Without a member it is whoever may use the machine's command line.
    let actor = by.map_or_else(|| "operator".to_owned(), actor_of);
    transact!(app.db, |tx| {
        let Some(mut member) = staff::by_key(tx, &app.secrets, owner, key).await? else { return Ok(None) };
        if !member.has_left {
            member.has_left = true;
            staff::save(tx, &app.secrets, &member).await?;
            let trace = Trace {
                organisation_id: owner,
                actor: &actor,
                verb: "removed",
                noun: "staff",
                noun_id: member.id.0,
                detail: json!({}),
            };
            leave_trace(app, tx, trace, now).await?;
        }
        close_doors(tx, &member).await?;
        page_on_cases(app, tx, owner, now).await?;
        Ok::<_, AppError>(Some(member))
    })
    .await
}

/// Applies what a list says of staff who have left: an import writes records only.
///
/// # Errors
/// Trouble of the database.
pub(crate) async fn settle_left_staff(app: &App, owner: OrganisationId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        for member in staff::of_organisation(tx, &app.secrets, owner).await? {
            if member.has_left {
                close_doors(tx, &member).await?;
            }
        }
        page_on_cases(app, tx, owner, now).await
    })
    .await
}

/// No shift rings them, no page lets them in.
async fn close_doors(tx: &mut Tx, member: &Staff) -> Result<(), StoreError> {
    shifts::delete_of_member(tx, member.organisation_id, Member::Staff(member.id)).await?;
    staff_sessions::delete_of(tx, member.id).await?;
    staff_invitations::delete_of(tx, member.id).await?;
    staff_credentials::delete(tx, member.id).await
}

/// Whoever has left has no case and is waited for no longer.
pub(crate) async fn page_on_cases(app: &App, tx: &mut Tx, owner: OrganisationId, now: DateTime<Utc>) -> Outcome<()> {
    for case in cases::open(tx, owner).await? {
        apply_to_case(app, tx, case.id, Event::TeamChanged, now).await?;
    }
    Ok(())
}
