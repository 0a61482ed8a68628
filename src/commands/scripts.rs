//! `scripts`: what callers hear, checked, drawn, tried, told and published.

mod folder;
mod publishing;

use std::{
    io::{BufRead, IsTerminal, Write, stderr, stdin, stdout},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use passerelle_app::{LANGUAGES, NewEdition, ground, shipped_scripts, shipped_words};
use passerelle_domain::voice_script::{
    Conversation, Edition, Script, Voice, draw, draw_svg, sample_facts, transcripts,
};

use super::{
    command_line::{PictureFormat, ScriptsCommand, ScriptsFolder},
    exit::{Exit, wrong_use},
    logs::{self, Audience},
    settings::Settings,
};

/// Carries out a `scripts` command.
///
/// # Errors
/// A script or its words cannot be read, there is no script of that name, or the database failed.
pub(crate) async fn run(config: Option<&Path>, command: &ScriptsCommand) -> anyhow::Result<Exit> {
    match command {
        ScriptsCommand::Check(folder) => check_all(&Book::read(folder_meant(config, folder).as_deref())?),
        ScriptsCommand::Draw { name, format, folder } => {
            let book = Book::read(folder_meant(config, folder).as_deref())?;
            let script = script(book.voice(None)?, name)?;
            match format {
                PictureFormat::Mermaid => write!(stdout(), "{}", draw(script))?,
                PictureFormat::Svg => write!(stdout(), "{}", draw_svg(script))?,
            }
            Ok(Exit::Success)
        }
        ScriptsCommand::Try { name, lang, line, folder } => {
            let book = Book::read(folder_meant(config, folder).as_deref())?;
            let voice = book.voice(line.as_deref())?;
            let is_typed = stdin().is_terminal();
            converse(voice, name, known_language(lang)?, is_typed, &mut stdin().lock(), &mut stdout())
        }
        ScriptsCommand::Transcripts { name, lang, line, folder } => {
            let book = Book::read(folder_meant(config, folder).as_deref())?;
            let voice = book.voice(line.as_deref())?;
            write!(stdout(), "{}", transcripts(script(voice, name)?, &voice.words, known_language(lang)?))?;
            Ok(Exit::Success)
        }
        ScriptsCommand::Publish { .. } | ScriptsCommand::Versions(_) | ScriptsCommand::Rollback { .. } => {
            let settings = Settings::load(config)?;
            logs::start(&settings, Audience::Terminal)?;
            passerelle_telephony::install_tls_provider();
            publishing::run(&settings, command).await
        }
    }
}

/// The folder typed, or the one of the settings. A wrong setting must not keep anybody from looking at a script.
fn folder_meant(config: Option<&Path>, typed: &ScriptsFolder) -> Option<PathBuf> {
    if typed.folder.is_some() {
        return typed.folder.clone();
    }
    match Settings::load(config) {
        Ok(settings) => settings.scripts_folder,
        Err(problem) => {
            // Telling it is all that can be done when even that fails.
            let _ =
                writeln!(stderr(), "The settings cannot be read, so the program's own scripts are meant: {problem:#}");
            None
        }
    }
}

fn known_language(language: &str) -> anyhow::Result<&str> {
    if !LANGUAGES.contains(&language) {
        return Err(wrong_use(format!("--lang must be {}", LANGUAGES.join(" or "))));
    }
    Ok(language)
}

/// Scripts, words and sounds: the program's, with a folder's over them.
pub(crate) struct Book {
    edition: Edition,
}

impl Book {
    /// Reads a folder over what the program ships.
    ///
    /// # Errors
    /// Something cannot be read.
    pub(crate) fn read(folder: Option<&Path>) -> anyhow::Result<Book> {
        let own = folder.map_or_else(|| Ok(NewEdition::default()), folder::read)?;
        let edition = Edition::read(&ground(shipped_scripts(), shipped_words()), &own.texts)?;
        Ok(Book { edition })
    }

    /// Everything that would leave a caller alone, in words for the author.
    pub(crate) fn problems(&self) -> Vec<String> {
        self.edition.problems(&LANGUAGES).iter().map(ToString::to_string).collect()
    }

    /// How many scripts there are.
    pub(crate) fn count(&self) -> usize {
        self.edition.voice("").scripts().count()
    }

    fn voice(&self, line: Option<&str>) -> anyhow::Result<&Voice> {
        match line {
            Some(line) if !self.edition.is_own_voice(line) => {
                let lines: Vec<&str> = self.edition.lines().collect();
                Err(wrong_use(format!("no line {line} has words of its own; there are: {}", lines.join(", "))))
            }
            Some(_) | None => Ok(self.edition.voice(line.unwrap_or_default())),
        }
    }
}

fn script<'v>(voice: &'v Voice, name: &str) -> anyhow::Result<&'v Arc<Script>> {
    voice.script(name).ok_or_else(|| {
        let names: Vec<&str> = voice.scripts().map(|script| script.name.as_str()).collect();
        wrong_use(format!("there is no script {name}; there are {}", names.join(", ")))
    })
}

