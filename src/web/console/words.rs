//! The words of the pages, in Fluent files of one language and one page each.

use std::{borrow::Cow, sync::LazyLock};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use passerelle_domain::{people::Language, spoken};
use rust_embed::RustEmbed;
use unic_langid::{LanguageIdentifier, langid};

#[derive(RustEmbed)]
#[folder = "words"]
struct Files;

type Bundle = FluentBundle<FluentResource>;

static FRENCH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French));
static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English));

fn bundle(language: Language) -> Bundle {
    let locale: LanguageIdentifier = match language {
        Language::French => langid!("fr"),
        Language::English => langid!("en"),
    };
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation marks are for mixed directions; askama's own escaping and `dir="auto"` do for names here.
    bundle.set_use_isolating(false);
    for file in Files::iter().filter(|file| file.starts_with(language.tag())) {
        let text = Files::get(&file).map(|found| String::from_utf8_lossy(&found.data).into_owned()).unwrap_or_default();
        let text = if language == Language::French { with_its_spaces(&text) } else { text };
        // What cannot be read is left out: a test proves that every file can be.
        let resource = FluentResource::try_new(text).unwrap_or_else(|(readable, _)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// French puts a space before these signs, and no line may end there.
fn with_its_spaces(text: &str) -> String {
    const SIGNS: [(&str, &str); 6] = [
        (" ?", "\u{202f}?"),
        (" !", "\u{202f}!"),
        (" ;", "\u{202f};"),
        (" :", "\u{a0}:"),
        (" »", "\u{a0}»"),
        ("« ", "«\u{a0}"),
    ];
    SIGNS.iter().fold(text.to_owned(), |text, (plain, kept)| text.replace(plain, kept))
}

/// The words of the pages in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// `fr` or `en`.
    pub(crate) fn tag(&self) -> &'static str {
        self.0.tag()
    }

    /// A sentence without arguments.
    pub(crate) fn say(&self, key: &str) -> String {
        self.write(key, &FluentArgs::new())
    }

    /// A sentence about a number of things, which it calls `$n`.
    pub(crate) fn count(&self, key: &str, n: impl TryInto<i64>) -> String {
        let mut arguments = FluentArgs::new();
        arguments.set("n", FluentValue::from(n.try_into().unwrap_or(i64::MAX)));
        self.write(key, &arguments)
    }

    /// A sentence with named words: `w.fill("case-taken-by", [("name", holder)])`.
    pub(crate) fn fill<'a, const N: usize, V: Into<Cow<'a, str>>>(
        &self,
        key: &str,
        pairs: [(&'a str, V); N],
    ) -> String {
        let arguments: FluentArgs<'_> =
            pairs.into_iter().map(|(name, value)| (name, FluentValue::String(value.into()))).collect();
        self.write(key, &arguments)
    }

    /// True when there is a sentence of this name.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.bundle().has_message(key)
    }

    fn bundle(&self) -> &'static Bundle {
        match self.0 {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }

    /// A sentence that is missing shows its name, so that a page is never blank; a test finds it first.
    fn write(&self, key: &str, arguments: &FluentArgs<'_>) -> String {
        let bundle = self.bundle();
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, language = self.tag(), "a page has no words for this");
            return key.to_owned();
        };
        let mut problems = Vec::new();
        let text = bundle.format_pattern(pattern, Some(arguments), &mut problems).into_owned();
        if !problems.is_empty() {
            tracing::error!(key, language = self.tag(), "a sentence of a page lacks an argument");
        }
        text
    }

    /// `jeu. 26/11`.
    pub(crate) fn day(&self, date: NaiveDate) -> String {
        spoken::short_day(self.tag(), date)
    }

    /// `jeudi vingt-six novembre`, said from `today`: `aujourd'hui`, `demain`.
    pub(crate) fn long_day(&self, date: NaiveDate) -> String {
        spoken::day_in_words(self.tag(), date, NaiveDate::MIN)
    }

    /// `15h00`.
    pub(crate) fn hour(&self, at: DateTime<Utc>, zone: Tz) -> String {
        self.local_hour(at.with_timezone(&zone).time())
    }

    /// `15h00`.
    pub(crate) fn local_hour(&self, at: NaiveTime) -> String {
        spoken::short_hour(self.tag(), at)
    }

    /// In a sentence: `jeu. 26/11 à 15h00`; `à 15h00` when it is on the day of `now`.
    pub(crate) fn moment(&self, at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
        if self.is_today(at, now, zone) {
            return self.fill("frame-moment-today", [("hour", self.hour(at, zone))]);
        }
        self.stamp(at, now, zone)
    }

    /// In a list: `jeu. 26/11 à 15h00`; `15h00` when it is on the day of `now`.
    pub(crate) fn stamp(&self, at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
        let hour = self.hour(at, zone);
        if self.is_today(at, now, zone) {
            return hour;
        }
        self.fill("frame-moment", [("day", self.day(at.with_timezone(&zone).date_naive())), ("hour", hour)])
    }

    fn is_today(&self, at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> bool {
        at.with_timezone(&zone).date_naive() == now.with_timezone(&zone).date_naive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn french_signs_then_no_line_begins_with_one() {
        let w = Words(Language::French);
        assert!(w.say("own-hour-label").ends_with("\u{202f}?"), "{}", w.say("own-hour-label"));
        assert_eq!(with_its_spaces("key = Une note : « oui » !"), "key = Une note\u{a0}: «\u{a0}oui\u{a0}»\u{202f}!");
        assert!(Words(Language::English).say("own-hour-label").is_ascii());
    }

    /// Every key of a language with the arguments its sentence uses, and what could not be read.
    fn keys(language: &str) -> (BTreeMap<String, BTreeSet<String>>, Vec<String>) {
        let (mut keys, mut unreadable) = (BTreeMap::new(), Vec::new());
        for file in Files::iter().filter(|file| file.starts_with(language)) {
            let text = String::from_utf8(Files::get(&file).unwrap().data.into_owned()).unwrap();
            if FluentResource::try_new(text.clone()).is_err() {
                unreadable.push(file.to_string());
            }
            let mut key = String::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '}'])) {
                    key = name.to_owned();
                    assert!(!keys.contains_key(&key), "{key} is there twice");
                    keys.insert(key.clone(), BTreeSet::new());
                }
                for part in line.split('$').skip(1) {
                    let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
                    keys.get_mut(&key).unwrap().insert(name);
                }
            }
        }
        (keys, unreadable)
    }

    #[test]
    fn both_languages_then_the_same_sentences_with_the_same_arguments() {
        let ((french, bad), (english, also_bad)) = (keys("fr/"), keys("en/"));
        assert_eq!((bad, also_bad), (Vec::new(), Vec::new()));
        assert!(french.len() > 30);
        assert_eq!(french, english);
    }

    /// Every text between quotes that is the first argument of a function that writes words.
    fn asked_for(source: &str) -> Vec<String> {
        let calls = [".say(\"", ".count(\"", ".fill(\"", ".fill(\n", "w.has(\""];
        let mut found = Vec::new();
        for call in calls {
            for after in source.split(call).skip(1) {
                let after = after.trim_start().trim_start_matches('"');
                found.extend(after.split('"').next().map(str::to_owned));
            }
        }
        found
    }

    #[test]
    fn every_sentence_asked_for_by_a_page_then_it_is_written() {
        let (known, _) = keys("fr/");
        let mut pending = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR"))];
        let (mut files, mut missing) = (0, Vec::new());
        while let Some(path) = pending.pop() {
            if path.is_dir() {
                pending.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|end| end == "rs" || end == "html") && !path.ends_with("words.rs") {
                files += 1;
                let source = std::fs::read_to_string(&path).unwrap();
                missing.extend(asked_for(&source).into_iter().filter(|key| !known.contains_key(key)));
            }
        }
        assert!(files > 10);
        assert_eq!(missing, Vec::<String>::new());
    }
}
