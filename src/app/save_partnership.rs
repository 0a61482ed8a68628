//! Agreements with partners: noted by hand, told of before they end.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use passerelle_domain::{
    ids::OrganisationId,
    local_time,
    message::About,
    partnership::{MOST_A_MONTH, Partnership, PartnershipClosed, is_same_month},
    people::{Member, Staff, StaffRole},
    referral::ReferralState,
};
use passerelle_notify::EmailTemplate;
use passerelle_store::{Access, lines, partnerships, referrals, staff, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    organisation_zone::{organisation_zone, zone_in, zone_of_lines},
    send_text::{arguments, reader, send_email},
};

/// Longest reference of a partner.
const MOST_KEY_CHARS: usize = 64;

/// A partner, as those who answer for it see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Partner {
    /// What was agreed on.
    pub agreed: Partnership,
    /// People signalled this month.
    pub this_month: usize,
    /// Why it signals nobody now.
    pub closed: Option<PartnershipClosed>,
    /// Who works there and may sign in.
    pub staff: Vec<Staff>,
}

/// The partners of an organisation, by reference: those with an agreement, and those somebody works for.
///
/// # Errors
/// Trouble of the database.
pub async fn list_partners(app: &App, owner: OrganisationId) -> Outcome<Vec<Partner>> {
    let zone = organisation_zone(app, owner).await?;
    let today = local_time::local_date(app.clock.now(), zone);
    let mut read = app.db.read().await?;
    let noted = partnerships::of_organisation(&mut read, owner).await?;
    let mut all: BTreeMap<String, Partnership> = noted.into_iter().map(|one| (one.key.clone(), one)).collect();
    let mut team: BTreeMap<String, Vec<Staff>> = BTreeMap::new();
    for member in staff::of_organisation(&mut read, &app.secrets, owner).await? {
        let Some(partner) = member.partner.clone().filter(|_| member.role == StaffRole::Partner && !member.has_left)
        else {
            continue;
        };
        all.entry(partner.clone()).or_insert_with(|| Partnership::open(owner, partner.clone()));
        team.entry(partner).or_default().push(member);
    }
    let mut partners = Vec::new();
    for (key, agreed) in all {
        let this_month = signalled(app, &mut read, owner, &key, today, zone).await?;
        let closed = agreed.closed(today, this_month);
        partners.push(Partner { agreed, this_month, closed, staff: team.remove(&key).unwrap_or_default() });
    }
    Ok(partners)
}

/// People a partner signalled in the month of `today`; a mistake taken back does not count.
async fn signalled(
    app: &App,
    db: &mut impl Access,
    owner: OrganisationId,
    partner: &str,
    today: NaiveDate,
    zone: chrono_tz::Tz,
) -> Outcome<usize> {
    let all = referrals::of_partner(db, &app.secrets, owner, partner).await?;
    let is_counted = |one: &&passerelle_domain::referral::Referral| {
        one.state != ReferralState::Withdrawn && is_same_month(local_time::local_date(one.made_at, zone), today)
    };
    Ok(all.iter().filter(is_counted).count())
}

/// Why a partner signals nobody now; none when it may.
pub(crate) async fn why_closed(
    app: &App,
    db: &mut impl Access,
    owner: OrganisationId,
    partner: &str,
) -> Outcome<Option<PartnershipClosed>> {
    let Some(agreed) = partnerships::by_key(db, owner, partner).await? else { return Ok(None) };
    let zone = zone_in(db, owner).await?;
    let today = local_time::local_date(app.clock.now(), zone);
    let this_month = signalled(app, db, owner, partner, today, zone).await?;
    Ok(agreed.closed(today, this_month))
}

/// Whether a partner still reads the statuses of whom it signalled.
pub(crate) async fn is_readable(
    app: &App,
    db: &mut impl Access,
    owner: OrganisationId,
    partner: &str,
) -> Outcome<bool> {
    let Some(agreed) = partnerships::by_key(db, owner, partner).await? else { return Ok(true) };
    let zone = zone_in(db, owner).await?;
    Ok(agreed.is_readable(local_time::local_date(app.clock.now(), zone)))
}

