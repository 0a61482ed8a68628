//! Voice scripts on the pages: written anew, tried on paper, published, heard by the next caller, and taken back.

use passerelle_simulator::WrittenPerson;
use passerelle_world::*;
use serde_json::json;

const ODETTE: &str = "+33199001050";
const RENE: &str = "+33639980051";
const HENRI: &str = "+33639980052";

const LINE_PAGE: &str = "/scripts/listening-line?lang=fr";
const DRAFT: &str = "/scripts/listening-line/draft";
const PREVIEW: &str = "/scripts/listening-line/preview#answer";
const PUBLICATION: &str = "/scripts/publication";
const SAYS_SORRY: &str = "Nous sommes désolés, tout le monde est pris.";

async fn wednesday_at_ten(on: On) -> World {
    let world = World::begin_on(on, "2026-11-25T09:00:00Z").await;
    world.person(LISTENER, WrittenPerson::new().never_answers());
    for caller in [ODETTE, RENE, HENRI] {
        world.person(caller, WrittenPerson::new());
    }
    world
}

/// Somebody writes a sentence of the listening line anew.
async fn writes(browser: &Browser, text: &str, words: &str) -> Page {
    let page = browser.opens(LINE_PAGE).await;
    browser.fills(&page, DRAFT, &[(&format!("words.{text}"), words)]).await
}

async fn publishes(browser: &Browser) -> Page {
    let page = browser.opens(PUBLICATION).await;
    browser.fills(&page, PUBLICATION, &[]).await
}

async fn calls(world: &World, number: &str) -> String {
    world.dials(number);
    world.minutes(15).await;
    world.heard_by(number)
}

