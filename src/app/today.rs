//! What needs a human now, on one page: open cases in order, calls of the day, those without a volunteer, promises.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    callback::Callback,
    circuit::Provider,
    follow_up::FollowUp,
    ids::{OrganisationId, PersonId, VolunteerId},
    local_time,
    people::Member,
    scheduled_call::{ScheduledCall, State},
    voicemail::Voicemail,
};
use passerelle_store::{
    Access, callbacks, circuits, first_steps, first_steps::FirstSteps, follow_ups, lines, people, scheduled_calls,
    staff, voicemails, volunteers,
};

use crate::{
    App,
    error::Outcome,
    list_cases::{OpenCase, open_cases_in_order},
    live_now::{LineNow, TalkNow, live_now},
    organisation_zone::zone_of_lines,
};

/// A call without a volunteer is shown this long before.
const COVERED_AHEAD: TimeDelta = TimeDelta::days(2);
/// Listed as urgent from this long before (K4).
const UNCOVERED_SOON: TimeDelta = TimeDelta::hours(2);
/// Red from this long before (K4).
const UNCOVERED_NOW: TimeDelta = TimeDelta::minutes(15);

/// How pressing a call without a volunteer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pressing {
    /// In the next two days.
    Later,
    /// In the next two hours.
    Soon,
    /// In a quarter of an hour, or late.
    Now,
}

/// How pressing a call at `starts_at` is.
pub fn pressing(starts_at: DateTime<Utc>, now: DateTime<Utc>) -> Pressing {
    match starts_at - now {
        left if left <= UNCOVERED_NOW => Pressing::Now,
        left if left <= UNCOVERED_SOON => Pressing::Soon,
        _ => Pressing::Later,
    }
}

/// A case of today.
pub struct TodayCase {
    /// The case, who it is about, what the program does next.
    pub open: OpenCase,
    /// First name of whoever has it, empty when nobody has.
    pub holder: String,
}

/// A call of today.
pub struct TodayCall {
    /// The call.
    pub call: ScheduledCall,
    /// First name and family name of the person.
    pub person: String,
    /// First name of the volunteer, empty when nobody has it.
    pub volunteer: String,
}

/// The day of an organisation.
pub struct Today {
    /// The instant it shows.
    pub now: DateTime<Utc>,
    /// Zone in which hours are shown: that of most calls, or of most lines.
    pub zone: Tz,
    /// Open cases, the most serious first, then the most fragile, then the oldest.
    pub cases: Vec<TodayCase>,
    /// Calls without a volunteer within two days, the soonest first.
    pub to_cover: Vec<TodayCall>,
    /// Calls of the local day, in order.
    pub calls: Vec<TodayCall>,
    /// People who were promised to be called back, the most pressing first.
    pub callbacks: Vec<Callback>,
    /// Messages nobody has listened to and answered yet, the most pressing first.
    pub voicemails: Vec<Voicemail>,
    /// What callers need from somebody, the most pressing first.
    pub follow_ups: Vec<FollowUp>,
    /// The lines at this moment.
    pub lines: Vec<LineNow>,
    /// Conversations at this moment, the oldest first.
    pub live: Vec<TalkNow>,
    /// What does not answer, since when.
    pub down: Vec<(Provider, DateTime<Utc>)>,
    /// How far the organisation has come.
    pub first_steps: FirstSteps,
}

