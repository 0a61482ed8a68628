//! The API, under `/api/v1`: JSON, bearer tokens with scopes, problem+json errors, lists by page, POST once for each key.
//!
//! Each file beside this one holds the operations of one noun, with the table of their addresses and scopes.

mod absences;
mod audit;
mod callers;
mod campaign_calls;
mod campaigns;
mod case_checks;
mod case_timeline;
mod cases;
mod circles;
mod contacts;
mod emergency_sheet;
mod erasures;
mod escalation_policies;
mod exclusions;
mod follow_ups;
mod households;
mod imports;
mod lines;
mod matches;
mod offers;
mod partners;
mod partnerships;
mod people;
mod people_files;
mod plan;
mod proposals;
mod protocols;
mod referrals;
mod rehearsals;
mod reports;
mod residences;
mod rosters;
mod scheduled_calls;
mod scripts;
mod series;
mod staff;
mod voicemails;
mod volunteers;
mod watch_lists;

use axum::Router;

use crate::{WebState, operations::Operations};

/// Every address under `/api/`.
pub(crate) fn routes(state: &WebState) -> Router<WebState> {
    let tables = [
        absences::routes,
        audit::routes,
        callers::routes,
        campaign_calls::routes,
        campaigns::routes,
        case_checks::routes,
        case_timeline::routes,
        cases::routes,
        circles::routes,
        contacts::routes,
        emergency_sheet::routes,
        erasures::routes,
        escalation_policies::routes,
        exclusions::routes,
        follow_ups::routes,
        households::routes,
        imports::routes,
        lines::routes,
        matches::routes,
        offers::routes,
        partners::routes,
        partnerships::routes,
        people::routes,
        people_files::routes,
        plan::routes,
        proposals::routes,
        protocols::routes,
        referrals::routes,
        rehearsals::routes,
        reports::routes,
        residences::routes,
        rosters::routes,
        scheduled_calls::routes,
        scripts::routes,
        series::routes,
        staff::routes,
        voicemails::routes,
        volunteers::routes,
        watch_lists::routes,
    ];
    tables.into_iter().fold(Operations::new(state), |operations, table| table(operations)).into_router()
}
