//! Claims due timers and pushes their jobs, in one transaction.

use chrono::{DateTime, Utc};
use passerelle_domain::matter::MatterKind;
use passerelle_store::{JobPayload, timers, transact};

use crate::{App, error::Outcome, schedule::LEASE};

/// The queue of what talks to the outside: telephones, sounds.
pub const OUTSIDE_QUEUE: &str = "passerelle-outside";
/// The queue of messages that cannot wait: pages, codes, answers. Nothing else is ever before them.
pub const URGENT_QUEUE: &str = "passerelle-urgent";
/// The queue of all other messages, and of messages that are looked at again: many at once keep no telephone waiting.
pub const MESSAGES_QUEUE: &str = "passerelle-messages";
/// The queue of what only decides.
pub const INSIDE_QUEUE: &str = "passerelle-inside";
/// Every queue, with how many jobs of it run at once. Few queues: each one is looked at once a
/// second even when nothing happens.
pub const QUEUES: [(&str, usize); 4] =
    [(OUTSIDE_QUEUE, 32), (URGENT_QUEUE, 16), (MESSAGES_QUEUE, 32), (INSIDE_QUEUE, 8)];

/// How many timers one sweep claims: as many as a worker fetches at once.
const SWEEP_LIMIT: u32 = 200;

/// The queue on which a matter is advanced.
pub(crate) fn queue_of(kind: MatterKind) -> &'static str {
    match kind {
        MatterKind::Leg | MatterKind::Circuit | MatterKind::Voicemail => OUTSIDE_QUEUE,
        // It decides which text leaves, and talks to nobody.
        MatterKind::TextPace => URGENT_QUEUE,
        MatterKind::Message => MESSAGES_QUEUE,
        MatterKind::Person
        | MatterKind::Series
        | MatterKind::ScheduledCall
        | MatterKind::Offer
        | MatterKind::Callback
        | MatterKind::FollowUp
        | MatterKind::Debrief
        | MatterKind::Campaign
        | MatterKind::WatchList
        | MatterKind::Referral
        | MatterKind::ContactRound
        | MatterKind::HouseholdVisit
        | MatterKind::Match
        | MatterKind::Favour
        | MatterKind::News
        | MatterKind::WeekPlan
        | MatterKind::Notice
        | MatterKind::Digest
        | MatterKind::CaseCheck
        | MatterKind::FileImport
        | MatterKind::Case => INSIDE_QUEUE,
    }
}

/// What a sweep found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sweep {
    /// Timers whose jobs were pushed.
    pub claimed: usize,
    /// When to sweep again; `None` when no timer is set at all.
    pub next_at: Option<DateTime<Utc>>,
}

/// Claims what is due and pushes its jobs. Several processes may sweep at once: a timer is claimed
/// by one of them.
///
/// # Errors
/// Trouble of the database; nothing is then claimed.
pub async fn sweep_timers(app: &App) -> Outcome<Sweep> {
    let now = app.clock.now();
    {
        // Mostly nothing is due: a look costs no write.
        let mut read = app.db.read().await?;
        let next_at = timers::next_due(&mut read).await?;
        if next_at.is_none_or(|at| at > now) {
            return Ok(Sweep { claimed: 0, next_at });
        }
    }
    transact!(app.db, |tx| {
        let due = timers::claim_due(tx, now, SWEEP_LIMIT, now + LEASE).await?;
        for timer in &due {
            let Some(kind) = MatterKind::parse(&timer.matter_kind) else { continue };
            tx.push_job(queue_of(kind), &JobPayload::new(kind.as_str(), timer.matter_id)).await?;
        }
        let next_at = timers::next_due(tx).await?;
        Ok(Sweep { claimed: due.len(), next_at })
    })
    .await
}
