//! A coordinator asks the neighbours of a person for a small favour.

use passerelle_domain::{
    consent::{Purpose, Refused, may},
    favour::{Favour, FavourKind, FavourState, may_ask_at},
    ids::{FavourId, OrganisationId, PersonId},
    matter::MatterKind,
    people::Member,
};
use passerelle_store::{favours, people, transact};
use serde_json::json;

use crate::{
    App,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    schedule::set_timer,
};

/// What became of the wish.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedFavour {
    /// Neighbours are being asked, or will be in the morning.
    Asking(Box<Favour>),
    /// Somebody would come to her, and she did not agree to visits, or is away.
    Refused(Refused),
    /// Nobody of the organisation has this id.
    Unknown,
}

/// Asks for a favour, in the name of `by`: a few neighbours at a time, the first yes has it. She must have agreed to visits.
///
/// # Errors
/// Trouble of the database.
pub async fn ask_favour(
    app: &App,
    owner: OrganisationId,
    person: PersonId,
    kind: FavourKind,
    by: Member,
) -> Outcome<AskedFavour> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let found = people::by_id(tx, &app.secrets, person).await?;
        let Some(person) = found.filter(|person| person.organisation_id == owner) else {
            return Ok(AskedFavour::Unknown);
        };
        if let Err(refused) = may(&person, Purpose::Visit, now) {
            return Ok(AskedFavour::Refused(refused));
        }
        let favour = Favour {
            id: FavourId(app.chance.new_id(now)),
            organisation_id: owner,
            line_id: person.line_id,
            code: app.chance.new_code(),
            person_id: person.id,
            kind,
            asked_by: by,
            asked_at: now,
            state: FavourState::Asking,
            waves: 0,
            taker: None,
            case_id: None,
        };
        favours::insert(tx, &favour).await?;
        let first_at = may_ask_at(now, person.territory.zone);
        set_timer(tx, MatterKind::Favour, favour.id.0, Some(first_at), now).await?;
        let actor = format!("member:{}", by.uuid());
        let (noun_id, detail) = (favour.id.0, json!({ "kind": kind }));
        let trace = Trace { organisation_id: owner, actor: &actor, verb: "asked", noun: "favour", noun_id, detail };
        leave_trace(app, tx, trace, now).await?;
        metrics::counter!("passerelle_favours_asked_total", "kind" => kind.as_str()).increment(1);
        Ok::<_, AppError>(AskedFavour::Asking(Box::new(favour)))
    })
    .await
}
