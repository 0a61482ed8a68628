//! From a message to its plain words.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// What is read of a message. Carriers deliver at most this many characters.
const MESSAGE_CHARS: usize = 1600;

/// The words of a message: lower case, without accents or punctuation. `/`, `:` and `.` stay between two digits, where they
/// make a date or an hour. A thumb up or down is a yes or a no.
pub(super) fn tokens(body: &str) -> Vec<String> {
    let chars: Vec<char> = plain(body).chars().collect();
    let mut tokens = Vec::new();
    let mut token = String::new();
    for (index, &c) in chars.iter().enumerate() {
        let is_digit_at = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        let joins_digits =
            matches!(c, '/' | ':' | '.') && is_digit_at(index.checked_sub(1)) && is_digit_at(index.checked_add(1));
        if c.is_alphanumeric() || joins_digits {
            token.push(c);
        } else if !token.is_empty() {
            tokens.push(std::mem::take(&mut token));
        }
    }
    if !token.is_empty() {
        tokens.push(token);
    }
    tokens
}

/// Lower case without marks. Compatibility forms (full-width digits) become the plain ones.
fn plain(body: &str) -> String {
    let mut plain = String::with_capacity(body.len());
    for c in body.chars().take(MESSAGE_CHARS).nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '👍' | '👌' | '✅' => plain.push_str(" oui "),
            '👎' | '❌' => plain.push_str(" non "),
            '🆘' => plain.push_str(" sos "),
            'œ' | 'Œ' => plain.push_str("oe"),
            'æ' | 'Æ' => plain.push_str("ae"),
            // Joiners and variation marks inside a word or an emoji are not a space.
            '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{ad}' => {}
            other => plain.extend(other.to_lowercase()),
        }
    }
    plain
}
