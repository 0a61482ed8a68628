//! `matches`: who might call whom, what both said, and who waits. References, codes and words of closed lists only: a terminal
//! may be recorded.

mod arguments;

use std::io::{Write, stdout};

use anyhow::bail;
use chrono::Utc;
use passerelle_app::{
    App, AskedMatch, Chance, DecidedMatch, MatchDecision, ProposedMatches, ask_match, decide_match, list_waiting,
    propose_match,
};
use passerelle_clock::Clock;
use passerelle_domain::{
    code::Code,
    ids::{OrganisationId, PersonId, VolunteerId},
    matches::{Match, NoReason},
    matching::{Ranking, WeeklySlot},
    people::{Language, Member},
};
use passerelle_store::{matches, people, staff, volunteers};

pub(crate) use arguments::MatchesCommand;

use super::{
    calls::volunteer_keys,
    exit::{Exit, wrong_use},
    organisation::{organisation_meant, staff_member},
    service::build_app,
    settings::Settings,
};

/// Carries out `matches …`.
///
/// # Errors
/// Something typed is wrong, what is asked cannot be, or the database failed.
pub(crate) async fn run(settings: &Settings, command: &MatchesCommand) -> anyhow::Result<Exit> {
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let owner = organisation_meant(&app, settings, command.organisation()).await?;
    carry_out(&app, owner, command).await?;
    app.db.close().await;
    Ok(Exit::Success)
}

async fn carry_out(app: &App, owner: OrganisationId, command: &MatchesCommand) -> anyhow::Result<()> {
    match command {
        MatchesCommand::Propose { person, slot, by, .. } => {
            let (id, by) = (person_named(app, owner, person).await?, staff_member(app, owner, by).await?);
            match propose_match(app, owner, id, *slot, by).await? {
                ProposedMatches::Ranked(_, ranking) => {
                    show_ranking(app, owner, &ranking, language_of(app, by).await?).await?
                }
                ProposedMatches::NotWaiting(why) => bail!("{person} does not wait: {}", why.as_str()),
                ProposedMatches::Unknown => bail!("nobody has the reference {person}"),
            }
        }
        MatchesCommand::Ask { person, volunteer, slot, by, .. } => {
            let pair = (person_named(app, owner, person).await?, volunteer_named(app, owner, volunteer).await?);
            let by = staff_member(app, owner, by).await?;
            ask(app, owner, pair, *slot, by).await?;
        }
        MatchesCommand::Answer { code, side, yes, way, reason, by, .. } => {
            let decision = MatchDecision::Answered { side: *side, yes: *yes, way: *way, reason: *reason };
            decide(app, owner, code, decision, by).await?;
        }
        MatchesCommand::Refuse { code, side, reason, by, .. } => {
            let way = passerelle_domain::consent::Way::Word;
            let decision = MatchDecision::Answered { side: *side, yes: false, way, reason: *reason };
            decide(app, owner, code, decision, by).await?;
        }
        MatchesCommand::Confirm { code, by, .. } => decide(app, owner, code, MatchDecision::Confirmed, by).await?,
        MatchesCommand::Withdraw { code, by, .. } => decide(app, owner, code, MatchDecision::Withdrawn, by).await?,
        MatchesCommand::Lift { code, by, .. } => decide(app, owner, code, MatchDecision::Lifted, by).await?,
        MatchesCommand::List { all, .. } => list(app, owner, *all).await?,
        MatchesCommand::Show { code, .. } => show(app, owner, code).await?,
        MatchesCommand::Waiting { by, .. } => waiting(app, owner, staff_member(app, owner, by).await?).await?,
    }
    Ok(())
}

async fn person_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<PersonId> {
    let found = people::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("nobody has the reference {key}")))?.id)
}

async fn volunteer_named(app: &App, owner: OrganisationId, key: &str) -> anyhow::Result<VolunteerId> {
    let found = volunteers::by_key(&mut app.db.read().await?, &app.secrets, owner, key).await?;
    Ok(found.ok_or_else(|| wrong_use(format!("no volunteer has the reference {key}")))?.id)
}

async fn language_of(app: &App, by: Member) -> anyhow::Result<Language> {
    let Member::Staff(id) = by else { return Ok(Language::default()) };
    let found = staff::by_id(&mut app.db.read().await?, &app.secrets, id).await?;
    Ok(found.map(|staff| staff.language).unwrap_or_default())
}

async fn show_ranking(app: &App, owner: OrganisationId, ranking: &Ranking, language: Language) -> anyhow::Result<()> {
    let names = volunteer_keys(app, owner).await?;
    let key = |id: &VolunteerId| names.get(id).map_or("?", String::as_str);
    let mut out = stdout();
    if ranking.proposals.is_empty() {
        writeln!(out, "Nobody can be proposed.")?;
    }
    for (place, proposal) in ranking.proposals.iter().enumerate() {
        let slot = proposal.slot.map_or("hours of the series".to_owned(), |slot| slot.to_string());
        let words: Vec<&str> = proposal.reasons.iter().map(|reason| reason.words(language)).collect();
        let shared: Vec<&str> = proposal.shared.iter().map(|topic| topic.as_str()).collect();
        let shared = if shared.is_empty() { String::new() } else { format!(" ({})", shared.join(", ")) };
        writeln!(out, "{}. {}  {slot}  {}{shared}", place + 1, key(&proposal.volunteer_id), words.join("; "))?;
    }
    for (id, why) in &ranking.others {
        writeln!(out, "-  {}  {}: {}", key(id), why.as_str(), why.words(language))?;
    }
    Ok(())
}

