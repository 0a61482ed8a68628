//! When something fails inside: an apology and a way to a person, never silence.

use std::collections::BTreeMap;

use passerelle_domain::{ids::CallId, line::Line, people::Member, roster};
use passerelle_store::{calls, lines, shifts, staff, volunteers};
use passerelle_telephony::twiml::{Dial, Document, Number, Verb};

use crate::{App, error::Outcome, speak::say};

/// A person's telephone rings this long after an apology.
const FALLBACK_RING_S: u32 = 30;

/// The apology as TwiML, and the telephone of a person when there is one to ring.
pub(crate) fn apology(app: &App, language: &str, person: Option<(Number, &Line)>) -> String {
    let facts = BTreeMap::new();
    match person {
        Some((number, line)) => Document::new()
            .with(say(app, language, "technical_problem", &facts))
            .with(Dial {
                action: None,
                timeout_s: FALLBACK_RING_S,
                caller_id: Some(line.number.clone()),
                answer_on_bridge: true,
                numbers: vec![number],
                ..Dial::default()
            })
            .with(say(app, language, "technical_goodbye", &facts))
            .with(Verb::Hangup)
            .render(),
        None => Document::new().with(say(app, language, "technical_goodbye", &facts)).with(Verb::Hangup).render(),
    }
}

/// An apology that needs nothing but words: the database may be gone.
pub fn apologise(app: &App) -> String {
    apology(app, "fr", None)
}

/// The apology of a conversation in trouble, with the telephone of whoever is on duty on its line.
/// Falls back to words alone when even that cannot be found out.
pub async fn play_fallback(app: &App, call: Option<CallId>, carrier_sid: Option<&str>, called: Option<&str>) -> String {
    match on_duty_number(app, call, carrier_sid, called).await {
        Ok(Some((number, line))) => apology(app, line.language.tag(), Some((Number::new(number), &line))),
        Ok(None) => apologise(app),
        Err(trouble) => {
            tracing::error!(%trouble, "nobody on duty could be looked up for an apology");
            apologise(app)
        }
    }
}

async fn on_duty_number(
    app: &App,
    call: Option<CallId>,
    carrier_sid: Option<&str>,
    called: Option<&str>,
) -> Outcome<Option<(passerelle_domain::phone_number::PhoneNumber, Line)>> {
    let mut read = app.db.read().await?;
    let call = match (call, carrier_sid) {
        (Some(id), _) => calls::by_id(&mut read, &app.secrets, id).await?,
        (None, Some(sid)) => calls::by_sid(&mut read, &app.secrets, sid).await?,
        (None, None) => None,
    };
    let line = match (&call, called) {
        (Some(call), _) => lines::by_id(&mut read, call.line_id).await?,
        (None, Some(number)) => lines::by_number(&mut read, number).await?,
        (None, None) => None,
    };
    let Some(line) = line else { return Ok(None) };
    let shifts = shifts::of_line(&mut read, line.id).await?;
    let now = app.clock.now();
    let listeners = roster::on_duty(&shifts, roster::Duty::Listening, now, line.hours.zone);
    let everyone = listeners.into_iter().chain(roster::paging_order(&shifts, now, line.hours.zone));
    for member in everyone {
        let phone = match member {
            Member::Staff(id) => staff::by_id(&mut read, &app.secrets, id).await?.and_then(|staff| staff.phone),
            Member::Volunteer(id) => {
                volunteers::by_id(&mut read, &app.secrets, id).await?.and_then(|volunteer| volunteer.phone)
            }
        };
        if let Some(phone) = phone {
            return Ok(Some((phone, line)));
        }
    }
    Ok(None)
}
