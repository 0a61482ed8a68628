//! What a file may look like, whatever it holds.

use super::*;

const HEADER: &str = "key,first_name,last_name,email,role";
const ROW: &str = "elodie,Élodie,Brunel,elodie@example.org,administrator";

#[tokio::test]
async fn spreadsheet_of_any_kind_then_the_same_rows() {
    let bench = Bench::new().await;
    let with_semicolons = |text: &str| text.replace(',', ";");
    let files = [
        format!("{HEADER}\n{ROW}\n"),
        format!("\u{feff}{HEADER}\r\n{ROW}\r\n"),
        format!("{}\n{}", with_semicolons(HEADER), with_semicolons(ROW)),
        format!("\u{feff}{}\r\n{};\r\n", with_semicolons(HEADER) + ";language", with_semicolons(ROW)),
        "role,email,last_name,first_name,key\nAdministrator, elodie@example.org ,Brunel,\"Élodie\",elodie".to_owned(),
    ];
    let mut fates = Vec::new();
    for file in &files {
        fates.extend(bench.fates("staff.csv", file).await);
    }
    assert_eq!(fates, ["2: accepted", "2: unchanged", "2: unchanged", "2: unchanged", "2: unchanged"]);
}

#[tokio::test]
async fn empty_lines_and_quoted_cells_then_line_numbers_are_those_of_the_file() {
    let bench = Bench::new().await;
    for end in ["\n", "\r\n"] {
        let rows =
            ["", HEADER, "", "bad key,A,B,a@example.org,administrator", "", "", ",,,,", "x y,A,B,a@b.fr,listener"];
        let expected = ["4: refused", "8: refused"];
        let fates = bench.fates("staff.csv", &rows.join(end)).await;
        let found: Vec<&str> = fates.iter().map(|fate| &fate[..expected[0].len()]).collect();
        assert_eq!(found, expected, "{end:?}");
    }
}

#[tokio::test]
async fn header_that_is_not_ours_then_the_whole_file_is_refused_on_line_one() {
    let bench = Bench::new().await;
    let unknown = "refused: column 6 of the header is unknown: nothing of this file is taken";
    for (header, reason) in [
        (format!("{HEADER},health_notes"), unknown),
        (format!("{HEADER},"), unknown),
        (format!("{HEADER},role"), "refused: role: the header has this column twice"),
        ("key,first_name,last_name,email".to_owned(), "refused: role: the header lacks this column"),
        // Without a header the first row is somebody: her name is not repeated.
        (ROW.to_owned(), "refused: column 1 of the header is unknown: nothing of this file is taken"),
        (String::new(), "refused: the file is empty: a header row is missing"),
    ] {
        let content = if header.is_empty() { header } else { format!("{header}\n{ROW},\n{ROW}\n") };
        assert_eq!(bench.fates("staff.csv", &content).await, [format!("1: {reason}")]);
    }
    assert_eq!(bench.fates("notes.csv", "a,b\n1,2").await, ["1: refused: no file of an import has this name"]);
}

#[tokio::test]
async fn bad_row_among_good_ones_then_only_the_good_ones_are_kept() {
    let bench = Bench::new().await;
    let rows: Vec<String> = (1..=120)
        .map(|row| {
            let role = if row % 60 == 0 { "president" } else { "administrator" };
            format!("s{row},A,B,s{row}@example.org,{role}")
        })
        .collect();
    let report = bench.import(&[("staff.csv", &format!("{HEADER}\n{}", rows.join("\n")))]).await;
    let refused: Vec<u64> = report.refused().map(|row| row.line).collect();
    assert_eq!(refused, [61, 121]);
    assert_eq!(report.counts().added, 118);
    let (owner, mut read) = (bench.owner().await, bench.read().await);
    let kept = passerelle_store::staff::of_organisation(&mut read, &bench.secrets, owner).await.unwrap();
    assert_eq!(kept.len(), 118);
}

#[tokio::test]
async fn cells_that_moved_then_refused_rather_than_misread() {
    let bench = Bench::new().await;
    let cases = [
        ("k1,A,B,C,a@example.org,listener", "6 cells where the header has 5: is a comma or a quote missing?"),
        ("k1,A,a@example.org,listener", "4 cells where the header has 5: is a comma or a quote missing?"),
        ("k1,\"A\nB\",C,a@example.org,listener", "first_name: holds a line break or another sign that is no text"),
    ];
    for (row, reason) in cases {
        let fates = bench.fates("staff.csv", &format!("{HEADER}\n{row}\n")).await;
        assert_eq!(fates, [format!("2: refused: {reason}")]);
    }
}
