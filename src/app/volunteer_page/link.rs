//! Links to a volunteer's page and to their calendar: sealed, without any name, revocable.

use chrono::{DateTime, Days, NaiveDate, Utc};
use passerelle_domain::{
    ids::{OrganisationId, VolunteerId},
    local_time,
    message::About,
    people::{Member, Volunteer},
};
use passerelle_notify::{EmailTemplate, SmsTemplate};
use passerelle_store::{Tx, lines, transact, volunteer_pages, volunteers};
use serde_json::json;
use uuid::Uuid;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    send_text::{arguments, reader, send_email, send_sms},
};

/// A link to the page opens it for so many days; another one is a text away.
pub const PAGE_HOLDS_DAYS: u64 = 30;
/// What is sealed in a link to the page, and in one to the calendar: neither opens the other.
const PAGE: &str = "volunteers.page";
const FEED: &str = "volunteers.feed";
/// What a form of the page proves it was made for.
const FORM: &str = "volunteers.form";
const ID_BYTES: usize = 16;

/// A page that a link opens.
pub struct OwnPage {
    /// Whose.
    pub volunteer: Volunteer,
    /// Proof that a form was made for this link.
    pub form_token: String,
    /// The last day on which the link opens the page.
    pub last_on: NaiveDate,
}

/// What a link opens.
pub enum OpenedLink {
    /// The page of a volunteer.
    Open(Box<OwnPage>),
    /// One of ours, too old.
    Expired,
    /// Revoked, of somebody who has left, or none of ours.
    Unknown,
}

/// What became of a link that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentLink {
    /// By SMS.
    Texted,
    /// By email.
    Emailed,
    /// They read no texts and have no address.
    Unreachable,
    /// No volunteer of this organisation, or one who has left.
    Unknown,
}

/// Two bytes of the count and two of the day keep an address short enough for a text.
fn key_of(generation: i64) -> [u8; 2] {
    let [.., high, low] = generation.to_be_bytes();
    [high, low]
}

fn day_number(day: NaiveDate) -> u16 {
    u16::try_from((day - NaiveDate::default()).num_days()).unwrap_or(0)
}

fn page_token(app: &App, volunteer: &Volunteer, generation: i64, now: DateTime<Utc>) -> Outcome<String> {
    let last_on = local_time::local_date(now, volunteer.territory.zone) + Days::new(PAGE_HOLDS_DAYS);
    let mut plain = volunteer.id.0.as_bytes().to_vec();
    plain.extend(key_of(generation));
    plain.extend(day_number(last_on).to_be_bytes());
    Ok(app.secrets.seal_address(PAGE, &plain)?)
}

/// Whose page a token opens, made under which count, until which day.
fn read_page(app: &App, token: &str) -> Option<(VolunteerId, [u8; 2], NaiveDate)> {
    let plain = app.secrets.open_address(PAGE, token).ok()?;
    let (id, rest) = plain.split_first_chunk::<ID_BYTES>()?;
    let (key, rest) = rest.split_first_chunk::<2>()?;
    let days = u16::from_be_bytes(rest.try_into().ok()?);
    let last_on = NaiveDate::default().checked_add_days(Days::new(u64::from(days)))?;
    Some((VolunteerId(Uuid::from_bytes(*id)), *key, last_on))
}

/// Opens the page of a link; changes nothing, because mail scanners open links too.
///
/// # Errors
/// Trouble of the database.
pub async fn open_volunteer_link(app: &App, token: &str) -> Outcome<OpenedLink> {
    let Some((id, key, last_on)) = read_page(app, token) else { return Ok(OpenedLink::Unknown) };
    let Some(volunteer) = holder(app, id, key).await? else { return Ok(OpenedLink::Unknown) };
    if local_time::local_date(app.clock.now(), volunteer.territory.zone) > last_on {
        return Ok(OpenedLink::Expired);
    }
    let form_token = app.secrets.blind_index(FORM, token);
    Ok(OpenedLink::Open(Box::new(OwnPage { volunteer, form_token, last_on })))
}

/// The volunteer whose calendar a token opens. It does not expire, because a telephone asks for it for years; it is revoked with
/// the links to the page.
///
/// # Errors
/// Trouble of the database.
pub async fn open_volunteer_feed(app: &App, token: &str) -> Outcome<Option<Volunteer>> {
    let Some(plain) = app.secrets.open_address(FEED, token).ok() else { return Ok(None) };
    let Some((id, rest)) = plain.split_first_chunk::<ID_BYTES>() else { return Ok(None) };
    let Ok(key) = <[u8; 2]>::try_from(rest) else { return Ok(None) };
    holder(app, VolunteerId(Uuid::from_bytes(*id)), key).await
}

