//! Figures out of measurements.

use std::time::Duration;

/// Durations in order.
pub struct Figures(Vec<Duration>);

impl Figures {
    /// Sorts what was measured.
    pub fn of(mut measured: Vec<Duration>) -> Figures {
        measured.sort();
        Figures(measured)
    }

    /// The duration in milliseconds that `share` (0 to 1) of the measurements do not exceed; 0 of nothing.
    pub fn ms_at(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1) as f64;
        self.0.get((last * share).round() as usize).map_or(0.0, |duration| duration.as_secs_f64() * 1_000.0)
    }

    /// Half of the measurements, and all but one in a hundred, in milliseconds.
    pub fn in_words(&self) -> String {
        format!("p50 {:.1} ms, p99 {:.1} ms", self.ms_at(0.5), self.ms_at(0.99))
    }
}

/// How many a second.
pub fn a_second(count: usize, within: Duration) -> f64 {
    count as f64 / within.as_secs_f64().max(f64::EPSILON)
}

/// The middle one: what a noisy moment spoils least. 0 of nothing.
pub fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured.get(measured.len() / 2).copied().unwrap_or_default()
}
