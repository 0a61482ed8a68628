//! What is known of everybody who might call somebody new: loaded once, asked about many people.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Days, TimeDelta, Utc};
use passerelle_domain::{
    absence::Absence,
    call_series::{CallSeries, HORIZON_DAYS},
    capacity::Commitment,
    ids::{OrganisationId, PersonId, SeriesId, VolunteerId},
    local_time,
    matches::{Match, MatchState},
    matching::{CALL_MIN, FITS_WEEKS, Helper, Hours, Wanted, WeeklySlot, first_occurrences},
    people::{Person, Volunteer},
    waiting_list::to_renew,
};
use passerelle_store::{
    Access, Secrets, StoreError, absences, call_series, exclusions, matches, scheduled_calls, volunteers,
};

/// Calls this far away share a day, a week or a first week with the first and the last one looked at.
const AROUND: TimeDelta = TimeDelta::days(8);
/// Somebody has called a person before when it was within this.
const KNOWN_WITHIN: TimeDelta = TimeDelta::days(180);
/// Away on both of these days from now is away for weeks.
const AWAY_DAYS: [u64; 2] = [7, 21];

/// Everybody who might call somebody.
pub(crate) struct Pool {
    volunteers: Vec<Volunteer>,
    taken: HashMap<VolunteerId, Vec<Commitment>>,
    followed: HashMap<VolunteerId, HashSet<PersonId>>,
    kept_apart: HashSet<(PersonId, VolunteerId)>,
    absences: Vec<Absence>,
    /// The series that go on, by person.
    pub(crate) series: HashMap<PersonId, Vec<CallSeries>>,
    /// Every match, over or not, by person.
    pub(crate) matches: HashMap<PersonId, Vec<Match>>,
    now: DateTime<Utc>,
}

impl Pool {
    /// Loads what is known of an organisation.
    pub(crate) async fn load(
        db: &mut impl Access,
        secrets: &Secrets,
        owner: OrganisationId,
        now: DateTime<Utc>,
    ) -> Result<Pool, StoreError> {
        let ahead = TimeDelta::days(HORIZON_DAYS) + AROUND;
        let mut pool = Pool {
            volunteers: volunteers::of_organisation(db, secrets, owner).await?,
            taken: HashMap::new(),
            followed: HashMap::new(),
            kept_apart: HashSet::new(),
            absences: absences::of_organisation(db, owner, now.date_naive() - Days::new(1)).await?,
            series: HashMap::new(),
            matches: HashMap::new(),
            now,
        };
        for (volunteer, starts_at) in scheduled_calls::told_load(db, owner, now - AROUND, now + ahead).await? {
            // What only the plan of the week proposed is no obstacle: it chooses again around the new pair.
            // How long each lasts is looked at again when both have said yes.
            let call = Commitment { starts_at, duration_min: CALL_MIN };
            pool.taken.entry(volunteer).or_default().push(call);
        }
        for pair in exclusions::of_organisation(db, owner).await? {
            pool.kept_apart.insert((pair.person_id, pair.volunteer_id));
        }
        pool.load_series(db, owner).await?;
        for paired in matches::of_organisation(db, owner).await? {
            pool.add_match(paired);
        }
        Ok(pool)
    }

    async fn load_series(&mut self, db: &mut impl Access, owner: OrganisationId) -> Result<(), StoreError> {
        let mut after = SeriesId(uuid::Uuid::nil());
        loop {
            let page = call_series::active(db, owner, after).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            for series in page {
                for volunteer in series.volunteers() {
                    self.followed.entry(volunteer).or_default().insert(series.person_id);
                }
                self.series.entry(series.person_id).or_default().push(series);
            }
        }
    }

