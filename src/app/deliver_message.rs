//! Hands a text to the carrier or an email to the mail server, or asks what became of it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case_check::is_ruled_out,
    ids::MessageId,
    line::Line,
    matter::MatterKind,
    message::{About, Channel, Message, MessageState, Report},
    people::Member,
    phone_number::PhoneNumber,
};
use passerelle_notify::{Email, EmailText, MailError, Sent};
use passerelle_store::{Tx, case_checks, lines, messages, staff, transact, trusted_contacts, volunteers};
use passerelle_telephony::{
    CarrierError,
    client::{MessageIntent, MessageSnapshot, SendMessage},
    webhook::MessageStatus,
};

use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::{is_due, set_timer},
};

/// Texts to the same number are skipped at most this often in one look-up.
const MOST_KNOWN: usize = 10;
/// A text that could not be delivered within this is no longer worth reading.
const SMS_VALIDITY_S: u32 = 4 * 60 * 60;

enum Request {
    Nothing,
    SendSms(SendMessage),
    LookUpSms(MessageIntent),
    FetchSms(String),
    SendEmail(Box<Email>),
}

/// Advances a message whose timer is due.
pub(crate) async fn deliver_message(app: &App, id: MessageId) -> Outcome<()> {
    if is_text_to_be_sent(app, id).await? {
        app.carrier.turn_to_send().await;
    }
    let now = app.clock.now();
    let request = transact!(app.db, |tx| { decide(app, tx, id, now).await }).await?;
    match request {
        Request::Nothing => Ok(()),
        Request::SendSms(text) => {
            let answer = app.carrier.send_message(&text).await;
            let (report, sid) = sms_report(&answer);
            keep(app, id, report, sid).await
        }
        Request::LookUpSms(intent) => look_up(app, id, intent).await,
        Request::FetchSms(sid) => match app.carrier.fetch_message(&sid).await {
            Ok(message) => keep(app, id, receipt_of(message.status, message.error_code, true), None).await,
            Err(error) if error.is_not_found() => keep(app, id, Report::NotFound, None).await,
            Err(_) => Ok(()),
        },
        Request::SendEmail(email) => {
            let answer = app.mailer.send(&email).await;
            keep(app, id, email_report(&answer), None).await
        }
    }
}

/// Whether the carrier's pace is to be waited for: only while nothing says yet that the request left.
async fn is_text_to_be_sent(app: &App, id: MessageId) -> Outcome<bool> {
    let mut read = app.db.read().await?;
    let message = messages::by_id(&mut read, &app.secrets, id).await?;
    Ok(message.is_some_and(|message| message.channel == Channel::Sms && message.state == MessageState::Pending))
}

async fn decide(app: &App, tx: &mut Tx, id: MessageId, now: DateTime<Utc>) -> Outcome<Request> {
    if !is_due(tx, MatterKind::Message, id.0, now).await? {
        return Ok(Request::Nothing);
    }
    let Some(mut message) = messages::by_id(tx, &app.secrets, id).await? else {
        set_timer(tx, MatterKind::Message, id.0, None, now).await?;
        return Ok(Request::Nothing);
    };
    let line = lines::by_id(tx, message.line_id).await?.ok_or(AppError::dangling("message"))?;
    let request = match (message.channel, message.state) {
        (Channel::Sms, MessageState::Pending) if !may_still_be_sent(app, tx, &message).await? => {
            message.state = MessageState::Failed;
            Request::Nothing
        }
        (Channel::Sms, MessageState::Pending) => {
            message.state = MessageState::Sending;
            message.sending_since = Some(now);
            Request::SendSms(sms(app, &message, &line)?)
        }
        (Channel::Sms, MessageState::Sending) => Request::LookUpSms(MessageIntent {
            to: number_of(&message)?,
            from: line.sms_sender.clone(),
            body: message.content.text.clone(),
            since: message.sending_since.unwrap_or(message.made_at),
            known_sids: Vec::new(),
        }),
        (Channel::Sms, MessageState::Sent) => match message.sid.clone().filter(|_| message.receipt_may_come(now)) {
            Some(sid) => Request::FetchSms(sid),
            None => {
                message.state = MessageState::Unconfirmed;
                Request::Nothing
            }
        },
        // An email keeps its Message-ID: a mail server or reader that gets it twice shows it once.
        (Channel::Email, MessageState::Pending | MessageState::Sending) => {
            message.state = MessageState::Sending;
            message.sending_since = Some(now);
            Request::SendEmail(Box::new(email(&message)))
        }
        (Channel::Email, MessageState::Sent)
        | (_, MessageState::Delivered | MessageState::Unconfirmed | MessageState::Failed) => Request::Nothing,
    };
    messages::update(tx, &message).await?;
    set_timer(tx, MatterKind::Message, id.0, message.timer_at(now), now).await?;
    Ok(request)
}

/// Whether nobody has ruled the number out since the text was written, in the transaction in which it leaves.
async fn may_still_be_sent(app: &App, tx: &mut Tx, message: &Message) -> Outcome<bool> {
    let About::CaseCheck(check) = message.about else { return Ok(true) };
    let Some(check) = case_checks::by_id(tx, check).await? else { return Ok(true) };
    let contacts = trusted_contacts::of_person(tx, &app.secrets, check.person_id).await?;
    Ok(!is_ruled_out(&contacts, &number_of(message)?))
}

fn number_of(message: &Message) -> Outcome<PhoneNumber> {
    PhoneNumber::from_e164(&message.content.to).map_err(|_| AppError::dangling("message"))
}

