//! A person is erased: nothing tells any more who she was, figures stay, and a restored backup is cleaned the same way.

use passerelle_app::{
    App, AppParts, AskedReport, ErasedAgain, SavedCampaign, WantedCampaign, erase_again, import_campaign,
    list_erasures, note_case, note_person, save_campaign, show_report,
};
use passerelle_domain::{indicators::Period, people::Member, scheduled_call::State};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{Db, DbSettings, HeldJobs, people, sounds, test_support};
use passerelle_world::*;
use serde_json::json;
use uuid::Uuid;

use crate::cases::with_a_home;

/// Under what everything that can be opened again is sealed.
const SEALED: [&str; 19] = [
    "api_answers.answer",
    "callbacks.number",
    "calls.personal",
    "call_steps.answer",
    "campaign_entries.tenant",
    "file_import_lists.content",
    "file_import_rows.before",
    "legs.number",
    "messages.content",
    "news.words",
    "notes.text",
    "people.numbers",
    "referrals.whom",
    "residents.tenant",
    "staff.contact",
    "staff_credentials.secrets",
    "trusted_contacts.number",
    "voicemails.recording",
    "volunteers.contact",
];
/// What tells who she is, whatever its capitals: names, numbers as they are kept or written, her address, words of her notes.
const TELLING: [&str; 11] = [
    "suzanne",
    "lefort",
    "lucie",
    "199001001",
    "99 00 10 01",
    "199001101",
    "lilas",
    "code 12b4",
    "géraniums",
    "a pleuré",
    "dwelling-of-hers",
];

async fn telling(world: &World, db: &Db) -> Vec<String> {
    let opened = test_support::contents_opened(db, &world.service.app.secrets, &SEALED).await;
    let mut found = Vec::new();
    for (table, rows) in opened {
        for row in rows {
            let row = row.to_lowercase();
            found.extend(
                TELLING.iter().filter(|word| row.contains(**word)).map(|word| format!("{word} in {table}: {row}")),
            );
        }
    }
    found
}

