//! The alphabet of an SMS, and how to make a text fit in one.
//!
//! One character outside the GSM 7-bit alphabet (a single `ê`) turns the whole message into UCS-2 and its 160 places
//! into 70. Texts are therefore folded to the alphabet, counted, shortened where that loses nothing, or refused.
//!
//! # Source
//! 3GPP TS 23.038, sections 6.2.1 (default alphabet) and 6.2.1.1 (extension table). National shift tables are not used:
//! carriers do not offer them.

use std::collections::BTreeMap;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Places in one SMS. A longer text is cut by the network in parts of 153, each paid for, and old phones show them apart.
pub const SMS_SEPTETS: usize = 160;

/// What each character outside the basic table costs: an escape, then the character.
const EXTENSION_SEPTETS: usize = 2;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
                     ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// What replaces a character of which nothing can be kept (another script, a picture). A name must never vanish silently.
const REPLACEMENT: char = '?';

/// The GSM 7-bit default alphabet with its extension table.
#[derive(Debug, Clone, Copy)]
pub struct Gsm7;

impl Gsm7 {
    /// The length of `text` in septets, or `None` when a character is outside the alphabet.
    pub fn septets(text: &str) -> Option<usize> {
        text.chars().try_fold(0, |sum, c| Some(sum + cost(c)?))
    }

    /// `text` rewritten with the alphabet only, on one line: what is in the alphabet stays (`é è à ù ì ò ñ ü ö ä Ç É`), other
    /// letters lose their mark (`ç` → `c`, `ê` → `e`, `À` → `A`), ligatures, quotes, dashes and spaces become plain, and
    /// white space of any kind becomes a space. A character of which nothing can be kept becomes `?`.
    ///
    /// Folding a folded text changes nothing.
    pub fn fold(text: &str) -> String {
        let mut folded = String::with_capacity(text.len());
        for c in text.nfc() {
            fold_char(c, &mut folded);
        }
        folded
    }

    /// Whether `text` is in the alphabet and fits in one SMS.
    pub fn fits_one(text: &str) -> bool {
        Gsm7::septets(text).is_some_and(|septets| septets <= SMS_SEPTETS)
    }

    /// Writes a text with `write`, shortening arguments in the order of `shortenable` until it fits in one SMS.
    ///
    /// Each argument is folded first. Each entry of `shortenable` is used up before the next is touched, so put what
    /// may be lost first. A shortened value ends with a full stop and never goes below its floor.
    ///
    /// # Errors
    /// What `write` returns, or [`TooLong`] (converted) when the text does not fit even then.
    pub fn fit<E: From<TooLong>>(
        write: impl Fn(&BTreeMap<String, String>) -> Result<String, E>,
        arguments: &BTreeMap<String, String>,
        shortenable: &[Shortening],
    ) -> Result<String, E> {
        let mut folded: BTreeMap<String, String> =
            arguments.iter().map(|(name, value)| (name.clone(), Gsm7::fold(value.trim()))).collect();
        let mut text = Gsm7::fold(&write(&folded)?);
        for shortening in shortenable {
            let Some(excess) = excess_septets(&text) else {
                return Ok(text);
            };
            if let Some(value) = folded.get_mut(shortening.argument) {
                *value = shorten(value, excess, shortening.floor_septets);
                text = Gsm7::fold(&write(&folded)?);
            }
        }
        match excess_septets(&text) {
            None => Ok(text),
            Some(excess_septets) => Err(E::from(TooLong { excess_septets })),
        }
    }
}

/// An argument that may be shortened when a text is too long.
#[derive(Debug, Clone, Copy)]
pub struct Shortening {
    /// The argument's name in the template.
    pub argument: &'static str,
    /// Septets it keeps at least, so that it stays recognisable.
    pub floor_septets: usize,
}

/// A text does not fit in one SMS, even after shortening.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is {excess_septets} septets too long for one SMS")]
pub struct TooLong {
    /// Septets beyond [`SMS_SEPTETS`].
    pub excess_septets: usize,
}

fn cost(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(EXTENSION_SEPTETS)
    } else {
        None
    }
}

/// Septets over the limit. The text is folded, so every character has a cost.
fn excess_septets(text: &str) -> Option<usize> {
    let septets: usize = text.chars().map(|c| cost(c).unwrap_or(1)).sum();
    septets.checked_sub(SMS_SEPTETS).filter(|excess| *excess > 0)
}

/// Removes at least `excess` septets from the end of `value` (one more for the full stop that shows the cut), but
/// leaves `floor` septets.
fn shorten(value: &str, excess: usize, floor: usize) -> String {
    let length: usize = value.chars().filter_map(cost).sum();
    if length <= floor {
        return value.to_owned();
    }
    let room = length.saturating_sub(excess).max(floor).saturating_sub(1);
    let mut kept = String::new();
    let mut used = 0;
    for c in value.chars() {
        used += cost(c).unwrap_or(1);
        if used > room {
            break;
        }
        kept.push(c);
    }
    let mut shortened = kept.trim_end_matches([' ', '.', ',', '-', '\'']).to_owned();
    shortened.push('.');
    shortened
}

fn fold_char(c: char, folded: &mut String) {
    if c.is_whitespace() || c.is_control() {
        folded.push(' ');
    } else if cost(c).is_some() {
        folded.push(c);
    } else if let Some(plain) = plain_form(c) {
        folded.push_str(plain);
    } else if !is_invisible(c) {
        let base = c.nfd().next().filter(|base| *base != c && cost(*base).is_some());
        folded.push(base.unwrap_or(REPLACEMENT));
    }
}

/// Characters that no decomposition explains.
fn plain_form(c: char) -> Option<&'static str> {
    Some(match c {
        'œ' => "oe",
        'Œ' => "OE",
        'ł' => "l",
        'Ł' => "L",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ı' => "i",
        'þ' => "th",
        'Þ' => "Th",
        '’' | '‘' | '‚' | '‛' | '′' | 'ʼ' | '`' | '´' => "'",
        '“' | '”' | '„' | '«' | '»' | '″' => "\"",
        '‹' => "<",
        '›' => ">",
        '–' | '—' | '‐' | '‑' | '‒' | '−' | '•' => "-",
        '…' => "...",
        '°' => "o",
        'ª' => "a",
        'º' => "o",
        '×' => "x",
        '½' => "1/2",
        '¼' => "1/4",
        '·' => ".",
        _ => return None,
    })
}

/// Marks and joiners that show nothing by themselves.
fn is_invisible(c: char) -> bool {
    is_combining_mark(c)
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
#[path = "gsm7_tests.rs"]
mod tests;
