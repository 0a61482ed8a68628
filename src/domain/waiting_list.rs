//! Who waits for somebody to call her, since when: from the day she agreed, or her last lasting match ended.
//!
//! A match that ended before it was confirmed does not count: whoever was refused keeps her first waiting date.
//!
//! # Source
//! Domain notes 2.3 ("show waiting time") and story K8.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    call_series::{CallKind, CallSeries, PairingPolicy},
    consent::Scope,
    matches::{Match, MatchState},
    people::Person,
    series_end::EndReason,
};

/// Why somebody does not wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotWaiting {
    /// She did not say yes to calls.
    NoConsent,
    /// Somebody calls her: a volunteer of hers, a small team, a pool.
    HasSomebody,
    /// She is being matched, and the calls have begun.
    OnTrial,
}

impl NotWaiting {
    /// The word of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            NotWaiting::NoConsent => "no_consent",
            NotWaiting::HasSomebody => "has_somebody",
            NotWaiting::OnTrial => "on_trial",
        }
    }
}

/// Whether somebody makes the calls of a series for company.
fn has_somebody(series: &CallSeries) -> bool {
    let is_for_company = series.is_active && series.kind == CallKind::ConvivialCall;
    is_for_company && (series.pairing != PairingPolicy::Pair || series.volunteer_id.is_some())
}

/// Why she does not wait; `None` when she does. `series` and `matches` are hers.
pub fn why_not_waiting(person: &Person, series: &[CallSeries], matches: &[Match]) -> Option<NotWaiting> {
    if !person.consents.of(&Scope::Calls).is_given() {
        return Some(NotWaiting::NoConsent);
    }
    if matches.iter().any(|paired| matches!(paired.state, MatchState::Trial | MatchState::ToConfirm)) {
        return Some(NotWaiting::OnTrial);
    }
    series.iter().any(has_somebody).then_some(NotWaiting::HasSomebody)
}

/// The series for company that nobody makes any more, to be given to somebody else.
pub fn to_renew(series: &[CallSeries]) -> Option<&CallSeries> {
    series.iter().find(|series| {
        series.is_active && series.kind == CallKind::ConvivialCall && !has_somebody(series) && series.team.is_empty()
    })
}

/// Whether somebody of the team calls her meanwhile.
pub fn has_courtesy_calls(series: &[CallSeries]) -> bool {
    series.iter().any(|series| series.is_active && series.kind == CallKind::CourtesyCall)
}

/// Since when she waits: since she agreed, or since what lasted ended, whichever came last.
pub fn waits_since(agreed_at: DateTime<Utc>, series: &[CallSeries], matches: &[Match]) -> DateTime<Utc> {
    let lasted = |paired: &&Match| paired.state == MatchState::Ended;
    let ended_matches = matches.iter().filter(lasted).filter_map(|paired| paired.end.map(|end| end.at));
    let of_a_trial = |series: &CallSeries| {
        let is_trial = |state| matches!(state, MatchState::Refused | MatchState::Withdrawn);
        matches.iter().any(|paired| paired.series_id == Some(series.id) && is_trial(paired.state))
    };
    let ended_series = series
        .iter()
        .filter(|series| !series.is_active && series.kind == CallKind::ConvivialCall && !of_a_trial(series))
        .filter_map(|series| series.end.as_ref())
        .filter(|end| end.reason != EndReason::LastDatePassed || end.at > agreed_at)
        .map(|end| end.at);
    let left_alone = to_renew(series).and_then(|series| series.without_since);
    ended_matches.chain(ended_series).chain(left_alone).fold(agreed_at, DateTime::max)
}

/// Whole days waited on her calendar.
pub fn days_waited(since: NaiveDate, today: NaiveDate) -> i64 {
    (today - since).num_days().max(0)
}

