//! What somebody who answers can do: topics, languages, territories.

use serde::{Deserialize, Serialize};

use crate::{
    follow_up::Need,
    people::{Language, Staff, Volunteer},
};

/// Longest skill.
const MOST_SKILL_CHARS: usize = 32;
/// More skills than anybody has.
const MOST_SKILLS: usize = 20;

/// A topic somebody knows about: what callers need ([`Need`]), and words of the association's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Skill(String);

/// Why a skill or a list of them could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SkillError {
    /// Something else than a word.
    #[error("a skill is one word of at most 32 letters, digits, - or _")]
    NotAWord,
    /// More than anybody has.
    #[error("more than 20 skills")]
    TooMany,
}

impl Skill {
    /// Reads a word; capitals do not matter.
    ///
    /// # Errors
    /// [`SkillError::NotAWord`].
    pub fn parse(text: &str) -> Result<Skill, SkillError> {
        let word = text.trim().to_lowercase();
        let is_word = !word.is_empty()
            && word.chars().count() <= MOST_SKILL_CHARS
            && word.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'));
        if is_word { Ok(Skill(word)) } else { Err(SkillError::NotAWord) }
    }

    /// Reads `listening|administrative`: each once, in the order given. Empty text means none.
    ///
    /// # Errors
    /// [`SkillError`].
    pub fn parse_list(text: &str) -> Result<Vec<Skill>, SkillError> {
        let mut skills = Vec::new();
        for part in text.split('|').filter(|_| !text.trim().is_empty()) {
            let skill = Skill::parse(part)?;
            if !skills.contains(&skill) {
                skills.push(skill);
            }
        }
        if skills.len() > MOST_SKILLS { Err(SkillError::TooMany) } else { Ok(skills) }
    }

    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Need> for Skill {
    fn from(need: Need) -> Skill {
        Skill(need.as_str().to_owned())
    }
}

impl TryFrom<String> for Skill {
    type Error = SkillError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Skill::parse(&text)
    }
}

impl From<Skill> for String {
    fn from(skill: Skill) -> String {
        skill.0
    }
}

/// What one member can do for a caller.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Abilities {
    /// Topics.
    pub skills: Vec<Skill>,
    /// Languages spoken.
    pub languages: Vec<Language>,
    /// Names of the territories they know.
    pub territories: Vec<String>,
}

impl Abilities {
    /// Whether they know about a topic.
    pub fn has_skill(&self, topic: &Skill) -> bool {
        self.skills.contains(topic)
    }

    /// Whether they speak a language.
    pub fn speaks(&self, language: Language) -> bool {
        self.languages.contains(&language)
    }

    /// Whether they know a territory.
    pub fn serves(&self, territory: &str) -> bool {
        self.territories.iter().any(|known| known == territory)
    }
}

impl Staff {
    /// What they can do for a caller. Their own language is always one they speak.
    pub fn abilities(&self) -> Abilities {
        let others = self.languages.iter().copied().filter(|language| *language != self.language);
        Abilities {
            skills: self.skills.clone(),
            languages: std::iter::once(self.language).chain(others).collect(),
            territories: self.territories.clone(),
        }
    }
}

impl Volunteer {
    /// What they can do for a caller. The territory they live in is always one they know.
    pub fn abilities(&self) -> Abilities {
        let others = self.territories.iter().filter(|name| **name != self.territory.name).cloned();
        Abilities {
            skills: self.skills.clone(),
            languages: self.languages.clone(),
            territories: std::iter::once(self.territory.name.clone()).chain(others).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skills_of_a_list_then_words_each_once() {
        let words =
            |text: &str| -> Vec<String> { Skill::parse_list(text).unwrap().into_iter().map(String::from).collect() };
        assert_eq!(words("Listening | administrative|listening"), ["listening", "administrative"]);
        assert_eq!(words(" "), Vec::<String>::new());
        assert_eq!(words("démarches|aide_au-retour"), ["démarches", "aide_au-retour"]);
        for (text, error) in
            [("listening|", SkillError::NotAWord), ("two words", SkillError::NotAWord), ("a@b", SkillError::NotAWord)]
        {
            assert_eq!(Skill::parse_list(text), Err(error), "{text}");
        }
        let many: Vec<String> = (0..21).map(|place| format!("s{place}")).collect();
        assert_eq!(Skill::parse_list(&many.join("|")), Err(SkillError::TooMany));
        assert!(Skill::parse(&"é".repeat(33)).is_err());
        assert!(Need::ALL.into_iter().all(|need| Skill::parse(need.as_str()) == Ok(Skill::from(need))));
    }
}
