//! A listener ended a conversation that was not respectful.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    caller,
    case::{CaseKind, CaseLevel},
    code::Code,
    ids::{CallId, LineId, OrganisationId},
    line::Line,
    message::About,
    people::Member,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, callers, calls, follow_ups, reservations};

use crate::{
    App,
    error::Outcome,
    open_case::{Subject, open_case},
    send_text::{arguments, reader, send_sms},
};

/// The conversation is one of the last hours.
const REPORTED_WITHIN: TimeDelta = TimeDelta::hours(24);
/// A listener is left in peace for so long after such a conversation.
const BREAK_MIN: i64 = 15;

/// Gives the caller of the last conversation of one of `writers`, or of the one whose code is named, a pause of a day;
/// leaves the listener in peace for a while; and asks a human to look at it. Without a number there is nobody to
/// give a pause to, and a human looks at it all the same. False when there was no such conversation.
pub(crate) async fn pause_caller(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let code = code.and_then(Code::parse);
    for member in writers {
        let asked = follow_ups::of_listener(tx, *member, now - REPORTED_WITHIN).await?;
        let is_meant = |named: &Code| code.as_ref().is_none_or(|code| code == named);
        let Some(follow_up) = asked.into_iter().find(|follow_up| is_meant(&follow_up.code)) else { continue };
        let reported = Reported {
            call: follow_up.call_id,
            rung_in: follow_up.call_id,
            line: follow_up.line_id,
            owner: line.organisation_id,
        };
        let call = calls::by_id(tx, &app.secrets, follow_up.call_id).await?;
        let is_told = call.and_then(|call| call.room).is_some_and(|room| room.is_ended_by_key);
        if !is_told {
            report_abuse(app, tx, &reported, *member, now).await?;
        }
        reservations::pause(tx, *member, now + TimeDelta::minutes(BREAK_MIN), now).await?;
        if let Some(reader) = reader(app, tx, *member).await? {
            let arguments = arguments([("v", reader.first_name.clone()), ("min", BREAK_MIN.to_string())]);
            send_sms(app, tx, line, &reader, SmsTemplate::AbuseNoted, arguments, About::Nothing, now).await?;
        }
        return Ok(true);
    }
    Ok(false)
}

/// A conversation that was not respectful.
pub(crate) struct Reported {
    /// Which.
    pub(crate) call: CallId,
    /// The one in which the caller rang: under its pseudonym they get their pause.
    pub(crate) rung_in: CallId,
    pub(crate) line: LineId,
    pub(crate) owner: OrganisationId,
}

/// Gives whoever rang a pause of a day, and asks a human to look at it. The pause that closing the case lifts is kept with the
/// conversation the case names.
pub(crate) async fn report_abuse(
    app: &App,
    tx: &mut Tx,
    reported: &Reported,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if let Some(pseudonym) = callers::of_call(tx, reported.rung_in).await? {
        let until = now + caller::PAUSE;
        callers::pause(tx, reported.call, reported.owner, &pseudonym, by, now, until).await?;
    }
    let subject = Subject {
        organisation_id: reported.owner,
        line_id: reported.line,
        person_id: None,
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: Some(reported.rung_in),
        attempts: 0,
        silent_since: now,
    };
    open_case(app, tx, CaseKind::AbuseReported, CaseLevel::Note, subject, now).await?;
    Ok(())
}
