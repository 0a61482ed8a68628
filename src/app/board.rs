//! What a coordinator sees at a glance: today's calls and the open cases.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    case::Case, circuit::Provider, ids::OrganisationId, people::Member, scheduled_call::ScheduledCall,
};
use passerelle_store::{circuits, legs, lines, people, scheduled_calls, staff, volunteers};

use crate::{
    App,
    error::Outcome,
    list_cases::{OpenCase, list_open_cases},
    organisation_zone::most_frequent,
};

/// Calls that began this long ago are still shown.
const SINCE: TimeDelta = TimeDelta::hours(6);
/// Calls that begin within this are shown.
const UNTIL: TimeDelta = TimeDelta::hours(12);

/// A call on the board.
pub struct BoardCall {
    /// The call.
    pub call: ScheduledCall,
    /// First name of the person.
    pub person: String,
    /// First name of the volunteer, empty when nobody has it.
    pub volunteer: String,
}

/// A case on the board.
pub struct BoardCase {
    /// The case.
    pub case: Case,
    /// First name of the person, empty when it is about nobody in particular.
    pub person: String,
    /// First name of whoever has it, empty when nobody has.
    pub holder: String,
}

/// The board of an organisation.
pub struct Board {
    /// The instant it shows.
    pub now: DateTime<Utc>,
    /// Zone in which hours are shown: that of most calls, or of most lines.
    pub zone: Tz,
    /// Calls around now, in order.
    pub calls: Vec<BoardCall>,
    /// Open cases, the most serious first, then the most fragile, then the oldest.
    pub cases: Vec<BoardCase>,
    /// Telephones that ring or talk.
    pub live_legs: i64,
    /// What does not answer, since when.
    pub down: Vec<(Provider, DateTime<Utc>)>,
}

/// Loads the board.
///
/// # Errors
/// Trouble of the database.
pub async fn load_board(app: &App, owner: OrganisationId) -> Outcome<Board> {
    let now = app.clock.now();
    let mut read = app.db.read().await?;
    let around = scheduled_calls::between(&mut read, owner, now - SINCE, now + UNTIL).await?;
    let of_lines = lines::of_organisation(&mut read, owner).await?.into_iter().map(|line| line.hours.zone);
    let zone = most_frequent(around.iter().map(|call| call.zone)).or_else(|| most_frequent(of_lines));
    let zone = zone.unwrap_or(chrono_tz::UTC);
    let mut calls = Vec::new();
    for call in around {
        let person = people::by_id(&mut read, &app.secrets, call.person_id).await?;
        let volunteer = match call.volunteer {
            Some(id) => volunteers::by_id(&mut read, &app.secrets, id).await?.map(|volunteer| volunteer.first_name),
            None => None,
        };
        calls.push(BoardCall {
            person: person.map(|person| person.first_name).unwrap_or_default(),
            volunteer: volunteer.unwrap_or_default(),
            call,
        });
    }
    let mut open = Vec::new();
    for OpenCase { case, person, .. } in list_open_cases(app, owner).await? {
        let holder = match case.holder {
            Some(Member::Staff(id)) => staff::by_id(&mut read, &app.secrets, id).await?.map(|staff| staff.first_name),
            Some(Member::Volunteer(id)) => {
                volunteers::by_id(&mut read, &app.secrets, id).await?.map(|volunteer| volunteer.first_name)
            }
            None => None,
        };
        let person = person.map(|person| person.first_name).unwrap_or_default();
        open.push(BoardCase { person, holder: holder.unwrap_or_default(), case });
    }
    let live_legs = legs::live_count(&mut read).await?;
    let mut down = Vec::new();
    for provider in Provider::ALL {
        let since = circuits::of(&mut read, provider).await?.down_since();
        down.extend(since.map(|since| (provider, since)));
    }
    Ok(Board { now, zone, calls, cases: open, live_legs, down })
}
