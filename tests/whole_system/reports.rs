//! Reports for those who fund the association: the same for ever, nobody recognised, the same on a page and in files.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use passerelle_domain::indicators::Indicator;
use passerelle_simulator::WrittenPerson;
use passerelle_world::*;
use serde_json::json;

const MONTH: &str = "/reports/2026-11";

/// Six people of Paris and two of another territory, called on Thursdays by Karim and Zoé.
async fn with_eight_people(on: On) -> World {
    let mut files = files();
    for (name, content) in &mut files {
        let columns: Vec<String> = content.lines().next().unwrap().split(',').map(str::to_owned).collect();
        for place in 1..=7_u32 {
            let territory = if place > 5 { "FR-BRE" } else { "FR-IDF" };
            let line = if place > 5 { "rennes" } else { "paris" };
            let row = |value: &dyn Fn(&str) -> String| {
                columns.iter().map(|column| value(column)).collect::<Vec<_>>().join(",")
            };
            match name.as_str() {
                "people.csv" => content.push_str(&format!(
                    "{}\n",
                    row(&|column| match column {
                        "key" => format!("p{place}"),
                        "title" => "Mme".to_owned(),
                        "first_name" => "Paulette".to_owned(),
                        "last_name" => format!("Numéro{place}"),
                        "phone" => format!("+3319900200{place}"),
                        "line" => line.to_owned(),
                        "territory" => territory.to_owned(),
                        "language" => "fr".to_owned(),
                        "fragility" => "green".to_owned(),
                        "consent_calls" => "yes".to_owned(),
                        "consent_sms" | "consent_recognition" => "no".to_owned(),
                        _ => String::new(),
                    })
                )),
                "series.csv" => content.push_str(&format!(
                    "{}\n",
                    row(&|column| match column {
                        "key" => format!("s{place}"),
                        "person" => format!("p{place}"),
                        "volunteer" => if place % 2 == 0 { "karim" } else { "zoe" }.to_owned(),
                        "kind" => "convivial_call".to_owned(),
                        "rrule" => "FREQ=WEEKLY;BYDAY=TH".to_owned(),
                        "local_time" => format!("{:02}:30", 9 + place),
                        "starts_on" => "2026-11-05".to_owned(),
                        "duration_min" => "30".to_owned(),
                        "pairing" => "pair".to_owned(),
                        "protocol" => "weekly".to_owned(),
                        _ => String::new(),
                    })
                )),
                _ => {}
            }
        }
        if name == "lines.csv" {
            let second = content.lines().nth(1).unwrap().to_owned();
            let second =
                second.replacen("paris", "rennes", 1).replace(LINE, "+33199000200").replace(SMS, "+33199000201");
            content.push_str(&format!("{}\n", second.replace("FR-IDF", "FR-BRE")));
        }
        if name == "volunteers.csv" {
            // Eight calls on one day, four each.
            *content = content.replace(",4,10,active", ",8,20,active");
        }
    }
    let world = World::begin_at(on, "2026-11-26T06:00:00Z".parse().unwrap(), files).await;
    for number in ["+33639980001", "+33639980002"] {
        world.person(number, ready_volunteer());
    }
    for place in 1..=7 {
        world.person(&format!("+3319900200{place}"), talks());
    }
    world.person(SUZANNE, talks());
    world
}

/// Says yes the day before, presses 1 to be ready, and that all was well.
fn ready_volunteer() -> WrittenPerson {
    WrittenPerson::new()
        .on_hearing("Appuyez sur 1", "1")
        .on_hearing("Si tout va bien", "1")
        .replies_on("Répondez OUI", "oui")
}

fn talks() -> WrittenPerson {
    WrittenPerson::new().talks_for(600.0)
}

