//! Telephone numbers: one type, always E.164, never printed whole by accident.
//!
//! People write numbers in many ways (`01 99 00 12 34`, `+33 (0)1.99.00.12.34`, `0696 12 34 56`). This module turns
//! them into one spelling, and refuses what must never be dialled by a program.
//!
//! Invariants:
//! - a [`PhoneNumber`] holds `+` and 8 to 15 digits, and is never an emergency or short number;
//! - a number of an overseas territory carries the territory's own code, never `+33`;
//! - `Debug` shows only the territory and the last two digits.
//!
//! It does not know who a number belongs to, nor whether it rings.
//!
//! # Source
//! Domain notes, section 1.4; Telephony notes, section 6.1; ITU-T E.164 for the length.

use phonenumber::metadata::DATABASE;
use serde::{Deserialize, Serialize};
use std::fmt;

/// E.164 allows at most 15 digits after the plus sign.
const MAX_E164_DIGITS: usize = 15;
/// The shortest international numbers we can meet (a territory code and five digits).
const MIN_E164_DIGITS: usize = 8;
/// Up to six digits, a French number without its leading zero is a short number (15, 3114, 116 117, 118 xxx).
const MAX_SHORT_DIGITS: usize = 6;
/// Longer than this nothing typed by a person can be a number; it bounds the work done on hostile input.
const MAX_TEXT_CHARS: usize = 64;

/// Blocks that the regulator keeps for fiction: national number without its zero. Nobody answers there.
const FICTION_BLOCKS: [&str; 6] = ["19900", "26191", "35301", "46571", "53649", "63998"];

/// National prefixes (without the zero) of the overseas territories and the code each one must get.
///
/// The parsing library reads them as metropolitan when the region is France; `0596…` even comes out valid but wrong.
const OVERSEAS_PREFIXES: [(&str, &str); 15] = [
    ("590", "590"),
    ("690", "590"),
    ("691", "590"),
    ("594", "594"),
    ("694", "594"),
    ("596", "596"),
    ("696", "596"),
    ("697", "596"),
    ("262", "262"),
    ("263", "262"),
    ("692", "262"),
    ("693", "262"),
    ("269", "262"),
    ("639", "262"),
    ("508", "508"),
];

/// Beginnings of the verified multipurpose numbers, without the zero.
const VERIFIED_MULTIPURPOSE: [&str; 12] =
    ["162", "163", "270", "271", "377", "378", "424", "425", "568", "569", "948", "949"];
/// The same overseas.
const VERIFIED_MULTIPURPOSE_OVERSEAS: [&str; 5] = ["9475", "9476", "9477", "9478", "9479"];

/// Territory codes whose national numbers are nine digits after a zero, as in mainland France.
const NINE_DIGIT_CODES: [&str; 5] = ["33", "262", "590", "594", "596"];

/// Digits spelling a hidden caller on a keypad: ANONYMOUS, RESTRICTED, BLOCKED, UNKNOWN, UNAVAILABLE.
const WITHHELD_SPELLINGS: [&str; 5] = ["266696687", "7378742833", "2562533", "8656696", "86282452253"];
/// Words that carriers put in the place of a hidden caller.
const WITHHELD_WORDS: [&str; 8] =
    ["anonymous", "unknown", "restricted", "private", "withheld", "unavailable", "blocked", "anonyme"];

/// Where somebody who writes a number without its country code lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum DialRegion {
    /// Mainland France and Corsica.
    #[default]
    Metropolitan,
    /// Guadeloupe, Saint-Martin and Saint-Barthélemy.
    Guadeloupe,
    /// French Guiana.
    Guyane,
    /// Martinique.
    Martinique,
    /// La Réunion.
    Reunion,
    /// Mayotte.
    Mayotte,
    /// Saint-Pierre-et-Miquelon, whose own numbers have six digits.
    SaintPierreEtMiquelon,
    /// New Caledonia, with a plan of its own of six digits.
    NouvelleCaledonie,
    /// French Polynesia, with a plan of its own of eight digits.
    PolynesieFrancaise,
    /// Wallis and Futuna, with a plan of its own of six digits.
    WallisEtFutuna,
}

