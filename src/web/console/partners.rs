//! Partners: from when to when they may signal people, how many a month, and who works there.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use chrono::NaiveDate;
use passerelle_app::{Partner, SavedPartnership, WantedPartnership, list_partners, partnership_seen, save_partnership};
use passerelle_domain::partnership::{Partnership, PartnershipClosed};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// The longest text of a field that is shown again.
const MOST_TYPED_CHARS: usize = 80;

#[derive(Template)]
#[template(path = "console/partners.html")]
struct Page {
    frame: Frame,
    form_token: String,
    partners: Vec<Card>,
    /// The form for a partner nobody has noted yet.
    new: Card,
}

/// A partner with its form.
struct Card {
    key: String,
    standing: String,
    tone: &'static str,
    this_month: String,
    form: Form,
    seen: String,
    /// What is wrong, field by field.
    problems: Vec<(&'static str, String)>,
    /// What somebody else has saved meanwhile.
    now: Option<String>,
    staff: Vec<(Uuid, String)>,
}

impl Card {
    fn problem_of(&self, field: &str) -> Option<&str> {
        self.problems.iter().find(|(of, _)| *of == field).map(|(_, says)| says.as_str())
    }

    fn has_trouble(&self) -> bool {
        !self.problems.is_empty() || self.now.is_some()
    }
}

/// What is typed.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Form {
    #[serde(default)]
    key: String,
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    to_on: String,
    #[serde(default)]
    capacity_per_month: String,
    #[serde(default)]
    seen: String,
}

impl Form {
    fn of(agreed: &Partnership) -> Form {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        Form {
            key: agreed.key.clone(),
            from_on: day(agreed.from_on),
            to_on: day(agreed.to_on),
            capacity_per_month: agreed.capacity_per_month.map(|most| most.to_string()).unwrap_or_default(),
            seen: String::new(),
        }
    }
}

/// A form that needs another look: whose, what was typed, why.
struct Trouble {
    key: String,
    form: Form,
    wrong: Vec<&'static str>,
    now: Option<Partnership>,
}

/// `GET /partners`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    shown(&state, &visitor, StatusCode::OK, None).await
}

async fn shown(state: &WebState, visitor: &Visitor, status: StatusCode, trouble: Option<Trouble>) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let mut partners: Vec<Card> =
        list_partners(app, visitor.owner()).await?.iter().map(|partner| card(state, w, partner)).collect();
    let mut new = Card {
        key: String::new(),
        standing: String::new(),
        tone: "calm",
        this_month: String::new(),
        form: Form::default(),
        seen: String::new(),
        problems: Vec::new(),
        now: None,
        staff: Vec::new(),
    };
    if let Some(trouble) = trouble {
        let card = partners.iter_mut().find(|card| card.key == trouble.key).unwrap_or(&mut new);
        card.form = trouble.form;
        card.problems = trouble.wrong.iter().map(|field| (*field, w.say(&format!("partner-wrong-{field}")))).collect();
        card.now = trouble.now.map(|now| in_words(w, &now));
    }
    let page =
        Page { frame: visitor.frame(w.say("partners-title")), form_token: visitor.form_token.clone(), partners, new };
    draw_with(status, &page)
}

fn card(state: &WebState, w: Words, partner: &Partner) -> Card {
    let agreed = &partner.agreed;
    let (standing, tone) = match partner.closed {
        None => (in_words(w, agreed), "good"),
        Some(PartnershipClosed::NotBegun(from)) => (w.fill("partner-not-begun", [("day", w.day(from))]), "calm"),
        Some(PartnershipClosed::Ended(to)) => (w.fill("partner-ended", [("day", w.day(to))]), "alert"),
        Some(PartnershipClosed::Full) => (w.say("partner-full"), "watch"),
    };
    Card {
        key: agreed.key.clone(),
        standing,
        tone,
        this_month: w.count("partner-this-month", partner.this_month),
        form: Form::of(agreed),
        seen: partnership_seen(state.app(), agreed),
        problems: Vec::new(),
        now: None,
        staff: partner
            .staff
            .iter()
            .map(|member| (member.id.0, format!("{} {}", member.first_name, member.last_name)))
            .collect(),
    }
}

