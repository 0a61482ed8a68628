//! The association under other names and numbers, in a database of its own.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_app::{App, organisation_zone};
use passerelle_clock::Clock;
use passerelle_domain::{
    contact::Contacts,
    day_rehearsal::DayWish,
    home::Home,
    ids::OrganisationId,
    line::Line,
    matter::MatterKind,
    people::{Person, Staff, StaffRole, TrustedContact, Volunteer},
    phone_number::PhoneNumber,
    scheduled_call::State,
    wishes::Profile,
};
use passerelle_store::{
    Access, Db, DbSettings, HeldJobs, Secrets, Tx, absences, call_series, escalation_policies, exclusions, lines,
    organisations, people, protocols, protocols::Follower, scheduled_calls, shifts, staff, timers, transact,
    trusted_contacts, volunteers, week_plans,
};
use serde::{Deserialize, Serialize};

use crate::{RehearsalError, service::SECRET_KEY};

/// What the copied association is called.
pub(super) const NAME: &str = "Répétition";
/// After the day, so much is lived for what was begun to come to its end.
const LIVED_AFTER: TimeDelta = TimeDelta::hours(12);
/// Rows of a list of the store are fewer; more than this many people are not copied in one go.
const MOST_PAGES: usize = 10_000;

/// What a copied day begins with; holds nothing personal.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DayBegins {
    /// What was asked.
    pub wish: DayWish,
    /// The instant at which the copy was made: time begins there.
    pub at: DateTime<Utc>,
    /// The day, half-open (UTC).
    pub day: (DateTime<Utc>, DateTime<Utc>),
    /// When the rehearsal ends.
    pub until: DateTime<Utc>,
    /// Made-up numbers of the lines: (number, SMS sender).
    pub line_numbers: Vec<(String, String)>,
}

/// Made-up numbers: of a landline a landline, of a mobile a mobile, so that machines and texts behave alike.
#[derive(Default)]
struct Numbers {
    given: BTreeMap<String, PhoneNumber>,
    landlines: u32,
    mobiles: u32,
}

impl Numbers {
    /// The same number is always the same: two people of one house still share theirs.
    fn of(&mut self, number: &PhoneNumber) -> Option<PhoneNumber> {
        if let Some(given) = self.given.get(number.as_str()) {
            return Some(given.clone());
        }
        let made = match number.is_mobile() {
            true => {
                self.mobiles += 1;
                format!("+33639{:06}", 980_000 + self.mobiles)
            }
            false => {
                self.landlines += 1;
                format!("+33199{:06}", self.landlines)
            }
        };
        let made = PhoneNumber::from_e164(&made).ok()?;
        self.given.insert(number.as_str().to_owned(), made.clone());
        Some(made)
    }
}

/// Copies an association into a new database at `database_url`, and says when its day begins and ends.
///
/// # Errors
/// One of the two databases cannot be read or written.
pub async fn copy(
    app: &App,
    owner: OrganisationId,
    wish: &DayWish,
    database_url: &str,
) -> Result<DayBegins, RehearsalError> {
    let at = app.clock.now();
    let zone = organisation_zone(app, owner).await?;
    let settings = DbSettings::new(database_url, HeldJobs::new(Clock::system()));
    let copied = Db::open(&DbSettings { is_throwaway: true, ..settings }).await?;
    copied.migrate().await?;
    let made = fill(app, owner, wish, &copied, at).await;
    copied.close().await;
    let line_numbers = made?;
    let day = (midnight(wish.on, zone), midnight(wish.on + Days::new(1), zone));
    Ok(DayBegins { wish: wish.clone(), at, day, until: day.1 + LIVED_AFTER, line_numbers })
}

fn midnight(on: NaiveDate, zone: Tz) -> DateTime<Utc> {
    passerelle_domain::local_time::instant_of(on, chrono::NaiveTime::MIN, zone)
}

