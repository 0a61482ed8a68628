//! Writes a text to somebody of the association: an intent, delivered after the commit.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    consent::{Purpose, may},
    escalation::PageChannel,
    ids::{CaseCheckId, MessageId},
    line::Line,
    message::{About, Channel, Content, Message, MessageState, SAME_WITHIN, Superseded, Urgency, repeated},
    people::{Language, Member, Person},
    phone_number::PhoneNumber,
    spoken,
};
use passerelle_notify::{Arguments, EmailTemplate, SmsTemplate, TextProblem, render_email, render_sms};
use passerelle_store::{Tx, messages, staff, volunteers};

use crate::{
    App, error::Outcome, message_fate::told_otherwise, message_haste::give_haste, schedule::set_message_timer,
};

/// How somebody of the association can be written to.
#[derive(Clone)]
pub(crate) struct Reader {
    pub(crate) member: Member,
    pub(crate) first_name: String,
    pub(crate) language: Language,
    pub(crate) phone: Option<PhoneNumber>,
    pub(crate) email: Option<String>,
    pub(crate) sms_stopped: bool,
    /// What is there cannot read texts: a landline, or a number without a reader.
    pub(crate) never_texts: bool,
    /// By what they accept to be paged, the preferred channel first; empty: by any.
    pub(crate) page_by: Vec<PageChannel>,
    pub(crate) zone: Option<Tz>,
}

/// Looks a member up; `None` when they have left.
pub(crate) async fn reader(app: &App, tx: &mut Tx, member: Member) -> Outcome<Option<Reader>> {
    Ok(match member {
        Member::Staff(id) => {
            staff::by_id(tx, &app.secrets, id).await?.filter(|staff| !staff.has_left).map(|staff| Reader {
                member,
                page_by: staff.page_by,
                first_name: staff.first_name,
                language: staff.language,
                never_texts: staff.contacts.never_texts() || is_landline(staff.phone.as_ref()),
                phone: staff.phone,
                email: staff.email,
                sms_stopped: staff.sms_stopped,
                zone: None,
            })
        }
        Member::Volunteer(id) => volunteers::by_id(tx, &app.secrets, id).await?.map(|volunteer| Reader {
            member,
            page_by: Vec::new(),
            language: volunteer.language(),
            first_name: volunteer.first_name,
            never_texts: volunteer.contacts.never_texts() || is_landline(volunteer.phone.as_ref()),
            phone: volunteer.phone,
            email: volunteer.email,
            sms_stopped: volunteer.sms_stopped,
            zone: Some(volunteer.territory.zone),
        }),
    })
}

/// By its prefix: the carrier would refuse a text to it, or a robot would read it aloud to whoever picks up.
fn is_landline(phone: Option<&PhoneNumber>) -> bool {
    phone.is_some_and(|phone| !phone.is_mobile())
}

