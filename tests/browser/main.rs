//! The console and the pages in a real browser: mornings as people live them, the keyboard alone, every page looked at by
//! axe-core in light and dark, on a wide screen and on a telephone. Pictures are kept under `target/screenshots/`.

#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

mod chromium;
mod every_page;
mod monday;
mod partner;
mod refused;
mod scripts;
mod volunteer_week;
