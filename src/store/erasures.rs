//! Erasure of a person: what is emptied everywhere in one transaction, and the trace that somebody was erased.
//!
//! Rows that figures are counted from stay, and are nobody's: a random id without a name, a number or a text.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::Call,
    call_series::CallSeries,
    campaign_entry::CampaignEntry,
    favour::Favour,
    household::Household,
    ids::{
        CallId, CampaignEntryId, CaseId, FollowUpId, MessageId, OrganisationId, PersonId, ReferralId, ResidentId,
        ScheduledCallId, VisitId, VoicemailId,
    },
    matches::Match,
    people::{Member, Person},
    phone_number::PhoneNumber,
    referral::Referral,
    tenant::Tenant,
};
use sqlx::types::Json;
use uuid::Uuid;

use crate::access::Access;
use crate::statements::{execute, fetch_all, scalar_all, scalar_one, scalar_optional, statements};
use crate::{
    Secrets, StoreError, Tx, call_series, calls, campaign_entries, messages, notes, people, referrals, residences,
};
use crate::{matches as pairs, sealed};

statements! {
    KEEP = "
        INSERT INTO erasures (person_id, organisation_id, reference_hash, at, by_member) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (person_id) DO NOTHING";
    ALL_OF = "
        SELECT person_id, organisation_id, reference_hash, at, by_member FROM erasures WHERE organisation_id = $1
        ORDER BY at, person_id LIMIT 100000";
    IS_KEPT = "SELECT COUNT(*) FROM erasures WHERE person_id = $1";
    EMPTY_PERSON = "UPDATE people SET erased_at = $2 WHERE id = $1";
    ERASED_SINCE = "
        SELECT record, erased_at FROM people WHERE organisation_id = $1 AND erased_at >= $2
        ORDER BY id LIMIT 100000";
    CONTACTS = "DELETE FROM trusted_contacts WHERE person_id = $1";
    NUMBERS = "DELETE FROM person_numbers WHERE person_id = $1";
    EXCLUSIONS = "DELETE FROM exclusions WHERE person_id = $1";
    PROTOCOL = "DELETE FROM protocol_choices WHERE noun = 'person' AND noun_id = $1";
    CONSENT_WORDINGS = "UPDATE consent_changes SET wording = '' WHERE person_id = $1";
    WATCHED = "DELETE FROM watched_people WHERE person_id = $1";
    NOTES_OF = "DELETE FROM notes WHERE noun_id = $1";
    CASE_NOTES_OF_NOBODY = "
        SELECT notes.id, notes.sealed FROM notes JOIN cases ON cases.id = notes.noun_id
        WHERE notes.organisation_id = $1 AND notes.noun = 'case' AND cases.person_id IS NULL AND notes.id > $2
        ORDER BY notes.id LIMIT 1000";
    FORGET_NOTE = "DELETE FROM notes WHERE id = $1";
    LOG = "UPDATE event_log SET detail = $2 WHERE noun_id = $1";
    SCHEDULED = "SELECT id FROM scheduled_calls WHERE person_id = $1 ORDER BY id LIMIT 100000";
    ATTEMPTED = "
        SELECT attempts.call_id FROM attempts JOIN scheduled_calls ON scheduled_calls.id = attempts.scheduled_call_id
        WHERE scheduled_calls.person_id = $1 ORDER BY attempts.call_id LIMIT 100000";
    CASES = "SELECT id FROM cases WHERE person_id = $1 ORDER BY id LIMIT 10000";
    SERIES = "SELECT record FROM call_series WHERE person_id = $1 ORDER BY id LIMIT 1000";
    MATCHES = "SELECT record FROM matches WHERE person_id = $1 ORDER BY id LIMIT 1000";
    FAVOURS = "SELECT record FROM favours WHERE person_id = $1 ORDER BY id LIMIT 10000";
    FOLLOW_UPS = "SELECT id FROM follow_ups WHERE call_id = $1";
    FORGET_CARRIER = "UPDATE calls SET carrier_sid = NULL WHERE id = $1";
    FORGET_STEPS = "DELETE FROM call_steps WHERE call_id = $1";
    FORGET_MARK = "DELETE FROM caller_marks WHERE call_id = $1";
    FORGET_PAUSE = "DELETE FROM caller_pauses WHERE call_id = $1";
    FORGET_MARKS = "DELETE FROM caller_marks WHERE organisation_id = $1 AND pseudonym = $2";
    FORGET_PAUSES = "DELETE FROM caller_pauses WHERE organisation_id = $1 AND pseudonym = $2";
    FORGET_PLANS = "DELETE FROM caller_plans WHERE organisation_id = $1 AND pseudonym = $2";
    CALLS_AFTER = "
        SELECT id, record, sealed FROM calls WHERE organisation_id = $1 AND began_at >= $2 AND id > $3
        ORDER BY id LIMIT 1000";
    MESSAGES_AFTER = "
        SELECT id, record, sealed FROM messages WHERE organisation_id = $1 AND made_at >= $2 AND id > $3
        ORDER BY id LIMIT 1000";
    EMPTY_MESSAGE = "UPDATE messages SET sealed = $2, destination = NULL WHERE id = $1";
    VOICEMAILS_AFTER = "
        SELECT id, record ->> 'call_id' FROM voicemails WHERE organisation_id = $1 AND id > $2 ORDER BY id LIMIT 1000";
    REFERRALS_AFTER = "
        SELECT record, sealed FROM referrals WHERE organisation_id = $1 AND id > $2 ORDER BY id LIMIT 1000";
    EMPTY_REFERRAL = "UPDATE referrals SET person_index = $2 WHERE id = $1";
    ENTRIES = "
        SELECT record, sealed FROM campaign_entries
        WHERE organisation_id = $1 AND (number_index = $2 OR record ->> 'person_id' = $3) ORDER BY id LIMIT 1000";
    EMPTY_ENTRY = "
        UPDATE campaign_entries SET number_index = $2, outcome = $3, is_recall = FALSE, due_at = NULL, recall_by = NULL,
            is_with_robot = FALSE, has_task = FALSE, task_by = NULL, held_by = NULL, held_until = NULL, record = $4,
            sealed = $5
        WHERE id = $1";
    FORGET_REFERENCES = "DELETE FROM campaign_references WHERE entry_id = $1";
    RESIDENTS_AFTER = "
        SELECT residents.id, residents.residence_id, residents.reference, residents.is_called, residents.sealed
        FROM residents JOIN residences ON residences.id = residents.residence_id
        WHERE residences.organisation_id = $1 AND residents.id > $2 ORDER BY residents.id LIMIT 1000";
    EMPTY_RESIDENT = "UPDATE residents SET reference = $2, is_called = FALSE, sealed = $3 WHERE id = $1";
    STOP_ROUND = "
        UPDATE round_entries SET status = 'asked_not_to_be_called', due_at = NULL, held_by = NULL, held_until = NULL
        WHERE resident_id = $1 AND status IS NULL";
    HOUSEHOLDS = "SELECT record FROM households WHERE organisation_id = $1 AND record ->> 'person_id' = $2 ORDER BY id";
    EMPTY_HOUSEHOLD = "UPDATE households SET key = $2, record = $3 WHERE id = $1";
    LEAVE_HOUSEHOLD = "DELETE FROM household_team WHERE household_id = $1";
    VISITS_LEFT = "SELECT id FROM household_visits WHERE household_id = $1 AND is_done IS NULL ORDER BY id LIMIT 10000";
    END_VISITS = "DELETE FROM household_visits WHERE household_id = $1 AND is_done IS NULL";
    LIVE_OF_PERSON = "
        SELECT COUNT(*) FROM calls WHERE organisation_id = $1 AND is_live AND record ->> 'person_id' = $2";
    LIVE_ATTEMPTS = "
        SELECT COUNT(*) FROM calls WHERE is_live AND id IN (
            SELECT attempts.call_id FROM attempts
            JOIN scheduled_calls ON scheduled_calls.id = attempts.scheduled_call_id
            WHERE scheduled_calls.person_id = $1)";
}

