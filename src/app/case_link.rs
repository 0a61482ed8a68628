//! The link by which whoever was paged takes a case without a login: sealed, for one case and one member, and not for ever.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::{Case, CaseState},
    ids::{CaseId, StaffId, VolunteerId},
    people::{Language, Member},
};
use passerelle_store::{Tx, cases, transact};
use uuid::Uuid;

use crate::{
    App,
    advance_case::apply_to_case,
    error::{AppError, Outcome},
    page_coordinators::subject_of_case,
    send_text::reader,
};

/// The longest a standard acknowledgement holds: an older page is about something else.
const LINK_HOLDS: TimeDelta = TimeDelta::days(3);
/// What is sealed.
const FIELD: &str = "cases.link";
const ID_BYTES: usize = 16;
const STAFF: u8 = 0;
const VOLUNTEER: u8 = 1;

/// The address at which a member takes a case.
pub(crate) fn case_link(app: &App, case: CaseId, member: Member, now: DateTime<Utc>) -> Outcome<String> {
    let (kind, id) = match member {
        Member::Staff(id) => (STAFF, id.0),
        Member::Volunteer(id) => (VOLUNTEER, id.0),
    };
    let mut plain = case.0.as_bytes().to_vec();
    plain.push(kind);
    plain.extend(id.as_bytes());
    plain.extend((now + LINK_HOLDS).timestamp().to_be_bytes());
    Ok(app.urls.case_link(&app.secrets.seal_address(FIELD, &plain)?))
}

/// For which case and whom a token is, and until when.
fn read(app: &App, token: &str) -> Option<(CaseId, Member, DateTime<Utc>)> {
    let plain = app.secrets.open_address(FIELD, token).ok()?;
    let (case, rest) = plain.split_first_chunk::<ID_BYTES>()?;
    let (kind, rest) = rest.split_first()?;
    let (id, rest) = rest.split_first_chunk::<ID_BYTES>()?;
    let until = DateTime::from_timestamp(i64::from_be_bytes(rest.try_into().ok()?), 0)?;
    let id = Uuid::from_bytes(*id);
    let member = match *kind {
        STAFF => Member::Staff(StaffId(id)),
        VOLUNTEER => Member::Volunteer(VolunteerId(id)),
        _ => return None,
    };
    Some((CaseId(Uuid::from_bytes(*case)), member, until))
}

/// What the link of a page shows.
pub enum LinkedCase {
    /// The case as it is now.
    Shown(Box<ShownCase>),
    /// The link is too old.
    Expired,
    /// No link of ours, or its reader has left.
    Unknown,
}

/// A case, as its link shows it: nothing personal about whom it concerns.
pub struct ShownCase {
    /// The case.
    pub case: Case,
    /// What it is about, in one line.
    pub subject: String,
    /// The reader's language.
    pub language: Language,
    /// The reader has it.
    pub is_readers: bool,
    /// First name of the colleague who has it.
    pub holder: Option<String>,
}

/// Shows the case of a link; changes nothing, because mail scanners open links too.
///
/// # Errors
/// Trouble of the database.
pub async fn show_linked_case(app: &App, token: &str) -> Outcome<LinkedCase> {
    open(app, token, false).await
}

/// Takes the case of a link for its reader: of two who take it at once one has it, and the other sees who. Again, it
/// changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn take_linked_case(app: &App, token: &str) -> Outcome<LinkedCase> {
    open(app, token, true).await
}

async fn open(app: &App, token: &str, takes: bool) -> Outcome<LinkedCase> {
    let now = app.clock.now();
    let Some((id, member, until)) = read(app, token) else { return Ok(LinkedCase::Unknown) };
    if until <= now {
        return Ok(LinkedCase::Expired);
    }
    transact!(app.db, |tx| {
        let case = match (reader(app, tx, member).await?, cases::by_id(tx, id).await?) {
            (Some(_), Some(case)) if takes && case.state != CaseState::Closed => {
                apply_to_case(app, tx, id, passerelle_domain::case::Event::Taken(member), now).await?
            }
            (Some(_), case) => case,
            (None, _) => None,
        };
        match case {
            Some(case) => shown(app, tx, case, member, now).await,
            None => Ok::<_, AppError>(LinkedCase::Unknown),
        }
    })
    .await
}

async fn shown(app: &App, tx: &mut Tx, case: Case, member: Member, now: DateTime<Utc>) -> Outcome<LinkedCase> {
    let Some(own) = reader(app, tx, member).await? else { return Ok(LinkedCase::Unknown) };
    let holder = match case.holder {
        Some(holder) if holder != member => reader(app, tx, holder).await?.map(|holder| holder.first_name),
        Some(_) | None => None,
    };
    let subject = subject_of_case(app, tx, &case, &own, now).await?;
    let is_readers = case.holder == Some(member);
    Ok(LinkedCase::Shown(Box::new(ShownCase { case, subject, language: own.language, is_readers, holder })))
}
