//! `scripts`: what callers hear, checked, drawn or tried without a telephone.

use std::{
    fs,
    io::{BufRead, IsTerminal, Write, stdin, stdout},
    path::Path,
};

use anyhow::Context;
use chrono::{DateTime, Utc};
use passerelle_app::{shipped_scripts, shipped_words};
use passerelle_domain::{
    voice_script::{Conversation, Script, check, draw, sample_facts},
    words::Words,
};

use super::{
    command_line::{ScriptsCommand, ScriptsDir},
    exit::{Exit, wrong_use},
};

/// Every text must exist in these.
const LANGUAGES: [&str; 2] = ["fr", "en"];

/// Carries out `scripts check`, `scripts draw` or `scripts try`.
///
/// # Errors
/// A script or its words cannot be read, or there is no script of that name.
pub(crate) fn run(command: &ScriptsCommand) -> anyhow::Result<Exit> {
    match command {
        ScriptsCommand::Check(dir) => check_all(&Book::read(dir)?),
        ScriptsCommand::Draw { name, dir } => {
            let book = Book::read(dir)?;
            write!(stdout(), "{}", draw(book.script(name)?))?;
            Ok(Exit::Success)
        }
        ScriptsCommand::Try { name, lang, dir } => {
            let book = Book::read(dir)?;
            if !LANGUAGES.contains(&lang.as_str()) {
                return Err(wrong_use(format!("--lang must be {}", LANGUAGES.join(" or "))));
            }
            let is_typed = stdin().is_terminal();
            converse(&book, name, lang, is_typed, &mut stdin().lock(), &mut stdout())
        }
    }
}

/// Scripts and their words.
pub(crate) struct Book {
    scripts: Vec<Script>,
    words: Words,
}

impl Book {
    /// The scripts of a folder, or those the program ships.
    ///
    /// # Errors
    /// One of them cannot be read.
    pub(crate) fn read(dir: &ScriptsDir) -> anyhow::Result<Book> {
        match &dir.dir {
            None => Book::of(&owned(shipped_scripts()), &owned(shipped_words())),
            Some(dir) => {
                let scripts = texts(dir, "toml")?;
                if scripts.is_empty() {
                    return Err(wrong_use(format!("{} holds no script (*.toml)", dir.display())));
                }
                Book::of(&scripts, &texts(&dir.join("words"), "ftl")?)
            }
        }
    }

    fn of(scripts: &[(String, String)], words: &[(String, String)]) -> anyhow::Result<Book> {
        let words: Vec<(&str, &str)> = words.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let words = Words::from_sources(&words)?;
        let read = |(name, text): &(String, String)| {
            let script = Script::parse(text).with_context(|| format!("voice script {name}"))?;
            Ok(script.hearing(&words))
        };
        let scripts = scripts.iter().map(read).collect::<anyhow::Result<_>>()?;
        Ok(Book { scripts, words })
    }

    /// Everything that would leave a caller alone, in words for the author.
    pub(crate) fn problems(&self) -> Vec<String> {
        check(&self.scripts, &self.words, &LANGUAGES).iter().map(ToString::to_string).collect()
    }

    /// How many scripts there are.
    pub(crate) fn count(&self) -> usize {
        self.scripts.len()
    }

    fn script(&self, name: &str) -> anyhow::Result<&Script> {
        self.scripts.iter().find(|script| script.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.scripts.iter().map(|script| script.name.as_str()).collect();
            wrong_use(format!("there is no script {name}; there are {}", names.join(", ")))
        })
    }
}

fn owned(texts: &[(&str, &str)]) -> Vec<(String, String)> {
    texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

/// The texts of a folder with this extension, by name without it, in order.
fn texts(dir: &Path, extension: &str) -> anyhow::Result<Vec<(String, String)>> {
    let entries = fs::read_dir(dir).map_err(|error| wrong_use(format!("{} cannot be read: {error}", dir.display())))?;
    let mut texts = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let is_wanted = path.is_file() && path.extension().is_some_and(|found| found == extension);
        let Some(name) = path.file_stem().filter(|_| is_wanted).map(|name| name.to_string_lossy().into_owned()) else {
            continue;
        };
        let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        texts.push((name, text));
    }
    texts.sort();
    Ok(texts)
}

fn check_all(book: &Book) -> anyhow::Result<Exit> {
    let mut out = stdout();
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
    book: &Book,
    name: &str,
    language: &str,
    is_typed: bool,
    answers: &mut impl BufRead,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let mut facts = sample_facts(language);
    facts.insert("language".to_owned(), language.to_owned());
    // The hour of a conversation on paper changes nothing: facts hold the hours that are spoken.
    let mut conversation = Conversation::begin(book.script(name)?, &book.words, facts, DateTime::<Utc>::UNIX_EPOCH);
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
        Book::read(&ScriptsDir { dir: None }).unwrap()
    }

    fn tried(answers: &str) -> (Exit, String) {
        let mut out = Vec::new();
        let exit = converse(&shipped(), "listening-line", "fr", false, &mut answers.as_bytes(), &mut out).unwrap();
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
        let error = shipped().script("lost").unwrap_err().to_string();
        assert!(error.contains("listening-line"), "{error}");
    }
}