type KeptRow = (Uuid, Uuid, String, DateTime<Utc>, Option<Uuid>);

/// The trace that somebody was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Who she was: an id that leads to nobody any more.
    pub person_id: PersonId,
    /// Owner.
    pub organisation_id: OrganisationId,
    /// Keyed hash of the association's own reference.
    pub reference_hash: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who decided it; nobody when its time had come.
    pub by: Option<Uuid>,
}

/// The keyed hash of a reference, as [`Erasure`] keeps it.
pub fn reference_hash(secrets: &Secrets, reference: &str) -> String {
    secrets.blind_index("erasures.reference", reference)
}

/// Keeps the trace; again changes nothing.
pub async fn keep(tx: &mut Tx, erasure: &Erasure) -> Result<(), StoreError> {
    let Erasure { person_id, organisation_id, reference_hash, at, by } = erasure;
    execute!(tx, KEEP, person_id.0, organisation_id.0, reference_hash, *at, *by)?;
    Ok(())
}

/// Everybody of an organisation who was erased, in order, at most 100,000.
pub async fn of_organisation(db: &mut impl Access, owner: OrganisationId) -> Result<Vec<Erasure>, StoreError> {
    let read = |(person, owner, reference_hash, at, by): KeptRow| Erasure {
        person_id: PersonId(person),
        organisation_id: OrganisationId(owner),
        reference_hash,
        at,
        by,
    };
    Ok(fetch_all!(db, KeptRow, ALL_OF, owner.0)?.into_iter().map(read).collect())
}

