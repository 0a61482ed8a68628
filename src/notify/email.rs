//! Handing a finished email to an SMTP server, or to a folder.
//!
//! A folder is what an installation without a mail server uses, and what a demonstration and every test read: one
//! `.eml` file a message, which any mail program opens.
//!
//! The identity of an email is its [`Email::id`]: it becomes the `Message-ID` and the file's name, so the same email
//! sent twice is one file, and a mailbox that removes duplicates keeps one.

mod folder;
mod message;
mod server_address;
mod smtp;

use crate::EmailText;
use chrono::{DateTime, Utc};
use lettre::message::Mailbox;
use std::{fmt, path::PathBuf, sync::Arc};
use uuid::Uuid;

use folder::Folder;
use smtp::Smtp;

/// One email to one address. `Debug` shows its id only.
#[derive(Clone)]
pub struct Email {
    /// Our own identifier, kept over every attempt to send it.
    pub id: Uuid,
    /// One address, `name@host` or `Name <name@host>`.
    pub to: String,
    /// When it was written (the `Date` header), UTC. Kept over every attempt.
    pub written_at: DateTime<Utc>,
    /// What it says.
    pub text: EmailText,
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Email").field("id", &self.id).finish_non_exhaustive()
    }
}

/// An email was accepted: by the server (which may still fail to deliver it) or by the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The `Message-ID`, with its angle brackets.
    pub message_id: String,
}

/// How far an exchange with the mail server had come when it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStage {
    /// Building the message, before anything was sent.
    Writing,
    /// Opening the connection, TLS and signing in. A failure here is about the installation, not about the reader.
    Connecting,
    /// Naming the sender. A failure here is about our own address.
    Sender,
    /// Naming the recipient.
    Recipient,
    /// Sending the message itself.
    Content,
    /// Writing a file.
    Disk,
}

impl fmt::Display for MailStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MailStage::Writing => "writing the message",
            MailStage::Connecting => "connecting",
            MailStage::Sender => "naming the sender",
            MailStage::Recipient => "naming the recipient",
            MailStage::Content => "sending the content",
            MailStage::Disk => "writing the file",
        })
    }
}

/// Why an email was not accepted. Never shows an address: what a server answers often repeats it, so it is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// A definite no for this email: sending it again cannot help. Mostly a wrong address.
    #[error("the email was refused while {stage} (SMTP code {code:?})")]
    Refused {
        /// Where it was refused.
        stage: MailStage,
        /// The SMTP code, 500 to 599; `None` when we refused it ourselves (an address that is none).
        code: Option<u16>,
    },
    /// Certainly not accepted, and a later attempt may succeed: a 4xx answer, no connection, a wrong password, a full disk.
    #[error("the email could not be sent yet, while {stage} (SMTP code {code:?})")]
    TryLater {
        /// Where it failed.
        stage: MailStage,
        /// The SMTP code when the server gave one.
        code: Option<u16>,
    },
    /// The connection was lost after the content had begun to leave: the server may or may not have accepted it. Repeating
    /// may give the reader the same email twice (with the same `Message-ID`); not repeating may lose it.
    #[error("the email may or may not have been accepted: the connection was lost while {stage}", stage = MailStage::Content)]
    Ambiguous,
}

/// The settings of the mailer are wrong. Names the setting, never its value: the address holds a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailSetupError {
    /// Not `smtp://…` or `smtps://…`, or no host.
    #[error(
        "the SMTP address must look like smtps://user:password@host:465 or smtp://host:587?tls=required (or tls=none)"
    )]
    ServerAddress,
    /// The sender is not an address.
    #[error("the sender's address must look like contact@example.org or Name <contact@example.org>")]
    SenderAddress,
    /// TLS could not be prepared for this host.
    #[error("TLS could not be prepared for the SMTP host")]
    Tls,
    /// The certificate authority named by `ca=` cannot be read.
    #[error("the certificate authority named by ca= in the SMTP address must be a file in the PEM format")]
    Authority,
}

/// Where emails go. A cheap handle; clones share the open connections.
#[derive(Clone)]
pub struct Mailer {
    from: Arc<Mailbox>,
    destination: Destination,
}

#[derive(Clone)]
enum Destination {
    Smtp(Arc<Smtp>),
    Folder(Folder),
}

impl Mailer {
    /// A mailer that speaks to an SMTP server. Nothing is connected yet: see [`Mailer::check`].
    ///
    /// `smtps://user:password@host` (TLS from the first byte, port 465), `smtp://…?tls=required` (STARTTLS or nothing, port
    /// 587), `smtp://…?tls=opportunistic` (STARTTLS when offered, port 587), `smtp://…` or `smtp://…?tls=none` (plain, port
    /// 25). User and password are percent-encoded. A path gives the name said in EHLO: `smtps://host/our.name`. A server whose
    /// certificate comes from an authority of the house is trusted by `ca=/the/authority.pem` beside `tls=`.
    ///
    /// # Errors
    /// [`MailSetupError`] when the address or the sender cannot be read.
    pub fn smtp(url: &str, from: &str) -> Result<Mailer, MailSetupError> {
        let from = sender(from)?;
        let server = server_address::read(url)?;
        Ok(Mailer { from: Arc::new(from), destination: Destination::Smtp(Arc::new(Smtp::new(server))) })
    }

    /// A mailer that writes each email as `<id>.eml` in a folder, made when absent. A file appears whole or not at all.
    ///
    /// # Errors
    /// [`MailSetupError::SenderAddress`] when the sender cannot be read.
    pub fn folder(path: impl Into<PathBuf>, from: &str) -> Result<Mailer, MailSetupError> {
        let from = sender(from)?;
        Ok(Mailer { from: Arc::new(from), destination: Destination::Folder(Folder::new(path.into())) })
    }

    /// Sends one email and says what is known of its fate. Never tries twice by itself.
    ///
    /// Sending the same [`Email`] again writes the same file, or sends the same `Message-ID`.
    ///
    /// # Errors
    /// [`MailError::Refused`]: never try again. [`MailError::TryLater`]: not accepted, may be later.
    /// [`MailError::Ambiguous`]: unknown.
    pub async fn send(&self, email: &Email) -> Result<Sent, MailError> {
        let written = message::write(&self.from, email)?;
        match &self.destination {
            Destination::Smtp(smtp) => smtp.send(&written).await?,
            Destination::Folder(folder) => folder.write(email.id, &written.bytes).await?,
        }
        Ok(Sent { message_id: written.message_id })
    }

    /// Whether emails could leave now: connects, secures and signs in, or writes and removes a file. Sends nothing.
    ///
    /// # Errors
    /// [`MailError::TryLater`] with the stage that failed.
    pub async fn check(&self) -> Result<(), MailError> {
        match &self.destination {
            Destination::Smtp(smtp) => smtp.check().await,
            Destination::Folder(folder) => folder.check().await,
        }
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.destination {
            Destination::Smtp(_) => "Mailer(SMTP)",
            Destination::Folder(_) => "Mailer(folder)",
        })
    }
}

fn sender(from: &str) -> Result<Mailbox, MailSetupError> {
    from.parse().map_err(|_| MailSetupError::SenderAddress)
}

#[cfg(test)]
mod tests;
