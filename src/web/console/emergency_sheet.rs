//! The sheet for when somebody may be in danger, fit to print: a human dials, the program does not. Every reading is kept.

use askama::Template;
use axum::extract::{Path, State};
use passerelle_app::{EmergencySheet, SheetAnswer, emergency_sheet};

use super::{
    case_page::dialled,
    cases::read,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

#[derive(Template)]
#[template(path = "console/emergency_sheet.html")]
struct Page {
    frame: Frame,
    code: String,
    made: String,
    local_hour: String,
    person: Option<Person>,
    contacts: Vec<Contact>,
    not_to_contact: Vec<String>,
    numbers: Vec<Number>,
}

struct Person {
    name: String,
    address: String,
    access: String,
    phones: Vec<(String, String)>,
    facts: Vec<String>,
}

struct Contact {
    name: String,
    relation: String,
    phone: Option<(String, String)>,
}

struct Number {
    number: String,
    purpose: String,
    answers_now: bool,
}

/// `GET /cases/{code}/emergency-sheet`: for coordinators, and for whoever holds the case.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    match emergency_sheet(state.app(), visitor.owner(), &read(&code)?, &visitor.staff).await? {
        SheetAnswer::Sheet(sheet) => draw(&view(&visitor, *sheet)),
        SheetAnswer::NotAllowed => Err(Refusal::Forbidden),
        SheetAnswer::Unknown => Err(Refusal::NotFound),
    }
}

fn view(visitor: &Visitor, sheet: EmergencySheet) -> Page {
    let w = visitor.words();
    let code = sheet.case.code.to_string();
    let day = w.long_day(sheet.at.with_timezone(&sheet.zone).date_naive());
    let local_hour = w.hour(sheet.at, sheet.zone);
    let contacts = sheet.contacts.iter().map(|contact| Contact {
        name: contact.name.clone(),
        relation: w.relation(&contact.relation),
        phone: contact.phone.as_ref().map(dialled),
    });
    let numbers = sheet.numbers.iter().map(|number| Number {
        number: number.helpline.number.clone(),
        purpose: number.helpline.purpose(visitor.staff.language).to_owned(),
        answers_now: number.answers_now,
    });
    Page {
        frame: visitor.frame(w.fill("sheet-title", [("code", code.as_str())])),
        made: w.fill(
            "sheet-made",
            [("day", day), ("hour", local_hour.clone()), ("name", visitor.staff.first_name.clone())],
        ),
        local_hour,
        person: sheet.person.as_ref().map(|person| {
            let mut facts = vec![w.language(person.language)];
            if !person.hearing_advice.is_empty() {
                facts.push(w.hearing(&person.hearing_advice));
            }
            facts.push(w.fragility(person.fragility));
            facts.push(match person.last_talked_at {
                Some(at) => w.fill("sheet-last-talk", [("when", w.moment(at, sheet.at, sheet.zone))]),
                None => w.say("sheet-never-talked"),
            });
            Person {
                name: [person.title.as_str(), &person.first_name, &person.last_name].join(" ").trim().to_owned(),
                address: person.home.address.clone(),
                access: person.home.access.clone(),
                phones: person.phones_at(sheet.at).into_iter().map(dialled).collect(),
                facts,
            }
        }),
        contacts: contacts.collect(),
        not_to_contact: sheet.not_to_contact,
        numbers: numbers.collect(),
        code,
    }
}