/// What is typed.
#[derive(Debug, Clone, Default)]
pub struct WantedPartnership {
    /// The partner's reference.
    pub key: String,
    /// A day, or empty.
    pub from_on: String,
    /// A day, or empty.
    pub to_on: String,
    /// A number, or empty: as many as it likes.
    pub capacity_per_month: String,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum SavedPartnership {
    /// It is as wanted.
    Saved(Box<Partnership>),
    /// Somebody changed it meanwhile: as it is now. Nothing was written.
    Differs(Box<Partnership>),
    /// The names of the fields that cannot be taken.
    Refused(Vec<&'static str>),
}

/// A keyed hash of what a form showed: if it is another one when the form comes back, somebody else has changed it.
pub fn partnership_seen(app: &App, agreed: &Partnership) -> String {
    let Partnership { key, from_on, to_on, capacity_per_month, .. } = agreed;
    app.secrets.blind_index("partnerships.agreed", &format!("{key}|{from_on:?}|{to_on:?}|{capacity_per_month:?}"))
}

/// Notes an agreement. `seen` is what the form showed; none when nothing was. The same again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn save_partnership(
    app: &App,
    owner: OrganisationId,
    wanted: &WantedPartnership,
    seen: Option<&str>,
    by: Member,
) -> Outcome<SavedPartnership> {
    let now = app.clock.now();
    let (key, from_on, to_on, capacity) = match read(wanted) {
        Ok(read) => read,
        Err(fields) => return Ok(SavedPartnership::Refused(fields)),
    };
    transact!(app.db, |tx| {
        let before = partnerships::by_key(tx, owner, &key).await?;
        let before = before.unwrap_or_else(|| Partnership::open(owner, key.clone()));
        let after = before.changed(from_on, to_on, capacity);
        if seen.is_some_and(|seen| after != before && seen != partnership_seen(app, &before)) {
            return Ok(SavedPartnership::Differs(Box::new(before)));
        }
        partnerships::save(tx, &after).await?;
        if after != before {
            let detail = json!({ "partner": key, "from": from_on, "to": to_on, "a_month": capacity });
            let (actor, verb, noun, noun_id) = (actor_of(by), "agreed", "partnership", owner.0);
            leave_trace(app, tx, Trace { organisation_id: owner, actor: &actor, verb, noun, noun_id, detail }, now)
                .await?;
        }
        Ok::<_, AppError>(SavedPartnership::Saved(Box::new(after)))
    })
    .await
}

type Agreed = (String, Option<NaiveDate>, Option<NaiveDate>, Option<u32>);

fn read(wanted: &WantedPartnership) -> Result<Agreed, Vec<&'static str>> {
    let day = |text: &str| match text.trim() {
        "" => Some(None),
        text => NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Some),
    };
    let key = wanted.key.trim();
    let is_key = !key.is_empty()
        && key.chars().count() <= MOST_KEY_CHARS
        && key.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '.'));
    let (from_on, to_on) = (day(&wanted.from_on), day(&wanted.to_on));
    let capacity = match wanted.capacity_per_month.trim() {
        "" => Some(None),
        text => text.parse::<u32>().ok().filter(|most| *most <= MOST_A_MONTH).map(Some),
    };
    let is_backwards = from_on.flatten().zip(to_on.flatten()).is_some_and(|(from, to)| to < from);
    match (is_key, from_on, to_on, capacity) {
        (true, Some(from_on), Some(to_on), Some(capacity)) if !is_backwards => {
            Ok((key.to_owned(), from_on, to_on, capacity))
        }
        (is_key, from_on, to_on, capacity) => {
            let wrong = [
                ("key", !is_key),
                ("from_on", from_on.is_none()),
                ("to_on", to_on.is_none() || is_backwards),
                ("capacity_per_month", capacity.is_none()),
            ];
            Err(wrong.into_iter().filter_map(|(field, is_wrong)| is_wrong.then_some(field)).collect())
        }
    }
}

/// Tells coordinators of agreements that end in sixty, thirty and seven days, once each. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn remind_of_partnerships(app: &App, owner: OrganisationId) -> Outcome<u32> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let lines = lines::of_organisation(tx, owner).await?;
        let today = local_time::local_date(now, zone_of_lines(tx, owner, &lines).await?);
        let Some(line) = lines.into_iter().next() else { return Ok(0) };
        let mut told = 0;
        for agreed in partnerships::of_organisation(tx, owner).await? {
            let (Some((left, after)), Some(to_on)) = (agreed.reminded(today), agreed.to_on) else { continue };
            partnerships::save(tx, &after).await?;
            told += 1;
            let date = to_on.format("%d/%m/%Y").to_string();
            let facts = arguments([("n", left.to_string()), ("date", date), ("lien", app.urls.partners())]);
            for member in staff::of_organisation(tx, &app.secrets, owner).await? {
                if member.role != StaffRole::Coordinator {
                    continue;
                }
                let Some(reader) = reader(app, tx, Member::Staff(member.id)).await? else { continue };
                let template = EmailTemplate::PartnershipEnds;
                send_email(app, tx, &line, &reader, template, &facts, About::Nothing, now).await?;
            }
        }
        Ok::<_, AppError>(told)
    })
    .await
}
