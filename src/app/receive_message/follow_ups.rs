//! Two digits, and FAIT: what a caller of the listening line needed, and that it was seen to.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    code::Code,
    follow_up::{FollowUp, FollowUpState, Triage},
    line::Line,
    message::About,
    people::Member,
    reply::Reply,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, follow_ups};

use super::{OUTCOME_WITHIN, ReceivedText, not_understood};
use crate::{
    App,
    advance_follow_up::{done, told},
    error::Outcome,
    send_text::{arguments, reader, send_sms},
};

/// A listener tells what the last caller needed, or the one whose code is named. False when nobody asked.
pub(super) async fn tell_triage(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    triage: Option<Triage>,
    text: &ReceivedText,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(triage) = triage else { return Ok(false) };
    let named: Vec<Code> = Reply::named_codes(&text.body).iter().filter_map(|code| Code::parse(code)).collect();
    for member in writers {
        for follow_up in follow_ups::of_listener(tx, *member, now - OUTCOME_WITHIN).await? {
            let is_meant = if named.is_empty() { follow_up.state.is_live() } else { named.contains(&follow_up.code) };
            if is_meant && follow_up.organisation_id == line.organisation_id {
                told(app, tx, &follow_up, triage, now).await?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// FAIT: what a caller needed was seen to.
pub(super) async fn complete(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let code = code.and_then(Code::parse);
    let open = follow_ups::live(tx, line.organisation_id).await?;
    let is_meant = |follow_up: &FollowUp| match &code {
        Some(code) => follow_up.code == *code,
        None => follow_up.owner == Some(member) && follow_up.state != FollowUpState::Asked,
    };
    match open.iter().filter(|follow_up| is_meant(follow_up)).min_by_key(|follow_up| follow_up.due_at) {
        Some(follow_up) => {
            done(app, tx, follow_up, member, now).await?;
            let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
            let arguments = arguments([("v", reader.first_name.clone()), ("code", follow_up.code.to_string())]);
            send_sms(app, tx, line, &reader, SmsTemplate::FollowUpDone, arguments, About::Nothing, now).await?;
            Ok(())
        }
        None => not_understood(app, tx, line, member, now).await,
    }
}
