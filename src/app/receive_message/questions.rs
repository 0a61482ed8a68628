//! OUI, NON, and a code, whatever was asked: a call, a person to call every week, a small favour.
//!
//! An answer is tied to the question that is open. With several open, whoever wrote is asked which one, by code: a wrong yes
//! sends nobody to the telephone.

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    code::Code,
    consent::Way,
    favour::{FavourAsk, FavourState},
    ids::{PersonId, VolunteerId},
    line::Line,
    matches::{Event, Match, NoReason, Said, Side},
    message::About,
    offer::{Offer, OfferState},
    people::Member,
    reply::Reply,
    scheduled_call::{STARTING_BEFORE, State},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, favours, matches, offers, people, scheduled_calls};

use super::{
    ReceivedText, as_volunteer,
    offers::{answer_by_code, answer_offer, asked_lately, named_among},
};
use crate::{
    App,
    advance_favour::answer_favour,
    advance_match::apply_to_match,
    error::Outcome,
    send_text::{arguments, reader, send_sms},
};

/// A favour is open for an answer this long.
const FAVOUR_ANSWERED_WITHIN: TimeDelta = TimeDelta::days(2);

/// A question that is not about one call.
enum Question {
    Match(Box<Match>),
    Favour(FavourAsk, Code),
}

impl Question {
    fn code(&self) -> &Code {
        match self {
            Question::Match(paired) => &paired.code,
            Question::Favour(_, code) => code,
        }
    }

    fn volunteer(&self) -> VolunteerId {
        match self {
            Question::Match(paired) => paired.volunteer_id,
            Question::Favour(ask, _) => ask.volunteer_id,
        }
    }

    fn half_said(&self) -> Option<bool> {
        match self {
            Question::Match(paired) => paired.half_said,
            Question::Favour(ask, _) => ask.half_said,
        }
    }

    async fn settle(self, app: &App, tx: &mut Tx, yes: bool, now: DateTime<Utc>) -> Outcome<()> {
        match self {
            Question::Match(paired) => {
                let said = Said { yes, way: Way::Sms, by: None, at: now };
                let event = Event::Said { side: Side::Volunteer, said, reason: NoReason::NotGiven };
                apply_to_match(app, tx, paired.id, event, now).await?;
                Ok(())
            }
            Question::Favour(ask, _) => answer_favour(app, tx, ask, yes, now).await,
        }
    }

    /// Half an answer: it counts once the code says which question was meant.
    async fn note_half(&self, tx: &mut Tx, yes: bool) -> Outcome<()> {
        match self {
            Question::Match(paired) => {
                matches::update(tx, &Match { half_said: Some(yes), ..(**paired).clone() }).await?;
            }
            Question::Favour(ask, _) => favours::update_ask(tx, &FavourAsk { half_said: Some(yes), ..*ask }).await?,
        }
        Ok(())
    }
}

