//! `staff.csv`: coordinators, listeners, social workers, administrators.

use passerelle_domain::{
    contact::Contacts,
    escalation::PageChannel,
    ids::StaffId,
    people::{Language, Staff, StaffRole},
    skills::Skill,
};
use passerelle_store::{Tx, staff, volunteers};

use crate::partner_slots::PARTNER_CODE;

use super::{
    cells,
    known::Known,
    rows::{Stop, Written},
    table::{Column, Refusal, Row, needed, optional},
};

pub(super) const COLUMNS: [Column; 14] = [
    needed("key"),
    needed("first_name"),
    needed("last_name"),
    optional("phone"),
    needed("email"),
    needed("role"),
    optional("language"),
    optional("skills"),
    optional("languages"),
    optional("territories"),
    optional("partner_code"),
    optional("partner"),
    optional("page_by"),
    optional("left"),
];

/// A staff member as the file tells it.
pub(super) struct Draft {
    pub(super) key: String,
    first_name: String,
    last_name: String,
    phone: Option<String>,
    email: String,
    role: StaffRole,
    language: Option<Language>,
    skills: Option<Vec<Skill>>,
    languages: Option<Vec<Language>>,
    territories: Option<Vec<String>>,
    partner_code: Option<String>,
    partner: Option<Option<String>>,
    page_by: Option<Vec<PageChannel>>,
    has_left: Option<bool>,
}

pub(super) fn read(row: Row<'_>) -> Result<Draft, Refusal> {
    let role = |cell: &str| {
        StaffRole::parse(cell)
            .ok_or_else(|| "must be one of: coordinator, listener, social_worker, administrator, partner".to_owned())
    };
    Ok(Draft {
        key: row.needed("key", cells::key)?,
        first_name: row.needed("first_name", cells::text)?,
        last_name: row.needed("last_name", cells::text)?,
        phone: row.given("phone", String::new(), cells::text)?,
        email: row.needed("email", cells::email)?,
        role: row.needed("role", role)?,
        language: row.given("language", Language::default(), cells::language)?,
        skills: row.given("skills", Vec::new(), cells::skills)?,
        languages: row.given("languages", Vec::new(), cells::languages)?,
        territories: row.given("territories", Vec::new(), cells::territories)?,
        partner_code: row.given("partner_code", String::new(), partner_code)?,
        partner: row.given("partner", None, |cell| cells::key(cell).map(Some))?,
        page_by: row.given("page_by", Vec::new(), page_by)?,
        has_left: row.given("left", false, cells::yes_or_no)?,
    })
}

/// `voice|sms`: by what they accept to be paged, the preferred channel first.
fn page_by(cell: &str) -> Result<Vec<PageChannel>, String> {
    PageChannel::parse_list(cell).ok_or_else(|| "must be a list of: sms, email, voice".to_owned())
}

/// Four digits, as the script of the partners asks for them.
fn partner_code(cell: &str) -> Result<String, String> {
    let is_code = cell.len() == 4 && cell.bytes().all(|sign| sign.is_ascii_digit());
    if is_code { Ok(cell.to_owned()) } else { Err("must be four digits".to_owned()) }
}

pub(super) async fn write(tx: &mut Tx, known: &Known<'_>, draft: &Draft) -> Result<Written, Stop> {
    let secrets = known.given.secrets;
    let before = staff::by_key(tx, secrets, known.owner, &draft.key).await?;
    if volunteers::by_key(tx, secrets, known.owner, &draft.key).await?.is_some() {
        return Err(Refusal::of("key", "a volunteer has it").into());
    }
    let member = staff_of(known, draft, before.as_ref())?;
    let written = Written::compare(before.as_ref(), &member, member.id.0);
    if written.is_change() {
        staff::save(tx, secrets, &member).await?;
    }
    Ok(written)
}

fn staff_of(known: &Known<'_>, draft: &Draft, before: Option<&Staff>) -> Result<Staff, Refusal> {
    let kept_phone = before.and_then(|member| member.phone.clone());
    let phone = known.optional_phone("phone", draft.phone.as_deref(), kept_phone, known.home_region())?;
    let kept_code = before.and_then(|member| member.partner_code.clone());
    let partner_code = match draft.partner_code.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => Some(known.given.secrets.blind_index(PARTNER_CODE, code)),
        None => kept_code,
    };
    let partner = draft.partner.clone().unwrap_or_else(|| before.and_then(|member| member.partner.clone()));
    if draft.role != StaffRole::Partner && partner.is_some() {
        return Err(Refusal::of("partner", "only those whose role is partner work for one"));
    }
    if draft.role == StaffRole::Partner && partner.is_none() && (phone.is_none() || partner_code.is_none()) {
        return Err(Refusal::of("partner_code", "a partner is known by a telephone and a code of four digits"));
    }
    let is_rung = matches!(draft.role, StaffRole::Coordinator | StaffRole::Listener);
    if is_rung && phone.is_none() {
        return Err(Refusal::of("phone", "missing: listeners and coordinators are rung there"));
    }
    let kept_language = || before.map(|member| member.language).unwrap_or_default();
    let kept_territories = before.map(|member| member.territories.as_slice()).unwrap_or_default();
    Ok(Staff {
        id: before.map_or_else(|| StaffId(known.new_id()), |member| member.id),
        organisation_id: known.owner,
        key: draft.key.clone(),
        first_name: draft.first_name.clone(),
        last_name: draft.last_name.clone(),
        role: draft.role,
        language: draft.language.unwrap_or_else(kept_language),
        skills: draft.skills.clone().unwrap_or_else(|| before.map(|known| known.skills.clone()).unwrap_or_default()),
        languages: draft
            .languages
            .clone()
            .unwrap_or_else(|| before.map(|known| known.languages.clone()).unwrap_or_default()),
        territories: known.territories(draft.territories.as_ref(), kept_territories)?,
        partner_code,
        partner,
        page_by: draft.page_by.clone().unwrap_or_else(|| before.map(|known| known.page_by.clone()).unwrap_or_default()),
        has_left: draft.has_left.unwrap_or_else(|| before.is_some_and(|known| known.has_left)),
        sms_stopped: before.is_some_and(|member| member.sms_stopped),
        contacts: before.map_or_else(Contacts::default, |member| {
            member.contacts.clone().kept(member.phone == phone, member.email.as_deref() == Some(draft.email.as_str()))
        }),
        phone,
        email: Some(draft.email.clone()),
    })
}
