//! Finds sentences in which the program promises to call emergency services. It never does: a human decides.

use super::heard::fold;

/// Whether a sentence says that *we* call, warn or send an emergency service.
pub(super) fn promises_emergency_call(sentence: &str) -> bool {
    const SERVICES: [&str; 13] = [
        "15",
        "17",
        "18",
        "112",
        "114",
        "samu",
        "police",
        "gendarmes",
        "pompiers",
        "secours",
        "ambulance",
        "emergency",
        "firefighters",
    ];
    const FRENCH_ACTS: [&str; 15] = [
        "appelle",
        "appelons",
        "appellerons",
        "appeler",
        "previens",
        "prevenons",
        "previendrons",
        "contacte",
        "contactons",
        "envoie",
        "envoyons",
        "compose",
        "composons",
        "alertons",
        "alerte",
    ];
    const ENGLISH_ACTS: [&str; 8] = ["call", "calling", "dial", "dialing", "alert", "alerting", "send", "sending"];
    /// How far, in words, a service may stand behind the act ("nous appelons tout de suite les secours").
    const REACH_WORDS: usize = 6;
    sentence.split(['.', '!', '?']).map(fold).any(|said| {
        (0..said.len()).filter(|index| SERVICES.contains(&said[*index].as_str())).any(|index| {
            let before = &said[index.saturating_sub(REACH_WORDS)..index];
            let has = |list: &[&str]| before.iter().any(|word| list.contains(&word.as_str()));
            // English imperatives ("call 112") are advice; only "we" or "I" make a promise.
            has(&FRENCH_ACTS) || (has(&ENGLISH_ACTS) && has(&["we", "i"]))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentence_about_emergency_then_promises_are_told_from_advice() {
        let promises = [
            "J'appelle le 15 pour vous.",
            "Nous prévenons tout de suite les secours.",
            "Nous envoyons une ambulance.",
            "We are calling 112 now.",
            "I will send an ambulance.",
        ];
        let advice = [
            "Si une vie est en danger, raccrochez et composez le 15 ou le 112.",
            "Call 112 if a life is in danger.",
            "J'appelle Suzanne. Le 15 répond jour et nuit.",
            "Pour appeler l'équipe, appuyez sur 1.",
        ];
        for sentence in promises {
            assert!(promises_emergency_call(sentence), "{sentence}");
        }
        for sentence in advice {
            assert!(!promises_emergency_call(sentence), "{sentence}");
        }
    }
}
