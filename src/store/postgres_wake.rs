//! Wake-up signals between processes on PostgreSQL.
//!
//! A signal is sent just after the commit, by one task that gathers what happened meanwhile, and
//! not by a NOTIFY inside the transaction: PostgreSQL makes all commits that carry a NOTIFY wait
//! for each other, disk write included, which would undo its own grouping of commits.

use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgListener;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::Wake;

/// The channel all processes of the program listen to.
const CHANNEL: &str = "passerelle_wake";
/// How long to wait before listening again after a lost connection. The one-second look of the
/// workers and of the sweeper covers the gap.
const LISTEN_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// Signals of a busy moment are gathered this long, so that telling costs next to nothing.
const TELL_AT_MOST_EVERY: Duration = Duration::from_millis(5);
const TELL: &str = "SELECT pg_notify($1, concat(CAST($2 AS TEXT), ' ', word)) FROM unnest($3::text[]) AS word";

/// The two tasks, telling and listening; they end when this is dropped.
pub(crate) struct Listener([JoinHandle<()>; 2]);

impl Listener {
    pub(crate) fn start(pool: PgPool, wake: Wake) -> Listener {
        // Everybody hears everything; a process recognises what it said itself by this.
        let origin = Uuid::now_v7().to_string();
        let telling = tokio::spawn(tell(pool.clone(), wake.clone(), origin.clone()));
        Listener([telling, tokio::spawn(listen(pool, wake, origin))])
    }

    /// Ends both tasks: they hold connections of the pool.
    pub(crate) fn stop(&self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn tell(pool: PgPool, wake: Wake, origin: String) {
    loop {
        let words: Vec<String> = wake.next_for_elsewhere().await.into_iter().collect();
        if let Err(error) = sqlx::query(TELL).bind(CHANNEL).bind(&origin).bind(&words).execute(&pool).await {
            let error = crate::StoreError::from(error);
            tracing::warn!(%error, "other processes were not woken; they look by themselves within a second");
        }
        tokio::time::sleep(TELL_AT_MOST_EVERY).await;
    }
}

async fn listen(pool: PgPool, wake: Wake, origin: String) {
    while !pool.is_closed() {
        if let Err(error) = listen_once(&pool, &wake, &origin).await {
            let error = crate::StoreError::from(error);
            tracing::warn!(%error, "no longer listening to other processes; trying again");
        }
        tokio::time::sleep(LISTEN_AGAIN_AFTER).await;
    }
}

async fn listen_once(pool: &PgPool, wake: &Wake, origin: &str) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    wake.everybody();
    // `try_recv` answers `None` when the connection was lost: what came meanwhile is lost too.
    while let Some(notification) = listener.try_recv().await? {
        if let Some((from, word)) = notification.payload().split_once(' ')
            && from != origin
        {
            wake.heard(word);
        }
    }
    Ok(())
}