/// Loads the day. Names are read once each, whatever the number of calls.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_today(app: &App, owner: OrganisationId) -> Outcome<Today> {
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let lines = lines::of_organisation(&mut read, owner).await?;
    let zone = zone_of_lines(&mut read, owner, &lines).await?;
    let today = local_time::local_date(now, zone);
    let tomorrow = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let (from, to) =
        (local_time::instant_of(today, NaiveTime::MIN, zone), local_time::instant_of(tomorrow, NaiveTime::MIN, zone));

    let mut names = Names { app, people: BTreeMap::new(), volunteers: BTreeMap::new() };
    let mut cases = Vec::new();
    for open in open_cases_in_order(app, &mut read, owner).await? {
        let holder = names.of_holder(&mut read, open.case.holder).await?;
        cases.push(TodayCase { open, holder });
    }
    let mut calls = Vec::new();
    for call in scheduled_calls::between(&mut read, owner, from, to).await? {
        if call.state != State::Cancelled {
            calls.push(names.with(&mut read, call).await?);
        }
    }
    let mut to_cover = Vec::new();
    for call in scheduled_calls::to_cover(&mut read, owner, now, now + COVERED_AHEAD).await? {
        to_cover.push(names.with(&mut read, call).await?);
    }
    let mut callbacks = callbacks::live(&mut read, &app.secrets, owner).await?;
    callbacks.sort_by_key(|callback| callback.due_at);
    let mut voicemails = voicemails::unhandled(&mut read, &app.secrets, owner).await?;
    voicemails.sort_by_key(|voicemail| voicemail.due_at);
    let mut follow_ups = follow_ups::live(&mut read, owner).await?;
    follow_ups.sort_by_key(|follow_up| follow_up.due_at.unwrap_or(DateTime::<Utc>::MAX_UTC));
    let mut down = Vec::new();
    for provider in Provider::ALL {
        let since = circuits::of(&mut read, provider).await?.down_since();
        down.extend(since.map(|since| (provider, since)));
    }
    let first_steps = first_steps::of_organisation(&mut read, owner).await?;
    let (lines, live) = live_now(app, &mut read, owner, &lines, &mut names).await?;
    Ok(Today { now, zone, cases, to_cover, calls, callbacks, voicemails, follow_ups, lines, live, down, first_steps })
}

/// Names already read.
pub(crate) struct Names<'a> {
    app: &'a App,
    people: BTreeMap<PersonId, String>,
    volunteers: BTreeMap<VolunteerId, String>,
}

impl Names<'_> {
    async fn with(&mut self, read: &mut impl Access, call: ScheduledCall) -> Outcome<TodayCall> {
        let person = self.of_person(read, call.person_id).await?;
        let volunteer = match call.volunteer {
            Some(id) => self.of_volunteer(read, id).await?,
            None => String::new(),
        };
        Ok(TodayCall { person, volunteer, call })
    }

    async fn of_person(&mut self, read: &mut impl Access, id: PersonId) -> Outcome<String> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let found = people::by_id(read, &self.app.secrets, id).await?;
        let name = found.map(|found| format!("{} {}", found.first_name, found.last_name)).unwrap_or_default();
        self.people.insert(id, name.clone());
        Ok(name)
    }

    async fn of_volunteer(&mut self, read: &mut impl Access, id: VolunteerId) -> Outcome<String> {
        if let Some(known) = self.volunteers.get(&id) {
            return Ok(known.clone());
        }
        let found = volunteers::by_id(read, &self.app.secrets, id).await?;
        let name = found.map(|found| found.first_name).unwrap_or_default();
        self.volunteers.insert(id, name.clone());
        Ok(name)
    }

    pub(crate) async fn of_holder(&mut self, read: &mut impl Access, holder: Option<Member>) -> Outcome<String> {
        Ok(match holder {
            Some(Member::Staff(id)) => {
                staff::by_id(read, &self.app.secrets, id).await?.map(|staff| staff.first_name).unwrap_or_default()
            }
            Some(Member::Volunteer(id)) => self.of_volunteer(read, id).await?,
            None => String::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_without_a_volunteer_then_pressing_at_two_hours_and_red_at_a_quarter_of_an_hour() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        for (minutes, expected) in [
            (121, Pressing::Later),
            (120, Pressing::Soon),
            (16, Pressing::Soon),
            (15, Pressing::Now),
            (-5, Pressing::Now),
        ] {
            assert_eq!(pressing(now + TimeDelta::minutes(minutes), now), expected, "{minutes}");
        }
    }
}
