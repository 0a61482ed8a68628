//! Lines and their rosters, changed by hand on the pages and over the API.

use passerelle_world::*;
use serde_json::json;

const NEW: &str = "/lines/paris/new-shift";
const SHIFTS: &str = "/lines/paris/shifts";

/// The address of the page of a shift, by what its row says.
fn address_of(page: &Page, who: &str) -> String {
    let names = page.all("section[aria-labelledby=shifts] th a");
    let links = page.attributes("section[aria-labelledby=shifts] th a", "href");
    let place = names.iter().position(|name| name == who).unwrap_or_else(|| panic!("{who}: {names:?}"));
    links[place].clone()
}

on_both! {
    async fn a_week_then_who_is_there_and_what_is_lacking(world: World) {
        let browser = world.signed_in("nadia").await;
        let list = browser.opens("/lines").await;
        assert!(list.status == 200 && list.says("Ligne de Paris") && list.says("Tout est couvert"), "{}", list.text());
        let page = browser.opens("/lines/paris").await;
        assert!(page.says("Semaine du 23 novembre 2026") && page.says("Inès") && page.says("couvert"), "{}", page.text());
        for week in ["2026-12-02", "demain", "9999-99-99", "%F0%9F%92%90", "0001-01-01"] {
            assert_eq!(browser.opens(&format!("/lines/paris?week={week}")).await.status, 200, "{week}");
        }
        for wrong in ["/lines/lyon", "/lines/lyon/hours", "/lines/lyon/new-shift", "/lines/paris/shifts/nul", "/lines/paris/shifts/00000000-0000-7000-8000-000000000000"] {
            assert_eq!(browser.opens(wrong).await.status, 404, "{wrong}");
        }
    }

    async fn a_shift_added_changed_and_ended_then_the_line_rings_them(world: World) {
        let browser = world.signed_in("nadia").await;
        let form = browser.opens(NEW).await;
        let filled = [("who", "zoe"), ("days", "thu"), ("days", "fri"), ("from", "9h30"), ("to", "12h"), ("order", "2")];
        let saved = browser.fills(&form, SHIFTS, &filled).await;
        assert!(saved.status == 200 && saved.says("La permanence est enregistrée") && saved.says("09h30–12h00 Zoé"), "{}", saved.text());
        let again = browser.fills(&form, SHIFTS, &filled).await;
        assert!(again.status == 422 && again.says("existe déjà"), "{}", again.text());

        let address = address_of(&saved, "Zoé");
        let page = browser.opens(&address).await;
        let changed = browser.fills(&page, &address, &[("to", "13h"), ("exceptions", "27/11/2026 absente")]).await;
        assert!(changed.says("09h30–13h00 Zoé") && changed.all("tr .tight a").iter().filter(|shift| shift.contains("Zoé")).count() == 1, "{}", changed.text());
        let page = browser.opens(&address).await;
        let ended = browser.fills(&page, &format!("{address}/end"), &[("last_on", "2026-11-25")]).await;
        assert!(ended.says("prend fin") && !ended.all("tr .tight a").iter().any(|shift| shift.contains("Zoé")), "{}", ended.text());

        let form = browser.opens(NEW).await;
        let dated = browser.fills(&form, SHIFTS, &[("who", "karim"), ("duty", "on_call"), ("on", "2026-11-28"), ("from", "9:00"), ("to", "10:00")]).await;
        assert!(dated.says("le 28 novembre 2026 seulement"), "{}", dated.text());
    }

    async fn bad_words_then_told_beside_the_field_and_kept(world: World) {
        let browser = world.signed_in("nadia").await;
        let form = browser.opens(NEW).await;
        let long = "9".repeat(30_000);
        for (field, typed, says) in [
            ("who", "", "Choisissez une personne"),
            ("who", "personne", "Choisissez une personne"),
            ("from", "<b>neuf</b>", "Cette heure n'est pas comprise"),
            ("from", "25h", "Cette heure n'est pas comprise"),
            ("to", "\u{202e}💐", "Cette heure n'est pas comprise"),
            ("order", "0", "L'ordre est un nombre"),
            ("order", "-3", "L'ordre est un nombre"),
            ("days", "jeudi", "Cochez au moins un jour"),
            ("on", "31/02/2027", "Cette date n'est pas comprise"),
            ("starts_on", "hier", "Cette date n'est pas comprise"),
            ("exceptions", "24/12/2026", "La ligne 1 des jours différents"),
            ("exceptions", &long, "La ligne 1 des jours différents"),
            ("duty", "siesta", "Dites pour quoi"),
        ] {
            let right = [("who", "zoe"), ("days", "thu"), ("from", "9h"), ("to", "10h")];
            let fields: Vec<(&str, &str)> = right.into_iter().filter(|(name, _)| *name != field).chain([(field, typed)]).collect();
            let page = browser.fills(&form, SHIFTS, &fields).await;
            assert!(page.status == 422 && page.says(says), "{field}: {} {}", page.status, page.text());
            assert!(page.attributes("[role=alert]", "role").len() == 1 && !page.html.contains("<b>neuf"), "{field}");
            let kept = page.fields_of(SHIFTS).unwrap();
            assert!(field == "who" || field == "days" || field == "duty" || kept.iter().any(|(name, value)| name == field && value == typed), "{field}: {kept:?}");
        }
        let backwards = browser.fills(&form, SHIFTS, &[("who", "zoe"), ("days", "thu"), ("from", "9h"), ("to", "10h"), ("starts_on", "2026-12-10"), ("ends_on", "2026-12-01")]).await;
        assert!(backwards.status == 422 && backwards.says("avant le premier"), "{}", backwards.text());
        let twice = browser.fills(&form, SHIFTS, &[("who", "ines"), ("days", "thu"), ("from", "9h"), ("to", "10h")]).await;
        assert!(twice.status == 422 && twice.says("à cette heure, le 26 novembre 2026"), "{}", twice.text());
    }

    async fn two_at_once_then_the_second_sees_both_and_nothing_is_lost(world: World) {
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let page = nadia.opens("/lines/paris").await;
        let address = address_of(&page, "Inès");
        let (one, other) = (nadia.opens(&address).await, christine.opens(&address).await);
        assert_eq!(nadia.fills(&one, &address, &[("to", "19h")]).await.status, 200);
        let late = christine.fills(&other, &address, &[("to", "18h")]).await;
        assert!(late.status == 409 && late.says("Quelqu'un a changé ceci") && late.says("19:00"), "{}", late.text());
        assert!(late.fields_of(&address).unwrap().contains(&("to".to_owned(), "18h".to_owned())), "what she typed is kept");
        let knowing = christine.fills(&late, &address, &[]).await;
        assert!(knowing.says("09h00–18h00 Inès"), "{}", knowing.text());

        let hours = "/lines/paris/hours";
        let (one, other) = (nadia.opens(hours).await, christine.opens(hours).await);
        let saved = nadia.fills(&one, hours, &[("mon", "10h-12h"), ("wanted", "2")]).await;
        assert!(saved.says("2 écoutants voulus") && saved.says("10h00–12h00"), "{}", saved.text());
        let late = christine.fills(&other, hours, &[("sun", "fermé")]).await;
        assert!(late.status == 409 && late.says("10:00-12:00"), "{}", late.text());
        let knowing = christine.fills(&late, hours, &[("mon", "10h-12h"), ("exceptions", "24/12/2026 fermé")]).await;
        assert_eq!(knowing.status, 200, "{}", knowing.text());
        for (field, typed, says) in [
            ("tue", "midi", "Ces heures ne sont pas comprises"),
            ("wanted", "0", "Un nombre de 1 à 500"),
            ("holidays", "", "jours fériés"),
            ("exceptions", "noël fermé", "La ligne 1"),
        ] {
            let page = nadia.fills(&nadia.opens(hours).await, hours, &[(field, typed)]).await;
            assert!(page.status == 422 && page.says(says), "{field}: {}", page.text());
        }
    }

    async fn over_the_api_then_the_same(world: World) {
        let (nadia, ines) = (world.token_of("nadia").await, world.token_of("ines").await);
        let wanted = json!({"who": "zoe", "duty": "listening", "hours": "sat 09:00-12:00"});
        assert_eq!(world.post("/api/v1/lines/paris/shifts", &ines, wanted.clone()).await.0, 403);
        assert_eq!(world.post("/api/v1/lines/lyon/shifts", &nadia, wanted.clone()).await.0, 404);
        let (status, made) = world.post("/api/v1/lines/paris/shifts", &nadia, wanted).await;
        assert_eq!(status, 200, "{made}");
        let address = format!("/api/v1/lines/paris/shifts/{}", made["id"].as_str().unwrap());
        let later = json!({"who": "zoe", "duty": "listening", "hours": "sat 10:00-12:00", "seen": made["seen"]});
        assert_eq!(world.put(&address, &nadia, later.clone()).await.0, 200);
        assert_eq!(world.put(&address, &nadia, later).await.0, 409, "what was seen is no more");
        let nobody = json!({"who": "personne", "duty": "listening", "hours": "sat 10:00-12:00"});
        assert_eq!(world.put(&address, &nadia, nobody).await.0, 422);
        let (status, ended) = world.post(&format!("{address}/end"), &nadia, json!({"last_on": "2026-12-31"})).await;
        assert_eq!((status, &ended["ends_on"]), (200, &json!("2026-12-31")));
        let (status, all) = world.get("/api/v1/lines/paris/shifts", &nadia).await;
        assert_eq!((status, all.as_array().unwrap().len()), (200, 4));
        let hours = json!({"weekly": "mon-fri 09:00-17:00", "holiday_policy": "closed", "listeners_wanted": 2});
        let (status, line) = world.put("/api/v1/lines/paris/hours", &nadia, hours).await;
        assert_eq!((status, &line["listeners_wanted"]), (200, &json!(2)), "{line}");
        let never = json!({"weekly": "", "holiday_policy": "closed", "listeners_wanted": 2});
        assert_eq!(world.put("/api/v1/lines/paris/hours", &nadia, never).await.0, 422);
    }
}
