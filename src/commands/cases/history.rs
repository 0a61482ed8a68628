//! `cases show`: everything that happened to a case, a line each.

use std::{
    collections::HashMap,
    io::{Write, stdout},
};

use anyhow::bail;
use passerelle_app::{App, TimelineEntry, case_timeline};
use passerelle_domain::{code::Code, ids::OrganisationId};
use passerelle_store::{lines, staff};
use serde_json::Value;

use super::zone_of;

pub(super) async fn show(app: &App, owner: OrganisationId, code: &Code) -> anyhow::Result<()> {
    let Some((case, entries)) = case_timeline(app, owner, code).await? else { bail!("no case has the code {code}") };
    let mut read = app.db.read().await?;
    let zone = zone_of(&lines::of_organisation(&mut read, owner).await?);
    let keys: HashMap<String, String> = staff::of_organisation(&mut read, &app.secrets, owner)
        .await?
        .into_iter()
        .map(|member| (format!("member:{}", member.id.0), member.key))
        .collect();
    let mut out = stdout();
    writeln!(out, "{}  level {}  {}  {}", case.code, case.level.number(), case.kind.as_str(), case.state.as_str())?;
    for entry in entries {
        let by = keys.get(&entry.by).map_or(if entry.by == "system" { "" } else { "a volunteer" }, String::as_str);
        let at = entry.at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S");
        writeln!(out, "{at}  {}  {by}{}", entry.what, in_short(&entry))?;
    }
    Ok(())
}

/// The facts of a line in short: results and channels. What people wrote is not for a terminal.
fn in_short(entry: &TimelineEntry) -> String {
    let told = ["result", "channel", "outcome", "error_code"].into_iter().filter_map(|name| entry.detail.get(name));
    let words: Vec<String> = told
        .filter(|value| !value.is_null())
        .map(|value| value.as_str().map_or_else(|| Value::to_string(value), str::to_owned))
        .collect();
    if words.is_empty() { String::new() } else { format!("  {}", words.join(" ")) }
}
