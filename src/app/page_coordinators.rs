//! Pages to coordinators, by every channel they have. An SMS holds a first name at most; an email
//! holds a code and a link that needs a login.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseKind},
    line::Line,
    message::{About, Channel},
    people::Member,
    voicemail::Voicemail,
};
use passerelle_notify::{Arguments, EmailTemplate, SmsTemplate};
use passerelle_store::{Tx, callbacks, lines, people, scheduled_calls, voicemails, volunteers};

use crate::{
    App,
    error::{AppError, Outcome},
    send_text::{Reader, arguments, day_and_hour, reader, send_email, send_sms},
};

/// Pages these members about a case.
pub(crate) async fn page(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    members: &[Member],
    again: bool,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, case).await?;
    let mut reached = 0;
    for member in members {
        let Some(reader) = reader(app, tx, *member).await? else { continue };
        let arguments = case_arguments(app, tx, case, &line, &reader, now).await?;
        let mut is_written_to = false;
        for channel in [Channel::Sms, Channel::Email] {
            is_written_to |= write_page(app, tx, case, &line, &reader, channel, &arguments, again, now).await?;
        }
        reached += usize::from(is_written_to);
    }
    metrics::counter!("passerelle_pages_total").increment(1);
    if reached == 0 {
        tracing::error!(code = %case.code, "a case could not be paged to anybody; it stays on the board");
    }
    Ok(())
}

/// Pages one member by one channel. False when they cannot be written to by it.
pub(crate) async fn page_by(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    member: Member,
    channel: Channel,
    again: bool,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let line = line_of(tx, case).await?;
    let Some(reader) = reader(app, tx, member).await? else { return Ok(false) };
    let arguments = case_arguments(app, tx, case, &line, &reader, now).await?;
    write_page(app, tx, case, &line, &reader, channel, &arguments, again, now).await
}

#[expect(clippy::too_many_arguments, reason = "whom, about what, how: each call names them")]
async fn write_page(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    line: &Line,
    reader: &Reader,
    channel: Channel,
    arguments: &Arguments,
    again: bool,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let (sms, email) = templates(case, again);
    let about = About::Case(case.id);
    match channel {
        Channel::Sms => send_sms(app, tx, line, reader, sms, arguments.clone(), about, now).await,
        Channel::Email => send_email(app, tx, line, reader, email, arguments, about, now).await,
    }
}