impl DialRegion {
    /// The code that numbers of this region carry, without the plus sign.
    pub fn country_code(self) -> &'static str {
        match self {
            DialRegion::Metropolitan => "33",
            DialRegion::Guadeloupe => "590",
            DialRegion::Guyane => "594",
            DialRegion::Martinique => "596",
            DialRegion::Reunion | DialRegion::Mayotte => "262",
            DialRegion::SaintPierreEtMiquelon => "508",
            DialRegion::NouvelleCaledonie => "687",
            DialRegion::PolynesieFrancaise => "689",
            DialRegion::WallisEtFutuna => "681",
        }
    }

    /// How many digits a local number has where people dial without a leading zero.
    fn local_digits(self) -> Option<usize> {
        match self {
            DialRegion::SaintPierreEtMiquelon | DialRegion::NouvelleCaledonie | DialRegion::WallisEtFutuna => Some(6),
            DialRegion::PolynesieFrancaise => Some(8),
            DialRegion::Metropolitan
            | DialRegion::Guadeloupe
            | DialRegion::Guyane
            | DialRegion::Martinique
            | DialRegion::Reunion
            | DialRegion::Mayotte => None,
        }
    }
}

/// Why a text is not a number that can be kept. None of these carries the text: it is personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneNumberProblem {
    /// Nothing was written.
    #[error("the telephone number is empty")]
    Empty,
    /// Letters or signs that no number holds.
    #[error("this is not a telephone number")]
    NotANumber,
    /// Emergency services, helplines and other short numbers: a person dials them, the program never does.
    #[error("emergency and short numbers cannot be kept or dialled")]
    EmergencyOrShort,
    /// Digits, but no plan has such a number (wrong length, unassigned range).
    #[error("no such telephone number exists")]
    Invalid,
}

