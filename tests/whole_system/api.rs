//! What every operation of the API has in common: problems, pages, keys, scopes.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use passerelle_app::keep_time;
use passerelle_domain::api_scope::{ApiScope, ApiScopes};
use passerelle_store::{StoreError, api_tokens, test_support::contents, transact};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use passerelle_world::*;

use crate::cases::eight_people;

/// An identifier of ours that was never given out.
const NOBODYS: &str = "019adf0e-5b7a-7c3a-8d5e-0123456789ab";

/// What the API said, with its headers.
struct Said {
    status: StatusCode,
    headers: reqwest::header::HeaderMap,
    body: String,
}

impl Said {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// It is a problem of this status, told as one.
    fn is_problem(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        let told = self.json();
        assert_eq!(told["status"], status, "{told}");
        assert!(told["title"].as_str().is_some_and(|title| !title.is_empty()), "{told}");
    }
}

async fn say(request: reqwest::RequestBuilder) -> Said {
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    Said { status, headers, body: answer.text().await.unwrap() }
}

fn ask(world: &World, method: Method, path: &str, token: &str) -> reqwest::RequestBuilder {
    world.http.request(method, format!("{}{path}", world.service.web_url)).bearer_auth(token)
}

/// A POST that came with a key.
async fn keyed(world: &World, path: &str, token: &str, key: &str, body: &Value) -> Said {
    say(ask(world, Method::POST, path, token).header("Idempotency-Key", key).json(body)).await
}

/// A token of Nadia's for these uses.
async fn token_for(world: &World, scopes: &[ApiScope]) -> String {
    let (app, staff, now) = (&world.service.app, world.staff_named("nadia").await, world.now());
    let scopes: BTreeSet<ApiScope> = scopes.iter().copied().collect();
    let token = format!("for-{}", scopes.iter().map(ToString::to_string).collect::<Vec<_>>().join("-"));
    let scopes = ApiScopes::Only(scopes);
    transact!(app.db, |tx| {
        api_tokens::insert_for(tx, &app.secrets, &token, staff.id, &scopes, now).await?;
        Ok::<(), StoreError>(())
    })
    .await
    .unwrap();
    token
}

/// The rows of every page, and how many pages there were.
async fn pages(world: &World, first: &str, token: &str) -> (Vec<Value>, usize) {
    let (mut rows, mut address, mut count) = (Vec::new(), first.to_owned(), 0);
    loop {
        let said = say(ask(world, Method::GET, &address, token)).await;
        assert_eq!(said.status, 200, "{}", said.body);
        rows.extend(said.json().as_array().unwrap().clone());
        count += 1;
        assert!(count < 100, "{first} never ends");
        let Some(next) = said.header("link").strip_suffix(">; rel=\"next\"") else { return (rows, count) };
        address = next.trim_start_matches('<').to_owned();
    }
}

