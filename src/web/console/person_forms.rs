//! What is noted on the page of a person: what she said, when she is away, a note, whom never to contact.

use std::collections::BTreeMap;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use chrono::NaiveDate;
use passerelle_app::{
    ConsentChange, PausedPerson, change_consent, note_person, pause_person, resume_person, rule_out_contact,
};
use passerelle_domain::{
    consent::{Answer, Scope, Way},
    ids::PersonId,
    pause::{Pause, PauseReason},
};
use serde::Deserialize;

use super::{
    cases::MOST_NOTE_CHARS,
    form::Signed,
    guard::{Refusal, Shown, Visitor},
    person_page::{Typed, read_id, show},
};
use crate::WebState;

/// The version of a wording, never the words: a name no longer than this.
const MOST_WORDING_CHARS: usize = 64;

pub(super) fn back(id: PersonId, told: &str) -> Shown {
    Ok(Redirect::to(&format!("/people/{id}?told={told}")).into_response())
}

/// A date as a browser writes it.
pub(super) fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

#[derive(Deserialize)]
pub(crate) struct Said {
    #[serde(default)]
    scope: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    way: String,
    #[serde(default)]
    wording: String,
}

/// `POST /people/{id}/consents`: what she said; it holds at once.
pub(crate) async fn say(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(said): Signed<Said>,
) -> Shown {
    let id = read_id(&id)?;
    let scope: Scope = said.scope.parse().map_err(|_| Refusal::UnreadableForm)?;
    let Some(answer) = Answer::parse(&said.answer) else { return back(id, "consent-needs-answer") };
    let way = Way::told(&said.way).ok_or(Refusal::UnreadableForm)?;
    let wording: String = said.wording.trim().chars().take(MOST_WORDING_CHARS).collect();
    let change = ConsentChange { scope, answer, way, by: Some(visitor.member()), wording };
    let noted = change_consent(state.app(), visitor.owner(), id, &change).await?;
    noted.ok_or(Refusal::NotFound)?;
    back(
        id,
        match answer {
            Answer::Yes => "consent-yes",
            Answer::No => "consent-no",
            Answer::Asked | Answer::NoReply => "consent-asked",
        },
    )
}

#[derive(Deserialize)]
pub(crate) struct Away {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// `POST /people/{id}/pauses`: she is away; the same first day with another last one makes it shorter or longer.
pub(crate) async fn pause(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(away): Signed<Away>,
) -> Shown {
    let id = read_id(&id)?;
    let read = (PauseReason::parse(&away.reason), day(&away.from), day(&away.to));
    let done = match read {
        (Some(reason), Some(from_on), Some(to_on)) => {
            let pause = Pause { reason, from_on, to_on, is_reminded: false };
            pause_person(state.app(), visitor.owner(), id, &pause, visitor.member()).await?
        }
        _ => PausedPerson::WrongDates,
    };
    match done {
        PausedPerson::Noted(_) => back(id, "paused"),
        PausedPerson::Unknown => Err(Refusal::NotFound),
        PausedPerson::WrongDates => {
            let fields = BTreeMap::from([("reason", away.reason), ("from", away.from), ("to", away.to)]);
            let problem = visitor.words().say("pause-wrong-dates");
            show(&state, &visitor, id, Typed { form: "pause".into(), problem, fields }).await
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    on: String,
}

/// `POST /people/{id}/return`: she is back, today or from a day on.
pub(crate) async fn come_back(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(returning): Signed<Back>,
) -> Shown {
    let id = read_id(&id)?;
    let on = day(&returning.on);
    let done = if on.is_none() && !returning.on.trim().is_empty() {
        PausedPerson::WrongDates
    } else {
        resume_person(state.app(), visitor.owner(), id, on, visitor.member()).await?
    };
    match done {
        PausedPerson::Noted(_) => back(id, "came-back"),
        PausedPerson::Unknown => Err(Refusal::NotFound),
        PausedPerson::WrongDates => {
            let problem = visitor.words().say("return-wrong-date");
            let fields = BTreeMap::from([("on", returning.on)]);
            show(&state, &visitor, id, Typed { form: "return".into(), problem, fields }).await
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Note {
    #[serde(default)]
    text: String,
}

/// `POST /people/{id}/notes`.
pub(crate) async fn note(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(note): Signed<Note>,
) -> Shown {
    let id = read_id(&id)?;
    let text: String = note.text.chars().take(MOST_NOTE_CHARS).collect();
    if !note_person(state.app(), visitor.owner(), id, visitor.member(), &text).await? {
        return Err(Refusal::NotFound);
    }
    back(id, if text.trim().is_empty() { "case-note-empty" } else { "case-noted" })
}

#[derive(Deserialize)]
pub(crate) struct RuledOut {
    #[serde(default)]
    position: u32,
}

/// `POST /people/{id}/ruled-out-contacts`: her contact at this place is never contacted, from this moment on.
pub(crate) async fn rule_out(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(out): Signed<RuledOut>,
) -> Shown {
    let id = read_id(&id)?;
    let done = rule_out_contact(state.app(), visitor.owner(), id, out.position, visitor.member()).await?;
    if done { back(id, "contact-ruled-out") } else { Err(Refusal::NotFound) }
}
