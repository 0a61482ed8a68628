//! Moves a scheduled call on, and carries out what follows, in the same transaction.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call_series::CallKind,
    case::CaseKind,
    ids::{CallId, ScheduledCallId},
    matter::MatterKind,
    message::About,
    people::Member,
    scheduled_call::{AttemptResult, Effect, Event, ScheduledCall, step},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, attempts, calls, legs, lines, people, scheduled_calls, transact};

use crate::{
    App,
    ask_volunteers::{
        Question, ask_substitutes, is_asked_too_often, make_offer, tell_volunteer, withdraw_offer_of, withdraw_offers,
        words_for,
    },
    check_case::ask_contact_at_once,
    choose_volunteer::choose_volunteer,
    debrief_volunteer::offer_debrief,
    error::{AppError, Outcome},
    open_case::{Subject, open_case_within},
    review_calls::call_off_unless_allowed,
    schedule::{is_due, set_timer, timer_of},
    send_text::{arguments, reader, send_sms},
    start_attempt::start_attempt,
    tell_person::tell_person_of_substitute,
    volunteer_standing::{Unfit, unfit_for},
    wait_for_another::{tell_delay, waits_until},
};

/// One event leads to at most this many more (nobody to ask, nobody on duty…).
const MOST_EVENTS: usize = 8;

