//! What goes, kind by kind.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use passerelle_domain::{
    caller,
    campaign::EntryOutcome,
    erasure::Traced,
    favour::FavourState,
    ids::{CallId, OrganisationId, PersonId, ScheduledCallId, VolunteerId},
    matches::MatchState,
    matter::MatterKind,
    message::{About, Message, MessageState, Pointless},
    notice::NoticeState,
    people::{Member, Person},
    referral::{Referral, ReferralState},
    scheduled_call::{CallOutcome, State},
    series_end::EndReason,
};
use passerelle_notify::SmsTemplate;
use passerelle_store::{
    Tx, call_series, case_checks, erasures, favours, lines, matches, messages, notices, people, referrals,
    scheduled_calls, sounds, trusted_contacts,
};

use crate::{
    App,
    end_series::end_now,
    error::{AppError, Outcome},
    handle_voicemail::handle_in,
    schedule::{set_message_timer, set_timer},
    send_text::{arguments, day_and_hour, reader, send_sms},
};

/// What was found of her in texts and lists, before the transaction.
pub(super) struct Found {
    traced: Traced,
    looked_at: DateTime<Utc>,
    calls: BTreeSet<CallId>,
    messages: Vec<Message>,
    referrals: Vec<Referral>,
}

impl Found {
    /// Looks everywhere; `None` when nobody of the organisation has this id.
    pub(super) async fn of(app: &App, owner: OrganisationId, id: PersonId) -> Outcome<Option<Found>> {
        let looked_at = app.clock.now();
        let mut read = app.db.read().await?;
        let she = people::by_id(&mut read, &app.secrets, id).await?;
        let Some(person) = she.filter(|person| person.organisation_id == owner) else { return Ok(None) };
        let contacts = trusted_contacts::of_person(&mut read, &app.secrets, id).await?;
        let traced = Traced::new(&person, &contacts);
        let always = DateTime::UNIX_EPOCH;
        let is_call = |call: &passerelle_domain::call::Call| is_in_call(&traced, id, call);
        let calls = erasures::calls_that(&mut read, &app.secrets, owner, always, is_call).await?;
        let is_text = |message: &Message| is_in_message(&traced, message);
        let messages = erasures::messages_that(&mut read, &app.secrets, owner, always, is_text).await?;
        let is_referral = |referral: &Referral| {
            referral.state == ReferralState::Joined(id)
                || referral.whom.as_ref().is_some_and(|whom| traced.is_tenant(&whom.tenant))
        };
        let referrals = erasures::referrals_that(&mut read, &app.secrets, owner, is_referral).await?;
        Ok(Some(Found { traced, looked_at, calls, messages, referrals }))
    }
}

fn is_in_call(traced: &Traced, id: PersonId, call: &passerelle_domain::call::Call) -> bool {
    let number = call.number.as_ref().map(|number| number.as_str().to_owned());
    let typed = call.session.typed_number.clone();
    call.person_id == Some(id)
        || number.into_iter().chain(typed).any(|text| traced.is_certainly_in(&text))
        || call.session.facts.values().any(|fact| traced.may_be_in(fact))
}

fn is_in_message(traced: &Traced, message: &Message) -> bool {
    let content = &message.content;
    [&content.to, &content.subject, &content.text, &content.html].into_iter().any(|text| traced.may_be_in(text))
}

