//! A partner signals somebody, by a form or a list, looks at what became of it, and takes a mistake back.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    campaign_entry::PartnerStatus,
    code::Code,
    consent::{ConsentState, Scope},
    ids::{OrganisationId, ReferralId},
    line::Line,
    local_time,
    matter::MatterKind,
    message::About,
    partnership::PartnershipClosed,
    people::{Member, Staff},
    referral::{REMIND_AFTER, Referral, ReferralReason, ReferralState},
};
use passerelle_notify::EmailTemplate;
use passerelle_store::{Tx, lines, people, referrals, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, actor_of, leave_trace},
    import::{Reading, ReferralCells, ReferralDraft, read_referral, read_referrals, region_of, text_of},
    save_partnership::{is_readable, why_closed},
    schedule::set_timer,
    send_text::{arguments, reader, send_email},
};

/// Working days within which she is rung: what the receipt promises.
const RUNG_WITHIN_DAYS: u32 = 5;
/// A code is free sooner or later: there are about 62,000.
const CODE_TRIES: usize = 50;

/// What a partner types.
#[derive(Clone, Default)]
pub struct WantedReferral {
    /// `Mme`, `M.` or empty.
    pub title: String,
    /// May be empty.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// As people write it.
    pub phone: String,
    /// Where she lives.
    pub residence: String,
    /// A word of the closed list.
    pub reason: String,
    /// `yes` or `no`: does she know?
    pub she_knows: String,
    /// Signalled although she said no within the year.
    pub although_no: bool,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Referred {
    /// It is new.
    Made(Code),
    /// The same partner signalled her already, and nobody has decided yet: the same code.
    Known(Code),
    /// She said no within the year: it needs another reason, and a clear wish.
    SaidNo,
    /// The agreement with the partner does not allow it now.
    Closed(PartnershipClosed),
    /// The names of the fields that cannot be taken.
    Refused(Vec<&'static str>),
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferredRow {
    /// Line of the list; the header is on line 1.
    pub line: u64,
    /// What became of it.
    pub fate: Referred,
}

/// What became of a list.
#[derive(Debug, Clone, PartialEq)]
pub enum ReferredList {
    /// Row by row.
    Read(Vec<ReferredRow>),
    /// Nothing of it was taken: a column is unknown, missing or doubled.
    Columns,
}

/// Signals somebody, in the name of a member of a partner's staff. The same person again, as long as nobody has decided, is the
/// same referral. `None` when that member works for no partner.
///
/// # Errors
/// Trouble of the database.
pub async fn refer_person(app: &App, by: &Staff, wanted: &WantedReferral) -> Outcome<Option<Referred>> {
    let Some((partner, line)) = partner_of(app, by).await? else { return Ok(None) };
    let fate = refer(app, by, &partner, &line, wanted).await?;
    if let Referred::Made(code) = &fate {
        let code = code.clone();
        transact!(app.db, |tx| { send_receipt(app, tx, by, &line, &code).await }).await?;
    }
    Ok(Some(fate))
}

/// Signals everybody of a list. The same list again changes nothing.
///
/// # Errors
/// Trouble of the database: what was taken before it stays, and the list again goes on from there.
pub async fn refer_list(app: &App, by: &Staff, list: &[u8]) -> Outcome<Option<ReferredList>> {
    let Some((partner, line)) = partner_of(app, by).await? else { return Ok(None) };
    let Ok(rows) = read_referrals(&text_of(list)) else { return Ok(Some(ReferredList::Columns)) };
    let mut told = Vec::new();
    for (number, cells) in rows {
        let fate = match cells {
            None => Referred::Refused(vec!["cells"]),
            Some(cells) => refer(app, by, &partner, &line, &WantedReferral::of(cells)).await?,
        };
        told.push(ReferredRow { line: number, fate });
    }
    Ok(Some(ReferredList::Read(told)))
}

impl WantedReferral {
    fn of(cells: ReferralCells) -> WantedReferral {
        WantedReferral {
            title: cells.title,
            first_name: cells.first_name,
            last_name: cells.last_name,
            phone: cells.phone,
            residence: cells.residence,
            reason: cells.reason,
            she_knows: cells.she_knows,
            although_no: false,
        }
    }

    fn cells(&self) -> ReferralCells {
        let wanted = self.clone();
        ReferralCells {
            title: wanted.title,
            first_name: wanted.first_name,
            last_name: wanted.last_name,
            phone: wanted.phone,
            residence: wanted.residence,
            reason: wanted.reason,
            she_knows: wanted.she_knows,
        }
    }
}

async fn partner_of(app: &App, by: &Staff) -> Outcome<Option<(String, Line)>> {
    let Some(partner) = by.partner.clone() else { return Ok(None) };
    let line = lines::of_organisation(&mut app.db.read().await?, by.organisation_id).await?.into_iter().next();
    Ok(line.map(|line| (partner, line)))
}

async fn refer(app: &App, by: &Staff, partner: &str, line: &Line, wanted: &WantedReferral) -> Outcome<Referred> {
    let now = app.clock.now();
    let today = local_time::local_date(now, line.hours.zone);
    let region = region_of(&line.territory);
    let reading = Reading { region, is_simulated: app.is_simulated, today, least_age: None };
    let draft = match read_referral(&wanted.cells(), &reading) {
        Ok(draft) => draft,
        Err(fields) => return Ok(Referred::Refused(fields)),
    };
    transact!(app.db, |tx| { keep(app, tx, by, partner, &draft, wanted.although_no, now).await }).await
}

async fn keep(
    app: &App,
    tx: &mut Tx,
    by: &Staff,
    partner: &str,
    draft: &ReferralDraft,
    although_no: bool,
    now: DateTime<Utc>,
) -> Outcome<Referred> {
    let owner = by.organisation_id;
    let index = referrals::index_of(&app.secrets, &draft.whom);
    let before = referrals::of_same(tx, &app.secrets, owner, partner, &index).await?;
    if let Some(open) = before.iter().find(|one| one.is_waiting()) {
        return Ok(Referred::Known(open.code.clone()));
    }
    if let Some(closed) = why_closed(app, tx, owner, partner).await? {
        return Ok(Referred::Closed(closed));
    }
    let said_no = said_no_of(app, tx, &before, now).await?;
    if said_no.is_some_and(|reason| !although_no || reason == draft.reason) {
        return Ok(Referred::SaidNo);
    }
    let Some(code) = free_code(app, tx, owner).await? else { return Err(AppError::dangling("free code")) };
    let referral = Referral {
        id: ReferralId(app.chance.new_id(now)),
        organisation_id: owner,
        code: code.clone(),
        partner: partner.to_owned(),
        by: by.id,
        reason: draft.reason,
        she_knows: draft.she_knows,
        after_a_no: said_no.is_some(),
        state: ReferralState::Received,
        made_at: now,
        ended_at: None,
        whom: Some(draft.whom.clone()),
    };
    referrals::insert(tx, &app.secrets, &referral, &index).await?;
    set_timer(tx, MatterKind::Referral, referral.id.0, Some(now + REMIND_AFTER), now).await?;
    trace(app, tx, &referral, Member::Staff(by.id), "made", now).await?;
    Ok(Referred::Made(code))
}

/// The reason of the last referral to which she said no, within the year.
async fn said_no_of(
    app: &App,
    tx: &mut Tx,
    before: &[Referral],
    now: DateTime<Utc>,
) -> Outcome<Option<ReferralReason>> {
    for one in before {
        if one.is_a_recent_no(now) {
            return Ok(Some(one.reason));
        }
        if let ReferralState::Joined(person) = one.state
            && let Some(person) = people::by_id(tx, &app.secrets, person).await?
            && person.consents.of(&Scope::Calls) == ConsentState::Declined
        {
            return Ok(Some(one.reason));
        }
    }
    Ok(None)
}

async fn free_code(app: &App, tx: &mut Tx, owner: OrganisationId) -> Outcome<Option<Code>> {
    for _ in 0..CODE_TRIES {
        let code = app.chance.new_code();
        if referrals::by_code(tx, &app.secrets, owner, &code).await?.is_none() {
            return Ok(Some(code));
        }
    }
    Ok(None)
}

async fn send_receipt(app: &App, tx: &mut Tx, by: &Staff, line: &Line, code: &Code) -> Outcome<()> {
    let now = app.clock.now();
    let Some(reader) = reader(app, tx, Member::Staff(by.id)).await? else { return Ok(()) };
    let facts = arguments([
        ("code", code.to_string()),
        ("x", RUNG_WITHIN_DAYS.to_string()),
        ("lien", app.urls.referral(code.as_str())),
    ]);
    send_email(app, tx, line, &reader, EmailTemplate::ReferralAck, &facts, About::Nothing, now).await?;
    Ok(())
}

/// A referral as its partner sees it: a code, a day, a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReferral {
    /// Its code.
    pub code: Code,
    /// When it arrived.
    pub made_at: DateTime<Utc>,
    /// Where it is.
    pub status: PartnerStatus,
}

/// What a partner signalled, the latest first; empty for whoever works for no partner.
///
/// # Errors
/// Trouble of the database.
pub async fn list_own_referrals(app: &App, by: &Staff) -> Outcome<Vec<OwnReferral>> {
    let Some(partner) = &by.partner else { return Ok(Vec::new()) };
    let mut read = app.db.read().await?;
    if !is_readable(app, &mut read, by.organisation_id, partner).await? {
        return Ok(Vec::new());
    }
    let mut own = Vec::new();
    for referral in referrals::of_partner(&mut read, &app.secrets, by.organisation_id, partner).await? {
        let person = match referral.state {
            ReferralState::Joined(id) => people::by_id(&mut read, &app.secrets, id).await?,
            ReferralState::Received | ReferralState::SaidNo | ReferralState::TurnedDown | ReferralState::Withdrawn => {
                None
            }
        };
        let calls = person.as_ref().map(|person| person.consents.of(&Scope::Calls));
        let may_tell = person.is_some_and(|person| {
            person.consents.of(&Scope::PartnerSharing(partner.clone())) == ConsentState::Accepted
        });
        let status = referral.partner_status(calls, may_tell);
        own.push(OwnReferral { code: referral.code, made_at: referral.made_at, status });
    }
    Ok(own)
}

/// What became of a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WithdrawnReferral {
    /// Only the code is left.
    Withdrawn,
    /// She was rung already, or somebody has decided: a coordinator sees to it.
    TooLate,
    /// No referral of this partner has the code.
    Unknown,
}

/// Takes a referral back before anybody has looked. Again changes nothing.
///
/// # Errors
/// Trouble of the database.
pub async fn withdraw_referral(app: &App, by: &Staff, code: &Code) -> Outcome<WithdrawnReferral> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = referrals::by_code(tx, &app.secrets, by.organisation_id, code).await?;
        let Some(referral) = found.filter(|found| by.partner.as_ref() == Some(&found.partner)) else {
            return Ok(WithdrawnReferral::Unknown);
        };
        match referral.state {
            ReferralState::Withdrawn => return Ok(WithdrawnReferral::Withdrawn),
            ReferralState::Received => {}
            ReferralState::Joined(_) | ReferralState::SaidNo | ReferralState::TurnedDown => {
                return Ok(WithdrawnReferral::TooLate);
            }
        }
        let ended = referral.ended(ReferralState::Withdrawn, now);
        referrals::update(tx, &app.secrets, &ended).await?;
        set_timer(tx, MatterKind::Referral, ended.id.0, None, now).await?;
        trace(app, tx, &ended, Member::Staff(by.id), "withdrawn", now).await?;
        Ok::<_, AppError>(WithdrawnReferral::Withdrawn)
    })
    .await
}

/// A line of the audit: the code and never a name.
pub(crate) async fn trace(
    app: &App,
    tx: &mut Tx,
    referral: &Referral,
    by: Member,
    verb: &str,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (organisation_id, noun_id, actor) = (referral.organisation_id, referral.id.0, actor_of(by));
    let detail = json!({ "code": referral.code });
    let trace = Trace { organisation_id, actor: &actor, verb, noun: "referral", noun_id, detail };
    Ok(leave_trace(app, tx, trace, now).await?)
}
