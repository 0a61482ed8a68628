//! What would happen, without anything personal.

use passerelle_app::{case_timeline, list_gaps};
use passerelle_domain::{
    call::{CallPurpose, InboundEnd},
    case::CaseKind,
    day_rehearsal::{DayResult, Escalation, Lack, LineGap, MOST_LISTED},
    people::Member,
    roster::Gap,
    scheduled_call::State,
};
use passerelle_store::{calls, cases, laws, lines, scheduled_calls};
use uuid::Uuid;

use super::copy::DayBegins;
use crate::{Rehearsal, RehearsalError};

/// What the day was.
pub(super) async fn tell(
    service: &Rehearsal,
    begins: &DayBegins,
    volunteers_away: usize,
) -> Result<DayResult, RehearsalError> {
    let (app, owner) = (&service.app, service.organisation);
    let (from, to) = begins.day;
    let mut read = app.db.read().await?;
    let of_day = scheduled_calls::between(&mut read, owner, from, to).await?;
    let opened = cases::since(&mut read, owner, from.max(begins.at)).await?;
    let talks = calls::since(&mut read, &app.secrets, owner, from.max(begins.at)).await?;
    let without_timer = laws::live_without_timer(&mut read).await?.len();
    let all_lines = lines::of_organisation(&mut read, owner).await?;
    drop(read);

    let count = |is: &dyn Fn(State) -> bool| of_day.iter().filter(|call| is(call.state)).count();
    let inbound: Vec<_> = talks
        .iter()
        .filter(|talk| talk.purpose == CallPurpose::Inbound && (from..to).contains(&talk.began_at))
        .collect();
    let ended = |end: InboundEnd| inbound.iter().filter(|talk| talk.inbound_end == Some(end)).count();
    let mut result = DayResult {
        planned: of_day.len() - count(&|state| state == State::Cancelled),
        reached: of_day.iter().filter(|call| call.talked_at.is_some()).count(),
        missed: count(&|state| state == State::Missed),
        cancelled: count(&|state| state == State::Cancelled),
        unfinished: count(&State::is_live),
        by_substitute: of_day
            .iter()
            .filter(|call| {
                call.state != State::Cancelled && call.volunteer.is_some() && call.volunteer != call.usual_volunteer
            })
            .count(),
        volunteers_away,
        rang: inbound.len(),
        answered: ended(InboundEnd::Answered),
        promised: ended(InboundEnd::Callback),
        messages: ended(InboundEnd::Voicemail),
        without_timer,
        ..DayResult::default()
    };
    for case in opened {
        if case.kind == CaseKind::UncoveredCall
            && let Some(call) = of_day.iter().find(|call| Some(call.id) == case.scheduled_call_id)
        {
            result.uncovered.push((call.code.clone(), call.starts_at));
        }
        if result.escalations.len() == MOST_LISTED {
            continue;
        }
        let history = case_timeline(app, owner, &case.code).await?.map(|(_, history)| history).unwrap_or_default();
        let pages = history.iter().filter(|entry| entry.what == "paged").filter_map(|entry| {
            let member = entry.detail.get("member")?.as_str()?.parse::<Uuid>().ok()?;
            Some((member, entry.at))
        });
        result.escalations.push(Escalation {
            pages: pages.collect(),
            taken: case.holder.map(Member::uuid).zip(case.acknowledged_at),
            code: case.code,
            kind: case.kind,
            level: case.level,
            opened_at: case.opened_at,
        });
    }
    for line in &all_lines {
        let gaps = list_gaps(&app.db, &app.secrets, line, begins.at).await?;
        let kinds = [
            (Lack::NobodyListening, &gaps.nobody_listening),
            (Lack::TooFewListening, &gaps.too_few_listening),
            (Lack::NobodyOnCall, &gaps.nobody_on_call),
        ];
        for (lack, gaps) in kinds {
            let of_day = gaps.iter().filter(|gap: &&Gap| gap.from < to && gap.to > from);
            result.gaps.extend(of_day.map(|gap| LineGap {
                line: line.name.clone(),
                lack,
                from: gap.from.max(from),
                to: gap.to.min(to),
            }));
        }
    }
    result.gaps.truncate(MOST_LISTED);
    result.uncovered.truncate(MOST_LISTED);
    Ok(result)
}
