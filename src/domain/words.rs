//! Words: every sentence a machine says or writes, by language, in Fluent files.
//!
//! Knows nothing of files: the program hands the sources over. A missing language falls back to
//! French, a missing argument is an error: a sentence with a hole is never spoken.

use std::collections::{BTreeMap, BTreeSet};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use fluent_syntax::ast;
use unic_langid::LanguageIdentifier;

/// Language used when a text does not exist in the language asked for.
pub const FALLBACK_LANGUAGE: &str = "fr";

/// Why words cannot be read or rendered. Never holds the value of an argument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Not a language tag such as `fr` or `en`.
    #[error("`{0}` is not a language tag")]
    UnknownLanguage(String),
    /// The source is not Fluent.
    #[error("the {language} words cannot be read: {reason}")]
    Unreadable {
        /// Language of the source.
        language: String,
        /// What the parser says.
        reason: String,
    },
    /// The same id is written twice in one language.
    #[error("the text `{id}` is written twice in {language}")]
    WrittenTwice {
        /// Language of the source.
        language: String,
        /// Text id.
        id: String,
    },
    /// No such text, neither in the language nor in French.
    #[error("there is no text `{0}`")]
    NoSuchText(String),
    /// The text needs an argument that was not given.
    #[error("the text `{id}` needs the argument `{argument}`")]
    MissingArgument {
        /// Text id.
        id: String,
        /// Name of the argument.
        argument: String,
    },
    /// Fluent could not fill the text (a term or a reference that does not exist).
    #[error("the text `{0}` cannot be filled")]
    Unfillable(String),
}

/// All texts of all languages, ready to be rendered from any thread.
pub struct Words {
    languages: BTreeMap<String, Language>,
}

struct Language {
    bundle: FluentBundle<FluentResource>,
    /// Text ids with the arguments each one needs.
    texts: BTreeMap<String, BTreeSet<String>>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("languages", &self.languages()).finish()
    }
}

impl Words {
    /// Reads `(language, Fluent source)` pairs. Several sources of one language add up.
    ///
    /// # Errors
    /// [`WordsError::UnknownLanguage`], [`WordsError::Unreadable`], [`WordsError::WrittenTwice`].
    pub fn from_sources(sources: &[(&str, &str)]) -> Result<Words, WordsError> {
        Words::from_layers(&[sources])
    }

    /// Reads layers of `(language, Fluent source)` pairs: a text of a later layer replaces the same one of the
    /// layers before it. Within a layer several sources of one language add up.
    ///
    /// # Errors
    /// [`WordsError::UnknownLanguage`], [`WordsError::Unreadable`], [`WordsError::WrittenTwice`] (in one layer).
    pub fn from_layers(layers: &[&[(&str, &str)]]) -> Result<Words, WordsError> {
        let mut languages: BTreeMap<String, Language> = BTreeMap::new();
        for layer in layers {
            let mut written = BTreeSet::new();
            for (tag, source) in *layer {
                let identifier: LanguageIdentifier =
                    tag.parse().map_err(|_| WordsError::UnknownLanguage((*tag).to_owned()))?;
                let language = languages.entry((*tag).to_owned()).or_insert_with(|| {
                    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
                    // Isolation marks are for mixed directions on a screen; a voice would stumble on them.
                    bundle.set_use_isolating(false);
                    Language { bundle, texts: BTreeMap::new() }
                });
                language.add(tag, source, &mut written)?;
            }
        }
        Ok(Words { languages })
    }

    /// Renders one text. Runs of blanks become one blank, so that an empty argument leaves no gap.
    ///
    /// Arguments made of digits only are numbers, so that a text may choose its plural by them.
    ///
    /// # Errors
    /// [`WordsError::NoSuchText`], [`WordsError::MissingArgument`], [`WordsError::Unfillable`].
    pub fn render(&self, language: &str, id: &str, arguments: &BTreeMap<String, String>) -> Result<String, WordsError> {
        let found = self.holder(language, id).ok_or_else(|| WordsError::NoSuchText(id.to_owned()))?;
        let needed = &found.texts[id];
        let mut filled = FluentArgs::with_capacity(needed.len());
        for name in needed {
            let value = arguments
                .get(name)
                .ok_or_else(|| WordsError::MissingArgument { id: id.to_owned(), argument: name.clone() })?;
            filled.set(name.clone(), number_or_text(value));
        }
        let pattern = found
            .bundle
            .get_message(id)
            .and_then(|message| message.value())
            .ok_or_else(|| WordsError::NoSuchText(id.to_owned()))?;
        let mut errors = Vec::new();
        let text = found.bundle.format_pattern(pattern, Some(&filled), &mut errors);
        if errors.is_empty() {
            Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
        } else {
            Err(WordsError::Unfillable(id.to_owned()))
        }
    }

