//! One person: who she is, what she agreed to, her calls, her pauses, whom she trusts, what was written, who read it.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use chrono::{DateTime, NaiveDate, Utc};
use passerelle_app::{WholePerson, look_at_person, member_of_actor};
use passerelle_domain::{
    call_series::{CallSeries, PairingPolicy},
    case::CaseState,
    consent::{ConsentState, Purpose, Scope, may},
    ids::PersonId,
    people::Person,
    scheduled_call::ScheduledCall,
    series_end::EndReason,
};
use uuid::Uuid;

use super::{
    Right, Words,
    case_page::dialled,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
    named::call_tone,
};
use crate::WebState;

/// A form that needs a correction: which one, what is wrong, what was typed.
#[derive(Default)]
pub(crate) struct Typed {
    /// `pause`, `return`, or `<series>-skip`, `<series>-move`, `<series>-end`.
    pub(crate) form: String,
    /// What is wrong.
    pub(crate) problem: String,
    pub(crate) fields: BTreeMap<&'static str, String>,
}

impl Typed {
    /// What was typed in a field.
    fn of(&self, form: &str, field: &str) -> String {
        if self.form == form { self.fields.get(field).cloned().unwrap_or_default() } else { String::new() }
    }
}

#[derive(Template)]
#[template(path = "console/person.html")]
struct Page {
    frame: Frame,
    form_token: String,
    address: String,
    name: String,
    may_change: bool,
    may_release: bool,
    problem: String,
    typed_form: String,
    facts: Vec<(String, String)>,
    phones: Vec<(String, String, String)>,
    consents: Vec<ConsentRow>,
    proofs: Vec<(String, String)>,
    series: Vec<SeriesRow>,
    coming: Vec<CallRow>,
    past: Vec<CallRow>,
    is_away: bool,
    pauses: Vec<PauseRow>,
    reasons: Vec<(&'static str, String)>,
    pause_typed: (String, String, String),
    return_typed: String,
    contacts: Vec<ContactRow>,
    cases: Vec<CaseRow>,
    notes: Vec<(String, String)>,
    log: Vec<(String, String)>,
    ends: Vec<(&'static str, String)>,
}

struct ConsentRow {
    scope: String,
    words: String,
    state: String,
    tone: &'static str,
}

struct SeriesRow {
    id: String,
    what: String,
    facts: Vec<String>,
    is_active: bool,
    skip_typed: String,
    move_typed: (String, String, String),
    end_typed: (String, String),
}

struct CallRow {
    when: String,
    code: String,
    volunteer: String,
    state: String,
    tone: &'static str,
}

struct PauseRow {
    words: String,
    reason: &'static str,
    from: String,
    to: String,
    is_over: bool,
}

struct ContactRow {
    position: u32,
    name: String,
    relation: String,
    phone: Option<(String, String)>,
    standing: String,
    is_ruled_out: bool,
}

struct CaseRow {
    code: String,
    kind: String,
    when: String,
    state: String,
    is_open: bool,
}

/// `GET /people/{id}`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    show(&state, &visitor, read_id(&id)?, Typed::default()).await
}

/// The id in an address; what is none names nobody.
pub(crate) fn read_id(text: &str) -> Result<PersonId, Refusal> {
    text.parse::<Uuid>().map(PersonId).map_err(|_| Refusal::NotFound)
}

/// The page, with a form to correct when there is one.
pub(crate) async fn show(state: &WebState, visitor: &Visitor, id: PersonId, typed: Typed) -> Shown {
    let found = look_at_person(state.app(), visitor.owner(), id, visitor.member()).await?;
    let whole = found.ok_or(Refusal::NotFound)?;
    let status = if typed.problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    draw_with(status, &view(visitor, &whole, &typed))
}

fn view(visitor: &Visitor, whole: &WholePerson, typed: &Typed) -> Page {
    let w = visitor.words();
    let teller = Teller { w, whole, zone: whole.file.person.territory.zone };
    let person = &whole.file.person;
    let name = [person.title.as_str(), &person.first_name, &person.last_name].join(" ").trim().to_owned();
    let contacts = whole.file.contacts.iter().map(|contact| ContactRow {
        position: contact.position,
        name: contact.name.clone(),
        relation: w.relation(&contact.relation),
        phone: contact.phone.as_ref().filter(|_| !contact.do_not_contact).map(dialled),
        standing: if contact.do_not_contact {
            w.say("contact-never-this")
        } else if contact.is_caretaker() {
            w.say(if may(person, Purpose::CaretakerCheck, whole.now).is_ok() {
                "contact-may-be-asked"
            } else {
                "contact-no-consent"
            })
        } else {
            let is_allowed = may(person, Purpose::AskContact(contact), whole.now).is_ok();
            w.say(if is_allowed { "contact-may-be-asked" } else { "contact-no-consent" })
        },
        is_ruled_out: contact.do_not_contact,
    });
    let cases = whole.cases.iter().map(|case| CaseRow {
        code: case.code.to_string(),
        kind: w.case_kind(case.kind),
        when: teller.when(case.opened_at),
        state: match (&case.closure, case.state) {
            (Some(closure), CaseState::Closed) => w.case_outcome(closure.outcome),
            (_, CaseState::Acknowledged) => w.say("person-case-taken"),
            (_, CaseState::Paging | CaseState::Closed) => w.say("person-case-open"),
        },
        is_open: case.state != CaseState::Closed,
    });
    Page {
        frame: visitor.frame(name.clone()),
        form_token: visitor.form_token.clone(),
        address: format!("/people/{}", person.id),
        may_change: visitor.may(Right::ChangeFiles),
        may_release: visitor.may(Right::ReleaseFiles),
        problem: typed.problem.clone(),
        typed_form: typed.form.clone(),
        facts: teller.facts(),
        phones: teller.phones(),
        consents: person.consents.all().into_iter().map(|(scope, state)| consent_row(w, &scope, state)).collect(),
        proofs: whole.file.consent_changes.iter().rev().map(|change| teller.proof(change)).collect(),
        series: whole.series.iter().map(|series| teller.series_row(series, typed)).collect(),
        coming: whole.coming.iter().map(|call| teller.call_row(call)).collect(),
        past: whole.past.iter().map(|call| teller.call_row(call)).collect(),
        is_away: person.pause_at(whole.now).is_some(),
        pauses: teller.pauses(),
        reasons: ["hospital", "family", "line_fault", "other"].map(|name| (name, w.pause_reason(name))).to_vec(),
        pause_typed: (typed.of("pause", "reason"), typed.of("pause", "from"), typed.of("pause", "to")),
        return_typed: typed.of("return", "on"),
        contacts: contacts.collect(),
        cases: cases.collect(),
        notes: whole.notes.iter().map(|note| (teller.said(note.at, note.by), note.text.clone())).collect(),
        log: whole.log.iter().map(|line| teller.log_line(line)).collect(),
        ends: EndReason::GIVEN.map(|reason| (reason.as_str(), w.say(&format!("end-{}", reason.as_str())))).to_vec(),
        name,
    }
}

fn consent_row(w: Words, scope: &Scope, state: ConsentState) -> ConsentRow {
    ConsentRow {
        words: w.scope(scope),
        scope: scope.to_string(),
        state: w.consent_state(state),
        tone: match state {
            ConsentState::Accepted => "good",
            ConsentState::Declined | ConsentState::Withdrawn => "alert",
            ConsentState::Asked => "watch",
            ConsentState::ReferredNotAsked | ConsentState::NoReplyExpired => "calm",
        },
    }
}

struct Teller<'a> {
    w: Words,
    whole: &'a WholePerson,
    zone: chrono_tz::Tz,
}

