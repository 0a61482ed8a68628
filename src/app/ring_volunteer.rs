//! A volunteer who reads no texts, on a landline or behind a number without a reader, is asked and told by a human.
//!
//! A text to them would be refused, or read aloud by a robot to whoever picks up. So whatever they would have been asked
//! about a call is a case, once a call; what changes about it is another one when the first was closed before.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::{Case, CaseKind, CaseState},
    ids::{LineId, OrganisationId, PersonId, ScheduledCallId, VolunteerId},
    line::Line,
    message::{About, Failure, Message},
    people::Member,
    scheduled_call::ScheduledCall,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases, scheduled_calls};

use crate::{
    App,
    error::Outcome,
    open_case::{Subject, open_case_about_volunteer},
    send_text::Reader,
};

/// Texts that ask whether a call suits.
const ASKS: [SmsTemplate; 6] = [
    SmsTemplate::VolReminder,
    SmsTemplate::SubRequest,
    SmsTemplate::VolAboveCap,
    SmsTemplate::VisitReminder,
    SmsTemplate::VisitRequest,
    SmsTemplate::VisitAboveCap,
];
/// Texts that tell that a call is not what it was. The other ones about a call are followed by a telephone that rings, or
/// confirm what a human was told.
const CHANGES: [SmsTemplate; 7] = [
    SmsTemplate::VolMoved,
    SmsTemplate::VolCancelled,
    SmsTemplate::VisitMoved,
    SmsTemplate::VisitCancelled,
    SmsTemplate::VolPersonPaused,
    SmsTemplate::VolPersonStopped,
    SmsTemplate::VolPersonBack,
];
/// The question about a call is asked within this before its hour, however often the call is moved.
const ASKED_WITHIN: TimeDelta = TimeDelta::days(31);

/// Asks a coordinator to ring the volunteer instead of a text with this key. The same question about the same call once
/// more changes nothing.
pub(crate) async fn ring_instead_of(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    volunteer: VolunteerId,
    template: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_among = |templates: &[SmsTemplate]| templates.iter().any(|other| other.key() == template);
    let is_change = is_among(&CHANGES);
    if !is_change && !is_among(&ASKS) {
        return Ok(());
    }
    let since = call.starts_at.min(now) - ASKED_WITHIN;
    let is_asked_already = cases::of_person_since(tx, call.person_id, since).await?.iter().any(|case| {
        case.kind == CaseKind::VolunteerToRing
            && case.scheduled_call_id == Some(call.id)
            && case.volunteer_id == Some(volunteer)
            && !(is_change && case.state == CaseState::Closed)
    });
    if is_asked_already {
        return Ok(());
    }
    have_rung(app, tx, (call.organisation_id, call.line_id), call.person_id, Some(call.id), volunteer, now).await
}

/// Asks a coordinator to ring a volunteer who reads no texts about the end of a series. True when somebody is asked.
pub(crate) async fn ring_about_the_end(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    person: PersonId,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Member::Volunteer(volunteer) = reader.member else { return Ok(false) };
    if !reader.never_texts {
        return Ok(false);
    }
    let waits = |case: &Case| {
        case.kind == CaseKind::VolunteerToRing
            && case.volunteer_id == Some(volunteer)
            && case.state != CaseState::Closed
    };
    let is_asked_already = cases::of_person_since(tx, person, now - ASKED_WITHIN).await?.iter().any(waits);
    if !is_asked_already {
        have_rung(app, tx, (line.organisation_id, line.id), person, None, volunteer, now).await?;
    }
    Ok(true)
}

async fn have_rung(
    app: &App,
    tx: &mut Tx,
    (organisation_id, line_id): (OrganisationId, LineId),
    person: PersonId,
    call: Option<ScheduledCallId>,
    volunteer: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let subject = Subject {
        organisation_id,
        line_id,
        person_id: Some(person),
        scheduled_call_id: call,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: now,
    };
    open_case_about_volunteer(app, tx, CaseKind::VolunteerToRing, subject, (volunteer, None), now).await?;
    Ok(())
}

/// After a text that the carrier says nobody can read there.
pub(crate) async fn ring_after(
    app: &App,
    tx: &mut Tx,
    message: &Message,
    failure: Failure,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (About::ScheduledCall(call), Some(Member::Volunteer(volunteer))) = (message.about, message.member) else {
        return Ok(());
    };
    if !matches!(failure, Failure::Landline | Failure::UnknownAddress) {
        return Ok(());
    }
    match scheduled_calls::by_id(tx, call).await? {
        Some(call) => ring_instead_of(app, tx, &call, volunteer, &message.template, now).await,
        None => Ok(()),
    }
}
