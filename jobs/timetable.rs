//! The timetable on one page: which queues there are, which job runs on which, and what is done at
//! regular times.
//!
//! | what | when |
//! |---|---|
//! | sweep of due timers | when the next timer is due, when one was set, and once a second at the latest |
//! | finished jobs deleted | every five minutes |
//! | texts and recordings that no webhook told us about | at the start, then every ten minutes |
//!
//! Everything else is a timer of its own matter: calls are materialised by the timer of their
//! series, cases paged by theirs, the coming weeks planned at half past three by the timer of their organisation's plan.

use std::{task::Poll, time::Duration};

use passerelle_app::{
    App, INSIDE_QUEUE, MESSAGES_QUEUE, MatterKind, OUTSIDE_QUEUE, QUEUES, URGENT_QUEUE, begin_digests,
    begin_week_plans, collect_recordings, collect_texts, sweep_timers,
};
use passerelle_clock::Busy;
use tokio_util::sync::CancellationToken;

use crate::{
    Queue, advance_callback, advance_campaign, advance_case, advance_case_check, advance_circuit,
    advance_contact_round, advance_debrief, advance_digest, advance_favour, advance_file_import, advance_follow_up,
    advance_household_visit, advance_leg, advance_match, advance_news, advance_notice, advance_person,
    advance_referral, advance_scheduled_call, advance_text_pace, advance_voicemail, advance_watch_list,
    deliver_message, lapse_offer, materialise_series, plan_week, purge_done_jobs, run_workers,
};

/// On the machine's own time the timers are looked at this often even if no signal comes: another
/// process may have set one, and a signal may be lost.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After the database failed a sweep.
const RETRY_AFTER: Duration = Duration::from_secs(1);
/// How often finished jobs are deleted.
const PURGE_EVERY: Duration = Duration::from_secs(5 * 60);

/// How often the carrier is asked for texts and recordings that nobody told us about.
const COLLECT_EVERY: Duration = Duration::from_secs(10 * 60);

/// In virtual time jobs wait for their turn, so every one that is asked for must have been begun.
const JOBS_IN_VIRTUAL_TIME: usize = 10_000;

/// Every queue with its jobs. Jobs are named after the matter they advance.
fn queues(app: &App) -> Vec<Queue> {
    let concurrency = |queue| {
        if app.clock.is_virtual() {
            return JOBS_IN_VIRTUAL_TIME;
        }
        QUEUES.iter().find(|(name, _)| *name == queue).map_or(1, |(_, jobs)| *jobs)
    };
    macro_rules! jobs {
        ($queue:expr, $($kind:ident => $job:ident),+) => {{
            let queue = Queue::new($queue, concurrency($queue));
            $(let queue = {
                let app = app.clone();
                queue.job(MatterKind::$kind.as_str(), move |payload| $job::run(app.clone(), payload))
            };)+
            queue
        }};
    }
    vec![
        jobs!(OUTSIDE_QUEUE, Leg => advance_leg, Circuit => advance_circuit, Voicemail => advance_voicemail),
        jobs!(URGENT_QUEUE, TextPace => advance_text_pace, Message => deliver_message),
        jobs!(MESSAGES_QUEUE, Message => deliver_message),
        jobs!(
            INSIDE_QUEUE,
            Person => advance_person,
            Series => materialise_series,
            ScheduledCall => advance_scheduled_call,
            Offer => lapse_offer,
            Callback => advance_callback,
            FollowUp => advance_follow_up,
            Debrief => advance_debrief,
            Campaign => advance_campaign,
            WatchList => advance_watch_list,
            Referral => advance_referral,
            ContactRound => advance_contact_round,
            HouseholdVisit => advance_household_visit,
            Match => advance_match,
            Favour => advance_favour,
            News => advance_news,
            WeekPlan => plan_week,
            Notice => advance_notice,
            Digest => advance_digest,
            FileImport => advance_file_import,
            CaseCheck => advance_case_check,
            Case => advance_case
        ),
    ]
}

/// Runs the workers, the sweep and the regular tasks until `shutdown`; running jobs then have ten
/// seconds to finish, and what they did not begin stays for the next process.
pub async fn run(app: App, shutdown: CancellationToken) {
    if let Err(error) = begin_week_plans(&app).await {
        tracing::warn!(%error, "organisations without a plan of their weeks could not be looked for; the next list or start will");
    }
    if let Err(error) = begin_digests(&app).await {
        tracing::warn!(%error, "coordinators without a morning email could not be looked for; the next list or start will");
    }
    let workers = run_workers(app.db.clone(), queues(&app), shutdown.clone());
    let sweep = sweep_until(app.clone(), shutdown.clone());
    let purge = purge_until(app.clone(), shutdown.clone());
    let collect = collect_until(app.clone(), shutdown);
    tokio::join!(workers, sweep, purge, collect);
}

/// Sweeps due timers as promptly as the signals allow.
async fn sweep_until(app: App, shutdown: CancellationToken) {
    let mut signals = app.db.wake().watch_timers();
    // Held from waking to the end of the sweep it woke for.
    let mut woken: Option<Busy> = None;
    while !shutdown.is_cancelled() {
        signals.mark_unchanged();
        // In virtual time the clock stands still from the change of a timer to the end of this look.
        let claim = app.db.held_jobs().take_timers();
        let looking = (claim, woken.take(), app.clock.busy());
        let sweep = match sweep_timers(&app).await {
            Ok(sweep) => sweep,
            Err(error) => {
                tracing::error!(%error, "the timers could not be swept; trying again in a second");
                let _ = tokio::time::timeout(RETRY_AFTER, shutdown.cancelled()).await;
                continue;
            }
        };
        let now = app.clock.now();
        if sweep.claimed > 0 && sweep.next_at.is_some_and(|at| at <= now) {
            continue;
        }
        let next = sweep.next_at;
        let clock = app.clock.clone();
        let sleep = async move {
            match next {
                Some(at) => clock.sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(sleep);
        // The sleeper is registered before the clock may move on.
        if let Poll::Ready(busy) = futures::poll!(&mut sleep) {
            woken = Some(busy);
            continue;
        }
        drop(looking);
        let look_anyway = async {
            if app.clock.is_virtual() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        };
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = signals.changed() => {}
            busy = &mut sleep => woken = Some(busy),
            () = look_anyway => {}
        }
    }
}

async fn purge_until(app: App, shutdown: CancellationToken) {
    loop {
        if tokio::time::timeout(PURGE_EVERY, shutdown.cancelled()).await.is_ok() {
            return;
        }
        if let Err(error) = purge_done_jobs(&app.db).await {
            tracing::warn!(%error, "finished jobs could not be deleted; they will be later");
        }
    }
}

/// In virtual time nobody misses a webhook unless a story says so, and then it asks by itself.
async fn collect_until(app: App, shutdown: CancellationToken) {
    while !app.clock.is_virtual() && !shutdown.is_cancelled() {
        if let Err(error) = collect_texts(&app).await {
            tracing::warn!(%error, "the carrier could not be asked for texts received; it will be later");
        }
        if let Err(error) = collect_recordings(&app).await {
            tracing::warn!(%error, "the carrier could not be asked for messages left; it will be later");
        }
        let _ = tokio::time::timeout(COLLECT_EVERY, shutdown.cancelled()).await;
    }
}
