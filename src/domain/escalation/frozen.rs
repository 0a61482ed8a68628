//! The policy of one case, as it was when the case opened.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{Chain, LastResort, PageChannel, PageStep, PagingHours, Whom};
use crate::{case::CaseLevel, local_time};

/// What a case follows until it is closed, whatever becomes of the policy it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct FrozenPolicy {
    /// Name of the association's policy; `None` for the standard chains.
    #[serde(default)]
    pub name: Option<String>,
    /// The chain of its level.
    pub chain: Chain,
    /// Zone of the paging hours.
    pub zone: Tz,
}

impl FrozenPolicy {
    /// The first instant at or after `at` at which somebody may be paged.
    pub fn may_page_at(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        match self.chain.paging_hours {
            Some(hours) => local_time::next_within(at, hours.from, hours.to, self.zone),
            None => at,
        }
    }

    /// How long the first one paged has before somebody else is.
    pub fn acknowledge_within(&self) -> TimeDelta {
        TimeDelta::seconds(self.chain.second_person_s())
    }
}

/// Cases of earlier versions held three numbers instead of a chain.
#[derive(Deserialize)]
#[serde(untagged)]
enum Kept {
    Chain {
        #[serde(default)]
        name: Option<String>,
        chain: Chain,
        zone: Tz,
    },
    Numbers {
        acknowledge_within_min: i64,
        acknowledgement_expires_min: i64,
        paging_hours: Option<(NaiveTime, NaiveTime)>,
        zone: Tz,
    },
}

impl From<Kept> for FrozenPolicy {
    fn from(kept: Kept) -> FrozenPolicy {
        match kept {
            Kept::Chain { name, chain, zone } => FrozenPolicy { name, chain, zone },
            Kept::Numbers { acknowledge_within_min, acknowledgement_expires_min, paging_hours, zone } => {
                let by = vec![PageChannel::Sms, PageChannel::Email];
                let wait_s = acknowledge_within_min * 30;
                let step = PageStep { whom: Whom::Each, by: by.clone(), again_by: None, wait_s, repeats: 1 };
                let chain = Chain {
                    level: CaseLevel::Worry,
                    rounds: 1,
                    acknowledgement_holds_min: acknowledgement_expires_min,
                    paging_hours: paging_hours.map(|(from, to)| PagingHours { from, to }),
                    everyone: LastResort { by, every_s: wait_s },
                    steps: vec![step],
                };
                FrozenPolicy { name: None, chain, zone }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;
    use crate::case::CaseKind;

    #[test]
    fn policy_of_a_case_then_kept_and_read_again() {
        for level in [CaseLevel::Note, CaseLevel::Worry, CaseLevel::Serious, CaseLevel::Immediate] {
            let chain = Chain::standard(level, CaseKind::MissedContact);
            let policy = FrozenPolicy { name: Some("nuit".into()), chain, zone: Paris };
            let kept = serde_json::to_string(&policy).unwrap();
            assert_eq!(serde_json::from_str::<FrozenPolicy>(&kept).unwrap(), policy);
        }
    }

    #[test]
    fn case_opened_by_an_earlier_version_then_the_same_delays() {
        let kept = r#"{"acknowledge_within_min":30,"acknowledgement_expires_min":120,"paging_hours":["08:00:00","20:00:00"],"zone":"Europe/Paris"}"#;
        let policy: FrozenPolicy = serde_json::from_str(kept).unwrap();
        assert_eq!(policy.acknowledge_within(), TimeDelta::minutes(30));
        assert_eq!(policy.chain.acknowledgement_holds(), TimeDelta::hours(2));
        assert_eq!((policy.chain.steps[0].wait_s, policy.chain.everyone.every_s), (900, 900));
        assert!(policy.chain.paging_hours.is_some());
    }
}
