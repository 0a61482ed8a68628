//! The morning email of each coordinator: what is open, in order, as codes; nobody's name.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use passerelle_domain::{
    digest::{Digest, is_monday},
    ids::{OrganisationId, StaffId},
    line::Line,
    local_time,
    matter::MatterKind,
    message::About,
    people::{Member, Staff, StaffRole},
};
use passerelle_notify::{Arguments, EmailTemplate};
use passerelle_store::{
    Tx, callbacks, digests, follow_ups, lines, organisations, scheduled_calls, staff, transact, voicemails,
};

use crate::{
    App,
    error::{AppError, Outcome},
    list_cases::open_cases_in_order,
    schedule::{is_due, set_timer},
    send_text::{arguments, reader, send_email},
};

/// Calls to cover are told so long before.
const COVERED_AHEAD: TimeDelta = TimeDelta::hours(48);
/// More codes than this are not read in an email.
const MOST_CODES: usize = 20;

/// Begins the morning emails of coordinators who have none yet. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn begin_digests(app: &App) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        for (owner, _) in organisations::all(tx).await? {
            let Some(line) = lines::of_organisation(tx, owner).await?.into_iter().next() else { continue };
            for member in staff::of_organisation(tx, &app.secrets, owner).await? {
                if reads_digests(&member) && digests::of(tx, member.id).await?.is_none() {
                    write(tx, &Digest::usual(member.id, owner), line.hours.zone, now).await?;
                }
            }
        }
        Ok::<(), AppError>(())
    })
    .await
}

fn reads_digests(member: &Staff) -> bool {
    member.role == StaffRole::Coordinator && member.email.is_some() && !member.has_left
}

async fn write(tx: &mut Tx, digest: &Digest, zone: Tz, now: DateTime<Utc>) -> Outcome<()> {
    digests::save(tx, digest).await?;
    set_timer(tx, MatterKind::Digest, digest.staff_id.0, digest.next_at(now, zone), now).await?;
    Ok(())
}

/// A coordinator chooses: at which local hour (`None`: not at all), and whether on quiet mornings too. False when they are no
/// coordinator with an address, or their organisation has no line yet.
///
/// # Errors
/// Trouble of the database.
pub async fn choose_digest(
    app: &App,
    member: StaffId,
    at_local: Option<NaiveTime>,
    wants_quiet_days: bool,
) -> Outcome<bool> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = staff::by_id(tx, &app.secrets, member).await?.filter(reads_digests);
        let Some(found) = found else { return Ok(false) };
        let Some(line) = lines::of_organisation(tx, found.organisation_id).await?.into_iter().next() else {
            return Ok(false);
        };
        let known = digests::of(tx, member).await?;
        let mut digest = known.unwrap_or_else(|| Digest::usual(member, found.organisation_id));
        digest.is_wanted = at_local.is_some();
        digest.at_local = at_local.unwrap_or(digest.at_local);
        digest.wants_quiet_days = wants_quiet_days;
        write(tx, &digest, line.hours.zone, now).await?;
        Ok::<_, AppError>(true)
    })
    .await
}

/// Sends the morning email whose timer is due, when there is something to tell, and sets the next one.
pub(crate) async fn advance_digest(app: &App, id: StaffId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Digest, id.0, now).await? {
            return Ok(());
        }
        let Some(mut digest) = digests::of(tx, id).await? else {
            return Ok(set_timer(tx, MatterKind::Digest, id.0, None, now).await?);
        };
        let member = staff::by_id(tx, &app.secrets, id).await?.filter(reads_digests);
        let line = lines::of_organisation(tx, digest.organisation_id).await?.into_iter().next();
        let (Some(_), Some(line)) = (member, line) else {
            digest.is_wanted = false;
            return write(tx, &digest, Tz::UTC, now).await;
        };
        let zone = line.hours.zone;
        let last_on = digest.last_on;
        if digest.take_day(now, zone) && !tell(app, tx, &digest, &line, now).await? {
            digest.last_on = last_on;
        }
        write(tx, &digest, zone, now).await
    })
    .await
}

async fn tell(app: &App, tx: &mut Tx, digest: &Digest, line: &Line, now: DateTime<Utc>) -> Outcome<bool> {
    let Some(reader) = reader(app, tx, Member::Staff(digest.staff_id)).await? else { return Ok(false) };
    let Some(facts) = facts(app, tx, digest.organisation_id, line, now).await? else { return Ok(false) };
    let has_something = ["d", "e", "r"].iter().any(|name| facts.get(*name).is_some_and(|count| count != "0"));
    if !has_something && !digest.wants_quiet_days {
        return Ok(false);
    }
    let template =
        if is_monday(now, line.hours.zone) { EmailTemplate::MondayDigest } else { EmailTemplate::DailyDigest };
    send_email(app, tx, line, &reader, template, &facts, About::Nothing, now).await
}

/// What is open now, counted and as codes in the order in which to look at it.
async fn facts(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    line: &Line,
    now: DateTime<Utc>,
) -> Outcome<Option<Arguments>> {
    let zone = line.hours.zone;
    let today = local_time::local_date(now, zone);
    let Some(tomorrow) = today.succ_opt() else { return Ok(None) };
    let day_ends = local_time::instant_of(tomorrow, NaiveTime::MIN, zone);

    let open = open_cases_in_order(app, tx, owner).await?;
    let to_cover = scheduled_calls::to_cover(tx, owner, now, now + COVERED_AHEAD).await?;
    let mut promises: Vec<(DateTime<Utc>, String)> = Vec::new();
    let mut promise = |due_at: DateTime<Utc>, code: &str| {
        if due_at < day_ends {
            promises.push((due_at, code.to_owned()));
        }
    };
    for callback in callbacks::live(tx, &app.secrets, owner).await? {
        promise(callback.due_at, callback.code.as_str());
    }
    for voicemail in voicemails::unhandled(tx, &app.secrets, owner).await? {
        promise(voicemail.due_at, voicemail.code.as_str());
    }
    for follow_up in follow_ups::live(tx, owner).await? {
        if let Some(due_at) = follow_up.due_at {
            promise(due_at, follow_up.code.as_str());
        }
    }
    promises.sort();
    Ok(Some(arguments([
        ("date", today.format("%d/%m/%Y").to_string()),
        ("d", open.len().to_string()),
        ("e", to_cover.len().to_string()),
        ("r", promises.len().to_string()),
        ("liste", codes(open.iter().map(|open| format!("{} ({})", open.case.code, open.case.level.number())))),
        ("appels", codes(to_cover.iter().map(|call| call.code.to_string()))),
        ("promesses", codes(promises.into_iter().map(|(_, code)| code))),
    ])))
}

fn codes(all: impl Iterator<Item = String>) -> String {
    all.take(MOST_CODES).collect::<Vec<_>>().join(", ")
}
