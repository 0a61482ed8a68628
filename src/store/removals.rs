//! Records added by mistake are taken away again, as if they had never been: only while nothing refers to them.
//!
//! Whoever was accompanied is erased instead (`erasures`), so that figures stay.

use passerelle_domain::ids::{OrganisationId, PersonId, SeriesId, VolunteerId};

use crate::statements::{execute, scalar_one, statements};
use crate::{StoreError, Tx};

statements! {
    REFERS_TO_PERSON = "
        SELECT COUNT(*) FROM (
            SELECT 1 AS one FROM trusted_contacts WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM call_series WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM scheduled_calls WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM cases WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM case_checks WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM exclusions WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM matches WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM favours WHERE organisation_id = $1 AND person_id = $2
            UNION ALL SELECT 1 AS one FROM watched_people WHERE person_id = $2
            UNION ALL SELECT 1 AS one FROM notes WHERE noun = 'person' AND noun_id = $2
            UNION ALL SELECT 1 AS one FROM households WHERE organisation_id = $1 AND record ->> 'person_id' = $3
            UNION ALL SELECT 1 AS one FROM calls WHERE organisation_id = $1 AND is_live AND record ->> 'person_id' = $3
        ) AS referring";
    PERSON_TIMER = "DELETE FROM timers WHERE matter_kind = 'person' AND matter_id = $1";
    PERSON_CONSENTS = "DELETE FROM consent_changes WHERE person_id = $1";
    PERSON_PROTOCOL = "DELETE FROM protocol_choices WHERE noun = 'person' AND noun_id = $1";
    PERSON_NUMBERS = "DELETE FROM person_numbers WHERE person_id = $1";
    PERSON = "DELETE FROM people WHERE id = $1";
    REFERS_TO_VOLUNTEER = "
        SELECT COUNT(*) FROM (
            SELECT 1 AS one FROM absences WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM call_series WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM call_series WHERE organisation_id = $1 AND record ->> 'team' LIKE $3
            UNION ALL SELECT 1 AS one FROM debriefs WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM exclusions WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM favour_asks WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM household_team WHERE member_id = $2
            UNION ALL SELECT 1 AS one FROM matches WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM offers WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM reservations WHERE member_id = $2
            UNION ALL SELECT 1 AS one FROM scheduled_calls WHERE volunteer_id = $2 OR usual_volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM shifts WHERE organisation_id = $1 AND record ->> 'member' LIKE $3
            UNION ALL SELECT 1 AS one FROM volunteer_pages WHERE volunteer_id = $2
            UNION ALL SELECT 1 AS one FROM volunteer_tokens WHERE volunteer_id = $2
        ) AS referring";
    VOLUNTEER = "DELETE FROM volunteers WHERE id = $1";
    REFERS_TO_SERIES = "
        SELECT COUNT(*) FROM scheduled_calls WHERE series_id = $1 AND (state <> 'planned'
            OR EXISTS (SELECT 1 FROM offers WHERE offers.scheduled_call_id = scheduled_calls.id)
            OR EXISTS (SELECT 1 FROM attempts WHERE attempts.scheduled_call_id = scheduled_calls.id))";
    SERIES_CALL_TIMERS = "
        DELETE FROM timers WHERE matter_kind = 'scheduled_call'
            AND matter_id IN (SELECT id FROM scheduled_calls WHERE series_id = $1)";
    SERIES_CALLS = "DELETE FROM scheduled_calls WHERE series_id = $1";
    SERIES_TIMER = "DELETE FROM timers WHERE matter_kind = 'series' AND matter_id = $1";
    SERIES = "DELETE FROM call_series WHERE id = $1";
}

/// Takes a person away. False when something refers to her: nothing has changed.
pub async fn person(tx: &mut Tx, owner: OrganisationId, id: PersonId) -> Result<bool, StoreError> {
    if scalar_one!(tx, i64, REFERS_TO_PERSON, owner.0, id.0, id.0.to_string())? > 0 {
        return Ok(false);
    }
    for statement in [PERSON_TIMER, PERSON_CONSENTS, PERSON_PROTOCOL, PERSON_NUMBERS, PERSON] {
        execute!(tx, statement, id.0)?;
    }
    Ok(true)
}

/// Takes a volunteer away. False when something refers to them: nothing has changed.
pub async fn volunteer(tx: &mut Tx, owner: OrganisationId, id: VolunteerId) -> Result<bool, StoreError> {
    if scalar_one!(tx, i64, REFERS_TO_VOLUNTEER, owner.0, id.0, format!("%{}%", id.0))? > 0 {
        return Ok(false);
    }
    execute!(tx, VOLUNTEER, id.0)?;
    Ok(true)
}

/// Takes a series away, with its calls of which nobody was told anything. False when somebody was: nothing has changed.
pub async fn series(tx: &mut Tx, id: SeriesId) -> Result<bool, StoreError> {
    if scalar_one!(tx, i64, REFERS_TO_SERIES, id.0)? > 0 {
        return Ok(false);
    }
    for statement in [SERIES_CALL_TIMERS, SERIES_CALLS, SERIES_TIMER, SERIES] {
        execute!(tx, statement, id.0)?;
    }
    Ok(true)
}
