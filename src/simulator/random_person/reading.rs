//! What a person understands of a spoken menu or a text: keys offered, codes, wishes.
//!
//! Matched loosely and in both languages, so that a rewording of the product does not leave everybody mute.

use crate::Private;

/// The keys a menu names, in order: "appuyez sur 1", "press 2", "le 3,".
pub(super) fn keys_named(heard: &str) -> Vec<char> {
    let lower = heard.to_lowercase();
    let mut found: Vec<(usize, char)> = Vec::new();
    for lead in ["appuyez sur ", "appuyez sur le ", "press ", "tapez ", "faites le ", "le "] {
        for (start, _) in lower.match_indices(lead) {
            let mut rest = lower[start + lead.len()..].chars();
            let Some(key) = rest.next().filter(char::is_ascii_digit) else {
                continue;
            };
            // "le 15" and "le 3114" are numbers to dial, not keys.
            if rest.next().is_none_or(|next| !next.is_ascii_digit()) && !found.iter().any(|(_, known)| *known == key) {
                found.push((start, key));
            }
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, key)| key).collect()
}

/// The menu a person answers: what was said last, back to where its first key was named.
///
/// A menu may be spoken in several sentences, of which the last often names only the key that stops the calls.
pub(super) fn last_menu(heard: &[Private]) -> String {
    let start = heard.iter().rposition(|text| keys_named(text).contains(&'1')).unwrap_or(0);
    heard[start..].iter().map(Private::as_str).collect::<Vec<_>>().join(" ")
}

/// The key offered just after one of these words, in the same sentence or before the next key.
pub(super) fn key_for(heard: &str, words: &[&str]) -> Option<char> {
    let lower = heard.to_lowercase();
    let start = words.iter().filter_map(|word| lower.rfind(word).map(|at| at + word.len())).min()?;
    keys_named(&lower[start..]).first().copied()
}

/// The code of an alert in a text: "ALERTE A7K2 niveau 1" gives "A7K2".
pub(super) fn alert_code(body: &str) -> Option<String> {
    const LEADS: [&str; 5] = ["ALERTE", "ALERT", "GRAVE", "RAPPEL", "REMINDER"];
    let words: Vec<&str> = body.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| {
        let is_lead = LEADS.contains(&pair[0]) || pair[0] == "PRENDS" || pair[0] == "TAKE";
        (is_lead && is_code(pair[1])).then(|| pair[1].to_owned())
    })
}

/// A text that asks what a caller needed.
pub(super) fn asks_triage(body: &str) -> bool {
    body.contains("Besoin:") || body.contains("Need:")
}

/// The answer a text asks for when something is done: "Répondez FAIT A7K2" gives "FAIT A7K2".
pub(super) fn completion_asked(body: &str) -> Option<String> {
    let words: Vec<&str> = body.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(2).find_map(|pair| {
        let is_lead = pair[0] == "FAIT" || pair[0] == "DONE";
        (is_lead && is_code(pair[1])).then(|| format!("{} {}", pair[0], pair[1]))
    })
}

/// Three to eight letters and digits in capitals, with at least one digit.
fn is_code(word: &str) -> bool {
    (3..=8).contains(&word.len())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && word.chars().any(|c| c.is_ascii_digit())
}

/// The text is in English.
pub(super) fn is_english(body: &str) -> bool {
    ["Reply", "TAKE", "Hello", "your call", "Call "].iter().any(|word| body.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spoken_menus_then_their_keys() {
        let menu = "Pour parler avec quelqu'un, appuyez sur 1. Si c'est urgent, appuyez sur 3. Sinon le 15 ou le 3114.";
        assert_eq!(keys_named(menu), ['1', '3']);
        assert_eq!(keys_named("Je répète. Le 1, pour parler. Le 2, pour une aide."), ['1', '2']);
        assert_eq!(keys_named("Ready? Press 1. Not today? Press 3."), ['1', '3']);
        assert!(keys_named("Merci de patienter.").is_empty());
        assert_eq!(
            key_for("Si tout va bien, appuyez sur 1. Pour qu'on vous rappelle, appuyez sur 2.", &["rappelle"]),
            Some('2')
        );
    }

    #[test]
    fn menu_in_several_sentences_then_taken_from_its_first_key() {
        let heard = [
            "Bonjour. Appuyez sur 1.",
            "Si tout va bien, appuyez sur 1.",
            "Pour un rappel, appuyez sur 2.",
            "Pour arrêter, appuyez sur 9.",
        ];
        let menu = last_menu(&heard.map(Private::from));
        assert_eq!(keys_named(&menu), ['1', '2', '9']);
        assert!(menu.starts_with("Si tout va bien"));
        assert_eq!(last_menu(&[]), "");
    }

    #[test]
    fn alert_texts_then_their_code() {
        let french = "ALERTE A7K2 niveau 1: Suzanne, 3 appels sans réponse depuis 15 h. PRENDS A7K2 ou SUIVANT A7K2.";
        assert_eq!(alert_code(french).as_deref(), Some("A7K2"));
        assert_eq!(alert_code("REMINDER B2C9: alert not taken for 10 min.").as_deref(), Some("B2C9"));
        assert_eq!(alert_code("ALERTE GRAVE K9Z1: forte inquiétude").as_deref(), Some("K9Z1"));
        assert_eq!(alert_code("Merci, c'est noté."), None);
    }
}
