//! Limits of the telephones we ring, and of what is said on them.

/// The script of the line of the partners: it offers hours when nobody is free, and nobody ends their calls by a key.
pub(crate) const PARTNER_SCRIPT: &str = "partner-line";

/// Somebody near a person is rung this long: at home, and perhaps not young.
pub(crate) const CONTACT_RING_S: u32 = 40;

/// A volunteer's or listener's mobile rings this long: less, so that its voicemail stays out.
pub(crate) const CALLER_RING_S: u32 = 25;
/// A listener who did not take a call is left in peace for this long.
pub(crate) const LISTENER_REST_S: i64 = 60;
/// A listener who did not take so many calls in a row has perhaps gone out…
pub(crate) const MISSED_BEFORE_PAUSE: i64 = 2;
/// …and is left in peace for this long, and told.
pub(crate) const LISTENER_PAUSE_MIN: i64 = 15;
/// A listener who ended a conversation by the end key has this long without a call.
/// The sentence `room_end_break` says the number.
pub(crate) const BREAK_AFTER_END_KEY_MIN: i64 = 5;
/// A reservation outlives the ring by this much, for callbacks that come late.
pub(crate) const RESERVATION_MARGIN_S: i64 = 90;
/// A conversation keeps its listener reserved for at most this long.
pub(crate) const TALK_RESERVATION_S: i64 = 4 * 60 * 60;
/// A listener has this long to press 1.
pub(crate) const ACCEPT_WITHIN_S: u32 = 8;
