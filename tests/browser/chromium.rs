//! A real Chromium, driven as a person would: its window, its colours, its keyboard.

use std::{
    io::{BufRead, BufReader},
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{InputSource, KeyAction, KeyActions},
    key::Key,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Known by its web driver's package; `tests/run.sh` installs both.
const DRIVER: &str = "chromedriver";
/// The longest a page may take to come, or to change by itself, on a busy machine.
const HEARS_WITHIN: Duration = Duration::from_secs(20);
/// The rules looked for: WCAG 2.2 A and AA, and what axe calls good practice.
const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/// axe-core: see `axe.LICENSE`.
const AXE: &str = include_str!("axe.min.js");

/// How the pages are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) name: &'static str,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) is_dark: bool,
    pub(crate) has_script: bool,
}

pub(crate) const WIDE: Look = Look { name: "wide", width: 1280, height: 900, is_dark: false, has_script: true };
pub(crate) const DARK: Look = Look { name: "dark", is_dark: true, ..WIDE };
pub(crate) const PHONE: Look = Look { name: "phone", width: 375, height: 780, ..WIDE };
pub(crate) const NARROW: Look = Look { name: "narrow", width: 320, height: 640, ..WIDE };
pub(crate) const WITHOUT_SCRIPT: Look = Look { name: "without-script", has_script: false, ..WIDE };

/// A browser and its driver; both end with it.
pub(crate) struct Chromium {
    pub(crate) client: Client,
    pub(crate) look: Look,
    driver: Child,
    _profile: tempfile::TempDir,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The whole group: a driver that is killed leaves its browser behind.
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.driver.id())]).status();
        let _ = self.driver.wait();
    }
}

