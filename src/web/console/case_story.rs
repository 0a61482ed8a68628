//! What happened to a case, told in sentences; what the carrier said stands beside as proof.

use chrono::{DateTime, Utc};
use passerelle_app::{TimelineEntry, WholeCase, member_of_actor};
use passerelle_domain::case::CaseOutcome;
use serde_json::Value;

use super::Words;

/// One sentence of the story.
pub(crate) struct StoryLine {
    pub(crate) when: String,
    pub(crate) says: String,
    /// The words of a note, as they were written.
    pub(crate) quote: String,
    /// What proves it: a name and a value.
    pub(crate) proof: Vec<(String, String)>,
    pub(crate) is_human: bool,
}

/// The story of a case, oldest first.
pub(crate) fn story(w: Words, whole: &WholeCase) -> Vec<StoryLine> {
    let teller = Teller { w, whole };
    whole.timeline.iter().map(|entry| teller.line(entry)).collect()
}

struct Teller<'a> {
    w: Words,
    whole: &'a WholeCase,
}

impl Teller<'_> {
    fn line(&self, entry: &TimelineEntry) -> StoryLine {
        StoryLine {
            when: self.when(entry.at),
            says: self.sentence(entry),
            quote: if entry.what == "note" { text(&entry.detail, "text").to_owned() } else { String::new() },
            proof: self.proof(entry),
            is_human: member_of_actor(&entry.by).is_some(),
        }
    }

    fn when(&self, at: DateTime<Utc>) -> String {
        self.w.stamp(at, self.whole.now, self.whole.zone)
    }

    fn name(&self, id: Option<uuid::Uuid>) -> String {
        let known = id.and_then(|id| self.whole.names.get(&id).cloned());
        known.unwrap_or_else(|| self.w.say("somebody"))
    }

    fn named(&self, detail: &Value, field: &str) -> String {
        self.name(text(detail, field).parse().ok())
    }

    fn sentence(&self, entry: &TimelineEntry) -> String {
        let (w, detail) = (self.w, &entry.detail);
        let by = || self.name(member_of_actor(&entry.by));
        let kind = self.whole.case.kind;
        match entry.what.as_str() {
            "opened" => w.fill("story-opened", [("kind", w.case_kind(kind))]),
            "attempt" => w.fill("story-attempt", [("result", self.result(detail))]),
            "called" => w.fill("story-called", [("name", by()), ("result", self.result(detail))]),
            "note" => w.fill("story-note", [("name", by())]),
            "acknowledged" => w.fill("story-taken", [("name", by())]),
            "passed_on" => w.fill("story-passed-on", [("name", by())]),
            "closed" => {
                let outcome = CaseOutcome::parse(text(detail, "outcome")).map(|outcome| w.case_outcome(outcome));
                w.fill("story-closed", [("name", by()), ("outcome", outcome.unwrap_or_default())])
            }
            "reopened" => w.fill("story-reopened", [("name", by())]),
            "emergency_sheet_viewed" => w.fill("story-sheet", [("name", by())]),
            "expired" => w.fill("story-expired", [("name", self.named(detail, "held_by"))]),
            "handed_over" => w.fill("story-handed-over", [("name", self.named(detail, "held_by"))]),
            "holder_left" => w.fill("story-holder-left", [("name", self.named(detail, "held_by"))]),
            "paging" => w.say("story-paging"),
            "paged" => {
                let key =
                    if detail["again"].as_bool().unwrap_or_default() { "story-paged-again" } else { "story-paged" };
                let by = w.list(channels(detail).into_iter().map(|name| w.channel(&name)).collect());
                w.fill(key, [("name", self.named(detail, "member")), ("by", by)])
            }
            "check_asked" => w.fill("story-check-asked", [("check", self.check(detail))]),
            "nobody_to_ask" => w.fill("story-nobody-to-ask", [("check", self.check(detail))]),
            "check_changed" => self.check_changed(detail),
            other => match other.strip_prefix("message_") {
                Some(state) => self.message(state, detail),
                None => w.fill("story-other", [("what", other)]),
            },
        }
    }

    fn result(&self, detail: &Value) -> String {
        let key = format!("attempt-{}", text(detail, "result"));
        self.w.say(if self.w.has(&key) { &key } else { "attempt-under-way" })
    }

    fn check(&self, detail: &Value) -> String {
        let key = format!("check-kind-{}", text(detail, "check"));
        self.w.say(if self.w.has(&key) { &key } else { "somebody" })
    }

    fn check_changed(&self, detail: &Value) -> String {
        let key = format!("finding-{}", text(detail, "finding"));
        let key = if self.w.has(&key) { key } else { format!("check-ended-{}", text(detail, "state")) };
        let said = if self.w.has(&key) { self.w.say(&key) } else { String::new() };
        self.w.fill("story-check-changed", [("check", self.check(detail)), ("said", said)])
    }

    fn message(&self, state: &str, detail: &Value) -> String {
        let key = format!("story-message-{state}");
        if !self.w.has(&key) {
            return self.w.fill("story-other", [("what", state)]);
        }
        let channel = self.w.channel(text(detail, "channel"));
        self.w.fill(&key, [("name", self.named(detail, "member")), ("channel", channel)])
    }

    /// What the carrier said: its own identifiers, states and hours.
    fn proof(&self, entry: &TimelineEntry) -> Vec<(String, String)> {
        let (w, detail) = (self.w, &entry.detail);
        let mut proof = Vec::new();
        for leg in detail["legs"].as_array().into_iter().flatten() {
            let role = format!("leg-{}", text(leg, "role"));
            let role = w.say(if w.has(&role) { &role } else { "leg-callee" });
            proof.push((role, self.leg(leg)));
        }
        for (field, key) in [("carrier_id", "proof-carrier-id"), ("error_code", "proof-error"), ("text", "proof-text")]
        {
            if entry.what.starts_with("message_") && !detail[field].is_null() {
                let value = detail[field].as_str().map_or_else(|| detail[field].to_string(), str::to_owned);
                proof.push((w.say(key), value));
            }
        }
        proof
    }

    fn leg(&self, leg: &Value) -> String {
        let w = self.w;
        let at = |field: &str| {
            let at = DateTime::parse_from_rfc3339(text(leg, field)).ok()?;
            Some(at.with_timezone(&self.whole.zone).format("%H:%M:%S").to_string())
        };
        let mut facts = Vec::new();
        facts.extend(at("rung_at").map(|at| w.fill("leg-rung", [("at", at)])));
        match at("answered_at") {
            Some(at) => facts.push(w.fill("leg-answered", [("at", at)])),
            None => facts.push(w.say("leg-not-answered")),
        }
        if leg["machine"].as_bool().unwrap_or_default() {
            facts.push(w.say("leg-machine"));
        }
        if let Some(at) = at("ended_at") {
            let key = format!("leg-end-{}", text(leg, "end"));
            let end = w.say(if w.has(&key) { &key } else { "leg-end-completed" });
            facts.push(w.fill("leg-ended", [("at", at), ("end", end)]));
        }
        if !text(leg, "carrier_id").is_empty() {
            facts.push(w.fill("leg-id", [("id", text(leg, "carrier_id"))]));
        }
        facts.join(", ")
    }
}

fn text<'a>(detail: &'a Value, field: &str) -> &'a str {
    detail[field].as_str().unwrap_or_default()
}

fn channels(detail: &Value) -> Vec<String> {
    detail["channels"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
