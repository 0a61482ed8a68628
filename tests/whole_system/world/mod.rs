//! The World: a small association, its telephones, its mailbox and its clock.
//!
//! When a world ends it is looked at: a matter without a timer, a timer overdue or a job left over
//! fails the test that lived in it.

#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

mod alerts;
mod association;
mod browser;
mod carrier;
mod desk;
mod epilogue;
mod identity_provider;
mod listening;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{case::Case, ids::PersonId, people::Person, scheduled_call::ScheduledCall};
use passerelle_mail_server::{Door, MailServer};
use passerelle_open_id::OpenIdSettings;
use passerelle_rehearsal::{Rehearsal, RehearsalSettings};
use passerelle_simulator::{CallRecord, WrittenPerson};
use passerelle_store::{cases, people, scheduled_calls, test_support};
use passerelle_telephony::Carrier;

pub use association::{
    ASSOCIATION, CHRISTINE, COORDINATION_EMAIL, KARIM, LINE, LISTENER, NADIA, SMS, SUZANNE, ZOE, files,
    files_with_partners,
};
pub use browser::{Browser, Page};
pub use carrier::Answer;
pub use identity_provider::{IdentityProvider, Says};
pub use listening::heard_at;

/// Which database a story is lived on.
#[derive(Clone, Copy, Debug)]
pub enum On {
    Sqlite,
    Postgres,
}

/// Runs a story on both databases. It begins on the first morning of the small association, or in
/// the world that a function makes: `async fn story(world: World in a_larger_association) { … }`.
#[macro_export]
macro_rules! on_both {
    (@begin $on:ident) => { $crate::World::begin($on) };
    (@begin $on:ident $begin:path) => { $begin($on) };
    ($($(#[$meta:meta])* async fn $name:ident($world:ident: World $(in $begin:path)?) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story(on: $crate::On) {
                #[allow(unused_mut)]
                let mut $world = $crate::on_both!(@begin on $($begin)?).await;
                $body
                $world.end().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story($crate::On::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story($crate::On::Postgres).await;
            }
        }
    )*};
}

/// An instant written as `2026-11-25T09:00:00Z`.
pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub struct World {
    pub service: Rehearsal,
    pub mail: tempfile::TempDir,
    mail_server: Option<MailServer>,
    pub http: reqwest::Client,
    database: test_support::FreshDatabase,
}

impl World {
    /// Thursday 26 November 2026, eight in the morning in Paris.
    pub fn morning() -> DateTime<Utc> {
        "2026-11-26T07:00:00Z".parse().unwrap()
    }

    pub async fn begin(on: On) -> World {
        World::begin_at(on, World::morning(), files()).await
    }

    pub async fn begin_at(on: On, start: DateTime<Utc>, files: Vec<(String, String)>) -> World {
        World::begin_with(on, start, files, Carrier::Simulated).await
    }

    /// A world whose carrier does things in its own way.
    pub async fn begin_with(on: On, start: DateTime<Utc>, files: Vec<(String, String)>, carrier: Carrier) -> World {
        World::begin_writing_by(on, start, files, carrier, None, None, None).await
    }

    /// A world whose carrier takes so many texts a second.
    pub async fn begin_at_pace(on: On, messages_per_second: f64) -> World {
        World::begin_writing_by(
            on,
            World::morning(),
            files(),
            Carrier::Simulated,
            None,
            Some(messages_per_second),
            None,
        )
        .await
    }

    /// A world whose emails go to a mail server.
    pub async fn with_a_mail_server(on: On) -> World {
        let server = MailServer::start(Door::StartTls).await;
        World::begin_writing_by(on, World::morning(), files(), Carrier::Simulated, Some(server), None, None).await
    }

    /// A world whose staff may sign in at an identity provider.
    pub async fn with_an_identity_provider(on: On, provider: &IdentityProvider) -> World {
        let settings = Some(provider.settings());
        World::begin_writing_by(on, World::morning(), files(), Carrier::Simulated, None, None, settings).await
    }

    async fn begin_writing_by(
        on: On,
        start: DateTime<Utc>,
        files: Vec<(String, String)>,
        carrier: Carrier,
        mail_server: Option<MailServer>,
        messages_per_second: Option<f64>,
        open_id: Option<OpenIdSettings>,
    ) -> World {
        let database = match on {
            On::Sqlite => test_support::FreshDatabase::sqlite_migrated().await,
            On::Postgres => test_support::FreshDatabase::postgres_migrated().await,
        };
        let mail = tempfile::tempdir().unwrap();
        let settings = RehearsalSettings {
            database_url: database.url().to_owned(),
            listen: ([127, 0, 0, 1], 0).into(),
            mail_folder: mail.path().to_owned(),
            mail_server: mail_server.as_ref().map(MailServer::url),
            open_id,
            start,
            seed: 1,
            organisation: ASSOCIATION.to_owned(),
            messages_per_second,
            carrier,
            line_numbers: RehearsalSettings::numbers_of(&files),
            files,
        };
        let service = Rehearsal::start(settings).await.unwrap();
        World { service, mail, mail_server, http: reqwest::Client::new(), database }
    }

