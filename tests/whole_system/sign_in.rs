//! Signing in to the console: an invitation, a password, a code; locks, expiry, sessions that end; no role opens another's pages.

use std::collections::BTreeSet;

use passerelle_app::{InvitationAnswer, invite_staff, remove_staff, show_invitation};
use passerelle_domain::people::StaffRole;
use passerelle_store::event_log;
use passerelle_telephony::signature::Verifier;
use passerelle_web::{WebState, console_doors};
use passerelle_world::*;
use totp_rs::{Builder, Secret};

const PASSWORD: &str = "volet bleu train lent cerise";

async fn invitation_of(world: &World, key: &str) -> String {
    let member = world.staff_named(key).await;
    let invited = invite_staff(&world.service.app, world.service.organisation, member.id, None).await.unwrap().unwrap();
    invited.link.split_once("/invitation/").unwrap().1.to_owned()
}

fn code_at(world: &World, secret: &str) -> String {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    totp.generate(u64::try_from(world.now().timestamp()).unwrap()).to_string()
}

/// Nadia accepts her invitation and sets up her codes: her browser, and the secret of her application.
async fn nadia_has_come_in(world: &World) -> (Browser, String) {
    let token = invitation_of(world, "nadia").await;
    let browser = Browser::at(world);
    let setup = browser.sends(&format!("/invitation/{token}"), &[("password", PASSWORD)]).await;
    assert_eq!((setup.status, setup.address.as_str()), (200, "/sign-in/setup"), "{}", setup.html);
    let secret = setup.all("code.secret").remove(0);
    let today = browser.fills(&setup, "/sign-in/setup", &[("code", &code_at(world, &secret))]).await;
    assert_eq!((today.status, today.address.as_str()), (200, "/today"), "{}", today.text());
    (browser, secret)
}

async fn types_password(browser: &Browser, email: &str, password: &str) -> Page {
    let page = browser.opens("/sign-in").await;
    browser.fills(&page, "/sign-in", &[("email", email), ("password", password)]).await
}

/// Every role, each with somebody, in the association and in another one.
async fn with_every_role(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "staff.csv" {
            let header = content.lines().next().unwrap().to_owned();
            let columns: Vec<&str> = header.split(',').collect();
            for (place, role) in ["listener", "social_worker", "administrator"].into_iter().enumerate() {
                let row: Vec<String> = columns
                    .iter()
                    .map(|column| match *column {
                        "key" => format!("une-{role}"),
                        "first_name" => "Une".to_owned(),
                        "last_name" => "Autre".to_owned(),
                        "role" => role.to_owned(),
                        "language" => "fr".to_owned(),
                        "phone" => format!("+336399802{place:02}"),
                        "email" => format!("{role}@example.org"),
                        _ => String::new(),
                    })
                    .collect();
                content.push_str(&format!("{}\n", row.join(",")));
            }
        }
    }
    World::begin_at(on, World::morning(), files).await
}

