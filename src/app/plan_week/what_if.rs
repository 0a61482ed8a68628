//! What the coming weeks would be like if somebody left, were away, had other hours or another cap. Nothing is written.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    absence::{Absence, WhenAway},
    ids::{AbsenceId, OrganisationId, VolunteerId},
    local_time,
    people::VolunteerStatus,
    scheduled_call::{ScheduledCall, State},
    week_plan::LeftBecause,
    weekly_hours::WeeklyHours,
};
use uuid::Uuid;

use super::{
    facts::Facts,
    needs::{Need, need_of},
    propose::{Fate, Proposal, propose},
    weeks_of,
};
use crate::{
    App,
    error::{AppError, Outcome},
};

/// What is tried. Days are those of the volunteer's calendar, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhatIf {
    /// The volunteer is there no more, or not within these days: nobody waits for them.
    Without {
        /// Who.
        volunteer: VolunteerId,
        /// From this day on; none: from now on.
        from: Option<NaiveDate>,
        /// Until this day; none: for good.
        until: Option<NaiveDate>,
    },
    /// The volunteer is away: people who prefer to wait do so.
    Absent {
        /// Who.
        volunteer: VolunteerId,
        /// First day away.
        from: NaiveDate,
        /// Last day away.
        until: NaiveDate,
    },
    /// The volunteer is available at these hours too.
    WithAvailability {
        /// Who.
        volunteer: VolunteerId,
        /// Beside the hours they have.
        hours: WeeklyHours,
    },
    /// The volunteer accepts so many calls a week, more or fewer.
    Cap {
        /// Who.
        volunteer: VolunteerId,
        /// Calls a week.
        calls: u32,
    },
}

impl WhatIf {
    fn volunteer(&self) -> VolunteerId {
        match self {
            WhatIf::Without { volunteer, .. }
            | WhatIf::Absent { volunteer, .. }
            | WhatIf::WithAvailability { volunteer, .. }
            | WhatIf::Cap { volunteer, .. } => *volunteer,
        }
    }

    /// The day from which it changes something, when one is said.
    fn from(&self) -> Option<NaiveDate> {
        match self {
            WhatIf::Without { from, .. } => *from,
            WhatIf::Absent { from, .. } => Some(*from),
            WhatIf::WithAvailability { .. } | WhatIf::Cap { .. } => None,
        }
    }
}

/// A call that somebody else would make, or nobody, or somebody at last.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangedHands {
    /// The call, as it is.
    pub call: ScheduledCall,
    /// Who makes it by the plan as it is, or why nobody does.
    pub before: Result<VolunteerId, LeftBecause>,
    /// Who would, or why nobody would; `None`: she would wait for her volunteer.
    pub after: Option<Result<VolunteerId, LeftBecause>>,
    /// How many volunteers the reason leaves out who would have been right until then; 0 when somebody makes it.
    pub left_out: u32,
}

/// Two plans side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct WhatIfSeen {
    /// Calls from here…
    pub from: DateTime<Utc>,
    /// …to here, half-open.
    pub until: DateTime<Utc>,
    /// Calls that somebody makes, and calls that nobody does, by the plan as it is.
    pub before: (u32, u32),
    /// The same, if it were so. Who waits for her volunteer is in neither.
    pub after: (u32, u32),
    /// What would change, in order of time.
    pub changed: Vec<ChangedHands>,
}

/// Plans the coming weeks as they are and as they would be. `None` when no volunteer of the organisation has this id.
///
/// # Errors
/// Trouble of the database. Nothing is ever written.
pub async fn what_if(app: &App, owner: OrganisationId, what: WhatIf) -> Outcome<Option<WhatIfSeen>> {
    let now = app.clock.now();
    let from = what.from().filter(|from| *from > now.date_naive());
    let facts = Facts::load(app, owner, weeks_of(app, owner, from, now).await?, now).await?;
    if facts.place_of(what.volunteer()).is_none() {
        return Ok(None);
    }
    let comparing = tokio::task::spawn_blocking(move || compare(&facts, &what));
    comparing.await.map_err(|_| AppError::Planning)?.map(Some)
}

/// Who makes each coming call of the weeks.
type Voices = BTreeMap<usize, (Result<VolunteerId, LeftBecause>, u32)>;

