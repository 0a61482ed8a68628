//! What comes after a conversation on the listening line moves on.

use chrono::{DateTime, Days, NaiveTime, Utc};
use passerelle_domain::{
    call::Call,
    code::Code,
    contact_round::Residence,
    follow_up::{ASK_AGAIN_AFTER, Effect, Event, FollowUp, FollowUpState, Triage, step},
    ids::{CallId, FollowUpId},
    line::Line,
    local_time,
    matter::MatterKind,
    message::About,
    people::Member,
    roster,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, follow_ups, lines, shifts, transact};

use crate::{
    App,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    schedule::{is_due, set_timer, timer_of},
    send_text::{arguments, day_and_hour, reader, send_sms},
};

/// What was brought is asked about the next day at this hour, local time.
const CHECK_AT: NaiveTime = match NaiveTime::from_hms_opt(11, 0, 0) {
    Some(hour) => hour,
    None => NaiveTime::MIN,
};

/// Asks the listener who talked with a caller what is needed. Once a conversation.
pub(crate) async fn ask_triage(
    app: &App,
    tx: &mut Tx,
    call: &Call,
    listener: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    // The end key has told what there is to tell: nothing is asked, and `ABUS` finds the right conversation.
    let is_told = call.room.as_ref().is_some_and(|room| room.is_ended_by_key);
    let follow_up = FollowUp {
        id: FollowUpId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        line_id: call.line_id,
        call_id: call.id,
        code: app.chance.new_code(),
        listener,
        triage: None,
        owner: None,
        state: if is_told { FollowUpState::NotTold } else { FollowUpState::Asked },
        asked_at: now,
        is_asked_again: false,
        due_at: None,
        case_id: None,
        done: None,
        residence_id: None,
        taken_by: None,
    };
    if !follow_ups::insert(tx, &follow_up).await? || is_told {
        return Ok(());
    }
    set_timer(tx, MatterKind::FollowUp, follow_up.id.0, Some(now + ASK_AGAIN_AFTER), now).await?;
    let line = line_of(tx, &follow_up).await?;
    tell(app, tx, &follow_up, &line, listener, SmsTemplate::TriageAsk, now).await
}

/// Advances a follow-up whose timer is due.
pub(crate) async fn advance_follow_up(app: &App, id: FollowUpId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if is_due(tx, MatterKind::FollowUp, id.0, now).await? {
            apply_to_follow_up(app, tx, id, Event::TimerFired, now).await?;
        }
        Ok::<(), AppError>(())
    })
    .await
}

/// The listener told what is needed, with two digits.
pub(crate) async fn told(
    app: &App,
    tx: &mut Tx,
    follow_up: &FollowUp,
    triage: Triage,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, follow_up).await?;
    let due_at = triage.due_at(now, &line.hours);
    let shifts = shifts::of_line(tx, line.id).await?;
    let owner = roster::paging_order(&shifts, now, line.hours.zone).first().copied();
    let event = Event::Told { triage, due_at, owner };
    apply_to_follow_up(app, tx, follow_up.id, event, now).await?;
    metrics::counter!(
        "passerelle_triage_total", "need" => triage.need.as_str(), "urgency" => triage.urgency.as_str()
    )
    .increment(1);
    Ok(())
}

/// Somebody who lives in a residence needs something: a task of whoever looks after it. Answers the code that names it.
pub(crate) async fn need_told(
    app: &App,
    tx: &mut Tx,
    residence: &Residence,
    by: Member,
    triage: Triage,
    now: DateTime<Utc>,
) -> Outcome<Code> {
    let follow_up = FollowUp {
        id: FollowUpId(app.chance.new_id(now)),
        organisation_id: residence.organisation_id,
        line_id: residence.line_id,
        // No line rang: the conversation has no other trace, and each has its own task.
        call_id: CallId(app.chance.new_id(now)),
        code: app.chance.new_code(),
        listener: by,
        triage: None,
        owner: None,
        state: FollowUpState::Asked,
        asked_at: now,
        is_asked_again: true,
        due_at: None,
        case_id: None,
        done: None,
        residence_id: Some(residence.id),
        taken_by: None,
    };
    follow_ups::insert(tx, &follow_up).await?;
    let line = line_of(tx, &follow_up).await?;
    let due_at = triage.due_at(now, &line.hours);
    let event = Event::Told { triage, due_at, owner: Some(Member::Staff(residence.facilitator)) };
    apply_to_follow_up(app, tx, follow_up.id, event, now).await?;
    Ok(follow_up.code)
}

