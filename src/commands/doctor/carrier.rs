//! Does the carrier know us, and do our clocks agree?

use std::time::Duration;

use chrono::{DateTime, Utc};
use passerelle_clock::Clock;
use passerelle_telephony::CarrierError;

use super::Finding;
use crate::commands::{
    service::carrier_client,
    settings::{CarrierAccess, Settings},
};

/// A clock further off refuses signatures that are dated, and rings at wrong minutes.
const MOST_CLOCK_DIFFERENCE_S: i64 = 60;
/// Whoever types `doctor` waits no longer.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Asks for the account, which costs nothing and rings nobody.
pub(super) async fn examine(settings: &Settings, clock: &Clock) -> Vec<Finding> {
    let Some(access) = &settings.carrier_access else {
        return vec![Finding::ok("carrier", "simulated inside `serve`: nobody is really called")];
    };
    let mut findings = vec![examine_account(settings, access, clock).await];
    let profile = settings.carrier.profile();
    if !profile.supports_messages {
        findings.push(Finding::warning(
            "carrier",
            "its text messages are not supported: reminders and alerts by SMS will not leave",
        ));
    }
    if !profile.supports_screening {
        findings.push(Finding::warning(
            "carrier",
            "it puts a caller through to whatever picks up, without key 1: listeners need telephones without voicemail",
        ));
    }
    if !profile.supports_rooms {
        findings.push(Finding::warning(
            "carrier",
            "keys are not heard during a conversation: listeners write ABUS by SMS instead of *9, volunteers a word of alarm instead of *3",
        ));
    }
    if !settings.is_simulated() {
        findings.extend(examine_clocks(access, clock).await);
    }
    findings
}

async fn examine_account(settings: &Settings, access: &CarrierAccess, clock: &Clock) -> Finding {
    let client = match carrier_client(settings, access, clock.clone()) {
        Ok(client) => client,
        Err(error) => return Finding::problem("carrier", format!("{error:#}")),
    };
    match client.fetch_account().await {
        Ok(account) if account.status == "active" || account.status.is_empty() => {
            Finding::ok("carrier", format!("{} knows our account", settings.carrier.as_str()))
        }
        Ok(account) => Finding::problem(
            "carrier",
            format!("the account is {}: no call can be made; see the carrier's own console", account.status),
        ),
        Err(CarrierError::Refused { status: 401 | 403, .. }) => {
            Finding::problem("carrier", "it refuses us: check carrier_account_sid and the first of carrier_auth_token")
        }
        Err(CarrierError::Unreachable) => {
            Finding::problem("carrier", "it cannot be reached: check the network and carrier_api_url")
        }
        Err(error) => Finding::problem("carrier", format!("{error}")),
    }
}

/// Compares our clock with the date of the carrier's answer.
async fn examine_clocks(access: &CarrierAccess, clock: &Clock) -> Option<Finding> {
    let http = reqwest::Client::builder().timeout(ANSWER_WITHIN).build().ok()?;
    let answer = http.get(&access.api_url).send().await.ok()?;
    let theirs = answer.headers().get("date")?.to_str().ok()?;
    let theirs = DateTime::parse_from_rfc2822(theirs).ok()?.to_utc();
    let difference_s = difference_s(clock.now(), theirs);
    Some(if difference_s <= MOST_CLOCK_DIFFERENCE_S {
        Finding::ok("clock", "agrees with the carrier's")
    } else {
        Finding::problem(
            "clock",
            format!("differs from the carrier's by {difference_s} s: set this machine's clock by NTP"),
        )
    })
}

fn difference_s(ours: DateTime<Utc>, theirs: DateTime<Utc>) -> i64 {
    (ours - theirs).num_seconds().abs()
}
