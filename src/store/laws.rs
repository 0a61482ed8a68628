//! The two laws, checked by SQL at any moment: no live matter without a timer, and no timer overdue
//! by more than its grace (see [`crate::timers::overdue`]).

use uuid::Uuid;

use crate::StoreError;
use crate::access::Access;
use crate::statements::{fetch_all, statements};

statements! {
    LIVE_WITHOUT_TIMER = "
        SELECT matter.kind, matter.id FROM (
            SELECT 'series' AS kind, id FROM call_series WHERE is_live
            UNION ALL SELECT 'person' AS kind, id FROM people WHERE is_live
            UNION ALL SELECT 'scheduled_call' AS kind, id FROM scheduled_calls WHERE is_live
            UNION ALL SELECT 'offer' AS kind, id FROM offers WHERE is_live
            UNION ALL SELECT 'leg' AS kind, id FROM legs WHERE is_live
            UNION ALL SELECT 'callback' AS kind, id FROM callbacks WHERE is_live
            UNION ALL SELECT 'voicemail' AS kind, id FROM voicemails WHERE is_live
            UNION ALL SELECT 'follow_up' AS kind, id FROM follow_ups WHERE is_live
            UNION ALL SELECT 'case_check' AS kind, id FROM case_checks WHERE is_live
            UNION ALL SELECT 'notice' AS kind, id FROM notices WHERE is_live
            UNION ALL SELECT 'debrief' AS kind, id FROM debriefs WHERE is_live
            UNION ALL SELECT 'match' AS kind, id FROM matches WHERE is_live
            UNION ALL SELECT 'favour' AS kind, id FROM favours WHERE is_live
            UNION ALL SELECT 'news' AS kind, id FROM news WHERE is_live
            UNION ALL SELECT 'case' AS kind, id FROM cases WHERE is_live
            UNION ALL SELECT 'campaign' AS kind, id FROM campaigns WHERE is_live
            UNION ALL SELECT 'referral' AS kind, id FROM referrals WHERE is_live
            UNION ALL SELECT 'watch_list' AS kind, id FROM watch_lists WHERE is_live
            UNION ALL SELECT 'household_visit' AS kind, id FROM household_visits WHERE is_done IS NULL AND NOT is_late
            UNION ALL SELECT 'contact_round' AS kind, id FROM contact_rounds WHERE is_live
            UNION ALL SELECT 'week_plan' AS kind, id FROM week_plans WHERE is_live
            UNION ALL SELECT 'digest' AS kind, id FROM digests WHERE is_live
            UNION ALL SELECT 'file_import' AS kind, id FROM file_imports WHERE is_live
            UNION ALL SELECT 'circuit' AS kind, id FROM circuits WHERE is_live
            UNION ALL SELECT 'text_pace' AS kind, id FROM text_paces WHERE is_live
            UNION ALL SELECT 'message' AS kind, id FROM messages WHERE is_live
        ) AS matter
        WHERE NOT EXISTS (
            SELECT 1 FROM timers WHERE timers.matter_kind = matter.kind AND timers.matter_id = matter.id
        )
        ORDER BY matter.kind, matter.id LIMIT 100";
}

/// Live matters that nothing will ever wake, at most 100: in a healthy service there are none.
pub async fn live_without_timer(db: &mut impl Access) -> Result<Vec<(String, Uuid)>, StoreError> {
    fetch_all!(db, (String, Uuid), LIVE_WITHOUT_TIMER)
}

#[cfg(test)]
mod tests {
    use passerelle_domain::matter::MatterKind;

    use super::LIVE_WITHOUT_TIMER;

    #[test]
    fn every_kind_of_matter_then_the_law_looks_at_it() {
        for kind in MatterKind::ALL {
            assert!(LIVE_WITHOUT_TIMER.contains(&format!("'{}' AS kind", kind.as_str())), "{kind:?}");
        }
    }
}
