//! What is told about a plan.

use std::{io::Write, time::Duration};

use passerelle_planner::{Breach, Left, Points, Reason, Rule, instance::Instance};
use serde_json::{Map, Value, json};

/// A plan in figures.
pub(crate) struct Summary {
    pub(crate) points: Points,
    /// People who asked for calls.
    pub(crate) people: usize,
    /// What no plan can exceed, when it is known.
    pub(crate) bound: Option<i64>,
    /// Calls that nobody makes.
    pub(crate) left: Vec<Left>,
    /// What took how long.
    pub(crate) seconds: [(&'static str, Duration); 3],
}

impl Summary {
    /// Writes it for a person, or as one JSON object.
    pub(crate) fn show(&self, out: &mut impl Write, as_json: bool) -> anyhow::Result<()> {
        if as_json {
            writeln!(out, "{}", self.json())?;
            return Ok(());
        }
        let points = &self.points;
        writeln!(out, "Calls     {} made, {} left", points.served, points.unserved)?;
        writeln!(out, "People    {} have a call, {} have none", self.with_call(), points.people_without_call)?;
        match self.share_of_bound() {
            Some((bound, share)) => {
                writeln!(out, "Score     {}, {:.2} % of the proven bound {bound}", points.total(), share * 100.0)?;
            }
            None => writeln!(out, "Score     {}", points.total())?,
        }
        let parts: Vec<String> = self.parts().iter().map(|(name, part)| format!("{name} {part}")).collect();
        writeln!(out, "          {}", parts.join(", "))?;
        let took = self.seconds.iter().filter(|(_, took)| !took.is_zero());
        let took: Vec<String> = took.map(|(what, took)| format!("{what} {:.2}", took.as_secs_f64())).collect();
        writeln!(out, "Seconds   {}", took.join(", "))?;
        if !self.left.is_empty() {
            writeln!(out, "Calls are left because")?;
        }
        for (reason, calls) in self.reasons() {
            writeln!(out, "{calls:>9} {}", in_words(reason))?;
        }
        Ok(())
    }

    fn json(&self) -> Value {
        let parts: Map<String, Value> =
            self.parts().iter().map(|&(name, part)| (name.to_owned(), json!(part))).collect();
        let left: Map<String, Value> =
            self.reasons().map(|(reason, calls)| (name_of(reason).to_owned(), json!(calls))).collect();
        let seconds: Map<String, Value> = self
            .seconds
            .iter()
            .map(|(what, took)| ((*what).to_owned(), json!((took.as_secs_f64() * 1_000.0).round() / 1_000.0)))
            .collect();
        json!({
            "valid": true, "score": self.points.total(), "parts": parts, "served": self.points.served,
            "left": self.points.unserved, "people_without_call": self.points.people_without_call,
            "bound": self.bound, "share_of_bound": self.share_of_bound().map(|(_, share)| share),
            "left_because": left, "seconds": seconds,
        })
    }

    fn with_call(&self) -> u64 {
        (self.people as u64).saturating_sub(self.points.people_without_call)
    }

    fn share_of_bound(&self) -> Option<(i64, f64)> {
        let bound = self.bound.filter(|&bound| bound > 0)?;
        Some((bound, self.points.total() as f64 / bound as f64))
    }

    fn parts(&self) -> [(&'static str, i64); 8] {
        let points = &self.points;
        [
            ("serve", points.serve),
            ("first", points.first),
            ("continuity", points.continuity),
            ("gender", points.gender),
            ("distance", points.distance),
            ("slot", points.slot),
            ("comfort", points.comfort),
            ("distinct", points.distinct),
        ]
    }

    fn reasons(&self) -> impl Iterator<Item = (Reason, usize)> {
        let count = |reason| (reason, self.left.iter().filter(|left| left.reason == reason).count());
        Reason::ALL.into_iter().map(count).filter(|&(_, calls)| calls > 0)
    }
}

fn in_words(reason: Reason) -> &'static str {
    match reason {
        Reason::Language => "nobody speaks the language",
        Reason::Hours => "nobody who speaks the language is available at these hours",
        Reason::Cap => "all who are have as many calls as they accept",
        Reason::Distance => "those who accept more live too far away",
        Reason::Refused => "those who live near enough were refused",
        Reason::Gender => "those who remain have not the gender that must be",
        Reason::Taken => "those who remain have other calls at these hours",
        Reason::Possible => "the plan is not finished: somebody could make them",
    }
}

fn name_of(reason: Reason) -> &'static str {
    match reason {
        Reason::Language => "language",
        Reason::Hours => "hours",
        Reason::Cap => "cap",
        Reason::Distance => "distance",
        Reason::Refused => "refused",
        Reason::Gender => "gender",
        Reason::Taken => "taken",
        Reason::Possible => "possible",
    }
}

/// A breach with the ids of its file.
pub(crate) fn breach_in_words(breach: Breach, instance: &Instance<'_>) -> String {
    let ids = match breach.rule {
        Rule::Cap => &instance.volunteer_ids,
        Rule::Window
        | Rule::Availability
        | Rule::TwoAtOnce
        | Rule::Language
        | Rule::Gender
        | Rule::Distance
        | Rule::Refused
        | Rule::UnknownVolunteer => &instance.call_ids,
    };
    let id = ids.get(breach.number).map_or("?", AsRef::as_ref);
    format!("{id}: {}", breach.rule)
}
