//! The line of the partners: who rings is known by number and code, and is offered hours when nobody is free.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::Call,
    line::Line,
    people::{Member, StaffRole},
    slots::{SLOT, free_slots},
};
use passerelle_store::{Tx, callbacks, staff};

use crate::{App, check_code::caller_members, error::Outcome, facts, make_promise::promise_between};

/// How many hours are offered: as many as a menu has choices.
const OFFERED: usize = 3;
/// What a partner's code is hashed as.
pub(crate) const PARTNER_CODE: &str = "partner_code";

/// Whether somebody of the partners has this number and this code.
pub(crate) async fn is_partners_code(app: &App, tx: &mut Tx, call: &Call, line: &Line, digits: &str) -> Outcome<bool> {
    let hash = app.secrets.blind_index(PARTNER_CODE, digits);
    for member in caller_members(app, tx, call).await? {
        let Member::Staff(id) = member else { continue };
        let Some(partner) = staff::by_id(tx, &app.secrets, id).await? else { continue };
        let is_partner = partner.role == StaffRole::Partner && partner.organisation_id == line.organisation_id;
        if is_partner && partner.partner_code.as_deref() == Some(hash.as_str()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Tells a conversation the next hours that nobody has taken yet.
pub(crate) async fn offer_slots(tx: &mut Tx, call: &mut Call, line: &Line, now: DateTime<Utc>) -> Outcome<()> {
    let taken = callbacks::slots_taken(tx, line.id, now).await?;
    let slots = free_slots(now, &line.hours, &taken, OFFERED);
    facts::tell_slots(&mut call.session.facts, &slots, line, now);
    Ok(())
}

/// Promises a call at the hour chosen, if nobody took it meanwhile; the next free one otherwise.
pub(crate) async fn book_slot(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    slot: u8,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let taken = callbacks::slots_taken(tx, line.id, now).await?;
    let chosen = facts::slot_told(&call.session.facts, slot).filter(|slot| !taken.contains(slot));
    let Some(begins_at) = chosen.or_else(|| free_slots(now, &line.hours, &taken, 1).first().copied()) else {
        return Ok(());
    };
    let number = call.number.clone();
    promise_between(app, tx, call, line, number, (begins_at, begins_at + SLOT), true, now).await
}