/// A telephone number in E.164 (`+33199001234`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads what a person wrote or said, in national or international form.
    ///
    /// The overseas prefixes are recognised whatever the `region`; the region only decides for numbers that mean
    /// different things in different places.
    ///
    /// # Errors
    /// See [`PhoneNumberProblem`]. An `Err` never repeats the text.
    ///
    /// # Source
    /// Telephony notes, section 6.1.
    pub fn parse(text: &str, region: DialRegion) -> Result<PhoneNumber, PhoneNumberProblem> {
        let (is_international, digits) = keep_digits(text)?;
        if is_international { parse_international(&digits) } else { parse_national(&digits, region) }
    }

    /// Takes a number already in E.164, for example from the database or from the carrier.
    ///
    /// Only the shape is checked, because a number that was accepted yesterday must stay readable when the library
    /// that knows the world's plans changes.
    ///
    /// # Errors
    /// `NotANumber` when the shape is wrong, `EmergencyOrShort` for what must never be dialled.
    pub fn from_e164(text: &str) -> Result<PhoneNumber, PhoneNumberProblem> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberProblem::NotANumber)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
            return Err(PhoneNumberProblem::NotANumber);
        }
        if is_short_abroad(digits) {
            return Err(PhoneNumberProblem::EmergencyOrShort);
        }
        let french = NINE_DIGIT_CODES.iter().find_map(|code| digits.strip_prefix(code));
        let is_well_formed = match french {
            Some(national) => national.len() == 9 && !national.starts_with('0'),
            None => (MIN_E164_DIGITS..=MAX_E164_DIGITS).contains(&digits.len()),
        };
        if !is_well_formed {
            return Err(PhoneNumberProblem::NotANumber);
        }
        Ok(PhoneNumber(text.to_owned()))
    }

    /// The whole number, `+` first. For the carrier and the person concerned, never for a log.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The territory's code with its plus sign: `+33`, `+596`, `+44`.
    pub fn territory_prefix(&self) -> &str {
        let digits = &self.0[1..];
        let known = ["33", "262", "508", "590", "594", "596", "681", "687", "689"];
        let length = match known.iter().find(|code| digits.starts_with(**code)) {
            Some(code) => code.len(),
            // Unknown codes have one to three digits; two is the most common, and only a mask depends on it.
            None => phonenumber::parse(None, &self.0).map_or(2, |n| n.code().value().to_string().len()),
        };
        &self.0[..=length]
    }

    /// Puts right a number of an overseas territory that is written as metropolitan.
    fn in_its_own_territory(self) -> PhoneNumber {
        let right = self
            .0
            .strip_prefix("+33")
            .filter(|national| !is_fiction(national))
            .and_then(overseas)
            .map(|(code, rest)| format!("+{code}{rest}"));
        right.map_or(self, PhoneNumber)
    }

    /// Digits after the territory's code.
    fn subscriber_digits(&self) -> &str {
        &self.0[self.territory_prefix().len()..]
    }

    /// True in the blocks kept for films and tests, where nobody can be disturbed.
    pub fn is_fictional(&self) -> bool {
        self.territory_prefix() == "+33" && is_fiction(self.subscriber_digits())
    }

    /// True when the number belongs to a mobile phone, so that it can receive an SMS.
    pub fn is_mobile(&self) -> bool {
        let national = self.subscriber_digits();
        match self.territory_prefix() {
            // 0700 is the range of machines, with longer numbers.
            "+33" => national.starts_with('6') || (national.starts_with('7') && !national.starts_with("700")),
            "+262" => ["692", "693", "639"].iter().any(|p| national.starts_with(p)),
            "+590" | "+594" | "+596" => national.starts_with('6'),
            _ => phonenumber::parse(None, &self.0).is_ok_and(|n| {
                matches!(n.number_type(&DATABASE), phonenumber::Type::Mobile | phonenumber::Type::FixedLineOrMobile)
            }),
        }
    }

    /// True for the verified multipurpose numbers (NPV), the only ones a system that calls many people by itself may show.
    ///
    /// # Source
    /// Domain notes, 0.2: 0162, 0163, 0270, 0271, 0377, 0378, 0424, 0425, 0568, 0569, 0948, 0949; 09475 to 09479 overseas.
    pub fn is_verified_multipurpose(&self) -> bool {
        let national = self.subscriber_digits();
        let holds = |prefixes: &[&str]| prefixes.iter().any(|prefix| national.starts_with(prefix));
        match self.territory_prefix() {
            "+33" => holds(&VERIFIED_MULTIPURPOSE) || holds(&VERIFIED_MULTIPURPOSE_OVERSEAS),
            "+262" | "+508" | "+590" | "+594" | "+596" => holds(&VERIFIED_MULTIPURPOSE_OVERSEAS),
            _ => false,
        }
    }

    /// True for French numbers whose call costs more than an ordinary one (081, 082, 089).
    pub fn is_premium_rate(&self) -> bool {
        let national = self.subscriber_digits();
        self.territory_prefix() == "+33" && ["81", "82", "89"].iter().any(|p| national.starts_with(p))
    }

    /// The number as people dictate it in France: pairs of digits, with the leading zero.
    ///
    /// `+33199001234` gives `01 99 00 12 34`; a foreign number is read from its `00`. An odd last digit stands alone.
    ///
    /// # Source
    /// Domain notes, section 6.1: never a number longer than pairs, read slowly, twice.
    pub fn pairs_for_reading(&self) -> Vec<String> {
        let prefix = &self.territory_prefix()[1..];
        let national = self.subscriber_digits();
        let dialled = if NINE_DIGIT_CODES.contains(&prefix) {
            format!("0{national}")
        } else if ["508", "681", "687", "689"].contains(&prefix) {
            national.to_owned()
        } else {
            format!("00{prefix}{national}")
        };
        dialled.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect()
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…{}", self.territory_prefix(), &self.0[self.0.len() - 2..])
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberProblem;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        PhoneNumber::from_e164(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> String {
        number.0
    }
}

/// Who the carrier says is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerId {
    /// A number that can be rung back.
    Known(PhoneNumber),
    /// The caller hides the number, or the network lost it. The call is welcome all the same.
    Withheld,
    /// Something that is no telephone number: a SIP address, an application, broken digits.
    Garbled,
}

