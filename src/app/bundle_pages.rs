//! Pages of low level that wait for the same member leave as one text: a telephone that buzzes twelve times is put away.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    code::Code,
    line::Line,
    message::{About, BUNDLED_FROM, Channel, Content, Message, Superseded, Urgency, leave_together},
    people::Language,
};
use passerelle_notify::{EmailTemplate, SmsTemplate, render_joined, render_sms};
use passerelle_store::{Tx, cases, messages};

use crate::{
    App,
    drop_pointless::{give_up, why_pointless},
    error::Outcome,
    message_fate::told_otherwise,
    schedule::set_message_timer,
    send_text::{arguments, new_message, reader, write},
};

/// Puts a page and those that wait with it into one message, which leaves now. False when they are too few: then it leaves
/// alone. What nobody needs any more is given up first.
pub(crate) async fn bundle_pages(
    app: &App,
    tx: &mut Tx,
    message: &Message,
    others: &[Message],
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let mut pages = vec![message.clone()];
    for other in leave_together(message, others) {
        match why_pointless(tx, &app.secrets, other, now).await? {
            Some(why) => give_up(app, tx, other.clone(), why, now).await?,
            None => pages.push(other.clone()),
        }
    }
    let codes = codes_of(tx, &pages).await?;
    if codes.len() < BUNDLED_FROM {
        return Ok(false);
    }
    let language = match message.member {
        Some(member) => reader(app, tx, member).await?.map_or(line.language, |reader| reader.language),
        None => line.language,
    };
    let (template, content) = match message.channel {
        Channel::Sms => (SmsTemplate::CoordBundle.key(), sms(language, &codes, line)),
        Channel::Email => (EmailTemplate::AlertsBundled.key(), email(language, &codes, &pages)),
    };
    let Some(mut content) = content else { return Ok(false) };
    content.to.clone_from(&message.content.to);
    let mut bundle = new_message(app, line, message.member, message.channel, template, content, now);
    bundle.urgency = Urgency::Page;
    bundle.may_be_bundled = true;
    bundle.stands_for = pages.iter().map(|page| page.id).collect();
    write(app, tx, &bundle, now).await?;
    for mut page in pages {
        page.supersede(bundle.id, Superseded::Bundled);
        messages::update(tx, &page).await?;
        set_message_timer(tx, &page, None, now).await?;
        told_otherwise(app, tx, &page, now).await?;
    }
    metrics::counter!("passerelle_pages_bundled_total", "channel" => message.channel.as_str()).increment(1);
    Ok(true)
}

/// The codes of the cases, each once: a page and its reminder may wait together.
async fn codes_of(tx: &mut Tx, pages: &[Message]) -> Outcome<Vec<Code>> {
    let mut codes = Vec::new();
    for page in pages {
        let About::Case(id) = page.about else { continue };
        if let Some(case) = cases::by_id(tx, id).await?
            && !codes.contains(&case.code)
        {
            codes.push(case.code);
        }
    }
    Ok(codes)
}

/// As many codes as fit in one SMS, and how many more there are.
fn sms(language: Language, codes: &[Code], line: &Line) -> Option<Content> {
    let text = (1..=codes.len()).rev().find_map(|shown| {
        let arguments = arguments([
            ("n", codes.len().to_string()),
            ("code", listed(&codes[..shown])),
            ("k", (codes.len() - shown).to_string()),
            ("service", line.service_name.clone()),
        ]);
        render_sms(language, SmsTemplate::CoordBundle, &arguments).ok()
    })?;
    Some(Content { text: text.into_string(), ..Content::default() })
}

/// Every page in full, each with its own link.
fn email(language: Language, codes: &[Code], pages: &[Message]) -> Option<Content> {
    let arguments = arguments([("n", codes.len().to_string()), ("code", listed(codes))]);
    let parts: Vec<(&str, &str)> =
        pages.iter().map(|page| (page.content.subject.as_str(), page.content.text.as_str())).collect();
    match render_joined(language, EmailTemplate::AlertsBundled, &arguments, &parts) {
        Ok(email) => Some(Content { to: String::new(), subject: email.subject, text: email.text, html: email.html }),
        Err(problem) => {
            tracing::error!(%problem, "several alerts could not be written as one email");
            None
        }
    }
}

fn listed(codes: &[Code]) -> String {
    codes.iter().map(Code::to_string).collect::<Vec<_>>().join(", ")
}
