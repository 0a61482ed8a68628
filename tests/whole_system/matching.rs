//! A volunteer and a person are brought together: asked, on trial, confirmed, or kindly not.

use passerelle_domain::{
    case::{CaseKind, CaseState},
    matches::{EndedBecause, Match, MatchState},
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{call_series, exclusions, matches, volunteers};
use serde_json::{Value, json};

use passerelle_world::*;

/// Marthe waits for somebody; she has no mobile.
const MARTHE: &str = "+33199001002";
/// Rose waits too; this is her mobile, and she reads texts.
const ROSE: &str = "+33639981002";

/// Marthe and Rose agreed to calls and have nobody; Karim calls Suzanne.
async fn two_wait(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        if name == "people.csv" {
            *content = format!(
                "key,title,first_name,last_name,phone,line,territory,language,hearing_advice,fragility,consent_calls,consent_sms,consent_recognition,wished_hours,interests,wished_gender\n\
                 suzanne,Mme,Suzanne,Lefort,{SUZANNE},paris,FR-IDF,fr,speak_slowly,green,yes,no,yes,,,\n\
                 marthe,Mme,Marthe,Roux,{MARTHE},paris,FR-IDF,fr,,green,yes,no,yes,mon-fri 14:00-17:00,gardening|reading,woman\n\
                 rose,Mme,Rose,Petit,{ROSE},paris,FR-IDF,fr,,green,yes,yes,yes,\"tue 10:00-12:00\",,\n"
            );
        }
        if name == "volunteers.csv" {
            *content = format!(
                "key,first_name,last_name,phone,email,languages,territory,line,availability,max_calls_per_day,max_calls_per_week,max_people,status,charter_signed_on,trained_on,interests,gender,circle\n\
                 karim,Karim,Belkacem,{KARIM},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,1,active,2026-04-08,2026-05-15,,man,active\n\
                 zoe,Zoé,Martin,{ZOE},,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,,active,2026-04-08,2026-05-15,gardening,woman,active\n\
                 paul,Paul,Blanc,+33639980061,,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,,applicant,,,,man,neighbour\n"
            );
        }
    }
    World::begin_at(on, World::morning(), files).await
}

async fn match_of(world: &World, key: &str) -> Match {
    let person = world.person_named(key).await;
    let mut read = world.service.app.db.read().await.unwrap();
    matches::of_person(&mut read, person.id).await.unwrap().remove(0)
}

async fn volunteer_id(world: &World, key: &str) -> String {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap().id.to_string()
}

/// Nadia asks a volunteer about a person: the status, and the answer.
async fn asks(world: &World, person: &str, volunteer: &str) -> (u16, Value) {
    let token = world.token_of("nadia").await;
    let id = world.person_named(person).await.id;
    let body = json!({ "volunteer_id": volunteer_id(world, volunteer).await });
    let answer = world.post(&format!("/api/v1/people/{id}/matches"), &token, body).await;
    world.run_until(world.now() + chrono::TimeDelta::seconds(30)).await;
    answer
}

/// Nadia notes or decides something about a match.
async fn decides(world: &World, code: &str, what: &str, body: Value) -> u16 {
    let token = world.token_of("nadia").await;
    let (status, _) = world.post(&format!("/api/v1/matches/{code}/{what}"), &token, body).await;
    world.run_until(world.now() + chrono::TimeDelta::seconds(30)).await;
    status
}

async fn waiting(world: &World) -> Value {
    let token = world.token_of("nadia").await;
    world.get("/api/v1/waiting-list", &token).await.1
}

fn makes_calls() -> WrittenPerson {
    WrittenPerson::new()
        .replies_on("Répondez OUI, NON, ou une", "oui")
        .on_hearing("Prêt ? Appuyez sur 1", "1")
        .on_hearing("Si tout va bien, appuyez sur 1", "1")
}

fn kinds(cases: &[passerelle_domain::case::Case]) -> Vec<CaseKind> {
    cases.iter().filter(|case| case.state != CaseState::Closed).map(|case| case.kind).collect()
}

