//! Asks volunteers whether a call suits them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Datelike, Days, TimeDelta, Utc};
use passerelle_domain::{
    call_series::CallKind,
    capacity::REST,
    ids::{OfferId, VolunteerId},
    line::Line,
    local_time,
    matter::MatterKind,
    message::About,
    offer::{Offer, OfferState},
    people::{Member, Volunteer},
    scheduled_call::{ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_planner::{ASKED_A_WEEK, CandidateFacts, rank_substitutes};
use passerelle_store::{Tx, absences, exclusions, offers, people, scheduled_calls, volunteers};

use crate::{
    App,
    error::{AppError, Outcome},
    ring_volunteer::ring_instead_of,
    schedule::set_timer,
    send_text::{arguments, day_and_hour, reader, send_sms},
    volunteer_standing::{away_at, unfit_for},
};

/// Nobody is asked too often within this.
const ASKED_WITHIN: TimeDelta = TimeDelta::days(7);
/// Somebody has called a person before when it was within this.
const KNOWN_WITHIN: TimeDelta = TimeDelta::days(180);

/// What a volunteer is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Question {
    /// Whether their own call suits.
    Usual,
    /// Whether they would stand in.
    Substitution,
    /// Whether they would make their own call although it is more than they wanted.
    AboveCap,
}

impl Question {
    fn template(self) -> SmsTemplate {
        match self {
            Question::Usual => SmsTemplate::VolReminder,
            Question::Substitution => SmsTemplate::SubRequest,
            Question::AboveCap => SmsTemplate::VolAboveCap,
        }
    }
}

/// Offers a call to a volunteer, once a call.
#[expect(clippy::too_many_arguments, reason = "the facts of one offer")]
pub(crate) async fn make_offer(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    volunteer: VolunteerId,
    until: DateTime<Utc>,
    question: Question,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let offer = Offer {
        id: OfferId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        scheduled_call_id: call.id,
        volunteer_id: volunteer,
        is_substitution: question == Question::Substitution,
        state: OfferState::Open,
        made_at: now,
        until,
        is_above_cap: question == Question::AboveCap,
        said: None,
    };
    if !offers::insert(tx, &offer).await? {
        return Ok(());
    }
    set_timer(tx, MatterKind::Offer, offer.id.0, Some(until.max(now + TimeDelta::seconds(1))), now).await?;
    tell_volunteer(app, tx, call, line, volunteer, question.template(), now).await
}

/// Writes to a volunteer about a call: whom, on which day, at what hour of theirs.
pub(crate) async fn tell_volunteer(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    volunteer: VolunteerId,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { return Ok(()) };
    let person = people::by_id(tx, &app.secrets, call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let (day, hour) = day_and_hour(call.starts_at, reader.zone.unwrap_or(call.zone), reader.language);
    let arguments = arguments([("v", reader.first_name.clone()), ("p", person.first_name), ("j", day), ("h", hour)]);
    let template = words_for(call, template);
    let is_written = send_sms(app, tx, line, &reader, template, arguments, About::ScheduledCall(call.id), now).await?;
    if !is_written && reader.never_texts {
        ring_instead_of(app, tx, call, volunteer, template.key(), now).await?;
    }
    Ok(())
}

/// The words of a call, or those of a visit that say the same.
pub(crate) fn words_for(call: &ScheduledCall, template: SmsTemplate) -> SmsTemplate {
    if call.kind == CallKind::Visit { template.of_a_visit() } else { template }
}

/// Asks up to `count` substitutes, the best placed first. Answers how many were asked.
pub(crate) async fn ask_substitutes(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    count: usize,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<usize> {
    let facts = candidates(app, tx, call, line, now).await?;
    let (ranked, _) = rank_substitutes(&facts);
    let mut asked = 0;
    for candidate in ranked {
        if asked == count {
            break;
        }
        // The list knows when their calls begin; whether there is room is a matter of how long they last, too.
        if unfit_for(app, tx, candidate.id, call).await?.is_some() {
            continue;
        }
        make_offer(app, tx, call, line, candidate.id, until, Question::Substitution, now).await?;
        asked += 1;
    }
    Ok(asked)
}

/// Whether somebody was asked to stand in as often this week as anybody is.
pub(crate) async fn is_asked_too_often(
    tx: &mut Tx,
    call: &ScheduledCall,
    volunteer: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let asked = offers::asked_since(tx, call.organisation_id, now - ASKED_WITHIN).await?;
    let times: u32 = asked.iter().filter(|(who, _)| *who == volunteer).map(|(_, times)| *times).sum();
    Ok(times >= ASKED_A_WEEK)
}

/// A question that was taken back without an answer may be asked again.
fn was_asked(offer: &Offer) -> bool {
    offer.state != OfferState::Withdrawn
}

/// What is known of everybody who might make a call.
pub(crate) async fn candidates(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<Vec<CandidateFacts<VolunteerId>>> {
    let person = people::by_id(tx, &app.secrets, call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let volunteers = volunteers::of_organisation(tx, &app.secrets, call.organisation_id).await?;
    let week = TimeDelta::days(8);
    let load = scheduled_calls::load(tx, call.organisation_id, call.starts_at - week, call.starts_at + week).await?;
    let asked = offers::asked_since(tx, call.organisation_id, now - ASKED_WITHIN).await?;
    let known: HashSet<VolunteerId> =
        scheduled_calls::of_person(tx, call.person_id, call.starts_at - KNOWN_WITHIN, call.starts_at)
            .await?
            .iter()
            .filter(|earlier| earlier.talked_at.is_some())
            .filter_map(|earlier| earlier.volunteer)
            .collect();
    let already: HashSet<VolunteerId> = offers::of_call(tx, call.id)
        .await?
        .iter()
        .filter(|offer| was_asked(offer))
        .map(|offer| offer.volunteer_id)
        .collect();
    let mut times_asked: HashMap<VolunteerId, u32> = HashMap::new();
    for (volunteer, times) in asked {
        *times_asked.entry(volunteer).or_default() += times;
    }
    let today = local_time::local_date(now, line.hours.zone);
    let absences = absences::of_organisation(tx, call.organisation_id, today - Days::new(1)).await?;
    let excluded = exclusions::of_person(tx, call.person_id).await?;
    let is_excluded = |id: VolunteerId| excluded.iter().any(|pair| pair.volunteer_id == id);
    let facts: Vec<CandidateFacts<VolunteerId>> = volunteers
        .iter()
        .map(|volunteer| CandidateFacts {
            id: volunteer.id,
            may_call: volunteer.may_call() && volunteer.reads_texts(),
            speaks_language: volunteer.languages.contains(&person.language),
            is_excluded: is_excluded(volunteer.id),
            meets_nobody_new: volunteer.needs_supervision(today) && !known.contains(&volunteer.id),
            is_away: away_at(&absences, volunteer, call.starts_at),
            is_available: volunteer.availability.contains(call.starts_at, volunteer.territory.zone),
            is_busy: load.iter().any(|(id, at)| *id == volunteer.id && (*at - call.starts_at).abs() < REST),
            already_asked: already.contains(&volunteer.id) || call.usual_volunteer == Some(volunteer.id),
            day_load: (calls_in(&load, volunteer, call, 1), volunteer.max_calls_per_day),
            week_load: (calls_in(&load, volunteer, call, 7), volunteer.max_calls_per_week),
            asked_this_week: times_asked.get(&volunteer.id).copied().unwrap_or(0),
            knows_person: known.contains(&volunteer.id),
            same_line: volunteer.line_id == line.id,
            same_territory: volunteer.territory.name == person.territory.name
                || volunteer.territories.contains(&person.territory.name),
        })
        .collect();
    Ok(facts)
}

/// A volunteer's calls of the same local day, or of the same local week, as `call`.
fn calls_in(load: &[(VolunteerId, DateTime<Utc>)], volunteer: &Volunteer, call: &ScheduledCall, days: u64) -> u32 {
    let zone = volunteer.territory.zone;
    let day = local_time::local_date(call.starts_at, zone);
    let first = if days == 1 { day } else { day - Days::new(u64::from(day.weekday().num_days_from_monday())) };
    let last = first + Days::new(days);
    let within = |at: &DateTime<Utc>| {
        let on = local_time::local_date(*at, zone);
        on >= first && on < last
    };
    let count = load.iter().filter(|(id, at)| *id == volunteer.id && within(at)).count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Ends every offer still open: substitutes who have not answered are told that it is settled.
pub(crate) async fn withdraw_offers(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for mut offer in offers::of_call(tx, call.id).await? {
        if offer.state != OfferState::Open {
            continue;
        }
        offer.state = OfferState::Withdrawn;
        offers::update(tx, &offer).await?;
        set_timer(tx, MatterKind::Offer, offer.id.0, None, now).await?;
        if !offer.is_substitution || call.volunteer.is_none() || call.state == State::Cancelled {
            continue;
        }
        if let Some(reader) = reader(app, tx, Member::Volunteer(offer.volunteer_id)).await? {
            let arguments = arguments([("v", reader.first_name.clone())]);
            let about = About::ScheduledCall(call.id);
            send_sms(app, tx, line, &reader, SmsTemplate::SubTaken, arguments, about, now).await?;
        }
    }
    Ok(())
}

/// Ends the open offer of somebody who cannot, without a word: they said so, or have left. The question whether they would do
/// more than they wanted stays.
pub(crate) async fn withdraw_offer_of(
    tx: &mut Tx,
    call: &ScheduledCall,
    volunteer: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for mut offer in offers::of_call(tx, call.id).await? {
        if offer.volunteer_id != volunteer || offer.is_above_cap {
            continue;
        }
        // Also a yes: should they be back, they are asked again.
        if matches!(offer.state, OfferState::Open | OfferState::Lapsed | OfferState::Accepted) {
            offer.state = OfferState::Withdrawn;
            offers::update(tx, &offer).await?;
            set_timer(tx, MatterKind::Offer, offer.id.0, None, now).await?;
        }
    }
    Ok(())
}
