//! A conversation on paper with a voice script, as it is heard or as it is written for the next edition. Nothing is rung and
//! nothing is kept: it is played again from its answers each time.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::OrganisationId,
    voice_script::{Conversation, Moment, Situation, Then, sample_facts, situations},
};
use passerelle_store::lines;

use crate::{App, error::Outcome, script_book::LANGUAGES, script_draft::Drafting};

/// More answers make no call.
pub const MOST_ANSWERS: usize = 120;
/// Nobody says more in one breath.
pub const MOST_ANSWER_CHARS: usize = 200;

/// What is to be played.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PreviewWish {
    /// Reference of the line; empty for what every line says.
    pub line: String,
    /// `fr` or `en`.
    pub language: String,
    /// The draft, rather than what callers hear.
    pub is_draft: bool,
    /// What is so in this call, by fact; what is not said is usual.
    pub situation: BTreeMap<String, String>,
    /// The answers so far, as `Conversation::answer` takes them.
    pub answers: Vec<String>,
}

/// A conversation as far as its answers lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// What happened.
    pub moments: Vec<Moment>,
    /// What the line waits for.
    pub waits_for: Then,
    /// The call is over.
    pub has_ended: bool,
    /// The answers that meant something; what followed the first that did not is left out.
    pub answers: Vec<String>,
    /// An answer meant nothing here.
    pub is_misunderstood: bool,
    /// What the script asks about a call.
    pub situations: Vec<Situation>,
}

/// Plays a conversation; none when there is no such script, line or language.
///
/// # Errors
/// Trouble of the database.
pub async fn preview_script(
    app: &App,
    owner: OrganisationId,
    name: &str,
    wish: &PreviewWish,
) -> Outcome<Option<Preview>> {
    if !LANGUAGES.contains(&wish.language.as_str()) {
        return Ok(None);
    }
    let mut read = app.db.read().await?;
    let line = match wish.line.as_str() {
        "" => None,
        key => match lines::by_key(&mut read, owner, key).await? {
            Some(line) => Some(line),
            None => return Ok(None),
        },
    };
    let voice = match wish.is_draft {
        true => Arc::clone(Drafting::of(app, &mut read, owner).await?.edition.voice(&wish.line)),
        false => Arc::clone(app.scripts.in_use(&mut read, owner, name).await?.0.voice(&wish.line)),
    };
    let Some(script) = voice.script(name) else { return Ok(None) };

    let asked = situations(script);
    let mut facts = sample_facts(&wish.language);
    if let Some(line) = line {
        facts.insert("service".to_owned(), line.service_name);
        facts.insert("nom_neutre".to_owned(), line.neutral_name);
    }
    for situation in &asked {
        let chosen = wish.situation.get(&situation.fact).filter(|value| situation.values.contains(value));
        facts.extend(chosen.map(|value| (situation.fact.clone(), value.clone())));
    }
    facts.insert("language".to_owned(), wish.language.clone());
    // The hour of a conversation on paper changes nothing: facts hold the hours that are spoken.
    let mut call = Conversation::begin(script, &voice.words, facts, DateTime::<Utc>::UNIX_EPOCH);
    let (mut answers, mut is_misunderstood) = (Vec::new(), false);
    for answer in wish.answers.iter().take(MOST_ANSWERS) {
        if call.has_ended() {
            break;
        }
        let is_short = answer.chars().count() <= MOST_ANSWER_CHARS;
        if !is_short || call.answer(answer).is_err() {
            is_misunderstood = true;
            break;
        }
        answers.push(answer.clone());
    }
    Ok(Some(Preview {
        moments: call.moments().to_vec(),
        waits_for: call.waits_for().clone(),
        has_ended: call.has_ended(),
        answers,
        is_misunderstood,
        situations: asked,
    }))
}