impl CallerId {
    /// Reads the `From` of a carrier's request. Never fails: a caller is a caller.
    ///
    /// # Source
    /// Telephony notes, section 1.3: `From` may be a word, a keypad spelling, raw digits, a SIP address.
    pub fn from_wire(text: &str) -> CallerId {
        let text = text.trim().to_ascii_lowercase();
        let user = text.strip_prefix("sips:").or_else(|| text.strip_prefix("sip:"));
        let name = user.map_or(text.as_str(), |address| address.split('@').next().unwrap_or(""));
        let bare = name.strip_prefix('+').unwrap_or(name);
        if bare.is_empty() || WITHHELD_WORDS.contains(&bare) || WITHHELD_SPELLINGS.contains(&bare) {
            return CallerId::Withheld;
        }
        // A SIP address with digits is not rung back: whoever owns the domain chose those digits.
        if user.is_some() {
            return CallerId::Garbled;
        }
        // The network vouches for a well-formed number, even in a range newer than our library, and this is the path of
        // every incoming call: only raw digits are worth the library's time.
        let read = match PhoneNumber::from_e164(&text) {
            Ok(number) => Ok(number.in_its_own_territory()),
            Err(_) => PhoneNumber::parse(&text, DialRegion::Metropolitan),
        };
        read.map_or(CallerId::Garbled, CallerId::Known)
    }

    /// The number, when there is one.
    pub fn number(&self) -> Option<&PhoneNumber> {
        match self {
            CallerId::Known(number) => Some(number),
            CallerId::Withheld | CallerId::Garbled => None,
        }
    }
}

/// Drops the signs people put in numbers. Says whether an international prefix (`+` or `00`) was there.
fn keep_digits(text: &str) -> Result<(bool, String), PhoneNumberProblem> {
    if text.chars().count() > MAX_TEXT_CHARS {
        return Err(PhoneNumberProblem::NotANumber);
    }
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    // "(0)" reminds the reader that the zero is only dialled inside the country.
    let text = text.replace("(0)", "");
    let mut has_plus = false;
    let mut digits = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !has_plus => has_plus = true,
            '.' | '-' | '/' | '(' | ')' | '\u{2010}'..='\u{2014}' => {}
            // Invisible direction marks come along when a number is copied from a telephone's contacts.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' => {}
            c if c.is_whitespace() => {}
            _ => return Err(PhoneNumberProblem::NotANumber),
        }
    }
    if digits.is_empty() {
        return Err(if has_plus { PhoneNumberProblem::NotANumber } else { PhoneNumberProblem::Empty });
    }
    if has_plus {
        return Ok((true, digits));
    }
    match digits.strip_prefix("00") {
        Some(rest) => Ok((true, rest.to_owned())),
        None => Ok((false, digits)),
    }
}

fn parse_international(digits: &str) -> Result<PhoneNumber, PhoneNumberProblem> {
    if is_short_abroad(digits) {
        return Err(PhoneNumberProblem::EmergencyOrShort);
    }
    for code in NINE_DIGIT_CODES {
        let Some(national) = digits.strip_prefix(code) else {
            continue;
        };
        let national = national.strip_prefix('0').unwrap_or(national);
        // Many address books hold overseas numbers as +33; the prefix tells where they really are.
        return if code == "33" { french(national, DialRegion::Metropolitan) } else { checked(code, national) };
    }
    checked("", digits)
}

