//! What organisations have published over the program's voice scripts: may it still be heard?

use passerelle_app::{ScriptBook, review_publications, shipped_scripts, shipped_words};
use passerelle_store::Db;

use super::Finding;

/// Looks at every publication in use. Nothing to say when none is.
pub(super) async fn examine(db: &Db) -> Vec<Finding> {
    // The program's own scripts were examined before.
    let Ok(book) = ScriptBook::read(shipped_scripts(), shipped_words()) else { return Vec::new() };
    let reviewed = match review_publications(db, &book).await {
        Ok(reviewed) => reviewed,
        Err(error) => return vec![Finding::problem("publications", format!("could not be looked at: {error}"))],
    };
    let findings = reviewed.iter().map(|publication| {
        let what = format!("version {} of {}", publication.number, publication.organisation);
        match publication.problems.first() {
            None => Finding::ok("publications", format!("{what} may be heard")),
            Some(first) => Finding::problem(
                "publications",
                format!("{what} does not pass the check, so callers hear the program's own scripts: {first}"),
            ),
        }
    });
    findings.collect()
}
