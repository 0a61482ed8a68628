//! Somebody of a landlord signals a person, reads how it goes, and finds nothing else.

use passerelle_world::*;

use crate::chromium::{Chromium, NARROW, WIDE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partner_signals_somebody_then_a_receipt_and_a_status_and_nothing_more() {
    let world = World::begin_at(On::Sqlite, World::morning(), files_with_partners()).await;
    let thierry = world.signed_in("thierry").await;
    let web = &world.service.web_url;
    for look in [WIDE, NARROW] {
        let chromium = Chromium::start(look).await;
        chromium.brings(web, &thierry.cookie().unwrap()).await;
        chromium.opens(&format!("{web}/referrals")).await;
        chromium.is_well_made("partner-referrals").await;
        chromium.clicks("select[name=title] option[value='Mme']").await;
        chromium.types("input[name=first_name]", "Anaïs").await;
        chromium.types("input[name=last_name]", "d'Artagnan").await;
        chromium.types("input[name=phone]", "01 99").await;
        chromium.types("input[name=residence]", "Les Tilleuls").await;
        chromium.clicks("select[name=reason] option[value=few_contacts]").await;
        chromium.clicks("select[name=she_knows] option[value=yes]").await;
        chromium.clicks("form[action='/referrals'] button").await;
        chromium.hears("Un champ demande une correction").await;
        chromium.is_well_made("partner-referrals-corrected").await;
        chromium.types("input[name=phone]", "01 99 00 10 09").await;
        chromium.clicks("form[action='/referrals'] button").await;
        chromium.hears("reçu").await;
        chromium.is_well_made("partner-receipt").await;
        chromium.clicks("a[href='/referrals']").await;
        chromium.hears("reçu").await;
        assert!(!chromium.reads().await.contains("Artagnan"), "what was sent is read by the association alone");
        chromium.opens(&format!("{web}/people")).await;
        chromium.hears("Votre rôle ne donne pas accès à cette page").await;
    }
    world.end().await;
}