async fn fill(
    app: &App,
    owner: OrganisationId,
    wish: &DayWish,
    copied: &Db,
    at: DateTime<Utc>,
) -> Result<Vec<(String, String)>, RehearsalError> {
    let secrets = Secrets::new(SECRET_KEY);
    let mut read = app.db.read().await?;
    let mut numbers = Numbers::default();
    let all_lines: Vec<Line> = lines::of_organisation(&mut read, owner)
        .await?
        .into_iter()
        .filter_map(|line| line_under_another_number(line, &mut numbers))
        .collect();
    let line_numbers = all_lines
        .iter()
        .flat_map(|line| {
            let shown = [Some(&line.number), line.check_number.as_ref()].into_iter().flatten();
            shown.map(|number| (number.as_str().to_owned(), line.sms_sender.clone())).collect::<Vec<_>>()
        })
        .collect();
    let all_staff: Vec<Staff> = staff::of_organisation(&mut read, &app.secrets, owner)
        .await?
        .into_iter()
        .filter(|member| member.role != StaffRole::Partner)
        .map(|member| member_under_another_number(member, &mut numbers))
        .collect();
    let all_volunteers: Vec<Volunteer> = volunteers::of_organisation(&mut read, &app.secrets, owner)
        .await?
        .into_iter()
        .zip(1..)
        .map(|(volunteer, place)| volunteer_under_another_name(volunteer, place, &mut numbers))
        .collect();
    let (all_people, contacts) = people_under_other_names(app, owner, &mut read, &mut numbers).await?;
    let all_shifts = shifts::of_organisation(&mut read, owner).await?;
    let all_absences = absences::of_organisation(&mut read, owner, wish.on).await?;
    let all_exclusions = exclusions::of_organisation(&mut read, owner).await?;
    let all_protocols = protocols::of_organisation(&mut read, owner).await?;
    let all_policies = escalation_policies::of_organisation(&mut read, owner).await?;
    let all_series = call_series::of_organisation(&mut read, owner).await?;
    let mut chosen = vec![(Follower::Organisation, protocols::chosen(&mut read, owner, Follower::Organisation).await?)];
    for person in &all_people {
        let follower = Follower::Person(person.id);
        chosen.push((follower, protocols::chosen(&mut read, owner, follower).await?));
    }
    // What is under way at this moment goes on in the real world; what is still to come is lived.
    let coming = scheduled_calls::between(&mut read, owner, at, at + TimeDelta::days(9)).await?;
    let coming: Vec<_> = coming
        .into_iter()
        .filter(|call| {
            matches!(
                call.state,
                State::Planned | State::Offered | State::SeekingSubstitute | State::Confirmed | State::Cancelled
            )
        })
        .collect();
    let mut wakes = Vec::new();
    for call in coming.iter().filter(|call| call.state == State::Confirmed) {
        let timer = timers::of_matter(&mut read, MatterKind::ScheduledCall.as_str(), call.id.0).await?;
        wakes.extend(timer.map(|timer| (call.id, timer.due_at)));
    }
    drop(read);

    transact!(copied, |tx| {
        organisations::find_or_make(tx, owner, NAME).await?;
        for line in &all_lines {
            lines::save(tx, line).await?;
        }
        for member in &all_staff {
            staff::save(tx, &secrets, member).await?;
        }
        for volunteer in &all_volunteers {
            volunteers::save(tx, &secrets, volunteer).await?;
        }
        for person in &all_people {
            people::save(tx, &secrets, person).await?;
            if let Some(due_at) = person.due_at() {
                wake(tx, MatterKind::Person, person.id.0, due_at).await?;
            }
        }
        for contact in &contacts {
            trusted_contacts::save(tx, &secrets, contact).await?;
        }
        for shift in &all_shifts {
            shifts::save(tx, shift).await?;
        }
        for absence in &all_absences {
            absences::save(tx, absence).await?;
        }
        for exclusion in &all_exclusions {
            exclusions::save(tx, exclusion).await?;
        }
        for protocol in &all_protocols {
            protocols::save(tx, owner, protocol).await?;
        }
        for (follower, key) in &chosen {
            protocols::choose(tx, owner, *follower, key.as_deref()).await?;
        }
        for policy in &all_policies {
            escalation_policies::save(tx, owner, policy).await?;
        }
        for series in &all_series {
            call_series::save(tx, series).await?;
            if series.is_active {
                wake(tx, MatterKind::Series, series.id.0, series.next_materialisation_at(at)).await?;
            }
        }
        for call in &coming {
            let mut call = call.clone();
            let confirmed = wakes.iter().find(|(id, _)| *id == call.id).map(|(_, due_at)| *due_at);
            if call.state.is_live() && confirmed.is_none() {
                // Whoever was asked in the real world is asked again in the copy.
                call.state = State::Planned;
                call.waves = 0;
            }
            call.case_id = None;
            scheduled_calls::insert(tx, &call).await?;
            if call.state.is_live() {
                let due_at = confirmed.unwrap_or_else(|| call.asks_at(at));
                wake(tx, MatterKind::ScheduledCall, call.id.0, due_at).await?;
            }
        }
        week_plans::begin(tx, owner).await?;
        wake(tx, MatterKind::WeekPlan, owner.0, at + TimeDelta::hours(1)).await?;
        Ok::<_, passerelle_store::StoreError>(())
    })
    .await?;
    Ok(line_numbers)
}

