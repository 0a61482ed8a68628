//! Two legs put through to each other, seen from each of them.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use super::{Go, Input, Intent, Leg, What, gather::KEY_INTERVAL_S};
use crate::{Direction, Happening, Heard, Private, TalkContext, world::seconds};

/// A conversation as this side will live it. It lasts while the two are moved into a room, or one of them is out of it.
pub(crate) struct Talk {
    with: String,
    hangs_up_at: Option<DateTime<Utc>>,
    keys: VecDeque<(DateTime<Utc>, String)>,
}

impl Leg {
    /// The callee's side: accepts, is put through or not, talks until one of the two hangs up.
    pub(super) async fn talk_as_callee(&mut self) -> Go<()> {
        if let Some(parent) = &self.parent {
            self.world.send(parent, What::CalleeAccepted { sid: self.sid.clone() });
        }
        loop {
            match self.wait(None).await? {
                Some(What::PutThrough { with, with_machine }) => {
                    self.begin_talk(&with, with_machine);
                }
                Some(
                    What::FollowNow(_)
                    | What::HangUp(_)
                    | What::CalleeAccepted { .. }
                    | What::CalleeGone { .. }
                    | What::Met { .. }
                    | What::RoomOver,
                )
                | None => {}
            }
        }
    }

    /// The leg with which this side talks, or talked last.
    pub(super) fn talks_with(&self) -> Option<&str> {
        self.talk.as_ref().map(|talk| talk.with.as_str())
    }

    /// This side begins to talk: the person says when they will hang up and which keys they press. A conversation with
    /// the same leg goes on as it began.
    pub(super) fn begin_talk(&mut self, with: &str, with_machine: bool) {
        let now = self.now();
        if let Some(talk) = self.talk.as_mut().filter(|talk| talk.with == with) {
            // What was pressed meanwhile was heard by nobody.
            talk.keys.retain(|(at, _)| *at >= now);
            let hangs_up_at = talk.hangs_up_at;
            if !self.is_machine() {
                self.hangs_up_at = hangs_up_at;
            }
            return;
        }
        self.was_bridged = true;
        self.world.change_call(&self.sid, |call| {
            call.bridged_at.get_or_insert(now);
        });
        self.world.write_down(&self.sid, Heard::Bridged { with: with.to_owned() });
        self.talk = Some(Talk { with: with.to_owned(), hangs_up_at: None, keys: VecDeque::new() });
        if self.is_machine() {
            return;
        }
        let context = TalkContext {
            at: now,
            direction: self.direction,
            someone_else: self.is_someone_else(),
            with: self.number_of(with),
            with_machine,
            ordinal: self.world.state().directory.next_ordinal(&self.number, "talk"),
        };
        let answer = self.ask_person(|person| person.bridged(&context)).unwrap_or_default();
        self.hangs_up_at = answer.hangs_up_after_s.map(|s| now + seconds(s));
        if let Some(talk) = &mut self.talk {
            talk.hangs_up_at = self.hangs_up_at;
            talk.keys = answer.keys.into_iter().map(|keys| (now + seconds(keys.after_s), keys.keys)).collect();
        }
    }

    fn number_of(&self, sid: &str) -> Private {
        match self.world.call(sid) {
            Some(call) if call.direction == Direction::Inbound => call.from,
            Some(call) => call.to,
            None => Private::default(),
        }
    }

    /// When the next keys of the conversation are pressed.
    pub(super) fn next_keys_at(&self) -> Option<DateTime<Utc>> {
        self.talk.as_ref()?.keys.front().map(|(at, _)| *at)
    }

    /// When the star key is first pressed.
    pub(super) fn star_at(&self) -> Option<DateTime<Utc>> {
        let talk = self.talk.as_ref()?;
        talk.keys.iter().find(|(_, keys)| keys.contains('*')).map(|(at, _)| *at)
    }

    /// Presses the next keys of the conversation. True when the star key is heard and among them: those after it are
    /// still to come, whatever the line does then.
    pub(super) fn press_in_talk(&mut self, hears_star: bool) -> bool {
        let Some((_, keys)) = self.talk.as_mut().and_then(|talk| talk.keys.pop_front()) else {
            return false;
        };
        let (now_pressed, later) = match keys.find('*').filter(|_| hears_star) {
            Some(star) => (keys[..=star].to_owned(), keys[star + 1..].to_owned()),
            None => (keys, String::new()),
        };
        let pressed = Private::from(now_pressed.as_str());
        self.write_and_tell(Heard::Pressed(pressed.clone()), |sid| Happening::KeyPressed { sid, keys: pressed });
        if !later.is_empty() {
            self.intent = Some(Intent { at: self.now() + seconds(KEY_INTERVAL_S), input: Input::Keys(later) });
        }
        hears_star && now_pressed.ends_with('*')
    }
}
