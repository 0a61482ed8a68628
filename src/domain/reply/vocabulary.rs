//! The words people use, without accents, in lower case.

pub(super) const STOP: &[&str] = &["stop", "arret", "stopper", "arreter", "arretez", "desabonnement", "desabonner"];
/// Words after which carriers block our messages themselves, but only when they are the whole message: alone they must be
/// a stop for us too, or we would go on writing into the void.
pub(super) const CARRIER_STOP: &[&str] = &["stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"];
pub(super) const MESSAGES: &[&str] = &["sms", "message", "messages", "textos", "texts"];
pub(super) const RESUME: &[&str] = &["reprise", "reprendre", "resume", "start", "unstop"];
pub(super) const PAUSE: &[&str] = &["pause"];
pub(super) const HELP: &[&str] = &["aide", "aidez", "help", "info"];
pub(super) const YES: &[&str] = &[
    "oui",
    "ouii",
    "ouiii",
    "ouais",
    "ouip",
    "yes",
    "yep",
    "yeah",
    "ok",
    "oki",
    "okay",
    "okey",
    "daccord",
    "dac",
    "volontiers",
    "entendu",
    "parfait",
    "sure",
    "certainly",
    "absolument",
    "certainement",
];
pub(super) const YES_PHRASES: &[&[&str]] = &[
    &["d", "accord"],
    &["bien", "sur"],
    &["avec", "plaisir"],
    &["ca", "marche"],
    &["c", "est", "bon"],
    &["je", "peux"],
    &["of", "course"],
    &["i", "can"],
];
pub(super) const NO: &[&str] = &["non", "nonn", "nan", "no", "nope", "impossible", "cannot"];
pub(super) const NO_PHRASES: &[&[&str]] = &[
    &["pas", "possible"],
    &["pas", "dispo"],
    &["pas", "disponible"],
    &["pas", "libre"],
    &["je", "ne", "peux", "pas"],
    &["je", "peux", "pas"],
    &["peux", "pas"],
    &["je", "ne", "pourrai", "pas"],
    &["je", "pourrai", "pas"],
    &["i", "can", "t"],
    &["can", "t"],
    &["not", "possible"],
    &["not", "available"],
];
/// Phrases with a no inside that say no such thing.
pub(super) const NEUTRAL_PHRASES: &[&[&str]] = &[
    &["pas", "de", "souci"],
    &["pas", "de", "soucis"],
    &["pas", "de", "probleme"],
    &["pas", "de", "pb"],
    &["aucun", "souci"],
    &["aucun", "probleme"],
    &["sans", "probleme"],
    &["no", "problem"],
    &["no", "worries"],
];
/// After a yes, these make it another answer.
pub(super) const REVERSING: &[&str] =
    &["non", "no", "pas", "not", "mais", "but", "sauf", "jamais", "impossible", "cannot", "never"];
pub(super) const MORNING: &[&str] = &["matin", "matinee", "am", "morning"];
pub(super) const AFTERNOON: &[&str] = &["aprem", "pm", "afternoon"];
/// Words that add politeness or grammar, never a meaning.
pub(super) const FILLERS: &[&str] = &[
    "je",
    "j",
    "le",
    "la",
    "l",
    "les",
    "de",
    "d",
    "du",
    "en",
    "a",
    "au",
    "c",
    "est",
    "s",
    "il",
    "vous",
    "te",
    "plait",
    "svp",
    "stp",
    "merci",
    "beaucoup",
    "bien",
    "bonjour",
    "bonsoir",
    "salut",
    "coucou",
    "hello",
    "hi",
    "dear",
    "thanks",
    "thank",
    "you",
    "please",
    "sorry",
    "desole",
    "desolee",
    "dsl",
    "pardon",
    "cordialement",
    "moi",
    "pour",
    "code",
    "alerte",
    "alert",
    "appel",
    "call",
    "the",
    "it",
    "i",
    "me",
    "for",
    "ca",
    "alors",
    "bon",
    "ben",
    "bah",
    "euh",
    "ah",
    "oh",
    "madame",
    "monsieur",
    "ll",
    "will",
    "then",
    "sms",
    "this",
    "one",
];
pub(super) const GREETINGS: &[&str] = &[
    "bonjour", "bonsoir", "salut", "coucou", "hello", "hi", "merci", "thanks", "euh", "ah", "oh", "alors", "bon",
    "ben", "bah", "desole", "desolee", "dsl", "pardon", "sorry", "madame", "monsieur", "svp", "stp", "please",
];
/// Danger for somebody. The domain's own list, its feminine and plural forms, and the English words. Better a human called for
/// nothing ("mort de rire") than one word missed.
pub(super) const ALARM: &[&str] = &[
    "urgent",
    "urgente",
    "urgents",
    "urgence",
    "urgences",
    "urgently",
    "mort",
    "morte",
    "morts",
    "mortes",
    "mourir",
    "meurt",
    "meurs",
    "mourant",
    "mourante",
    "decede",
    "decedee",
    "deces",
    "dead",
    "die",
    "died",
    "dies",
    "dying",
    "death",
    "kill",
    "killed",
    "tuer",
    "emergency",
    "ambulance",
    "samu",
    "pompiers",
    "secours",
    "danger",
    "sos",
    "112",
    "3114",
    "911",
    "999",
];
pub(super) const ALARM_BEGINNING: &str = "suicid";
/// The emergency number, and what makes it a plain number instead: a duration, an hour or a date.
pub(super) const SAMU: &str = "15";
pub(super) const UNITS: &[&str] =
    &["min", "mn", "mins", "minute", "minutes", "h", "heure", "heures", "jour", "jours", "days", "ans"];

pub(super) fn is_filler(token: &str) -> bool {
    FILLERS.contains(&token)
}

pub(super) fn is_unit(token: &str) -> bool {
    UNITS.contains(&token)
}

pub(super) fn is_negation(token: &str) -> bool {
    matches!(token, "pas" | "not" | "ni" | "jamais" | "never" | "sauf" | "t")
}
