//! The board of a rehearsal: today's calls and open cases, live.

use std::{convert::Infallible, time::Duration};

use askama::Template;
use axum::{
    extract::State,
    http::StatusCode,
    response::{
        Html, IntoResponse, Redirect, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use futures::{Stream, stream};
use passerelle_app::{Board, load_board};
use passerelle_domain::{
    case::{CaseKind, CaseState},
    circuit::Provider,
    ids::OrganisationId,
    scheduled_call::{CallOutcome, State as CallState},
};

use crate::WebState;

/// The board is drawn anew at most this often.
const DRAWN_EVERY: Duration = Duration::from_millis(700);

#[derive(Template)]
#[template(path = "board.html")]
struct Page {
    content: Content,
}

#[derive(Template)]
#[template(path = "board_content.html")]
struct Content {
    day: String,
    hour: String,
    live: i64,
    down: Vec<String>,
    calls: Vec<CallRow>,
    cases: Vec<CaseRow>,
}

struct CallRow {
    hour: String,
    person: String,
    volunteer: String,
    state: &'static str,
    tone: &'static str,
}

struct CaseRow {
    code: String,
    level: u8,
    title: &'static str,
    person: String,
    since: String,
    state: String,
    tone: &'static str,
}

/// `GET /`: the board, readable without script.
pub(crate) async fn page(State(state): State<WebState>) -> Response {
    let Some(organisation) = state.0.board_of else {
        return Redirect::to("/today").into_response();
    };
    match content(&state, organisation).await {
        Some(content) => match (Page { content }).render() {
            Ok(page) => Html(page).into_response(),
            Err(error) => {
                tracing::error!(%error, "the board could not be drawn");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        },
        None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// `GET /board/events`: the board again each time something changed.
pub(crate) async fn events(State(state): State<WebState>) -> Response {
    let Some(organisation) = state.0.board_of else { return StatusCode::NOT_FOUND.into_response() };
    Sse::new(changes(state, organisation)).keep_alive(KeepAlive::default()).into_response()
}

fn changes(state: WebState, organisation: OrganisationId) -> impl Stream<Item = Result<Event, Infallible>> {
    let signals = state.app().db.wake().watch_timers();
    stream::unfold((state, signals), move |(state, mut signals)| async move {
        // The rhythm is the reader's: the machine's time, even in a rehearsal.
        let _ = tokio::time::timeout(Duration::from_secs(5), signals.changed()).await;
        tokio::time::sleep(DRAWN_EVERY).await;
        let drawn = content(&state, organisation).await.and_then(|content| content.render().ok());
        let event = drawn.map_or_else(|| Event::default().comment("not drawn"), |html| Event::default().data(html));
        Some((Ok(event), (state, signals)))
    })
}

async fn content(state: &WebState, organisation: OrganisationId) -> Option<Content> {
    match load_board(state.app(), organisation).await {
        Ok(board) => Some(draw(&board)),
        Err(error) => {
            tracing::error!(%error, "the board could not be loaded");
            None
        }
    }
}

fn hour(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%Hh%M").to_string()
}

fn draw(board: &Board) -> Content {
    let zone = board.zone;
    Content {
        day: passerelle_domain::spoken::day_in_words(
            "fr",
            board.now.with_timezone(&zone).date_naive(),
            chrono::NaiveDate::MIN,
        ),
        hour: hour(board.now, zone),
        live: board.live_legs,
        down: board.down.iter().map(|(provider, since)| outage_words(*provider, hour(*since, zone))).collect(),
        calls: board
            .calls
            .iter()
            .map(|row| CallRow {
                hour: hour(row.call.starts_at, zone),
                person: row.person.clone(),
                volunteer: row.volunteer.clone(),
                state: state_words(row.call.state, row.call.outcome),
                tone: state_tone(row.call.state, row.call.outcome),
            })
            .collect(),
        cases: board
            .cases
            .iter()
            .map(|row| CaseRow {
                code: row.case.code.to_string(),
                level: row.case.level.number(),
                title: case_words(row.case.kind),
                person: row.person.clone(),
                since: hour(row.case.opened_at, zone),
                state: match row.case.state {
                    CaseState::Paging => "personne ne l'a encore prise".to_owned(),
                    CaseState::Acknowledged => format!("prise par {}", row.holder),
                    CaseState::Closed => "close".to_owned(),
                },
                tone: if row.case.state == CaseState::Paging { "alert" } else { "calm" },
            })
            .collect(),
    }
}

fn outage_words(provider: Provider, since: String) -> String {
    match provider {
        Provider::Carrier => format!("L'opérateur téléphonique ne répond plus depuis {since}. Les SMS sont gardés."),
        Provider::Mail => format!("Le serveur d'e-mails ne répond plus depuis {since}. Les e-mails sont gardés."),
    }
}

fn state_words(state: CallState, outcome: Option<CallOutcome>) -> &'static str {
    match (state, outcome) {
        (CallState::Planned, _) => "prévu",
        (CallState::Offered, _) => "réponse attendue",
        (CallState::SeekingSubstitute, _) => "relais recherché",
        (CallState::Confirmed, _) => "confirmé",
        (CallState::Attempting, _) => "en ligne",
        (CallState::WaitingRetry, _) => "nouvel essai bientôt",
        (CallState::AwaitingOutcome, _) => "compte rendu attendu",
        (CallState::Missed, _) => "alerte ouverte",
        (CallState::Cancelled, _) => "annulé",
        (CallState::Settled, Some(CallOutcome::Well)) => "tout va bien",
        (CallState::Settled, Some(CallOutcome::Worry)) => "inquiétude signalée",
        (CallState::Settled, Some(CallOutcome::Urgent)) => "urgent",
        (CallState::Settled, Some(CallOutcome::CalledBack)) => "a rappelé",
        (CallState::Settled, Some(CallOutcome::CallbackAsked)) => "veut être rappelée",
        (CallState::Settled, Some(CallOutcome::HelpAsked)) => "a demandé de l'aide",
        (CallState::Settled, Some(CallOutcome::Stopped)) => "ne veut plus ces appels",
        (CallState::Settled, Some(CallOutcome::NotConfirmed) | None) => "parlé, sans compte rendu",
    }
}

fn state_tone(state: CallState, outcome: Option<CallOutcome>) -> &'static str {
    match (state, outcome) {
        (CallState::Missed, _) | (CallState::Settled, Some(CallOutcome::Urgent | CallOutcome::Worry)) => "alert",
        (CallState::Attempting, _) => "live",
        (CallState::SeekingSubstitute | CallState::WaitingRetry, _) => "watch",
        (CallState::Settled, Some(CallOutcome::Well | CallOutcome::CalledBack)) => "good",
        _ => "calm",
    }
}

fn case_words(kind: CaseKind) -> &'static str {
    match kind {
        CaseKind::MissedContact => "pas de réponse",
        CaseKind::NumberOutOfService => "numéro hors service",
        CaseKind::UncoveredCall => "appel sans bénévole",
        CaseKind::Worry => "inquiétude après un appel",
        CaseKind::Urgent => "urgent, après un appel",
        CaseKind::Alarm => "mot d'alerte reçu",
        CaseKind::HandRaised => "main levée pendant un appel",
        CaseKind::LateCallback => "rappel promis en retard",
        CaseKind::UnreachedCallback => "rappel promis sans réponse",
        CaseKind::LateVoicemail => "message vocal à écouter",
        CaseKind::ImmediateNeed => "besoin immédiat",
        CaseKind::AbuseReported => "échange irrespectueux à revoir",
        CaseKind::LateFollowUp => "suite d'appel en retard",
        CaseKind::StuckVoicemail => "son d'un message bloqué chez l'opérateur",
        CaseKind::HelpAsked => "aide demandée à l'appel automatique",
        CaseKind::ConsentWithdrawn => "accord retiré",
        CaseKind::PauseEnding => "pause qui se termine",
        CaseKind::VolunteerCallMe => "bénévole à rappeler",
        CaseKind::DebriefUnanswered => "bénévole après un appel difficile",
        CaseKind::PersonWaits => "personne à prévenir d'une absence",
        CaseKind::VisitMissed => "visite sans nouvelles",
        CaseKind::CampaignUnsettled => "campagne d'appels à terminer",
        CaseKind::LateChecks => "nouvelles à prendre, en retard",
        CaseKind::RoundUnfinished => "tour de résidence à terminer",
        CaseKind::MatchToAsk => "personne à interroger sur un binôme",
        CaseKind::MatchUnanswered => "binôme sans réponse",
        CaseKind::MatchEnded => "binôme arrêté, personne à prévenir",
        CaseKind::FavourUnanswered => "coup de main sans volontaire",
        CaseKind::VolunteerToRing => "bénévole sans SMS, à appeler",
        CaseKind::SeriesEnding => "dernier appel, personne à prévenir",
        CaseKind::PersonToTell => "appel changé, personne à prévenir",
        CaseKind::SupportVolunteer => "bénévole à soutenir",
        CaseKind::LineEngaged => "ligne occupée depuis des heures",
        CaseKind::Technical => "souci technique",
    }
}
