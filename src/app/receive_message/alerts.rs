//! PRENDS and SUIVANT: what a coordinator says to an alert.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{self, CaseState},
    code::Code,
    line::Line,
    message::About,
    people::Member,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases};

use crate::{
    App,
    advance_case::apply_to_case,
    error::Outcome,
    send_text::{arguments, day_and_hour, reader, send_sms},
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
    let open = cases::open(tx, line.organisation_id).await?;
    let found = match code {
        Some(code) => {
            let code = Code::parse(code);
            open.into_iter().find(|case| Some(&case.code) == code.as_ref())
        }
        None => open.into_iter().find(|case| case.paged.contains(&member) && case.state == CaseState::Paging),
    };
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let Some(case) = found else {
        let arguments = arguments([("code", code.unwrap_or("?").to_owned())]);
        let template = SmsTemplate::CoordCodeUnknown;
        send_sms(app, tx, line, &reader, template, arguments, About::Nothing, now).await?;
        return Ok(());
    };
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
