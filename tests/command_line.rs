//! The program as operators and scripts meet it: subcommands, texts, exit codes.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use tempfile::TempDir;

/// The program, alone: no setting of the machine reaches it, and its data stays in `home`.
fn passerelle(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_passerelle"));
    command.env_clear().current_dir(home).stdin(Stdio::null());
    command
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    passerelle(home).args(arguments).output().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn expect(home: &Path, arguments: &[&str], code: i32) -> String {
    let output = run(home, arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", told(&output));
    told(&output)
}

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/commands/demo/sample");

fn home_with_sample() -> TempDir {
    let home = TempDir::new().unwrap();
    let counts = expect(home.path(), &["import", SAMPLE, "--organisation", "Les Passerelles du Jeudi"], 0);
    assert!(counts.contains("people.csv: 80 accepted"), "{counts}");
    home
}

#[test]
fn help_then_the_subcommands_of_the_contract() {
    let home = TempDir::new().unwrap();
    let help = expect(home.path(), &["--help"], 0);
    for name in [
        "serve",
        "work",
        "demo",
        "rehearse",
        "simulate",
        "migrate",
        "plan",
        "report",
        "scripts",
        "import",
        "staff",
        "cases",
        "people",
        "voicemails",
        "volunteers",
        "series",
        "calls",
        "campaigns",
        "watch-lists",
        "rounds",
        "households",
        "matches",
        "escalation",
        "favours",
        "news",
        "doctor",
    ] {
        assert!(help.lines().any(|line| line.trim_start().starts_with(name)), "{name} in {help}");
        let own = expect(home.path(), &[name, "--help"], 0);
        assert!(own.contains("Usage: passerelle"), "{own}");
    }
    for (group, names) in [
        ("scripts", ["check", "draw", "try", "transcripts", "publish", "versions", "rollback"].as_slice()),
        ("staff", &["add", "token", "remove"]),
        ("cases", &["list", "close"]),
        ("escalation", &["list", "show", "check", "save", "remove"]),
        ("people", &["list", "show", "export", "consent", "pause", "resume", "wishes"]),
        ("voicemails", &["list", "listen", "handle"]),
        ("volunteers", &["list", "show", "step", "away", "back", "keep-apart", "let-together", "to-cover"]),
        ("series", &["list", "show", "change", "skip", "move", "add", "end"]),
        ("matches", &["propose", "ask", "answer", "confirm", "refuse", "withdraw", "lift", "list", "show", "waiting"]),
        ("favours", &["ask", "list"]),
        ("news", &["send"]),
        ("calls", &["list"]),
        ("rounds", &["import", "next", "record", "take", "initiative", "bulletin"]),
        ("households", &["add", "join", "leave", "show", "token"]),
        ("watch-lists", &["list", "import", "next", "record", "show", "remove"]),
        ("campaigns", &["list", "import", "next", "record", "show", "tasks", "close"]),
        ("plan", &["solve", "score", "generate", "week", "what-if"]),
    ] {
        for name in names {
            expect(home.path(), &[group, name, "--help"], 0);
        }
    }
}

#[test]
fn a_week_is_invented_then_solved_and_judged() {
    let home = TempDir::new().unwrap();
    expect(home.path(), &["plan", "generate", "--seniors", "40", "--volunteers", "12", "--instance", "week.json"], 0);
    let told = expect(home.path(), &["plan", "--instance", "week.json", "--answer", "plan.json"], 0);
    assert!(told.contains("of the proven bound"), "{told}");
    let again = ["plan", "solve", "--instance", "week.json", "--answer", "again.json", "--json"];
    let solved: serde_json::Value = serde_json::from_str(&expect(home.path(), &again, 0)).unwrap();
    let read = |name: &str| std::fs::read_to_string(home.path().join(name)).unwrap();
    assert_eq!(read("plan.json"), read("again.json"));
    let judge = ["plan", "score", "--instance", "week.json", "--answer", "plan.json", "--json"];
    let judged: serde_json::Value = serde_json::from_str(&expect(home.path(), &judge, 0)).unwrap();
    assert_eq!(judged["score"], solved["score"]);
    assert!(solved["score"].as_i64() <= solved["bound"].as_i64());
    let limited = ["plan", "--instance", "week.json", "--answer", "plan.json", "--time-limit", "0.2"];
    expect(home.path(), &limited, 0);
    expect(home.path(), &judge, 0);
}

#[test]
fn report_of_a_period_then_shown_or_said_why_not() {
    let home = home_with_sample();
    let now = passerelle_clock::Clock::system().now();
    let month = now.format("%Y-%m").to_string();
    let shown = expect(home.path(), &["report", "--month", &month], 0);
    assert!(shown.contains("not kept") && shown.contains("people_registered"), "{shown}");
    for (wrong, code) in [
        (["report", "--month", "2026-13"], 2),
        (["report", "--month", "2026-Q4"], 2),
        (["report", "--year", "soon"], 2),
        (["report", "--year", "2190"], 1),
    ] {
        expect(home.path(), &wrong, code);
    }
    expect(home.path(), &["report"], 2);
    expect(home.path(), &["report", "--month", &month, "--edition", "7"], 1);
    expect(home.path(), &["report", "--month", &month, "--keep", "--by", "nobody"], 2);
}

#[test]
fn the_associations_own_weeks_then_planned_and_tried_out_by_reference() {
    let home = home_with_sample();
    let keys = std::fs::read_to_string(format!("{SAMPLE}/volunteers.csv")).unwrap();
    let key = keys.lines().nth(1).unwrap().split(',').next().unwrap();
    let told = expect(home.path(), &["plan", "week", "--dry-run"], 0);
    assert!(told.contains("calls wait for somebody") && told.contains("would be given"), "{told}");
    expect(home.path(), &["plan", "week", "--from", "2027-03-22"], 0);
    for tried in [
        ["--without", key].as_slice(),
        &["--without", key, "--from", "2027-03-22", "--until", "2027-03-28"],
        &["--absent", key, "2027-03-22", "2027-03-28"],
        &["--with-availability", key, "TU 14:00-16:00"],
        &["--cap", key, "3"],
    ] {
        let told = expect(home.path(), &[["plan", "what-if"].as_slice(), tried].concat(), 0);
        assert!(told.contains("As it is") && told.contains("If it were so"), "{told}");
    }
    for wrong in [
        [].as_slice(),
        &["--without", "nobody"],
        &["--without", key, "--cap", key, "3"],
        &["--absent", key, "monday", "tuesday"],
        &["--with-availability", key, "whenever"],
        &["--cap", key, "many"],
    ] {
        expect(home.path(), &[["plan", "what-if"].as_slice(), wrong].concat(), 2);
    }
}

#[test]
fn a_week_cannot_be_planned_then_it_is_said_why() {
    let home = TempDir::new().unwrap();
    expect(home.path(), &["plan", "generate", "--seniors", "4", "--volunteers", "2", "--instance", "week.json"], 0);
    expect(home.path(), &["plan"], 2);
    expect(home.path(), &["plan", "--instance", "week.json"], 2);
    for limit in ["0", "-1", "soon"] {
        let limit = format!("--time-limit={limit}");
        expect(home.path(), &["plan", "--instance", "week.json", "--answer", "plan.json", &limit], 2);
    }
    let told = expect(home.path(), &["plan", "--instance", "nothing.json", "--answer", "plan.json"], 1);
    assert!(told.contains("nothing.json could not be read"), "{told}");
    std::fs::write(home.path().join("broken.json"), "{\"spec\":\"line-assign/1\"}").unwrap();
    let told = expect(home.path(), &["plan", "--instance", "broken.json", "--answer", "plan.json"], 1);
    assert!(told.contains("broken.json") && told.contains("missing field"), "{told}");
    std::fs::write(home.path().join("wrong.json"), "{\"assign\":{\"s0.0\":[\"v0\",335]}}").unwrap();
    let told = expect(home.path(), &["plan", "score", "--instance", "week.json", "--answer", "wrong.json"], 1);
    assert!(told.contains("s0.0: H1"), "{told}");
}

#[test]
fn wrong_use_and_wrong_settings_then_exit_2() {
    let home = TempDir::new().unwrap();
    expect(home.path(), &["plan"], 2);
    expect(home.path(), &["cases", "close", "A7K2", "--outcome", "fine", "--by", "x"], 2);
    expect(home.path(), &["import", "nowhere"], 2);
    expect(home.path(), &["doctor", "--config", "nowhere.toml"], 2);
    let told = expect(home.path(), &["work"], 2);
    assert!(told.contains("carrier_api_url") && told.contains("passerelle simulate"), "{told}");
    for command in ["serve", "doctor", "migrate"] {
        let output = passerelle(home.path()).arg(command).env("PASSERELLE_CARRIER_AUTH_TOKEN", "a-real-token").output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(2), "{command}");
        let told = self::told(&output);
        assert!(told.contains("PASSERELLE_CARRIER_AUTH_TOKEN") && !told.contains("a-real-token"), "{told}");
    }
    assert!(!home.path().join("data").exists(), "nothing is done before the settings are right");
}

#[test]
fn scripts_then_checked_drawn_and_tried() {
    let home = TempDir::new().unwrap();
    assert!(expect(home.path(), &["scripts", "check"], 0).contains("no caller can be left alone"));
    assert!(expect(home.path(), &["scripts", "draw", "listening-line"], 0).starts_with("flowchart TD"));
    assert!(
        expect(home.path(), &["scripts", "draw", "callback", "--format", "svg"], 0).contains("<title id=\"title\">")
    );
    assert!(expect(home.path(), &["scripts", "draw", "lost"], 2).contains("listening-line"));
    assert!(expect(home.path(), &["scripts", "try", "listening-line", "--lang", "en"], 0).contains("voice:"));
}

/// A second of silence as a WAV file: 8,000 bytes of eight bits.
fn silence() -> Vec<u8> {
    let mut wav = b"RIFF".to_vec();
    wav.extend((36_u32 + 8_000).to_le_bytes());
    wav.extend(b"WAVEfmt ");
    wav.extend(16_u32.to_le_bytes());
    for (two, is_wide) in [(1_u32, false), (1, false), (8_000, true), (8_000, true), (1, false), (8, false)] {
        wav.extend(&two.to_le_bytes()[..if is_wide { 4 } else { 2 }]);
    }
    wav.extend(b"data");
    wav.extend(8_000_u32.to_le_bytes());
    wav.resize(wav.len() + 8_000, 0x80);
    wav
}

#[test]
fn own_words_and_sounds_then_checked_published_listed_and_taken_back() {
    let home = home_with_sample();
    let write = |path: &str, content: &[u8]| {
        let path = home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    };
    write("mine/words/fr.ftl", "goodbye = À très bientôt.\n".as_bytes());
    write("mine/words/paris/fr.ftl", "hold_first = Un instant, on arrive.\n".as_bytes());
    write("mine/sounds/fr/goodbye.wav", &silence());
    write("mine/sounds/fr/welcome_open.wav", &silence());
    write("passerelle.toml", b"scripts_folder = \"mine\"\n");
    let told = expect(home.path(), &["scripts", "check"], 0);
    assert!(told.contains("warning: sounds: `welcome_open` in fr says service"), "{told}");
    let told = expect(home.path(), &["scripts", "transcripts", "listening-line", "--line", "paris"], 0);
    assert!(told.contains("Un instant, on arrive.") && told.contains("À très bientôt."), "no own words");
    let told = expect(home.path(), &["scripts", "publish"], 0);
    assert!(told.contains("Version 1 is published"), "{told}");
    assert!(expect(home.path(), &["scripts", "publish"], 0).contains("nothing has changed"));
    let told = expect(home.path(), &["scripts", "versions"], 0);
    assert!(told.starts_with("1  ") && told.contains("by operator") && told.contains("in use: every script"), "{told}");
    let examined = run(home.path(), &["doctor"]);
    assert!(
        self::told(&examined).contains("ok       publications: version 1 of Les Passerelles du Jeudi may be heard"),
        "{}",
        self::told(&examined)
    );
    assert!(expect(home.path(), &["scripts", "rollback", "callback", "0"], 0).contains("version 0 of callback"));
    assert!(expect(home.path(), &["scripts", "rollback"], 0).contains("version 0 of every script"));
    assert!(expect(home.path(), &["scripts", "rollback", "1"], 0).contains("version 1 of every script"));
    write("mine/words/paris/fr.ftl", "hold_first = Nous appelons les pompiers.\n".as_bytes());
    let told = expect(home.path(), &["scripts", "publish"], 1);
    assert!(told.contains("listening-line on paris") && told.contains("Nothing has changed"), "{told}");
    write("mine/sounds/fr/hold_first.mp3", b"no sound at all");
    assert!(expect(home.path(), &["scripts", "check"], 1).contains("hold_first.mp3 is not the mp3 file"));
    let picture = expect(home.path(), &["scripts", "draw", "callback", "--format", "svg", "--folder", "mine/words"], 2);
    assert!(picture.contains("holds no script"), "{picture}");
}

#[test]
fn script_that_hangs_up_on_silence_then_exit_1_and_the_problem_named() {
    let home = TempDir::new().unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("voice-scripts");
    std::fs::create_dir_all(home.path().join("mine/words")).unwrap();
    for language in ["fr.ftl", "en.ftl"] {
        std::fs::copy(shipped.join("words").join(language), home.path().join("mine/words").join(language)).unwrap();
    }
    let script = "name = \"short\"\nstart = \"a\"\nperson = \"a\"\n[nodes.a]\nkind = \"goto\"\nto = \"lost\"\n";
    std::fs::write(home.path().join("mine/short.toml"), script).unwrap();
    let told = expect(home.path(), &["scripts", "check", "--dir", "mine"], 1);
    assert!(told.contains("short / a") && told.contains("lost"), "{told}");
}

#[test]
fn doctor_on_a_fresh_installation_then_warnings_and_nothing_made() {
    let home = TempDir::new().unwrap();
    let told = expect(home.path(), &["doctor"], 0);
    assert!(told.contains("warning  database: there is none yet"), "{told}");
    assert!(!home.path().join("data/passerelle.db").exists());
    expect(home.path(), &["migrate"], 0);
    expect(home.path(), &["migrate"], 0);
    let told = expect(home.path(), &["doctor"], 0);
    assert!(told.contains("ok       database: SQLite answers"), "{told}");
    assert!(told.contains("warning  lines: there is none yet"), "{told}");
}

#[test]
fn doctor_on_a_file_that_is_no_database_of_ours_then_exit_1() {
    let home = TempDir::new().unwrap();
    std::fs::create_dir(home.path().join("data")).unwrap();
    std::fs::write(home.path().join("data/passerelle.db"), "").unwrap();
    let told = expect(home.path(), &["doctor"], 1);
    assert!(told.contains("problem  database") && told.contains("passerelle migrate"), "{told}");
}

#[test]
fn sample_imported_then_again_changes_nothing_and_the_doctor_reads_it() {
    let home = home_with_sample();
    let again = expect(home.path(), &["import", SAMPLE], 0);
    assert!(again.contains("people.csv: 0 accepted, 0 merged, 80 unchanged, 0 refused"), "{again}");
    let output = run(home.path(), &["doctor"]);
    let told = self::told(&output);
    assert!(told.contains("ok       secret_key: it opens"), "{told}");
    assert!(told.contains("rosters: line paris"), "{told}");
}

#[test]
fn database_written_with_another_key_then_the_doctor_says_so() {
    let home = home_with_sample();
    let key = "another key of more than thirty-two characters";
    let output = passerelle(home.path()).arg("doctor").env("PASSERELLE_SECRET_KEY", key).output().unwrap();
    let told = self::told(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("problem  secret_key") && !told.contains(key), "{told}");
}

#[test]
fn row_refused_then_told_by_file_and_line_without_its_content_and_exit_1() {
    let home = home_with_sample();
    let list = home.path().join("list");
    std::fs::create_dir(&list).unwrap();
    let rows = "key,first_name,last_name,phone,email,role\nann-x,Ann,X,0199,ann@example.org,listener\nbea-y,Bea,Y,+33639980019,bea@example.org,listener\n";
    std::fs::write(list.join("staff.csv"), rows).unwrap();
    std::fs::write(list.join("people.csv"), b"key\n\xff\xfe").unwrap();
    let told = expect(home.path(), &["import", "list"], 1);
    assert!(told.contains("staff.csv:2 ") && told.contains("people.csv:1 the file is not UTF-8"), "{told}");
    assert!(told.contains("staff.csv: 1 accepted, 0 merged, 0 unchanged, 1 refused"), "{told}");
    assert!(!told.contains("0199") && !told.contains("Ann"), "{told}");
}

#[test]
fn series_shown_changed_paused_moved_and_ended_then_told_and_what_cannot_be_is_refused() {
    let home = home_with_sample();
    let series = |arguments: &[&str], code| {
        let mut all = vec!["series"];
        all.extend(arguments);
        expect(home.path(), &all, code)
    };
    let (key, by) = ("weekly-helene-poirier", ["--by", "nadia-ferhat"]);
    let listed = series(&["list"], 0);
    assert!(
        listed.contains(&format!("{key}  FREQ=WEEKLY;BYDAY=MO 09:00 Europe/Paris  pair karim-belkacem")),
        "{listed}"
    );
    assert!(!listed.contains("Poirier") && !listed.contains("Karim"), "references only: {listed}");
    series(
        &["change", key, by[0], by[1], "--rrule", "FREQ=WEEKLY;BYDAY=TU,FR", "--time", "10:00", "--holidays", "skip"],
        0,
    );
    series(&["skip", key, by[0], by[1], "2030-08-02", "2030-08-15"], 0);
    series(&["move", key, by[0], by[1], "2030-09-03", "2030-09-04", "11:30"], 0);
    series(&["add", key, by[0], by[1], "2030-09-05", "09:30"], 0);
    let shown = series(&["show", key], 0);
    for words in [
        "rule        FREQ=WEEKLY;BYDAY=TU,FR",
        "hour        10:00 Europe/Paris",
        "holidays    skip",
        "exceptions  2030-08-02/2030-08-15 skip; 2030-09-03 skip; 2030-09-04 11:30; 2030-09-05 09:30",
    ] {
        assert!(shown.contains(words), "{words} in {shown}");
    }
    for (arguments, code, reason) in [
        (vec!["add", key, by[0], by[1], "2030-09-06", "10:00"], 1, "there is a call on 2030-09-06 already"),
        (vec!["skip", key, by[0], by[1], "2030-09-07"], 1, "there is no call on 2030-09-07"),
        (vec!["change", key, by[0], by[1], "--protocol", "none"], 1, "protocol: none has that name"),
        (vec!["change", key, by[0], by[1], "--rrule", "FREQ=HOURLY"], 2, "several times on one day"),
        (vec!["end", key, by[0], by[1], "--reason", "tired"], 2, "one of goal_reached"),
        (vec!["show", "nobodys"], 2, "no series has the reference nobodys"),
    ] {
        let told = series(&arguments, code);
        assert!(told.contains(reason), "{arguments:?}: {told}");
    }
    assert!(series(&["end", key, by[0], by[1], "--reason", "person_wish"], 0).contains("The series has ended."));
    assert!(!series(&["list"], 0).contains(key));
    assert!(series(&["list", "--ended"], 0).contains("ends: person_wish"));
    assert!(expect(home.path(), &["calls", "list", "--on", "2030-09-05"], 0).contains("No call."));
}

#[test]
fn partners_list_imported_shown_and_not_closed_before_its_time() {
    let home = home_with_sample();
    let list = "reference;first_name;last_name;phone;residence\nT1;Ana\u{ef}s;Delorme;02 61 91 00 01;Les Tilleuls\nT2;Beno\u{ee}t;Vernet;12;Les Tilleuls\n";
    std::fs::write(home.path().join("list.csv"), list).unwrap();
    let latin: Vec<u8> = list.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap()).collect();
    std::fs::write(home.path().join("latin.csv"), latin).unwrap();
    std::fs::write(home.path().join("words.txt"), "Bonjour, je prends de vos nouvelles.").unwrap();
    let by = ["--by", "nadia-ferhat"];
    let campaigns = |arguments: &[&str], code| {
        let mut all = vec!["campaigns"];
        all.extend(arguments);
        expect(home.path(), &all, code)
    };
    let file = ["import", "winter", by[0], by[1], "--file", "list.csv"];
    assert!(campaigns(&file, 2).contains("Which line?"));
    let made = [
        &file[..],
        &["--partner", "herault", "--line", "paris", "--ends-on", "2090-01-31", "--responsible", "nadia-ferhat"],
        &["--script", "words.txt"],
    ];
    let told = campaigns(&made.concat(), 1);
    assert!(
        told.contains("line 3: refused: phone:") && told.contains("1 accepted, 0 merged, 0 unchanged, 1 refused"),
        "{told}"
    );
    assert!(!told.contains("Vernet") && !told.contains("0261"), "{told}");
    let latin = campaigns(&["import", "winter", by[0], by[1], "--file", "latin.csv"], 1);
    assert!(latin.contains("0 accepted, 0 merged, 1 unchanged, 1 refused"), "{latin}");
    assert!(campaigns(&["list"], 0).contains("winter  of herault  running  until 2090-01-31"));
    let shown = campaigns(&["show", "winter"], 0);
    assert!(shown.contains("without_outcome         1") && shown.contains("Les Tilleuls: reached_ok 0"), "{shown}");
    // By day the household and the words; by night, when it may be called.
    let next = campaigns(&["next", "winter", by[0], by[1]], 0);
    assert!(
        next.contains("Bonjour, je prends de vos nouvelles.") || next.contains("Nobody is to be called before"),
        "{next}"
    );
    assert!(campaigns(&["close", "winter", by[0], by[1]], 1).contains("1 household(s) have no outcome"));
    assert!(campaigns(&["show", "summer"], 2).contains("no campaign has the reference summer"));
    let nobody = "00000000-0000-0000-0000-000000000000";
    let record = ["record", "winter", by[0], by[1], "--household", nobody, "--outcome"];
    assert!(campaigns(&[&record[..], &["reached_ok"]].concat(), 2).contains("no household of this campaign"));
    assert!(campaigns(&[&record[..], &["rent_dispute"]].concat(), 2).contains("one of reached_ok"));
    assert!(expect(home.path(), &["doctor"], 0).contains("ok       matters"));
}

