//! What was set, where, and what is wrong with it. Values of secrets never appear in a refusal.

use std::{collections::BTreeMap, path::Path};

use figment::{
    Figment,
    providers::{Format, Serialized, Toml},
    value::{Dict, Value},
};

use super::table::{self, Default, SETTINGS};
use crate::commands::exit::wrong_use;

/// Read when it is there and no file is named.
const USUAL_FILE: &str = "passerelle.toml";
/// What our environment variables begin with.
const PREFIX: &str = "PASSERELLE_";
/// Kept for the project's own tests: not settings.
const TEST_PREFIX: &str = "PASSERELLE_TEST_";

/// Values as texts, and the refusals gathered so far.
pub(super) struct Given {
    values: BTreeMap<String, String>,
    /// Everything in the file, understood or not.
    in_file: Vec<String>,
    file: String,
    problems: Vec<String>,
}

impl Given {
    /// Reads the file, then the environment over it.
    ///
    /// # Errors
    /// The file named does not exist or is not TOML.
    pub(super) fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> anyhow::Result<Given> {
        let path = file.unwrap_or(Path::new(USUAL_FILE));
        if file.is_some() && !path.is_file() {
            return Err(wrong_use(format!("there is no settings file {}", path.display())));
        }
        let from_environment: BTreeMap<String, String> = environment
            .filter(|(name, _)| !name.starts_with(TEST_PREFIX))
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_lowercase(), value)))
            .collect();
        let mut figment = Figment::new();
        if path.is_file() {
            figment = figment.merge(Toml::file_exact(path));
        }
        let merged: Dict = figment
            .merge(Serialized::globals(&from_environment))
            .extract()
            // The first line gives the place; the next ones would quote the file, which holds secrets.
            .map_err(|error| {
                let place = error.to_string().lines().next().unwrap_or_default().to_owned();
                wrong_use(format!("the settings file {} cannot be read: {place}", path.display()))
            })?;
        let mut given = Given {
            values: BTreeMap::new(),
            in_file: merged.keys().filter(|name| !from_environment.contains_key(*name)).cloned().collect(),
            file: path.display().to_string(),
            problems: Vec::new(),
        };
        for (name, value) in merged {
            given.take(name, &value);
        }
        Ok(given)
    }

    fn take(&mut self, name: String, value: &Value) {
        if table::find(&name).is_none() {
            let problem = format!("unknown setting {}", self.place(&name));
            self.problems.push(problem + &suggestion(&name));
            return;
        }
        let text = match serde_json::to_value(value) {
            Ok(serde_json::Value::String(text)) => text,
            Ok(serde_json::Value::Number(number)) => number.to_string(),
            Ok(serde_json::Value::Bool(is_yes)) => is_yes.to_string(),
            Ok(_) | Err(_) => return self.refuse(&name),
        };
        // Deployment tools set a variable to nothing when they mean that it is not set.
        if !text.trim().is_empty() {
            self.values.insert(name, text.trim().to_owned());
        }
    }

    /// Whether somebody set it.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The value set, or the default of the table, read by `reader`; a value it cannot read is refused.
    pub(super) fn value<T>(&mut self, name: &str, reader: impl Fn(&str) -> Option<T>) -> Option<T> {
        let default = table::find(name).and_then(|setting| match setting.default {
            Default::Is(value) => Some(value),
            Default::Words(_) => None,
        });
        let text = self.values.get(name).map(String::as_str).or(default)?;
        let value = reader(text);
        if value.is_none() {
            self.refuse(name);
        }
        value
    }

    /// As [`Given::value`], and refuses when it is not set.
    pub(super) fn needed<T>(&mut self, name: &str, reader: impl Fn(&str) -> Option<T>) -> Option<T> {
        if !self.is_set(name) {
            self.refuse(name);
            return None;
        }
        self.value(name, reader)
    }

    /// Says that this setting is wrong or missing, and what is expected.
    pub(super) fn refuse(&mut self, name: &str) {
        let Some(setting) = table::find(name) else {
            return;
        };
        let is_wrong =
            if self.is_set(name) || self.in_file.iter().any(|set| set == name) { "is wrong" } else { "is missing" };
        let shown = match self.values.get(name) {
            Some(value) if !setting.is_secret => format!(" (\"{value}\")"),
            Some(_) | None => String::new(),
        };
        let problem = format!("setting {}{shown} {is_wrong}: it must be {}", self.place(name), setting.expects);
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    /// The refusals, or nothing.
    ///
    /// # Errors
    /// All refusals in one text, a line each.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(wrong_use(self.problems.join("\npasserelle: ")))
    }

    fn place(&self, name: &str) -> String {
        if self.in_file.iter().any(|set| set == name) {
            format!("{name} in {}", self.file)
        } else {
            format!("{PREFIX}{}", name.to_uppercase())
        }
    }
}

/// The setting that was probably meant.
fn suggestion(name: &str) -> String {
    let shares = |known: &str| {
        known.contains(name)
            || name.contains(known)
            || known.split('_').any(|part| part.len() > 3 && name.contains(part))
    };
    let near: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).filter(|known| shares(known)).collect();
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) }
}
