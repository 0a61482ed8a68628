//! Is the database there, up to date, and sealed with our key?

use std::path::Path;

use passerelle_clock::Clock;
use passerelle_store::{Db, Kind, Secrets, StoreError, laws, organisations, staff, volunteers};

use super::Finding;
use crate::commands::{service::db_settings, settings::Settings};

/// The open database when its tables can be read, and what was found.
pub(super) async fn examine(settings: &Settings, clock: &Clock) -> (Option<Db>, Vec<Finding>) {
    if let Some(file) = sqlite_file(&settings.database_url)
        && !Path::new(file).exists()
    {
        // Opening would make it, and an examination changes nothing.
        let says = "there is none yet: `passerelle serve` or `passerelle migrate` makes it";
        return (None, vec![Finding::warning("database", says)]);
    }
    let db = match Db::open(&db_settings(settings, clock.clone())).await {
        Ok(db) => db,
        Err(error) => {
            return (None, vec![Finding::problem("database", format!("{error}; check database_url"))]);
        }
    };
    match read_tables(&db).await {
        Ok(()) => {
            let kind = match db.kind() {
                Kind::Sqlite => "SQLite",
                Kind::Postgres => "PostgreSQL",
            };
            (Some(db), vec![Finding::ok("database", format!("{kind} answers and its tables are there"))])
        }
        Err(error) => {
            db.close().await;
            let says = format!("its tables are missing or of another version ({error}); run `passerelle migrate`");
            (None, vec![Finding::problem("database", says)])
        }
    }
}

/// Reads a table of every kind.
async fn read_tables(db: &Db) -> Result<(), StoreError> {
    db.ping().await?;
    let mut read = db.read().await?;
    organisations::all(&mut read).await?;
    laws::live_without_timer(&mut read).await?;
    Ok(())
}

/// Whether what is sealed can be opened: another key makes every number unreadable.
pub(super) async fn examine_key(db: &Db, secrets: &Secrets) -> Finding {
    match open_sealed(db, secrets).await {
        Ok(0) => Finding::ok("secret_key", "nothing is sealed yet"),
        Ok(_) => Finding::ok("secret_key", "it opens what the database holds"),
        Err(StoreError::Secret(_)) => Finding::problem(
            "secret_key",
            "it is not the key this database was written with: names and numbers cannot be read; put the earlier key back",
        ),
        Err(error) => Finding::problem("secret_key", format!("could not be tried: {error}")),
    }
}

async fn open_sealed(db: &Db, secrets: &Secrets) -> Result<usize, StoreError> {
    let mut read = db.read().await?;
    let mut opened = 0;
    for (owner, _) in organisations::all(&mut read).await? {
        opened += staff::of_organisation(&mut read, secrets, owner).await?.len();
        opened += volunteers::of_organisation(&mut read, secrets, owner).await?.len();
    }
    Ok(opened)
}

/// The file of a SQLite address, when it names one.
fn sqlite_file(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))?;
    let file = rest.split('?').next().unwrap_or(rest);
    (!file.is_empty() && file != ":memory:").then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_then_the_file_or_none() {
        for (url, file) in [
            ("sqlite://data/passerelle.db", Some("data/passerelle.db")),
            ("sqlite:///var/lib/p.db?mode=rwc", Some("/var/lib/p.db")),
            ("sqlite:p.db", Some("p.db")),
            ("sqlite::memory:", None),
            ("postgres://localhost/passerelle", None),
        ] {
            assert_eq!(sqlite_file(url), file, "{url}");
        }
    }
}
