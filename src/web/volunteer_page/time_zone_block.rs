//! The block of a calendar that tells its reader what a zone's clocks do: `VTIMEZONE`.

use chrono::{DateTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};

/// How far before and after the calls clocks are told of: a reader that keeps an old copy stays right.
const MARGIN: TimeDelta = TimeDelta::days(400);

/// What the clocks of a zone say between two instants, one observance a change.
///
/// # Source
/// RFC 5545, section 3.6.5.
pub(super) fn time_zone_block(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let (from, to) = (from - MARGIN, to + MARGIN);
    let mut observances = vec![observance(zone, from, offset_s(zone, from))];
    let mut at = from;
    while at < to {
        let next = at + TimeDelta::days(1);
        if offset_s(zone, at) != offset_s(zone, next) {
            let change = change_between(zone, at, next);
            observances.push(observance(zone, change, offset_s(zone, at)));
        }
        at = next;
    }
    format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n{}END:VTIMEZONE\r\n", zone.name(), observances.concat())
}

fn offset_s(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// The second at which the clocks change.
fn change_between(zone: Tz, mut before: DateTime<Utc>, mut after: DateTime<Utc>) -> DateTime<Utc> {
    let old = offset_s(zone, before);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + (after - before) / 2;
        if offset_s(zone, middle) == old { before = middle } else { after = middle }
    }
    DateTime::from_timestamp(after.timestamp(), 0).unwrap_or(after)
}

/// From `at` on, on clocks that said `before_s` until then.
fn observance(zone: Tz, at: DateTime<Utc>, before_s: i32) -> String {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let kind = if offset.dst_offset().is_zero() { "STANDARD" } else { "DAYLIGHT" };
    let begins: NaiveDateTime = at.naive_utc() + TimeDelta::seconds(i64::from(before_s));
    let name = offset.abbreviation().unwrap_or_default();
    format!(
        "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{name}\r\nEND:{kind}\r\n",
        begins.format("%Y%m%dT%H%M%S"),
        written(before_s),
        written(offset.fix().local_minus_utc()),
    )
}

/// `+0100`.
fn written(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(zone: Tz) -> String {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        time_zone_block(zone, at("2026-10-01T00:00:00Z"), at("2027-04-30T00:00:00Z"))
    }

    #[test]
    fn paris_then_both_changes_at_the_hour_the_old_clocks_say() {
        let block = block(chrono_tz::Europe::Paris);
        assert!(
            block.contains(
                "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET"
            ),
            "{block}"
        );
        assert!(
            block.contains(
                "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST"
            ),
            "{block}"
        );
    }

    #[test]
    fn martinique_then_one_offset_and_no_change() {
        let block = block(chrono_tz::America::Martinique);
        assert_eq!(block.matches("BEGIN:STANDARD").count(), 1);
        assert!(block.contains("TZOFFSETTO:-0400") && !block.contains("DAYLIGHT"), "{block}");
    }
}