fn in_words(w: Words, agreed: &Partnership) -> String {
    let capacity = match agreed.capacity_per_month {
        Some(most) => w.count("partner-capacity", most),
        None => w.say("partner-no-capacity"),
    };
    let dates = match (agreed.from_on, agreed.to_on) {
        (Some(from), Some(to)) => w.fill("partner-from-to", [("from", w.day(from)), ("to", w.day(to))]),
        (None, Some(to)) => w.fill("partner-to", [("to", w.day(to))]),
        (Some(from), None) => w.fill("partner-from", [("from", w.day(from))]),
        (None, None) => w.say("partner-no-dates"),
    };
    format!("{dates} {capacity}")
}

fn cut(form: &Form) -> Form {
    let cut = |text: &str| text.chars().take(MOST_TYPED_CHARS).collect::<String>();
    Form {
        key: cut(&form.key),
        from_on: cut(&form.from_on),
        to_on: cut(&form.to_on),
        capacity_per_month: cut(&form.capacity_per_month),
        seen: form.seen.clone(),
    }
}

/// `POST /partners`: a partner is noted.
pub(crate) async fn add(State(state): State<WebState>, visitor: Visitor, Signed(form): Signed<Form>) -> Shown {
    let is_known = list_partners(state.app(), visitor.owner()).await?;
    let form = cut(&form);
    if is_known.iter().any(|partner| partner.agreed.key == form.key.trim()) {
        // Its own form is on the same page.
        let trouble = Trouble { key: String::new(), form, wrong: vec!["known"], now: None };
        return shown(&state, &visitor, StatusCode::UNPROCESSABLE_ENTITY, Some(trouble)).await;
    }
    keep(&state, &visitor, String::new(), form, None).await
}

/// `POST /partners/{key}`: its dates and its capacity. What somebody else changed meanwhile is shown beside what was typed.
pub(crate) async fn change(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(key): Path<String>,
    Signed(form): Signed<Form>,
) -> Shown {
    let known = list_partners(state.app(), visitor.owner()).await?;
    if known.iter().all(|partner| partner.agreed.key != key) {
        return Err(Refusal::NotFound);
    }
    let form = Form { key: key.clone(), ..cut(&form) };
    let seen = form.seen.clone();
    keep(&state, &visitor, key, form, Some(&seen)).await
}

async fn keep(state: &WebState, visitor: &Visitor, key: String, form: Form, seen: Option<&str>) -> Shown {
    let wanted = WantedPartnership {
        key: form.key.clone(),
        from_on: form.from_on.clone(),
        to_on: form.to_on.clone(),
        capacity_per_month: form.capacity_per_month.clone(),
    };
    match save_partnership(state.app(), visitor.owner(), &wanted, seen, visitor.member()).await? {
        SavedPartnership::Saved(_) => Ok(Redirect::to("/partners?told=partner-saved").into_response()),
        SavedPartnership::Differs(now) => {
            let trouble = Trouble { key, form, wrong: Vec::new(), now: Some(*now) };
            shown(state, visitor, StatusCode::CONFLICT, Some(trouble)).await
        }
        SavedPartnership::Refused(wrong) => {
            let trouble = Trouble { key, form, wrong, now: None };
            shown(state, visitor, StatusCode::UNPROCESSABLE_ENTITY, Some(trouble)).await
        }
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_field_then_it_has_words() {
        for w in [Words(Language::French), Words(Language::English)] {
            for field in ["key", "from_on", "to_on", "capacity_per_month", "known"] {
                assert!(w.has(&format!("partner-wrong-{field}")), "{field}");
            }
        }
    }
}
