//! Why a row is not taken, in the visitor's language. Reports of the command line say it in English; what has no words here
//! is shown as they say it.

use crate::console::Words;

/// Why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    pub(crate) says: String,
    /// As the command line says it, in English.
    pub(crate) is_as_reported: bool,
}

impl Reason {
    /// In the visitor's language.
    pub(crate) fn known(says: String) -> Reason {
        Reason { says, is_as_reported: false }
    }

    fn as_reported(says: &str) -> Reason {
        Reason { says: says.to_owned(), is_as_reported: true }
    }
}

/// How reports begin, and the name of our words.
const KNOWN: &[(&str, &str)] = &[
    ("missing", "imports-why-missing"),
    ("already used above in the same file", "imports-why-twice"),
    ("not a date", "imports-why-date"),
    ("not a time", "imports-why-time"),
    ("hours that never begin", "imports-why-hours"),
    ("no hour of the day is left for a call", "imports-why-no-hour"),
    ("a key has letters, digits", "imports-why-key"),
    ("longer than", "imports-why-long"),
    ("too long", "imports-why-long"),
    ("not an email address", "imports-why-email"),
    ("must be one of:", "imports-why-one-of"),
    ("must be a number from", "imports-why-number"),
    ("a language Passerelle does not speak", "imports-why-language"),
    ("no line has that key", "imports-why-line"),
    ("no line names", "imports-why-territory"),
    ("nobody has that key", "imports-why-person"),
    ("no volunteer has", "imports-why-volunteer"),
    ("a staff member has it", "imports-why-staff"),
    ("none has that name", "imports-why-protocol"),
    ("holds a line break", "imports-why-sign"),
    ("the header has this column twice", "imports-why-column-twice"),
    ("the header lacks this column", "imports-why-column-missing"),
    ("this is not a telephone number", "imports-why-phone"),
    ("no such telephone number exists", "imports-why-phone"),
    ("emergency and short numbers", "imports-why-short-number"),
    ("a number kept for rehearsals", "imports-why-rehearsal-number"),
    ("this series has ended", "imports-why-series-ended"),
    ("this series calls somebody else", "imports-why-series-other"),
];

/// The words of a reason, with the column it is about.
pub(crate) fn reason_in_words(w: Words, reason: &str) -> Reason {
    if let Some(rest) = reason.strip_prefix("column ")
        && let Some((place, _)) = rest.split_once(" of the header is unknown")
    {
        return Reason::known(w.fill("imports-why-column-unknown", [("place", place.to_owned())]));
    }
    if reason.starts_with("the file is empty") {
        return Reason::known(w.say("imports-why-empty"));
    }
    if reason.starts_with("this is not a CSV file") {
        return Reason::known(w.say("imports-why-no-csv"));
    }
    if reason.contains("cells where the header has") {
        return Reason::known(w.say("imports-why-cells"));
    }
    let Some((column, why)) = reason.split_once(": ") else { return Reason::as_reported(reason) };
    match KNOWN.iter().find(|(begins, _)| why.starts_with(begins)) {
        Some((begins, key)) => {
            let detail = why.strip_prefix(begins).unwrap_or_default().trim().to_owned();
            Reason::known(format!("{column} : {}", w.fill(key, [("detail", detail)])))
        }
        None => Reason::as_reported(reason),
    }
}

#[cfg(test)]
mod tests {
    use passerelle_domain::people::Language;

    use super::*;

    #[test]
    fn every_known_reason_then_words_in_both_languages() {
        for w in [Words(Language::French), Words(Language::English)] {
            for (_, key) in KNOWN {
                assert!(w.has(key), "{key}");
            }
        }
    }

    #[test]
    fn reason_then_in_french_with_its_column_or_as_reported() {
        let w = Words(Language::French);
        for (reason, says) in [
            ("phone: missing", "phone : "),
            ("column 2 of the header is unknown: nothing of this file is taken", "2"),
            ("fragility: must be one of: green, orange, red", "green, orange, red"),
        ] {
            let told = reason_in_words(w, reason);
            assert!(told.says.contains(says) && !told.is_as_reported, "{told:?}");
        }
        assert!(reason_in_words(w, "rrule: something new").is_as_reported);
    }
}