impl Chromium {
    pub(crate) async fn start(look: Look) -> Chromium {
        let profile = tempfile::tempdir().unwrap();
        let (driver, port) = start_driver();
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={},{}", look.width, look.height),
            "--lang=fr".to_owned(),
        ];
        if look.is_dark {
            arguments.push("--blink-settings=preferredColorScheme=0".to_owned());
        }
        let script = if look.has_script { 1 } else { 2 };
        let options = json!({
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": script, "intl.accept_languages": "fr" },
        });
        let mut wanted = serde_json::Map::new();
        wanted.insert("goog:chromeOptions".to_owned(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        // Headless Chromium takes no window narrower than 500 pixels: the page is told another width.
        let metrics = json!({ "width": look.width, "height": look.height, "deviceScaleFactor": 1, "mobile": false });
        let chromium = Chromium { client, look, driver, _profile: profile };
        chromium.tells_devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        chromium
    }

    async fn tells_devtools(&self, method: &str, parameters: Value) {
        self.client.issue_cmd(DevTools { method: method.to_owned(), parameters }).await.unwrap();
    }

    pub(crate) async fn opens(&self, address: &str) {
        self.client.goto(address).await.unwrap();
    }

    /// The text of the page, as it is read; nothing while the next page comes.
    pub(crate) async fn reads(&self) -> String {
        match self.client.find(Locator::Css("body")).await {
            Ok(body) => body.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Comes with a cookie, as `name=value`.
    pub(crate) async fn brings(&self, address: &str, cookie: &str) {
        let (name, value) = cookie.split_once('=').unwrap();
        self.tells_devtools("Network.setCookie", json!({ "url": address, "name": name, "value": value })).await;
    }

    /// Waits until the page says something, in words without a double quote.
    pub(crate) async fn hears(&self, words: &str) {
        let place = format!("//body[contains(normalize-space(.), \"{words}\")]");
        let found = self.client.wait().at_most(HEARS_WITHIN).for_element(Locator::XPath(&place)).await;
        assert!(found.is_ok(), "the page never says {words:?}, but:\n{}", self.reads().await);
    }

    pub(crate) async fn types(&self, field: &str, text: &str) {
        let field = self.client.find(Locator::Css(field)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Gives a field a value as it is sent, where what is typed depends on the machine's language: a date.
    pub(crate) async fn sets(&self, field: &str, value: &str) {
        let script = format!("document.querySelector({}).value = {};", json!(field), json!(value));
        self.client.execute(&script, Vec::new()).await.unwrap();
    }

    pub(crate) async fn clicks(&self, what: &str) {
        self.client.find(Locator::Css(what)).await.unwrap().click().await.unwrap();
    }

    /// Presses a key on whatever has the focus.
    pub(crate) async fn presses(&self, key: char) {
        let pressed =
            KeyActions::new("keys".to_owned()).then(KeyAction::Down { value: key }).then(KeyAction::Up { value: key });
        self.client.perform_actions(pressed).await.unwrap();
    }

    pub(crate) async fn presses_tab(&self) {
        self.presses(Key::Tab.into()).await;
    }

    /// The text of what has the focus.
    pub(crate) async fn is_on(&self) -> String {
        self.client.active_element().await.unwrap().text().await.unwrap()
    }

    /// What axe-core finds wrong on the page: each rule with the places.
    pub(crate) async fn finds_wrong(&self) -> Vec<String> {
        self.client.execute(AXE, Vec::new()).await.unwrap();
        let look = format!(
            "const done = arguments[arguments.length - 1];\
             axe.run({{ runOnly: {{ type: 'tag', values: {} }} }}).then((found) => done(found.violations.map((wrong) => \
             wrong.id + ': ' + wrong.nodes.map((node) => node.target.join(' ') + ' ' + node.failureSummary).join(' | '))));",
            json!(RULES)
        );
        let found = self.client.execute_async(&look, Vec::new()).await.unwrap();
        found.as_array().unwrap().iter().map(|wrong| wrong.as_str().unwrap().to_owned()).collect()
    }

    /// Nothing is wrong for axe-core, and nothing is wider than the window; the picture is kept.
    pub(crate) async fn is_well_made(&self, name: &str) {
        assert_eq!(self.finds_wrong().await, Vec::<String>::new(), "{name}");
        assert_eq!(self.overflows_by().await, 0, "{name}");
        self.is_photographed(name).await;
    }

    /// How many pixels the page is wider than its window.
    pub(crate) async fn overflows_by(&self) -> i64 {
        let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth;";
        self.client.execute(script, Vec::new()).await.unwrap().as_i64().unwrap()
    }

    /// Hosts of everything the page asked for.
    pub(crate) async fn hosts_asked(&self) -> Vec<String> {
        let script = "return performance.getEntriesByType('resource').map((asked) => new URL(asked.name).host);";
        let hosts = self.client.execute(script, Vec::new()).await.unwrap();
        hosts.as_array().unwrap().iter().map(|host| host.as_str().unwrap().to_owned()).collect()
    }

    /// Keeps a picture of the whole page under `target/screenshots/`.
    pub(crate) async fn is_photographed(&self, name: &str) {
        let script = "return Math.min(document.documentElement.scrollHeight, 6000);";
        let height = self.client.execute(script, Vec::new()).await.unwrap().as_i64().unwrap();
        let metrics = json!({ "width": self.look.width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.tells_devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let picture = self.client.screenshot().await.unwrap();
        let metrics =
            json!({ "width": self.look.width, "height": self.look.height, "deviceScaleFactor": 1, "mobile": false });
        self.tells_devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let folder = screenshots();
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}-{}.png", self.look.name)), picture).unwrap();
    }
}

fn screenshots() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("screenshots")
}

/// On a port of its own choice, which it prints.
fn start_driver() -> (Child, u16) {
    let started =
        Command::new(DRIVER).arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0).spawn();
    let mut driver = started.expect("chromedriver starts; on Debian it is in the package chromium-driver");
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = lines.map_while(Result::ok).find_map(|line| {
        line.strip_prefix("ChromeDriver was started successfully on port ")
            .map(|port| port.trim_end_matches('.').parse())
    });
    (driver, port.expect("the driver says its port").unwrap())
}

/// A command of Chromium's own protocol.
#[derive(Debug)]
struct DevTools {
    method: String,
    parameters: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "cmd": self.method, "params": self.parameters }).to_string()))
    }
}
