//! What a person wishes of whoever calls her, and with whom she is never put together.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{
    NotedWishes, WishesChange, exclude_volunteer, lift_exclusion, note_wishes_seen, read_person, wishes_seen,
};
use passerelle_domain::{
    exclusion::ExclusionReason,
    ids::{PersonId, VolunteerId},
    people::{Person, VolunteerStatus},
    skills::Skill,
    weekly_hours::WeeklyHours,
    wishes::{Gender, Interest},
};
use passerelle_store::{exclusions, volunteers};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
    lines::Problems,
    person_page::read_id,
};
use crate::WebState;

/// The longest text of a field that is shown again.
const MOST_TYPED_CHARS: usize = 400;
/// Longest name of a part of town.
const MOST_DISTRICT_CHARS: usize = 64;

#[derive(Template)]
#[template(path = "console/person_wishes.html")]
struct Page {
    frame: Frame,
    form_token: String,
    address: String,
    name: String,
    form: Typed,
    genders: Vec<(&'static str, String)>,
    problems: Problems,
    /// What somebody else has saved meanwhile: the fields and their values.
    now: Option<Vec<(String, String)>>,
    apart: Vec<(String, String, Uuid)>,
    volunteers: Vec<(Uuid, String)>,
    reasons: Vec<(&'static str, String)>,
    apart_problem: Option<String>,
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    interests: String,
    #[serde(default)]
    avoids: String,
    #[serde(default)]
    gender: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    district: String,
    #[serde(default)]
    seen: String,
}

fn words(interests: &[Interest]) -> String {
    interests.iter().map(Interest::as_str).collect::<Vec<_>>().join(", ")
}

fn typed_of(person: &Person) -> Typed {
    Typed {
        interests: words(&person.wishes.interests),
        avoids: words(&person.wishes.avoids),
        gender: person.wishes.gender.map(Gender::as_str).unwrap_or_default().to_owned(),
        hours: String::from(person.wishes.hours.clone()),
        district: person.district.clone(),
        seen: String::new(),
    }
}

/// What of a form cannot be taken, and what is to be shown with it.
#[derive(Default)]
struct Trouble {
    typed: Option<Typed>,
    wrong: Vec<&'static str>,
    now: Option<Person>,
    apart: Option<&'static str>,
}

/// `GET /people/{id}/wishes`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    shown(&state, &visitor, read_id(&id)?, StatusCode::OK, Trouble::default()).await
}

async fn shown(state: &WebState, visitor: &Visitor, id: PersonId, status: StatusCode, trouble: Trouble) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let file = read_person(app, visitor.owner(), id, visitor.member()).await?.ok_or(Refusal::NotFound)?;
    let person = file.person;
    let mut read = app.db.read().await?;
    let all = volunteers::of_organisation(&mut read, &app.secrets, visitor.owner()).await?;
    let kept = exclusions::of_person(&mut read, id).await?;
    drop(read);
    let name = |id: VolunteerId| {
        let found = all.iter().find(|volunteer| volunteer.id == id);
        found.map(|one| format!("{} {}", one.first_name, one.last_name)).unwrap_or_default()
    };
    let apart: Vec<_> = kept
        .iter()
        .map(|one| (name(one.volunteer_id), w.say(&format!("apart-{}", one.reason.as_str())), one.volunteer_id.0))
        .collect();
    let mut known: Vec<_> = all
        .iter()
        .filter(|one| one.status != VolunteerStatus::Ended && kept.iter().all(|pair| pair.volunteer_id != one.id))
        .map(|one| (one.id.0, format!("{} {}", one.first_name, one.last_name)))
        .collect();
    known.sort_by_key(|(_, name)| name.to_lowercase());
    let mut problems = Problems::none();
    for field in &trouble.wrong {
        problems.add(field, w.say(&format!("wishes-wrong-{field}")));
    }
    // After reading both versions, what is sent once more is sent knowingly.
    let form = Typed { seen: wishes_seen(app, &person), ..trouble.typed.unwrap_or_else(|| typed_of(&person)) };
    let page = Page {
        frame: visitor.frame(w.say("wishes-title")),
        form_token: visitor.form_token.clone(),
        address: format!("/people/{id}"),
        name: [person.title.as_str(), &person.first_name, &person.last_name].join(" ").trim().to_owned(),
        form,
        genders: ["", "woman", "man"].map(|name| (name, w.say(gender_key(name)))).to_vec(),
        problems,
        now: trouble.now.map(|now| values(w, &now)),
        apart,
        volunteers: known,
        reasons: ExclusionReason::ALL.map(|why| (why.as_str(), w.say(&format!("apart-{}", why.as_str())))).to_vec(),
        apart_problem: trouble.apart.map(|key| w.say(key)),
    };
    draw_with(status, &page)
}

fn gender_key(name: &str) -> &'static str {
    match name {
        "woman" => "gender-woman",
        "man" => "gender-man",
        _ => "wishes-any",
    }
}