/// Whether this person was erased.
pub async fn is_kept(db: &mut impl Access, person: PersonId) -> Result<bool, StoreError> {
    Ok(scalar_one!(db, i64, IS_KEPT, person.0)? > 0)
}

/// What is left of the files erased at `since` or after, with the instant of it: figures of the time before count them.
pub async fn erased_since(
    db: &mut impl Access,
    owner: OrganisationId,
    since: DateTime<Utc>,
) -> Result<Vec<(Person, DateTime<Utc>)>, StoreError> {
    let rows = fetch_all!(db, (Json<Person>, DateTime<Utc>), ERASED_SINCE, owner.0, since)?;
    Ok(rows.into_iter().map(|(Json(person), at)| (person, at)).collect())
}

/// Replaces a file by what is left of it, and takes away everything that stands beside it under her id alone.
pub async fn empty_file(tx: &mut Tx, secrets: &Secrets, left: &Person, at: DateTime<Utc>) -> Result<(), StoreError> {
    people::save(tx, secrets, left).await?;
    execute!(tx, EMPTY_PERSON, left.id.0, at)?;
    for statement in [CONTACTS, NUMBERS, EXCLUSIONS, PROTOCOL, CONSENT_WORDINGS, WATCHED] {
        execute!(tx, statement, left.id.0)?;
    }
    forget_written(tx, left.id.0).await
}

/// Takes away what was written about a matter, and the facts of the log about it: that somebody looked stays.
pub async fn forget_written(tx: &mut Tx, matter: Uuid) -> Result<(), StoreError> {
    execute!(tx, NOTES_OF, matter)?;
    execute!(tx, LOG, matter, Json(serde_json::json!({})))?;
    Ok(())
}

/// Takes away what was written about a matter; its history stays, which names nobody.
pub async fn forget_notes(tx: &mut Tx, matter: Uuid) -> Result<(), StoreError> {
    execute!(tx, NOTES_OF, matter)?;
    Ok(())
}

