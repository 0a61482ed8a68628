//! The first page of the link: what is asked, what waits for a word, the calls of the coming weeks.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{OwnCall, look_at_own_weeks, volunteer_feed_address};
use passerelle_domain::{call_series::CallKind, local_time, scheduled_call::State as CallState, spoken};

use super::link::{Around, Link, Shown, draw_with};
use crate::{
    WebState,
    console::{Frame, Words},
};

#[derive(Template)]
#[template(path = "volunteer/home.html")]
struct Home {
    frame: Frame,
    around: Around,
    hello: String,
    asked: Vec<Card>,
    to_tell: Vec<Card>,
    coming: Vec<Card>,
    away: Vec<String>,
    feed: String,
    zone_note: String,
    problem: Option<Problem>,
}

/// What is wrong with what was sent about a call.
pub(super) struct Problem {
    /// The code of the call.
    pub(super) code: String,
    pub(super) says: String,
    /// What was typed.
    pub(super) typed: String,
}

/// A call on the page.
struct Card {
    code: String,
    when: String,
    title: String,
    facts: Vec<String>,
    state: String,
    brief: Vec<String>,
    notes: Vec<String>,
    address: String,
    may_ring: bool,
    may_move: bool,
    may_give_back: bool,
    problem: Option<String>,
    typed: String,
}

/// `GET /v/{token}`.
pub(super) async fn page(State(state): State<WebState>, link: Link) -> Shown {
    draw(&state, &link, StatusCode::OK, None).await
}

/// The page, with what is wrong in a form beside it.
pub(super) async fn draw(state: &WebState, link: &Link, status: StatusCode, problem: Option<Problem>) -> Shown {
    let volunteer = link.volunteer();
    let weeks = look_at_own_weeks(state.app(), volunteer).await?;
    let (w, zone) = (link.words(), volunteer.territory.zone);
    let card = |own: OwnCall| card(w, link, own, weeks.now, zone, problem.as_ref());
    let away = weeks
        .away
        .iter()
        .map(|absence| w.fill("own-away", [("from", w.day(absence.from_on)), ("to", w.day(absence.to_on))]));
    let away = away.collect();
    let page = Home {
        frame: link.frame("own-title"),
        around: link.around(),
        hello: w.fill("own-hello", [("name", volunteer.first_name.as_str())]),
        asked: weeks.asked.into_iter().map(card).collect(),
        to_tell: weeks.to_tell.into_iter().map(card).collect(),
        coming: weeks.coming.into_iter().map(card).collect(),
        away,
        feed: volunteer_feed_address(state.app(), volunteer.id).await?,
        zone_note: w.fill("own-zone", [("zone", zone.name())]),
        problem: None,
    };
    let is_told = page.asked.iter().chain(&page.coming).any(|card| card.problem.is_some());
    // The call is no longer on the page: what was wrong is told all the same.
    draw_with(status, &Home { problem: problem.filter(|_| !is_told), ..page })
}

fn card(w: Words, link: &Link, own: OwnCall, now: DateTime<Utc>, zone: Tz, problem: Option<&Problem>) -> Card {
    let call = &own.call;
    let at = call.starts_at.with_timezone(&zone);
    let title_key = if call.kind == CallKind::Visit { "own-visit-with" } else { "own-call-with" };
    let mut facts = vec![w.count("own-minutes", call.duration_min)];
    if let Some(offer) = &own.offer {
        if offer.is_substitution {
            facts.push(w.say("own-stands-in"));
        }
        if offer.is_above_cap {
            facts.push(w.say("own-above-cap"));
        }
    }
    let today = local_time::local_date(now, zone);
    let mut brief = Vec::new();
    if !own.hearing_advice.is_empty() {
        brief.push(w.say(&format!("own-advice-{}", own.hearing_advice)));
    }
    if !own.likes.is_empty() {
        brief.push(w.fill("own-likes", [("topics", own.likes.join(", "))]));
    }
    if !own.avoids.is_empty() {
        brief.push(w.fill("own-avoids", [("topics", own.avoids.join(", "))]));
    }
    match own.last_talked_at {
        Some(at) => {
            let since = spoken::since_in_words(w.tag(), local_time::local_date(at, zone), today);
            brief.push(w.fill("own-last-talk", [("since", since)]));
        }
        None if own.offer.is_none() => brief.push(w.say("own-first-talk")),
        None => {}
    }
    let is_promised = call.is_promised && call.volunteer == Some(link.volunteer().id);
    let state = w.say(match call.state {
        CallState::Planned => "own-state-planned",
        CallState::Offered => "own-state-asked",
        CallState::SeekingSubstitute => "own-state-seeking",
        CallState::Confirmed if is_promised => "own-state-promised",
        CallState::Confirmed => "own-state-counted-on",
        CallState::Attempting => "own-state-attempting",
        CallState::WaitingRetry => "own-state-retry",
        CallState::AwaitingOutcome => "own-state-to-tell",
        CallState::Missed | CallState::Settled | CallState::Cancelled => "own-state-over",
    });
    let problem = problem.filter(|problem| problem.code == call.code.as_str());
    let note = |(at, text): &(DateTime<Utc>, String)| {
        w.fill("own-note-line", [("day", w.day(at.with_timezone(&zone).date_naive())), ("text", text.clone())])
    };
    Card {
        code: call.code.to_string(),
        when: w.fill("frame-moment", [("day", w.long_day(at.date_naive())), ("hour", w.local_hour(at.time()))]),
        title: w.fill(title_key, [("name", own.first_name.as_str())]),
        facts,
        state,
        brief,
        notes: own.own_notes.iter().map(note).collect(),
        address: link.address(&format!("/calls/{}", call.code)),
        may_ring: own.may_ring,
        may_move: own.may_move,
        may_give_back: call.state == CallState::Confirmed && call.volunteer == Some(link.volunteer().id),
        problem: problem.map(|problem| problem.says.clone()),
        typed: problem.map(|problem| problem.typed.clone()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_hearing_advice_then_it_has_words() {
        for w in [Words(Language::French), Words(Language::English)] {
            for advice in ["speak_louder", "speak_slowly", "let_it_ring"] {
                assert!(w.has(&format!("own-advice-{advice}")), "{advice}");
            }
        }
    }
}