    /// Puts somebody behind a telephone.
    pub fn person(&self, number: &str, person: WrittenPerson) {
        self.service.simulator.add_person(number, Box::new(person));
    }

    /// What the database holds now, in another one: a backup that was restored.
    pub async fn restored(&self) -> test_support::FreshDatabase {
        self.database.restored().await
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.service.driver.now()
    }

    /// Lets time go by until `hour:minute` UTC of the first day, or `days` days later.
    pub async fn until(&self, days: i64, hour: u32, minute: u32) {
        let day = World::morning().date_naive() + TimeDelta::days(days);
        let at = day.and_hms_opt(hour, minute, 0).unwrap().and_utc();
        self.run_until(at).await;
    }

    pub async fn run_until(&self, at: DateTime<Utc>) {
        // A test that hangs says what it hangs on, instead of being killed.
        let driven = tokio::time::timeout(std::time::Duration::from_secs(120), self.service.driver.run_until(at)).await;
        assert!(
            driven.is_ok(),
            "time stands still at {}: {} guards are held, {} of them by jobs",
            self.now(),
            self.service.driver.busy_count(),
            self.service.app.db.held_jobs().count(),
        );
    }

    pub async fn minutes(&self, minutes: i64) {
        self.run_until(self.now() + TimeDelta::minutes(minutes)).await;
    }

    /// The calls of a person around now.
    pub async fn calls_of(&self, key: &str) -> Vec<ScheduledCall> {
        let person = self.person_named(key).await;
        let mut read = self.service.app.db.read().await.unwrap();
        let week = TimeDelta::days(400);
        scheduled_calls::of_person(&mut read, person.id, self.now() - week, self.now() + week).await.unwrap()
    }

    pub async fn person_named(&self, key: &str) -> Person {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        people::by_key(&mut read, &app.secrets, self.service.organisation, key).await.unwrap().unwrap()
    }

    pub async fn person_by_id(&self, id: PersonId) -> Person {
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        people::by_id(&mut read, &app.secrets, id).await.unwrap().unwrap()
    }

    /// Every case so far, oldest first.
    pub async fn cases(&self) -> Vec<Case> {
        let mut read = self.service.app.db.read().await.unwrap();
        cases::since(&mut read, self.service.organisation, DateTime::UNIX_EPOCH).await.unwrap()
    }

    /// What a telephone received by SMS.
    pub fn texts(&self, number: &str) -> Vec<String> {
        self.service.simulator.texts_to(number).iter().map(|text| text.body.to_string()).collect()
    }

    /// The emails in the mailbox, whole.
    pub fn emails(&self) -> Vec<String> {
        let mut files: Vec<_> =
            std::fs::read_dir(self.mail.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
    }

    /// The mail server, in a world that has one.
    pub fn mail_server(&self) -> &MailServer {
        self.mail_server.as_ref().unwrap()
    }

    /// The calls that rang a number, in order.
    pub fn rung(&self, number: &str) -> Vec<CallRecord> {
        let simulator = &self.service.simulator;
        simulator.rung(number).iter().filter_map(|sid| simulator.call(sid)).collect()
    }

    /// What the simulated carrier would show in its debugger.
    pub fn heard(&self, number: &str) -> String {
        self.rung(number).iter().map(CallRecord::all_heard).collect::<Vec<_>>().join(" | ")
    }

    /// Ends the world, and looks at what it leaves.
    pub async fn end(self) {
        self.service.driver.idle().await;
        let app = &self.service.app;
        self.look_back().await;
        self.nothing_personal_stands_in_clear().await;
        assert_eq!(app.db.held_jobs().count(), 0, "jobs are left over");
        self.service.stop().await;
    }
}

impl World {
    /// What happened, for a failing test to show.
    pub async fn story(&self) -> String {
        let mut lines = Vec::new();
        for call in self.service.simulator.calls() {
            lines.push(format!(
                "{} {} → {} {:?} {}",
                call.started_at.format("%d %H:%M:%S"),
                &*call.from,
                &*call.to,
                call.status,
                call.all_heard()
            ));
        }
        let app = &self.service.app;
        let mut read = app.db.read().await.unwrap();
        let since = DateTime::UNIX_EPOCH;
        for message in
            passerelle_store::messages::since(&mut read, &app.secrets, self.service.organisation, since).await.unwrap()
        {
            lines.push(format!(
                "{} {} {} {} {}",
                message.made_at.format("%d %H:%M:%S"),
                message.content.to,
                message.template,
                message.state.as_str(),
                message.content.text.lines().next().unwrap_or_default()
            ));
        }
        lines.join("\n")
    }
}
