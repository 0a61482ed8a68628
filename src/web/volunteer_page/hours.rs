//! Hours given: this year and the last one, month by month, in a form that prints well.

use askama::Template;
use axum::{extract::State, http::StatusCode};
use chrono::{Datelike, NaiveDate};
use passerelle_app::{CountedYear, count_own_hours};

use super::link::{Around, Link, Shown, draw_with};
use crate::{
    WebState,
    console::{Frame, Words},
};

#[derive(Template)]
#[template(path = "volunteer/hours.html")]
struct Page {
    frame: Frame,
    around: Around,
    years: Vec<YearShown>,
    method: String,
}

struct YearShown {
    year: i32,
    summary: String,
    /// Month, conversations, time.
    months: Vec<(String, u32, String)>,
}

/// `GET /v/{token}/hours`.
pub(super) async fn page(State(state): State<WebState>, link: Link) -> Shown {
    let (app, w, volunteer) = (state.app(), link.words(), link.volunteer());
    let this_year = CountedYear::current(volunteer, app.clock.now());
    let mut years = Vec::new();
    for year in [this_year, this_year - 1] {
        let counted = count_own_hours(app, volunteer, year).await?;
        if year == this_year || counted.calls() > 0 {
            years.push(shown(w, &counted));
        }
    }
    let method = w.say("own-hours-method");
    draw_with(StatusCode::OK, &Page { frame: link.frame("own-hours-title"), around: link.around(), years, method })
}

fn shown(w: Words, counted: &CountedYear) -> YearShown {
    let calls = w.count("own-hours-calls", counted.calls());
    let summary = w.fill("own-hours-summary", [("calls", calls), ("time", time(w, counted.minutes()))]);
    let months =
        counted.months.iter().enumerate().filter(|(_, (calls, _))| *calls > 0).map(|(place, (calls, minutes))| {
            let month = u32::try_from(place).unwrap_or(0) + 1;
            let first = NaiveDate::from_ymd_opt(counted.year, month, 1).unwrap_or_default();
            (w.say(&format!("own-month-{}", first.month())), *calls, time(w, *minutes))
        });
    YearShown { year: counted.year, summary, months: months.collect() }
}

/// `2 h 05`.
fn time(w: Words, minutes: i64) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    w.fill("own-time", [("hours", hours.to_string()), ("minutes", format!("{rest:02}"))])
}
