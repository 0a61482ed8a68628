//! Everything about one case, for whoever opens its page: what happened, what comes next, whom to ask. The reading is kept.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    case::{Ahead, Case},
    case_check::{Asked, CaseCheck, CheckKind, NotAsked, may_ask, may_be_checked, may_go},
    code::Code,
    ids::OrganisationId,
    matter::MatterKind,
    people::{Member, Person, TrustedContact},
};
use passerelle_store::{Access, case_checks, cases, people, staff, timers, transact, trusted_contacts, volunteers};
use uuid::Uuid;

use crate::{
    App,
    case_timeline::{TimelineEntry, timeline_of},
    error::{AppError, Outcome},
    read_person::keep_reading_for,
};

/// First names of the members of an association, by id.
pub type FirstNames = BTreeMap<Uuid, String>;

/// Somebody who may be asked about her, and whether it is possible now.
pub struct AskableContact {
    /// Who.
    pub contact: TrustedContact,
    /// The robot may write to them and ring them now; or why not.
    pub standing: Result<(), NotAsked>,
}

/// A case, whole.
pub struct WholeCase {
    /// The instant it shows.
    pub now: DateTime<Utc>,
    /// Her clock, or that of its pages.
    pub zone: Tz,
    /// The case.
    pub case: Case,
    /// Who it is about.
    pub person: Option<Person>,
    /// What is still to come by itself.
    pub ahead: Vec<Ahead>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineEntry>,
    /// Whom to ask, in her order; never those who must not be.
    pub contacts: Vec<AskableContact>,
    /// Who must never be contacted about her.
    pub not_to_contact: Vec<TrustedContact>,
    /// Who was asked, and what they said.
    pub checks: Vec<CaseCheck>,
    /// Somebody may be asked about such a case.
    pub may_be_checked: bool,
    /// Somebody of the team may be sent to her door.
    pub may_go: bool,
    /// First names of whoever is named above.
    pub names: FirstNames,
}

/// The latest case of a code, for `by`. `None` when no case of this organisation has it.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_case(app: &App, owner: OrganisationId, code: &Code, by: Member) -> Outcome<Option<WholeCase>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(case) = cases::by_code(tx, owner, code).await? else { return Ok(None) };
        let person = match case.person_id {
            Some(id) => people::by_id(tx, &app.secrets, id).await?,
            None => None,
        };
        let all = match &person {
            Some(person) => {
                keep_reading_for(app, tx, person, &case.code, by, now).await?;
                trusted_contacts::of_person(tx, &app.secrets, person.id).await?
            }
            None => Vec::new(),
        };
        let askable = |contact: &TrustedContact| AskableContact {
            standing: person.as_ref().map_or(Err(NotAsked::Nobody), |person| {
                let kind = if contact.is_caretaker() { CheckKind::Caretaker } else { CheckKind::TrustedContact };
                may_ask(person, contact, &all, kind, now).map(|_| ())
            }),
            contact: contact.clone(),
        };
        let contacts = all.iter().filter(|contact| !contact.do_not_contact).map(askable).collect();
        let not_to_contact = all.iter().filter(|contact| contact.do_not_contact).cloned().collect();
        let timer = timers::of_matter(tx, MatterKind::Case.as_str(), case.id.0).await?.map(|timer| timer.due_at);
        let timeline = timeline_of(app, tx, &case).await?;
        let checks = case_checks::of_case(tx, case.id).await?;
        let names = first_names(app, tx, owner, &ids_in(&case, &timeline, &checks)).await?;
        Ok::<_, AppError>(Some(WholeCase {
            now,
            zone: person.as_ref().map_or(case.policy.zone, |person| person.territory.zone),
            ahead: case.ahead(timer),
            may_be_checked: may_be_checked(case.kind) && person.is_some(),
            may_go: person.as_ref().is_some_and(|person| may_go(person, case.level)),
            case,
            person,
            timeline,
            contacts,
            not_to_contact,
            checks,
            names,
        }))
    })
    .await
}

/// Every member that is named on the page.
fn ids_in(case: &Case, timeline: &[TimelineEntry], checks: &[CaseCheck]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = case.holder.iter().chain(&case.paged).map(|member| member.uuid()).collect();
    ids.extend(case.closure.iter().chain(&case.earlier).map(|closure| closure.by.uuid()));
    for entry in timeline {
        ids.extend(member_of_actor(&entry.by));
        for field in ["member", "held_by"] {
            ids.extend(entry.detail[field].as_str().and_then(|id| id.parse::<Uuid>().ok()));
        }
    }
    for check in checks {
        ids.extend(check.wanted_by.map(Member::uuid));
        if let Asked::Member(member) = check.asked {
            ids.push(member.uuid());
        }
    }
    ids.sort();
    ids.dedup();
    ids
}

/// The member that the audit names as `member:<id>`, `staff:<id>` or `volunteer:<id>`.
pub fn member_of_actor(actor: &str) -> Option<Uuid> {
    actor.split_once(':').and_then(|(_, id)| id.parse().ok())
}

/// First names of these members, each read once; whoever is not of the organisation has none.
pub(crate) async fn first_names(
    app: &App,
    read: &mut impl Access,
    owner: OrganisationId,
    ids: &[Uuid],
) -> Outcome<FirstNames> {
    let mut names = FirstNames::new();
    for id in ids {
        let of_staff = staff::by_id(read, &app.secrets, passerelle_domain::ids::StaffId(*id)).await?;
        if let Some(staff) = of_staff.filter(|staff| staff.organisation_id == owner) {
            names.insert(*id, staff.first_name);
            continue;
        }
        let volunteer = volunteers::by_id(read, &app.secrets, passerelle_domain::ids::VolunteerId(*id)).await?;
        if let Some(volunteer) = volunteer.filter(|volunteer| volunteer.organisation_id == owner) {
            names.insert(*id, volunteer.first_name);
        }
    }
    Ok(names)
}
