//! Hands a text to the carrier or an email to the mail server, or asks what became of it.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case_check::is_ruled_out,
    circuit::{CircuitState, Provider},
    ids::MessageId,
    line::Line,
    matter::MatterKind,
    message::{About, Channel, Message, MessageState, PacePlace, Report},
    phone_number::PhoneNumber,
};
use passerelle_notify::{Email, EmailText};
use passerelle_store::{Tx, case_checks, circuits, lines, messages, transact, trusted_contacts};
use passerelle_telephony::client::{MessageIntent, SendMessage};

use crate::{
    App,
    drop_pointless::{give_up, why_pointless},
    error::{AppError, Outcome},
    keep_pace::keep_pace,
    message_answers::{carrier_answers, carrier_works, email_report, mail_works, receipt_of, sms_report},
    message_fate::apply_to_message,
    schedule::{is_due, set_message_timer, set_timer},
    take_turn::take_turn,
    watch_provider::{keep_back, note_answer},
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
    let now = app.clock.now();
    let request = transact!(app.db, |tx| { decide(app, tx, id, now).await }).await?;
    match request {
        Request::Nothing => Ok(()),
        Request::SendSms(text) => {
            let answer = app.carrier.send_message(&text).await;
            let (report, sid) = sms_report(&answer, app.clock.now());
            let heard = Heard { provider: Provider::Carrier, works: carrier_works(&answer) };
            keep(app, id, Some(report), sid, heard).await
        }
        Request::LookUpSms(intent) => look_up(app, id, intent).await,
        Request::FetchSms(sid) => {
            let answer = app.carrier.fetch_message(&sid).await;
            let report = match &answer {
                Ok(message) => Some(receipt_of(message.status, message.error_code, true)),
                Err(error) => error.is_not_found().then_some(Report::NotFound),
            };
            let heard = Heard { provider: Provider::Carrier, works: carrier_answers(&answer) };
            keep(app, id, report, None, heard).await
        }
        Request::SendEmail(email) => {
            let answer = app.mailer.send(&email).await;
            let heard = Heard { provider: Provider::Mail, works: mail_works(&answer) };
            keep(app, id, Some(email_report(&answer)), None, heard).await
        }
    }
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
    let has_its_place = message.pace.take() == Some(PacePlace::MayLeave);
    if message.state == MessageState::Pending
        && let Some(pointless) = why_pointless(tx, &app.secrets, &message, now).await?
    {
        give_up(app, tx, message, pointless, now).await?;
        return Ok(Request::Nothing);
    }
    let provider = Provider::of_channel(message.channel);
    let circuit = circuits::of(tx, provider).await?;
    if matches!(message.state, MessageState::Pending | MessageState::Sending) && !circuit.lets_through(id) {
        keep_back(app, tx, message, provider, now).await?;
        return Ok(Request::Nothing);
    }
    message.held_for = None;
    // A message that probes a provider is needed now.
    if message.state == MessageState::Pending && circuit.state == CircuitState::Closed {
        if !take_turn(app, tx, &mut message, &line, now).await? {
            return Ok(Request::Nothing);
        }
        // Before anything says that the request left: a long queue must not look like an answer that got lost.
        if message.channel == Channel::Sms && !has_its_place && !keep_pace(app, tx, &mut message, now).await? {
            return Ok(Request::Nothing);
        }
    }
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
            known_sids: message.past_sids.clone(),
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
        | (
            _,
            MessageState::Delivered
            | MessageState::Unconfirmed
            | MessageState::Failed
            | MessageState::Dropped
            | MessageState::Superseded,
        ) => Request::Nothing,
    };
    messages::update(tx, &message).await?;
    set_message_timer(tx, &message, message.timer_at(now), now).await?;
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

/// What an answer told of whoever carries our messages.
struct Heard {
    provider: Provider,
    works: Option<bool>,
}

async fn look_up(app: &App, id: MessageId, mut intent: MessageIntent) -> Outcome<()> {
    for _ in 0..MOST_KNOWN {
        let answer = app.carrier.find_sent_message(&intent).await;
        let heard = Heard { provider: Provider::Carrier, works: carrier_answers(&answer) };
        let Ok(found) = answer else { return keep(app, id, None, None, heard).await };
        let Some(message) = found else { return keep(app, id, Some(Report::NotFound), None, heard).await };
        let is_another_ones = {
            let mut read = app.db.read().await?;
            messages::sid_is_known(&mut read, &message.sid).await?
        };
        if !is_another_ones {
            let report = receipt_of(message.status, message.error_code, false);
            return keep(app, id, Some(report), Some(message.sid), heard).await;
        }
        intent.known_sids.push(message.sid);
    }
    Ok(())
}

async fn keep(app: &App, id: MessageId, report: Option<Report>, sid: Option<String>, heard: Heard) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if let Some(report) = report
            && let Some(mut message) = messages::by_id(tx, &app.secrets, id).await?
        {
            if message.sid.is_none() {
                message.sid.clone_from(&sid);
            }
            apply_to_message(app, tx, message, report, now).await?;
        }
        note_answer(app, tx, heard.provider, heard.works, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