    /// Somebody asked about a person is as good as following her: two questions at once must not lead beyond a cap.
    fn add_match(&mut self, paired: Match) {
        if paired.state.is_live() {
            self.followed.entry(paired.volunteer_id).or_default().insert(paired.person_id);
        }
        if paired.state == MatchState::Asked
            && let Some(slot) = paired.slot
        {
            let zone = paired.zone;
            let first = slot.first_after(local_time::local_date(self.now, zone));
            let about_to_be = (0..FITS_WEEKS).map(|week| Commitment {
                starts_at: local_time::instant_of(first + Days::new(7 * week), slot.local_time, zone),
                duration_min: CALL_MIN,
            });
            self.taken.entry(paired.volunteer_id).or_default().extend(about_to_be);
        }
        self.matches.entry(paired.person_id).or_default().push(paired);
    }

    /// The series of hers that go on.
    pub(crate) fn series_of(&self, person: PersonId) -> &[CallSeries] {
        self.series.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every match of hers, the last one first.
    pub(crate) fn matches_of(&self, person: PersonId) -> &[Match] {
        self.matches.get(&person).map(Vec::as_slice).unwrap_or_default()
    }

    /// The person as the ranking sees her; `chosen` is a day and hour a coordinator insists on.
    pub(crate) fn wanted<'a>(&self, person: &'a Person, chosen: Option<WeeklySlot>) -> Wanted<'a> {
        let today = local_time::local_date(self.now, person.territory.zone);
        let hours = match (to_renew(self.series_of(person.id)), chosen) {
            (Some(series), _) => {
                let last = today + TimeDelta::days(HORIZON_DAYS);
                let calendar = person.territory.holidays;
                first_occurrences(&series.occurrences(calendar, today + Days::new(1), last), series.duration_min)
            }
            (None, Some(slot)) => Hours::Chosen(slot),
            (None, None) => Hours::Free,
        };
        Wanted { person, hours, today }
    }

    /// Everybody, as seen from her. `knows_her` are those who have called her before.
    pub(crate) fn helpers(&self, person: &Person, knows_her: &HashSet<VolunteerId>) -> Vec<Helper<'_>> {
        self.volunteers.iter().map(|volunteer| self.helper(volunteer, person, knows_her)).collect()
    }

    /// One of them, as seen from her.
    pub(crate) fn helper_with(
        &self,
        volunteer: VolunteerId,
        person: &Person,
        knows_her: &HashSet<VolunteerId>,
    ) -> Option<Helper<'_>> {
        let volunteer = self.volunteers.iter().find(|known| known.id == volunteer)?;
        Some(self.helper(volunteer, person, knows_her))
    }

    fn helper<'a>(&'a self, volunteer: &'a Volunteer, person: &Person, knows_her: &HashSet<VolunteerId>) -> Helper<'a> {
        let id = volunteer.id;
        let hers = self.matches_of(person.id);
        let people = self.followed.get(&id);
        let followed = people.map_or(0, |people| people.len() - usize::from(people.contains(&person.id)));
        let is_asked = |paired: &Match| paired.volunteer_id == id && paired.state == MatchState::Asked;
        let today = local_time::local_date(self.now, volunteer.territory.zone);
        let is_away_in = |days: &u64| {
            let day = today + Days::new(*days);
            self.absences.iter().any(|absence| absence.volunteer_id == id && absence.covers(day))
        };
        Helper {
            volunteer,
            is_kept_apart: self.kept_apart.contains(&(person.id, id)),
            has_refused: hers.iter().any(|paired| paired.volunteer_id == id && paired.stands_between_them()),
            is_asked: self.matches.values().flatten().any(is_asked),
            calls_her: self.series_of(person.id).iter().any(|series| series.volunteers().any(|who| who == id)),
            people_followed: u32::try_from(followed).unwrap_or(u32::MAX),
            knows_her: knows_her.contains(&id),
            is_away: AWAY_DAYS.iter().all(is_away_in),
            taken: self.taken.get(&id).map(Vec::as_slice).unwrap_or_default(),
        }
    }
}

/// Who has talked with her lately.
pub(crate) async fn who_knows(
    db: &mut impl Access,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<HashSet<VolunteerId>, StoreError> {
    let earlier = scheduled_calls::of_person(db, person, now - KNOWN_WITHIN, now).await?;
    Ok(earlier.iter().filter(|call| call.talked_at.is_some()).filter_map(|call| call.volunteer).collect())
}
