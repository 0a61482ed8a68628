//! An agreement with a landlord: noted, told of before it ends, and nobody new is signalled after it.

use passerelle_app::remind_of_partnerships;
use passerelle_world::*;
use serde_json::json;

use crate::{
    referrals::{code_of, refers, with_partners},
    retention::quiet,
};

async fn reminders(world: &World) -> usize {
    let subjects = world.subjects_to(COORDINATION_EMAIL).await;
    subjects.iter().filter(|subject| subject.contains("convention")).count()
}

on_both! {
    /// L7: sixty, thirty and seven days before, once each; after the end no new referral, and statuses stay readable for a year.
    async fn agreement_that_ends_then_told_three_times_and_nobody_new_after_it(world: World in quiet) {
        let (nadia, thierry) = (world.signed_in("nadia").await, world.signed_in("thierry").await);
        let page = nadia.opens("/partners").await;
        assert!(page.says("herault") && page.says("Thierry Gillet") && page.says("Pas de dates notées"), "{}", page.text());
        let made = refers(&thierry, &[]).await;
        assert_eq!(made.status, 200, "{}", made.text());
        let dates = [("from_on", "2026-01-01"), ("to_on", "2027-01-31"), ("capacity_per_month", "2")];
        let saved = nadia.fills(&page, "/partners/herault", &dates).await;
        assert!(saved.says("La convention est gardée") && saved.says("2 signalements par mois") && saved.says("Un ce mois-ci"), "{}", saved.text());

        let second = refers(&thierry, &[("last_name", "Vernet"), ("phone", "01 99 00 10 08")]).await;
        assert_eq!(second.status, 200, "{}", second.text());
        let third = refers(&thierry, &[("last_name", "Mbaye"), ("phone", "01 99 00 10 07")]).await;
        assert!(third.status == 422 && third.says("sont tous arrivés"), "{}", third.text());
        assert_eq!(third.attributes("input[name=last_name]", "value"), ["Mbaye"], "what was typed is kept");
        let again = refers(&thierry, &[]).await;
        assert!(again.says("c'est le même signalement"), "a button pressed twice is no new one: {}", again.text());

        // Somebody looks at the first one: she has a file, and the partner follows it. The other waits until its time has passed.
        let received = nadia.opens("/received-referrals").await;
        let joining = format!("/received-referrals/{}/joining", code_of(&made));
        assert_eq!(nadia.fills(&received, &joining, &[]).await.status, 200);
        let app = &world.service.app;
        for day in [0, 5, 10, 36, 37, 59, 60, 66] {
            world.until(day, 8, 30).await;
            assert_eq!(remind_of_partnerships(app, world.service.organisation).await.unwrap(), 0, "the night has told");
        }
        assert!(reminders(&world).await == 3, "{:?}", world.subjects_to(COORDINATION_EMAIL).await);
        let subjects = world.subjects_to(COORDINATION_EMAIL).await;
        assert!(subjects.iter().all(|subject| !subject.contains("herault") && !subject.contains("Artagnan")), "{subjects:?}");

        world.until(67, 9, 0).await;
        let thierry = world.signed_in("thierry").await;
        let late = refers(&thierry, &[("last_name", "Mbaye"), ("phone", "01 99 00 10 07")]).await;
        assert!(late.status == 422 && late.says("a pris fin le"), "{}", late.text());
        assert!(thierry.opens("/referrals").await.says("en contact"), "statuses stay");
        let nadia = world.signed_in("nadia").await;
        let page = nadia.opens("/partners").await;
        assert!(page.says("pas de nouveau signalement"), "{}", page.text());
        let longer = nadia.fills(&page, "/partners/herault", &[("to_on", "2027-12-31")]).await;
        assert!(longer.says("31/12"), "{}", longer.text());
        assert_eq!(refers(&thierry, &[("last_name", "Mbaye"), ("phone", "01 99 00 10 07")]).await.status, 200);
    }

    async fn agreement_changed_by_two_or_typed_wrong_then_told_and_nothing_is_lost(world: World in with_partners) {
        let (nadia, christine) = (world.signed_in("nadia").await, world.signed_in("christine").await);
        let (hers, other) = (nadia.opens("/partners").await, christine.opens("/partners").await);
        assert_eq!(christine.fills(&other, "/partners/herault", &[("to_on", "2027-06-30")]).await.status, 200);
        let differs = nadia.fills(&hers, "/partners/herault", &[("to_on", "2027-09-30"), ("capacity_per_month", "4")]).await;
        assert!(differs.status == 409 && differs.says("30/06") && differs.attributes("input[name=to_on]", "value").contains(&"2027-09-30".to_owned()), "{}", differs.text());
        let saved = nadia.fills(&differs, "/partners/herault", &[]).await;
        assert!(saved.status == 200 && saved.says("30/09"), "{}", saved.text());
        for (fields, words) in [
            ([("from_on", "2027-02-30"), ("to_on", ""), ("capacity_per_month", "")], "premier jour n'est pas clair"),
            ([("from_on", "2027-02-01"), ("to_on", "2027-01-01"), ("capacity_per_month", "")], "vient avant le premier"),
            ([("from_on", ""), ("to_on", "<b>🙂"), ("capacity_per_month", "")], "dernier jour n'est pas clair"),
            ([("from_on", ""), ("to_on", ""), ("capacity_per_month", "-1")], "Un nombre de 0 à 5 000"),
        ] {
            let wrong = nadia.fills(&saved, "/partners/herault", &fields).await;
            assert!(wrong.status == 422 && wrong.says(words) && !wrong.html.contains("<b>🙂"), "{words}: {}", wrong.text());
        }
        for key in ["", "a b", "<b>", "مريم 🙂", "x".repeat(100).as_str(), "herault"] {
            let wrong = nadia.fills(&saved, "/partners", &[("key", key)]).await;
            assert_eq!(wrong.status, 422, "{key}: {}", wrong.text());
        }
        let added = nadia.fills(&saved, "/partners", &[("key", "ccas-lehavre"), ("from_on", "2026-12-01")]).await;
        assert!(added.status == 200 && added.says("ccas-lehavre") && added.says("commence le"), "{}", added.text());
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        let page = elsewhere.opens("/partners").await;
        assert!(page.says("Aucun partenaire encore"), "{}", page.text());
        let token = page.attributes("input[name=form_token]", "value").remove(0);
        assert_eq!(elsewhere.sends("/partners/herault", &[("form_token", &token), ("to_on", "2027-01-01")]).await.status, 404);
        assert_eq!(world.signed_in("thierry").await.opens("/partners").await.status, 403);

        let token = world.token_of("nadia").await;
        let (status, list) = world.get("/api/v1/partners", &token).await;
        assert_eq!((status, list[1]["standing"].clone()), (200, json!("open")), "{list}");
        let path = "/api/v1/partners/gard";
        assert_eq!(world.put(path, &token, json!({"to_on": "2026-11-25"})).await.0, 204);
        assert_eq!(world.put(path, &token, json!({"to_on": "2026-12-25", "seen": "x"})).await.0, 409);
        assert_eq!(world.put(path, &token, json!({"to_on": "tomorrow"})).await.0, 422);
        let colette = world.token_of("colette").await;
        assert_eq!(world.put(path, &colette, json!({})).await.0, 401, "a partner's key opens only what is the partner's");
        let referral = json!({"last_name": "Roux", "phone": "0199001006", "residence": "Le Phare", "reason": "new_here", "she_knows": true});
        let (status, said) = world.post("/api/v1/partner/referrals", &colette, referral).await;
        assert_eq!((status, said["fate"].clone()), (409, json!("ended")), "{said}");
    }
}
