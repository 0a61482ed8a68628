//! People through the browser: found, read, corrected by two, what they agreed to, their absences and calls.

use passerelle_domain::consent::ConsentState;
use passerelle_store::{event_log, people, transact};
use passerelle_world::*;
use uuid::Uuid;

use crate::cases::with_a_home;

const HTML: &str = "<b onclick=\"x\">Zoé</b>";
const RIGHT_TO_LEFT: &str = "مريم\u{200f} 🙂";

/// How many people the largest associations accompany.
const MANY: u128 = 10_000;
/// Longest that a search may take, in seconds (K1: one page within a second), with two cores shared and no optimisation.
const MOST_SEARCH_S: f64 = 4.0;

async fn page_of(world: &World, browser: &Browser, key: &str) -> (String, Page) {
    let address = format!("/people/{}", world.person_named(key).await.id);
    let page = browser.opens(&address).await;
    (address, page)
}

on_both! {
    async fn person_looked_for_then_found_without_accents_and_never_in_the_address(world: World) {
        let nadia = world.signed_in("nadia").await;
        let list = nadia.opens("/people").await;
        assert!(list.status == 200 && list.says("Lefort Suzanne") && list.says("Une personne"), "{}", list.text());
        for (typed, is_found) in
            [("lefort", true), ("SUZ", true), ("Léfôrt suzanne", true), ("suzanne", true), ("dupont", false), (HTML, false), ("", true)]
        {
            let found = nadia.fills(&list, "/people/search", &[("search", typed)]).await;
            assert_eq!((found.status, found.says("Lefort Suzanne")), (200, is_found), "{typed}: {}", found.text());
            assert!(found.address == "/people/search" && !found.html.contains("<b onclick"), "{}", found.address);
        }
        assert_eq!(nadia.opens("/people?page=99999999").await.status, 200);
        assert!(nadia.opens("/people?page=x").await.status < 500);
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert!(elsewhere.opens("/people").await.says("Aucune personne encore"));
    }

    async fn ten_thousand_people_then_a_search_answers_at_once_fifty_a_page(world: World) {
        let app = &world.service.app;
        let known = world.person_named("suzanne").await;
        transact!(app.db, |tx| {
            for number in 0..MANY {
                let mut person = known.clone();
                person.id = passerelle_domain::ids::PersonId(Uuid::from_u128(10_000_000 + number));
                person.key = format!("n{number}");
                person.last_name = format!("Nom{number:05}");
                person.phones.clear();
                people::save(tx, &app.secrets, &person).await?;
            }
            Ok::<(), passerelle_store::StoreError>(())
        })
        .await
        .unwrap();
        let nadia = world.signed_in("nadia").await;
        let began = std::time::Instant::now();
        let list = nadia.opens("/people?page=3").await;
        let took_s = began.elapsed().as_secs_f64();
        eprintln!("page 3 of {MANY} people: {took_s:.2} s");
        assert_eq!(list.all("tbody tr").len(), 50);
        assert!(list.says("page 3 sur 201"), "{}", list.text());
        let began = std::time::Instant::now();
        let found = nadia.fills(&list, "/people/search", &[("search", "nom09999")]).await;
        let search_s = began.elapsed().as_secs_f64();
        eprintln!("search among {MANY} people: {search_s:.2} s");
        assert!(found.says("Nom09999 Suzanne") && found.says("Une personne"), "{}", found.text());
        assert!(took_s.max(search_s) < MOST_SEARCH_S, "{took_s} {search_s}");
    }

    async fn file_opened_then_everything_is_there_and_the_reading_is_kept(world: World in with_a_home) {
        let nadia = world.signed_in("nadia").await;
        let (address, page) = page_of(&world, &nadia, "suzanne").await;
        assert_eq!(page.status, 200);
        for words in ["Mme Suzanne Lefort", "12 rue des Lilas", "jeudi à 15h00", "Avec Karim", "être appelée par un bénévole", "d'accord", "Lucie Lefort", "ne jamais contacter"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        assert!(!page.html.contains("+33199001102"), "the number of who must not be contacted is not shown");
        let again = nadia.opens(&address).await;
        assert!(again.says("Nadia a lu cette page"), "{}", again.text());
        let person = world.person_named("suzanne").await;
        let mut read = world.service.app.db.read().await.unwrap();
        let log = event_log::of_noun(&mut read, "person", person.id.0, 100).await.unwrap();
        assert_eq!(log.iter().filter(|line| line.verb == "viewed").count(), 2);
        drop(read);

        let noted = nadia.fills(&again, &format!("{address}/notes"), &[("text", &format!("{HTML} {RIGHT_TO_LEFT}"))]).await;
        assert!(noted.says("La note est gardée") && noted.says("🙂") && !noted.html.contains("<b onclick"), "{}", noted.text());
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        for path in [address.clone(), format!("{address}/edit"), format!("/people/{}", Uuid::nil()), "/people/%F0%9F%92%A5".to_owned()] {
            let page = elsewhere.opens(&path).await;
            assert!(page.status == 404 && !page.says("Suzanne"), "{path}: {}", page.text());
        }
        let list = elsewhere.opens("/people").await;
        let form_token = list.attributes("input[name=form_token]", "value").remove(0);
        let fields = [("form_token", form_token.as_str()), ("scope", "calls"), ("answer", "no"), ("way", "word"), ("reason", "family"), ("from", "2026-11-06"), ("to", "2026-11-09"), ("text", "x"), ("position", "1")];
        for form in ["consents", "pauses", "return", "notes", "ruled-out-contacts", "edit"] {
            assert_eq!(elsewhere.sends(&format!("{address}/{form}"), &fields).await.status, 404, "{form}");
        }
        assert_eq!(world.person_named("suzanne").await.consents.calls, ConsentState::Accepted);
    }

    async fn consent_taken_back_on_her_page_then_it_holds_at_once(world: World) {
        let nadia = world.signed_in("nadia").await;
        let (address, page) = page_of(&world, &nadia, "suzanne").await;
        let consents = format!("{address}/consents");
        let form_token = page.attributes("input[name=form_token]", "value").remove(0);
        let say = |scope: &'static str, answer: &'static str, way: &'static str| {
            let (nadia, consents, form_token) = (&nadia, &consents, &form_token);
            async move {
                let fields = [("form_token", form_token.as_str()), ("scope", scope), ("answer", answer), ("way", way), ("wording", "v2")];
                nadia.sends(consents, &fields).await
            }
        };
        let said = say("calls", "no", "word").await;
        assert!(said.says("Son refus est noté") && said.says("accord retiré") && said.says("Noté par Nadia"), "{}", said.text());
        assert_eq!(world.person_named("suzanne").await.consents.calls, ConsentState::Withdrawn);
        assert!(world.calls_of("suzanne").await.iter().all(|call| !call.state.is_live()), "at once");
        world.paris(0, 18, 0).await;
        assert!(world.rung(SUZANNE).is_empty());

        assert!(say("calls", "peut-être", "word").await.says("Choisissez une réponse"));
        for (scope, way) in [("photo", "word"), ("calls", "key"), (HTML, "word"), ("calls", "")] {
            assert_eq!(say(scope, "yes", way).await.status, 422, "{scope} {way}");
        }
        assert!(say("calls", "yes", "staff").await.says("Son accord est noté"));
        assert!(say("visits", "asked", "word").await.says("demandé, réponse attendue"));
        assert_eq!(world.person_named("suzanne").await.consents.calls, ConsentState::Accepted);
    }

    async fn absence_noted_changed_and_ended_then_her_calls_follow_and_wrong_days_are_told(world: World) {
        let nadia = world.signed_in("nadia").await;
        let (address, page) = page_of(&world, &nadia, "suzanne").await;
        let (pauses, home) = (format!("{address}/pauses"), format!("{address}/return"));
        for (reason, from, to) in [
            ("hospital", "", ""),
            ("hospital", "2026-11-10", "2026-11-01"),
            ("hospital", "2026-02-31", "2026-12-11"),
            ("grippe", "2026-11-26", "2026-12-11"),
            ("family", "2020-01-01", "2020-01-02"),
            ("family", "2026-11-26", "2036-11-26"),
            (HTML, RIGHT_TO_LEFT, "99999-99-99"),
        ] {
            let wrong = nadia.fills(&page, &pauses, &[("reason", reason), ("from", from), ("to", to)]).await;
            assert!(wrong.status == 422 && wrong.says("ne peut pas être notée"), "{from} {to}: {}", wrong.text());
            assert!(!wrong.html.contains("<b onclick"));
        }
        let wrong = nadia.fills(&page, &pauses, &[("from", "2026-11-10"), ("to", "2026-11-01")]).await;
        assert!(wrong.fields_of(&pauses).unwrap().iter().any(|(name, value)| name == "from" && value == "2026-11-10"), "kept");

        let away = nadia.fills(&page, &pauses, &[("reason", "hospital"), ("from", "2026-11-26"), ("to", "2026-12-11")]).await;
        assert!(away.says("L'absence est notée") && away.says("Elle est absente en ce moment"), "{}", away.text());
        assert!(world.calls_of("suzanne").await.iter().all(|call| call.local_on.to_string().as_str() > "2026-12-11" || !call.state.is_live()));
        let shorter = nadia.fills(&away, &pauses, &[("to", "2026-11-29")]).await;
        assert!(shorter.says("L'absence est notée"), "{}", shorter.text());
        assert_eq!(world.person_named("suzanne").await.pauses[0].to_on.to_string(), "2026-11-29");
        let wrong = nadia.fills(&shorter, &home, &[("on", "hier")]).await;
        assert!(wrong.status == 422 && wrong.says("ne se lit pas"), "{}", wrong.text());
        let back = nadia.fills(&shorter, &home, &[("on", "")]).await;
        assert!(back.says("Elle est de retour") && !back.says("absente en ce moment"), "{}", back.text());
    }

    async fn one_call_skipped_and_one_moved_and_the_series_ended_then_told_and_refusals_are_kind(world: World) {
        let nadia = world.signed_in("nadia").await;
        let (address, page) = page_of(&world, &nadia, "suzanne").await;
        let token = world.token_of("nadia").await;
        let (_, all) = world.get("/api/v1/series", &token).await;
        let series = format!("{address}/series/{}", all[0]["id"].as_str().unwrap());
        let (skips, moves, end) = (format!("{series}/skips"), format!("{series}/moves"), format!("{series}/end"));
        for (day, words) in [("", "ne se lit pas"), ("2026-12-04", "pas d'appel ce jour-là"), (HTML, "ne se lit pas")] {
            let wrong = nadia.fills(&page, &skips, &[("day", day)]).await;
            assert!(wrong.status == 422 && wrong.says(words), "{day}: {}", wrong.text());
        }
        let skipped = nadia.fills(&page, &skips, &[("day", "2026-12-03")]).await;
        assert!(skipped.says("Cet appel est annulé"), "{}", skipped.text());
        for (to, at, words) in [("2026-12-11", "05:00", "ne souhaite pas être appelée"), ("2026-12-17", "15:00", "déjà un appel"), ("2020-01-01", "15:00", "passé")] {
            let wrong = nadia.fills(&page, &moves, &[("from", "2026-12-10"), ("to", to), ("at", at)]).await;
            assert!(wrong.status == 422 && wrong.says(words), "{to} {at}: {}", wrong.text());
        }
        let moved = nadia.fills(&page, &moves, &[("from", "2026-12-10"), ("to", "2026-12-11"), ("at", "10:30")]).await;
        assert!(moved.says("Cet appel est déplacé"), "{}", moved.text());
        let wrong = nadia.fills(&page, &end, &[("reason", "")]).await;
        assert!(wrong.status == 422 && wrong.says("Choisissez d'abord pourquoi"), "{}", wrong.text());
        let ended = nadia.fills(&page, &end, &[("reason", "goal_reached"), ("last_on", "")]).await;
        assert!(ended.says("La série se termine") && ended.says("le but est atteint"), "{}", ended.text());
        let foreign = format!("{address}/series/{}/skips", Uuid::nil());
        let form_token = page.attributes("input[name=form_token]", "value").remove(0);
        assert_eq!(nadia.sends(&foreign, &[("form_token", &form_token), ("day", "2026-12-03")]).await.status, 404);
    }

    async fn file_corrected_by_two_at_once_then_both_versions_are_shown_and_nothing_is_lost(world: World) {
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let edit = format!("/people/{}/edit", world.person_named("suzanne").await.id);
        let (hers, mine) = (christine.opens(&edit).await, nadia.opens(&edit).await);
        assert_eq!(hers.status, 200);
        let same = nadia.fills(&mine, &edit, &[]).await;
        assert!(same.says("C'est enregistré"), "{}", same.text());
        let first = christine.fills(&hers, &edit, &[("address", "3 rue Neuve, 75011 Paris"), ("fragility", "orange")]).await;
        assert!(first.says("C'est enregistré") && first.says("3 rue Neuve"), "{}", first.text());
        let second = nadia.fills(&mine, &edit, &[("address", "5 rue Vieille, 75011 Paris"), ("first_name", RIGHT_TO_LEFT)]).await;
        assert_eq!(second.status, 409, "{}", second.text());
        for words in ["Rien n'est perdu", "3 rue Neuve", "5 rue Vieille"] {
            assert!(second.says(words), "{words}: {}", second.text());
        }
        assert_eq!(world.person_named("suzanne").await.home.address, "3 rue Neuve, 75011 Paris", "nothing is overwritten");
        let after = nadia.fills(&second, &edit, &[("fragility", "orange")]).await;
        assert!(after.says("C'est enregistré"), "{}", after.text());
        let person = world.person_named("suzanne").await;
        assert_eq!((person.home.address.as_str(), person.first_name.as_str()), ("5 rue Vieille, 75011 Paris", RIGHT_TO_LEFT));
        assert_eq!(person.consents.calls, ConsentState::Accepted, "what she agreed to is said apart");
    }

    async fn fields_wrong_then_each_is_told_beside_it_and_what_was_typed_stays(world: World) {
        let nadia = world.signed_in("nadia").await;
        let edit = format!("/people/{}/edit", world.person_named("suzanne").await.id);
        let page = nadia.opens(&edit).await;
        let long = "é".repeat(201);
        for (field, typed, words) in [
            ("first_name", "", "à remplir"),
            ("first_name", &long, "trop long"),
            ("last_name", "a\u{0}b", "ne se lit pas"),
            ("phone", "", "à remplir"),
            ("phone", "112", "ne sont jamais composés"),
            ("phone", RIGHT_TO_LEFT, "pas un numéro"),
            ("phone2", HTML, "pas un numéro"),
            ("phone_hours", "le matin", "écrivez par exemple 09:00"),
            ("calls_from", "21:00", "aucune heure"),
            ("calls_to", "", "écrivez par exemple 09:00"),
            ("line", "nulle-part", "choisissez dans la liste"),
            ("territory", "Atlantide", "choisissez dans la liste"),
            ("language", "tlh", "choisissez dans la liste"),
            ("fragility", "violette", "choisissez dans la liste"),
            ("hearing_advice", HTML, "choisissez dans la liste"),
        ] {
            let wrong = nadia.fills(&page, &edit, &[(field, typed), ("district", "Belleville")]).await;
            assert_eq!(wrong.status, 422, "{field} {typed}: {}", wrong.text());
            assert!(wrong.says(words) && !wrong.html.contains("<b onclick"), "{field}: {}", wrong.text());
            assert!(!wrong.all("[role=alert]").is_empty() && wrong.html.contains("aria-describedby=\"problem-"), "{field}");
            let fields = wrong.fields_of(&edit).unwrap();
            assert!(fields.iter().any(|(name, value)| name == "district" && value == "Belleville"), "kept");
        }
        let html = nadia.fills(&page, &edit, &[("last_name", HTML), ("access", "🙂")]).await;
        assert!(html.says("C'est enregistré") && !html.html.contains("<b onclick"), "{}", html.text());
    }

    async fn somebody_new_then_nobody_calls_her_before_she_has_said_yes(world: World) {
        let nadia = world.signed_in("nadia").await;
        let form = nadia.opens("/people/new").await;
        assert!(form.says("Elle n'a encore rien accepté"));
        let empty = nadia.fills(&form, "/people/new", &[]).await;
        assert_eq!(empty.status, 422);
        let taken = nadia.fills(&form, "/people/new", &[("first_name", "Odette"), ("phone", "01 99 00 10 77"), ("key", "suzanne")]).await;
        assert!(taken.status == 422 && taken.says("quelqu'un a déjà cette référence"), "{}", taken.text());
        let added = nadia.fills(&taken, "/people/new", &[("key", "odette"), ("last_name", "Petit")]).await;
        assert!(added.says("La personne est ajoutée") && added.says("Odette Petit"), "{}", added.text());
        let person = world.person_named("odette").await;
        assert!(person.consents.all().iter().all(|(_, state)| *state == ConsentState::ReferredNotAsked), "{:?}", person.consents);
        assert_eq!(person.phones[0].as_str(), "+33199001077");
    }

    async fn what_is_kept_handed_to_her_then_everything_is_there_and_names_of_others_are_masked(world: World in with_a_home) {
        world.person(SUZANNE, passerelle_simulator::WrittenPerson::new().never_answers());
        let nadia = world.signed_in("nadia").await;
        let (address, page) = page_of(&world, &nadia, "suzanne").await;
        let note = "Karim dit que Suzanne Lefort va mieux ; ZOE MARTIN et Marc l'ont vue. 🙂 <b onclick=x>";
        nadia.fills(&page, &format!("{address}/notes"), &[("text", note)]).await;
        let export = nadia.opens(&format!("{address}/export")).await;
        assert_eq!(export.status, 200);
        for words in [
            "Ce que nous savons de vous, Mme Suzanne Lefort",
            "12 rue des Lilas",
            "[…] dit que Suzanne Lefort va mieux ; […] […] et […] l'ont vue. 🙂",
            "être appelée par un bénévole : d'accord",
            "sa fille",
        ] {
            assert!(export.says(words), "{words}: {}", export.text());
        }
        let hers = export.all("article").remove(0);
        for name in ["Karim", "Belkacem", "Zoé", "MARTIN", "Nadia", "Lucie", "Marc", "jamais contacter"] {
            assert!(!hers.contains(name), "{name}: {hers}");
        }
        assert!(!export.html.contains("+33199001101") && !export.html.contains("<b onclick"));
        let file = nadia.opens(&format!("{address}/export.json")).await;
        let told: serde_json::Value = serde_json::from_str(&file.html).unwrap();
        assert_eq!((told["first_name"].as_str(), told["phones"][0].as_str()), (Some("Suzanne"), Some(SUZANNE)));
        assert!(!file.html.contains("Karim") && !file.html.contains("Lucie"), "{}", file.html);
        let again = nadia.opens(&address).await;
        assert!(again.says("Nadia a préparé ce document"), "{}", again.text());
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert_eq!(elsewhere.opens(&format!("{address}/export")).await.status, 404);
        assert!(world.texts(KARIM).is_empty(), "it alerts nobody");
    }

    async fn files_over_the_api_then_the_same_rules(world: World) {
        let (nadia, ines) = (world.token_of("nadia").await, world.token_of("ines").await);
        let person = world.person_named("suzanne").await.id;
        let search = serde_json::json!({ "search": "léfort" });
        let (status, found) = world.post("/api/v1/people/searches", &nadia, search.clone()).await;
        assert_eq!((status, found["total"].as_u64()), (200, Some(1)), "{found}");
        assert_eq!(world.post("/api/v1/people/searches", &ines, search).await.0, 403);
        let wrong = serde_json::json!({ "first_name": "", "phone": "112", "line": "paris", "language": "fr" });
        let (status, told) = world.post("/api/v1/people", &nadia, wrong).await;
        assert!(status == 422 && told["detail"].as_str().unwrap().contains("phone: emergency_or_short"), "{told}");
        let new = serde_json::json!({
            "first_name": "Odette", "phone": "0199001077", "line": "paris", "language": "fr", "fragility": "red",
            "calls_from": "09:00", "calls_to": "20:00",
        });
        assert_eq!(world.post("/api/v1/people", &ines, new.clone()).await.0, 403);
        let (status, added) = world.post("/api/v1/people", &nadia, new).await;
        assert_eq!(status, 200, "{added}");
        let (status, fields) = world.get(&format!("/api/v1/people/{person}/fields"), &nadia).await;
        assert_eq!((status, fields["first_name"].as_str()), (200, Some("Suzanne")));
        let (status, export) = world.get(&format!("/api/v1/people/{person}/export"), &nadia).await;
        assert_eq!((status, export["last_name"].as_str()), (200, Some("Lefort")));
        assert_eq!(world.get(&format!("/api/v1/people/{}/export", Uuid::nil()), &nadia).await.0, 404);
        let note = serde_json::json!({ "text": "Aime le tricot." });
        assert_eq!(world.post(&format!("/api/v1/people/{person}/notes"), &nadia, note).await.0, 204);
    }
}
