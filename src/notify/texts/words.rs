//! The Fluent files, read once.

use crate::{Arguments, Language};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::sync::LazyLock;
use unic_langid::{LanguageIdentifier, langid};

/// SMS and email texts have separate files, so that a key may exist in both with different words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    Sms,
    Email,
}

/// The source text of one file.
pub(super) fn source(language: Language, channel: Channel) -> &'static str {
    match (language, channel) {
        (Language::French, Channel::Sms) => include_str!("fr.ftl"),
        (Language::English, Channel::Sms) => include_str!("en.ftl"),
        (Language::French, Channel::Email) => include_str!("email.fr.ftl"),
        (Language::English, Channel::Email) => include_str!("email.en.ftl"),
    }
}

type Bundle = FluentBundle<FluentResource>;

static FRENCH_SMS: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French, Channel::Sms));
static ENGLISH_SMS: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English, Channel::Sms));
static FRENCH_EMAIL: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::French, Channel::Email));
static ENGLISH_EMAIL: LazyLock<Bundle> = LazyLock::new(|| bundle(Language::English, Channel::Email));

/// A message's own text, or that of its attribute (`body`, `link`); `None` when it is absent or cannot be written.
pub(super) fn text(
    language: Language,
    channel: Channel,
    key: &str,
    attribute: Option<&str>,
    arguments: &Arguments,
) -> Option<String> {
    let bundle = open(language, channel);
    let message = bundle.get_message(key)?;
    let pattern = match attribute {
        None => message.value()?,
        Some(name) => message.get_attribute(name)?.value(),
    };
    let arguments: FluentArgs<'_> = arguments.iter().map(|(name, text)| (name.as_str(), fluent_value(text))).collect();
    let mut problems = Vec::new();
    let text = bundle.format_pattern(pattern, Some(&arguments), &mut problems).into_owned();
    problems.is_empty().then_some(text)
}

fn open(language: Language, channel: Channel) -> &'static Bundle {
    match (language, channel) {
        (Language::French, Channel::Sms) => &FRENCH_SMS,
        (Language::English, Channel::Sms) => &ENGLISH_SMS,
        (Language::French, Channel::Email) => &FRENCH_EMAIL,
        (Language::English, Channel::Email) => &ENGLISH_EMAIL,
    }
}

/// Digits become a number so that they choose the plural; anything with a leading zero is a code or a telephone number
/// and stays as it is written.
fn fluent_value(text: &str) -> FluentValue<'_> {
    const LONGEST_COUNT_DIGITS: usize = 6;
    let is_count = text.len() <= LONGEST_COUNT_DIGITS && (text == "0" || !text.starts_with('0'));
    match text.parse::<u32>() {
        Ok(count) if is_count && !text.starts_with('+') => FluentValue::from(count),
        _ => FluentValue::from(text),
    }
}

fn bundle(language: Language, channel: Channel) -> Bundle {
    let locale: LanguageIdentifier = match language {
        Language::French => langid!("fr"),
        Language::English => langid!("en"),
    };
    let mut bundle = Bundle::new_concurrent(vec![locale]);
    // Isolation marks are for mixed directions on a screen; in an SMS each would cost the whole alphabet.
    bundle.set_use_isolating(false);
    // What cannot be read is left out, and its absence is then an error for the one text that needs it: a program
    // that refuses to start would silence all of them. A test proves that both files are read whole.
    let resource = match FluentResource::try_new(source(language, channel).to_owned()) {
        Ok(resource) | Err((resource, _)) => resource,
    };
    bundle.add_resource_overriding(resource);
    bundle
}