fn parse_national(digits: &str, region: DialRegion) -> Result<PhoneNumber, PhoneNumberProblem> {
    let is_local = region.local_digits() == Some(digits.len()) && !digits.starts_with(['0', '1']);
    if is_local {
        return checked(region.country_code(), digits);
    }
    if is_short(digits) {
        return Err(PhoneNumberProblem::EmergencyOrShort);
    }
    match (digits.strip_prefix('0'), digits.len()) {
        (Some(national), _) => french(national, region),
        // A spreadsheet has eaten the leading zero.
        (None, 9) => french(digits, region),
        // The plus sign was left out.
        (None, 11 | 12) if NINE_DIGIT_CODES.iter().any(|code| digits.starts_with(code)) => parse_international(digits),
        (None, _) => Err(PhoneNumberProblem::Invalid),
    }
}

/// `national` is a number of the French plan without its zero.
fn french(national: &str, region: DialRegion) -> Result<PhoneNumber, PhoneNumberProblem> {
    if is_fiction(national) {
        return Ok(PhoneNumber(format!("+33{national}")));
    }
    if let Some((code, rest)) = overseas(national) {
        return checked(code, rest);
    }
    checked("33", national).or_else(|problem| match region {
        DialRegion::Metropolitan => Err(problem),
        // Some newer ranges (09 47 5…, 09 76…) exist only under the code of the territory.
        _ => checked(region.country_code(), national),
    })
}

/// The overseas territory's code and the number within it, when the prefix is one of a territory.
fn overseas(national: &str) -> Option<(&'static str, &str)> {
    let (prefix, code) = OVERSEAS_PREFIXES.iter().find(|(prefix, _)| national.starts_with(prefix))?;
    // Saint-Pierre-et-Miquelon writes its own code in front of six digits.
    let rest = if *code == "508" { &national[prefix.len()..] } else { national };
    Some((code, rest))
}

fn is_fiction(national: &str) -> bool {
    national.len() == 9 && FICTION_BLOCKS.iter().any(|block| national.starts_with(block))
}

/// True for international digits too short to be a subscriber: `15` after a plus sign, or after the code of a territory.
fn is_short_abroad(digits: &str) -> bool {
    let without_code = NINE_DIGIT_CODES.iter().find_map(|code| digits.strip_prefix(code));
    is_short(digits) || without_code.is_some_and(|rest| !rest.is_empty() && is_short(rest))
}

fn is_short(national: &str) -> bool {
    national.len() <= MAX_SHORT_DIGITS
}

fn checked(code: &str, national: &str) -> Result<PhoneNumber, PhoneNumberProblem> {
    let text = format!("+{code}{national}");
    if text.len() - 1 > MAX_E164_DIGITS {
        return Err(PhoneNumberProblem::Invalid);
    }
    match phonenumber::parse(None, &text) {
        Ok(number) if number.is_valid() => PhoneNumber::from_e164(&text),
        Ok(_) | Err(_) => Err(PhoneNumberProblem::Invalid),
    }
}

#[cfg(test)]
mod tests {
    use super::DialRegion::*;
    use super::PhoneNumberProblem::*;
    use super::*;

    fn parse(text: &str) -> Result<String, PhoneNumberProblem> {
        PhoneNumber::parse(text, Metropolitan).map(String::from)
    }

    fn e164(text: &str) -> PhoneNumber {
        PhoneNumber::from_e164(text).unwrap()
    }

    #[test]
    fn verified_multipurpose_numbers_then_told_from_all_others() {
        for (number, expected) in [
            ("+33162000001", true),
            ("+33271123456", true),
            ("+33949123456", true),
            ("+33947512345", true),
            ("+596947712345", true),
            ("+33947412345", false),
            ("+33199000100", false),
            ("+33612345678", false),
            ("+596162000001", false),
            ("+44162000001", false),
        ] {
            assert_eq!(PhoneNumber::from_e164(number).unwrap().is_verified_multipurpose(), expected, "{number}");
        }
    }