async fn wake(
    tx: &mut Tx,
    kind: MatterKind,
    id: uuid::Uuid,
    due_at: DateTime<Utc>,
) -> Result<(), passerelle_store::StoreError> {
    timers::set(tx, kind.as_str(), id, due_at).await
}

fn line_under_another_number(line: Line, numbers: &mut Numbers) -> Option<Line> {
    let number = numbers.of(&line.number)?;
    // A name instead of a number takes no replies, in the copy as well.
    let sms_sender = match PhoneNumber::from_e164(&line.sms_sender) {
        Ok(sender) => numbers.of(&sender)?.as_str().to_owned(),
        Err(_) => line.sms_sender.clone(),
    };
    let check_number = line.check_number.as_ref().and_then(|number| numbers.of(number));
    Some(Line { number, sms_sender, check_number, ..line })
}

fn member_under_another_number(member: Staff, numbers: &mut Numbers) -> Staff {
    Staff {
        last_name: String::new(),
        partner_code: None,
        contacts: Contacts::default(),
        phone: member.phone.as_ref().and_then(|number| numbers.of(number)),
        email: member.email.as_ref().map(|_| format!("{}@example.org", member.id)),
        ..member
    }
}

fn volunteer_under_another_name(volunteer: Volunteer, place: usize, numbers: &mut Numbers) -> Volunteer {
    Volunteer {
        key: format!("volunteer-{place}"),
        first_name: format!("Bénévole {place}"),
        last_name: String::new(),
        profile: Profile::default(),
        contacts: Contacts::default(),
        phone: volunteer.phone.as_ref().and_then(|number| numbers.of(number)),
        email: volunteer.email.as_ref().map(|_| format!("volunteer-{place}@example.org")),
        ..volunteer
    }
}

async fn people_under_other_names(
    app: &App,
    owner: OrganisationId,
    read: &mut impl Access,
    numbers: &mut Numbers,
) -> Result<(Vec<Person>, Vec<TrustedContact>), RehearsalError> {
    let (mut all, mut contacts) = (Vec::new(), Vec::new());
    let mut after = String::new();
    for _ in 0..MOST_PAGES {
        let page = people::of_organisation(read, &app.secrets, owner, &after).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.key);
        for person in page {
            for contact in trusted_contacts::of_person(read, &app.secrets, person.id).await? {
                contacts.push(TrustedContact {
                    name: format!("Proche {}", contacts.len() + 1),
                    phone: contact.phone.as_ref().and_then(|number| numbers.of(number)),
                    ..contact
                });
            }
            let place = all.len() + 1;
            all.push(Person {
                key: format!("person-{place}"),
                title: String::new(),
                first_name: format!("Personne {place}"),
                last_name: String::new(),
                home: Home::default(),
                district: String::new(),
                phones: person.phones.iter().filter_map(|number| numbers.of(number)).collect(),
                ..person
            });
        }
    }
    Ok((all, contacts))
}
