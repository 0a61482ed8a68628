//! The fate of an email, told right in every case; and emails as files.

use super::{
    fake_server::{FakeServer, Part},
    *,
};
use chrono::TimeZone;

const FROM: &str = "Les Passerelles <contact@passerelle.example.org>";

fn email() -> Email {
    Email {
        id: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001),
        to: "nadia@example.org".to_owned(),
        written_at: Utc.with_ymd_and_hms(2026, 11, 23, 7, 45, 0).unwrap(),
        text: EmailText {
            subject: "[A7K2] Alerte niveau 2 : 4 appels sans réponse".to_owned(),
            text: "À faire : ouvrir la fiche.\n.une ligne qui commence par un point\n".to_owned(),
            html: "<p>À faire : ouvrir la fiche.</p>".to_owned(),
        },
    }
}

async fn sent_to(part: Part) -> (Result<Sent, MailError>, FakeServer) {
    let server = FakeServer::start(part).await;
    let mailer = Mailer::smtp(&server.url(), FROM).unwrap();
    (mailer.send(&email()).await, server)
}

#[tokio::test]
async fn server_accepts_then_sent_with_our_message_id() {
    let (sent, server) = sent_to(Part::Accepts).await;
    let message_id = "<01920000-0000-7000-8000-000000000001@passerelle.example.org>";
    assert_eq!(sent, Ok(Sent { message_id: message_id.to_owned() }));
    let seen = server.seen.lock().unwrap();
    let content = &seen.contents[0];
    for header in [
        format!("Message-ID: {message_id}\r\n").as_str(),
        "Date: Mon, 23 Nov 2026 07:45:00 +0000\r\n",
        "From: \"Les Passerelles\" <contact@passerelle.example.org>\r\n",
        "To: nadia@example.org\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "multipart/alternative",
        "text/plain",
        "text/html",
    ] {
        assert!(content.contains(header), "{header:?} in\n{content}");
    }
    assert!(content.is_ascii(), "a server without 8BITMIME takes it too");
    assert!(seen.commands.contains(&"RCPT TO:<nadia@example.org>".to_owned()), "{:?}", seen.commands);
}

#[tokio::test]
async fn server_refuses_the_address_then_refused() {
    let refused = |stage, code| Err(MailError::Refused { stage, code: Some(code) });
    let cases = [
        (Part::ToRecipient("550 no such user"), refused(MailStage::Recipient, 550)),
        (Part::ToData("554 no valid recipients"), refused(MailStage::Content, 554)),
        (Part::ToContent("552 too big"), refused(MailStage::Content, 552)),
    ];
    for (part, expected) in cases {
        assert_eq!(sent_to(part).await.0, expected, "{part:?}");
    }
}

#[tokio::test]
async fn server_is_busy_or_misconfigured_then_try_later() {
    let later = |stage, code| Err(MailError::TryLater { stage, code });
    let cases = [
        (Part::Greets("421 too many connections"), later(MailStage::Connecting, Some(421))),
        (Part::Greets("554 go away"), later(MailStage::Connecting, Some(554))),
        (Part::ToSender("451 later"), later(MailStage::Sender, Some(451))),
        (Part::ToSender("553 not your address"), later(MailStage::Sender, Some(553))),
        (Part::ToRecipient("451 greylisted"), later(MailStage::Recipient, Some(451))),
        (Part::ToData("452 disk full"), later(MailStage::Content, Some(452))),
        (Part::ToContent("451 scanner down"), later(MailStage::Content, Some(451))),
        (Part::HangsUpAtRecipient, later(MailStage::Recipient, None)),
    ];
    for (part, expected) in cases {
        assert_eq!(sent_to(part).await.0, expected, "{part:?}");
    }
}

#[tokio::test]
async fn connection_lost_after_the_content_then_ambiguous() {
    let (sent, server) = sent_to(Part::HangsUpAfterContent).await;
    assert_eq!(sent, Err(MailError::Ambiguous));
    assert_eq!(server.seen.lock().unwrap().contents.len(), 1, "nothing is repeated blindly");
}

#[tokio::test]
async fn nobody_listens_then_try_later() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{port}"), FROM).unwrap();
    let later = Err(MailError::TryLater { stage: MailStage::Connecting, code: None });
    assert_eq!(mailer.send(&email()).await, later);
    assert_eq!(mailer.check().await.map(|()| Sent { message_id: String::new() }), later);
}

#[tokio::test]
async fn two_emails_then_one_connection() {
    let server = FakeServer::start(Part::Accepts).await;
    let mailer = Mailer::smtp(&server.url(), FROM).unwrap();
    mailer.send(&email()).await.unwrap();
    mailer.clone().send(&email()).await.unwrap();
    let seen = server.seen.lock().unwrap();
    assert_eq!((seen.connections, seen.contents.len()), (1, 2));
}

