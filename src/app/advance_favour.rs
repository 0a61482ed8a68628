//! Neighbours are asked for a favour, a few at a time, until one says yes or a coordinator has it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    consent::{Purpose, may},
    favour::{ASKED_WITHIN, Favour, FavourAsk, FavourState, MOST_WAVES, WAVE_WAIT, may_ask_at, next_wave},
    ids::{FavourId, VolunteerId},
    line::Line,
    matter::MatterKind,
    message::About,
    people::{Member, Person},
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{Tx, favours, lines, people, transact, volunteers};
use serde_json::json;

use crate::{
    App,
    change_consent::about,
    error::{AppError, Outcome},
    event_trace::{Trace, leave_trace},
    open_case::open_case,
    schedule::{is_due, set_timer},
    send_text::{arguments, reader, send_sms},
};

/// Advances a favour whose timer is due: the next neighbours, or a coordinator when there is nobody left.
pub(crate) async fn advance_favour(app: &App, id: FavourId) -> Outcome<()> {
    let now = app.clock.now();
    transact!(app.db, |tx| {
        if !is_due(tx, MatterKind::Favour, id.0, now).await? {
            return Ok(());
        }
        let Some(mut favour) = favours::by_id(tx, id).await?.filter(|favour| favour.state.is_live()) else {
            set_timer(tx, MatterKind::Favour, id.0, None, now).await?;
            return Ok(());
        };
        let person = people::by_id(tx, &app.secrets, favour.person_id).await?.ok_or(AppError::dangling("favour"))?;
        let may_ask_at = may_ask_at(now, person.territory.zone);
        if may_ask_at > now {
            set_timer(tx, MatterKind::Favour, id.0, Some(may_ask_at), now).await?;
            return Ok(());
        }
        // She may have said no to visits since.
        let is_allowed = may(&person, Purpose::Visit, now).is_ok();
        let is_asked = is_allowed && favour.waves < MOST_WAVES && ask_wave(app, tx, &favour, &person, now).await?;
        if is_asked {
            favour.waves += 1;
            set_timer(tx, MatterKind::Favour, id.0, Some(now + WAVE_WAIT), now).await?;
        } else {
            favour.state = FavourState::Unanswered;
            let subject = about(&person, now);
            let case = open_case(app, tx, CaseKind::FavourUnanswered, CaseLevel::Note, subject, now).await?;
            favour.case_id = Some(case);
            set_timer(tx, MatterKind::Favour, id.0, None, now).await?;
        }
        favours::update(tx, &favour).await?;
        Ok::<(), AppError>(())
    })
    .await
}

/// Asks the next neighbours; false when nobody is left.
async fn ask_wave(app: &App, tx: &mut Tx, favour: &Favour, person: &Person, now: DateTime<Utc>) -> Outcome<bool> {
    let all = volunteers::of_organisation(tx, &app.secrets, favour.organisation_id).await?;
    let line = line_of(tx, favour).await?;
    let mut times: HashMap<VolunteerId, u32> = HashMap::new();
    for ask in favours::asked_since(tx, favour.organisation_id, now - ASKED_WITHIN).await? {
        *times.entry(ask.volunteer_id).or_default() += 1;
    }
    let of_this: Vec<VolunteerId> =
        favours::asks_of(tx, favour.id).await?.into_iter().map(|ask| ask.volunteer_id).collect();
    let asked = |id: VolunteerId| (times.get(&id).copied().unwrap_or(0), of_this.contains(&id));
    let mut is_asked = false;
    for volunteer in next_wave(&all, person, asked) {
        let (favour_id, volunteer_id) = (favour.id, volunteer.id);
        let ask = FavourAsk { favour_id, volunteer_id, asked_at: now, said: None, half_said: None };
        if favours::ask(tx, favour.organisation_id, &ask).await? {
            is_asked = true;
            tell(app, tx, favour, &line, Member::Volunteer(volunteer_id), SmsTemplate::FavourAsk, now).await?;
        }
    }
    Ok(is_asked)
}

async fn line_of(tx: &mut Tx, favour: &Favour) -> Outcome<Line> {
    lines::by_id(tx, favour.line_id).await?.ok_or(AppError::dangling("favour"))
}

/// Writes about a favour: first names and a part of town, nothing else.
async fn tell(
    app: &App,
    tx: &mut Tx,
    favour: &Favour,
    line: &Line,
    member: Member,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(reader) = reader(app, tx, member).await? else { return Ok(()) };
    let person = people::by_id(tx, &app.secrets, favour.person_id).await?.ok_or(AppError::dangling("favour"))?;
    let taker = match favour.taker {
        Some(id) => volunteers::by_id(tx, &app.secrets, id).await?.map(|taker| taker.first_name),
        None => None,
    };
    let district = if person.district.is_empty() { person.territory.name } else { person.district };
    let arguments = arguments([
        ("v", reader.first_name.clone()),
        ("p", person.first_name),
        ("c", taker.unwrap_or_default()),
        ("quartier", district),
        ("n", favour.kind.number().to_string()),
        ("code", favour.code.to_string()),
    ]);
    send_sms(app, tx, line, &reader, template, arguments, About::Nothing, now).await?;
    Ok(())
}

/// A neighbour said yes or no. The first yes has it: they and whoever asked are told, and so are the others who have not
/// answered. A later yes is thanked. The same again changes nothing.
pub(crate) async fn answer_favour(
    app: &App,
    tx: &mut Tx,
    mut ask: FavourAsk,
    yes: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(mut favour) = favours::by_id(tx, ask.favour_id).await? else { return Ok(()) };
    let line = line_of(tx, &favour).await?;
    let member = Member::Volunteer(ask.volunteer_id);
    let is_repeated = ask.said == Some(yes);
    (ask.said, ask.half_said) = (Some(yes), None);
    favours::update_ask(tx, &ask).await?;
    if is_repeated {
        return Ok(());
    }
    if !yes {
        return tell(app, tx, &favour, &line, member, SmsTemplate::VolMatchDeclined, now).await;
    }
    if favour.taker.is_some() {
        return tell(app, tx, &favour, &line, member, SmsTemplate::SubTaken, now).await;
    }
    // Also when a coordinator has it by now: better late than never.
    favour.state = FavourState::Taken;
    favour.taker = Some(ask.volunteer_id);
    favours::update(tx, &favour).await?;
    set_timer(tx, MatterKind::Favour, favour.id.0, None, now).await?;
    tell(app, tx, &favour, &line, member, SmsTemplate::FavourWon, now).await?;
    tell(app, tx, &favour, &line, favour.asked_by, SmsTemplate::FavourFound, now).await?;
    for other in favours::asks_of(tx, favour.id).await? {
        if other.said.is_none() {
            let other = Member::Volunteer(other.volunteer_id);
            tell(app, tx, &favour, &line, other, SmsTemplate::SubTaken, now).await?;
        }
    }
    let actor = format!("member:{}", member.uuid());
    let (organisation_id, noun_id) = (favour.organisation_id, favour.id.0);
    let trace = Trace { organisation_id, actor: &actor, verb: "taken", noun: "favour", noun_id, detail: json!({}) };
    leave_trace(app, tx, trace, now).await?;
    Ok(())
}
