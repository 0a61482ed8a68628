//! Every page of the console: nothing wrong for axe-core, nothing asked of another host, never wider than its window.

use passerelle_app::{
    AskedRehearsal, SentLists, ask_rehearsal, claim_rehearsal, days_to_rehearse, end_rehearsal, invite_staff,
    send_lists,
};
use passerelle_domain::{
    case::{CaseKind, CaseLevel},
    code::Code,
    day_rehearsal::{DayResult, DayWish, Escalation, Lack, LineGap},
    file_import::ListNoun,
    people::Member,
};
use passerelle_store::{lines, shifts, volunteers};
use passerelle_telephony::signature::Verifier;
use passerelle_web::{WebState, console_doors};
use passerelle_world::*;

use crate::{
    chromium::{Chromium, DARK, Look, NARROW, PHONE, WIDE},
    monday::with_an_open_case,
};

/// Pages for whoever is not signed in, with the name of their picture.
async fn open_pages(world: &World) -> Vec<(String, String)> {
    let nadia = world.staff_named("nadia").await;
    let invited = invite_staff(&world.service.app, world.service.organisation, nadia.id, None).await.unwrap().unwrap();
    let invitation = invited.link.split_once("/invitation/").unwrap().1.to_owned();
    [("sign-in", "/sign-in"), ("code", "/sign-in/code"), ("unknown", "/invitation/unknown")]
        .into_iter()
        .map(|(name, path)| (name.to_owned(), path.to_owned()))
        .chain([("invitation".to_owned(), format!("/invitation/{invitation}"))])
        .collect()
}

/// Pages of the console for a coordinator: every address, with a real id where there is a name in braces.
async fn console_pages(world: &World, code: &str, karim: &str) -> Vec<(String, String)> {
    let person = world.person_named("suzanne").await.id.to_string();
    let app = &world.service.app;
    let state = WebState::new(app.clone(), Verifier::new(app.profile, vec!["key".to_owned()], &[]).unwrap(), None);
    let doors =
        console_doors(&state).into_iter().filter(|door| door.method == "GET" && !door.path.ends_with("/events"));
    // Part of a page, for htmx.
    let doors = doors.filter(|door| !door.path.ends_with("/progress"));
    // What a machine reads has no look.
    let doors = doors.filter(|door| !door.path.ends_with(".json") && !door.path.contains("/figures."));
    let line = lines::by_key(&mut app.db.read().await.unwrap(), world.service.organisation, "paris").await.unwrap();
    let shift = shifts::of_line(&mut app.db.read().await.unwrap(), line.unwrap().id).await.unwrap()[0].id;
    let rehearsed = with_a_rehearsal(world).await;
    let imported = with_an_import(world).await;
    let mut pages = Vec::new();
    for door in doors {
        let address = door.path.replace("/rehearsal/{code}", &format!("/rehearsal/{rehearsed}"));
        let address = address.replace("/imports/{code}", &format!("/imports/{imported}"));
        let address = address.replace("/people/{id}", &format!("/people/{person}"));
        let address = address.replace("/volunteers/{id}", &format!("/volunteers/{karim}")).replace("{code}", code);
        let address = address.replace("{period}", "2026-11").replace("/waiting/{id}", &format!("/waiting/{person}"));
        let address = address.replace("{key}/shifts/{id}", &format!("paris/shifts/{shift}")).replace("{key}", "paris");
        let address = address.replace("/scripts/{name}", "/scripts/listening-line").replace("{number}", "0");
        let address = address.replace("/sources", "/sources?indicator=people_registered&group=all");
        assert!(!address.contains('{'), "a page is not looked at: say here how {} is reached", door.path);
        let name = door.path.trim_start_matches('/').replace(['/', '{', '}'], "-");
        pages.push((name, address));
    }
    pages
}