fn check_all(book: &Book) -> anyhow::Result<Exit> {
    let mut out = stdout();
    for warning in book.edition.warnings() {
        writeln!(out, "warning: {warning}")?;
    }
    let problems = book.problems();
    for problem in &problems {
        writeln!(out, "{problem}")?;
    }
    if problems.is_empty() {
        writeln!(out, "{} scripts checked: no caller can be left alone.", book.count())?;
        return Ok(Exit::Success);
    }
    Ok(Exit::Failure)
}

/// A conversation, an answer a line, until the call is over or the answers are.
fn converse(
    voice: &Voice,
    name: &str,
    language: &str,
    is_typed: bool,
    answers: &mut impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let mut facts = sample_facts(language);
    facts.insert("language".to_owned(), language.to_owned());
    // The hour of a conversation on paper changes nothing: facts hold the hours that are spoken.
    let mut conversation = Conversation::begin(script(voice, name)?, &voice.words, facts, DateTime::<Utc>::UNIX_EPOCH);
    let mut shown = 0;
    loop {
        write!(out, "{}", &conversation.transcript()[shown..])?;
        shown = conversation.transcript().len();
        if conversation.has_ended() {
            return Ok(Exit::Success);
        }
        if is_typed {
            write!(out, "[{}] ", conversation.expected())?;
        }
        out.flush()?;
        let mut line = String::new();
        if answers.read_line(&mut line)? == 0 {
            writeln!(out, "The answers are over and the call is not: it waits for {}.", conversation.expected())?;
            return Ok(Exit::Success);
        }
        if let Err(problem) = conversation.answer(&line) {
            writeln!(out, "{problem}")?;
            if !is_typed {
                return Ok(Exit::Failure);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shipped() -> Book {
        Book::read(None).unwrap()
    }

    fn tried(answers: &str) -> (Exit, String) {
        let mut out = Vec::new();
        let exit =
            converse(shipped().voice(None).unwrap(), "listening-line", "fr", false, &mut answers.as_bytes(), &mut out)
                .unwrap();
        (exit, String::from_utf8(out).unwrap())
    }

    #[test]
    fn answers_from_a_pipe_then_the_conversation_follows_them() {
        let (exit, told) = tried("hangup\n");
        assert_eq!(exit, Exit::Success);
        assert!(told.contains("voice:") && told.contains("you: hangup"), "{told}");
        let (exit, told) = tried("");
        assert_eq!(exit, Exit::Success);
        assert!(told.contains("The answers are over"), "{told}");
    }

    #[test]
    fn unknown_script_then_the_known_ones_are_named() {
        let error = script(shipped().voice(None).unwrap(), "lost").unwrap_err().to_string();
        assert!(error.contains("listening-line"), "{error}");
    }
}
