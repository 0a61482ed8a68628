//! The figures of periods that are over, and the facts they were counted from. Append only; nothing here updates or deletes a
//! line.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::OrganisationId,
    indicators::{Facts, GroupFigures, Period},
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, fetch_optional, statements};
use crate::{StoreError, Tx};

statements! {
    INSERT = "
        INSERT INTO report_editions (organisation_id, period, edition, definitions, made_at, made_by, figures, facts)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (organisation_id, period, edition) DO NOTHING";
    OF_PERIOD = "
        SELECT edition, definitions, made_at, made_by, figures FROM report_editions
        WHERE organisation_id = $1 AND period = $2 ORDER BY edition LIMIT 1000";
    FACTS = "SELECT facts FROM report_editions WHERE organisation_id = $1 AND period = $2 AND edition = $3";
    PERIODS = "
        SELECT period, MAX(edition) FROM report_editions WHERE organisation_id = $1
        GROUP BY period ORDER BY period DESC LIMIT 2000";
}

/// One edition.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportEdition {
    /// From 1.
    pub number: u32,
    /// Which definitions it follows.
    pub definitions: u32,
    /// When it was counted.
    pub made_at: DateTime<Utc>,
    /// Who asked for it; nobody when the service did at the end of the period.
    pub made_by: Option<Uuid>,
    /// The figures.
    pub figures: Vec<GroupFigures>,
}

/// Keeps an edition. False when there is one of this number: nothing changes.
pub async fn insert(
    tx: &mut Tx,
    owner: OrganisationId,
    period: Period,
    edition: &ReportEdition,
    facts: &Facts,
) -> Result<bool, StoreError> {
    let made = execute!(
        tx,
        INSERT,
        owner.0,
        period.to_string(),
        i64::from(edition.number),
        i64::from(edition.definitions),
        edition.made_at,
        edition.made_by,
        Json(&edition.figures),
        Json(facts),
    )?;
    Ok(made == 1)
}

/// The editions of a period, oldest first.
pub async fn of_period(
    db: &mut impl Access,
    owner: OrganisationId,
    period: Period,
) -> Result<Vec<ReportEdition>, StoreError> {
    type Row = (i64, i64, DateTime<Utc>, Option<Uuid>, Json<Vec<GroupFigures>>);
    let rows = fetch_all!(db, Row, OF_PERIOD, owner.0, period.to_string())?;
    let edition = |(number, definitions, made_at, made_by, Json(figures)): Row| ReportEdition {
        number: small(number),
        definitions: small(definitions),
        made_at,
        made_by,
        figures,
    };
    Ok(rows.into_iter().map(edition).collect())
}

/// What an edition was counted from.
pub async fn facts(
    db: &mut impl Access,
    owner: OrganisationId,
    period: Period,
    edition: u32,
) -> Result<Option<Facts>, StoreError> {
    let row = fetch_optional!(db, (Json<Facts>,), FACTS, owner.0, period.to_string(), i64::from(edition))?;
    Ok(row.map(|row| row.0.0))
}

/// The periods that are kept, with their last edition.
pub async fn periods(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<(Period, u32)>, StoreError> {
    let rows = fetch_all!(db, (String, i64), PERIODS, owner.0)?;
    Ok(rows.into_iter().filter_map(|(period, edition)| Some((Period::parse(&period)?, small(edition)))).collect())
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}
