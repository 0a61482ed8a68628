//! A person accompanied writes STOP: no text and no automatic call any more, and somebody of the team rings her.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    consent::{Answer, Scope, Way},
    ids::OrganisationId,
    line::Line,
    phone_number::PhoneNumber,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, people};

use super::ReceivedText;
use crate::{
    App,
    change_consent::{ConsentChange, note_consent, tell_team},
    error::Outcome,
    send_text::{arguments, send_sms_to_number},
};

/// Takes back what a STOP takes back, for everybody who has this number: a couple shares one. Volunteers' calls go on: a
/// human asks her about them. She gets one confirmation, unless the carrier gave it.
pub(super) async fn stop(app: &App, tx: &mut Tx, line: &Line, text: &ReceivedText, now: DateTime<Utc>) -> Outcome<()> {
    let Some(number) = text.from.number() else { return Ok(()) };
    let scopes = [Scope::Sms, Scope::AutomaticChecks];
    let has_changed = no_more_texts(app, tx, line.organisation_id, number, &scopes, now).await?;
    if has_changed && !text.carrier_answers {
        let arguments = arguments([("num", line.number.pairs_for_reading().join(" "))]);
        send_sms_to_number(app, tx, line, number, SmsTemplate::PersonStopped, arguments, now).await?;
    }
    Ok(())
}

/// Everybody who has this number says no to these. False when that was known.
pub(crate) async fn no_more_texts(
    app: &App,
    tx: &mut Tx,
    owner: OrganisationId,
    number: &PhoneNumber,
    scopes: &[Scope],
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let known = people::by_number(tx, &app.secrets, owner, number).await?;
    let mut has_changed = false;
    for mut person in known {
        let mut is_hers = false;
        for scope in scopes {
            let (scope, answer) = (scope.clone(), Answer::No);
            let no = ConsentChange { scope, answer, way: Way::Sms, by: None, wording: String::new() };
            let (before, after) = note_consent(app, tx, &mut person, &no, now).await?;
            is_hers |= before != after;
        }
        if is_hers {
            tell_team(app, tx, &person, now).await?;
        }
        has_changed |= is_hers;
    }
    Ok(has_changed)
}
