//! The distributions people are drawn from, read from `parameters.toml`, each with its quality mark.

use std::sync::LazyLock;

use rand::Rng;
use rand_distr::{Distribution, LogNormal};
use serde::Deserialize;

/// The 95th centile of the standard normal distribution.
const Z95: f64 = 1.644_853_627;

/// How a figure is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Mark {
    /// Found in a source.
    F,
    /// Derived from sources.
    D,
    /// An assumption.
    A,
}

/// A figure and how it is known.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marked<T> {
    /// The figure.
    pub value: T,
    /// Its quality.
    pub mark: Mark,
}

/// A lognormal distribution by its median and 95th centile.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lognormal {
    /// Half are below.
    pub median: f64,
    /// 95 of 100 are below.
    pub p95: f64,
}

impl Lognormal {
    /// One value. A distribution without spread gives its median.
    pub fn sample(&self, chance: &mut impl Rng) -> f64 {
        let sigma = (self.p95 / self.median).ln() / Z95;
        match LogNormal::new(self.median.ln(), sigma) {
            Ok(distribution) if sigma.is_finite() => distribution.sample(chance),
            Ok(_) | Err(_) => self.median,
        }
    }
}

/// A normal distribution cut at both ends.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct CutNormal {
    pub mean: f64,
    pub sd: f64,
    pub min: f64,
    pub max: f64,
}

/// A uniform distribution.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct Uniform {
    pub low: f64,
    pub high: f64,
}

/// All figures. The meaning and unit of each is written beside it in `parameters.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "documented in parameters.toml, which readers edit")]
pub struct Parameters {
    pub version: u32,
    pub time_zone: chrono_tz::Tz,
    pub territories: Vec<TerritoryParameters>,
    pub person: PersonParameters,
    pub reach: ReachParameters,
    pub duration: DurationParameters,
    pub inbound: InboundParameters,
    pub volunteer: VolunteerParameters,
    pub listener: ListenerParameters,
    pub coordinator: CoordinatorParameters,
}

macro_rules! figures {
    ($($(#[$meta:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs, reason = "documented in parameters.toml, which readers edit")]
        pub struct $name { $(pub $field: Marked<$type>),* }
    )*};
}

/// A territory to invent people in.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the names say it")]
pub struct TerritoryParameters {
    pub code: String,
    pub time_zone: chrono_tz::Tz,
    pub holidays: String,
}

figures! {
    /// The people accompanied.
    PersonParameters {
        age: CutNormal, women: f64, lives_alone: f64, landline: f64, mobile_75plus: f64, landline_only: f64,
        machine_landline: f64, machine_mobile: f64, hearing_slight_or_more: f64, hearing_serious: f64,
        reach_phone_s: Lognormal, key_within_8s: f64, key_within_20s: f64, key_never: f64, key_wrong: f64,
        dead_number: f64, consent_when_asked: f64, trusted_contact: f64, needs_help: f64, wants_callback: f64,
    }
    /// The chance to reach them.
    ReachParameters {
        appointment: Vec<f64>, register: Vec<f64>, hour_from_9: Vec<f64>, busy: f64, third_person: f64,
        callback_within_2h: f64,
    }
    /// How long conversations last.
    DurationParameters {
        convivial_min: Lognormal, listening_min: Lognormal, heat_human_min: Lognormal, robot_s: Uniform,
    }
    /// People who ring the line. `patience_s` is the mean of an exponential distribution.
    InboundParameters {
        frequent_callers_share_of_callers: f64, frequent_callers_share_of_calls: f64, patience_s: f64, silent: f64,
        misuse: f64, accepts_callback: f64, urgent: f64, practical: f64, leaves_message: f64,
    }
    /// Volunteers.
    VolunteerParameters {
        calls_per_week_small: u32, calls_per_week_usual: u32, calls_per_week_max: u32, sms_yes: f64, sms_silent: f64,
        sms_answer_min: Lognormal, no_show_confirmed: f64, no_show_unconfirmed: f64, substitution_accepted: f64,
        substitution_answer_min: Lognormal, outcome_by_key: f64, outcome_worry: f64, outcome_urgent: f64, outcome_after_reminder: f64, ready_when_rung: f64,
        later_when_rung: f64, reach_phone_s: Lognormal, leave_monthly_first_3: f64, leave_monthly_after: f64,
    }
    /// Listeners on duty.
    ListenerParameters {
        answers: f64, reach_phone_s: Lognormal, tells_triage: f64, tells_triage_min: Lognormal, health: f64,
        practical: f64, safety: f64, immediate: f64,
    }
    /// Coordinators.
    CoordinatorParameters {
        answers: f64, reach_phone_s: Lognormal, takes_alert: f64, takes_alert_min: Lognormal, talk_min: Lognormal,
        sees_to_it_min: Lognormal,
    }
}

/// A parameter file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the parameters of the simulation cannot be read: {0}")]
pub struct ParametersError(#[from] toml::de::Error);

/// The committed file.
const COMMITTED: &str = include_str!("parameters.toml");

#[allow(clippy::expect_used, reason = "the file is part of the program and a test parses it")]
static STANDARD: LazyLock<Parameters> =
    LazyLock::new(|| Parameters::parse(COMMITTED).expect("the committed parameters are parsed by a test"));

impl Parameters {
    /// The committed figures.
    pub fn standard() -> Parameters {
        STANDARD.clone()
    }

    /// Reads figures in the shape of the committed file.
    ///
    /// # Errors
    /// [`ParametersError`] when a figure is missing, unknown or of the wrong kind.
    pub fn parse(text: &str) -> Result<Parameters, ParametersError> {
        Ok(toml::from_str(text)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_file_then_readable_and_coherent() {
        let parameters = Parameters::parse(COMMITTED).unwrap();
        let person = &parameters.person;
        let all = person.key_within_8s.value + person.key_within_20s.value + person.key_never.value;
        assert!((all - 1.0).abs() < 1e-9, "key responses sum to {all}");
        assert_eq!(parameters.reach.hour_from_9.value.len(), 11);
        assert_eq!(person.women.mark, Mark::F);
        assert_eq!(parameters.territories.len(), 3);
    }

    #[test]
    fn unknown_figure_then_refused() {
        let text = COMMITTED.replace("women =", "wommen =");
        assert!(Parameters::parse(&text).is_err());
    }

    #[test]
    fn lognormal_then_median_and_95th_centile_hold() {
        let reach = Parameters::standard().person.reach_phone_s.value;
        let mut values: Vec<f64> = (0..20_000).map(|i| reach.sample(&mut crate::draw(7, "lognormal", i))).collect();
        values.sort_by(f64::total_cmp);
        assert!((values[10_000] - 14.0).abs() < 0.5, "median {}", values[10_000]);
        assert!((values[19_000] - 34.0).abs() < 1.5, "95th centile {}", values[19_000]);
    }
}
