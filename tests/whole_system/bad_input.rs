//! Requests the carrier never sent, or sent strangely. Strangers change nothing; whoever waits on a
//! telephone always hears a sentence.

use std::collections::BTreeMap;

use passerelle_rehearsal::AUTH_TOKEN;
use passerelle_store::test_support::contents;
use passerelle_telephony::signature::{sign, sign_body};

use passerelle_world::*;

const INCOMING: &str = "/webhooks/voice/incoming";
const STATUS: &str = "/webhooks/voice/status";
const TEXT: &str = "/webhooks/messages/incoming";
/// An identifier of ours that was never given out.
const NOBODYS: &str = "019adf0e-5b7a-7c3a-8d5e-0123456789ab";
/// An identifier of the carrier's.
const SID: &str = "CA00000000000000000000000000000001";

/// Addresses that answer the carrier with a document, about somebody nobody knows.
fn speaking() -> Vec<String> {
    let of_leg = |last: &str| format!("/webhooks/voice/legs/{NOBODYS}/{last}");
    vec![
        format!("/webhooks/voice/calls/{NOBODYS}/steps/0"),
        "/webhooks/voice/fallback".to_owned(),
        of_leg("whisper"),
        of_leg("whisper-again"),
        of_leg("acceptance"),
        of_leg("introduction"),
        of_leg("neutral-message"),
    ]
}

/// Addresses that only listen, about somebody nobody knows.
fn listening() -> Vec<String> {
    vec![
        STATUS.to_owned(),
        format!("/webhooks/voice/legs/{NOBODYS}/status"),
        format!("/webhooks/voice/legs/{NOBODYS}/machine"),
        format!("/webhooks/voice/calls/{NOBODYS}/recording"),
        format!("/webhooks/messages/{NOBODYS}/status"),
    ]
}

fn everything() -> Vec<String> {
    let mut paths = vec![INCOMING.to_owned(), TEXT.to_owned()];
    paths.extend(speaking());
    paths.extend(listening());
    paths
}

/// What the carrier says when somebody rings the line.
fn ringing_from<'a>(sid: &'a str, from: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("CallSid", sid),
        ("AccountSid", "AC0"),
        ("From", from),
        ("To", to),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
    ]
}

/// Enough for any of the addresses to act, if it believed.
fn full<'a>() -> Vec<(&'a str, &'a str)> {
    let mut form = ringing_from(SID, "+33199001050", LINE);
    form.extend([
        ("Digits", "1"),
        ("AnsweredBy", "machine_end_beep"),
        ("RecordingSid", "RE1"),
        ("RecordingUrl", "https://example.org/RE1"),
        ("RecordingDuration", "12"),
        ("MessageSid", "SM1"),
        ("MessageStatus", "delivered"),
        ("Body", "OUI"),
        ("SequenceNumber", "3"),
    ]);
    form
}

async fn line_in_hours(on: On) -> World {
    let world = World::begin_on(on, "2026-11-25T09:00:00Z").await;
    // The coming weeks are planned first.
    world.minutes(1).await;
    world
}

/// Everything in the database; compared with [`same`], which tells only what differs.
async fn look(world: &World) -> Contents {
    contents(&world.service.app.db).await
}

type Contents = BTreeMap<String, Vec<String>>;

fn same(now: &Contents, before: &Contents, why: &str) {
    for (table, rows) in now {
        assert_eq!(rows, &before[table], "{table} changed: {why}");
    }
}

