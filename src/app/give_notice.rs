//! The robot tells a person that somebody else calls than her volunteer; she may prefer to wait.
//!
//! Only whoever agreed to be rung by the robot and receives no texts. What she does not hear or say leaves her call as it
//! is: whoever calls says then who they are.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    call::{Call, CallPurpose, InboundEnd},
    call_series::CallKind,
    consent::{Purpose, may},
    ids::{CallId, NoticeId, VolunteerId},
    leg::{Leg, LegRole},
    line::Line,
    matter::MatterKind,
    notice::{Effect, Event, NOT_AFTER, Notice, NoticeAnswer, NoticeState, step},
    people::Person,
    scheduled_call::{self, ScheduledCall},
    voice_script::Awaiting,
};
use passerelle_store::{Tx, calls, legs, lines, notices, people, reservations, scheduled_calls, transact, volunteers};

use crate::{
    App,
    advance_scheduled_call::apply_to_scheduled_call,
    check_person::stop_checks,
    end_call::{hang_up_script, remember_talk, settle_ring},
    error::{AppError, Outcome},
    facts::of_notice,
    make_promise::make_promise,
    ring_by_robot::{RobotCall, ring_by_robot},
    schedule::{is_due, set_timer},
    take_unscreened::take_unscreened,
    tell_person::{next_of_series, tell_person_waits},
};

/// The script of a notice.
const SCRIPT: &str = "notice-call";

/// A notice is made for a call that a substitute has promised. False when she may not be rung for it, or no longer in time.
pub(crate) async fn make_notice(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    line: &Line,
    person: &Person,
    substitute: VolunteerId,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let is_a_call = matches!(call.kind, CallKind::ConvivialCall | CallKind::CourtesyCall);
    let may_ring = line.check_number.is_some() && may(person, Purpose::AutomaticCheck, now).is_ok();
    if !is_a_call || !may_ring || person.phones.is_empty() {
        return Ok(false);
    }
    let notice = Notice {
        id: NoticeId(app.chance.new_id(now)),
        organisation_id: call.organisation_id,
        line_id: line.id,
        scheduled_call_id: call.id,
        person_id: person.id,
        substitute,
        state: NoticeState::Due,
        tries: 0,
        call_id: None,
        not_after: call.starts_at - NOT_AFTER,
        zone: call.zone,
        calls_from: call.calls_from,
        calls_to: call.calls_to,
    };
    let Some(rings_at) = notice.rings_at(now) else { return Ok(false) };
    if !notices::insert(tx, &notice).await? {
        return Ok(false);
    }
    set_timer(tx, MatterKind::Notice, notice.id.0, Some(rings_at), now).await?;
    Ok(true)
}

/// Advances a notice whose timer is due.
pub(crate) async fn advance_notice(app: &App, id: NoticeId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Notice, id.0, now).await? {
            return Ok(());
        }
        apply_to_notice(app, tx, id, Event::TimerFired, now).await
    })
    .await
}

/// Applies an event to a notice. An event that comes too late changes nothing.
async fn apply_to_notice(app: &App, tx: &mut Tx, id: NoticeId, event: Event, now: DateTime<Utc>) -> Outcome<()> {
    let Some(notice) = notices::by_id(tx, id).await? else {
        set_timer(tx, MatterKind::Notice, id.0, None, now).await?;
        return Ok(());
    };
    let event = match event {
        Event::TimerFired if notice.state == NoticeState::Due && !still_holds(app, tx, &notice, now).await? => {
            Event::Void
        }
        other => other,
    };
    let (notice, effect) = keep(tx, notice, event, now).await?;
    match effect {
        Some(Effect::Ring) => match ring(app, tx, &notice, now).await? {
            Some(call_id) => notices::update(tx, &Notice { call_id: Some(call_id), ..notice }).await?,
            None => {
                keep(tx, notice, Event::Void, now).await?;
            }
        },
        Some(Effect::Watch) if !is_on_the_telephone(app, tx, &notice).await? => {
            keep(tx, notice, Event::RingEnded, now).await?;
        }
        Some(Effect::CallWaits) => wait_for_usual(app, tx, &notice, now).await?,
        Some(Effect::Watch) | None => {}
    }
    Ok(())
}

async fn keep(tx: &mut Tx, before: Notice, event: Event, now: DateTime<Utc>) -> Outcome<(Notice, Option<Effect>)> {
    let was_live = before.state.is_live();
    let (notice, effect, next) = step(before, event, now);
    if was_live {
        notices::update(tx, &notice).await?;
        if next.is_some() || !notice.state.is_live() {
            set_timer(tx, MatterKind::Notice, notice.id.0, next, now).await?;
        }
        if !notice.state.is_live() {
            metrics::counter!("passerelle_notices_total", "end" => notice.state.as_str()).increment(1);
        }
    }
    Ok((notice, effect))
}

/// The substitute still makes the call, and she may still be rung about it.
async fn still_holds(app: &App, tx: &mut Tx, notice: &Notice, now: DateTime<Utc>) -> Outcome<bool> {
    let Some(call) = scheduled_calls::by_id(tx, notice.scheduled_call_id).await? else { return Ok(false) };
    let person = people::by_id(tx, &app.secrets, notice.person_id).await?.ok_or(AppError::dangling("notice"))?;
    let is_promised = call.volunteer == Some(notice.substitute) && call.state == scheduled_call::State::Confirmed;
    Ok(is_promised && may(&person, Purpose::AutomaticCheck, now).is_ok())
}

