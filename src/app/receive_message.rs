//! Somebody answers by SMS.
//!
//! A text is acted on once, however often the carrier delivers it. What it answers is the most
//! recent open question of whoever wrote it; a word of danger pages a human whatever the state.

mod absences;
mod alerts;
mod checks;
mod follow_ups;
mod hours;
mod offers;
mod outcomes;
mod people;
mod questions;

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    case::{Case, CaseKind, CaseLevel},
    case_check::CheckKind,
    code::Code,
    follow_up::Triage,
    ids::{OrganisationId, VolunteerId},
    line::Line,
    message::About,
    people::Member,
    phone_number::CallerId,
    reply::Reply,
    scheduled_call::ScheduledCall,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, cases, lines, messages, received_messages, scheduled_calls, staff, transact, volunteers};

use self::{
    absences::{absent, back},
    alerts::{join_by_text, take_case},
    checks::{answer_check, ask_about},
    follow_ups::{complete, tell_triage},
    hours::{another_hour, late},
    offers::has_open_offer,
    outcomes::answer_outcome,
    questions::{answer_question, person_answers, question_by_code},
};
pub(crate) use self::{
    hours::propose_hour,
    offers::{Asked, settle_offer},
    outcomes::note_outcome,
    people::no_more_texts,
};
use crate::{
    App,
    debrief_volunteer::promise_to_ring,
    error::{AppError, Outcome},
    message_fate::set_texts,
    open_case::{Subject, open_case},
    pause_caller::pause_caller,
    pause_duty::{pause_duty, resume_duty},
    schedule::set_message_timer,
    send_text::{Reader, arguments, reader, send_sms},
    volunteer_page::send_link_in,
};

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
        never_hold_answers(app, tx, &line, &text.from, now).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// What was written to somebody because of their own text is no text too many.
async fn never_hold_answers(app: &App, tx: &mut Tx, line: &Line, from: &CallerId, now: DateTime<Utc>) -> Outcome<()> {
    let Some(number) = from.number() else { return Ok(()) };
    let (owner, to) = (line.organisation_id, number.as_str());
    for mut message in messages::to_destination(tx, &app.secrets, owner, to, now).await? {
        if message.made_at == now && !message.is_unlimited {
            let lane = message.lane();
            (message.is_unlimited, message.may_be_bundled) = (true, false);
            messages::update(tx, &message).await?;
            // Its first job waits where the others do; the second one finds nothing left to do.
            if message.lane() != lane && message.state.is_live() {
                set_message_timer(tx, &message, message.timer_at(now), now).await?;
            }
        }
    }
    Ok(())
}

/// Everybody of the association who has this number: somebody may be a volunteer and a listener.
async fn writers(app: &App, tx: &mut Tx, owner: OrganisationId, from: &CallerId) -> Outcome<Vec<Member>> {
    let Some(number) = from.number() else { return Ok(Vec::new()) };
    let staff = staff::by_number(tx, &app.secrets, owner, number).await?;
    let volunteers = volunteers::by_number(tx, &app.secrets, owner, number).await?;
    let staff = staff.into_iter().map(|staff| Member::Staff(staff.id));
    // Whoever has left is nobody to us any more.
    let volunteers = volunteers.into_iter().filter(passerelle_domain::people::Volunteer::is_here);
    Ok(staff.chain(volunteers.map(|volunteer| Member::Volunteer(volunteer.id))).collect())
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
    if *reply == Reply::Stop {
        people::stop(app, tx, line, text, now).await?;
    }
    if answer_check(app, tx, line, writers, text, reply, now).await? {
        return Ok(());
    }
    if let Some(yes) = yes_or_no(reply)
        && !writers.iter().any(|member| as_volunteer(member).is_some())
        && person_answers(app, tx, line, text, yes, now).await?
    {
        return Ok(());
    }
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
            if back(app, tx, line, writers, now).await? {
                // Told with the day.
            } else if is_back_on_duty {
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
        Reply::Yes => answer_question(app, tx, line, writers, text, true, now).await?,
        Reply::No => answer_question(app, tx, line, writers, text, false, now).await?,
        // "Je prends": a volunteer who says so to an open offer says yes.
        Reply::Take { code: None } if has_open_offer(tx, writers, now).await? => {
            answer_question(app, tx, line, writers, text, true, now).await?;
        }
        Reply::Take { code } => take_case(app, tx, line, first, code.as_deref(), true, now).await?,
        Reply::Next { code } => take_case(app, tx, line, first, code.as_deref(), false, now).await?,
        Reply::Join { code } => join_by_text(app, tx, line, first, code.as_deref(), now).await?,
        Reply::AskContact { code } => {
            ask_about(app, tx, line, first, CheckKind::TrustedContact, code.as_deref(), now).await?;
        }
        Reply::AskCaretaker { code } => {
            ask_about(app, tx, line, first, CheckKind::Caretaker, code.as_deref(), now).await?;
        }
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
        Reply::AnotherHour(hour) => another_hour(app, tx, line, writers, text, *hour, now).await?,
        Reply::Absence { from, to } => {
            if !absent(app, tx, line, writers, (*from, *to), now).await? {
                not_understood(app, tx, line, first, now).await?;
            }
        }
        Reply::Code { code } => {
            if !question_by_code(app, tx, line, writers, code, now).await? {
                not_understood(app, tx, line, first, now).await?;
            }
        }
        Reply::CallMe => match writers.iter().find_map(as_volunteer) {
            Some(volunteer) => promise_to_ring(app, tx, line, volunteer, now).await?,
            None => not_understood(app, tx, line, first, now).await?,
        },
        Reply::Link => match writers.iter().find_map(as_volunteer) {
            Some(volunteer) => {
                send_link_in(app, tx, volunteer, now).await?;
            }
            None => not_understood(app, tx, line, first, now).await?,
        },
        Reply::Caretaker { .. } | Reply::Morning | Reply::Afternoon | Reply::NotUnderstood => {
            not_understood(app, tx, line, first, now).await?;
        }
    }
    Ok(())
}

fn yes_or_no(reply: &Reply) -> Option<bool> {
    if *reply == Reply::No { Some(false) } else { (*reply == Reply::Yes).then_some(true) }
}

fn as_volunteer(member: &Member) -> Option<VolunteerId> {
    match member {
        Member::Volunteer(id) => Some(*id),
        Member::Staff(_) => None,
    }
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

/// Answers about the code that somebody wrote; `?` when they wrote none.
async fn answer_about_code(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    member: Member,
    template: SmsTemplate,
    code: Option<&str>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let arguments = arguments([("code", code.unwrap_or("?").to_owned())]);
    send_sms(app, tx, line, &reader, template, arguments, About::Nothing, now).await?;
    Ok(())
}

/// The open case that a code names; without a code, the most serious one that is `meant`.
async fn open_case_of(
    tx: &mut Tx,
    line: &Line,
    code: Option<&str>,
    is_meant: impl Fn(&Case) -> bool,
) -> Outcome<Option<Case>> {
    let open = cases::open(tx, line.organisation_id).await?;
    Ok(match code.map(Code::parse) {
        Some(code) => open.into_iter().find(|case| Some(&case.code) == code.as_ref()),
        None => open.into_iter().find(is_meant),
    })
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
