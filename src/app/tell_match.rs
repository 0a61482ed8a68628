//! What the two of a match, and the coordinators, are told and asked.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::HORIZON_DAYS,
    case::{CaseKind, CaseLevel, CaseState},
    consent::{Purpose, may},
    line::Line,
    local_time,
    matches::{Match, MatchState, Side},
    matter::MatterKind,
    message::About,
    people::{Member, Person, Volunteer},
    spoken,
};
use passerelle_notify::{Arguments, SmsTemplate};
use passerelle_store::{Tx, call_series, cases, lines, people, scheduled_calls, volunteers};

use crate::{
    App,
    change_consent::about,
    error::{AppError, Outcome},
    open_case::open_case,
    schedule::set_timer,
    send_text::{arguments, day_and_hour, reader, send_sms, send_sms_to_person},
};

/// The people of a match, and the line that writes to them.
struct Three {
    person: Person,
    volunteer: Volunteer,
    line: Line,
}

async fn three(app: &App, tx: &mut Tx, paired: &Match) -> Outcome<Three> {
    let dangling = || AppError::dangling("match");
    Ok(Three {
        person: people::by_id(tx, &app.secrets, paired.person_id).await?.ok_or_else(dangling)?,
        volunteer: volunteers::by_id(tx, &app.secrets, paired.volunteer_id).await?.ok_or_else(dangling)?,
        line: lines::by_id(tx, paired.line_id).await?.ok_or_else(dangling)?,
    })
}

/// Asks one of the two the question that is open. A person who does not write is asked by a human; at an hour at which she
/// may not be disturbed, or while she is away, the question waits.
pub(crate) async fn ask(app: &App, tx: &mut Tx, paired: &mut Match, side: Side, now: DateTime<Utc>) -> Outcome<()> {
    let three = three(app, tx, paired).await?;
    let is_beginning = paired.state == MatchState::Asked;
    match side {
        Side::Volunteer => {
            let template = if is_beginning { SmsTemplate::VolMatchAsk } else { SmsTemplate::VolMatchGoOn };
            let told = weekly(tx, paired, &three, Side::Volunteer, now).await?;
            to_volunteer(app, tx, paired, &three, template, told, now).await?;
        }
        Side::Person => {
            let askable_at = askable_at(&three.person, now);
            if askable_at > now {
                paired.waits_for_hour = true;
                set_timer(tx, MatterKind::Match, paired.id.0, Some(askable_at), now).await?;
                return Ok(());
            }
            let template = if is_beginning { SmsTemplate::PersonMatchAsk } else { SmsTemplate::PersonMatchGoOn };
            let told = weekly(tx, paired, &three, Side::Person, now).await?;
            if !takes_replies(&three.line) || !to_person(app, tx, &three, template, told, now).await? {
                open_task(app, tx, paired, CaseKind::MatchToAsk, now).await?;
            }
        }
    }
    Ok(())
}

/// A sender that is a name takes no replies.
fn takes_replies(line: &Line) -> bool {
    line.sms_sender.starts_with('+')
}

/// When she may be asked something: now, when she is back, or at the next hour of hers.
fn askable_at(person: &Person, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = person.territory.zone;
    let back_at = person.pause_at(now).map_or(now, |pause| pause.ends_at(zone));
    local_time::next_within(back_at, person.calls_from, person.calls_to, zone)
}

/// The next look at a trial: tomorrow at ten of hers, or when she may be disturbed.
pub(crate) fn next_look_at(person: &Person, now: DateTime<Utc>) -> DateTime<Utc> {
    let zone = person.territory.zone;
    let ten = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
    let tomorrow = local_time::local_date(now, zone) + TimeDelta::days(1);
    local_time::next_within(local_time::instant_of(tomorrow, ten, zone), person.calls_from, person.calls_to, zone)
}

/// When the calls are, as one of the two reads it: day of the week, hour.
async fn weekly(
    tx: &mut Tx,
    paired: &Match,
    three: &Three,
    side: Side,
    now: DateTime<Utc>,
) -> Outcome<(String, String)> {
    let first = first_call(tx, paired, &three.person, now).await?.unwrap_or(now);
    let (zone, language) = match side {
        Side::Volunteer => (three.volunteer.territory.zone, three.volunteer.language()),
        Side::Person => (three.person.territory.zone, three.person.language),
    };
    let local = first.with_timezone(&zone);
    let day = spoken::weekday_in_words(language.tag(), local.date_naive());
    Ok((day.to_owned(), spoken::short_hour(language.tag(), local.time())))
}

