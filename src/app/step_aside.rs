//! Whoever works for us is out of the room: by the key `*`, or because the conversation is over.

use chrono::{DateTime, Utc};
use passerelle_domain::{ids::LegId, matter::MatterKind, room::MOVE_RETRY};
use passerelle_store::{Tx, legs, transact};
use passerelle_telephony::twiml::{Document, Gather, Redirect, Verb};

use crate::{
    App,
    empty_room::{close_room, lead_out},
    enter_room::{find_guest, has_come, is_over, keep_room, way_out},
    error::{AppError, Outcome},
    schedule::set_timer,
    speak::{language_of, prompt, spoken},
};

/// The second of two keys pressed quickly comes within this, in silence. Somebody whose conversation has just ended is not
/// told of keys: by then it is known that the other one has hung up.
const QUICK_KEY_S: u32 = 2;
/// Who pressed `*` alone, or whose second key got lost on the way, is told which keys there are and has this long.
const SLOW_KEY_S: u32 = 4;

/// What the worker hears aside after the stay number `visit`: nothing at first, then which keys there are, then back into
/// the room. The other one is in the room meanwhile, and hears nothing of it.
///
/// # Errors
/// Trouble of the database.
pub async fn step_aside(app: &App, leg: LegId, visit: u32, again: bool, has_hung_up: bool) -> Outcome<String> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        let Some(mut guest) = find_guest(app, tx, leg).await? else {
            return Ok(Document::new().with(Verb::Hangup).render());
        };
        if has_hung_up {
            close_room(app, tx, &mut guest.room, leg, now).await?;
        } else if guest.room.is_cut(now) {
            lead_out(app, tx, guest.room.person, now, now).await?;
        }
        if has_hung_up || is_over(app, tx, &guest, now).await? {
            has_come(tx, &mut guest, now).await?;
            let document = way_out(app, &mut guest);
            keep_room(app, tx, &guest).await?;
            return Ok(document.render());
        }
        ask_about_person(app, tx, guest.room.person, now).await?;
        // Asked late, when they are back already, it changes nothing.
        guest.room.is_aside |= visit >= guest.room.acted_on;
        let back = app.urls.room(leg, visit + 1);
        if guest.room.is_time_left(now) {
            guest.room.time_left_at = None;
            keep_room(app, tx, &guest).await?;
            let facts = &guest.call.session.facts;
            let told = spoken(vec![prompt(app, language_of(facts), "bridge_time_left", facts)]);
            return Ok(told.with(Redirect { url: back }).render());
        }
        keep_room(app, tx, &guest).await?;
        let mut gather = Gather::keys(back.clone(), if again { SLOW_KEY_S } else { QUICK_KEY_S });
        gather.num_digits = Some(1);
        gather.finish_on_key = Some(String::new());
        if again {
            let facts = &guest.call.session.facts;
            let text = if guest.may_end() { "room_aside_may_end" } else { "room_aside" };
            gather.prompts = vec![prompt(app, language_of(facts), text, facts)];
        }
        let otherwise = if again { back } else { app.urls.aside(leg, visit, true) };
        let document = Document::new().with(gather).with(Redirect { url: otherwise });
        Ok::<String, AppError>(document.render())
    })
    .await
}

/// The person may have hung up, and the news may have got lost: the carrier is asked, so that nobody is led back into an
/// empty room for long.
async fn ask_about_person(app: &App, tx: &mut Tx, person: LegId, now: DateTime<Utc>) -> Outcome<()> {
    let Some(person) = legs::by_id(tx, &app.secrets, person).await? else { return Ok(()) };
    if let Some(watch_at) = person.watch_at(now) {
        set_timer(tx, MatterKind::Leg, person.id.0, Some(watch_at.min(now + MOVE_RETRY)), now).await?;
    }
    Ok(())
}
