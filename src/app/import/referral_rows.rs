//! What a partner tells of somebody it signals, by a form or a list: what is needed to ring her, and no field more.

use passerelle_domain::{
    referral::{ReferralReason, Signalled},
    tenant::Tenant,
};

use super::{
    numbers,
    table::{Column, Refusal, Row, Table, needed, optional},
    tenant_rows::{Reading, name},
};

/// Longest number, as people write one.
const MOST_NUMBER_CHARS: usize = 40;

const COLUMNS: [Column; 7] = [
    optional("title"),
    optional("first_name"),
    needed("last_name"),
    needed("phone"),
    needed("residence"),
    needed("reason"),
    needed("she_knows"),
];

/// What was typed.
#[derive(Clone, Default)]
pub(crate) struct ReferralCells {
    pub(crate) title: String,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: String,
    pub(crate) residence: String,
    pub(crate) reason: String,
    pub(crate) she_knows: String,
}

/// What can be taken.
pub(crate) struct ReferralDraft {
    pub(crate) whom: Signalled,
    pub(crate) reason: ReferralReason,
    pub(crate) she_knows: bool,
}

/// Reads what was typed.
///
/// # Errors
/// The names of the fields that cannot be taken.
pub(crate) fn read_referral(cells: &ReferralCells, reading: &Reading) -> Result<ReferralDraft, Vec<&'static str>> {
    let mut wrong = Vec::new();
    let mut named = |field, text: &str, is_needed: bool| match name(text.trim()) {
        Ok(text) if !text.is_empty() || !is_needed => text,
        Ok(_) | Err(_) => {
            wrong.push(field);
            String::new()
        }
    };
    let first_name = named("first_name", &cells.first_name, false);
    let last_name = named("last_name", &cells.last_name, true);
    let residence = named("residence", &cells.residence, true);
    let title = match cells.title.trim() {
        "Mme" | "mme" => "Mme",
        "M." | "M" | "m." | "m" => "M.",
        "" => "",
        _ => {
            wrong.push("title");
            ""
        }
    };
    let text: String = cells.phone.trim().chars().take(MOST_NUMBER_CHARS).collect();
    let phone = numbers::phone("phone", &text, reading.region, reading.is_simulated).ok();
    let reason = ReferralReason::parse(&cells.reason);
    let she_knows = match cells.she_knows.trim().to_lowercase().as_str() {
        "yes" | "oui" => Some(true),
        "no" | "non" => Some(false),
        _ => None,
    };
    wrong.extend(phone.is_none().then_some("phone"));
    wrong.extend(reason.is_none().then_some("reason"));
    wrong.extend(she_knows.is_none().then_some("she_knows"));
    match (phone, reason, she_knows) {
        (Some(phone), Some(reason), Some(she_knows)) if wrong.is_empty() => {
            let tenant = Tenant { title: title.to_owned(), first_name, last_name, phone };
            Ok(ReferralDraft { whom: Signalled { tenant, residence }, reason, she_knows })
        }
        _ => Err(wrong),
    }
}

/// Reads a list: each row with its line, or `None` when it has not as many cells as the header.
///
/// # Errors
/// Why nothing of it is taken: a column that is unknown, missing or doubled.
pub(crate) fn read_referrals(content: &str) -> Result<Vec<(u64, Option<ReferralCells>)>, String> {
    let table = Table::read(content, &COLUMNS).map_err(|Refusal(reason)| reason)?;
    let rows = table.rows().map(|(line, row)| (line, row.ok().map(cells)));
    Ok(rows.collect())
}

fn cells(row: Row<'_>) -> ReferralCells {
    let cell = |column: &'static str| {
        let text = row.given(column, String::new(), |cell: &str| Ok::<_, String>(cell.to_owned()));
        text.ok().flatten().unwrap_or_default()
    };
    ReferralCells {
        title: cell("title"),
        first_name: cell("first_name"),
        last_name: cell("last_name"),
        phone: cell("phone"),
        residence: cell("residence"),
        reason: cell("reason"),
        she_knows: cell("she_knows"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use passerelle_domain::phone_number::DialRegion;

    use super::*;

    fn reading() -> Reading {
        let today = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        Reading { region: DialRegion::Metropolitan, is_simulated: true, today, least_age: None }
    }

    #[test]
    fn wrong_fields_then_each_is_named_and_nothing_is_repeated() {
        let bad = ReferralCells {
            last_name: "Roux: loyer impayé!".into(),
            phone: "12".into(),
            reason: "rent".into(),
            ..ReferralCells::default()
        };
        let wrong = read_referral(&bad, &reading()).err().unwrap();
        assert_eq!(wrong, ["last_name", "residence", "phone", "reason", "she_knows"]);
    }

    #[test]
    fn list_with_a_column_of_its_own_then_refused_whole() {
        let header = "last_name;phone;residence;reason;she_knows";
        assert!(read_referrals(&format!("{header};rent_dispute\nRoux;0199001001;A;new_here;yes;x\n")).is_err());
        let rows = read_referrals(&format!("{header}\nRoux;0199001001;Bât. A;new_here;oui\nRoux;1\n")).unwrap();
        assert!(read_referral(rows[0].1.as_ref().unwrap(), &reading()).is_ok());
        assert_eq!((rows[1].0, rows[1].1.is_none()), (3, true));
    }
}
