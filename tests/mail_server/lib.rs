//! A mail server for the tests.
//!
//! Its SMTP is not ours: the `mailin` crate speaks it, so that our client is not tried on our own idea of the protocol.
//! Here are the connections, TLS with a certificate made for the occasion, the mailbox, and the trouble a test asks for.

#![allow(missing_docs, clippy::unwrap_used, reason = "test code")]

mod certificate;
mod connection;
mod desk;

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
};

use mailin::{AuthMechanism, SessionBuilder};
use rustls::ServerConfig;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

/// The only account, percent-encoded as an address wants it: the password is `p@ss+word`.
const ACCOUNT: &str = "user:p%40ss%2Bword";

/// How a connection is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Neither TLS nor a password.
    Plain,
    /// STARTTLS, then a password.
    StartTls,
    /// TLS from the first byte, and a password.
    Tls,
}

/// What the server does instead of accepting. Answers are `(code, words)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    None,
    /// Says this instead of its greeting, and closes.
    Greets(u16, &'static str),
    ToSender(u16, &'static str),
    ToRecipient(u16, &'static str),
    /// Only to this recipient.
    ToThisRecipient(&'static str, u16, &'static str),
    /// 451 the first time it hears of a recipient, as greylisting does.
    Greylists,
    ToData(u16, &'static str),
    /// Once the content is whole.
    ToContent(u16, &'static str),
    /// Goes away instead of answering RCPT.
    HangsUpAtRecipient,
    /// Goes away when the first line of the content has come.
    HangsUpInContent,
    /// The content is whole and kept, and the connection is gone before the answer.
    HangsUpAfterContent,
    /// Answers, then goes away: the connection is dead when it is used again.
    HangsUpAfterEach,
    /// Keeps the content, and its answer back until [`MailServer::answer`].
    HoldsAnswers,
    RefusesPassword,
}

/// An email as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// Headers and body.
    pub content: String,
}

impl Received {
    /// The value of a header, on one line.
    pub fn header(&self, name: &str) -> Option<String> {
        let unfolded = self.content.replace("\r\n ", " ").replace("\r\n\t", " ");
        let head = unfolded.split("\r\n\r\n").next().unwrap_or_default().to_owned();
        head.lines().find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.trim().to_owned()))
    }
}

#[derive(Default)]
struct Books {
    connections: usize,
    commands: Vec<String>,
    received: Vec<Received>,
    greeted: Vec<String>,
    trouble: Option<Trouble>,
}

struct Inside {
    books: Mutex<Books>,
    answers: watch::Sender<u32>,
    door: Door,
    tls: Arc<ServerConfig>,
    sessions: SessionBuilder,
}

impl Inside {
    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().unwrap()
    }

    fn trouble(&self) -> Trouble {
        self.books().trouble.unwrap_or(Trouble::None)
    }
}

/// A running server. It goes away with this handle; [`MailServer::stop`] and [`MailServer::start_again`] make an outage.
pub struct MailServer {
    port: u16,
    inside: Arc<Inside>,
    listening: Mutex<Option<JoinHandle<()>>>,
    _folder: tempfile::TempDir,
    authority: PathBuf,
}

impl MailServer {
    pub async fn start(door: Door) -> MailServer {
        let folder = tempfile::tempdir().unwrap();
        let (tls, authority) = certificate::for_this_machine(folder.path());
        let mut sessions = SessionBuilder::new("mail.example.org");
        if door == Door::StartTls {
            sessions.enable_start_tls();
        }
        if door != Door::Plain {
            sessions.enable_auth(AuthMechanism::Plain);
        }
        let inside =
            Inside { books: Mutex::default(), answers: watch::Sender::new(0), door, tls: Arc::new(tls), sessions };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server =
            MailServer { port, inside: Arc::new(inside), listening: Mutex::new(None), _folder: folder, authority };
        server.listen(listener);
        server
    }

    pub async fn in_trouble(trouble: Trouble) -> MailServer {
        let server = MailServer::start(Door::Plain).await;
        server.set(trouble);
        server
    }

    fn listen(&self, listener: TcpListener) {
        let task = tokio::spawn(connection::accept(listener, Arc::clone(&self.inside)));
        *self.listening.lock().unwrap() = Some(task);
    }

    /// The address for `Mailer::smtp`, with its account when it wants one.
    pub fn url(&self) -> String {
        let (port, authority) = (self.port, self.authority.display());
        match self.inside.door {
            Door::Plain => format!("smtp://127.0.0.1:{port}?tls=none"),
            Door::StartTls => format!("smtp://{ACCOUNT}@127.0.0.1:{port}?tls=required&ca={authority}"),
            Door::Tls => format!("smtps://{ACCOUNT}@127.0.0.1:{port}?ca={authority}"),
        }
    }

    /// From now on.
    pub fn set(&self, trouble: Trouble) {
        self.inside.books().trouble = Some(trouble);
    }

    /// Gives every answer held back.
    pub fn answer(&self) {
        self.inside.answers.send_modify(|times| *times += 1);
    }

    /// Nobody listens any more, and every connection is cut.
    pub fn stop(&self) {
        if let Some(task) = self.listening.lock().unwrap().take() {
            task.abort();
        }
    }

    /// On the same port as before.
    pub async fn start_again(&self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.listen(listener);
    }

    /// Everything that arrived, in order.
    pub fn received(&self) -> Vec<Received> {
        self.inside.books().received.clone()
    }

    /// Connections accepted so far.
    pub fn connections(&self) -> usize {
        self.inside.books().connections
    }

    /// The verbs heard so far, in order; never what followed them.
    pub fn commands(&self) -> Vec<String> {
        self.inside.books().commands.clone()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.stop();
    }
}
