//! Publishes an organisation's own scripts, words and sounds: what its next callers hear.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::OrganisationId,
    line::Line,
    people::Member,
    voice_script::{Edition, EditionTexts},
};
use passerelle_store::{
    Tx, lines, transact,
    voice_publications::{self, EVERY_SCRIPT, Publication},
    voice_scripts, voice_sounds,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{
    App,
    error::Outcome,
    event_trace::{Trace, leave_trace},
    script_book::{LANGUAGES, OWN, version_of, written},
};

/// What an organisation has written and recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewEdition {
    /// The texts.
    pub texts: EditionTexts,
    /// The sounds they name: (file, bytes).
    pub sounds: BTreeMap<String, Vec<u8>>,
}

/// The name under which a recorded sentence is served: it follows from the content, so that the same name is the same
/// sound for ever. `extension` is `mp3` or `wav`.
pub fn sound_file(content: &[u8], extension: &str) -> String {
    let digest: String = Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{digest}.{extension}")
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// It has this number, and new calls begin with it.
    Number(i64),
    /// It is what new calls begin with already.
    Unchanged(i64),
    /// It would leave somebody alone; each line says why. Nothing has changed.
    Refused(Vec<String>),
}

/// Publishes an edition, and lets new calls begin with it. Calls in progress keep theirs. The same edition again
/// changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn publish_edition(
    app: &App,
    owner: OrganisationId,
    author: Option<Member>,
    edition: &NewEdition,
) -> Outcome<Published> {
    let now = app.clock.now();
    let author = author_of(author);
    transact!(app.db, |tx| { publish_within(app, tx, owner, &author, edition, now).await }).await
}

/// The same within a transaction of somebody else's.
pub(crate) async fn publish_within(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    author: &str,
    edition: &NewEdition,
    now: DateTime<Utc>,
) -> Outcome<Published> {
    let source = written(&edition.texts);
    let version = version_of(&source);
    let lines = lines::of_organisation(tx, owner).await?;
    let problems = problems(app, &edition.texts, &lines);
    if !problems.is_empty() {
        return Ok(Published::Refused(problems));
    }
    if let Some(number) = already_in_use(tx, owner, &version).await? {
        return Ok(Published::Unchanged(number));
    }
    let number = voice_publications::last_number(tx, owner).await? + 1;
    voice_scripts::keep(tx, OWN, &version, &source, now).await?;
    for (file, content) in &edition.sounds {
        voice_sounds::keep(tx, file, content).await?;
    }
    let publication = Publication { number, version: version.clone(), author: author.to_owned(), published_at: now };
    voice_publications::insert(tx, owner, &publication).await?;
    voice_publications::use_for_all(tx, owner, number).await?;
    let trace = Trace {
        organisation_id: owner,
        actor: author,
        verb: "published",
        noun: "voice_script",
        noun_id: owner.0,
        detail: json!({ "number": number, "version": version }),
    };
    leave_trace(app, tx, trace, now).await?;
    Ok(Published::Number(number))
}

/// Why these texts may not be heard on these lines, in words for their author.
pub(crate) fn problems(app: &App, texts: &EditionTexts, lines: &[Line]) -> Vec<String> {
    let edition = match Edition::read(app.scripts.shipped(), texts) {
        Ok(edition) => edition,
        Err(problem) => return vec![problem.to_string()],
    };
    let mut problems: Vec<String> = edition.problems(&LANGUAGES).iter().map(ToString::to_string).collect();
    for line in lines.iter().filter(|line| edition.voice("").script(&line.script).is_none()) {
        problems.push(format!("line {}: it answers with the script {}, which is not here", line.key, line.script));
    }
    for key in edition.lines().filter(|key| !lines.iter().any(|line| line.key == *key)) {
        problems
            .push(format!("line {key}: there is no such line; correct the folder's name, or import lines.csv first"));
    }
    problems
}

async fn already_in_use(tx: &mut Tx, owner: OrganisationId, version: &str) -> Outcome<Option<i64>> {
    let uses = voice_publications::uses(tx, owner).await?;
    let [(script, number)] = uses.as_slice() else { return Ok(None) };
    if script != EVERY_SCRIPT {
        return Ok(None);
    }
    let publication = voice_publications::by_number(tx, owner, *number).await?;
    Ok(publication.filter(|publication| publication.version == version).map(|publication| publication.number))
}

/// Whoever publishes, as the audit writes it.
pub(crate) fn author_of(author: Option<Member>) -> String {
    author.map_or_else(|| "operator".to_owned(), |member| format!("member:{}", member.uuid()))
}
