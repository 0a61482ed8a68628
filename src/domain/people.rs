//! The people of the service: persons accompanied, volunteers, staff.
//!
//! Telephone numbers and addresses are left out of the serialised form: the store keeps them
//! encrypted beside the rest.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    consent::Consents,
    contact::Contacts,
    escalation::PageChannel,
    home::Home,
    ids::{LineId, OrganisationId, PersonId, StaffId, VolunteerId},
    local_time,
    pause::Pause,
    phone_number::PhoneNumber,
    skills::Skill,
    territory::Territory,
    volunteer_life::Life,
    weekly_hours::WeeklyHours,
    wishes::{HelperCircle, Profile, Wishes},
};

/// A language Passerelle speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
pub enum Language {
    /// French.
    #[default]
    #[serde(rename = "fr")]
    French,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The tag used by texts and carriers' word lists: `fr` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::French => "fr",
            Language::English => "en",
        }
    }

    /// The language tagged `text`, if Passerelle speaks it.
    pub fn parse(text: &str) -> Option<Language> {
        match text.trim().to_lowercase().as_str() {
            "fr" => Some(Language::French),
            "en" => Some(Language::English),
            _ => None,
        }
    }
}

/// How fragile a person is, decided beforehand by a human.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Fragility {
    /// No particular worry.
    #[default]
    Green,
    /// To be watched.
    Orange,
    /// A missed contact is urgent.
    Red,
}

/// A person accompanied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Identity of the record.
    pub id: PersonId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's own reference, used by imports.
    pub key: String,
    /// `Mme`, `M.` or empty.
    pub title: String,
    /// First name, as she wishes to be called.
    pub first_name: String,
    /// Family name; for coordinators only.
    pub last_name: String,
    /// The line whose number she has on paper.
    pub line_id: LineId,
    /// Clock and calendar.
    pub territory: Territory,
    /// The language she is spoken to in.
    pub language: Language,
    /// Name of a hearing advice of the closed list, empty when none.
    pub hearing_advice: String,
    /// Fragility class.
    pub fragility: Fragility,
    /// What she agreed to.
    pub consents: Consents,
    /// Never ring before this local time.
    pub calls_from: NaiveTime,
    /// Never ring at or after this local time.
    pub calls_to: NaiveTime,
    /// When somebody last talked with her.
    pub last_talked_at: Option<DateTime<Utc>>,
    /// When she is away; in order, never overlapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// From when to when, in her local time, each number is the one to ring; in the order of the numbers, `None` is any
    /// hour, and so is what is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone_hours: Vec<Option<(NaiveTime, NaiveTime)>>,
    /// The part of town she lives in, told to neighbours who are asked for a favour; empty when unknown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub district: String,
    /// What she wishes of whoever calls her.
    #[serde(default)]
    pub wishes: Wishes,
    /// Where she lives.
    #[serde(skip)]
    pub home: Home,
    /// E.164 numbers, the first one rung first.
    #[serde(skip)]
    pub phones: Vec<PhoneNumber>,
}

impl Person {
    /// The pause she is in at an instant.
    pub fn pause_at(&self, at: DateTime<Utc>) -> Option<&Pause> {
        let today = local_time::local_date(at, self.territory.zone);
        self.pauses.iter().find(|pause| pause.holds(today))
    }

    /// Her numbers in the order to ring them at an instant: those whose hours hold it first, each kind in her own order.
    pub fn phones_at(&self, at: DateTime<Utc>) -> Vec<&PhoneNumber> {
        let time = local_time::local_time(at, self.territory.zone);
        let is_now = |place: usize| match self.phone_hours.get(place).copied().flatten() {
            // Hours that end before they begin go over midnight.
            Some((from, to)) if from > to => time >= from || time < to,
            Some((from, to)) => from <= time && time < to,
            None => true,
        };
        let (now, other): (Vec<_>, Vec<_>) = self.phones.iter().enumerate().partition(|(place, _)| is_now(*place));
        now.into_iter().chain(other).map(|(_, phone)| phone).collect()
    }

    /// The number to ring at an instant after so many attempts in vain: another one each time, as long as she has one.
    pub fn phone_for(&self, attempts_made: u32, at: DateTime<Utc>) -> Option<&PhoneNumber> {
        let phones = self.phones_at(at);
        let place = (attempts_made as usize).checked_rem(phones.len())?;
        phones.get(place).copied()
    }

    /// When something of her file must be looked at: an answer awaited, a pause that ends. `None` when nothing waits.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        let zone = self.territory.zone;
        let pauses = self.pauses.iter().map(|pause| pause.due_at(zone));
        pauses.chain(self.consents.next_expiry_at()).min()
    }
}