impl Teller<'_> {
    fn when(&self, at: DateTime<Utc>) -> String {
        self.w.stamp(at, self.whole.now, self.zone)
    }

    fn name(&self, id: Option<Uuid>) -> String {
        let known = id.and_then(|id| self.whole.names.get(&id).cloned());
        known.unwrap_or_else(|| self.w.say("person-the-service"))
    }

    fn said(&self, at: DateTime<Utc>, by: Uuid) -> String {
        self.w.fill("person-said", [("when", self.when(at)), ("name", self.name(Some(by)))])
    }

    fn facts(&self) -> Vec<(String, String)> {
        let (w, person) = (self.w, &self.whole.file.person);
        let mut facts = Vec::new();
        let mut fact = |key: &str, value: String| {
            if !value.is_empty() {
                facts.push((w.say(key), value));
            }
        };
        if person.key != person.id.to_string() {
            fact("person-key", person.key.clone());
        }
        fact("person-fragility", w.fragility(person.fragility));
        fact("person-hours", self.hours(person));
        fact("person-language", w.language(person.language));
        if !person.hearing_advice.is_empty() {
            fact("person-hearing", w.hearing(&person.hearing_advice));
        }
        fact("person-line", self.whole.line.as_ref().map(|line| line.name.clone()).unwrap_or_default());
        fact("person-territory", person.territory.name.clone());
        fact("person-district", person.district.clone());
        fact("person-address", person.home.address.clone());
        fact("person-access", person.home.access.clone());
        fact(
            "person-last-talk",
            match person.last_talked_at {
                Some(at) => self.when(at),
                None => w.say("case-never-talked"),
            },
        );
        let words = |interests: &[passerelle_domain::wishes::Interest]| {
            interests.iter().map(|interest| interest.as_str().to_owned()).collect::<Vec<_>>().join(", ")
        };
        fact("person-interests", words(&person.wishes.interests));
        fact("person-avoids", words(&person.wishes.avoids));
        if let Some(gender) = person.wishes.gender {
            fact("person-gender", w.say(&format!("gender-{}", gender.as_str())));
        }
        facts
    }

    fn hours(&self, person: &Person) -> String {
        let (from, to) = (self.w.local_hour(person.calls_from), self.w.local_hour(person.calls_to));
        self.w.fill("person-from-to", [("from", from), ("to", to)])
    }

    fn phones(&self) -> Vec<(String, String, String)> {
        let person = &self.whole.file.person;
        let phones = person.phones.iter().enumerate().map(|(place, phone)| {
            let hours = person.phone_hours.get(place).copied().flatten().map(|(from, to)| {
                let (from, to) = (self.w.local_hour(from), self.w.local_hour(to));
                self.w.fill("person-from-to", [("from", from), ("to", to)])
            });
            let (href, text) = dialled(phone);
            (href, text, hours.unwrap_or_default())
        });
        phones.collect()
    }

    fn proof(&self, change: &passerelle_store::consent_changes::ConsentChangeRow) -> (String, String) {
        let w = self.w;
        let scope = change.scope.parse::<Scope>().map_or_else(|_| change.scope.clone(), |scope| w.scope(&scope));
        let after = w.say(&format!("consent-{}", change.after));
        let way = w.say(&format!("way-{}", change.way));
        let mut text = w.fill("consent-proof", [("scope", scope), ("after", after), ("way", way)]);
        if let Some(by) = change.by_member {
            text = format!("{text} {}", w.fill("consent-noted-by", [("name", self.name(Some(by)))]));
        }
        if !change.wording.is_empty() {
            text = format!("{text} {}", w.fill("consent-wording", [("wording", change.wording.clone())]));
        }
        (self.when(change.at), text)
    }

    fn series_row(&self, series: &CallSeries, typed: &Typed) -> SeriesRow {
        let w = self.w;
        let id = series.id.to_string();
        let names: Vec<String> = series.volunteers().map(|id| self.name(Some(id.0))).collect();
        let mut facts = Vec::new();
        facts.push(match series.pairing {
            PairingPolicy::Pool => w.say("series-pool"),
            PairingPolicy::Pair | PairingPolicy::SmallTeam if names.is_empty() => w.say("series-nobody"),
            PairingPolicy::Pair => w.fill("series-pair", [("name", w.list(names))]),
            PairingPolicy::SmallTeam => w.fill("series-team", [("names", w.list(names))]),
        });
        if series.wrong_number.is_some() {
            facts.push(w.say("series-waits-for-number"));
        }
        if let Some(day) = series.ends_on {
            facts.push(w.fill("series-last-on", [("day", w.day(day))]));
        }
        if let Some(end) = &series.end {
            let reason = w.say(&format!("end-{}", end.reason.as_str()));
            facts.push(w.fill(
                "series-ended",
                [("reason", reason), ("when", self.w.moment(end.at, self.whole.now, self.zone))],
            ));
        }
        let what = w.fill(
            "series-what",
            [
                ("kind", w.say(&format!("call-kind-{}", series.kind.as_str()))),
                ("hour", w.local_hour(series.local_time)),
                ("rule", self.rule(series)),
            ],
        );
        let (skip, moving, end) = (format!("{id}-skip"), format!("{id}-move"), format!("{id}-end"));
        SeriesRow {
            what,
            facts,
            is_active: series.is_active,
            skip_typed: typed.of(&skip, "day"),
            move_typed: (typed.of(&moving, "from"), typed.of(&moving, "to"), typed.of(&moving, "at")),
            end_typed: (typed.of(&end, "reason"), typed.of(&end, "last_on")),
            id,
        }
    }

    /// The days of a rule in words when it is by weekdays, otherwise as it is written.
    fn rule(&self, series: &CallSeries) -> String {
        let rule = series.rule.as_str();
        let part = |name: &str| rule.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        let (every, days) = (part("INTERVAL").unwrap_or("1"), part("BYDAY").unwrap_or_default());
        let words: Option<Vec<String>> = days
            .split(',')
            .map(|day| format!("weekday-{day}"))
            .map(|key| self.w.has(&key).then(|| self.w.say(&key)))
            .collect();
        match (part("FREQ"), words, every) {
            (Some("WEEKLY"), Some(days), "1") => self.w.list(days),
            (Some("WEEKLY"), Some(days), "2") => self.w.fill("rule-two-weeks", [("days", self.w.list(days))]),
            (Some("DAILY"), _, "1") => self.w.say("rule-daily"),
            (Some(_) | None, ..) => rule.to_owned(),
        }
    }

    fn call_row(&self, call: &ScheduledCall) -> CallRow {
        CallRow {
            when: self.when(call.starts_at),
            code: call.code.to_string(),
            volunteer: call.volunteer.map(|id| self.name(Some(id.0))).unwrap_or_default(),
            state: self.w.call_state(call.state, call.outcome),
            tone: call_tone(call.state, call.outcome).as_str(),
        }
    }

    fn pauses(&self) -> Vec<PauseRow> {
        let person = &self.whole.file.person;
        let today = passerelle_domain::local_time::local_date(self.whole.now, self.zone);
        let row = |pause: &passerelle_domain::pause::Pause| PauseRow {
            words: self.w.fill(
                "pause-words",
                [
                    ("reason", self.w.pause_reason(pause.reason.as_str())),
                    ("from", self.w.day(pause.from_on)),
                    ("to", self.w.day(pause.to_on)),
                ],
            ),
            reason: pause.reason.as_str(),
            from: written(pause.from_on),
            to: written(pause.to_on),
            is_over: pause.to_on < today,
        };
        person.pauses.iter().map(row).collect()
    }

    fn log_line(&self, line: &passerelle_store::event_log::LogEntry) -> (String, String) {
        let w = self.w;
        let name = match line.actor.as_str() {
            "system" => w.say("person-the-service"),
            actor => self.name(member_of_actor(actor)),
        };
        let key = format!("log-{}", line.verb);
        let case = line.detail.0["case"].as_str().unwrap_or_default().to_owned();
        let what = if w.has(&key) {
            w.fill(&key, [("case", case)])
        } else {
            w.fill("log-other", [("what", line.verb.clone())])
        };
        (self.when(line.at), w.fill("log-line", [("name", name), ("what", what)]))
    }
}

fn written(day: NaiveDate) -> String {
    day.format("%Y-%m-%d").to_string()
}
