//! A landlord signals people: two minutes, a receipt, five statuses, and nothing that could be read about anybody.

use passerelle_app::{ConsentChange, WithdrawnReferral, change_consent, withdraw_referral};
use passerelle_domain::{
    code::Code,
    consent::{Answer, Scope, Way},
    people::Member,
};
use passerelle_store::people;
use passerelle_telephony::signature::Verifier;
use passerelle_web::{WebState, console_doors};

use passerelle_world::*;

pub(crate) async fn with_partners(on: On) -> World {
    World::begin_at(on, World::morning(), files_with_partners()).await
}

const LINE_OF_FORM: [(&str, &str); 7] = [
    ("title", "Mme"),
    ("first_name", "Anaïs"),
    ("last_name", "d'Artagnan"),
    ("phone", "01 99 00 10 09"),
    ("residence", "Les Tilleuls"),
    ("reason", "few_contacts"),
    ("she_knows", "yes"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut fields: Vec<_> =
        LINE_OF_FORM.into_iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name)).collect();
    fields.extend(changes);
    fields
}

pub(crate) async fn refers(browser: &Browser, changes: &[(&'static str, &'static str)]) -> Page {
    let page = browser.opens("/referrals").await;
    browser.fills(&page, "/referrals", &with(changes)).await
}

pub(crate) fn code_of(page: &Page) -> String {
    page.all("dd.code").remove(0)
}

async fn statuses(browser: &Browser) -> Vec<String> {
    browser.opens("/referrals").await.all("#own ~ div td span")
}