/// A person somebody near her trusts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrustedContact {
    /// Identity of the record.
    pub id: crate::ids::TrustedContactId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Whose contact.
    pub person_id: PersonId,
    /// Name, for coordinators; kept sealed.
    #[serde(default, skip_serializing)]
    pub name: String,
    /// `daughter`, `neighbour`…
    pub relation: String,
    /// Lives in the same town.
    pub same_town: bool,
    /// Never to be contacted, whatever happens.
    pub do_not_contact: bool,
    /// Order, from 1.
    pub position: u32,
    /// E.164 number.
    #[serde(skip)]
    pub phone: Option<PhoneNumber>,
}

impl TrustedContact {
    /// Whether they look after the house she lives in: asked to ring at her door only if she agreed to that, and never for
    /// news as somebody near her.
    pub fn is_caretaker(&self) -> bool {
        matches!(self.relation.trim().to_lowercase().as_str(), "caretaker" | "gardien" | "gardienne" | "concierge")
    }
}

/// Where a volunteer is in the life of the association; the steps between are in [`crate::volunteer_life`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VolunteerStatus {
    /// Not yet met.
    Applicant,
    /// Met.
    Interviewed,
    /// References, or the criminal record, checked.
    ReferencesChecked,
    /// The charter is signed.
    CharterSigned,
    /// Trained, and has not called anybody yet.
    Trained,
    /// Makes the first calls.
    Probation,
    /// Calls people.
    Active,
    /// Away for a while.
    Paused,
    /// Left.
    Ended,
}

impl VolunteerStatus {
    /// Every status, in the order of a life.
    pub const ALL: [VolunteerStatus; 9] = [
        VolunteerStatus::Applicant,
        VolunteerStatus::Interviewed,
        VolunteerStatus::ReferencesChecked,
        VolunteerStatus::CharterSigned,
        VolunteerStatus::Trained,
        VolunteerStatus::Probation,
        VolunteerStatus::Active,
        VolunteerStatus::Paused,
        VolunteerStatus::Ended,
    ];

    /// The name in imports, the API and records.
    pub fn as_str(self) -> &'static str {
        match self {
            VolunteerStatus::Applicant => "applicant",
            VolunteerStatus::Interviewed => "interviewed",
            VolunteerStatus::ReferencesChecked => "references_checked",
            VolunteerStatus::CharterSigned => "charter_signed",
            VolunteerStatus::Trained => "trained",
            VolunteerStatus::Probation => "probation",
            VolunteerStatus::Active => "active",
            VolunteerStatus::Paused => "paused",
            VolunteerStatus::Ended => "ended",
        }
    }
}

/// A volunteer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Volunteer {
    /// Identity of the record.
    pub id: VolunteerId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's own reference, used by imports.
    pub key: String,
    /// First name, the only one a person hears.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Languages spoken; the first one is used for SMS.
    pub languages: Vec<Language>,
    /// Clock and calendar.
    pub territory: Territory,
    /// The line that rings them.
    pub line_id: LineId,
    /// When they may be rung, in their local time.
    pub availability: WeeklyHours,
    /// No more calls a day than this.
    pub max_calls_per_day: u32,
    /// No more calls a week than this.
    pub max_calls_per_week: u32,
    /// Follows no more people than this, by their series; without a number, as many as a coordinator decides.
    #[serde(default)]
    pub max_people: Option<u32>,
    /// Life cycle.
    pub status: VolunteerStatus,
    /// The steps of it, and who said so.
    #[serde(default)]
    pub life: Life,
    /// Day the charter was signed.
    pub charter_signed_on: Option<NaiveDate>,
    /// Day the training was finished.
    pub trained_on: Option<NaiveDate>,
    /// Topics they know about, when they listen.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// Names of territories they know beside their own.
    #[serde(default)]
    pub territories: Vec<String>,
    /// How near they are: whether they are asked for calls, for a favour, or told the news only.
    #[serde(default)]
    pub circle: HelperCircle,
    /// What is known of them beside what they may do.
    #[serde(default)]
    pub profile: Profile,
    /// Sent STOP: receives no SMS until REPRISE.
    pub sms_stopped: bool,
    /// Whether messages arrive there.
    #[serde(default)]
    pub contacts: Contacts,
    /// E.164 number.
    #[serde(skip)]
    pub phone: Option<PhoneNumber>,
    /// Address.
    #[serde(skip)]
    pub email: Option<String>,
}

impl Volunteer {
    /// Whether a text can be read: STOP, a landline and a number without a reader say no.
    pub fn reads_texts(&self) -> bool {
        !self.sms_stopped && !self.contacts.never_texts() && self.phone.as_ref().is_none_or(PhoneNumber::is_mobile)
    }

    /// The language of their SMS and of what they hear.
    pub fn language(&self) -> Language {
        self.languages.first().copied().unwrap_or_default()
    }
}

/// What a staff member does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffRole {
    /// Reviews what is escalated, decides.
    Coordinator,
    /// Answers the listening line.
    Listener,
    /// Sees the social part of a file.
    SocialWorker,
    /// Runs the program.
    Administrator,
    /// Works elsewhere and rings the line of the partners: sees nothing of the association's.
    Partner,
}

