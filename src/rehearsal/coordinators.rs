//! The coordinators of a rehearsal: whoever has taken an alert finds out how things are, and closes it
//! through the API, as the console will. Messages are listened to.

use chrono::TimeDelta;
use passerelle_domain::{
    case::{Case, CaseKind, CaseState},
    people::Member,
};
use passerelle_simulator::draw;
use passerelle_store::{api_tokens, cases, transact, voicemails};
use rand::Rng;
use tokio_util::sync::CancellationToken;

use crate::{Rehearsal, RehearsalError};

/// How long it takes to find out how somebody is, at least and at most.
const FINDS_OUT_MIN: std::ops::Range<i64> = 6..22;
/// A message is listened to after about this long.
const LISTENS_AFTER: TimeDelta = TimeDelta::minutes(25);

/// Told when a case was closed: its code, and what was found, in French.
pub type CaseClosed = Box<dyn Fn(&str, &str) + Send + Sync>;

/// Coordinators at work until told to stop.
pub struct Coordinators {
    app: passerelle_app::App,
    organisation: passerelle_domain::ids::OrganisationId,
    web_url: String,
    client: reqwest::Client,
    seed: u64,
    looks_every: TimeDelta,
    closed: CaseClosed,
}

impl Coordinators {
    /// Coordinators who look at what is open every so often; `closed` is told of each case they close.
    pub fn new(service: &Rehearsal, seed: u64, looks_every: TimeDelta, closed: CaseClosed) -> Coordinators {
        Coordinators {
            app: service.app.clone(),
            organisation: service.organisation,
            web_url: service.web_url.clone(),
            client: reqwest::Client::new(),
            seed,
            looks_every,
            closed,
        }
    }

    /// Works until `stop`.
    pub async fn work(self, stop: CancellationToken) {
        loop {
            let woken = tokio::select! {
                () = stop.cancelled() => return,
                woken = self.app.clock.sleep(self.looks_every) => woken,
            };
            if let Err(error) = self.look().await {
                tracing::warn!(%error, "a coordinator of the rehearsal could not work");
            }
            drop(woken);
        }
    }

    async fn look(&self) -> Result<(), RehearsalError> {
        let now = self.app.clock.now();
        let (open, messages) = {
            let mut read = self.app.db.read().await?;
            let open = cases::open(&mut read, self.organisation).await?;
            (open, voicemails::unhandled(&mut read, &self.app.secrets, self.organisation).await?)
        };
        for case in open.into_iter().filter(|case| case.state == CaseState::Acknowledged) {
            let minutes = draw(self.seed, case.code.as_str(), 0).random_range(FINDS_OUT_MIN);
            let (Some(holder), Some(since)) = (case.holder, case.acknowledged_at) else { continue };
            if now >= since + TimeDelta::minutes(minutes) {
                // One that cannot be closed must not keep the others open.
                if let Err(error) = self.close(&case, holder).await {
                    tracing::warn!(%error, "a case of the rehearsal could not be closed");
                }
            }
        }
        for message in messages.into_iter().filter(|message| now >= message.left_at + LISTENS_AFTER) {
            if let Some(owner) = message.owner {
                self.post(owner, &format!("voicemails/{}/handling", message.code), "{}").await?;
            }
        }
        Ok(())
    }

    async fn close(&self, case: &Case, holder: Member) -> Result<(), RehearsalError> {
        let (outcome, words) = match case.kind {
            CaseKind::MissedContact => match draw(self.seed, case.code.as_str(), 1).random_range(0..10) {
                0..6 => ("well_out", "elle était sortie, tout va bien"),
                6..9 => ("well_did_not_hear", "elle n'avait pas entendu, tout va bien"),
                _ => ("fall_helped", "elle était tombée, on l'a aidée"),
            },
            CaseKind::NumberOutOfService => ("wrong_number", "le numéro a changé"),
            CaseKind::UncoveredCall
            | CaseKind::Worry
            | CaseKind::Urgent
            | CaseKind::Alarm
            | CaseKind::HandRaised
            | CaseKind::LateCallback
            | CaseKind::UnreachedCallback
            | CaseKind::LateVoicemail
            | CaseKind::ImmediateNeed
            | CaseKind::LateFollowUp
            | CaseKind::AbuseReported
            | CaseKind::StuckVoicemail
            | CaseKind::HelpAsked
            | CaseKind::ConsentWithdrawn
            | CaseKind::PauseEnding
            | CaseKind::VolunteerCallMe
            | CaseKind::DebriefUnanswered
            | CaseKind::PersonWaits
            | CaseKind::VisitMissed
            | CaseKind::CampaignUnsettled
            | CaseKind::LateChecks
            | CaseKind::RoundUnfinished
            | CaseKind::MatchToAsk
            | CaseKind::MatchUnanswered
            | CaseKind::MatchEnded
            | CaseKind::FavourUnanswered
            | CaseKind::VolunteerToRing
            | CaseKind::PersonToTell
            | CaseKind::SeriesEnding
            | CaseKind::SupportVolunteer
            | CaseKind::LineEngaged
            | CaseKind::Technical => ("handled", "c'est réglé"),
        };
        // Something immediate is only closed with an account of what was done.
        let body = format!("{{\"outcome\":\"{outcome}\",\"account\":\"répétition : {words}\"}}");
        self.post(holder, &format!("cases/{}/closure", case.code), &body).await?;
        (self.closed)(case.code.as_str(), words);
        Ok(())
    }

    /// A request of the API in the name of a member of the staff.
    async fn post(&self, member: Member, path: &str, body: &str) -> Result<(), RehearsalError> {
        let Member::Staff(staff) = member else { return Ok(()) };
        let token = format!("rehearsal-{staff}");
        let now = self.app.clock.now();
        transact!(self.app.db, |tx| {
            api_tokens::insert(tx, &self.app.secrets, &token, staff, now).await?;
            Ok::<(), passerelle_store::StoreError>(())
        })
        .await?;
        let request = self
            .client
            .post(format!("{}/api/v1/{path}", self.web_url))
            .bearer_auth(&token)
            .header("content-type", "application/json")
            .body(body.to_owned());
        request.send().await?.error_for_status()?;
        Ok(())
    }
}