#[test]
fn watch_list_residence_and_household_then_told_by_reference_only() {
    let home = home_with_sample();
    let by = ["--by", "nadia-ferhat"];
    let file = "reference,first_name,last_name,phone,residence\nA1,Odette,Marchand,0261910002,Les Tilleuls\n";
    std::fs::write(home.path().join("list.csv"), file).unwrap();
    let import = ["import", "herault-watch", by[0], by[1], "--file", "list.csv"];
    let made = [&["watch-lists"], &import[..], &["--partner", "herault", "--line", "paris", "--every", "14"]].concat();
    for counts in ["1 accepted", "0 accepted, 0 merged, 1 unchanged"] {
        assert!(expect(home.path(), &made, 0).contains(counts));
    }
    let shown = expect(home.path(), &["watch-lists", "show", "herault-watch"], 0);
    assert!(shown.starts_with("A1  not_followed") && !shown.contains("Odette"), "{shown}");
    let record = ["watch-lists", "record", "--person", "helene-poirier", "--result", "well", by[0], by[1]];
    assert!(expect(home.path(), &record, 1).contains("is on no watch list"));

    let round = ["rounds", "import", "tilleuls", by[0], by[1], "--file", "list.csv"];
    let made = [&round[..], &["--name", "Les Tilleuls", "--line", "paris", "--facilitator", "nadia-ferhat"]].concat();
    assert!(expect(home.path(), &made, 0).contains("1 accepted"));
    let named = ["rounds", "initiative", "tilleuls", by[0], by[1], "--text", "Odette offre la soupe"];
    assert!(expect(home.path(), &named, 1).contains("names a resident"));
    let soup = ["rounds", "initiative", "tilleuls", by[0], by[1], "--text", "Soupe jeudi midi"];
    expect(home.path(), &soup, 0);
    let bulletin = expect(home.path(), &["rounds", "bulletin", "tilleuls"], 0);
    assert!(bulletin.contains("without_status           1") && bulletin.contains("- Soupe jeudi midi"), "{bulletin}");

    let household = |arguments: &[&str], code| {
        let mut all = vec!["households"];
        all.extend(arguments);
        expect(home.path(), &all, code)
    };
    household(&["add", "h1", by[0], by[1], "--person", "helene-poirier"], 0);
    household(&["join", "h1", by[0], by[1], "--member", "karim-belkacem", "--role", "volunteer"], 0);
    assert!(household(&["show", "h1", by[0], by[1]], 0).contains("volunteer"));
    assert_eq!(household(&["token", "karim-belkacem"], 0).trim().len(), 64);
    household(&["leave", "h1", by[0], by[1], "--member", "karim-belkacem"], 0);
    household(&["leave", "h1", by[0], by[1], "--member", "karim-belkacem"], 2);
    assert!(!household(&["show", "h1", by[0], by[1]], 0).contains("volunteer"));
}

