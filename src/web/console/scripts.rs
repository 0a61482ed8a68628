//! Voice scripts: what the telephone says. The list with what is heard, and what was published before.

mod edit;
mod labels;
mod preview;
mod publication;

pub(crate) use edit::{page, save};
pub(crate) use preview::{answer, begin};
pub(crate) use publication::{confirm, edition, give_up, publish, roll_back};

use askama::Template;
use axum::extract::State;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{KnownPublication, ScriptShelf, ShelvedScript, look_at_scripts, organisation_zone};

use super::{
    Words,
    frame::{Frame, draw},
    guard::{Shown, Visitor},
};
use crate::WebState;

/// Every sentence of the longest script, each as long as it may be kept, as a form sends it.
pub(crate) const MOST_DRAFT_BYTES: usize = 1024 * 1024;
/// Publications shown; the others are a number typed in the address.
const MOST_SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "console/scripts.html")]
struct Page {
    frame: Frame,
    scripts: Vec<ScriptLine>,
    draft: Option<String>,
    editions: Vec<EditionLine>,
}

struct ScriptLine {
    address: String,
    title: String,
    name: String,
    lines: String,
    heard: String,
    warning: Option<String>,
    draft: Option<String>,
}

struct EditionLine {
    address: String,
    number: String,
    at: String,
    by: String,
    heard_in: String,
}

/// `GET /scripts`.
pub(crate) async fn list(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let app = state.app();
    let shelf = look_at_scripts(app, visitor.owner()).await?;
    let zone = organisation_zone(app, visitor.owner()).await?;
    let w = visitor.words();
    let now = app.clock.now();
    draw(&Page {
        scripts: shelf.scripts.iter().map(|script| script_line(&w, script, &shelf, now, zone)).collect(),
        draft: (shelf.drafted > 0).then(|| w.count("scripts-drafted", shelf.drafted)),
        editions: edition_lines(&w, &shelf, now, zone),
        frame: visitor.frame(w.say("scripts-title")),
    })
}

fn script_line(w: &Words, script: &ShelvedScript, shelf: &ScriptShelf, now: DateTime<Utc>, zone: Tz) -> ScriptLine {
    let publication = shelf.publications.iter().find(|known| known.number == script.number);
    let warning = match (script.is_replaced, script.is_apart) {
        (true, _) => Some(w.say("scripts-replaced")),
        (false, true) => Some(w.say("scripts-apart")),
        (false, false) => None,
    };
    ScriptLine {
        address: format!("/scripts/{}", script.name),
        title: labels::script_title(w, &script.name),
        name: script.name.clone(),
        lines: script.lines.join(", "),
        heard: heard(w, script.number, publication, now, zone),
        draft: (script.drafted > 0).then(|| w.count("scripts-sentences-drafted", script.drafted)),
        warning,
    }
}

/// `Édition 3, publiée jeu. 26/11 à 15h00 par Nadia`, or the program's own words.
fn heard(w: &Words, number: i64, publication: Option<&KnownPublication>, now: DateTime<Utc>, zone: Tz) -> String {
    match publication {
        Some(known) => w.fill(
            "scripts-heard-edition",
            [("number", number.to_string()), ("at", w.moment(known.published_at, now, zone)), ("by", author(w, known))],
        ),
        None => w.say("scripts-heard-shipped"),
    }
}

fn author(w: &Words, known: &KnownPublication) -> String {
    known.by.clone().unwrap_or_else(|| w.say("scripts-by-operator"))
}

fn edition_lines(w: &Words, shelf: &ScriptShelf, now: DateTime<Utc>, zone: Tz) -> Vec<EditionLine> {
    let heard_in = |heard: Vec<&str>| match heard.len() {
        0 => w.say("scripts-heard-nowhere"),
        all if all == shelf.scripts.len() => w.say("scripts-heard-everywhere"),
        _ => heard.into_iter().map(|name| labels::script_title(w, name)).collect::<Vec<_>>().join(", "),
    };
    let published = shelf.publications.iter().take(MOST_SHOWN).map(|known| EditionLine {
        address: format!("/scripts/editions/{}", known.number),
        number: w.fill("scripts-edition", [("number", known.number.to_string())]),
        at: w.stamp(known.published_at, now, zone),
        by: author(w, known),
        heard_in: heard_in(known.heard_in.iter().map(String::as_str).collect()),
    });
    let shipped = shelf.scripts.iter().filter(|script| script.number == 0).map(|script| script.name.as_str()).collect();
    let shipped = EditionLine {
        address: "/scripts/editions/0".to_owned(),
        number: w.say("scripts-edition-shipped"),
        at: String::new(),
        by: String::new(),
        heard_in: heard_in(shipped),
    };
    published.chain([shipped]).collect()
}