    #[test]
    fn every_usual_spelling_then_the_same_number() {
        for text in [
            "0199001234",
            "01 99 00 12 34",
            "01.99.00.12.34",
            "01-99-00-12-34",
            "01/99/00/12/34",
            " 01\u{a0}99\u{202f}00 12 34 ",
            "(01) 99 00 12 34",
            "+33199001234",
            "+33 1 99 00 12 34",
            "+33 (0)1 99 00 12 34",
            "+33 01 99 00 12 34",
            "0033199001234",
            "00 33 (0)1.99.00.12.34",
            "33199001234",
            "tel:+33199001234",
            "\u{202a}+33 1 99 00 12 34\u{202c}",
            "199001234",
        ] {
            assert_eq!(parse(text).as_deref(), Ok("+33199001234"), "{text}");
        }
    }

    #[test]
    fn overseas_number_in_national_form_then_its_own_code_whatever_the_region() {
        let cases = [
            ("0590 81 23 45", "+590590812345"),
            ("0690 30 12 34", "+590690301234"),
            ("0691 28 12 34", "+590691281234"),
            ("0594 30 12 34", "+594594301234"),
            ("0694 20 12 34", "+594694201234"),
            ("0596 30 12 34", "+596596301234"),
            ("0696 12 34 56", "+596696123456"),
            ("0697 12 34 56", "+596697123456"),
            ("0262 16 12 34", "+262262161234"),
            ("0692 12 34 56", "+262692123456"),
            ("0693 01 23 45", "+262693012345"),
            ("0269 60 12 34", "+262269601234"),
            ("0639 01 23 45", "+262639012345"),
            ("0508 41 23 45", "+508412345"),
        ];
        for (text, expected) in cases {
            for region in [Metropolitan, Martinique, Reunion, SaintPierreEtMiquelon] {
                let number = PhoneNumber::parse(text, region).map(String::from);
                assert_eq!(number.as_deref(), Ok(expected), "{text} {region:?}");
            }
        }
    }

    #[test]
    fn overseas_number_wrongly_written_as_metropolitan_then_put_right() {
        assert_eq!(parse("+33 696 12 34 56").as_deref(), Ok("+596696123456"));
        assert_eq!(parse("+33 596 30 12 34").as_deref(), Ok("+596596301234"));
        assert_eq!(parse("+596 (0)696 12 34 56").as_deref(), Ok("+596696123456"));
        assert_eq!(parse("+596 0696 12 34 56").as_deref(), Ok("+596696123456"));
        assert_eq!(parse("596696123456").as_deref(), Ok("+596696123456"));
    }

    #[test]
    fn spreadsheet_ate_the_zero_then_put_back() {
        assert_eq!(parse("199001234").as_deref(), Ok("+33199001234"));
        assert_eq!(parse("696123456").as_deref(), Ok("+596696123456"));
        assert_eq!(parse("590812345").as_deref(), Ok("+590590812345"));
    }

    #[test]
    fn metropolitan_number_written_overseas_then_metropolitan() {
        assert_eq!(PhoneNumber::parse("01 99 00 12 34", Martinique).unwrap().as_str(), "+33199001234");
        assert_eq!(PhoneNumber::parse("06 12 34 56 78", Guyane).unwrap().as_str(), "+33612345678");
    }

    #[test]
    fn local_number_of_a_plan_without_zero_then_the_region_decides() {
        assert_eq!(PhoneNumber::parse("41 23 45", SaintPierreEtMiquelon).unwrap().as_str(), "+508412345");
        assert_eq!(PhoneNumber::parse("27 12 34", NouvelleCaledonie).unwrap().as_str(), "+687271234");
        assert_eq!(PhoneNumber::parse("40 41 23 45", PolynesieFrancaise).unwrap().as_str(), "+68940412345");
        assert_eq!(PhoneNumber::parse("41 23 45", Metropolitan), Err(EmergencyOrShort));
    }

