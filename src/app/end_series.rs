//! A series is over, at once or after a last date; after a death or a move, every series of hers, the same minute.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use passerelle_domain::{
    call_series::CallSeries,
    case::CaseKind,
    ids::{OrganisationId, PersonId, ScheduledCallId, SeriesId, VolunteerId},
    line::Line,
    local_time,
    matter::MatterKind,
    message::About,
    people::{Member, Person},
    scheduled_call::{Event, ScheduledCall, State},
    series_end::{EndReason, SeriesEnd},
    series_plan::{Promised, Standing},
    series_refusal::SeriesRefusal,
    taken_back::TakenBack,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, call_series, lines, people, scheduled_calls, transact};
use serde_json::json;

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    error::{AppError, Outcome},
    materialise_series::number_index,
    open_case::{Subject, open_case_about_volunteer},
    replan_series::{Replanned, take_back},
    review_matches::end_match_of_series,
    ring_volunteer::ring_about_the_end,
    schedule::set_timer,
    send_text::{arguments, day_and_hour, reader, send_sms},
    series_edit::{EditedSeries, Editing, keep_trace},
    tell_change::tell_taken_back,
};

/// After a death the team rings the volunteer within this.
///
/// # Source
/// Domain notes 2.10.
const SUPPORT_WITHIN: TimeDelta = TimeDelta::hours(48);

/// Ends a series: now, or after its call of `last_on`. Its coming calls are cancelled, its volunteers told once, the reason
/// kept. A death or a move ends every series of hers at once, whatever the date.
///
/// # Errors
/// Trouble of the database.
pub async fn end_series(
    app: &App,
    owner: OrganisationId,
    id: SeriesId,
    reason: EndReason,
    last_on: Option<NaiveDate>,
    by: Member,
) -> Outcome<EditedSeries> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let mut editing = match Editing::load(app, tx, owner, id).await? {
            Ok(editing) => editing,
            Err(answer) => return Ok(answer),
        };
        if reason.ends_every_series() {
            let person = editing.series.person_id;
            end_every_series(app, tx, person, reason, by, now).await?;
            let ended = call_series::by_id(tx, id).await?.unwrap_or(editing.series);
            return Ok(EditedSeries::Done(Box::new(ended), Replanned::default()));
        }
        editing.series.end = Some(SeriesEnd { reason, by: Some(by), at: now });
        let Some(last_on) = last_on else {
            let line = line_of(tx, &editing.person).await?;
            let series = &mut editing.series;
            let volunteers = end_now(app, tx, series, reason, by, now).await?;
            tell_those_promised(app, tx, &editing.live, &editing.person, reason, now).await?;
            for volunteer in volunteers.keys() {
                tell_ended(app, tx, &line, *volunteer, &editing.person, SmsTemplate::VolSeriesEnded, now, now).await?;
            }
            return Ok(EditedSeries::Done(Box::new(editing.series), Replanned::default()));
        };
        if last_on < local_time::local_date(now, editing.series.zone) {
            return Ok(EditedSeries::Refused(SeriesRefusal::HasPassed));
        }
        end_after(app, tx, editing, last_on, by, now).await
    })
    .await
}

