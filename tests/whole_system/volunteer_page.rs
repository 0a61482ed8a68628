//! A volunteer's own page: a week by buttons, links that open nothing any more, and the calendar of their telephone.

use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, EventStatus};
use passerelle_app::{SentLink, live_volunteer, revoke_volunteer_links, send_volunteer_link};
use passerelle_domain::{
    absence::Absence,
    local_time,
    people::{Member, Volunteer},
    scheduled_call::{CallOutcome, State},
    volunteer_life::LifeStep,
};
use passerelle_simulator::WrittenPerson;
use passerelle_store::{absences, volunteers};

use passerelle_world::*;

fn presses_one() -> WrittenPerson {
    WrittenPerson::new().on_hearing("Prêt ? Appuyez sur 1", "1")
}

async fn volunteer(world: &World, key: &str) -> Volunteer {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap()
}

/// The path of the link in the last text to a number.
fn link_in(text: &str) -> String {
    let link = text.split_whitespace().find(|word| word.contains("/v/")).unwrap_or_else(|| panic!("no link: {text}"));
    format!("/v/{}", link.split_once("/v/").unwrap().1)
}

/// Somebody writes LIEN and opens what comes back.
async fn opens_own_page(world: &World, number: &str) -> (Browser, String) {
    world.writes(number, "Lien svp").await;
    (Browser::at(world), link_in(&world.last_text(number)))
}

async fn spring(on: On) -> World {
    World::begin_at(on, instant("2027-03-20T08:00:00Z"), files()).await
}

async fn autumn(on: On) -> World {
    World::begin_at(on, instant("2027-10-20T08:00:00Z"), files()).await
}

async fn away(world: &World, key: &str) -> Vec<Absence> {
    let (app, own) = (&world.service.app, volunteer(world, key).await);
    let today = local_time::local_date(world.now(), own.territory.zone);
    let mut all = absences::of_volunteer(&mut app.db.read().await.unwrap(), own.id, today).await.unwrap();
    all.retain(|absence| absence.is_open(today));
    all
}

