//! The same text twice: what was said a moment ago is not said again.
//!
//! Two requests at the same time, or two parts of the program with the same thought, must not ring a telephone twice with
//! the same words. Only what nothing else was said after is the same again: OUI, NON, OUI is answered three times.

use chrono::TimeDelta;

use super::{About, Channel, Message, MessageState, Superseded};

/// The same words within this are one text. An assumption: longer than any doubled request, shorter than the pause after
/// which somebody who asks again is waiting for an answer.
pub const SAME_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// The message that `new` would only repeat: the last of `before`, oldest first and all to the same destination, that is about
/// the same matter, when it says the same and has arrived or may still arrive.
pub fn repeated<'a>(new: &Message, before: &'a [Message]) -> Option<&'a Message> {
    let last = before.iter().rev().find(|known| known.about == new.about && was_meant(known))?;
    let is_recent = new.made_at - last.made_at < SAME_WITHIN;
    (is_recent && last.state != MessageState::Failed && says_the_same(new, last)).then_some(last)
}

/// It was to be read by somebody: not a repetition itself, and not given up unsent.
fn was_meant(known: &Message) -> bool {
    known.state != MessageState::Dropped && known.superseded != Some(Superseded::Duplicate)
}

fn says_the_same(new: &Message, known: &Message) -> bool {
    if new.template != known.template || new.channel != known.channel {
        return false;
    }
    match (new.channel, new.about) {
        // The link by which a case is taken is another one in each email: the subject says what it is about.
        (Channel::Email, About::Case(_)) => new.content.subject == known.content.subject,
        (Channel::Email | Channel::Sms, _) => new.content == known.content,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::tests::{at, message};
    use MessageState::{Delivered, Dropped, Failed, Pending, Sent};

    fn said(minute: i64, text: &str, state: MessageState) -> Message {
        let mut message = message(Channel::Sms, state);
        message.made_at = at(minute);
        message.content.text = text.into();
        if state == MessageState::Superseded {
            message.superseded = Some(Superseded::Duplicate);
        }
        message
    }

    #[test]
    fn what_was_said_before_then_whether_it_is_repeated() {
        type Said<'a> = &'a [(i64, &'a str, MessageState)];
        let cases: [(&str, Said<'_>, bool); 10] = [
            ("nothing was said", &[], false),
            ("said a moment ago", &[(9, "yes", Delivered)], true),
            ("about to be said", &[(10, "yes", Pending)], true),
            ("said in other words", &[(9, "no", Delivered)], false),
            ("said five minutes ago", &[(5, "yes", Delivered)], false),
            ("said, then something else", &[(8, "yes", Sent), (9, "no", Sent)], false),
            ("something else, then said", &[(8, "no", Sent), (9, "yes", Sent)], true),
            ("it did not arrive", &[(9, "yes", Failed)], false),
            ("it was given up", &[(9, "yes", Dropped)], false),
            ("a repetition is no saying", &[(4, "yes", Sent), (7, "yes", MessageState::Superseded)], false),
        ];
        for (situation, before, is_repeated) in cases {
            let before: Vec<Message> = before.iter().map(|(minute, text, state)| said(*minute, text, *state)).collect();
            let new = said(10, "yes", Pending);
            assert_eq!(repeated(&new, &before).is_some(), is_repeated, "{situation}");
        }
    }

    #[test]
    fn same_words_about_another_matter_or_by_another_text_then_said() {
        let case = || About::Case(crate::ids::CaseId(uuid::Uuid::nil()));
        let before = [said(9, "yes", Delivered)];
        let mut new = said(10, "yes", Pending);
        new.about = case();
        assert!(repeated(&new, &before).is_none());
        let mut new = said(10, "yes", Pending);
        new.template = "another".into();
        assert!(repeated(&new, &before).is_none());
    }

    #[test]
    fn emails_of_one_case_that_differ_by_their_link_then_the_same() {
        let email = |minute, link: &str, about| {
            let mut message = said(minute, link, Delivered);
            (message.channel, message.about) = (Channel::Email, about);
            message.content.subject = "[A7K2]".into();
            message
        };
        let case = About::Case(crate::ids::CaseId(uuid::Uuid::nil()));
        assert!(repeated(&email(10, "one", case), &[email(9, "two", case)]).is_some());
        // A code in an email that is about no case is in its words.
        assert!(repeated(&email(10, "one", About::Nothing), &[email(9, "two", About::Nothing)]).is_none());
    }
}
