//! One case: where it is, what comes next by itself, what happened with its proof, whom to ask, and every decision.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::{DateTime, Utc};
use passerelle_app::{WholeCase, look_at_case};
use passerelle_domain::{
    case::{Ahead, AheadWhat, CaseOutcome, CaseState},
    case_check::{Asked, CaseCheck, NotAsked},
    code::Code,
    escalation::{PageChannel, Whom},
    people::StaffRole,
    phone_number::PhoneNumber,
};
use passerelle_store::{call_series, staff, volunteers};

use super::{
    Right, Words,
    case_story::{StoryLine, story},
    cases::read,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// A form that needs a correction, with what was typed.
#[derive(Default)]
pub(crate) struct Typed {
    /// `closure` or `home`: beside which form the problem is shown.
    pub(crate) form: &'static str,
    /// Name of the sentence that says what is missing.
    pub(crate) problem: &'static str,
    pub(crate) outcome: String,
    pub(crate) account: String,
    pub(crate) who: String,
    pub(crate) before: String,
}

#[derive(Template)]
#[template(path = "console/case.html")]
struct Page {
    frame: Frame,
    form_token: String,
    code: String,
    kind: String,
    level: String,
    level_number: u8,
    person: Option<Who>,
    facts: Vec<(String, String)>,
    is_open: bool,
    may_take: bool,
    may_call: bool,
    may_pass: bool,
    may_check: bool,
    must_take_first: bool,
    may_go: bool,
    ahead: Vec<(String, String)>,
    story: Vec<StoryLine>,
    contacts: Vec<ContactRow>,
    not_to_contact: Vec<String>,
    checks: Vec<CheckRow>,
    outcomes: Vec<(&'static str, String)>,
    goers: Vec<(String, String)>,
    typed: Typed,
    problem: String,
}

/// A person in the head of a page.
struct Who {
    name: String,
    address: String,
    fragility: String,
    phones: Vec<(String, String)>,
}

struct ContactRow {
    position: u32,
    name: String,
    relation: String,
    phone: Option<(String, String)>,
    standing: String,
}

struct CheckRow {
    when: String,
    what: String,
    state: String,
    tone: &'static str,
}

/// `GET /cases/{code}`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    show(&state, &visitor, &read(&code)?, Typed::default()).await
}

/// The page again, with what was typed and what is missing.
pub(crate) async fn again(state: &WebState, visitor: &Visitor, code: &Code, typed: Typed) -> Shown {
    show(state, visitor, code, typed).await
}

async fn show(state: &WebState, visitor: &Visitor, code: &Code, typed: Typed) -> Result<Response, Refusal> {
    let found = look_at_case(state.app(), visitor.owner(), code, visitor.member()).await?;
    let whole = found.ok_or(Refusal::NotFound)?;
    let goers = goers(state, visitor, &whole).await?;
    let status = if typed.problem.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    draw_with(status, &view(visitor, &whole, goers, typed))
}

/// Who may go and look: the staff, and the volunteers who call her.
async fn goers(state: &WebState, visitor: &Visitor, whole: &WholeCase) -> Result<Vec<(String, String)>, Refusal> {
    let app = state.app();
    let mut read = app.db.read().await?;
    let mut goers = Vec::new();
    for member in staff::of_organisation(&mut read, &app.secrets, visitor.owner()).await? {
        if !member.has_left && member.role != StaffRole::Partner && member.phone.is_some() {
            goers.push((format!("staff:{}", member.id), format!("{} {}", member.first_name, member.last_name)));
        }
    }
    if let Some(person) = &whole.person {
        for series in call_series::of_person(&mut read, person.id).await?.iter().filter(|series| series.is_active) {
            for id in series.volunteers() {
                let Some(volunteer) = volunteers::by_id(&mut read, &app.secrets, id).await? else { continue };
                let known = (format!("volunteer:{id}"), format!("{} {}", volunteer.first_name, volunteer.last_name));
                if volunteer.is_here() && !goers.contains(&known) {
                    goers.push(known);
                }
            }
        }
    }
    Ok(goers)
}

fn view(visitor: &Visitor, whole: &WholeCase, goers: Vec<(String, String)>, typed: Typed) -> Page {
    let (w, case) = (visitor.words(), &whole.case);
    let is_mine = case.state == CaseState::Acknowledged && case.holder == Some(visitor.member());
    let is_open = case.state != CaseState::Closed;
    let kind = w.case_kind(case.kind);
    let contacts = whole.contacts.iter().map(|askable| ContactRow {
        position: askable.contact.position,
        name: askable.contact.name.clone(),
        relation: w.relation(&askable.contact.relation),
        phone: askable.contact.phone.as_ref().map(dialled),
        standing: match askable.standing {
            Ok(()) => w.say("contact-may-be-asked"),
            Err(why) => w.say(not_asked_key(why)),
        },
    });
    let relation = |contact: &passerelle_domain::people::TrustedContact| {
        format!("{} ({})", contact.name, w.relation(&contact.relation))
    };
    Page {
        frame: visitor.frame(format!("{} {kind}", case.code)),
        form_token: visitor.form_token.clone(),
        code: case.code.to_string(),
        level: w.case_level(case.level),
        level_number: case.level.number(),
        person: whole.person.as_ref().map(|person| Who {
            name: format!("{} {}", person.first_name, person.last_name),
            address: if visitor.may(Right::ReadFiles) { format!("/people/{}", person.id) } else { String::new() },
            fragility: w.fragility(person.fragility),
            phones: person.phones_at(whole.now).into_iter().map(dialled).collect(),
        }),
        facts: facts(w, visitor, whole),
        is_open,
        may_take: case.state == CaseState::Paging,
        may_call: is_open && (is_mine || case.state == CaseState::Paging) && case.names_somebody_to_call(),
        may_pass: is_open && (is_mine || case.place.waiting_for.contains(&visitor.member())),
        may_check: is_mine && whole.may_be_checked,
        must_take_first: is_open && !is_mine && whole.may_be_checked,
        may_go: whole.may_go,
        ahead: whole.ahead.iter().map(|thing| ahead(w, whole, thing)).collect(),
        story: story(w, whole),
        contacts: contacts.collect(),
        not_to_contact: whole.not_to_contact.iter().map(relation).collect(),
        checks: whole.checks.iter().map(|check| check_row(w, whole, check)).collect(),
        outcomes: CaseOutcome::ALL.into_iter().map(|outcome| (outcome.as_str(), w.case_outcome(outcome))).collect(),
        goers,
        problem: if typed.problem.is_empty() { String::new() } else { w.say(typed.problem) },
        typed,
        kind,
    }
}

/// A number as `tel:` dials it, and as people read it. The program dials nothing: the reader's telephone does.
pub(crate) fn dialled(phone: &PhoneNumber) -> (String, String) {
    (format!("tel:{}", phone.as_str()), phone.pairs_for_reading().join(" "))
}

fn facts(w: Words, visitor: &Visitor, whole: &WholeCase) -> Vec<(String, String)> {
    let case = &whole.case;
    let when = |at: DateTime<Utc>| w.stamp(at, whole.now, whole.zone);
    let holder = case.holder.and_then(|holder| whole.names.get(&holder.uuid()).cloned()).unwrap_or_default();
    let state = match case.state {
        CaseState::Paging => w.say("case-state-paging"),
        CaseState::Acknowledged if case.holder == Some(visitor.member()) => w.say("case-state-mine"),
        CaseState::Acknowledged => w.fill("case-state-held", [("name", holder)]),
        CaseState::Closed => w.say("case-state-closed"),
    };
    let mut facts = vec![(w.say("case-fact-state"), state), (w.say("case-fact-opened"), when(case.opened_at))];
    if let Some(at) = case.expires_at.filter(|_| case.state == CaseState::Acknowledged) {
        facts.push((w.say("case-fact-holds"), when(at)));
    }
    if let Some(at) = case.due_at {
        facts.push((w.say("case-fact-due"), when(at)));
    }
    if case.attempts > 0 {
        facts.push((w.say("case-fact-attempts"), case.attempts.to_string()));
    }
    if let Some(person) = &whole.person {
        let talked = person.last_talked_at.map_or_else(|| w.say("case-never-talked"), when);
        facts.push((w.say("case-fact-last-talk"), talked));
    }
    if let Some(closure) = &case.closure
        && case.state == CaseState::Closed
    {
        facts.push((w.say("case-fact-outcome"), w.case_outcome(closure.outcome)));
    }
    facts
}

fn ahead(w: Words, whole: &WholeCase, thing: &Ahead) -> (String, String) {
    let when = match thing.at {
        Some(at) => w.stamp(at, whole.now, whole.zone),
        None => w.say("ahead-then"),
    };
    let by = |channels: &[PageChannel]| w.channels(channels);
    let what = match &thing.what {
        AheadWhat::AskHolder => w.say("ahead-ask-holder"),
        AheadWhat::PageAgain(channels) => w.fill("ahead-again", [("by", by(channels))]),
        AheadWhat::NewRound => w.say("ahead-new-round"),
        AheadWhat::Everyone(channels) => w.fill("ahead-everyone", [("by", by(channels))]),
        AheadWhat::Page(whom, channels) => {
            let key = match whom {
                Whom::OnCall => "ahead-on-call",
                Whom::Next => "ahead-next",
                Whom::Each => "ahead-each",
                Whom::Everyone => "ahead-all",
                Whom::Staff(_) => "ahead-named",
            };
            w.fill(key, [("by", by(channels))])
        }
    };
    (when, what)
}

fn check_row(w: Words, whole: &WholeCase, check: &CaseCheck) -> CheckRow {
    let all = whole.contacts.iter().map(|askable| &askable.contact).chain(&whole.not_to_contact);
    let who = match check.asked {
        Asked::Contact(id) => all.into_iter().find(|contact| contact.id == id).map(|contact| contact.name.clone()),
        Asked::Member(member) => whole.names.get(&member.uuid()).cloned(),
    };
    let who = who.unwrap_or_else(|| w.say("somebody"));
    let what = w.fill(&format!("check-{}", check.kind.as_str()), [("name", who)]);
    let (state, tone) = match check.finding {
        Some(finding) => {
            let tone = if finding.as_str() == "urgent" { "alert" } else { "calm" };
            (w.say(&format!("finding-{}", finding.as_str())), tone)
        }
        None => {
            let due = w.stamp(check.due_at, whole.now, whole.zone);
            let tone = if check.state.is_live() { "live" } else { "calm" };
            (w.fill(&format!("check-state-{}", check.state.as_str()), [("due", due)]), tone)
        }
    };
    CheckRow { when: w.stamp(check.made_at, whole.now, whole.zone), what, state, tone }
}

/// Why somebody is not asked, as the name of a sentence.
pub(crate) fn not_asked_key(why: NotAsked) -> &'static str {
    match why {
        NotAsked::NoConsent => "contact-no-consent",
        NotAsked::Nobody => "contact-nobody",
        NotAsked::RuledOut => "contact-ruled-out",
        NotAsked::NoTelephone => "contact-no-telephone",
    }
}
