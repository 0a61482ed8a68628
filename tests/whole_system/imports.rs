//! Lists imported from the page: looked at without writing, written once, undone while nothing came after; and every file that
//! is none.

use passerelle_app::{ErasedPerson, erase_person};
use passerelle_domain::{
    file_import::{FileImport, ImportStage},
    people::Member,
};
use passerelle_store::{StoreError, call_series, file_imports, people, transact, volunteers};
use passerelle_world::*;
use serde_json::json;

const PEOPLE: &str = "key;title;first_name;last_name;phone;line;consent_calls;district\n\
    suzanne;Mme;Suzanne;Lefort;0199001001;paris;yes;Belleville\n\
    odette;Mme;Odette 🌻;Noël;01 99 00 10 02;paris;yes;\n\
    sans-ligne;;Ana;Roux;0199001003;lyon;yes;\n";
const VOLUNTEERS: &str = "key,first_name,last_name,phone,line,availability,status,charter_signed_on,trained_on\n\
    paul,Paul,Moreau,+33639980009,paris,mon-sun 08:00-21:00,active,2026-04-08,2026-05-15\n";
const SERIES: &str = "key,person,volunteer,rrule,local_time,starts_on\n\
    odette-friday,odette,paul,FREQ=WEEKLY;BYDAY=FR,15:00,2026-11-05\n\
    nobody-friday,personne,paul,FREQ=WEEKLY;BYDAY=FR,15:00,2026-11-05\n";

/// Sends lists from the page, and waits until it is known what would happen.
async fn sends(world: &World, browser: &Browser, files: &[(&str, &[u8])]) -> Page {
    let page = browser.opens("/imports").await;
    let sent = browser.sends_files(&page, "/imports", files).await;
    if sent.status == 200 && sent.address.starts_with("/imports/") {
        world.minutes(1).await;
        return browser.opens(&sent.address).await;
    }
    sent
}

/// Presses the button of a page that goes to `…/what`, and waits until it is done.
async fn presses(world: &World, browser: &Browser, page: &Page, what: &str) -> Page {
    let address = page.address.clone();
    let pressed = browser.fills(page, &format!("{address}/{what}"), &[]).await;
    world.minutes(1).await;
    if pressed.status == 200 { browser.opens(&address).await } else { Page { address, ..pressed } }
}

async fn imports(world: &World) -> Vec<FileImport> {
    let mut read = world.service.app.db.read().await.unwrap();
    file_imports::of_organisation(&mut read, world.service.organisation).await.unwrap()
}

async fn has_person(world: &World, key: &str) -> bool {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    people::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().is_some()
}

async fn has_volunteer(world: &World, key: &str) -> bool {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().is_some()
}

async fn has_series(world: &World, key: &str) -> bool {
    let mut read = world.service.app.db.read().await.unwrap();
    call_series::by_key(&mut read, world.service.organisation, key).await.unwrap().is_some()
}

/// The numbers of the table: added, changed, unchanged, refused, list by list.
fn numbers(page: &Page) -> Vec<String> {
    page.all("section[aria-labelledby=counts] td")
}

/// The three lists, looked at.
async fn three_lists(world: &World, browser: &Browser) -> Page {
    let files: [(&str, &[u8]); 3] =
        [("volunteers", VOLUNTEERS.as_bytes()), ("people", PEOPLE.as_bytes()), ("series", SERIES.as_bytes())];
    sends(world, browser, &files).await
}

