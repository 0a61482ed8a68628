//! How the program ends: a stable contract with scripts and service managers.

use std::{fmt, process::ExitCode};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: done.
    Success,
    /// 1: not done, or done and something is wrong; it was said what.
    Failure,
    /// 2: the command or a setting is wrong; nothing was done.
    WrongUse,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::WrongUse => 2,
        })
    }
}

/// The command or a setting is wrong: the text says which and what is expected, and never shows a secret.
#[derive(Debug)]
pub(crate) struct WrongUse(pub(crate) String);

impl fmt::Display for WrongUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// A refusal of the command as given.
pub(crate) fn wrong_use(what: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(WrongUse(what.into()))
}