/// The middle of the days waited; the lower one of two.
pub fn median(mut days: Vec<i64>) -> Option<i64> {
    days.sort_unstable();
    days.get(days.len().checked_sub(1)? / 2).copied()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        ids::{SeriesId, VolunteerId},
        matches::{EndedBecause, MatchEnd, NoReason, examples::asked},
        people::{Member, examples::person},
        series_end::SeriesEnd,
    };

    /// Her series, her matches; why she does not wait, and since when she would.
    type Known = (Vec<CallSeries>, Vec<Match>, Option<NotWaiting>, &'static str);

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T09:00:00Z").parse().unwrap()
    }

    /// Her weekly calls, by the volunteer 1.
    fn series() -> CallSeries {
        let nil = uuid::Uuid::nil();
        let of_records = json!({
            "id": nil, "organisation_id": nil, "key": "s", "person_id": nil, "volunteer_id": uuid::Uuid::from_u128(1),
            "rule": "FREQ=WEEKLY;BYDAY=TH", "local_time": "15:00:00", "zone": "Europe/Paris", "starts_on": "2026-01-01",
            "ends_on": null, "duration_min": 30, "pairing": "pair", "materialised_to": null, "is_active": true,
        });
        serde_json::from_value(of_records).unwrap()
    }

    fn left_on(day: &str) -> CallSeries {
        CallSeries { volunteer_id: None, without_since: Some(at(day)), ..series() }
    }

    fn ended_on(day: &str) -> CallSeries {
        let by: Option<Member> = None;
        let end = Some(SeriesEnd { reason: EndReason::VolunteerLeaves, by, at: at(day) });
        CallSeries { is_active: false, end, ..series() }
    }

    fn over(state: MatchState, day: &str) -> Match {
        let because = EndedBecause::SeriesEnded;
        let end = Some(MatchEnd { because, no_reason: NoReason::NotGiven, by: None, at: at(day) });
        Match { state, end, series_id: Some(SeriesId(uuid::Uuid::nil())), ..asked() }
    }

    #[test]
    fn series_and_matches_then_who_waits_and_since_when() {
        use MatchState::{Ended, Refused, Withdrawn};
        let courtesy = CallSeries { kind: CallKind::CourtesyCall, ..series() };
        let pool = CallSeries { pairing: PairingPolicy::Pool, volunteer_id: None, ..series() };
        let trial = Match { state: MatchState::Trial, ..asked() };
        let somebody = Some(NotWaiting::HasSomebody);
        let cases: Vec<Known> = vec![
            (vec![], vec![], None, "2026-06-01"),
            (vec![series()], vec![], somebody, "2026-06-01"),
            (vec![pool], vec![], somebody, "2026-06-01"),
            (vec![courtesy], vec![], None, "2026-06-01"),
            (vec![], vec![asked()], None, "2026-06-01"),
            (vec![series()], vec![trial], Some(NotWaiting::OnTrial), "2026-06-01"),
            // Her volunteer left, or what lasted ended: from that day on.
            (vec![left_on("2026-09-01")], vec![], None, "2026-09-01"),
            (vec![ended_on("2026-10-01")], vec![], None, "2026-10-01"),
            (vec![ended_on("2026-10-01")], vec![over(Ended, "2026-10-01")], None, "2026-10-01"),
            (vec![ended_on("2026-03-01")], vec![], None, "2026-06-01"),
            // A no, or a trial that ended, leaves her first date.
            (vec![], vec![over(Refused, "2026-10-01")], None, "2026-06-01"),
            (vec![ended_on("2026-10-01")], vec![over(Refused, "2026-10-01")], None, "2026-06-01"),
            (vec![ended_on("2026-10-01")], vec![over(Withdrawn, "2026-10-01")], None, "2026-06-01"),
        ];
        for (place, (series, matches, why_not, since)) in cases.into_iter().enumerate() {
            assert_eq!(why_not_waiting(&person(), &series, &matches), why_not, "case {place}");
            assert_eq!(waits_since(at("2026-06-01"), &series, &matches), at(since), "case {place}");
            assert_eq!(has_courtesy_calls(&series), place == 3, "case {place}");
        }
        let refused = crate::people::Person { consents: crate::consent::Consents::default(), ..person() };
        assert_eq!(why_not_waiting(&refused, &[], &[]), Some(NotWaiting::NoConsent));
        assert_eq!(
            to_renew(&[series(), left_on("2026-09-01")]).and_then(|found| found.volunteer_id),
            None::<VolunteerId>
        );
        assert!(to_renew(&[series()]).is_none());
    }

    #[test]
    fn days_then_their_middle() {
        for (days, middle) in [(vec![], None), (vec![3], Some(3)), (vec![9, 1], Some(1)), (vec![5, 90, 1], Some(5))] {
            assert_eq!(median(days.clone()), middle, "{days:?}");
        }
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(days_waited(day("2026-11-01"), day("2026-11-26")), 25);
        assert_eq!(days_waited(day("2026-11-27"), day("2026-11-26")), 0);
    }
}
