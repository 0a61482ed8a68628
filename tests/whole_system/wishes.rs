//! What a person wishes, noted by hand; and who is never put together with whom, from both pages.

use passerelle_domain::wishes::Gender;
use passerelle_world::*;
use uuid::Uuid;

on_both! {
    async fn wishes_noted_by_two_or_wrongly_then_told_and_nothing_is_lost(world: World) {
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let id = world.person_named("suzanne").await.id;
        let address = format!("/people/{id}/wishes");
        assert!(nadia.opens(&format!("/people/{id}")).await.attributes("a", "href").contains(&address));
        let (hers, other) = (nadia.opens(&address).await, christine.opens(&address).await);
        let wishes = [("interests", "Jardin, cuisine;radio"), ("avoids", "politique"), ("gender", "woman"), ("hours", "tue,thu 14:00-17:00"), ("district", "Aplemont")];
        let noted = christine.fills(&other, &address, &wishes).await;
        assert!(noted.status == 200 && noted.says("Ses souhaits sont gardés") && noted.says("jardin, cuisine, radio"), "{}", noted.text());
        let person = world.person_named("suzanne").await;
        assert_eq!((person.wishes.gender, person.district.as_str()), (Some(Gender::Woman), "Aplemont"));

        let differs = nadia.fills(&hers, &address, &[("interests", "tricot")]).await;
        assert!(differs.status == 409 && differs.says("jardin, cuisine, radio"), "{}", differs.text());
        assert_eq!(differs.attributes("input[name=interests]", "value"), ["tricot"], "what was typed is kept");
        assert!(nadia.fills(&differs, &address, &[]).await.says("tricot"));
        let page = nadia.opens(&address).await;
        for (field, typed) in [
            ("interests", "<b>fleurs</b>"),
            ("interests", "mot,".repeat(30).as_str()),
            ("avoids", "🙂"),
            ("gender", "robot"),
            ("hours", "jeudi après-midi"),
            ("hours", "25:00-26:00"),
            ("district", "<i>"),
            ("district", "x".repeat(65).as_str()),
        ] {
            // Twenty words are twenty different ones.
            let typed = if typed.starts_with("mot,") { (0..30).map(|n| format!("mot{n},")).collect() } else { typed.to_owned() };
            let wrong = nadia.fills(&page, &address, &[(field, &typed)]).await;
            assert_eq!(wrong.status, 422, "{field} {typed}: {}", wrong.text());
            assert!(!wrong.all(".field-problem").is_empty() && !wrong.html.contains("<b>fleurs"), "{field}: {}", wrong.text());
        }
        assert!(nadia.fills(&page, &address, &[("district", "مريم")]).await.status == 200);
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert_eq!(elsewhere.opens(&address).await.status, 404);
        assert_eq!(world.signed_in("ines").await.opens(&address).await.status, 403);
    }

    async fn kept_apart_from_either_page_then_not_put_together_until_it_is_lifted(world: World) {
        let nadia = world.signed_in("nadia").await;
        let suzanne = world.person_named("suzanne").await.id;
        let address = format!("/people/{suzanne}/wishes");
        let exclusions = format!("/people/{suzanne}/exclusions");
        let page = nadia.opens(&address).await;
        assert!(page.says("Karim Belkacem") && page.says("Zoé Martin"), "{}", page.text());
        let karim = volunteer_of(&page, "Karim Belkacem");
        for fields in [[("volunteer", ""), ("reason", "family")], [("volunteer", karim.as_str()), ("reason", "autre")], [("volunteer", "🙂"), ("reason", "family")]] {
            let wrong = nadia.fills(&page, &exclusions, &fields).await;
            assert!(wrong.status == 422 && wrong.says("Choisissez un bénévole et une raison"), "{}", wrong.text());
        }
        let nobody = Uuid::nil().to_string();
        assert_eq!(nadia.fills(&page, &exclusions, &[("volunteer", nobody.as_str()), ("reason", "family")]).await.status, 404);
        let kept = nadia.fills(&page, &exclusions, &[("volunteer", &karim), ("reason", "persons_wish")]).await;
        assert!(kept.says("Leurs appels à venir cherchent") && kept.says("elle l'a demandé"), "{}", kept.text());
        assert!(world.calls_of("suzanne").await.iter().filter(|call| call.state.is_live()).all(|call| call.volunteer.is_none_or(|id| id.0.to_string() != karim)));
        let lift = format!("{exclusions}/{karim}/end");
        assert!(nadia.fills(&kept, &lift, &[]).await.says("C'est levé"));
        assert_eq!(nadia.fills(&kept, &lift, &[]).await.status, 404, "an old tab");

        let theirs = format!("/volunteers/{karim}");
        let page = nadia.opens(&theirs).await;
        let apart = format!("{theirs}/exclusions");
        for (reference, reason, words) in [("personne", "family", "Aucune personne n'a cette référence"), ("suzanne", "", "une raison de la liste"), ("<b>", "family", "Aucune personne")] {
            let wrong = nadia.fills(&page, &apart, &[("reference", reference), ("reason", reason)]).await;
            assert!(wrong.status == 422 && wrong.says(words) && !wrong.html.contains("<b>\""), "{}", wrong.text());
            assert_eq!(wrong.attributes("input[name=reference]", "value"), [reference]);
        }
        let kept = nadia.fills(&page, &apart, &[("reference", " suzanne "), ("reason", "same_building")]).await;
        assert!(kept.status == 200 && kept.says("Suzanne Lefort") && kept.says("même immeuble"), "{}", kept.text());
        assert!(nadia.fills(&kept, &format!("{apart}/{suzanne}/end"), &[]).await.says("C'est levé"));
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let list = elsewhere.opens("/people").await;
        let token = list.attributes("input[name=form_token]", "value").remove(0);
        for path in [exclusions, lift, apart] {
            let fields = [("form_token", token.as_str()), ("volunteer", karim.as_str()), ("reason", "family"), ("reference", "suzanne")];
            let answer = elsewhere.sends(&path, &fields).await.status;
            assert!(answer == 404 || answer == 422, "{path}: {answer}");
        }
    }
}

/// The id that the list of volunteers gives to a name.
fn volunteer_of(page: &Page, name: &str) -> String {
    let names = page.all("select[name=volunteer] option");
    let ids = page.attributes("select[name=volunteer] option", "value");
    let place = names.iter().position(|known| known == name).unwrap();
    ids[place].clone()
}
