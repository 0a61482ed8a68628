//! `<Conference>`: a room in which those who enter hear each other, until they leave it or it ends.

use chrono::{DateTime, Utc};
use url::Url;

use super::{Go, Instructions, Interrupt, Leg, What, documents::Flow};
use crate::{
    AnsweredBy, Happening,
    twiml::Element,
    webhooks::{Method, Params, param},
    world::seconds,
};

/// The carrier's default longest stay.
const DEFAULT_TIME_LIMIT_S: f64 = 14_400.0;
/// From the end of a room until those in it ask what to do next: whoever ended it is heard of first.
const ROOM_END_S: f64 = 0.02;

/// Who is in a room now, in the order in which they entered.
#[derive(Default)]
pub(crate) struct Room {
    members: Vec<String>,
    has_started: bool,
}

impl Leg {
    /// Stays in a room until the room ends, the time is over, or the star key is pressed where it is heard. Whoever is
    /// led elsewhere by REST leaves it without being asked for the action.
    pub(super) async fn enter_room(&mut self, element: &Element, noun: &Element, base: Option<&Url>) -> Go<Flow> {
        self.mark_answered();
        let name = noun.words();
        let ends_on_exit = noun.flag("endConferenceOnExit", false);
        self.join(&name, noun.flag("startConferenceOnEnter", true));
        let limit_at = self.now() + seconds(element.number("timeLimit", DEFAULT_TIME_LIMIT_S).max(0.0));
        let stay = self.stay(&name, limit_at, element.flag("hangupOnStar", false)).await;
        let action = self.room_action(element, base);
        if let Err(Interrupt::Over(unanswered)) = stay {
            // The action is asked even when this side has hung up; nobody follows the answer.
            self.mark_over(unanswered);
            if let Some(action) = action {
                self.ask_in_vain(action).await;
            }
            self.leave(&name, ends_on_exit);
            return Err(Interrupt::Over(unanswered));
        }
        self.leave(&name, ends_on_exit);
        stay?;
        if !self.is_machine() {
            self.hangs_up_at = None;
        }
        self.heard.clear();
        Ok(action.map_or(Flow::Next, Flow::Goto))
    }

    async fn stay(&mut self, room: &str, limit_at: DateTime<Utc>, hears_star: bool) -> Go<()> {
        loop {
            let keys_at = self.next_keys_at();
            let due = keys_at.map_or(limit_at, |keys_at| keys_at.min(limit_at));
            match self.wait(Some(due)).await? {
                Some(What::Met { with, with_machine }) => self.meet(room, &with, with_machine),
                Some(What::RoomOver) => return self.rest(ROOM_END_S).await,
                Some(
                    What::FollowNow(_)
                    | What::HangUp(_)
                    | What::PutThrough { .. }
                    | What::CalleeAccepted { .. }
                    | What::CalleeGone { .. },
                ) => {}
                None if keys_at == Some(due) => {
                    if self.press_in_talk(hears_star) {
                        return Ok(());
                    }
                }
                None => return Ok(()),
            }
        }
    }

    /// Enters, and meets whoever is there once the room has begun.
    fn join(&mut self, name: &str, starts: bool) {
        let others = {
            let mut state = self.world.state();
            let room = state.rooms.entry(name.to_owned()).or_default();
            let others = room.members.clone();
            room.members.push(self.sid.clone());
            room.has_started |= starts;
            if room.has_started { others } else { Vec::new() }
        };
        self.world.tell(Happening::EnteredRoom { sid: self.sid.clone(), room: name.to_owned() });
        for other in others {
            let with_machine = self.world.call(&other).is_some_and(|c| c.answered_by == Some(AnsweredBy::Machine));
            let met = What::Met { with: self.sid.clone(), with_machine: self.is_machine() };
            self.world.send(&other, met);
            self.meet(name, &other, with_machine);
        }
    }

    /// Begins to talk with whoever is met, unless that one is the third: a conversation between two goes on as it began.
    fn meet(&mut self, room: &str, with: &str, with_machine: bool) {
        let is_third = self.talks_with().is_some_and(|partner| {
            let state = self.world.state();
            let is_there = state.rooms.get(room).is_some_and(|room| room.members.iter().any(|one| one == partner));
            partner != with && is_there
        });
        if !is_third {
            self.begin_talk(with, with_machine);
        }
    }

    fn leave(&mut self, name: &str, ends_it: bool) {
        let others = {
            let mut state = self.world.state();
            let Some(room) = state.rooms.get_mut(name) else { return };
            room.members.retain(|member| *member != self.sid);
            let others = if ends_it { std::mem::take(&mut room.members) } else { Vec::new() };
            if room.members.is_empty() {
                state.rooms.remove(name);
            }
            others
        };
        self.world.tell(Happening::LeftRoom { sid: self.sid.clone(), room: name.to_owned() });
        for other in others {
            self.world.send(&other, What::RoomOver);
        }
    }

    fn room_action(&self, element: &Element, base: Option<&Url>) -> Option<Instructions> {
        let url = self.resolve(base, element.filled("action")?)?;
        let mut extra = Params::new();
        param(&mut extra, "DialCallStatus", "answered");
        let method = Method::read(self.world.habits, element.filled("method"));
        Some(Instructions { extra, ..Instructions::fetched(url, method) })
    }
}
