//! A mail server for the tests: speaks just enough SMTP, and fails where it is told to.

use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What the server says instead of the ordinary answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Accepts,
    /// This answer to the greeting.
    Greets(&'static str),
    /// This answer to MAIL.
    ToSender(&'static str),
    /// This answer to RCPT.
    ToRecipient(&'static str),
    /// This answer to DATA.
    ToData(&'static str),
    /// This answer once the content is whole.
    ToContent(&'static str),
    /// Closes the connection instead of answering RCPT.
    HangsUpAtRecipient,
    /// Closes the connection once the content is whole, without a word.
    HangsUpAfterContent,
    /// Closes the connection after each accepted email, so that an idle one is dead when it is used again.
    HangsUpAfterEach,
    /// Asks for a password and refuses it.
    RefusesPassword,
}

/// What the server has seen.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    pub(crate) commands: Vec<String>,
    pub(crate) contents: Vec<String>,
}

pub(crate) struct FakeServer {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Mutex<Seen>>,
}

impl FakeServer {
    pub(crate) async fn start(part: Part) -> FakeServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                tokio::spawn(serve(stream, part, Arc::clone(&shared)));
            }
        });
        FakeServer { port, seen }
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}?tls=none", self.port)
    }
}

/// One connection, until somebody closes it.
async fn serve(stream: TcpStream, part: Part, seen: Arc<Mutex<Seen>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let greeting = if let Part::Greets(answer) = part { answer } else { "220 fake ready" };
    say(&mut stream, greeting).await?;
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let command = line.trim_end().to_owned();
        seen.lock().unwrap().commands.push(command.clone());
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match (verb.as_str(), part) {
            ("EHLO", Part::RefusesPassword) => "250-fake\r\n250 AUTH PLAIN",
            ("EHLO", _) => "250-fake\r\n250 8BITMIME",
            ("AUTH", _) => "535 wrong password",
            ("MAIL", Part::ToSender(answer)) => answer,
            ("RCPT", Part::ToRecipient(answer)) => answer,
            ("RCPT", Part::HangsUpAtRecipient) => return Ok(()),
            ("DATA", Part::ToData(answer)) => answer,
            ("DATA", _) => {
                say(&mut stream, "354 go on").await?;
                let content = read_content(&mut stream).await?;
                seen.lock().unwrap().contents.push(content);
                match part {
                    Part::HangsUpAfterContent => return Ok(()),
                    Part::HangsUpAfterEach => {
                        say(&mut stream, "250 accepted").await?;
                        return Ok(());
                    }
                    Part::ToContent(answer) => answer,
                    _ => "250 accepted",
                }
            }
            ("QUIT", _) => {
                say(&mut stream, "221 bye").await?;
                return Ok(());
            }
            _ => "250 ok",
        };
        say(&mut stream, answer).await?;
    }
}

async fn say(stream: &mut BufReader<TcpStream>, answer: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await
}

async fn read_content(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut content = String::new();
    loop {
        let start = content.len();
        if stream.read_line(&mut content).await? == 0 || &content[start..] == ".\r\n" {
            content.truncate(start);
            return Ok(content);
        }
    }
}