async fn ring(app: &App, tx: &mut Tx, notice: &Notice, now: DateTime<Utc>) -> Outcome<Option<CallId>> {
    let person = people::by_id(tx, &app.secrets, notice.person_id).await?.ok_or(AppError::dangling("notice"))?;
    let line = lines::by_id(tx, notice.line_id).await?.ok_or(AppError::dangling("notice"))?;
    let scheduled_call =
        scheduled_calls::by_id(tx, notice.scheduled_call_id).await?.ok_or(AppError::dangling("notice"))?;
    let (Some(number), Some(_)) = (person.phone_for(notice.tries - 1, now).cloned(), &line.check_number) else {
        return Ok(None);
    };
    let substitute = volunteers::by_id(tx, &app.secrets, notice.substitute).await?;
    let usual = match scheduled_call.usual_volunteer {
        Some(usual) => volunteers::by_id(tx, &app.secrets, usual).await?,
        None => None,
    };
    let (Some(usual), Some(substitute)) = (usual, substitute) else { return Ok(None) };
    let next = next_of_series(tx, &scheduled_call, now).await?;
    let next_at = next.as_ref().map(|next| next.starts_at);
    let facts = of_notice(&line, &person, (&usual.first_name, &substitute.first_name), &scheduled_call, next_at, now);
    let wanted = RobotCall {
        purpose: CallPurpose::Notice { notice: notice.id },
        script: SCRIPT,
        facts,
        role: LegRole::Checked,
        number,
        ring_s: scheduled_call.protocol.person_ring_s,
        person: Some(person.id),
        member: None,
    };
    Ok(Some(ring_by_robot(app, tx, &line, wanted, now).await?.id))
}

/// Whether a telephone of hers still rings or talks about it.
async fn is_on_the_telephone(app: &App, tx: &mut Tx, notice: &Notice) -> Outcome<bool> {
    let Some(call) = notice.call_id else { return Ok(false) };
    Ok(calls::by_id(tx, &app.secrets, call).await?.is_some_and(|call| call.is_live()))
}

/// Her call does not take place, whoever stood in is told, and she hears when the next one is unless the robot said so.
async fn wait_for_usual(app: &App, tx: &mut Tx, notice: &Notice, now: DateTime<Utc>) -> Outcome<()> {
    let event = scheduled_call::Event::PersonPrefersToWait;
    apply_to_scheduled_call(app, tx, notice.scheduled_call_id, event, now).await?;
    let Some(call) = scheduled_calls::by_id(tx, notice.scheduled_call_id).await? else { return Ok(()) };
    let is_known = next_of_series(tx, &call, now).await?.is_some();
    let Some(usual) = call.usual_volunteer.filter(|_| !is_known) else { return Ok(()) };
    let usual = volunteers::by_id(tx, &app.secrets, usual).await?.ok_or(AppError::dangling("notice"))?;
    tell_person_waits(app, tx, &usual, &call, now).await
}

/// What she answered, once said.
pub(crate) async fn take_notice_answer(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    line: &Line,
    answer: NoticeAnswer,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let CallPurpose::Notice { notice } = call.purpose else { return Ok(()) };
    // A machine's greeting is not her: it presses no key.
    let is_machine = legs::by_id(tx, &app.secrets, call.leg_id).await?.is_some_and(|leg| leg.is_machine);
    let answer = if is_machine && !call.has_pressed { NoticeAnswer::NotHer } else { answer };
    settle(app, tx, call, notice, Event::Answered(answer), now).await?;
    match answer {
        NoticeAnswer::Callback => {
            let number = call.number.clone();
            make_promise(app, tx, call, line, number, false, now).await
        }
        NoticeAnswer::Stop => stop_checks(app, tx, call, now).await,
        NoticeAnswer::Agrees | NoticeAnswer::Waits | NoticeAnswer::Told | NoticeAnswer::NotHer => Ok(()),
    }
}

/// Somebody of the team talks with her, by key 0: she has been told, or says what she prefers.
pub(crate) async fn talked_after_notice(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    notice: NoticeId,
    now: DateTime<Utc>,
) -> Outcome<()> {
    remember_talk(app, tx, call, now).await?;
    settle(app, tx, call, notice, Event::Answered(NoticeAnswer::Told), now).await
}

/// The notice hears how its conversation went, once: whoever says it first.
async fn settle(
    app: &App,
    tx: &mut Tx,
    call: &mut Call,
    notice: NoticeId,
    event: Event,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if call.is_settled {
        return Ok(());
    }
    call.is_settled = true;
    apply_to_notice(app, tx, notice, event, now).await
}

/// Her telephone is put down. Whoever was being looked for calls her back unasked.
pub(crate) async fn end_notice(
    app: &App,
    tx: &mut Tx,
    mut call: Call,
    notice: NoticeId,
    leg: &Leg,
    now: DateTime<Utc>,
) -> Outcome<()> {
    call.ended_at = Some(now);
    if call.session.awaiting == Awaiting::RingEnd {
        take_unscreened(app, tx, &call, None, now).await?;
        settle_ring(app, tx, &mut call, now).await?;
    }
    let was_looked_for = call.session.ring_started_at.is_some();
    if was_looked_for && call.inbound_end != Some(InboundEnd::Answered) {
        let line = lines::by_id(tx, call.line_id).await?.ok_or(AppError::dangling("call"))?;
        let number = call.number.clone();
        make_promise(app, tx, &mut call, &line, number, true, now).await?;
        settle(app, tx, &mut call, notice, Event::Answered(NoticeAnswer::Callback), now).await?;
    }
    if leg.answered_at.is_some() {
        hang_up_script(app, tx, &mut call, now).await?;
    }
    settle(app, tx, &mut call, notice, Event::RingEnded, now).await?;
    call.number = None;
    reservations::release(tx, call.id, now).await?;
    calls::forget_steps(tx, call.id).await?;
    calls::update(tx, &app.secrets, &call).await?;
    Ok(())
}
