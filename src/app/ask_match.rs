//! A coordinator brings a volunteer and a person together: the volunteer is asked first.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    ids::{MatchId, OrganisationId, PersonId, VolunteerId},
    matches::{ASK_AGAIN_AFTER, Answers, Match, MatchState, Side},
    matching::{NotProposed, Proposal, WeeklySlot, place},
    matter::MatterKind,
    people::{Member, Person},
    waiting_list::{NotWaiting, to_renew, why_not_waiting},
};
use passerelle_store::{Tx, matches, people, transact};
use serde_json::{Value, json};

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    matching_pool::{Pool, who_knows},
    schedule::set_timer,
    tell_match::ask,
};

/// What became of the wish to bring two together.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedMatch {
    /// The volunteer is being asked.
    Asked(Box<Match>),
    /// Somebody is being asked about her already.
    OneAtATime(Box<Match>),
    /// This volunteer is not to be asked: nothing changed.
    NotProposed(NotProposed),
    /// She does not wait for anybody.
    NotWaiting(NotWaiting),
    /// Nobody of the organisation has this id.
    Unknown,
}

/// Asks a volunteer whether they would call a person, in the name of `by`. The rules are those of the proposals: nobody is
/// asked who would not be proposed. With `chosen` at that day and hour of hers, otherwise at the first that suits both, or
/// when her series has its calls.
///
/// # Errors
/// Trouble of the database.
pub async fn ask_match(
    app: &App,
    owner: OrganisationId,
    (person, volunteer): (PersonId, VolunteerId),
    chosen: Option<WeeklySlot>,
    by: Member,
) -> Outcome<AskedMatch> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(AskedMatch::Unknown);
        };
        let pool = Pool::load(tx, &app.secrets, owner, now).await?;
        if let Some(why) = why_not_waiting(&person, pool.series_of(person.id), pool.matches_of(person.id)) {
            return Ok(AskedMatch::NotWaiting(why));
        }
        if let Some(live) = pool.matches_of(person.id).iter().find(|paired| paired.state.is_live()) {
            return Ok(AskedMatch::OneAtATime(Box::new(live.clone())));
        }
        let knows_her = who_knows(tx, person.id, now).await?;
        let Some(helper) = pool.helper_with(volunteer, &person, &knows_her) else { return Ok(AskedMatch::Unknown) };
        let proposal = match place(&pool.wanted(&person, chosen), &helper) {
            Ok(proposal) => proposal,
            Err(why) => return Ok(AskedMatch::NotProposed(why)),
        };
        let mut paired = new_match(app, &person, proposal, by, now);
        paired.renews = to_renew(pool.series_of(person.id)).map(|series| series.id);
        if !matches::insert(tx, &paired).await? {
            return Ok(AskedMatch::Unknown);
        }
        set_timer(tx, MatterKind::Match, paired.id.0, Some(now + ASK_AGAIN_AFTER), now).await?;
        trace_match(app, tx, &paired, Some(by), "asked", json!({ "reasons": paired.reasons }), now).await?;
        ask(app, tx, &mut paired, Side::Volunteer, now).await?;
        metrics::counter!("passerelle_matches_asked_total").increment(1);
        Ok::<_, AppError>(AskedMatch::Asked(Box::new(paired)))
    })
    .await
}

fn new_match(app: &App, person: &Person, proposal: Proposal, by: Member, now: DateTime<Utc>) -> Match {
    Match {
        id: MatchId(app.chance.new_id(now)),
        organisation_id: person.organisation_id,
        line_id: person.line_id,
        code: app.chance.new_code(),
        person_id: person.id,
        volunteer_id: proposal.volunteer_id,
        zone: person.territory.zone,
        slot: proposal.slot,
        renews: None,
        reasons: proposal.reasons,
        asked_by: by,
        asked_at: now,
        state: MatchState::Asked,
        begin: Answers::default(),
        go_on: Answers::default(),
        question_at: now,
        is_asked_again: false,
        waits_for_hour: false,
        half_said: None,
        series_id: None,
        calls_made: 0,
        case_id: None,
        end: None,
        lifted: None,
    }
}

/// A line of the audit about a match.
pub(crate) async fn trace_match(
    app: &App,
    tx: &mut Tx,
    paired: &Match,
    by: Option<Member>,
    verb: &str,
    detail: Value,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let actor = by.map_or_else(|| "system".to_owned(), |by| format!("member:{}", by.uuid()));
    let (organisation_id, noun_id) = (paired.organisation_id, paired.id.0);
    leave_trace(app, tx, Trace { organisation_id, actor: &actor, verb, noun: "match", noun_id, detail }, now).await?;
    Ok(())
}
