//! `people erase` and `people erasures`.

use std::{
    fs::{self, File},
    io::{Write, stdout},
    path::{Path, PathBuf},
};

use anyhow::{Context as _, anyhow};
use clap::Args;
use passerelle_app::{App, ErasedPerson, ErasureObstacle, erase_again, erase_person, list_erasures};
use passerelle_domain::{
    ids::{OrganisationId, PersonId},
    people::Member,
};
use passerelle_store::erasures::Erasure;

use super::person_named;
use crate::commands::{
    command_line::OrganisationArg,
    exit::{Exit, wrong_use},
};

/// `people erase`.
#[derive(Args)]
pub(crate) struct EraseArgs {
    /// The association's reference of the person.
    #[arg(required_unless_present = "again", conflicts_with = "again")]
    pub(crate) key: Option<String>,
    /// The same reference again: it cannot be undone.
    #[arg(long, value_name = "KEY", required_unless_present = "again")]
    pub(crate) confirm: Option<String>,
    /// After a backup was restored: erase again everybody of a list written by `people erasures`.
    #[arg(long, value_name = "FILE")]
    pub(crate) again: Option<PathBuf>,
    /// Reference of the staff member who decides.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// `people erasures`.
#[derive(Args)]
pub(crate) struct ErasuresArgs {
    /// The file; it must not exist yet. It names nobody: keep it apart from the backups, and longer than they are kept.
    #[arg(long, value_name = "FILE")]
    pub(crate) to: PathBuf,
    /// Reference of the staff member who asks.
    #[arg(long, value_name = "STAFF_KEY")]
    pub(crate) by: String,
    #[command(flatten)]
    pub(crate) organisation: OrganisationArg,
}

/// Erases one person, or everybody of a list again.
///
/// # Errors
/// Something typed is wrong, or the database failed.
pub(super) async fn erase(app: &App, owner: OrganisationId, args: &EraseArgs, by: Member) -> anyhow::Result<Exit> {
    let mut out = stdout();
    if let Some(file) = &args.again {
        let list = read_list(file, owner)?;
        let done = erase_again(app, &list, by).await?;
        writeln!(out, "{} erased again, {} were gone.", done.erased, done.gone)?;
        return Ok(Exit::Success);
    }
    let key = args.key.as_deref().unwrap_or_default();
    let id = person_named(app, owner, key).await?;
    match erase_person(app, owner, id, args.confirm.as_deref().unwrap_or_default(), by).await? {
        ErasedPerson::Erased => {
            writeln!(out, "{key}: erased.")?;
            Ok(Exit::Success)
        }
        ErasedPerson::NotConfirmed => Err(wrong_use(format!("--confirm is not {key}: nothing was erased"))),
        ErasedPerson::Unknown => Err(wrong_use(format!("nobody has the reference {key}"))),
        ErasedPerson::Refused(obstacles) => {
            for obstacle in obstacles {
                match obstacle {
                    ErasureObstacle::OpenCase(code) => {
                        writeln!(out, "{key}: the case {code} is open: close it first.")?
                    }
                    ErasureObstacle::CallUnderWay => writeln!(out, "{key}: a call is under way: wait until it ends.")?,
                    ErasureObstacle::PromisedCallback(code) => {
                        writeln!(out, "{key}: the callback {code} is promised: keep it first.")?;
                    }
                }
            }
            Ok(Exit::Failure)
        }
    }
}

/// Writes everybody who was erased, one a line: ids, a keyed hash, when, by whom.
///
/// # Errors
/// The file exists, or the database failed.
pub(super) async fn list(app: &App, owner: OrganisationId, args: &ErasuresArgs) -> anyhow::Result<()> {
    let all = list_erasures(app, owner).await?;
    let mut file = File::create_new(&args.to).with_context(|| format!("{} cannot be made", args.to.display()))?;
    for erasure in &all {
        let by = erasure.by.map(|by| by.to_string()).unwrap_or_default();
        writeln!(file, "{}\t{}\t{}\t{by}", erasure.person_id, erasure.reference_hash, erasure.at.to_rfc3339())?;
    }
    writeln!(stdout(), "{} written to {}.", all.len(), args.to.display())?;
    Ok(())
}

fn read_list(file: &Path, owner: OrganisationId) -> anyhow::Result<Vec<Erasure>> {
    let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(place, line): (usize, &str)| {
        let parts: Vec<&str> = line.split('\t').collect();
        let [person, hash, at, by] = parts.as_slice() else {
            return Err(anyhow!("line {} is not one of `people erasures`", place + 1));
        };
        let erasure = || -> anyhow::Result<Erasure> {
            Ok(Erasure {
                person_id: PersonId(person.parse()?),
                organisation_id: owner,
                reference_hash: (*hash).to_owned(),
                at: at.parse()?,
                by: if by.is_empty() { None } else { Some(by.parse()?) },
            })
        };
        erasure().map_err(|_| anyhow!("line {} is not one of `people erasures`", place + 1))
    };
    lines.map(read).collect()
}
