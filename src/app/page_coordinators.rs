//! Pages to coordinators, by the channels of the step that they accept. An SMS holds a first name at most; an email
//! holds a code and a link by which the case is taken.

use chrono::{DateTime, Utc};
use passerelle_domain::{
    case::{Case, CaseKind, CaseLevel},
    escalation::PageChannel,
    line::Line,
    message::{About, Channel, Message},
    people::Member,
    voicemail::Voicemail,
};
use passerelle_notify::{Arguments, EmailTemplate, SmsTemplate, render_email};
use passerelle_store::{Tx, callbacks, lines, people, scheduled_calls, voicemails, volunteers};
use serde_json::json;

use crate::{
    App,
    case_link::case_link,
    error::{AppError, Outcome},
    event_trace::trace_of_case,
    ring_coordinator::ring_coordinator,
    send_text::{Reader, arguments, day_and_hour, reader, send_email, send_sms},
};

/// Whom to page, and by what.
pub(crate) struct Page<'a> {
    pub(crate) members: &'a [Member],
    /// They were paged before.
    pub(crate) again: bool,
    pub(crate) by: &'a [PageChannel],
    /// When the next page goes, if nobody takes the case.
    pub(crate) next_at: DateTime<Utc>,
}

/// Pages these members about a case. Answers with those who have no channel at all.
pub(crate) async fn page(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    page: &Page<'_>,
    now: DateTime<Utc>,
) -> Outcome<Vec<Member>> {
    let line = line_of_case(tx, case).await?;
    let mut unreached = Vec::new();
    for member in page.members {
        let reached = match reader(app, tx, *member).await? {
            Some(reader) => page_one(app, tx, case, &line, &reader, page, now).await?,
            None => false,
        };
        if !reached {
            unreached.push(*member);
        }
    }
    metrics::counter!("passerelle_pages_total").increment(1);
    if unreached.len() == page.members.len() {
        tracing::error!(code = %case.code, "a page reached nobody; the case stays on the board");
    }
    Ok(unreached)
}

/// By the channels of the page; when none of them is left, by any they do not refuse.
async fn page_one(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    line: &Line,
    reader: &Reader,
    page: &Page<'_>,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let mut arguments = case_arguments(app, tx, case, line, reader, now).await?;
    if page.again && !case.is_exhausted {
        // A reminder says when somebody else is asked.
        let zone = reader.zone.unwrap_or(line.hours.zone);
        arguments.insert("h".to_owned(), day_and_hour(page.next_at, zone, reader.language).1);
    }
    let mut wanted = PageChannel::agreed(page.by, &reader.page_by);
    if reader.never_texts && case.level >= CaseLevel::Serious && wanted.contains(&PageChannel::Sms) {
        // What they would have read at once is heard at once; an email may wait until they sit at a desk.
        wanted = rung_instead(wanted, &reader.page_by);
    }
    let mut others = PageChannel::agreed(&PageChannel::ALL, &reader.page_by);
    others.retain(|channel| !wanted.contains(channel));
    let mut used = Vec::new();
    for channels in [wanted, others] {
        for channel in channels {
            if page_by(app, tx, case, line, reader, &arguments, (channel, page.again), now).await? {
                used.push(channel);
            }
        }
        if !used.is_empty() {
            break;
        }
    }
    let detail = json!({ "member": reader.member.uuid(), "channels": used, "again": page.again });
    trace_of_case(app, tx, case, "system", "paged", detail, now).await?;
    Ok(!used.is_empty())
}

/// The same channels, with a voice in the place of texts that nobody could read; without it when they refuse to be rung.
fn rung_instead(mut channels: Vec<PageChannel>, accepted: &[PageChannel]) -> Vec<PageChannel> {
    channels.retain(|channel| *channel != PageChannel::Sms);
    let may_ring = PageChannel::agreed(&PageChannel::ALL, accepted).contains(&PageChannel::Voice);
    if may_ring && !channels.contains(&PageChannel::Voice) {
        channels.push(PageChannel::Voice);
    }
    channels
}

#[expect(clippy::too_many_arguments, reason = "who, what, by what, when: its callers name them")]
async fn page_by(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    line: &Line,
    reader: &Reader,
    arguments: &Arguments,
    (channel, again): (PageChannel, bool),
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let (sms, email) = templates(case, again);
    let about = About::Case(case.id);
    match channel {
        PageChannel::Sms => send_sms(app, tx, line, reader, sms, arguments.clone(), about, now).await,
        PageChannel::Email => send_email(app, tx, line, reader, email, arguments, about, now).await,
        PageChannel::Voice => ring_coordinator(app, tx, case, line, reader, now).await,
    }
}

