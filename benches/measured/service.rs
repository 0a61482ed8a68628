//! The service that is measured: the program's own parts over an empty database, without a carrier.

use anyhow::ensure;
use chrono::TimeDelta;
use passerelle_app::{
    App, AppParts, Chance, PublicUrls, ScriptBook, import_files, publish_scripts, shipped_scripts, shipped_words,
};
use passerelle_clock::Clock;
use passerelle_notify::Mailer;
use passerelle_store::{Db, DbSettings, HeldJobs, Kind, Secrets, test_support::FreshDatabase};
use passerelle_telephony::{CarrierClient, ClientSettings, Voices, client::Auth, profile::Carrier};
use sqlx::Connection;

/// Signs the requests; opens nothing.
pub const AUTH_TOKEN: &str = "a-token-of-measurements";
/// What the carrier signs over.
pub const PUBLIC_URL: &str = "https://ligne.example.org";
/// The line that is rung. Every number is reserved for fiction.
pub const LINE: &str = "+33199000100";

/// Where the test server of PostgreSQL is, when there is one.
const POSTGRES_URL: &str = "PASSERELLE_TEST_POSTGRES_URL";
const ACCOUNT_SID: &str = "AC00000000000000000000000000000000";
/// Whose service it is.
pub const ORGANISATION: &str = "Les Passerelles mesurées";
/// Nobody listens there: what is measured never telephones.
const NO_CARRIER: &str = "http://127.0.0.1:9";
/// Calls and texts that the carrier takes a second: one, as contracts say, would measure the contract.
const CARRIER_A_SECOND: f64 = 10_000.0;
/// The line is closed and nobody is called for this long: what is measured does not depend on the hour.
const FAR_AWAY: TimeDelta = TimeDelta::days(4);

/// A service ready to be measured, serving a small association; its folder is deleted at the end.
pub struct Service {
    /// The use cases.
    pub app: App,
    _folder: tempfile::TempDir,
}

/// The databases to measure: those named on the command line, or both. PostgreSQL is measured when
/// a test server is given.
pub fn databases() -> Vec<Kind> {
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted = |name: &str| named.is_empty() || named.iter().any(|word| word == name);
    let mut databases = Vec::new();
    if is_wanted("sqlite") {
        databases.push(Kind::Sqlite);
    }
    if is_wanted("postgresql") && std::env::var(POSTGRES_URL).is_ok() {
        databases.push(Kind::Postgres);
    }
    databases
}

/// How a database is named in the figures.
pub fn name_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    }
}

/// Opens a service over a database of its own, with its files in `folder`, which is on a disk: a
/// machine's folder for temporary files may be memory. A commit waits for the disk on both databases.
///
/// # Errors
/// A part that could not be made.
pub async fn open(kind: Kind, folder: &str) -> anyhow::Result<Service> {
    open_with(kind, folder, NO_CARRIER, Vec::new()).await
}

/// The same, with a carrier at an address, and more files of an import.
///
/// # Errors
/// A part that could not be made.
pub async fn open_with(
    kind: Kind,
    folder: &str,
    carrier_url: &str,
    more: Vec<(String, String)>,
) -> anyhow::Result<Service> {
    let folder = tempfile::tempdir_in(folder)?;
    let url = match kind {
        Kind::Sqlite => format!("sqlite://{}", folder.path().join("passerelle.db").display()),
        Kind::Postgres => {
            make_durable().await?;
            FreshDatabase::postgres().await.url().to_owned()
        }
    };
    let clock = Clock::system();
    let db = Db::open(&DbSettings::new(url, HeldJobs::new(clock.clone()))).await?;
    db.migrate().await?;
    let profile = Carrier::Simulated.profile();
    let auth = Auth::new(profile.auth_kind, ACCOUNT_SID, AUTH_TOKEN);
    let carrier = ClientSettings {
        calls_per_second: CARRIER_A_SECOND,
        messages_per_second: CARRIER_A_SECOND,
        ..ClientSettings::new(carrier_url, ACCOUNT_SID, auth, clock.clone())
    };
    let app = App::new(AppParts {
        db,
        secrets: Secrets::new("a key of measurements protects what is nobody's"),
        carrier: CarrierClient::new(carrier)?,
        clock,
        chance: Chance::from_machine(),
        profile,
        voices: Voices::new(profile, Vec::new()),
        mailer: Mailer::folder(folder.path(), "Passerelle <mesures@example.org>")?,
        open_id: None,
        scripts: ScriptBook::read(shipped_scripts(), shipped_words())?,
        urls: PublicUrls::new(PUBLIC_URL),
        is_simulated: true,
    });
    publish_scripts(&app).await?;
    for files in [files(&app), more] {
        let report = import_files(&app, ORGANISATION, &files).await?;
        ensure!(report.is_clean(), "the association was refused:\n{report}");
    }
    Ok(Service { app, _folder: folder })
}

