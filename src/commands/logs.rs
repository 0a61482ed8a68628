//! Logs: on the error output, as text or JSON. No personal data reaches them.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use super::{
    exit::wrong_use,
    settings::{LogFormat, Settings},
};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Whoever watches a service: everything the setting asks for.
    Operator,
    /// Whoever typed a command: only what is wrong, since the command says the rest itself.
    Terminal,
}

/// Whether `text` is a filter.
pub(crate) fn is_filter(text: &str) -> bool {
    EnvFilter::try_new(text).is_ok()
}

/// Starts the logs of this process. A second start changes nothing.
///
/// # Errors
/// The filter cannot be read.
pub(crate) fn start(settings: &Settings, audience: Audience) -> anyhow::Result<()> {
    let filter = match audience {
        Audience::Operator => settings.log.as_str(),
        Audience::Terminal => "warn",
    };
    let filter = EnvFilter::try_new(filter).map_err(|_| wrong_use("setting log is wrong"))?;
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    // An error only means that logs were started before.
    let _ = match settings.log_format {
        LogFormat::Text => logs.try_init(),
        LogFormat::Json => logs.json().flatten_event(true).try_init(),
    };
    Ok(())
}
