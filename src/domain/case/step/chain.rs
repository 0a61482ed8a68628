//! Along the chain: the same page again, the next step, the next round, everyone.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Decision, Effect};
use crate::{
    case::{CaseState, ChainPlace},
    escalation::{PageChannel, PageStep, Team, Whom},
    people::Member,
};

impl Decision {
    /// Nobody has it and its timer is due: the same again, or the next.
    pub(super) fn page_on(&mut self, team: &Team, now: DateTime<Utc>) {
        if self.is_held(now) {
            return;
        }
        if self.case.is_exhausted {
            return self.page_everyone(team, now);
        }
        let place = &mut self.case.place;
        place.waiting_for.retain(|member| !team.gone.contains(member));
        let step = self.case.policy.chain.steps.get(place.step).cloned();
        match step {
            Some(step) if !place.waiting_for.is_empty() && place.again < step.repeats => {
                place.again += 1;
                let members = place.waiting_for.clone();
                self.page(members, true, step.channels(true).to_vec(), step.wait(), now);
            }
            Some(_) | None => self.advance(team, now),
        }
    }

    /// Goes on to the next step that finds somebody; when none does, to everyone. Each turn ends a step or a
    /// round, so that it ends.
    fn advance(&mut self, team: &Team, now: DateTime<Utc>) {
        let chain = self.case.policy.chain.clone();
        loop {
            let place = &mut self.case.place;
            if place.round >= chain.rounds {
                self.case.is_exhausted = true;
                return self.page_everyone(team, now);
            }
            let Some(step) = chain.steps.get(place.step) else {
                *place = ChainPlace { round: place.round + 1, ..ChainPlace::default() };
                continue;
            };
            let stays = step.whom == Whom::Each;
            if place.is_entered && !stays {
                (place.step, place.is_entered) = (place.step + 1, false);
                continue;
            }
            // Before the first step of all only whoever had the case, or was handed it, was asked: not again.
            let is_first = place.round == 0 && place.step == 0;
            let members = who(step, &place.asked, is_first, team);
            place.is_entered = true;
            place.again = 0;
            if !members.is_empty() {
                let is_again = place.round > 0;
                return self.page(members, is_again, step.channels(false).to_vec(), step.wait(), now);
            }
            if stays {
                (place.step, place.is_entered) = (place.step + 1, false);
            }
        }
    }

    fn page_everyone(&mut self, team: &Team, now: DateTime<Utc>) {
        let last = self.case.policy.chain.everyone.clone();
        let is_again = self.case.pages > 0;
        self.page(team.everyone(), is_again, last.by, TimeDelta::seconds(last.every_s), now);
        // Everyone is asked again in any case: nobody in particular is waited for.
        self.case.place.waiting_for.clear();
    }

    pub(super) fn page(
        &mut self,
        members: Vec<Member>,
        again: bool,
        by: Vec<PageChannel>,
        wait: TimeDelta,
        now: DateTime<Utc>,
    ) {
        self.case.pages += 1;
        let place = &mut self.case.place;
        for member in &members {
            if !place.asked.contains(member) {
                place.asked.push(*member);
            }
            if !self.case.paged.contains(member) {
                self.case.paged.push(*member);
            }
        }
        place.waiting_for.clone_from(&members);
        let next_at = now + wait;
        self.timer = Some(next_at);
        self.effects.push(Effect::Page { members, again, by, next_at });
    }

    pub(super) fn passed_on(&mut self, by: Member, team: &Team, now: DateTime<Utc>) {
        match self.case.holder {
            Some(holder) if holder != by => {}
            Some(_) => {
                self.release(by);
                self.page_next(team, now);
            }
            None => {
                if !self.case.place.asked.contains(&by) {
                    self.case.place.asked.push(by);
                }
                self.waits_no_more_for(by, team, now);
            }
        }
    }

    pub(super) fn unreached(&mut self, member: Member, team: &Team, now: DateTime<Utc>) {
        if self.case.state == CaseState::Paging {
            self.waits_no_more_for(member, team, now);
        }
    }

    /// When nobody is waited for any more there is nothing to wait for.
    fn waits_no_more_for(&mut self, member: Member, team: &Team, now: DateTime<Utc>) {
        let waiting_for = &mut self.case.place.waiting_for;
        let Some(place) = waiting_for.iter().position(|one| *one == member) else { return };
        waiting_for.remove(place);
        if waiting_for.is_empty() {
            self.page_next(team, now);
        }
    }

    pub(super) fn page_next(&mut self, team: &Team, now: DateTime<Utc>) {
        self.case.place.waiting_for.clear();
        self.page_on(team, now);
    }
}

/// Whom a step pages now.
fn who(step: &PageStep, asked: &[Member], is_first: bool, team: &Team) -> Vec<Member> {
    match &step.whom {
        Whom::OnCall => team.on_call.iter().filter(|member| !(is_first && asked.contains(member))).copied().collect(),
        Whom::Next | Whom::Each => {
            team.order.iter().find(|member| !asked.contains(member)).copied().into_iter().collect()
        }
        Whom::Everyone => team.everyone(),
        Whom::Staff(key) => team.named.get(key).copied().into_iter().collect(),
    }
}