on_both! {
    async fn sentence_written_then_heard_by_the_next_caller_once_it_is_published_and_taken_back(world: World in wednesday_at_ten) {
        let nadia = world.signed_in("nadia").await;
        let list = nadia.opens("/scripts").await;
        assert!(list.says("La ligne d'écoute") && list.says("Ligne de Paris") && list.says("Les phrases du programme"), "{}", list.text());
        let page = nadia.opens(LINE_PAGE).await;
        assert!(page.says("Pour parler avec quelqu'un, appuyez sur 1.") && page.says("secondes"), "{}", page.text());
        assert!(page.html.contains("<svg ") && page.says("Le même en liste") && page.says("touche 1"), "{}", page.text());

        let saved = writes(&nadia, "nobody_came", SAYS_SORRY).await;
        assert!(saved.says("C'est gardé pour la prochaine édition") && saved.says("réécrite par Nadia"), "{}", saved.text());
        assert!(saved.says("Entendu aujourd'hui : Pardon de vous avoir fait attendre."), "{}", saved.text());
        assert!(calls(&world, ODETTE).await.contains("Pardon de vous avoir fait attendre."), "not heard before it is published");

        let again = nadia.opens("/scripts").await;
        assert!(again.says("Une phrase est réécrite") && again.says("une phrase"), "{}", again.text());
        let confirm = nadia.opens(PUBLICATION).await;
        assert!(confirm.says(SAYS_SORRY) && confirm.says("Pardon de vous avoir fait attendre."), "{}", confirm.text());
        // Rung before, answered after: the call keeps the sentences it began with.
        world.dials(RENE);
        world.minutes(1).await;
        let published = nadia.fills(&confirm, PUBLICATION, &[]).await;
        assert!(published.says("C'est publié") && published.says("Édition 1") && published.says("par Nadia"), "{}", published.text());
        world.minutes(14).await;
        assert!(world.heard_by(RENE).contains("Pardon de vous avoir fait attendre."), "{}", world.heard_by(RENE));
        assert!(calls(&world, HENRI).await.contains(SAYS_SORRY), "{}", world.heard_by(HENRI));

        let edition = nadia.opens("/scripts/editions/0").await;
        assert!(edition.says("Les phrases du programme") && edition.says(SAYS_SORRY), "{}", edition.text());
        let back = nadia.fills(&edition, "/scripts/editions/0", &[]).await;
        assert!(back.says("les prochains appels commencent avec cette édition"), "{}", back.text());
        let twice = nadia.fills(&edition, "/scripts/editions/0", &[]).await;
        assert!(twice.says("déjà ce que les gens entendent"), "{}", twice.text());
        let heard_before = world.heard_by(ODETTE).len();
        assert!(calls(&world, ODETTE).await[heard_before..].contains("Pardon de vous avoir fait attendre."));
        let first = nadia.opens("/scripts/editions/1").await;
        let alone = nadia.fills(&first, "/scripts/editions/1", &[("script", "listening-line")]).await;
        assert!(alone.says("Repris seul"), "{}", alone.text());
    }

    async fn sentence_that_leaves_somebody_alone_then_not_published_and_the_old_one_is_heard(world: World in wednesday_at_ten) {
        let nadia = world.signed_in("nadia").await;
        let saved = writes(&nadia, "nobody_came", "Nous appelons les pompiers pour vous.").await;
        assert!(saved.status == 200 && saved.says("Ce n'est jamais le cas"), "told beside the sentence: {}", saved.text());
        let confirm = nadia.opens(PUBLICATION).await;
        assert!(confirm.says("Cela ne peut pas être publié") && confirm.fields_of(PUBLICATION).is_none(), "{}", confirm.text());
        let token = confirm.attributes("input[name=form_token]", "value").remove(0);
        let seen = confirm.attributes("input[name=seen]", "value").remove(0);
        let forced = nadia.sends(PUBLICATION, &[("form_token", &token), ("seen", &seen)]).await;
        assert!(forced.status == 422 && forced.says("Cela ne peut pas être publié"), "{}", forced.text());
        assert!(calls(&world, ODETTE).await.contains("Pardon de vous avoir fait attendre."));
        let ended = nadia.fills(&confirm, "/scripts/draft/end", &[]).await;
        assert!(ended.says("sont effacées"), "{}", ended.text());
        assert!(nadia.opens(PUBLICATION).await.says("Rien n'est dit autrement"));
    }

    async fn two_write_at_once_then_nothing_is_lost(world: World) {
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let (one, other) = (nadia.opens(LINE_PAGE).await, christine.opens(LINE_PAGE).await);
        assert_eq!(nadia.fills(&one, DRAFT, &[("words.nobody_came", "De Nadia.")]).await.status, 200);
        let apart = christine.fills(&other, DRAFT, &[("words.hold_first", "De Christine.")]).await;
        assert!(apart.status == 200 && apart.says("De Nadia.") && apart.says("De Christine."), "both are kept: {}", apart.text());
        let late = christine.fills(&other, DRAFT, &[("words.nobody_came", "De Christine aussi.")]).await;
        assert!(late.status == 409 && late.says("De Nadia.") && late.says("De Christine aussi."), "{}", late.text());
        let knowing = christine.fills(&late, DRAFT, &[]).await;
        assert!(knowing.status == 200 && knowing.says("De Christine aussi."), "{}", knowing.text());
        let stale = nadia.opens(PUBLICATION).await;
        writes(&christine, "hold_first", "Encore autre chose.").await;
        let published = nadia.fills(&stale, PUBLICATION, &[]).await;
        assert!(published.status == 409 && published.says("Encore autre chose.") && published.says("Rien n'a été fait"), "{}", published.text());
        assert!(nadia.fills(&published, PUBLICATION, &[]).await.says("C'est publié"));
    }

    async fn sentences_of_every_kind_then_kept_shown_as_written_or_told_why_not(world: World) {
        let nadia = world.signed_in("nadia").await;
        for (words, told) in [
            ("<script>alert(1)</script> & « merci »", "Une voix ne sait pas dire « < »"),
            ("Merci 💐", "Une voix ne sait pas dire « 💐 »"),
            ("مرحبا بكم \u{202e}abc", "gardé"),
            ("Bonjour Mme Martin, pour votre RDV.", "est une abréviation"),
            ("Une ligne.\r\nPuis = une autre\r\n# et une autre", "Puis = une autre # et une autre"),
            ("nul\0 et cloche\u{7}", "nul et cloche"),
        ] {
            let page = writes(&nadia, "nobody_came", words).await;
            assert!(page.status == 200 && page.says(told), "{words}: {}", page.text());
            assert!(!page.html.contains("<script>alert"), "{words}");
        }
        assert!(writes(&nadia, "nobody_came", "Bonjour { $adresse }.").await.says("une information que le programme ne donne pas"));
        for (words, told) in [("Bonjour { $prenom", "Les accolades ne vont pas"), (&"é".repeat(5_000), "Cette phrase a 5000 caractères")] {
            let page = writes(&nadia, "nobody_came", words).await;
            assert!(page.status == 422 && page.says(told) && page.says(words), "{told}: {}", page.text());
        }
        let long = writes(&nadia, "nobody_came", &"bien ".repeat(150)).await;
        assert!(long.status == 200 && long.says("500 caractères au plus") && long.says("30 secondes au plus"), "{}", long.text());
        let empty = writes(&nadia, "nobody_came", "").await;
        assert!(empty.status == 200 && empty.says("Pardon de vous avoir fait attendre."), "the program's again: {}", empty.text());
        assert!(nadia.opens(PUBLICATION).await.says("Rien n'est dit autrement"));
        let english = nadia.opens("/scripts/listening-line?lang=en&line=paris").await;
        assert!(english.says("To talk with somebody") || english.says("press 1"), "{}", english.text());
        let action = nadia.fills(&english, DRAFT, &[("words.nobody_came", "Sorry, only here.")]).await;
        assert!(action.says("Sorry, only here.") && action.says("phrase de cette ligne"), "{}", action.text());
        assert!(!nadia.opens("/scripts/listening-line?lang=en").await.says("Sorry, only here."));
        for wrong in ["/scripts/perdu", "/scripts/listening-line?line=lyon", "/scripts/editions/7", "/scripts/editions/nul", "/scripts/perdu/preview", "/scripts/%F0%9F%92%90"] {
            assert_eq!(nadia.opens(wrong).await.status, 404, "{wrong}");
        }
        assert_eq!(nadia.opens("/scripts/listening-line?lang=xx").await.status, 200, "another language is one's own");
    }

    async fn conversation_on_paper_then_as_a_caller_hears_it(world: World) {
        let nadia = world.signed_in("nadia").await;
        writes(&nadia, "menu_main", "Que puis-je pour vous ? Pour parler, appuyez sur 1.").await;
        let begun = nadia.opens("/scripts/listening-line/preview?lang=fr&line=paris").await;
        assert!(begun.says("Que puis-je pour vous ?") && begun.says("ligne Passerelles"), "{}", begun.text());
        let heard = nadia.opens("/scripts/listening-line/preview?lang=fr&edition=heard").await;
        assert!(heard.says("Pour parler avec quelqu'un"), "{}", heard.text());
        let pressed = nadia.fills(&begun, PREVIEW, &[("press", "1")]).await;
        assert!(pressed.says("cherche un écoutant libre") && pressed.says("veut parler à quelqu'un"), "{}", pressed.text());
        let rung = nadia.fills(&pressed, PREVIEW, &[("press", "free")]).await;
        assert!(rung.says("fait sonner un écoutant"), "{}", rung.text());
        let back = nadia.fills(&rung, PREVIEW, &[("do", "back")]).await;
        assert!(!back.says("fait sonner un écoutant") && back.says("cherche un écoutant libre"), "{}", back.text());
        let over = nadia.fills(&rung, PREVIEW, &[("press", "hangup")]).await;
        assert!(over.says("L'appel est terminé") && over.says("Durée"), "{}", over.text());
        let said = nadia.fills(&begun, PREVIEW, &[("typed", "c'est urgent <b>💐</b>")]).await;
        assert!(said.says("dit que c'est urgent") && !said.html.contains("<b>💐"), "{}", said.text());
        let silent = nadia.fills(&begun, PREVIEW, &[("press", "")]).await;
        assert!(silent.says("(silence)"), "{}", silent.text());
        let nonsense = nadia.fills(&pressed, PREVIEW, &[("press", "n'importe quoi")]).await;
        assert!(nonsense.status == 200 && nonsense.says("ne veut rien dire à cet endroit"), "{}", nonsense.text());
        let long = nadia.fills(&begun, PREVIEW, &[("typed", &"a".repeat(5_000))]).await;
        assert!(long.status == 200 && long.says("ne veut rien dire à cet endroit"), "{}", long.text());
        let night = nadia.fills(&begun, "/scripts/listening-line/preview", &[("fact.line_open", "no")]).await;
        assert!(night.says("Notre équipe n'est pas là en ce moment"), "{}", night.text());
    }

    async fn somebody_elses_scripts_then_nothing_of_them_and_a_listener_is_refused(world: World) {
        let nadia = world.signed_in("nadia").await;
        writes(&nadia, "nobody_came", SAYS_SORRY).await;
        publishes(&nadia).await;
        writes(&nadia, "hold_first", "Pas encore publié.").await;
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let page = elsewhere.opens(LINE_PAGE).await;
        assert!(page.status == 200 && !page.says(SAYS_SORRY) && !page.says("Pas encore publié."), "{}", page.text());
        assert_eq!(elsewhere.opens("/scripts/editions/1").await.status, 404);
        assert_eq!(elsewhere.opens("/scripts/listening-line?line=paris").await.status, 404);
        assert!(elsewhere.opens(PUBLICATION).await.says("Rien n'est dit autrement"));
        let ines = world.signed_in("ines").await;
        for path in ["/scripts", LINE_PAGE, PUBLICATION, "/scripts/editions/0", "/scripts/listening-line/preview"] {
            assert_eq!(ines.opens(path).await.status, 403, "{path}");
        }
    }

    async fn over_the_api_then_the_same(world: World) {
        let (nadia, ines) = (world.token_of("nadia").await, world.token_of("ines").await);
        assert_eq!(world.get("/api/v1/scripts", &ines).await.0, 403);
        let (status, shelf) = world.get("/api/v1/scripts", &nadia).await;
        assert_eq!((status, &shelf["drafted_sentences"]), (200, &json!(0)), "{shelf}");
        let (status, script) = world.get("/api/v1/scripts/listening-line?language=fr", &nadia).await;
        assert_eq!(status, 200, "{script}");
        let of = |text: &str| script["sentences"].as_array().unwrap().iter().find(|one| one["text"] == text).unwrap().clone();
        let draft = json!({"sentences": [{"text": "nobody_came", "words": SAYS_SORRY, "seen": of("nobody_came")["seen"]}]});
        let address = "/api/v1/scripts/listening-line/draft";
        assert_eq!(world.put(address, &nadia, draft).await, (200, json!({"changed": 1})));
        let stale = json!({"sentences": [{"text": "nobody_came", "words": "Autre.", "seen": of("nobody_came")["seen"]}]});
        assert_eq!(world.put(address, &nadia, stale).await.0, 409);
        for (wrong, status) in [
            (json!({"sentences": [{"text": "nobody_came", "words": "{ $"}]}), 422),
            (json!({"sentences": [{"text": "inconnu", "words": "a"}]}), 422),
            (json!({"line": "lyon", "sentences": []}), 404),
            (json!({"language": "xx", "sentences": []}), 404),
        ] {
            assert_eq!(world.put(address, &nadia, wrong.clone()).await.0, status, "{wrong}");
        }
        let (status, played) = world.post("/api/v1/scripts/listening-line/preview", &nadia, json!({"answers": ["1", "busy"]})).await;
        assert_eq!((status, &played["has_ended"]), (200, &json!(false)), "{played}");
        assert_eq!(world.post("/api/v1/scripts/perdu/preview", &nadia, json!({})).await.0, 404);
        let (status, published) = world.post("/api/v1/scripts/publish", &nadia, json!({})).await;
        assert_eq!((status, &published["edition"]), (200, &json!(1)), "{published}");
        assert_eq!(world.post("/api/v1/scripts/publish", &nadia, json!({})).await.0, 409, "nothing new");
        assert_eq!(world.post("/api/v1/scripts/roll-back", &nadia, json!({"to": 9})).await.0, 404);
        let (status, back) = world.post("/api/v1/scripts/roll-back", &nadia, json!({})).await;
        assert_eq!((status, back), (200, json!({"from": 1, "to": 0})));
        assert_eq!(world.post("/api/v1/scripts/roll-back", &ines, json!({})).await.0, 403);
    }
}
