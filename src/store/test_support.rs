//! Databases for tests: each test has its own, on SQLite and on PostgreSQL.
//!
//! PostgreSQL is never skipped: without a server the test fails and says what to run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "this is test code")]

use std::collections::BTreeMap;

use passerelle_clock::Clock;
use sqlx::{Connection, PgConnection};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::access::Access as _;
use crate::{Db, DbSettings, Ex, HeldJobs, Kind, ReadConn};

/// Where the private PostgreSQL server of the tests is: a superuser's URL, without database name
/// or with one that may stay empty.
const POSTGRES_URL: &str = "PASSERELLE_TEST_POSTGRES_URL";
/// Connections of one test's pool: many tests share one server.
const CONNECTIONS: u32 = 6;

/// An empty database that belongs to one test, for whoever opens it by its address.
pub struct FreshDatabase {
    url: String,
    // Deletes the SQLite file when the test ends.
    _folder: Option<tempfile::TempDir>,
}

impl FreshDatabase {
    /// A SQLite file that does not exist yet.
    pub fn sqlite() -> FreshDatabase {
        FreshDatabase::from_folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A PostgreSQL database without any table.
    ///
    /// # Panics
    /// Without a test server: run `make test`, which starts one.
    pub async fn postgres() -> FreshDatabase {
        FreshDatabase { url: new_postgres_database().await, _folder: None }
    }

    /// A SQLite file with every table, empty.
    pub async fn sqlite_migrated() -> FreshDatabase {
        FreshDatabase::from_folder(sqlite_folder().await)
    }

    /// A PostgreSQL database with every table, empty.
    ///
    /// # Panics
    /// Without a test server: run `make test`, which starts one.
    pub async fn postgres_migrated() -> FreshDatabase {
        FreshDatabase { url: migrated_postgres_database().await, _folder: None }
    }

    fn from_folder(folder: tempfile::TempDir) -> FreshDatabase {
        FreshDatabase { url: sqlite_url(&folder), _folder: Some(folder) }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it holds now, in another database: a backup that was restored.
    ///
    /// # Panics
    /// When it cannot be copied: `pg_dump` and `psql` must be there.
    pub async fn restored(&self) -> FreshDatabase {
        if self.url.starts_with("sqlite") {
            let copy = FreshDatabase::sqlite();
            copy_into(&self.url, std::path::Path::new(copy.url.trim_start_matches("sqlite://"))).await;
            return copy;
        }
        let copy = FreshDatabase::postgres().await;
        let dumped = tokio::process::Command::new("pg_dump").arg(&self.url).output().await.expect("pg_dump runs");
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("dump.sql");
        std::fs::write(&file, dumped.stdout).expect("the dump is written");
        let mut psql = tokio::process::Command::new("psql");
        let restored = psql.arg("--quiet").arg(&copy.url).arg("--file").arg(&file).output().await;
        assert!(restored.expect("psql runs").status.success());
        copy
    }
}

/// Every row of every table with what is sealed in it opened: what somebody reads who has the database and its key. Bytes are
/// left out.
///
/// # Panics
/// When something sealed opens under none of `fields`: the list must hold them all.
pub async fn contents_opened(db: &Db, secrets: &crate::Secrets, fields: &[&str]) -> BTreeMap<String, Vec<String>> {
    let is_base64 = |sign: char| sign.is_ascii_alphanumeric() || "+/=".contains(sign);
    let mut all = contents(db).await;
    for (table, rows) in &mut all {
        for row in rows {
            let parts: Vec<String> = row.split("p1:").skip(1).map(|part| part.to_owned()).collect();
            for part in parts {
                let sealed: String = part.chars().take_while(|sign| is_base64(*sign)).collect();
                let sealed = format!("p1:{sealed}");
                let opened = fields.iter().find_map(|field| secrets.open(field, &sealed).ok());
                let opened = opened.unwrap_or_else(|| panic!("something sealed in {table} opens under no known field"));
                // What stays of it is noise, in which any four signs turn up one day.
                *row = row.replace(&sealed, " opened: ") + &opened;
            }
        }
    }
    all
}

/// A migrated database that belongs to one test.
pub struct TestDb {
    /// The open store.
    pub db: Db,
    /// Its address, to open it again.
    pub url: String,
    held_jobs: HeldJobs,
    // Deletes the SQLite file when the test ends.
    _folder: Option<tempfile::TempDir>,
}

impl TestDb {
    /// A fresh SQLite file, on the machine's own time.
    pub async fn sqlite() -> TestDb {
        TestDb::sqlite_on(HeldJobs::new(Clock::system())).await
    }

    /// A fresh SQLite file, on a given clock.
    pub async fn sqlite_on(held_jobs: HeldJobs) -> TestDb {
        let folder = sqlite_folder().await;
        TestDb::connect(sqlite_url(&folder), held_jobs, Some(folder)).await
    }

    /// A fresh PostgreSQL database, on the machine's own time.
    pub async fn postgres() -> TestDb {
        TestDb::postgres_on(HeldJobs::new(Clock::system())).await
    }

    /// A fresh PostgreSQL database, on a given clock.
    ///
    /// # Panics
    /// Without a test server: run `make test`, which starts one.
    pub async fn postgres_on(held_jobs: HeldJobs) -> TestDb {
        TestDb::connect(migrated_postgres_database().await, held_jobs, None).await
    }

    /// One of each, for a test that must hold on both.
    pub async fn both() -> [TestDb; 2] {
        [TestDb::sqlite().await, TestDb::postgres().await]
    }

    /// Lets the store go as a killed process would, and opens the same database again.
    pub async fn reopen(self) -> TestDb {
        let TestDb { db, url, held_jobs, _folder } = self;
        drop(db);
        let test = TestDb::connect(url, held_jobs, _folder).await;
        test.db.migrate().await.expect("the test database migrates");
        test
    }

    /// A SQLite file without any table.
    pub async fn sqlite_unmigrated() -> TestDb {
        let folder = tempfile::tempdir().expect("a temporary folder");
        TestDb::connect(sqlite_url(&folder), HeldJobs::new(Clock::system()), Some(folder)).await
    }

    /// A PostgreSQL database without any table.
    pub async fn postgres_unmigrated() -> TestDb {
        TestDb::connect(new_postgres_database().await, HeldJobs::new(Clock::system()), None).await
    }

    async fn connect(url: String, held_jobs: HeldJobs, folder: Option<tempfile::TempDir>) -> TestDb {
        let settings =
            DbSettings { postgres_connections: CONNECTIONS, ..DbSettings::new(url.clone(), held_jobs.clone()) };
        let db = Db::open(&settings).await.expect("the test database opens");
        TestDb { db, url, held_jobs, _folder: folder }
    }
}

/// Every row of every table of ours, as text: whatever changed in the database changed here. The
/// books of the job queue are left out, they move by themselves (see [`job_payloads`]).
pub async fn contents(db: &Db) -> BTreeMap<String, Vec<String>> {
    let mut read = db.read().await.expect("the database answers");
    let tables = match db.kind() {
        Kind::Sqlite => {
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name = LOWER(name)
             AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%migrations' ORDER BY name"
        }
        Kind::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'
             AND table_name NOT LIKE '%migrations' ORDER BY table_name"
        }
    };
    let tables = texts(&mut read, tables.to_owned()).await;
    let mut contents = BTreeMap::new();
    for table in tables {
        let row = match db.kind() {
            Kind::Postgres => format!("SELECT content::text FROM {table} AS content"),
            Kind::Sqlite => {
                let columns = format!("SELECT name FROM pragma_table_info('{table}') ORDER BY cid");
                let columns = texts(&mut read, columns).await;
                let quoted: Vec<String> = columns.iter().map(|name| format!("quote({name})")).collect();
                format!("SELECT {} FROM {table}", quoted.join(" || ',' || "))
            }
        };
        let mut rows = texts(&mut read, row).await;
        rows.sort();
        contents.insert(table, rows);
    }
    contents
}

async fn texts(read: &mut ReadConn, sql: String) -> Vec<String> {
    let sql = sqlx::AssertSqlSafe(sql);
    let rows = match read.ex() {
        Ex::Lite(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
        Ex::Pg(connection) => sqlx::query_scalar(sql).fetch_all(connection).await,
    };
    rows.expect("the database answers")
}

fn sqlite_url(folder: &tempfile::TempDir) -> String {
    format!("sqlite://{}", file_in(folder).display())
}

/// Everything of a SQLite database, in one file.
async fn copy_into(url: &str, file: &std::path::Path) {
    let mut connection = sqlx::SqliteConnection::connect(url).await.expect("the database opens");
    let into = sqlx::AssertSqlSafe(format!("VACUUM INTO '{}'", file.display()));
    sqlx::query(into).execute(&mut connection).await.expect("it is copied");
    connection.close().await.expect("the connection closes");
}

fn file_in(folder: &tempfile::TempDir) -> std::path::PathBuf {
    folder.path().join("passerelle.db")
}

/// A folder with a SQLite file that has every table. The tables are made once: every other file is a copy.
async fn sqlite_folder() -> tempfile::TempDir {
    static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();
    let migrated = MIGRATED.get_or_init(async || {
        let test = TestDb::sqlite_unmigrated().await;
        test.db.migrate().await.expect("the test database migrates");
        let folder = tempfile::tempdir().expect("a temporary folder");
        copy_into(&test.url, &file_in(&folder)).await;
        std::fs::read(file_in(&folder)).expect("the file can be read")
    });
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(file_in(&folder), migrated.await).expect("the file is written");
    folder
}

/// Makes a database with every table and returns its URL. The tables are made once: every other database is a copy.
async fn migrated_postgres_database() -> String {
    static MIGRATED: OnceCell<String> = OnceCell::const_new();
    let migrated = MIGRATED.get_or_init(async || {
        let test = TestDb::postgres_unmigrated().await;
        test.db.migrate().await.expect("the test database migrates");
        test.db.close().await;
        let (_, name) = test.url.split('?').next().and_then(|url| url.rsplit_once('/')).expect("a database's name");
        name.to_owned()
    });
    new_postgres_database_like(migrated.await).await
}

/// Makes an empty database with a name of its own on the test server and returns its URL.
async fn new_postgres_database() -> String {
    // template0 accepts no connections, so concurrent tests cannot disturb each other's copy.
    new_postgres_database_like("template0").await
}

async fn new_postgres_database_like(template: &str) -> String {
    let Ok(server) = std::env::var(POSTGRES_URL) else {
        panic!("{POSTGRES_URL} is not set: run `make test`, which starts a private PostgreSQL for the tests");
    };
    let name = format!("passerelle_test_{}", Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(&server).await.expect("the test PostgreSQL answers");
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE {template}")))
        .execute(&mut connection)
        .await
        .expect("a database for this test");
    connection.close().await.expect("the connection closes");
    with_database(&server, &name)
}

/// The server's URL with another database name, parameters kept.
fn with_database(server: &str, name: &str) -> String {
    let (base, parameters) = server.split_once('?').map_or((server, None), |(base, rest)| (base, Some(rest)));
    let authority = base.find("://").map_or(0, |at| at + 3);
    let end = base[authority..].find('/').map_or(base.len(), |at| authority + at);
    let parameters = parameters.map(|rest| format!("?{rest}")).unwrap_or_default();
    format!("{}/{name}{parameters}", &base[..end])
}

/// The payloads of the jobs the database still holds, done or not.
///
/// # Panics
/// When the jobs cannot be read.
pub async fn job_payloads(db: &Db) -> Vec<Vec<u8>> {
    let payloads = match db.jobs_pool() {
        crate::JobsPool::Lite(pool) => sqlx::query_scalar("SELECT job FROM Jobs").fetch_all(&pool).await,
        crate::JobsPool::Pg(pool) => sqlx::query_scalar("SELECT job FROM apalis.jobs").fetch_all(&pool).await,
    };
    payloads.expect("the jobs can be read")
}

/// How many jobs are in the hands of a worker, or were when it died.
///
/// # Panics
/// When the jobs cannot be read.
pub async fn jobs_taken(db: &Db) -> i64 {
    let taken = match db.jobs_pool() {
        crate::JobsPool::Lite(pool) => {
            sqlx::query_scalar("SELECT COUNT(*) FROM Jobs WHERE status IN ('Queued', 'Running')").fetch_one(&pool).await
        }
        crate::JobsPool::Pg(pool) => {
            sqlx::query_scalar("SELECT COUNT(*) FROM apalis.jobs WHERE status IN ('Queued', 'Running')")
                .fetch_one(&pool)
                .await
        }
    };
    taken.expect("the jobs can be read")
}
