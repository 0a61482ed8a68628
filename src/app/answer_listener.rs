//! A listener picks up: asked to press 1, so that a mobile's own voicemail never takes a caller.

use chrono::TimeDelta;
use passerelle_domain::{
    call::InboundEnd,
    ids::LegId,
    leg::{LegRole, Report},
    matter::MatterKind,
    room::ROOM_AFTER_ACCEPTANCE,
    voice_script::Node,
};
use passerelle_store::{calls, legs, reservations, transact};
use passerelle_telephony::twiml::{Document, Gather, Redirect, Verb};

use crate::{
    App,
    call_settings::{ACCEPT_WITHIN_S, TALK_RESERVATION_S},
    converse::load_ringing,
    error::{AppError, Outcome},
    move_leg::want_room,
    reserve_listener::remember_wait,
    schedule::set_timer,
    speak::{language_of, prompt},
};

/// What a listener hears: the whisper, once more, then the telephone is put down.
///
/// # Errors
/// Trouble of the database.
pub async fn whisper_to_listener(app: &App, leg: LegId, again: bool) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut leg) = legs::by_id(tx, &app.secrets, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        if leg.apply(Report::InProgress, None, now) {
            legs::update(tx, &leg).await?;
            set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
        }
        let call = calls::by_id(tx, &app.secrets, leg.call_id).await?.ok_or(AppError::dangling("leg"))?;
        let script = app.scripts.version(tx, &call.script, &call.script_version).await?;
        let whisper = match script.nodes.get(&call.session.node) {
            Some(Node::Ring(ring)) => ring.whisper.clone(),
            Some(_) | None => "ring_whisper".to_owned(),
        };
        let facts = &call.session.facts;
        let mut gather = Gather::keys(app.urls.acceptance(leg.id), ACCEPT_WITHIN_S);
        gather.num_digits = Some(1);
        gather.prompts = vec![prompt(app, language_of(facts), &whisper, facts)];
        let document = Document::new().with(gather);
        let document = if again {
            document.with(Verb::Hangup)
        } else {
            document.with(Redirect { url: app.urls.whisper(leg.id, true) })
        };
        Ok::<String, AppError>(document.render())
    })
    .await
}

/// A listener pressed a key: any key but 2 and 3 takes the call. Taken twice is taken once; a caller
/// who has hung up meanwhile, or whom somebody else has taken, is not offered any more.
///
/// # Errors
/// Trouble of the database.
pub async fn accept_call(app: &App, leg: LegId, digits: Option<&str>) -> Outcome<String> {
    let refuses = matches!(digits, None | Some("" | "2" | "3"));
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let hang_up = Document::new().with(Verb::Hangup).render();
        let Some(mut leg) = legs::by_id(tx, &app.secrets, leg).await? else { return Ok(hang_up) };
        let Some(mut call) = calls::by_id(tx, &app.secrets, leg.call_id).await? else { return Ok(hang_up) };
        if refuses || leg.role != LegRole::Listener {
            return Ok(hang_up);
        }
        if !call.is_live() {
            let facts = &call.session.facts;
            let gone = prompt(app, language_of(facts), "caller_has_gone", facts);
            return Ok(Document::new().with(gone).with(Verb::Hangup).render());
        }
        let others = load_ringing(app, tx, &call).await?;
        if others.iter().any(|other| other.id != leg.id && other.accepted && other.is_live()) {
            let facts = &call.session.facts;
            let taken = prompt(app, language_of(facts), "caller_has_somebody", facts);
            return Ok(Document::new().with(taken).with(Verb::Hangup).render());
        }
        if !leg.accepted {
            leg.accepted = true;
            want_room(app, &call, &mut leg, now + ROOM_AFTER_ACCEPTANCE);
            legs::update(tx, &leg).await?;
            set_timer(tx, MatterKind::Leg, leg.id.0, leg.watch_at(now), now).await?;
            remember_wait(tx, &call, now).await?;
        }
        call.other_leg = Some(leg.id);
        call.inbound_end = Some(InboundEnd::Answered);
        calls::update(tx, &app.secrets, &call).await?;
        if let Some(member) = leg.member {
            reservations::extend(tx, member, call.id, now + TimeDelta::seconds(TALK_RESERVATION_S)).await?;
        }
        // An empty document ends the whisper: the carrier then joins the two.
        Ok::<String, AppError>(Document::new().render())
    })
    .await
}