pub(super) fn compare(facts: &Facts, what: &WhatIf) -> Outcome<WhatIfSeen> {
    let mut changed_facts = facts.clone();
    let waits = suppose(&mut changed_facts, what);
    let voices =
        |facts: &Facts| -> Outcome<Voices> { Ok(voices_of(facts, &propose(facts).map_err(|_| AppError::Planning)?)) };
    let (before, after) = (voices(facts)?, voices(&changed_facts)?);
    let mut changed = Vec::new();
    for (place, call) in facts.calls.iter().enumerate() {
        let then = before.get(&place).map(|(who, _)| *who);
        let now = after.get(&place).copied().filter(|_| !waits.contains(&place));
        if waits.contains(&place) {
            let before = then.unwrap_or(Err(LeftBecause::Nobody));
            changed.push(ChangedHands { call: call.clone(), before, after: None, left_out: 0 });
        } else if let Some((who, left_out)) = now
            && then.is_some_and(|then| then.ok() != who.ok())
        {
            let before = then.unwrap_or(Err(LeftBecause::Nobody));
            changed.push(ChangedHands { call: call.clone(), before, after: Some(who), left_out });
        }
    }
    let count = |voices: &Voices| {
        let there = voices.iter().filter(|(place, _)| !waits.contains(place));
        let made = there.clone().filter(|(_, (who, _))| who.is_ok()).count();
        let all = there.count();
        (u32::try_from(made).unwrap_or(u32::MAX), u32::try_from(all - made).unwrap_or(u32::MAX))
    };
    let (made, left) = count(&before);
    let waiting_before = waits.iter().filter(|place| before.get(place).is_some_and(|(who, _)| who.is_ok())).count();
    Ok(WhatIfSeen {
        from: facts.weeks.first().map_or(facts.now, |week| week.from.max(facts.now)),
        until: facts.weeks.last().map_or(facts.now, |week| week.until),
        before: (made + u32::try_from(waiting_before).unwrap_or(0), left),
        after: count(&after),
        changed,
    })
}

/// The fates of the plan, and whoever is counted on for the calls it does not touch.
fn voices_of(facts: &Facts, proposal: &Proposal) -> Voices {
    let (first, last) = (facts.weeks.first(), facts.weeks.last());
    let is_within = |call: &ScheduledCall| {
        call.starts_at > facts.now
            && first.zip(last).is_some_and(|(first, last)| (first.from..last.until).contains(&call.starts_at))
    };
    let mut voices = Voices::new();
    for (place, call) in facts.calls.iter().enumerate().filter(|(_, call)| is_within(call)) {
        if let Need::Nothing(Some(who)) = need_of(facts, call) {
            voices.insert(place, (Ok(facts.volunteers[who].id), 0));
        }
    }
    for (place, fate) in &proposal.fates {
        let left_out = if let Fate::Left(_, left_out) = fate { *left_out } else { 0 };
        voices.insert(*place, (fate.who(), left_out));
    }
    voices
}

/// Changes the facts. Answers with the calls whose persons would wait.
fn suppose(facts: &mut Facts, what: &WhatIf) -> HashSet<usize> {
    let Some(place) = facts.place_of(what.volunteer()) else { return HashSet::new() };
    match what {
        WhatIf::WithAvailability { hours, .. } => {
            let volunteer = &mut facts.volunteers[place];
            let text = format!("{}; {}", String::from(volunteer.availability.clone()), String::from(hours.clone()));
            // Both parts could be read, so the whole can.
            if let Ok(both) = WeeklyHours::parse(&text) {
                volunteer.availability = both;
            }
            HashSet::new()
        }
        WhatIf::Cap { calls, .. } => {
            facts.volunteers[place].max_calls_per_week = *calls;
            HashSet::new()
        }
        WhatIf::Without { from: None, until: None, .. } => {
            facts.volunteers[place].status = VolunteerStatus::Ended;
            release(facts, place, NaiveDate::MIN, NaiveDate::MAX, false)
        }
        WhatIf::Without { from, until, .. } => {
            let (from, until) = (from.unwrap_or(NaiveDate::MIN), until.unwrap_or(NaiveDate::MAX));
            absent(facts, place, from, until);
            release(facts, place, from, until, false)
        }
        WhatIf::Absent { from, until, .. } => {
            absent(facts, place, *from, *until);
            release(facts, place, *from, *until, true)
        }
    }
}

fn absent(facts: &mut Facts, place: usize, from_on: NaiveDate, to_on: NaiveDate) {
    let volunteer = &facts.volunteers[place];
    let absence = Absence {
        id: AbsenceId(Uuid::nil()),
        organisation_id: volunteer.organisation_id,
        volunteer_id: volunteer.id,
        from_on,
        to_on,
        noted_at: facts.now,
        is_cancelled: false,
    };
    facts.absences.push(absence);
}

/// The calls that a volunteer would not make, told or not, wait for somebody; or, when persons may choose to, for the volunteer.
fn release(facts: &mut Facts, place: usize, from: NaiveDate, until: NaiveDate, may_wait: bool) -> HashSet<usize> {
    let (id, zone) = (facts.volunteers[place].id, facts.volunteers[place].territory.zone);
    let now = facts.now;
    let mut waits = HashSet::new();
    for (number, call) in facts.calls.iter_mut().enumerate() {
        let day = local_time::local_date(call.starts_at, zone);
        let is_open =
            matches!(call.state, State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed);
        if !is_open || call.starts_at <= now || call.counted_on() != Some(id) || !(from..=until).contains(&day) {
            continue;
        }
        let prefers = facts.series.get(&call.series_id).is_some_and(|series| series.when_away == WhenAway::Wait);
        if may_wait && prefers && call.usual_volunteer == Some(id) {
            waits.insert(number);
            continue;
        }
        (call.state, call.volunteer, call.is_promised) = (State::Planned, None, false);
        call.cover.planned.take_if(|planned| *planned == id);
        // Not away for the plan: they are not there at all.
        if !may_wait {
            call.usual_volunteer.take_if(|usual| *usual == id);
        }
    }
    waits
}