on_both! {
    /// Asked in the morning, moved, rung early, told how it went, a note for the next time, a week away.
    async fn week_by_buttons_then_the_same_as_by_texts(world: World) {
        world.person(KARIM, presses_one());
        world.person(SUZANNE, WrittenPerson::new().talks_for(600.0));
        world.paris(0, 9, 5).await;
        let (browser, home) = opens_own_page(&world, KARIM).await;
        let text = world.last_text(KARIM);
        assert!(text.starts_with("Karim, votre page: ") && !text.contains("Belkacem"), "{text}");
        let code = world.calls_of("suzanne").await[0].code.to_string();
        let answer = format!("{home}/calls/{code}/answer");
        let page = browser.opens(&home).await;
        assert!(page.status == 200 && page.says("Bonjour Karim") && page.says("On attend votre réponse"), "{}", page.text());
        assert!(page.says("Appel avec Suzanne") && page.says("Parlez lentement"), "{}", page.text());
        for private in ["Lefort", SUZANNE, "+33"] {
            assert!(!page.html.contains(private), "{private}");
        }
        assert_eq!(page.headers["cache-control"], "no-store");

        for (hour, words) in [
            ("18:30", "deux heures avant ou après"),
            ("", "n'est pas claire"),
            ("<b>midi</b>", "n'est pas claire"),
            ("08:00", "déjà passée"),
        ] {
            let wrong = browser.fills(&page, &answer, &[("answer", "hour"), ("hour", hour)]).await;
            assert!(wrong.status == 422 && wrong.says(words), "{hour}: {}", wrong.text());
            assert_eq!(wrong.attributes("input[type=time][aria-invalid]", "value").len(), 1);
        }
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Offered);
        let moved = browser.fills(&page, &answer, &[("answer", "hour"), ("hour", "16:15")]).await;
        assert!(moved.says("l'appel a changé d'heure") && moved.says("à 16h15"), "{}", moved.text());
        let again = browser.fills(&page, &answer, &[("answer", "yes")]).await;
        assert!(again.says("l'appel est pour vous"), "a yes once more: {}", again.text());

        let ring = format!("{home}/calls/{code}/ring");
        assert!(browser.opens(&home).await.fields_of(&ring).is_none(), "too early for the button");
        world.paris(0, 15, 50).await;
        let near = browser.opens(&home).await;
        let rings = browser.fills(&near, &ring, &[]).await;
        assert!(rings.says("va sonner"), "{}", rings.text());
        let twice = browser.fills(&near, &ring, &[]).await;
        assert!(twice.says("déjà en cours"), "a button pressed twice rings once: {}", twice.text());
        world.paris(0, 16, 40).await;
        assert_eq!(world.rung_in_paris(KARIM), ["26 15:50"], "{}", world.story().await);
        assert_eq!(world.calls_of("suzanne").await[0].state, State::AwaitingOutcome);

        let told = browser.opens(&home).await;
        assert!(told.says("Comment s'est passé l'appel ?"), "{}", told.text());
        let notes = format!("{home}/calls/{code}/notes");
        let noted = browser.fills(&told, &notes, &[("text", "Aime ses géraniums 🌷 <i>")]).await;
        assert!(noted.says("Votre note est gardée"), "{}", noted.text());
        let outcome = format!("{home}/calls/{code}/outcome");
        assert_eq!(browser.fills(&told, &outcome, &[("outcome", "9")]).await.status, 422);
        assert_eq!(browser.fills(&told, &outcome, &[]).await.status, 422);
        let thanks = browser.fills(&told, &outcome, &[("outcome", "1")]).await;
        assert!(thanks.says("Merci, c'est noté"), "{}", thanks.text());
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
        assert!(browser.fills(&told, &outcome, &[("outcome", "4")]).await.says("déjà réglé"));
        assert_eq!(world.calls_of("suzanne").await[0].outcome, Some(CallOutcome::Well));
        assert!(browser.opens(&home).await.says("Votre note, jeu. 26/11 : Aime ses géraniums 🌷 <i>"));

        let hours = browser.opens(&format!("{home}/hours")).await;
        assert!(hours.says("Un appel, 0 h 1") && hours.says("novembre"), "{}", hours.text());

        let absences = format!("{home}/absences");
        let page = browser.opens(&absences).await;
        for (from, to, words) in [
            ("2026-12-05", "2026-12-01", "Ces jours ne vont pas"),
            ("2026-11-01", "2026-11-05", "Ces jours ne vont pas"),
            ("2026-12-01", "2028-12-01", "Ces jours ne vont pas"),
            ("31/02/2027", "", "n'est pas claire"),
            ("demain", "", "n'est pas claire"),
            ("\u{202e}🌷<b>", "", "n'est pas claire"),
        ] {
            let wrong = browser.fills(&page, &absences, &[("from_on", from), ("to_on", to)]).await;
            assert!(wrong.status == 422 && wrong.says(words), "{from}: {}", wrong.text());
        }
        let noted = browser.fills(&page, &absences, &[("from_on", "2026-12-01"), ("to_on", "2026-12-05")]).await;
        assert!(noted.says("Absence notée") && noted.says("du mar. 01/12 au sam. 05/12"), "{}", noted.text());
        let own = away(&world, "karim").await;
        assert_eq!(own.len(), 1);
        let end = format!("{absences}/{}/end", own[0].id);
        let (zoes, zoe_home) = opens_own_page(&world, ZOE).await;
        let stolen = zoes.opens(&format!("{zoe_home}/absences")).await;
        let token = stolen.attributes("input[name=form_token]", "value").remove(0);
        let theirs = zoes.sends(&format!("{zoe_home}/absences/{}/end", own[0].id), &[("form_token", &token)]).await;
        assert_eq!(theirs.status, 404, "somebody else's absence");
        let back = browser.fills(&noted, &end, &[]).await;
        assert!(back.says("bon retour"), "{}", back.text());
        assert!(away(&world, "karim").await.is_empty());
    }

    async fn link_revoked_tampered_expired_or_of_somebody_who_left_then_a_kind_page_and_nothing_changes(world: World) {
        world.paris(0, 9, 5).await;
        let (browser, home) = opens_own_page(&world, KARIM).await;
        let code = world.calls_of("suzanne").await[0].code.to_string();
        let page = browser.opens(&home).await;
        let token = page.attributes("input[name=form_token]", "value").remove(0);
        let yes = [("form_token", token.as_str()), ("answer", "yes")];

        let (_, zoe_home) = opens_own_page(&world, ZOE).await;
        for address in ["/v/", "/v/aaaa", "/v/%00", "/v/é", &format!("{home}A"), &home[..home.len() - 2]] {
            assert_eq!(browser.opens(address).await.status, 404, "{address}");
        }
        let altered = format!("{}{}", &home[..home.len() - 1], if home.ends_with('A') { 'B' } else { 'A' });
        let kind = browser.opens(&altered).await;
        assert!(kind.status == 404 && kind.says("Répondez LIEN") && kind.says("Answer LINK"), "{}", kind.text());

        let foreign = browser.sends(&format!("{zoe_home}/calls/{code}/answer"), &yes).await;
        assert_eq!(foreign.status, 403, "a form of another link");
        let zoe_page = browser.opens(&zoe_home).await;
        let zoe_token = zoe_page.attributes("input[name=form_token]", "value").remove(0);
        for below in ["answer", "outcome", "ring", "notes"] {
            let fields = [("form_token", zoe_token.as_str()), ("answer", "yes"), ("outcome", "1"), ("text", "x")];
            let theirs = browser.sends(&format!("{zoe_home}/calls/{code}/{below}"), &fields).await;
            assert_eq!(theirs.status, 404, "{below}: somebody else's call");
        }
        assert!(!zoe_page.says("Suzanne"), "{}", zoe_page.text());
        let crossed = browser.is_made_to_send(&format!("{home}/calls/{code}/answer"), &yes).await;
        assert_eq!(crossed.status, 403, "sent by another site");
        assert_eq!(world.calls_of("suzanne").await[0].state, State::Offered, "nothing was said");

        let feed = page.attributes("#feed ~ details input", "value").remove(0);
        let feed = format!("/v/{}", feed.split_once("/v/").unwrap().1);
        assert_eq!(browser.opens(feed.trim_end_matches("/calendar.ics")).await.status, 404, "it opens the calendar only");
        assert_eq!(browser.opens(&format!("{home}/calendar.ics")).await.status, 404, "and the other way round");

        let (owner, karim) = (world.service.organisation, volunteer(&world, "karim").await);
        let nadia = Member::Staff(world.staff_named("nadia").await.id);
        assert!(revoke_volunteer_links(&world.service.app, owner, karim.id, nadia).await.unwrap());
        assert_eq!(browser.opens(&home).await.status, 404);
        assert_eq!(browser.opens(&feed).await.status, 404);
        assert_eq!(browser.sends(&format!("{home}/calls/{code}/answer"), &yes).await.status, 404);

        let sent = send_volunteer_link(&world.service.app, owner, karim.id, nadia).await.unwrap();
        assert_eq!(sent, SentLink::Texted);
        world.minutes(1).await;
        let fresh = link_in(&world.last_text(KARIM));
        assert_eq!(browser.opens(&fresh).await.status, 200);
        world.run_until(world.now() + chrono::TimeDelta::days(31)).await;
        let old = browser.opens(&fresh).await;
        assert!(old.status == 410 && old.says("plus de trente jours") && old.says("thirty days"), "{}", old.text());

        let (_, last) = opens_own_page(&world, KARIM).await;
        assert_eq!(browser.opens(&last).await.status, 200);
        live_volunteer(&world.service.app, owner, karim.id, LifeStep::Ended, None, nadia).await.unwrap();
        assert_eq!(browser.opens(&last).await.status, 404);
        live_volunteer(&world.service.app, owner, karim.id, LifeStep::Returned, None, nadia).await.unwrap();
        assert_eq!(browser.opens(&last).await.status, 404, "links of another life stay closed");
    }

    async fn calendar_over_the_spring_change_then_the_hour_stays(world: World in spring) {
        the_hour_stays(&world, "20270328T020000", "BEGIN:DAYLIGHT").await;
    }

    async fn calendar_over_the_autumn_change_then_the_hour_stays(world: World in autumn) {
        the_hour_stays(&world, "20271031T030000", "BEGIN:STANDARD").await;
    }
}

