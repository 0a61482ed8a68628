//! What is kept about one person, for herself: to be read aloud, printed, or taken elsewhere. Other people's names are masked.
//!
//! Whom she named to be asked is told by who they are to her, without name or number; that somebody must never be contacted is
//! not told, because whoever reads it to her may be that person.
//!
//! # Source
//! Domain notes, 3.4.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    masked_names::MaskedNames,
    pause::Pause,
    people::{Fragility, Language, Member, Person, TrustedContact},
    wishes::Wishes,
};
use passerelle_store::{
    Tx, call_series, cases, consent_changes, event_log, lines, messages, notes, people, scheduled_calls, staff,
    transact, trusted_contacts, volunteers,
};
use serde::Serialize;
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
};

/// As long as a file is kept after the last contact.
const BACK: TimeDelta = TimeDelta::days(731);
/// Calls are made no further ahead.
const AHEAD: TimeDelta = TimeDelta::days(60);
/// Lines of the log that are given.
const MOST_LOG_LINES: u32 = 1_000;

/// Everything about one person. Instants are UTC; dates and hours are hers.
#[derive(Serialize)]
pub struct PersonExport {
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Zone of her hours.
    pub timezone: String,
    /// The association's reference.
    pub reference: String,
    /// `Mme`, `M.` or empty.
    pub title: String,
    /// First name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Her numbers, E.164.
    pub phones: Vec<String>,
    /// Address.
    pub address: String,
    /// How to get in.
    pub access: String,
    /// Part of town.
    pub district: String,
    /// Language.
    pub language: Language,
    /// What helps her to hear.
    pub hearing_advice: String,
    /// Fragility class.
    pub fragility: Fragility,
    /// The line she has on paper.
    pub line: String,
    /// Never called before.
    pub calls_from: NaiveTime,
    /// Nor from.
    pub calls_to: NaiveTime,
    /// When somebody last talked with her.
    pub last_talked_at: Option<DateTime<Utc>>,
    /// What she wishes.
    pub wishes: Wishes,
    /// What she agreed to: (use, state).
    pub consents: Vec<(String, &'static str)>,
    /// Each time she said something about it.
    pub consent_changes: Vec<ExportedConsent>,
    /// When she is away.
    pub pauses: Vec<Pause>,
    /// Who they are to her.
    pub trusted_contacts: Vec<String>,
    /// Her series of calls.
    pub series: Vec<ExportedSeries>,
    /// Her calls, oldest first.
    pub calls: Vec<ExportedCall>,
    /// Alerts about her, oldest first.
    pub cases: Vec<ExportedCase>,
    /// What was written about her, oldest first.
    pub notes: Vec<ExportedNote>,
    /// Texts sent to her, oldest first.
    pub texts: Vec<ExportedNote>,
    /// Who read or changed what: (when, what), latest first. Nobody is named.
    pub log: Vec<(DateTime<Utc>, String)>,
}

/// Something she said about a use of the service.
#[derive(Serialize)]
pub struct ExportedConsent {
    /// When.
    pub at: DateTime<Utc>,
    /// About which use.
    pub scope: String,
    /// What holds since.
    pub after: String,
    /// How it was said.
    pub way: String,
    /// Version of the wording.
    pub wording: String,
}

/// A series of calls.
#[derive(Serialize)]
pub struct ExportedSeries {
    /// What a call is.
    pub kind: &'static str,
    /// RFC 5545 rule.
    pub rule: String,
    /// Her hour.
    pub local_time: NaiveTime,
    /// First date.
    pub starts_on: NaiveDate,
    /// It goes on.
    pub is_active: bool,
}

/// A call.
#[derive(Serialize)]
pub struct ExportedCall {
    /// When it was promised.
    pub starts_at: DateTime<Utc>,
    /// Its code.
    pub code: String,
    /// Where it is.
    pub state: &'static str,
    /// How it went.
    pub outcome: Option<&'static str>,
}

/// An alert.
#[derive(Serialize)]
pub struct ExportedCase {
    /// Its code.
    pub code: String,
    /// About what.
    pub kind: &'static str,
    /// How serious, 0 to 3.
    pub level: u8,
    /// When it opened.
    pub opened_at: DateTime<Utc>,
    /// How it ended.
    pub outcome: Option<&'static str>,
    /// What was written about it.
    pub notes: Vec<ExportedNote>,
}

/// Words that were kept.
#[derive(Serialize)]
pub struct ExportedNote {
    /// When.
    pub at: DateTime<Utc>,
    /// What, with the names of other people masked.
    pub text: String,
}

/// Everything about a person, for `by`. `None` when nobody of the organisation has this id. That it was made is kept; it
/// alerts nobody.
///
/// # Errors
/// Trouble of the database.
pub async fn export_person(
    app: &App,
    owner: OrganisationId,
    id: PersonId,
    by: Member,
) -> Outcome<Option<PersonExport>> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, id).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else { return Ok(None) };
        let (actor, noun_id) = (actor_of(by), person.id.0);
        let (verb, noun, detail) = ("exported", "person", json!({}));
        let trace = Trace { organisation_id: owner, actor: &actor, verb, noun, noun_id, detail };
        leave_trace(app, tx, trace, now).await?;
        let contacts = trusted_contacts::of_person(tx, &app.secrets, id).await?;
        let masked = names_of_others(app, tx, &person, &contacts).await?;
        Ok::<_, AppError>(Some(gather(app, tx, person, contacts, &masked, now).await?))
    })
    .await
}

