//! Facts: what the application tells a script about a call. They decide [`super::When`]s and fill texts.

use std::collections::BTreeMap;

/// Facts a text or a `goto` may use. A script that names another one is refused by the check, because
/// nobody would give it and the sentence could not be spoken.
pub const KNOWN_FACTS: [&str; 49] = [
    // How the call goes.
    "language",
    "line_open",
    "recognised",
    "caller_number",
    "first_call",
    "last_attempt",
    "retry_soon",
    "listener",
    "volunteer",
    "paused",
    "alert",
    "holder",
    // Who speaks.
    "service",
    "nom_neutre",
    "prenom",
    "benevole",
    "remplacant",
    "remplace",
    "collegue",
    "conseil_ecoute",
    "dernier_contact",
    // When, in words.
    "jour_reprise",
    "heure_reprise",
    "heure",
    "jour",
    "debut",
    "fin",
    "ouverture",
    "fermeture",
    "prochain_essai",
    "next_call",
    "prochain_appel",
    "prochain_prenom",
    "minutes",
    "jours",
    "duree",
    "fin_pause",
    "creneau_1",
    "creneau_2",
    "creneau_3",
    // Numbers of help and emergency, on the date of the call.
    "samu",
    "urgences",
    "prevention_suicide",
    "maltraitance",
    // What else.
    "numero_lent",
    "titre",
    "lieu",
    "code",
    "niveau",
];

/// Likely values for every known fact: for timing texts, drawing and trying scripts.
#[must_use]
pub fn sample_facts(language: &str) -> BTreeMap<String, String> {
    let english = language.starts_with("en");
    let say = |french: &str, in_english: &str| (if english { in_english } else { french }).to_owned();
    let samples = [
        ("language", say("fr", "en")),
        ("line_open", "yes".to_owned()),
        ("recognised", "no".to_owned()),
        ("caller_number", "known".to_owned()),
        ("first_call", "no".to_owned()),
        ("last_attempt", "no".to_owned()),
        ("retry_soon", "yes".to_owned()),
        ("listener", "no".to_owned()),
        ("volunteer", "no".to_owned()),
        ("next_call", "yes".to_owned()),
        ("prochain_appel", say("demain, vendredi, à quinze heures", "tomorrow, Friday, at three in the afternoon")),
        ("prochain_prenom", "Suzanne".to_owned()),
        ("paused", "no".to_owned()),
        ("alert", "other".to_owned()),
        ("holder", "nobody".to_owned()),
        ("fin_pause", say("demain, vendredi, dix-sept heures", "tomorrow, Friday, five in the afternoon")),
        ("creneau_1", say("à quinze heures", "at three in the afternoon")),
        ("creneau_2", say("à quinze heures trente", "at half past three in the afternoon")),
        ("creneau_3", say("demain, vendredi, à neuf heures", "tomorrow, Friday, at nine in the morning")),
        ("service", say("Les Passerelles", "The Footbridge")),
        ("nom_neutre", say("Les Passerelles", "The Footbridge")),
        ("prenom", "Suzanne".to_owned()),
        ("benevole", "Karim".to_owned()),
        ("remplacant", "Zoé".to_owned()),
        ("remplace", "Karim".to_owned()),
        ("collegue", "Christine".to_owned()),
        ("conseil_ecoute", say("Parlez un peu plus fort et lentement.", "Speak a little louder and slowly.")),
        ("dernier_contact", say("il y a une semaine", "a week ago")),
        ("jour_reprise", say("demain, jeudi", "tomorrow, Thursday")),
        ("heure_reprise", say("neuf heures", "nine in the morning")),
        ("heure", say("quinze heures trente", "half past three in the afternoon")),
        ("jour", say("jeudi 26 novembre", "Thursday 26 November")),
        ("debut", say("dix heures", "ten in the morning")),
        ("fin", say("midi", "noon")),
        ("ouverture", say("neuf heures", "nine in the morning")),
        ("fermeture", say("vingt heures", "eight in the evening")),
        ("prochain_essai", say("demain matin", "tomorrow morning")),
        ("minutes", "15".to_owned()),
        ("jours", "30".to_owned()),
        ("duree", say("deux heures", "two hours")),
        ("samu", "15".to_owned()),
        ("urgences", "112".to_owned()),
        ("prevention_suicide", "3114".to_owned()),
        ("maltraitance", "3133".to_owned()),
        ("numero_lent", "01, 99, 00, 12, 34".to_owned()),
        ("titre", say("atelier cuisine", "cooking together")),
        ("lieu", say("salle des fêtes", "the village hall")),
        ("code", "A7K2".to_owned()),
        ("niveau", "2".to_owned()),
    ];
    samples.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fact_known_then_it_has_a_sample_in_both_languages() {
        for language in ["fr", "en"] {
            let samples = sample_facts(language);
            assert_eq!(samples.len(), KNOWN_FACTS.len());
            assert!(KNOWN_FACTS.iter().all(|fact| samples.contains_key(*fact)));
        }
    }
}