#[test]
fn staff_added_then_a_token_once_and_the_key_taken() {
    let home = TempDir::new().unwrap();
    let nadia = [
        "staff",
        "add",
        "--role",
        "coordinator",
        "--first-name",
        "Nadia",
        "--last-name",
        "Ferhat",
        "--phone",
        "06 39 98 00 11",
        "--email",
        "nadia@example.org",
        "--token",
    ];
    assert!(expect(home.path(), &nadia, 2).contains("--organisation"));
    let told = expect(home.path(), &[nadia.as_slice(), &["--organisation", "Les Passerelles"]].concat(), 0);
    assert!(told.starts_with("Added with the reference nadia-ferhat.\n"), "{told}");
    assert_eq!(told.lines().nth(1).map(str::len), Some(64));
    assert!(expect(home.path(), &nadia, 1).contains("nadia-ferhat already"));
    assert_eq!(expect(home.path(), &["staff", "token", "nadia-ferhat"], 0).trim().len(), 64);
    expect(home.path(), &["staff", "token", "nobody"], 2);
    let without_phone =
        ["staff", "add", "--role", "listener", "--first-name", "A", "--last-name", "B", "--email", "a@b.c"];
    assert!(expect(home.path(), &without_phone, 2).contains("--phone"));

    assert!(expect(home.path(), &["cases", "list"], 0).contains("No case is open"));
    assert!(expect(home.path(), &["voicemails", "list"], 0).contains("No message waits"));
    let close = ["cases", "close", "A7K2", "--outcome", "well_out", "--by", "nadia-ferhat"];
    assert!(expect(home.path(), &close, 1).contains("no case has the code"));
    assert!(expect(home.path(), &["voicemails", "handle", "A7K2", "--by", "nadia-ferhat"], 1).contains("no message"));
    let listening = ["voicemails", "listen", "A7K2", "--to", "message.wav", "--by", "nadia-ferhat"];
    assert!(expect(home.path(), &listening, 1).contains("no message"));
    let answering = ["voicemails", "handle", "A7K2", "--by", "nadia-ferhat", "--answer", "sung"];
    assert!(expect(home.path(), &answering, 2).contains("one of called_back"));
}

