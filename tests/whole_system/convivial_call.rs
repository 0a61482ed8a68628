//! A volunteer calls a person every week.

use passerelle_domain::scheduled_call::{CallOutcome, State};
use passerelle_simulator::WrittenPerson;

use passerelle_world::*;

on_both! {
    /// The whole of a good Thursday.
    async fn volunteer_says_oui_then_rung_first_and_the_person_only_after_the_key(world: World) {
        world.person(KARIM, WrittenPerson::new().answers_after(6.0).on_hearing("Appuyez sur 1", "1").on_hearing("Si tout va bien", "1").replies_on("Répondez OUI", "Oui !"));
        world.person(SUZANNE, WrittenPerson::new().answers_after(25.0).talks_for(1080.0));

        world.until(0, 13, 59).await;
        let texts = world.texts(KARIM);
        assert!(texts[0].contains("appel avec Suzanne") && texts[0].contains("15h00"), "{texts:?}");
        assert!(texts[1].starts_with("Merci Karim, c'est noté"), "{texts:?}");
        assert!(texts.len() == 3, "{}", world.story().await);
        assert!(texts[2].contains("commence dans 10 min"), "{texts:?}");
        assert!(world.rung(SUZANNE).is_empty(), "nobody rings her before the hour");

        world.until(0, 15, 0).await;
        let volunteer = &world.rung(KARIM)[0];
        let person = &world.rung(SUZANNE)[0];
        assert!(person.rang_at.unwrap() > volunteer.answered_at.unwrap());
        assert_eq!((volunteer.from.to_string(), person.from.to_string()), (LINE.to_owned(), LINE.to_owned()));
        assert!(world.heard(KARIM).contains("Bonjour Karim. C'est l'heure de votre appel avec Suzanne."), "{}", world.heard(KARIM));
        assert!(world.heard(SUZANNE).contains("Bonjour Suzanne. C'est Passerelles, pour votre appel. Je vous passe Karim."));

        let call = &world.calls_of("suzanne").await[0];
        assert_eq!((call.state, call.outcome), (State::Settled, Some(CallOutcome::Well)));
        assert_eq!(world.calls_of("suzanne").await.len(), 5, "today and four weeks ahead");
        assert!(world.cases().await.is_empty());
        for text in world.texts(KARIM) {
            assert!(!text.contains("99001001"), "her number is in no text: {text}");
        }
    }
}
