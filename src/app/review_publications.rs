//! Whether what organisations have published may still be heard: the program's own texts below it may have changed.

use std::collections::BTreeSet;

use passerelle_domain::voice_script::{Edition, EditionTexts};
use passerelle_store::{Db, organisations, voice_publications, voice_scripts};

use crate::{
    error::{AppError, Outcome},
    script_book::{LANGUAGES, OWN, ScriptBook},
};

/// One organisation's publication that is in use, and why it may not be heard; nothing when it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewedPublication {
    /// Name of the organisation.
    pub organisation: String,
    /// Its number.
    pub number: i64,
    /// What would leave a caller alone.
    pub problems: Vec<String>,
}

/// Every publication in use, by organisation.
///
/// # Errors
/// Trouble of the database.
pub async fn review_publications(db: &Db, scripts: &ScriptBook) -> Outcome<Vec<ReviewedPublication>> {
    let mut read = db.read().await?;
    let mut reviewed = Vec::new();
    for (owner, organisation) in organisations::all(&mut read).await? {
        let uses = voice_publications::uses(&mut read, owner).await?;
        let numbers: BTreeSet<i64> = uses.into_iter().map(|(_, number)| number).filter(|number| *number > 0).collect();
        for number in numbers {
            let publication = voice_publications::by_number(&mut read, owner, number).await?;
            let publication = publication.ok_or(AppError::dangling("publication"))?;
            let source = voice_scripts::source(&mut read, OWN, &publication.version).await?;
            let problems = problems(scripts, &source.ok_or(AppError::dangling("publication"))?);
            reviewed.push(ReviewedPublication { organisation: organisation.clone(), number, problems });
        }
    }
    Ok(reviewed)
}

fn problems(scripts: &ScriptBook, source: &str) -> Vec<String> {
    let own: EditionTexts = match serde_json::from_str(source) {
        Ok(own) => own,
        Err(problem) => return vec![problem.to_string()],
    };
    match Edition::read(scripts.shipped(), &own) {
        Ok(edition) => edition.problems(&LANGUAGES).iter().map(ToString::to_string).collect(),
        Err(problem) => vec![problem.to_string()],
    }
}
