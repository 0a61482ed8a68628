//! The association of the demonstration.

use passerelle_store::{lines, people, shifts, staff, volunteers};

use super::*;

fn sample() -> [(&'static str, &'static str); 7] {
    // Not in the order of the import, on purpose.
    [
        ("sample/series.csv", include_str!("../../../commands/demo/sample/series.csv")),
        ("sample/shifts.csv", include_str!("../../../commands/demo/sample/shifts.csv")),
        ("sample/trusted_contacts.csv", include_str!("../../../commands/demo/sample/trusted_contacts.csv")),
        ("sample/people.csv", include_str!("../../../commands/demo/sample/people.csv")),
        ("sample/volunteers.csv", include_str!("../../../commands/demo/sample/volunteers.csv")),
        ("sample/staff.csv", include_str!("../../../commands/demo/sample/staff.csv")),
        ("sample/lines.csv", include_str!("../../../commands/demo/sample/lines.csv")),
    ]
}

#[tokio::test]
async fn sample_association_then_every_row_is_accepted_and_the_second_time_nothing_changes() {
    let bench = Bench::new().await;
    let report = bench.import(&sample()).await;
    let refused: Vec<String> = report.refused().map(ToString::to_string).collect();
    assert!(refused.is_empty(), "{refused:#?}");
    assert_eq!(report.counts().added, 2 + 80 + 62 + 14 + 10 + 35 + 80);
    assert_eq!(report.counts().merged, 0);

    let owner = bench.owner().await;
    let mut read = bench.read().await;
    assert_eq!(lines::of_organisation(&mut read, owner).await.unwrap().len(), 2);
    assert_eq!(people::count(&mut read, owner).await.unwrap(), 80);
    assert_eq!(volunteers::of_organisation(&mut read, &bench.secrets, owner).await.unwrap().len(), 14);
    assert_eq!(staff::of_organisation(&mut read, &bench.secrets, owner).await.unwrap().len(), 10);
    assert_eq!(shifts::of_organisation(&mut read, owner).await.unwrap().len(), 35);
    drop(read);

    let again = bench.import(&sample()).await;
    assert_eq!(again.counts().unchanged, again.rows.len());
    assert_eq!(again.rows.len(), report.rows.len());
}

#[tokio::test]
async fn sample_roster_then_somebody_listens_at_every_opening_hour_and_somebody_is_on_call() {
    let bench = Bench::new().await;
    bench.import(&sample()).await;
    let every = lines::of_organisation(&mut bench.read().await, bench.owner().await).await.unwrap();
    // Both weeks of November, and the weeks with exceptions.
    for now in ["2026-11-02T06:00:00Z", "2026-12-14T06:00:00Z"] {
        for line in &every {
            let now = DateTime::parse_from_rfc3339(now).unwrap().to_utc();
            let gaps = crate::list_gaps(&bench.store.db, &bench.secrets, line, now).await.unwrap();
            assert_eq!(gaps, passerelle_domain::roster::RosterGaps::default(), "{} from {now}", line.key);
        }
    }
}

#[tokio::test]
async fn sample_given_to_a_real_carrier_then_no_number_of_it_is_kept() {
    let bench = Bench { is_simulated: false, ..Bench::new().await };
    let report = bench.import(&sample()).await;
    assert_eq!(report.counts().refused, report.rows.len());
    let reasons: Vec<String> = report.rows[..2].iter().map(ToString::to_string).collect();
    assert_eq!(
        reasons,
        [
            "sample/lines.csv line 2: refused: number: a number kept for rehearsals",
            "sample/lines.csv line 3: refused: number: a number kept for rehearsals",
        ]
    );
}

#[tokio::test]
async fn report_is_printed_then_it_names_nobody_and_no_number() {
    let bench = Bench::new().await;
    let mut printed = bench.import(&sample()).await.to_string();
    let bad = "key,first_name,phone,line,consent_calls\nsuzanne,Suzanne Lefort,+33199001,Lefort,Lefort\n";
    printed += &bench.import(&[("people.csv", bad)]).await.to_string();
    let is_personal = |cell: &&str| cell.len() > 2 && cell.starts_with(|sign: char| sign.is_uppercase() || sign == '+');
    for cell in sample().iter().flat_map(|(_, file)| file.lines().skip(1)).flat_map(|line| line.split(',')) {
        assert!(!is_personal(&cell) || !printed.contains(cell), "{cell}");
    }
    assert!(printed.contains("sample/people.csv: 80 accepted, 0 merged, 0 unchanged, 0 refused"));
}