/// The calls after the last date go; those before it are the last ones.
async fn end_after(
    app: &App,
    tx: &mut Tx,
    mut editing: Editing,
    last_on: NaiveDate,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<EditedSeries> {
    let reason = editing.series.end.as_ref().map_or(EndReason::LastDatePassed, |end| end.reason);
    editing.series.ends_on = Some(last_on);
    // After a breach of the charter somebody talks with her first.
    editing.series.is_ending_told = reason == EndReason::BoundaryCrossed;
    let mut volunteers: BTreeMap<VolunteerId, ()> = editing.series.volunteers().map(|id| (id, ())).collect();
    for call in editing.live.clone().into_iter().filter(|call| call.local_on > last_on) {
        if Standing::of(&call, now) == Standing::Fixed {
            continue;
        }
        volunteers.extend(call.volunteer.map(|id| (id, ())));
        take_back(app, tx, call.id, TakenBack::SeriesEnded, now).await?;
        tell_those_promised(app, tx, &[call], &editing.person, reason, now).await?;
    }
    let person = editing.person.clone();
    let last_at = local_time::instant_of(last_on, editing.series.local_time, editing.series.zone);
    let detail = json!({ "reason": reason, "last_on": last_on });
    let edited = editing.finish(app, tx, Promised::Keep, by, "ended", detail).await?;
    if matches!(edited, EditedSeries::Done(..)) {
        let line = line_of(tx, &person).await?;
        for volunteer in volunteers.keys() {
            tell_ended(app, tx, &line, *volunteer, &person, SmsTemplate::VolSeriesEnding, last_at, now).await?;
        }
    }
    Ok(edited)
}

/// She expects a call that will not come: she is told. Who wished it herself needs nobody to tell her.
async fn tell_those_promised(
    app: &App,
    tx: &mut Tx,
    live: &[ScheduledCall],
    person: &Person,
    reason: EndReason,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if reason == EndReason::PersonWish {
        return Ok(());
    }
    for call in live.iter().filter(|call| Standing::of(call, now) == Standing::Promised) {
        tell_taken_back(app, tx, call, person, now).await?;
    }
    Ok(())
}

/// Nobody must ever ring about her again: every series ends now. Each volunteer gets one text, without the reason; after
/// a death somebody rings them within two days, and a case says so until it was done.
pub(crate) async fn end_every_series(
    app: &App,
    tx: &mut Tx,
    person: PersonId,
    reason: EndReason,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let person = people::by_id(tx, &app.secrets, person).await?.ok_or(AppError::dangling("series"))?;
    let mut volunteers: BTreeMap<VolunteerId, Option<ScheduledCallId>> = BTreeMap::new();
    for mut series in call_series::of_person(tx, person.id).await?.into_iter().filter(|series| series.is_active) {
        series.end = Some(SeriesEnd { reason, by: Some(by), at: now });
        for (volunteer, call) in end_now(app, tx, &mut series, reason, by, now).await? {
            let known = volunteers.entry(volunteer).or_default();
            *known = known.or(call);
        }
    }
    let line = line_of(tx, &person).await?;
    let is_death = reason == EndReason::Death;
    let template = if is_death { SmsTemplate::VolSupport } else { SmsTemplate::VolSeriesEnded };
    for (volunteer, call) in volunteers {
        tell_ended(app, tx, &line, volunteer, &person, template, now + SUPPORT_WITHIN, now).await?;
        if is_death {
            let subject = Subject {
                organisation_id: person.organisation_id,
                line_id: line.id,
                person_id: Some(person.id),
                scheduled_call_id: call,
                callback_id: None,
                voicemail_id: None,
                call_id: None,
                attempts: 0,
                silent_since: now,
            };
            open_case_about_volunteer(app, tx, CaseKind::SupportVolunteer, subject, (volunteer, None), now).await?;
        }
    }
    Ok(())
}

/// Her number is somebody else's: the coming calls of every series are taken back, and nothing is made until it is
/// corrected.
pub(crate) async fn wait_for_number(app: &App, tx: &mut Tx, person: PersonId, now: DateTime<Utc>) -> Outcome<()> {
    let person = people::by_id(tx, &app.secrets, person).await?.ok_or(AppError::dangling("series"))?;
    let number = number_index(app, &person);
    for mut series in call_series::of_person(tx, person.id).await?.into_iter().filter(|series| series.is_active) {
        series.wrong_number.clone_from(&number);
        // Once it is corrected, the coming weeks are made again from that day.
        series.materialised_to = None;
        call_series::save(tx, &series).await?;
        for call in scheduled_calls::live_of_series(tx, series.id).await? {
            take_back(app, tx, call.id, TakenBack::WrongNumber, now).await?;
        }
    }
    Ok(())
}

/// Ends one series now. Answers with its volunteers, and a call of each that is under way or was coming.
pub(crate) async fn end_now(
    app: &App,
    tx: &mut Tx,
    series: &mut CallSeries,
    reason: EndReason,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<BTreeMap<VolunteerId, Option<ScheduledCallId>>> {
    let mut volunteers: BTreeMap<VolunteerId, Option<ScheduledCallId>> =
        series.volunteers().map(|volunteer| (volunteer, None)).collect();
    series.is_active = false;
    call_series::save(tx, series).await?;
    set_timer(tx, MatterKind::Series, series.id.0, None, now).await?;
    for call in scheduled_calls::live_of_series(tx, series.id).await? {
        if let Some(volunteer) = call.volunteer.or(call.usual_volunteer) {
            volunteers.entry(volunteer).or_default().get_or_insert(call.id);
        }
        // They have talked: how it went is still worth knowing, unless she has died since.
        if call.state != State::AwaitingOutcome || reason == EndReason::Death {
            apply_to_scheduled_call(app, tx, call.id, Event::TakenBack(TakenBack::SeriesEnded), now).await?;
        }
    }
    end_match_of_series(tx, series, Some(by), now).await?;
    keep_trace(app, tx, series, by, "ended", json!({ "reason": reason }), now).await?;
    Ok(volunteers)
}

/// Ends one series now, and tells its volunteers once, without the reason.
pub(crate) async fn end_one_series(
    app: &App,
    tx: &mut Tx,
    mut series: CallSeries,
    reason: EndReason,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let person = people::by_id(tx, &app.secrets, series.person_id).await?.ok_or(AppError::dangling("series"))?;
    let line = line_of(tx, &person).await?;
    series.end = Some(SeriesEnd { reason, by: Some(by), at: now });
    let volunteers = end_now(app, tx, &mut series, reason, by, now).await?;
    for volunteer in volunteers.keys() {
        tell_ended(app, tx, &line, *volunteer, &person, SmsTemplate::VolSeriesEnded, now, now).await?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "who is told what, about whom and when")]
async fn tell_ended(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    volunteer: VolunteerId,
    person: &Person,
    template: SmsTemplate,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { return Ok(()) };
    // After a death the team rings in any case.
    if template != SmsTemplate::VolSupport && ring_about_the_end(app, tx, line, person.id, &reader, now).await? {
        return Ok(());
    }
    let (day, hour) = day_and_hour(at, reader.zone.unwrap_or(person.territory.zone), reader.language);
    let said = [("v", reader.first_name.clone()), ("p", person.first_name.clone()), ("j", day), ("h", hour)];
    send_sms(app, tx, line, &reader, template, arguments(said), About::Nothing, now).await?;
    Ok(())
}

async fn line_of(tx: &mut Tx, person: &Person) -> Outcome<Line> {
    lines::by_id(tx, person.line_id).await?.ok_or(AppError::dangling("series"))
}
