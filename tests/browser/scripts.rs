//! A sentence written anew and heard in the preview, with the keyboard alone.

use passerelle_world::*;

use crate::chromium::{Chromium, WIDE};

const ENTER: char = '\u{e007}';

/// Presses Tab until something with these words has the focus.
async fn tabs_to(chromium: &Chromium, words: &str) {
    let mut reached = Vec::new();
    for _ in 0..80 {
        chromium.presses_tab().await;
        let on = chromium.is_on().await;
        if on.starts_with(words) {
            return;
        }
        reached.push(on);
    }
    panic!("the keyboard never reaches {words}: {reached:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keyboard_alone_then_a_sentence_is_written_and_heard_in_the_preview() {
    let world = World::begin(On::Sqlite).await;
    let nadia = world.signed_in("nadia").await;
    let chromium = Chromium::start(WIDE).await;
    chromium.brings(&world.service.web_url, &nadia.cookie().unwrap()).await;
    chromium.opens(&format!("{}/scripts/listening-line?lang=fr", world.service.web_url)).await;
    chromium.hears("Les phrases").await;
    chromium.types("#words-welcome_open", "Bonjour, ici une phrase toute neuve.").await;
    tabs_to(&chromium, "Garder pour la prochaine édition").await;
    chromium.presses(ENTER).await;
    chromium.hears("gardé pour la prochaine édition").await;
    tabs_to(&chromium, "Essayer la conversation ici").await;
    chromium.presses(ENTER).await;
    chromium.hears("Que faites-vous").await;
    chromium.hears("Bonjour, ici une phrase toute neuve.").await;
    tabs_to(&chromium, "1").await;
    chromium.presses(ENTER).await;
    chromium.hears("cherche un écoutant libre").await;
    tabs_to(&chromium, "Raccrocher").await;
    chromium.presses(ENTER).await;
    chromium.hears("L'appel est terminé").await;
    chromium.is_photographed("scripts-preview-talk").await;
    world.end().await;
}
