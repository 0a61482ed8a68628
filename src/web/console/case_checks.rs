//! Somebody is asked how she is, for a case; a contact is ruled out for ever.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect},
};
use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;
use passerelle_app::{CheckedCase, WantedCheck, check_case, rule_out_contact};
use passerelle_domain::{
    case_check::{CheckKind, NotAsked},
    ids::{StaffId, VolunteerId},
    local_time,
    people::Member,
};
use passerelle_store::{cases, people};
use serde::Deserialize;

use super::{
    case_page::{Typed, again},
    cases::read,
    form::Signed,
    guard::{Refusal, Shown, Visitor},
};
use crate::WebState;

#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    kind: String,
    /// Who goes, for a home check: `staff:<id>` or `volunteer:<id>`.
    #[serde(default)]
    who: String,
    /// Before which hour of hers, for a home check: `15:00`.
    #[serde(default)]
    before: String,
}

fn back(code: &str, told: &str) -> Shown {
    Ok(Redirect::to(&format!("/cases/{code}?told={told}")).into_response())
}

/// `POST /cases/{code}/checks`.
pub(crate) async fn ask(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(wanted): Signed<Wanted>,
) -> Shown {
    let code = read(&code)?;
    let app = state.app();
    let Some(kind) = CheckKind::parse(&wanted.kind) else { return Err(Refusal::UnreadableForm) };
    let (mut member, mut before) = (None, None);
    if kind == CheckKind::Home {
        let now = app.clock.now();
        member = member_named(&wanted.who);
        before = next_at(&wanted.before, zone_of(&state, &visitor, &code).await?, now);
    }
    let check = WantedCheck { kind, member, before };
    let done = check_case(app, visitor.owner(), &code, check, visitor.member()).await?;
    let code_text = code.as_str();
    match done {
        CheckedCase::Asked(_) => back(code_text, "check-asked"),
        CheckedCase::NotAsked(NotAsked::NoConsent) => back(code_text, "check-no-consent"),
        CheckedCase::NotAsked(NotAsked::Nobody) => back(code_text, "check-nobody"),
        CheckedCase::NotAsked(NotAsked::RuledOut) => back(code_text, "check-ruled-out"),
        CheckedCase::NotAsked(NotAsked::NoTelephone) => back(code_text, "check-no-telephone"),
        CheckedCase::NotForThisCase => back(code_text, "check-not-here"),
        CheckedCase::NotTheHolder => back(code_text, "check-not-holder"),
        CheckedCase::Incomplete => {
            let problem = "check-incomplete";
            let typed = Typed { form: "home", problem, who: wanted.who, before: wanted.before, ..Typed::default() };
            again(&state, &visitor, &code, typed).await
        }
        CheckedCase::Unknown => Err(Refusal::NotFound),
    }
}

fn member_named(text: &str) -> Option<Member> {
    let (kind, id) = text.split_once(':')?;
    let id = id.parse().ok()?;
    match kind {
        "staff" => Some(Member::Staff(StaffId(id))),
        "volunteer" => Some(Member::Volunteer(VolunteerId(id))),
        _ => None,
    }
}

/// The next time her clocks show that hour.
fn next_at(text: &str, zone: Tz, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let time = NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()?;
    let today = local_time::local_date(now, zone);
    let at = local_time::instant_of(today, time, zone);
    if at > now { Some(at) } else { Some(local_time::instant_of(today.checked_add_days(Days::new(1))?, time, zone)) }
}

async fn zone_of(state: &WebState, visitor: &Visitor, code: &passerelle_domain::code::Code) -> Result<Tz, Refusal> {
    let app = state.app();
    let mut read = app.db.read().await?;
    let case = cases::by_code(&mut read, visitor.owner(), code).await?.ok_or(Refusal::NotFound)?;
    let person = match case.person_id {
        Some(id) => people::by_id(&mut read, &app.secrets, id).await?,
        None => None,
    };
    Ok(person.map_or(case.policy.zone, |person| person.territory.zone))
}

#[derive(Deserialize)]
pub(crate) struct RuledOut {
    #[serde(default)]
    position: u32,
}

/// `POST /cases/{code}/ruled-out-contacts`: her contact at this place is never contacted, from this moment on.
pub(crate) async fn rule_out(
    State(state): State<WebState>,
    visitor: Visitor,
    Path(code): Path<String>,
    Signed(out): Signed<RuledOut>,
) -> Shown {
    let code = read(&code)?;
    let case = {
        let mut read = state.app().db.read().await?;
        cases::by_code(&mut read, visitor.owner(), &code).await?.ok_or(Refusal::NotFound)?
    };
    let person = case.person_id.ok_or(Refusal::NotFound)?;
    let done = rule_out_contact(state.app(), visitor.owner(), person, out.position, visitor.member()).await?;
    if done { back(code.as_str(), "contact-ruled-out") } else { Err(Refusal::NotFound) }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;

    #[test]
    fn hour_typed_then_the_next_time_her_clocks_show_it() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        let now = at("2026-11-05T13:00:00Z");
        assert_eq!(next_at("15:00", Paris, now), Some(at("2026-11-05T14:00:00Z")));
        assert_eq!(next_at("09:30", Paris, now), Some(at("2026-11-06T08:30:00Z")));
        assert_eq!(next_at("25:00", Paris, now), None);
        // The night the clocks go forward, in spring.
        let spring = at("2026-03-28T20:00:00Z");
        assert_eq!(next_at("09:00", Paris, spring), Some(at("2026-03-29T07:00:00Z")));
    }
}