    #[test]
    fn emergency_and_short_numbers_then_refused_by_name() {
        for short in [
            "15",
            "17",
            "18",
            "112",
            "114",
            "115",
            "119",
            "191",
            "196",
            "197",
            "3114",
            "3133",
            "3919",
            "3977",
            "3010",
            "3117",
            "3231",
            "1014",
            "36 46",
            "116 117",
            "116000",
            "116006",
            "118218",
            "+3315",
            "+33 3114",
            "+33 116 117",
            "0033 15",
            "+112",
            "00112",
            "+15",
            "+596 15",
        ] {
            for region in [Metropolitan, Martinique, SaintPierreEtMiquelon, NouvelleCaledonie] {
                assert_eq!(PhoneNumber::parse(short, region), Err(EmergencyOrShort), "{short} {region:?}");
            }
        }
        for wire in ["+15", "+3315", "+333114", "+33116117", "+59615"] {
            assert_eq!(PhoneNumber::from_e164(wire), Err(EmergencyOrShort), "{wire}");
        }
    }

    #[test]
    fn fiction_blocks_then_accepted_and_recognised() {
        for block in ["019900", "026191", "035301", "046571", "053649", "063998"] {
            let number = PhoneNumber::parse(&format!("{block}4321"), Metropolitan).unwrap();
            assert!(number.is_fictional(), "{block}");
            assert_eq!(number.territory_prefix(), "+33", "{block}");
            let international = PhoneNumber::parse(&format!("+33{}4321", &block[1..]), Mayotte).unwrap();
            assert_eq!(international, number);
        }
        assert!(PhoneNumber::parse("06 39 98 43 21", Mayotte).unwrap().is_mobile());
        for real in ["0639 01 23 45", "01 42 68 53 00", "+44 20 7946 0018"] {
            assert!(!PhoneNumber::parse(real, Metropolitan).unwrap().is_fictional(), "{real}");
        }
    }

    #[test]
    fn what_is_no_number_then_refused() {
        let long = "1".repeat(70);
        let cases = [
            ("", Empty),
            ("   ", Empty),
            ("()", Empty),
            ("+", NotANumber),
            ("Suzanne", NotANumber),
            ("01 99 00 12 3A", NotANumber),
            ("01 99 00 12 34 poste 5", NotANumber),
            ("+33+199001234", NotANumber),
            ("0199001234,0261910001", NotANumber),
            (long.as_str(), NotANumber),
            ("01 99 00 12 3", Invalid),
            ("01 99 00 12 34 5", Invalid),
            ("00 00 00 00 00", Invalid),
            ("+33 0", EmergencyOrShort),
            ("+999 123 456 789", Invalid),
            ("+44 1", EmergencyOrShort),
            ("1990012345", Invalid),
        ];
        for (text, problem) in cases {
            assert_eq!(PhoneNumber::parse(text, Metropolitan), Err(problem), "{text}");
        }
    }

    #[test]
    fn foreign_number_then_kept() {
        assert_eq!(parse("+44 20 7946 0018").as_deref(), Ok("+442079460018"));
        assert_eq!(parse("0044 20 7946 0018").as_deref(), Ok("+442079460018"));
        assert_eq!(parse("+32 2 555 12 12").as_deref(), Ok("+3225551212"));
        assert_eq!(e164("+442079460018").territory_prefix(), "+44");
        assert_eq!(e164("+351212345678").territory_prefix(), "+351");
    }

