//! An association's own scripts, words and sounds: published, heard, and taken back.

use std::collections::BTreeMap;

use passerelle_app::{NewEdition, Published, RolledBack, publish_edition, roll_back_scripts, sound_file};
use passerelle_domain::voice_script::{EditionTexts, Sound, VoiceTexts};
use passerelle_simulator::{CallRecord, Heard, WrittenPerson};
use passerelle_store::event_log;

use passerelle_world::*;

const ODETTE: &str = "+33199001050";
const RENE: &str = "+33639980051";
const HENRI: &str = "+33639980052";

async fn wednesday_at_ten(on: On) -> World {
    World::begin_on(on, "2026-11-25T09:00:00Z").await
}

fn words(line: Option<&str>, french: &str) -> NewEdition {
    let voice = VoiceTexts { words: [("fr".to_owned(), french.to_owned())].into(), ..VoiceTexts::default() };
    let texts = match line {
        None => EditionTexts { everybody: voice, ..EditionTexts::default() },
        Some(line) => EditionTexts { lines: [(line.to_owned(), voice)].into(), ..EditionTexts::default() },
    };
    NewEdition { texts, ..NewEdition::default() }
}

async fn publish(world: &World, edition: &NewEdition) -> Published {
    publish_edition(&world.service.app, world.service.organisation, None, edition).await.unwrap()
}

async fn roll_back(world: &World, script: Option<&str>, to: Option<i64>) -> RolledBack {
    roll_back_scripts(&world.service.app, world.service.organisation, None, script, to).await.unwrap()
}

fn nobody_answers(world: &World) {
    world.person(LISTENER, WrittenPerson::new().never_answers());
    for caller in [ODETTE, RENE, HENRI] {
        world.person(caller, WrittenPerson::new());
    }
}

fn played(call: &CallRecord) -> Vec<String> {
    let sounds = call.transcript.iter().filter_map(|line| match &line.heard {
        Heard::Played(url) => Some(url.clone()),
        _ => None,
    });
    sounds.collect()
}

const OWN_FLOW: &str = "name = \"night\"\nstart = \"hello\"\nperson = \"message\"\n[nodes.hello]\nkind = \"say\"\ntext = \"goodbye\"\nnext = \"message\"\n[nodes.message]\nkind = \"record\"\ntext = \"voicemail_prompt\"\nsaved = \"end\"\nempty = \"end\"\n[nodes.end]\nkind = \"hangup\"\ntext = \"goodbye\"\n";

