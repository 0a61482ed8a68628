//! Connections: lines in, answers out, TLS from the start or in the middle.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    sync::{Arc, Mutex},
};

use mailin::{Action, Response, Session};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

use crate::{
    Door, Inside, Trouble,
    desk::{Desk, Then},
};

/// Until the task is dropped, and every connection with it.
pub(crate) async fn accept(listener: TcpListener, inside: Arc<Inside>) {
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        inside.books().connections += 1;
        connections.spawn(serve(stream, Arc::clone(&inside)));
    }
}

async fn serve(stream: TcpStream, inside: Arc<Inside>) -> io::Result<()> {
    let then = Arc::new(Mutex::new(Then::GoOn));
    let desk = Desk::new(Arc::clone(&inside), Arc::clone(&then));
    let session = inside.sessions.build(IpAddr::V4(Ipv4Addr::LOCALHOST), desk);
    let mut conversation = Conversation { inside, then, session };
    let tls = TlsAcceptor::from(Arc::clone(&conversation.inside.tls));
    if conversation.inside.door == Door::Tls {
        let stream = tls.accept(stream).await?;
        conversation.session.tls_active();
        conversation.greet_and_talk(stream).await?;
        return Ok(());
    }
    if let Some(stream) = conversation.greet_and_talk(stream).await? {
        let stream = tls.accept(stream).await?;
        conversation.session.tls_active();
        conversation.talk(BufReader::new(stream)).await?;
    }
    Ok(())
}

struct Conversation {
    inside: Arc<Inside>,
    then: Arc<Mutex<Then>>,
    session: Session<Desk>,
}

impl Conversation {
    async fn greet_and_talk<S: AsyncRead + AsyncWrite + Unpin>(&mut self, stream: S) -> io::Result<Option<S>> {
        let mut stream = BufReader::new(stream);
        if let Trouble::Greets(code, words) = self.inside.trouble() {
            say(&mut stream, &Response::custom(code, words.to_owned())).await?;
            return Ok(None);
        }
        say(&mut stream, &self.session.greeting()).await?;
        self.talk(stream).await
    }

    /// Until somebody closes; answers with the stream when TLS is to begin on it.
    async fn talk<S: AsyncRead + AsyncWrite + Unpin>(&mut self, mut stream: BufReader<S>) -> io::Result<Option<S>> {
        let mut line = Vec::new();
        let mut is_content = false;
        loop {
            line.clear();
            if stream.read_until(b'\n', &mut line).await? == 0 {
                return Ok(None);
            }
            if !is_content {
                let verb = line.split(|byte| !byte.is_ascii_alphanumeric()).next().unwrap_or_default();
                let verb = String::from_utf8_lossy(verb).to_uppercase();
                self.inside.books().commands.push(verb);
            }
            let mut answers = self.inside.answers.subscribe();
            answers.mark_unchanged();
            let response = self.session.process(&line);
            let then = std::mem::replace(&mut *self.then.lock().unwrap(), Then::GoOn);
            match then {
                Then::HangUp => return Ok(None),
                Then::Wait => drop(answers.changed().await),
                Then::GoOn | Then::AnswerAndHangUp => {}
            }
            match response.action {
                Action::NoReply => continue,
                Action::Reply | Action::Close | Action::UpgradeTls => say(&mut stream, &response).await?,
            }
            is_content = response.code == 354;
            if then == Then::AnswerAndHangUp || response.action == Action::Close {
                return Ok(None);
            }
            if response.action == Action::UpgradeTls {
                return Ok(Some(stream.into_inner()));
            }
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, response: &Response) -> io::Result<()> {
    stream.get_mut().write_all(&response.buffer()?).await?;
    stream.get_mut().flush().await
}
