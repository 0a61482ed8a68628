//! Reports for those who fund the association: figures of a month, a quarter or a year, with their definitions; never a name.

mod files;
mod words;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use passerelle_app::{
    AskedReport, KeptReport, NamedSource, Report, keep_report, list_report_sources, list_reports, organisation_zone,
    show_report,
};
use passerelle_domain::indicators::{Figure, Group, GroupFigures, Indicator, Period, Shown as FigureShown};
use passerelle_store::organisations;
use serde::Deserialize;

use super::{
    Right, Words,
    form::Signed,
    frame::{Frame, draw},
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

/// Years offered by the choice of a period, this one included.
const YEARS_OFFERED: i32 = 6;

#[derive(Template)]
#[template(path = "console/reports.html")]
struct ListPage {
    frame: Frame,
    /// Address and words of the periods most asked for.
    usual: Vec<(String, String)>,
    kept: Vec<KeptLine>,
    years: Vec<i32>,
    parts: Vec<(String, String)>,
}

struct KeptLine {
    address: String,
    words: String,
    editions: String,
}

#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    year: String,
    #[serde(default)]
    part: String,
}

/// `GET /reports`: the periods, or the one chosen by a form.
pub(crate) async fn list(State(state): State<WebState>, visitor: Visitor, Query(chosen): Query<Chosen>) -> Shown {
    if !chosen.year.is_empty() {
        let text = match chosen.part.as_str() {
            "" => chosen.year.clone(),
            part => format!("{}-{part}", chosen.year),
        };
        let period = Period::parse(&text).ok_or(Refusal::NotFound)?;
        return Ok(Redirect::to(&format!("/reports/{period}")).into_response());
    }
    let w = visitor.words();
    let app = state.app();
    let zone = organisation_zone(app, visitor.owner()).await?;
    let today = app.clock.now().with_timezone(&zone).date_naive();
    let this_month = Period::month_of(today);
    let Period::Month(year, month) = this_month else { return Err(Refusal::Trouble) };
    let this_quarter = Period::Quarter(year, month.div_ceil(3));
    let usual = [
        this_month.previous(),
        this_month,
        this_quarter.previous(),
        this_quarter,
        Period::Year(year - 1),
        Period::Year(year),
    ];
    let kept = list_reports(app, visitor.owner()).await?.into_iter().map(|(period, editions)| KeptLine {
        address: format!("/reports/{period}"),
        words: w.period(period),
        editions: w.count("report-editions", editions),
    });
    let months = (1..=12).map(|month| (format!("{month:02}"), w.month(month)));
    let quarters = (1..=4).map(|quarter| (format!("Q{quarter}"), w.quarter(quarter)));
    draw(&ListPage {
        frame: visitor.frame(w.say("reports-title")),
        usual: usual.map(|period| (format!("/reports/{period}"), w.period(period))).into(),
        kept: kept.collect(),
        years: (0..YEARS_OFFERED).map(|back| year - back).collect(),
        parts: months.chain(quarters).collect(),
    })
}

