//! Signing in at an identity provider: who comes in, who does not, and that the password opens whatever happens there.

use std::time::Duration;

use chrono::TimeDelta;
use passerelle_app::remove_staff;
use passerelle_domain::people::Staff;
use passerelle_store::{StoreError, event_log, staff, transact};
use passerelle_world::*;

const NADIAS: &str = "nadia@example.org";

/// To the provider: the address the browser is sent to.
async fn leaves(browser: &Browser, path: &str) -> String {
    let page = browser.opens(path).await;
    assert_eq!(page.status, 303, "{} {}", page.address, page.text());
    page.address
}

/// There and back.
async fn goes_there_and_back(browser: &Browser, provider: &IdentityProvider) -> Page {
    let there = leaves(browser, "/sign-in/provider").await;
    browser.opens(&provider.agrees(&there).await).await
}

/// A story on one database: the provider is there before the service.
async fn world_with(on: On) -> (World, IdentityProvider, Browser) {
    let provider = IdentityProvider::start("Nadia@example.org").await;
    let world = World::with_an_identity_provider(on, &provider).await;
    let browser = Browser::at(&world);
    (world, provider, browser)
}

fn is_at_the_door(page: &Page, status: u16, words: &str) {
    assert!(page.status == status && page.says(words), "{words}: {} {}", page.status, page.text());
    assert!(page.fields_of("/sign-in").is_some() && page.says("Se connecter avec la Ville"), "{}", page.text());
}

macro_rules! on_each {
    ($($(#[$meta:meta])* async fn $name:ident($on:ident: On) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($on: On) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story(On::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                story(On::Postgres).await;
            }
        }
    )*};
}

