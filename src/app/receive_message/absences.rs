//! ABSENCE 12/08 19/08, and back again.

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_domain::{
    line::Line,
    local_time,
    message::About,
    people::{Member, Volunteer},
    reply::{WrittenDate, absence_period},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, absences, volunteers};

use crate::{
    App,
    error::Outcome,
    note_absence::{NotedAbsence, cancel_absence_in, note_absence_of},
    send_text::{arguments, reader, send_sms},
};

/// Notes the absence of a volunteer among the writers. False when there is none.
pub(super) async fn absent(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    (from, to): (WrittenDate, WrittenDate),
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some((member, volunteer)) = volunteer_among(app, tx, writers).await? else { return Ok(false) };
    let today = local_time::local_date(now, volunteer.territory.zone);
    let noted = match absence_period(from, to, today) {
        Some(days) => note_absence_of(app, tx, &volunteer, days, member, now).await?,
        None => NotedAbsence::NotADate,
    };
    let Some(reader) = reader(app, tx, member).await? else { return Ok(true) };
    let name = ("v", reader.first_name.clone());
    let (template, arguments) = match noted {
        NotedAbsence::Noted(absence) => {
            let days = [("d1", written(absence.from_on)), ("d2", written(absence.to_on))];
            let [first, last] = days;
            (SmsTemplate::VolAbsence, arguments([name, first, last]))
        }
        NotedAbsence::NotADate | NotedAbsence::Unknown => (SmsTemplate::VolAbsenceUnclear, arguments([name])),
    };
    send_sms(app, tx, line, &reader, template, arguments, About::Nothing, now).await?;
    Ok(true)
}

/// REPRISE from somebody who is away today: their calls come back. False when nobody among the writers is.
pub(super) async fn back(app: &App, tx: &mut Tx, line: &Line, writers: &[Member], now: DateTime<Utc>) -> Outcome<bool> {
    let Some((member, volunteer)) = volunteer_among(app, tx, writers).await? else { return Ok(false) };
    let today = local_time::local_date(now, volunteer.territory.zone);
    let told = absences::of_volunteer(tx, volunteer.id, today).await?;
    let Some(current) = told.into_iter().find(|absence| absence.covers(today)) else { return Ok(false) };
    cancel_absence_in(app, tx, current, member, now).await?;
    let Some(reader) = reader(app, tx, member).await? else { return Ok(true) };
    let arguments = arguments([("v", reader.first_name.clone()), ("d1", written(today))]);
    send_sms(app, tx, line, &reader, SmsTemplate::VolAbsenceEnded, arguments, About::Nothing, now).await?;
    Ok(true)
}

async fn volunteer_among(app: &App, tx: &mut Tx, writers: &[Member]) -> Outcome<Option<(Member, Volunteer)>> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        if let Some(volunteer) = volunteers::by_id(tx, &app.secrets, *id).await? {
            return Ok(Some((*member, volunteer)));
        }
    }
    Ok(None)
}

/// As people write days in a text.
fn written(day: NaiveDate) -> String {
    day.format("%d/%m").to_string()
}
