//! The sheet a coordinator opens when somebody may be in danger: where she lives, whom to ask, which number to dial.
//!
//! A human decides and dials; the program dials none of these numbers. Every reading is kept.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    case::Case,
    code::Code,
    helplines::{self, Helpline},
    ids::OrganisationId,
    local_time,
    people::{Member, Person, Staff, StaffRole, TrustedContact},
};
use passerelle_store::{cases, people, transact, trusted_contacts};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{actor_of, trace_of_case},
};

/// A number to dial, and whether somebody answers now.
pub struct SheetNumber {
    /// The number and what it is for.
    pub helpline: &'static Helpline,
    /// It answers at this hour, where she lives.
    pub answers_now: bool,
}

/// What is needed to send help.
pub struct EmergencySheet {
    /// The matter.
    pub case: Case,
    /// She; `None` when nobody knows who it is about.
    pub person: Option<Person>,
    /// Whom to ask, in her order. Nobody who must not be contacted is among them.
    pub contacts: Vec<TrustedContact>,
    /// Names of those who must never be contacted about her.
    pub not_to_contact: Vec<String>,
    /// The instant of the sheet.
    pub at: DateTime<Utc>,
    /// Her clock.
    pub zone: Tz,
    /// Numbers of help and emergency of the day.
    pub numbers: Vec<SheetNumber>,
}

/// What became of the wish to see a sheet.
pub enum SheetAnswer {
    /// The sheet; the reading is kept.
    Sheet(Box<EmergencySheet>),
    /// It is for coordinators, and for whoever holds the case.
    NotAllowed,
    /// No case of this organisation has the code.
    Unknown,
}

/// The emergency sheet of a case, for `by`.
///
/// # Errors
/// Trouble of the database.
pub async fn emergency_sheet(app: &App, owner: OrganisationId, code: &Code, by: &Staff) -> Outcome<SheetAnswer> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(case) = cases::by_code(tx, owner, code).await? else { return Ok(SheetAnswer::Unknown) };
        let reader = Member::Staff(by.id);
        let may = matches!(by.role, StaffRole::Coordinator | StaffRole::Administrator) || case.holder == Some(reader);
        if !may {
            return Ok(SheetAnswer::NotAllowed);
        }
        trace_of_case(app, tx, &case, &actor_of(reader), "emergency_sheet_viewed", json!({}), now).await?;
        let person = match case.person_id {
            Some(id) => people::by_id(tx, &app.secrets, id).await?,
            None => None,
        };
        let all = match &person {
            Some(person) => trusted_contacts::of_person(tx, &app.secrets, person.id).await?,
            None => Vec::new(),
        };
        let (not_to_contact, contacts): (Vec<_>, Vec<_>) = all.into_iter().partition(|contact| contact.do_not_contact);
        let zone = person.as_ref().map_or(case.policy.zone, |person| person.territory.zone);
        let (today, time) = (local_time::local_date(now, zone), local_time::local_time(now, zone));
        let numbers = helplines::in_force(today)
            .map(|helpline| SheetNumber { helpline, answers_now: helpline.answers_at(time) })
            .collect();
        let not_to_contact = not_to_contact.into_iter().map(|contact| contact.name).collect();
        let sheet = EmergencySheet { case, person, contacts, not_to_contact, at: now, zone, numbers };
        Ok::<_, AppError>(SheetAnswer::Sheet(Box::new(sheet)))
    })
    .await
}
