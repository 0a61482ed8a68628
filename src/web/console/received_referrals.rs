//! What partners signalled and nobody has looked at yet: she gets a file, or the referral ends.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use passerelle_app::{
    JoinedReferral, WaitingReferral, join_referral, list_waiting_referrals, organisation_zone, turn_down_referral,
};
use passerelle_domain::{code::Code, ids::LineId};
use passerelle_store::lines;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

#[derive(Template)]
#[template(path = "console/received_referrals.html")]
struct Page {
    frame: Frame,
    form_token: String,
    cards: Vec<Card>,
    lines: Vec<(String, String)>,
}

struct Card {
    code: String,
    name: String,
    phone: String,
    facts: Vec<String>,
    known: Option<String>,
}

/// `GET /received-referrals`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let waiting = list_waiting_referrals(app, visitor.owner(), visitor.member()).await?;
    let known = lines::of_organisation(&mut app.db.read().await?, visitor.owner()).await?;
    let zone = organisation_zone(app, visitor.owner()).await?;
    draw(&Page {
        frame: visitor.frame(w.say("received-title")),
        form_token: visitor.form_token.clone(),
        cards: waiting.iter().map(|one| card(w, one, zone)).collect(),
        lines: known.into_iter().map(|line| (line.id.to_string(), line.name)).collect(),
    })
}

fn card(w: Words, one: &WaitingReferral, zone: chrono_tz::Tz) -> Card {
    let referral = &one.referral;
    let day = w.day(referral.made_at.with_timezone(&zone).date_naive());
    let partner = referral.partner.as_str();
    let mut facts = vec![
        w.fill("received-since", [("day", day.as_str()), ("partner", partner)]),
        w.say(&format!("refer-reason-{}", referral.reason.as_str())),
        w.say(if referral.she_knows { "received-she-knows" } else { "received-she-does-not-know" }),
    ];
    if referral.after_a_no {
        facts.push(w.say("received-after-a-no"));
    }
    let (mut name, mut phone) = (String::new(), String::new());
    if let Some(whom) = &referral.whom {
        let tenant = &whom.tenant;
        name = [&tenant.title, &tenant.first_name, &tenant.last_name].map(String::as_str).join(" ").trim().to_owned();
        phone = tenant.phone.as_str().to_owned();
        facts.push(w.fill("received-residence", [("residence", whom.residence.as_str())]));
    }
    let known = one.known.map(|id| format!("/people/{id}"));
    Card { code: referral.code.to_string(), name, phone, facts, known }
}

#[derive(Deserialize)]
pub(crate) struct Joining {
    #[serde(default)]
    line: String,
}

/// `POST /received-referrals/{code}/joining`: she gets a file, without any consent yet.
pub(crate) async fn join(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(joining): Signed<Joining>,
) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    let line = LineId(Uuid::parse_str(joining.line.trim()).map_err(|_| Refusal::UnreadableForm)?);
    match join_referral(state.app(), visitor.owner(), &code, line, visitor.member()).await? {
        JoinedReferral::Joined(_) => back("received-joined"),
        JoinedReferral::Decided => back("received-decided"),
        JoinedReferral::Unknown => Err(Refusal::NotFound),
    }
}

#[derive(Deserialize)]
pub(crate) struct Ending {
    #[serde(default)]
    why: String,
}

/// `POST /received-referrals/{code}/ending` with `why` = `said_no` or `not_for_us`.
pub(crate) async fn end(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(ending): Signed<Ending>,
) -> Shown {
    let code = Code::parse(&code).ok_or(Refusal::NotFound)?;
    let said_no = match ending.why.as_str() {
        "said_no" => true,
        "not_for_us" => false,
        _ => return Err(Refusal::UnreadableForm),
    };
    let ended = turn_down_referral(state.app(), visitor.owner(), &code, said_no, visitor.member()).await?;
    back(if ended.ok_or(Refusal::NotFound)? { "received-ended" } else { "received-decided" })
}

fn back(told: &str) -> Shown {
    Ok(Redirect::to(&format!("/received-referrals?told={told}")).into_response())
}