impl StaffRole {
    /// The role named `text` in imports.
    pub fn parse(text: &str) -> Option<StaffRole> {
        match text.trim().to_lowercase().as_str() {
            "coordinator" => Some(StaffRole::Coordinator),
            "listener" => Some(StaffRole::Listener),
            "social_worker" => Some(StaffRole::SocialWorker),
            "administrator" => Some(StaffRole::Administrator),
            "partner" => Some(StaffRole::Partner),
            _ => None,
        }
    }
}

/// A staff member.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Staff {
    /// Identity of the record.
    pub id: StaffId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// The association's own reference, used by imports.
    pub key: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// What they do.
    pub role: StaffRole,
    /// The language they are written to in.
    pub language: Language,
    /// Topics they know about, when they listen.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// Languages they can talk in beside their own.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// Names of the territories they know.
    #[serde(default)]
    pub territories: Vec<String>,
    /// Keyed hash of the code a partner types on the telephone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner_code: Option<String>,
    /// Reference of the partner for whom they work: they see its lists, as statuses, and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// By what they accept to be paged, the preferred channel first; empty: by any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub page_by: Vec<PageChannel>,
    /// They work here no more: they are neither paged, nor rung, nor let in.
    #[serde(default)]
    pub has_left: bool,
    /// Sent STOP: receives no SMS until REPRISE.
    pub sms_stopped: bool,
    /// Whether messages arrive there.
    #[serde(default)]
    pub contacts: Contacts,
    /// E.164 number.
    #[serde(skip)]
    pub phone: Option<PhoneNumber>,
    /// Address.
    #[serde(skip)]
    pub email: Option<String>,
}

impl Staff {
    /// By what a page could reach them: what they have and do not refuse.
    pub fn page_channels(&self) -> Vec<PageChannel> {
        let has = |channel: &PageChannel| match channel {
            PageChannel::Sms => self.phone.is_some() && !self.sms_stopped,
            PageChannel::Email => self.email.is_some(),
            PageChannel::Voice => self.phone.is_some(),
        };
        PageChannel::agreed(&PageChannel::ALL, &self.page_by).into_iter().filter(has).collect()
    }
}

/// Somebody of the association who answers, calls or decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Member {
    /// A staff member.
    Staff(StaffId),
    /// A volunteer.
    Volunteer(VolunteerId),
}

impl Member {
    /// The identifier, whatever the kind.
    pub fn uuid(self) -> uuid::Uuid {
        match self {
            Member::Staff(id) => id.0,
            Member::Volunteer(id) => id.0,
        }
    }
}

#[cfg(test)]
pub(crate) mod examples {
    //! Somebody to try rules on.

    use uuid::Uuid;

    use super::*;

    /// Suzanne: said yes to calls, from nine in the morning to eight in the evening.
    pub(crate) fn person() -> Person {
        let consents = Consents { calls: crate::consent::ConsentState::Accepted, ..Consents::default() };
        Person {
            id: PersonId(Uuid::from_u128(2)),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "suzanne".into(),
            title: "Mme".into(),
            first_name: "Suzanne".into(),
            last_name: "Lefort".into(),
            line_id: LineId(Uuid::nil()),
            territory: volunteer().territory,
            language: Language::French,
            hearing_advice: String::new(),
            fragility: Fragility::Green,
            consents,
            calls_from: NaiveTime::from_hms_opt(9, 0, 0).unwrap(),
            calls_to: NaiveTime::from_hms_opt(20, 0, 0).unwrap(),
            last_talked_at: None,
            pauses: Vec::new(),
            home: Home::default(),
            phone_hours: Vec::new(),
            district: String::new(),
            wishes: Wishes::default(),
            phones: Vec::new(),
        }
    }

    /// Karim: active, any hour, four calls a day, ten a week.
    pub(crate) fn volunteer() -> Volunteer {
        let id = Uuid::from_u128(1);
        Volunteer {
            id: VolunteerId(id),
            organisation_id: OrganisationId(Uuid::nil()),
            key: "karim".into(),
            first_name: "Karim".into(),
            last_name: "Belkacem".into(),
            languages: vec![Language::French],
            territory: Territory {
                name: "FR-IDF".into(),
                zone: chrono_tz::Europe::Paris,
                holidays: crate::holidays::HolidayCalendar::Metro,
            },
            line_id: LineId(Uuid::nil()),
            availability: WeeklyHours::parse("mon-sun 00:00-24:00").unwrap(),
            max_calls_per_day: 4,
            max_calls_per_week: 10,
            max_people: None,
            status: VolunteerStatus::Active,
            life: Life::default(),
            charter_signed_on: NaiveDate::from_ymd_opt(2026, 4, 8),
            trained_on: NaiveDate::from_ymd_opt(2026, 5, 15),
            skills: Vec::new(),
            territories: Vec::new(),
            circle: HelperCircle::Active,
            profile: Profile::default(),
            sms_stopped: false,
            contacts: Contacts::default(),
            phone: PhoneNumber::from_e164("+33639980001").ok(),
            email: None,
        }
    }
}
