//! Volunteers for coordinators: the list, one of them, two people who change the same thing, the link to their page.

use passerelle_domain::people::{Volunteer, VolunteerStatus};
use passerelle_store::volunteers;

use passerelle_world::*;

async fn volunteer(world: &World, key: &str) -> Volunteer {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap()
}

on_both! {
    async fn list_then_found_by_a_part_of_the_name_and_one_opens(world: World) {
        let nadia = world.signed_in("nadia").await;
        let all = nadia.opens("/volunteers").await;
        assert!(all.status == 200 && all.says("Karim Belkacem") && all.says("Zoé Martin"), "{}", all.text());
        assert!(all.says("1 sur 10") && all.all("tbody tr").len() == 2, "{}", all.text());
        let found = nadia.fills(&all, "/volunteers", &[("words", "MART")]).await;
        assert!(found.says("Zoé Martin") && !found.says("Belkacem"), "{}", found.text());
        assert_eq!(found.address, "/volunteers", "no name in an address");
        for words in ["", "🌷", "<b>", "\u{202e}x", "a' OR 1=1"] {
            assert_eq!(nadia.fills(&all, "/volunteers", &[("words", words)]).await.status, 200, "{words}");
        }
        assert!(nadia.fills(&all, "/volunteers", &[("status", "ended")]).await.says("Personne ne correspond"));
        let karim = volunteer(&world, "karim").await;
        let page = nadia.opens(&format!("/volunteers/{}", karim.id)).await;
        assert!(page.status == 200 && page.says("Suzanne Lefort") && page.says("Appelle une personne"), "{}", page.text());
        for strange in ["x", "A7K2", "00000000-0000-0000-0000-000000000000"] {
            assert_eq!(nadia.opens(&format!("/volunteers/{strange}")).await.status, 404, "{strange}");
        }
    }

    async fn two_change_the_same_limits_then_the_second_sees_both_and_nothing_is_lost(world: World) {
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let karim = volunteer(&world, "karim").await;
        let address = format!("/volunteers/{}", karim.id);
        let capacity = format!("{address}/capacity");
        let (first, second) = (nadia.opens(&address).await, christine.opens(&address).await);
        let done = nadia.fills(&first, &capacity, &[("max_calls_per_week", "7")]).await;
        assert!(done.status == 200 && done.says("C'est gardé"), "{}", done.text());
        let late = christine.fills(&second, &capacity, &[("max_calls_per_day", "2")]).await;
        assert!(late.status == 409 && late.says("Quelqu'un a changé ces réglages"), "{}", late.text());
        assert_eq!(late.attributes("input[name=max_calls_per_day]", "value"), ["2"], "what was typed is kept");
        assert_eq!(volunteer(&world, "karim").await.max_calls_per_week, 7);
        let knowingly = christine.fills(&late, &capacity, &[("max_calls_per_week", "7")]).await;
        assert_eq!(knowingly.status, 200, "{}", knowingly.text());
        let after = volunteer(&world, "karim").await;
        assert_eq!((after.max_calls_per_day, after.max_calls_per_week), (2, 7));

        let page = nadia.opens(&address).await;
        for (field, value) in [
            ("availability", "demain"),
            ("availability", "<b>🌷"),
            ("max_calls_per_day", "0"),
            ("max_calls_per_day", "beaucoup"),
            ("max_calls_per_week", "9999999999999"),
            ("max_people", "-1"),
        ] {
            let wrong = nadia.fills(&page, &capacity, &[(field, value)]).await;
            assert_eq!(wrong.status, 422, "{field} {value}: {}", wrong.text());
            assert_eq!(wrong.attributes("[aria-invalid]", "name"), [field]);
        }
        assert_eq!(volunteer(&world, "karim").await, after);
    }

    async fn absence_step_and_link_then_each_does_what_it_says(world: World) {
        let nadia = world.signed_in("nadia").await;
        let karim = volunteer(&world, "karim").await;
        let address = format!("/volunteers/{}", karim.id);
        let page = nadia.opens(&address).await;
        let absences = format!("{address}/absences");
        let wrong = nadia.fills(&page, &absences, &[("from_on", "2026-12-05"), ("to_on", "2026-12-01")]).await;
        assert!(wrong.status == 422 && wrong.says("Ces jours ne vont pas"), "{}", wrong.text());
        let noted = nadia.fills(&page, &absences, &[("from_on", "2026-12-01"), ("to_on", "2026-12-05")]).await;
        assert!(noted.says("L'absence est notée") && noted.says("du mar. 01/12"), "{}", noted.text());
        let end = noted.attributes("#away ~ ul form", "action").remove(0);
        assert!(nadia.fills(&noted, &end, &[]).await.says("Ses appels reviennent"));
        assert_eq!(nadia.fills(&noted, &end, &[]).await.status, 404, "taken back once");
        let zoe = volunteer(&world, "zoe").await;
        let elsewhere = end.replace(&karim.id.to_string(), &zoe.id.to_string());
        let token = noted.attributes("input[name=form_token]", "value").remove(0);
        assert_eq!(nadia.sends(&elsewhere, &[("form_token", &token)]).await.status, 404);

        let link = format!("{address}/link");
        assert!(nadia.fills(&page, &link, &[]).await.says("Un lien part par SMS"));
        world.minutes(1).await;
        let text = world.last_text(KARIM);
        let own = text.split_whitespace().find(|word| word.contains("/v/")).unwrap();
        let own = format!("/v/{}", own.split_once("/v/").unwrap().1);
        let browser = Browser::at(&world);
        assert!(browser.opens(&own).await.says("Bonjour Karim"));
        assert!(nadia.fills(&page, &format!("{link}/end"), &[]).await.says("Plus aucun de ses liens"));
        assert_eq!(browser.opens(&own).await.status, 404);

        let steps = format!("{address}/steps");
        for (step, on) in [("", ""), ("promoted", ""), ("supervised", "hier"), ("interviewed", ""), ("supervised", "2030-01-01")] {
            let wrong = nadia.fills(&page, &steps, &[("step", step), ("on", on)]).await;
            assert_eq!(wrong.status, 422, "{step} {on}: {}", wrong.text());
        }
        assert!(nadia.fills(&page, &steps, &[("step", "paused")]).await.says("L'étape est notée"));
        assert_eq!(volunteer(&world, "karim").await.status, VolunteerStatus::Paused);
        assert!(nadia.opens(&address).await.says("en pause"));
    }
}
