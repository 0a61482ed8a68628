//! A person is told that her volunteer is replaced, or away: by SMS when she agreed to it, by the call itself, or by a
//! human.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    call_series::CallKind,
    case::{CaseKind, CaseLevel},
    consent::{Purpose, may},
    ids::VolunteerId,
    line::Line,
    local_time,
    people::{Person, Volunteer},
    phone_number::PhoneNumber,
    scheduled_call::ScheduledCall,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, lines, people, scheduled_calls, volunteers};

use crate::{
    App,
    ask_volunteers::words_for,
    error::{AppError, Outcome},
    give_notice::make_notice,
    open_case::{Subject, open_case},
    send_text::{arguments, day_and_hour, send_sms_to_number},
    tell_change::ask_to_tell,
};

/// The next call she can be told of is looked for within this.
const NEXT_WITHIN: TimeDelta = TimeDelta::days(62);

/// The call of the same series that comes after this one, if it is known already.
pub(crate) async fn next_of_series(
    tx: &mut Tx,
    call: &ScheduledCall,
    now: DateTime<Utc>,
) -> Outcome<Option<ScheduledCall>> {
    let coming = scheduled_calls::of_person(tx, call.person_id, call.starts_at, now + NEXT_WITHIN).await?;
    let is_next = |other: &ScheduledCall| {
        other.id != call.id
            && other.series_id == call.series_id
            && other.state.is_live()
            && other.starts_at > call.starts_at
    };
    Ok(coming.into_iter().filter(is_next).min_by_key(|other| other.starts_at))
}

/// The mobile of somebody who agreed to texts, at an hour at which she may be disturbed.
fn mobile_of(person: &Person, now: DateTime<Utc>) -> Option<&PhoneNumber> {
    let hour = local_time::local_time(now, person.territory.zone);
    let may_write = may(person, Purpose::Text, now).is_ok() && hour >= person.calls_from && hour < person.calls_to;
    person.phones.iter().find(|phone| may_write && phone.is_mobile())
}

async fn person_and_line(app: &App, tx: &mut Tx, call: &ScheduledCall) -> Outcome<(Person, Line)> {
    let person = people::by_id(tx, &app.secrets, call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    Ok((person, line))
}

/// Somebody else calls than her usual volunteer. Without SMS the substitute says so when the call begins.
pub(crate) async fn tell_person_of_substitute(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    substitute: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(usual) = call.usual_volunteer.filter(|usual| *usual != substitute) else { return Ok(()) };
    let (person, line) = person_and_line(app, tx, call).await?;
    let Some(mobile) = mobile_of(&person, now) else {
        return tell_otherwise(app, tx, call, &line, &person, substitute, now).await;
    };
    let usual = volunteers::by_id(tx, &app.secrets, usual).await?;
    let substitute = volunteers::by_id(tx, &app.secrets, substitute).await?;
    let (Some(usual), Some(substitute)) = (usual, substitute) else { return Ok(()) };
    let (day, hour) = day_and_hour(call.starts_at, call.zone, person.language);
    let arguments = arguments([
        ("p", person.first_name.clone()),
        ("v", usual.first_name),
        ("c", substitute.first_name),
        ("j", day),
        ("h", hour),
        ("num", as_dialled(&line)),
    ]);
    let template = words_for(call, SmsTemplate::PersonSubstitute);
    send_sms_to_number(app, tx, &line, mobile, template, arguments, now).await?;
    Ok(())
}

/// Without texts: the robot rings her, if she agreed to that. Otherwise whoever calls says who they are when the call
/// begins; but nobody opens the door to a stranger whom nobody announced.
async fn tell_otherwise(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    person: &Person,
    substitute: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if call.kind == CallKind::Visit {
        return ask_to_tell(app, tx, call, person, now).await;
    }
    make_notice(app, tx, call, line, person, substitute, now).await?;
    Ok(())
}

/// She prefers to wait for her volunteer: told when the next call is, or a human is asked to tell her.
pub(crate) async fn tell_person_waits(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    last: &ScheduledCall,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (person, line) = person_and_line(app, tx, last).await?;
    let next = next_of_series(tx, last, now).await?;
    if let (Some(mobile), Some(next)) = (mobile_of(&person, now), next) {
        let (day, hour) = day_and_hour(next.starts_at, next.zone, person.language);
        let arguments = arguments([
            ("p", person.first_name.clone()),
            ("v", volunteer.first_name.clone()),
            ("j", day),
            ("h", hour),
            ("num", as_dialled(&line)),
        ]);
        send_sms_to_number(app, tx, &line, mobile, words_for(last, SmsTemplate::PersonWaits), arguments, now).await?;
        return Ok(());
    }
    let subject = Subject {
        organisation_id: last.organisation_id,
        line_id: last.line_id,
        person_id: Some(person.id),
        scheduled_call_id: Some(last.id),
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: now,
    };
    open_case(app, tx, CaseKind::PersonWaits, CaseLevel::Worry, subject, now).await?;
    Ok(())
}

fn as_dialled(line: &Line) -> String {
    line.number.pairs_for_reading().join(" ")
}