/// Takes away what `names_her` among the notes about cases that are about nobody in particular: a message left on a line, a promise.
pub async fn forget_case_notes_that(
    tx: &mut Tx,
    secrets: &Secrets,
    owner: OrganisationId,
    names_her: impl Fn(&str) -> bool,
) -> Result<(), StoreError> {
    let mut after = Uuid::nil();
    loop {
        let rows = fetch_all!(tx, (Uuid, String), CASE_NOTES_OF_NOBODY, owner.0, after)?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.0;
        for (id, sealed) in rows {
            if names_her(&secrets.open(notes::FIELD, &sealed)?) {
                execute!(tx, FORGET_NOTE, id)?;
            }
        }
    }
}

/// Her calls by agreement, whatever became of them.
pub async fn scheduled_calls(db: &mut impl Access, person: PersonId) -> Result<Vec<ScheduledCallId>, StoreError> {
    Ok(scalar_all!(db, Uuid, SCHEDULED, person.0)?.into_iter().map(ScheduledCallId).collect())
}

/// The conversations of attempts to call her.
pub async fn attempted(db: &mut impl Access, person: PersonId) -> Result<Vec<CallId>, StoreError> {
    Ok(scalar_all!(db, Uuid, ATTEMPTED, person.0)?.into_iter().map(CallId).collect())
}

/// Everything that was a case about her.
pub async fn cases(db: &mut impl Access, person: PersonId) -> Result<Vec<CaseId>, StoreError> {
    Ok(scalar_all!(db, Uuid, CASES, person.0)?.into_iter().map(CaseId).collect())
}

/// Whether a telephone call with her, or to reach her, is under way.
pub async fn is_on_telephone(
    db: &mut impl Access,
    owner: OrganisationId,
    person: PersonId,
) -> Result<bool, StoreError> {
    let with_her = scalar_one!(db, i64, LIVE_OF_PERSON, owner.0, person.to_string())?;
    Ok(with_her + scalar_one!(db, i64, LIVE_ATTEMPTS, person.0)? > 0)
}

/// Her series keep their figures, under references of their own.
pub async fn empty_series(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    for (Json(mut series),) in fetch_all!(tx, (Json<CallSeries>,), SERIES, person.0)? {
        series.key = series.id.to_string();
        series.wrong_number = None;
        call_series::save(tx, &series).await?;
        forget_written(tx, series.id.0).await?;
    }
    Ok(())
}

/// Why she was brought together with whom tells what she likes: it goes.
pub async fn empty_matches(tx: &mut Tx, person: PersonId) -> Result<Vec<Match>, StoreError> {
    let mut all = Vec::new();
    for (Json(mut paired),) in fetch_all!(tx, (Json<Match>,), MATCHES, person.0)? {
        paired.reasons.clear();
        paired.slot = None;
        pairs::update(tx, &paired).await?;
        all.push(paired);
    }
    Ok(all)
}

/// The favours that were asked for her.
pub async fn favours(db: &mut impl Access, person: PersonId) -> Result<Vec<Favour>, StoreError> {
    Ok(fetch_all!(db, (Json<Favour>,), FAVOURS, person.0)?.into_iter().map(|row| row.0.0).collect())
}

/// What of an organisation `is_hers`, among the conversations begun at `since` or after.
pub async fn calls_that(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    since: DateTime<Utc>,
    is_hers: impl Fn(&Call) -> bool,
) -> Result<BTreeSet<CallId>, StoreError> {
    let (mut found, mut after) = (BTreeSet::new(), Uuid::nil());
    loop {
        let rows = fetch_all!(db, (Uuid, Json<Call>, String), CALLS_AFTER, owner.0, since, after)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.0;
        for (id, record, personal) in rows {
            let call = calls::read(secrets, (record, personal))?;
            if is_hers(&call) {
                found.insert(CallId(id));
            }
        }
    }
}