/// Pages one member by the first channel they accept that was not `tried`. False when none is left.
pub(crate) async fn page_by_another(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    member: Member,
    tried: &[PageChannel],
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let line = line_of_case(tx, case).await?;
    let Some(reader) = reader(app, tx, member).await? else { return Ok(false) };
    let arguments = case_arguments(app, tx, case, &line, &reader, now).await?;
    let again = case.place.again > 0;
    let mut left = PageChannel::agreed(&PageChannel::ALL, &reader.page_by);
    left.retain(|channel| !tried.contains(channel));
    for channel in left {
        if page_by(app, tx, case, &line, &reader, &arguments, (channel, again), now).await? {
            let detail = json!({ "member": member.uuid(), "channels": [channel], "again": again });
            trace_of_case(app, tx, case, "system", "paged", detail, now).await?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn templates(case: &Case, again: bool) -> (SmsTemplate, EmailTemplate) {
    if case.is_exhausted {
        return (SmsTemplate::CoordChainEnded, EmailTemplate::ChainEnded);
    }
    if again {
        return (SmsTemplate::CoordAlertAgain, EmailTemplate::CaseAlertAgain);
    }
    first_templates(case.kind)
}

/// Whether a message asks somebody to take a case of this kind; other texts about a case only tell.
pub(crate) fn is_alert(kind: CaseKind, message: &Message) -> bool {
    let asks = [
        first_templates(kind),
        (SmsTemplate::CoordAlertAgain, EmailTemplate::CaseAlertAgain),
        (SmsTemplate::CoordChainEnded, EmailTemplate::ChainEnded),
    ];
    message.member.is_some()
        && asks.into_iter().any(|(sms, email)| match message.channel {
            Channel::Sms => message.template == sms.key(),
            Channel::Email => message.template == email.key(),
        })
}

fn first_templates(kind: CaseKind) -> (SmsTemplate, EmailTemplate) {
    match kind {
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
        CaseKind::VolunteerToRing => (SmsTemplate::CoordVolunteerToRing, EmailTemplate::VolunteerToRing),
        CaseKind::PersonToTell => (SmsTemplate::CoordTellPerson, EmailTemplate::PersonToTell),
        CaseKind::SeriesEnding => (SmsTemplate::CoordSeriesEnding, EmailTemplate::SeriesEnding),
        CaseKind::SupportVolunteer => (SmsTemplate::CoordSupport, EmailTemplate::SupportVolunteer),
        CaseKind::LineEngaged => (SmsTemplate::CoordEngaged, EmailTemplate::LineEngaged),
        CaseKind::Technical => (SmsTemplate::CoordHandRaised, EmailTemplate::TechnicalTrouble),
    }
}

/// The line a case speaks for.
pub(crate) async fn line_of_case(tx: &mut Tx, case: &Case) -> Outcome<Line> {
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
    let waiting_min = (now - case.opened_at).num_minutes().max(1);
    Ok(arguments([
        ("code", case.code.to_string()),
        ("n", case.level.number().to_string()),
        ("p", person.unwrap_or_default()),
        ("c", volunteer.unwrap_or_default()),
        ("k", case.attempts.to_string()),
        ("min", waiting_min.to_string()),
        ("j", day),
        ("h", hour(subject_at)),
        ("lien", case_link(app, case.id, reader.member, now)?),
    ]))
}

/// What a case is about in one line without personal data, in the language of a reader: the subject of its email.
pub(crate) async fn subject_of_case(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    reader: &Reader,
    now: DateTime<Utc>,
) -> Outcome<String> {
    let line = line_of_case(tx, case).await?;
    let arguments = case_arguments(app, tx, case, &line, reader, now).await?;
    let (_, email) = templates(case, false);
    Ok(render_email(reader.language, email, &arguments).map_or_else(
        |problem| {
            tracing::error!(template = email.key(), %problem, "the subject of a case could not be written");
            case.code.to_string()
        },
        |text| text.subject,
    ))
}

/// Tells whoever had the case, and those who are asked now, that a shift is over.
pub(crate) async fn tell_handed_over(
    app: &App,
    tx: &mut Tx,
    case: &Case,
    from: Member,
    to: &[Member],
    now: DateTime<Utc>,
) -> Outcome<()> {
    let line = line_of_case(tx, case).await?;
    let had_it = reader(app, tx, from).await?.map(|reader| reader.first_name).unwrap_or_default();
    let mut asked = Vec::new();
    for member in to {
        asked.extend(reader(app, tx, *member).await?.map(|reader| reader.first_name));
    }
    for member in std::iter::once(&from).chain(to) {
        let Some(reader) = reader(app, tx, *member).await? else { continue };
        let arguments = arguments([("code", case.code.to_string()), ("c", had_it.clone()), ("c2", asked.join(", "))]);
        let template = SmsTemplate::CoordHandedOver;
        send_sms(app, tx, &line, &reader, template, arguments, About::Case(case.id), now).await?;
    }
    Ok(())
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
    let line = line_of_case(tx, case).await?;
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
    let line = line_of_case(tx, case).await?;
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