on_both! {
    async fn published_during_a_call_then_that_call_keeps_its_words_and_the_next_has_the_new_ones(world: World in wednesday_at_ten) {
        nobody_answers(&world);
        world.dials(ODETTE);
        world.minutes(1).await;
        let edition = words(Some("paris"), "nobody_came = Nous sommes désolés, tout le monde est pris.");
        assert_eq!(publish(&world, &edition).await, Published::Number(1));
        assert_eq!(publish(&world, &edition).await, Published::Unchanged(1), "again changes nothing");
        world.dials(RENE);
        world.minutes(15).await;
        assert!(world.heard_by(ODETTE).contains("Pardon de vous avoir fait attendre."), "{}", world.heard_by(ODETTE));
        assert!(!world.heard_by(ODETTE).contains("Nous sommes désolés"));
        assert!(world.heard_by(RENE).contains("Nous sommes désolés, tout le monde est pris."), "{}", world.heard_by(RENE));
        assert!(world.heard_by(RENE).contains("Bonjour, et bienvenue."), "the rest falls back: {}", world.heard_by(RENE));

        assert_eq!(roll_back(&world, None, None).await, RolledBack::Done { from: 1, to: 0 });
        assert_eq!(roll_back(&world, None, None).await, RolledBack::NothingBefore);
        world.dials(HENRI);
        world.minutes(15).await;
        assert!(world.heard_by(HENRI).contains("Pardon de vous avoir fait attendre."), "{}", world.heard_by(HENRI));

        let mut read = world.service.app.db.read().await.unwrap();
        let log = event_log::of_noun(&mut read, "voice_script", world.service.organisation.0, 10).await.unwrap();
        let verbs: Vec<&str> = log.iter().map(|entry| entry.verb.as_str()).collect();
        assert_eq!(verbs, ["published", "rolled_back"]);
    }

    async fn one_script_taken_back_then_the_others_stay_as_published(world: World in wednesday_at_ten) {
        nobody_answers(&world);
        assert_eq!(publish(&world, &words(None, "nobody_came = Premier.")).await, Published::Number(1));
        assert_eq!(publish(&world, &words(None, "nobody_came = Deuxième.\nmenu_main = Dites-nous tout.")).await, Published::Number(2));
        assert_eq!(roll_back(&world, Some("callback"), Some(0)).await, RolledBack::Done { from: 2, to: 0 });
        assert_eq!(roll_back(&world, Some("listening-line"), None).await, RolledBack::Done { from: 2, to: 1 });
        assert_eq!(roll_back(&world, Some("lost"), Some(1)).await, RolledBack::NoSuchScript);
        assert_eq!(roll_back(&world, None, Some(7)).await, RolledBack::NoSuchNumber);
        world.dials(ODETTE);
        world.minutes(15).await;
        assert!(world.heard_by(ODETTE).contains("Premier."), "{}", world.heard_by(ODETTE));
        assert!(!world.heard_by(ODETTE).contains("Dites-nous tout."));
        assert_eq!(roll_back(&world, None, Some(2)).await, RolledBack::Done { from: 2, to: 2 }, "every script again");
        world.dials(RENE);
        world.minutes(15).await;
        assert!(world.heard_by(RENE).contains("Deuxième."), "{}", world.heard_by(RENE));
    }

    async fn sentence_recorded_then_it_is_played_from_an_address_that_never_changes(world: World in wednesday_at_ten) {
        world.person(LISTENER, WrittenPerson::new().never_answers());
        world.person(ODETTE, WrittenPerson::new());
        let content = b"not really a sound, and nobody listens".to_vec();
        let file = sound_file(&content, "mp3");
        let recorded = Sound { file: file.clone(), seconds: Some(12) };
        let mut edition = NewEdition { sounds: BTreeMap::from([(file.clone(), content.clone())]), ..NewEdition::default() };
        edition.texts.everybody.sounds = [("fr".to_owned(), [("menu_main".to_owned(), recorded)].into())].into();
        assert_eq!(publish(&world, &edition).await, Published::Number(1));
        world.dials(ODETTE);
        world.minutes(15).await;
        let url = format!("{}/sounds/{file}", world.service.web_url);
        let calls = world.made_by(ODETTE);
        assert_eq!(played(&calls[0]), std::slice::from_ref(&url), "{}", world.story().await);
        assert!(calls[0].all_heard().contains("Bonjour, et bienvenue."), "a sentence with a name stays spoken");
        assert!(!calls[0].all_heard().contains("Pour parler avec quelqu'un"), "{}", calls[0].all_heard());

        let answer = world.http.get(&url).send().await.unwrap();
        assert_eq!(answer.headers()["content-type"], "audio/mpeg");
        assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
        assert_eq!(answer.bytes().await.unwrap().to_vec(), content);
        let unknown = format!("{}/sounds/{}.mp3", world.service.web_url, "0".repeat(64));
        assert_eq!(world.http.get(unknown).send().await.unwrap().status(), 404);
    }

    async fn edition_that_would_leave_somebody_alone_then_refused_and_nothing_changes(world: World in wednesday_at_ten) {
        let cases = [
            (words(None, "menu_main = Nous appelons les secours."), "emergency"),
            (words(None, "menu_main = Bonjour { $lune }."), "lune"),
            (words(Some("lyon"), "goodbye = Salut."), "there is no such line"),
        ];
        for (edition, told) in cases {
            let Published::Refused(problems) = publish(&world, &edition).await else { panic!("not refused: {told}") };
            assert!(problems.iter().any(|problem| problem.contains(told)), "{told}: {problems:?}");
        }
        assert_eq!(roll_back(&world, None, None).await, RolledBack::NothingBefore);
    }

    async fn own_script_in_use_by_a_line_then_it_answers_and_is_not_taken_away(world: World in wednesday_at_ten) {
        let mut edition = words(None, "goodbye = Ici la ligne de nuit.");
        edition.texts.flows.insert("night".to_owned(), OWN_FLOW.to_owned());
        assert_eq!(publish(&world, &edition).await, Published::Number(1));
        let lines = files().into_iter().find(|(name, _)| name == "lines.csv").unwrap();
        let lines = vec![(lines.0, lines.1.replace("listening-line", "night"))];
        let report = passerelle_app::import_files(&world.service.app, ASSOCIATION, &lines).await.unwrap();
        assert!(report.is_clean(), "{report}");
        world.person(ODETTE, WrittenPerson::new().leaves_message(5.0));
        world.dials(ODETTE);
        world.minutes(5).await;
        assert!(world.heard_by(ODETTE).contains("Ici la ligne de nuit."), "{}", world.heard_by(ODETTE));
        let RolledBack::Refused(problems) = roll_back(&world, None, None).await else { panic!("taken away") };
        assert!(problems[0].contains("line paris: it answers with the script night"), "{problems:?}");
    }

    async fn question_asked_then_a_key_is_heard_from_its_first_word_on(world: World in wednesday_at_ten) {
        let form = [("CallSid", "CA00000000000000000000000000000077"), ("From", ODETTE), ("To", LINE), ("CallStatus", "ringing"), ("Direction", "inbound")];
        let answer = world.carrier_posts("/webhooks/voice/incoming", &form).await;
        let inside = answer.body.split_once("<Response>").unwrap().1;
        assert!(inside.starts_with("<Gather "), "every word is said while keys are listened to: {}", answer.body);
        assert!(!inside.split_once("</Gather>").unwrap().1.contains("<Say"), "{}", answer.body);
        world.minutes(1).await;
    }
}