on_both! {
    /// K8: proposals with reasons, and one reason for each of the others.
    async fn person_waits_then_volunteers_are_ranked_with_reasons_and_the_others_have_one_each(world: World in two_wait) {
        let token = world.token_of("nadia").await;
        let marthe = world.person_named("marthe").await.id;
        let path = format!("/api/v1/people/{marthe}/match-proposals");
        let (status, ranking) = world.get(&path, &token).await;
        assert_eq!(status, 200, "{ranking}");
        assert_eq!(ranking["proposals"].as_array().unwrap().len(), 1, "{ranking}");
        let zoe = &ranking["proposals"][0];
        assert_eq!((zoe["key"].as_str(), zoe["slot"].as_str()), (Some("zoe"), Some("mon 14:00")));
        assert_eq!(zoe["shared_interests"], json!(["gardening"]));
        let reasons: Vec<&str> = zoe["reasons"].as_array().unwrap().iter().map(|why| why["reason"].as_str().unwrap()).collect();
        assert_eq!(reasons, ["gender_wished", "shared_interests", "wished_hour", "same_territory", "same_line", "follows_nobody"]);
        assert_eq!(zoe["reasons"][1]["words"], "des goûts en commun");
        let others: Vec<_> = ranking["others"].as_array().unwrap().iter().map(|other| (other["key"].as_str().unwrap(), other["reason"].as_str().unwrap())).collect();
        assert_eq!(others, [("karim", "follows_enough"), ("paul", "other_circle")]);
        // What she wishes is noted, and weighs: nobody else is lost by it.
        let wishes = format!("{}/api/v1/people/{marthe}/wishes", world.service.web_url);
        let put = |body: Value| reqwest::Client::new().put(&wishes).bearer_auth(&token).json(&body).send();
        let noted = put(json!({"interests": ["chess"], "gender": "any", "hours": "fri 10:00-12:00"})).await.unwrap();
        assert_eq!(noted.json::<Value>().await.unwrap()["interests"], json!(["chess"]));
        assert_eq!(put(json!({"hours": "vendredi"})).await.unwrap().status().as_u16(), 422);
        let (_, ranking) = world.get(&path, &token).await;
        assert_eq!((&ranking["proposals"][0]["slot"], &ranking["proposals"][0]["shared_interests"]), (&json!("fri 10:00"), &json!([])));
        // A listener reads no file; somebody who has a volunteer does not wait.
        assert_eq!(world.get(&path, &world.token_of("ines").await).await.0, 403);
        let suzanne = world.person_named("suzanne").await.id;
        let refused = world.get(&format!("/api/v1/people/{suzanne}/match-proposals"), &token).await;
        assert_eq!((refused.0, refused.1["detail"].as_str()), (409, Some("has_somebody")));
        let (status, refused) = asks(&world, "marthe", "karim").await;
        assert_eq!((status, refused["detail"].as_str()), (409, Some("follows_enough")));
        assert!(world.texts(KARIM).iter().all(|text| !text.contains("Marthe")));
    }

    /// Two yes, three calls, two yes: with a person who is asked by a human.
    async fn both_say_yes_then_a_trial_of_three_calls_and_confirmed_when_both_go_on(world: World in two_wait) {
        world.person(ZOE, makes_calls());
        world.person(MARTHE, WrittenPerson::new().talks_for(600.0));
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.person(KARIM, makes_calls());
        world.paris(0, 10, 0).await;
        assert_eq!(waiting(&world).await["waiting"].as_array().unwrap().len(), 2);
        let (status, asked) = asks(&world, "marthe", "zoe").await;
        assert_eq!((status, asked["state"].as_str(), asked["awaits"].as_str()), (201, Some("asked"), Some("volunteer")));
        assert!(world.last_text(ZOE).contains("voulez-vous appeler Marthe chaque semaine, lundi à 14h00"), "{:?}", world.texts(ZOE));
        // Once more, or somebody else meanwhile: one at a time.
        assert_eq!(asks(&world, "marthe", "zoe").await.0, 409);
        world.writes(ZOE, "Oui avec plaisir").await;
        assert!(world.last_text(ZOE).contains("Nous demandons aussi à Marthe"), "{:?}", world.texts(ZOE));
        world.minutes(2).await;
        // She reads no texts: a human is asked to ask her.
        let task = world.the_case().await;
        assert_eq!(task.kind, CaseKind::MatchToAsk);
        assert!(world.last_text(NADIA).contains("à demander à Marthe: des appels de Zoé"), "{:?}", world.texts(NADIA));
        let code = match_of(&world, "marthe").await.code.to_string();
        assert_eq!(decides(&world, &code, "answers", json!({"side": "person", "yes": true, "way": "word"})).await, 200);
        assert_eq!(world.the_case().await.state, CaseState::Closed, "whoever noted it has seen to it");
        let trial = match_of(&world, "marthe").await;
        assert_eq!(trial.state, MatchState::Trial);
        assert_eq!(trial.begin.person.unwrap().by, Some(trial.asked_by), "with a name");
        assert!(world.last_text(ZOE).contains("Marthe est d'accord: premier appel lun. 30/11 à 14h00"), "{:?}", world.texts(ZOE));
        let mut read = world.service.app.db.read().await.unwrap();
        let series = call_series::by_id(&mut read, trial.series_id.unwrap()).await.unwrap().unwrap();
        drop(read);
        assert_eq!((series.rule.as_str(), series.volunteer_id), ("FREQ=WEEKLY;BYDAY=MO", Some(trial.volunteer_id)));
        assert_eq!(decides(&world, &code, "answers", json!({"side": "person", "yes": true})).await, 409, "nothing is asked now");
        assert_eq!(waiting(&world).await["waiting"].as_array().unwrap().len(), 1);

        // 30 November, 7 and 14 December; the day after, they are asked whether to go on.
        world.paris(19, 9, 0).await;
        assert_eq!(world.rung_in_paris(ZOE), ["30 14:00", "07 14:00", "14 14:00"], "{}", world.story().await);
        world.paris(19, 11, 0).await;
        assert_eq!(match_of(&world, "marthe").await.state, MatchState::ToConfirm, "{}", world.story().await);
        assert!(world.last_text(ZOE).contains("trois appels avec Marthe ont eu lieu"), "{:?}", world.texts(ZOE));
        world.writes(ZOE, "oui").await;
        world.minutes(2).await;
        assert_eq!(kinds(&world.cases().await), [CaseKind::MatchToAsk]);
        assert_eq!(decides(&world, &code, "answers", json!({"side": "person", "yes": true})).await, 200);
        let confirmed = match_of(&world, "marthe").await;
        assert_eq!((confirmed.state, confirmed.calls_made), (MatchState::Confirmed, 3));
        assert!(world.last_text(ZOE).contains("les appels avec Marthe continuent"), "{:?}", world.texts(ZOE));
        assert!(kinds(&world.cases().await).is_empty());
        world.paris(25, 16, 0).await;
        assert_eq!(world.rung_in_paris(ZOE).len(), 4, "the calls go on");
    }

    /// A person with a mobile who reads texts answers by herself.
    async fn person_who_reads_texts_then_asked_and_answers_by_sms(world: World in two_wait) {
        world.paris(0, 10, 0).await;
        asks(&world, "rose", "zoe").await;
        world.writes(ZOE, "OUI").await;
        world.minutes(1).await;
        assert!(world.last_text(ROSE).contains("Zoé voudrait vous appeler chaque mardi à 10h00"), "{:?}", world.texts(ROSE));
        world.writes(ROSE, "Oui merci").await;
        assert!(world.last_text(ROSE).contains("Zoé vous appelle mar. 01/12 à 10h00"), "{:?}", world.texts(ROSE));
        let trial = match_of(&world, "rose").await;
        assert_eq!((trial.state, trial.begin.person.unwrap().by), (MatchState::Trial, None), "{}", world.story().await);
        // The same once more, late, changes nothing.
        world.writes(ROSE, "oui").await;
        world.writes(ZOE, "oui").await;
        assert_eq!(match_of(&world, "rose").await.begin, trial.begin);
        assert!(world.cases().await.is_empty(), "{}", world.story().await);
    }

    /// Her telephone stays quiet at night: the question waits for her morning.
    async fn volunteer_answers_late_in_the_evening_then_she_is_asked_in_the_morning(world: World in two_wait) {
        world.paris(0, 19, 0).await;
        asks(&world, "rose", "zoe").await;
        world.paris(0, 22, 30).await;
        world.writes(ZOE, "oui").await;
        world.minutes(30).await;
        assert!(world.texts(ROSE).is_empty(), "{:?}", world.texts(ROSE));
        world.writes(ROSE, "oui").await;
        assert_eq!(match_of(&world, "rose").await.begin.person, None, "she was asked nothing yet");
        world.paris(1, 9, 5).await;
        assert_eq!(world.told_in_paris(ROSE, "voudrait vous appeler"), ["27 09:00"], "{}", world.story().await);
        world.writes(ROSE, "non merci").await;
        assert!(world.last_text(ROSE).contains("Nous cherchons quelqu'un d'autre"), "{:?}", world.texts(ROSE));
        assert!(world.last_text(ZOE).contains("Cela ne tient pas à vous"), "{:?}", world.texts(ZOE));
    }

    async fn volunteer_says_no_then_not_proposed_again_until_lifted_and_she_keeps_her_first_date(world: World in two_wait) {
        let token = world.token_of("nadia").await;
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(5, 10, 0).await;
        asks(&world, "marthe", "zoe").await;
        world.writes(ZOE, "non dsl").await;
        assert!(world.last_text(ZOE).contains("pas de souci"), "{:?}", world.texts(ZOE));
        let refused = match_of(&world, "marthe").await;
        assert_eq!((refused.state, refused.end.unwrap().because), (MatchState::Refused, EndedBecause::VolunteerSaidNo));
        assert!(world.cases().await.is_empty(), "she had not been asked: nobody has to tell her");
        let path = format!("/api/v1/people/{}/match-proposals", refused.person_id);
        let (_, ranking) = world.get(&path, &token).await;
        assert_eq!(ranking["proposals"], json!([]), "{ranking}");
        let list = waiting(&world).await;
        let marthe = list["waiting"].as_array().unwrap().iter().find(|who| who["key"] == "marthe").unwrap();
        assert_eq!((marthe["since"].as_str(), marthe["days"].as_i64()), (Some("2026-11-26"), Some(5)), "{list}");
        assert_eq!(marthe["why_not"], json!({"follows_enough": 1, "other_circle": 1, "said_no": 1}));
        assert_eq!((list["median_days"].as_i64(), list["longest_days"].as_i64()), (Some(5), Some(5)));
        assert_eq!(decides(&world, refused.code.as_str(), "lifting", json!({})).await, 200);
        let (_, ranking) = world.get(&path, &token).await;
        assert_eq!(ranking["proposals"].as_array().unwrap().len(), 1, "{ranking}");
        assert_eq!(decides(&world, refused.code.as_str(), "withdrawal", json!({})).await, 409, "it is over");
    }

    async fn nobody_answers_then_asked_once_more_and_a_coordinator_after_two_days(world: World in two_wait) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 10, 0).await;
        asks(&world, "marthe", "zoe").await;
        world.paris(2, 11, 0).await;
        assert_eq!(world.told_in_paris(ZOE, "voulez-vous appeler Marthe"), ["26 10:00", "27 10:00"], "{}", world.story().await);
        assert_eq!(kinds(&world.cases().await), [CaseKind::MatchUnanswered]);
        assert!(world.texts(NADIA).iter().any(|text| text.contains("mise en relation de Marthe et Zoé, pas de réponse")), "{:?}", world.texts(NADIA));
        // A late yes is welcome.
        world.writes(ZOE, "oui, pardon !").await;
        assert!(match_of(&world, "marthe").await.begin.volunteer.unwrap().yes);
        let code = match_of(&world, "marthe").await.code.to_string();
        assert_eq!(decides(&world, &code, "withdrawal", json!({})).await, 200);
        assert!(world.last_text(ZOE).contains("il n'y aura finalement pas d'appels avec Marthe"), "{:?}", world.texts(ZOE));
        for case in world.cases().await {
            world.closes_with(&case.code, "handled", "fait").await;
        }
    }

    async fn person_says_no_on_trial_then_the_calls_end_and_the_volunteer_is_told_without_a_reason(world: World in two_wait) {
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 10, 0).await;
        asks(&world, "rose", "zoe").await;
        world.writes(ZOE, "OUI").await;
        world.minutes(1).await;
        world.writes(ROSE, "oui").await;
        let trial = match_of(&world, "rose").await;
        let said = json!({"side": "person", "yes": false, "reason": "voice"});
        assert_eq!(decides(&world, trial.code.as_str(), "answers", said).await, 200);
        let over = match_of(&world, "rose").await;
        assert_eq!((over.state, over.end.unwrap().no_reason.as_str()), (MatchState::Refused, "voice"));
        let mut read = world.service.app.db.read().await.unwrap();
        assert!(!call_series::by_id(&mut read, trial.series_id.unwrap()).await.unwrap().unwrap().is_active);
        drop(read);
        assert!(world.last_text(ZOE).contains("vos appels avec Rose prennent fin"), "{:?}", world.texts(ZOE));
        world.paris(6, 11, 0).await;
        assert!(world.rung(ROSE).is_empty() && world.rung(ZOE).is_empty(), "{}", world.story().await);
        let list = waiting(&world).await;
        let rose = list["waiting"].as_array().unwrap().iter().find(|who| who["key"] == "rose").unwrap();
        assert_eq!(rose["since"], "2026-11-26", "the trial does not count: {list}");
    }

    async fn consent_taken_back_or_volunteer_leaves_then_the_match_ends_with_it(world: World in two_wait) {
        let token = world.token_of("nadia").await;
        world.person(KARIM, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 10, 0).await;
        asks(&world, "rose", "zoe").await;
        world.writes(ZOE, "OUI").await;
        world.minutes(1).await;
        let rose = world.person_named("rose").await.id;
        let no = json!({"scope": "calls", "answer": "no"});
        assert_eq!(world.post(&format!("/api/v1/people/{rose}/consents"), &token, no).await.0, 200);
        assert_eq!(match_of(&world, "rose").await.end.unwrap().because, EndedBecause::NoConsent);
        world.writes(ROSE, "oui").await;
        assert_eq!(match_of(&world, "rose").await.state, MatchState::Withdrawn, "a yes to a question that is over");

        asks(&world, "marthe", "zoe").await;
        world.writes(ZOE, "oui").await;
        let code = match_of(&world, "marthe").await.code.to_string();
        assert_eq!(decides(&world, &code, "answers", json!({"side": "person", "yes": true})).await, 200);
        let steps = format!("/api/v1/volunteers/{}/steps", volunteer_id(&world, "zoe").await);
        assert_eq!(world.post(&steps, &token, json!({"step": "ended"})).await.0, 200);
        world.minutes(1).await;
        let over = match_of(&world, "marthe").await;
        assert_eq!((over.state, over.end.unwrap().because), (MatchState::Withdrawn, EndedBecause::VolunteerLeft));
        assert!(kinds(&world.cases().await).contains(&CaseKind::MatchEnded), "somebody tells her");
        let list = waiting(&world).await;
        assert!(list["waiting"].as_array().unwrap().iter().any(|who| who["key"] == "marthe"), "{list}");
    }

    /// Her volunteer left: her calls stay hers, and are given to somebody else at their own hour.
    async fn series_nobody_makes_then_given_to_somebody_else_at_its_own_hour(world: World in two_wait) {
        let token = world.token_of("nadia").await;
        world.person(ZOE, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        let steps = format!("/api/v1/volunteers/{}/steps", volunteer_id(&world, "karim").await);
        assert_eq!(world.post(&steps, &token, json!({"step": "ended"})).await.0, 200);
        world.paris(0, 18, 0).await;
        let (status, asked) = asks(&world, "suzanne", "zoe").await;
        assert_eq!((status, asked["slot"].clone()), (201, Value::Null), "{asked}");
        assert!(world.last_text(ZOE).contains("appeler Suzanne chaque semaine, jeudi à 15h00"), "{:?}", world.texts(ZOE));
        world.writes(ZOE, "oui").await;
        assert_eq!(decides(&world, asked["code"].as_str().unwrap(), "answers", json!({"side": "person", "yes": true})).await, 200);
        let trial = match_of(&world, "suzanne").await;
        assert_eq!((trial.state, trial.series_id), (MatchState::Trial, trial.renews), "{}", world.story().await);
        world.paris(7, 16, 0).await;
        let calls = world.calls_of("suzanne").await;
        assert!(calls.iter().any(|call| call.volunteer == Some(trial.volunteer_id) && call.talked_at.is_some()), "{}", world.story().await);
        // A no gives the calls back: they are to cover, and still hers.
        assert_eq!(decides(&world, trial.code.as_str(), "answers", json!({"side": "volunteer", "yes": false})).await, 200);
        let mut read = world.service.app.db.read().await.unwrap();
        let series = call_series::by_id(&mut read, trial.renews.unwrap()).await.unwrap().unwrap();
        assert!(series.is_active && series.volunteer_id.is_none());
        drop(read);
        for case in world.cases().await {
            world.closes_with(&case.code, "handled", "fait").await;
        }
    }

    /// Two questions at once: which one is told by code; and two who are kept apart end what is under way.
    async fn call_and_match_are_both_asked_then_asked_which_and_the_code_answers(world: World in two_wait) {
        let token = world.token_of("nadia").await;
        world.paris(0, 10, 0).await;
        // Karim does not answer about Suzanne: Zoé is asked to stand in, and about Marthe.
        world.writes(KARIM, "non").await;
        asks(&world, "marthe", "zoe").await;
        world.writes(ZOE, "oui").await;
        let which = world.last_text(ZOE);
        let paired = match_of(&world, "marthe").await;
        assert!(which.contains(&format!("Appeler Marthe chaque semaine: OUI {}", paired.code)), "{which}");
        assert_eq!(paired.begin.volunteer, None, "half a yes is no yes");
        world.writes(ZOE, paired.code.as_str()).await;
        assert!(match_of(&world, "marthe").await.begin.volunteer.unwrap().yes, "{}", world.story().await);
        world.writes(ZOE, "oui").await;
        assert!(world.last_text(ZOE).contains("c'est vous: Suzanne"), "{:?}", world.texts(ZOE));
        let apart = format!("/api/v1/volunteers/{}/exclusions", paired.volunteer_id);
        let body = json!({"person_id": paired.person_id, "reason": "family"});
        assert_eq!(world.post(&apart, &token, body).await.0, 204);
        assert_eq!(match_of(&world, "marthe").await.end.unwrap().because, EndedBecause::KeptApart);
        let mut read = world.service.app.db.read().await.unwrap();
        assert!(exclusions::of_pair(&mut read, paired.person_id, paired.volunteer_id).await.unwrap().is_some());
        drop(read);
        world.person(ZOE, makes_calls());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 16, 0).await;
        assert_eq!(world.rung_in_paris(ZOE), ["26 15:00"], "{}", world.story().await);
    }
}
