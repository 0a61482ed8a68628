//! Two legs put through to each other, seen from each of them.

use chrono::{DateTime, Utc};

use super::{Go, Leg, What};
use crate::{Heard, TalkContext, world::seconds};

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
                Some(What::FollowNow(_) | What::HangUp(_) | What::CalleeAccepted { .. } | What::CalleeGone { .. })
                | None => {}
            }
        }
    }

    /// This side begins to talk: the person says when they will hang up. Returns when they press the star key.
    pub(super) fn begin_talk(&mut self, with: &str, with_machine: bool) -> Option<DateTime<Utc>> {
        let now = self.now();
        self.was_bridged = true;
        self.world.change_call(&self.sid, |call| {
            call.bridged_at.get_or_insert(now);
        });
        self.world.write_down(&self.sid, Heard::Bridged { with: with.to_owned() });
        if self.is_machine() {
            return None;
        }
        let context = TalkContext {
            at: now,
            direction: self.direction,
            someone_else: self.is_someone_else(),
            with_machine,
            ordinal: self.world.state().directory.next_ordinal(&self.number, "talk"),
        };
        let talk = self.ask_person(|person| person.bridged(&context)).unwrap_or_default();
        self.hangs_up_at = talk.hangs_up_after_s.map(|s| now + seconds(s));
        talk.star_after_s.map(|s| now + seconds(s))
    }
}