/// Somebody saw to it.
pub(crate) async fn done(app: &App, tx: &mut Tx, follow_up: &FollowUp, by: Member, now: DateTime<Utc>) -> Outcome<()> {
    let zone = line_of(tx, follow_up).await?.hours.zone;
    let check_at = local_time::instant_of(local_time::local_date(now, zone) + Days::new(1), CHECK_AT, zone);
    apply_to_follow_up(app, tx, follow_up.id, Event::Done { by, check_at }, now).await
}

async fn apply_to_follow_up(app: &App, tx: &mut Tx, id: FollowUpId, event: Event, now: DateTime<Utc>) -> Outcome<()> {
    let Some(before) = follow_ups::by_id(tx, id).await? else {
        set_timer(tx, MatterKind::FollowUp, id.0, None, now).await?;
        return Ok(());
    };
    let line = line_of(tx, &before).await?;
    let timer = timer_of(tx, MatterKind::FollowUp, id.0).await?;
    let decision = step(before, event, now, timer);
    let mut follow_up = decision.follow_up;
    for effect in decision.effects {
        let listener = follow_up.listener;
        match effect {
            Effect::AskAgain => tell(app, tx, &follow_up, &line, listener, SmsTemplate::TriageAsk, now).await?,
            Effect::Thank => tell(app, tx, &follow_up, &line, listener, SmsTemplate::TriageThanks, now).await?,
            Effect::TellEmergencyNumbers => {
                tell(app, tx, &follow_up, &line, listener, SmsTemplate::TriageImmediate, now).await?;
            }
            Effect::TellOwner => {
                if let Some(owner) = follow_up.owner {
                    tell(app, tx, &follow_up, &line, owner, SmsTemplate::FollowUpOwner, now).await?;
                }
            }
            Effect::OpenCase { kind, level } => {
                let subject = Subject {
                    organisation_id: follow_up.organisation_id,
                    line_id: follow_up.line_id,
                    person_id: None,
                    scheduled_call_id: None,
                    callback_id: None,
                    voicemail_id: None,
                    call_id: None,
                    attempts: 0,
                    silent_since: follow_up.due_at.unwrap_or(follow_up.asked_at),
                };
                follow_up.case_id = Some(open_case(app, tx, kind, level, subject, now).await?);
            }
        }
    }
    follow_ups::update(tx, &follow_up).await?;
    set_timer(tx, MatterKind::FollowUp, id.0, decision.timer, now).await?;
    Ok(())
}

async fn line_of(tx: &mut Tx, follow_up: &FollowUp) -> Outcome<Line> {
    lines::by_id(tx, follow_up.line_id).await?.ok_or(AppError::dangling("follow-up"))
}

async fn tell(
    app: &App,
    tx: &mut Tx,
    follow_up: &FollowUp,
    line: &Line,
    member: Member,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let zone = reader.zone.unwrap_or(line.hours.zone);
    let (day, hour) = day_and_hour(follow_up.due_at.unwrap_or(now), zone, reader.language);
    let digit = follow_up.triage.map_or(0, |triage| triage.need as u8 + 1);
    let arguments = arguments([
        ("v", reader.first_name.clone()),
        ("code", follow_up.code.to_string()),
        ("n", digit.to_string()),
        ("j", day),
        ("h", hour),
    ]);
    send_sms(app, tx, line, &reader, template, arguments, About::Nothing, now).await?;
    Ok(())
}
