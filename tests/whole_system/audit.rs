//! Who read whose file: everybody's readings are kept, and a curious one is found.

use passerelle_simulator::WrittenPerson;
use passerelle_world::*;
use serde_json::json;

/// The words of each row of the table.
async fn rows(browser: &Browser, address: &str) -> Vec<String> {
    let page = browser.opens(address).await;
    assert_eq!(page.status, 200, "{}", page.text());
    page.all("#lines ~ div tbody tr")
}

on_both! {
    async fn curious_reader_then_found_among_those_who_work_and_the_audit_of_the_audit(world: World) {
        let suzanne = format!("/people/{}", world.person_named("suzanne").await.id);
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        assert_eq!(christine.opens(&suzanne).await.status, 200);
        let file = nadia.opens(&suzanne).await;
        let noted = nadia.fills(&file, &format!("{suzanne}/notes"), &[("text", "Aime le jeudi.")]).await;
        assert_eq!(noted.status, 200);

        let page = nadia.opens("/audit?unexplained=yes").await;
        assert!(page.says("Christine une lecture sans lien") && !page.says("Nadia une lecture sans lien"), "{}", page.text());
        let curious = rows(&nadia, "/audit?unexplained=yes").await;
        assert!(curious.len() == 1 && curious[0].contains("Christine a lu cette page suzanne aucun lien"), "{curious:?}");
        let all = rows(&nadia, "/audit").await;
        assert!(all.iter().any(|row| row.contains("Nadia a lu cette page")), "{all:?}");
        let reader = world.staff_named("christine").await.id;
        let hers = rows(&nadia, &format!("/audit?reader={reader}")).await;
        assert!(!hers.is_empty() && hers.iter().all(|row| row.contains("Christine")), "{hers:?}");
        assert!(!page.html.contains("Lefort"), "a reference tells enough");

        // The same over the API.
        let token = world.token_of("nadia").await;
        let readings = "/api/v1/audit/readings?from=2026-11-26T00:00:00Z&to=2026-11-28T00:00:00Z";
        let (status, told) = world.get(&format!("{readings}&unexplained=true"), &token).await;
        assert!(status == 200 && told.as_array().unwrap().len() == 1, "{told}");
        assert_eq!((&told[0]["reader"], &told[0]["what"]), (&json!(reader), &json!("viewed")));
        let (_, all_told) = world.get(readings, &token).await;
        assert!(all_told.as_array().unwrap().len() > 1);
        for wrong in ["from=2026-11-28T00:00:00Z&to=2026-11-26T00:00:00Z", "from=demain&to=hier", "from=2026-01-01T00:00:00Z&to=2026-11-26T00:00:00Z", ""] {
            assert_eq!(world.get(&format!("/api/v1/audit/readings?{wrong}"), &token).await.0, 422, "{wrong}");
        }
        assert_eq!(world.get(readings, &world.token_of("ines").await).await.0, 403);

        // A reason turns up: Christine notes something, and nothing is left to ask.
        let file = christine.opens(&suzanne).await;
        let noted = christine.fills(&file, &format!("{suzanne}/notes"), &[("text", "Sa voisine a appelé.")]).await;
        assert_eq!(noted.status, 200);
        assert!(nadia.opens("/audit").await.says("Aucune sur cette période"));

        // Nobody answers: the alert explains who reads for it.
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "oui").on_hearing("Prêt ? Appuyez sur 1", "1"));
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.paris(1, 11, 5).await;
        let code = world.the_case().await.code;
        nadia.opens(&format!("/cases/{code}")).await;
        let all = rows(&nadia, "/audit").await;
        assert!(all.iter().any(|row| row.contains(&format!("Nadia a lu ce qu'il faut pour l'alerte {code}"))), "{all:?}");
        assert!(nadia.opens("/audit").await.says("Aucune sur cette période"));
    }

    async fn asked_wrongly_by_others_or_from_elsewhere_then_nothing_is_told(world: World) {
        let suzanne = format!("/people/{}", world.person_named("suzanne").await.id);
        let nadia = world.signed_in("nadia").await;
        nadia.opens(&suzanne).await;
        for question in ["from=31/11/2026", "from=2026-11-26&to=2026-11-01", "from=1999-01-01", "to=9999-12-31", "from=%E2%80%AE%3Cb%3E"] {
            let page = nadia.opens(&format!("/audit?{question}")).await;
            assert!(page.status == 200 && page.says("Ces jours ne vont pas"), "{question}: {}", page.text());
        }
        for question in ["reader=nadia", "reader=", "unexplained=<b>"] {
            assert!(!nadia.opens(&format!("/audit?{question}")).await.says("Ces jours ne vont pas"), "{question}");
        }
        assert_eq!(world.signed_in("ines").await.opens("/audit").await.status, 403);
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let reader = world.staff_named("nadia").await.id;
        let page = elsewhere.opens(&format!("/audit?reader={reader}")).await;
        assert!(page.says("Aucune ligne sur cette période") && !page.says("suzanne"), "{}", page.text());
    }
}
