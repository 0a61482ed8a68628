//! Whoever has a case: until they pass it on, let it expire, go off shift or leave.

use chrono::{DateTime, Utc};

use super::{Decision, Effect};
use crate::{
    case::{CaseState, ChainPlace},
    escalation::Team,
    people::Member,
};

impl Decision {
    pub(super) fn taken(&mut self, by: Member, team: &Team, now: DateTime<Utc>) {
        if self.case.holder.is_some() {
            return;
        }
        self.case.state = CaseState::Acknowledged;
        self.case.holder = Some(by);
        self.case.acknowledged_at = self.case.acknowledged_at.or(Some(now));
        self.case.place.waiting_for.clear();
        let to = self.case.paged.iter().copied().filter(|member| *member != by).collect::<Vec<_>>();
        self.effects.push(Effect::TellTaken { by, to });
        self.case.expires_at = Some(now + self.case.policy.chain.acknowledgement_holds());
        self.hold_until(team.on_call_until.get(&by).copied());
    }

    /// Whoever opens it again has it; how it had ended is kept. The chain begins anew after them.
    pub(super) fn reopened(&mut self, by: Member, team: &Team, now: DateTime<Utc>) {
        self.case.earlier.extend(self.case.closure.take());
        self.release(by);
        self.begin_round(by);
        self.taken(by, team, now);
    }

    /// Their shift ends then; `None` when they keep the case until it expires.
    fn hold_until(&mut self, hands_over_at: Option<DateTime<Utc>>) {
        self.case.hands_over_at = hands_over_at;
        self.timer = [self.case.expires_at, hands_over_at].into_iter().flatten().min();
    }

    /// The timer of a case somebody has: their shift is over, or their acknowledgement.
    pub(super) fn look_at_holder(&mut self, team: &Team, now: DateTime<Utc>) {
        // Whoever has it keeps it while nobody else may be paged.
        if self.is_held(now) {
            return;
        }
        let is_expired = self.case.expires_at.is_none_or(|expires_at| expires_at <= now);
        let Some(holder) = self.case.holder else { return self.page_next(team, now) };
        let is_off = self.case.hands_over_at.is_some_and(|ends_at| ends_at <= now) && !team.on_call.contains(&holder);
        let others = others(holder, team);
        if is_off && !others.is_empty() {
            self.hand_over(holder, others, now);
        } else if is_expired {
            self.expire(holder, team, now);
        } else {
            // Still on call, or nobody else could have it.
            self.hold_until(team.on_call_until.get(&holder).copied());
        }
    }

    fn hand_over(&mut self, from: Member, to: Vec<Member>, now: DateTime<Utc>) {
        self.release(from);
        self.begin_round(from);
        let chain = &self.case.policy.chain;
        let (by, wait) = match chain.steps.first() {
            Some(step) => (step.by.clone(), step.wait()),
            None => (chain.everyone.by.clone(), chrono::TimeDelta::seconds(chain.everyone.every_s)),
        };
        self.page(to.clone(), false, by, wait, now);
        self.effects.push(Effect::TellHandedOver { from, to });
    }

    /// Whoever had it is asked first; the round then begins again with the others.
    fn expire(&mut self, holder: Member, team: &Team, now: DateTime<Utc>) {
        self.release(holder);
        self.begin_round(holder);
        if team.gone.contains(&holder) {
            return self.page_next(team, now);
        }
        let step = self.case.policy.chain.steps.first().cloned();
        let Some(step) = step else { return self.page_next(team, now) };
        self.page(vec![holder], true, step.channels(true).to_vec(), step.wait(), now);
        self.case.place.again = step.repeats;
    }

    /// Nobody has it any more.
    pub(super) fn release(&mut self, holder: Member) {
        let case = &mut self.case;
        case.state = CaseState::Paging;
        (case.holder, case.expires_at, case.hands_over_at) = (None, None, None);
        if !case.paged.contains(&holder) {
            case.paged.push(holder);
        }
        if !case.place.asked.contains(&holder) {
            case.place.asked.push(holder);
        }
    }

    /// The chain begins again, without whoever had the case.
    fn begin_round(&mut self, holder: Member) {
        self.case.place = ChainPlace { asked: vec![holder], ..ChainPlace::default() };
        self.case.is_exhausted = false;
    }

    /// Whoever has left holds nothing, and is waited for no longer.
    pub(super) fn team_changed(&mut self, team: &Team, now: DateTime<Utc>) {
        match self.case.holder {
            Some(holder) if team.gone.contains(&holder) => {
                self.release(holder);
                self.begin_round(holder);
                self.page_next(team, now);
            }
            Some(_) => {}
            None => {
                let waiting_for = &mut self.case.place.waiting_for;
                let had_somebody = !waiting_for.is_empty();
                waiting_for.retain(|member| !team.gone.contains(member));
                if had_somebody && waiting_for.is_empty() {
                    self.page_next(team, now);
                }
            }
        }
    }
}

/// Who is asked when the shift of `holder` is over: those on call now, else the next of the roster.
fn others(holder: Member, team: &Team) -> Vec<Member> {
    let is_other = |member: &&Member| **member != holder;
    let on_call: Vec<Member> = team.on_call.iter().filter(is_other).copied().collect();
    if on_call.is_empty() { team.order.iter().find(is_other).copied().into_iter().collect() } else { on_call }
}
