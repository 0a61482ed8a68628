//! The plan of the coming weeks on the pages: looked at, tried out, applied.

use passerelle_world::*;

on_both! {
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