    #[test]
    fn mobile_or_not_then_told_by_territory() {
        let cases = [
            ("+33612345678", true),
            ("+33712345678", true),
            ("+33199001234", false),
            ("+33912345678", false),
            ("+596696123456", true),
            ("+596596301234", false),
            ("+262692123456", true),
            ("+262639012345", true),
            ("+262262161234", false),
            ("+262269601234", false),
            ("+590690301234", true),
            ("+447400123456", true),
            ("+442079460018", false),
        ];
        for (text, is_mobile) in cases {
            assert_eq!(e164(text).is_mobile(), is_mobile, "{text}");
        }
    }

    #[test]
    fn number_read_aloud_then_in_pairs_with_its_zero() {
        let cases = [
            ("+33199001234", "01 99 00 12 34"),
            ("+596696123456", "06 96 12 34 56"),
            ("+508412345", "41 23 45"),
            ("+442079460018", "00 44 20 79 46 00 18"),
            ("+3225551212", "00 32 25 55 12 12"),
            ("+351212345678", "00 35 12 12 34 56 78"),
            ("+35212345678", "00 35 21 23 45 67 8"),
        ];
        for (text, spoken) in cases {
            assert_eq!(e164(text).pairs_for_reading().join(" "), spoken, "{text}");
        }
    }

    #[test]
    fn dear_numbers_then_told() {
        assert!(e164("+33899123456").is_premium_rate());
        assert!(!e164("+33800123456").is_premium_rate());
        assert!(!e164("+596696123456").is_premium_rate());
    }

    #[test]
    fn number_is_printed_then_masked() {
        assert_eq!(format!("{:?}", e164("+33199001207")), "+33…07");
        assert_eq!(format!("{:?}", e164("+596696123456")), "+596…56");
        assert_eq!(e164("+33199001207").to_string(), "+33199001207");
    }

    #[test]
    fn stored_number_then_read_back_or_refused() {
        let number = e164("+33199001234");
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(json, r#""+33199001234""#);
        assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), number);
        for bad in ["\"0199001234\"", "\"+3315\"", "\"+33 199001234\"", "\"\"", "\"+\"", "12"] {
            let problem = serde_json::from_str::<PhoneNumber>(bad);
            assert!(problem.is_err(), "{bad}");
        }
    }

    #[test]
    fn caller_as_carriers_write_it_then_known_withheld_or_garbled() {
        for (wire, expected) in [
            ("+33199001234", "+33199001234"),
            ("0199001234", "+33199001234"),
            ("33199001234", "+33199001234"),
            ("0033199001234", "+33199001234"),
            ("0696123456", "+596696123456"),
            ("+33696123456", "+596696123456"),
            ("+33508412345", "+508412345"),
            ("+33639980001", "+33639980001"),
            // A range that the library does not know yet.
            ("+99912345678", "+99912345678"),
            ("+33162001234", "+33162001234"),
        ] {
            assert_eq!(CallerId::from_wire(wire), CallerId::Known(e164(expected)), "{wire}");
        }
        for wire in [
            "",
            " ",
            "anonymous",
            "Anonymous",
            "unknown",
            "RESTRICTED",
            "private",
            "unavailable",
            "266696687",
            "+266696687",
            "7378742833",
            "+7378742833",
            "2562533",
            "+2562533",
            "8656696",
            "86282452253",
            "sip:anonymous@anonymous.invalid",
            "sip:Anonymous@1.2.3.4",
        ] {
            assert_eq!(CallerId::from_wire(wire), CallerId::Withheld, "{wire}");
        }
        for wire in [
            "sip:suzanne@example.org",
            "sip:+33199001234@example.org",
            "client:console",
            "whatsapp:+33612345678",
            "38000",
            "15",
            "+3315",
            "MAIRIE",
            "+33",
            "+33000000000",
            "+331990012345",
            "é",
            "1",
            "٠١٩٩٠٠١٢٣٤",
        ] {
            assert_eq!(CallerId::from_wire(wire), CallerId::Garbled, "{wire}");
        }
    }
}
