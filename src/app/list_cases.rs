//! The open cases in the order in which a human should take them.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseState},
    ids::OrganisationId,
    matter::MatterKind,
    people::{Fragility, Person},
};
use passerelle_store::{Access, cases, people, timers, trusted_contacts};

use crate::{App, error::Outcome};

/// What is done next when nobody does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextAction {
    /// Nobody was paged yet: the next on call is.
    Page,
    /// Whoever was paged is paged again, or the next one is.
    PageAgain,
    /// Whoever has it is asked whether it is settled.
    AskHolder,
}

impl NextAction {
    /// The name shown by the API.
    pub fn as_str(self) -> &'static str {
        match self {
            NextAction::Page => "page",
            NextAction::PageAgain => "page_again",
            NextAction::AskHolder => "ask_holder",
        }
    }
}

/// An open case, with what is needed to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCase {
    /// The case.
    pub case: Case,
    /// Who it is about.
    pub person: Option<Person>,
    /// Somebody she trusts may be asked.
    pub has_trusted_contact: bool,
    /// What the program does next by itself.
    pub next_action: NextAction,
    /// When.
    pub next_at: Option<DateTime<Utc>>,
}

impl OpenCase {
    /// Her fragility; green when it is about nobody in particular.
    pub fn fragility(&self) -> Fragility {
        self.person.as_ref().map(|person| person.fragility).unwrap_or_default()
    }
}

/// The open cases: the most serious first, then the most fragile, then the oldest; at most 1000.
///
/// # Errors
/// Trouble of the database.
pub async fn list_open_cases(app: &App, owner: OrganisationId) -> Outcome<Vec<OpenCase>> {
    open_cases_in_order(app, &mut app.db.read().await?, owner).await
}

/// The same, within a transaction or a reading.
pub(crate) async fn open_cases_in_order(
    app: &App,
    read: &mut impl Access,
    owner: OrganisationId,
) -> Outcome<Vec<OpenCase>> {
    let mut open = Vec::new();
    for case in cases::open(read, owner).await? {
        open.push(with_what_matters(app, read, case).await?);
    }
    open.sort_by_cached_key(|open| open.case.place_in_order(open.fragility()));
    Ok(open)
}

async fn with_what_matters(app: &App, read: &mut impl Access, case: Case) -> Outcome<OpenCase> {
    let person = match case.person_id {
        Some(id) => people::by_id(read, &app.secrets, id).await?,
        None => None,
    };
    let contacts = match &person {
        Some(person) => trusted_contacts::of_person(read, &app.secrets, person.id).await?,
        None => Vec::new(),
    };
    let next_action = match case.state {
        CaseState::Acknowledged => NextAction::AskHolder,
        _ if case.paged.is_empty() => NextAction::Page,
        _ => NextAction::PageAgain,
    };
    let next_at = timers::of_matter(read, MatterKind::Case.as_str(), case.id.0).await?.map(|timer| timer.due_at);
    Ok(OpenCase {
        has_trusted_contact: contacts.iter().any(|contact| !contact.do_not_contact),
        case,
        person,
        next_action,
        next_at,
    })
}
