//! What an organisation's next edition would be: the edition in use with the sentences written anew over it.

use std::{collections::BTreeMap, sync::Arc};

use passerelle_domain::{
    ids::OrganisationId,
    voice_script::{Edition, EditionTexts, NewSentence, with_sentences},
};
use passerelle_store::{Access, voice_drafts, voice_drafts::Drafted, voice_publications};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    roll_back_scripts::{in_use, texts_of},
};

/// The edition in use for every script, and what is written over it.
pub(crate) struct Drafting {
    /// Number of the edition that every script has which was not taken back alone.
    pub(crate) number: i64,
    /// Its texts.
    pub(crate) base: EditionTexts,
    /// Scripts taken back alone, with their numbers.
    pub(crate) apart: BTreeMap<String, i64>,
    /// Sentences written anew.
    pub(crate) drafted: Vec<Drafted>,
    /// The texts of the next edition.
    pub(crate) texts: EditionTexts,
    /// The next edition, read.
    pub(crate) edition: Arc<Edition>,
}

impl Drafting {
    pub(crate) async fn of(app: &App, db: &mut impl Access, owner: OrganisationId) -> Outcome<Drafting> {
        let uses = voice_publications::uses(db, owner).await?;
        let number = in_use(&uses, None);
        let texts = texts_of(db, owner, number).await?.ok_or(AppError::dangling("publication"))?;
        let shipped = app.scripts.shipped();
        // What cannot be read since an update is not heard either: the program's own texts are the ground then.
        let base = if Edition::read(shipped, &texts).is_ok() { texts } else { EditionTexts::default() };
        let drafted = voice_drafts::of_organisation(db, owner).await?;
        let sentences: Vec<NewSentence> = drafted.iter().map(|drafted| drafted.sentence.clone()).collect();
        let texts = with_sentences(&base, &sentences);
        let edition = Edition::read(shipped, &texts).map_err(|problem| AppError::Text(problem.to_string()))?;
        let apart = uses.into_iter().filter(|(script, _)| script != voice_publications::EVERY_SCRIPT);
        let apart = apart.filter(|(_, used)| *used != number).collect();
        Ok(Drafting { number, base, apart, drafted, texts, edition: Arc::new(edition) })
    }

    /// What stands for everything that a publication would change: it changes when any of it does.
    pub(crate) fn seen(&self, app: &App) -> String {
        let sentences: Vec<_> = self.drafted.iter().map(|drafted| sentence_json(&drafted.sentence)).collect();
        app.secrets.blind_index("seen.voice_draft", &json!([self.number, self.apart, sentences]).to_string())
    }
}

fn sentence_json(sentence: &NewSentence) -> serde_json::Value {
    json!([sentence.line, sentence.language, sentence.text, sentence.words])
}

/// What stands for the words of one sentence as they were shown.
pub(crate) fn seen_words(app: &App, text: &str, words: &str) -> String {
    app.secrets.blind_index("seen.voice_words", &json!([text, words]).to_string())
}