/// The next call: made already, of the series that is given over, or at the hour that was chosen.
async fn first_call(
    tx: &mut Tx,
    paired: &Match,
    person: &Person,
    now: DateTime<Utc>,
) -> Outcome<Option<DateTime<Utc>>> {
    let today = local_time::local_date(now, paired.zone);
    if let Some(series) = paired.series_id.or(paired.renews) {
        let last = today + TimeDelta::days(HORIZON_DAYS);
        let made = scheduled_calls::live_of_series(tx, series).await?;
        let made = made.into_iter().map(|call| call.starts_at).find(|at| *at > now);
        let ruled = call_series::by_id(tx, series).await?.map(|series| {
            let coming = series.occurrences(person.territory.holidays, today, last);
            coming.into_iter().map(|call| call.starts_at).find(|at| *at > now)
        });
        return Ok(made.or(ruled.flatten()));
    }
    Ok(paired.slot.map(|slot| local_time::instant_of(slot.first_after(today), slot.local_time, paired.zone)))
}

async fn to_volunteer(
    app: &App,
    tx: &mut Tx,
    paired: &Match,
    three: &Three,
    template: SmsTemplate,
    (day, hour): (String, String),
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(reader) = reader(app, tx, Member::Volunteer(paired.volunteer_id)).await? else { return Ok(false) };
    let names = [("v", reader.first_name.clone()), ("p", three.person.first_name.clone())];
    let arguments = said(names, day, hour);
    send_sms(app, tx, &three.line, &reader, template, arguments, About::Nothing, now).await
}

async fn to_person(
    app: &App,
    tx: &mut Tx,
    three: &Three,
    template: SmsTemplate,
    (day, hour): (String, String),
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let names = [("v", three.volunteer.first_name.clone()), ("p", three.person.first_name.clone())];
    let mut arguments = said(names, day, hour);
    arguments.insert("num".to_owned(), three.line.number.pairs_for_reading().join(" "));
    send_sms_to_person(app, tx, &three.line, &three.person, template, arguments, now).await
}

fn said([volunteer, person]: [(&str, String); 2], day: String, hour: String) -> Arguments {
    arguments([volunteer, person, ("j", day), ("h", hour)])
}

/// Tells the volunteer something that needs no hour.
pub(crate) async fn tell_volunteer_of_match(
    app: &App,
    tx: &mut Tx,
    paired: &Match,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let three = three(app, tx, paired).await?;
    to_volunteer(app, tx, paired, &three, template, (String::new(), String::new()), now).await?;
    Ok(())
}

/// Tells both when the first call is.
pub(crate) async fn tell_begins(app: &App, tx: &mut Tx, paired: &Match, now: DateTime<Utc>) -> Outcome<()> {
    let three = three(app, tx, paired).await?;
    let Some(first) = first_call(tx, paired, &three.person, now).await? else { return Ok(()) };
    let volunteer = &three.volunteer;
    let theirs = day_and_hour(first, volunteer.territory.zone, volunteer.language());
    to_volunteer(app, tx, paired, &three, SmsTemplate::VolMatchBegins, theirs, now).await?;
    let hers = day_and_hour(first, three.person.territory.zone, three.person.language);
    if may_write(&three.person, now) {
        to_person(app, tx, &three, SmsTemplate::PersonMatchBegins, hers, now).await?;
    }
    Ok(())
}

/// Tells both that they go on.
pub(crate) async fn tell_confirmed(app: &App, tx: &mut Tx, paired: &Match, now: DateTime<Utc>) -> Outcome<()> {
    tell_volunteer_of_match(app, tx, paired, SmsTemplate::VolMatchConfirmed, now).await?;
    tell_person_of_match(app, tx, paired, SmsTemplate::PersonMatchConfirmed, now).await?;
    Ok(())
}

/// Tells her something by a text, when she reads them and the hour is hers. False when she was not told.
pub(crate) async fn tell_person_of_match(
    app: &App,
    tx: &mut Tx,
    paired: &Match,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let three = three(app, tx, paired).await?;
    if !may_write(&three.person, now) {
        return Ok(false);
    }
    to_person(app, tx, &three, template, (String::new(), String::new()), now).await
}

fn may_write(person: &Person, now: DateTime<Utc>) -> bool {
    may(person, Purpose::Text, now).is_ok() && askable_at(person, now) <= now
}

/// Opens a task about a match, unless the last one is still open.
pub(crate) async fn open_task(
    app: &App,
    tx: &mut Tx,
    paired: &mut Match,
    kind: CaseKind,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if let Some(last) = paired.case_id
        && let Some(case) = cases::by_id(tx, last).await?
        && case.state != CaseState::Closed
        && (case.kind == kind || kind == CaseKind::MatchUnanswered)
    {
        return Ok(());
    }
    let person = people::by_id(tx, &app.secrets, paired.person_id).await?.ok_or(AppError::dangling("match"))?;
    let id = open_case(app, tx, kind, CaseLevel::Worry, about(&person, now), now).await?;
    if let Some(mut case) = cases::by_id(tx, id).await? {
        case.volunteer_id = Some(paired.volunteer_id);
        cases::save(tx, &case).await?;
    }
    paired.case_id = Some(id);
    Ok(())
}
