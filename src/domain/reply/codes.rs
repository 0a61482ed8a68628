//! The short codes of calls and cases, as people type them.

use super::{Reply, shapes::only_politeness_beside, times::hour_at, vocabulary::is_filler};
use crate::code::Code;

/// A code somewhere in the words, in capitals.
pub(super) struct FoundCode {
    pub(super) code: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// As [`Code`] has them.
const CODE_LENGTH: usize = 4;

/// Every group of words that could be a code, also ordinary words of four letters.
pub(super) fn all(tokens: &[String]) -> Vec<FoundCode> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    (0..words.len()).filter_map(|start| code_from(&words, start)).collect()
}

/// A code and nothing but politeness. Read last: an ordinary word of four letters may be one.
pub(super) fn bare_code(tokens: &[String]) -> Option<Reply> {
    let words: Vec<&str> = tokens.iter().map(String::as_str).collect();
    let start = (0..words.len()).find(|at| !is_filler(words[*at]))?;
    let found = code_from(&words, start)?;
    let explains: Vec<usize> = (found.start..found.end).collect();
    only_politeness_beside(&words, &explains).then_some(Reply::Code { code: found.code })
}

/// Whether one word can only be a code: letters and digits mixed, and no hour.
pub(super) fn is_code(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().any(|b| b.is_ascii_alphabetic())
        && is_code_in_pieces(&[word])
        && hour_at(&[word], 0).is_none()
}

/// A code that begins at `start`: one word, or up to four short ones ("A7-K2", "a 7 k 2").
fn code_from(words: &[&str], start: usize) -> Option<FoundCode> {
    const PIECES: usize = 4;
    (start + 1..=words.len().min(start + PIECES)).find_map(|end| {
        let pieces = &words[start..end];
        is_code_in_pieces(pieces).then(|| FoundCode { code: pieces.concat().to_uppercase(), start, end })
    })
}

/// A well-formed code, or a mistyped one (`A7O2`): that deserves "I do not find this code" rather than "I did not understand".
/// "15mn", "2eme" and "à 15 h" are none.
fn is_code_in_pieces(pieces: &[&str]) -> bool {
    let has = |piece: &str, wanted: fn(&u8) -> bool| piece.bytes().any(|byte| wanted(&byte));
    let is_mixed = |piece: &str| has(piece, u8::is_ascii_digit) && has(piece, u8::is_ascii_alphabetic);
    let text = pieces.concat();
    if Code::parse(&text).is_some() {
        return true;
    }
    let is_cut_evenly = match pieces {
        [word] => word.trim_start_matches(|c: char| c.is_ascii_digit()).contains(|c: char| c.is_ascii_digit()),
        [first, second] => is_mixed(first) && is_mixed(second),
        letters => letters.iter().all(|letter| letter.len() == 1),
    };
    let length = text.len();
    is_cut_evenly && length == CODE_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric()) && is_mixed(&text)
}

/// A code just after the position, politeness skipped.
pub(super) fn code_after(words: &[&str], position: usize) -> Option<FoundCode> {
    let start = (position + 1..words.len()).find(|at| !is_filler(words[*at]) || code_from(words, *at).is_some())?;
    code_from(words, start)
}

/// A code just before the position, politeness skipped. The nearest wins.
pub(super) fn code_before(words: &[&str], position: usize) -> Option<FoundCode> {
    let is_just_before =
        |found: &FoundCode| found.end <= position && words[found.end..position].iter().all(|word| is_filler(word));
    (0..position).rev().filter_map(|start| code_from(words, start)).find(is_just_before)
}
