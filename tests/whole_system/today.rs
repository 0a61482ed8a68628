//! Today at the console: what it shows at which hour, and to a newcomer.

use std::time::Duration;

use passerelle_app::remove_staff;
use passerelle_simulator::WrittenPerson;
use passerelle_world::*;

/// Rows of the table of calls without a volunteer, with their class.
fn to_cover(page: &Page) -> Vec<(String, String)> {
    let rows = page.all("section[aria-labelledby=cover] tbody tr");
    rows.into_iter().zip(page.attributes("section[aria-labelledby=cover] tbody tr", "class")).collect()
}

on_both! {
    async fn call_without_a_volunteer_then_listed_two_hours_before_and_red_a_quarter_of_an_hour_before(world: World) {
        world.person(KARIM, WrittenPerson::new().replies_on("Répondez OUI", "non"));
        world.person(ZOE, WrittenPerson::new());
        let nadia = world.signed_in("nadia").await;
        world.paris(0, 12, 0).await;
        let later = to_cover(&nadia.opens("/today").await);
        assert_eq!(later.len(), 1, "{later:?}");
        assert!(later[0].0.contains("15h00") && later[0].0.contains("Suzanne") && later[0].1 == "tone-calm", "{later:?}");
        world.paris(0, 13, 30).await;
        assert_eq!(to_cover(&nadia.opens("/today").await)[0].1, "tone-watch");
        world.paris(0, 14, 44).await;
        assert_eq!(to_cover(&nadia.opens("/today").await)[0].1, "tone-watch");
        world.paris(0, 14, 46).await;
        let page = nadia.opens("/today").await;
        let now = to_cover(&page);
        assert!(now.is_empty() || now[0].1 == "tone-alert", "{now:?}");
        assert!(page.says("appel sans bénévole"), "somebody is paged: {}", page.text());
    }

    async fn nothing_yet_then_the_first_steps_tick_themselves_off(world: World) {
        let nadia = world.signed_in("nadia").await;
        assert!(!nadia.opens("/today").await.says("Pour commencer"), "this association has everything");
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let page = elsewhere.opens("/today").await;
        assert_eq!(page.all("section[aria-labelledby=first] li").len(), 5, "{}", page.text());
        assert!(page.says("Pour commencer") && !page.says("Fait :") && !page.says("Suzanne"), "{}", page.text());
    }

    async fn day_goes_by_then_talks_and_outcomes_are_shown_and_a_stranger_hears_nothing_of_it(world: World) {
        world.person(
            KARIM,
            WrittenPerson::new()
                .replies_on("Répondez OUI", "oui")
                .on_hearing("Prêt ? Appuyez sur 1", "1")
                .on_hearing("Si tout va bien, appuyez sur 1", "1"),
        );
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        let nadia = world.signed_in("nadia").await;
        world.minutes(1).await;
        assert!(nadia.opens("/today").await.says("Un appel aujourd'hui"));
        world.paris(0, 15, 5).await;
        let talking = nadia.opens("/today").await;
        assert!(talking.says("appel d'un bénévole") && talking.says("en conversation"), "{}", talking.text());
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert!(elsewhere.opens("/today").await.says("Aucun téléphone en ligne"), "talks of others are not counted");
        world.paris(0, 16, 0).await;
        let after = nadia.opens("/today").await;
        assert!(after.says("tout va bien") && after.says("Aucune alerte ouverte"), "{}", after.text());
    }

    async fn live_page_of_whoever_leaves_then_it_ends_and_tells_nothing_more(world: World) {
        let christine = world.signed_in("christine").await;
        let leaves = async {
            world.minutes(1).await;
            remove_staff(&world.service.app, world.service.organisation, "christine", None).await.unwrap();
            world.paris(0, 12, 0).await;
        };
        let watches = tokio::time::timeout(Duration::from_secs(90), christine.opens("/today/events"));
        let (watched, ()) = tokio::join!(watches, leaves);
        assert_eq!(watched.expect("the page ends").status, 200);
        assert!(christine.opens("/today/events").await.address.starts_with("/sign-in"));
    }

    async fn one_action_each_then_taken_noted_passed_on_and_closed_only_with_an_outcome(world: World) {
        world.writes(KARIM, "Venez vite, c'est urgent !").await;
        world.minutes(1).await;
        let code = world.the_case().await.code.to_string();
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let (hers, theirs) = (nadia.opens("/today").await, christine.opens("/today").await);
        let taken = nadia.fills(&hers, &format!("/cases/{code}/holder"), &[]).await;
        assert!(taken.says("L'alerte est à vous") && taken.says("Vous l'avez prise"), "{}", taken.text());
        let late = christine.fills(&theirs, &format!("/cases/{code}/holder"), &[]).await;
        assert!(late.says("Quelqu'un d'autre l'a prise") && late.says("Prise par Nadia"), "{}", late.text());
        let noted = nadia.fills(&taken, &format!("/cases/{code}/notes"), &[("text", "<b>مرحبا</b> 😀 vue à 9h")]).await;
        assert!(noted.says("La note est gardée"));
        let empty = nadia.fills(&noted, &format!("/cases/{code}/notes"), &[("text", "  ")]).await;
        assert!(empty.says("La note était vide"));
        let address = format!("/cases/{code}/closure");
        for outcome in ["", "all_good", "<script>"] {
            let page = nadia.fills(&empty, &address, &[("outcome", outcome)]).await;
            assert!(page.says("choisissez d'abord"), "{outcome}: {}", page.text());
        }
        let closed = nadia.fills(&empty, &address, &[("outcome", "false_alarm"), ("account", "Rappelé, tout va bien.")]).await;
        assert!(closed.says("L'alerte est close") && closed.says("Aucune alerte ouverte"), "{}", closed.text());
        let again = nadia.fills(&empty, &address, &[("outcome", "false_alarm")]).await;
        assert!(again.says("déjà close"), "{}", again.text());
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let token = elsewhere.opens("/account").await.fields_of("/account/invitation").unwrap().remove(0).1;
        let foreign = elsewhere.sends(&address, &[("form_token", &token), ("outcome", "handled")]).await;
        assert_eq!(foreign.status, 404, "another association's alert does not exist: {}", foreign.text());
    }
}
