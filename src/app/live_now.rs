//! What goes on at this moment: who listens, who talks, who waits.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose},
    ids::OrganisationId,
    leg::{Leg, LegRole, LegState},
    line::Line,
    local_time,
    people::Member,
    roster::{Duty, on_duty, while_away},
};
use passerelle_store::{Access, absences, calls, legs, reservations, shifts};

use crate::{App, error::Outcome, today::Names};

/// Somebody on duty at a line.
pub struct ListenerNow {
    /// First name.
    pub name: String,
    /// Rung, or in a conversation.
    pub is_taken: bool,
    /// Left in peace: at their own wish, or because they did not answer.
    pub is_paused: bool,
}

/// A line at this moment.
pub struct LineNow {
    /// Its name for coordinators.
    pub name: String,
    /// Within its hours.
    pub is_open: bool,
    /// Listeners on duty, in the order of their shifts.
    pub on_duty: Vec<ListenerNow>,
    /// Callers who have not talked with anybody yet.
    pub waiting: usize,
}

/// A conversation at this moment.
pub struct TalkNow {
    /// Since when.
    pub since: DateTime<Utc>,
    /// Why it takes place.
    pub purpose: CallPurpose,
    /// First name of whoever of the association is in it, empty when nobody is yet.
    pub who: String,
    /// Two people talk; false while a telephone rings or somebody listens to the robot.
    pub is_talking: bool,
}

/// The lines and the conversations of an organisation at this moment.
pub(crate) async fn live_now(
    app: &App,
    read: &mut impl Access,
    owner: OrganisationId,
    all: &[Line],
    names: &mut Names<'_>,
) -> Outcome<(Vec<LineNow>, Vec<TalkNow>)> {
    let now = app.clock.now();
    let mut by_call: BTreeMap<_, Vec<Leg>> = BTreeMap::new();
    for leg in legs::live_of(read, &app.secrets, owner).await? {
        by_call.entry(leg.call_id).or_default().push(leg);
    }
    let mut talks = Vec::new();
    let mut waiting: BTreeMap<_, usize> = BTreeMap::new();
    for (id, legs) in by_call {
        let Some(call) = calls::by_id(read, &app.secrets, id).await? else { continue };
        let talk = talk_now(read, &call, &legs, names).await?;
        if call.purpose == CallPurpose::Inbound && !talk.is_talking {
            *waiting.entry(call.line_id).or_default() += 1;
        }
        talks.push(talk);
    }
    talks.sort_by_key(|talk| talk.since);

    let yesterday = |line: &Line| local_time::local_date(now, line.hours.zone) - Days::new(1);
    let standings: BTreeMap<_, _> =
        reservations::all(read).await?.into_iter().map(|standing| (standing.member, standing)).collect();
    let mut lines = Vec::new();
    for line in all {
        let away = absences::of_organisation(read, owner, yesterday(line)).await?;
        let shifts = while_away(shifts::of_line(read, line.id).await?, &away);
        let mut listeners = Vec::new();
        for member in on_duty(&shifts, Duty::Listening, now, line.hours.zone) {
            let standing = standings.get(&member.uuid());
            listeners.push(ListenerNow {
                name: names.of_member(read, member).await?,
                is_taken: standing.is_some_and(|standing| standing.until > now),
                is_paused: standing.is_some_and(|standing| standing.is_paused(now)),
            });
        }
        lines.push(LineNow {
            name: line.name.clone(),
            is_open: line.hours.is_open(now),
            on_duty: listeners,
            waiting: waiting.get(&line.id).copied().unwrap_or_default(),
        });
    }
    Ok((lines, talks))
}

async fn talk_now(read: &mut impl Access, call: &Call, legs: &[Leg], names: &mut Names<'_>) -> Outcome<TalkNow> {
    let answered = |leg: &&Leg| leg.state == LegState::InProgress;
    let ours = legs.iter().filter(answered).find_map(|leg| leg.member).or(call.caller);
    let who = match ours {
        Some(member) => names.of_member(read, member).await?,
        None => String::new(),
    };
    let is_hers = |leg: &&Leg| matches!(leg.role, LegRole::Inbound | LegRole::Callee | LegRole::Checked);
    let (hers, others): (Vec<_>, Vec<_>) = legs.iter().filter(answered).partition(is_hers);
    Ok(TalkNow {
        since: legs.iter().map(|leg| leg.answered_at.unwrap_or(leg.made_at)).min().unwrap_or(DateTime::<Utc>::MIN_UTC),
        purpose: call.purpose,
        who,
        is_talking: !hers.is_empty() && !others.is_empty(),
    })
}

impl Names<'_> {
    /// First name of somebody of the association.
    pub(crate) async fn of_member(&mut self, read: &mut impl Access, member: Member) -> Outcome<String> {
        self.of_holder(read, Some(member)).await
    }
}
