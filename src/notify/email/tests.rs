//! The fate of an email, told right in every case; and emails as files.

use super::*;
use chrono::TimeZone;
use passerelle_mail_server::{Door, MailServer, Trouble};

const FROM: &str = "Les Passerelles <contact@passerelle.example.org>";
const MESSAGE_ID: &str = "<01920000-0000-7000-8000-000000000001@passerelle.example.org>";

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

fn mailer(server: &MailServer) -> Mailer {
    Mailer::smtp(&server.url(), FROM).unwrap()
}

async fn sent_to(trouble: Trouble) -> (Result<Sent, MailError>, MailServer) {
    let server = MailServer::in_trouble(trouble).await;
    (mailer(&server).send(&email()).await, server)
}

fn later(stage: MailStage, code: Option<u16>) -> Result<Sent, MailError> {
    Err(MailError::TryLater { stage, code })
}

#[tokio::test]
async fn server_accepts_then_sent_with_our_message_id() {
    let (sent, server) = sent_to(Trouble::None).await;
    assert_eq!(sent, Ok(Sent { message_id: MESSAGE_ID.to_owned() }));
    let received = &server.received()[0];
    assert_eq!(
        (received.from.as_str(), &received.to),
        ("contact@passerelle.example.org", &vec!["nadia@example.org".to_owned()])
    );
    for (name, value) in [
        ("Message-ID", MESSAGE_ID),
        ("Date", "Mon, 23 Nov 2026 07:45:00 +0000"),
        ("From", "\"Les Passerelles\" <contact@passerelle.example.org>"),
        ("To", "nadia@example.org"),
        ("Auto-Submitted", "auto-generated"),
    ] {
        assert_eq!(received.header(name).as_deref(), Some(value), "{}", received.content);
    }
    assert!(received.header("Content-Type").is_some_and(|kind| kind.starts_with("multipart/alternative")));
    for part in ["text/plain", "text/html"] {
        assert!(received.content.contains(part), "{part} in\n{}", received.content);
    }
    assert!(received.content.is_ascii(), "a server without 8BITMIME takes it too");
}

#[tokio::test]
async fn server_with_tls_and_a_password_then_sent_and_the_connection_is_used_again() {
    for door in [Door::StartTls, Door::Tls] {
        let server = MailServer::start(door).await;
        let mailer = mailer(&server);
        mailer.check().await.unwrap();
        assert!(server.received().is_empty(), "a check sends nothing");
        for _ in 0..3 {
            mailer.send(&email()).await.unwrap();
        }
        assert_eq!((server.connections(), server.received().len()), (1, 3), "{door:?}");
        assert_eq!(server.commands().iter().filter(|verb| *verb == "AUTH").count(), 1, "{door:?}");
    }
}

#[tokio::test]
async fn certificate_of_nobody_we_trust_then_nothing_is_said() {
    for door in [Door::StartTls, Door::Tls] {
        let server = MailServer::start(door).await;
        let url = server.url();
        let (without_authority, _) = url.rsplit_once("ca=").unwrap();
        let sent = Mailer::smtp(without_authority, FROM).unwrap().send(&email()).await;
        assert_eq!(sent, later(MailStage::Connecting, None), "{door:?}");
        let verbs = server.commands();
        assert!(!verbs.iter().any(|verb| verb == "AUTH" || verb == "MAIL"), "{door:?} {verbs:?}");
    }
}

#[tokio::test]
async fn server_refuses_the_address_then_refused() {
    let refused = |stage, code| Err(MailError::Refused { stage, code: Some(code) });
    let cases = [
        (Trouble::ToRecipient(550, "no such user"), refused(MailStage::Recipient, 550)),
        (Trouble::ToData(554, "no valid recipients"), refused(MailStage::Content, 554)),
        (Trouble::ToContent(552, "too big"), refused(MailStage::Content, 552)),
    ];
    for (trouble, expected) in cases {
        let (sent, server) = sent_to(trouble).await;
        assert_eq!(sent, expected, "{trouble:?}");
        assert!(server.received().is_empty(), "{trouble:?}");
    }
}

