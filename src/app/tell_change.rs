//! A call that was promised will not take place, or takes place at another time: both are told.
//!
//! The volunteer by SMS. So is she, when she agreed to texts and has a mobile; otherwise a coordinator is asked to tell
//! her, which is a case: nobody waits in vain for a telephone to ring.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    line::Line,
    message::About,
    people::{Member, Person},
    scheduled_call::{ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, lines};

use crate::{
    App,
    ask_volunteers::words_for,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    ring_volunteer::ring_instead_of,
    send_text::{arguments, day_and_hour, reader, send_sms, send_sms_to_person},
};

/// Both are told that `before` takes place as `after`.
pub(crate) async fn tell_moved(
    app: &App,
    tx: &mut Tx,
    before: &ScheduledCall,
    after: &ScheduledCall,
    person: &Person,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, after).await?;
    if let Some(volunteer) = before.volunteer.filter(|_| was_asked(before))
        && let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await?
    {
        let zone = reader.zone.unwrap_or(after.zone);
        let (was_on, _) = day_and_hour(before.starts_at, zone, reader.language);
        let (day, hour) = day_and_hour(after.starts_at, zone, reader.language);
        let said = [
            ("v", reader.first_name.clone()),
            ("p", person.first_name.clone()),
            ("d1", was_on),
            ("j", day),
            ("h", hour),
        ];
        let (about, template) = (About::ScheduledCall(after.id), words_for(after, SmsTemplate::VolMoved));
        let is_written = send_sms(app, tx, &line, &reader, template, arguments(said), about, now).await?;
        if !is_written && reader.never_texts {
            ring_instead_of(app, tx, after, volunteer, template.key(), now).await?;
        }
    }
    let (was_on, _) = day_and_hour(before.starts_at, after.zone, person.language);
    let (day, hour) = day_and_hour(after.starts_at, after.zone, person.language);
    let said = arguments([("p", person.first_name.clone()), ("d1", was_on), ("j", day), ("h", hour)]);
    if !send_sms_to_person(app, tx, &line, person, words_for(after, SmsTemplate::SeniorMoved), said, now).await? {
        ask_to_tell(app, tx, after, person, now).await?;
    }
    Ok(())
}

/// She is told that `call` will not take place. Its volunteer hears of it with the cancellation.
pub(crate) async fn tell_taken_back(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    person: &Person,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, call).await?;
    let (day, hour) = day_and_hour(call.starts_at, call.zone, person.language);
    let number = line.number.pairs_for_reading().join(" ");
    let said = arguments([("p", person.first_name.clone()), ("j", day), ("h", hour), ("num", number)]);
    if !send_sms_to_person(app, tx, &line, person, words_for(call, SmsTemplate::SeniorCancelled), said, now).await? {
        ask_to_tell(app, tx, call, person, now).await?;
    }
    Ok(())
}

fn was_asked(call: &ScheduledCall) -> bool {
    matches!(call.state, State::Offered | State::SeekingSubstitute | State::Confirmed)
}

pub(crate) async fn ask_to_tell(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    person: &Person,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let subject = Subject {
        organisation_id: call.organisation_id,
        line_id: call.line_id,
        person_id: Some(person.id),
        scheduled_call_id: Some(call.id),
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: call.starts_at,
    };
    open_case(app, tx, CaseKind::PersonToTell, CaseLevel::Worry, subject, now).await?;
    Ok(())
}

async fn line_of(tx: &mut Tx, call: &ScheduledCall) -> Outcome<Line> {
    lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))
}
