//! The simulated carrier seen from an application: each verb, each refusal, each way a callback goes astray.

mod callbacks;
mod crowd;
mod dial;
mod habits;
mod people;
mod port;
mod rest;
mod rooms;
mod stage;
mod texts;
mod verbs;
