//! Somebody of the association proves that they read their texts, or their emails, by a code that is sent there.
//!
//! Nothing depends on it: a page goes to a number nobody verified all the same. But the doctor and the API show it, because
//! a wrong digit is found here, and not on the night of an alert.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    contact::CodeVerdict,
    ids::OrganisationId,
    line::Line,
    message::{About, Channel},
    people::Member,
};
use passerelle_notify::{EmailTemplate, SmsTemplate};
use passerelle_store::{Tx, lines, transact};
use serde_json::json;
use subtle::ConstantTimeEq;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    message_fate::change,
    send_text::{Reader, arguments, reader, send_email, send_sms},
};

/// Keeps hashes of codes apart from those of numbers.
const FIELD: &str = "contact.code";

/// What became of the wish for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAsked {
    /// It is on its way.
    Sent,
    /// There is no such number or address, or no text may be sent there.
    NoSuchContact,
    /// One was just sent, or too many wrong ones were typed.
    TooSoon,
}

/// Sends a code to a member by a channel.
///
/// # Errors
/// Trouble of the database.
pub async fn send_contact_code(
    app: &App,
    owner: OrganisationId,
    member: Member,
    channel: Channel,
) -> Outcome<CodeAsked> {
    let now = app.clock.now();
    let code = app.chance.new_digits();
    transact!(app.db, |tx| {
        let (Some(reader), Some(line)) = (reader(app, tx, member).await?, line_of(tx, owner).await?) else {
            return Ok(CodeAsked::NoSuchContact);
        };
        let Some(address) = address(&reader, channel) else { return Ok(CodeAsked::NoSuchContact) };
        let hash = app.secrets.blind_index(FIELD, &format!("{address} {code}"));
        let mut is_kept = false;
        change(app, tx, member, |known| {
            is_kept = known.contacts.of_mut(channel).send_code(hash, now);
            is_kept
        })
        .await?;
        if !is_kept {
            return Ok(CodeAsked::TooSoon);
        }
        let is_sent = send(app, tx, &line, &reader, channel, &code, now).await?;
        Ok::<_, AppError>(if is_sent { CodeAsked::Sent } else { CodeAsked::NoSuchContact })
    })
    .await
}

async fn send(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    reader: &Reader,
    channel: Channel,
    code: &str,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let said = arguments([("otp", code.to_owned()), ("service", line.service_name.clone())]);
    match channel {
        Channel::Sms => send_sms(app, tx, line, reader, SmsTemplate::LoginCode, said, About::Nothing, now).await,
        Channel::Email => {
            send_email(app, tx, line, reader, EmailTemplate::ContactCode, &said, About::Nothing, now).await
        }
    }
}

async fn line_of(tx: &mut Tx, owner: OrganisationId) -> Outcome<Option<Line>> {
    Ok(lines::of_organisation(tx, owner).await?.into_iter().next())
}

fn address(reader: &Reader, channel: Channel) -> Option<String> {
    match channel {
        Channel::Sms => reader.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        Channel::Email => reader.email.clone(),
    }
}

/// Judges the code a member typed; a right one marks the number or the address as verified.
///
/// # Errors
/// Trouble of the database.
pub async fn verify_contact(
    app: &App,
    owner: OrganisationId,
    member: Member,
    channel: Channel,
    typed: &str,
) -> Outcome<CodeVerdict> {
    let now = app.clock.now();
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    transact!(app.db, |tx| {
        let reader = reader(app, tx, member).await?;
        let Some(address) = reader.and_then(|reader| address(&reader, channel)) else {
            return Ok(CodeVerdict::Expired);
        };
        let hash = app.secrets.blind_index(FIELD, &format!("{address} {digits}"));
        let is_same = |kept: &str| bool::from(kept.as_bytes().ct_eq(hash.as_bytes()));
        let mut verdict = CodeVerdict::Expired;
        change(app, tx, member, |known| {
            verdict = known.contacts.of_mut(channel).judge_code(is_same, now);
            true
        })
        .await?;
        if verdict == CodeVerdict::Verified {
            let actor = format!("member:{}", member.uuid());
            let (verb, noun, noun_id) = ("verified", "contact", member.uuid());
            let detail = json!({ "channel": channel.as_str() });
            leave_trace(app, tx, Trace { organisation_id: owner, actor: &actor, verb, noun, noun_id, detail }, now)
                .await?;
        }
        Ok::<_, AppError>(verdict)
    })
    .await
}