    /// Languages that have at least one text.
    #[must_use]
    pub fn languages(&self) -> Vec<&str> {
        self.languages.keys().map(String::as_str).collect()
    }

    /// Ids written in this very language, in alphabetical order; none when the language is unknown.
    #[must_use]
    pub fn ids(&self, language: &str) -> Vec<&str> {
        let texts = self.languages.get(language).map(|found| &found.texts);
        texts.into_iter().flatten().map(|(id, _)| id.as_str()).collect()
    }

    /// Whether this very language has the text (French standing in does not count).
    #[must_use]
    pub fn has(&self, language: &str, id: &str) -> bool {
        self.languages.get(language).is_some_and(|found| found.texts.contains_key(id))
    }

    /// Arguments the text needs, in alphabetical order; none when there is no such text.
    #[must_use]
    pub fn arguments(&self, language: &str, id: &str) -> Vec<&str> {
        let needed = self.holder(language, id).map(|found| &found.texts[id]);
        needed.into_iter().flatten().map(String::as_str).collect()
    }

    /// The language itself, then the same without its region, then French: the first that has the text.
    fn holder(&self, language: &str, id: &str) -> Option<&Language> {
        let primary = language.split(['-', '_']).next().unwrap_or(language);
        [language, primary, FALLBACK_LANGUAGE]
            .into_iter()
            .filter_map(|tag| self.languages.get(tag))
            .find(|found| found.texts.contains_key(id))
    }
}

impl Language {
    /// Adds a source; `written` are the texts of its layer so far, by language.
    fn add(&mut self, tag: &str, source: &str, written: &mut BTreeSet<(String, String)>) -> Result<(), WordsError> {
        let unreadable = |reason: String| WordsError::Unreadable { language: tag.into(), reason };
        let resource = FluentResource::try_new(source.to_owned())
            .map_err(|(_, errors)| unreadable(errors.first().map(ToString::to_string).unwrap_or_default()))?;
        for entry in resource.entries() {
            let ast::Entry::Message(message) = entry else {
                continue;
            };
            let Some(pattern) = &message.value else {
                continue;
            };
            let mut needed = BTreeSet::new();
            collect_from_pattern(pattern, &mut needed);
            let id = message.id.name.to_owned();
            if !written.insert((tag.to_owned(), id.clone())) {
                return Err(WordsError::WrittenTwice { language: tag.into(), id });
            }
            self.texts.insert(id, needed);
        }
        self.bundle.add_resource_overriding(resource);
        Ok(())
    }
}

/// Short plain numbers only: `0145` and telephone numbers must keep every digit as text.
fn number_or_text(value: &str) -> FluentValue<'static> {
    const LONGEST_NUMBER: usize = 4;
    let plain = !value.is_empty()
        && value.len() <= LONGEST_NUMBER
        && value.bytes().all(|byte| byte.is_ascii_digit())
        && (value == "0" || !value.starts_with('0'));
    match value.parse::<u32>() {
        Ok(number) if plain => FluentValue::from(number),
        _ => FluentValue::from(value.to_owned()),
    }
}

fn collect_from_pattern(pattern: &ast::Pattern<&str>, needed: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            collect_from_expression(expression, needed);
        }
    }
}

fn collect_from_expression(expression: &ast::Expression<&str>, needed: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => collect_from_inline(inline, needed),
        ast::Expression::Select { selector, variants } => {
            collect_from_inline(selector, needed);
            for variant in variants {
                collect_from_pattern(&variant.value, needed);
            }
        }
    }
}

