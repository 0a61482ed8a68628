//! The coordinator's Monday morning: signing in, the alerts in order, one taken, one closed, a colleague told.

use passerelle_app::invite_staff;
use passerelle_domain::case::CaseState;
use passerelle_simulator::WrittenPerson;
use passerelle_world::*;
use totp_rs::{Builder, Secret};

use crate::chromium::{Chromium, WIDE, WITHOUT_SCRIPT};

const PASSWORD: &str = "volet bleu train lent cerise";

/// Karim called twice and nobody answered: one case is open.
pub(crate) async fn with_an_open_case(world: &World) -> String {
    world.person(
        KARIM,
        WrittenPerson::new()
            .replies_on("Répondez OUI", "oui")
            .on_hearing("Pour le prendre, appuyez sur 1", "1")
            .on_hearing("Prêt ? Appuyez sur 1", "1"),
    );
    world.person(SUZANNE, WrittenPerson::new().never_answers());
    world.paris(1, 11, 5).await;
    world.the_case().await.code.to_string()
}

/// In the browser, as a newcomer: invitation, password, codes.
async fn nadia_signs_in(world: &World, chromium: &Chromium) {
    let member = world.staff_named("nadia").await;
    let invited = invite_staff(&world.service.app, world.service.organisation, member.id, None).await.unwrap().unwrap();
    let path = invited.link.split_once("/invitation/").unwrap().1;
    chromium.opens(&format!("{}/invitation/{path}", world.service.web_url)).await;
    chromium.types("input[name=password]", PASSWORD).await;
    chromium.clicks("main button").await;
    chromium.hears("Recopiez ici").await;
    let secret = chromium.client.find(fantoccini::Locator::Css("code.secret")).await.unwrap().text().await.unwrap();
    let secret = Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).with_account_name("x").build().unwrap();
    let code = totp.generate(u64::try_from(world.now().timestamp()).unwrap()).to_string();
    chromium.types("input[name=code]", &code).await;
    chromium.clicks("main button").await;
    chromium.hears("alerte à traiter").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn monday_morning_then_an_alert_is_taken_and_closed_and_the_other_window_follows() {
    let world = World::begin(On::Sqlite).await;
    let code = with_an_open_case(&world).await;
    let chromium = Chromium::start(WIDE).await;
    nadia_signs_in(&world, &chromium).await;
    let first = chromium.client.window().await.unwrap();
    let second = chromium.client.new_window(false).await.unwrap().handle;
    chromium.client.switch_to_window(second).await.unwrap();
    chromium.opens(&format!("{}/today", world.service.web_url)).await;
    chromium.hears(&code).await;
    chromium.client.switch_to_window(first.clone()).await.unwrap();
    chromium.clicks("form[action$='/holder'] button").await;
    chromium.hears("L'alerte est à vous").await;
    assert_eq!(world.the_case().await.state, CaseState::Acknowledged);
    chromium.clicks("details summary").await;
    chromium.clicks("select[name=outcome] option[value=well_out]").await;
    chromium.clicks("form[action$='/closure'] button").await;
    chromium.hears("L'alerte est close").await;
    assert_eq!(world.the_case().await.state, CaseState::Closed);
    let windows = chromium.client.windows().await.unwrap();
    let other = windows.into_iter().find(|window| *window != first).unwrap();
    chromium.client.switch_to_window(other).await.unwrap();
    chromium.hears("Aucune alerte ouverte").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keyboard_alone_then_an_alert_is_taken() {
    let world = World::begin(On::Sqlite).await;
    with_an_open_case(&world).await;
    let chromium = Chromium::start(WIDE).await;
    nadia_signs_in(&world, &chromium).await;
    chromium.opens(&format!("{}/today", world.service.web_url)).await;
    chromium.presses_tab().await;
    assert_eq!(chromium.is_on().await, "Aller au contenu", "the first key leads past the menu");
    chromium.presses('\u{e007}').await;
    let mut reached = Vec::new();
    for _ in 0..30 {
        chromium.presses_tab().await;
        let on = chromium.is_on().await;
        reached.push(on.clone());
        if on.starts_with("Je prends") {
            chromium.presses('\u{e007}').await;
            chromium.hears("L'alerte est à vous").await;
            assert_eq!(world.the_case().await.state, CaseState::Acknowledged);
            world.end().await;
            return;
        }
    }
    panic!("the keyboard never reaches the button: {reached:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_script_then_the_same_morning() {
    let world = World::begin(On::Sqlite).await;
    with_an_open_case(&world).await;
    let chromium = Chromium::start(WITHOUT_SCRIPT).await;
    nadia_signs_in(&world, &chromium).await;
    chromium.clicks("form[action$='/holder'] button").await;
    chromium.hears("L'alerte est à vous").await;
    assert_eq!(world.the_case().await.state, CaseState::Acknowledged);
    world.end().await;
}
