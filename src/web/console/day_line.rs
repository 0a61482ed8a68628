//! The day's calls on a time line: a column for each quarter of an hour, as high as it has calls, the pressing ones on top.
//!
//! It draws what the table below it says in words: whoever hears the page has the table.

use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;

use super::named::Tone;

/// Width of a quarter of an hour, in units of the drawing.
const SLOT: usize = 16;
const SLOTS_AN_HOUR: usize = 4;
/// Height of the highest column.
const HEIGHT: usize = 96;
/// Height of one call, where there are few.
const MOST_A_CALL: usize = 14;
/// Room for the hours below.
const FOOT: usize = 22;
/// The day is drawn at least so, in hours.
const USUAL_HOURS: (usize, usize) = (8, 20);
/// From the foot of a column to its top.
const BOTTOM_UP: [Tone; 5] = [Tone::Good, Tone::Calm, Tone::Live, Tone::Watch, Tone::Alert];

/// Calls of the same quarter of an hour that look alike.
pub(crate) struct Block {
    pub(crate) x: usize,
    pub(crate) y: usize,
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) tone: &'static str,
}

/// An hour written below.
pub(crate) struct HourMark {
    pub(crate) x: usize,
    pub(crate) hour: usize,
}

/// The drawing, in its own units.
pub(crate) struct DayLine {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) ground: usize,
    pub(crate) foot: usize,
    pub(crate) blocks: Vec<Block>,
    pub(crate) hours: Vec<HourMark>,
    /// Where the present is, while it is on the drawing.
    pub(crate) now_x: Option<usize>,
}

/// The drawing of calls at these instants; `None` without calls.
pub(crate) fn draw_day(calls: &[(DateTime<Utc>, Tone)], now: DateTime<Utc>, zone: Tz) -> Option<DayLine> {
    let minute_of = |at: DateTime<Utc>| {
        let time = at.with_timezone(&zone).time();
        (time.hour() * 60 + time.minute()) as usize
    };
    let first = calls.iter().map(|(at, _)| minute_of(*at)).min()?;
    let last = calls.iter().map(|(at, _)| minute_of(*at)).max()?;
    let (from, to) = (USUAL_HOURS.0.min(first / 60), USUAL_HOURS.1.max(last / 60 + 1));
    let mut columns = vec![[0_usize; BOTTOM_UP.len()]; (to - from) * SLOTS_AN_HOUR];
    for (at, tone) in calls {
        let slot = (minute_of(*at) - from * 60) * SLOTS_AN_HOUR / 60;
        let place = BOTTOM_UP.iter().position(|other| other == tone).unwrap_or_default();
        if let Some(count) = columns.get_mut(slot).and_then(|column| column.get_mut(place)) {
            *count += 1;
        }
    }
    let highest = columns.iter().map(|column| column.iter().sum::<usize>()).max().unwrap_or(1).max(1);
    // A whole number of units a call where that fits; else all columns are drawn to the same scale.
    let scaled = |count: usize| (count * HEIGHT / highest).min(count * MOST_A_CALL);
    let mut blocks = Vec::new();
    for (slot, column) in columns.iter().enumerate() {
        let mut below = 0;
        for (tone, count) in BOTTOM_UP.iter().zip(column).filter(|(_, count)| **count > 0) {
            let (bottom, top) = (scaled(below), scaled(below + count));
            let height = (top - bottom).max(1);
            let (x, y) = (slot * SLOT + 1, HEIGHT - bottom - height);
            blocks.push(Block { x, y, width: SLOT - 2, height, tone: tone.as_str() });
            below += count;
        }
    }
    let now_minute = minute_of(now);
    let is_on_it = (from * 60..to * 60).contains(&now_minute);
    Some(DayLine {
        width: columns.len() * SLOT,
        height: HEIGHT + FOOT,
        ground: HEIGHT,
        foot: HEIGHT + FOOT - 6,
        blocks,
        hours: (from..=to).step_by(2).map(|hour| HourMark { x: (hour - from) * SLOTS_AN_HOUR * SLOT, hour }).collect(),
        now_x: is_on_it.then(|| (now_minute - from * 60) * SLOTS_AN_HOUR * SLOT / 60),
    })
}

#[cfg(test)]
mod tests {
    use chrono_tz::{America::Martinique, Europe::Paris};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn no_call_then_nothing_is_drawn() {
        assert!(draw_day(&[], at("2026-11-26T09:00:00Z"), Paris).is_none());
    }

    #[test]
    fn calls_of_one_quarter_then_one_column_with_the_pressing_on_top() {
        let three = at("2026-11-26T14:00:00Z");
        let calls = [(three, Tone::Alert), (three, Tone::Good), (three + chrono::TimeDelta::minutes(14), Tone::Good)];
        let drawn = draw_day(&calls, at("2026-11-26T14:30:00Z"), Paris).unwrap();
        assert_eq!(drawn.blocks.len(), 2);
        assert!(drawn.blocks.iter().all(|block| block.x == 7 * 4 * SLOT + 1));
        let [good, alert] = &drawn.blocks[..] else { unreachable!() };
        assert_eq!((good.tone, good.height, alert.tone, alert.height), ("good", 28, "alert", 14));
        assert_eq!(alert.y + alert.height, good.y);
        assert_eq!(drawn.now_x, Some(7 * 4 * SLOT + 2 * SLOT));
    }

    #[test]
    fn early_and_late_calls_then_the_day_is_longer_and_local() {
        let calls = [(at("2026-11-26T10:30:00Z"), Tone::Calm), (at("2026-11-27T01:00:00Z"), Tone::Calm)];
        let drawn = draw_day(&calls, at("2026-11-26T03:00:00Z"), Martinique).unwrap();
        assert_eq!((drawn.hours[0].hour, drawn.now_x), (6, None));
        assert_eq!(drawn.width, (22 - 6) * 4 * SLOT);
    }

    #[test]
    fn thousands_in_a_quarter_then_the_drawing_keeps_its_height() {
        let three = at("2026-11-26T14:00:00Z");
        let calls: Vec<_> =
            (0..3_000).map(|n| (three, BOTTOM_UP[n % 5])).chain([(at("2026-11-26T09:00:00Z"), Tone::Alert)]).collect();
        let drawn = draw_day(&calls, three, Paris).unwrap();
        assert!(drawn.blocks.iter().all(|block| block.height >= 1 && block.y + block.height <= HEIGHT));
        assert_eq!(drawn.blocks.iter().map(|block| block.y).min(), Some(0));
    }
}
