//! Whom, of those on duty, a caller should reach first.

use std::{cmp::Reverse, collections::HashMap};

use crate::{
    people::{Language, Member},
    skills::{Abilities, Skill},
};

/// How long the first circle is given before the wider one is rung too, in seconds.
///
/// # Source
/// Domain notes, M08: overflow to the wider group only after 60 s.
pub const WIDER_CIRCLE_AFTER_S: u32 = 60;

/// What a caller needs. What is not known is not asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// What it is about.
    pub topic: Option<Skill>,
    /// The language to talk in.
    pub language: Option<Language>,
    /// Name of the territory the caller lives in: a preference, never a condition.
    pub territory: Option<String>,
}

/// When a member is rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circle {
    /// At once.
    First,
    /// When nobody of the first circle has taken the call after [`WIDER_CIRCLE_AFTER_S`].
    Wider,
}

/// A member and when to ring them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InRingOrder {
    /// Who.
    pub member: Member,
    /// When.
    pub circle: Circle,
}

/// Those on duty in the order in which to ring them for a caller.
///
/// The first circle has the skill *and* speaks the language. The others form the wider circle, those
/// who speak the language before those who only have the skill: a volunteer who understands the
/// caller can pass on what is needed. Inside each of these groups members of the caller's territory come
/// first, and then the order of `on_duty` stays (longest idle first, or that of the roster).
/// When nobody on duty is in the first circle there is nothing to wait for, and everybody is in it.
///
/// A member whose abilities are unknown has none, and stays in the list: nobody is left out.
pub fn in_ring_order(on_duty: &[Member], abilities: &HashMap<Member, Abilities>, wanted: &Wanted) -> Vec<InRingOrder> {
    let nothing = Abilities::default();
    let of = |member: &Member| abilities.get(member).unwrap_or(&nothing);
    let mut ordered: Vec<InRingOrder> =
        on_duty.iter().map(|member| InRingOrder { member: *member, circle: circle_of(of(member), wanted) }).collect();
    ordered.sort_by_key(|rung| {
        let abilities = of(&rung.member);
        (
            rung.circle,
            Reverse(wanted.language.is_none_or(|language| abilities.speaks(language))),
            Reverse(wanted.topic.as_ref().is_none_or(|topic| abilities.has_skill(topic))),
            Reverse(wanted.territory.as_ref().is_some_and(|territory| abilities.serves(territory))),
        )
    });
    if ordered.iter().all(|rung| rung.circle == Circle::Wider) {
        ordered.iter_mut().for_each(|rung| rung.circle = Circle::First);
    }
    ordered
}

fn circle_of(abilities: &Abilities, wanted: &Wanted) -> Circle {
    let has_skill = wanted.topic.as_ref().is_none_or(|topic| abilities.has_skill(topic));
    let speaks = wanted.language.is_none_or(|language| abilities.speaks(language));
    if has_skill && speaks { Circle::First } else { Circle::Wider }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::VolunteerId;

    fn member(who: u128) -> Member {
        Member::Volunteer(VolunteerId(Uuid::from_u128(who)))
    }

    fn who_can(skills: &str, languages: &[Language], territories: &[&str]) -> Abilities {
        Abilities {
            skills: Skill::parse_list(skills).unwrap(),
            languages: languages.to_vec(),
            territories: territories.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// 1 speaks only French, 2 knows forms, 3 knows forms and English, 4 is in Martinique, 5 is unknown.
    fn team() -> HashMap<Member, Abilities> {
        use Language::{English, French};
        HashMap::from([
            (member(1), who_can("listening", &[French], &["FR-IDF"])),
            (member(2), who_can("administrative|listening", &[French], &["FR-IDF"])),
            (member(3), who_can("administrative", &[French, English], &["FR-IDF"])),
            (member(4), who_can("administrative", &[French], &["FR-MTQ"])),
        ])
    }

    fn order(on_duty: &[u128], wanted: &Wanted) -> (Vec<u128>, Vec<u128>) {
        let members: Vec<Member> = on_duty.iter().map(|who| member(*who)).collect();
        let ordered = in_ring_order(&members, &team(), wanted);
        assert_eq!(ordered.len(), on_duty.len(), "nobody is left out");
        let (first, wider): (Vec<_>, Vec<_>) = ordered.into_iter().partition(|rung| rung.circle == Circle::First);
        let names = |circle: Vec<InRingOrder>| circle.into_iter().map(|rung| rung.member.uuid().as_u128()).collect();
        (names(first), names(wider))
    }

    #[test]
    fn caller_with_a_need_then_those_who_can_come_first_and_the_others_later() {
        let topic = |name: &str| Skill::parse(name).ok();
        let wants = |topic, language, territory: Option<&str>| Wanted {
            topic,
            language,
            territory: territory.map(str::to_owned),
        };
        let cases = [
            // Nothing known: the order of the roster stays.
            (wants(None, None, None), vec![5, 1, 2, 3, 4], vec![]),
            (wants(topic("administrative"), None, None), vec![2, 3, 4], vec![5, 1]),
            (wants(topic("administrative"), None, Some("FR-MTQ")), vec![4, 2, 3], vec![5, 1]),
            (wants(topic("administrative"), Some(Language::English), None), vec![3], vec![2, 4, 5, 1]),
            (wants(topic("listening"), Some(Language::French), None), vec![1, 2], vec![3, 4, 5]),
            // Nobody has it: everybody is rung at once, those who speak the language first.
            (wants(topic("safety"), Some(Language::English), None), vec![3, 5, 1, 2, 4], vec![]),
            (wants(None, None, Some("FR-MTQ")), vec![4, 5, 1, 2, 3], vec![]),
        ];
        for (wanted, first, wider) in cases {
            assert_eq!(order(&[5, 1, 2, 3, 4], &wanted), (first, wider), "{wanted:?}");
        }
    }

    #[test]
    fn the_skilled_one_is_on_duty_then_a_mediator_without_the_skill_is_never_before() {
        let wanted = Wanted { topic: Skill::parse("administrative").ok(), ..Wanted::default() };
        for on_duty in [vec![1, 2], vec![2, 1], vec![5, 1, 3], vec![1, 5, 4]] {
            let (first, wider) = order(&on_duty, &wanted);
            assert!(first.iter().all(|who| [2, 3, 4].contains(who)) && !first.is_empty(), "{on_duty:?}");
            assert!(wider.iter().all(|who| [1, 5].contains(who)), "{on_duty:?}");
        }
    }
}