/// Everybody who may be named in a note: the team, the volunteers, those near her.
async fn names_of_others(app: &App, tx: &mut Tx, person: &Person, contacts: &[TrustedContact]) -> Outcome<MaskedNames> {
    let owner = person.organisation_id;
    let mut names: Vec<String> = contacts.iter().map(|contact| contact.name.clone()).collect();
    for member in staff::of_organisation(tx, &app.secrets, owner).await? {
        names.extend([member.first_name, member.last_name]);
    }
    for volunteer in volunteers::of_organisation(tx, &app.secrets, owner).await? {
        names.extend([volunteer.first_name, volunteer.last_name]);
    }
    let own = [person.first_name.as_str(), person.last_name.as_str()];
    Ok(MaskedNames::new(names.iter().map(String::as_str), own))
}

async fn gather(
    app: &App,
    tx: &mut Tx,
    person: Person,
    contacts: Vec<TrustedContact>,
    masked: &MaskedNames,
    now: DateTime<Utc>,
) -> Outcome<PersonExport> {
    let (owner, id) = (person.organisation_id, person.id);
    let written = |note: notes::Note| ExportedNote { at: note.at, text: masked.mask(&note.text) };
    let about = |noun, id| notes::Subject { organisation_id: owner, noun, id };
    let line = lines::by_id(tx, person.line_id).await?.map(|line| line.name).unwrap_or_default();
    let changes = consent_changes::of_person(tx, id).await?;
    let series = call_series::of_person(tx, id).await?;
    let calls = scheduled_calls::of_person(tx, id, now - BACK, now + AHEAD).await?;
    let mut exported_cases = Vec::new();
    for case in cases::of_person_since(tx, id, now - BACK).await?.into_iter().rev() {
        let notes = notes::of(tx, &app.secrets, about("case", case.id.0)).await?;
        exported_cases.push(ExportedCase {
            code: case.code.to_string(),
            kind: case.kind.as_str(),
            level: case.level.number(),
            opened_at: case.opened_at,
            outcome: case.closure.map(|closure| closure.outcome.as_str()),
            notes: notes.into_iter().map(written).collect(),
        });
    }
    let notes = notes::of(tx, &app.secrets, about("person", id.0)).await?;
    let mut texts = Vec::new();
    for phone in &person.phones {
        for text in messages::to_destination(tx, &app.secrets, owner, phone.as_str(), now - BACK).await? {
            texts.push(ExportedNote { at: text.made_at, text: masked.mask(&text.content.text) });
        }
    }
    texts.sort_by_key(|text| text.at);
    let log = event_log::latest_of_noun(tx, "person", id.0, MOST_LOG_LINES).await?;
    Ok(PersonExport {
        made_at: now,
        timezone: person.territory.zone.name().to_owned(),
        phones: person.phones.iter().map(|phone| phone.as_str().to_owned()).collect(),
        consents: person.consents.all().into_iter().map(|(scope, state)| (scope.to_string(), state.as_str())).collect(),
        reference: if person.key == id.to_string() { String::new() } else { person.key },
        title: person.title,
        first_name: person.first_name,
        last_name: person.last_name,
        address: person.home.address,
        access: person.home.access,
        district: person.district,
        language: person.language,
        hearing_advice: person.hearing_advice,
        fragility: person.fragility,
        line,
        calls_from: person.calls_from,
        calls_to: person.calls_to,
        last_talked_at: person.last_talked_at,
        wishes: person.wishes,
        consent_changes: changes.into_iter().map(exported_consent).collect(),
        pauses: person.pauses,
        trusted_contacts: contacts.into_iter().map(|contact| contact.relation).collect(),
        series: series
            .into_iter()
            .map(|series| ExportedSeries {
                kind: series.kind.as_str(),
                rule: series.rule.as_str().to_owned(),
                local_time: series.local_time,
                starts_on: series.starts_on,
                is_active: series.is_active,
            })
            .collect(),
        calls: calls
            .into_iter()
            .map(|call| ExportedCall {
                starts_at: call.starts_at,
                code: call.code.to_string(),
                state: call.state.as_str(),
                outcome: call.outcome.map(passerelle_domain::scheduled_call::CallOutcome::as_str),
            })
            .collect(),
        cases: exported_cases,
        notes: notes.into_iter().map(written).collect(),
        texts,
        log: log.into_iter().map(|line| (line.at, line.verb)).collect(),
    })
}

fn exported_consent(change: consent_changes::ConsentChangeRow) -> ExportedConsent {
    ExportedConsent {
        at: change.at,
        scope: change.scope,
        after: change.after,
        way: change.way,
        wording: change.wording,
    }
}
