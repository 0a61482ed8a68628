//! Limits of the telephones we ring.

/// A volunteer's or listener's mobile rings this long: less, so that its voicemail stays out.
pub(crate) const CALLER_RING_S: u32 = 25;
/// A listener who did not take a call is left in peace for this long.
pub(crate) const LISTENER_REST_S: i64 = 60;
/// A listener who did not take so many calls in a row has perhaps gone out…
pub(crate) const MISSED_BEFORE_PAUSE: i64 = 2;
/// …and is left in peace for this long, and told.
pub(crate) const LISTENER_PAUSE_MIN: i64 = 15;
/// A reservation outlives the ring by this much, for callbacks that come late.
pub(crate) const RESERVATION_MARGIN_S: i64 = 90;
/// A conversation keeps its listener reserved for at most this long.
pub(crate) const TALK_RESERVATION_S: i64 = 4 * 60 * 60;
/// A listener has this long to press 1.
pub(crate) const ACCEPT_WITHIN_S: u32 = 8;