on_both! {
    async fn invitation_then_password_codes_and_today(world: World) {
        let (browser, secret) = nadia_has_come_in(&world).await;
        assert_eq!(browser.opens("/sign-in").await.address, "/today", "already signed in");
        let left = browser.sends("/sign-out", &[]).await;
        assert_eq!((left.address.as_str(), browser.cookie()), ("/sign-in", None));
        assert_eq!(browser.opens("/today").await.address, "/sign-in?next=%2Ftoday");

        world.minutes(2).await;
        let code = types_password(&browser, " Nadia@Example.ORG ", PASSWORD).await;
        assert_eq!(code.address, "/sign-in/code", "{}", code.text());
        assert_eq!(browser.opens("/today").await.address, "/sign-in?next=%2Ftoday", "halfway is not in");
        let digits = code_at(&world, &secret);
        let spaced = format!("{} {}", &digits[..3], &digits[3..]);
        let today = browser.fills(&code, "/sign-in/code", &[("code", &spaced)]).await;
        assert_eq!((today.status, today.address.as_str()), (200, "/today"));
        assert!(today.says("Nadia") && today.says("Me déconnecter"), "{}", today.text());

        let thief = Browser::at(&world);
        let page = types_password(&thief, "nadia@example.org", PASSWORD).await;
        let again = thief.fills(&page, "/sign-in/code", &[("code", &digits)]).await;
        assert!(again.says("il a déjà servi"), "a code is taken once: {}", again.text());
    }

    async fn invitation_used_or_old_or_weak_then_nothing_is_opened(world: World) {
        let token = invitation_of(&world, "nadia").await;
        let second = invitation_of(&world, "nadia").await;
        let browser = Browser::at(&world);
        assert_eq!(browser.opens(&format!("/invitation/{token}")).await.status, 404, "a newer one replaced it");
        let address = format!("/invitation/{second}");
        for (password, words) in
            [("court", "au moins 12"), ("motdepassemotdepasse", "se devine"), ("nadianadianadia", "se devine")]
        {
            let page = browser.sends(&address, &[("password", password)]).await;
            assert!(page.status == 422 && page.says(words), "{password}: {}", page.text());
        }
        assert!(browser.opens(&address).await.says("Bonjour Nadia"), "looking uses nothing up");
        assert_eq!(browser.sends(&address, &[("password", PASSWORD)]).await.address, "/sign-in/setup");
        assert_eq!(browser.sends(&address, &[("password", PASSWORD)]).await.status, 404, "it serves once");
        let third = invitation_of(&world, "nadia").await;
        world.run_until(world.now() + chrono::TimeDelta::days(10)).await;
        assert_eq!(browser.opens(&format!("/invitation/{third}")).await.status, 404);
        assert!(show_invitation(&world.service.app, &third).await.unwrap().is_none());
        let kept = passerelle_app::accept_invitation(&world.service.app, &third, PASSWORD).await.unwrap();
        assert_eq!(kept, InvitationAnswer::Ended);
    }

    async fn wrong_passwords_then_a_pause_and_strangers_learn_nothing(world: World) {
        let (_, secret) = nadia_has_come_in(&world).await;
        let browser = Browser::at(&world);
        let unknown = types_password(&browser, "personne@example.org", "volet rouge").await;
        let wrong = types_password(&browser, "nadia@example.org", "volet rouge").await;
        assert_eq!(unknown.all("#problem"), wrong.all("#problem"));
        for _ in 0..4 {
            types_password(&browser, "nadia@example.org", "volet rouge").await;
        }
        let right = types_password(&browser, "nadia@example.org", PASSWORD).await;
        assert!(right.status == 422 && right.says("Trop d'essais"), "{}", right.text());
        world.minutes(6).await;
        let code = types_password(&browser, "nadia@example.org", PASSWORD).await;
        assert_eq!(code.address, "/sign-in/code");
        let today = browser.fills(&code, "/sign-in/code", &[("code", &code_at(&world, &secret))]).await;
        assert_eq!(today.address, "/today");
        let app = &world.service.app;
        let nadia = world.staff_named("nadia").await;
        let mut read = app.db.read().await.unwrap();
        let told: Vec<String> =
            event_log::of_noun(&mut read, "staff", nadia.id.0, 100).await.unwrap().into_iter().map(|line| line.verb).collect();
        for verb in ["invited", "chose_password", "sign_in_refused", "signed_in"] {
            assert!(told.iter().any(|known| known == verb), "{verb}: {told:?}");
        }
    }

    async fn idle_or_removed_then_the_session_ends(world: World) {
        let (browser, _) = nadia_has_come_in(&world).await;
        world.minutes(90).await;
        assert_eq!(browser.opens("/today").await.status, 200);
        world.minutes(90).await;
        assert_eq!(browser.opens("/today").await.address, "/today", "a page asked for keeps it open");
        world.minutes(130).await;
        assert_eq!(browser.opens("/today").await.address, "/sign-in?next=%2Ftoday");
        let other = world.signed_in("nadia").await;
        assert_eq!(other.opens("/today").await.status, 200);
        remove_staff(&world.service.app, world.service.organisation, "nadia", None).await.unwrap();
        assert_eq!(other.opens("/today").await.address, "/sign-in?next=%2Ftoday", "whoever has left is out at once");
        let page = types_password(&Browser::at(&world), "nadia@example.org", PASSWORD).await;
        assert!(page.says("ne vont pas ensemble"));
    }

    async fn form_of_another_session_or_another_site_then_refused_and_nothing_changes(world: World) {
        let (nadia, twin) = (world.signed_in("nadia").await, world.signed_in("nadia").await);
        let page = nadia.opens("/today").await;
        assert_eq!(page.headers["cache-control"], "no-store");
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
        for fields in [&[][..], &[("form_token", "")], &[("form_token", "0000")]] {
            let answer = nadia.sends("/cases/A7K2/holder", fields).await;
            assert!(answer.status == 403 && answer.says("n'est plus valable"), "{}", answer.text());
        }
        let foreign = twin.is_made_to_send("/cases/A7K2/holder", &[]).await;
        assert_eq!(foreign.status, 403);
        let stranger = Browser::at(&world).is_made_to_send("/sign-in", &[("email", "a"), ("password", "b")]).await;
        assert_eq!(stranger.status, 403, "nobody is signed in to somebody else's account from another site");
    }

    async fn every_address_with_every_role_then_only_those_with_the_right_pass(world: World in with_every_role) {
        let app = &world.service.app;
        let state = WebState::new(app.clone(), Verifier::new(app.profile, vec!["key".to_owned()], &[]).unwrap(), None);
        let doors = console_doors(&state);
        assert!(doors.len() >= 6);
        let stranger = Browser::at(&world);
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let people = [
            ("nadia", StaffRole::Coordinator),
            ("une-listener", StaffRole::Listener),
            ("une-social_worker", StaffRole::SocialWorker),
            ("une-administrator", StaffRole::Administrator),
        ];
        let mut seen = BTreeSet::new();
        for door in &doors {
            let address = door.path.split('/').map(|part| if part.starts_with('{') { "A7K2" } else { part });
            let address = address.collect::<Vec<_>>().join("/");
            if address.ends_with("/events") {
                continue;
            }
            for (key, role) in people {
                let browser = world.signed_in(key).await;
                let page = match door.method.as_str() {
                    "GET" => browser.opens(&address).await,
                    _ => browser.sends(&address, &[]).await,
                };
                let is_let_in = door.roles.contains(&role);
                let says_no = page.status == 403 && page.says("Votre rôle ne donne pas accès");
                assert_eq!(says_no, !is_let_in, "{} {} {key}: {} {}", door.method, door.path, page.status, page.text());
                assert!(page.status != 500, "{address}");
                seen.insert((is_let_in, door.method.to_string()));
            }
            let page = match door.method.as_str() {
                "GET" => stranger.opens(&address).await,
                _ => stranger.sends(&address, &[]).await,
            };
            assert!(page.address.starts_with("/sign-in"), "{} {}", door.method, door.path);
            if door.method == "GET" {
                let page = elsewhere.opens(&address).await;
                assert!(!page.says("Suzanne") && !page.says("Karim"), "{address}: {}", page.text());
            }
        }
        assert_eq!(seen.len(), 4, "each method lets in some and keeps out others");
    }
}