async fn holder(app: &App, id: VolunteerId, key: [u8; 2]) -> Outcome<Option<Volunteer>> {
    let mut read = app.db.read().await?;
    if key_of(volunteer_pages::generation(&mut read, id).await?) != key {
        return Ok(None);
    }
    Ok(volunteers::by_id(&mut read, &app.secrets, id).await?.filter(Volunteer::is_here))
}

/// The address of a volunteer's calendar.
///
/// # Errors
/// Trouble of the database.
pub async fn volunteer_feed_address(app: &App, volunteer: VolunteerId) -> Outcome<String> {
    let mut plain = volunteer.0.as_bytes().to_vec();
    plain.extend(key_of(volunteer_pages::generation(&mut app.db.read().await?, volunteer).await?));
    Ok(app.urls.volunteer_feed(&app.secrets.seal_address(FEED, &plain)?))
}

/// Sends a volunteer a fresh link to their page, in the name of `by`: by SMS, or by email when they read no texts. Links sent before
/// go on until their own day.
///
/// # Errors
/// Trouble of the database.
pub async fn send_volunteer_link(app: &App, owner: OrganisationId, id: VolunteerId, by: Member) -> Outcome<SentLink> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = volunteers::by_id(tx, &app.secrets, id).await?;
        let Some(volunteer) = found.filter(|found| found.organisation_id == owner && found.is_here()) else {
            return Ok(SentLink::Unknown);
        };
        let sent = send_link_in(app, tx, volunteer.id, now).await?;
        if sent != SentLink::Unreachable {
            trace(app, tx, &volunteer, by, "sent_link", now).await?;
        }
        Ok::<_, AppError>(sent)
    })
    .await
}

/// Sends the link within a transaction.
pub(crate) async fn send_link_in(app: &App, tx: &mut Tx, id: VolunteerId, now: DateTime<Utc>) -> Outcome<SentLink> {
    let Some(volunteer) = volunteers::by_id(tx, &app.secrets, id).await?.filter(Volunteer::is_here) else {
        return Ok(SentLink::Unknown);
    };
    let line = lines::by_id(tx, volunteer.line_id).await?.ok_or(AppError::dangling("volunteer"))?;
    let Some(reader) = reader(app, tx, Member::Volunteer(id)).await? else { return Ok(SentLink::Unknown) };
    let generation = volunteer_pages::generation(tx, id).await?;
    let link = app.urls.volunteer_page(&page_token(app, &volunteer, generation, now)?);
    let facts = arguments([("v", reader.first_name.clone()), ("lien", link)]);
    if send_sms(app, tx, &line, &reader, SmsTemplate::VolLink, facts.clone(), About::Nothing, now).await? {
        return Ok(SentLink::Texted);
    }
    let mut facts = facts;
    facts.insert("service".to_owned(), line.service_name.clone());
    let is_sent =
        send_email(app, tx, &line, &reader, EmailTemplate::VolunteerLink, &facts, About::Nothing, now).await?;
    Ok(if is_sent { SentLink::Emailed } else { SentLink::Unreachable })
}

/// Every link to a volunteer's page and calendar opens nothing any more. False when no volunteer of this organisation has the id.
///
/// # Errors
/// Trouble of the database.
pub async fn revoke_volunteer_links(app: &App, owner: OrganisationId, id: VolunteerId, by: Member) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = volunteers::by_id(tx, &app.secrets, id).await?;
        let Some(volunteer) = found.filter(|found| found.organisation_id == owner) else { return Ok(false) };
        volunteer_pages::revoke(tx, id).await?;
        trace(app, tx, &volunteer, by, "revoked_links", now).await?;
        Ok::<_, AppError>(true)
    })
    .await
}

async fn trace(
    app: &App,
    tx: &mut Tx,
    volunteer: &Volunteer,
    by: Member,
    verb: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (organisation_id, noun_id, actor) = (volunteer.organisation_id, volunteer.id.0, actor_of(by));
    let trace = Trace { organisation_id, actor: &actor, verb, noun: "volunteer", noun_id, detail: json!({}) };
    Ok(leave_trace(app, tx, trace, now).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_of_a_link_then_two_bytes_hold_it_for_more_than_a_century() {
        let day = NaiveDate::from_ymd_opt(2099, 12, 31).unwrap();
        let number = u64::from(day_number(day));
        assert_eq!(NaiveDate::default().checked_add_days(Days::new(number)), Some(day));
        assert_ne!(key_of(0), key_of(1));
        assert_eq!(key_of(258), [1, 2]);
    }
}
