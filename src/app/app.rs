//! What every use case is given.

use std::sync::Arc;

use passerelle_clock::Clock;
use passerelle_notify::Mailer;
use passerelle_open_id::OpenId;
use passerelle_store::{Db, Secrets};
use passerelle_telephony::{CarrierClient, CarrierProfile, Voices};

use crate::{Chance, PublicUrls, ScriptBook};

/// The parts a running service is made of.
pub struct AppParts {
    /// The open database.
    pub db: Db,
    /// Keys of what is sealed.
    pub secrets: Secrets,
    /// The time.
    pub clock: Clock,
    /// Identifiers and codes.
    pub chance: Chance,
    /// The carrier's REST interface.
    pub carrier: CarrierClient,
    /// What this carrier can do.
    pub profile: &'static CarrierProfile,
    /// The voice of each language.
    pub voices: Voices,
    /// Where emails go.
    pub mailer: Mailer,
    /// Where the staff may sign in instead of by password, if anywhere.
    pub open_id: Option<OpenId>,
    /// Scripts and words.
    pub scripts: ScriptBook,
    /// Where the carrier finds us.
    pub urls: PublicUrls,
    /// True when no real telephone may ring: numbers kept for the simulator are then allowed.
    pub is_simulated: bool,
}

/// A running service; a cheap handle.
#[derive(Clone)]
pub struct App(Arc<AppParts>);

impl App {
    /// Joins the parts.
    pub fn new(parts: AppParts) -> App {
        App(Arc::new(parts))
    }
}

impl std::ops::Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0
    }
}