/// A conversation that is over loses its number, its names, and what the carrier calls it.
pub async fn empty_call(tx: &mut Tx, secrets: &Secrets, id: CallId) -> Result<(), StoreError> {
    let Some(mut call) = calls::by_id(tx, secrets, id).await? else { return Ok(()) };
    if call.is_live() {
        return Ok(());
    }
    call.number = None;
    call.person_id = None;
    call.session.facts.clear();
    call.session.typed_number = None;
    calls::update(tx, secrets, &call).await?;
    for statement in [FORGET_CARRIER, FORGET_STEPS, FORGET_MARK, FORGET_PAUSE] {
        execute!(tx, statement, id.0)?;
    }
    forget_written(tx, id.0).await?;
    if let Some(follow_up) = scalar_optional!(tx, Uuid, FOLLOW_UPS, id.0)?.map(FollowUpId) {
        forget_written(tx, follow_up.0).await?;
    }
    Ok(())
}

/// Forgets under which pseudonyms a number rang.
pub async fn forget_pseudonym(tx: &mut Tx, owner: OrganisationId, pseudonym: &str) -> Result<(), StoreError> {
    for statement in [FORGET_MARKS, FORGET_PAUSES, FORGET_PLANS] {
        execute!(tx, statement, owner.0, pseudonym)?;
    }
    Ok(())
}

/// What of an organisation `is_hers`, among the messages written at `since` or after.
pub async fn messages_that(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    since: DateTime<Utc>,
    is_hers: impl Fn(&passerelle_domain::message::Message) -> bool,
) -> Result<Vec<passerelle_domain::message::Message>, StoreError> {
    type Row = (Uuid, Json<passerelle_domain::message::Message>, String);
    let (mut found, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let rows = fetch_all!(db, Row, MESSAGES_AFTER, owner.0, since, after)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.0;
        for (_, record, content) in rows {
            let message = messages::read(secrets, (record, content))?;
            if is_hers(&message) {
                found.push(message);
            }
        }
    }
}

/// Takes away what a message said and where it went; that it was sent stays.
pub async fn empty_message(tx: &mut Tx, secrets: &Secrets, id: MessageId) -> Result<(), StoreError> {
    let nothing = passerelle_domain::message::Content::default();
    execute!(tx, EMPTY_MESSAGE, id.0, sealed::seal(secrets, messages::FIELD, &nothing)?)?;
    Ok(())
}

/// The messages left on lines in these conversations.
pub async fn voicemails(
    db: &mut impl Access,
    owner: OrganisationId,
    calls: &BTreeSet<CallId>,
) -> Result<Vec<VoicemailId>, StoreError> {
    let (mut found, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let rows = fetch_all!(db, (Uuid, Option<String>), VOICEMAILS_AFTER, owner.0, after)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.0;
        for (id, call) in rows {
            let call = call.and_then(|call| Uuid::parse_str(&call).ok()).map(CallId);
            if call.is_some_and(|call| calls.contains(&call)) {
                found.push(VoicemailId(id));
            }
        }
    }
}

/// What of an organisation's referrals `is_hers`.
pub async fn referrals_that(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    is_hers: impl Fn(&Referral) -> bool,
) -> Result<Vec<Referral>, StoreError> {
    let (mut found, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let rows = fetch_all!(db, (Json<Referral>, String), REFERRALS_AFTER, owner.0, after)?;
        let Some((Json(last), _)) = rows.last() else { return Ok(found) };
        after = last.id.0;
        for row in rows {
            let referral = referrals::read(secrets, row)?;
            if is_hers(&referral) {
                found.push(referral);
            }
        }
    }
}

/// A referral that nobody waits for forgets whom it was about.
pub async fn empty_referral(tx: &mut Tx, id: ReferralId) -> Result<(), StoreError> {
    execute!(tx, EMPTY_REFERRAL, id.0, format!("erased:{id}"))?;
    forget_written(tx, id.0).await
}

