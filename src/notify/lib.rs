//! What Passerelle writes to people: SMS and email.
//!
//! Two halves that do not know each other:
//!
//! - **texts**: a template key, a language and arguments become a finished text. [`render_sms`] gives one SMS of at most
//!   160 GSM-7 septets or a problem; [`render_email`] gives a subject, a plain text and an HTML page.
//! - **mail**: [`Mailer`] hands a finished email to an SMTP server, or to a folder when no server is set.
//!
//! SMS leave through the telephony carrier, so this crate never sends one: it only writes it.
//!
//! Deliberately absent: who is written to, when, and what happens after a failure. Those are decisions of the use cases.
//!
//! Invariants:
//! - no SMS is longer than one segment, and none holds a character that would turn it into UCS-2;
//! - no email subject holds personal data;
//! - `Debug` and error texts never show an address or a body.
//!
//! To add an SMS: add a line to [`SmsTemplate`] with its arguments, its text to `texts/fr.ftl` and `texts/en.ftl` (emails: `texts/email.fr.ftl` and so on), and
//! the sample value of any new argument to `texts/samples.rs`. The tests then measure it in both languages.

mod email;
mod gsm7;
mod templates;
mod texts;

pub use email::{Email, MailError, MailSetupError, MailStage, Mailer, Sent};
pub use gsm7::{Gsm7, SMS_SEPTETS, Shortening, TooLong};
pub use passerelle_domain::people::Language;
pub use templates::{EmailTemplate, SmsTemplate};
pub use texts::{Arguments, EmailText, SmsText, TextProblem, render_email, render_joined, render_sms};