/// Ends her series and calls, quietly: nobody is told of her by name. Answers with the volunteers who call her, and when they
/// would have next.
pub(super) async fn end_calls(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<BTreeMap<VolunteerId, DateTime<Utc>>> {
    let mut next: BTreeMap<VolunteerId, DateTime<Utc>> = BTreeMap::new();
    for mut series in call_series::of_person(tx, person.id).await? {
        for call in scheduled_calls::live_of_series(tx, series.id).await? {
            if let Some(volunteer) = call.volunteer.or(call.usual_volunteer).filter(|_| call.starts_at > now) {
                let first = next.entry(volunteer).or_insert(call.starts_at);
                *first = (*first).min(call.starts_at);
            }
        }
        if series.is_active {
            end_now(app, tx, &mut series, EndReason::PersonWish, by, now).await?;
        }
        set_timer(tx, MatterKind::Series, series.id.0, None, now).await?;
        // They have talked, and nobody said how it went: it is counted as it is.
        for mut call in scheduled_calls::live_of_series(tx, series.id).await? {
            let has_talked = call.state == State::AwaitingOutcome;
            call.state = if has_talked { State::Settled } else { State::Cancelled };
            call.outcome = call.outcome.or(has_talked.then_some(CallOutcome::NotConfirmed));
            scheduled_calls::update(tx, &call).await?;
            set_timer(tx, MatterKind::ScheduledCall, call.id.0, None, now).await?;
        }
    }
    erasures::empty_series(tx, person.id).await?;
    for call in erasures::scheduled_calls(tx, person.id).await? {
        for mut notice in notices::of_call(tx, call).await? {
            if notice.state.is_live() {
                notice.state = NoticeState::Void;
                notices::update(tx, &notice).await?;
                set_timer(tx, MatterKind::Notice, notice.id.0, None, now).await?;
            }
        }
        erasures::forget_notes(tx, call.0).await?;
    }
    for mut paired in erasures::empty_matches(tx, person.id).await? {
        if paired.state.is_live() {
            paired.state = MatchState::Withdrawn;
            matches::update(tx, &paired).await?;
        }
        set_timer(tx, MatterKind::Match, paired.id.0, None, now).await?;
    }
    for mut favour in erasures::favours(tx, person.id).await? {
        if favour.state.is_live() {
            favour.state = FavourState::Unanswered;
            favours::update(tx, &favour).await?;
            set_timer(tx, MatterKind::Favour, favour.id.0, None, now).await?;
        }
    }
    Ok(next)
}

/// What partners' lists and referrals hold of her; a partner sees that it has ended, and nothing else.
pub(super) async fn empty_lists(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    found: &Found,
    _by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    for known in &found.referrals {
        let Some(referral) = referrals::by_id(tx, &app.secrets, known.id).await? else { continue };
        let is_waiting = referral.is_waiting();
        let left = if is_waiting { referral.ended(ReferralState::TurnedDown, now) } else { referral };
        referrals::update(tx, &app.secrets, &Referral { whom: None, ..left }).await?;
        erasures::empty_referral(tx, known.id).await?;
        set_timer(tx, MatterKind::Referral, known.id.0, None, now).await?;
    }
    let is_tenant = |tenant: &passerelle_domain::tenant::Tenant| found.traced.is_tenant(tenant);
    let line = lines::by_id(tx, person.line_id).await?.ok_or(AppError::dangling("person"))?;
    let nobody = erasures::nobody(&line.number);
    for mut entry in erasures::campaign_entries_of(tx, &app.secrets, person, is_tenant).await? {
        entry.outcome = entry.outcome.or(Some(EntryOutcome::Refused));
        entry.reference = format!("erased-{}", entry.id);
        (entry.due_at, entry.recall, entry.task, entry.person_id, entry.series_id) = (None, None, None, None, None);
        erasures::empty_campaign_entry(tx, &app.secrets, &entry, &nobody).await?;
    }
    for resident in erasures::residents_that(tx, &app.secrets, person.organisation_id, is_tenant).await? {
        erasures::empty_resident(tx, &app.secrets, resident, &nobody).await?;
    }
    for visit in erasures::empty_households(tx, person.organisation_id, person.id).await? {
        set_timer(tx, MatterKind::HouseholdVisit, visit.0, None, now).await?;
    }
    Ok(())
}

/// Her conversations, the messages she left with their sounds, and what was written for her cases.
pub(super) async fn empty_story(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    found: &Found,
    by: Member,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let owner = person.organisation_id;
    let mut hers = found.calls.clone();
    hers.extend(erasures::attempted(tx, person.id).await?);
    let is_call = |call: &passerelle_domain::call::Call| is_in_call(&found.traced, person.id, call);
    hers.extend(erasures::calls_that(tx, &app.secrets, owner, found.looked_at, is_call).await?);
    for voicemail in erasures::voicemails(tx, owner, &hers).await? {
        handle_in(app, tx, voicemail, by, None, now).await?;
        sounds::erase(tx, voicemail).await?;
        erasures::forget_notes(tx, voicemail.0).await?;
    }
    for call in &hers {
        erasures::empty_call(tx, &app.secrets, *call).await?;
    }
    for phone in &person.phones {
        for at in [now, now - TimeDelta::days(caller::PERIOD_DAYS)] {
            let pseudonym = app.secrets.pseudonym(&caller::period_of(at), phone.as_str());
            erasures::forget_pseudonym(tx, owner, &pseudonym).await?;
        }
    }
    for case in erasures::cases(tx, person.id).await? {
        erasures::forget_notes(tx, case.0).await?;
        set_timer(tx, MatterKind::Case, case.0, None, now).await?;
    }
    let names_her = |text: &str| found.traced.is_certainly_in(text);
    erasures::forget_case_notes_that(tx, &app.secrets, owner, names_her).await?;
    for mut check in case_checks::live_of_person(tx, person.id).await? {
        check.state = passerelle_domain::case_check::CheckState::CalledOff;
        case_checks::save(tx, &check).await?;
        set_timer(tx, MatterKind::CaseCheck, check.id.0, None, now).await?;
    }
    Ok(())
}

/// What was written to her, and what was written to others about her. A text that has not left yet never leaves.
pub(super) async fn empty_messages(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    found: &Found,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let hers: BTreeSet<ScheduledCallId> = erasures::scheduled_calls(tx, person.id).await?.into_iter().collect();
    let her_cases: BTreeSet<_> = erasures::cases(tx, person.id).await?.into_iter().collect();
    let is_about_her = |message: &Message| match message.about {
        About::ScheduledCall(call) => hers.contains(&call),
        About::Case(case) => her_cases.contains(&case),
        About::CaseCheck(_) | About::Nothing => false,
    };
    let is_text = |message: &Message| is_in_message(&found.traced, message) || is_about_her(message);
    let owner = person.organisation_id;
    let lately = erasures::messages_that(tx, &app.secrets, owner, found.looked_at, is_text).await?;
    for known in found.messages.iter().chain(&lately) {
        let Some(mut message) = messages::by_id(tx, &app.secrets, known.id).await? else { continue };
        let waits = matches!(message.state, MessageState::Pending | MessageState::Sending);
        if waits {
            let content = &message.content;
            let is_certain = is_about_her(&message)
                || [&content.to, &content.subject, &content.text, &content.html]
                    .into_iter()
                    .any(|text| found.traced.is_certainly_in(text));
            if !is_certain && message.made_at < found.looked_at {
                // It may be about another person of that first name: it leaves, and is erased with its time.
                continue;
            }
            message.state = MessageState::Dropped;
            message.pointless = Some(Pointless::Settled);
            (message.held_for, message.pace, message.not_before) = (None, None, None);
            messages::update(tx, &message).await?;
            set_message_timer(tx, &message, None, now).await?;
        }
        erasures::empty_message(tx, &app.secrets, message.id).await?;
    }
    Ok(())
}

/// In plain words, and without a name: hers is nowhere any more.
pub(super) async fn tell_volunteers(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    next: BTreeMap<VolunteerId, DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = lines::by_id(tx, person.line_id).await?.ok_or(AppError::dangling("person"))?;
    for (volunteer, at) in next {
        let Some(reader) = reader(app, tx, Member::Volunteer(volunteer)).await? else { continue };
        let (day, hour) = day_and_hour(at, reader.zone.unwrap_or(person.territory.zone), reader.language);
        let said = [("v", reader.first_name.clone()), ("j", day), ("h", hour)];
        let template = SmsTemplate::VolCallsGone;
        send_sms(app, tx, &line, &reader, template, arguments(said), About::Nothing, now).await?;
    }
    Ok(())
}
