//! What a partner signals: a form of two minutes, a list, and of each one a code, a day and one of five statuses.
//!
//! No name, hour, note or volunteer is on any page of this file: a partner types names and never reads one.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{
    OwnReferral, Referred, ReferredList, ReferredRow, WantedReferral, WithdrawnReferral, list_own_referrals,
    organisation_zone, refer_list, refer_person, withdraw_referral,
};
use passerelle_domain::{
    campaign_entry::PartnerStatus, code::Code, partnership::PartnershipClosed, referral::ReferralReason,
};
use serde::Deserialize;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw, draw_with},
    guard::{Refusal, Shown, Visitor},
    named::Tone,
};
use crate::WebState;

/// The list of the largest landlords; also the largest form.
pub(crate) const MOST_LIST_BYTES: usize = 2 * 1024 * 1024;
/// A refused list is told up to here: the rest is like it.
const MOST_ROWS_TOLD: usize = 500;
/// The longest text of a field that is shown again.
const MOST_TYPED_CHARS: usize = 80;

#[derive(Template)]
#[template(path = "console/referrals.html")]
struct Page {
    frame: Frame,
    form_token: String,
    works_for_one: bool,
    typed: Typed,
    wrong: Vec<String>,
    said_no: bool,
    reasons: Vec<(&'static str, String)>,
    own: Vec<OwnRow>,
    list_problem: Option<String>,
    /// Why nobody new is signalled now.
    closed: Option<String>,
}

#[derive(Template)]
#[template(path = "console/referral_list.html")]
struct ListPage {
    frame: Frame,
    summary: String,
    rows: Vec<(u64, String, &'static str)>,
}

struct OwnRow {
    code: String,
    day: String,
    status: String,
    tone: &'static str,
    may_withdraw: bool,
}

/// What was typed, kept when something needs a correction.
#[derive(Deserialize, Default)]
pub(crate) struct Typed {
    #[serde(default)]
    title: String,
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    #[serde(default)]
    phone: String,
    #[serde(default)]
    residence: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    she_knows: String,
    #[serde(default)]
    although_no: String,
}

impl Page {
    /// What is wrong with a field.
    fn problem_of(&self, field: &str) -> Option<String> {
        let is_wrong = self.wrong.iter().any(|wrong| wrong == field);
        is_wrong.then(|| self.frame.w.say(&format!("refer-wrong-{field}")))
    }
}

/// `GET /referrals`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    show(&state, &visitor, Typed::default(), Vec::new(), false, None, None).await
}

async fn show(
    state: &WebState,
    visitor: &Visitor,
    typed: Typed,
    wrong: Vec<String>,
    said_no: bool,
    list_problem: Option<String>,
    closed: Option<String>,
) -> Shown {
    let w = visitor.words();
    let zone = organisation_zone(state.app(), visitor.owner()).await?;
    let own = list_own_referrals(state.app(), &visitor.staff).await?;
    let own = own.into_iter().map(|one| own_row(w, &one, zone)).collect();
    let is_wrong = !wrong.is_empty() || said_no || list_problem.is_some() || closed.is_some();
    let page = Page {
        frame: visitor.frame(w.say("refer-title")),
        form_token: visitor.form_token.clone(),
        works_for_one: visitor.staff.partner.is_some(),
        typed,
        wrong,
        said_no,
        reasons: reasons(w),
        own,
        list_problem,
        closed,
    };
    draw_with(if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

fn reasons(w: Words) -> Vec<(&'static str, String)> {
    ReferralReason::ALL
        .into_iter()
        .map(|reason| (reason.as_str(), w.say(&format!("refer-reason-{}", reason.as_str()))))
        .collect()
}

fn own_row(w: Words, one: &OwnReferral, zone: chrono_tz::Tz) -> OwnRow {
    let (key, tone) = match one.status {
        PartnerStatus::Received => ("refer-status-received", Tone::Calm),
        PartnerStatus::InContact => ("refer-status-in_contact", Tone::Live),
        PartnerStatus::Accepted => ("refer-status-accepted", Tone::Good),
        PartnerStatus::Declined => ("refer-status-declined", Tone::Calm),
        PartnerStatus::Closed => ("refer-status-closed", Tone::Calm),
    };
    OwnRow {
        code: one.code.to_string(),
        day: w.day(one.made_at.with_timezone(&zone).date_naive()),
        status: w.say(key),
        tone: tone.as_str(),
        may_withdraw: one.status == PartnerStatus::Received,
    }
}

/// `POST /referrals`.
pub(crate) async fn refer(State(state): State<WebState>, visitor: Visitor, Signed(typed): Signed<Typed>) -> Shown {
    let wanted = WantedReferral {
        title: typed.title.clone(),
        first_name: typed.first_name.clone(),
        last_name: typed.last_name.clone(),
        phone: typed.phone.clone(),
        residence: typed.residence.clone(),
        reason: typed.reason.clone(),
        she_knows: typed.she_knows.clone(),
        although_no: typed.although_no == "yes",
    };
    match refer_person(state.app(), &visitor.staff, &wanted).await? {
        None => Err(Refusal::Forbidden),
        Some(Referred::Made(code)) => to_receipt(&code, "refer-made"),
        Some(Referred::Known(code)) => to_receipt(&code, "refer-known"),
        Some(Referred::SaidNo) => show(&state, &visitor, shortened(typed), Vec::new(), true, None, None).await,
        Some(Referred::Closed(closed)) => {
            let why = Some(why_closed(visitor.words(), closed));
            show(&state, &visitor, shortened(typed), Vec::new(), false, None, why).await
        }
        Some(Referred::Refused(fields)) => {
            let wrong = fields.into_iter().map(str::to_owned).collect();
            show(&state, &visitor, shortened(typed), wrong, false, None, None).await
        }
    }
}

fn why_closed(w: Words, closed: PartnershipClosed) -> String {
    match closed {
        PartnershipClosed::NotBegun(day) => w.fill("refer-not-begun", [("day", w.day(day))]),
        PartnershipClosed::Ended(day) => w.fill("refer-ended", [("day", w.day(day))]),
        PartnershipClosed::Full => w.say("refer-full"),
    }
}

fn to_receipt(code: &Code, told: &str) -> Shown {
    Ok(Redirect::to(&format!("/referrals/{code}?told={told}")).into_response())
}

fn shortened(typed: Typed) -> Typed {
    let short = |text: String| text.chars().take(MOST_TYPED_CHARS).collect();
    Typed {
        title: short(typed.title),
        first_name: short(typed.first_name),
        last_name: short(typed.last_name),
        phone: short(typed.phone),
        residence: short(typed.residence),
        reason: typed.reason,
        she_knows: typed.she_knows,
        although_no: typed.although_no,
    }
}

#[derive(Template)]
#[template(path = "console/referral.html")]
struct ReceiptPage {
    frame: Frame,
    form_token: String,
    row: OwnRow,
}

/// `GET /referrals/{code}`: the receipt.
pub(crate) async fn receipt(State(state): State<WebState>, visitor: Visitor, Path(code): Path<String>) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    let own = list_own_referrals(state.app(), &visitor.staff).await?;
    let one = own.into_iter().find(|one| one.code == code).ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let frame = visitor.frame(w.fill("refer-receipt-title", [("code", code.as_str())]));
    let zone = organisation_zone(state.app(), visitor.owner()).await?;
    let row = own_row(w, &one, zone);
    draw(&ReceiptPage { frame, form_token: visitor.form_token.clone(), row })
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /referrals/{code}/withdrawal`: a mistake is taken back.
pub(crate) async fn withdraw(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    match withdraw_referral(state.app(), &visitor.staff, &code).await? {
        WithdrawnReferral::Withdrawn => to_receipt(&code, "refer-withdrawn"),
        WithdrawnReferral::TooLate => to_receipt(&code, "refer-too-late"),
        WithdrawnReferral::Unknown => Err(Refusal::NotFound),
    }
}

#[derive(Deserialize)]
pub(crate) struct List {
    #[serde(default)]
    list: String,
}

/// `POST /referrals/list`: a list, pasted from a spreadsheet.
pub(crate) async fn import(State(state): State<WebState>, visitor: Visitor, Signed(sent): Signed<List>) -> Shown {
    let w = visitor.words();
    let text = from_spreadsheet(&sent.list);
    match refer_list(state.app(), &visitor.staff, text.as_bytes()).await? {
        None => Err(Refusal::Forbidden),
        Some(ReferredList::Columns) => {
            let problem = Some(w.say("refer-list-columns-wrong"));
            show(&state, &visitor, Typed::default(), Vec::new(), false, problem, None).await
        }
        Some(ReferredList::Read(rows)) => {
            let frame = visitor.frame(w.say("refer-list-title"));
            draw(&ListPage { frame, summary: summary(w, &rows), rows: told(w, &rows) })
        }
    }
}

/// Cells copied from a spreadsheet come with tabs between them.
fn from_spreadsheet(text: &str) -> String {
    let header = text.lines().next().unwrap_or_default();
    if header.contains('\t') { text.replace('\t', ";") } else { text.to_owned() }
}

fn summary(w: Words, rows: &[ReferredRow]) -> String {
    let count = |is: fn(&Referred) -> bool| rows.iter().filter(|row| is(&row.fate)).count().to_string();
    w.fill(
        "refer-list-summary",
        [
            ("made", count(|fate| matches!(fate, Referred::Made(_)))),
            ("known", count(|fate| matches!(fate, Referred::Known(_)))),
            ("refused", count(|fate| matches!(fate, Referred::SaidNo | Referred::Closed(_) | Referred::Refused(_)))),
        ],
    )
}

fn told(w: Words, rows: &[ReferredRow]) -> Vec<(u64, String, &'static str)> {
    let words = |row: &ReferredRow| match &row.fate {
        Referred::Made(code) => (w.fill("refer-row-made", [("code", code.as_str())]), Tone::Good),
        Referred::Known(code) => (w.fill("refer-row-known", [("code", code.as_str())]), Tone::Calm),
        Referred::SaidNo => (w.say("refer-row-said-no"), Tone::Watch),
        Referred::Closed(_) => (w.say("refer-row-closed"), Tone::Watch),
        Referred::Refused(fields) => {
            let why: Vec<String> = fields.iter().map(|field| w.say(&format!("refer-wrong-{field}"))).collect();
            (w.fill("refer-row-refused", [("why", why.join(" "))]), Tone::Alert)
        }
    };
    let told = rows.iter().take(MOST_ROWS_TOLD).map(|row| {
        let (words, tone) = words(row);
        (row.line, words, tone.as_str())
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_reason_and_field_then_it_has_words() {
        for w in [Words(Language::French), Words(Language::English)] {
            for reason in ReferralReason::ALL {
                assert!(w.has(&format!("refer-reason-{}", reason.as_str())), "{reason:?}");
            }
            for field in ["title", "first_name", "last_name", "phone", "residence", "reason", "she_knows", "cells"] {
                assert!(w.has(&format!("refer-wrong-{field}")), "{field}");
            }
        }
    }

    #[test]
    fn cells_of_a_spreadsheet_then_a_list() {
        assert_eq!(from_spreadsheet("a\tb\n1\t2"), "a;b\n1;2");
        assert_eq!(from_spreadsheet("a;b\n1\t;2"), "a;b\n1\t;2");
    }
}
