//! What a volunteer's page shows: what is asked, what waits for a word, what comes; and the same as a calendar.

use std::collections::{BTreeMap, btree_map::Entry};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    absence::Absence,
    ids::PersonId,
    local_time,
    offer::{Offer, OfferState},
    people::{Member, Person, Volunteer},
    scheduled_call::{ScheduledCall, State},
    wishes::Interest,
};
use passerelle_store::{Access, absences, notes, offers, people, scheduled_calls};

use super::{LOOKS_AHEAD, LOOKS_BACK, is_own};
use crate::{App, error::Outcome};

/// A volunteer sees their own notes this long.
///
/// # Source
/// Domain notes 3.3, "call notes".
const NOTES_FOR: TimeDelta = TimeDelta::days(365);
/// At most so many notes about one person are shown, the last ones.
const MOST_NOTES: usize = 5;
/// A calendar keeps what was this long.
const FEED_BACK: TimeDelta = TimeDelta::days(30);
/// Calls of the last year that may hold a note.
const MOST_OLD_CALLS: usize = 60;

/// A call, with what its volunteer may know of her: never more than what is read to them before it.
pub struct OwnCall {
    /// The call.
    pub call: ScheduledCall,
    /// Her first name.
    pub first_name: String,
    /// Name of a hearing advice of the closed list, empty when none.
    pub hearing_advice: String,
    /// What she likes to talk about.
    pub likes: Vec<String>,
    /// What she would rather not be told about.
    pub avoids: Vec<String>,
    /// When somebody last talked with her.
    pub last_talked_at: Option<DateTime<Utc>>,
    /// What the volunteer wrote after their own calls with her, the latest first.
    pub own_notes: Vec<(DateTime<Utc>, String)>,
    /// The question that waits for their answer.
    pub offer: Option<Offer>,
    /// They may be rung for it now.
    pub may_ring: bool,
    /// It may still be moved to another hour of its day.
    pub may_move: bool,
}

/// The weeks of a volunteer.
pub struct OwnWeeks {
    /// Now.
    pub now: DateTime<Utc>,
    /// Calls somebody waits to hear about: yes, no, another hour.
    pub asked: Vec<OwnCall>,
    /// Calls made, of which nobody said how they went.
    pub to_tell: Vec<OwnCall>,
    /// Their calls to come.
    pub coming: Vec<OwnCall>,
    /// Their days away, not over.
    pub away: Vec<Absence>,
}

/// Looks at a volunteer's weeks; changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_own_weeks(app: &App, volunteer: &Volunteer) -> Outcome<OwnWeeks> {
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let mut brief = Brief { app, volunteer, now, people: BTreeMap::new(), notes: BTreeMap::new() };
    let open = offers::open_of_volunteer(&mut read, volunteer.id).await?;
    let mut asked = Vec::new();
    for offer in open.into_iter().filter(|offer| offer.state == OfferState::Open) {
        let Some(call) = scheduled_calls::by_id(&mut read, offer.scheduled_call_id).await? else { continue };
        let is_to_be_had = matches!(call.state, State::Offered | State::SeekingSubstitute)
            || (call.state == State::Confirmed && call.volunteer.is_none());
        if is_to_be_had && call.starts_at > now {
            asked.push(brief.of(&mut read, call, Some(offer)).await?);
        }
    }
    asked.sort_by_key(|own| (own.call.starts_at, own.call.id));
    let (mut to_tell, mut coming) = (Vec::new(), Vec::new());
    for call in scheduled_calls::of_volunteer(&mut read, volunteer.id, now - LOOKS_BACK, now + LOOKS_AHEAD).await? {
        if !is_own(&call, volunteer) || asked.iter().any(|own| own.call.id == call.id) {
            continue;
        }
        match call.state {
            State::AwaitingOutcome => to_tell.push(brief.of(&mut read, call, None).await?),
            State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed => {
                coming.push(brief.of(&mut read, call, None).await?);
            }
            State::Attempting | State::WaitingRetry => coming.push(brief.of(&mut read, call, None).await?),
            State::Missed | State::Settled | State::Cancelled => {}
        }
    }
    let today = local_time::local_date(now, volunteer.territory.zone);
    let mut away = absences::of_volunteer(&mut read, volunteer.id, today).await?;
    away.retain(|absence| absence.is_open(today));
    Ok(OwnWeeks { now, asked, to_tell, coming, away })
}

/// What is known already of whom the calls are with.
struct Brief<'a> {
    app: &'a App,
    volunteer: &'a Volunteer,
    now: DateTime<Utc>,
    people: BTreeMap<PersonId, Option<Person>>,
    notes: BTreeMap<PersonId, Vec<(DateTime<Utc>, String)>>,
}

