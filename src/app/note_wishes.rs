//! What a person wishes of whoever calls her, and which circle a volunteer belongs to, as a coordinator notes it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::{OrganisationId, PersonId, VolunteerId},
    people::{Member, Person, Volunteer},
    weekly_hours::WeeklyHours,
    wishes::{Gender, HelperCircle, Interest},
};
use passerelle_store::{Tx, people, transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    replan_volunteer::{release_people, replan_volunteer},
};

/// What changes; `None` leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WishesChange {
    /// What she likes to talk about.
    pub interests: Option<Vec<Interest>>,
    /// What she avoids.
    pub avoids: Option<Vec<Interest>>,
    /// Whom she would rather talk with; `Some(None)`: it does not matter.
    pub gender: Option<Option<Gender>>,
    /// When she would like to be called; empty: at any hour of hers.
    pub hours: Option<WeeklyHours>,
    /// Her part of town.
    pub district: Option<String>,
}

/// What became of wishes noted from a form.
#[derive(Debug, Clone, PartialEq)]
pub enum NotedWishes {
    /// They are as wanted.
    Noted,
    /// Somebody changed them meanwhile: as they are now. Nothing was written.
    Differs(Box<Person>),
    /// Nobody of the organisation has this id.
    Unknown,
}

/// A keyed hash of what a form showed: if it is another one when the form comes back, somebody else has changed it.
pub fn wishes_seen(app: &App, person: &Person) -> String {
    let text = format!("{:?}|{}", person.wishes, person.district);
    app.secrets.blind_index("people.wishes", &text)
}

/// Notes what a form says a person wishes; `seen` is what the form showed. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn note_wishes_seen(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    change: &WishesChange,
    seen: &str,
    by: Member,
) -> Outcome<NotedWishes> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(before) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(NotedWishes::Unknown);
        };
        if changed(&before, change) != before && wishes_seen(app, &before) != seen {
            return Ok(NotedWishes::Differs(Box::new(before)));
        }
        note_in(app, tx, before, change, by, now).await?;
        Ok::<_, AppError>(NotedWishes::Noted)
    })
    .await
}

/// Notes what a person wishes. `None` when nobody of the organisation has this id. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn note_wishes(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    change: &WishesChange,
    by: Member,
) -> Outcome<Option<Person>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(before) = found.filter(|person| person.organisation_id == owner) else { return Ok(None) };
        Ok::<_, AppError>(Some(note_in(app, tx, before, change, by, now).await?))
    })
    .await
}

fn changed(before: &Person, change: &WishesChange) -> Person {
    let mut after = before.clone();
    let WishesChange { interests, avoids, gender, hours, district } = change.clone();
    after.wishes.interests = interests.unwrap_or(after.wishes.interests);
    after.wishes.avoids = avoids.unwrap_or(after.wishes.avoids);
    after.wishes.gender = gender.unwrap_or(after.wishes.gender);
    after.wishes.hours = hours.unwrap_or(after.wishes.hours);
    after.district = district.unwrap_or(after.district);
    after
}

async fn note_in(
    app: &App,
    tx: &mut Tx,
    before: Person,
    change: &WishesChange,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<Person> {
    let after = changed(&before, change);
    if after != before {
        people::save(tx, &app.secrets, &after).await?;
        let actor = format!("member:{}", by.uuid());
        let (organisation_id, verb, noun, noun_id) = (after.organisation_id, "wishes_noted", "person", after.id.0);
        leave_trace(app, tx, Trace { organisation_id, actor: &actor, verb, noun, noun_id, detail: json!({}) }, now)
            .await?;
    }
    Ok(after)
}

/// Puts a volunteer into a circle. Whoever is no longer of those who call has no person any more, and their coming calls are
/// to be covered, in the same transaction. `None` when no volunteer of the organisation has this id. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn set_circle(
    app: &App,
    owner: OrganisationId,
    volunteer: VolunteerId,
    circle: HelperCircle,
    by: Member,
) -> Outcome<Option<Volunteer>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = volunteers::by_id(tx, &app.secrets, volunteer).await?;
        let Some(before) = found.filter(|volunteer| volunteer.organisation_id == owner) else { return Ok(None) };
        if before.circle == circle {
            return Ok(Some(before));
        }
        let after = Volunteer { circle, ..before.clone() };
        volunteers::save(tx, &app.secrets, &after).await?;
        if before.circle == HelperCircle::Active {
            release_people(app, tx, &after, now).await?;
        } else {
            replan_volunteer(app, tx, after.id, now).await?;
        }
        let actor = format!("member:{}", by.uuid());
        let detail = json!({ "before": before.circle, "after": circle });
        let (noun, noun_id) = ("volunteer", after.id.0);
        let trace = Trace { organisation_id: owner, actor: &actor, verb: "circle_changed", noun, noun_id, detail };
        leave_trace(app, tx, trace, now).await?;
        Ok::<_, AppError>(Some(after))
    })
    .await
}