fn rows(csv: &str) -> Vec<Vec<String>> {
    csv.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn value_in(csv: &str, group: &str, indicator: Indicator) -> String {
    let found = rows(csv).into_iter().find(|row| row[2] == group && row[4] == indicator.as_str());
    found.map(|row| row[6].clone()).unwrap_or_default()
}

async fn keeps(browser: &Browser, address: &str) -> Page {
    let page = browser.opens(address).await;
    browser.fills(&page, &format!("{}/editions", address.split('?').next().unwrap()), &[]).await
}

on_both! {
    async fn a_finished_month_then_the_same_for_ever_and_a_correction_is_another_edition(world: World in with_eight_people) {
        world.until(0, 22, 0).await;
        let browser = world.signed_in("nadia").await;
        let going_on = browser.opens(MONTH).await;
        assert!(going_on.status == 200 && going_on.says("chiffres provisoires"), "{}", going_on.text());
        assert!(going_on.fields_of("/reports/2026-11/editions").is_none(), "nothing to keep yet");

        // The night of the second of December keeps November by itself.
        world.until(6, 3, 0).await;
        let browser = world.signed_in("nadia").await;
        let kept = browser.opens(MONTH).await;
        assert!(kept.says("Édition 1, chiffres arrêtés le"), "{}", kept.text());
        let csv = browser.opens(&format!("{MONTH}/figures.csv?edition=1")).await.html;
        assert_eq!(value_in(&csv, "all", Indicator::CallsDone), "8", "{csv}");

        let same = keeps(&browser, MONTH).await;
        assert!(same.says("rien n'a changé depuis"), "{}", same.text());
        let app = &world.service.app;
        let mut suzanne = world.person_named("suzanne").await;
        suzanne.territory.name = "FR-BRE".to_owned();
        suzanne.territory.zone = chrono_tz::Europe::Paris;
        passerelle_store::transact!(app.db, |tx| { passerelle_store::people::save(tx, &app.secrets, &suzanne).await }).await.unwrap();
        let again = browser.opens(&format!("{MONTH}/figures.csv")).await.html;
        assert_eq!(again, csv, "a file corrected since changes nothing");
        let second = keeps(&browser, MONTH).await;
        assert!(second.says("nouvelle édition") && second.says("Édition 2"), "{}", second.text());
        assert_eq!(browser.opens(&format!("{MONTH}/figures.csv?edition=1")).await.html, csv, "the first one stays");
        assert_ne!(browser.opens(&format!("{MONTH}/figures.csv")).await.html, csv);
        assert_eq!(browser.opens(&format!("{MONTH}?edition=9")).await.status, 404);
    }

    async fn few_people_then_hidden_on_the_page_in_files_and_over_the_api(world: World in with_eight_people) {
        world.until(6, 3, 0).await;
        let browser = world.signed_in("nadia").await;
        let page = browser.opens(MONTH).await;
        assert!(page.says("moins de 5") && page.says("retenu") && page.says("FR-BRE"), "{}", page.text());
        let csv = browser.opens(&format!("{MONTH}/figures.csv")).await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        for indicator in [Indicator::PeopleRegistered, Indicator::PeopleTalked, Indicator::CallsDone, Indicator::CallsPlanned] {
            let told: Vec<String> = rows(&csv.html).into_iter().filter(|row| row[4] == indicator.as_str()).map(|row| row[6].clone()).collect();
            let hidden = told.iter().filter(|value| value.parse::<u32>().is_err()).count();
            assert!(hidden != 1, "{indicator:?}: one alone is what is left: {told:?}");
            assert!(told.iter().all(|value| value.parse::<u32>().is_ok_and(|n| n >= 5) || value == "<5" || value == "-"), "{told:?}");
        }

        let xlsx = browser.gets_file(&format!("{MONTH}/figures.xlsx")).await;
        let mut book = Xlsx::new(Cursor::new(xlsx)).unwrap();
        let sheet = book.worksheet_range("Chiffres").unwrap();
        let names: Vec<String> = sheet.rows().nth(1).unwrap().iter().skip(1).map(|cell| cell.to_string()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
        for (row, indicator) in sheet.rows().skip(2).zip(Indicator::ALL) {
            let cell = match row.get(1) {
                Some(Data::Float(number)) => format!("{number}"),
                Some(other) => other.to_string(),
                None => String::new(),
            };
            assert_eq!(cell, value_in(&csv.html, "all", indicator), "{indicator:?}");
        }
        assert!(book.worksheet_range("Définitions").unwrap().rows().count() == Indicator::ALL.len());

        let token = world.token_of("nadia").await;
        let (status, report) = world.get("/api/v1/reports/2026-11", &token).await;
        assert_eq!(status, 200, "{report}");
        let calls = &report["groups"][0]["figures"].as_array().unwrap().iter().find(|figure| figure["indicator"] == "calls_done").unwrap()["value"];
        let on_page = value_in(&csv.html, "all", Indicator::CallsDone);
        assert_eq!(calls.as_u64().map(|n| n.to_string()).unwrap_or("-".to_owned()), on_page);
        let listener = world.token_of("ines").await;
        assert_eq!(world.get("/api/v1/reports/2026-11", &listener).await.0, 403);
        assert_eq!(world.get("/api/v1/reports/2026-13", &token).await.0, 404);
        let (status, kept) = world.post("/api/v1/reports/2026-11/editions", &token, json!({})).await;
        assert_eq!((status, kept), (200, json!({"edition": 1, "is_new": false})));
        assert_eq!(world.post("/api/v1/reports/2026-12/editions", &token, json!({})).await.0, 409);
    }

    async fn a_figure_then_its_codes_for_a_coordinator(world: World in with_eight_people) {
        world.until(6, 3, 0).await;
        let browser = world.signed_in("nadia").await;
        let page = browser.opens(MONTH).await;
        let links = page.attributes("table.figures a", "href");
        assert!(links.len() > 20, "{links:?}");
        let calls = links.iter().find(|link| link.contains("indicator=calls_done") && link.contains("group=all")).unwrap();
        let sources = browser.opens(calls).await;
        assert_eq!((sources.status, sources.all("ul.codes .code").len()), (200, 8), "{}", sources.text());
        let known = world.calls_of("suzanne").await;
        assert!(known.iter().any(|call| sources.says(call.code.as_str())));
        assert!(!sources.says("Suzanne") && !sources.says("Lefort"), "codes, never names");
        for wrong in ["indicator=secret&group=all", "indicator=calls_done&group=secret", "indicator=calls_done&group=all&edition=8", ""] {
            assert_eq!(browser.opens(&format!("{MONTH}/sources?{wrong}")).await.status, 404, "{wrong}");
        }
        let elsewhere = browser.opens(&format!("{MONTH}/sources?indicator=people_talked&group=territory&name=%3Cb%3E%E2%80%AE%F0%9F%92%90")).await;
        assert!(elsewhere.status == 200 && elsewhere.says("Rien"), "{}", elsewhere.text());
    }

    async fn periods_nobody_can_ask_for_then_not_found(world: World) {
        let browser = world.signed_in("nadia").await;
        let list = browser.opens("/reports").await;
        assert!(list.status == 200 && list.says("Rapports d'activité") && list.says("novembre 2026"), "{}", list.text());
        for wrong in ["2026-13", "2026-1", "2026-Q5", "demain", "9999", "2027-01", "%F0%9F%92%90", "2026-11'--"] {
            let page = browser.opens(&format!("/reports/{wrong}")).await;
            assert_eq!(page.status, 404, "{wrong}: {}", page.text());
        }
        assert_eq!(browser.opens("/reports?year=2026&part=Q4").await.address, "/reports/2026-Q4");
        assert_eq!(browser.opens("/reports?year=2026&part=").await.address, "/reports/2026");
        assert_eq!(browser.opens("/reports?year=%3Cb%3E&part=99").await.status, 404);
        let before = browser.opens("/reports/2020").await;
        assert!(before.status == 200 && before.says("pas encore arrêtés"), "{}", before.text());
        let told = keeps(&browser, "/reports/2020").await;
        assert!(told.says("rien à arrêter"), "{}", told.text());
    }
}
