//! The plan of the coming weeks on the pages: looked at, tried out, applied.

use passerelle_world::*;

/// Marthe agreed to calls and has nobody.
async fn marthe_waits(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "people.csv" {
            content.push_str("marthe,Mme,Marthe,Roux,+33199001002,paris,FR-IDF,fr,,green,yes,no,yes\n");
        }
    }
    World::begin_at(on, World::morning(), files).await
}

on_both! {
    async fn somebody_waits_then_volunteers_with_reasons_and_one_is_asked(world: World in marthe_waits) {
        let browser = world.signed_in("nadia").await;
        let page = browser.opens("/planning").await;
        assert!(page.says("Une personne attend") && page.says("Marthe") && page.says("Attente médiane"), "{}", page.text());
        let address = page.attributes("section[aria-labelledby=waiting] th a", "href").remove(0);
        let proposals = browser.opens(&address).await;
        assert!(proposals.status == 200 && proposals.says("Zoé") && proposals.says("n'accompagne encore personne"), "{}", proposals.text());
        let action = format!("{address}/match");
        assert_eq!(browser.fills(&proposals, &action, &[("volunteer", "nul")]).await.status, 404);
        let asked = browser.fills(&proposals, &action, &[]).await;
        assert!(asked.address.starts_with("/planning?told=") && asked.says("La question est posée"), "{}", asked.text());
        let twice = browser.fills(&proposals, &action, &[]).await;
        assert!(twice.status == 422 && twice.says("une question à la fois"), "{}", twice.text());
        for wrong in ["nul", "00000000-0000-7000-8000-000000000000"] {
            assert_eq!(browser.opens(&format!("/planning/waiting/{wrong}")).await.status, 404, "{wrong}");
        }
        let suzanne = world.person_named("suzanne").await.id;
        assert!(browser.opens(&format!("/planning/waiting/{suzanne}")).await.says("n'attend personne"));
    }

    async fn the_plan_then_seen_before_it_is_applied(world: World) {
        let browser = world.signed_in("nadia").await;
        let page = browser.opens("/planning").await;
        assert!(page.status == 200 && page.says("Planning des semaines à venir") && page.says("Personne n'attend"), "{}", page.text());
        let proposal = browser.opens("/planning/proposal").await;
        assert!(proposal.status == 200 && proposal.says("Rien n'est encore écrit"), "{}", proposal.text());
        let applied = browser.fills(&proposal, "/planning/proposal", &[]).await;
        assert!(applied.says("Le planning est fait"), "{}", applied.text());
        let options = page.attributes("select[name=volunteer] option", "value");
        assert_eq!(options.len(), 2, "Karim and Zoé");
        let away = format!("/planning/what-if?volunteer={}&what=absent&from=2026-12-01&until=2026-12-12", options[0]);
        let tried = browser.opens(&away).await;
        assert!(tried.status == 200 && tried.says("c'était un essai"), "{}", tried.text());
        for (query, status, says) in [
            ("volunteer=nul&what=absent", 422, "Choisissez un bénévole"),
            ("volunteer=00000000-0000-7000-8000-000000000000&what=without", 404, ""),
            (&format!("volunteer={}&what=absent", options[0]), 422, "le premier et le dernier jour"),
            (&format!("volunteer={}&what=absent&from=2026-12-12&until=2026-12-01", options[0]), 422, "avant le premier"),
            (&format!("volunteer={}&what=absent&from=hier&until=%F0%9F%92%90", options[0]), 422, "pas comprise"),
            (&format!("volunteer={}&what=cap&calls=-1", options[0]), 422, "de 0 à 200"),
            (&format!("volunteer={}&what=cap&calls=0", options[0]), 200, "essai"),
            (&format!("volunteer={}&what=hours&hours=%3Cb%3E", options[0]), 422, "Ces heures"),
            (&format!("volunteer={}&what=rien", options[0]), 422, "Dites ce que vous voulez"),
        ] {
            let page = browser.opens(&format!("/planning/what-if?{query}")).await;
            assert!(page.status == status && page.says(says), "{query}: {} {}", page.status, page.text());
        }
    }
}
