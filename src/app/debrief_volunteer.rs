//! After a hard call: a talk is offered, and two hard calls in a month ask for supervision.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::CaseKind,
    debrief::{Debrief, DebriefState, reminder_at, ring_before},
    ids::{CaseId, DebriefId, LineId, OrganisationId, VolunteerId},
    line::Line,
    local_time,
    matter::MatterKind,
    message::About,
    people::Member,
    scheduled_call::{CallOutcome, ScheduledCall},
    volunteer_life::{HARD_CALLS, HARD_CALLS_WITHIN_DAYS},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases, debriefs, lines, scheduled_calls, transact, volunteers};

use crate::{
    App,
    error::{AppError, Outcome},
    open_case::{Subject, open_case_about_volunteer},
    schedule::{is_due, set_timer},
    send_text::{Reader, arguments, day_and_hour, reader, send_sms},
};

/// Offers a volunteer a talk after a hard call, once a call.
pub(crate) async fn offer_debrief(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Member::Volunteer(volunteer) = by else { return Ok(()) };
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let debrief = Debrief {
        id: DebriefId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        line_id: call.line_id,
        volunteer_id: volunteer,
        scheduled_call_id: call.id,
        code: call.code.clone(),
        state: DebriefState::Offered,
        offered_at: now,
        case_id: None,
    };
    if !debriefs::insert(tx, &debrief).await? {
        return Ok(());
    }
    flag_for_supervision(app, tx, call, volunteer, now).await?;
    let Some(reader) = reader(app, tx, by).await? else { return Ok(()) };
    let zone = reader.zone.unwrap_or(line.hours.zone);
    set_timer(tx, MatterKind::Debrief, debrief.id.0, Some(reminder_at(now, zone)), now).await?;
    let hour = deadline(ring_before(now, zone), &reader, &line, now);
    let arguments = arguments([("v", reader.first_name.clone()), ("code", call.code.to_string()), ("h", hour)]);
    send_sms(app, tx, &line, &reader, SmsTemplate::VolDebrief, arguments, About::ScheduledCall(call.id), now).await?;
    Ok(())
}

/// An hour today, or a day and an hour.
fn deadline(at: DateTime<Utc>, reader: &Reader, line: &Line, now: DateTime<Utc>) -> String {
    let zone = reader.zone.unwrap_or(line.hours.zone);
    let (day, hour) = day_and_hour(at, zone, reader.language);
    let is_today = local_time::local_date(at, zone) == local_time::local_date(now, zone);
    if is_today { hour } else { format!("{day} {hour}") }
}

async fn flag_for_supervision(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    id: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let since = now - TimeDelta::days(HARD_CALLS_WITHIN_DAYS);
    let made = scheduled_calls::of_volunteer(tx, id, since, now + TimeDelta::days(1)).await?;
    let is_hard = |other: &&ScheduledCall| {
        other.id != call.id && matches!(other.outcome, Some(CallOutcome::Worry | CallOutcome::Urgent))
    };
    let hard_calls = 1 + made.iter().filter(is_hard).count();
    if hard_calls < HARD_CALLS {
        return Ok(());
    }
    if let Some(mut volunteer) = volunteers::by_id(tx, &app.secrets, id).await? {
        let today = local_time::local_date(now, volunteer.territory.zone);
        volunteer.life.supervision_wanted_on.get_or_insert(today);
        volunteers::save(tx, &app.secrets, &volunteer).await?;
    }
    Ok(())
}

/// RAPPEL: a volunteer wants to be rung. A human is paged with the hour that is promised; again changes nothing while that
/// promise is open.
pub(crate) async fn promise_to_ring(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    volunteer: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { return Ok(()) };
    let open = cases::open(tx, line.organisation_id).await?;
    let known = open.into_iter().find(|case| {
        case.volunteer_id == Some(volunteer)
            && matches!(case.kind, CaseKind::VolunteerCallMe | CaseKind::DebriefUnanswered)
            && case.due_at.is_some()
    });
    let due_at = match known {
        Some(case) => case.due_at.unwrap_or(now),
        None => {
            let due_at = ring_before(now, reader.zone.unwrap_or(line.hours.zone));
            let about = (line.organisation_id, line.id, volunteer);
            let case = open_volunteer_case(app, tx, about, CaseKind::VolunteerCallMe, Some(due_at), now).await?;
            for debrief in debriefs::live_of_volunteer(tx, volunteer).await? {
                end(tx, debrief, DebriefState::Wanted, case, now).await?;
            }
            due_at
        }
    };
    let hour = deadline(due_at, &reader, line, now);
    let arguments = arguments([("v", reader.first_name.clone()), ("h", hour)]);
    send_sms(app, tx, line, &reader, SmsTemplate::VolCallMe, arguments, About::Nothing, now).await?;
    Ok(())
}

/// Advances a debrief whose timer is due: nobody answered, and a coordinator is reminded.
pub(crate) async fn advance_debrief(app: &App, id: DebriefId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Debrief, id.0, now).await? {
            return Ok(());
        }
        match debriefs::by_id(tx, id).await?.filter(|debrief| debrief.state.is_live()) {
            Some(debrief) => {
                let about = (debrief.organisation_id, debrief.line_id, debrief.volunteer_id);
                let case = open_volunteer_case(app, tx, about, CaseKind::DebriefUnanswered, None, now).await?;
                end(tx, debrief, DebriefState::Unanswered, case, now).await?;
            }
            None => set_timer(tx, MatterKind::Debrief, id.0, None, now).await?,
        }
        Ok::<(), AppError>(())
    })
    .await
}

async fn end(tx: &mut Tx, mut debrief: Debrief, state: DebriefState, case: CaseId, now: DateTime<Utc>) -> Outcome<()> {
    (debrief.state, debrief.case_id) = (state, Some(case));
    debriefs::update(tx, &debrief).await?;
    set_timer(tx, MatterKind::Debrief, debrief.id.0, None, now).await?;
    Ok(())
}

async fn open_volunteer_case(
    app: &App,
    tx: &mut Tx,
    (organisation_id, line_id, volunteer): (OrganisationId, LineId, VolunteerId),
    kind: CaseKind,
    due_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Outcome<CaseId> {
    let subject = Subject {
        organisation_id,
        line_id,
        person_id: None,
        scheduled_call_id: None,
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: now,
    };
    open_case_about_volunteer(app, tx, kind, subject, (volunteer, due_at), now).await
}
