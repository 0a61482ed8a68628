//! `doctor`: examines an installation and says in plain words what is wrong and what to do.
//!
//! It changes nothing and calls nobody. To add an examination: a function that answers findings,
//! and its line in [`run`].

mod carrier;
mod checks;
mod escalation;
mod finding;
mod helplines;
mod laws;
mod messages;
mod publications;
mod rosters;
mod store;

use std::{
    io::{Write, stdout},
    path::Path,
};

use chrono::{DateTime, NaiveDate, Utc};
use passerelle_clock::Clock;
use passerelle_store::{Db, Secrets};

use super::{exit::Exit, scripts::Book, service::mailer, settings::Settings};
use finding::{Finding, Grade};

/// The program was written in this year: a clock that says less is wrong.
const WRITTEN_IN: i32 = 2026;
/// Nobody runs this version after so many years without having been told to update.
const BELIEVABLE_YEARS: i32 = 25;

/// Examines everything and tells it, one line a finding.
///
/// # Errors
/// Only when nothing can be printed: what is wrong is a finding.
pub(crate) async fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let clock = Clock::system();
    let now = clock.now();
    let mut findings = examine_settings(settings);
    findings.push(examine_clock(now));
    findings.push(examine_scripts(settings.scripts_folder.as_deref()));
    findings.extend(helplines::examine(now.date_naive()));
    findings.push(examine_mail(settings).await);
    findings.extend(carrier::examine(settings, &clock).await);
    let (db, about_store) = store::examine(settings, &clock).await;
    findings.extend(about_store);
    if let Some(db) = db {
        findings.extend(examine_contents(&db, settings, now).await);
        db.close().await;
    }
    let mut out = stdout();
    for finding in &findings {
        writeln!(out, "{finding}")?;
    }
    let has_problem = findings.iter().any(|finding| finding.grade == Grade::Problem);
    Ok(if has_problem { Exit::Failure } else { Exit::Success })
}

async fn examine_contents(db: &Db, settings: &Settings, now: DateTime<Utc>) -> Vec<Finding> {
    let secrets = Secrets::new(&settings.secret_key);
    let mut findings = vec![store::examine_key(db, &secrets).await];
    findings.extend(rosters::examine(db, &secrets, now).await);
    findings.extend(escalation::examine(db, &secrets, now).await);
    findings.extend(checks::examine(db, &secrets).await);
    findings.extend(publications::examine(db).await);
    findings.extend(laws::examine(db, now).await);
    findings.extend(messages::examine(db, &secrets).await);
    findings
}

fn examine_settings(settings: &Settings) -> Vec<Finding> {
    // Wrong ones have stopped the program already.
    let mut findings = vec![Finding::ok("settings", "read and understood")];
    if settings.has_rehearsal_key {
        findings.push(Finding::warning(
            "settings",
            "no secret_key is set: the database is protected by a key known to everybody; enter nothing real before setting one",
        ));
    }
    if settings.database_url.starts_with("sqlite::memory") || settings.database_url.contains("mode=memory") {
        findings.push(Finding::problem(
            "settings",
            "database_url keeps everything in memory: all is lost when the program stops; name a file",
        ));
    }
    findings
}

fn examine_clock(now: DateTime<Utc>) -> Finding {
    let believable =
        NaiveDate::from_ymd_opt(WRITTEN_IN, 1, 1)..NaiveDate::from_ymd_opt(WRITTEN_IN + BELIEVABLE_YEARS, 1, 1);
    if believable.contains(&Some(now.date_naive())) {
        Finding::ok("clock", format!("it is {} UTC", now.format("%Y-%m-%d %H:%M")))
    } else {
        let said = now.format("%Y-%m-%d");
        Finding::problem(
            "clock",
            format!(
                "this machine believes that today is {said}: calls would be made at wrong hours; set its clock by NTP"
            ),
        )
    }
}

fn examine_scripts(folder: Option<&Path>) -> Finding {
    match Book::read(folder) {
        Err(error) => Finding::problem("scripts", format!("the voice scripts cannot be read: {error:#}")),
        Ok(book) => {
            let problems = book.problems();
            if problems.is_empty() {
                Finding::ok("scripts", format!("{} voice scripts checked", book.count()))
            } else {
                Finding::problem(
                    "scripts",
                    format!("{} problems in the voice scripts; see `passerelle scripts check`", problems.len()),
                )
            }
        }
    }
}

async fn examine_mail(settings: &Settings) -> Finding {
    let mailer = match mailer(settings) {
        Ok(mailer) => mailer,
        Err(error) => return Finding::problem("mail", format!("{error:#}")),
    };
    let goes = match settings.smtp_url {
        Some(_) => "the mail server answers",
        None => "emails are written to a folder",
    };
    match mailer.check().await {
        Ok(()) if settings.smtp_url.is_none() && !settings.is_simulated() => Finding::warning(
            "mail",
            "emails are only written to a folder: nobody receives alerts by email; set smtp_url",
        ),
        Ok(()) => Finding::ok("mail", goes),
        Err(error) => Finding::problem("mail", format!("{error}; check smtp_url, or mail_folder and its rights")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_of_a_machine_without_battery_then_a_problem() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
        assert_eq!(examine_clock(at("1970-01-01T00:03:00Z")).grade, Grade::Problem);
        assert_eq!(examine_clock(at("2026-11-22T10:00:00Z")).grade, Grade::Ok);
        assert_eq!(examine_clock(at("2090-01-01T00:00:00Z")).grade, Grade::Problem);
    }

    #[test]
    fn shipped_scripts_then_nothing_to_say() {
        assert_eq!(examine_scripts(None).grade, Grade::Ok);
    }
}