async fn volunteer_id(world: &World, token: &str, key: &str) -> String {
    let (_, all) = world.get("/api/v1/volunteers", token).await;
    let found = all.as_array().unwrap().iter().find(|one| one["key"] == key).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

on_both! {
    async fn requests_that_cannot_be_served_then_each_a_problem_of_its_own(world: World) {
        let token = world.token_of("nadia").await;
        let favours = "/api/v1/favours";
        let get = |path: &str| ask(&world, Method::GET, path, &token);
        let post = || ask(&world, Method::POST, favours, &token);
        say(post().json(&json!({"person_id": 3, "kind": "errand"}))).await.is_problem(422);
        say(post().json(&json!({"kind": "errand"}))).await.is_problem(422);
        say(post().header("content-type", "application/json").body("{\"kind\": ")).await.is_problem(400);
        say(post().header("content-type", "application/json").body("")).await.is_problem(400);
        say(post().body("kind=errand")).await.is_problem(415);
        say(post().json(&json!({"kind": "x".repeat(100_000)}))).await.is_problem(413);
        for nowhere in ["/api/v1/nothing", "/api/v2/cases", "/api/v1/people/suzanne", "/api/v1/cases/no/such/thing"] {
            say(get(nowhere)).await.is_problem(404);
        }
        say(post().json(&json!({"person_id": NOBODYS, "kind": "\0"}))).await.is_problem(422);
        say(get("/api/v1/protocols/%00")).await.is_problem(404);
        say(get("/api/v1/series?person=suzanne")).await.is_problem(422);
        let wrong = say(ask(&world, Method::PATCH, "/api/v1/people", &token)).await;
        wrong.is_problem(405);
        let allowed: BTreeSet<&str> = wrong.header("allow").split(',').collect();
        assert_eq!(allowed, BTreeSet::from(["GET", "HEAD", "POST"]));
        for nobodys in ["", "nobody's"] {
            let refused = say(ask(&world, Method::GET, "/api/v1/cases", nobodys)).await;
            refused.is_problem(401);
            assert_eq!(refused.header("www-authenticate"), "Bearer");
        }
        let page = say(world.http.delete(format!("{}/sign-in", world.service.web_url))).await;
        assert_eq!((page.status.as_u16(), page.body.as_str()), (405, ""), "the pages speak otherwise");
    }

    async fn lists_by_page_then_every_row_once_whatever_changes_meanwhile(world: World in eight_people) {
        // The coming weeks are planned first.
        world.minutes(1).await;
        let token = world.token_of("nadia").await;
        for list in ["/api/v1/people", "/api/v1/volunteers", "/api/v1/series?ended=true", "/api/v1/calls-to-cover", "/api/v1/protocols", "/api/v1/calls?on=2026-11-26&days=31"] {
            let mark = if list.contains('?') { '&' } else { '?' };
            let (_, whole) = world.get(&format!("{list}{mark}limit=1000"), &token).await;
            let whole = whole.as_array().unwrap().clone();
            let (rows, count) = pages(&world, &format!("{list}{mark}limit=2"), &token).await;
            assert_eq!(rows, whole, "{list}");
            assert_eq!(count, whole.len().div_ceil(2).max(1), "{list}");
        }
        let (people, count) = pages(&world, "/api/v1/people?limit=9", &token).await;
        assert_eq!((people.len(), count), (9, 1), "no page after the last row");

        let first = say(ask(&world, Method::GET, "/api/v1/people?limit=3", &token)).await;
        let next = first.header("link");
        assert!(next.starts_with("</api/v1/people?limit=3&after=") && !next.contains("p1"), "{next}");
        for wrong in ["limit=0", "limit=1001", "limit=beaucoup", "limit=", "limit=-5", "after=x", "after=", "after=💐"] {
            say(ask(&world, Method::GET, &format!("/api/v1/people?{wrong}"), &token)).await.is_problem(422);
        }
    }

    async fn sent_again_with_its_key_then_the_same_answer_and_one_effect(world: World) {
        let (nadia, christine) = (world.token_of("nadia").await, world.token_of("christine").await);
        let suzanne = world.person_named("suzanne").await.id;
        let (notes, searches) = (format!("/api/v1/people/{suzanne}/notes"), "/api/v1/people/searches");
        let words = json!({"text": "Elle préfère le matin."});
        for key in ["k-1", "k-1", "\"k-1\""] {
            assert_eq!(keyed(&world, &notes, &nadia, key, &words).await.status, 204);
        }
        assert_eq!(kept(&world, "notes").await, 1);
        assert_eq!(keyed(&world, &notes, &nadia, "k-2", &words).await.status, 204);
        assert_eq!(world.post(&notes, &nadia, words.clone()).await.0, 204);
        assert_eq!(kept(&world, "notes").await, 3, "another key and no key are other requests");
        let hers = keyed(&world, &notes, &christine, "k-1", &words).await.status;
        assert_eq!(kept(&world, "notes").await, 3 + usize::from(hers == 204), "a key is its caller's own");

        let found = keyed(&world, searches, &nadia, "k-4", &json!({"search": "lefort"})).await;
        assert!(found.status == 200 && found.body.contains("Lefort"), "{}", found.body);
        let again = keyed(&world, searches, &nadia, "k-4", &json!({"search": "lefort"})).await;
        let told = |said: &Said| (said.status.as_u16(), said.header("content-type").to_owned(), said.body.clone());
        assert_eq!(told(&again), told(&found));
        assert!(contents(&world.service.app.db).await["api_answers"].iter().all(|row| !row.contains("Lefort")), "sealed");

        keyed(&world, &notes, &nadia, "k-1", &json!({"text": "Autre chose."})).await.is_problem(422);
        keyed(&world, "/api/v1/favours", &nadia, "k-1", &words).await.is_problem(422);
        for wrong in ["", "\"\"", &"k".repeat(256)] {
            keyed(&world, &notes, &nadia, wrong, &words).await.is_problem(400);
        }
        // A refusal is an answer as well.
        let long = json!({"text": "x".repeat(4_001)});
        let refused = keyed(&world, &notes, &nadia, "k-3", &long).await;
        refused.is_problem(422);
        assert_eq!(told(&keyed(&world, &notes, &nadia, "k-3", &long).await), told(&refused));

        // A day later the key means nothing any more.
        let before = kept(&world, "notes").await;
        world.run_until(world.now() + TimeDelta::hours(25)).await;
        assert_eq!(keyed(&world, &notes, &nadia, "k-1", &words).await.status, 204);
        assert_eq!(kept(&world, "notes").await, before + 1);
        world.run_until(world.now() + TimeDelta::hours(25)).await;
        keep_time(&world.service.app, world.service.organisation, false).await.unwrap();
        assert_eq!(kept(&world, "api_answers").await, 0);
    }

    async fn sent_many_times_at_once_with_one_key_then_one_effect(world: World) {
        let nadia = world.token_of("nadia").await;
        let notes = format!("/api/v1/people/{}/notes", world.person_named("suzanne").await.id);
        let all: Vec<_> = (0..8)
            .map(|_| {
                let request = ask(&world, Method::POST, &notes, &nadia).header("Idempotency-Key", "at-once");
                tokio::spawn(say(request.json(&json!({"text": "Elle préfère le matin."}))))
            })
            .collect();
        let mut done = 0;
        for said in all {
            let said = said.await.unwrap();
            if said.status == 204 { done += 1 } else { said.is_problem(409) }
        }
        assert!(done >= 1 && kept(&world, "notes").await == 1, "{done} told it was done");
    }

    async fn every_operation_then_described_and_closed_to_every_other_scope(world: World) {
        let document = say(world.http.get(format!("{}/api/v1/openapi.json", world.service.web_url))).await;
        assert_eq!((document.status.as_u16(), document.header("content-type")), (200, "application/json"));
        let all = operations(&document.json());
        assert!(all.len() > 140, "{}", all.len());
        let names: BTreeSet<&str> = all.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names.len(), all.len(), "each has a name of its own");
        let used: BTreeSet<ApiScope> = all.iter().map(|one| one.scope).collect();
        assert_eq!(used, BTreeSet::from(ApiScope::ALL), "no scope is for nothing");
        for scope in ApiScope::ALL {
            let others: Vec<ApiScope> = ApiScope::ALL.into_iter().filter(|other| *other != scope).collect();
            let (others, its_own) = (token_for(&world, &others).await, token_for(&world, &[scope]).await);
            for one in all.iter().filter(|one| one.scope == scope) {
                let request = |token| ask(&world, one.method.clone(), &one.path, token).json(&json!({}));
                say(world.http.request(one.method.clone(), format!("{}{}", world.service.web_url, one.path))).await.is_problem(401);
                let refused = say(request(&others)).await;
                refused.is_problem(403);
                let detail = refused.json()["detail"].as_str().unwrap_or_default().to_owned();
                assert_eq!(detail, format!("The scope {scope} is needed."), "{}", one.name);
                let served = say(request(&its_own)).await;
                assert!(!served.body.contains("is needed.") || served.status != 403, "{}: {}", one.name, served.body);
                assert!(served.status.as_u16() < 500, "{}: {}", one.name, served.body);
            }
        }
    }

    async fn token_of_few_scopes_then_nothing_else_and_an_old_one_everything(world: World) {
        let reading = token_for(&world, &[ApiScope::CasesRead]).await;
        assert_eq!(world.get("/api/v1/cases", &reading).await.0, 200);
        let nowhere = "/api/v1/cases/A7K2/closure";
        let refused = say(ask(&world, Method::POST, nowhere, &reading).json(&json!({"outcome": "handled"}))).await;
        refused.is_problem(403);
        assert!(refused.json()["detail"].as_str().unwrap().contains("cases:write"), "{}", refused.body);
        assert_eq!(world.get("/api/v1/people", &reading).await.0, 403);
        let none = token_for(&world, &[]).await;
        say(ask(&world, Method::GET, "/api/v1/cases", &none)).await.is_problem(403);
        let everything = world.token_of("nadia").await;
        assert_eq!(world.get("/api/v1/people", &everything).await.0, 200);
        assert_eq!(world.post(nowhere, &everything, json!({"outcome": "handled"})).await.0, 404);

        // A scope gives nothing that its holder may not do.
        let writing = token_for(&world, &[ApiScope::VolunteersWrite]).await;
        let karim = volunteer_id(&world, &everything, "karim").await;
        let absences = format!("/api/v1/volunteers/{karim}/absences");
        let days = json!({"from_on": "2026-12-20", "to_on": "2026-12-27"});
        assert_eq!(keyed(&world, &absences, &writing, "k-1", &days).await.status, 201);
        // What was answered to one token is not told to another one that could not have asked.
        keyed(&world, &absences, &reading, "k-1", &days).await.is_problem(403);
        assert_eq!(keyed(&world, &absences, &everything, "k-1", &days).await.status, 201);
    }
}

/// An operation, as the document describes it, about things that are not there.
struct Described {
    name: String,
    method: Method,
    path: String,
    scope: ApiScope,
}

fn operations(document: &Value) -> Vec<Described> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, one) in methods.as_object().unwrap() {
            let told = |what: &str| one[what].as_str().unwrap_or_default().to_owned();
            assert!(told("summary").len() > 2 && told("description").ends_with('.'), "{method} {path}: {one}");
            for status in ["401", "403", "404", "503"] {
                assert_eq!(one["responses"][status]["$ref"], "#/components/responses/Problem", "{method} {path}");
            }
            all.push(Described {
                name: told("operationId"),
                method: method.to_uppercase().parse().unwrap(),
                path: filled(path),
                scope: ApiScope::parse(one["security"][0]["token"][0].as_str().unwrap()).unwrap(),
            });
        }
    }
    all
}

/// An address in which every id is nobody's.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| if part.starts_with('{') { NOBODYS } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// How many rows of a table there are.
async fn kept(world: &World, table: &str) -> usize {
    contents(&world.service.app.db).await[table].len()
}
