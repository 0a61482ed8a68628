//! Takes an organisation's scripts back to what was published before.

use std::collections::BTreeMap;

use passerelle_domain::{ids::OrganisationId, people::Member, voice_script::EditionTexts};
use passerelle_store::{
    Access, lines, transact,
    voice_publications::{self, EVERY_SCRIPT},
    voice_scripts,
};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    publish_edition::{author_of, problems},
    script_book::OWN,
};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RolledBack {
    /// New calls begin with `to`, and no longer with `from`. 0 is the program's own texts.
    Done {
        /// What was in use.
        from: i64,
        /// What is in use.
        to: i64,
    },
    /// That is what new calls begin with already.
    Unchanged(i64),
    /// The program's own texts are in use: nothing lies before them.
    NothingBefore,
    /// There is no publication of this number.
    NoSuchNumber,
    /// No script has this name, neither now nor then.
    NoSuchScript,
    /// It would leave somebody alone; each line says why. Nothing has changed.
    Refused(Vec<String>),
}

/// Lets new calls begin with an earlier publication, or with the program's own texts (0): of every script, or of one of
/// them. Without `to` it is the publication before the one in use. Calls in progress keep theirs.
///
/// # Errors
/// Trouble of the database.
pub async fn roll_back_scripts(
    app: &App,
    owner: OrganisationId,
    author: Option<Member>,
    script: Option<&str>,
    to: Option<i64>,
) -> Outcome<RolledBack> {
    let now = app.clock.now();
    let author = author_of(author);
    transact!(app.db, |tx| {
        let uses = voice_publications::uses(tx, owner).await?;
        let from = in_use(&uses, script);
        let to = match to {
            Some(to) => to,
            None if from == 0 => return Ok(RolledBack::NothingBefore),
            None => from - 1,
        };
        let is_alone = script.is_some() || uses.len() <= 1;
        if to == from && is_alone {
            return Ok(RolledBack::Unchanged(to));
        }
        let Some(texts) = texts_of(tx, owner, to).await? else { return Ok(RolledBack::NoSuchNumber) };
        if let Some(script) = script
            && !app.scripts.shipped().flows.contains_key(script)
            && !texts.flows.contains_key(script)
        {
            return Ok(RolledBack::NoSuchScript);
        }
        // A script taken back alone exists then as well, as was just seen: only a whole version can leave a line without its own.
        let lines = if script.is_some() { Vec::new() } else { lines::of_organisation(tx, owner).await? };
        // A line that is no longer there keeps nobody from going back.
        let then = EditionTexts { lines: BTreeMap::new(), ..texts };
        let found = problems(app, &then, &lines);
        if !found.is_empty() {
            return Ok(RolledBack::Refused(found));
        }
        match script {
            Some(script) => voice_publications::use_for_one(tx, owner, script, to).await?,
            None => voice_publications::use_for_all(tx, owner, to).await?,
        }
        let trace = Trace {
            organisation_id: owner,
            actor: &author,
            verb: "rolled_back",
            noun: "voice_script",
            noun_id: owner.0,
            detail: json!({ "script": script.unwrap_or(EVERY_SCRIPT), "from": from, "to": to }),
        };
        leave_trace(app, tx, trace, now).await?;
        Ok::<RolledBack, AppError>(RolledBack::Done { from, to })
    })
    .await
}

/// The number that new calls begin with.
pub(crate) fn in_use(uses: &[(String, i64)], script: Option<&str>) -> i64 {
    let of = |name: &str| uses.iter().find(|(script, _)| script == name).map(|(_, number)| *number);
    script.and_then(of).or_else(|| of(EVERY_SCRIPT)).unwrap_or(0)
}

pub(crate) async fn texts_of(
    tx: &mut impl Access,
    owner: OrganisationId,
    number: i64,
) -> Outcome<Option<EditionTexts>> {
    if number == 0 {
        return Ok(Some(EditionTexts::default()));
    }
    let Some(publication) = voice_publications::by_number(tx, owner, number).await? else { return Ok(None) };
    let source =
        voice_scripts::source(tx, OWN, &publication.version).await?.ok_or(AppError::dangling("publication"))?;
    serde_json::from_str(&source).map(Some).map_err(|problem| AppError::Text(problem.to_string()))
}