#[tokio::test]
async fn one_reader_is_unknown_then_the_next_one_still_gets_theirs() {
    let server = MailServer::in_trouble(Trouble::ToThisRecipient("nadia@example.org", 550, "no such user")).await;
    let mailer = mailer(&server);
    let refused = MailError::Refused { stage: MailStage::Recipient, code: Some(550) };
    assert_eq!(mailer.send(&email()).await, Err(refused));
    mailer.send(&Email { to: "karim@example.org".to_owned(), ..email() }).await.unwrap();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn server_greylists_then_accepted_at_the_second_attempt_with_the_same_message_id() {
    let (first, server) = sent_to(Trouble::Greylists).await;
    assert_eq!(first, later(MailStage::Recipient, Some(451)));
    assert_eq!(mailer(&server).send(&email()).await, Ok(Sent { message_id: MESSAGE_ID.to_owned() }));
    assert_eq!(server.received()[0].header("Message-ID").as_deref(), Some(MESSAGE_ID));
}

#[tokio::test]
async fn server_is_busy_or_misconfigured_then_try_later() {
    let cases = [
        (Trouble::Greets(421, "too many connections"), later(MailStage::Connecting, Some(421))),
        (Trouble::Greets(554, "go away"), later(MailStage::Connecting, Some(554))),
        (Trouble::ToSender(451, "later"), later(MailStage::Sender, Some(451))),
        (Trouble::ToSender(553, "not your address"), later(MailStage::Sender, Some(553))),
        (Trouble::ToRecipient(451, "greylisted"), later(MailStage::Recipient, Some(451))),
        (Trouble::ToData(452, "disk full"), later(MailStage::Content, Some(452))),
        (Trouble::ToContent(451, "scanner down"), later(MailStage::Content, Some(451))),
        (Trouble::HangsUpAtRecipient, later(MailStage::Recipient, None)),
    ];
    for (trouble, expected) in cases {
        assert_eq!(sent_to(trouble).await.0, expected, "{trouble:?}");
    }
}

#[tokio::test]
async fn connection_lost_in_the_content_or_after_it_then_ambiguous() {
    for (trouble, arrived) in [(Trouble::HangsUpInContent, 0), (Trouble::HangsUpAfterContent, 1)] {
        let (sent, server) = sent_to(trouble).await;
        assert_eq!(sent, Err(MailError::Ambiguous), "{trouble:?}");
        assert_eq!(server.received().len(), arrived, "nothing is repeated blindly");
        server.set(Trouble::None);
        mailer(&server).send(&email()).await.unwrap();
        // Whoever removes doubles keeps one: the bytes are the same.
        assert!(server.received().windows(2).all(|two| two[0] == two[1]), "{trouble:?}");
    }
}

#[tokio::test]
async fn server_takes_its_time_then_waited_for() {
    let server = MailServer::in_trouble(Trouble::HoldsAnswers).await;
    let (mailer, email) = (mailer(&server), email());
    let sending = mailer.send(&email);
    tokio::pin!(sending);
    while server.received().is_empty() {
        assert!(still_waits(sending.as_mut()).await, "nobody answers before the server does");
    }
    server.answer();
    assert!(sending.await.is_ok());
}

/// Lets everything else run, and says whether this still waits.
async fn still_waits<T>(future: std::pin::Pin<&mut impl Future<Output = T>>) -> bool {
    tokio::select! {
        biased;
        _ = future => false,
        () = tokio::task::yield_now() => true,
    }
}

#[tokio::test]
async fn nobody_listens_then_try_later() {
    let server = MailServer::start(Door::Plain).await;
    server.stop();
    let mailer = mailer(&server);
    let nobody = later(MailStage::Connecting, None);
    assert_eq!(mailer.send(&email()).await, nobody);
    assert_eq!(mailer.check().await.map(|()| Sent { message_id: String::new() }), nobody);
}

#[tokio::test]
async fn two_emails_then_one_connection() {
    let server = MailServer::start(Door::Plain).await;
    let mailer = mailer(&server);
    mailer.send(&email()).await.unwrap();
    mailer.clone().send(&email()).await.unwrap();
    assert_eq!((server.connections(), server.received().len()), (1, 2));
}

#[tokio::test]
async fn idle_connection_died_then_a_new_one_is_opened() {
    let server = MailServer::in_trouble(Trouble::HangsUpAfterEach).await;
    let mailer = mailer(&server);
    mailer.send(&email()).await.unwrap();
    mailer.send(&email()).await.unwrap();
    assert_eq!((server.connections(), server.received().len()), (2, 2));
}

#[tokio::test]
async fn wrong_password_then_check_fails_and_no_email_is_lost_for_good() {
    let server = MailServer::start(Door::Tls).await;
    server.set(Trouble::RefusesPassword);
    let mailer = mailer(&server);
    let refused = MailError::TryLater { stage: MailStage::Connecting, code: Some(535) };
    assert_eq!(mailer.check().await, Err(refused));
    assert_eq!(mailer.send(&email()).await, Err(refused));
}

#[tokio::test]
async fn starttls_required_but_not_offered_then_nothing_is_said() {
    let server = MailServer::start(Door::Plain).await;
    let url = server.url().replace("tls=none", "tls=required");
    let sent = Mailer::smtp(&url, FROM).unwrap().send(&email()).await;
    assert_eq!(sent, later(MailStage::Connecting, None));
    assert!(!server.commands().iter().any(|verb| verb == "MAIL"));
}

#[tokio::test]
async fn text_that_is_no_address_then_refused_before_anything_is_sent() {
    let server = MailServer::start(Door::Plain).await;
    let mailer = mailer(&server);
    for to in ["", "nadia", "nadia@", "a@b.org, c@d.org", "a@b.org\r\nBcc: c@d.org"] {
        let sent = mailer.send(&Email { to: to.to_owned(), ..email() }).await;
        assert_eq!(sent, Err(MailError::Refused { stage: MailStage::Writing, code: None }), "{to:?}");
    }
    assert_eq!(server.connections(), 0);
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
    let nowhere = Mailer::smtp("smtps://localhost?ca=/nowhere/authority.pem", FROM).unwrap_err();
    assert_eq!(nowhere, MailSetupError::Authority);
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