fn collect_from_inline(inline: &ast::InlineExpression<&str>, needed: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            needed.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => {
            collect_from_expression(expression, needed);
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                collect_from_inline(argument, needed);
            }
        }
        // Our texts refer to no other text; a reference that cannot be filled is an error in `render`.
        ast::InlineExpression::StringLiteral { .. }
        | ast::InlineExpression::NumberLiteral { .. }
        | ast::InlineExpression::MessageReference { .. }
        | ast::InlineExpression::TermReference { .. } => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        Words::from_sources(&[
            ("fr", "hello = Bonjour { $prenom }. { $conseil } Au revoir.\nonly_fr = Oui.\nwait = Encore { $minutes ->\n    [one] { $minutes } minute\n   *[other] { $minutes } minutes\n}."),
            ("en", "hello = Hello { $prenom }. { $conseil } Goodbye."),
        ])
        .unwrap()
    }

    fn with(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    #[test]
    fn arguments_given_then_filled_without_isolation_marks_or_gaps() {
        let text = words().render("fr", "hello", &with(&[("prenom", "Anaïs"), ("conseil", "")]));
        assert_eq!(text.unwrap(), "Bonjour Anaïs. Au revoir.");
    }

    #[test]
    fn argument_missing_then_error_names_it_and_no_value() {
        let error = words().render("fr", "hello", &with(&[("prenom", "Zoé")])).unwrap_err();
        assert_eq!(error.to_string(), "the text `hello` needs the argument `conseil`");
    }

    #[test]
    fn language_or_text_missing_then_french_stands_in() {
        assert_eq!(words().render("en", "only_fr", &with(&[])).unwrap(), "Oui.");
        assert_eq!(words().render("br", "only_fr", &with(&[])).unwrap(), "Oui.");
        assert_eq!(words().render("fr-FR", "only_fr", &with(&[])).unwrap(), "Oui.");
        assert!(!words().has("en", "only_fr"));
    }

    #[test]
    fn text_unknown_everywhere_then_error() {
        let error = words().render("fr", "nowhere", &with(&[])).unwrap_err();
        assert_eq!(error, WordsError::NoSuchText("nowhere".into()));
    }

    #[test]
    fn number_given_then_plural_chosen_and_codes_keep_their_zeros() {
        let words = words();
        assert_eq!(words.render("fr", "wait", &with(&[("minutes", "1")])).unwrap(), "Encore 1 minute.");
        assert_eq!(words.render("fr", "wait", &with(&[("minutes", "4")])).unwrap(), "Encore 4 minutes.");
        assert_eq!(words.render("fr", "wait", &with(&[("minutes", "07")])).unwrap(), "Encore 07 minutes.");
    }

    #[test]
    fn text_listed_then_ids_and_arguments_are_known() {
        assert_eq!(words().ids("en"), vec!["hello"]);
        assert_eq!(words().arguments("fr", "hello"), vec!["conseil", "prenom"]);
        assert_eq!(words().arguments("fr", "wait"), vec!["minutes"]);
    }

    #[test]
    fn layer_added_then_its_texts_win_and_the_others_stay() {
        let own = [("fr", "hello = Salut { $prenom }, { $heure }.")];
        let words = Words::from_layers(&[&[("fr", "hello = Bonjour { $prenom }.\nbye = Au revoir.")], &own]).unwrap();
        assert_eq!(
            words.render("fr", "hello", &with(&[("prenom", "Zoé"), ("heure", "midi")])).unwrap(),
            "Salut Zoé, midi."
        );
        assert_eq!(words.arguments("fr", "hello"), vec!["heure", "prenom"]);
        assert_eq!(words.render("fr", "bye", &with(&[])).unwrap(), "Au revoir.");
        let doubled = Words::from_layers(&[&own, &[("fr", "a = Un\na = Deux")]]);
        assert!(matches!(doubled, Err(WordsError::WrittenTwice { .. })));
    }

    #[test]
    fn source_broken_or_doubled_then_refused() {
        assert!(matches!(Words::from_sources(&[("fr", "hello = { $")]), Err(WordsError::Unreadable { .. })));
        assert!(matches!(Words::from_sources(&[("fr", "a = Un\na = Deux")]), Err(WordsError::WrittenTwice { .. })));
        assert!(matches!(Words::from_sources(&[("not a tag", "a = Un")]), Err(WordsError::UnknownLanguage(_))));
    }
}
