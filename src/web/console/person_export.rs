//! What is kept about one person, for herself: a page to print in large letters or to read aloud, and a file for machines.

use askama::Template;
use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{PersonExport, export_person};
use passerelle_domain::{
    case::{CaseKind, CaseOutcome},
    consent::Scope,
    phone_number::PhoneNumber,
};

use super::{
    Words,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
    person_page::read_id,
};
use crate::WebState;

/// A case: when, about what, and its notes, each with when and what.
type ToldCase = (String, String, Vec<(String, String)>);

#[derive(Template)]
#[template(path = "console/person_export.html")]
struct Page {
    frame: Frame,
    address: String,
    w: Words,
    heading: String,
    made: String,
    facts: Vec<(String, String)>,
    consents: Vec<(String, String)>,
    said: Vec<(String, String)>,
    contacts: Vec<String>,
    pauses: Vec<String>,
    calls: Vec<(String, String)>,
    cases: Vec<ToldCase>,
    notes: Vec<(String, String)>,
    texts: Vec<(String, String)>,
    log: Vec<(String, String)>,
}

/// `GET /people/{id}/export`: that it was asked for is kept; it alerts nobody.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let id = read_id(&id)?;
    let export = export_person(state.app(), visitor.owner(), id, visitor.member()).await?;
    let export = export.ok_or(Refusal::NotFound)?;
    draw(&view(&visitor, format!("/people/{id}"), &export))
}

/// `GET /people/{id}/export.json`: the same, for machines.
pub(crate) async fn json(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    let export = export_person(state.app(), visitor.owner(), read_id(&id)?, visitor.member()).await?;
    let export = export.ok_or(Refusal::NotFound)?;
    let headers = [(header::CONTENT_DISPOSITION, "attachment; filename=\"export.json\"")];
    Ok((headers, Json(export)).into_response())
}

/// In her own language: it is hers.
fn view(visitor: &Visitor, address: String, export: &PersonExport) -> Page {
    let w = Words(export.language);
    let zone: Tz = export.timezone.parse().unwrap_or(Tz::UTC);
    let when = |at: DateTime<Utc>| {
        let on = at.with_timezone(&zone);
        w.fill("export-moment", [("day", on.format("%d/%m/%Y").to_string()), ("hour", w.hour(at, zone))])
    };
    let name = [export.title.as_str(), &export.first_name, &export.last_name].join(" ").trim().to_owned();
    let calls = export.calls.iter().map(|call| {
        let key = match call.outcome {
            Some(outcome) if call.state == "settled" => format!("call-outcome-{outcome}"),
            Some(_) | None => format!("call-state-{}", call.state),
        };
        (when(call.starts_at), w.say(&key))
    });
    let notes = |notes: &[passerelle_app::ExportedNote]| {
        notes.iter().map(|note| (when(note.at), note.text.clone())).collect::<Vec<_>>()
    };
    let cases = export.cases.iter().map(|case| {
        let kind = CaseKind::ALL.into_iter().find(|kind| kind.as_str() == case.kind).map(|kind| w.case_kind(kind));
        let outcome = case.outcome.and_then(CaseOutcome::parse).map(|outcome| w.case_outcome(outcome));
        let outcome = outcome.unwrap_or_else(|| w.say("person-case-open"));
        let what = format!("{} : {outcome}", kind.unwrap_or_default());
        (when(case.opened_at), what, notes(&case.notes))
    });
    let scope = |name: &str| name.parse::<Scope>().map_or_else(|_| name.to_owned(), |scope| w.scope(&scope));
    let said = export.consent_changes.iter().map(|change| {
        let (after, way) = (w.say(&format!("consent-{}", change.after)), w.say(&format!("way-{}", change.way)));
        (when(change.at), w.fill("consent-proof", [("scope", scope(&change.scope)), ("after", after), ("way", way)]))
    });
    let pauses = export.pauses.iter().map(|pause| {
        let (from, to) = (w.day(pause.from_on), w.day(pause.to_on));
        w.fill("pause-words", [("reason", w.pause_reason(pause.reason.as_str())), ("from", from), ("to", to)])
    });
    let log = export.log.iter().map(|(at, verb)| {
        let key = format!("log-{verb}");
        let case = w.say("export-an-alert");
        let what =
            if w.has(&key) { w.fill(&key, [("case", case)]) } else { w.fill("log-other", [("what", verb.as_str())]) };
        (when(*at), w.fill("log-line", [("name", w.say("export-somebody")), ("what", what)]))
    });
    Page {
        frame: visitor.frame(visitor.words().say("export-title")),
        address,
        heading: w.fill("export-heading", [("name", name)]),
        made: w.fill("export-made", [("when", when(export.made_at))]),
        facts: facts(w, export, &when),
        consents: export
            .consents
            .iter()
            .map(|(name, state)| (scope(name), w.say(&format!("consent-{state}"))))
            .collect(),
        said: said.collect(),
        contacts: export.trusted_contacts.iter().map(|relation| w.relation(relation)).collect(),
        pauses: pauses.collect(),
        calls: calls.collect(),
        cases: cases.collect(),
        notes: notes(&export.notes),
        texts: notes(&export.texts),
        log: log.collect(),
        w,
    }
}

fn facts(w: Words, export: &PersonExport, when: &dyn Fn(DateTime<Utc>) -> String) -> Vec<(String, String)> {
    let phones = export.phones.iter().map(|phone| {
        PhoneNumber::from_e164(phone).map_or_else(|_| phone.clone(), |phone| phone.pairs_for_reading().join(" "))
    });
    let (from, to) = (w.local_hour(export.calls_from), w.local_hour(export.calls_to));
    let interests = |all: &[passerelle_domain::wishes::Interest]| {
        all.iter().map(|interest| interest.as_str().to_owned()).collect::<Vec<_>>().join(", ")
    };
    let all = [
        ("person-key", export.reference.clone()),
        ("export-phones", phones.collect::<Vec<_>>().join(", ")),
        ("person-address", export.address.clone()),
        ("person-access", export.access.clone()),
        ("person-district", export.district.clone()),
        ("person-language", w.language(export.language)),
        (
            "person-hearing",
            if export.hearing_advice.is_empty() { String::new() } else { w.hearing(&export.hearing_advice) },
        ),
        ("person-fragility", w.fragility(export.fragility)),
        ("person-line", export.line.clone()),
        ("person-hours", w.fill("person-from-to", [("from", from), ("to", to)])),
        ("person-last-talk", export.last_talked_at.map_or_else(|| w.say("case-never-talked"), when)),
        ("person-interests", interests(&export.wishes.interests)),
        ("person-avoids", interests(&export.wishes.avoids)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (w.say(key), value)).collect()
}