fn sms(app: &App, message: &Message, line: &Line) -> Outcome<SendMessage> {
    Ok(SendMessage {
        to: number_of(message)?,
        from: line.sms_sender.clone(),
        body: message.content.text.clone(),
        status_callback: Some(app.urls.receipt(message.id)),
        validity_period_s: Some(SMS_VALIDITY_S),
    })
}

fn email(message: &Message) -> Email {
    Email {
        id: message.id.0,
        to: message.content.to.clone(),
        written_at: message.made_at,
        text: EmailText {
            subject: message.content.subject.clone(),
            text: message.content.text.clone(),
            html: message.content.html.clone(),
        },
    }
}

fn sms_report(answer: &Result<MessageSnapshot, CarrierError>) -> (Report, Option<String>) {
    match answer {
        Ok(message) => (receipt_of(message.status, message.error_code, false), Some(message.sid.clone())),
        Err(CarrierError::Refused { code, .. }) => (Report::Refused(*code), None),
        Err(CarrierError::Throttled { .. } | CarrierError::Unreachable) => (Report::NotDone, None),
        Err(CarrierError::Ambiguous(_)) => (Report::Ambiguous, None),
    }
}

/// What a status says; `asked` when no receipt came in time and the carrier was asked.
pub(crate) fn receipt_of(status: MessageStatus, error_code: Option<u32>, asked: bool) -> Report {
    match status {
        MessageStatus::Delivered | MessageStatus::Read | MessageStatus::PartiallyDelivered => Report::Delivered,
        status if status.is_failure() => Report::Refused(error_code),
        // No receipt will come any more: handed over is all that can be known.
        MessageStatus::Sent if asked => Report::Delivered,
        _ => Report::Sent,
    }
}

fn email_report(answer: &Result<Sent, MailError>) -> Report {
    match answer {
        Ok(_) => Report::Sent,
        Err(MailError::Refused { code, .. }) => Report::Refused(code.map(u32::from)),
        Err(MailError::TryLater { .. }) => Report::NotDone,
        // Repeated with the same Message-ID: a page lost is worse than a page read twice.
        Err(MailError::Ambiguous) => Report::NotDone,
    }
}

async fn look_up(app: &App, id: MessageId, mut intent: MessageIntent) -> Outcome<()> {
    for _ in 0..MOST_KNOWN {
        let Ok(found) = app.carrier.find_sent_message(&intent).await else { return Ok(()) };
        let Some(message) = found else { return keep(app, id, Report::NotFound, None).await };
        let is_another_ones = {
            let mut read = app.db.read().await?;
            messages::sid_is_known(&mut read, &message.sid).await?
        };
        if !is_another_ones {
            return keep(app, id, receipt_of(message.status, message.error_code, false), Some(message.sid)).await;
        }
        intent.known_sids.push(message.sid);
    }
    Ok(())
}

async fn keep(app: &App, id: MessageId, report: Report, sid: Option<String>) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if let Some(mut message) = messages::by_id(tx, &app.secrets, id).await? {
            if message.sid.is_none() {
                message.sid.clone_from(&sid);
            }
            apply_to_message(app, tx, message, report, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies what is said of a message, and what follows from its failure.
pub(crate) async fn apply_to_message(
    app: &App,
    tx: &mut Tx,
    mut message: Message,
    report: Report,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if !message.apply(report) {
        return Ok(());
    }
    messages::update(tx, &message).await?;
    set_timer(tx, MatterKind::Message, message.id.0, message.timer_at(now), now).await?;
    let state = message.state.as_str();
    metrics::counter!("passerelle_messages_total", "channel" => message.channel.as_str(), "state" => state)
        .increment(1);
    if let About::Case(case) = message.about
        && !message.state.is_live()
    {
        let verb = format!("message_{state}");
        let detail = json!({
            "member": message.member.map(Member::uuid),
            "channel": message.channel,
            "text": message.template,
            "error_code": message.error_code,
        });
        let trace = Trace {
            organisation_id: message.organisation_id,
            actor: "system",
            verb: &verb,
            noun: "case",
            noun_id: case.0,
            detail,
        };
        leave_trace(app, tx, trace, now).await?;
    }
    // 21610: whoever wrote STOP gets nothing more until writing REPRISE.
    const OPTED_OUT: u32 = 21610;
    if message.state == MessageState::Failed && message.error_code == Some(OPTED_OUT) {
        stop_texts(app, tx, message.member).await?;
    }
    Ok(())
}

/// Remembers that a member wants no more texts.
pub(crate) async fn stop_texts(app: &App, tx: &mut Tx, member: Option<Member>) -> Outcome<()> {
    set_texts(app, tx, member, true).await
}

/// Remembers whether a member wants texts.
pub(crate) async fn set_texts(app: &App, tx: &mut Tx, member: Option<Member>, stopped: bool) -> Outcome<()> {
    match member {
        Some(Member::Staff(id)) => {
            if let Some(mut staff) = staff::by_id(tx, &app.secrets, id).await? {
                staff.sms_stopped = stopped;
                staff::save(tx, &app.secrets, &staff).await?;
            }
        }
        Some(Member::Volunteer(id)) => {
            if let Some(mut volunteer) = volunteers::by_id(tx, &app.secrets, id).await? {
                volunteer.sms_stopped = stopped;
                volunteers::save(tx, &app.secrets, &volunteer).await?;
            }
        }
        None => {}
    }
    Ok(())
}
