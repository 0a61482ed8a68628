//! One voice script for whoever edits it: its steps, its sentences as they are heard and as they are written for the next
//! edition, and what is wrong with them.

use std::{collections::BTreeSet, sync::Arc};

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::OrganisationId,
    voice_script::{
        Level, OutlineStep, Problem, Remark, Script, Situation, Written, outline, remarks, sample_facts, situations,
        written_sentences,
    },
};
use passerelle_store::{lines, voice_publications};

use crate::{
    App,
    error::Outcome,
    look_at_scripts::first_names,
    roll_back_scripts::in_use,
    script_book::LANGUAGES,
    script_draft::{Drafting, seen_words},
};

/// A sentence of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptSentence {
    /// Text id.
    pub text: String,
    /// Whether it lists words that are understood, and is never said.
    pub is_understood: bool,
    /// As it is in the edition in use.
    pub heard: Option<Written>,
    /// As it would be in the next edition.
    pub next: Option<Written>,
    /// Who wrote it anew, and when.
    pub drafted: Option<(Option<String>, DateTime<Utc>)>,
    /// Whether the next edition plays a recording of it.
    pub is_recorded: bool,
    /// How long the next edition takes to say it.
    pub lasts_s: Option<u32>,
    /// The sentence as a caller may hear it.
    pub example: Option<String>,
    /// Why it keeps the next edition from being published.
    pub problems: Vec<Problem>,
    /// What is worth a second look.
    pub remarks: Vec<Remark>,
    /// What stands for its words as they are now.
    pub seen: String,
}

/// A line that may have words of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptLine {
    /// The association's reference.
    pub key: String,
    /// Name.
    pub name: String,
}

/// A script, for whoever edits it.
#[derive(Debug, Clone)]
pub struct ScriptFile {
    /// The flow.
    pub script: Arc<Script>,
    /// Number of the edition heard; 0 is the program's own texts.
    pub number: i64,
    /// Whether it was taken back alone, and to which edition the others are.
    pub apart_from: Option<i64>,
    /// The steps in the order in which a call meets them.
    pub steps: Vec<OutlineStep>,
    /// The sentences in the same order, in the language asked for.
    pub sentences: Vec<ScriptSentence>,
    /// What is wrong with the script and no sentence of this page.
    pub problems: Vec<Problem>,
    /// What it asks about a call.
    pub situations: Vec<Situation>,
    /// Lines of the organisation.
    pub lines: Vec<ScriptLine>,
}

/// A script with the words of a line (empty: of every line) in a language; none when there is no such script, line or
/// language.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_script(
    app: &App,
    owner: OrganisationId,
    name: &str,
    line: &str,
    language: &str,
) -> Outcome<Option<ScriptFile>> {
    if !LANGUAGES.contains(&language) {
        return Ok(None);
    }
    let mut read = app.db.read().await?;
    let lines: Vec<ScriptLine> = lines::of_organisation(&mut read, owner)
        .await?
        .into_iter()
        .map(|line| ScriptLine { key: line.key, name: line.name })
        .collect();
    if !line.is_empty() && !lines.iter().any(|known| known.key == line) {
        return Ok(None);
    }
    let drafting = Drafting::of(app, &mut read, owner).await?;
    let voice = drafting.edition.voice(line);
    let Some(script) = voice.script(name).cloned() else { return Ok(None) };
    let names = first_names(app, &mut read, owner).await?;
    let uses = voice_publications::uses(&mut read, owner).await?;

    let shipped = app.scripts.shipped();
    let heard = written_sentences(shipped, &drafting.base, line, language);
    let next = written_sentences(shipped, &drafting.texts, line, language);
    let steps = outline(&script);
    let faults = drafting.edition.problems(&LANGUAGES);
    let of_line = format!("{name} on {line}");
    let mut faults: Vec<Problem> =
        faults.into_iter().filter(|problem| problem.script == name || problem.script == of_line).collect();
    let mut sentences: Vec<ScriptSentence> = Vec::new();
    let mut known = BTreeSet::new();
    for (text, is_understood) in texts_of_script(&steps) {
        if !known.insert(text.clone()) {
            continue;
        }
        let is_of_it = |problem: &Problem| {
            problem.about.as_ref().is_some_and(|(of, about)| of.as_str() == language && *about == text)
        };
        let problems: Vec<Problem> = faults.iter().filter(|problem| is_of_it(problem)).cloned().collect();
        faults.retain(|problem| !is_of_it(problem));
        let example = voice.words.render(language, &text, &sample_facts(language)).ok();
        let words = next.get(&text).map_or("", |written| written.words.as_str());
        let drafted = drafting.drafted.iter().find(|drafted| {
            let sentence = &drafted.sentence;
            sentence.line == line && sentence.language == language && sentence.text == text
        });
        sentences.push(ScriptSentence {
            heard: heard.get(&text).cloned(),
            next: next.get(&text).cloned(),
            drafted: drafted.map(|drafted| (names.get(&drafted.author).cloned(), drafted.saved_at)),
            is_recorded: voice.sound(language, &text).is_some(),
            lasts_s: voice.lasts_s(language, &text).filter(|_| !is_understood),
            remarks: example
                .as_deref()
                .filter(|_| !is_understood)
                .map(|said| remarks(language, said))
                .unwrap_or_default(),
            example: example.filter(|_| !is_understood),
            seen: seen_words(app, &text, words),
            problems,
            is_understood,
            text,
        });
    }
    let number = in_use(&uses, Some(name));
    Ok(Some(ScriptFile {
        situations: situations(&script),
        apart_from: drafting.apart.contains_key(name).then_some(drafting.number),
        problems: faults,
        number,
        script,
        steps,
        sentences,
        lines,
    }))
}

/// Text ids of a script with whether they are understood rather than said; what is said first.
pub(crate) fn texts_of_script(steps: &[OutlineStep]) -> Vec<(String, bool)> {
    let said = steps.iter().flat_map(|step| step.texts.iter().map(|text| (text.clone(), false)));
    let understood = steps.iter().flat_map(|step| step.understood.iter().map(|text| (text.clone(), true)));
    said.chain(understood).collect()
}

impl ScriptSentence {
    /// The words of the next edition.
    pub fn words(&self) -> &str {
        self.next.as_ref().map_or("", |written| written.words.as_str())
    }

    /// Whether the next edition says something else than callers hear.
    pub fn is_changed(&self) -> bool {
        self.next.as_ref().map(|written| &written.words) != self.heard.as_ref().map(|written| &written.words)
    }

    /// Where its words come from.
    pub fn level(&self) -> Level {
        self.next.as_ref().map_or(Level::Shipped, |written| written.level)
    }
}