#[tokio::test]
async fn idle_connection_died_then_a_new_one_is_opened() {
    let server = FakeServer::start(Part::HangsUpAfterEach).await;
    let mailer = Mailer::smtp(&server.url(), FROM).unwrap();
    mailer.send(&email()).await.unwrap();
    mailer.send(&email()).await.unwrap();
    let seen = server.seen.lock().unwrap();
    assert_eq!((seen.connections, seen.contents.len()), (2, 2));
}

#[tokio::test]
async fn server_ready_then_check_passes_and_sends_nothing() {
    let server = FakeServer::start(Part::Accepts).await;
    Mailer::smtp(&server.url(), FROM).unwrap().check().await.unwrap();
    assert!(!server.seen.lock().unwrap().commands.iter().any(|command| command.starts_with("MAIL")));
}

#[tokio::test]
async fn wrong_password_then_check_fails_and_no_email_is_lost_for_good() {
    let server = FakeServer::start(Part::RefusesPassword).await;
    let url = format!("smtp://user:p%40ss%2Bword@127.0.0.1:{}", server.port);
    let mailer = Mailer::smtp(&url, FROM).unwrap();
    let later = MailError::TryLater { stage: MailStage::Connecting, code: Some(535) };
    assert_eq!(mailer.check().await, Err(later));
    assert_eq!(mailer.send(&email()).await, Err(later));
    // AUTH PLAIN of "\0user\0p@ss+word" in base64: the password was decoded as it should.
    assert!(server.seen.lock().unwrap().commands.contains(&"AUTH PLAIN AHVzZXIAcEBzcyt3b3Jk".to_owned()));
}

#[tokio::test]
async fn starttls_required_but_not_offered_then_nothing_is_said() {
    let server = FakeServer::start(Part::Accepts).await;
    let url = format!("smtp://127.0.0.1:{}?tls=required", server.port);
    let sent = Mailer::smtp(&url, FROM).unwrap().send(&email()).await;
    assert_eq!(sent, Err(MailError::TryLater { stage: MailStage::Connecting, code: None }));
    assert!(!server.seen.lock().unwrap().commands.iter().any(|command| command.starts_with("MAIL")));
}

#[tokio::test]
async fn text_that_is_no_address_then_refused_before_anything_is_sent() {
    let server = FakeServer::start(Part::Accepts).await;
    let mailer = Mailer::smtp(&server.url(), FROM).unwrap();
    for to in ["", "nadia", "nadia@", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org"] {
        let sent = mailer.send(&Email { to: to.to_owned(), ..email() }).await;
        assert_eq!(sent, Err(MailError::Refused { stage: MailStage::Writing, code: None }), "{to:?}");
    }
    assert_eq!(server.seen.lock().unwrap().connections, 0);
}

#[tokio::test]
async fn same_email_twice_in_a_folder_then_one_file_with_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("not/there/yet");
    let mailer = Mailer::folder(&path, FROM).unwrap();
    let first = mailer.send(&email()).await.unwrap();
    let file = path.join("01920000-0000-7000-8000-000000000001.eml");
    let bytes = std::fs::read(&file).unwrap();
    assert_eq!(mailer.send(&email()).await.unwrap(), first);
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(&path).unwrap().count(), 1, "nothing unfinished is left");
}

#[tokio::test]
async fn folder_that_can_be_written_then_check_passes_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    Mailer::folder(folder.path(), FROM).unwrap().check().await.unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let file = folder.path().join("a file");
    std::fs::write(&file, b"").unwrap();
    let failed = Mailer::folder(file, FROM).unwrap().check().await;
    assert_eq!(failed, Err(MailError::TryLater { stage: MailStage::Disk, code: None }));
}

#[test]
fn server_addresses_then_read_or_refused_without_showing_them() {
    for url in [
        "smtp://localhost",
        "smtp://localhost:2525?tls=none",
        "smtp://u:p@mail.example.org?tls=required",
        "smtp://mail.example.org?tls=opportunistic",
        "smtps://u:p%40@mail.example.org/our.name",
        " smtps://mail.example.org:465 ",
    ] {
        assert!(Mailer::smtp(url, FROM).is_ok(), "{url}");
    }
    for url in [
        "",
        "localhost:25",
        "http://localhost",
        "smtp://",
        "smtps://secret@host",
        "smtp://host?tls=maybe",
        "smtps://h?tls=none",
    ] {
        let error = Mailer::smtp(url, FROM).unwrap_err();
        assert_eq!(error, MailSetupError::ServerAddress, "{url}");
        assert!(!error.to_string().contains("secret"));
    }
    assert_eq!(Mailer::smtp("smtp://localhost", "nobody").unwrap_err(), MailSetupError::SenderAddress);
}

#[test]
fn debug_and_errors_then_no_address_and_no_words() {
    let mailer = Mailer::smtp("smtp://user:secret@localhost", FROM).unwrap();
    let error = MailError::Refused { stage: MailStage::Recipient, code: Some(550) };
    let shown = format!("{:?} {mailer:?} {error:?} {error}", email());
    for personal in ["nadia", "secret", "Alerte", "contact@"] {
        assert!(!shown.contains(personal), "{shown}");
    }
}