on_both! {
    /// L1, L3, L9: signalled twice it is one, welcomed it is in contact; her yes is told only when she is willing.
    async fn signalled_twice_then_one_receipt_and_a_status_at_each_step(world: World in with_partners) {
        let thierry = world.signed_in("thierry").await;
        assert!(thierry.opens("/").await.address.starts_with("/referrals") || thierry.opens("/referrals").await.status == 200);
        let page = thierry.opens("/referrals").await;
        let fields = with(&[]);
        let first = thierry.fills(&page, "/referrals", &fields).await;
        assert!(first.status == 200 && first.says("Le signalement est bien arrivé"), "{}", first.text());
        let again = thierry.fills(&page, "/referrals", &fields).await;
        assert!(again.says("c'est le même signalement") && code_of(&again) == code_of(&first), "{}", again.text());
        assert_eq!(statuses(&thierry).await, ["reçu"]);
        world.minutes(5).await;
        let code = code_of(&first);
        let subjects = world.subjects_to("thierry@example.org").await;
        assert!(subjects.iter().any(|subject| subject.contains(&code)), "{subjects:?}");
        assert!(subjects.iter().all(|subject| !subject.contains("Artagnan")), "{subjects:?}");

        let nadia = world.signed_in("nadia").await;
        let received = nadia.opens("/received-referrals").await;
        assert!(received.says("Mme Anaïs d'Artagnan") && received.says("Les Tilleuls"), "{}", received.text());
        let joining = format!("/received-referrals/{code}/joining");
        assert!(nadia.fills(&received, &joining, &[]).await.says("Elle a une fiche"));
        assert!(nadia.fills(&received, &joining, &[]).await.says("avait déjà décidé"), "a button pressed twice");
        assert!(nadia.opens("/received-referrals").await.says("Aucun signalement en attente"));
        assert_eq!(statuses(&thierry).await, ["en contact"]);

        let app = &world.service.app;
        let phone = passerelle_domain::phone_number::PhoneNumber::from_e164("+33199001009").unwrap();
        let mut read = app.db.read().await.unwrap();
        let anais = people::by_number(&mut read, &app.secrets, world.service.organisation, &phone).await.unwrap().remove(0);
        drop(read);
        assert_eq!(anais.first_name, "Anaïs");
        let by = Member::Staff(world.staff_named("nadia").await.id);
        for (scope, status) in [(Scope::Calls, "en contact"), (Scope::PartnerSharing("herault".into()), "accepté")] {
            let (answer, way, wording) = (Answer::Yes, Way::Word, String::new());
            let change = ConsentChange { scope, answer, way, by: Some(by), wording };
            change_consent(app, anais.organisation_id, anais.id, &change).await.unwrap();
            assert_eq!(statuses(&thierry).await, [status]);
        }
        let late = withdraw_referral(app, &world.staff_named("thierry").await, &Code::parse(&code).unwrap()).await;
        assert_eq!(late.unwrap(), WithdrawnReferral::TooLate);
    }

    /// L4: a no is remembered, and a mistake leaves only its code.
    async fn she_said_no_then_warned_and_a_mistake_taken_back_leaves_its_code(world: World in with_partners) {
        let (thierry, nadia) = (world.signed_in("thierry").await, world.signed_in("nadia").await);
        let code = code_of(&refers(&thierry, &[]).await);
        let received = nadia.opens("/received-referrals").await;
        let ending = format!("/received-referrals/{code}/ending");
        assert_eq!(nadia.fills(&received, &ending, &[("why", "autre")]).await.status, 422);
        assert!(nadia.fills(&received, &ending, &[("why", "said_no")]).await.says("Son nom n'est plus gardé"));
        assert_eq!(statuses(&thierry).await, ["refusé"]);
        let warned = refers(&thierry, &[]).await;
        assert!(warned.status == 422 && warned.says("a dit non il y a moins d'un an"), "{}", warned.text());
        assert_eq!(warned.attributes("input[name=last_name]", "value"), ["d'Artagnan"], "what was typed is kept");
        // Codes of the same instant stand in any order.
        world.minutes(1).await;
        let same = thierry.fills(&warned, "/referrals", &[("although_no", "yes")]).await;
        assert_eq!(same.status, 422, "the same reason is no new one");
        let new = thierry.fills(&warned, "/referrals", &[("although_no", "yes"), ("reason", "new_here")]).await;
        assert_eq!(new.status, 200, "{}", new.text());
        assert!(nadia.opens("/received-referrals").await.says("Elle avait dit non"));

        let second = code_of(&new);
        let receipt = thierry.opens(&format!("/referrals/{second}")).await;
        let withdrawal = format!("/referrals/{second}/withdrawal");
        assert!(thierry.fills(&receipt, &withdrawal, &[]).await.says("n'en reste que le code"));
        assert_eq!(statuses(&thierry).await, ["clos", "refusé"]);
        assert!(nadia.opens("/received-referrals").await.says("Aucun signalement en attente"));
    }

    /// L2, L10: each row with its line, twice is once, and no column of one's own.
    async fn list_pasted_then_each_row_is_told_and_an_unknown_column_refuses_it_whole(world: World in with_partners) {
        let thierry = world.signed_in("thierry").await;
        let header = "title;first_name;last_name;phone;residence;reason;she_knows";
        let rows = "Mme;Anaïs;Roux;01 99 00 10 05;Bât. 1;new_here;oui\n\
                    ;;Mbaye;+33 1 99 00 10 06;Bât. 2;few_contacts;no\n\
                    Mme;Anaïs;Roux;0199001005;Bât. 1;new_here;oui\n\
                    ;;Rien;12;Bât. 2;few_contacts;no\n\
                    ;;Loyer impayé: 300 €!;0199001007;Bât. 2;few_contacts;no\n\
                    ;;Court;0199001007\n";
        let page = thierry.opens("/referrals").await;
        let list = format!("{header}\n{rows}");
        let told = thierry.fills(&page, "/referrals/list", &[("list", &list)]).await;
        assert!(told.says("2 acceptées, 1 déjà connues, 3 refusées"), "{}", told.text());
        let lines = told.all("tbody tr");
        assert!(lines[0].starts_with("2 Acceptée") && lines[3].contains("5 Refusée. Ce numéro"), "{lines:?}");
        assert!(!told.html.contains("Mbaye") && !told.html.contains("300"), "nothing of a row is repeated");
        let again = thierry.fills(&page, "/referrals/list", &[("list", &list.replace(';', "\t"))]).await;
        assert!(again.says("0 acceptées, 3 déjà connues, 3 refusées"), "{}", again.text());
        for wrong in [format!("{header};rent_dispute\n"), "bonjour".to_owned(), String::new(), "🌷\n<b>".to_owned()] {
            let refused = thierry.fills(&page, "/referrals/list", &[("list", &wrong)]).await;
            assert!(refused.status == 422 && refused.says("rien n'a été pris"), "{wrong}: {}", refused.text());
        }
        assert_eq!(statuses(&thierry).await.len(), 2);
    }

    async fn wrong_in_every_field_then_told_beside_it_and_nothing_is_sent(world: World in with_partners) {
        let thierry = world.signed_in("thierry").await;
        let long = "a".repeat(5_000);
        let long: &'static str = Box::leak(long.into_boxed_str());
        for (field, value) in [
            ("title", "Dr"),
            ("first_name", "<script>"),
            ("first_name", long),
            ("last_name", ""),
            ("last_name", "Loyer: impayé"),
            ("last_name", "🌷"),
            ("last_name", long),
            ("phone", ""),
            ("phone", "12"),
            ("phone", long),
            ("phone", "\u{202e}10"),
            ("residence", ""),
            ("residence", "Bât. 1 <b>"),
            ("reason", "rent"),
            ("reason", ""),
            ("she_knows", "peut-être"),
        ] {
            let page = refers(&thierry, &[(field, value)]).await;
            assert_eq!(page.status, 422, "{field}: {}", page.text());
            assert_eq!(page.attributes("[aria-invalid]", "name"), [field], "{field} {value:.10}");
            assert_eq!(page.all(&format!("#wrong-{field}")).len(), 1, "{field}");
        }
        let arabic = refers(&thierry, &[("last_name", "بن علي")]).await;
        assert_eq!(arabic.status, 200, "a name is a name: {}", arabic.text());
        assert_eq!(statuses(&thierry).await.len(), 1);
    }

    /// L3: whatever address a partner tries, statuses only, and its own.
    async fn partner_tries_every_address_then_no_name_hour_or_note_is_read(world: World in with_partners) {
        let (thierry, colette) = (world.signed_in("thierry").await, world.signed_in("colette").await);
        let code = code_of(&refers(&thierry, &[]).await);
        assert_eq!(colette.opens(&format!("/referrals/{code}")).await.status, 404, "another partner's");
        assert!(statuses(&colette).await.is_empty());
        let form = colette.opens("/referrals").await.attributes("input[name=form_token]", "value").remove(0);
        let withdrawn = colette.sends(&format!("/referrals/{code}/withdrawal"), &[("form_token", &form)]).await;
        assert_eq!(withdrawn.status, 404);
        assert_eq!(statuses(&thierry).await, ["reçu"]);
        let paul = world.signed_in("paul").await;
        let page = paul.opens("/referrals").await;
        assert!(page.status == 200 && page.says("relié à aucun partenaire"), "{}", page.text());

        let app = &world.service.app;
        let state = WebState::new(app.clone(), Verifier::new(app.profile, vec!["key".to_owned()], &[]).unwrap(), None);
        for door in console_doors(&state) {
            let address = door.path.split('/').map(|part| if part.starts_with('{') { code.as_str() } else { part });
            let address = address.collect::<Vec<_>>().join("/");
            if address.ends_with("/events") {
                continue;
            }
            let page = match door.method.as_str() {
                "GET" => thierry.opens(&address).await,
                _ => thierry.sends(&address, &[]).await,
            };
            assert_ne!(page.status, 500, "{address}");
            for private in ["Suzanne", "Karim", "Lefort", "Artagnan", "Anaïs", "15h00", "+33"] {
                assert!(!page.says(private), "{} {address} tells {private}: {}", door.method, page.text());
            }
        }
    }

    async fn nobody_looks_for_three_days_then_coordinators_are_reminded_until_somebody_does(world: World in with_partners) {
        let thierry = world.signed_in("thierry").await;
        let code = code_of(&refers(&thierry, &[]).await);
        let reminded = || async {
            let subjects = world.subjects_to(COORDINATION_EMAIL).await;
            subjects.into_iter().filter(|subject| subject.contains("signalement attend")).count()
        };
        world.run_until(world.now() + chrono::TimeDelta::hours(71)).await;
        assert_eq!(reminded().await, 0);
        world.run_until(world.now() + chrono::TimeDelta::hours(2)).await;
        assert_eq!(reminded().await, 1);
        world.run_until(world.now() + chrono::TimeDelta::days(3)).await;
        assert_eq!(reminded().await, 2);
        let nadia = world.signed_in("nadia").await;
        let received = nadia.opens("/received-referrals").await;
        let ending = format!("/received-referrals/{code}/ending");
        nadia.fills(&received, &ending, &[("why", "not_for_us")]).await;
        world.run_until(world.now() + chrono::TimeDelta::days(7)).await;
        assert_eq!(reminded().await, 2);
        assert_eq!(statuses(&world.signed_in("thierry").await).await, ["clos"]);
    }
}
