//! The person picks up: told who rings before being connected.

use passerelle_domain::{ids::LegId, leg::Report, matter::MatterKind, room::ROOM_AFTER_PICK_UP, voice_script::Node};
use passerelle_store::{calls, legs, transact};
use passerelle_telephony::twiml::{Document, Verb};

use crate::{
    App,
    error::{AppError, Outcome},
    facts::stands_in,
    move_leg::want_room,
    schedule::set_timer,
    speak::{language_of, prompt},
};

/// What the person hears on picking up (TwiML); the two are joined when it ends.
///
/// # Errors
/// Trouble of the database.
pub async fn introduce_callee(app: &App, leg: LegId) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut leg) = legs::by_id(tx, &app.secrets, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        let call = calls::by_id(tx, &app.secrets, leg.call_id).await?.ok_or(AppError::dangling("leg"))?;
        leg.apply(Report::InProgress, None, now);
        if leg.is_live() {
            want_room(app, &call, &mut leg, now + ROOM_AFTER_PICK_UP);
            legs::update(tx, &leg).await?;
            set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
        }
        let script = app.scripts.version(tx, &call.script, &call.script_version).await?;
        let intro = match script.nodes.get(&call.session.node) {
            Some(Node::Bridge(bridge)) => {
                let instead = bridge.intro_instead.as_ref().filter(|_| stands_in(&call.session.facts));
                instead.unwrap_or(&bridge.intro).clone()
            }
            Some(_) | None => "bridge_intro_senior".to_owned(),
        };
        let facts = &call.session.facts;
        let document: Document = [prompt(app, language_of(facts), &intro, facts)].into_iter().collect();
        Ok::<String, AppError>(document.render())
    })
    .await
}