impl Brief<'_> {
    async fn of(&mut self, read: &mut impl Access, call: ScheduledCall, offer: Option<Offer>) -> Outcome<OwnCall> {
        let id = call.person_id;
        if !self.people.contains_key(&id) {
            self.people.insert(id, people::by_id(read, &self.app.secrets, id).await?);
        }
        // Whoever is only asked to stand in learns her first name; the brief is for whoever calls her.
        let is_own = is_own(&call, self.volunteer);
        if is_own && !self.notes.contains_key(&id) {
            let notes = self.own_notes(read, id).await?;
            self.notes.insert(id, notes);
        }
        let person = self.people.get(&id).and_then(Option::as_ref);
        let brief = person.filter(|_| is_own);
        let words =
            |topics: &[Interest]| topics.iter().map(|topic| topic.as_str().replace('_', " ")).collect::<Vec<_>>();
        let is_before = matches!(call.state, State::Offered | State::SeekingSubstitute | State::Confirmed);
        Ok(OwnCall {
            first_name: person.map(|person| person.first_name.clone()).unwrap_or_default(),
            hearing_advice: brief.map(|person| person.hearing_advice.clone()).unwrap_or_default(),
            likes: brief.map(|person| words(&person.wishes.interests)).unwrap_or_default(),
            avoids: brief.map(|person| words(&person.wishes.avoids)).unwrap_or_default(),
            last_talked_at: brief.and_then(|person| person.last_talked_at),
            own_notes: if is_own { self.notes.get(&id).cloned().unwrap_or_default() } else { Vec::new() },
            may_ring: call.may_call_in(self.volunteer.id, self.now),
            may_move: is_before && (offer.is_some() || call.volunteer == Some(self.volunteer.id)),
            offer,
            call,
        })
    }

    async fn own_notes(&self, read: &mut impl Access, person: PersonId) -> Outcome<Vec<(DateTime<Utc>, String)>> {
        let from = self.now - NOTES_FOR;
        let made = scheduled_calls::of_person(read, person, from, self.now).await?;
        let mut own = Vec::new();
        let is_theirs = |call: &&ScheduledCall| call.volunteer == Some(self.volunteer.id);
        for call in made.iter().rev().filter(is_theirs).take(MOST_OLD_CALLS) {
            let about = notes::Subject { organisation_id: call.organisation_id, noun: "scheduled_call", id: call.id.0 };
            let written = notes::of(read, &self.app.secrets, about).await?;
            let by = Member::Volunteer(self.volunteer.id).uuid();
            own.extend(written.into_iter().rev().filter(|note| note.by == by).map(|note| (note.at, note.text)));
            if own.len() >= MOST_NOTES {
                break;
            }
        }
        own.truncate(MOST_NOTES);
        Ok(own)
    }
}

/// A call in a volunteer's calendar.
pub struct FeedCall {
    /// The call.
    pub call: ScheduledCall,
    /// Her first name.
    pub first_name: String,
    /// It does not take place, or somebody else makes it.
    pub is_cancelled: bool,
}

/// A volunteer's calls as a calendar shows them.
pub struct OwnFeed {
    /// When it was made.
    pub now: DateTime<Utc>,
    /// In order.
    pub calls: Vec<FeedCall>,
}

impl OwnFeed {
    /// Reads it; changes nothing.
    ///
    /// # Errors
    /// Trouble of the database.
    pub async fn load(app: &App, volunteer: &Volunteer) -> Outcome<OwnFeed> {
        let now = app.clock.now();
        let mut read = app.db.read().await?;
        let (mut calls, mut names) = (Vec::new(), BTreeMap::new());
        for call in scheduled_calls::concerning(&mut read, volunteer.id, now - FEED_BACK).await? {
            // What the plan of the week only proposes was told to nobody.
            if call.is_only_proposed() && call.usual_volunteer != Some(volunteer.id) {
                continue;
            }
            if let Entry::Vacant(unread) = names.entry(call.person_id) {
                let person = people::by_id(&mut read, &app.secrets, call.person_id).await?;
                unread.insert(person.map(|person| person.first_name).unwrap_or_default());
            }
            let first_name = names.get(&call.person_id).cloned().unwrap_or_default();
            let is_cancelled =
                call.state == State::Cancelled || !(is_own(&call, volunteer) || was_theirs(&call, volunteer));
            calls.push(FeedCall { is_cancelled, first_name, call });
        }
        Ok(OwnFeed { now, calls })
    }
}

/// A call that is over, and was theirs as far as anybody knows.
fn was_theirs(call: &ScheduledCall, volunteer: &Volunteer) -> bool {
    let is_over = matches!(call.state, State::Missed | State::Settled | State::AwaitingOutcome);
    is_over && call.volunteer.is_none_or(|other| other == volunteer.id)
}