fn templates(case: &Case, again: bool) -> (SmsTemplate, EmailTemplate) {
    if case.is_exhausted {
        return (SmsTemplate::CoordChainEnded, EmailTemplate::ChainEnded);
    }
    if again {
        return (SmsTemplate::CoordAlertAgain, EmailTemplate::CaseAlertAgain);
    }
    match case.kind {
        CaseKind::MissedContact | CaseKind::NumberOutOfService => (SmsTemplate::CoordAlert, EmailTemplate::CaseAlert),
        CaseKind::UncoveredCall => (SmsTemplate::CoordUncovered, EmailTemplate::UncoveredCall),
        CaseKind::Worry => (SmsTemplate::CoordOutcomeWorry, EmailTemplate::OutcomeWorry),
        CaseKind::Urgent => (SmsTemplate::CoordSafeguard, EmailTemplate::SeriousAlert),
        CaseKind::Alarm => (SmsTemplate::CoordHandRaised, EmailTemplate::SeriousAlert),
        CaseKind::HandRaised => (SmsTemplate::CoordHandInCall, EmailTemplate::SeriousAlert),
        CaseKind::LateCallback | CaseKind::UnreachedCallback => {
            (SmsTemplate::CoordCallbackLate, EmailTemplate::CallbackLate)
        }
        CaseKind::LateVoicemail => (SmsTemplate::CoordVoicemail, EmailTemplate::VoicemailWaiting),
        CaseKind::ImmediateNeed => (SmsTemplate::CoordSafeguard, EmailTemplate::SeriousAlert),
        CaseKind::AbuseReported => (SmsTemplate::CoordAbuse, EmailTemplate::AbuseReported),
        CaseKind::LateFollowUp => (SmsTemplate::CoordFollowUpLate, EmailTemplate::FollowUpLate),
        CaseKind::StuckVoicemail => (SmsTemplate::CoordVoicemailStuck, EmailTemplate::VoicemailStuck),
        CaseKind::HelpAsked => (SmsTemplate::CoordHelpAsked, EmailTemplate::HelpAsked),
        CaseKind::ConsentWithdrawn => (SmsTemplate::CoordConsent, EmailTemplate::ConsentWithdrawn),
        CaseKind::PauseEnding => (SmsTemplate::CoordPauseEnding, EmailTemplate::PauseEnding),
        CaseKind::VolunteerCallMe => (SmsTemplate::CoordVolunteerCallMe, EmailTemplate::VolunteerCallMe),
        CaseKind::DebriefUnanswered => (SmsTemplate::CoordDebrief, EmailTemplate::DebriefUnanswered),
        CaseKind::PersonWaits => (SmsTemplate::CoordPersonToTell, EmailTemplate::PersonWaits),
        CaseKind::VisitMissed => (SmsTemplate::CoordVisitMissed, EmailTemplate::VisitMissed),
        CaseKind::CampaignUnsettled => (SmsTemplate::CoordCampaign, EmailTemplate::CampaignUnsettled),
        CaseKind::LateChecks => (SmsTemplate::CoordLateChecks, EmailTemplate::LateChecks),
        CaseKind::RoundUnfinished => (SmsTemplate::CoordRound, EmailTemplate::RoundUnfinished),
        CaseKind::MatchToAsk => (SmsTemplate::CoordMatchAsk, EmailTemplate::MatchToAsk),
        CaseKind::MatchUnanswered => (SmsTemplate::CoordMatchUnanswered, EmailTemplate::MatchUnanswered),
        CaseKind::MatchEnded => (SmsTemplate::CoordMatchEnded, EmailTemplate::MatchEnded),
        CaseKind::FavourUnanswered => (SmsTemplate::CoordFavour, EmailTemplate::FavourUnanswered),
        CaseKind::PersonToTell => (SmsTemplate::CoordTellPerson, EmailTemplate::PersonToTell),
        CaseKind::SeriesEnding => (SmsTemplate::CoordSeriesEnding, EmailTemplate::SeriesEnding),
        CaseKind::SupportVolunteer => (SmsTemplate::CoordSupport, EmailTemplate::SupportVolunteer),
        CaseKind::LineEngaged => (SmsTemplate::CoordEngaged, EmailTemplate::LineEngaged),
        CaseKind::Technical => (SmsTemplate::CoordHandRaised, EmailTemplate::TechnicalTrouble),
    }
}

async fn line_of(tx: &mut Tx, case: &Case) -> Outcome<Line> {
    lines::by_id(tx, case.line_id).await?.ok_or(AppError::dangling("case"))
}

