//! Pages that somebody may not see: said kindly, with a way on; and the key that goes back after signing out.

use passerelle_world::*;

use crate::chromium::{Chromium, PHONE, WIDE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn page_of_another_role_then_told_so_and_led_back() {
    let world = World::begin(On::Sqlite).await;
    let ines = world.signed_in("ines").await;
    let web = &world.service.web_url;
    let chromium = Chromium::start(PHONE).await;
    chromium.brings(web, &ines.cookie().unwrap()).await;
    chromium.opens(&format!("{web}/staff")).await;
    chromium.hears("Votre rôle ne donne pas accès à cette page").await;
    assert_eq!(chromium.finds_wrong().await, Vec::<String>::new());
    chromium.is_photographed("refused").await;
    chromium.clicks("main a").await;
    chromium.hears("Mon accès").await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn back_after_signing_out_then_the_page_is_not_shown_again() {
    let world = World::begin(On::Sqlite).await;
    let nadia = world.signed_in("nadia").await;
    let suzanne = world.person_named("suzanne").await.id;
    let web = &world.service.web_url;
    let chromium = Chromium::start(WIDE).await;
    chromium.brings(web, &nadia.cookie().unwrap()).await;
    chromium.opens(&format!("{web}/people/{suzanne}")).await;
    chromium.hears("Lefort").await;
    chromium.clicks("form[action='/sign-out'] button").await;
    chromium.hears("Mot de passe").await;
    chromium.client.back().await.unwrap();
    chromium.hears("Mot de passe").await;
    assert!(!chromium.reads().await.contains("Lefort"), "{}", chromium.reads().await);
    world.end().await;
}