#[test]
fn people_listed_away_and_changing_their_minds_then_told_without_name_or_number() {
    let home = home_with_sample();
    let listed = expect(home.path(), &["people", "list", "--by", "nadia-ferhat"], 0);
    assert!(listed.contains("suzanne-lefort  calls accepted") && !listed.contains("Suzanne"), "{listed}");
    let of_suzanne = |rest: &[&'static str]| [&["people"], rest, &["--by", "nadia-ferhat"]].concat();
    let no = of_suzanne(&["consent", "suzanne-lefort", "--scope", "calls", "--answer", "no"]);
    assert!(expect(home.path(), &no, 0).contains("calls is withdrawn"));
    let away = ["pause", "suzanne-lefort", "--reason", "family", "--from", "2099-01-01", "--to", "2099-01-09"];
    assert!(expect(home.path(), &of_suzanne(&away), 0).contains("away from 2099-01-01 to 2099-01-09: family"));
    let shown = expect(home.path(), &of_suzanne(&["show", "suzanne-lefort"]), 0);
    assert!(shown.contains("calls  accepted -> withdrawn  by word") && !shown.contains("0199001000"), "{shown}");
    let back = of_suzanne(&["resume", "suzanne-lefort", "--on", "2099-01-05"]);
    assert!(expect(home.path(), &back, 0).contains("2099-01-04"));
    expect(home.path(), &of_suzanne(&["consent", "suzanne-lefort", "--scope", "call", "--answer", "no"]), 2);
    expect(home.path(), &of_suzanne(&["show", "nobody"]), 2);
}

#[test]
fn escalation_policy_checked_saved_shown_and_removed_then_told_in_plain_words() {
    let home = home_with_sample();
    let standard = expect(home.path(), &["escalation", "show"], 0);
    let file = home.path().join("nuit.toml");
    let own = standard.replace("name = \"standard\"", "name = \"nuit\"");
    std::fs::write(&file, &own).unwrap();
    let file = file.to_str().unwrap();
    let by = ["--by", "nadia-ferhat"];
    assert!(expect(home.path(), &["escalation", "list"], 0).contains("No policy"));
    assert!(expect(home.path(), &["escalation", "check", file], 0).contains("nuit can work."));
    assert!(expect(home.path(), &["escalation", "save", file, by[0], by[1]], 0).contains("holds for the cases"));
    assert_eq!(expect(home.path(), &["escalation", "list"], 0), "nuit  levels 0,1,2,3  kinds all  lines all\n");
    assert_eq!(expect(home.path(), &["escalation", "show", "nuit"], 0), own);
    std::fs::write(file, own.replace("\"each\"", "\"staff:nobody\"")).unwrap();
    let told = expect(home.path(), &["escalation", "check", file], 1);
    assert!(told.contains("level 3, step 1: nobody has the reference nobody") && told.contains("Nothing has changed."));
    expect(home.path(), &["escalation", "save", file, by[0], by[1]], 1);
    assert_eq!(expect(home.path(), &["escalation", "show", "nuit"], 0), own);
    assert!(expect(home.path(), &["escalation", "remove", "nuit", by[0], by[1]], 0).contains("is removed."));
    expect(home.path(), &["escalation", "show", "nuit"], 2);
    assert!(expect(home.path(), &["staff", "remove", "nadia-ferhat"], 0).contains("has left"));
    expect(home.path(), &["people", "list", "--by", "nadia-ferhat"], 2);
    expect(home.path(), &["staff", "remove", "nobody"], 2);
}

#[test]
fn match_proposed_asked_answered_and_refused_then_told_by_references_and_codes() {
    let home = home_with_sample();
    let by = ["--by", "nadia-ferhat"];
    let matches = |arguments: &[&str], code| expect(home.path(), &[&["matches"], arguments].concat(), code);
    let with_by = |arguments: &[&'static str]| [arguments, &by].concat();
    assert!(matches(&with_by(&["waiting"]), 0).contains("Nobody waits."));
    assert!(matches(&with_by(&["propose", "helene-poirier"]), 1).contains("does not wait: has_somebody"));
    expect(home.path(), &["series", "end", "weekly-helene-poirier", by[0], by[1], "--reason", "mismatch"], 0);
    let wishes = ["people", "wishes", "helene-poirier", "--interests", "gardening", "--hours", "mon-fri 09:00-12:00"];
    let told = expect(home.path(), &[wishes.as_slice(), &by].concat(), 0);
    assert!(told.contains("helene-poirier: likes [gardening], avoids [], any, mon-fri 09:00-12:00."), "{told}");
    let told = matches(&with_by(&["waiting"]), 0);
    assert!(
        told.contains("1 waiting; median 0 days, longest 0 days.") && told.contains("helene-poirier  since"),
        "{told}"
    );
    let ranking = matches(&with_by(&["propose", "helene-poirier"]), 0);
    let first = ranking.lines().next().unwrap().to_owned();
    assert!(first.starts_with("1. ") && first.contains("libre à une heure souhaitée"), "{ranking}");
    assert!(!ranking.contains("Poirier") && !ranking.contains("+33"), "references only: {ranking}");
    let volunteer = first.split_whitespace().nth(1).unwrap();
    let told = matches(&["ask", "helene-poirier", volunteer, by[0], by[1]], 0);
    let code = told.split_whitespace().next().unwrap().to_owned();
    assert!(matches(&["ask", "helene-poirier", volunteer, by[0], by[1]], 1).contains(&code), "one at a time");
    assert!(matches(&["list"], 0).contains(&format!("{code}  asked  helene-poirier and {volunteer}")));
    let answer = |side, yes| ["answer", &*code, "--side", side, "--yes", yes, by[0], by[1]].map(str::to_owned);
    let told = answer("volunteer", "yes");
    assert!(matches(&told.each_ref().map(String::as_str), 0).contains("is asked."));
    assert!(matches(&["show", &code], 0).contains("begin    volunteer yes by word on"));
    assert!(matches(&["confirm", &code, by[0], by[1]], 1).contains("too early or too late"));
    let refused = ["refuse", &code, "--side", "person", "--reason", "hour", by[0], by[1]];
    assert!(matches(&refused, 0).contains("is refused."));
    let listed = matches(&["list", "--all"], 0);
    assert!(listed.contains("person_said_no hour"), "{listed}");
    let ranking = matches(&with_by(&["propose", "helene-poirier"]), 0);
    assert!(ranking.contains(&format!("-  {volunteer}  said_no: l'un des deux a dit non")), "{ranking}");
    assert!(matches(&["lift", &code, by[0], by[1]], 0).contains("is refused."));
    let ranking = matches(&with_by(&["propose", "helene-poirier"]), 0);
    assert!(!ranking.contains("said_no"), "{ranking}");
    matches(&["show", "A7K2"], 1);
    assert!(matches(&["ask", "helene-poirier", "nobody", by[0], by[1]], 2).contains("no volunteer has the reference"));

    let favour = ["favours", "ask", "helene-poirier", "--kind", "errand", by[0], by[1]];
    assert!(expect(home.path(), &favour, 1).contains("no consent: visits"));
    assert!(expect(home.path(), &["favours", "list"], 0).contains("No favour"));
    assert!(
        expect(home.path(), &["volunteers", "circle", "karim-belkacem", "connected", by[0], by[1]], 0)
            .contains("is connected")
    );
    assert!(expect(home.path(), &["volunteers", "list"], 0).contains("calls nobody  connected"));
    let news = ["news", "send", "Goûter samedi.", "--line", "paris", by[0], by[1]];
    assert!(expect(home.path(), &news, 0).contains("Leaving to 1."));
}

/// A program that runs on; stopped when the test is over, however it ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn answer_of(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// The address in a line of JSON logs that says `ready`.
fn address_when_ready(errors: &mut impl BufRead) -> SocketAddr {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(errors.read_line(&mut line).unwrap() > 0, "it stopped before being ready");
        if line.contains("\"ready\"") {
            let from = line.split("\"address\":\"").nth(1).unwrap();
            return from.split('"').next().unwrap().parse().unwrap();
        }
    }
}

#[cfg(unix)]
#[test]
fn serve_on_the_sample_then_it_is_healthy_and_stops_when_asked() {
    let home = home_with_sample();
    let mut command = passerelle(home.path());
    command.arg("serve").env("PASSERELLE_LISTEN", "127.0.0.1:0").env("PASSERELLE_LOG_FORMAT", "json");
    let mut running = Running(command.stderr(Stdio::piped()).spawn().unwrap());
    let mut errors = BufReader::new(running.0.stderr.take().unwrap());
    let address = address_when_ready(&mut errors);
    assert!(answer_of(address, "/health/live").starts_with("HTTP/1.1 200"), "{}", answer_of(address, "/health/live"));
    let pid = running.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let mut rest = String::new();
    errors.read_to_string(&mut rest).unwrap();
    assert!(running.0.wait().unwrap().success(), "{rest}");
    assert!(rest.contains("\"stopped\"") && !rest.contains("+33"), "{rest}");
}

#[test]
fn simulate_alone_then_it_introduces_itself_and_obeys() {
    let home = TempDir::new().unwrap();
    let mut command = passerelle(home.path());
    command.args(["simulate", "--listen", "127.0.0.1:0", "--delivery", "late=0..1,doubled=0.5"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = Running(command.spawn().unwrap());
    running.0.stdin.take().unwrap().write_all(b"people\ndance\ncall 12 13\nquit\n").unwrap();
    let mut told = String::new();
    running.0.stdout.take().unwrap().read_to_string(&mut told).unwrap();
    assert!(running.0.wait().unwrap().success());
    for expected in ["PASSERELLE_CARRIER_API_URL=http://127.0.0.1:", "senior", "call FROM LINE", "a number looks like"]
    {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    expect(home.path(), &["simulate", "--listen", "0.0.0.0:8090"], 2);
    expect(home.path(), &["simulate", "--delivery", "late=soon"], 2);
}
