//! Who might call somebody who waits, and why; why not the others; and asking one of them.

use std::collections::{BTreeMap, HashMap};

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect},
};
use passerelle_app::{AskedMatch, ProposedMatches, ask_match, propose_match};
use passerelle_domain::{
    ids::{PersonId, VolunteerId},
    matching::{NotProposed, Proposal},
};
use passerelle_store::volunteers;
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Words,
    form::Signed,
    frame::{Frame, draw_with},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// More than anybody reads; the best placed come first.
const MOST_SHOWN: usize = 30;

#[derive(Template)]
#[template(path = "console/proposals.html")]
struct ProposalsPage {
    frame: Frame,
    name: String,
    action: String,
    proposals: Vec<ProposalView>,
    others: Vec<String>,
    /// She does not wait: nobody is proposed.
    not_waiting: bool,
    problem: Option<String>,
    form_token: String,
}

struct ProposalView {
    id: String,
    name: String,
    slot: String,
    reasons: Vec<&'static str>,
}

fn id_of(text: &str) -> Result<PersonId, Refusal> {
    Uuid::parse_str(text).map(PersonId).map_err(|_| Refusal::NotFound)
}

/// `GET /planning/waiting/{id}`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Path(id): Path<String>) -> Shown {
    shown(&state, &visitor, id_of(&id)?, StatusCode::OK, None).await
}

async fn shown(
    state: &WebState,
    visitor: &Visitor,
    id: PersonId,
    status: StatusCode,
    problem: Option<String>,
) -> Shown {
    let app = state.app();
    let w = visitor.words();
    let found = propose_match(app, visitor.owner(), id, None, visitor.member()).await?;
    let all = volunteers::of_organisation(&mut app.db.read().await?, &app.secrets, visitor.owner()).await?;
    let names: HashMap<VolunteerId, String> = all.into_iter().map(|one| (one.id, one.first_name)).collect();
    let mut page = ProposalsPage {
        frame: visitor.frame(w.say("proposals-title")),
        name: String::new(),
        action: format!("/planning/waiting/{id}/match"),
        proposals: Vec::new(),
        others: Vec::new(),
        not_waiting: false,
        problem,
        form_token: visitor.form_token.clone(),
    };
    match found {
        ProposedMatches::Ranked(person, ranking) => {
            page.name = person.first_name.clone();
            let proposals = ranking.proposals.iter().take(MOST_SHOWN);
            page.proposals = proposals.map(|proposal| view(&w, proposal, &names)).collect();
            let mut why: BTreeMap<NotProposed, usize> = BTreeMap::new();
            for (_, reason) in &ranking.others {
                *why.entry(*reason).or_default() += 1;
            }
            let line = |(reason, count): (NotProposed, usize)| format!("{} : {count}", reason.words(w.0));
            page.others = why.into_iter().map(line).collect();
        }
        ProposedMatches::NotWaiting(_) => page.not_waiting = true,
        ProposedMatches::Unknown => return Err(Refusal::NotFound),
    }
    draw_with(status, &page)
}

fn view(w: &Words, proposal: &Proposal, names: &HashMap<VolunteerId, String>) -> ProposalView {
    let slot = proposal.slot.map(|slot| {
        let day = w.say(&format!("weekday-{}", slot.weekday.num_days_from_monday()));
        w.fill("frame-moment", [("day", day), ("hour", w.local_hour(slot.local_time))])
    });
    ProposalView {
        id: proposal.volunteer_id.to_string(),
        name: names.get(&proposal.volunteer_id).cloned().unwrap_or_default(),
        slot: slot.unwrap_or_else(|| w.say("proposals-her-hours")),
        reasons: proposal.reasons.iter().map(|reason| reason.words(w.0)).collect(),
    }
}

#[derive(Deserialize)]
pub(crate) struct Asking {
    #[serde(default)]
    volunteer: String,
}

/// `POST /planning/waiting/{id}/match`: the volunteer is asked first; nothing is told to her before they say yes.
pub(crate) async fn ask(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(id): Path<String>,
    Signed(asking): Signed<Asking>,
) -> Shown {
    let person = id_of(&id)?;
    let volunteer = Uuid::parse_str(&asking.volunteer).map(VolunteerId).map_err(|_| Refusal::NotFound)?;
    let w = visitor.words();
    let problem = match ask_match(state.app(), visitor.owner(), (person, volunteer), None, visitor.member()).await? {
        AskedMatch::Asked(_) => return Ok(Redirect::to("/planning?told=match-asked").into_response()),
        AskedMatch::OneAtATime(_) => w.say("proposals-one-at-a-time"),
        AskedMatch::NotProposed(why) => w.fill("proposals-not-now", [("why", why.words(w.0))]),
        AskedMatch::NotWaiting(_) => w.say("proposals-not-waiting"),
        AskedMatch::Unknown => return Err(Refusal::NotFound),
    };
    shown(&state, &visitor, person, StatusCode::UNPROCESSABLE_ENTITY, Some(problem)).await
}
