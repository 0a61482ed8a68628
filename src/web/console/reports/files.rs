//! A report as a file. Only what the page tells is written: a file travels further than a page.

use passerelle_app::Report;
use passerelle_domain::{
    indicators::{Figure, Group, Indicator, Shown},
    small_cells::LEAST_TOLD,
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{super::Words, words::named};

/// `<5`: fewer than five.
fn under() -> String {
    format!("<{LEAST_TOLD}")
}

/// A figure of another file must not be taken for one of ours: hidden ones are words, as in every export.
fn written(figure: &Figure) -> String {
    match figure.shown {
        Shown::Told => figure.value.to_string(),
        Shown::UnderFive => under(),
        Shown::Withheld => "-".to_owned(),
        Shown::Nothing => String::new(),
    }
}

/// A spreadsheet takes a text that begins with one of these for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn edition(report: &Report) -> String {
    report.edition.as_ref().map(|edition| edition.number.to_string()).unwrap_or_default()
}

/// One line a figure, with a header row.
pub(super) fn csv(w: &Words, report: &Report) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["period", "edition", "group", "name", "indicator", "label", "value", "definition"])?;
    for group in &report.groups {
        let (kind, name) = named(&group.group);
        for figure in &group.figures {
            let (label, definition) = (w.indicator(figure.indicator), w.definition(figure.indicator));
            let (period, name) = (report.period.to_string(), harmless(name));
            let indicator = figure.indicator.as_str();
            file.write_record([
                &period,
                &edition(report),
                kind,
                &name,
                indicator,
                &label,
                &written(figure),
                &definition,
            ])?;
        }
    }
    Ok(file.into_inner()?)
}

/// Rows are figures, columns are who they are about; a second sheet says what they mean.
pub(super) fn spreadsheet(w: &Words, report: &Report) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    Ok(workbook(w, report)?)
}

fn workbook(w: &Words, report: &Report) -> Result<Vec<u8>, XlsxError> {
    const LABELS_WIDTH: f64 = 46.0;
    const DEFINITIONS_WIDTH: f64 = 110.0;
    let mut book = Workbook::new();
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet().set_name(w.say("report-sheet-figures"))?;
    sheet.set_column_width(0, LABELS_WIDTH)?;
    sheet.write_string_with_format(0, 0, w.fill("report-title", [("period", w.period(report.period))]), &bold)?;
    for (column, group) in (1..).zip(&report.groups) {
        let label = match &group.group {
            Group::Territory(name) => harmless(name),
            Group::All | Group::Partner(_) | Group::SeveralPartners | Group::NoPartner => w.group(&group.group),
        };
        sheet.write_string_with_format(1, column, label, &bold)?;
    }
    for (row, indicator) in (2..).zip(Indicator::ALL) {
        sheet.write_string(row, 0, w.indicator(indicator))?;
        for (column, group) in (1..).zip(&report.groups) {
            match group.of(indicator) {
                // Exact up to nine million billions.
                Some(figure) if figure.shown == Shown::Told => sheet.write_number(row, column, figure.value as f64)?,
                Some(figure) => sheet.write_string(row, column, written(figure))?,
                None => continue,
            };
        }
    }
    let sheet = book.add_worksheet().set_name(w.say("report-sheet-definitions"))?;
    sheet.set_column_width(0, LABELS_WIDTH)?.set_column_width(1, DEFINITIONS_WIDTH)?;
    for (row, indicator) in (0..).zip(Indicator::ALL) {
        sheet.write_string(row, 0, w.indicator(indicator))?;
        sheet.write_string(row, 1, w.definition(indicator))?;
    }
    book.save_to_buffer()
}