/// A Thursday on which she was called, and rang in the evening; she is on a list, in a residence, on a watch list, in a household,
/// was signalled by a landlord, and notes were written.
async fn lived(world: &World) {
    world.person(
        KARIM,
        WrittenPerson::new()
            .answers_after(6.0)
            .on_hearing("Appuyez sur 1", "1")
            .on_hearing("Si tout va bien", "1")
            .replies_on("Répondez OUI", "Oui !"),
    );
    world.person(SUZANNE, WrittenPerson::new().answers_after(25.0).talks_for(1080.0));
    let app = &world.service.app;
    let owner = world.service.organisation;
    let (nadia, suzanne) = (world.staff_named("nadia").await, world.person_named("suzanne").await);
    let by = Member::Staff(nadia.id);
    note_person(app, owner, suzanne.id, by, "Aime ses géraniums. Lucie Lefort passe le dimanche.").await.unwrap();
    let wanted = WantedCampaign {
        key: "winter".into(),
        partner: Some("herault".into()),
        line: Some("paris".into()),
        ends_on: Some("2026-12-20".parse().unwrap()),
        responsible: Some("christine".into()),
        ..WantedCampaign::default()
    };
    assert!(matches!(save_campaign(app, owner, &wanted, by).await.unwrap(), SavedCampaign::Saved(_)));
    let list = "reference;first_name;last_name;phone;residence\n\
        dwelling-of-hers;Suzanne;Lefort;01 99 00 10 01;Les Tilleuls\nT2;Zoé;Vernet;0261910003;Les Tilleuls\n";
    import_campaign(app, owner, "winter", list.as_bytes(), by).await.unwrap();
    let token = world.token_of("nadia").await;
    let url = format!("{}/api/v1", world.service.web_url);
    let list = list.replace(';', ",");
    for (put, body, path) in [
        (
            "watch-lists/soliha",
            json!({"partner": "soliha", "line": "paris", "every_days": 30}),
            "list?first_on=2026-12-20",
        ),
        ("residences/tilleuls", json!({"name": "Les Tilleuls", "line": "paris", "facilitator": "ines"}), "residents"),
    ] {
        let put = format!("{url}/{put}");
        assert_eq!(world.http.put(&put).bearer_auth(&token).json(&body).send().await.unwrap().status(), 200);
        let answer =
            world.http.post(format!("{put}/{path}")).bearer_auth(&token).body(list.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
    let thursday = world.now();
    world.run_until(thursday + chrono::TimeDelta::hours(9)).await;
    assert_eq!(world.calls_of("suzanne").await[0].state, State::Settled, "{}", world.story().await);
    // In the evening she leaves a message on the line.
    world.paris(0, 20, 30).await;
    world.person(SUZANNE, WrittenPerson::new().leaves_message_and_hangs_up(12.0));
    world.dials(SUZANNE);
    world.minutes(20).await;
    assert_eq!(world.voicemails().await.len(), 1, "{}", world.story().await);
}

/// Whatever is open about her is closed, as a coordinator would.
async fn everything_is_closed(world: &World) {
    let by = Member::Staff(world.staff_named("nadia").await.id);
    for case in world.cases().await {
        note_case(&world.service.app, case.organisation_id, &case.code, by, "Suzanne Lefort a pleuré.").await.unwrap();
        world.closes_with(&case.code, "handled", "Suzanne Lefort a pleuré, puis ri.").await;
    }
}

async fn figures(world: &World) -> String {
    let app = &world.service.app;
    let period = Period::parse("2026-11").unwrap();
    match show_report(app, world.service.organisation, period, None).await.unwrap() {
        AskedReport::Shown(report) => format!("{:?}", report.groups),
        AskedReport::NotBegun | AskedReport::NoSuchEdition => panic!("no report"),
    }
}

async fn is_told(world: &World) -> bool {
    let person = world.person_named("suzanne").await;
    person.first_name == "Suzanne"
}

on_both! {
    async fn erased_then_nothing_anywhere_tells_who_she_was_and_a_restored_backup_is_cleaned(world: World in with_a_home) {
        lived(&world).await;
        everything_is_closed(&world).await;
        world.until(7, 15, 0).await;
        world.until(8, 9, 0).await;
        everything_is_closed(&world).await;
        world.minutes(5).await;
        let app = &world.service.app;
        let owner = world.service.organisation;
        let id = world.person_named("suzanne").await.id;
        assert!(is_told(&world).await && !telling(&world, &app.db).await.is_empty());
        let search = world.http.post(format!("{}/api/v1/people/searches", world.service.web_url));
        let search = search.bearer_auth(world.token_of("nadia").await).header("Idempotency-Key", "search");
        let found = search.json(&json!({"search": "lefort"})).send().await.unwrap().text().await.unwrap();
        assert!(found.contains("Lefort"), "an answer that names her is kept: {found}");
        let before = figures(&world).await;
        let backup = world.restored().await;

        let nadia = world.signed_in("nadia").await;
        let address = format!("/people/{id}/erasure");
        let page = nadia.opens(&format!("/people/{id}")).await;
        assert!(page.attributes("a", "href").contains(&address), "{}", page.text());
        let page = nadia.opens(&address).await;
        for words in ["Ce qui disparaît", "son numéro", "2 proches", "série d'appels", "liste suivie pour un partenaire", "appels passés", "lit seulement « clos »"] {
            assert!(page.says(words), "{words}: {}", page.text());
        }
        for typed in ["", "suzan", "Suzanne Lefort", "<b>", "مريم 🙂"] {
            let refused = nadia.fills(&page, &address, &[("reference", typed)]).await;
            assert!(refused.status == 422 && refused.says("Rien n'a été effacé"), "{typed}: {}", refused.text());
            assert_eq!(refused.attributes("input[name=reference]", "value"), [typed]);
        }
        assert!(nadia.fills(&page, &address, &[("reference", &"s".repeat(5_000))]).await.status == 422);
        let elsewhere = Browser::signed_in_elsewhere(&world).await;
        assert_eq!(elsewhere.opens(&address).await.status, 404);
        assert!(is_told(&world).await, "nothing has happened yet");

        let done = nadia.fills(&page, &address, &[("reference", " SUZANNE ")]).await;
        assert!(done.status == 200 && done.says("plus rien ici ne dit qui elle est"), "{}", done.text());
        assert!(done.says("Une personne") && done.says("Vernet Zoé") && !done.says("Lefort"), "{}", done.text());
        let left = telling(&world, &app.db).await;
        assert!(left.is_empty(), "{left:#?}");
        let mut read = app.db.read().await.unwrap();
        for voicemail in world.voicemails().await {
            assert!(!sounds::is_here(&mut read, voicemail.id).await.unwrap());
        }
        assert!(people::by_id(&mut read, &app.secrets, id).await.unwrap().is_none());
        drop(read);
        assert_eq!(figures(&world).await, before, "the figures of the month are as they were");

        // Twice, or from an old tab, is harmless; pages about what she was in still open.
        assert_eq!(nadia.fills(&page, &address, &[("reference", "suzanne")]).await.status, 404);
        for page in ["/today", "/people", "/planning", "/volunteers", "/reports/2026-11", "/reports/2026-11/sources?figure=calls_done"] {
            let page = nadia.opens(page).await;
            assert!(page.status < 500 && !page.says("Lefort"), "{}: {}", page.address, page.text());
        }
        for case in world.cases().await {
            assert!(nadia.opens(&format!("/cases/{}", case.code)).await.status < 500);
        }
        world.minutes(10).await;
        let told = world.last_text(KARIM);
        assert!(told.contains("n'ont plus lieu") && !told.contains("Suzanne"), "{told}");
        world.until(14, 15, 30).await;
        assert_eq!(telling(&world, &app.db).await, Vec::<String>::new(), "nor later");

        // The disk is lost, and the backup comes back with her in it: the list kept beside it erases her again.
        let list = list_erasures(app, owner).await.unwrap();
        assert_eq!(list.iter().map(|erasure| erasure.person_id).collect::<Vec<_>>(), [id]);
        let held = HeldJobs::new(app.clock.clone());
        let db = Db::open(&DbSettings { is_throwaway: true, ..DbSettings::new(backup.url(), held) }).await.unwrap();
        assert!(!telling(&world, &db).await.is_empty(), "the backup has her");
        let parts = AppParts {
            db: db.clone(),
            secrets: app.secrets.clone(),
            clock: app.clock.clone(),
            chance: app.chance.clone(),
            carrier: app.carrier.clone(),
            profile: app.profile,
            voices: app.voices.clone(),
            mailer: app.mailer.clone(),
            open_id: app.open_id.clone(),
            scripts: app.scripts.clone(),
            urls: app.urls.clone(),
            is_simulated: true,
        };
        let restored = App::new(parts);
        let by = Member::Staff(world.staff_named("nadia").await.id);
        assert_eq!(erase_again(&restored, &list, by).await.unwrap(), ErasedAgain { erased: 1, gone: 0 });
        assert_eq!(telling(&world, &db).await, Vec::<String>::new(), "the backup is clean");
        assert_eq!(erase_again(&restored, &list, by).await.unwrap(), ErasedAgain { erased: 0, gone: 1 });
        db.close().await;
    }

    async fn erased_while_something_is_open_then_refused_with_the_reason(world: World in with_a_home) {
        world.person(SUZANNE, WrittenPerson::new().never_answers());
        world.person(KARIM, WrittenPerson::new().answers_after(6.0).on_hearing("Appuyez sur 1", "1").replies_on("Répondez OUI", "Oui !"));
        let nadia = world.signed_in("nadia").await;
        let id = world.person_named("suzanne").await.id;
        let (address, api) = (format!("/people/{id}/erasure"), format!("/api/v1/people/{id}/erasure"));
        let token = world.token_of("nadia").await;
        let page = nadia.opens(&address).await;
        world.paris(0, 15, 0).await;
        world.run_until(world.now() + chrono::TimeDelta::seconds(40)).await;
        let (status, said) = world.post(&api, &token, json!({"reference": "suzanne"})).await;
        assert!(status == 409 && said["detail"].as_str().unwrap().contains("call_under_way"), "{said}");
        world.until(1, 15, 0).await;
        assert_eq!(world.cases_open().await, 1, "{}", world.story().await);
        let code = world.the_case().await.code;
        let refused = nadia.fills(&page, &address, &[("reference", "suzanne")]).await;
        assert!(refused.status == 409 && refused.says(&format!("L'alerte {code} est ouverte")), "{}", refused.text());
        assert!(refused.fields_of(&address).is_none(), "nothing to confirm meanwhile");
        let (_, preview) = world.get(&api, &token).await;
        assert_eq!(preview["obstacles"], json!([format!("open_case:{code}")]), "{preview}");
        assert_eq!(world.closes_with(&code, "well_out", "Elle était chez Lucie.").await, 200);
        let listener = world.token_of("ines").await;
        assert_eq!(world.post(&api, &listener, json!({"reference": "suzanne"})).await.0, 403);
        assert_eq!(world.post(&api, &token, json!({"reference": "suzane"})).await.0, 422);
        assert_eq!(world.post(&api, &token, json!({"reference": "suzanne"})).await.0, 204);
        assert_eq!(world.post(&api, &token, json!({"reference": "suzanne"})).await.0, 404);
        assert_eq!(world.post(&format!("/api/v1/people/{}/erasure", Uuid::nil()), &token, json!({"reference": "x"})).await.0, 404);
        let (_, list) = world.get("/api/v1/erasures", &token).await;
        assert_eq!(list[0]["person"], json!(id), "{list}");
        assert!(nadia.opens(&format!("/cases/{code}")).await.status < 500);
        assert_eq!(telling(&world, &world.service.app.db).await, Vec::<String>::new());
    }
}
