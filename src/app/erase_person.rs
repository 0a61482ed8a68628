//! A person is erased: everything that tells who she is goes, everywhere, in one transaction. What figures are counted from
//! stays and is nobody's; that somebody was erased is kept without a name, so that a backup is cleaned once it is restored.
//!
//! Texts that may name her are looked for before the transaction, which is then short; what was written meanwhile is looked for
//! inside it.
//!
//! # Source
//! Domain notes 3.3, 3.4 and 7.8 (13).

mod emptying;
mod preview;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::CaseOutcome,
    code::Code,
    erasure::{is_confirmed, left_of},
    ids::{OrganisationId, PersonId},
    matter::MatterKind,
    people::{Member, Person},
};
use passerelle_store::{StoreError, Tx, api_answers, callbacks, cases, erasures, erasures::Erasure, people, transact};
use serde_json::json;

use crate::{
    App,
    advance_callback::apply_to_callback,
    advance_file_import::forget_in_imports,
    close_case::close_in,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    schedule::set_timer,
};
use emptying::Found;

pub use preview::{ErasurePreview, preview_erasure};

/// Why somebody cannot be erased now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasureObstacle {
    /// This matter about her is open: a human closes it first.
    OpenCase(Code),
    /// A call with her, or to reach her, is under way.
    CallUnderWay,
    /// Her number was promised a call: it is kept first.
    PromisedCallback(Code),
}

/// What became of the wish to erase somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErasedPerson {
    /// She is nobody here any more.
    Erased,
    /// What was typed is not her reference.
    NotConfirmed,
    /// Not now.
    Refused(Vec<ErasureObstacle>),
    /// Nobody of the organisation has this id.
    Unknown,
}

/// Erases a person, once `typed` is her reference. Again answers that she is unknown.
///
/// # Errors
/// Trouble of the database; nothing is then erased.
pub async fn erase_person(
    app: &App,
    owner: OrganisationId,
    id: PersonId,
    typed: &str,
    by: Member,
) -> Outcome<ErasedPerson> {
    let now = app.clock.now();
    let Some(found) = Found::of(app, owner, id).await? else { return Ok(ErasedPerson::Unknown) };
    transact!(app.db, |tx| {
        let she = people::by_id(tx, &app.secrets, id).await?;
        let Some(person) = she.filter(|person| person.organisation_id == owner) else {
            return Ok(ErasedPerson::Unknown);
        };
        if !is_confirmed(&person, typed) {
            return Ok(ErasedPerson::NotConfirmed);
        }
        let obstacles = obstacles_of(app, tx, &person).await?;
        if !obstacles.is_empty() {
            return Ok(ErasedPerson::Refused(obstacles));
        }
        let kept = Erasure {
            person_id: id,
            organisation_id: owner,
            reference_hash: erasures::reference_hash(&app.secrets, &person.key),
            at: now,
            by: Some(by.uuid()),
        };
        erase_in(app, tx, &person, &found, &kept, by, now).await?;
        Ok::<_, AppError>(ErasedPerson::Erased)
    })
    .await
}

/// Everybody of an organisation who was erased: what is kept beside a backup.
///
/// # Errors
/// Trouble of the database.
pub async fn list_erasures(app: &App, owner: OrganisationId) -> Outcome<Vec<Erasure>> {
    Ok(erasures::of_organisation(&mut app.db.read().await?, owner).await?)
}

/// How many of a list were erased again, and how many were gone already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ErasedAgain {
    /// A backup had brought them back.
    pub erased: usize,
    /// Nothing of them was here.
    pub gone: usize,
}

/// Erases again everybody of a list whom a restored backup has brought back, by the same id or the same reference. Whatever is
/// open about them ends: it was over when they were erased. Again changes nothing.
///
/// # Errors
/// Trouble of the database: whoever comes first in the list is erased, the others are not.
pub async fn erase_again(app: &App, list: &[Erasure], by: Member) -> Outcome<ErasedAgain> {
    let mut done = ErasedAgain::default();
    for kept in list {
        let now = app.clock.now();
        let owner = kept.organisation_id;
        let found = Found::of(app, owner, kept.person_id).await?;
        let is_erased = transact!(app.db, |tx| {
            erasures::keep(tx, kept).await?;
            let she = people::by_id(tx, &app.secrets, kept.person_id).await?;
            let Some((person, found)) = she.filter(|person| person.organisation_id == owner).zip(found.as_ref()) else {
                return Ok(false);
            };
            end_everything(app, tx, &person, by, now).await?;
            erase_in(app, tx, &person, found, kept, by, now).await?;
            Ok::<_, AppError>(true)
        })
        .await?;
        if is_erased { done.erased += 1 } else { done.gone += 1 }
    }
    Ok(done)
}

async fn obstacles_of(
    app: &App,
    db: &mut impl passerelle_store::Access,
    person: &Person,
) -> Result<Vec<ErasureObstacle>, StoreError> {
    let open = cases::open_of_person(db, person.id).await?;
    let mut obstacles: Vec<_> = open.into_iter().map(|case| ErasureObstacle::OpenCase(case.code)).collect();
    if erasures::is_on_telephone(db, person.organisation_id, person.id).await? {
        obstacles.push(ErasureObstacle::CallUnderWay);
    }
    for phone in &person.phones {
        let promised = callbacks::live_by_number(db, &app.secrets, person.organisation_id, phone).await?;
        obstacles.extend(promised.into_iter().map(|promise| ErasureObstacle::PromisedCallback(promise.code)));
    }
    Ok(obstacles)
}

/// What a backup brought back with her is over.
async fn end_everything(app: &App, tx: &mut Tx, person: &Person, by: Member, now: DateTime<Utc>) -> Outcome<()> {
    for case in cases::open_of_person(tx, person.id).await? {
        close_in(app, tx, &case, CaseOutcome::Handled, by).await?;
    }
    for phone in &person.phones {
        for promise in callbacks::live_by_number(tx, &app.secrets, person.organisation_id, phone).await? {
            apply_to_callback(app, tx, promise.id, passerelle_domain::callback::Event::Cancelled, now).await?;
        }
    }
    Ok(())
}

async fn erase_in(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    found: &Found,
    kept: &Erasure,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let told = emptying::end_calls(app, tx, person, by, now).await?;
    emptying::empty_lists(app, tx, person, found, by, now).await?;
    emptying::empty_story(app, tx, person, found, by, now).await?;
    erasures::empty_file(tx, &app.secrets, &left_of(person), kept.at).await?;
    forget_in_imports(tx, person.organisation_id, person.id, now).await?;
    set_timer(tx, MatterKind::Person, person.id.0, None, now).await?;
    // The last texts about her were written in this transaction.
    emptying::empty_messages(app, tx, person, found, now).await?;
    emptying::tell_volunteers(app, tx, person, told, now).await?;
    api_answers::forget_told(tx, person.organisation_id).await?;
    erasures::keep(tx, kept).await?;
    let (actor, noun_id) = (actor_of(by), person.id.0);
    let (organisation_id, verb, noun, detail) = (person.organisation_id, "erased", "person", json!({}));
    leave_trace(app, tx, Trace { organisation_id, actor: &actor, verb, noun, noun_id, detail }, now).await?;
    Ok(())
}
