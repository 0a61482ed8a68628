//! Days away: told, listed, taken back.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use passerelle_app::{NotedAbsence, cancel_absence, note_absence};
use passerelle_domain::{local_time, people::Member};
use passerelle_store::absences as stored;
use serde::Deserialize;

use super::link::{Around, Link, NotShown, OwnForm, Shown, draw_with};
use crate::{WebState, console::Frame};

#[derive(Template)]
#[template(path = "volunteer/absences.html")]
struct Page {
    frame: Frame,
    around: Around,
    away: Vec<(String, String)>,
    today: NaiveDate,
    typed: Days,
    problem: Option<String>,
}

#[derive(Deserialize, Default)]
pub(super) struct Days {
    #[serde(default)]
    from_on: String,
    #[serde(default)]
    to_on: String,
}

#[derive(Deserialize)]
pub(super) struct Nothing {}

/// `GET /v/{token}/absences`.
pub(super) async fn page(State(state): State<WebState>, link: Link) -> Shown {
    draw(&state, &link, StatusCode::OK, Days::default(), None).await
}

async fn draw(state: &WebState, link: &Link, status: StatusCode, typed: Days, problem: Option<&str>) -> Shown {
    let (app, w, volunteer) = (state.app(), link.words(), link.volunteer());
    let today = local_time::local_date(app.clock.now(), volunteer.territory.zone);
    let mut known = stored::of_volunteer(&mut app.db.read().await?, volunteer.id, today).await?;
    known.retain(|absence| absence.is_open(today));
    let away = known.iter().map(|absence| {
        let days = w.fill("own-away", [("from", w.day(absence.from_on)), ("to", w.day(absence.to_on))]);
        (days, link.address(&format!("/absences/{}/end", absence.id)))
    });
    let away = away.collect();
    let problem = problem.map(|key| w.say(key));
    draw_with(
        status,
        &Page { frame: link.frame("own-absences-title"), around: link.around(), away, today, typed, problem },
    )
}

fn day_of(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"].into_iter().find_map(|form| NaiveDate::parse_from_str(text.trim(), form).ok())
}

/// `POST /v/{token}/absences` with `from_on` and `to_on`, both included; one day when the last one is not given.
pub(super) async fn note(State(state): State<WebState>, sent: OwnForm<Days>) -> Shown {
    let OwnForm { link, form } = sent;
    let from = day_of(&form.from_on);
    let to = if form.to_on.trim().is_empty() { from } else { day_of(&form.to_on) };
    let (Some(from), Some(to)) = (from, to) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draw(&state, &link, status, shortened(form), Some("own-absence-no-date")).await;
    };
    let volunteer = link.volunteer();
    let by = Member::Volunteer(volunteer.id);
    match note_absence(state.app(), volunteer.organisation_id, volunteer.id, (from, to), by).await? {
        NotedAbsence::Noted(_) => Ok(link.back("/absences", "own-absence")),
        NotedAbsence::NotADate => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            draw(&state, &link, status, shortened(form), Some("own-absence-not-possible")).await
        }
        NotedAbsence::Unknown => Err(NotShown::Unknown),
    }
}

/// What was typed, as far as a date goes.
fn shortened(days: Days) -> Days {
    let short = |text: String| text.chars().take(20).collect();
    Days { from_on: short(days.from_on), to_on: short(days.to_on) }
}

/// `POST /v/{token}/absences/{absence}/end`: back after all, or back sooner.
pub(super) async fn take_back(
    State(state): State<WebState>,
    Path((_, absence)): Path<(String, String)>,
    sent: OwnForm<Nothing>,
) -> Shown {
    let OwnForm { link, form: Nothing {} } = sent;
    let (app, volunteer) = (state.app(), link.volunteer());
    let today = local_time::local_date(app.clock.now(), volunteer.territory.zone);
    let known = stored::of_volunteer(&mut app.db.read().await?, volunteer.id, today).await?;
    let own = known.iter().find(|own| own.id.to_string() == absence).ok_or(NotShown::NotTheirs)?;
    let by = Member::Volunteer(volunteer.id);
    let is_ended = cancel_absence(app, volunteer.organisation_id, own.id, by).await?;
    Ok(link.back("/absences", if is_ended { "own-back" } else { "own-closed" }))
}
