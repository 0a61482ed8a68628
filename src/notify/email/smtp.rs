//! The exchange with an SMTP server.
//!
//! The library's ready-made transport hides at which step an exchange was lost. That step is all that tells "certainly
//! not sent" from "perhaps sent", so the steps are taken here one by one, on the library's own connection.
//!
//! # Source
//! RFC 5321, sections 4.2.1 (codes: 4xx later, 5xx never) and 4.5.3.2 (time limits).

use super::{
    MailError, MailStage,
    message::WrittenEmail,
    server_address::{Protection, ServerAddress},
};
use lettre::transport::smtp::{
    Error,
    authentication::DEFAULT_MECHANISMS,
    client::{AsyncSmtpConnection, TlsParameters},
    commands::{Data, Mail, Rcpt},
    extension::{Extension, MailParameter},
};
use std::{sync::Mutex, time::Duration};

/// Longest wait for one step. RFC 5321 asks for five minutes, which no worker can afford; a relay answers in seconds.
const STEP_TIMEOUT: Duration = Duration::from_secs(30);
/// Longest wait for the answer to the content: servers filter spam while we wait, and giving up makes an unknown.
const CONTENT_TIMEOUT: Duration = Duration::from_secs(120);
/// Connections kept open between emails. A digest goes out in a burst; more than this gains nothing on one machine.
const IDLE_CONNECTIONS: usize = 4;

/// A server and the connections open to it.
pub(super) struct Smtp {
    server: ServerAddress,
    idle: Mutex<Vec<AsyncSmtpConnection>>,
}

impl Smtp {
    pub(super) fn new(server: ServerAddress) -> Smtp {
        Smtp { server, idle: Mutex::new(Vec::new()) }
    }

    /// Sends one message. A connection that failed in any way is not used again.
    pub(super) async fn send(&self, email: &WrittenEmail) -> Result<(), MailError> {
        let mut connection = self.connection().await?;
        self.name_both_ends(&mut connection, email).await?;
        step(MailStage::Content, connection.command(Data)).await.map_err(for_this_email)?;
        deliver(&mut connection, &email.bytes).await?;
        self.keep(connection);
        Ok(())
    }

    /// Connects, secures and signs in.
    pub(super) async fn check(&self) -> Result<(), MailError> {
        let connection = self.connection().await?;
        self.keep(connection);
        Ok(())
    }

    async fn name_both_ends(
        &self,
        connection: &mut AsyncSmtpConnection,
        email: &WrittenEmail,
    ) -> Result<(), MailError> {
        let is_ascii = AsRef::<str>::as_ref(&email.to).is_ascii() && AsRef::<str>::as_ref(&email.from).is_ascii();
        let parameters = if is_ascii {
            Vec::new()
        } else if connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            vec![MailParameter::SmtpUtfEight]
        } else {
            return Err(MailError::Refused { stage: MailStage::Recipient, code: None });
        };
        // A refusal of our own address is not about this reader, so it is never final.
        step(MailStage::Sender, connection.command(Mail::new(Some(email.from.clone()), parameters))).await?;
        step(MailStage::Recipient, connection.command(Rcpt::new(email.to.clone(), Vec::new())))
            .await
            .map_err(for_this_email)
    }

    /// An idle connection that still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, MailError> {
        while let Some(mut connection) = self.take_idle() {
            if matches!(tokio::time::timeout(STEP_TIMEOUT, connection.test_connected()).await, Ok(true)) {
                return Ok(connection);
            }
        }
        match tokio::time::timeout(STEP_TIMEOUT, self.open()).await {
            Ok(opened) => opened.map_err(|error| later(MailStage::Connecting, &error)),
            Err(_) => Err(MailError::TryLater { stage: MailStage::Connecting, code: None }),
        }
    }

    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let server = &self.server;
        let from_the_start = match &server.protection {
            Protection::FromTheStart(tls) => Some(tls.clone()),
            Protection::Required(_) | Protection::WhenOffered(_) | Protection::Plain => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (server.host.as_str(), server.port),
            Some(STEP_TIMEOUT),
            &server.our_name,
            from_the_start,
            None,
        )
        .await?;
        if let Some(tls) = self.tls_to_start(&connection) {
            connection.starttls(tls, &server.our_name).await?;
        }
        if let Some(credentials) = &server.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    /// With `Required` the answer does not depend on what the server offers: somebody in between could hide the offer.
    fn tls_to_start(&self, connection: &AsyncSmtpConnection) -> Option<TlsParameters> {
        match &self.server.protection {
            Protection::Required(tls) => Some(tls.clone()),
            Protection::WhenOffered(tls) => connection.can_starttls().then(|| tls.clone()),
            Protection::FromTheStart(_) | Protection::Plain => None,
        }
    }

    /// A poisoned lock only means that another task failed while holding a list of connections; the list is still good.
    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        self.idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).pop()
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if idle.len() < IDLE_CONNECTIONS && !connection.has_broken() {
            idle.push(connection);
        }
    }
}

/// Sends the content and waits for the verdict. From here on, silence is not a no.
async fn deliver(connection: &mut AsyncSmtpConnection, bytes: &[u8]) -> Result<(), MailError> {
    match tokio::time::timeout(CONTENT_TIMEOUT, connection.message(bytes)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) if error.status().is_some() => Err(for_this_email(later(MailStage::Content, &error))),
        Ok(Err(_)) | Err(_) => Err(MailError::Ambiguous),
    }
}

/// One command before the content: whatever goes wrong, the email was not accepted.
async fn step<T>(stage: MailStage, answer: impl Future<Output = Result<T, Error>>) -> Result<(), MailError> {
    match tokio::time::timeout(STEP_TIMEOUT, answer).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(later(stage, &error)),
        Err(_) => Err(MailError::TryLater { stage, code: None }),
    }
}

fn later(stage: MailStage, error: &Error) -> MailError {
    MailError::TryLater { stage, code: error.status().map(u16::from) }
}

/// At the recipient and after, a 5xx code is a definite no for this email.
fn for_this_email(error: MailError) -> MailError {
    const PERMANENT: std::ops::RangeInclusive<u16> = 500..=599;
    match error {
        MailError::TryLater { stage, code: Some(code) } if PERMANENT.contains(&code) => {
            MailError::Refused { stage, code: Some(code) }
        }
        other => other,
    }
}