fn values(w: Words, person: &Person) -> Vec<(String, String)> {
    let typed = typed_of(person);
    vec![
        (w.say("wishes-interests"), typed.interests),
        (w.say("wishes-avoids"), typed.avoids),
        (w.say("wishes-gender"), w.say(gender_key(&typed.gender))),
        (w.say("wishes-hours"), typed.hours),
        (w.say("wishes-district"), typed.district),
    ]
}

/// `POST /people/{id}/wishes`. What somebody else changed meanwhile is shown beside what was typed.
pub(crate) async fn note(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(sent): Signed<Typed>,
) -> Shown {
    let id = read_id(&id)?;
    let cut = |text: &str| text.chars().take(MOST_TYPED_CHARS).collect::<String>();
    let typed = Typed {
        interests: cut(&sent.interests),
        avoids: cut(&sent.avoids),
        gender: cut(&sent.gender),
        hours: cut(&sent.hours),
        district: cut(&sent.district),
        seen: sent.seen,
    };
    let change = match read(&typed) {
        Ok(change) => change,
        Err(wrong) => {
            let trouble = Trouble { typed: Some(typed), wrong, ..Trouble::default() };
            return shown(&state, &visitor, id, StatusCode::UNPROCESSABLE_ENTITY, trouble).await;
        }
    };
    let noted = note_wishes_seen(state.app(), visitor.owner(), id, &change, &typed.seen, visitor.member()).await?;
    match noted {
        NotedWishes::Noted => Ok(Redirect::to(&format!("/people/{id}?told=wishes-noted")).into_response()),
        NotedWishes::Unknown => Err(Refusal::NotFound),
        NotedWishes::Differs(now) => {
            let trouble = Trouble { typed: Some(typed), now: Some(*now), ..Trouble::default() };
            shown(&state, &visitor, id, StatusCode::CONFLICT, trouble).await
        }
    }
}

fn read(typed: &Typed) -> Result<WishesChange, Vec<&'static str>> {
    // Words are separated as people do: by commas, semicolons or spaces.
    let list = |text: &str| {
        let separated: Vec<&str> = text.split([',', ';', '|', ' ']).filter(|word| !word.is_empty()).collect();
        Skill::parse_list(&separated.join("|")).ok()
    };
    let (interests, avoids) = (list(&typed.interests), list(&typed.avoids));
    let gender = match typed.gender.as_str() {
        "" => Some(None),
        word => Gender::parse(word).map(Some),
    };
    let hours = WeeklyHours::parse(typed.hours.trim()).ok();
    let district = typed.district.trim();
    let is_district = district.chars().count() <= MOST_DISTRICT_CHARS && !district.contains(['<', '>']);
    let wrong: Vec<&'static str> = [
        ("interests", interests.is_none()),
        ("avoids", avoids.is_none()),
        ("gender", gender.is_none()),
        ("hours", hours.is_none()),
        ("district", !is_district),
    ]
    .into_iter()
    .filter_map(|(field, is_wrong)| is_wrong.then_some(field))
    .collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    Ok(WishesChange { interests, avoids, gender, hours, district: Some(district.to_owned()) })
}

#[derive(Deserialize)]
pub(crate) struct Apart {
    #[serde(default)]
    volunteer: String,
    #[serde(default)]
    reason: String,
}

/// `POST /people/{id}/exclusions`: she and this volunteer are never put together again; what was planned is to be covered.
pub(crate) async fn keep_apart(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(apart): Signed<Apart>,
) -> Shown {
    let id = read_id(&id)?;
    let read = Uuid::parse_str(&apart.volunteer).ok().zip(ExclusionReason::parse(&apart.reason));
    let Some((volunteer, reason)) = read else {
        let trouble = Trouble { apart: Some("apart-choose"), ..Trouble::default() };
        return shown(&state, &visitor, id, StatusCode::UNPROCESSABLE_ENTITY, trouble).await;
    };
    let pair = (VolunteerId(volunteer), id);
    if !exclude_volunteer(state.app(), visitor.owner(), pair, reason, visitor.member()).await? {
        return Err(Refusal::NotFound);
    }
    Ok(Redirect::to(&format!("/people/{id}/wishes?told=kept-apart")).into_response())
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /people/{id}/exclusions/{volunteer}/end`: the two may be put together again.
pub(crate) async fn end_apart(
    State(state): State<WebState>,
    visitor: Visitor,
    Path((id, volunteer)): Path<(String, String)>,
    _: Signed<Nothing>,
) -> Shown {
    let id = read_id(&id)?;
    let volunteer = Uuid::parse_str(&volunteer).map(VolunteerId).map_err(|_| Refusal::NotFound)?;
    if !lift_exclusion(state.app(), visitor.owner(), (volunteer, id), visitor.member()).await? {
        return Err(Refusal::NotFound);
    }
    Ok(Redirect::to(&format!("/people/{id}/wishes?told=apart-lifted")).into_response())
}
