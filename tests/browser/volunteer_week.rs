//! A volunteer's week on their telephone: a yes, a ring, how it went, a note, days away; nothing typed but the note.

use passerelle_domain::scheduled_call::{CallOutcome, State};
use passerelle_simulator::WrittenPerson;
use passerelle_world::*;

use crate::chromium::{Chromium, PHONE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn week_on_a_telephone_then_every_step_is_a_button() {
    let world = World::begin(On::Sqlite).await;
    world.person(KARIM, WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1"));
    world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
    world.paris(0, 9, 5).await;
    world.writes(KARIM, "Lien").await;
    let text = world.last_text(KARIM);
    let link = text.split_whitespace().find(|word| word.contains("/v/")).unwrap();
    let home = format!("{}/v/{}", world.service.web_url, link.split_once("/v/").unwrap().1);
    let chromium = Chromium::start(PHONE).await;

    chromium.opens(&home).await;
    chromium.hears("On attend votre réponse").await;
    chromium.is_well_made("volunteer-asked").await;
    chromium.clicks("button[value=yes]").await;
    chromium.hears("l'appel est pour vous").await;
    assert_eq!(world.calls_of("suzanne").await[0].state, State::Confirmed);

    // A quarter of an hour early, because they have the time.
    world.paris(0, 14, 45).await;
    chromium.opens(&home).await;
    chromium.is_well_made("volunteer-coming").await;
    chromium.clicks("form[action$='/ring'] button").await;
    chromium.hears("Votre téléphone va sonner").await;
    world.paris(0, 15, 30).await;
    assert_eq!(world.rung_in_paris(KARIM), ["26 14:45"], "{}", world.story().await);

    chromium.opens(&home).await;
    chromium.hears("Comment s'est passé l'appel").await;
    chromium.is_well_made("volunteer-to-tell").await;
    chromium.clicks("form.own-outcomes ~ details summary").await;
    chromium.types("textarea[name=text]", "Sa fille vient dimanche.").await;
    chromium.clicks("form[action$='/notes'] button").await;
    chromium.hears("Votre note est gardée").await;
    chromium.clicks("button[name=outcome][value='1']").await;
    chromium.hears("Merci, c'est noté").await;
    assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));

    chromium.clicks(".own-menu a[href$='/absences']").await;
    chromium.hears("absence").await;
    chromium.sets("input[name=from_on]", "2026-12-01").await;
    chromium.sets("input[name=to_on]", "2026-12-05").await;
    chromium.clicks("form[action$='/absences'] button").await;
    chromium.hears("du mar. 01/12 au sam. 05/12").await;
    chromium.is_well_made("volunteer-absences").await;

    chromium.clicks(".own-menu a[href$='/hours']").await;
    chromium.hears("novembre").await;
    chromium.is_well_made("volunteer-hours").await;
    world.end().await;
}
