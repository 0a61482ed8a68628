//! Numbers in words.

use super::Tongue;

const FRENCH_TO_SIXTEEN: [&str; 17] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
];
const FRENCH_TENS: [&str; 10] =
    ["", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"];
const ENGLISH_TO_NINETEEN: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const ENGLISH_TENS: [&str; 10] =
    ["", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Genders a French number takes: "une heure", "un jour".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gender {
    Feminine,
    Masculine,
}

/// A number below a hundred in French; from a hundred on, its digits.
pub(super) fn french(number: u32, gender: Gender) -> String {
    let one = if gender == Gender::Feminine { "une" } else { "un" };
    let unit = |unit: u32| match unit {
        1 => one,
        _ => FRENCH_TO_SIXTEEN[unit as usize],
    };
    let ten = FRENCH_TENS.get((number / 10) as usize).copied().unwrap_or_default();
    match number {
        0..=16 => unit(number).to_owned(),
        17..=19 => format!("dix-{}", unit(number - 10)),
        80 => "quatre-vingts".to_owned(),
        81 => format!("quatre-vingt-{one}"),
        71 => "soixante et onze".to_owned(),
        // 70 to 79 and 90 to 99 count on from sixty and from eighty.
        70..=79 | 90..=99 => format!("{ten}-{}", french(number % 20, gender)),
        100.. => number.to_string(),
        _ => match number % 10 {
            0 => ten.to_owned(),
            1 => format!("{ten} et {one}"),
            rest => format!("{ten}-{}", unit(rest)),
        },
    }
}

/// A number below a hundred in English; from a hundred on, its digits.
pub(super) fn english(number: u32) -> String {
    match number {
        0..=19 => ENGLISH_TO_NINETEEN[number as usize].to_owned(),
        20..=99 => {
            let ten = ENGLISH_TENS[(number / 10) as usize];
            match number % 10 {
                0 => ten.to_owned(),
                rest => format!("{ten}-{}", ENGLISH_TO_NINETEEN[rest as usize]),
            }
        }
        100.. => number.to_string(),
    }
}

/// A telephone number in pairs, a comma (a breath) between two: "zéro un, douze, …".
///
/// French numbers in international form (`+33…`, overseas `+262`, `+508`, `+590`, `+594`, `+596`) are
/// read as one dials them at home. English reads digit by digit, which no ear can misplace.
#[must_use]
pub fn number_in_pairs(language: &str, number: &str) -> String {
    let national = as_dialled_at_home(number);
    let digits: Vec<u32> = national.chars().filter_map(|digit| digit.to_digit(10)).collect();
    let pairs: Vec<String> = digits.chunks(2).map(|pair| pair_in_words(Tongue::of(language), pair)).collect();
    pairs.join(", ")
}

fn as_dialled_at_home(number: &str) -> String {
    let compact: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    const OVERSEAS: [&str; 5] = ["262", "508", "590", "594", "596"];
    let Some(international) = compact.strip_prefix('+') else {
        return compact;
    };
    if let Some(rest) = international.strip_prefix("33") {
        return format!("0{rest}");
    }
    // Overseas the country code is also the first part of most numbers: +596 596… is dialled 0596….
    let overseas = OVERSEAS.iter().find_map(|code| international.strip_prefix(code));
    overseas.map_or_else(|| international.to_owned(), |rest| format!("0{rest}"))
}

fn pair_in_words(tongue: Tongue, pair: &[u32]) -> String {
    match (tongue, pair) {
        (Tongue::French, [tens, units]) if *tens > 0 => french(tens * 10 + units, Gender::Masculine),
        (Tongue::French, digits) => {
            digits.iter().map(|digit| french(*digit, Gender::Masculine)).collect::<Vec<_>>().join(" ")
        }
        (Tongue::English, digits) => digits.iter().map(|digit| english(*digit)).collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_counted_then_french_is_right_where_it_is_odd() {
        let cases = [
            (0, "zéro"),
            (1, "un"),
            (16, "seize"),
            (17, "dix-sept"),
            (21, "vingt et un"),
            (22, "vingt-deux"),
            (60, "soixante"),
            (61, "soixante et un"),
            (70, "soixante-dix"),
            (71, "soixante et onze"),
            (72, "soixante-douze"),
            (77, "soixante-dix-sept"),
            (80, "quatre-vingts"),
            (81, "quatre-vingt-un"),
            (90, "quatre-vingt-dix"),
            (91, "quatre-vingt-onze"),
            (99, "quatre-vingt-dix-neuf"),
            (120, "120"),
        ];
        for (number, words) in cases {
            assert_eq!(french(number, Gender::Masculine), words);
        }
        assert_eq!(french(21, Gender::Feminine), "vingt et une");
        assert_eq!(french(1, Gender::Feminine), "une");
        assert_eq!(english(45), "forty-five");
        assert_eq!(english(80), "eighty");
    }

    #[test]
    fn telephone_number_then_read_in_pairs() {
        let cases = [
            ("fr", "+33199001234", "zéro un, quatre-vingt-dix-neuf, zéro zéro, douze, trente-quatre"),
            ("fr", "06 39 98 01 80", "zéro six, trente-neuf, quatre-vingt-dix-huit, zéro un, quatre-vingts"),
            ("fr", "+596596000123", "zéro cinq, quatre-vingt-seize, zéro zéro, zéro un, vingt-trois"),
            ("en", "+33199001234", "zero one, nine nine, zero zero, one two, three four"),
            ("fr", "", ""),
        ];
        for (language, number, words) in cases {
            assert_eq!(number_in_pairs(language, number), words);
        }
    }
}
