//! PRENDS, SUIVANT and REJOINDRE: what a coordinator says to an alert.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{self, Case, CaseKind, CaseState},
    line::Line,
    message::About,
    people::Member,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::Tx;

use super::{answer_about_code, open_case_of};
use crate::{
    App,
    advance_case::apply_to_case,
    error::Outcome,
    join_talk::{Joinable, joinable},
    ring_coordinator::ring_coordinator,
    send_text::{Reader, arguments, day_and_hour, reader, send_sms},
};

/// PRENDS or SUIVANT, with a code or about the most serious case this member was paged for.
pub(super) async fn take_case(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    code: Option<&str>,
    takes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_meant = |case: &Case| case.paged.contains(&member) && case.state == CaseState::Paging;
    let Some(case) = open_case_of(tx, line, code, is_meant).await? else {
        return answer_about_code(app, tx, line, member, SmsTemplate::CoordCodeUnknown, code, now).await;
    };
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let event = if takes { case::Event::Taken(member) } else { case::Event::PassedOn(member) };
    let Some(after) = apply_to_case(app, tx, case.id, event, now).await? else { return Ok(()) };
    match (takes, after.holder) {
        (true, Some(holder)) => {
            // Who took it, and whoever came too late, are told the same: who has it.
            let colleague = crate::send_text::reader(app, tx, holder).await?.map(|holder| holder.first_name);
            let zone = reader.zone.unwrap_or(line.hours.zone);
            let hour = day_and_hour(now, zone, reader.language).1;
            let arguments =
                arguments([("code", after.code.to_string()), ("c", colleague.unwrap_or_default()), ("h", hour)]);
            let about = About::Case(after.id);
            send_sms(app, tx, line, &reader, SmsTemplate::CoordTaken, arguments, about, now).await?;
            if holder == member && joinable(app, tx, &after).await? == Joinable::Yes {
                tell_join(app, tx, line, &reader, &after, SmsTemplate::CoordJoin, now).await?;
            }
        }
        (false, None) => {
            let arguments = arguments([("code", after.code.to_string())]);
            let about = About::Case(after.id);
            send_sms(app, tx, line, &reader, SmsTemplate::CoordPassed, arguments, about, now).await?;
        }
        (true, None) | (false, Some(_)) => {}
    }
    Ok(())
}

/// REJOINDRE: the telephone of whoever took a raised hand rings, and leads them into the conversation.
pub(super) async fn join_by_text(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let is_meant = |case: &Case| case.kind == CaseKind::HandRaised && case.holder == Some(member);
    let named = open_case_of(tx, line, code, is_meant).await?;
    let Some(case) = named.filter(|case| case.holder == Some(member)) else {
        return answer_about_code(app, tx, line, member, SmsTemplate::CoordCheckHolder, code, now).await;
    };
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    match joinable(app, tx, &case).await? {
        Joinable::Yes => {
            ring_coordinator(app, tx, &case, line, &reader, now).await?;
        }
        Joinable::Apart | Joinable::Over | Joinable::NoTalk => {
            tell_join(app, tx, line, &reader, &case, SmsTemplate::CoordJoinNot, now).await?;
        }
    }
    Ok(())
}

async fn tell_join(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    reader: &Reader,
    case: &Case,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let arguments = arguments([("code", case.code.to_string())]);
    send_sms(app, tx, line, reader, template, arguments, About::Case(case.id), now).await?;
    Ok(())
}
