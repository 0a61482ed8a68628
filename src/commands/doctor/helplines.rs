//! Numbers of help and emergency: has somebody made sure of them lately?

use chrono::NaiveDate;
use passerelle_domain::helplines;

use super::Finding;

/// Looks at the dates of the list.
pub(super) fn examine(today: NaiveDate) -> Vec<Finding> {
    let Some(checked_on) = helplines::checked_on() else {
        return vec![Finding::problem("helplines", "the list of numbers of help and emergency cannot be read")];
    };
    let numbers: Vec<&str> = helplines::in_force(today).map(|helpline| helpline.number.as_str()).collect();
    let says = format!("{}, checked on {checked_on}", numbers.join(", "));
    vec![if (today - checked_on).num_days() > helplines::CHECKED_WITHIN_DAYS {
        Finding::warning("helplines", format!("{says}: more than a year ago; take a newer version of Passerelle"))
    } else {
        Finding::ok("helplines", says)
    }]
}
