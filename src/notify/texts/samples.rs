//! Sample values, as long as real ones, to measure every template.

use crate::Arguments;

/// First names that broke somebody's SMS once: 11 letters, each letter outside GSM-7, an apostrophe.
pub(crate) const NAMES: &[&str] =
    &["Christopher", "François", "Anaïs", "Benoît", "Noël", "Zoé", "d'Artagnan", "D’Artagnan", "Marie-Thérèse"];
/// A surname somebody put in the first-name column.
pub(crate) const LONG_NAME: &str = "de La Rochefoucauld-Montbel d'Artagnanxx";
/// Nine letters, as in the domain's own measures, and the longest we promise to fit.
pub(crate) const SERVICES: &[&str] = &["Allô Lien", "Les Passerelles du Jeudi"];

/// A value for every argument of every template.
pub(crate) fn arguments(name: &str, service: &str) -> Arguments {
    let values = [
        ("service", service),
        ("v", name),
        ("p", name),
        ("c", name),
        ("c2", name),
        ("j", "mercredi 25 nov"),
        ("h", "15h30"),
        ("code", "A7K2"),
        ("code2", "W4TX"),
        ("num", "01 99 00 12 34"),
        ("n", "3"),
        ("k", "4"),
        ("x", "48"),
        ("a", "120"),
        ("b", "118"),
        ("d", "8"),
        ("e", "12"),
        ("d1", "12/08"),
        ("d2", "19/08"),
        ("min", "30"),
        ("date", "25/11/2026"),
        ("crise", "CANICULE"),
        ("titre", "Atelier mémoire et gâteaux"),
        ("lieu", "Maison de quartier, place de la République"),
        ("adr", "12 rue Neuve"),
        ("otp", "048211"),
        ("lien", "https://passerelle.example.org/v/0kq3x"),
        ("semaine", "47"),
        ("heures", "36"),
        ("etat", "acceptée"),
        ("ok", "3050"),
        ("ko", "50"),
        ("periode", "octobre 2026"),
        ("r", "2"),
        ("liste", "A7K2 (3), W4TX (2), R6MC (1)"),
        ("appels", "P3NF, T9HD"),
        ("promesses", "C2VX, E7KA"),
        ("quartier", "Belleville-Ménilmontant"),
        ("qui", "home"),
        ("quoi", "urgent"),
        ("texte", "Goûter de l'hiver samedi 5 décembre à 15h, salle Voltaire. Un gâteau à partager est le bienvenu !"),
    ];
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
