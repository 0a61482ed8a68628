//! Something of a person's file is due: an answer that did not come, a pause about to end, or over.

use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    consent::{Answer, Way},
    ids::PersonId,
    matter::MatterKind,
};
use passerelle_store::{people, transact};

use crate::{
    App,
    change_consent::{ConsentChange, about, note_consent},
    error::{AppError, Outcome},
    open_case::open_case,
    review_calls::review_calls,
    schedule::{is_due, set_timer},
};

/// Advances a person's file whose timer is due. Her coming calls are looked at as well: an import that changes what she
/// agreed to sets this timer.
pub(crate) async fn advance_person(app: &App, id: PersonId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Person, id.0, now).await? {
            return Ok(());
        }
        let Some(mut person) = people::by_id(tx, &app.secrets, id).await? else {
            set_timer(tx, MatterKind::Person, id.0, None, now).await?;
            return Ok(());
        };
        for scope in person.consents.unanswered(now) {
            let silence =
                ConsentChange { scope, answer: Answer::NoReply, way: Way::Clock, by: None, wording: String::new() };
            note_consent(app, tx, &mut person, &silence, now).await?;
        }
        let zone = person.territory.zone;
        let mut is_ending = false;
        for pause in &mut person.pauses {
            if pause.reminds_at(zone).is_some_and(|at| at <= now) {
                pause.is_reminded = true;
                is_ending = pause.ends_at(zone) > now;
            }
        }
        person.pauses.retain(|pause| pause.ends_at(zone) > now);
        people::save(tx, &app.secrets, &person).await?;
        if is_ending {
            open_case(app, tx, CaseKind::PauseEnding, CaseLevel::Note, about(&person, now), now).await?;
        }
        review_calls(app, tx, &person, now).await?;
        set_timer(tx, MatterKind::Person, id.0, person.due_at(), now).await?;
        Ok::<(), AppError>(())
    })
    .await
}
