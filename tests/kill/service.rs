//! The program as a process of its own: started, asked for its health, told to stop, killed.

use std::{
    fs::{File, OpenOptions},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    time::{Instant, interval, timeout},
};

use super::association;

/// The key of databases that hold nobody.
pub(crate) const SECRET_KEY: &str = "a test seals what is nobody's, for an hour";
/// The account and the token of every rehearsal, as the program knows them.
pub(crate) const ACCOUNT_SID: &str = "AC00000000000000000000000000000000";
pub(crate) const AUTH_TOKEN: &str = "rehearsal-token-known-to-everybody";
/// A machine busy with other tests starts a program slowly.
const READY_WITHIN: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Ports below those that the machine gives to outgoing connections.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// Where and with what the program runs. Several processes may share it.
pub(crate) struct Installation {
    pub(crate) home: tempfile::TempDir,
    pub(crate) database_url: String,
    pub(crate) carrier_url: String,
    pub(crate) address: SocketAddr,
}

/// A port nobody listens on.
pub(crate) fn free_address() -> SocketAddr {
    // Each test of this process tries ports of its own, and other processes begin elsewhere.
    static TAKEN: AtomicUsize = AtomicUsize::new(0);
    let elsewhere = usize::try_from(std::process::id()).unwrap() % 1_000 * 10;
    loop {
        let place = elsewhere + TAKEN.fetch_add(1, Ordering::SeqCst);
        let port = PORTS.start + u16::try_from(place % PORTS.len()).unwrap();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return ([127, 0, 0, 1], port).into();
        }
    }
}

impl Installation {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
        command.env_clear().current_dir(self.home.path()).stdin(Stdio::null()).args(arguments).kill_on_drop(true);
        for (name, value) in [
            ("DATABASE_URL", self.database_url.as_str()),
            ("CARRIER_API_URL", &self.carrier_url),
            ("CARRIER_ACCOUNT_SID", ACCOUNT_SID),
            ("CARRIER_AUTH_TOKEN", AUTH_TOKEN),
            ("CARRIER_CALLS_PER_SECOND", "30"),
            ("CARRIER_MESSAGES_PER_SECOND", "100"),
            ("SECRET_KEY", SECRET_KEY),
            ("LISTEN", &self.address.to_string()),
            ("POSTGRES_CONNECTIONS", "8"),
        ] {
            command.env(format!("PASSERELLE_{name}"), value);
        }
        command
    }

    /// Imports the lists in a folder of the home; nothing may be refused.
    pub(crate) async fn import(&self, folder: &str) {
        let output = self.command(&["import", folder, "--organisation", association::NAME]).output().await.unwrap();
        assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Starts a process that goes on; what it tells is added to a log in the home.
    pub(crate) fn start(&self, arguments: &[&str]) -> Process {
        let log = self.log();
        let told: File = OpenOptions::new().create(true).append(true).open(&log).unwrap();
        let mut command = self.command(arguments);
        command.stderr(told).stdout(Stdio::null());
        Process { child: command.spawn().unwrap() }
    }

    fn log(&self) -> PathBuf {
        self.home.path().join("log.txt")
    }

    /// Everything the processes told so far.
    pub(crate) fn told(&self) -> String {
        std::fs::read_to_string(self.log()).unwrap_or_default()
    }

    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        Path::join(self.home.path(), name)
    }

    /// Waits until the web server says that it is ready.
    pub(crate) async fn is_ready(&self) {
        let url = format!("http://{}/health/ready", self.address);
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        until("the service is ready", READY_WITHIN, async || {
            http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
    }
}

/// A failing test shows what the program said.
impl Drop for Installation {
    fn drop(&mut self) {
        const LAST_LINES: usize = 40;
        if std::thread::panicking() {
            let told = self.told();
            let lines: Vec<&str> = told.lines().collect();
            eprintln!("{}", lines[lines.len().saturating_sub(LAST_LINES)..].join("\n"));
        }
    }
}

/// A process of the program.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Kills it as a power cut would: nothing is finished, nothing handed back.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop, as systemd and containers do.
    pub(crate) fn ask_to_stop(&self) {
        let pid = self.child.id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    }

    /// How it ended, within `within`.
    pub(crate) async fn ended_within(mut self, within: Duration) -> ExitStatus {
        timeout(within, self.child.wait()).await.expect("the process stops in time").unwrap()
    }
}

/// Looks again and again until it is so.
pub(crate) async fn until(what: &str, within: Duration, mut is_so: impl AsyncFnMut() -> bool) {
    let in_vain = || format!("in vain for {within:?}: {what}");
    until_right(within, async || is_so().await.then_some(()).ok_or_else(in_vain)).await;
}

/// Looks again and again until nothing is wrong. Between two looks it rests longer than a look takes: the database has
/// better things to do.
pub(crate) async fn until_right(within: Duration, mut what_is_wrong: impl AsyncFnMut() -> Result<(), String>) {
    let give_up_at = Instant::now() + within;
    let mut looks = interval(LOOK_EVERY);
    loop {
        looks.tick().await;
        let looked_at = Instant::now();
        let Err(wrong) = what_is_wrong().await else { return };
        assert!(Instant::now() < give_up_at, "{wrong}");
        looks.reset_after(LOOK_EVERY.max(looked_at.elapsed() * 2));
    }
}
