//! An association's own folder: flows, words and sounds, for everybody or for one line.
//!
//! ```text
//! night-line.toml                    a flow, or one that replaces the program's of the same name
//! words/fr.ftl                       sentences in place of the program's
//! words/havre/fr.ftl                 the same for the line whose reference is `havre`
//! sounds/fr/hold_first.mp3           a sentence recorded instead of spoken
//! sounds/havre/fr/hold_first.wav     the same for one line
//! ```

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use lofty::{
    config::ParseOptions,
    file::{AudioFile, FileType},
    probe::Probe,
};
use passerelle_app::{LANGUAGES, NewEdition, sound_file};
use passerelle_domain::voice_script::{Sound, VoiceTexts};

use crate::commands::exit::wrong_use;

/// A minute of good sound. The carrier fetches it while somebody waits.
const MAX_SOUND_BYTES: u64 = 4 * 1024 * 1024;
/// Far more than there are sentences.
const MAX_SOUNDS: usize = 1000;
/// No flow and no words are longer.
const MAX_TEXT_BYTES: u64 = 512 * 1024;

/// Reads a folder.
///
/// # Errors
/// It cannot be read, or holds something that has no place in it: a misspelt name would otherwise never be heard.
pub(super) fn read(folder: &Path) -> anyhow::Result<NewEdition> {
    let mut edition = NewEdition::default();
    for path in entries(folder)? {
        let name = name_of(&path);
        match (path.is_dir(), name.as_str()) {
            (true, "words") => read_words(&path, &mut edition)?,
            (true, "sounds") => read_sounds(&path, &mut edition)?,
            (false, name) if name.ends_with(".toml") => {
                edition.texts.flows.insert(stem(&path), text(&path)?);
            }
            // Notes beside the scripts, and the transcripts of those that ship.
            (_, _) => {}
        }
    }
    if edition == NewEdition::default() {
        return Err(wrong_use(format!(
            "{} holds no script (*.toml), no words (words/fr.ftl) and no sounds (sounds/fr/….mp3)",
            folder.display()
        )));
    }
    Ok(edition)
}

fn read_words(folder: &Path, edition: &mut NewEdition) -> anyhow::Result<()> {
    for path in entries(folder)? {
        if path.is_dir() {
            let line = name_of(&path);
            for own in entries(&path)? {
                add_words(&own, edition.texts.lines.entry(line.clone()).or_default())?;
            }
        } else {
            add_words(&path, &mut edition.texts.everybody)?;
        }
    }
    Ok(())
}

fn add_words(path: &Path, voice: &mut VoiceTexts) -> anyhow::Result<()> {
    let language = stem(path);
    if path.extension().is_none_or(|extension| extension != "ftl") || !LANGUAGES.contains(&language.as_str()) {
        return Err(out_of_place(path, "words are in fr.ftl and en.ftl"));
    }
    voice.words.insert(language, text(path)?);
    Ok(())
}

fn read_sounds(folder: &Path, edition: &mut NewEdition) -> anyhow::Result<()> {
    for path in folders(folder)? {
        let name = name_of(&path);
        if LANGUAGES.contains(&name.as_str()) {
            read_sounds_of(&path, &name, None, edition)?;
            continue;
        }
        for own in folders(&path)? {
            let language = name_of(&own);
            if !LANGUAGES.contains(&language.as_str()) {
                return Err(out_of_place(&own, "sounds are in the folders fr and en"));
            }
            read_sounds_of(&own, &language, Some(&name), edition)?;
        }
    }
    Ok(())
}

fn read_sounds_of(folder: &Path, language: &str, line: Option<&str>, edition: &mut NewEdition) -> anyhow::Result<()> {
    for path in entries(folder)? {
        let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned()).unwrap_or_default();
        let file_type = match extension.as_str() {
            "mp3" => FileType::Mpeg,
            "wav" => FileType::Wav,
            _ => return Err(out_of_place(&path, "a sound is an .mp3 or a .wav file")),
        };
        if fs::metadata(&path)?.len() > MAX_SOUND_BYTES {
            return Err(out_of_place(&path, "a sound has at most 4 MiB; a sentence needs far less"));
        }
        if edition.sounds.len() >= MAX_SOUNDS {
            return Err(out_of_place(&path, "there are more than 1000 sounds"));
        }
        let content = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        let seconds = seconds_of(&content, file_type)
            .with_context(|| format!("{} is not the {extension} file that its name says", path.display()))?;
        let sound = Sound { file: sound_file(&content, &extension), seconds: Some(seconds) };
        edition.sounds.insert(sound.file.clone(), content);
        let voice = match line {
            Some(line) => edition.texts.lines.entry(line.to_owned()).or_default(),
            None => &mut edition.texts.everybody,
        };
        let sounds = voice.sounds.entry(language.to_owned()).or_default();
        if sounds.insert(stem(&path), sound).is_some() {
            return Err(out_of_place(&path, "the sentence is recorded twice; keep the .mp3 or the .wav"));
        }
    }
    Ok(())
}

/// How long a sound lasts, rounded up.
fn seconds_of(content: &[u8], file_type: FileType) -> anyhow::Result<u32> {
    let probe = Probe::with_file_type(std::io::Cursor::new(content), file_type);
    let options = ParseOptions::new().read_tags(false).read_cover_art(false);
    let sound = probe.options(options).read()?;
    let seconds = sound.properties().duration().as_secs_f64().ceil();
    anyhow::ensure!(seconds >= 1.0, "it holds no sound");
    // A length above the largest number of seconds is refused by the check all the same.
    Ok(seconds.min(f64::from(u32::MAX)) as u32)
}

fn folders(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let paths = entries(folder)?;
    match paths.iter().find(|path| !path.is_dir()) {
        Some(file) => Err(out_of_place(file, "sounds are in a folder named after their language")),
        None => Ok(paths),
    }
}

/// What a folder holds, in order, without hidden files.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| wrong_use(format!("{} cannot be read: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry?.path();
        if !name_of(&path).starts_with('.') {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn text(path: &Path) -> anyhow::Result<String> {
    if fs::metadata(path)?.len() > MAX_TEXT_BYTES {
        return Err(out_of_place(path, "a text has at most 512 KiB"));
    }
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn out_of_place(path: &Path, why: &str) -> anyhow::Error {
    wrong_use(format!("{}: {why}", path.display()))
}
