//! A series comes to its last call: she hears of it before, and a human may offer what comes next.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::CallSeries,
    case::{CaseKind, CaseLevel},
    message::About,
    people::{Member, Person},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, lines, scheduled_calls};

use crate::{
    App,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    ring_volunteer::ring_about_the_end,
    send_text::{arguments, day_and_hour, reader, send_sms, send_sms_to_person},
};

/// Tells of the end of a series, once, at an hour at which one may. Answers with that hour when it has not come yet.
///
/// When a coordinator gave the last date, a text to her is enough, or a human tells her; the volunteers were told then.
/// When the series ends by itself, a coordinator hears of it too: nobody decided it lately.
pub(crate) async fn tell_ending(
    app: &App,
    tx: &mut Tx,
    series: &mut CallSeries,
    person: &Person,
    now: DateTime<Utc>,
) -> Outcome<Option<DateTime<Utc>>> {
    let last = series.last_call_soon(person.territory.holidays, now).filter(|_| !series.is_ending_told);
    let Some(last) = last else { return Ok(None) };
    let told_at = series.ending_told_at(now);
    if told_at > now {
        return Ok(Some(told_at));
    }
    series.is_ending_told = true;
    let line = lines::by_id(tx, person.line_id).await?.ok_or(AppError::dangling("series"))?;
    let (day, hour) = day_and_hour(last.starts_at, series.zone, person.language);
    let number = line.number.pairs_for_reading().join(" ");
    let said = arguments([("p", person.first_name.clone()), ("j", day), ("h", hour), ("num", number)]);
    let is_told = send_sms_to_person(app, tx, &line, person, SmsTemplate::PersonSeriesEnding, said, now).await?;
    let is_decided = series.end.is_some();
    if !is_decided {
        for volunteer in series.volunteers() {
            let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { continue };
            if ring_about_the_end(app, tx, &line, person.id, &reader, now).await? {
                continue;
            }
            let (day, _) = day_and_hour(last.starts_at, reader.zone.unwrap_or(series.zone), reader.language);
            let said = [("v", reader.first_name.clone()), ("p", person.first_name.clone()), ("j", day)];
            let template = SmsTemplate::VolSeriesEnding;
            send_sms(app, tx, &line, &reader, template, arguments(said), About::Nothing, now).await?;
        }
    }
    if !is_told || !is_decided {
        let on_that_day = scheduled_calls::of_series(tx, series.id, last.local_on, last.local_on).await?;
        let subject = Subject {
            organisation_id: series.organisation_id,
            line_id: line.id,
            person_id: Some(person.id),
            scheduled_call_id: on_that_day.iter().find(|call| call.state.is_live()).map(|call| call.id),
            callback_id: None,
            voicemail_id: None,
            call_id: None,
            attempts: 0,
            silent_since: last.starts_at,
        };
        open_case(app, tx, CaseKind::SeriesEnding, CaseLevel::Worry, subject, now).await?;
    }
    Ok(None)
}
