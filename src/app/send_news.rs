//! News for the outer circle: one text to everybody connected, some at a time.

use passerelle_domain::{
    ids::{LineId, NewsId, OrganisationId, VolunteerId},
    matter::MatterKind,
    message::About,
    news::{BATCH, News, Words, receives},
    people::Member,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{lines, news, transact, volunteers};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::{is_due, set_timer},
    send_text::{arguments, fits, reader, send_sms},
};

/// What became of the wish.
#[derive(Debug, Clone, PartialEq)]
pub enum SentNews {
    /// They leave now, to so many people.
    Leaving(usize),
    /// The words do not fit in one text, or there are none.
    TooLong,
    /// No line of this organisation has this id.
    Unknown,
}

/// Sends a text to everybody connected, in the name of `by`. Who sent STOP receives nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn send_news(app: &App, owner: OrganisationId, line: LineId, words: &str, by: Member) -> Outcome<SentNews> {
    let now = app.clock.now();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    transact!(app.db, |tx| {
        let found = lines::by_id(tx, line).await?.filter(|line| line.organisation_id == owner);
        let Some(line) = found else { return Ok(SentNews::Unknown) };
        if words.is_empty() || !fits(&line, SmsTemplate::CircleNews, arguments([("texte", words.clone())])) {
            return Ok(SentNews::TooLong);
        }
        let all = volunteers::of_organisation(tx, &app.secrets, owner).await?;
        let readers = all.iter().filter(|volunteer| receives(volunteer)).count();
        let sent = News {
            id: NewsId(app.chance.new_id(now)),
            organisation_id: owner,
            line_id: line.id,
            by,
            at: now,
            after: None,
            sent: 0,
            is_over: false,
            words: Words(words.clone()),
        };
        news::insert(tx, &app.secrets, &sent).await?;
        set_timer(tx, MatterKind::News, sent.id.0, Some(now), now).await?;
        let actor = format!("member:{}", by.uuid());
        let (noun_id, detail) = (sent.id.0, json!({ "readers": readers }));
        leave_trace(
            app,
            tx,
            Trace { organisation_id: owner, actor: &actor, verb: "sent", noun: "news", noun_id, detail },
            now,
        )
        .await?;
        Ok::<_, AppError>(SentNews::Leaving(readers))
    })
    .await
}

/// Writes to the next of them. How far the news went is kept with what was written, so that nobody receives them twice.
pub(crate) async fn advance_news(app: &App, id: NewsId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::News, id.0, now).await? {
            return Ok(());
        }
        let found = news::by_id(tx, &app.secrets, id).await?.filter(|news| !news.is_over);
        let Some(mut sent) = found else {
            set_timer(tx, MatterKind::News, id.0, None, now).await?;
            return Ok(());
        };
        let line = lines::by_id(tx, sent.line_id).await?.ok_or(AppError::dangling("news"))?;
        let mut readers: Vec<VolunteerId> = volunteers::of_organisation(tx, &app.secrets, sent.organisation_id)
            .await?
            .into_iter()
            .filter(|volunteer| receives(volunteer) && sent.after.is_none_or(|after| volunteer.id > after))
            .map(|volunteer| volunteer.id)
            .collect();
        readers.sort_unstable();
        for volunteer in readers.iter().take(BATCH) {
            sent.after = Some(*volunteer);
            let Some(reader) = reader(app, tx, Member::Volunteer(*volunteer)).await? else { continue };
            let arguments = arguments([("texte", sent.words.0.clone())]);
            let template = SmsTemplate::CircleNews;
            if send_sms(app, tx, &line, &reader, template, arguments, About::Nothing, now).await? {
                sent.sent += 1;
            }
        }
        sent.is_over = readers.len() <= BATCH;
        news::update(tx, &sent).await?;
        set_timer(tx, MatterKind::News, id.0, (!sent.is_over).then_some(now), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