/// The questions the volunteers among the writers have not answered, the last one first. A favour that somebody else does, or
/// that a coordinator has by now, can still be answered when nothing else is open.
async fn open_questions(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<Vec<Question>> {
    let mut open = Vec::new();
    for volunteer in writers.iter().filter_map(as_volunteer) {
        for paired in matches::current_of_volunteer(tx, volunteer).await? {
            if paired.awaits() == Some(Side::Volunteer) {
                open.push(Question::Match(Box::new(paired)));
            }
        }
        let mut late = Vec::new();
        for ask in favours::asks_of_volunteer(tx, volunteer, now - FAVOUR_ANSWERED_WITHIN).await? {
            if ask.said.is_some() {
                continue;
            }
            let Some(favour) = favours::by_id(tx, ask.favour_id).await? else { continue };
            let is_open = favour.state == FavourState::Asking;
            if is_open { &mut open } else { &mut late }.push(Question::Favour(ask, favour.code));
        }
        if open.is_empty() {
            open.extend(late.into_iter().next());
        }
    }
    Ok(open)
}

/// "Your call starts in ten minutes. Not possible? Reply NO": a no just then is about that call, whatever else is open.
async fn is_about_to_call(tx: &mut Tx, writers: &[Member], now: DateTime<Utc>) -> Outcome<bool> {
    for volunteer in writers.iter().filter_map(as_volunteer) {
        let coming = scheduled_calls::of_volunteer(tx, volunteer, now, now + STARTING_BEFORE).await?;
        if coming.iter().any(|call| call.state == State::Confirmed && call.starting_told) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// OUI or NON: about the question whose code is named, or the only one that is open. With several open, all of them wait for
/// the code.
pub(super) async fn answer_question(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    text: &ReceivedText,
    yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let questions = open_questions(tx, writers, now).await?;
    let asked = asked_lately(tx, writers, now).await?;
    let named: Vec<Code> = Reply::named_codes(&text.body).iter().filter_map(|code| Code::parse(code)).collect();
    let about_calls: Vec<_> = asked.iter().filter(|asked| asked.offer.state == OfferState::Open).collect();
    let names_a_call = !named_among(&asked, &text.body).is_empty();
    let gives_back = !yes && named.is_empty() && is_about_to_call(tx, writers, now).await?;
    if questions.is_empty() || names_a_call || gives_back {
        return answer_offer(app, tx, line, writers, text, yes, now).await;
    }
    let mut meant = Vec::new();
    let mut others = Vec::new();
    for question in questions {
        if named.contains(question.code()) { &mut meant } else { &mut others }.push(question);
    }
    if let Some(question) = meant.into_iter().next() {
        return question.settle(app, tx, yes, now).await;
    }
    if about_calls.is_empty() && others.len() == 1 {
        let Some(question) = others.into_iter().next() else { return Ok(()) };
        return question.settle(app, tx, yes, now).await;
    }
    for question in &others {
        question.note_half(tx, yes).await?;
    }
    for asked in &about_calls {
        offers::update(tx, &Offer { said: Some(yes), ..asked.offer.clone() }).await?;
    }
    let who = others.first().map(Question::volunteer);
    // Matches come first. Their code was not told yet: the text says which one it is.
    let weekly = match others.first() {
        Some(Question::Match(paired)) => Some(paired.person_id),
        Some(Question::Favour(..)) | None => None,
    };
    let codes = others.iter().map(Question::code).chain(about_calls.iter().map(|asked| &asked.call.code));
    let codes: Vec<String> = codes.map(ToString::to_string).collect();
    ask_which(app, tx, line, (who, weekly), &codes, now).await
}

async fn ask_which(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    (who, weekly): (Option<VolunteerId>, Option<PersonId>),
    codes: &[String],
    now: DateTime<Utc>,
) -> Outcome<()> {
    let (Some(who), [first, second, ..]) = (who, codes) else { return Ok(()) };
    let Some(reader) = reader(app, tx, Member::Volunteer(who)).await? else { return Ok(()) };
    let person = match weekly {
        Some(id) => people::by_id(tx, &app.secrets, id).await?.map(|person| person.first_name),
        None => None,
    };
    let template = if person.is_some() { SmsTemplate::VolWhichMatch } else { SmsTemplate::VolWhich };
    let arguments = arguments([
        ("v", reader.first_name.clone()),
        ("p", person.unwrap_or_default()),
        ("code", first.clone()),
        ("code2", second.clone()),
    ]);
    send_sms(app, tx, line, &reader, template, arguments, About::Nothing, now).await?;
    Ok(())
}

/// A code alone, after "which one?". False when it names nothing that waits for it.
pub(super) async fn question_by_code(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    writers: &[Member],
    code: &str,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let named = Code::parse(code);
    for question in open_questions(tx, writers, now).await? {
        if let (true, Some(yes)) = (named.as_ref() == Some(question.code()), question.half_said()) {
            question.settle(app, tx, yes, now).await?;
            return Ok(true);
        }
    }
    answer_by_code(app, tx, line, writers, code, now).await
}

/// A person answers whether she would like to be called, or to go on. False when she was asked nothing. When two people
/// share the telephone and both were asked, nobody knows who wrote: a human asks.
pub(super) async fn person_answers(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    text: &ReceivedText,
    yes: bool,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(number) = text.from.number() else { return Ok(false) };
    let mut asked = Vec::new();
    for person in people::by_number(tx, &app.secrets, line.organisation_id, number).await? {
        let hers = matches::of_person(tx, person.id).await?;
        asked.extend(hers.into_iter().filter(|paired| paired.awaits() == Some(Side::Person)));
    }
    let [paired] = asked.as_slice() else { return Ok(false) };
    if paired.waits_for_hour {
        return Ok(false);
    }
    let said = Said { yes, way: Way::Sms, by: None, at: now };
    let event = Event::Said { side: Side::Person, said, reason: NoReason::NotGiven };
    apply_to_match(app, tx, paired.id, event, now).await?;
    Ok(true)
}
