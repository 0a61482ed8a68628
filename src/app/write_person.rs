//! A coordinator begins the file of a person, or corrects it. Two people who do so at once lose nothing.

use passerelle_domain::{
    campaign::{CALLS_FROM, CALLS_TO},
    consent::Consents,
    home::Home,
    ids::{OrganisationId, PersonId},
    matter::MatterKind,
    people::{Fragility, Language, Member, Person},
    person_draft::{DraftContext, FieldProblem, PersonDraft, Problems, read_key},
    phone_number::PhoneNumber,
    wishes::Wishes,
};
use passerelle_store::{Tx, lines, people, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    import::{may_be_kept, region_of},
    review_calls::{review_calls, wake_series},
    schedule::set_timer,
};

/// Binds what was seen to this use.
const SEEN: &str = "people.seen";

/// What became of the wish to write a file.
#[derive(Debug, Clone, PartialEq)]
pub enum WrittenPerson {
    /// It is written; the same again changes nothing.
    Written(Box<Person>),
    /// Something typed is wrong: nothing changed.
    Wrong(Problems),
    /// Somebody has changed it since it was shown: nothing changed, and this is what it says now.
    Changed(Box<PersonDraft>),
    /// Nobody of the organisation has this id.
    Unknown,
}

/// What a file says now, as its form shows it, and the proof of having seen it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPerson {
    /// The fields.
    pub draft: PersonDraft,
    /// To be sent back with the form.
    pub seen: String,
}

/// The fields of a file as they are now. `None` when nobody of the organisation has this id.
///
/// # Errors
/// Trouble of the database.
pub async fn see_person(app: &App, owner: OrganisationId, id: PersonId) -> Outcome<Option<SeenPerson>> {
    let mut read = app.db.read().await?;
    let lines = lines::of_organisation(&mut read, owner).await?;
    let found = people::by_id(&mut read, &app.secrets, id).await?.filter(|person| person.organisation_id == owner);
    Ok(found.map(|person| {
        let draft = PersonDraft::of(&person, &lines);
        SeenPerson { seen: seen(app, &draft), draft }
    }))
}

/// A keyed hash of what a form showed.
fn seen(app: &App, draft: &PersonDraft) -> String {
    app.secrets.blind_index(SEEN, &json!(draft).to_string())
}

/// Begins a file. She has agreed to nothing yet, so that nobody calls her.
///
/// # Errors
/// Trouble of the database. What is wrong with a field is an answer.
pub async fn add_person(app: &App, owner: OrganisationId, draft: &PersonDraft, by: Member) -> Outcome<WrittenPerson> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let lines = lines::of_organisation(tx, owner).await?;
        // A line that is no line of theirs is told beside its field; meanwhile any will do.
        let Some(line) = lines.iter().find(|line| line.key == draft.line.trim()).or(lines.first()) else {
            return Ok(WrittenPerson::Wrong(Problems::from([("line", FieldProblem::NotOfTheList)])));
        };
        let id = PersonId(app.chance.new_id(now));
        let mut person = Person {
            id,
            organisation_id: owner,
            key: id.to_string(),
            title: String::new(),
            first_name: String::new(),
            last_name: String::new(),
            line_id: line.id,
            territory: line.territory.clone(),
            language: Language::default(),
            hearing_advice: String::new(),
            fragility: Fragility::default(),
            consents: Consents::default(),
            calls_from: CALLS_FROM,
            calls_to: CALLS_TO,
            last_talked_at: None,
            pauses: Vec::new(),
            phone_hours: Vec::new(),
            district: String::new(),
            wishes: Wishes::default(),
            home: Home::default(),
            phones: Vec::new(),
        };
        let mut problems = write_over(app, draft, &mut person, &lines).err().unwrap_or_default();
        match read_key(&draft.key) {
            Ok(key) if key.is_empty() => {}
            Ok(key) if people::by_key(tx, &app.secrets, owner, &key).await?.is_some() => {
                problems.insert("key", FieldProblem::KeyTaken);
            }
            Ok(key) => person.key = key,
            Err(problem) => {
                problems.insert("key", problem);
            }
        }
        if !problems.is_empty() {
            return Ok(WrittenPerson::Wrong(problems));
        }
        people::save(tx, &app.secrets, &person).await?;
        keep(app, tx, &person, "added", by).await?;
        Ok::<_, AppError>(WrittenPerson::Written(Box::new(person)))
    })
    .await
}

/// Corrects a file. `seen` proves what was shown when the form was drawn; a file changed since then is not overwritten. Her
/// reference and what she agreed to stay as they are. A corrected number or hour holds for her coming calls at once.
///
/// # Errors
/// Trouble of the database. What is wrong with a field is an answer.
pub async fn edit_person(
    app: &App,
    owner: OrganisationId,
    id: PersonId,
    draft: &PersonDraft,
    seen_before: &str,
    by: Member,
) -> Outcome<WrittenPerson> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, id).await?;
        let Some(before) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(WrittenPerson::Unknown);
        };
        let lines = lines::of_organisation(tx, owner).await?;
        let mut after = before.clone();
        let written = write_over(app, draft, &mut after, &lines);
        if written.is_ok() && after == before {
            return Ok(WrittenPerson::Written(Box::new(before)));
        }
        let now_says = PersonDraft::of(&before, &lines);
        if seen(app, &now_says) != seen_before {
            return Ok(WrittenPerson::Changed(Box::new(now_says)));
        }
        if let Err(problems) = written {
            return Ok(WrittenPerson::Wrong(problems));
        }
        people::save(tx, &app.secrets, &after).await?;
        set_timer(tx, MatterKind::Person, after.id.0, after.due_at(), now).await?;
        keep(app, tx, &after, "edited", by).await?;
        review_calls(app, tx, &after, now).await?;
        wake_series(tx, after.id, now).await?;
        Ok::<_, AppError>(WrittenPerson::Written(Box::new(after)))
    })
    .await
}

fn write_over(
    app: &App,
    draft: &PersonDraft,
    person: &mut Person,
    lines: &[passerelle_domain::line::Line],
) -> Result<(), Problems> {
    let is_simulated = app.is_simulated;
    let kept = |phone: &PhoneNumber| may_be_kept(phone, is_simulated);
    draft.write_over(person, &DraftContext { lines, region_of, may_be_kept: &kept })
}

async fn keep(app: &App, tx: &mut Tx, person: &Person, verb: &str, by: Member) -> Outcome<()> {
    let (actor, now) = (actor_of(by), app.clock.now());
    let (organisation_id, noun, noun_id) = (person.organisation_id, "person", person.id.0);
    let trace = Trace { organisation_id, actor: &actor, verb, noun, noun_id, detail: json!({}) };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
