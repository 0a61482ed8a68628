//! Who can be paged for a case now: the roster of its line, those its policy names, and those who have left.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::Case,
    escalation::Team,
    line::Line,
    people::{Member, StaffRole},
    roster::{self, Duty},
};
use passerelle_store::{Tx, shifts, staff, volunteers};

use crate::{App, error::Outcome};

/// The team of a case. Where nobody is ever on call, the coordinators of the association are paged: a line whose roster
/// was forgotten must not be silent.
pub(crate) async fn paging_team(app: &App, tx: &mut Tx, case: &Case, line: &Line, now: DateTime<Utc>) -> Outcome<Team> {
    let zone = line.hours.zone;
    let shifts = shifts::of_line(tx, line.id).await?;
    let mut here = Here { app, known: BTreeMap::new() };
    let mut team = Team::default();
    for member in roster::paging_order(&shifts, now, zone) {
        if here.is_here(tx, member).await? {
            team.order.push(member);
        }
    }
    team.on_call = roster::on_duty(&shifts, Duty::OnCall, now, zone);
    team.on_call.retain(|member| team.order.contains(member));
    for member in &team.on_call {
        team.on_call_until.extend(roster::on_call_until(&shifts, *member, now, zone).map(|until| (*member, until)));
    }
    if team.order.is_empty() {
        let staff = staff::of_organisation(tx, &app.secrets, case.organisation_id).await?;
        let coordinators = staff.iter().filter(|staff| staff.role == StaffRole::Coordinator && !staff.has_left);
        team.order.extend(coordinators.map(|staff| Member::Staff(staff.id)));
    }
    for key in case.policy.chain.names() {
        if let Some(staff) = staff::by_key(tx, &app.secrets, case.organisation_id, key).await?
            && !staff.has_left
        {
            team.named.insert(key.to_owned(), Member::Staff(staff.id));
        }
    }
    let concerned: BTreeSet<Member> = case.holder.iter().chain(&case.place.waiting_for).copied().collect();
    for member in concerned {
        if !here.is_here(tx, member).await? {
            team.gone.insert(member);
        }
    }
    Ok(team)
}

/// Who has not left; each is looked up once.
struct Here<'a> {
    app: &'a App,
    known: BTreeMap<Member, bool>,
}

impl Here<'_> {
    async fn is_here(&mut self, tx: &mut Tx, member: Member) -> Outcome<bool> {
        if let Some(known) = self.known.get(&member) {
            return Ok(*known);
        }
        let secrets = &self.app.secrets;
        let is_here = match member {
            Member::Staff(id) => staff::by_id(tx, secrets, id).await?.is_some_and(|staff| !staff.has_left),
            Member::Volunteer(id) => {
                volunteers::by_id(tx, secrets, id).await?.is_some_and(|volunteer| volunteer.is_here())
            }
        };
        self.known.insert(member, is_here);
        Ok(is_here)
    }
}