/// What partners' lists to be called through hold of her: by her id, or by a number and `is_hers`.
pub async fn campaign_entries_of(
    db: &mut impl Access,
    secrets: &Secrets,
    person: &Person,
    is_hers: impl Fn(&Tenant) -> bool,
) -> Result<Vec<CampaignEntry>, StoreError> {
    let mut found: Vec<CampaignEntry> = Vec::new();
    let indexes = person.phones.iter().map(|phone| sealed::number_index(secrets, phone.as_str()));
    for index in indexes.chain([String::new()]) {
        let (owner, id) = (person.organisation_id.0, person.id.to_string());
        for row in fetch_all!(db, (Json<CampaignEntry>, String), ENTRIES, owner, index, id)? {
            let entry = campaign_entries::read(secrets, row)?;
            let is_named = entry.person_id == Some(person.id) || entry.tenant.as_ref().is_some_and(&is_hers);
            if is_named && found.iter().all(|other| other.id != entry.id) {
                found.push(entry);
            }
        }
    }
    Ok(found)
}

/// A household of a list is counted, and called no more. `nobody` stands where a name and a number stood.
pub async fn empty_campaign_entry(
    tx: &mut Tx,
    secrets: &Secrets,
    left: &CampaignEntry,
    nobody: &Tenant,
) -> Result<(), StoreError> {
    let id: CampaignEntryId = left.id;
    execute!(tx, FORGET_REFERENCES, id.0)?;
    execute!(
        tx,
        EMPTY_ENTRY,
        id.0,
        format!("erased:{id}"),
        left.outcome.map(passerelle_domain::campaign::EntryOutcome::as_str),
        Json(left),
        sealed::seal(secrets, campaign_entries::FIELD, nobody)?,
    )?;
    campaign_entries::name(tx, left, &left.reference).await?;
    forget_written(tx, id.0).await
}

/// Residents of an organisation's residences who are `is_hers`.
pub async fn residents_that(
    db: &mut impl Access,
    secrets: &Secrets,
    owner: OrganisationId,
    is_hers: impl Fn(&Tenant) -> bool,
) -> Result<Vec<ResidentId>, StoreError> {
    let (mut found, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let rows = fetch_all!(db, (Uuid, Uuid, String, bool, String), RESIDENTS_AFTER, owner.0, after)?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.0;
        for (id, _, _, _, tenant) in rows {
            if is_hers(&sealed::open::<Tenant>(secrets, residences::FIELD, &tenant)?) {
                found.push(ResidentId(id));
            }
        }
    }
}

/// A dwelling is counted in its rounds, and called no more.
pub async fn empty_resident(tx: &mut Tx, secrets: &Secrets, id: ResidentId, nobody: &Tenant) -> Result<(), StoreError> {
    let tenant = sealed::seal(secrets, residences::FIELD, nobody)?;
    execute!(tx, EMPTY_RESIDENT, id.0, format!("erased-{id}"), tenant)?;
    execute!(tx, STOP_ROUND, id.0)?;
    forget_written(tx, id.0).await
}

/// Her household loses its reference, its team, what was written of it and its visits to come, which are answered.
pub async fn empty_households(
    tx: &mut Tx,
    owner: OrganisationId,
    person: PersonId,
) -> Result<Vec<VisitId>, StoreError> {
    let mut visits = Vec::new();
    for (Json(mut household),) in fetch_all!(tx, (Json<Household>,), HOUSEHOLDS, owner.0, person.to_string())? {
        let id = household.id.0;
        household.key = household.id.to_string();
        execute!(tx, EMPTY_HOUSEHOLD, id, &household.key, Json(&household))?;
        visits.extend(scalar_all!(tx, Uuid, VISITS_LEFT, id)?.into_iter().map(VisitId));
        execute!(tx, LEAVE_HOUSEHOLD, id)?;
        execute!(tx, END_VISITS, id)?;
        forget_written(tx, id).await?;
    }
    Ok(visits)
}

/// Who decided it, as the trace keeps them.
pub fn by(member: Option<Member>) -> Option<Uuid> {
    member.map(Member::uuid)
}

/// A tenant without a name, under a number that is the association's own.
pub fn nobody(number: &PhoneNumber) -> Tenant {
    Tenant { title: String::new(), first_name: String::new(), last_name: String::new(), phone: number.clone() }
}
