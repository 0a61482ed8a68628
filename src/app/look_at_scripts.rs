//! The voice scripts of an organisation: which edition is heard, what is written for the next one, what was published before.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::OrganisationId,
    voice_script::{Difference, EditionTexts, Problem, differences, flows_that_differ, outline},
};
use passerelle_store::{Access, lines, staff, voice_publications};

use crate::{
    App,
    error::Outcome,
    publish_edition::problems,
    roll_back_scripts::{in_use, texts_of},
    script_book::LANGUAGES,
    script_draft::Drafting,
};

/// A publication as pages tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPublication {
    /// Its number, from 1.
    pub number: i64,
    /// First name of whoever published it; none for an operator, or somebody who is no longer there.
    pub by: Option<String>,
    /// When.
    pub published_at: DateTime<Utc>,
    /// Scripts that begin with it now.
    pub heard_in: Vec<String>,
}

/// A script on the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelvedScript {
    /// Its name.
    pub name: String,
    /// Number of the edition that is heard; 0 is the program's own texts.
    pub number: i64,
    /// Whether it was taken back alone.
    pub is_apart: bool,
    /// The edition in use may not be heard since the program was updated: the program's own words are.
    pub is_replaced: bool,
    /// Names of the lines that answer with it.
    pub lines: Vec<String>,
    /// Sentences of it that are written anew.
    pub drafted: usize,
}

/// Every script, and every publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptShelf {
    /// By name.
    pub scripts: Vec<ShelvedScript>,
    /// The last first.
    pub publications: Vec<KnownPublication>,
    /// Sentences written anew.
    pub drafted: usize,
}

/// What the organisation's callers hear now, and may hear next.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_scripts(app: &App, owner: OrganisationId) -> Outcome<ScriptShelf> {
    let mut read = app.db.read().await?;
    let drafting = Drafting::of(app, &mut read, owner).await?;
    let uses = voice_publications::uses(&mut read, owner).await?;
    let all_lines = lines::of_organisation(&mut read, owner).await?;
    let mut scripts = Vec::new();
    for script in drafting.edition.voice("").scripts() {
        let number = in_use(&uses, Some(&script.name));
        let heard = app.scripts.in_use(&mut read, owner, &script.name).await?.1;
        let texts: BTreeSet<String> =
            outline(script).into_iter().flat_map(|step| step.texts.into_iter().chain(step.understood)).collect();
        let is_of_it = |text: &String| texts.contains(text);
        scripts.push(ShelvedScript {
            name: script.name.clone(),
            number,
            is_apart: drafting.apart.contains_key(&script.name),
            is_replaced: number > 0 && !heard.contains('.'),
            lines: all_lines.iter().filter(|line| line.script == script.name).map(|line| line.name.clone()).collect(),
            drafted: drafting.drafted.iter().filter(|drafted| is_of_it(&drafted.sentence.text)).count(),
        });
    }
    let publications = known_publications(app, &mut read, owner, &scripts).await?;
    Ok(ScriptShelf { scripts, publications, drafted: drafting.drafted.len() })
}

async fn known_publications(
    app: &App,
    db: &mut impl Access,
    owner: OrganisationId,
    scripts: &[ShelvedScript],
) -> Outcome<Vec<KnownPublication>> {
    let names = first_names(app, db, owner).await?;
    let all = voice_publications::of_organisation(db, owner).await?.into_iter();
    let known = all.map(|publication| KnownPublication {
        number: publication.number,
        by: names.get(&publication.author).cloned(),
        published_at: publication.published_at,
        heard_in: scripts
            .iter()
            .filter(|script| script.number == publication.number)
            .map(|script| script.name.clone())
            .collect(),
    });
    Ok(known.collect())
}

/// First names of the staff, by what the audit calls them.
pub(crate) async fn first_names(
    app: &App,
    db: &mut impl Access,
    owner: OrganisationId,
) -> Outcome<BTreeMap<String, String>> {
    let all = staff::of_organisation(db, &app.secrets, owner).await?;
    Ok(all.into_iter().map(|member| (format!("member:{}", member.id), member.first_name)).collect())
}

/// What callers would hear otherwise after a step, and why the step may be refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionChange {
    /// Number of the edition heard now by every script that was not taken back alone.
    pub from: i64,
    /// Sentences said otherwise.
    pub differences: Vec<Difference>,
    /// Flows that are not the same.
    pub flows: Vec<String>,
    /// Scripts taken back alone, with their numbers: they would follow the others again.
    pub apart: BTreeMap<String, i64>,
    /// What would leave somebody alone.
    pub problems: Vec<Problem>,
    /// The same, for what is no script's: lines that name a script that is gone.
    pub other_problems: Vec<String>,
    /// What stands for all of this: it changes when any of it does.
    pub seen: String,
}

/// What the draft would change for callers.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_draft(app: &App, owner: OrganisationId) -> Outcome<EditionChange> {
    let mut read = app.db.read().await?;
    let drafting = Drafting::of(app, &mut read, owner).await?;
    let lines = lines::of_organisation(&mut read, owner).await?;
    let faults = drafting.edition.problems(&LANGUAGES);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    let other_problems =
        problems(app, &drafting.texts, &lines).into_iter().filter(|problem| !told.contains(problem)).collect();
    Ok(EditionChange {
        from: drafting.number,
        differences: differences(app.scripts.shipped(), &drafting.base, &drafting.texts),
        flows: Vec::new(),
        seen: drafting.seen(app),
        apart: drafting.apart,
        problems: faults,
        other_problems,
    })
}

/// What going back to an edition would change for callers, and who published it; none when there is no such edition.
/// 0 is the program's own texts.
///
/// # Errors
/// Trouble of the database.
pub async fn look_at_edition(
    app: &App,
    owner: OrganisationId,
    number: i64,
) -> Outcome<Option<(Option<KnownPublication>, EditionChange)>> {
    let mut read = app.db.read().await?;
    let drafting = Drafting::of(app, &mut read, owner).await?;
    let Some(texts) = texts_of(&mut read, owner, number).await? else { return Ok(None) };
    let lines = lines::of_organisation(&mut read, owner).await?;
    // A line that is no longer there keeps nobody from going back.
    let then = EditionTexts { lines: BTreeMap::new(), ..texts.clone() };
    let change = EditionChange {
        from: drafting.number,
        differences: differences(app.scripts.shipped(), &drafting.base, &texts),
        flows: flows_that_differ(&drafting.base, &texts),
        seen: drafting.seen(app),
        apart: drafting.apart,
        problems: Vec::new(),
        other_problems: problems(app, &then, &lines),
    };
    drop(read);
    let known = look_at_scripts(app, owner).await?.publications.into_iter().find(|known| known.number == number);
    Ok(Some((known, change)))
}