/// Arguments of a text, by name.
pub(crate) fn arguments<const N: usize>(pairs: [(&str, String); N]) -> Arguments {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A day and an hour as an SMS says them, on the clocks of `zone`: (`jeu. 26/11`, `15h00`).
pub(crate) fn day_and_hour(at: DateTime<Utc>, zone: Tz, language: Language) -> (String, String) {
    let local = at.with_timezone(&zone);
    let language = language.tag();
    (spoken::short_day(language, local.date_naive()), spoken::short_hour(language, local.time()))
}

/// Sends an SMS to a member, unless they wrote STOP or have no telephone. False when nothing is sent.
#[expect(clippy::too_many_arguments, reason = "who, what, about what, when: each call names them")]
pub(crate) async fn send_sms(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    reader: &Reader,
    template: SmsTemplate,
    mut arguments: Arguments,
    about: About,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(phone) = reader.phone.as_ref().filter(|_| !reader.sms_stopped && !reader.never_texts) else {
        return Ok(false);
    };
    let Some(text) = fitting(reader.language, template, &mut arguments, line) else { return Ok(false) };
    let content = Content { to: phone.as_str().to_owned(), text, ..Content::default() };
    keep(app, tx, line, Some(reader.member), Channel::Sms, template.key(), content, about, now).await?;
    Ok(true)
}

/// Sends an SMS to a number that is nobody's of the association.
pub(crate) async fn send_sms_to_number(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    number: &PhoneNumber,
    template: SmsTemplate,
    mut arguments: Arguments,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(text) = fitting(line.language, template, &mut arguments, line) else { return Ok(false) };
    let content = Content { to: number.as_str().to_owned(), text, ..Content::default() };
    keep(app, tx, line, None, Channel::Sms, template.key(), content, About::Nothing, now).await?;
    Ok(true)
}

/// Sends an SMS about a check of a case to a number that may be asked.
#[expect(clippy::too_many_arguments, reason = "who, what, about what, when: each call names them")]
pub(crate) async fn send_sms_about_check(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    number: &PhoneNumber,
    template: SmsTemplate,
    mut arguments: Arguments,
    check: CaseCheckId,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(text) = fitting(line.language, template, &mut arguments, line) else { return Ok(false) };
    let content = Content { to: number.as_str().to_owned(), text, ..Content::default() };
    keep(app, tx, line, None, Channel::Sms, template.key(), content, About::CaseCheck(check), now).await?;
    Ok(true)
}

/// Sends an SMS to a person called, in her language. False when she did not agree to texts, or has no mobile.
pub(crate) async fn send_sms_to_person(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    person: &Person,
    template: SmsTemplate,
    mut arguments: Arguments,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let mobile =
        person.phones.iter().find(|number| number.is_mobile()).filter(|_| may(person, Purpose::Text, now).is_ok());
    let Some(number) = mobile else { return Ok(false) };
    let Some(text) = fitting(person.language, template, &mut arguments, line) else { return Ok(false) };
    let content = Content { to: number.as_str().to_owned(), text, ..Content::default() };
    keep(app, tx, line, None, Channel::Sms, template.key(), content, About::Nothing, now).await?;
    Ok(true)
}

/// Sends an email to a member who has an address.
#[expect(clippy::too_many_arguments, reason = "who, what, about what, when: each call names them")]
pub(crate) async fn send_email(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    reader: &Reader,
    template: EmailTemplate,
    arguments: &Arguments,
    about: About,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(address) = &reader.email else { return Ok(false) };
    let text = match render_email(reader.language, template, arguments) {
        Ok(text) => text,
        Err(problem) => {
            tracing::error!(template = template.key(), %problem, "an email could not be written");
            return Ok(false);
        }
    };
    let content = Content { to: address.clone(), subject: text.subject, text: text.text, html: text.html };
    keep(app, tx, line, Some(reader.member), Channel::Email, template.key(), content, about, now).await?;
    Ok(true)
}

/// Whether a text of a line fits in one SMS, in its language.
pub(crate) fn fits(line: &Line, template: SmsTemplate, mut arguments: Arguments) -> bool {
    fitting(line.language, template, &mut arguments, line).is_some()
}

/// The text in one SMS: with the name of the service, or a shorter one when it does not fit.
fn fitting(
    language: Language,
    template: SmsTemplate,
    arguments: &mut BTreeMap<String, String>,
    line: &Line,
) -> Option<String> {
    let shortest = line.service_name.split_whitespace().next().unwrap_or_default();
    let mut problem: Option<TextProblem> = None;
    for service in [line.service_name.as_str(), line.neutral_name.as_str(), shortest] {
        arguments.insert("service".to_owned(), service.to_owned());
        match render_sms(language, template, arguments) {
            Ok(text) => return Some(text.into_string()),
            Err(error) => problem = Some(error),
        }
    }
    if let Some(problem) = problem {
        tracing::error!(template = template.key(), %problem, "an SMS could not be written");
    }
    None
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn keep(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Option<Member>,
    channel: Channel,
    template: &str,
    content: Content,
    about: About,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let mut message = new_message(app, line, member, channel, template, content, now);
    message.about = about;
    give_haste(tx, &mut message).await?;
    let (owner, to) = (line.organisation_id, message.content.to.clone());
    let before = messages::to_destination(tx, &app.secrets, owner, &to, now - SAME_WITHIN).await?;
    if let Some(said) = repeated(&message, &before) {
        message.supersede(said.id, Superseded::Duplicate);
    }
    write(app, tx, &message, now).await
}

/// Writes a message and its timer.
pub(crate) async fn write(app: &App, tx: &mut Tx, message: &Message, now: DateTime<Utc>) -> Outcome<()> {
    messages::insert(tx, &app.secrets, message).await?;
    set_message_timer(tx, message, message.timer_at(now), now).await?;
    if message.state == MessageState::Superseded {
        told_otherwise(app, tx, message, now).await?;
    }
    Ok(())
}

/// A message to be sent now, about nothing and in no haste.
pub(crate) fn new_message(
    app: &App,
    line: &Line,
    member: Option<Member>,
    channel: Channel,
    template: &str,
    content: Content,
    now: DateTime<Utc>,
) -> Message {
    Message {
        id: MessageId(app.chance.new_id(now)),
        organisation_id: line.organisation_id,
        line_id: line.id,
        channel,
        member,
        about: About::Nothing,
        template: template.to_owned(),
        state: MessageState::Pending,
        sid: None,
        sending_since: None,
        tries: 0,
        look_ups: 0,
        error_code: None,
        handset_tries: 0,
        past_sids: Vec::new(),
        not_before: None,
        held_for: None,
        was_held: false,
        failure: None,
        pointless: None,
        urgency: Urgency::Ordinary,
        is_unlimited: false,
        may_be_bundled: false,
        pace: None,
        was_paced: false,
        was_limited: false,
        superseded: None,
        superseded_by: None,
        stands_for: Vec::new(),
        made_at: now,
        content,
    }
}
