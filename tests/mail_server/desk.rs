//! What the server decides about each command, and how it keeps an email.

use std::{io, net::IpAddr, sync::Arc};

use mailin::{
    Handler, Response,
    response::{AUTH_OK, INVALID_CREDENTIALS, OK},
};

use crate::{Inside, Received, Trouble};

/// What the connection does after the answer to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    GoOn,
    /// Not even the answer is given.
    HangUp,
    /// The answer is given, then nothing any more.
    AnswerAndHangUp,
    /// The answer waits until the test says so.
    Wait,
}

/// One connection's decisions.
pub(crate) struct Desk {
    inside: Arc<Inside>,
    then: Arc<std::sync::Mutex<Then>>,
    email: Received,
    bytes: Vec<u8>,
}

impl Desk {
    pub(crate) fn new(inside: Arc<Inside>, then: Arc<std::sync::Mutex<Then>>) -> Desk {
        let email = Received { from: String::new(), to: Vec::new(), content: String::new() };
        Desk { inside, then, email, bytes: Vec::new() }
    }

    fn then(&self, then: Then) {
        *self.then.lock().unwrap() = then;
    }
}

fn says(code: u16, words: &str) -> Response {
    Response::custom(code, words.to_owned())
}

impl Handler for Desk {
    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        let is_right = (user, password) == ("user", "p@ss+word") && self.inside.trouble() != Trouble::RefusesPassword;
        if is_right { AUTH_OK } else { INVALID_CREDENTIALS }
    }

    fn mail(&mut self, _: IpAddr, _: &str, from: &str) -> Response {
        self.email = Received { from: from.to_owned(), to: Vec::new(), content: String::new() };
        match self.inside.trouble() {
            Trouble::ToSender(code, words) => says(code, words),
            _ => OK,
        }
    }

    fn rcpt(&mut self, to: &str) -> Response {
        let answer = match self.inside.trouble() {
            Trouble::ToRecipient(code, words) => says(code, words),
            Trouble::ToThisRecipient(this, code, words) if this == to => says(code, words),
            Trouble::Greylists if !self.inside.books().greeted.iter().any(|known| known == to) => {
                self.inside.books().greeted.push(to.to_owned());
                says(451, "greylisted, come back later")
            }
            Trouble::HangsUpAtRecipient => {
                self.then(Then::HangUp);
                OK
            }
            _ => OK,
        };
        if !answer.is_error {
            self.email.to.push(to.to_owned());
        }
        answer
    }

    fn data_start(&mut self, _: &str, _: &str, _: bool, _: &[String]) -> Response {
        self.bytes.clear();
        match self.inside.trouble() {
            Trouble::ToData(code, words) => says(code, words),
            _ => OK,
        }
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.bytes.extend_from_slice(line);
        if self.inside.trouble() == Trouble::HangsUpInContent {
            self.then(Then::HangUp);
        }
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        if let Trouble::ToContent(code, words) = self.inside.trouble() {
            return says(code, words);
        }
        let content = String::from_utf8_lossy(&self.bytes).into_owned();
        self.inside.books().received.push(Received { content, ..self.email.clone() });
        match self.inside.trouble() {
            Trouble::HangsUpAfterContent => self.then(Then::HangUp),
            Trouble::HangsUpAfterEach => self.then(Then::AnswerAndHangUp),
            Trouble::HoldsAnswers => self.then(Then::Wait),
            _ => {}
        }
        OK
    }
}
