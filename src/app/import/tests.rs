//! The import as a whole, on a database of its own.

mod bad_rows;
mod files;
mod merging;
mod rosters;
mod sample;

use chrono::{DateTime, Utc};
use passerelle_domain::ids::OrganisationId;
use passerelle_store::{Secrets, event_log::LogEntry, organisations, test_support::TestDb};

use super::*;

const LINES: &str = "\
key,name,service_name,neutral_name,number,sms_sender,territory,timezone,holidays,hours,holiday_policy,language,script
paris,Les Dunes,Dunes,l'équipe,+33199000100,Dunes,FR-IDF,Europe/Paris,metro,mon-sun 09:00-20:00,,,
fort,Les Dunes 972,Dunes,l'équipe,0596 00 01 00,+596596000101,FR-MTQ,America/Martinique,martinique,mon-sun 09:00-17:00,closed,fr,
";
const STAFF: &str = "\
key,first_name,last_name,phone,email,role
nadia,Nadia,Ferhat,06 39 98 00 11,nadia@example.org,coordinator
";
const VOLUNTEERS: &str = "\
key,first_name,last_name,phone,line,availability
karim,Karim,Belkacem,06 39 98 01 01,paris,mon-fri 09:00-18:00
";
const PEOPLE: &str = "\
key,first_name,phone,line,consent_calls
suzanne,Suzanne,01 99 00 10 00,paris,yes
eugenie,Eugénie,0596 00 02 10,fort,yes
";
const SERIES: &str = "\
key,person,volunteer,rrule,local_time,starts_on
s1,suzanne,karim,FREQ=WEEKLY;BYDAY=TH,10:00,2026-11-02
";

/// A database, and what an import is given beside it.
struct Bench {
    store: TestDb,
    secrets: Secrets,
    chance: Chance,
    is_simulated: bool,
}

impl Bench {
    async fn new() -> Bench {
        Bench {
            store: TestDb::sqlite().await,
            secrets: Secrets::new("a key for tests only, thirty-two long"),
            chance: Chance::seeded(7),
            is_simulated: true,
        }
    }

    /// With two lines, a coordinator, a volunteer, two people and a series.
    async fn furnished() -> Bench {
        let bench = Bench::new().await;
        let files = [
            ("lines.csv", LINES),
            ("staff.csv", STAFF),
            ("volunteers.csv", VOLUNTEERS),
            ("people.csv", PEOPLE),
            ("series.csv", SERIES),
        ];
        let report = bench.import(&files).await;
        assert!(report.is_clean(), "{report}");
        bench
    }

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-11-01T08:00:00Z").unwrap().to_utc()
    }

    async fn import(&self, files: &[(&str, &str)]) -> ImportReport {
        let given = Given {
            db: &self.store.db,
            secrets: &self.secrets,
            chance: &self.chance,
            now: Bench::now(),
            is_simulated: self.is_simulated,
            scripts: &["listening-line".to_owned(), "callback".to_owned()],
            actor: COMMAND_LINE,
        };
        let files: Vec<(String, String)> =
            files.iter().map(|(file, content)| ((*file).to_owned(), (*content).to_owned())).collect();
        let import = import_with(&given, "Les Dunes", &files);
        can_be_spawned(&import);
        import.await.unwrap()
    }

    /// What becomes of the rows of one file.
    async fn fates(&self, file: &str, content: &str) -> Vec<String> {
        let report = self.import(&[(file, content)]).await;
        report.rows.iter().map(|row| format!("{}: {}", row.line, row.fate)).collect()
    }

    async fn read(&self) -> passerelle_store::ReadConn {
        self.store.db.read().await.unwrap()
    }

    async fn owner(&self) -> OrganisationId {
        organisations::by_name(&mut self.read().await, "Les Dunes").await.unwrap().unwrap()
    }

    async fn log_of(&self, noun: &str, id: uuid::Uuid) -> Vec<LogEntry> {
        passerelle_store::event_log::of_noun(&mut self.read().await, noun, id, 50).await.unwrap()
    }
}

/// Handlers and tasks must be able to import.
fn can_be_spawned(_: &impl Send) {}
