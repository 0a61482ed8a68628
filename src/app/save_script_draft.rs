//! Keeps sentences written anew for the next edition. Nobody hears them before they are published.
//!
//! Two people may write at once: of each sentence whoever saves says what they had seen. What somebody else changed and they
//! did not touch stays; what both changed is shown to the second, and nothing is written over unseen.

use passerelle_domain::{
    ids::OrganisationId,
    people::Member,
    voice_script::{Level, NewSentence, SentenceProblem, check_sentence, outline, tidy_sentence, written_sentences},
};
use passerelle_store::{lines, transact, voice_drafts, voice_drafts::Drafted};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    look_at_script::texts_of_script,
    script_book::LANGUAGES,
    script_draft::{Drafting, seen_words},
};

/// A sentence as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedSentence {
    /// Text id.
    pub text: String,
    /// The words; empty for what lies below: everybody's, or the program's.
    pub words: String,
    /// What stood for its words when they were shown; `None` writes over whatever is there.
    pub seen: Option<String>,
}

/// Which script, for which line (empty: every line), in which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DraftPlace<'p> {
    /// Name of the script.
    pub script: &'p str,
    /// Reference of the line.
    pub line: &'p str,
    /// `fr` or `en`.
    pub language: &'p str,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SavedDraft {
    /// So many sentences are changed in the draft.
    Saved(usize),
    /// Some cannot be kept: (text id, why). Nothing has changed.
    Refused(Vec<(String, SentenceProblem)>),
    /// Somebody changed these meanwhile: (text id, its words now). Nothing has changed.
    ChangedMeanwhile(Vec<(String, String)>),
    /// The script says no such text.
    UnknownText(String),
    /// There is no such script, line or language.
    Unknown,
}

/// Keeps sentences for the next edition. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_script_draft(
    app: &App,
    owner: OrganisationId,
    place: DraftPlace<'_>,
    typed: &[TypedSentence],
    by: Member,
) -> Outcome<SavedDraft> {
    let now = app.clock.now();
    let author = actor_of(by);
    transact!(app.db, |tx| {
        let is_line = place.line.is_empty() || lines::by_key(tx, owner, place.line).await?.is_some();
        if !is_line || !LANGUAGES.contains(&place.language) {
            return Ok(SavedDraft::Unknown);
        }
        let drafting = Drafting::of(app, tx, owner).await?;
        let Some(script) = drafting.edition.voice(place.line).script(place.script) else {
            return Ok(SavedDraft::Unknown);
        };
        let known = texts_of_script(&outline(script));
        if let Some(lost) = typed.iter().find(|typed| !known.iter().any(|(text, _)| *text == typed.text)) {
            return Ok(SavedDraft::UnknownText(lost.text.clone()));
        }
        let shipped = app.scripts.shipped();
        let now_written = written_sentences(shipped, &drafting.texts, place.line, place.language);
        let base = written_sentences(shipped, &drafting.base, place.line, place.language);
        // What a sentence without words of this place falls back to.
        let level = if place.line.is_empty() { Level::Everybody } else { Level::Line };
        let mut below = drafting.texts.clone();
        match place.line {
            "" => drop(below.everybody.words.remove(place.language)),
            line => drop(below.lines.remove(line)),
        }
        let below = written_sentences(shipped, &below, place.line, place.language);

        let (mut changes, mut refused, mut conflicts) = (Vec::new(), Vec::new(), Vec::new());
        for typed in typed {
            let words = tidy_sentence(&typed.words);
            let current = now_written.get(&typed.text).map_or("", |written| written.words.as_str());
            let is_untouched = typed.seen.as_deref().is_some_and(|seen| seen == seen_words(app, &typed.text, &words));
            if words == current || is_untouched {
                continue;
            }
            if let Err(problem) = check_sentence(&typed.text, &words) {
                refused.push((typed.text.clone(), problem));
                continue;
            }
            if words.is_empty() && !below.contains_key(&typed.text) {
                refused.push((typed.text.clone(), SentenceProblem::Empty));
                continue;
            }
            if typed.seen.as_deref().is_some_and(|seen| seen != seen_words(app, &typed.text, current)) {
                conflicts.push((typed.text.clone(), current.to_owned()));
                continue;
            }
            let says_what_lies_below = below.get(&typed.text).is_some_and(|below| below.words == words);
            let words = if says_what_lies_below { String::new() } else { words };
            // Emptied where nothing of this place is written: what is shown stays what it was.
            let has_own = now_written.get(&typed.text).is_some_and(|written| written.level == level);
            if !words.is_empty() || has_own {
                changes.push((typed.text.clone(), words));
            }
        }
        if !refused.is_empty() {
            return Ok(SavedDraft::Refused(refused));
        }
        if !conflicts.is_empty() {
            return Ok(SavedDraft::ChangedMeanwhile(conflicts));
        }
        for (text, words) in &changes {
            let (line, language) = (place.line.to_owned(), place.language.to_owned());
            let sentence = NewSentence { line, language, text: text.clone(), words: words.clone() };
            let own = base.get(text).filter(|written| written.level == level);
            let is_published = own.map_or("", |written| written.words.as_str()) == words;
            if is_published {
                voice_drafts::forget(tx, owner, &sentence).await?;
            } else {
                let drafted = Drafted { sentence, author: author.clone(), saved_at: now };
                voice_drafts::save(tx, owner, &drafted).await?;
            }
        }
        if !changes.is_empty() {
            let detail = json!({ "script": place.script, "line": place.line, "language": place.language, "texts":
                changes.iter().map(|(text, _)| text).collect::<Vec<_>>() });
            let trace = Trace {
                organisation_id: owner,
                actor: &author,
                verb: "drafted",
                noun: "voice_script",
                noun_id: owner.0,
                detail,
            };
            leave_trace(app, tx, trace, now).await?;
        }
        Ok::<_, AppError>(SavedDraft::Saved(changes.len()))
    })
    .await
}
