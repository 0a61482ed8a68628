//! What every page shows around its own content: where one is, who one is, what was just done.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use passerelle_domain::people::Language;

use super::{
    Right, Words, assets,
    guard::{Refusal, Shown, Visitor},
    rights::first_page,
};

/// The frame of a page.
pub(crate) struct Frame {
    pub(crate) w: Words,
    pub(crate) title: String,
    /// First name of whoever is signed in; empty when nobody is.
    pub(crate) name: String,
    pub(crate) places: Vec<Place>,
    /// What was just done.
    pub(crate) told: Option<String>,
}

/// A page of the menu.
pub(crate) struct Place {
    pub(crate) address: &'static str,
    pub(crate) label: String,
    pub(crate) is_here: bool,
}

/// The menu: address, name of its words, right.
const PLACES: &[(&str, &str, Right)] = &[
    ("/today", "menu-today", Right::SeeToday),
    ("/people", "menu-people", Right::ReadFiles),
    ("/volunteers", "menu-volunteers", Right::ManageVolunteers),
    ("/imports", "menu-imports", Right::ChangeFiles),
    ("/received-referrals", "menu-received-referrals", Right::ChangeFiles),
    ("/referrals", "menu-referrals", Right::Refer),
    ("/planning", "menu-planning", Right::PlanCalls),
    ("/lines", "menu-lines", Right::ManageLines),
    ("/scripts", "menu-scripts", Right::EditScripts),
    ("/rehearsal", "menu-rehearsal", Right::Rehearse),
    ("/reports", "menu-reports", Right::ReadReports),
    ("/partners", "menu-partners", Right::ManageStaff),
    ("/staff", "menu-staff", Right::ManageStaff),
    ("/audit", "menu-audit", Right::ReadAudit),
    ("/account", "menu-account", Right::OwnAccount),
];

impl Frame {
    pub(crate) fn of(visitor: &Visitor, title: String) -> Frame {
        let w = visitor.words();
        let place = |(address, key, _): &(&'static str, &'static str, Right)| Place {
            address,
            label: w.say(key),
            is_here: visitor.path == *address || visitor.path.starts_with(&format!("{address}/")),
        };
        let told = visitor.told.as_ref().map(|key| format!("told-{key}")).filter(|key| w.has(key));
        Frame {
            places: PLACES.iter().filter(|(_, _, right)| visitor.may(*right)).map(place).collect(),
            told: told.map(|key| w.say(&key)),
            name: visitor.staff.first_name.clone(),
            title,
            w,
        }
    }

    /// For whoever is not signed in.
    pub(crate) fn of_stranger(language: Language, title_key: &str) -> Frame {
        let w = Words(language);
        let title = w.say(title_key);
        Frame { w, title, name: String::new(), places: Vec::new(), told: None }
    }

    /// Address of a file inside the program.
    pub(crate) fn asset(&self, file: &str) -> String {
        assets::address(file)
    }
}

/// A page, drawn.
pub(crate) fn draw(page: &impl Template) -> Shown {
    draw_with(StatusCode::OK, page)
}

/// A page with another status: a form that needs a correction is 422.
pub(crate) fn draw_with(status: StatusCode, page: &impl Template) -> Shown {
    match page.render() {
        Ok(html) => Ok((status, Html(html)).into_response()),
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn");
            Err(Refusal::Trouble)
        }
    }
}

#[derive(Template)]
#[template(path = "console/refusal.html")]
struct RefusalPage {
    frame: Frame,
    says: String,
    /// Where to go on, and its words.
    onward: (&'static str, String),
}

/// The page of a refusal: what happened, and what was kept.
pub(crate) fn render_refusal(visitor: Option<&Visitor>, refusal: Refusal, status: StatusCode) -> Response {
    let frame = match visitor {
        Some(visitor) => visitor.frame(visitor.words().say("refusal-title")),
        None => Frame::of_stranger(Language::French, "refusal-title"),
    };
    let says = frame.w.say(refusal.key());
    let onward = match visitor {
        Some(visitor) => (first_page(visitor.staff.role), frame.w.say("refusal-to-start")),
        None => ("/sign-in", frame.w.say("refusal-to-sign-in")),
    };
    match (RefusalPage { frame, says, onward }).render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => status.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_menu_then_it_has_words_in_both_languages() {
        for w in [Words(Language::French), Words(Language::English)] {
            for (_, key, _) in PLACES {
                assert!(w.has(key), "{} lacks {key}", w.tag());
            }
        }
    }
}
