//! Somebody answers by SMS.
//!
//! A text is acted on once, however often the carrier delivers it. What it answers is the most
//! recent open question of whoever wrote it; a word of danger pages a human whatever the state.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::{self, CaseKind, CaseLevel, CaseOutcome, CaseState},
    code::Code,
    follow_up::{FollowUp, FollowUpState, Triage},
    ids::{OrganisationId, VolunteerId},
    line::Line,
    matter::MatterKind,
    message::About,
    offer::{Offer, OfferState},
    people::Member,
    phone_number::CallerId,
    reply::Reply,
    scheduled_call::{CallOutcome, Event, ScheduledCall, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{
    Tx, cases, follow_ups, lines, messages, offers, received_messages, scheduled_calls, staff, transact, volunteers,
};

use crate::{
    App,
    advance_case::apply_to_case,
    advance_follow_up::{done, told},
    advance_scheduled_call::apply_to_scheduled_call,
    close_case::close_in,
    deliver_message::set_texts,
    error::{AppError, Outcome},
    open_case::{Subject, open_case},
    pause_caller::pause_caller,
    pause_duty::{pause_duty, resume_duty},
    schedule::set_timer,
    send_text::{Reader, arguments, reader, send_sms},
};

/// A question is open for an answer this long.
const ANSWERED_WITHIN: TimeDelta = TimeDelta::days(3);
/// A digit is about a call of the last days.
const OUTCOME_WITHIN: TimeDelta = TimeDelta::days(3);
/// "I did not understand" is said once an hour at most.
const HELP_EVERY: TimeDelta = TimeDelta::hours(1);

/// A text received.
#[derive(Clone)]
pub struct ReceivedText {
    /// The carrier's identifier.
    pub carrier_sid: String,
    /// Who wrote.
    pub from: CallerId,
    /// The number or name it was sent to.
    pub to: String,
    /// What it says.
    pub body: String,
    /// The carrier has answered STOP or START by itself: it must not be answered twice.
    pub carrier_answers: bool,
}

/// Acts on a text. The same text again changes nothing.
///
/// # Errors
/// Trouble of the database: nothing was kept; the carrier may deliver it again.
pub async fn receive_message(app: &App, text: &ReceivedText) -> Outcome<()> {
    let now = app.clock.now();
    let reply = Reply::read(&text.body);
    transact!(app.db, |tx| {
        let lines = lines::by_sms_sender(tx, &text.to).await?;
        let owner = lines.first().map(|line| line.organisation_id);
        if !received_messages::insert(tx, &text.carrier_sid, owner, now).await? {
            return Ok(());
        }
        let (Some(line), CallerId::Known(_)) = (lines.into_iter().next(), &text.from) else { return Ok(()) };
        let writers = writers(app, tx, line.organisation_id, &text.from).await?;
        metrics::counter!("passerelle_texts_received_total").increment(1);
        act(app, tx, &line, &writers, text, &reply, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// Everybody of the association who has this number: somebody may be a volunteer and a listener.
async fn writers(app: &App, tx: &mut Tx, owner: OrganisationId, from: &CallerId) -> Outcome<Vec<Member>> {
    let Some(number) = from.number() else { return Ok(Vec::new()) };
    let staff = staff::by_number(tx, &app.secrets, owner, number).await?;
    let volunteers = volunteers::by_number(tx, &app.secrets, owner, number).await?;
    let staff = staff.into_iter().map(|staff| Member::Staff(staff.id));
    Ok(staff.chain(volunteers.into_iter().map(|volunteer| Member::Volunteer(volunteer.id))).collect())
}

async fn act(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    reply: &Reply,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(first) = writers.first().copied() else {
        // Unknown numbers are not answered; a word of danger still pages a human.
        if *reply == Reply::Alarm {
            raise_alarm(app, tx, line, None, now).await?;
        }
        return Ok(());
    };
    match reply {
        Reply::Stop => {
            for member in writers {
                set_texts(app, tx, Some(*member), true).await?;
            }
            if !text.carrier_answers {
                answer_despite_stop(app, tx, line, first, SmsTemplate::VolStop, now).await?;
            }
        }
        Reply::Resume => {
            for member in writers {
                set_texts(app, tx, Some(*member), false).await?;
            }
            let is_back_on_duty = resume_duty(tx, writers, now).await?;
            if is_back_on_duty {
                answer(app, tx, line, first, SmsTemplate::DutyResumed, now).await?;
            } else if !text.carrier_answers {
                answer(app, tx, line, first, SmsTemplate::VolResumed, now).await?;
            }
        }
        Reply::Pause => {
            if !pause_duty(app, tx, line, writers, now).await? {
                not_understood(app, tx, line, first, now).await?;
            }
        }
        Reply::Alarm => raise_alarm(app, tx, line, Some(first), now).await?,
        Reply::Yes => answer_offer(app, tx, line, writers, text, true, now).await?,
        Reply::No => answer_offer(app, tx, line, writers, text, false, now).await?,
        // "Je prends": a volunteer who says so to an open offer says yes.
        Reply::Take { code: None } if has_open_offer(tx, writers, now).await? => {
            answer_offer(app, tx, line, writers, text, true, now).await?;
        }
        Reply::Take { code } => take_case(app, tx, line, first, code.as_deref(), true, now).await?,
        Reply::Next { code } => take_case(app, tx, line, first, code.as_deref(), false, now).await?,
        Reply::Triage { need, urgency } => {
            let triage = Triage::of_digits(*need, *urgency);
            if !tell_triage(app, tx, line, writers, triage, text, now).await? {
                not_understood(app, tx, line, first, now).await?;
            }
        }
        Reply::Abuse { code } => {
            if !pause_caller(app, tx, line, writers, code.as_deref(), now).await? {
                not_understood(app, tx, line, first, now).await?;
            }
        }
        Reply::Done { code } => complete(app, tx, line, first, code.as_deref(), now).await?,
        Reply::Digit(digit) => answer_outcome(app, tx, line, writers, *digit, text, now).await?,
        Reply::Help => answer(app, tx, line, first, SmsTemplate::VolHelp, now).await?,
        Reply::Late { minutes } => late(app, tx, line, writers, *minutes, now).await?,
        Reply::AnotherHour(_)
        | Reply::Absence { .. }
        | Reply::Caretaker { .. }
        | Reply::Code { .. }
        | Reply::Morning
        | Reply::Afternoon
        | Reply::CallMe
        | Reply::NotUnderstood => not_understood(app, tx, line, first, now).await?,
    }
    Ok(())
}

async fn answer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    send(app, tx, line, &reader, template, now).await
}

/// The one confirmation of STOP.
async fn answer_despite_stop(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(mut reader) = reader(app, tx, member).await? else { return Ok(()) };
    reader.sms_stopped = false;
    send(app, tx, line, &reader, template, now).await
}

async fn send(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    reader: &Reader,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let arguments = arguments([("v", reader.first_name.clone())]);
    send_sms(app, tx, line, reader, template, arguments, About::Nothing, now).await?;
    Ok(())
}

async fn not_understood(app: &App, tx: &mut Tx, line: &Line, member: Member, now: DateTime<Utc>) -> Outcome<()> {
    let template = SmsTemplate::VolNotUnderstood;
    let told = messages::latest_to(tx, &app.secrets, member, template.key(), now - HELP_EVERY).await?;
    if told.is_none() {
        answer(app, tx, line, member, template, now).await?;
    }
    Ok(())
}

async fn raise_alarm(app: &App, tx: &mut Tx, line: &Line, by: Option<Member>, now: DateTime<Utc>) -> Outcome<()> {
    let call = match by {
        Some(Member::Volunteer(id)) => latest_call_of(tx, id, now).await?,
        Some(Member::Staff(_)) | None => None,
    };
    let subject = Subject {
        organisation_id: line.organisation_id,
        line_id: line.id,
        person_id: call.as_ref().map(|call| call.person_id),
        scheduled_call_id: call.as_ref().map(|call| call.id),
        callback_id: None,
        voicemail_id: None,
        call_id: None,
        attempts: 0,
        silent_since: now,
    };
    open_case(app, tx, CaseKind::Alarm, CaseLevel::Immediate, subject, now).await?;
    Ok(())
}

async fn latest_call_of(tx: &mut Tx, volunteer: VolunteerId, now: DateTime<Utc>) -> Outcome<Option<ScheduledCall>> {
    let calls = scheduled_calls::of_volunteer(tx, volunteer, now - OUTCOME_WITHIN, now + TimeDelta::hours(1)).await?;
    Ok(calls.into_iter().next_back())
}

async fn open_offers(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<Vec<Offer>> {
    let mut open = Vec::new();
    for member in writers {
        if let Member::Volunteer(id) = member {
            let made = offers::of_volunteer(tx, *id, now - ANSWERED_WITHIN).await?;
            open.extend(made.into_iter().filter(Offer::can_be_answered));
        }
    }
    Ok(open)
}

async fn has_open_offer(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<bool> {
    Ok(!open_offers(tx, writers, now).await?.is_empty())
}

/// OUI or NON: about the offer whose code is named, or the most recent one still open. A NON with
/// nothing open gives back the next call promised.
async fn answer_offer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let named: Vec<Code> = Reply::named_codes(&text.body).iter().filter_map(|code| Code::parse(code)).collect();
    for offer in open_offers(tx, writers, now).await? {
        let Some(call) = scheduled_calls::by_id(tx, offer.scheduled_call_id).await? else { continue };
        if !named.is_empty() && !named.contains(&call.code) {
            continue;
        }
        return settle_offer(app, tx, line, offer, &call, says_yes, now).await;
    }
    if says_yes {
        return too_late(app, tx, line, writers, now).await;
    }
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let coming = scheduled_calls::of_volunteer(tx, *id, now, now + TimeDelta::days(2)).await?;
        if let Some(call) = coming.into_iter().find(|call| call.state == State::Confirmed) {
            return apply_to_scheduled_call(app, tx, call.id, Event::OfferDeclined(*id), now).await;
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}

async fn settle_offer(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    mut offer: Offer,
    call: &ScheduledCall,
    says_yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let volunteer = offer.volunteer_id;
    offer.state = if says_yes { OfferState::Accepted } else { OfferState::Declined };
    offers::update(tx, &offer).await?;
    set_timer(tx, MatterKind::Offer, offer.id.0, None, now).await?;
    let event = if says_yes { Event::OfferAccepted(volunteer) } else { Event::OfferDeclined(volunteer) };
    apply_to_scheduled_call(app, tx, call.id, event, now).await?;
    let won = scheduled_calls::by_id(tx, call.id).await?.is_some_and(|call| call.volunteer == Some(volunteer));
    if says_yes && !won {
        answer(app, tx, line, Member::Volunteer(volunteer), SmsTemplate::SubTaken, now).await?;
    }
    Ok(())
}

/// A OUI to something somebody else has said yes to.
async fn too_late(app: &App, tx: &mut Tx, line: &Line, writers: &[Member], now: DateTime<Utc>) -> Outcome<()> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let made = offers::of_volunteer(tx, *id, now - ANSWERED_WITHIN).await?;
        match made.first().map(|offer| offer.state) {
            // Said twice: once is enough.
            Some(OfferState::Accepted) => return Ok(()),
            Some(OfferState::Withdrawn) => return answer(app, tx, line, *member, SmsTemplate::SubTaken, now).await,
            Some(OfferState::Open | OfferState::Declined | OfferState::Lapsed) | None => {}
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}

/// RETARD n: the next call is confirmed, and the volunteer is rung that much later.
async fn late(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    minutes: u32,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for member in writers {
        let Member::Volunteer(id) = member else { continue };
        let (from, to) = (now - TimeDelta::minutes(30), now + TimeDelta::hours(24));
        let coming = scheduled_calls::of_volunteer(tx, *id, from, to).await?;
        let waits =
            |call: &ScheduledCall| matches!(call.state, State::Offered | State::Confirmed | State::WaitingRetry);
        if let Some(call) = coming.into_iter().find(waits) {
            apply_to_scheduled_call(app, tx, call.id, Event::OfferAccepted(*id), now).await?;
            let ring_at = call.starts_at.max(now) + TimeDelta::minutes(i64::from(minutes));
            set_timer(tx, MatterKind::ScheduledCall, call.id.0, Some(ring_at), now).await?;
            return answer(app, tx, line, *member, SmsTemplate::VolConfirmed, now).await;
        }
    }
    match writers.first() {
        Some(member) => not_understood(app, tx, line, *member, now).await,
        None => Ok(()),
    }
}

/// PRENDS or SUIVANT, with a code or about the most serious case this member was paged for.
async fn take_case(
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
            let hour = crate::send_text::day_and_hour(now, zone, reader.language).1;
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

/// A listener tells what the last caller needed, or the one whose code is named. False when nobody asked.
async fn tell_triage(
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
async fn complete(
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

/// A digit after S09: about the call whose code is named, or the last one this member was asked of.
async fn answer_outcome(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    digit: u8,
    text: &ReceivedText,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some((member, call)) = asked_call(app, tx, line, writers, text, now).await? else {
        return match writers.first() {
            Some(member) => not_understood(app, tx, line, *member, now).await,
            None => Ok(()),
        };
    };
    if call.outcome == Some(CallOutcome::CalledBack) {
        return settle_called_back(app, tx, &call, member, digit, now).await;
    }
    let event = match digit {
        1 => Event::OutcomeGiven(CallOutcome::Well),
        2 => Event::OutcomeWasNoAnswer,
        3 => Event::OutcomeGiven(CallOutcome::Worry),
        _ => Event::OutcomeGiven(CallOutcome::Urgent),
    };
    apply_to_scheduled_call(app, tx, call.id, event, now).await
}

/// The last call this member was asked the outcome of.
async fn asked_call(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    now: DateTime<Utc>,
) -> Outcome<Option<(Member, ScheduledCall)>> {
    let since = now - OUTCOME_WITHIN;
    for code in Reply::named_codes(&text.body).iter().filter_map(|code| Code::parse(code)) {
        let named = scheduled_calls::by_code(tx, line.organisation_id, &code, since, now).await?;
        if let (Some(call), Some(member)) = (named.into_iter().next(), writers.first()) {
            return Ok(Some((*member, call)));
        }
    }
    let mut latest: Option<(DateTime<Utc>, Member, ScheduledCall)> = None;
    for member in writers {
        for template in [SmsTemplate::VolOutcome, SmsTemplate::VolOutcomeReminder] {
            let asked = messages::latest_to(tx, &app.secrets, *member, template.key(), since).await?;
            let Some(message) = asked else { continue };
            let About::ScheduledCall(id) = message.about else { continue };
            let Some(call) = scheduled_calls::by_id(tx, id).await? else { continue };
            if latest.as_ref().is_none_or(|(at, _, _)| message.made_at > *at) {
                latest = Some((message.made_at, *member, call));
            }
        }
    }
    Ok(latest.map(|(_, member, call)| (member, call)))
}

/// She rang back, and whoever talked with her says how she is: well closes the case, anything else
/// opens a more serious one.
async fn settle_called_back(
    app: &App,
    tx: &mut Tx,
    call: &ScheduledCall,
    member: Member,
    digit: u8,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if let Some(case) = call.case_id
        && let Some(case) = cases::by_id(tx, case).await?
        && case.state != CaseState::Closed
        && digit == 1
    {
        close_in(app, tx, &case, CaseOutcome::WellDidNotHear, member).await?;
    }
    let (kind, level) = match digit {
        3 => (CaseKind::Worry, CaseLevel::Worry),
        4 => (CaseKind::Urgent, CaseLevel::Immediate),
        _ => return Ok(()),
    };
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
    open_case(app, tx, kind, level, subject, now).await?;
    Ok(())
}
