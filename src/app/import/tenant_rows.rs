//! The rows of a partner's list: what is needed to call a household, and no column more. A rent dispute, or any free
//! words, have no place to stand in.

use chrono::{Datelike, NaiveDate};
use passerelle_domain::{phone_number::DialRegion, tenant::Tenant};

use super::{
    cells, numbers,
    table::{Column, Refusal, Row, Table, needed, optional},
};

/// Longest name of somebody or of a residence.
const MOST_NAME_CHARS: usize = 60;
/// Nobody is older.
const OLDEST_YEARS: i32 = 120;

const COLUMNS: [Column; 7] = [
    needed("reference"),
    optional("title"),
    optional("first_name"),
    needed("last_name"),
    needed("phone"),
    needed("residence"),
    optional("birth_date"),
];

/// A household as the list tells it. Its reference is the list's own, its tenant never printed.
#[derive(Debug)]
pub(crate) struct TenantRow {
    pub(crate) reference: String,
    pub(crate) residence: String,
    pub(crate) tenant: Tenant,
}

/// What the rows are read with.
pub(crate) struct Reading {
    pub(crate) region: DialRegion,
    pub(crate) is_simulated: bool,
    pub(crate) today: NaiveDate,
    /// Whoever is younger is not for this list.
    pub(crate) least_age: Option<u32>,
}

/// A row with its line of the file, or why it is not taken.
pub(crate) type NumberedRow = (u64, Result<TenantRow, String>);

/// The text of a file that a spreadsheet wrote: UTF-8, or else Windows Latin-1.
pub(crate) fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// Reads a list.
///
/// # Errors
/// Why nothing of it is taken: a column that is unknown, missing or doubled. Never what a cell held.
pub(crate) fn read_tenants(content: &str, reading: &Reading) -> Result<Vec<NumberedRow>, String> {
    let table = Table::read(content, &COLUMNS).map_err(|Refusal(reason)| reason)?;
    let read = |row: Result<Row<'_>, Refusal>| row.and_then(|row| read_row(row, reading)).map_err(|Refusal(why)| why);
    Ok(table.rows().map(|(line, row)| (line, read(row))).collect())
}

fn read_row(row: Row<'_>, reading: &Reading) -> Result<TenantRow, Refusal> {
    let titles = [("Mme", "Mme"), ("M.", "M."), ("M", "M.")];
    let birth = row.given("birth_date", None, |cell| birth_date(cell, reading.today).map(Some))?.flatten();
    if let (Some(least), Some(birth)) = (reading.least_age, birth)
        && reading.today.years_since(birth).is_none_or(|age| age < least)
    {
        return Err(Refusal::of("birth_date", "younger than those this list is for"));
    }
    let phone = row.needed("phone", cells::text)?;
    Ok(TenantRow {
        reference: row.needed("reference", cells::key)?,
        residence: row.needed("residence", name)?,
        tenant: Tenant {
            title: row.given("title", "", cells::word(&titles))?.unwrap_or_default().to_owned(),
            first_name: row.given("first_name", String::new(), name)?.unwrap_or_default(),
            last_name: row.needed("last_name", name)?,
            phone: numbers::phone("phone", &phone, reading.region, reading.is_simulated)?,
        },
    })
}

/// Letters, digits, spaces, hyphens and apostrophes: a name, and no sentence.
pub(super) fn name(cell: &str) -> Result<String, String> {
    let is_name = |sign: char| sign.is_alphanumeric() || matches!(sign, ' ' | '-' | '\'' | '’' | '.');
    if cell.chars().count() > MOST_NAME_CHARS {
        return Err(format!("longer than {MOST_NAME_CHARS} characters"));
    }
    if !cell.chars().all(is_name) {
        return Err("a name has letters, digits, spaces, hyphens and apostrophes only".into());
    }
    Ok(cell.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `1941-03-05` or `05/03/1941`. Looked at and not kept.
fn birth_date(cell: &str, today: NaiveDate) -> Result<NaiveDate, String> {
    let read = ["%Y-%m-%d", "%d/%m/%Y"].into_iter().find_map(|form| NaiveDate::parse_from_str(cell, form).ok());
    let day = read.ok_or("not a date: write for example 1941-03-05")?;
    if day > today || day.year() < today.year() - OLDEST_YEARS {
        return Err("nobody alive was born on that day".into());
    }
    Ok(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<Vec<NumberedRow>, String> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        read_tenants(
            content,
            &Reading { region: DialRegion::Martinique, is_simulated: true, today, least_age: Some(70) },
        )
    }

    const HEADER: &str = "reference;title;first_name;last_name;phone;residence;birth_date\n";

    #[test]
    fn numbers_names_and_dates_as_people_write_them_then_taken() {
        for (row, number) in [
            ("T1;Mme;Anaïs;d'Artagnan;0596 00 01 02;Les Tilleuls;05/03/1941", "+596596000102"),
            ("T1;M;;Mbaye;+33 1 99 00 10 01;Bât. 2;1941-03-05", "+33199001001"),
            ("T1;;Noël;Le  Goff;01.99.00.10.01;L’Étoile;", "+33199001001"),
        ] {
            let rows = read(&format!("{HEADER}{row}\n")).unwrap();
            let tenant = &rows[0].1.as_ref().unwrap().tenant;
            assert_eq!(tenant.phone.as_str(), number, "{row}");
            assert!(!format!("{tenant:?}").contains("Artagnan"));
        }
    }

    #[test]
    fn rows_that_cannot_be_then_refused_with_a_reason_that_repeats_nothing() {
        for (row, reason) in [
            ("T1;Mme;Anne;Roux;12;Les Tilleuls;", "phone:"),
            ("T1;Mme;Anne;Roux;0199001001;Les Tilleuls;31/02/1941", "birth_date: not a date"),
            ("T1;Mme;Anne;Roux;0199001001;Les Tilleuls;05/03/2041", "birth_date: nobody alive"),
            ("T1;Mme;Anne;Roux;0199001001;Les Tilleuls;05/03/1815", "birth_date: nobody alive"),
            ("T1;Mme;Anne;Roux;0199001001;Les Tilleuls;05/03/1980", "birth_date: younger"),
            ("T1;Mme;Anne;Roux;0199001001;;", "residence: missing"),
            (";Mme;Anne;Roux;0199001001;Les Tilleuls;", "reference: missing"),
            ("T1;Mme;Anne;Roux: loyer impayé!;0199001001;Les Tilleuls;", "last_name: a name has letters"),
            ("T1;Mme;Anne;Roux;0199001001", "5 cells"),
        ] {
            let rows = read(&format!("{HEADER}{row}\n")).unwrap();
            let refused = rows[0].1.as_ref().err().unwrap_or_else(|| panic!("{row} was taken"));
            assert!(refused.starts_with(reason), "{row}: {refused}");
            assert!(!refused.contains("Roux"), "{refused}");
        }
    }

    #[test]
    fn column_of_a_rent_dispute_then_nothing_of_the_file_is_taken() {
        let file = "reference,last_name,phone,residence,rent_dispute\nT1,Roux,0199001001,Les Tilleuls,yes\n";
        assert!(read(file).unwrap_err().contains("column 5 of the header is unknown"));
    }

    #[test]
    fn latin_1_and_utf_8_then_the_same_text() {
        for bytes in [&b"Mme Fran\xe7oise \x8cuvrard"[..], "Mme Françoise Œuvrard".as_bytes()] {
            assert_eq!(text_of(bytes), "Mme Françoise Œuvrard");
        }
    }
}
