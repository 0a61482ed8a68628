//! `import DIR`: reads the files, hands them over, tells each refused row.

use std::{
    fs,
    io::{Write, stdout},
    path::Path,
};

use anyhow::Context;
use passerelle_app::{Chance, ImportReport, RowFate, import_files};
use passerelle_clock::Clock;

use super::{
    command_line::ImportArgs,
    exit::{Exit, wrong_use},
    organisation::name_meant,
    service::build_app,
    settings::Settings,
};

/// Imports the CSV files of a folder.
///
/// # Errors
/// The folder holds none, or the database failed: what was written before stays.
pub(crate) async fn run(settings: &Settings, args: &ImportArgs) -> anyhow::Result<Exit> {
    let Folder { files, unreadable } = csv_files(&args.dir)?;
    let app = build_app(settings, Clock::system(), Chance::from_machine()).await?;
    let organisation = name_meant(&app, settings, &args.organisation).await?;
    let report = import_files(&app, &organisation, &files).await?;
    app.db.close().await;

    let mut out = stdout();
    for file in &unreadable {
        writeln!(out, "{file}:1 the file is not UTF-8 text")?;
    }
    tell(&mut out, &report)?;
    let is_clean = report.is_clean() && unreadable.is_empty();
    Ok(if is_clean { Exit::Success } else { Exit::Failure })
}

/// Each refused row, then the counts of each file.
fn tell(out: &mut impl Write, report: &ImportReport) -> anyhow::Result<()> {
    for row in report.refused() {
        if let RowFate::Refused(reason) = &row.fate {
            writeln!(out, "{}:{} {reason}", row.file, row.line)?;
        }
    }
    for rows in report.rows.chunk_by(|one, next| one.file == next.file) {
        let of_file = ImportReport { rows: rows.to_vec() };
        writeln!(out, "{}: {}", rows[0].file, of_file.counts())?;
    }
    writeln!(out, "In all: {}", report.counts())?;
    Ok(())
}

/// The CSV files of a folder, in order.
#[derive(Default)]
struct Folder {
    /// Name and content.
    files: Vec<(String, String)>,
    /// Names of those that are no text.
    unreadable: Vec<String>,
}

fn csv_files(dir: &Path) -> anyhow::Result<Folder> {
    let entries = fs::read_dir(dir).map_err(|error| wrong_use(format!("{} cannot be read: {error}", dir.display())))?;
    let Folder { mut files, mut unreadable } = Folder::default();
    for entry in entries {
        let path = entry?.path();
        let is_csv = path.is_file() && path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let Some(name) = path.file_name().filter(|_| is_csv).map(|name| name.to_string_lossy().into_owned()) else {
            continue;
        };
        let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        match String::from_utf8(bytes) {
            Ok(text) => files.push((name, text)),
            Err(_) => unreadable.push(name),
        }
    }
    files.sort();
    unreadable.sort();
    if files.is_empty() && unreadable.is_empty() {
        return Err(wrong_use(format!("{} holds no CSV file", dir.display())));
    }
    Ok(Folder { files, unreadable })
}