#[derive(Template)]
#[template(path = "console/report.html")]
struct ReportPage {
    frame: Frame,
    association: String,
    period: Period,
    /// Periods beside it: their relation, address and words.
    beside: Vec<(&'static str, String, String)>,
    /// Whether the figures are kept, and since when.
    standing: String,
    /// Address and words of each edition, and whether it is the one shown.
    editions: Vec<(String, String, bool)>,
    exports: [(String, String); 2],
    groups: Vec<String>,
    themes: Vec<Theme>,
    charts: Vec<Chart>,
    /// The button that keeps the figures: its words; none when nothing can be kept, or not by this visitor.
    keep: Option<String>,
    form_token: String,
    has_hidden: bool,
}

/// Figures of one kind.
struct Theme {
    id: &'static str,
    title: String,
    rows: Vec<Row>,
}

struct Row {
    indicator: &'static str,
    label: String,
    definition: String,
    cells: Vec<CellView>,
}

struct CellView {
    text: String,
    is_hidden: bool,
    /// What stands behind it, for those who may look.
    address: Option<String>,
}

/// Bars beside their table; lengths are in hundredths of the longest.
struct Chart {
    id: &'static str,
    title: String,
    bars: Vec<(String, String, u64)>,
}

/// The indicators by theme.
const THEMES: [(&str, &[Indicator]); 4] = [
    (
        "people",
        &[Indicator::PeopleRegistered, Indicator::PeopleAgreeing, Indicator::PeopleNew, Indicator::PeopleTalked],
    ),
    (
        "calls",
        &[
            Indicator::CallsPlanned,
            Indicator::CallsDone,
            Indicator::CallsMissed,
            Indicator::CallsOnTime,
            Indicator::Minutes,
            Indicator::ReachedFirst,
            Indicator::ReachedSecond,
            Indicator::ReachedLater,
            Indicator::CalledBack,
        ],
    ),
    (
        "alerts",
        &[
            Indicator::CasesOpened,
            Indicator::CasesClosed,
            Indicator::MinutesToTake,
            Indicator::MinutesToClose,
            Indicator::Emergencies,
        ],
    ),
    ("volunteers", &[Indicator::VolunteersActive, Indicator::VolunteersNew, Indicator::VolunteersLeft]),
];

#[derive(Deserialize)]
pub(crate) struct Wanted {
    edition: Option<u32>,
}

fn read(period: &str) -> Result<Period, Refusal> {
    Period::parse(period).ok_or(Refusal::NotFound)
}

async fn asked(state: &WebState, visitor: &Visitor, period: &str, edition: Option<u32>) -> Result<Report, Refusal> {
    match show_report(state.app(), visitor.owner(), read(period)?, edition).await? {
        AskedReport::Shown(report) => Ok(*report),
        AskedReport::NotBegun | AskedReport::NoSuchEdition => Err(Refusal::NotFound),
    }
}

/// `GET /reports/{period}`: the figures with what they mean.
pub(crate) async fn page(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(period): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Shown {
    let report = asked(&state, &visitor, &period, wanted.edition).await?;
    let app = state.app();
    let mut read = app.db.read().await?;
    let all = organisations::all(&mut read).await?;
    let association = all.into_iter().find(|(id, _)| *id == visitor.owner()).map(|(_, name)| name).unwrap_or_default();
    drop(read);
    let zone = organisation_zone(app, visitor.owner()).await?;
    let w = visitor.words();
    let may_look = visitor.may(Right::DefendReports);
    let edition = report.edition.as_ref().map(|edition| edition.number);
    let day = |at: chrono::DateTime<chrono::Utc>| w.full_day(at.with_timezone(&zone).date_naive());
    let standing = match (&report.edition, report.is_over) {
        (Some(edition), _) => {
            w.fill("report-kept-on", [("n", edition.number.to_string()), ("day", day(edition.made_at))])
        }
        (None, true) => w.say("report-not-kept"),
        (None, false) => w.say("report-goes-on"),
    };
    let line = |known: &passerelle_app::EditionLine| {
        let words = w.fill("report-edition", [("n", known.number.to_string()), ("day", day(known.made_at))]);
        (format!("/reports/{}?edition={}", report.period, known.number), words, Some(known.number) == edition)
    };
    let keep = match (may_look && report.is_over, report.editions.is_empty()) {
        (true, true) => Some(w.say("report-keep")),
        (true, false) => Some(w.say("report-keep-anew")),
        (false, _) => None,
    };
    let query = edition.map(|number| format!("?edition={number}")).unwrap_or_default();
    let export = |file: &str, key: &str| (format!("/reports/{}/{file}{query}", report.period), w.say(key));
    let figures = report.groups.iter().flat_map(|group| &group.figures);
    let is_hidden = |figure: &Figure| matches!(figure.shown, FigureShown::UnderFive | FigureShown::Withheld);
    let goes_on = report.edition.is_none() && !report.is_over;
    let next = (!goes_on).then(|| ("next", report.period.next()));
    let beside = [("prev", report.period.previous())].into_iter().chain(next);
    let beside = beside.map(|(relation, period)| (relation, format!("/reports/{period}"), w.period(period)));
    draw(&ReportPage {
        frame: visitor.frame(w.fill("report-title", [("period", w.period(report.period))])),
        association,
        period: report.period,
        beside: beside.collect(),
        standing,
        editions: report.editions.iter().map(line).collect(),
        exports: [export("figures.csv", "report-csv"), export("figures.xlsx", "report-xlsx")],
        groups: report.groups.iter().map(|group| w.group(&group.group)).collect(),
        themes: THEMES.into_iter().map(|theme| theme_of(&w, &report, theme, may_look)).collect(),
        charts: charts(&w, &report.groups),
        keep,
        form_token: visitor.form_token.clone(),
        has_hidden: figures.into_iter().any(is_hidden),
    })
}

fn theme_of(w: &Words, report: &Report, (id, indicators): (&'static str, &[Indicator]), may_look: bool) -> Theme {
    let row = |indicator: &Indicator| Row {
        indicator: indicator.as_str(),
        label: w.indicator(*indicator),
        definition: w.definition(*indicator),
        cells: report.groups.iter().map(|group| cell(w, report, group, *indicator, may_look)).collect(),
    };
    Theme { id, title: w.say(&format!("report-theme-{id}")), rows: indicators.iter().map(row).collect() }
}

fn cell(w: &Words, report: &Report, group: &GroupFigures, indicator: Indicator, may_look: bool) -> CellView {
    let Some(figure) = group.of(indicator) else {
        return CellView { text: w.say("report-no-figure"), is_hidden: true, address: None };
    };
    let has_sources = may_look && figure.shown != FigureShown::Nothing;
    CellView {
        text: w.figure(figure),
        is_hidden: figure.shown != FigureShown::Told,
        address: has_sources.then(|| sources_address(report, indicator, &group.group)),
    }
}

fn sources_address(report: &Report, indicator: Indicator, group: &Group) -> String {
    let (kind, name) = words::named(group);
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("indicator", indicator.as_str()).append_pair("group", kind);
    if !name.is_empty() {
        query.append_pair("name", name);
    }
    if let Some(edition) = &report.edition {
        query.append_pair("edition", &edition.number.to_string());
    }
    format!("/reports/{}/sources?{}", report.period, query.finish())
}

/// What can be drawn without giving away what is hidden: how people were reached, and calls by territory.
fn charts(w: &Words, groups: &[GroupFigures]) -> Vec<Chart> {
    let Some(all) = groups.iter().find(|group| group.group == Group::All) else { return Vec::new() };
    let reached = [Indicator::ReachedFirst, Indicator::ReachedSecond, Indicator::ReachedLater, Indicator::CalledBack];
    let reached = reached.into_iter().filter_map(|indicator| Some((w.indicator(indicator), all.of(indicator)?)));
    let territories = groups.iter().filter(|group| matches!(group.group, Group::Territory(_)));
    let calls = territories.filter_map(|group| Some((w.group(&group.group), group.of(Indicator::CallsDone)?)));
    let charts = [
        chart(w, "reached", w.say("report-chart-reached"), reached.collect()),
        chart(w, "territories", w.say("report-chart-territories"), calls.collect()),
    ];
    charts.into_iter().flatten().collect()
}

fn chart(w: &Words, id: &'static str, title: String, rows: Vec<(String, &Figure)>) -> Option<Chart> {
    let most = rows.iter().filter_map(|(_, figure)| figure.told()).max().filter(|most| *most > 0)?;
    let bar = |(label, figure): (String, &Figure)| {
        let length = figure.told().unwrap_or_default() * 100 / most;
        (label, w.figure(figure), length)
    };
    (rows.len() > 1).then(|| Chart { id, title, bars: rows.into_iter().map(bar).collect() })
}

fn file(content: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let mut response = ([(header::CONTENT_TYPE, kind)], content).into_response();
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// `GET /reports/{period}/figures.csv`: the same figures, for a program.
pub(crate) async fn csv(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(period): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Shown {
    let report = asked(&state, &visitor, &period, wanted.edition).await?;
    let content = files::csv(&visitor.words(), &report).map_err(|error| unwritten(error.as_ref()))?;
    Ok(file(content, "text/csv; charset=utf-8", &format!("passerelle-{}.csv", report.period)))
}

/// `GET /reports/{period}/figures.xlsx`: the same figures, for a spreadsheet.
pub(crate) async fn spreadsheet(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(period): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Shown {
    let report = asked(&state, &visitor, &period, wanted.edition).await?;
    let content = files::spreadsheet(&visitor.words(), &report).map_err(|error| unwritten(error.as_ref()))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(file(content, kind, &format!("passerelle-{}.xlsx", report.period)))
}

fn unwritten(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(%error, "a report could not be written as a file");
    Refusal::Trouble
}

#[derive(Template)]
#[template(path = "console/report_sources.html")]
struct SourcesPage {
    frame: Frame,
    period: Period,
    edition: Option<u32>,
    heading: String,
    definition: String,
    how_many: String,
    is_cut: bool,
    sources: Vec<(String, Option<String>, String)>,
}

#[derive(Deserialize)]
pub(crate) struct Behind {
    #[serde(default)]
    indicator: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    name: String,
    edition: Option<u32>,
}

/// `GET /reports/{period}/sources`: the codes and references that a figure counts.
pub(crate) async fn sources(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(period): Path<String>,
    Query(behind): Query<Behind>,
) -> Shown {
    let period = read(&period)?;
    let indicator = Indicator::parse(&behind.indicator).ok_or(Refusal::NotFound)?;
    let group = words::group_named(&behind.group, &behind.name).ok_or(Refusal::NotFound)?;
    let asked = (indicator, &group);
    let found =
        list_report_sources(state.app(), visitor.owner(), period, behind.edition, asked, visitor.member()).await?;
    let (all, named) = found.ok_or(Refusal::NotFound)?;
    let w = visitor.words();
    let is_cut = named.len() < all;
    let title = w.fill("report-sources-title", [("period", w.period(period))]);
    draw(&SourcesPage {
        frame: visitor.frame(title),
        period,
        edition: behind.edition,
        heading: format!("{} ({})", w.indicator(indicator), w.group(&group)),
        definition: w.definition(indicator),
        how_many: w.count("report-sources-count", all),
        is_cut,
        sources: named.into_iter().map(|source| source_line(&w, source)).collect(),
    })
}

/// What it is named by, where its page is, and a word on it.
fn source_line(w: &Words, source: NamedSource) -> (String, Option<String>, String) {
    match source {
        NamedSource::Call(code, on) => (code.to_string(), None, on.map(|on| w.full_day(on)).unwrap_or_default()),
        NamedSource::Case(code) => (code.to_string(), Some(format!("/cases/{code}")), String::new()),
        NamedSource::Person(Some((id, key))) => (key, Some(format!("/people/{id}")), String::new()),
        NamedSource::Volunteer(Some((id, key))) => (key, Some(format!("/volunteers/{id}")), String::new()),
        NamedSource::Person(None) | NamedSource::Volunteer(None) => {
            ("–".to_owned(), None, w.say("report-source-erased"))
        }
    }
}

#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// `POST /reports/{period}/editions`: keeps the figures, or makes another edition when the records say something else now.
pub(crate) async fn keep(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(period): Path<String>,
    _: Signed<Nothing>,
) -> Shown {
    let period = read(&period)?;
    let told = match keep_report(state.app(), visitor.owner(), period, Some(visitor.member()), true).await? {
        KeptReport::Kept(_) => "report-kept",
        KeptReport::Same(_) => "report-same",
        KeptReport::NotOver => "report-not-over",
        KeptReport::Empty => "report-empty",
    };
    Ok(Redirect::to(&format!("/reports/{period}?told={told}")).into_response())
}
