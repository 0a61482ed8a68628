//! Tells whoever is on duty, by what still works, that the carrier or the mail server is down, and that it is back.

use chrono::{DateTime, Utc};
use passerelle_domain::{circuit::Provider, ids::OrganisationId, line::Line, message::About, people::Member, roster};
use passerelle_notify::{EmailTemplate, SmsTemplate};
use passerelle_store::{Tx, lines, organisations, shifts};

use crate::{
    App,
    error::Outcome,
    send_text::{Reader, arguments, day_and_hour, reader, send_email, send_sms},
};

/// Tells every association that a provider has not answered since an instant, or that it answers again after that.
pub(crate) async fn tell_outage(
    app: &App,
    tx: &mut Tx,
    provider: Provider,
    is_down: bool,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for (owner, _) in organisations::all(tx).await? {
        let mut is_told = false;
        for (line, member) in on_duty(tx, owner, now).await? {
            let Some(reader) = reader(app, tx, member).await? else { continue };
            if tell(app, tx, provider, is_down, &line, &reader, since, now).await? {
                is_told = true;
                break;
            }
        }
        if !is_told {
            tracing::error!(provider = provider.as_str(), is_down, "nobody on duty could be told of an outage");
        }
    }
    Ok(())
}

/// Who is on duty, then the others, line by line.
async fn on_duty(tx: &mut Tx, owner: OrganisationId, now: DateTime<Utc>) -> Outcome<Vec<(Line, Member)>> {
    let mut order = Vec::new();
    for line in lines::of_organisation(tx, owner).await? {
        let shifts = shifts::of_line(tx, line.id).await?;
        let members = roster::paging_order(&shifts, now, line.hours.zone);
        order.extend(members.into_iter().map(|member| (line.clone(), member)));
    }
    Ok(order)
}

#[expect(clippy::too_many_arguments, reason = "who, what, since when: the call names them")]
async fn tell(
    app: &App,
    tx: &mut Tx,
    provider: Provider,
    is_down: bool,
    line: &Line,
    reader: &Reader,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let zone = reader.zone.unwrap_or(line.hours.zone);
    let arguments = arguments([("h", day_and_hour(since, zone, reader.language).1), ("lien", app.urls.health())]);
    match provider {
        Provider::Carrier => {
            let template = if is_down { EmailTemplate::CarrierDown } else { EmailTemplate::CarrierBack };
            send_email(app, tx, line, reader, template, &arguments, About::Nothing, now).await
        }
        Provider::Mail => {
            let template = if is_down { SmsTemplate::CoordMailDown } else { SmsTemplate::CoordMailBack };
            send_sms(app, tx, line, reader, template, arguments, About::Nothing, now).await
        }
    }
}