on_both! {
    async fn lists_sent_then_looked_at_written_and_undone(world: World) {
        let nadia = world.signed_in("nadia").await;
        let looked = three_lists(&world, &nadia).await;
        assert!(looked.says("rien n'est écrit") && looked.says("Ce qui changerait"), "{}", looked.text());
        assert_eq!(numbers(&looked), ["1", "0", "0", "0", "1", "1", "0", "1", "1", "0", "0", "1"], "{}", looked.text());
        for words in ["Personnes accompagnées, ligne 4 : line : aucune ligne d'écoute", "Séries d'appels, ligne 3 : person : personne n'a"] {
            assert!(looked.says(words), "{words}: {}", looked.text());
        }
        assert!(!has_person(&world, "odette").await && !has_volunteer(&world, "paul").await, "nothing is written");
        assert_eq!(world.person_named("suzanne").await.district, "");

        let written = presses(&world, &nadia, &looked, "confirmation").await;
        assert!(written.says("Écrit.") && written.says("Annuler cet import"), "{}", written.text());
        assert_eq!(numbers(&written), numbers(&looked), "what was seen is what happened");
        assert!(has_person(&world, "odette").await && has_volunteer(&world, "paul").await);
        assert!(has_series(&world, "odette-friday").await);
        assert_eq!(world.person_named("suzanne").await.district, "Belleville");
        let odette = world.person_named("odette").await.id;
        let page = nadia.opens(&format!("/people/{odette}")).await;
        assert!(page.says("Odette 🌻"), "{}", page.text());
        let content = file_imports::list(
            &mut world.service.app.db.read().await.unwrap(), &world.service.app.secrets, imports(&world).await[0].id,
            passerelle_domain::file_import::ListNoun::People,
        ).await.unwrap();
        assert_eq!(content, None, "what was sent is gone");

        // Twice is once.
        let again = nadia.fills(&looked, &format!("{}/confirmation", looked.address), &[]).await;
        assert!(again.status == 200 && again.says("Écrit."), "{}", again.text());

        let undone = presses(&world, &nadia, &written, "undoing").await;
        assert!(undone.says("3 fiches ajoutées retirées, 1 remises comme avant, 0 laissées"), "{}", undone.text());
        assert!(!has_person(&world, "odette").await && !has_volunteer(&world, "paul").await);
        assert!(!has_series(&world, "odette-friday").await);
        assert_eq!(world.person_named("suzanne").await.district, "");
        let again = nadia.fills(&written, &format!("{}/undoing", written.address), &[]).await;
        assert!(again.status == 200 && again.says("Annulé."), "{}", again.text());
        world.run_until(world.now() + chrono::TimeDelta::days(2)).await;
    }

    async fn touched_since_then_left_and_listed(world: World) {
        let nadia = world.signed_in("nadia").await;
        let written = three_lists(&world, &nadia).await;
        let written = presses(&world, &nadia, &written, "confirmation").await;
        let (app, suzanne) = (&world.service.app, world.person_named("suzanne").await);
        transact!(app.db, |tx| {
            let edited = passerelle_domain::people::Person { district: "Ménilmontant".to_owned(), ..suzanne.clone() };
            people::save(tx, &app.secrets, &edited).await?;
            Ok::<_, StoreError>(())
        }).await.unwrap();
        // Friday comes: Odette's call is asked, tried and missed, and everything of hers stays.
        world.until(1, 16, 0).await;
        let nadia = world.signed_in("nadia").await;
        let undone = presses(&world, &nadia, &nadia.opens(&written.address).await, "undoing").await;
        assert!(undone.says("0 fiches ajoutées retirées, 0 remises comme avant, 4 laissées"), "{}", undone.text());
        assert!(undone.says("4 lignes laissées telles quelles") && undone.says("Personnes accompagnées, ligne 2"), "{}", undone.text());
        assert_eq!(world.person_named("suzanne").await.district, "Ménilmontant");
        assert!(has_person(&world, "odette").await && has_series(&world, "odette-friday").await);
        world.until(2, 16, 0).await;
    }

    async fn files_that_are_none_then_each_reason_and_nothing_taken(world: World) {
        let nadia = world.signed_in("nadia").await;
        let header = "key,first_name,phone,line,consent_calls\n";
        for (what, content, status, words) in [
            ("empty", &b""[..], 422, "aucune ligne à lire"),
            ("only a header", header.as_bytes(), 422, "aucune ligne à lire"),
            ("a page", &b"<!doctype html><html><body>Bonjour</body></html>"[..], 422, "colonne 1"),
            ("a picture", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], 422, "colonne 1"),
            ("other columns", &b"nom,prenom\nLefort,Suzanne\n"[..], 422, "colonne 1"),
            ("a column missing", &b"key,first_name\nx,Ana\n"[..], 422, "il manque cette colonne"),
            ("a column twice", &b"key,key,first_name,phone,line,consent_calls\n"[..], 422, "deux fois"),
        ] {
            let page = sends(&world, &nadia, &[("people", content)]).await;
            assert!(page.status == status && page.says(words), "{what}: {} {}", page.status, page.text());
        }
        let large = vec![b'x'; 8 * 1024 * 1024 + 128 * 1024];
        let page = sends(&world, &nadia, &[("people", &large)]).await;
        assert!(page.status == 413 && page.says("huit mégaoctets"), "{} {}", page.status, page.text());
        assert!(imports(&world).await.is_empty(), "nothing of them is kept");
        let page = nadia.opens("/imports").await;
        let foreign = Page { html: page.html.replace("form_token\" value=\"", "form_token\" value=\"0"), ..page };
        let answer = nadia.sends_files(&foreign, "/imports", &[("people", PEOPLE.as_bytes())]).await;
        assert!(answer.status == 403 && answer.says("n'est plus valable"), "{} {}", answer.status, answer.text());
    }

    async fn rows_of_every_kind_then_each_told_by_its_line(world: World) {
        let nadia = world.signed_in("nadia").await;
        // As Excel writes it in France: Windows-1252 and semicolons.
        let latin = b"key;first_name;last_name;phone;line;consent_calls;quiet_from\r\n\
            helene;H\xe9l\xe8ne;d'\x8cuvrard;0199001004;paris;oui;\r\n\
            francoise;Fran\xe7oise;M\xe9tais;0199001005;paris;yes;\r\n\
            arabe;Ana;Roux;0199001006;paris;yes;19h\r\n\
            francoise;Fran\xe7oise;M\xe9tais;0199001005;paris;yes;\r\n\
            a;b\r\n";
        let looked = sends(&world, &nadia, &[("people", latin)]).await;
        assert_eq!(numbers(&looked), ["1", "0", "0", "4"], "{}", looked.text());
        for words in [
            "ligne 2 : consent_calls : un de ces mots : yes, no, pending",
            "ligne 4 : quiet_from : ce n'est pas une heure",
            "ligne 5 : key : déjà employé plus haut",
            "ligne 6 : Le nombre de cellules",
        ] {
            assert!(looked.says(words), "{words}: {}", looked.text());
        }
        presses(&world, &nadia, &looked, "confirmation").await;
        assert_eq!(world.person_named("francoise").await.first_name, "Françoise");

        // The same again, with somebody whose name reads from right to left, and a page in a name.
        let more = "key,first_name,last_name,phone,line,consent_calls\n\
            francoise,Françoise,Métais,0199001005,paris,yes\n\
            rtl,مريم,<script>alert(1)</script>,0199001007,paris,yes\n";
        let looked = sends(&world, &nadia, &[("people", more.as_bytes())]).await;
        assert_eq!(numbers(&looked), ["1", "0", "1", "0"], "{}", looked.text());
        let written = presses(&world, &nadia, &looked, "confirmation").await;
        let rtl = world.person_named("rtl").await.id;
        let file = nadia.opens(&format!("/people/{rtl}")).await;
        assert!(file.says("مريم") && !file.html.contains("<script>alert"), "{}", file.html);
        let same = sends(&world, &nadia, &[("people", more.as_bytes())]).await;
        assert_eq!(numbers(&same), ["0", "0", "2", "0"]);
        assert!(same.says("Rien à écrire") && same.fields_of(&format!("{}/confirmation", same.address)).is_none());
        let refused = nadia.fills(&written, &format!("{}/undoing", written.address), &[]).await;
        assert_eq!(refused.status, 200);
        world.minutes(1).await;
        assert!(!has_person(&world, "rtl").await);
    }

    async fn another_import_written_meanwhile_then_looked_at_again(world: World) {
        let nadia = world.signed_in("nadia").await;
        let (one, other) = (three_lists(&world, &nadia).await, three_lists(&world, &nadia).await);
        presses(&world, &nadia, &one, "confirmation").await;
        let again = presses(&world, &nadia, &other, "confirmation").await;
        assert!(again.status == 409 && again.says("regardez à nouveau"), "{} {}", again.status, again.text());
        let again = nadia.opens(&other.address).await;
        assert_eq!(numbers(&again), ["0", "0", "1", "0", "0", "0", "2", "1", "0", "0", "1", "1"], "{}", again.text());
        let left = nadia.fills(&again, &format!("{}/leaving", again.address), &[]).await;
        assert!(left.address.starts_with("/imports?") && left.says("les listes sont supprimées"), "{}", left.text());
        assert!(nadia.opens(&other.address).await.says("Abandonné"));

        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert_eq!(elsewhere.opens(&one.address).await.status, 404, "of another association");
        let theirs = sends(&world, &elsewhere, &[("series", SERIES.as_bytes())]).await;
        assert_eq!(numbers(&theirs), ["0", "0", "0", "2"], "nobody of ours is found: {}", theirs.text());
        let page = elsewhere.fills(&theirs, &format!("{}/leaving", theirs.address), &[]).await;
        assert_eq!(page.status, 200);
    }

    async fn nobody_decides_or_somebody_is_erased_then_what_was_sent_goes(world: World) {
        let nadia = world.signed_in("nadia").await;
        let written = three_lists(&world, &nadia).await;
        let written = presses(&world, &nadia, &written, "confirmation").await;
        let waiting = three_lists(&world, &nadia).await;
        let odette = world.person_named("odette").await;
        let by = Member::Staff(world.staff_named("nadia").await.id);
        let erased = erase_person(&world.service.app, world.service.organisation, odette.id, "odette", by).await.unwrap();
        assert_eq!(erased, ErasedPerson::Erased);
        assert!(nadia.opens(&waiting.address).await.says("effacée entre-temps"));
        let waiting = three_lists(&world, &nadia).await;
        world.run_until(world.now() + chrono::TimeDelta::hours(25)).await;
        let nadia = world.signed_in("nadia").await;
        assert!(nadia.opens(&waiting.address).await.says("faute de décision"));
        assert!(nadia.opens(&written.address).await.says("Annuler cet import"));
        world.run_until(world.now() + chrono::TimeDelta::days(7)).await;
        let nadia = world.signed_in("nadia").await;
        let settled = nadia.opens(&written.address).await;
        assert!(settled.says("Écrit.") && !settled.says("Annuler cet import"), "{}", settled.text());
        let token = nadia.opens("/imports").await.attributes("input[name=form_token]", "value").remove(0);
        let late = nadia.sends(&format!("{}/undoing", written.address), &[("form_token", &token)]).await;
        assert_eq!(late.status, 409, "{}", late.text());
    }

    async fn a_long_list_then_taken_in_slices_and_told_how_far(world: World) {
        let nadia = world.signed_in("nadia").await;
        let mut list = "key,first_name,last_name,phone,line,consent_calls\n".to_owned();
        for n in 0..1_200 {
            list.push_str(&format!("p{n},Ana,Roux,01990{:05},paris,pending\n", 10_100 + n % 400));
        }
        let looked = sends(&world, &nadia, &[("people", list.as_bytes())]).await;
        assert_eq!(numbers(&looked), ["1200", "0", "0", "0"], "{}", looked.text());
        let written = presses(&world, &nadia, &looked, "confirmation").await;
        assert_eq!(numbers(&written), ["1200", "0", "0", "0"]);
        assert!(written.says("Et 1000 autres"), "{}", written.text());
        let undone = presses(&world, &nadia, &written, "undoing").await;
        assert!(undone.says("1200 fiches ajoutées retirées"), "{}", undone.text());
        assert!(matches!(imports(&world).await[0].stage, ImportStage::Undone { .. }));
    }

    async fn lists_sent_over_the_api_then_the_same_steps(world: World) {
        let token = world.token_of("nadia").await;
        let (status, sent) = world.post("/api/v1/imports", &token, json!({ "people": PEOPLE, "volunteers": VOLUNTEERS })).await;
        assert_eq!(status, 202, "{sent}");
        let import = format!("/api/v1/imports/{}", sent["code"].as_str().unwrap());
        world.minutes(1).await;
        let (_, looked) = world.get(&import, &token).await;
        assert_eq!((&looked["stage"], &looked["added"], &looked["changed"], &looked["refused"]), (&json!("looked"), &json!(2), &json!(1), &json!(1)));
        assert_eq!((&looked["refusals"][0]["list"], &looked["refusals"][0]["line"]), (&json!("people"), &json!(4)), "{looked}");
        assert!(!has_person(&world, "odette").await, "nothing is written");
        for _ in 0..2 {
            assert_eq!(world.post(&format!("{import}/confirmation"), &token, json!({})).await.0, 202);
        }
        world.minutes(1).await;
        assert!(has_person(&world, "odette").await);
        assert_eq!(world.delete(&import, &token).await, 409, "it is written");
        for _ in 0..2 {
            assert_eq!(world.post(&format!("{import}/undoing"), &token, json!({})).await.0, 202);
        }
        world.minutes(1).await;
        assert!(!has_person(&world, "odette").await);
        let (_, all) = world.get("/api/v1/imports", &token).await;
        assert_eq!((all.as_array().unwrap().len(), &all[0]["stage"]), (1, &json!("undone")));
        for (lists, status) in [
            (json!({}), 422),
            (json!({ "people": "" }), 422),
            (json!({ "people": "ni queue ni tête" }), 422),
            (json!({ "people": 3 }), 422),
        ] {
            assert_eq!(world.post("/api/v1/imports", &token, lists.clone()).await.0, status, "{lists}");
        }
        assert_eq!(world.post("/api/v1/imports", &world.token_of("ines").await, json!({ "people": PEOPLE })).await.0, 403);
        assert_eq!(world.get("/api/v1/imports/ZZZZ", &token).await.0, 404);
    }
}
