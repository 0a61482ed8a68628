//! Every operation of the API keeps to its description, whatever it is sent: Schemathesis tries them.

use std::{env, fs, path::PathBuf, process::Stdio};

use tokio::process::Command;

use passerelle_world::*;

use crate::cases::nobody_answers;

/// What is looked at in each answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// Where `tests/install-schemathesis.sh` puts it.
fn schemathesis() -> PathBuf {
    let folder = env::var_os("PASSERELLE_TEST_SCHEMATHESIS").map(PathBuf::from).unwrap_or_else(|| {
        let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let cache = cache.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
        cache.unwrap().join("passerelle-tests/schemathesis")
    });
    let program = folder.join("bin/st");
    assert!(program.exists(), "tests/install-schemathesis.sh installs {}", program.display());
    program
}

/// What reads something reads what is there; what changes something is about nobody.
async fn what_is_there(world: &World, code: &str) -> String {
    let token = world.token_of("nadia").await;
    let first = async |list: &str| world.get(list, &token).await.1[0]["id"].as_str().unwrap().to_owned();
    let known = [
        ("cases/", "code", code.to_owned()),
        ("people/", "id", world.person_named("suzanne").await.id.to_string()),
        ("volunteers/", "id", first("/api/v1/volunteers").await),
        ("series/", "id", first("/api/v1/series").await),
        ("lines/", "key", "paris".to_owned()),
        ("protocols/", "name", "weekly".to_owned()),
        ("reports/", "period", "2026-11".to_owned()),
        ("scripts/", "name", "listening-line".to_owned()),
    ];
    known
        .into_iter()
        .map(|(path, name, value)| {
            format!(
                "[[operations]]\ninclude-method = \"GET\"\ninclude-path-regex = \"^/api/v1/{path}\"\n\
                 parameters = {{ \"path.{name}\" = \"{value}\" }}\n"
            )
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_sent_then_answered_as_described() {
    let world = World::begin(On::Sqlite).await;
    let code = nobody_answers(&world).await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schemathesis.toml"), what_is_there(&world, &code).await).unwrap();
    let tried = Command::new(schemathesis())
        .args(["run", &format!("{}/api/v1/openapi.json", world.service.web_url), "--checks", CHECKS])
        .args(["--header", &format!("Authorization: Bearer {}", world.token_of("nadia").await)])
        .args(["--phases", "coverage,fuzzing", "--max-examples", "3", "--generation-deterministic", "--no-shrink"])
        .args(["--suppress-health-check", "all", "--warnings", "off"])
        .args(["--workers", "2", "--request-timeout", "20", "--continue-on-failure", "--no-color"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&tried.stdout);
    assert!(tried.status.success(), "{said}\n{}", String::from_utf8_lossy(&tried.stderr));
    assert!(said.contains("Tested: 1"), "the operations were tried: {said}");
    world.end().await;
}