/// Advances a scheduled call whose timer is due.
pub(crate) async fn advance_scheduled_call(app: &App, id: ScheduledCallId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::ScheduledCall, id.0, now).await? {
            return Ok(());
        }
        if let Some(call) = scheduled_calls::by_id(tx, id).await?
            && call_off_unless_allowed(app, tx, &call, now).await?
        {
            return Ok(());
        }
        apply_to_scheduled_call(app, tx, id, Event::TimerFired, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// Applies an event to a scheduled call. An event that comes too late changes nothing.
pub(crate) async fn apply_to_scheduled_call(
    app: &App,
    tx: &mut Tx,
    id: ScheduledCallId,
    event: Event,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let mut events = VecDeque::from([event]);
    for _ in 0..MOST_EVENTS {
        let Some(mut event) = events.pop_front() else { return Ok(()) };
        let Some(mut before) = scheduled_calls::by_id(tx, id).await? else {
            set_timer(tx, MatterKind::ScheduledCall, id.0, None, now).await?;
            return Ok(());
        };
        if event == Event::TimerFired {
            choose_volunteer(app, tx, &mut before, now).await?;
            if let Some(until) = waits_until(tx, &before, now).await? {
                tell_delay(app, tx, &before, until, now).await?;
                event = Event::WaitsForAnother { until };
            }
        }
        let timer = timer_of(tx, MatterKind::ScheduledCall, id.0).await?;
        let decision = step(before, event, now, timer);
        let mut call = decision.call;
        scheduled_calls::update(tx, &call).await?;
        set_timer(tx, MatterKind::ScheduledCall, id.0, decision.timer, now).await?;
        for effect in decision.effects {
            events.extend(carry_out(app, tx, &mut call, effect, now).await?);
        }
    }
    tracing::error!(scheduled_call_id = %id, "a scheduled call goes round in circles; its timer goes on");
    Ok(())
}

async fn carry_out(
    app: &App,
    tx: &mut Tx,
    call: &mut ScheduledCall,
    effect: Effect,
    now: DateTime<Utc>,
) -> Outcome<Option<Event>> {
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    match effect {
        Effect::Offer { volunteer, until } => {
            let unfit = unfit_for(app, tx, volunteer, call).await?;
            if call.stands_in(volunteer) {
                // Chosen by the plan: asked like anybody who might stand in, and as seldom.
                if unfit.is_some() || is_asked_too_often(tx, call, volunteer, now).await? {
                    return Ok(Some(Event::VolunteerUnavailable(volunteer)));
                }
                make_offer(app, tx, call, &line, volunteer, until, Question::Substitution, now).await?;
                return Ok(None);
            }
            let question = match unfit {
                None => Question::Usual,
                Some(Unfit::NoRoom(why)) if why.may_be_accepted() => Question::AboveCap,
                Some(_) => return Ok(Some(Event::VolunteerUnavailable(volunteer))),
            };
            make_offer(app, tx, call, &line, volunteer, until, question, now).await?;
            // More than they wanted: only a OUI makes it theirs, and others are asked meanwhile.
            return Ok(unfit.map(|_| Event::VolunteerUnavailable(volunteer)));
        }
        Effect::CheckVolunteer(volunteer) => {
            let unfit = unfit_for(app, tx, volunteer, call).await?;
            return Ok(unfit.map(|_| Event::VolunteerUnavailable(volunteer)));
        }
        Effect::Remind(volunteer) => {
            tell_volunteer(app, tx, call, &line, volunteer, SmsTemplate::VolReminder, now).await?;
        }
        Effect::WithdrawOfferOf(volunteer) => withdraw_offer_of(tx, call, volunteer, now).await?,
        Effect::AskSubstitutes { count, until } => {
            let asked = ask_substitutes(app, tx, call, &line, count, until, now).await?;
            return Ok((asked == 0).then_some(Event::NobodyToAsk));
        }
        Effect::TellConfirmed(volunteer) => {
            let is_usual = call.usual_volunteer == Some(volunteer);
            let template = if is_usual { SmsTemplate::VolConfirmed } else { SmsTemplate::SubWon };
            tell_volunteer(app, tx, call, &line, volunteer, template, now).await?;
            tell_person_of_substitute(app, tx, call, volunteer, now).await?;
        }
        Effect::TellDeclined(volunteer) => {
            tell_volunteer(app, tx, call, &line, volunteer, SmsTemplate::VolDeclined, now).await?;
        }
        Effect::WithdrawOffers => withdraw_offers(app, tx, call, &line, now).await?,
        Effect::TellCancelled(volunteer) => {
            tell_volunteer(app, tx, call, &line, volunteer, SmsTemplate::VolCancelled, now).await?;
        }
        Effect::TellStarting(volunteer) => {
            tell_volunteer(app, tx, call, &line, volunteer, SmsTemplate::VolStarting, now).await?;
        }
        Effect::StartAttempt(caller) => {
            let started = start_attempt(app, tx, call, &line, caller, now).await?;
            return Ok((!started).then_some(Event::NobodyOnDuty));
        }
        Effect::WatchAttempt => {
            let is_lost = !attempt_is_alive(app, tx, call).await?;
            let event = Event::AttemptEnded { result: AttemptResult::Technical, caller_stays: true };
            return Ok(is_lost.then_some(event));
        }
        Effect::AskOutcome { again } => {
            if let Some(member) = last_caller(app, tx, call).await? {
                let template = if again { SmsTemplate::VolOutcomeReminder } else { SmsTemplate::VolOutcome };
                ask_outcome_of(app, tx, call, member, template, now).await?;
            }
        }
        Effect::OpenCase { kind, level } => {
            let subject = Subject {
                organisation_id: call.organisation_id,
                line_id: call.line_id,
                person_id: Some(call.person_id),
                scheduled_call_id: Some(call.id),
                callback_id: None,
                voicemail_id: None,
                call_id: None,
                attempts: call.attempts_made,
                silent_since: call.starts_at,
            };
            let within = Some(call.protocol.acknowledge_within_min).filter(|_| kind.is_about_her_safety()).flatten();
            let case = open_case_within(app, tx, kind, level, subject, within, now).await?;
            call.case_id = Some(case);
            scheduled_calls::update(tx, call).await?;
            if kind == CaseKind::MissedContact {
                ask_contact_at_once(app, tx, case, call.protocol.ask_contact, now).await?;
            }
            if let (CaseKind::Worry | CaseKind::Urgent, Some(by)) = (kind, last_caller(app, tx, call).await?) {
                offer_debrief(app, tx, call, by, now).await?;
            }
        }
        // Whoever talked with her has taken the case: the conversation itself does that.
        Effect::SettleCase => {}
    }
    Ok(None)
}

/// Asks whoever talked with her how it went: one digit.
pub(crate) async fn ask_outcome_of(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    member: Member,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let person = people::by_id(tx, &app.secrets, call.person_id).await?.ok_or(AppError::dangling("scheduled call"))?;
    let arguments =
        arguments([("v", reader.first_name.clone()), ("p", person.first_name), ("code", call.code.to_string())]);
    let template = words_for(call, template);
    send_sms(app, tx, &line, &reader, template, arguments, About::ScheduledCall(call.id), now).await?;
    Ok(())
}

async fn last_caller(app: &App, tx: &mut Tx, call: &ScheduledCall) -> Outcome<Option<Member>> {
    if call.kind == CallKind::Visit {
        return Ok(call.volunteer.map(Member::Volunteer));
    }
    let Some(attempt) = attempts::of_call(tx, call.id).await?.pop() else { return Ok(None) };
    Ok(calls::by_id(tx, &app.secrets, CallId(attempt.call_id)).await?.and_then(|call| call.caller))
}

/// Whether a telephone of the last attempt still rings or talks.
async fn attempt_is_alive(app: &App, tx: &mut Tx, call: &ScheduledCall) -> Outcome<bool> {
    let Some(attempt) = attempts::of_call(tx, call.id).await?.pop() else { return Ok(false) };
    let legs = legs::of_call(tx, &app.secrets, CallId(attempt.call_id)).await?;
    Ok(attempt.ended_at.is_none() && legs.iter().any(passerelle_domain::leg::Leg::is_live))
}
