//! Cases through the browser: Monday morning, one case told in sentences, who may be asked, the emergency sheet.

use passerelle_domain::case::CaseState;
use passerelle_simulator::WrittenPerson;
use passerelle_store::event_log;
use passerelle_world::*;

use crate::cases::{eight_people, karim, nobody_answers, number_of, volunteer_of, with_a_home};

/// What would be script, were it not escaped.
const HTML: &str = "<script>alert(1)</script> & \"guillemets\"";
const EMOJI: &str = "🙂 مرحبا\u{202e}abc";

on_both! {
    async fn monday_with_eight_alerts_then_in_order_taken_once_and_closed_with_an_outcome_only(
        world: World in eight_people
    ) {
        for place in 0..8 {
            world.person(&volunteer_of(place), karim());
            world.person(&number_of(place), WrittenPerson::new().never_answers());
        }
        for day in 1..=4 {
            world.paris(day, 7, 0).await;
        }
        world.paris(4, 8, 45).await;
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let today = nadia.opens("/today").await;
        let shown = today.all(".cards .code");
        let token = world.token_of("nadia").await;
        let (_, listed) = world.get("/api/v1/cases", &token).await;
        let order: Vec<&str> = listed.as_array().unwrap().iter().map(|case| case["code"].as_str().unwrap()).collect();
        assert_eq!(shown, order, "{}", today.text());
        assert_eq!(order.len(), 8);

        // Two at once: one has it, the other is told.
        let address = format!("/cases/{}", order[0]);
        let (mine, hers) = (nadia.opens(&address).await, christine.opens(&address).await);
        assert!(mine.status == 200 && mine.says("personne ne l'a encore prise"), "{}", mine.text());
        let take = format!("{address}/holder");
        let (one, other) = tokio::join!(nadia.fills(&mine, &take, &[]), christine.fills(&hers, &take, &[]));
        assert!(one.address.starts_with(&address) && other.address.starts_with(&address), "{} {}", one.address, other.address);
        let won = [&one, &other].iter().filter(|page| page.says("L'alerte est à vous")).count();
        let told = [&one, &other].iter().filter(|page| page.says("Quelqu'un d'autre l'a prise")).count();
        assert_eq!((won, told), (1, 1), "{}\n{}", one.text(), other.text());

        // Only an outcome closes; what was typed stays.
        let closure = format!("{address}/closure");
        let page = nadia.opens(&address).await;
        let kept = nadia.fills(&page, &closure, &[("outcome", ""), ("account", HTML)]).await;
        assert_eq!(kept.status, 422, "{}", kept.text());
        assert!(kept.says("choisissez d'abord comment elle va") && kept.html.contains("aria-describedby=\"problem\""));
        let typed = kept.fields_of(&closure).unwrap();
        assert!(typed.iter().any(|(name, value)| name == "account" && value == HTML), "{typed:?}");
        let wrong = nadia.fills(&kept, &closure, &[("outcome", "en_vacances")]).await;
        assert_eq!(wrong.status, 422);
        let closed = nadia.fills(&kept, &closure, &[("outcome", "well_out")]).await;
        assert!(closed.status == 200 && closed.says("L'alerte est close"), "{}", closed.text());
        assert!(closed.says("Elle va bien, elle était sortie") && closed.says("Rouvrir"));
        assert!(!closed.html.contains("<script>alert"), "escaped");
        let late = christine.fills(&hers, &take, &[]).await;
        assert!(late.says("L'alerte était déjà close"), "{}", late.text());

        let opened = nadia.fills(&closed, &format!("{address}/reopening"), &[("why", EMOJI)]).await;
        assert!(opened.says("rouverte, et elle est à vous") && opened.says("🙂"), "{}", opened.text());
        let noted = nadia.fills(&opened, &format!("{address}/notes"), &[("text", &"é".repeat(6000))]).await;
        assert!(noted.status == 200 && noted.says("La note est gardée"));
        let blank = nadia.fills(&opened, &format!("{address}/notes"), &[("text", "   ")]).await;
        assert!(blank.says("La note était vide"), "{}", blank.text());
        for code in order {
            let page = nadia.opens(&format!("/cases/{code}")).await;
            nadia.fills(&page, &format!("/cases/{code}/closure"), &[("outcome", "well_out")]).await;
        }
        assert!(world.cases().await.iter().all(|case| case.state == CaseState::Closed));
        assert!(nadia.opens("/today").await.says("Aucune alerte ouverte"));
    }

    async fn case_of_the_weekend_then_its_page_tells_it_in_sentences_with_proof(world: World in with_a_home) {
        let code = nobody_answers(&world).await;
        let nadia = world.signed_in("nadia").await;
        let address = format!("/cases/{code}");
        let page = nadia.opens(&address).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for words in [
            "pas de réponse",
            "Suzanne Lefort",
            "Essai d'appel : pas de réponse",
            "L'alerte s'ouvre",
            "Nadia est prévenu·e par SMS et e-mail",
            "Ce qui se passera si personne ne fait rien",
            "Lucie Lefort",
            "sa fille",
            "Ne jamais contacter : Marc Lefort",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(page.all(".proof").iter().any(|proof| proof.contains("CA")), "{:?}", page.all(".proof"));
        assert!(!text.contains('{') && !text.contains("no_answer"), "no machine word: {text}");
        assert!(!page.html.contains("+33199001102"), "the number of who must not be contacted is not shown");
        assert!(page.attributes("a[href^='tel:']", "href").contains(&format!("tel:{SUZANNE}")));

        // Whoever has not taken it has nobody asked.
        let refused = nadia.sends(&format!("{address}/checks"), &[
            ("kind", "trusted_contact"),
            ("form_token", &page.attributes("input[name=form_token]", "value")[0]),
        ]).await;
        assert!(refused.says("Prenez d'abord l'alerte"), "{}", refused.text());
        let taken = nadia.fills(&page, &format!("{address}/holder"), &[]).await;
        let form_token = taken.attributes("input[name=form_token]", "value").remove(0);
        let asked = nadia.sends(&format!("{address}/checks"), &[("kind", "trusted_contact"), ("form_token", &form_token)]).await;
        assert!(asked.says("Personne n'a été interrogé : elle n'a pas donné son accord"), "{}", asked.text());
        for (who, before) in [("", ""), ("staff:nobody", "12:00"), (HTML, "25:99"), (EMOJI, EMOJI)] {
            let fields = [("kind", "home"), ("who", who), ("before", before), ("form_token", &form_token)];
            let page = nadia.sends(&format!("{address}/checks"), &fields).await;
            let is_refused = page.says("Dites qui y va") || page.says("n'a pas donné son accord");
            assert!([200, 422].contains(&page.status) && is_refused, "{who} {before}: {} {}", page.status, page.text());
        }
        let out = nadia.fills(&taken, &format!("{address}/ruled-out-contacts"), &[]).await;
        assert!(out.says("ne sera plus jamais contactée") && out.says("Ne jamais contacter : Lucie Lefort"), "{}", out.text());
        let nobody = [("position", "9"), ("form_token", form_token.as_str())];
        assert_eq!(nadia.sends(&format!("{address}/ruled-out-contacts"), &nobody).await.status, 404);

        let passed = nadia.fills(&out, &format!("{address}/passing-on"), &[]).await;
        assert!(passed.says("Nadia passe l'alerte à la personne suivante"), "{}", passed.text());
        let person = world.person_named("suzanne").await;
        let mut read = world.service.app.db.read().await.unwrap();
        let log = event_log::of_noun(&mut read, "person", person.id.0, 100).await.unwrap();
        assert!(log.iter().any(|line| line.verb == "viewed_for_case"), "every reading is kept");
        drop(read);
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        for path in [address.clone(), format!("{address}/emergency-sheet"), "/cases/💥".to_owned(), "/cases/Z9Z9".to_owned()] {
            let page = elsewhere.opens(&path).await;
            assert!(page.status == 404 && !page.says("Suzanne"), "{path}: {}", page.text());
        }
    }

    async fn somebody_may_be_in_danger_then_the_sheet_says_what_to_dial_and_who_read_it(world: World in with_a_home) {
        let code = nobody_answers(&world).await;
        let nadia = world.signed_in("nadia").await;
        let sheet = nadia.opens(&format!("/cases/{code}/emergency-sheet")).await;
        assert_eq!(sheet.status, 200);
        for words in ["12 rue des Lilas", "code 12B4", "Lucie Lefort", "Ne jamais contacter : Marc Lefort", "C'est vous qui appelez"] {
            assert!(sheet.says(words), "{words}: {}", sheet.text());
        }
        let numbers = sheet.attributes("a[href^='tel:']", "href");
        for number in ["tel:15", "tel:17", "tel:18", "tel:112", "tel:3114"] {
            assert!(numbers.iter().any(|known| known == number), "{number}: {numbers:?}");
        }
        assert!(!sheet.html.contains("+33199001102"));
        let page = nadia.opens(&format!("/cases/{code}")).await;
        assert!(page.says("Nadia ouvre la fiche d'urgence"), "{}", page.text());
        for call in world.service.simulator.calls() {
            assert!(call.to.to_string().len() > 4, "the program dials no such number: {}", call.to);
        }
    }
}