async fn ask(
    app: &App,
    owner: OrganisationId,
    pair: (PersonId, VolunteerId),
    slot: Option<WeeklySlot>,
    by: Member,
) -> anyhow::Result<()> {
    match ask_match(app, owner, pair, slot, by).await? {
        AskedMatch::Asked(paired) => writeln!(stdout(), "{} is asked: the volunteer first.", paired.code)?,
        AskedMatch::OneAtATime(live) => bail!("somebody is asked about her already: {}", live.code),
        AskedMatch::NotProposed(why) => bail!("this volunteer is not to be asked: {}", why.as_str()),
        AskedMatch::NotWaiting(why) => bail!("she does not wait: {}", why.as_str()),
        AskedMatch::Unknown => bail!("no such person and volunteer"),
    }
    Ok(())
}

fn read_code(code: &str) -> anyhow::Result<Code> {
    Code::parse(code).ok_or_else(|| wrong_use(format!("{code} is no code; a code looks like A7K2")))
}

async fn decide(app: &App, owner: OrganisationId, code: &str, decision: MatchDecision, by: &str) -> anyhow::Result<()> {
    let by = staff_member(app, owner, by).await?;
    match decide_match(app, owner, &read_code(code)?, decision, by).await? {
        DecidedMatch::Done(paired) => writeln!(stdout(), "{} is {}.", paired.code, paired.state.as_str())?,
        DecidedMatch::NotNow(now) => bail!("{code} is {}: too early or too late for that", now.as_str()),
        DecidedMatch::Unknown => bail!("no match has the code {code}"),
    }
    Ok(())
}

async fn list(app: &App, owner: OrganisationId, all: bool) -> anyhow::Result<()> {
    let mut read = app.db.read().await?;
    let found =
        if all { matches::of_organisation(&mut read, owner).await? } else { matches::live(&mut read, owner).await? };
    drop(read);
    let mut out = stdout();
    if found.is_empty() {
        writeln!(out, "No match is under way.")?;
    }
    for paired in found {
        writeln!(out, "{}", line(app, owner, &paired).await?)?;
    }
    Ok(())
}

async fn line(app: &App, owner: OrganisationId, paired: &Match) -> anyhow::Result<String> {
    let names = volunteer_keys(app, owner).await?;
    let person = people::by_id(&mut app.db.read().await?, &app.secrets, paired.person_id).await?;
    let person = person.map_or("?".to_owned(), |person| person.key);
    let volunteer = names.get(&paired.volunteer_id).map_or("?", String::as_str);
    let slot = paired.slot.map_or("hours of the series".to_owned(), |slot| slot.to_string());
    let awaits = paired.awaits().map_or(String::new(), |side| format!("  awaits the {}", side.as_str()));
    let why = paired.end.map_or(String::new(), |end| {
        let told = if end.no_reason == NoReason::NotGiven { "" } else { end.no_reason.as_str() };
        format!("  {} {told}", end.because.as_str())
    });
    Ok(format!("{}  {}  {person} and {volunteer}  {slot}{awaits}{why}", paired.code, paired.state.as_str()))
}

async fn show(app: &App, owner: OrganisationId, code: &str) -> anyhow::Result<()> {
    let found = matches::by_code(&mut app.db.read().await?, owner, &read_code(code)?).await?;
    let Some(paired) = found else { bail!("no match has the code {code}") };
    let mut out = stdout();
    writeln!(out, "{}", line(app, owner, &paired).await?)?;
    for (question, answers) in [("begin", paired.begin), ("go on", paired.go_on)] {
        for (side, said) in [("volunteer", answers.volunteer), ("person", answers.person)] {
            let Some(said) = said else { continue };
            let word = if said.yes { "yes" } else { "no" };
            writeln!(out, "{question:8} {side:9} {word} by {} on {}", said.way.as_str(), day(said.at))?;
        }
    }
    writeln!(out, "calls    {} of the trial took place", paired.calls_made)?;
    for reason in &paired.reasons {
        writeln!(out, "reason   {}", reason.words(Language::English))?;
    }
    Ok(())
}

fn day(at: chrono::DateTime<Utc>) -> String {
    at.format("%Y-%m-%d").to_string()
}

async fn waiting(app: &App, owner: OrganisationId, by: Member) -> anyhow::Result<()> {
    let list = list_waiting(app, owner, by).await?;
    let mut out = stdout();
    match (list.median_days, list.longest_days) {
        (Some(median), Some(longest)) => {
            let many = list.waiting.len();
            writeln!(out, "{many} waiting; median {median} days, longest {longest} days.")?;
        }
        _ => writeln!(out, "Nobody waits.")?,
    }
    for waiting in &list.waiting {
        let notes = [
            (waiting.has_courtesy_calls, "courtesy calls"),
            (waiting.is_away, "away"),
            (waiting.asked.is_some(), "being asked"),
        ];
        let notes: Vec<&str> = notes.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect();
        let why: Vec<String> = waiting.why_not.iter().map(|(why, count)| format!("{} {count}", why.as_str())).collect();
        writeln!(
            out,
            "{}  since {}  {} days  {} could be asked  [{}]  {}",
            waiting.person.key,
            waiting.since,
            waiting.days,
            waiting.fitting,
            why.join(", "),
            notes.join(", "),
        )?;
    }
    Ok(())
}
