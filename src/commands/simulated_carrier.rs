//! The simulated carrier inside `serve`: the lines of the database are its numbers, and whoever the
//! database knows is behind the telephones. It listens on this machine only.

use std::{collections::HashSet, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use chrono::TimeDelta;
use passerelle_app::{App, PublicUrls};
use passerelle_clock::Clock;
use passerelle_domain::{people::StaffRole, phone_number::PhoneNumber};
use passerelle_simulator::{
    CallbackDelivery, LineSettings, Parameters, RandomPerson, Role, Simulator, SimulatorSettings,
};
use passerelle_store::{Db, ReadConn, lines, organisations, people, scheduled_calls, staff, volunteers};
use tokio_util::sync::CancellationToken;

use super::settings::{CarrierAccess, REHEARSAL_ACCOUNT_SID, Settings};

/// How often the people of the database are looked at again: a call is known long before it is made.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// People with a call so far behind or ahead are behind their telephones.
const AROUND_NOW: TimeDelta = TimeDelta::days(2);

/// A running simulated carrier and how to reach it.
pub(crate) struct SimulatedCarrier {
    /// The carrier.
    pub(crate) simulator: Simulator,
    /// How the service reaches it.
    pub(crate) access: CarrierAccess,
    seed: u64,
}

impl SimulatedCarrier {
    /// Starts on a free port of this machine. The lines are those the database has now.
    ///
    /// # Errors
    /// The database cannot be read, or no port is free.
    pub(crate) async fn start(
        settings: &Settings,
        db: &Db,
        bound: SocketAddr,
        auth_token: String,
        clock: Clock,
    ) -> anyhow::Result<SimulatedCarrier> {
        let urls = PublicUrls::new(&settings.public_url(bound));
        // Drawn anew at each start, so that identifiers of an earlier run never come again.
        let seed = rand::random();
        let simulator = Simulator::start(SimulatorSettings {
            clock,
            listen: ([127, 0, 0, 1], 0).into(),
            account_sid: REHEARSAL_ACCOUNT_SID.to_owned(),
            auth_token: auth_token.clone(),
            seed,
            lines: lines_of(db, &urls).await?,
            delivery: CallbackDelivery::default(),
            habits: passerelle_simulator::CarrierHabits::default(),
        })
        .await
        .context("the simulated carrier could not be started")?;
        let access = CarrierAccess {
            api_url: simulator.api_url().to_owned(),
            account_sid: REHEARSAL_ACCOUNT_SID.to_owned(),
            auth_tokens: vec![auth_token],
            public_keys: Vec::new(),
            application_sid: None,
        };
        Ok(SimulatedCarrier { simulator, access, seed })
    }

    /// Puts people behind their telephones until `shutdown`, also those who are imported meanwhile.
    pub(crate) async fn keep_people(self: Arc<Self>, app: App, shutdown: CancellationToken) {
        let mut known = HashSet::new();
        while !shutdown.is_cancelled() {
            if let Err(error) = self.add_people(&app, &mut known).await {
                tracing::warn!(%error, "the people of the database could not be put behind their simulated telephones");
            }
            let _ = tokio::time::timeout(LOOK_EVERY, shutdown.cancelled()).await;
        }
    }

    async fn add_people(&self, app: &App, known: &mut HashSet<String>) -> anyhow::Result<()> {
        let parameters = Arc::new(Parameters::standard());
        let mut read = app.db.read().await?;
        for someone in people_of(app, &mut read).await? {
            if known.insert(someone.number.as_str().to_owned()) {
                let number = someone.number.as_str();
                let person = RandomPerson::new(someone.role, number, self.seed, Arc::clone(&parameters));
                self.simulator.add_person(number, Box::new(person.in_zone(someone.zone)));
            }
        }
        Ok(())
    }
}

/// A telephone of the database and who answers it.
struct Someone {
    role: Role,
    number: PhoneNumber,
    zone: chrono_tz::Tz,
}

async fn people_of(app: &App, read: &mut ReadConn) -> anyhow::Result<Vec<Someone>> {
    let now = app.clock.now();
    let mut all = Vec::new();
    for (owner, _) in organisations::all(read).await? {
        let lines = lines::of_organisation(read, owner).await?;
        let home = lines.first().map_or(chrono_tz::UTC, |line| line.territory.zone);
        for member in staff::of_organisation(read, &app.secrets, owner).await? {
            let role = match member.role {
                StaffRole::Listener => Role::Listener,
                StaffRole::Coordinator | StaffRole::SocialWorker | StaffRole::Administrator => Role::Coordinator,
                StaffRole::Partner => Role::Caller,
            };
            all.extend(member.phone.map(|number| Someone { role, number, zone: home }));
        }
        for volunteer in volunteers::of_organisation(read, &app.secrets, owner).await? {
            let zone = volunteer.territory.zone;
            all.extend(volunteer.phone.map(|number| Someone { role: Role::Volunteer, number, zone }));
        }
        for call in scheduled_calls::between(read, owner, now - AROUND_NOW, now + AROUND_NOW).await? {
            let Some(person) = people::by_id(read, &app.secrets, call.person_id).await? else {
                continue;
            };
            let zone = person.territory.zone;
            all.extend(person.phones.into_iter().map(|number| Someone { role: Role::Senior, number, zone }));
        }
    }
    Ok(all)
}

/// The numbers the lines ring and write from.
async fn lines_of(db: &Db, urls: &PublicUrls) -> anyhow::Result<Vec<LineSettings>> {
    let mut read = db.read().await?;
    let mut numbers = Vec::new();
    for (owner, _) in organisations::all(&mut read).await? {
        for line in lines::of_organisation(&mut read, owner).await? {
            numbers.push(line.number.as_str().to_owned());
            numbers.extend(line.check_number.map(String::from));
            // A name cannot be answered, so it is no number of the carrier.
            numbers.extend(PhoneNumber::from_e164(&line.sms_sender).ok().map(String::from));
        }
    }
    numbers.sort();
    numbers.dedup();
    Ok(numbers.into_iter().map(|number| line_settings(number, urls)).collect())
}

fn line_settings(number: String, urls: &PublicUrls) -> LineSettings {
    let base = urls.base();
    LineSettings {
        number,
        voice_url: format!("{base}/webhooks/voice/incoming"),
        voice_fallback_url: Some(urls.fallback()),
        status_callback_url: Some(format!("{base}/webhooks/voice/status")),
        sms_url: Some(format!("{base}/webhooks/messages/incoming")),
    }
}
