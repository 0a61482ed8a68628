//! The emergency sheet of a case, over the API: for coordinators, and for whoever holds the case.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use passerelle_app::{EmergencySheet, SheetAnswer, emergency_sheet};
use passerelle_domain::{
    api_scope::ApiScope,
    code::Code,
    people::{Fragility, Language},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::cases::not_found;
use crate::{WebState, caller::ApiCaller, extract::ApiPath, operations::Operations, problem::Problem, schema};

/// The operations of this file.
pub(crate) fn routes(to: Operations) -> Operations {
    to.with(ApiScope::CasesRead, routes!(show))
}

/// What is needed to send help. `local_time` is the hour where she lives.
#[derive(Serialize, ToSchema)]
pub(crate) struct SheetView {
    #[schema(value_type = String)]
    code: Code,
    level: u8,
    local_time: String,
    person: Option<PersonView>,
    trusted_contacts: Vec<ContactView>,
    /// Never ring or write to these about her.
    not_to_contact: Vec<String>,
    /// To be dialled by a human: the program dials none of them.
    numbers: Vec<NumberView>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = emergency_sheet::PersonView)]
struct PersonView {
    title: String,
    first_name: String,
    last_name: String,
    address: String,
    access: String,
    phones: Vec<String>,
    #[schema(schema_with = schema::word::<Language>)]
    language: Language,
    hearing_advice: String,
    #[schema(schema_with = schema::word::<Fragility>)]
    fragility: Fragility,
    last_talked_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = emergency_sheet::ContactView)]
struct ContactView {
    name: String,
    relation: String,
    same_town: bool,
    phone: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct NumberView {
    number: &'static str,
    purpose: &'static str,
    answers_now: bool,
}

impl SheetView {
    fn of(sheet: EmergencySheet, language: Language) -> SheetView {
        let contacts = sheet.contacts.into_iter().map(|contact| ContactView {
            name: contact.name,
            relation: contact.relation,
            same_town: contact.same_town,
            phone: contact.phone.map(|phone| phone.as_str().to_owned()),
        });
        let numbers = sheet.numbers.iter().map(|number| NumberView {
            number: &number.helpline.number,
            purpose: number.helpline.purpose(language),
            answers_now: number.answers_now,
        });
        SheetView {
            code: sheet.case.code,
            level: sheet.case.level.number(),
            local_time: sheet.at.with_timezone(&sheet.zone).to_rfc3339(),
            trusted_contacts: contacts.collect(),
            not_to_contact: sheet.not_to_contact,
            numbers: numbers.collect(),
            person: sheet.person.map(|person| PersonView {
                title: person.title,
                first_name: person.first_name,
                last_name: person.last_name,
                address: person.home.address,
                access: person.home.access,
                phones: person.phones.iter().map(|phone| phone.as_str().to_owned()).collect(),
                language: person.language,
                hearing_advice: person.hearing_advice,
                fragility: person.fragility,
                last_talked_at: person.last_talked_at,
            }),
        }
    }
}

/// The emergency sheet of a case: where she lives, whom to ask, which number to dial; 403 for those who neither coordinate
/// nor hold the case. Every reading is kept.
#[utoipa::path(
    get, path = "/cases/{code}/emergency-sheet", params(("code" = String, Path)),
    responses((status = 200, body = SheetView))
)]
async fn show(
    State(state): State<WebState>,
    ApiCaller(staff): ApiCaller,
    ApiPath(code): ApiPath<String>,
) -> Result<Json<SheetView>, Problem> {
    let code = Code::parse(&code).ok_or_else(not_found)?;
    match emergency_sheet(state.app(), staff.organisation_id, &code, &staff).await {
        Ok(SheetAnswer::Sheet(sheet)) => Ok(Json(SheetView::of(*sheet, staff.language))),
        Ok(SheetAnswer::NotAllowed) => {
            Err(Problem::new(StatusCode::FORBIDDEN, "This sheet is for coordinators, and for whoever holds the case."))
        }
        Ok(SheetAnswer::Unknown) => Err(not_found()),
        Err(error) => Err(Problem::trouble(&error)),
    }
}