on_each! {
    async fn known_and_verified_then_in_where_she_was_going(on: On) {
        let (world, provider, browser) = world_with(on).await;
        let door = browser.opens("/people").await;
        assert_eq!(door.address, "/sign-in?next=%2Fpeople");
        assert_eq!(door.attributes("a.door", "href"), ["/sign-in/provider?next=%2Fpeople"]);
        let there = leaves(&browser, "/sign-in/provider?next=%2Fpeople").await;
        assert!(!there.contains("nadia"), "nobody is named on the way");
        let back = provider.agrees(&there).await;
        let page = browser.opens(&back).await;
        assert!(page.status == 200 && page.address == "/people" && page.says("Nadia"), "{}", page.text());
        assert!(!browser.cookie().unwrap().contains("journey"), "one journey ends once");

        let reloaded = browser.opens(&back).await;
        assert_eq!((reloaded.status, reloaded.address.as_str()), (200, "/today"), "back and reload harm nobody");
        let thief = Browser::at(&world).opens(&back).await;
        is_at_the_door(&thief, 403, "a commencé dans un autre navigateur");

        assert_eq!((provider.asked("discovery"), provider.asked("keys")), (1, 1));
        goes_there_and_back(&Browser::at(&world), &provider).await;
        assert_eq!(provider.asked("discovery"), 1, "what it publishes is kept");
        let nadia = world.staff_named("nadia").await;
        let lines = event_log::of_noun(&mut world.service.app.db.read().await.unwrap(), "staff", nadia.id.0, 9).await;
        assert!(lines.unwrap().iter().any(|line| line.verb == "signed_in_by_provider"));

        // The session is one like the others.
        assert_eq!(browser.sends("/sign-out", &[]).await.address, "/sign-in");
        assert_eq!(browser.opens("/today").await.address, "/sign-in?next=%2Ftoday");
        world.end().await;
    }

    async fn wrong_on_the_way_then_nobody_comes_in_and_the_password_opens(on: On) {
        let (world, provider, browser) = world_with(on).await;
        let there = leaves(&browser, "/sign-in/provider").await;
        let back = provider.agrees(&there).await;
        let (path, state) = back.rsplit_once("state=").unwrap();
        for wrong in [format!("{path}state=other"), format!("{path}state="), path.to_owned(), format!("{path}state={state}x")] {
            leaves(&browser, "/sign-in/provider").await;
            is_at_the_door(&browser.opens(&wrong).await, 403, "a commencé dans un autre navigateur");
        }
        is_at_the_door(&browser.opens(&back).await, 403, "Recommencez");
        let declined = leaves(&browser, "/sign-in/provider").await;
        let declined = url::Url::parse(&declined).unwrap();
        let state = declined.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let declined = browser.opens(&format!("/sign-in/provider/return?error=access_denied&state={state}")).await;
        is_at_the_door(&declined, 403, "refusée là-bas");

        provider.says(|says| says.nonce = Some("another".to_owned()));
        is_at_the_door(&goes_there_and_back(&browser, &provider).await, 503, "ne répond pas comme il faut");
        provider.says(|says| (says.nonce, says.audience) = (None, "somebody-else".to_owned()));
        is_at_the_door(&goes_there_and_back(&browser, &provider).await, 503, "connectez-vous avec votre mot de passe");
        let expired = world.now() - TimeDelta::seconds(1);
        provider.says(|says| (says.audience, says.expires_at) = (provider.settings().client_id, expired));
        is_at_the_door(&goes_there_and_back(&browser, &provider).await, 503, "ne répond pas comme il faut");
        assert_eq!(browser.opens("/today").await.address, "/sign-in?next=%2Ftoday");

        // Too long away.
        let ahead = world.now() + TimeDelta::hours(2);
        provider.says(|says| says.expires_at = ahead);
        let there = leaves(&browser, "/sign-in/provider").await;
        let back = provider.agrees(&there).await;
        world.minutes(16).await;
        is_at_the_door(&browser.opens(&back).await, 403, "a trop attendu");
        assert_eq!(goes_there_and_back(&browser, &provider).await.address, "/today");
        world.end().await;
    }

    async fn same_way_back_twice_at_once_then_one_session_and_nothing_broken(on: On) {
        let (world, provider, browser) = world_with(on).await;
        let there = leaves(&browser, "/sign-in/provider").await;
        let back = provider.agrees(&there).await;
        let twin = browser.twin();
        let (one, other) = tokio::join!(browser.opens(&back), twin.opens(&back));
        let mut answers = [one.status, other.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 403], "a code serves once");
        world.end().await;
    }

    async fn nobody_here_then_an_invitation_is_asked_for(on: On) {
        let (world, provider, browser) = world_with(on).await;
        provider.says(|says| says.is_verified = false);
        is_at_the_door(&goes_there_and_back(&browser, &provider).await, 403, "pas encore vérifiée");
        provider.says(|says| (says.is_verified, says.email) = (true, "personne@example.org".to_owned()));
        is_at_the_door(&goes_there_and_back(&browser, &provider).await, 403, "Demandez une invitation");
        provider.says(|says| (says.email, says.only_when_asked) = (NADIAS.to_uppercase(), true));
        let page = goes_there_and_back(&browser, &provider).await;
        assert_eq!((page.address.as_str(), provider.asked("who")), ("/today", 1), "some say it only when asked");

        // Somebody with the same address in another association: neither is guessed.
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert_eq!(elsewhere.opens("/today").await.status, 200);
        is_at_the_door(&goes_there_and_back(&Browser::at(&world), &provider).await, 403, "partagent cette adresse");
        let app = &world.service.app;
        let team = staff::by_email(&mut app.db.read().await.unwrap(), &app.secrets, NADIAS).await.unwrap();
        let other = team.into_iter().find(|member| member.key == "ailleurs").unwrap();
        let gone = Staff { has_left: true, ..other };
        transact!(app.db, |tx| { staff::save(tx, &app.secrets, &gone).await?; Ok::<_, StoreError>(()) }).await.unwrap();
        let twin = Browser::at(&world);
        assert_eq!(goes_there_and_back(&twin, &provider).await.address, "/today");

        remove_staff(app, world.service.organisation, "nadia", None).await.unwrap();
        assert_eq!(twin.opens("/today").await.address, "/sign-in?next=%2Ftoday", "whoever has left is out at once");
        is_at_the_door(&goes_there_and_back(&twin, &provider).await, 403, "Demandez une invitation");
        world.end().await;
    }

    async fn provider_down_slow_or_strange_then_said_and_keys_found_again(on: On) {
        let (world, provider, browser) = world_with(on).await;
        let ahead = world.now() + TimeDelta::hours(9);
        provider.says(|says| (says.is_down, says.expires_at) = (true, ahead));
        is_at_the_door(&browser.opens("/sign-in/provider").await, 503, "ne répond pas comme il faut");
        provider.says(|says| (says.is_down, says.talks_nonsense) = (false, true));
        is_at_the_door(&browser.opens("/sign-in/provider").await, 503, "ne répond pas comme il faut");
        provider.says(|says| (says.talks_nonsense, says.waits) = (false, Duration::from_secs(60)));
        is_at_the_door(&browser.opens("/sign-in/provider").await, 503, "ne répond pas comme il faut");
        provider.says(|says| says.waits = Duration::ZERO);
        let there = leaves(&browser, "/sign-in/provider").await;
        let back = provider.agrees(&there).await;
        provider.says(|says| says.is_down = true);
        is_at_the_door(&browser.opens(&back).await, 503, "ne répond pas comme il faut");

        provider.says(|says| says.is_down = false);
        assert_eq!(goes_there_and_back(&browser, &provider).await.address, "/today");
        let known = provider.asked("keys");
        provider.renews_its_key();
        let page = goes_there_and_back(&Browser::at(&world), &provider).await;
        assert_eq!((page.address.as_str(), provider.asked("keys")), ("/today", known + 1), "a new key is looked up");
        world.minutes(61).await;
        goes_there_and_back(&Browser::at(&world), &provider).await;
        assert_eq!(provider.asked("keys"), known + 2, "after an hour as well");
        world.end().await;
    }

    async fn no_provider_then_no_such_door(on: On) {
        let world = World::begin(on).await;
        let browser = Browser::at(&world);
        let page = browser.opens("/sign-in").await;
        assert!(page.attributes("a.door", "href").is_empty() && !page.says("Ou bien"), "{}", page.text());
        assert_eq!(browser.opens("/sign-in/provider").await.status, 404);
        let back = browser.opens("/sign-in/provider/return?code=a&state=b").await;
        assert!(back.status == 503 && back.fields_of("/sign-in").is_some(), "{}", back.text());
        world.end().await;
    }
}
