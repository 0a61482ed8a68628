//! By what a page reaches somebody, and what they said about it.

use serde::{Deserialize, Serialize};

/// By what a page reaches somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PageChannel {
    /// A text message.
    Sms,
    /// An email.
    Email,
    /// The robot rings: a key takes the case, another passes it on.
    Voice,
}

/// Between two channels of a list.
const BETWEEN: char = '|';

impl PageChannel {
    /// Every channel.
    pub const ALL: [PageChannel; 3] = [PageChannel::Sms, PageChannel::Email, PageChannel::Voice];

    /// The name in files, the API and records.
    pub fn as_str(self) -> &'static str {
        match self {
            PageChannel::Sms => "sms",
            PageChannel::Email => "email",
            PageChannel::Voice => "voice",
        }
    }

    /// Reads `sms|email`: each once, in the order given. `None` when a word is no channel. Empty is an empty list.
    pub fn parse_list(text: &str) -> Option<Vec<PageChannel>> {
        let mut channels = Vec::new();
        for word in text.split(BETWEEN).map(str::trim).filter(|word| !word.is_empty()) {
            let channel = PageChannel::ALL.into_iter().find(|channel| channel.as_str().eq_ignore_ascii_case(word))?;
            if !channels.contains(&channel) {
                channels.push(channel);
            }
        }
        Some(channels)
    }

    /// How a list is written.
    pub fn list_text(channels: &[PageChannel]) -> String {
        channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>().join("|")
    }

    /// By what a page of these channels reaches somebody who accepts `accepted`: never by one that is refused, and
    /// always by the first one, which is preferred. Who has said nothing accepts all and prefers none.
    pub fn agreed(of_page: &[PageChannel], accepted: &[PageChannel]) -> Vec<PageChannel> {
        let Some(preferred) = accepted.first() else { return of_page.to_vec() };
        let mut agreed: Vec<PageChannel> =
            of_page.iter().copied().filter(|channel| accepted.contains(channel)).collect();
        if !agreed.contains(preferred) {
            agreed.push(*preferred);
        }
        agreed
    }
}

#[cfg(test)]
mod tests {
    use super::{PageChannel::*, *};

    #[test]
    fn list_written_then_read_and_written_again() {
        assert_eq!(PageChannel::parse_list("voice| SMS|voice"), Some(vec![Voice, Sms]));
        assert_eq!(PageChannel::list_text(&[Voice, Sms]), "voice|sms");
        assert_eq!(PageChannel::parse_list(""), Some(vec![]));
        assert_eq!(PageChannel::parse_list("sms|pigeon"), None);
    }

    #[test]
    fn channels_refused_or_preferred_then_a_page_uses_what_is_agreed() {
        for (of_page, accepted, agreed) in [
            (vec![Sms, Email], vec![], vec![Sms, Email]),
            (vec![Sms, Email], vec![Sms], vec![Sms]),
            (vec![Sms, Email], vec![Voice, Sms], vec![Sms, Voice]),
            (vec![Sms, Email], vec![Voice], vec![Voice]),
            (vec![Sms, Email, Voice], vec![Email, Sms], vec![Sms, Email]),
        ] {
            assert_eq!(PageChannel::agreed(&of_page, &accepted), agreed, "{of_page:?} {accepted:?}");
        }
    }
}
