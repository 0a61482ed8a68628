//! Why somebody is proposed, or not: closed lists, with their words.

use serde::{Deserialize, Serialize};

use crate::people::Language;

/// Why somebody is proposed. What speaks for it comes before what speaks against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// They have talked before.
    KnowsHer,
    /// As she wished.
    GenderWished,
    /// They like to talk about the same things.
    SharedInterests,
    /// Free at an hour she wished.
    WishedHour,
    /// Free at every hour of her series.
    KeepsHerHours,
    /// Lives in her part of town.
    SameDistrict,
    /// Lives where she lives.
    SameTerritory,
    /// Belongs to the line whose number she has.
    SameLine,
    /// Follows nobody yet.
    FollowsNobody,
    /// Against: she wished otherwise.
    OtherGender,
    /// Against: likes to talk about what she avoids, or the other way round.
    TopicToAvoid,
    /// To know: receives no texts, so somebody has to ask.
    NoTexts,
}

impl Reason {
    /// Every reason, in order.
    pub const ALL: [Reason; 12] = [
        Reason::KnowsHer,
        Reason::GenderWished,
        Reason::SharedInterests,
        Reason::WishedHour,
        Reason::KeepsHerHours,
        Reason::SameDistrict,
        Reason::SameTerritory,
        Reason::SameLine,
        Reason::FollowsNobody,
        Reason::OtherGender,
        Reason::TopicToAvoid,
        Reason::NoTexts,
    ];

    /// Said to a coordinator.
    pub fn words(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Reason::KnowsHer => ("ils se sont déjà parlé", "they have talked before"),
            Reason::GenderWished => ("comme elle le souhaite : femme ou homme", "woman or man, as she wished"),
            Reason::SharedInterests => ("des goûts en commun", "interests in common"),
            Reason::WishedHour => ("libre à une heure souhaitée", "free at an hour she wished"),
            Reason::KeepsHerHours => ("libre aux heures de ses appels", "free at the hours of her calls"),
            Reason::SameDistrict => ("même quartier", "same part of town"),
            Reason::SameTerritory => ("même territoire", "same territory"),
            Reason::SameLine => ("même ligne", "same line"),
            Reason::FollowsNobody => ("n'accompagne encore personne", "follows nobody yet"),
            Reason::OtherGender => {
                ("contre : elle souhaitait autrement, femme ou homme", "against: she wished otherwise")
            }
            Reason::TopicToAvoid => ("contre : un sujet à éviter", "against: a topic to avoid"),
            Reason::NoTexts => ("à savoir : ne reçoit pas de SMS", "to know: receives no texts"),
        };
        in_language(language, french, english)
    }
}

/// Why somebody is not proposed: the first that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotProposed {
    /// Has left the association.
    HasLeft,
    /// Helps in another way than by calling.
    OtherCircle,
    /// Charter, training or telephone missing; paused.
    NotReady,
    /// Never put together with her.
    KeptApart,
    /// Calls her already.
    CallsHer,
    /// One of the two said no; a coordinator can lift that.
    SaidNo,
    /// Is being asked about somebody.
    IsAsked,
    /// Meets nobody new before a supervision session.
    Supervision,
    /// Does not speak her language.
    Language,
    /// Another line, and another territory.
    TooFar,
    /// Follows as many people as they want.
    FollowsEnough,
    /// Away for weeks.
    Away,
    /// No hour suits both.
    NoCommonHour,
    /// At the hours that suit both, the day or the week is full, or another call is too near.
    NoRoom,
}

impl NotProposed {
    /// Every reason, in the order they are looked at.
    pub const ALL: [NotProposed; 14] = [
        NotProposed::HasLeft,
        NotProposed::OtherCircle,
        NotProposed::NotReady,
        NotProposed::KeptApart,
        NotProposed::CallsHer,
        NotProposed::SaidNo,
        NotProposed::IsAsked,
        NotProposed::Supervision,
        NotProposed::Language,
        NotProposed::TooFar,
        NotProposed::FollowsEnough,
        NotProposed::Away,
        NotProposed::NoCommonHour,
        NotProposed::NoRoom,
    ];

    /// The word of the API and the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            NotProposed::HasLeft => "has_left",
            NotProposed::OtherCircle => "other_circle",
            NotProposed::NotReady => "not_ready",
            NotProposed::KeptApart => "kept_apart",
            NotProposed::CallsHer => "calls_her",
            NotProposed::SaidNo => "said_no",
            NotProposed::IsAsked => "is_asked",
            NotProposed::Supervision => "supervision",
            NotProposed::Language => "language",
            NotProposed::TooFar => "too_far",
            NotProposed::FollowsEnough => "follows_enough",
            NotProposed::Away => "away",
            NotProposed::NoCommonHour => "no_common_hour",
            NotProposed::NoRoom => "no_room",
        }
    }

    /// Said to a coordinator.
    pub fn words(self, language: Language) -> &'static str {
        let (french, english) = match self {
            NotProposed::HasLeft => ("a quitté l'association", "has left"),
            NotProposed::OtherCircle => ("aide autrement que par des appels", "helps in another way than by calling"),
            NotProposed::NotReady => ("charte, formation ou téléphone manquants, ou en pause", "not ready, or paused"),
            NotProposed::KeptApart => ("incompatibilité", "kept apart"),
            NotProposed::CallsHer => ("l'appelle déjà", "calls her already"),
            NotProposed::SaidNo => ("l'un des deux a dit non", "one of the two said no"),
            NotProposed::IsAsked => ("une question attend déjà sa réponse", "is being asked already"),
            NotProposed::Supervision => ("supervision d'abord", "supervision first"),
            NotProposed::Language => ("ne parle pas sa langue", "does not speak her language"),
            NotProposed::TooFar => ("autre ligne, autre territoire", "another line and territory"),
            NotProposed::FollowsEnough => ("accompagne déjà assez de personnes", "follows enough people"),
            NotProposed::Away => ("absence longue", "away for weeks"),
            NotProposed::NoCommonHour => ("aucune heure commune", "no hour suits both"),
            NotProposed::NoRoom => ("plus de place à ces heures", "no room at those hours"),
        };
        in_language(language, french, english)
    }
}

fn in_language(language: Language, french: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::French => french,
        Language::English => english,
    }
}