/// The calendar, read again: one event a call, at three in the afternoon whatever the clocks do; one given back is marked.
async fn the_hour_stays(world: &World, change: &str, kind: &str) {
    let (browser, home) = opens_own_page(world, KARIM).await;
    let page = browser.opens(&home).await;
    let feed = page.attributes("#feed ~ details input", "value").remove(0);
    let feed = format!("/v/{}", feed.split_once("/v/").unwrap().1);
    let first = browser.opens(&feed).await;
    assert!(first.headers["content-type"].to_str().unwrap().starts_with("text/calendar"));
    assert!(first.html.contains(&format!("{kind}\r\nDTSTART:{change}")), "{}", first.html);
    assert!(!first.html.contains("Lefort") && !first.html.contains("+33"), "{}", first.html);
    let calendar: Calendar = first.html.parse().unwrap();
    let calls = world.calls_of("suzanne").await;
    let mut uids = Vec::new();
    for event in calendar.events() {
        let Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) = event.get_start()
        else {
            panic!("{event:?}")
        };
        assert_eq!((date_time.format("%H:%M").to_string().as_str(), tzid.as_str()), ("15:00", "Europe/Paris"));
        assert_eq!(event.get_summary(), Some("Appel avec Suzanne"));
        assert_eq!(event.get_status(), Some(EventStatus::Confirmed));
        assert_eq!(event.components().len(), 1, "an alarm");
        uids.push(event.get_uid().unwrap().to_owned());
    }
    assert!(uids.len() >= 4 && uids.len() == calls.len(), "{} of {}", uids.len(), calls.len());
    let starts: Vec<String> = calls.iter().map(|call| call.starts_at.format("%H").to_string()).collect();
    assert!(starts.iter().any(|hour| hour == "13") && starts.iter().any(|hour| hour == "14"), "{starts:?}");

    let day = calls[0].local_on.format("%Y-%m-%d").to_string();
    let absences = browser.opens(&format!("{home}/absences")).await;
    browser.fills(&absences, &format!("{home}/absences"), &[("from_on", &day)]).await;
    let second: Calendar = browser.opens(&feed).await.html.parse().unwrap();
    let mut again = Vec::new();
    let mut cancelled = 0;
    for event in second.events() {
        again.push(event.get_uid().unwrap().to_owned());
        if event.get_status() == Some(EventStatus::Cancelled) {
            cancelled += 1;
            assert!(event.components().is_empty(), "no alarm for what does not take place");
        }
    }
    assert_eq!((again, cancelled), (uids, 1));
}
