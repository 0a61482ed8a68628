//! Something else happened to one of the two: the matches it ends.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::CallSeries,
    consent::Scope,
    ids::{PersonId, VolunteerId},
    matches::{Context, EndedBecause, Event, Match, MatchState, step},
    matter::MatterKind,
    people::Member,
    wishes::HelperCircle,
};
use passerelle_store::{Tx, call_series, exclusions, matches, people, volunteers};

use crate::{App, advance_match::apply_to_match, error::Outcome, schedule::set_timer};

/// Ends the matches of a person that cannot go on: she took back her yes.
pub(crate) async fn review_matches_of_person(
    app: &App,
    tx: &mut Tx,
    person: PersonId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let hers = matches::of_person(tx, person).await?;
    review(app, tx, hers, now).await
}

/// Ends the matches of a volunteer that cannot go on: they left, or are kept apart from her.
pub(crate) async fn review_matches_of_volunteer(
    app: &App,
    tx: &mut Tx,
    volunteer: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let theirs = matches::current_of_volunteer(tx, volunteer).await?;
    review(app, tx, theirs, now).await
}

async fn review(app: &App, tx: &mut Tx, all: Vec<Match>, now: DateTime<Utc>) -> Outcome<()> {
    for paired in all.into_iter().filter(|paired| paired.state.is_current()) {
        if let Some(because) = why_over(app, tx, &paired).await? {
            apply_to_match(app, tx, paired.id, Event::Withdrawn { because, by: None }, now).await?;
        }
    }
    Ok(())
}

/// Why a match cannot go on; `None` when it can.
pub(crate) async fn why_over(app: &App, tx: &mut Tx, paired: &Match) -> Outcome<Option<EndedBecause>> {
    let person = people::by_id(tx, &app.secrets, paired.person_id).await?;
    let agrees = person.is_some_and(|person| person.consents.of(&Scope::Calls).is_given());
    // Once confirmed, her calls wait for her next yes as those of any series do.
    if !agrees && paired.state != MatchState::Confirmed {
        return Ok(Some(EndedBecause::NoConsent));
    }
    if exclusions::of_pair(tx, paired.person_id, paired.volunteer_id).await?.is_some() {
        return Ok(Some(EndedBecause::KeptApart));
    }
    let volunteer = volunteers::by_id(tx, &app.secrets, paired.volunteer_id).await?;
    let has_left = volunteer.is_none_or(|volunteer| {
        let is_gone = !volunteer.is_here() || volunteer.circle != HelperCircle::Active;
        is_gone || (paired.state == MatchState::Asked && !volunteer.may_call())
    });
    if has_left {
        return Ok(Some(EndedBecause::VolunteerLeft));
    }
    let Some(series) = paired.series_id else { return Ok(None) };
    let series = call_series::by_id(tx, series).await?;
    let goes_on = series.is_some_and(|series| series.is_active && series.volunteer_id == Some(paired.volunteer_id));
    Ok((!goes_on).then_some(EndedBecause::SeriesEnded))
}

/// A series is over, and whoever ended it tells everybody: the match that began it is over with it.
pub(crate) async fn end_match_of_series(
    tx: &mut Tx,
    series: &CallSeries,
    by: Option<Member>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for paired in matches::of_person(tx, series.person_id).await? {
        if !paired.state.is_current() || paired.series_id != Some(series.id) {
            continue;
        }
        let context = Context { now, next_look_at: now, timer: None };
        let event = Event::Withdrawn { because: EndedBecause::SeriesEnded, by };
        let decision = step(paired, event, context);
        matches::update(tx, &decision.paired).await?;
        set_timer(tx, MatterKind::Match, decision.paired.id.0, None, now).await?;
    }
    Ok(())
}
