//! What has passed its time goes, every night; what it came to is kept, in numbers.
//!
//! A file nobody has needed for two years is only counted: whether she is erased, or somebody rings her first, a human decides.
//! The sound of a message left on a line goes by the message's own timer.
//!
//! # Source
//! Domain notes 3.3.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::OrganisationId,
    matter::MatterKind,
    referral::{Referral, ReferralState},
    retention::Limits,
};
use passerelle_store::{api_answers, people, referrals, retention, transact};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::set_timer,
};

/// What went, or would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct PassedTime {
    /// Texts and emails that say nothing any more.
    pub texts: u64,
    /// Answers of the API.
    pub answers: u64,
    /// Referrals: ended without a decision, or forgotten.
    pub referrals: u64,
    /// Pseudonyms of callers.
    pub pseudonyms: u64,
    /// Lines of the log.
    pub log_lines: u64,
    /// Files that a human should look at: nothing of them goes by itself.
    pub files_to_look_at: u64,
}

/// Takes away what has passed its time, or only counts it when `is_dry`. Twice is once.
///
/// # Errors
/// Trouble of the database; nothing is then taken away.
pub async fn keep_time(app: &App, owner: OrganisationId, is_dry: bool) -> Outcome<PassedTime> {
    let now = app.clock.now();
    let limits = Limits::at(now);
    let mut passed = PassedTime { files_to_look_at: files(app, owner, limits.files).await?, ..PassedTime::default() };
    let mut read = app.db.read().await?;
    let known = retention::referrals(&mut read, &app.secrets, owner).await?;
    let due: Vec<(Referral, Fate)> =
        known.into_iter().filter_map(|referral| fate(&referral, &limits).map(|fate| (referral, fate))).collect();
    passed.referrals = due.len() as u64;
    passed.texts = retention::texts(&mut read, owner, limits.texts).await?;
    passed.answers = api_answers::count_old(&mut read, owner, limits.answers).await?;
    passed.pseudonyms = retention::pseudonyms(&mut read, owner, limits.pseudonyms).await?;
    passed.log_lines = retention::log_lines(&mut read, owner, limits.log).await?;
    drop(read);
    if is_dry || passed == (PassedTime { files_to_look_at: passed.files_to_look_at, ..PassedTime::default() }) {
        return Ok(passed);
    }
    transact!(app.db, |tx| {
        retention::empty_texts(tx, &app.secrets, owner, limits.texts).await?;
        for (known, fate) in &due {
            let Some(referral) = referrals::by_id(tx, &app.secrets, known.id).await? else { continue };
            match fate {
                // Somebody has decided since.
                _ if referral.state != known.state => continue,
                Fate::Ends => {
                    let ended = referral.ended(ReferralState::TurnedDown, now);
                    referrals::update(tx, &app.secrets, &ended).await?;
                    set_timer(tx, MatterKind::Referral, ended.id.0, None, now).await?;
                }
                Fate::Goes => retention::forget_referral(tx, &referral).await?,
            }
        }
        api_answers::forget_old(tx, limits.answers).await?;
        retention::forget_pseudonyms(tx, owner, limits.pseudonyms).await?;
        retention::forget_log(tx, owner, limits.log).await?;
        let noun_id: Uuid = owner.0;
        let (actor, verb, noun, detail) = ("system", "time_passed", "organisation", json!(passed));
        leave_trace(app, tx, Trace { organisation_id: owner, actor, verb, noun, noun_id, detail }, now).await?;
        Ok::<_, AppError>(())
    })
    .await?;
    Ok(passed)
}

/// What becomes of a referral whose time has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nobody decided: who she is goes.
    Ends,
    /// Nothing of it is left.
    Goes,
}

fn fate(referral: &Referral, limits: &Limits) -> Option<Fate> {
    let ended_before = |limit: DateTime<Utc>| referral.ended_at.is_some_and(|at| at < limit);
    match referral.state {
        ReferralState::Received => (referral.made_at < limits.referrals_waiting).then_some(Fate::Ends),
        ReferralState::SaidNo => ended_before(limits.refusals).then_some(Fate::Goes),
        ReferralState::TurnedDown | ReferralState::Withdrawn => {
            ended_before(limits.referrals_ended).then_some(Fate::Goes)
        }
        // It lasts as long as her file: the partner follows it.
        ReferralState::Joined(_) => None,
    }
}

/// Files nobody has needed since `limit`.
async fn files(app: &App, owner: OrganisationId, limit: DateTime<Utc>) -> Outcome<u64> {
    let (mut count, mut after) = (0, String::new());
    loop {
        let mut read = app.db.read().await?;
        let some = people::of_organisation(&mut read, &app.secrets, owner, &after).await?;
        let Some(last) = some.last() else { return Ok(count) };
        after.clone_from(&last.key);
        let is_old = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at < limit);
        count += some.iter().filter(|person| is_old(person.last_talked_at)).count() as u64;
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use passerelle_domain::{
        code::Code,
        ids::{PersonId, ReferralId, StaffId},
        referral::ReferralReason,
    };

    use super::*;

    #[test]
    fn referral_of_each_state_then_its_time_and_no_other() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let limits = Limits::at(now);
        let joined = ReferralState::Joined(PersonId(Uuid::nil()));
        for (state, days, expected) in [
            (ReferralState::Received, 29, None),
            (ReferralState::Received, 31, Some(Fate::Ends)),
            (ReferralState::TurnedDown, 29, None),
            (ReferralState::TurnedDown, 31, Some(Fate::Goes)),
            (ReferralState::Withdrawn, 31, Some(Fate::Goes)),
            (ReferralState::SaidNo, 364, None),
            (ReferralState::SaidNo, 366, Some(Fate::Goes)),
            (joined, 4_000, None),
        ] {
            let at = now - TimeDelta::days(days);
            let referral = Referral {
                id: ReferralId(Uuid::nil()),
                organisation_id: OrganisationId(Uuid::nil()),
                code: Code::parse("A7K2").unwrap(),
                partner: "herault".into(),
                by: StaffId(Uuid::nil()),
                reason: ReferralReason::FewContacts,
                she_knows: true,
                after_a_no: false,
                state,
                made_at: at,
                ended_at: (state != ReferralState::Received).then_some(at),
                whom: None,
            };
            assert_eq!(fate(&referral, &limits), expected, "{state:?} for {days} days");
        }
    }
}
