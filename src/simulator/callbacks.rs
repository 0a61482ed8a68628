//! Status callbacks, delivered well or badly as [`crate::CallbackDelivery`] says.

use std::sync::Arc;

use passerelle_clock::Busy;
use rand::Rng;

use crate::{
    Happening, chance,
    webhooks::{Params, Target},
    world::World,
};

/// One callback ready to be sent.
#[derive(Clone)]
pub(crate) struct Callback {
    /// The leg or message it tells about.
    pub(crate) sid: String,
    /// The status it tells, for the narration.
    pub(crate) status: String,
    /// Which callback of its leg or message: 0, 1, 2…
    pub(crate) sequence: u32,
    pub(crate) target: Target,
    pub(crate) params: Params,
}

/// A callback that waits for the next one of its leg to overtake it.
pub(crate) struct HeldCallback(Callback);

impl World {
    /// Sends a callback, or loses it, delays it, doubles it or lets the next one overtake it.
    ///
    /// The caller holds a guard. When delivery is perfect the answer is awaited before this returns, so that callbacks
    /// arrive in order and a run repeats itself.
    pub(crate) async fn deliver(self: &Arc<Self>, callback: Callback) {
        let delivery = self.state().delivery.clone();
        let subject = format!("callback|{}", callback.sid);
        let mut chance = chance::draw(self.seed, &subject, u64::from(callback.sequence));
        let (lost, doubled, shuffled, lateness) =
            (chance.random::<f64>(), chance.random::<f64>(), chance.random::<f64>(), chance.random::<f64>());

        if lost < delivery.lost {
            let Callback { sid, status, sequence, .. } = callback;
            self.tell(Happening::CallbackLost { sid, status, sequence });
            return;
        }
        let overtaken = self.state().held.remove(&callback.sid);
        if shuffled < delivery.shuffled && overtaken.is_none() {
            self.state().held.insert(callback.sid.clone(), HeldCallback(callback));
            return;
        }
        let late_s = delivery.late.map(|range| range.start + lateness * (range.end - range.start).max(0.0));
        self.deliver_after(late_s, callback, doubled < delivery.doubled).await;
        if let Some(HeldCallback(overtaken)) = overtaken {
            self.deliver_after(late_s.map(|s| s + 0.5), overtaken, false).await;
        }
    }

    /// Sends what was still held back: its leg or message has nothing more to tell.
    pub(crate) async fn deliver_held(self: &Arc<Self>, sid: &str) {
        let held = self.state().held.remove(sid);
        if let Some(HeldCallback(callback)) = held {
            self.send_callback(&callback, false).await;
        }
    }

    async fn deliver_after(self: &Arc<Self>, late_s: Option<f64>, callback: Callback, twice: bool) {
        match late_s {
            None => self.send_callback(&callback, twice).await,
            Some(late_s) => self.later(late_s, move |world, busy: Busy| async move {
                world.send_callback(&callback, twice).await;
                drop(busy);
            }),
        }
    }

    async fn send_callback(&self, callback: &Callback, twice: bool) {
        let token = self.idempotency_token(&format!("{}|{}", callback.sid, callback.sequence));
        for _ in 0..if twice { 2 } else { 1 } {
            self.tell(Happening::CallbackSent {
                sid: callback.sid.clone(),
                status: callback.status.clone(),
                sequence: callback.sequence,
            });
            if !self.post_callback(&callback.target, &callback.params, &token).await {
                self.warn(&callback.sid, 15003, format!("the callback for {} was not accepted", callback.status));
            }
        }
    }
}