async fn case_arguments(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    line: &Line,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Outcome<Arguments> {
    let zone = reader.zone.unwrap_or(line.hours.zone);
    let hour = |at| day_and_hour(at, zone, reader.language).1;
    // The hour that matters: when she fell silent, when a call or a promise was due.
    let subject_at = match (case.scheduled_call_id, case.callback_id, case.voicemail_id) {
        (Some(id), _, _) => scheduled_calls::by_id(tx, id).await?.map(|call| call.starts_at),
        (_, Some(id), _) => callbacks::by_id(tx, &app.secrets, id).await?.map(|callback| callback.due_at),
        (_, _, Some(id)) => voicemails::by_id(tx, &app.secrets, id).await?.map(|voicemail| voicemail.due_at),
        (None, None, None) => None,
    };
    let subject_at = case.due_at.or(subject_at).unwrap_or(case.silent_since);
    let person = match case.person_id {
        Some(id) => people::by_id(tx, &app.secrets, id).await?.map(|person| person.first_name),
        None => None,
    };
    let volunteer = match case.volunteer_id {
        Some(id) => volunteers::by_id(tx, &app.secrets, id).await?.map(|volunteer| volunteer.first_name),
        None => None,
    };
    let (day, _) = day_and_hour(subject_at, zone, reader.language);
    let moves_on_at = now + case.policy.acknowledge_within() / 2;
    let waiting_min = (now - case.opened_at).num_minutes().max(1);
    let is_again = case.reminded && !case.is_exhausted;
    Ok(arguments([
        ("code", case.code.to_string()),
        ("n", case.level.number().to_string()),
        ("p", person.unwrap_or_default()),
        ("c", volunteer.unwrap_or_default()),
        ("k", case.attempts.to_string()),
        ("min", waiting_min.to_string()),
        ("j", day),
        ("h", if is_again { hour(moves_on_at) } else { hour(subject_at) }),
        ("lien", app.urls.case_page(case.code.as_str())),
    ]))
}

/// Tells these members who has the case.
pub(crate) async fn tell_taken(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    by: Member,
    to: &[Member],
    now: DateTime<Utc>,
) -> Outcome<()> {
    tell_by(app, tx, case, by, to, SmsTemplate::CoordTaken, now).await
}

/// Tells these members who closed the case.
pub(crate) async fn tell_closed(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    by: Member,
    to: &[Member],
    now: DateTime<Utc>,
) -> Outcome<()> {
    tell_by(app, tx, case, by, to, SmsTemplate::CoordCaseClosedBy, now).await
}

async fn tell_by(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    by: Member,
    to: &[Member],
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of(tx, case).await?;
    let colleague = reader(app, tx, by).await?.map(|reader| reader.first_name).unwrap_or_default();
    for member in to {
        let Some(reader) = reader(app, tx, *member).await? else { continue };
        let zone = reader.zone.unwrap_or(line.hours.zone);
        let arguments = arguments([
            ("code", case.code.to_string()),
            ("c", colleague.clone()),
            ("h", day_and_hour(now, zone, reader.language).1),
        ]);
        send_sms(app, tx, &line, &reader, template, arguments, About::Case(case.id), now).await?;
    }
    Ok(())
}

/// Tells everybody paged that the person has rung back and was connected.
pub(crate) async fn tell_person_called_back(app: &App, tx: &mut Tx, case: &Case, now: DateTime<Utc>) -> Outcome<()> {
    let line = line_of(tx, case).await?;
    for member in &case.paged {
        let Some(reader) = reader(app, tx, *member).await? else { continue };
        let zone = reader.zone.unwrap_or(line.hours.zone);
        let arguments = arguments([("code", case.code.to_string()), ("h", day_and_hour(now, zone, reader.language).1)]);
        let template = SmsTemplate::PersonCalledBack;
        send_sms(app, tx, &line, &reader, template, arguments, About::Case(case.id), now).await?;
    }
    Ok(())
}

/// Tells the owner of a message on a line that it waits.
pub(crate) async fn tell_of_voicemail(
    app: &App,
    tx: &mut Tx,
    voicemail: &Voicemail,
    line: &Line,
    template: SmsTemplate,
    now: DateTime<Utc>,
) -> Outcome<()> {
    let Some(owner) = voicemail.owner else { return Ok(()) };
    let Some(reader) = reader(app, tx, owner).await? else { return Ok(()) };
    let zone = reader.zone.unwrap_or(line.hours.zone);
    let arguments = arguments([
        ("code", voicemail.code.to_string()),
        ("h", day_and_hour(voicemail.due_at, zone, reader.language).1),
        ("lien", app.urls.case_page(voicemail.code.as_str())),
    ]);
    send_sms(app, tx, line, &reader, template, arguments.clone(), About::Nothing, now).await?;
    send_email(app, tx, line, &reader, EmailTemplate::VoicemailWaiting, &arguments, About::Nothing, now).await?;
    Ok(())
}