/// A list that was looked at, with a row of each fate.
async fn with_an_import(world: &World) -> String {
    let list = "key,first_name,phone,line,consent_calls\nnew,Odette,0199001002,paris,yes\nwrong,Ana,12,paris,yes\n";
    let nadia = Member::Staff(world.staff_named("nadia").await.id);
    let files = [(ListNoun::People, list.as_bytes().to_vec())];
    let sent = send_lists(&world.service.app, world.service.organisation, &files, nadia).await.unwrap();
    let SentLists::Taken(code) = sent else { panic!("{sent:?}") };
    world.minutes(1).await;
    code.to_string()
}

/// A day that was lived ahead, with something of every kind to tell.
async fn with_a_rehearsal(world: &World) -> String {
    let (app, owner) = (&world.service.app, world.service.organisation);
    let nadia = world.staff_named("nadia").await;
    let (_, last) = days_to_rehearse(app, owner).await.unwrap();
    let wish = DayWish { on: last, seed: 1, away_percent: 20, has_outage: true };
    let asked = ask_rehearsal(app, owner, &wish, Member::Staff(nadia.id)).await.unwrap();
    let AskedRehearsal::Asked(code) = asked else { panic!("{asked:?}") };
    let rehearsal = claim_rehearsal(app).await.unwrap().unwrap();
    let (at, other) = (world.now(), Code::parse("A7K2").unwrap());
    let escalation = Escalation {
        code: other.clone(),
        kind: CaseKind::MissedContact,
        level: CaseLevel::Immediate,
        opened_at: at,
        pages: vec![(nadia.id.0, at)],
        taken: Some((nadia.id.0, at)),
    };
    let gap = LineGap { line: "Ligne de Paris".to_owned(), lack: Lack::NobodyListening, from: at, to: at };
    let lived = DayResult {
        planned: 4,
        reached: 3,
        uncovered: vec![(other, at)],
        escalations: vec![escalation],
        gaps: vec![gap],
        ..DayResult::default()
    };
    end_rehearsal(app, &rehearsal, Ok(lived)).await.unwrap();
    code.to_string()
}

async fn volunteer_id(world: &World, key: &str) -> String {
    let app = &world.service.app;
    let mut read = app.db.read().await.unwrap();
    let found = volunteers::by_key(&mut read, &app.secrets, world.service.organisation, key).await.unwrap().unwrap();
    found.id.to_string()
}

async fn looks_at_every_page(look: Look) {
    let world = World::begin(On::Sqlite).await;
    let code = with_an_open_case(&world).await;
    let chromium = Chromium::start(look).await;
    let web = &world.service.web_url;
    let mut wrong = Vec::new();
    let open = open_pages(&world).await;
    let nadia = world.signed_in("nadia").await;
    let karim = volunteer_id(&world, "karim").await;
    for (place, (picture, address)) in open.iter().chain(&console_pages(&world, &code, &karim).await).enumerate() {
        if place == open.len() {
            chromium.brings(web, &nadia.cookie().unwrap()).await;
        }
        chromium.opens(&format!("{web}{address}")).await;
        let found = chromium.finds_wrong().await;
        wrong.extend(found.into_iter().map(|found| format!("{address}: {found}")));
        let wider = chromium.overflows_by().await;
        if wider > 0 {
            wrong.push(format!("{address}: {wider} pixels wider than the window"));
        }
        let hosts = chromium.hosts_asked().await;
        let host = web.trim_start_matches("http://");
        wrong.extend(hosts.into_iter().filter(|asked| asked != host).map(|asked| format!("{address} asks {asked}")));
        chromium.is_photographed(picture).await;
    }
    assert_eq!(wrong, Vec::<String>::new(), "{}", wrong.join("\n"));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_wide_screen_then_nothing_is_wrong() {
    looks_at_every_page(WIDE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_in_the_dark_then_nothing_is_wrong() {
    looks_at_every_page(DARK).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_on_a_telephone_then_nothing_is_wrong() {
    looks_at_every_page(PHONE).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_at_320_pixels_then_nothing_is_wrong() {
    looks_at_every_page(NARROW).await;
}
