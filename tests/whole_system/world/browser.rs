//! Somebody at a browser: opens pages, fills forms as they stand on the page, keeps the cookie.

use std::{collections::BTreeMap, sync::Mutex};

use passerelle_app::sign_in_to_rehearsal;
use passerelle_domain::{
    ids::{OrganisationId, StaffId},
    people::Staff,
};
use passerelle_store::{StoreError, organisations, staff, transact};
use reqwest::{Client, Method, Response, header, redirect::Policy};
use scraper::{ElementRef, Html, Selector};
use uuid::Uuid;

use crate::World;

/// A page as it arrived.
#[derive(Debug, Clone)]
pub struct Page {
    pub status: u16,
    /// Path and query, after redirections; a whole address when they led elsewhere.
    pub address: String,
    pub html: String,
    pub headers: header::HeaderMap,
}

/// Redirections followed for one click.
const MOST_REDIRECTIONS: usize = 5;

impl Page {
    /// The text a reader hears, one space between words.
    pub fn text(&self) -> String {
        let whole = Html::parse_document(&self.html);
        let texts = whole.select(&selector("body")).flat_map(|body| body.text()).collect::<Vec<_>>().join(" ");
        texts.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The texts of every element that a selector finds.
    pub fn all(&self, what: &str) -> Vec<String> {
        let whole = Html::parse_document(&self.html);
        let text = |found: ElementRef<'_>| {
            found.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        whole.select(&selector(what)).map(text).collect()
    }

    /// The values of an attribute on every element that a selector finds.
    pub fn attributes(&self, what: &str, name: &str) -> Vec<String> {
        let whole = Html::parse_document(&self.html);
        whole.select(&selector(what)).filter_map(|found| found.attr(name).map(str::to_owned)).collect()
    }

    pub fn says(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// What the form that goes to `action` sends if nobody touches it.
    pub fn fields_of(&self, action: &str) -> Option<Vec<(String, String)>> {
        let whole = Html::parse_document(&self.html);
        let form = whole.select(&selector("form[method=post]")).find(|form| form.attr("action") == Some(action))?;
        let mut fields = Vec::new();
        for input in form.select(&selector("input[name], textarea[name], select[name]")) {
            let name = input.attr("name").unwrap_or_default().to_owned();
            let value = match input.value().name() {
                "textarea" => input.text().collect(),
                "select" => chosen(input),
                _ => {
                    let is_box = matches!(input.attr("type"), Some("checkbox" | "radio"));
                    if is_box && input.attr("checked").is_none() {
                        continue;
                    }
                    input.attr("value").unwrap_or(if is_box { "on" } else { "" }).to_owned()
                }
            };
            fields.push((name, value));
        }
        Some(fields)
    }
}

fn chosen(select: ElementRef<'_>) -> String {
    let value = |option: ElementRef<'_>| option.attr("value").unwrap_or_default().to_owned();
    let chosen = select.select(&selector("option[selected]")).next();
    chosen.or_else(|| select.select(&selector("option")).next()).map(value).unwrap_or_default()
}

fn selector(what: &str) -> Selector {
    Selector::parse(what).unwrap()
}

/// Somebody at a browser.
pub struct Browser {
    client: Client,
    base: String,
    language: &'static str,
    cookies: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    /// Nobody is signed in.
    pub fn at(world: &World) -> Browser {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Browser { client, base: world.service.web_url.clone(), language: "fr", cookies: Mutex::default() }
    }

    /// Somebody of the staff, signed in.
    pub async fn signed_in_as(world: &World, member: &Staff) -> Browser {
        let token = sign_in_to_rehearsal(&world.service.app, member).await.unwrap().unwrap();
        let browser = Browser::at(world);
        browser.cookies.lock().unwrap().insert("passerelle".to_owned(), token);
        browser
    }

    /// Somebody with every right, but of another organisation, which has nothing yet.
    pub async fn signed_in_elsewhere(world: &World) -> Browser {
        let app = &world.service.app;
        let mut other = world.staff_named("nadia").await;
        (other.id, other.key) = (StaffId(Uuid::from_u128(77)), "ailleurs".to_owned());
        let new_owner = OrganisationId(Uuid::from_u128(78));
        let member = transact!(app.db, |tx| {
            let organisation_id = organisations::find_or_make(tx, new_owner, "Ailleurs").await?;
            let member = Staff { organisation_id, ..other.clone() };
            staff::save(tx, &app.secrets, &member).await?;
            Ok::<_, StoreError>(member)
        })
        .await
        .unwrap();
        Browser::signed_in_as(world, &member).await
    }

    /// What the browser keeps, as it sends it.
    pub fn cookie(&self) -> Option<String> {
        let kept = self.cookies.lock().unwrap();
        let pairs: Vec<String> = kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Another browser with the same cookie: a second tab, or a thief.
    pub fn twin(&self) -> Browser {
        let (client, base, language) = (self.client.clone(), self.base.clone(), self.language);
        Browser { client, base, language, cookies: Mutex::new(self.cookies.lock().unwrap().clone()) }
    }

    pub async fn opens(&self, address: &str) -> Page {
        self.goes(Method::GET, address, None, &[]).await
    }

    /// A file, as bytes.
    pub async fn gets_file(&self, address: &str) -> Vec<u8> {
        let request = self.client.get(format!("{}{address}", self.base));
        let request = request.header(header::COOKIE, self.cookie().unwrap_or_default());
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{address}");
        answer.bytes().await.unwrap().to_vec()
    }

    /// Sends fields whatever is on any page.
    pub async fn sends(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        self.goes(Method::POST, address, Some(fields), &[]).await
    }

    /// The same, as another site would make the browser do it.
    pub async fn is_made_to_send(&self, address: &str, fields: &[(&str, &str)]) -> Page {
        self.goes(Method::POST, address, Some(fields), &[("sec-fetch-site", "cross-site")]).await
    }

    /// Fills the form of `page` that goes to `action`, and sends it: what is not filled stays as it stands.
    pub async fn fills(&self, page: &Page, action: &str, filled: &[(&str, &str)]) -> Page {
        let standing = page.fields_of(action).unwrap_or_else(|| panic!("no form goes to {action}:\n{}", page.html));
        let mut fields: Vec<(&str, &str)> = standing
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !filled.iter().any(|(other, _)| other == name))
            .collect();
        fields.extend(filled);
        self.sends(action, &fields).await
    }

    /// Sends files by the form of `page` that goes to `action`, with what else stands in it: (field, content).
    pub async fn sends_files(&self, page: &Page, action: &str, files: &[(&str, &[u8])]) -> Page {
        const BOUNDARY: &str = "a-boundary-of-the-tests";
        let standing = page.fields_of(action).unwrap_or_else(|| panic!("no form goes to {action}:\n{}", page.html));
        let mut body = Vec::new();
        let is_file = |name: &str| files.iter().any(|(file, _)| *file == name);
        for (name, value) in standing.iter().filter(|(name, _)| !is_file(name)) {
            let part = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(part.into_bytes());
        }
        for (name, content) in files {
            let part = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{name}.csv\"\r\n\
                 content-type: text/csv\r\n\r\n"
            );
            body.extend(part.into_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        let request = self.client.post(format!("{}{action}", self.base));
        let request = request.header(header::COOKIE, self.cookie().unwrap_or_default());
        let request =
            request.header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}")).body(body);
        let answer = request.send().await.unwrap();
        match answer.headers().get(header::LOCATION) {
            Some(next) => self.opens(next.to_str().unwrap()).await,
            None => {
                let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                Page { status, address: action.to_owned(), headers, html: answer.text().await.unwrap() }
            }
        }
    }

    async fn goes(
        &self,
        method: Method,
        address: &str,
        fields: Option<&[(&str, &str)]>,
        headers: &[(&str, &str)],
    ) -> Page {
        let (mut method, mut address, mut fields) = (method, address.to_owned(), fields);
        for _ in 0..MOST_REDIRECTIONS {
            let mut request = self.client.request(method.clone(), format!("{}{address}", self.base));
            request = request.header(header::ACCEPT_LANGUAGE, self.language);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            if let Some(cookie) = self.cookie() {
                request = request.header(header::COOKIE, cookie);
            }
            if let Some(fields) = fields {
                request = request.form(fields);
            }
            let answer = request.send().await.unwrap();
            self.keep_cookie(&answer);
            match answer.headers().get(header::LOCATION) {
                Some(next) if answer.status().is_redirection() => {
                    address = next.to_str().unwrap().to_owned();
                    if !address.starts_with('/') {
                        // To somebody else: this browser shows where.
                        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                        return Page { status, address, headers, html: String::new() };
                    }
                    (method, fields) = (Method::GET, None);
                }
                _ => {
                    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
                    return Page { status, address, headers, html: answer.text().await.unwrap() };
                }
            }
        }
        panic!("redirected without end to {address}");
    }

    fn keep_cookie(&self, answer: &Response) {
        for set in answer.headers().get_all(header::SET_COOKIE) {
            let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            let mut kept = self.cookies.lock().unwrap();
            match value.is_empty() {
                true => kept.remove(name),
                false => kept.insert(name.to_owned(), value.to_owned()),
            };
        }
    }
}

impl World {
    /// Somebody of the staff, signed in.
    pub async fn signed_in(&self, key: &str) -> Browser {
        Browser::signed_in_as(self, &self.staff_named(key).await).await
    }
}
