//! The carrier port: what Passerelle says to a telephone carrier and what it hears back.
//!
//! One wire format, Twilio's, which several carriers speak; [`profile`] holds what differs between them as data.
//!
//! - [`signature`]: did this request really come from the carrier?
//! - [`webhook`]: what the carrier tells us about calls and messages;
//! - [`twiml`]: what we answer, as typed documents;
//! - [`client`]: what we ask of the carrier, and how sure we are that it was done.
//!
//! This crate does not know why a call is placed, keeps nothing, and decides nothing about retries of business matters.
//!
//! To support another carrier that speaks this format: add it to [`profile::Carrier`], fill its profile, and run the
//! tests of this crate; nothing else should change.

pub mod client;
pub mod profile;
pub mod signature;
pub mod twiml;
pub mod webhook;

mod tolerant;

pub use client::{CarrierClient, CarrierError, ClientSettings};
pub use profile::{Carrier, CarrierProfile, Voices};

/// Chooses the cryptography that every TLS connection of this process uses.
///
/// The program calls it once at start. Calling it again does nothing. [`client::CarrierClient::new`] also calls it, so
/// that a test which forgets cannot bring the process down.
pub fn install_tls_provider() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // An error only means that another thread was faster, which is just as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
