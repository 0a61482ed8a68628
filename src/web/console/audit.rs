//! Who read or changed people's files, and the readings that nothing explains.

use askama::Template;
use axum::extract::{Query, State};
use chrono::{Days, NaiveDate, NaiveTime};
use passerelle_app::{AUDIT_LINES, Audit, AuditLine, AuditWish, organisation_zone, read_audit};
use passerelle_domain::local_time::{instant_of, local_date};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    Right, Words,
    frame::{Frame, draw},
    guard::{Shown, Visitor},
};
use crate::WebState;

/// Days looked at when nothing is said, today included.
const USUAL_DAYS: u64 = 7;
/// A longer period is asked in parts.
const MOST_DAYS: i64 = 92;

#[derive(Template)]
#[template(path = "console/audit.html")]
struct Page {
    frame: Frame,
    from: NaiveDate,
    to: NaiveDate,
    /// What cannot be read of the question.
    problem: Option<String>,
    readers: Vec<(Uuid, String, bool)>,
    is_unexplained: bool,
    /// Who reads without a reason to be seen, and how often.
    unexplained: Vec<(String, String)>,
    how_many: String,
    rows: Vec<Row>,
}

struct Row {
    when: String,
    who: String,
    what: String,
    key: String,
    address: Option<String>,
    is_unexplained: bool,
}

/// What somebody wants to see.
#[derive(Default, Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    reader: String,
    #[serde(default)]
    unexplained: String,
}

/// `GET /audit`.
pub(crate) async fn page(State(state): State<WebState>, visitor: Visitor, Query(wanted): Query<Wanted>) -> Shown {
    let (app, w) = (state.app(), visitor.words());
    let zone = organisation_zone(app, visitor.owner()).await?;
    let today = local_date(app.clock.now(), zone);
    let (period, problem) = match period_of(&wanted, today) {
        Some(period) => (period, None),
        None => (usual_period(today), Some(w.count("audit-wrong-days", MOST_DAYS))),
    };
    let (from, to) = period;
    let instant = |day: NaiveDate| instant_of(day, NaiveTime::MIN, zone);
    let wish = AuditWish {
        from: instant(from),
        to: instant(to + Days::new(1)),
        reader: wanted.reader.parse().ok(),
        is_unexplained: wanted.unexplained == "yes",
    };
    let audit = read_audit(app, visitor.owner(), wish, visitor.member()).await?;
    let name = |id: Uuid| audit.names.get(&id).cloned().unwrap_or_else(|| w.say("audit-gone"));
    let row = |line: &AuditLine| Row {
        when: w.fill("frame-moment", [("day", w.day(local_date(line.at, zone))), ("hour", w.hour(line.at, zone))]),
        who: line.reader.map_or_else(|| w.say("person-the-service"), name),
        what: deed(w, line),
        key: line.key.clone(),
        address: (!line.key.is_empty() && visitor.may(Right::ReadFiles)).then(|| format!("/people/{}", line.person)),
        is_unexplained: line.is_unexplained,
    };
    draw(&Page {
        frame: visitor.frame(w.say("audit-title")),
        from,
        to,
        problem,
        readers: audit.readers.iter().map(|id| (*id, name(*id), wish.reader == Some(*id))).collect(),
        is_unexplained: wish.is_unexplained,
        unexplained: audit.unexplained.iter().map(|(id, n)| (name(*id), w.count("audit-unexplained-of", *n))).collect(),
        how_many: how_many(w, &audit),
        rows: audit.lines.iter().map(row).collect(),
    })
}

/// The days asked for; `None` when they cannot be read, are in the wrong order, or too many.
fn period_of(wanted: &Wanted, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let (usual_from, usual_to) = usual_period(today);
    let day = |text: &str, usual: NaiveDate| if text.is_empty() { Some(usual) } else { text.parse().ok() };
    let to = day(&wanted.to, usual_to)?;
    let from = day(&wanted.from, usual_from.min(to))?;
    let is_known = from >= NaiveDate::from_ymd_opt(2000, 1, 1)? && to <= today + Days::new(1);
    (is_known && (0..MOST_DAYS).contains(&(to - from).num_days())).then_some((from, to))
}

fn usual_period(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    (today - Days::new(USUAL_DAYS - 1), today)
}

fn how_many(w: Words, audit: &Audit) -> String {
    if audit.all > audit.lines.len() {
        return w.fill("audit-cut", [("n", AUDIT_LINES.to_string()), ("all", audit.all.to_string())]);
    }
    w.count("audit-lines", audit.all)
}

fn deed(w: Words, line: &AuditLine) -> String {
    let key = format!("log-{}", line.verb);
    if w.has(&key) {
        return w.fill(&key, [("case", line.case.as_str())]);
    }
    w.fill("log-other", [("what", line.verb.as_str())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_asked_then_read_or_refused() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-26");
        let asked =
            |from: &str, to: &str| period_of(&Wanted { from: from.into(), to: to.into(), ..Wanted::default() }, today);
        assert_eq!(asked("", ""), Some((day("2026-11-20"), today)));
        assert_eq!(asked("2026-11-01", ""), Some((day("2026-11-01"), today)));
        assert_eq!(asked("", "2026-01-31"), Some((day("2026-01-31"), day("2026-01-31"))));
        assert_eq!(asked("2026-08-27", "2026-11-26"), Some((day("2026-08-27"), today)));
        for (from, to) in [
            ("2026-11-27", "2026-11-26"),
            ("2026-08-26", "2026-11-26"),
            ("31/11/2026", ""),
            ("\u{202e}🌷<b>", ""),
            ("", "9999-12-31"),
            ("0001-01-01", "0001-01-02"),
        ] {
            assert_eq!(asked(from, to), None, "{from} {to}");
        }
    }
}