/// The server of the tests is tuned to be fast and to lose everything in a crash: figures would be
/// worth nothing. It is told to wait for its disk from now on.
async fn make_durable() -> anyhow::Result<()> {
    let mut server = sqlx::PgConnection::connect(&std::env::var(POSTGRES_URL)?).await?;
    for setting in ["fsync", "synchronous_commit", "full_page_writes"] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(format!("ALTER SYSTEM SET {setting} = on"))).execute(&mut server).await?;
    }
    sqlx::raw_sql("SELECT pg_reload_conf()").execute(&mut server).await?;
    // The server reads its settings again in its own time; a new connection tells.
    for _ in 0..100 {
        let mut other = sqlx::PgConnection::connect(&std::env::var(POSTGRES_URL)?).await?;
        let read = "SELECT bool_and(setting = 'on') FROM pg_settings
            WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')";
        if sqlx::query_scalar::<_, bool>(read).fetch_one(&mut other).await? {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    anyhow::bail!("the server does not wait for its disk")
}

fn files(app: &App) -> Vec<(String, String)> {
    let far_away = (app.clock.now() + FAR_AWAY).date_naive();
    let weekday = far_away.format("%a").to_string().to_lowercase();
    let rrule_day = weekday[..2].to_uppercase();
    let starts_on = far_away.format("%Y-%m-%d");
    let file = |name: &str, content: String| (name.to_owned(), content);
    vec![
        file(
            "lines.csv",
            format!(
                "key,name,service_name,neutral_name,number,sms_sender,check_number,territory,timezone,holidays,hours,holiday_policy,language,script\n\
                 paris,Ligne de Paris,Passerelles,l'équipe,{LINE},+33199000101,+33162000001,FR-IDF,Europe/Paris,metro,{weekday} 10:00-11:00,open,fr,listening-line\n"
            ),
        ),
        file(
            "people.csv",
            "key,title,first_name,last_name,phone,line,territory,language,hearing_advice,fragility,consent_calls,consent_sms,consent_recognition\n\
             suzanne,Mme,Suzanne,Lefort,+33199001001,paris,FR-IDF,fr,speak_slowly,green,yes,no,yes\n"
                .to_owned(),
        ),
        file(
            "volunteers.csv",
            "key,first_name,last_name,phone,email,languages,territory,line,availability,max_calls_per_day,max_calls_per_week,status,charter_signed_on,trained_on\n\
             karim,Karim,Belkacem,+33639980001,karim@example.org,fr,FR-IDF,paris,mon-sun 08:00-21:00,4,10,active,2026-04-08,2026-05-15\n"
                .to_owned(),
        ),
        file(
            "series.csv",
            format!(
                "key,person,volunteer,kind,rrule,local_time,starts_on,duration_min,pairing,protocol\n\
                 suzanne-weekly,suzanne,karim,convivial_call,FREQ=WEEKLY;BYDAY={rrule_day},15:00,{starts_on},30,pair,weekly\n"
            ),
        ),
    ]
}