on_both! {
    async fn signature_missing_or_wrong_then_403_and_not_one_row_changes(world: World in line_in_hours) {
        let before = look(&world).await;
        assert!(before["people"].len() == 1 && before["calls"].is_empty(), "the look itself works");
        for path in everything() {
            let url = format!("{}{path}", world.service.web_url);
            let right = sign(AUTH_TOKEN, &url, &full());
            let mut tampered = full();
            tampered[2] = ("From", "+33639980051");
            for (form, signature) in [
                (full(), None),
                (full(), Some(String::new())),
                (full(), Some("AAAA".to_owned())),
                (full(), Some(sign("another token", &url, &full()))),
                (full(), Some(sign("", &url, &full()))),
                (full(), Some(sign(AUTH_TOKEN, &format!("{url}?x=1"), &full()))),
                (full(), Some(sign(AUTH_TOKEN, &url.replace("http://", "https://"), &full()))),
                (tampered, Some(right.clone())),
            ] {
                let answer = world.stranger_posts(&path, &form, signature.as_deref()).await;
                assert_eq!((answer.status, answer.body.as_str()), (403, ""), "{path} {signature:?}");
            }
            let gotten = world.answer(world.http.get(&url).query(&full()).header("X-Twilio-Signature", right)).await;
            assert_eq!(gotten.status, 403, "{path}");
        }
        same(&look(&world).await, &before, "none of it is to be believed");
    }

    async fn json_that_the_signature_does_not_cover_then_403(world: World in line_in_hours) {
        let before = look(&world).await;
        let url = format!("{}{INCOMING}", world.service.web_url);
        let body = format!(r#"{{"CallSid":"{SID}","From":"+33199001050","To":"{LINE}"}}"#);
        let json = |url: &str, signature: String, body: &str| {
            let request = world.http.post(url).header("X-Twilio-Signature", signature);
            request.header("Content-Type", "application/json").body(body.to_owned())
        };
        let unbound = json(&url, sign::<&str, &str>(AUTH_TOKEN, &url, &[]), &body);
        assert_eq!(world.answer(unbound).await.status, 403, "signed, but without the hash of the body");
        let (bound, signature) = sign_body(AUTH_TOKEN, &url, body.as_bytes());
        let changed = json(&bound, signature, &body.replace("1050", "1051"));
        assert_eq!(world.answer(changed).await.status, 403, "signed for another body");
        same(&look(&world).await, &before, "none of it is to be believed");
    }

    async fn body_over_64_kb_then_413_whether_signed_or_not(world: World in line_in_hours) {
        let before = look(&world).await;
        let long = "a".repeat(65 * 1024);
        for path in everything() {
            let mut form = full();
            form.push(("Extra", &long));
            assert_eq!(world.carrier_posts(&path, &form).await.status, 413, "{path}");
            assert_eq!(world.stranger_posts(&path, &form, None).await.status, 413, "{path}");
        }
        same(&look(&world).await, &before, "none of it is to be believed");
    }

    async fn identifiers_nobody_knows_then_a_sentence_or_204_and_nothing_changes(world: World in line_in_hours) {
        let before = look(&world).await;
        let garbage = ["x", "0", "-1", "019adf0e", "00000000-0000-0000-0000-000000000000", "%27%3B--", "%C3%A9t%C3%A9", "..", "a%20b"];
        let in_path = |path: &str| garbage.map(|id| path.replace(NOBODYS, id)).to_vec();
        for path in speaking() {
            for path in std::iter::once(path.clone()).chain(in_path(&path)) {
                if path.contains("/../") {
                    continue;
                }
                let answer = world.carrier_posts(&path, &full()).await;
                assert!(answer.is_twiml(), "{path}: {answer:?}");
            }
        }
        for step in ["-1", "99999999999999999999", "one", "%00"] {
            let answer = world.carrier_posts(&format!("/webhooks/voice/calls/{NOBODYS}/steps/{step}"), &full()).await;
            assert!(answer.apologises(), "{step}: {answer:?}");
        }
        for path in listening() {
            for path in std::iter::once(path.clone()).chain(in_path(&path)) {
                if path.contains("/../") {
                    continue;
                }
                let answer = world.carrier_posts(&path, &full()).await;
                assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{path}");
            }
        }
        same(&look(&world).await, &before, "none of it is to be believed");
    }

    async fn request_without_what_it_is_about_then_a_sentence_or_204_and_nothing_changes(world: World in line_in_hours) {
        let before = look(&world).await;
        for form in [vec![], vec![("CallSid", "")], vec![("From", "+33199001050"), ("To", LINE)]] {
            assert!(world.carrier_posts(INCOMING, &form).await.apologises());
            assert!(world.carrier_posts(TEXT, &form).await.is_twiml());
            for path in speaking() {
                assert!(world.carrier_posts(&path, &form).await.is_twiml(), "{path}");
            }
            for path in listening() {
                assert_eq!(world.carrier_posts(&path, &form).await.status, 204, "{path}");
            }
        }
        let json = world.carrier_posts_json(INCOMING, "[1,").await;
        assert!(json.apologises(), "{json:?}");
        same(&look(&world).await, &before, "none of it is to be believed");
    }

    async fn number_of_no_line_then_an_apology_and_nothing_changes(world: World in line_in_hours) {
        let before = look(&world).await;
        for to in ["+33199000999", "", "0199000100", "sip:line@example.org", "client:nobody", "\u{0}"] {
            let answer = world.carrier_posts(INCOMING, &ringing_from(SID, "+33199001050", to)).await;
            assert!(answer.apologises(), "{to}: {answer:?}");
        }
        same(&look(&world).await, &before, "none of it is to be believed");
    }

    async fn caller_withheld_or_garbled_then_welcomed_without_a_number(world: World in line_in_hours) {
        let long = "9".repeat(500);
        let strange = ["anonymous", "Anonymous", "", "+266696687", "+86282452253", "Restricted", "unknown", "sip:a@b", "+", "33", "été", "'; DROP TABLE calls", &long];
        for (place, from) in strange.into_iter().enumerate() {
            let sid = format!("CA{place:032x}");
            let answer = world.carrier_posts(INCOMING, &ringing_from(&sid, from, LINE)).await;
            assert!(answer.speaks() && answer.body.contains("Bonjour, et bienvenue"), "{from}: {answer:?}");
            let call = world.inbound_calls().await.pop().unwrap();
            assert_eq!(call.number, None, "{from}");
            assert_eq!(call.session.facts["caller_number"], "withheld", "{from}");
            assert_eq!(world.carrier_posts(STATUS, &[("CallSid", &sid), ("CallStatus", "completed")]).await.status, 204);
        }
        assert!(world.inbound_calls().await.iter().all(|call| !call.is_live()));
        assert!(world.promises().await.is_empty());
    }

    async fn statuses_unknown_repeated_or_too_early_then_204_and_the_state_unharmed(world: World in line_in_hours) {
        let said = |status: &'static str, sequence: &'static str| vec![("CallSid", SID), ("CallStatus", status), ("SequenceNumber", sequence)];
        let empty = look(&world).await;
        for status in ["ringing", "completed", "wobbling"] {
            assert_eq!(world.carrier_posts(STATUS, &said(status, "0")).await.status, 204);
        }
        same(&look(&world).await, &empty, "before the call is announced");

        let first = world.carrier_posts(INCOMING, &ringing_from(SID, "+33199001050", LINE)).await;
        assert!(first.speaks());
        let begun = look(&world).await;
        for (status, sequence) in [("wobbling", "7"), ("", "8"), ("in-progress", "x"), ("ringing", "0"), ("queued", "-5")] {
            assert_eq!(world.carrier_posts(STATUS, &said(status, sequence)).await.status, 204, "{status}");
        }
        let again = world.carrier_posts(INCOMING, &ringing_from(SID, "+33199001050", LINE)).await;
        assert_eq!(again.body, first.body, "announced again: the same answer");
        same(&look(&world).await, &begun, "none of it is to be believed");

        assert_eq!(world.carrier_posts(STATUS, &said("completed", "3")).await.status, 204);
        let over = look(&world).await;
        assert_ne!(over, begun);
        for (status, sequence) in [("completed", "3"), ("completed", "4"), ("busy", "5"), ("in-progress", "6"), ("wobbling", "7")] {
            assert_eq!(world.carrier_posts(STATUS, &said(status, sequence)).await.status, 204, "{status}");
        }
        assert!(world.carrier_posts(INCOMING, &ringing_from(SID, "+33199001050", LINE)).await.is_twiml());
        same(&look(&world).await, &over, "what is over stays over");
    }

    async fn carrier_that_gets_or_that_writes_json_then_understood_as_one_that_posts(world: World in line_in_hours) {
        let [one, two, three] = ["CA01", "CA02", "CA03"];
        let posted = world.carrier_posts(INCOMING, &ringing_from(one, "+33199001050", LINE)).await;
        let gotten = world.carrier_gets(INCOMING, &ringing_from(two, "+33199001050", LINE)).await;
        let body = format!(r#"{{"CallSid":"{three}","From":"+33199001050","To":"{LINE}","CallStatus":"ringing"}}"#);
        let written = world.carrier_posts_json(INCOMING, &body).await;
        for answer in [&posted, &gotten, &written] {
            assert!(answer.speaks() && answer.body.contains("Bonjour, et bienvenue"), "{answer:?}");
        }
        let calls = world.inbound_calls().await;
        assert_eq!(calls.len(), 3);
        let step = format!("/webhooks/voice/calls/{}/steps/1", calls[1].id);
        let answer = world.carrier_gets(&step, &[("CallSid", two), ("Digits", "3")]).await;
        assert!(answer.body.contains("composez le 15 ou le 112"), "{answer:?}");
        for sid in [one, two, three] {
            assert_eq!(world.carrier_gets(STATUS, &[("CallSid", sid), ("CallStatus", "completed")]).await.status, 204);
        }
        assert!(world.inbound_calls().await.iter().all(|call| !call.is_live()));
    }
}

/// Whoever is on the line when the database goes away hears a sentence, and the operator can see it.
async fn database_is_gone(on: On) {
    let world = line_in_hours(on).await;
    let ready = || world.http.get(format!("{}/health/ready", world.service.web_url));
    assert_eq!(world.answer(ready()).await.status, 200);
    world.carrier_posts(INCOMING, &ringing_from(SID, "+33199001050", LINE)).await;
    let call = world.inbound_calls().await[0].id;

    world.service.app.db.close().await;
    let mut paths = speaking();
    paths.extend([INCOMING.to_owned(), format!("/webhooks/voice/calls/{call}/steps/1")]);
    for path in paths {
        let answer = world.carrier_posts(&path, &ringing_from("CA02", "+33199001051", LINE)).await;
        assert!(answer.apologises(), "{path}: {answer:?}");
    }
    for path in listening() {
        let kept_nothing = world.carrier_posts(&path, &full()).await.status;
        assert_eq!(kept_nothing, 503, "{path}: the carrier is told that nothing was kept");
    }
    assert_eq!(world.answer(ready()).await.status, 503);
    let live = world.http.get(format!("{}/health/live", world.service.web_url));
    assert_eq!(world.answer(live).await.status, 200, "the process itself is well");
    world.service.stop().await;
}

mod database_gone_then_a_spoken_apology_and_not_ready {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sqlite() {
        database_is_gone(On::Sqlite).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn postgres() {
        database_is_gone(On::Postgres).await;
    }
}
