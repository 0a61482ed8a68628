//! What is written about a check: to whoever is asked, and to whoever holds the case.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseState},
    case_check::{Asked, CaseCheck, CheckKind, Finding, NobodyToAsk, NotAsked, is_unreached},
    line::Line,
    message::About,
    people::{Language, Member},
    phone_number::PhoneNumber,
};
use passerelle_notify::{Arguments, SmsTemplate};
use passerelle_store::{Tx, cases, people};

use crate::{
    App,
    advance_case_check::line_of,
    error::{AppError, Outcome},
    page_coordinators::line_of_case,
    send_text::{arguments, day_and_hour, fits, reader, send_sms, send_sms_about_check},
};

/// What the holder of a case hears.
#[derive(Debug, Clone, Copy)]
pub(crate) enum News {
    /// Somebody answered.
    Found(Finding),
    /// Nobody answered by the hour.
    Silent,
}

/// Asks: a contact for news, a caretaker to ring at her door, somebody of the team to go to her home.
pub(crate) async fn write_to_asked(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    case: &Case,
    number: &PhoneNumber,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, check).await?;
    let person = people::by_id(tx, &app.secrets, check.person_id).await?.ok_or(AppError::dangling("case check"))?;
    let zone = person.territory.zone;
    let hour = |at, language| day_and_hour(at, zone, language).1;
    let first_name = person.first_name.clone();
    let num = line.number.pairs_for_reading().join(" ");
    match (check.kind, check.asked) {
        (CheckKind::Home, Asked::Member(member)) => {
            let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
            let arguments = arguments([
                ("v", reader.first_name.clone()),
                ("p", first_name),
                ("h", hour(check.due_at, reader.language)),
                ("code", case.code.to_string()),
            ]);
            let about = About::CaseCheck(check.id);
            send_sms(app, tx, &line, &reader, SmsTemplate::HomeCheckAsk, arguments, about, now).await?;
        }
        (CheckKind::Caretaker, _) => {
            // They know the name on the door.
            let name = format!("{} {}", person.title, person.last_name).trim().to_owned();
            let street = person.home.address.split(',').next().unwrap_or_default().trim();
            let with_place = |place: &str| {
                arguments([
                    ("p", name.clone()),
                    ("adr", place.to_owned()),
                    ("h", hour(check.due_at, line.language)),
                    ("code", case.code.to_string()),
                ])
            };
            let is_long = !fits(&line, SmsTemplate::CaretakerCheck, with_place(street));
            let place = if street.is_empty() || is_long { at_your_place(line.language) } else { street };
            let arguments = with_place(place);
            send_sms_about_check(app, tx, &line, number, SmsTemplate::CaretakerCheck, arguments, check.id, now).await?;
        }
        (CheckKind::TrustedContact | CheckKind::Home, _) => {
            let template = if is_unreached(case.kind) { SmsTemplate::TrustedContact } else { SmsTemplate::ContactNews };
            let arguments = arguments([("p", first_name), ("h", hour(case.silent_since, line.language)), ("num", num)]);
            send_sms_about_check(app, tx, &line, number, template, arguments, check.id, now).await?;
        }
    }
    Ok(())
}

fn at_your_place(language: Language) -> &'static str {
    match language {
        Language::French => "dans votre immeuble",
        Language::English => "in your building",
    }
}

/// Thanks whoever was asked: she was reached, nothing is left to do.
pub(crate) async fn tell_over(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    number: &PhoneNumber,
    now: DateTime<Utc>,
) -> Outcome<()> {
    if number.is_mobile() {
        let line = line_of(tx, check).await?;
        send_sms_about_check(app, tx, &line, number, SmsTemplate::CheckOver, Arguments::new(), check.id, now).await?;
    }
    Ok(())
}

/// Thanks for an answer by SMS.
pub(crate) async fn thank(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    case: &Case,
    number: &PhoneNumber,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, check).await?;
    let arguments = arguments([("code", case.code.to_string())]);
    send_sms_about_check(app, tx, &line, number, SmsTemplate::CaretakerThanks, arguments, check.id, now).await?;
    Ok(())
}

/// Whoever holds the case hears of it; without a holder, everybody who was paged.
pub(crate) async fn tell_case(
    app: &App,
    tx: &mut Tx,
    check: &CaseCheck,
    case: &Case,
    news: News,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, check).await?;
    let who = match check.asked {
        Asked::Member(member) => reader(app, tx, member).await?.map(|reader| reader.first_name).unwrap_or_default(),
        Asked::Contact(_) => String::new(),
    };
    let what = match news {
        News::Found(finding) => finding.as_str(),
        News::Silent => "silent",
    };
    for member in told_of(case) {
        let arguments = arguments([
            ("code", case.code.to_string()),
            ("qui", check.kind.as_str().to_owned()),
            ("c", who.clone()),
            ("quoi", what.to_owned()),
        ]);
        tell(app, tx, &line, case, member, SmsTemplate::CoordCheck, arguments, now).await?;
    }
    Ok(())
}

/// Whoever wanted somebody asked hears that nobody is, and why.
pub(crate) async fn tell_not_asked(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    case: &Case,
    to: Member,
    why: NotAsked,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let arguments = arguments([("code", case.code.to_string()), ("quoi", why.as_str().to_owned())]);
    tell(app, tx, line, case, to, SmsTemplate::CoordCheckNot, arguments, now).await?;
    Ok(())
}

/// The machine would have asked somebody near her, and there is nobody: whoever has the case hears of it once, and decides.
/// While nobody has it, whoever is paged does, after the page itself.
pub(crate) async fn tell_nobody_to_ask(app: &App, tx: &mut Tx, case: &mut Case, now: DateTime<Utc>) -> Outcome<()> {
    let Some(nobody) = case.nobody_to_ask.filter(|nobody| !nobody.is_told) else { return Ok(()) };
    if case.state == CaseState::Closed {
        return Ok(());
    }
    let line = line_of_case(tx, case).await?;
    let mut is_told = false;
    for member in told_of(case) {
        let arguments = arguments([("code", case.code.to_string()), ("quoi", nobody.why.as_str().to_owned())]);
        is_told |= tell(app, tx, &line, case, member, SmsTemplate::CoordCheckNobody, arguments, now).await?;
    }
    if is_told {
        case.nobody_to_ask = Some(NobodyToAsk { is_told, ..nobody });
        cases::save(tx, case).await?;
    }
    Ok(())
}

/// Whoever holds a case; without a holder, everybody who was paged.
fn told_of(case: &Case) -> Vec<Member> {
    case.holder.map_or_else(|| case.paged.clone(), |holder| vec![holder])
}

/// Whoever wanted somebody asked hears that they are.
pub(crate) async fn tell_begun(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    case: &Case,
    to: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let arguments = arguments([("code", case.code.to_string())]);
    tell(app, tx, line, case, to, SmsTemplate::CoordCheckBegun, arguments, now).await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "who, what, about what, when: each call names them")]
async fn tell(
    app: &App,
    tx: &mut Tx,
    line: &Line,
    case: &Case,
    to: Member,
    template: SmsTemplate,
    arguments: Arguments,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(reader) = reader(app, tx, to).await? else { return Ok(false) };
    send_sms(app, tx, line, &reader, template, arguments, About::Case(case.id), now).await
}
